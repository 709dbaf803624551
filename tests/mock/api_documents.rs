//! The requests that the API library makes of every operation of Twilio's documents, in the folder that
//! `CORDBOARD_OPENAPI` names: what arrives is what was filled in, the document allows it, and where the mock serves the
//! resource it takes it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::api_requests::{in_order, told};
use crate::support::receiver::{Got, Receiver};
use crate::support::world::{World, example_of};
use crate::support::{Bench, OURS};
use cordboard::api::{self, BodyKind, Kind, Library, Operation, Parameter, Place, Prepared, Severity};
use cordboard::mock::Config;
use cordboard::twilio::{Base, Client, NOT_IN_MOCK, Product};
use serde_json::{Value, json};

/// Each document: how many operations it has, how many requests are made of them (some have a variant for each kind of
/// body), and how many operations the mock serves.
const COUNTS: [(&str, usize, usize, usize); 7] = [
    ("twilio_api_v2010", 197, 197, 14),
    ("twilio_chat_v2", 54, 54, 35),
    ("twilio_content_v1", 9, 9, 7),
    ("twilio_conversations_v1", 103, 103, 81),
    ("twilio_lookups_v2", 10, 10, 0),
    ("twilio_messaging_v1", 58, 58, 17),
    ("twilio_studio_v2", 19, 19, 19),
];

/// What is filled in where the document needs something and shows no example of it.
const FILLED: [(&str, &str, &str); 2] = [
    ("CreateContent", "types.twilio/text", r#"{"body": "Hello"}"#),
    ("UpdateContent", "types.twilio/text", r#"{"body": "Hello"}"#),
];

/// An example of a document that Twilio refuses as well.
struct Refused {
    product: Product,
    id: &'static str,
    code: u64,
    /// What makes it right.
    field: &'static str,
    value: &'static str,
    why: &'static str,
}

const fn refused(
    product: Product,
    id: &'static str,
    code: u64,
    (field, value): (&'static str, &'static str),
    why: &'static str,
) -> Refused {
    Refused { product, id, code, field, value, why }
}

/// The definition of a flow, which is too long to stand here.
const DEFINITION: (&str, &str) = ("Definition", "");
const REFUSED: [Refused; 7] = {
    use Product::{Api, Chat, Conversations, Studio};
    let both = "identity and address exclude each other";
    let none = "the definition is no flow";
    [
        refused(Api, "CreateMessage", 21266, ("From", OURS), "it goes to the number that it comes from"),
        refused(
            Chat,
            "UpdateChannelWebhook",
            20001,
            ("Configuration.RetryCount", "3"),
            "it asks for five retries, and the field's own description allows three",
        ),
        refused(Conversations, "ListParticipantConversation", 50451, ("Address", ""), both),
        refused(Conversations, "ListServiceParticipantConversation", 50451, ("Address", ""), both),
        refused(Studio, "CreateFlow", 81022, DEFINITION, none),
        refused(Studio, "UpdateFlow", 81022, DEFINITION, none),
        refused(Studio, "UpdateFlowValidate", 81022, DEFINITION, none),
    ]
};

#[expect(clippy::print_stdout, reason = "who runs the tests is told what is skipped")]
fn documents() -> Option<Vec<(&'static str, Library)>> {
    let Ok(folder) = std::env::var("CORDBOARD_OPENAPI") else {
        println!("skipped: CORDBOARD_OPENAPI names no folder with Twilio's OpenAPI documents");
        return None;
    };
    let folder = PathBuf::from(folder).join("twilio");
    let mut there: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| {
            entry.unwrap().file_name().into_string().unwrap().strip_suffix(".json").map(str::to_owned)
        })
        .collect();
    there.sort();
    assert_eq!(there, COUNTS.map(|(name, ..)| name));
    let read = |(name, ..): (&'static str, usize, usize, usize)| {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        (name, api::import(&text, name, &mut |_| ControlFlow::Continue(())).unwrap())
    };
    Some(COUNTS.map(read).into())
}

/// Fills in what has to be there and of which the document shows no example.
fn completed(mut prepared: Prepared) -> Prepared {
    let operation = Arc::clone(prepared.operation());
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        if prepared.value(&parameter.name).is_empty() {
            let value = match &parameter.kind {
                Kind::Choice(choices) => choices.first().unwrap().as_str(),
                Kind::Whole | Kind::Number => "1",
                Kind::Json | Kind::Object => "{}",
                _ => "x",
            };
            prepared.set_in(parameter.place, &parameter.name, value);
        }
    }
    for (_, name, value) in FILLED.iter().filter(|(id, ..)| *id == operation.id) {
        assert!(prepared.value(name).is_empty(), "{}: {name} has an example by now", operation.id);
        assert!(prepared.set_in(Place::Body, name, *value), "{}: {name} is no field", operation.id);
    }
    prepared
}

