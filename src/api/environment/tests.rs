//! What becomes of templates, and where secrets are not.

use std::sync::Arc;

use secrecy::SecretString;
use serde_json::json;

use super::*;
use crate::api::{Auth, Kind, Operation, Parameter, Place, Prepared, Route, curl, http, python, request};
use crate::twilio::Base;

const SECRET: &str = "hush-hush-1";

fn prepared(values: &[(&str, &str)]) -> Prepared {
    let parameter = |place, name: &str| Parameter::new(place, name, Kind::Text, "");
    let operation = Operation {
        id: "make".to_owned(),
        server: "https://a.example".to_owned(),
        path: "/things/{id}".to_owned(),
        method: crate::twilio::Method::Post,
        body: crate::api::Body::form(),
        parameters: vec![
            parameter(Place::Path, "id"),
            parameter(Place::Header, "X-Key"),
            parameter(Place::Body, "Text"),
        ],
        ..Operation::default()
    };
    let mut prepared = Prepared::new(&Arc::new(operation));
    for (name, value) in values {
        assert!(prepared.set(name, *value), "{name}");
    }
    prepared
}

fn environment() -> Environment {
    let variable = |name: &str, value: &str, is_secret| Variable {
        name: name.to_owned(),
        value: value.to_owned(),
        is_secret,
    };
    let variables = vec![variable("ROOM", "12 b", false), variable("KEY", "", true)];
    Environment { name: "own".to_owned(), base: String::new(), variables }
}

fn secrets() -> Secrets {
    [("KEY".to_owned(), SecretString::from(SECRET))].into_iter().collect()
}

#[track_caller]
fn check(text: &str, expected: &str, missing: &[&str]) {
    let values = json!({"flow": {"data": {"name": "Mia"}}, "widgets": {"ask": {"inbound": {"Body": "yes"}}}});
    let environment = environment();
    let scope = Scope::new(&values).with_environment(&environment);
    let rendered = scope.rendered(&prepared(&[("Text", text)]));
    assert_eq!(rendered.prepared.value("Text"), expected, "{text}");
    let paths: Vec<&str> = rendered.missing.iter().map(|missing| missing.path.as_str()).collect();
    assert_eq!(paths, missing, "{text}");
    assert!(rendered.missing.iter().all(|missing| missing.parameter == "Text"));
}

#[test]
fn templates_become_what_they_stand_for() {
    check("plain", "plain", &[]);
    check("{{env.ROOM}}", "12 b", &[]);
    check("Hi {{flow.data.name}}: {{widgets.ask.inbound.Body | upcase}}", "Hi Mia: YES", &[]);
    check("{{env.NONE}}-{{trigger.message.Body}}", "-", &["env.NONE", "trigger.message.Body"]);
    check("{{env.NONE | default: 'x'}}", "x", &[]);
    // Without its value a secret is not there.
    check("{{env.KEY}}", "", &["env.KEY"]);
}

#[test]
fn a_template_that_fails_is_told() {
    let values = json!({});
    let rendered = Scope::new(&values).rendered(&prepared(&[("Text", "{{ 1 | divided_by: 0 }}")]));
    assert_eq!(rendered.problems.len(), 1);
    assert_eq!(rendered.problems.first().map(|problem| problem.parameter.as_str()), Some("Text"));
}

#[test]
fn a_secret_is_only_in_what_is_sent() {
    let (values, environment, secrets) = (json!({"env": {"ROOM": "other"}}), environment(), secrets());
    let scope = Scope::new(&values).with_environment(&environment).with_secrets(&secrets);
    let mut prepared = prepared(&[
        ("id", "{{env.ROOM}}"),
        ("X-Key", "key {{env.KEY}}"),
        ("Text", "{{env['KEY']}} & {{ env.KEY | upcase }}"),
    ]);
    let rendered = scope.rendered(&prepared);
    assert!(rendered.uses_secret && rendered.missing.is_empty());
    let shown = request(&rendered.prepared);
    let route = Route { base: Base::At("https://a.example".to_owned()), auth: Auth::None, ..Route::twilio() };
    let texts = [http(&shown, &route), curl(&shown, &route), python(&shown, &route)].map(Result::unwrap);
    for text in &texts {
        assert!(!text.to_lowercase().contains(SECRET), "{text}");
        assert!(text.contains(MASK), "{text}");
        assert!(text.contains("/things/12%20b"), "{text}");
    }
    let sealed = scope.sealed(&prepared);
    assert!(!sealed.is_blocked());
    assert_eq!(sealed.request().headers, [("X-Key".to_owned(), format!("key {SECRET}"))]);
    let upper = SECRET.to_uppercase();
    assert_eq!(sealed.request().form, [("Text".to_owned(), format!("{SECRET} & {upper}"))]);
    for debug in
        [format!("{sealed:?}"), format!("{scope:?}"), format!("{rendered:?}"), format!("{secrets:?}")]
    {
        assert!(!debug.to_lowercase().contains(SECRET), "{debug}");
    }
    // A body by hand is a template, too.
    prepared.set_raw_body(Some("{\"key\": \"{{env.KEY}}\"}".to_owned()));
    assert_eq!(
        scope.rendered(&prepared).prepared.raw_body(),
        Some(format!("{{\"key\": \"{MASK}\"}}").as_str())
    );
    assert!(String::from_utf8(scope.sealed(&prepared).request().body().unwrap()).unwrap().contains(SECRET));
}

#[test]
fn what_reads_no_secret_says_so() {
    let (values, secrets) = (json!({}), secrets());
    let scope = Scope::new(&values).with_secrets(&secrets);
    let uses = |text: &str| scope.rendered(&prepared(&[("Text", text)])).uses_secret;
    assert!(!uses("{{env.ROOM}}") && !uses("KEY") && !uses("{{flow.env.KEY}}"));
    assert!(
        uses("{{env.KEY}}")
            && uses("{{env[flow.data.which]}}")
            && uses("{% if env.KEY == 'a' %}b{% endif %}")
    );
}
