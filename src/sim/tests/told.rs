//! Outcomes that are told with what they leave.

use super::*;
use crate::flow::Widget;
use crate::sim::trace::forced;
use crate::sim::{Forced, leaves_of, not_left_by};
use crate::widgets::run::Trigger;
use std::sync::Arc;

fn widget(kind: &str) -> Arc<Widget> {
    let flow = flow(json!([state("it", kind, json!([]), json!({}))]));
    Arc::clone(&flow.widgets()[0])
}

#[test]
fn what_is_told_is_held_against_the_catalogue() {
    let check = |kind: &str, event: &str, pairs: &[(&str, &str)], expected: Result<Value, &str>| {
        let left = leaves_of(&widget(kind), event, pairs.iter().copied()).map(Value::Object);
        match (left, expected) {
            (Ok(left), Ok(expected)) => assert_eq!(left, expected),
            (Err(error), Err(expected)) => assert!(error.contains(expected), "{error}"),
            (left, expected) => panic!("{left:?}, {expected:?}"),
        }
    };
    let redirect = "add-twiml-redirect";
    check(redirect, "return", &[("x", "1"), ("y", "a b")], Ok(json!({"x": "1", "y": "a b"})));
    check("gather-input-on-call", "keypress", &[("Digits", "12")], Ok(json!({"Digits": "12"})));
    check(
        "make-http-request",
        "success",
        &[("status_code", "201"), ("parsed.ok", "true")],
        Ok(json!({"status_code": 201, "parsed": {"ok": "true"}})),
    );
    check(
        "make-http-request",
        "success",
        &[("status_code", "many")],
        Err("`status_code` is no integer: many"),
    );
    check(
        "make-http-request",
        "success",
        &[("status", "201")],
        Err("leaves no `status`; there is: body, parsed.*, status_code"),
    );
    let ask = "send-and-wait-for-reply";
    check(ask, "incomingMessage", &[("inbound.Body", "yes")], Ok(json!({"inbound": {"Body": "yes"}})));
    check(
        ask,
        "timeout",
        &[("inbound.Body", "yes")],
        Err("`inbound` is left by incomingMessage alone, not by timeout"),
    );
    check("split-based-on", "noMatch", &[("x", "1")], Err("; it leaves nothing"));
    check(redirect, "return", &[("x", "1"), ("x", "2")], Err("`x` is given twice"));
    check(redirect, "return", &[("x..y", "1")], Err("is no name of a variable"));
    check("run-subflow", "completed", &[("name.first", "A"), ("name", "B")], Err("given twice"));
    // Of a type that nobody knows anything may be right.
    check("send-fax", "sent", &[("FaxSid", "FX1")], Ok(json!({"FaxSid": "FX1"})));
    let leaves = json!({"conversation": {"sid": "CH1"}, "nonsense": 1});
    let unknown = not_left_by(&widget("start-conversation"), "created", leaves.as_object().unwrap());
    assert!(unknown.is_some_and(|told| told.contains("`nonsense`")));
}

/// A widget is left as it is told; the variables afterwards, and what its trace says of it.
fn left(kind: &str, on: Trigger, told: &[(&str, Option<Value>)]) -> (Value, Vec<Record>) {
    let leaves = |value: &Option<Value>| value.as_ref().and_then(|value| value.as_object().cloned());
    let mut start = Start::new(Source::default(), on, "2026-11-21T09:00:00Z".parse().unwrap());
    start.forced = told
        .iter()
        .map(|(event, value)| Forced { leaves: leaves(value), ..Forced::by("it", event) })
        .collect();
    let begins = state("Trigger", "trigger", json!([to(on.event(), "it")]), json!({}));
    let events: Vec<Value> = told.iter().map(|(event, _)| to(event, "it")).collect();
    let mut events = Value::Array(events);
    events[told.len() - 1] = json!({"event": told[told.len() - 1].0});
    let (execution, records) = run(
        start,
        &flow(json!([
            begins,
            state(
                "it",
                kind,
                events,
                json!({"url": "https://example.com", "to": "{{contact.channel.address}}", "from": "{{flow.channel.address}}"})
            )
        ])),
        World::IsGone,
        &[],
    );
    (execution.context().get(&["widgets", "it"]).cloned().unwrap_or_default(), records)
}

#[test]
fn a_told_outcome_leaves_what_it_says_and_what_the_widget_adds() {
    let (found, records) =
        left("add-twiml-redirect", Trigger::Message, &[("return", Some(json!({"x": "1"})))]);
    assert_eq!(found, json!({"x": "1"}));
    // The act stands in the trace with what was sent and what it left.
    let act = records.iter().find_map(|record| match record {
        Record::Act(act) => Some(act),
        _ => None,
    });
    let act = act.unwrap();
    assert_eq!((&*act.kind, &act.sent["url"]), ("redirect", &json!("https://example.com")));
    let (found, _) =
        left("connect-call-to", Trigger::Call, &[("callCompleted", Some(json!({"DialCallStatus": "busy"})))]);
    assert_eq!(found["DialCallStatus"], "busy");
    // What Twilio tells of the call with each of its requests.
    assert!(found["CallSid"].as_str().is_some_and(|sid| sid.starts_with("CA")), "{found}");
    let (found, records) =
        left("make-outgoing-call-v2", Trigger::Request, &[("busy", Some(json!({"CallStatus": "busy"})))]);
    assert_eq!(
        (&found["CallStatus"], &found["To"], &found["Direction"]),
        (&json!("busy"), &json!("+15551230001"), &json!("outbound-api")),
        "{records:?}"
    );
    // What asks for nothing, and what asks a server, is left at once.
    assert_eq!(
        left("gather-input-on-call", Trigger::Call, &[("keypress", Some(json!({"Digits": "1"})))]).0,
        json!({"Digits": "1"})
    );
    assert_eq!(
        left("make-http-request", Trigger::Message, &[("success", Some(json!({"status_code": 204})))]).0,
        json!({"status_code": 204})
    );
    assert_eq!(
        left("run-subflow", Trigger::Message, &[("completed", Some(json!({"who": "Ann"})))]).0,
        json!({"who": "Ann"})
    );
}

#[test]
fn told_outcomes_can_be_read_from_their_trace() {
    let told =
        [("return", Some(json!({"x": "1"}))), ("timeout", None), ("return", Some(json!({}))), ("fail", None)];
    for kind in ["add-twiml-redirect", "gather-input-on-call", "send-fax"] {
        let (_, records) = left(kind, Trigger::Call, &told);
        let again: Vec<(String, Option<Value>)> = forced(&records)
            .into_iter()
            .map(|forced| (forced.event, forced.leaves.map(Value::Object)))
            .collect();
        let expected: Vec<(String, Option<Value>)> =
            told.iter().map(|(event, leaves)| ((*event).to_owned(), leaves.clone())).collect();
        assert_eq!(again, expected, "{kind}");
    }
}
