//! More than one trigger.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "several-triggers",
    severity: Severity::Warning,
    blocks: Blocks::Publish,
    title: "More than one trigger",
    why: "exactly one trigger belongs to a flow, and `initial_state` names it: the others never run",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for at in subject.each().filter(|at| at.entry.is_some_and(|entry| entry.is_start)).skip(1) {
        sink.add("the flow has another trigger already", at.place(""));
    }
}
