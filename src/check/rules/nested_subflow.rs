//! A subflow that runs a subflow.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::widgets::run::Trigger;

pub(super) const RULE: Rule = Rule {
    code: "nested-subflow",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A subflow that runs a subflow",
    why: "Studio nests flows one deep: a flow that was begun by another cannot run a third (81024)",
    run: Run::Widget(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let parent = Trigger::Parent.event();
    if at.entry.is_none_or(|entry| entry.subflow.is_none())
        || !subject.entered_by.iter().any(|event| event == parent)
    {
        return;
    }
    if subject.paths().situations(at.index).any(|situation| situation.begun_by() == parent) {
        sink.add("this flow may be a subflow itself, and a subflow cannot run another", at.place(""));
    }
}
