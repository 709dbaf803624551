//! The shipped operations: complete, and as Twilio's documents have them. What differs is listed with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use cordboard::api::{self, Check, Kind, Library, Operation, Parameter, Place, Prepared, Severity};
use cordboard::twilio::{Method, Product};

/// Which document describes a product.
const DOCUMENTS: [(Product, &str); 6] = [
    (Product::Api, "twilio_api_v2010"),
    (Product::Conversations, "twilio_conversations_v1"),
    (Product::Chat, "twilio_chat_v2"),
    (Product::Studio, "twilio_studio_v2"),
    (Product::Content, "twilio_content_v1"),
    (Product::Lookups, "twilio_lookups_v2"),
];

/// How many operations there are by product, and how many of them no document describes.
const COUNTS: [(Product, usize, usize); 7] = [
    (Product::Api, 9, 0),
    (Product::Conversations, 67, 0),
    (Product::Chat, 20, 0),
    (Product::Studio, 20, 1),
    (Product::Content, 7, 0),
    (Product::Lookups, 1, 0),
    (Product::Verify, 9, 9),
];

/// Where the catalogue is not as the document: the operation (`*` for all), what differs, and why.
const DIFFERENCES: [(&str, &str, &str); 3] = [
    ("create-message", "body Tags is missing", "stands in an example only, not among the fields"),
    ("create-execution", "body ExternalId is missing", "stands in an example only, not among the fields"),
    ("update-chat-channel", "body Type is missing", "stands in an example only; a channel cannot change it"),
];

fn library(folder: &str, name: &str) -> Library {
    let path = PathBuf::from(folder).join("twilio").join(format!("{name}.json"));
    let text = std::fs::read_to_string(path).unwrap();
    api::import(&text, name, &mut |_| ControlFlow::Continue(())).unwrap()
}

#[test]
fn every_operation_is_complete() {
    let mut ids = BTreeSet::new();
    let mut summaries = BTreeSet::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for operation in api::catalog() {
        let id = operation.id.as_str();
        assert!(ids.insert(id), "{id} is there twice");
        assert!(summaries.insert(operation.summary.as_str()), "{id}: {} is there twice", operation.summary);
        *counts.entry(operation.product.unwrap().name()).or_default() += 1;
        let said = !operation.description.is_empty() && operation.description.ends_with('.');
        assert!(said && !operation.tags.is_empty(), "{id}");
        for parameter in &operation.parameters {
            let name = &parameter.name;
            assert!(parameter.help.ends_with('.'), "{id} {name}: {}", parameter.help);
            let has_value = parameter.default.is_some() || !parameter.example.is_empty();
            assert!(!parameter.required || has_value, "{id} {name} has no example");
        }
        let places: Vec<Place> = operation.parameters.iter().map(|parameter| parameter.place).collect();
        assert!(places.is_sorted_by_key(|place| Place::ALL.iter().position(|all| all == place)), "{id}");
        assert!(!operation.answers.is_empty() && operation.errors.len() >= 2, "{id}");
        for error in &operation.errors {
            assert!(error.help.ends_with('.'), "{id} {}: {}", error.code, error.help);
        }
        an_example_that_works(operation);
        an_answer_with_its_fields(operation);
    }
    let expected = COUNTS.iter().map(|(product, count, _)| (product.name(), *count)).collect();
    assert_eq!(counts, expected);
    assert_eq!(api::catalog().first().unwrap().id, "create-service-conversation-message");
}

fn an_example_that_works(operation: &Arc<Operation>) {
    for (name, value) in &operation.example {
        assert!(operation.parameter(name).is_some() && !value.is_empty(), "{}: {name}", operation.id);
    }
    let found = api::check(&Prepared::example(operation));
    let wrong: Vec<&str> = found
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| found.message.as_str())
        .collect();
    assert!(wrong.is_empty(), "{}: {wrong:?}", operation.id);
}

fn an_answer_with_its_fields(operation: &Operation) {
    let id = &operation.id;
    if operation.method == Method::Delete {
        assert!(operation.example_answer.is_empty() && operation.answer_for(204).is_some(), "{id}");
        return;
    }
    let shown: serde_json::Value =
        serde_json::from_str(&operation.example_answer).unwrap_or_else(|why| panic!("{id}: {why}"));
    assert!(!operation.example_answer.contains('…'), "{id}");
    for field in &operation.answers.first().unwrap().fields {
        assert!(!field.help.is_empty(), "{id}: {}", field.name);
        let value =
            shown.get(&field.name).unwrap_or_else(|| panic!("{id}: the example lacks {}", field.name));
        assert!(!value.is_null() || field.nullable, "{id}: {} is null", field.name);
    }
}

