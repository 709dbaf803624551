//! Real documents, in the folder that `CORDBOARD_OPENAPI` names: each imports with the right number of operations, and
//! each operation of Twilio's makes a request that its document allows.

#![expect(clippy::print_stdout, reason = "what was measured is shown")]

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cordboard::api::{self, BodyKind, Library, Operation, Place, Prepared};
use cordboard::twilio::Product;

/// How many operations each document has, counted outside of this program, and how many webhooks and callbacks.
const COUNTS: [(&str, usize, usize); 14] = [
    ("other/oai-petstore-expanded-3.0.json", 4, 0),
    ("other/oai-petstore-swagger-2.0.json", 3, 0),
    ("other/oai-tictactoe-3.1.yaml", 3, 2),
    ("other/oai-uspto-3.0.json", 3, 0),
    ("other/oai-webhook-example-3.1.json", 0, 1),
    ("other/slack-web-swagger-2.0.json", 174, 0),
    ("other/swagger-petstore-3.0.yaml", 19, 0),
    ("twilio/twilio_api_v2010.json", 197, 0),
    ("twilio/twilio_chat_v2.json", 54, 0),
    ("twilio/twilio_content_v1.json", 9, 0),
    ("twilio/twilio_conversations_v1.json", 103, 0),
    ("twilio/twilio_lookups_v2.json", 10, 0),
    ("twilio/twilio_messaging_v1.json", 58, 0),
    ("twilio/twilio_studio_v2.json", 19, 0),
];

fn folder() -> Option<PathBuf> {
    let folder = std::env::var("CORDBOARD_OPENAPI").ok();
    if folder.is_none() {
        println!("skipped: CORDBOARD_OPENAPI names no folder with documents");
    }
    folder.map(PathBuf::from)
}

fn read(folder: &Path, name: &str) -> Library {
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    api::import(&text, name, &mut |_| ControlFlow::Continue(())).unwrap()
}

#[test]
fn every_document_has_all_of_its_operations() {
    let Some(folder) = folder() else { return };
    let mut there: Vec<String> = Vec::new();
    for part in ["other", "twilio"] {
        for entry in std::fs::read_dir(folder.join(part)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".json") || name.ends_with(".yaml") {
                there.push(format!("{part}/{name}"));
            }
        }
    }
    there.sort();
    assert_eq!(there, COUNTS.map(|(name, ..)| name));
    for (name, count, hooks) in COUNTS {
        let library = read(&folder, name);
        let warnings: Vec<String> =
            library.warnings.iter().map(|w| format!("{} {}", w.pointer, w.message)).collect();
        println!(
            "{name}: {} operations, {} warnings {:#?}",
            library.operations.len(),
            warnings.len(),
            warnings
        );
        assert_eq!((library.operations.len(), library.hook_count), (count, hooks), "{name}");
        assert!(!library.title.is_empty() && !library.version.is_empty(), "{name}");
        let mut ids: Vec<&str> = library.operations.iter().map(|operation| operation.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}: ids are unique");
    }
}

#[test]
fn documents_without_faults_import_without_warnings() {
    let Some(folder) = folder() else { return };
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, ..) in COUNTS {
        let warnings = read(&folder, name).warnings;
        if !warnings.is_empty() {
            told.insert(name, warnings.len());
        }
        if name.starts_with("twilio") {
            assert_eq!(warnings, [], "{name}");
        }
    }
    println!("{told:?}");
}

/// The operations of a document, each with its variants.
fn all(library: &Library) -> Vec<Arc<Operation>> {
    let each = |operation: &Arc<Operation>| {
        std::iter::once(Arc::clone(operation)).chain(operation.variants.iter().cloned()).collect::<Vec<_>>()
    };
    library.operations.iter().flat_map(each).collect()
}

#[test]
fn examples_make_requests_that_the_documents_allow() {
    let Some(folder) = folder() else { return };
    let mut lacking: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut sent = 0;
    for (name, ..) in COUNTS {
        for operation in all(&read(&folder, name)) {
            let prepared = Prepared::example(&operation);
            for finding in api::check(&prepared) {
                let what = format!("{} {}: {}", operation.id, operation.path, finding.message);
                // A text without an example and with a pattern of its own is not made up.
                let parameter =
                    operation.parameters.iter().find(|parameter| parameter.name == finding.parameter);
                let is_bare = parameter.is_some_and(|parameter| {
                    parameter.required && prepared.value(&parameter.name).is_empty()
                });
                let is_group =
                    operation.one_of.iter().any(|group| group.parameters.contains(&finding.parameter));
                let is_deeper = finding.parameter == "body" && finding.message.contains("needs a property");
                if is_bare || is_group || is_deeper {
                    lacking.entry(name.to_owned()).or_default().push(what);
                } else {
                    assert!(
                        !finding.is_by_document || finding.severity == api::Severity::Warning,
                        "{name} {what}"
                    );
                }
            }
            let request = api::request(&prepared);
            is_as_described(&operation, &request);
            sent += 1;
        }
    }
    for (name, list) in &lacking {
        println!(
            "{name}: {}\n  {}",
            list.len(),
            list.iter().take(12).cloned().collect::<Vec<_>>().join("\n  ")
        );
    }
    assert!(sent > 650, "{sent}");
    // An object that has to be there, and in which nothing has to, is not made.
    let of = |name: &str| lacking.get(name).map_or(0, Vec::len);
    let twilio: Vec<usize> =
        COUNTS.iter().filter(|(name, ..)| name.starts_with("twilio")).map(|(name, ..)| of(name)).collect();
    assert_eq!(twilio, [0, 0, 2, 0, 0, 0, 0]);
}

