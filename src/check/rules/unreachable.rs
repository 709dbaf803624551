//! A widget that no execution comes to.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "unreachable",
    severity: Severity::Advice,
    blocks: Blocks::None,
    title: "A widget that no execution comes to",
    why: "no way leads here from the start of the flow",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let paths = subject.paths();
    if paths.start.is_none() {
        return;
    }
    for at in subject.each().filter(|at| !paths.is_reached(at.index)) {
        sink.add("no execution comes to this widget", at.place(""));
    }
}
