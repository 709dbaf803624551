//! More subflows than Studio runs.

use super::{Rule, Run};
use std::collections::HashSet;

use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};
use crate::widgets::{Subflow, subflow_of};

pub(super) const RULE: Rule = Rule {
    code: "too-many-subflows",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "More subflows than Studio runs",
    why: "Studio's documentation allows a flow 150 widgets that run subflows, and 50 different flows that they run; when it notices is not known",
    run: Run::Flow(look),
};

/// The most widgets that run subflows, and the most flows that they run.
const WIDGETS: usize = 150;
const FLOWS: usize = 50;

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let mut widgets = 0;
    let mut flows = HashSet::new();
    for at in subject.each().filter(|at| at.entry.is_some_and(|entry| entry.subflow.is_some())) {
        let Some(subflow) = subflow_of(at.widget) else { continue };
        widgets += 1;
        if widgets == WIDGETS + 1 {
            sink.add(
                format!("this is the flow's subflow widget number {widgets}, of {WIDGETS}"),
                at.place(""),
            );
        }
        if let (Subflow::Sid(sid), Some(key)) = (subflow, at.entry.and_then(|entry| entry.subflow))
            && flows.insert(sid.into_owned())
            && flows.len() == FLOWS + 1
        {
            sink.add(format!("this is the flow's subflow number {}, of {FLOWS}", FLOWS + 1), at.field(key));
        }
    }
}