/// Reads a request back and holds it against the operation.
fn is_as_described(operation: &Operation, request: &cordboard::twilio::Request) {
    let what = format!("{} {}", operation.method.name(), operation.path);
    let known = |place: Place, name: &str| operation.parameter_in(place, name).is_some();
    for (name, _) in form_urlencoded::parse(request.full_query().as_bytes()) {
        assert!(known(Place::Query, &name), "{what}: {name}");
    }
    let media_type = request.content_type().unwrap_or_default();
    let body = request.body().unwrap_or_default();
    match operation.body.kind {
        BodyKind::None => assert!(body.is_empty() && media_type.is_empty(), "{what}"),
        BodyKind::Form => {
            if !body.is_empty() {
                assert!(media_type.starts_with("application/x-www-form-urlencoded"), "{what}");
            }
            for (name, _) in form_urlencoded::parse(&body) {
                assert!(known(Place::Body, &name), "{what}: {name}");
            }
        }
        BodyKind::Json if !body.is_empty() => {
            let value: serde_json::Value = serde_json::from_slice(&body).unwrap();
            let schema = operation.body.schema.as_ref();
            let found = schema.map(|schema| api::differences(schema, &value)).unwrap_or_default();
            let wrong: Vec<_> =
                found.iter().filter(|found| found.is_error() && found.came != "it is missing").collect();
            assert!(wrong.is_empty(), "{what}: {wrong:?} {value}");
        }
        BodyKind::Multipart if !body.is_empty() => {
            let boundary = media_type.split_once("boundary=").unwrap().1;
            let text = String::from_utf8_lossy(&body);
            assert!(text.ends_with(&format!("--{boundary}--\r\n")), "{what}");
        }
        _ => {}
    }
}

#[test]
fn answers_of_the_documents_fit_their_own_schemas_nearly_always() {
    let Some(folder) = folder() else { return };
    let (mut checked, mut wrong) = (0, Vec::new());
    for (name, ..) in COUNTS {
        for operation in &read(&folder, name).operations {
            for answer in operation.answers.iter().filter(|answer| !answer.example.is_empty()) {
                let Some(schema) = &answer.schema else { continue };
                let Ok(value) = serde_json::from_str(&answer.example) else { continue };
                checked += 1;
                let found = api::differences(schema, &value);
                wrong.extend(
                    found
                        .iter()
                        .filter(|found| found.is_error())
                        .map(|found| format!("{name} {} {found:?}", operation.id)),
                );
            }
        }
    }
    println!(
        "{checked} checked, {} differences\n{}",
        wrong.len(),
        wrong.iter().take(30).cloned().collect::<Vec<_>>().join("\n")
    );
    // Twilio's examples are wrong here and there: numbers as texts, and texts that are empty where a SID should be.
    assert!(checked > 300 && wrong.len() <= 50, "{checked} {}", wrong.len());
}

#[test]
fn what_the_documents_say_arrives() {
    let Some(folder) = folder() else { return };
    let conversations = read(&folder, "twilio/twilio_conversations_v1.json");
    let message = conversations
        .operations
        .iter()
        .find(|operation| {
            operation.method.name() == "POST"
                && operation.path == "/v1/Services/{ChatServiceSid}/Conversations/{ConversationSid}/Messages"
        })
        .unwrap();
    assert_eq!(message.product, Some(Product::Conversations));
    assert_eq!(message.server, "https://conversations.twilio.com");
    assert_eq!(message.body.kind, BodyKind::Form);
    let own = api::find("create-service-conversation-message").unwrap();
    for parameter in own.parameters.iter().filter(|parameter| parameter.name != "Content-Type") {
        assert!(message.parameter_in(parameter.place, &parameter.name).is_some(), "{}", parameter.name);
    }
    let prepared = Prepared::example(message);
    assert!(prepared.value("ChatServiceSid").starts_with("IS"), "{}", prepared.value("ChatServiceSid"));
    let v2010 = read(&folder, "twilio/twilio_api_v2010.json");
    let create = v2010.find("CreateMessage").unwrap_or_else(|| panic!("{:?}", v2010.operations[0].id));
    let groups: Vec<Vec<String>> = create.one_of.iter().map(|group| group.parameters.clone()).collect();
    assert_eq!(groups, [vec!["From", "MessagingServiceSid"], vec!["Body", "MediaUrl", "ContentSid"]]);
    let mut prepared = Prepared::new(create);
    prepared.set("MediaUrl", "https://example.com/a.png\nhttps://example.com/b.png");
    let media = api::request(&prepared).form;
    assert_eq!(media.iter().filter(|(name, _)| name == "MediaUrl").count(), 2, "{media:?}");
    let uspto = read(&folder, "other/oai-uspto-3.0.json");
    assert_eq!(uspto.operations[0].server, "https://developer.uspto.gov/ds-api");
    assert_eq!(uspto.servers[0].variables[0].choices, ["https", "http"]);
}