/// Every field filled in, with what has a meaning of its own on the way.
fn overfull(operation: &Arc<Operation>) -> Prepared {
    let mut prepared = Prepared::new(operation);
    for parameter in &operation.parameters {
        let value = match &parameter.kind {
            Kind::Choice(choices) => choices.last().unwrap().as_str(),
            Kind::Whole | Kind::Number => "7",
            Kind::Json | Kind::Object => r#"{"a&b": [1, "c=d+é"], "%41": "?#"}"#,
            Kind::List => r#"["a b&c", "d=+é", "%41?#\"", "a b&c"]"#,
            Kind::Time => "2026-11-22T23:00:00+01:00",
            Kind::Text if parameter.place == Place::Header => "a b&c=d",
            _ => "a b&c=d+é%41?#/\\\"{x};~*",
        };
        prepared.set_in(parameter.place, &parameter.name, value);
    }
    prepared
}

/// What a field's text stands for, once or many times.
fn values(parameter: &Parameter, text: &str) -> Vec<String> {
    if parameter.kind != Kind::List {
        return vec![text.to_owned()];
    }
    match serde_json::from_str(text) {
        Ok(Value::Array(items)) => {
            items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect()
        }
        _ => text.lines().map(str::to_owned).collect(),
    }
}

type Fields = BTreeMap<String, Vec<String>>;

/// The fields of one place as they were filled in.
fn filled(prepared: &Prepared, place: Place) -> Fields {
    let of = |parameter: &&(&Parameter, &str)| parameter.0.place == place;
    let all: Vec<(&Parameter, &str)> = prepared.filled_parameters().collect();
    all.iter().filter(of).map(|(parameter, text)| (parameter.name.clone(), values(parameter, text))).collect()
}

/// Fields as they came.
fn came(encoded: &[u8]) -> Fields {
    let mut fields = Fields::new();
    for (name, value) in form_urlencoded::parse(encoded) {
        fields.entry(name.into_owned()).or_default().push(value.into_owned());
    }
    fields
}

/// Takes a value out of a body; what is left was not asked for.
fn taken(body: &mut Value, keys: &[String]) -> Option<Value> {
    let (last, before) = keys.split_last()?;
    let inner = before.iter().try_fold(body, |value, key| value.get_mut(key))?;
    inner.as_object_mut()?.remove(last)
}

fn is_bare(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.values().all(is_bare))
}

/// Holds what arrived against what was filled in.
fn compare(prepared: &Prepared, got: &Got) -> Vec<String> {
    let operation = prepared.operation();
    let mut found = Vec::new();
    let mut same = |what: &str, is: &dyn std::fmt::Debug, was: &dyn std::fmt::Debug| {
        if format!("{is:?}") != format!("{was:?}") {
            found.push(format!("{}: {what} {was:?} came as {is:?}", operation.id));
        }
    };
    let (path, query) = got.target.split_once('?').unwrap_or((&got.target, ""));
    same("method", &got.method, &operation.method.name());
    let template = operation.path.split_once('?').map_or(operation.path.as_str(), |(path, _)| path);
    let count = template.split('/').count();
    // The product may stand before it.
    let parts: Vec<&str> = path.split('/').collect();
    let parts = &parts[parts.len() - count + 1..];
    for (expected, part) in template.split('/').skip(1).zip(parts) {
        let part = percent_decoded(part);
        match expected.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?))) {
            Some((before, (name, after))) => {
                let value = prepared.value(name);
                same(name, &part, &format!("{before}{value}{after}"));
            }
            None => same("path", &part, &expected),
        }
    }
    same("query", &came(query.as_bytes()), &filled(prepared, Place::Query));
    for (name, values) in filled(prepared, Place::Header) {
        same("header", &got.header(&name.to_lowercase()), &values.join(","));
    }
    let kind = got.header("content-type");
    match operation.body.kind {
        BodyKind::None => same("body", &got.body.len(), &0),
        BodyKind::Form => {
            let fields = filled(prepared, Place::Body);
            same("body", &came(&got.body), &fields);
            let is_form = kind.starts_with("application/x-www-form-urlencoded");
            same("type of the body", &(is_form || got.body.is_empty() && fields.is_empty()), &true);
        }
        BodyKind::Json => {
            let is_empty = got.body.is_empty();
            let mut body: Value =
                if is_empty { json!({}) } else { serde_json::from_slice(&got.body).unwrap() };
            for (parameter, text) in prepared.filled_parameters().filter(|it| it.0.place == Place::Body) {
                let value = taken(&mut body, &parameter.keys).unwrap_or_default();
                let as_list =
                    || value.as_array().is_some_and(|items| items.len() == values(parameter, text).len());
                let is_same = value.as_str() == Some(text)
                    || serde_json::from_str(text).is_ok_and(|was: Value| was == value);
                same(&parameter.name, &(is_same || as_list()), &true);
            }
            same("all else of the body", &is_bare(&body), &true);
            same("type of the body", &kind, if is_empty { &"" } else { &"application/json" });
        }
        _ => same("kind of the body", &"one that Twilio has none of", &""),
    }
    found
}

fn percent_decoded(text: &str) -> String {
    let text = text.replace('+', "%2B");
    form_urlencoded::parse(format!("x={text}").as_bytes()).next().unwrap().1.into_owned()
}

/// The operation with its variants.
fn each(operation: &Arc<Operation>) -> impl Iterator<Item = &Arc<Operation>> {
    std::iter::once(operation).chain(&operation.variants)
}

