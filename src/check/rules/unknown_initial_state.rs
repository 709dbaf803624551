//! A flow that begins at a widget that is not there.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{Sink, Subject};
use crate::flow::Edit;

pub(super) const RULE: Rule = Rule {
    code: "unknown-initial-state",
    severity: Severity::Warning,
    blocks: Blocks::Publish,
    title: "A flow that begins at a widget that is not there",
    why: "an execution has nowhere to begin",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let Some(name) = subject.flow.initial_state() else { return };
    if subject.names.contains(&name) {
        return;
    }
    let place = Place { pointer: "/initial_state".to_owned(), ..Place::default() };
    let found = sink.add(format!("the flow begins at `{name}`, and no widget has that name"), place);
    let mut starts = subject.each().filter(|at| at.entry.is_some_and(|entry| entry.is_start));
    if let (Some(start), None) = (starts.next().and_then(|at| at.widget.name()), starts.next()) {
        let edit = Edit::SetEnvelope { key: "initial_state".to_owned(), value: Some(start.into()) };
        found.fix(format!("Begin at {start}"), edit);
    }
}
