//! A flow without widgets.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "no-states",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A flow without widgets",
    why: "Studio wants at least the trigger",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if subject.flow.widgets().is_empty() {
        let place = Place { pointer: "/states".to_owned(), ..Place::default() };
        sink.add("there must be a minimum of 1 items in the array", place);
    }
}
