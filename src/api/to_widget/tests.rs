//! From a request to a widget and back.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::api::{Body, Kind, Parameter, find, is_message, of_widget, request, to_message};
use crate::flow::{Document, Widget};
use crate::widgets::Asked;

const ID: &str = "create-service-conversation-message";

fn message(values: &[(&str, &str)]) -> Prepared {
    let mut prepared = Prepared::new(find(ID).unwrap());
    prepared.set("ChatServiceSid", format!("IS{}", "1".repeat(32)));
    prepared.set("ConversationSid", format!("CH{}", "2".repeat(32)));
    for (name, value) in values {
        assert!(prepared.set(name, *value), "{name}");
    }
    prepared
}

/// An operation of somebody else's: GET with a query, or a body of this kind.
fn other(method: Method, kind: BodyKind) -> Arc<Operation> {
    let keyed = |name: &str| Parameter {
        keys: vec![name.to_owned()],
        ..Parameter::new(Place::Body, name, Kind::Text, "")
    };
    let mut parameters = vec![
        Parameter::new(Place::Path, "id", Kind::Text, "").required(),
        Parameter::new(Place::Query, "q", Kind::Text, ""),
        Parameter::new(Place::Query, "tag", Kind::List, ""),
    ];
    if kind != BodyKind::None {
        parameters.extend([keyed("name"), keyed("note")]);
    }
    let media_type =
        if kind == BodyKind::Json { "application/json" } else { "application/x-www-form-urlencoded" };
    Arc::new(Operation {
        id: "other".to_owned(),
        server: "https://api.example.com/v3".to_owned(),
        method,
        path: "/orders/{id}/lines.json".to_owned(),
        parameters,
        body: Body { kind, media_type: media_type.to_owned(), ..Body::default() },
        ..Operation::default()
    })
}

/// The widget in a flow that was written and read.
pub(super) fn widget(made: &WidgetMade) -> Arc<Widget> {
    let mut properties = serde_json::Map::new();
    for (key, value) in &made.properties {
        properties.extend(value.clone().map(|value| ((*key).to_owned(), value)));
    }
    properties.insert("offset".to_owned(), json!({"x": 0, "y": 0}));
    let state = json!({"name": "ask", "type": made.kind, "transitions": [], "properties": properties});
    let flow = json!({"states": [state], "initial_state": "ask"});
    let document = Document::from_bytes(None, flow.to_string().as_bytes()).unwrap();
    Arc::clone(document.flow().widgets().first().unwrap())
}

/// What goes out: method, address, and the body, JSON as a value.
fn sent(prepared: &Prepared) -> (Method, String, Value) {
    let request = request(prepared);
    let body = request.body().map(|body| String::from_utf8_lossy(&body).into_owned()).unwrap_or_default();
    let body = serde_json::from_str(&body).unwrap_or(Value::String(body));
    (request.method, format!("{:?}{}?{}", request.service, request.path, request.full_query()), body)
}

fn check_round(prepared: &Prepared, known: &[Arc<Operation>]) {
    let made = to_widget(prepared, &[]);
    let asked = Asked::of(&widget(&made)).unwrap();
    let back = of_widget(&asked, known);
    assert_eq!(back.operation().id, prepared.operation().id, "{made:?}");
    assert_eq!(sent(&back), sent(prepared), "{made:?}");
}

fn value() -> impl Strategy<Value = String> {
    let template = "(x|/|&)?\\{\\{ ?flow\\.data\\.[a-z]{1,4}( \\| append: \"[/?&=]\")? ?\\}\\}[ -~]?";
    prop_oneof!["[ -~ä€]{0,12}", template, "[a-zA-Z0-9/?&=%+#.]{1,12}"]
        .prop_filter("what is open stays open", |text| {
            !(text.starts_with('{') && text.ends_with('}')) || text.contains("{{")
        })
}

fn is_open(text: &str) -> bool {
    address::pieces(text)
        .iter()
        .any(|(is_template, piece)| !is_template && (piece.contains("{{") || piece.contains("{%")))
}

proptest! {
    #[test]
    fn what_a_message_becomes_asks_the_same(body in value(), author in value(), sid in value()) {
        let mut prepared = message(&[("Body", &body), ("Author", &author), ("X-Twilio-Webhook-Enabled", "")]);
        if !sid.is_empty() {
            prepared.set("ConversationSid", sid);
        }
        check_round(&prepared, crate::api::catalog());
    }

    #[test]
    fn what_other_requests_become_asks_the_same(id in value(), q in value(), name in value(), note in value()) {
        prop_assume!(!id.is_empty());
        for (method, kind) in [
            (Method::Get, BodyKind::None),
            (Method::Post, BodyKind::None),
            (Method::Post, BodyKind::Form),
            (Method::Post, BodyKind::Json),
        ] {
            let operation = other(method, kind);
            // What opens a template and does not end it reaches as far as the next end, in whichever field that is.
            if kind == BodyKind::Json && [&name, &note].into_iter().any(|text| is_open(text)) {
                continue;
            }
            let mut prepared = Prepared::new(&operation);
            for (field, value) in [("id", &id), ("q", &q), ("name", &name), ("note", &note)] {
                prepared.set(field, value.as_str());
            }
            check_round(&prepared, &[Arc::clone(&operation)]);
        }
    }

    #[test]
    fn any_fields_can_be_read(url in "[ -~]{0,40}", body in "[ -~]{0,40}", is_post: bool, key in "[ -~]{0,5}") {
        let asked = Asked {
            method: if is_post { Method::Post } else { Method::Get },
            url,
            content_type: if key.len() > 2 { JSON } else { FORM }.to_owned(),
            body: body.clone(),
            parameters: vec![(key, body)],
            ..Asked::default()
        };
        let _ = to_widget(&of_widget(&asked, crate::api::catalog()), &[]);
    }
}

