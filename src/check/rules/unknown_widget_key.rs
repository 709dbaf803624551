//! A key of a widget, of a transition or of a condition that Studio's format does not have.

use super::conditions::MOST_COPIED;
use super::unknown_key::{message, strangers};
use super::{Rule, Run};
use serde_json::Value;

use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::flow::json::Json;
use crate::widgets::{EventKind, escaped};

pub(super) const RULE: Rule = Rule {
    code: "unknown-widget-key",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A key beside a widget's own that Studio's format does not have",
    why: "what a widget does stands in its `properties`; beside them Studio reads nothing else, and whether it refuses the flow is not known",
    run: Run::Own(look),
};

const STATE: [&str; 4] = ["name", "type", "transitions", "properties"];
const TRANSITION: [&str; 3] = ["event", "next", "conditions"];
const WITHOUT_CONDITIONS: [&str; 2] = ["event", "next"];
const CONDITION: [&str; 4] = ["friendly_name", "arguments", "type", "value"];

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for key in strangers(at.widget.json(), &STATE) {
        let place = at.place(&format!("/{}", escaped(&key)));
        let mut state = at.widget.json().to_value();
        remove(&mut state, "", &key);
        sink.add(message(&key, &STATE), place)
            .fix(format!("Take out {key}"), Edit::SetState { widget: at.widget.id(), state });
    }
    for (index, transition) in at.raw_transitions().iter().enumerate() {
        let asks = transition.get("conditions").and_then(Json::as_array);
        // Only a branch asks.
        let is_other = |transition: &Json| {
            let event = transition.get("event").and_then(Json::as_text);
            event
                .and_then(|event| at.entry?.event(&event))
                .is_some_and(|event| event.kind != EventKind::Branch)
        };
        let is_plain = transition.get("conditions").is_some() && is_other(transition);
        let known: &[&str] = if is_plain { &WITHOUT_CONDITIONS } else { &TRANSITION };
        below(at, sink, index, "", transition, known);
        for (number, condition) in asks.unwrap_or_default().iter().enumerate() {
            below(at, sink, index, &format!("/conditions/{number}"), condition, &CONDITION);
        }
    }
}

/// An object within a transition.
fn below(
    at: &At<'_>,
    sink: &mut Sink<'_>,
    output: usize,
    pointer: &str,
    object: &Json,
    known: &[&'static str],
) {
    for key in strangers(object, known) {
        let place = at.transition(output, &format!("{pointer}/{}", escaped(&key)));
        let found = sink.add(message(&key, known), place);
        let all = at.widget.json().get("transitions").filter(|_| at.raw_transitions().len() <= MOST_COPIED);
        if let Some(mut all) = all.map(Json::to_value) {
            remove(&mut all, &format!("/{output}{pointer}"), &key);
            let transitions = all.as_array().cloned().unwrap_or_default();
            found
                .fix(format!("Take out {key}"), Edit::SetTransitions { widget: at.widget.id(), transitions });
        }
    }
}

fn remove(value: &mut Value, pointer: &str, key: &str) {
    if let Some(members) = value.pointer_mut(pointer).and_then(Value::as_object_mut) {
        members.shift_remove(key);
    }
}
