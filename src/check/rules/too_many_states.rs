//! A flow with more widgets than Studio promises to take.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "too-many-states",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A flow with more widgets than Studio promises to take",
    why: "Studio's schema names 1,000 widgets as the maximum, its documentation 2,000 with all subflows; beyond that an execution fails (81026)",
    run: Run::Flow(look),
};

/// The maximum of the schema, and that of the service.
const SCHEMA: usize = 1000;
const SERVICE: usize = 2000;

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let count = subject.flow.widgets().len();
    let place = Place { pointer: "/states".to_owned(), ..Place::default() };
    let told = |most: usize| {
        format!("there must be a maximum of {most} items in the array, and there are {count} widgets")
    };
    if count > SERVICE {
        sink.add(told(SERVICE), place).graded(Severity::Error, Blocks::Draft);
    } else if count > SCHEMA {
        sink.add(told(SCHEMA), place);
    }
}
