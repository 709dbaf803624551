//! A condition that has nothing to compare.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::json::Json;

pub(super) const RULE: Rule = Rule {
    code: "nothing-compared",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A condition that has nothing to compare",
    why: "Studio writes into each condition what its split compares; what it does with an empty list is not documented",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for (index, json) in at.raw_transitions().iter().enumerate() {
        let conditions = json.get("conditions").and_then(Json::as_array).unwrap_or_default();
        for (number, condition) in conditions.iter().enumerate() {
            if condition.get("arguments").and_then(Json::as_array).is_some_and(<[Json]>::is_empty) {
                let place = at.transition(index, &format!("/conditions/{number}/arguments"));
                sink.add("`arguments` is empty", place);
            }
        }
    }
}
