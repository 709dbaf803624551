//! A flow that nothing starts.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "never-starts",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A flow that nothing starts",
    why: "whatever starts the flow, be it a call, a message or a request, ends at once and does nothing",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let mut starts = subject.each().filter(|at| at.entry.is_some_and(|entry| entry.is_start));
    if let (Some(start), None) = (starts.next(), starts.next())
        && start.widget.transitions().iter().all(|transition| transition.next.is_none())
    {
        sink.add("no output of the trigger leads to a widget", start.place("/transitions"));
    }
}
