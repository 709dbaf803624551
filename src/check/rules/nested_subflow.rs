//! A subflow that runs a subflow.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};
use crate::flow::Graph;
use crate::widgets::run::Trigger;
use crate::widgets::{WidgetType, widget_type};

pub(super) const RULE: Rule = Rule {
    code: "nested-subflow",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A subflow that runs a subflow",
    why: "Studio nests flows one deep: a flow that was begun by another cannot run a third (81024)",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let runs = |entry: Option<&WidgetType>| entry.is_some_and(|entry| entry.subflow.is_some());
    let parent = Trigger::Parent.event();
    if !subject.entered_by.iter().any(|event| event == parent) || !subject.each().any(|at| runs(at.entry)) {
        return;
    }
    let reached = reached_from(subject, parent);
    for at in subject.each().filter(|at| runs(at.entry) && reached.get(at.index) == Some(&true)) {
        sink.add("this flow may be a subflow itself, and a subflow cannot run another", at.place(""));
    }
}

/// The widgets that an execution begun by an event of the start may come to.
pub(super) fn reached_from(subject: &Subject<'_>, event: &str) -> Vec<bool> {
    let mut reached = vec![false; subject.flow.widgets().len()];
    let graph: &Graph = &subject.graph;
    let place = |target| subject.flow.index_of(target);
    let is_start = |kind: Option<&str>| kind.and_then(widget_type).is_some_and(|entry| entry.is_start);
    let Some(start) = graph.start().and_then(|id| subject.flow.widget(id)) else { return reached };
    let mut todo: Vec<usize> = Vec::new();
    if is_start(start.kind()) {
        for transition in start.transitions().iter().filter(|transition| &*transition.event == event) {
            let next = transition.next.as_deref().and_then(|next| graph.named(next));
            todo.extend(next.and_then(place));
        }
    }
    while let Some(index) = todo.pop() {
        match reached.get_mut(index) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        todo.extend(subject.paths().ways(index).iter().map(|way| way.to));
    }
    reached
}
