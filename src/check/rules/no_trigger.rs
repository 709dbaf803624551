//! A flow without a trigger.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "no-trigger",
    severity: Severity::Warning,
    blocks: Blocks::Publish,
    title: "A flow without a trigger",
    why: "nothing can start the flow: exactly one trigger belongs to it",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let mut all = subject.each();
    if !subject.flow.widgets().is_empty() && !all.any(|at| at.entry.is_some_and(|entry| entry.is_start)) {
        let place = Place { pointer: "/states".to_owned(), ..Place::default() };
        sink.add("the flow has no trigger", place);
    }
}
