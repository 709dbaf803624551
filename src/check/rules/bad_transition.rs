//! A transition that is none.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};

pub(super) const RULE: Rule = Rule {
    code: "bad-transition",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A transition that is none",
    why: "a transition is an object with an `event`, and a `next` where it leads somewhere",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for (index, json) in at.raw_transitions().iter().enumerate() {
        if json.as_object().is_none() {
            let message = format!("{} found, object expected", json.type_name());
            sink.add(message, at.transition(index, ""));
            continue;
        }
        match json.get("event") {
            Some(event) if event.as_text().is_some_and(|event| !event.is_empty()) => {}
            Some(event) if event.as_text().is_none() => {
                let message = format!("`event`: {} found, string expected", event.type_name());
                sink.add(message, at.transition(index, "/event"));
            }
            _ => {
                sink.add("`event` is missing but it is required", at.transition(index, "/event"));
            }
        }
        if let Some(next) = json.get("next").filter(|next| !matches!(next.type_name(), "string" | "null")) {
            let message = format!("`next`: {} found, string expected", next.type_name());
            sink.add(message, at.transition(index, "/next"));
        }
    }
}