/// What tells the parameters of two operations apart: place, and name (the first key of a JSON body).
fn key(parameter: &Parameter) -> (Place, String) {
    let name = match parameter.place {
        Place::Body => parameter.keys.first().unwrap_or(&parameter.name),
        _ => &parameter.name,
    };
    (parameter.place, name.clone())
}

fn choices(parameter: &Parameter) -> Option<BTreeSet<&str>> {
    match &parameter.kind {
        Kind::Choice(choices) => Some(choices.iter().map(String::as_str).collect()),
        _ => None,
    }
}

/// How an operation differs from what the document says of it, each in a few words.
fn differences(ours: &Operation, theirs: &Operation) -> Vec<String> {
    let mut found = Vec::new();
    let own = |parameter: &&Parameter| parameter.name != "Content-Type";
    let names: BTreeMap<_, _> =
        ours.parameters.iter().filter(own).map(|it| (format!("{:?}", key(it)), it)).collect();
    let mut seen = BTreeSet::new();
    for parameter in &theirs.parameters {
        let name = format!("{:?}", key(parameter));
        seen.insert(name.clone());
        let Some(our) = names.get(&name) else {
            found.push(format!("{} {} is missing", parameter.place.name(), parameter.name));
            continue;
        };
        // A property of an object in JSON is a field of its own in an imported operation.
        if parameter.keys.len() > 1 {
            continue;
        }
        if our.required != parameter.required {
            found.push(format!("{} {} is required: {}", our.place.name(), our.name, our.required));
        }
        if let Some(theirs) = choices(parameter)
            && choices(our) != Some(theirs.clone())
        {
            found.push(format!("{} {} may be {:?}", our.place.name(), our.name, theirs));
        }
        let limits = parameter.schema.iter().flat_map(|schema| schema.limits()).collect::<String>();
        if let Some((_, pattern)) = limits.split_once('^')
            && !our.checks.iter().any(|check| is_of(check, pattern))
        {
            found.push(format!("{} {} has to be ^{pattern}", our.place.name(), our.name));
        }
        if parameter.name == "PageSize" {
            let most = our.checks.iter().find_map(|check| match check {
                Check::Between { high, .. } => Some(high.to_string()),
                _ => None,
            });
            if !most.is_some_and(|most| limits.replace(',', "").contains(&most)) {
                found.push(format!("PageSize has the limits {limits}"));
            }
        }
    }
    found.extend(names.keys().filter(|name| !seen.contains(*name)).map(|name| format!("{name} is made up")));
    found
}

/// Whether a check is about a SID that the pattern is about.
fn is_of(check: &Check, pattern: &str) -> bool {
    match check {
        Check::Sid { prefix, .. } => pattern.starts_with(prefix),
        Check::AnySid { prefixes, .. } => prefixes.iter().all(|prefix| pattern.contains(prefix)),
        _ => false,
    }
}

#[test]
fn every_operation_is_as_the_documents_have_it() {
    let Ok(folder) = std::env::var("CORDBOARD_OPENAPI") else {
        println!("skipped: CORDBOARD_OPENAPI names no folder with documents");
        return;
    };
    let libraries: BTreeMap<&str, Library> =
        DOCUMENTS.iter().map(|(product, name)| (product.name(), library(&folder, name))).collect();
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut found, mut used) = (Vec::new(), BTreeSet::new());
    for ours in api::catalog() {
        let product = ours.product.unwrap().name();
        let theirs = libraries.get(product).and_then(|library| {
            let is_same = |it: &&Arc<Operation>| it.method == ours.method && it.path == ours.path;
            library.operations.iter().find(is_same)
        });
        let Some(theirs) = theirs else {
            *unknown.entry(product).or_default() += 1;
            continue;
        };
        assert_eq!((&ours.server, ours.body.kind), (&theirs.server, theirs.body.kind), "{}", ours.id);
        for what in differences(ours, theirs) {
            let known =
                DIFFERENCES.iter().find(|(id, known, _)| (*id == "*" || *id == ours.id) && what == *known);
            match known {
                Some((_, what, _)) => drop(used.insert(*what)),
                None => found.push(format!("{}: {what}", ours.id)),
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    for (_, what, why) in DIFFERENCES {
        assert!(used.contains(what), "no longer there: {what} ({why})");
    }
    let expected = COUNTS
        .iter()
        .filter(|(.., count)| *count > 0)
        .map(|(product, _, count)| (product.name(), *count))
        .collect();
    assert_eq!(unknown, expected);
}
