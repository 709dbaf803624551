//! An event that the file leaves out.

use super::{Rule, Run};
use serde_json::{Value, json};

use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::flow::json::Json;
use crate::widgets::EventKind;

pub(super) const RULE: Rule = Rule {
    code: "missing-event",
    severity: Severity::Advice,
    blocks: Blocks::None,
    title: "An event that the file leaves out",
    why: "Studio's console writes every event of a widget, connected or not; without it the editor has no output to connect",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry.filter(|entry| !entry.is_start) else { return };
    if at.widget.json().get("transitions").and_then(Json::as_array).is_none() {
        return;
    }
    for (position, event) in entry.events.known().iter().enumerate() {
        let present = at.widget.transitions().iter().any(|transition| &*transition.event == event.event);
        if present || event.kind == EventKind::Branch {
            continue;
        }
        let mut transitions: Vec<Value> = at.raw_transitions().iter().map(Json::to_value).collect();
        transitions.insert(position.min(transitions.len()), json!({"event": event.event}));
        let edit = Edit::SetTransitions { widget: at.widget.id(), transitions };
        sink.add(
            format!("the event `{}` ({}) is left out", event.event, event.label),
            at.place("/transitions"),
        )
        .safe_fix(format!("Add {}", event.label), edit);
    }
}
