//! Changes of type.

use serde_json::{Value, json};

use super::flow_of;
use crate::flow::WidgetId;
use crate::widgets::change_type::{Changed, change_type, changes_of};

const ID: WidgetId = WidgetId(1);

/// A flow in which a widget of this type leads to `next` by its first event, and another reads what it leaves.
fn flow(kind: &str, properties: &Value, events: &[&str], read: &str) -> crate::flow::Flow {
    let ways: Vec<Value> =
        events.iter().map(|event| json!({"next": format!("to_{event}"), "event": event})).collect();
    flow_of(json!([
        {"name": "Trigger", "type": "trigger", "properties": {}, "transitions": []},
        {"name": "it", "type": kind, "transitions": ways, "properties": properties},
        {"name": "reader", "type": "send-message", "transitions": [], "properties": {"body": read}},
    ]))
}

#[track_caller]
fn check(
    changed: &Changed,
    properties: &[(&str, Value)],
    wires: &[(&str, Option<&str>)],
    loss: Option<&str>,
) {
    for (key, value) in properties {
        assert_eq!(changed.state["properties"].get(*key), Some(value), "{key}");
    }
    let ways = changed.state["transitions"].as_array().expect("a list");
    let came: Vec<(&str, Option<&str>)> = ways
        .iter()
        .map(|way| (way["event"].as_str().unwrap_or_default(), way.get("next").and_then(Value::as_str)))
        .collect();
    assert_eq!(came, wires);
    assert_eq!(changed.loss().as_deref(), loss);
}

#[test]
fn a_question_becomes_a_message_and_keeps_text_sender_and_main_wire() {
    let properties =
        json!({"offset": {"x": 7, "y": 9}, "from": "+15550001111", "body": "Hi", "timeout": "60"});
    let events = ["incomingMessage", "timeout", "deliveryFailure"];
    let flow = flow("send-and-wait-for-reply", &properties, &events, "{{widgets.it.inbound.Body}}");
    let changed = change_type(&flow, ID, "send-message").expect("it can");
    check(
        &changed,
        &[("body", json!("Hi")), ("from", json!("+15550001111")), ("offset", json!({"x": 7, "y": 9}))],
        &[("sent", Some("to_incomingMessage")), ("failed", Some("to_deliveryFailure"))],
        Some("Stop gathering after; the wire of No reply; what 1 template reads of it"),
    );
    assert_eq!(
        changed.kept,
        ["Send Message From", "Message Body"].map(str::to_owned).as_slice(),
        "{:?}",
        changed.kept
    );
}

#[test]
fn what_is_said_means_the_same_on_a_call_and_in_a_message() {
    let flow = flow("say-play", &json!({"say": "Hello", "loop": 1}), &["audioComplete"], "");
    let changed = change_type(&flow, ID, "send-message").expect("it can");
    check(
        &changed,
        &[("body", json!("Hello"))],
        &[("sent", Some("to_audioComplete")), ("failed", None)],
        None,
    );
    let back = change_type(&flow, ID, "gather-input-on-call").expect("it can");
    assert_eq!(back.state["properties"]["say"], "Hello");
}

#[test]
fn a_split_loses_its_branches_and_says_so() {
    let flow =
        flow("split-based-on", &json!({"input": "{{contact.channel.address}}"}), &["noMatch", "match"], "");
    let changed = change_type(&flow, ID, "set-variables").expect("it can");
    check(
        &changed,
        &[("variables", json!([]))],
        &[("next", Some("to_noMatch"))],
        Some("Variable to Test; the wire of Match"),
    );
}

#[test]
fn those_that_keep_the_most_come_first_and_the_start_stays_what_it_is() {
    let properties = json!({"from": "{{flow.channel.address}}", "body": "Hi", "to": "+15550001111"});
    let flow = flow("send-message", &properties, &["sent"], "");
    let offered = changes_of(&flow, ID);
    let first: Vec<&str> = offered.iter().take(2).map(|(entry, _)| entry.id).collect();
    assert!(first.contains(&"send-and-wait-for-reply"), "{first:?}");
    let all: Vec<&str> = offered.iter().map(|(entry, _)| entry.id).collect();
    assert!(!all.contains(&"trigger") && !all.contains(&"send-message") && !all.contains(&"understand"));
    assert!(changes_of(&flow, WidgetId(0)).is_empty());
    assert_eq!(change_type(&flow, WidgetId(0), "send-message"), None);
}
