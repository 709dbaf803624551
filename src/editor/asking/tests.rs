//! What is offered as an answer, and what stands open behind a line.

use serde_json::{Value, json};

use super::details::Details;
use super::example::example;
use super::form::status_of;
use super::kept::{KeptEdit, rows};
use crate::flow::Document;
use crate::flow::side::{Answers, HttpAnswer, OutcomeAnswer, SideChange};
use crate::sim::trace::{Act, Record};

/// The example that a flow's reads make of an answer of `lookup`.
fn check(states: Value, expected: Value) {
    let flow = json!({"description": "", "states": states, "initial_state": "Trigger"});
    let document = Document::from_bytes(None, flow.to_string().as_bytes()).unwrap();
    let found: Value = serde_json::from_str(&example(document.flow().widgets(), "lookup")).unwrap();
    assert_eq!(found, expected);
}

fn send(body: &str) -> Value {
    json!({"name": "say", "type": "send-message", "transitions": [], "properties": {"body": body}})
}

#[test]
fn an_example_holds_what_the_flow_reads_of_the_answer() {
    let body = "{{widgets.lookup.parsed.slots[1].time}} {{ widgets.lookup.parsed.name | upcase }} \
                {{widgets.lookup.parsed.tags.first}} {{widgets.other.parsed.x}} {{widgets.lookup.status_code}}";
    let expected = json!({"slots": ["", {"time": ""}], "name": "", "tags": [""]});
    check(json!([send(body)]), expected);
    check(json!([send("{{widgets.lookup.parsed}}")]), json!({}));
    // What is read both ways keeps what is below it, whichever comes first.
    let (deep, flat) = ("{{widgets.lookup.parsed.a.b}}", "{{widgets.lookup.parsed.a}}");
    check(json!([send(&format!("{flat}{deep}"))]), json!({"a": {"b": ""}}));
    check(json!([send(&format!("{deep}{flat}"))]), json!({"a": {"b": ""}}));
    // Long lists are not made up.
    check(json!([send("{{widgets.lookup.parsed.a[999999999]}}")]), json!({"a": []}));
}

#[test]
fn a_branch_on_the_answer_tells_a_value_that_leads_somewhere() {
    let input = "{{widgets.lookup.parsed.status}}";
    let condition =
        json!({"friendly_name": "open", "arguments": [input], "type": "equal_to", "value": "open"});
    let split = json!({"name": "is_open", "type": "split-based-on",
        "transitions": [{"event": "noMatch"}, {"event": "match", "conditions": [condition]}],
        "properties": {"input": input}});
    check(json!([split]), json!({"status": "open"}));
}

#[test]
fn a_status_is_one_of_http() {
    assert_eq!([status_of("200"), status_of(" 404 ")], [Ok(200), Ok(404)]);
    assert!(["", "99", "600", "-1", "ok"].iter().all(|text| status_of(text).is_err()));
}

#[test]
fn what_is_kept_can_be_edited_one_by_one_and_forgotten() {
    let answer = |status| HttpAnswer { status, body: "{}".to_owned(), content_type: None };
    let outcome = OutcomeAnswer { event: "callComplete".to_owned(), leaves: None, is_usual: false };
    let answers = Answers {
        http: vec![("lookup".to_owned(), vec![answer(200), answer(404)])],
        outcomes: vec![("queue".to_owned(), outcome)],
        hosts: vec!["desk.example".to_owned()],
        contents: vec![("HX1".to_owned(), "Hi {{1}}".to_owned())],
    };
    let rows = rows(&answers);
    let about: Vec<&str> = rows.iter().map(|row| &*row.about).collect();
    assert_eq!(about, ["lookup (1 of 2)", "lookup (2 of 2)", "queue", "desk.example", "HX1"]);
    let second = rows.get(1).unwrap();
    let widget = "lookup".to_owned();
    assert_eq!(second.forget, SideChange::SetHttp { widget: widget.clone(), answers: vec![answer(200)] });
    let Some(KeptEdit::Http { index, body, content_type, .. }) = second.edit.clone() else {
        panic!("an answer")
    };
    let edit = |status: &str| {
        let (widget, body, content_type) = (widget.clone(), body.clone(), content_type.clone());
        KeptEdit::Http { widget, index, status: status.to_owned(), content_type, body }
    };
    let expected = SideChange::SetHttp { widget: widget.clone(), answers: vec![answer(200), answer(500)] };
    assert_eq!(edit("500").change(&answers), Ok(expected));
    assert!(edit("5000").change(&answers).is_err());
    let leaves = |leaves: &str| {
        let (widget, event) = ("queue".to_owned(), "callComplete".to_owned());
        KeptEdit::Outcome { widget, event, leaves: leaves.to_owned() }.change(&answers).is_ok()
    };
    assert_eq!([leaves(""), leaves("{\"a\": 1}"), leaves("[]"), leaves("{")], [true, true, false, false]);
}

#[test]
fn a_request_opens_to_what_was_sent_and_what_came_back() {
    let act = |result: Value| {
        let sent = json!({"method": "POST", "url": "https://desk.example", "content_type": "application/json",
            "body": "{\"a\":1}"});
        let object = |value: Value| value.as_object().cloned();
        let sent = object(sent).unwrap();
        let (kind, widget) = ("http".to_owned(), "lookup".to_owned());
        Details::of(&Record::Act(Act { kind, widget, sent, result: object(result), at: 0.0 })).unwrap()
    };
    let answered = act(json!({"status": 200, "content_type": "text/plain", "body": "ok"}));
    assert_eq!(
        answered.sent,
        "POST https://desk.example\ncontent-type: application/json\n\n{\n  \"a\": 1\n}"
    );
    assert_eq!(answered.answer, "200\ncontent-type: text/plain\n\nok");
    assert_eq!(act(json!({"withheld": "nobody has allowed it"})).answer, "nobody has allowed it");
    let long = act(json!({"status": 200, "body": "x".repeat(10_000_000)}));
    assert!(long.answer.len() < 10_000);
}
