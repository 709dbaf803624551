//! A branch that compares something else than its split says.

use super::conditions::asked;
use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
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
    for asked in asked(at) {
        let arguments = &asked.condition.arguments;
        let same = |argument: &str| argument.trim() == input.trim();
        if arguments.is_empty() || arguments.iter().any(|argument| same(argument)) {
            continue;
        }
        let place = at.transition(asked.output, &format!("/conditions/{}/arguments", asked.number));
        let compared = arguments.join(", ");
        let found = sink.add(format!("this branch compares `{compared}`, the split `{input}`"), place);
        if arguments.len() == 1 {
            let edit = asked.with(at, "arguments", vec![input.to_string()].into());
            found.fix("Compare what the split names", edit);
        }
    }
}