#[tokio::test]
async fn what_arrives_is_what_was_filled_in_and_the_documents_allow_it() {
    let Some(documents) = documents() else { return };
    let mut receiver = Receiver::start(&[]).await;
    let bench = Bench::start(Config::default()).await;
    let client = Client::new(Base::At(receiver.url.clone()), bench.mock.credentials()).unwrap();
    let (mut found, mut counts) = (Vec::new(), Vec::new());
    for (name, library) in &documents {
        let mut sent = 0;
        for operation in library.operations.iter().flat_map(each) {
            let prepared = completed(Prepared::example(operation));
            let wrong =
                api::check(&prepared).into_iter().filter(|finding| finding.severity == Severity::Error);
            found.extend(wrong.map(|finding| format!("{}: {}", operation.id, finding.message)));
            for prepared in [prepared, overfull(operation)] {
                client.send(&api::request(&prepared)).await.unwrap();
                found.extend(compare(&prepared, &receiver.next().await));
            }
            sent += 1;
        }
        counts.push((*name, library.operations.len(), sent));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(counts, COUNTS.map(|(name, count, sent, _)| (name, count, sent)));
    // One letter more anywhere would have been seen.
    for (id, places) in [("CreateMessage", 2), ("ListMessage", 2), ("CreateContent", 1)] {
        let mut operations = documents.iter().flat_map(|(_, library)| &library.operations);
        let operation = operations.find(|operation| operation.id == id).unwrap();
        let prepared = overfull(operation);
        client.send(&api::request(&prepared)).await.unwrap();
        let got = receiver.next().await;
        let mut seen = BTreeSet::new();
        for parameter in &operation.parameters {
            let mut other = prepared.clone();
            other.set_in(parameter.place, &parameter.name, "1x");
            assert!(!compare(&other, &got).is_empty(), "{id} {}", parameter.name);
            seen.insert(parameter.place.name());
        }
        assert_eq!(seen.len(), places, "{id}");
    }
}

/// Puts right what the document's example has wrong; answers what it is refused with until then, and why.
fn mended(prepared: &mut Prepared) -> Option<(u64, &'static str)> {
    let operation = Arc::clone(prepared.operation());
    let is_meant = |row: &&Refused| row.id == operation.id && Some(row.product) == operation.product;
    let row = REFUSED.iter().find(is_meant)?;
    let value = match (row.field, row.value) {
        DEFINITION => example_of("create-flow", Place::Body, "Definition"),
        (_, value) => value.to_owned(),
    };
    assert!(prepared.set(row.field, value), "{} has no {}", row.id, row.field);
    Some((row.code, row.why))
}

/// Sends the request to a mock in which what it names is there. Nothing where the mock does not serve it.
async fn served(world: &World, operation: &Arc<Operation>) -> Option<Result<(), String>> {
    let mut prepared = completed(world.prepared(operation));
    mended(&mut prepared);
    let answer = world.send(&prepared).await;
    match answer.status {
        404 if answer.body.contains(NOT_IN_MOCK) => None,
        // It serves the resource, and not this method of it.
        405 => None,
        200..300 => Some(Ok(())),
        _ => Some(Err(told(operation, &answer))),
    }
}

/// Sends the example as it is to a fresh mock that was asked to make what it names.
async fn provided(operation: &Arc<Operation>) -> Result<(), String> {
    let bench = Bench::start(Config::default()).await;
    let client = Client::new(Base::At(bench.mock.base_url()), bench.mock.credentials()).unwrap();
    let mut prepared = completed(Prepared::example(operation));
    let request = api::request(&prepared);
    let made = bench.mock.provide_for(&request).await.unwrap();
    let again = bench.mock.provide_for(&request).await.unwrap();
    if !again.is_empty() {
        return Err(format!("{}: {made:?}, and then {again:?}", operation.id));
    }
    let mut answer = client.send(&request).await.unwrap();
    if let Some((code, why)) = mended(&mut prepared) {
        let told = answer.json.as_ref().map_or(0, |json| json["code"].as_u64().unwrap_or_default());
        assert_eq!((answer.status, told), (400, code), "{} is taken, though {why}", operation.id);
        answer = client.send(&api::request(&prepared)).await.unwrap();
    }
    bench.mock.stop().await;
    if answer.is_success() { Ok(()) } else { Err(told(operation, &answer)) }
}

#[tokio::test]
async fn the_mock_takes_every_request_of_the_documents_that_it_serves() {
    let Some(documents) = documents() else { return };
    let (mut found, mut counts) = (Vec::new(), Vec::new());
    for (name, library) in &documents {
        let world = World::start().await;
        let mut count = 0;
        for operation in in_order(&library.operations) {
            let Some(taken) = served(&world, operation).await else { continue };
            count += 1;
            found.extend(taken.err());
            found.extend(provided(operation).await.err());
        }
        counts.push((*name, count));
    }
    assert!(found.is_empty(), "{}\n{counts:?}", found.join("\n"));
    assert_eq!(counts, COUNTS.map(|(name, _, _, served)| (name, served)));
}
