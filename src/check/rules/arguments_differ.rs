//! A branch that compares something else than its split says.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::widgets::EventKind;

pub(super) const RULE: Rule = Rule {
    code: "arguments-differ",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A branch that compares something else than its split says",
    why: "Studio compares the `arguments` of the condition, and its console shows the `input` of the split: what is seen is not what happens",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry else { return };
    if !entry.events.known().iter().any(|event| event.kind == EventKind::Branch) {
        return;
    }
    let Some(input) = at.widget.property_text("input").filter(|input| !input.trim().is_empty()) else {
        return;
    };
    for (index, transition) in at.widget.transitions().iter().enumerate() {
        for (number, condition) in transition.conditions.iter().enumerate() {
            let same = |argument: &str| argument.trim() == input.trim();
            if condition.arguments.is_empty() || condition.arguments.iter().any(|argument| same(argument)) {
                continue;
            }
            let place = at.transition(index, &format!("/conditions/{number}/arguments"));
            let compared = condition.arguments.join(", ");
            let found = sink.add(format!("this branch compares `{compared}`, the split `{input}`"), place);
            if at.raw_transitions().len() > super::conditions::MOST_COPIED {
                continue;
            }
            let Some(mut all) = at.widget.json().get("transitions").map(crate::flow::json::Json::to_value)
            else {
                continue;
            };
            let arguments = all.pointer_mut(&format!("/{index}/conditions/{number}/arguments"));
            if let (Some(arguments), true) = (arguments, condition.arguments.len() == 1) {
                *arguments = vec![input.to_string()].into();
                let transitions = all.as_array().cloned().unwrap_or_default();
                let edit = Edit::SetTransitions { widget: at.widget.id(), transitions };
                found.fix("Compare what the split names", edit);
            }
        }
    }
}
