//! A branch without a condition.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::json::Json;
use crate::widgets::EventKind;

pub(super) const RULE: Rule = Rule {
    code: "match-without-condition",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A branch without a condition",
    why: "a branch is taken when its condition holds, so Studio wants one",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry else { return };
    for (index, json) in at.raw_transitions().iter().enumerate() {
        let event = json.get("event").and_then(Json::as_text).and_then(|event| entry.event(&event));
        if event.is_none_or(|event| event.kind != EventKind::Branch) {
            continue;
        }
        let place = at.transition(index, "/conditions");
        match json.get("conditions") {
            Some(conditions) if conditions.as_array().is_some_and(|items| !items.is_empty()) => {}
            Some(conditions) if conditions.as_array().is_none() => {
                sink.add(format!("`conditions`: {} found, array expected", conditions.type_name()), place);
            }
            Some(_) => {
                sink.add("`conditions`: there must be a minimum of 1 items in the array", place);
            }
            None => {
                sink.add("`conditions` is missing but it is required", place);
            }
        }
    }
}
