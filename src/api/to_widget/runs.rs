//! What a widget sends in a run is what the page sends for the request that it was made of, templates and all.

use std::ops::ControlFlow;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::tests::widget;
use super::*;
use crate::api::{OfFetch, Scope, import, of_fetch, request};
use crate::liquid;
use crate::widgets::Asked;

/// An operation with values of many kinds, and a body of this kind, as an import makes it.
fn operation(method: Method, kind: BodyKind) -> Arc<Operation> {
    let integers = json!({"type": "array", "items": {"type": "integer"}});
    let texts = json!({"type": "array", "items": {"type": "string"}});
    let parameters = json!([
        {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
        {"name": "q", "in": "query", "schema": {"type": "string"}},
        {"name": "tags", "in": "query", "explode": false, "schema": texts},
        {"name": "near", "in": "query", "allowReserved": true, "schema": {"type": "string"}},
    ]);
    let schema = json!({"type": "object", "properties": {"name": {"type": "string"}, "count": {"type": "integer"},
        "more": {"type": "object"}, "words": texts, "numbers": integers}});
    let mut operation = json!({"operationId": "any", "parameters": parameters, "responses": {}});
    let media_type = match kind {
        BodyKind::Json => Some("application/json"),
        BodyKind::Form => Some("application/x-www-form-urlencoded"),
        _ => None,
    };
    if let Some(media_type) = media_type {
        operation["requestBody"] = json!({"content": {media_type: {"schema": schema}}});
    }
    let document = json!({"openapi": "3.0.3", "info": {"title": "Any", "version": "1"},
        "servers": [{"url": "https://api.example.com/v3"}],
        "paths": {"/orders/{id}/lines": {method.name().to_lowercase(): operation}}});
    let library = import(&document.to_string(), "x", &mut |_| ControlFlow::Continue(())).unwrap();
    Arc::clone(library.operations.first().unwrap())
}

fn variables() -> Value {
    json!({"flow": {"data": {"word": "Bonn7", "count": 42, "list": "a-b"}}})
}

/// The pairs of a query or a form.
fn pairs(text: &str) -> Value {
    form_urlencoded::parse(text.as_bytes()).map(|(name, value)| json!([name, value])).collect()
}

fn body_of(request: &crate::twilio::Request) -> Value {
    let body = request.body().map(|body| String::from_utf8_lossy(&body).into_owned()).unwrap_or_default();
    if body.starts_with('{') {
        serde_json::from_str(&body).unwrap_or(Value::String(body))
    } else {
        pairs(&body)
    }
}

/// What goes out: the address without its query, the query, and the body.
fn by_page(prepared: &Prepared) -> (String, Value, Value) {
    let values = variables();
    let rendered = Scope::new(&values).rendered(prepared).prepared;
    let request = request(&rendered);
    let address = format!("{}{}", rendered.operation().server, request.path);
    (address, pairs(&request.full_query()), body_of(&request))
}

fn by_run(prepared: &Prepared) -> (String, Value, Value) {
    let made = to_widget(prepared, &[]);
    let values = variables();
    let render = |text: &str| liquid::parse(text).render(&values, &liquid::Options::default()).text;
    let fetch = Asked::of(&widget(&made)).unwrap().rendered(render).fetch().unwrap();
    let OfFetch { server, request, .. } = of_fetch(&fetch);
    (format!("{server}{}", request.path), pairs(&request.full_query()), body_of(&request))
}

/// Plain letters, templates, and both.
fn text() -> impl Strategy<Value = String> {
    let template = prop_oneof![
        Just("{{flow.data.word}}"),
        Just("{{ flow.data.word | append: \"x\" }}"),
        Just("{% if flow.data.count %}y{% endif %}"),
        Just("{{flow.data.list}}"),
    ];
    prop_oneof![
        "[a-z0-9]{0,6}",
        template.clone().prop_map(str::to_owned),
        ("[a-z]{1,3}", template).prop_map(|(plain, template)| format!("{plain}{template}")),
    ]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[1-9][0-9]{0,3}",
        Just("{{flow.data.count}}".to_owned()),
        Just(" {{ flow.data.count | plus: 1 }}".to_owned())
    ]
}

proptest! {
    #[test]
    fn a_run_sends_what_the_page_sends(
        id in text(), texts in prop::collection::vec(text(), 6), count in number(), numbers in prop::collection::vec(number(), 0..3)
    ) {
        prop_assume!(!id.is_empty());
        let object = json!({"a": texts[3], "b": {"c": "{{flow.data.word}}"}}).to_string().replace("\\\"", "\"");
        let bare = format!("{{\"n\": {}}}", if count.trim().is_empty() { "1" } else { count.trim() });
        for (method, kind) in [
            (Method::Get, BodyKind::None),
            (Method::Post, BodyKind::None),
            (Method::Post, BodyKind::Form),
            (Method::Post, BodyKind::Json),
        ] {
            for more in ["", object.as_str(), bare.as_str()] {
                let mut prepared = Prepared::new(&operation(method, kind));
                let values = [
                    ("id", id.clone()),
                    ("q", texts[0].clone()),
                    ("tags", format!("{}\n{}", texts[1], texts[2])),
                    ("near", texts[3].clone()),
                    ("name", texts[4].clone()),
                    ("count", count.clone()),
                    ("more", more.to_owned()),
                    ("words", format!("{}\n{}", texts[5], texts[1])),
                    ("numbers", numbers.join("\n")),
                ];
                for (name, value) in values {
                    prepared.set(name, value);
                }
                prop_assert_eq!(by_run(&prepared), by_page(&prepared), "{:?}", to_widget(&prepared, &[]));
            }
        }
    }
}

#[test]
fn values_of_an_environment_are_encoded_like_any_other() {
    let variable = |name: &str, value: &str| Variable {
        name: name.to_owned(),
        value: value.to_owned(),
        is_secret: false,
    };
    let variables = [variable("MAIL", "a+b@x.y & \"co\"")];
    for kind in [BodyKind::None, BodyKind::Form, BodyKind::Json] {
        let mut prepared = Prepared::new(&operation(Method::Post, kind));
        let mut plain = prepared.clone();
        for name in ["id", "q", "near", "tags", "name", "words"] {
            prepared.set(name, "{{env.MAIL}}");
            plain.set(name, "a+b@x.y & \"co\"");
        }
        assert_eq!(
            to_widget(&prepared, &variables).properties,
            to_widget(&plain, &[]).properties,
            "{kind:?}"
        );
    }
}

#[test]
fn what_a_value_may_break_is_told() {
    let mut prepared = Prepared::new(&operation(Method::Post, BodyKind::Json));
    prepared.set("id", "1");
    prepared.set("name", "Bonn");
    assert_eq!(to_widget(&prepared, &[]).left_out, []);
    prepared.set("name", "{{flow.data.word}}");
    let told = to_widget(&prepared, &[]).left_out;
    assert!(told.iter().any(|LeftOut(told)| told.contains("a quote or a line break")), "{told:?}");
}
