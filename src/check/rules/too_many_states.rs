//! A flow with more widgets than Studio takes.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "too-many-states",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A flow with more widgets than Studio takes",
    why: "Studio's documentation names 2,000 widgets with all subflows as the maximum; beyond that an execution fails (81026)",
    run: Run::Flow(look),
};

/// The maximum of the service.
pub(super) const MOST: usize = 2000;

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let count = subject.flow.widgets().len();
    if count > MOST {
        tell(count, MOST, sink);
    }
}

/// In the words of Studio's validator.
pub(super) fn tell(count: usize, most: usize, sink: &mut Sink<'_>) {
    let place = Place { pointer: "/states".to_owned(), ..Place::default() };
    let message =
        format!("there must be a maximum of {most} items in the array, and there are {count} widgets");
    sink.add(message, place);
}