#[test]
fn a_message_is_a_form_to_twilio_with_its_credentials() {
    let made = to_widget(&message(&[("Body", "Hello {{contact.channel.address}}")]), &[]);
    assert_eq!(made.property("method"), Some(&json!("POST")));
    let url = format!(
        "https://conversations.twilio.com/v1/Services/IS{}/Conversations/CH{}/Messages",
        "1".repeat(32),
        "2".repeat(32)
    );
    assert_eq!(made.property("url"), Some(&json!(url)));
    assert_eq!(made.property("content_type"), Some(&json!(FORM)));
    assert_eq!(made.property("add_twilio_auth"), Some(&json!(true)));
    let parameters = made.property("parameters").and_then(Value::as_array).unwrap();
    assert!(parameters.contains(&json!({"key": "Body", "value": "Hello {{contact.channel.address}}"})));
}

#[test]
fn nobody_else_gets_the_credentials() {
    for server in [
        "https://api.example.com",
        "https://twilio.com.example.com",
        "http://api.twilio.com",
        "https://x@evil.example",
    ] {
        let mut operation = Operation::clone(&other(Method::Get, BodyKind::None));
        operation.server = server.to_owned();
        let made = to_widget(&Prepared::new(&Arc::new(operation)), &[]);
        assert_eq!(made.property("add_twilio_auth"), None, "{server}");
    }
}

/// What is left out names each of these.
fn check_left_out(made: &WidgetMade, expected: &[&str]) {
    let told: Vec<&str> = made.left_out.iter().map(|LeftOut(text)| text.as_str()).collect();
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.contains(expected), "{told} / {expected}");
    }
}

#[test]
fn what_studio_cannot_carry_over_is_told() {
    check_left_out(
        &to_widget(&message(&[("X-Twilio-Webhook-Enabled", "true")]), &[]),
        &["X-Twilio-Webhook-Enabled"],
    );
    check_left_out(&to_widget(&message(&[("X-Twilio-Webhook-Enabled", "false")]), &[]), &[]);
    for method in [Method::Put, Method::Patch, Method::Delete] {
        let made = to_widget(&Prepared::new(&other(method, BodyKind::None)), &[]);
        check_left_out(&made, &[method.name()]);
    }
    for kind in [BodyKind::Multipart, BodyKind::Binary] {
        check_left_out(
            &to_widget(&Prepared::new(&other(Method::Post, kind)), &[]),
            &["The body is left out"],
        );
    }
    let mut operation = Operation::clone(&other(Method::Get, BodyKind::None));
    operation.server = "https://me:secret@api.example.com".to_owned();
    let made = to_widget(&Prepared::new(&Arc::new(operation)), &[]);
    check_left_out(&made, &["User and password"]);
    assert!(!format!("{made:?}").contains("secret@"));
}

#[test]
fn variables_of_an_environment_are_put_in_but_for_secrets() {
    let variables = [
        Variable { name: "desk".to_owned(), value: "CH9".to_owned(), is_secret: false },
        Variable { name: "key".to_owned(), value: String::new(), is_secret: true },
    ];
    let made = to_widget(
        &message(&[
            ("ConversationSid", "{{env.desk}}"),
            ("Body", "{{ env.key }}{{env.gone}}{{flow.data.x}}"),
        ]),
        &variables,
    );
    assert!(made.property("url").unwrap().as_str().unwrap().ends_with("/Conversations/CH9/Messages"));
    check_left_out(&made, &["The secret `key`", "{{env.gone}}"]);
}

#[test]
fn a_message_becomes_a_send_message_widget() {
    let prepared = message(&[("Body", "Hi"), ("Author", "desk"), ("X-Twilio-Webhook-Enabled", "true")]);
    assert!(is_message(prepared.operation()));
    let made = to_message(&prepared, &[]).unwrap();
    assert_eq!(made.property("body"), Some(&json!("Hi")));
    assert_eq!(made.property("from"), Some(&json!("desk")));
    let told = format!("{:?}", made.left_out);
    assert!(told.contains("conversation is left out") && told.contains("X-Twilio-Webhook-Enabled"), "{told}");
    assert!(to_message(&Prepared::new(&other(Method::Post, BodyKind::Form)), &[]).is_none());
}

#[test]
fn a_message_by_hand_becomes_what_was_written() {
    let mut prepared = message(&[("Body", "old"), ("Author", "old")]);
    prepared.set_raw_body(Some("Body=Hi%20{{flow.data.x}}&Author=desk".to_owned()));
    let made = to_message(&prepared, &[]).unwrap();
    assert_eq!(made.property("body"), Some(&json!("Hi {{flow.data.x}}")));
    assert_eq!(made.property("from"), Some(&json!("desk")));
    prepared.set_raw_body(Some("Body=Hi&Unheard=of".to_owned()));
    let made = to_message(&prepared, &[]).unwrap();
    assert_eq!(made.property("body"), Some(&json!("old")));
    assert!(made.left_out.iter().any(|LeftOut(told)| told.contains("written by hand is left out")));
}

#[test]
fn an_answer_that_a_flow_would_not_see_is_told() {
    let answer = |size: usize, millis: u64, json: Value| Answered {
        status: 200,
        size,
        millis,
        json: Some(json),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        ..Answered::default()
    };
    assert_eq!(unlike_studio(&answer(64 * 1024, 10_000, json!({}))), []);
    assert_eq!(unlike_studio(&answer(64 * 1024 + 1, 10_001, json!([]))).len(), 3);
}
