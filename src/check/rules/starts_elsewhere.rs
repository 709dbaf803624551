//! A flow that begins at another widget than its trigger.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{Sink, Subject};
use crate::flow::Edit;

pub(super) const RULE: Rule = Rule {
    code: "starts-elsewhere",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A flow that begins at another widget than its trigger",
    why: "in every real flow `initial_state` names the trigger; what Studio makes of any other widget is not known",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let Some(name) = subject.flow.initial_state() else { return };
    let Some(first) = subject.named(&name) else { return };
    let mut starts = subject.each().filter(|at| at.entry.is_some_and(|entry| entry.is_start));
    let Some(start) = starts.next() else { return };
    if first.entry.is_some_and(|entry| entry.is_start) {
        return;
    }
    let place = Place { pointer: "/initial_state".to_owned(), ..Place::default() };
    let found = sink.add(format!("the flow begins at `{name}`, which is no trigger"), place);
    if let (Some(trigger), None) = (start.widget.name(), starts.next()) {
        let edit = Edit::SetEnvelope { key: "initial_state".to_owned(), value: Some(trigger.into()) };
        found.fix(format!("Begin at {trigger}"), edit);
    }
}
