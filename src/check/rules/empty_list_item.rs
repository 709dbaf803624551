//! An empty item in the list of a branch.

use super::conditions::asked;
use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, is_open};
use crate::widgets::condition::Takes;

pub(super) const RULE: Rule = Rule {
    code: "empty-list-item",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "An empty item in the list of a branch",
    why: "a comma too many makes an item that nobody meant, and whether it matches an empty text is not documented",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for asked in asked(at).filter(|asked| asked.takes() == Some(Takes::List)) {
        let value = &asked.condition.value;
        let items: Vec<&str> = value.split(',').map(str::trim).collect();
        if is_open(value) || items.iter().all(|item| !item.is_empty()) {
            continue;
        }
        let kept: Vec<&str> = items.into_iter().filter(|item| !item.is_empty()).collect();
        let place = at.transition(asked.output, &format!("/conditions/{}/value", asked.number));
        let found = sink.add(format!("the list `{value}` has an empty item"), place);
        // Whether an empty item means something is not known: it is for somebody to look at.
        if !kept.is_empty() {
            found.fix("Take out the empty items", asked.with(at, "value", kept.join(", ").into()));
        }
    }
}
