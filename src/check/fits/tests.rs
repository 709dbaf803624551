use serde_json::json;

use super::Standing;
use crate::flow::{Document, Output};
use crate::widgets::Needs;

/// Asks behind an output of a flow in which a message leads to `note` and then to a call that is made, and a request to
/// `both`, to which `note` leads, too.
fn check(widget: &str, index: usize, needs: Needs, expected: Option<&str>) {
    let flow = json!({"initial_state": "Trigger", "states": [
        {"name": "Trigger", "type": "trigger", "properties": {}, "transitions": [
            {"event": "incomingMessage", "next": "note"},
            {"event": "incomingCall"},
            {"event": "incomingRequest", "next": "both"},
        ]},
        {"name": "note", "type": "set-variables", "properties": {},
            "transitions": [{"event": "next", "next": "call"}, {"event": "failed", "next": "both"}]},
        {"name": "both", "type": "set-variables", "properties": {}, "transitions": [{"event": "next"}]},
        {"name": "call", "type": "make-outgoing-call-v2", "properties": {},
            "transitions": [{"event": "answered"}, {"event": "busy"}]},
        {"name": "alone", "type": "set-variables", "properties": {}, "transitions": [{"event": "next"}]},
    ]});
    let document = Document::from_bytes(None, flow.to_string().as_bytes()).unwrap();
    let id = document.flow().named(widget).unwrap().id();
    let found = Standing::after(document.flow(), Output { widget: id, index }).lacks(needs);
    assert_eq!(found.as_deref(), expected, "{widget} {index} {needs:?}");
}

const NO_CALL: Option<&str> = Some("Needs a call, which no way here has");

#[test]
fn the_start_gives_what_its_event_brings() {
    check("Trigger", 0, Needs::Call, NO_CALL);
    check("Trigger", 0, Needs::Contact, None);
    check("Trigger", 1, Needs::IncomingCall, None);
    check(
        "Trigger",
        2,
        Needs::Contact,
        Some("Needs a call, a message or a conversation, which no way here has"),
    );
    check("Trigger", 2, Needs::Request, None);
}

#[test]
fn a_call_is_there_where_it_was_answered() {
    check("call", 0, Needs::Call, None);
    check("call", 0, Needs::IncomingCall, Some("Needs a call that came in, which no way here has"));
    check("call", 1, Needs::Call, NO_CALL);
}

#[test]
fn one_way_that_has_it_is_enough_and_no_way_says_nothing() {
    check("both", 0, Needs::Request, None);
    check("both", 0, Needs::Contact, None);
    check("both", 0, Needs::Call, NO_CALL);
    check("alone", 0, Needs::Call, None);
    check("both", 0, Needs::Nothing, None);
}
