//! A flow that does not say where it begins.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{Sink, Subject};
use crate::flow::Edit;

pub(super) const RULE: Rule = Rule {
    code: "missing-initial-state",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A flow that does not say where it begins",
    why: "Studio begins an execution at the widget that `initial_state` names, and refuses a flow that names none",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if subject.flow.initial_state().is_some() {
        return;
    }
    let place = Place { pointer: "/initial_state".to_owned(), ..Place::default() };
    let message = match subject.flow.envelope("initial_state") {
        None => "`initial_state` is missing but it is required".to_owned(),
        Some(json) if json.as_text().is_some() => {
            "`initial_state` must be at least 1 characters long".to_owned()
        }
        Some(json) => format!("`initial_state`: {} found, string expected", json.type_name()),
    };
    let found = sink.add(message, place);
    let mut starts = subject.each().filter(|at| at.entry.is_some_and(|entry| entry.is_start));
    if let (Some(start), None) = (starts.next().and_then(|at| at.widget.name()), starts.next()) {
        let edit = Edit::SetEnvelope { key: "initial_state".to_owned(), value: Some(start.into()) };
        found.safe_fix(format!("Begin at {start}"), edit);
    }
}
