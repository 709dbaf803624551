//! A condition of a type that Studio does not have.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::condition;

pub(super) const RULE: Rule = Rule {
    code: "unknown-condition",
    severity: Severity::Warning,
    blocks: Blocks::Publish,
    title: "A condition of a type that Studio does not have",
    why: "a condition of an unknown type never holds",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for (index, transition) in at.widget.transitions().iter().enumerate() {
        for (number, asked) in transition.conditions.iter().enumerate() {
            // A type that is missing or no text has a rule of its own; an empty one is only unknown.
            let is_there = || {
                let condition =
                    at.raw_transitions().get(index)?.get("conditions")?.as_array()?.get(number)?;
                condition.get("type")?.as_text()
            };
            if condition::named(&asked.kind).is_some() || asked.kind.is_empty() && is_there().is_none() {
                continue;
            }
            let kinds: Vec<&str> = condition::PREDICATES.iter().map(|predicate| predicate.kind).collect();
            let message =
                format!("`{}` does not have a value in the enumeration [{}]", asked.kind, kinds.join(", "));
            sink.add(message, at.transition(index, &format!("/conditions/{number}/type")));
        }
    }
}
