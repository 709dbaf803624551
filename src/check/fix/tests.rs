//! What fixes that need no looking at do, and what they leave alone.

use serde_json::{Value, json};

use super::{Fixed, fix_all, fix_kind};
use crate::check::Options;
use crate::flow::{Document, Flow};

fn open(text: &str) -> Flow {
    Document::from_bytes(None, text.as_bytes()).expect("a flow").flow().clone()
}

fn flow(states: &[Value]) -> Flow {
    let trigger = json!({"name": "Trigger", "type": "trigger", "properties": {}, "transitions": [
        {"event": "incomingMessage", "next": "ask"}]});
    let states: Vec<Value> = std::iter::once(&trigger).chain(states).cloned().collect();
    let flow =
        json!({"states": states, "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}});
    open(&format!("{flow:#}"))
}

fn message(name: &str, next: &str) -> Value {
    json!({"name": name, "type": "send-message", "properties": {"from": "{{flow.channel.address}}",
        "to": "{{contact.channel.address}}", "body": "Hello"},
        "transitions": [{"event": "sent", "next": next}, {"event": "failed"}]})
}

fn check(fixed: &Fixed, expected: &[&str]) {
    assert_eq!(fixed.done, expected);
    let again = fix_all(&fixed.flow, &Options::default());
    assert!(again.done.is_empty(), "once more: {:?}", again.done);
}

#[test]
fn a_name_with_another_number_is_another_widget() {
    let flow = flow(&[message("ask", "ask_9"), message("ask_1", "ask"), message("ask_2", "ask")]);
    check(&fix_all(&flow, &Options::default()), &[]);
}

#[test]
fn a_name_that_two_are_as_near_to_is_nobodys() {
    let flow = flow(&[message("ask", "ASKME"), message("Ask_Me", "ask"), message("ask-me", "ask")]);
    check(&fix_all(&flow, &Options::default()), &[]);
}

#[test]
fn what_is_done_is_told_with_its_widget() {
    let flow = flow(&[message("ask", "Tell-Them"), message("tell_them", "ask")]);
    check(&fix_all(&flow, &Options::default()), &["ask: Connect to tell_them"]);
}

#[test]
fn many_fixes_of_one_widget_are_all_applied() {
    let condition = |number: usize| {
        json!({"event": "match", "next": "ask", "conditions": [{"friendly_name": format!("b{number}"),
            "arguments": ["{{trigger.message.Body}}"], "type": "matches_any_of", "value": format!("a{number},,b")}]})
    };
    let mut transitions: Vec<Value> = (0..120).map(condition).collect();
    transitions.insert(0, json!({"event": "noMatch", "next": "ask"}));
    let split = json!({"name": "ask", "type": "split-based-on",
        "properties": {"input": "{{trigger.message.Body}}"}, "transitions": transitions});
    let fixed = fix_kind(&flow(&[split]), &Options::default(), "empty-list-item");
    assert_eq!((fixed.done.len(), fixed.remaining.len()), (120, 0));
}

#[test]
fn a_doubled_key_stays_whatever_is_fixed_beside_it() {
    let state = "{\"name\": \"ask\", \"type\": \"send-message\", \"properties\": {\"body\": \"first\", \"body\": \"second\",
        \"from\": \"{{flow.channel.address}}\", \"to\": \"{{contact.channel.address}}\"}}";
    let text = flow(&[]).write().replacen("\n  ],", &format!(",\n    {state}\n  ],"), 1);
    let fixed = fix_all(&open(&text), &Options::default());
    assert!(fixed.done.contains(&"ask: Add empty transitions".to_owned()), "{:?}", fixed.done);
    let text = fixed.flow.write();
    assert!(text.contains("\"body\": \"first\", \"body\": \"second\""), "{text}");
}
