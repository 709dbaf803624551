//! A key of a widget, of a transition or of a condition that Studio's format does not have.

use super::unknown_key::{message, strangers};
use super::{Rule, Run};

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
        let pointer = format!("/{}", escaped(&key));
        let edit = take_out(at, pointer.clone());
        sink.add(message(&key, &STATE), at.place(&pointer)).fix(format!("Take out {key}"), edit);
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
        let below = format!("{pointer}/{}", escaped(&key));
        let edit = take_out(at, format!("/transitions/{output}{below}"));
        let place = at.transition(output, &below);
        sink.add(message(&key, known), place).fix(format!("Take out {key}"), edit);
    }
}

fn take_out(at: &At<'_>, pointer: String) -> Edit {
    Edit::SetPart { widget: at.widget.id(), pointer, value: None }
}
