//! A widget that no execution comes to.

use super::{Rule, Run};
use std::collections::HashSet;

use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};
use crate::flow::WidgetId;

pub(super) const RULE: Rule = Rule {
    code: "unreachable",
    severity: Severity::Advice,
    blocks: Blocks::None,
    title: "A widget that no execution comes to",
    why: "no way leads here from the start of the flow",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if subject.graph.start().is_none() {
        return;
    }
    let reached: HashSet<WidgetId> = subject.graph.reachable().into_iter().collect();
    for at in subject.each().filter(|at| !reached.contains(&at.widget.id())) {
        sink.add("no execution comes to this widget", at.place(""));
    }
}
