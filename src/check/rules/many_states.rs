//! A flow with more widgets than Studio's schema takes.

use super::{Rule, Run, too_many_states};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "many-states",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A flow with more widgets than Studio's schema takes",
    why: "Studio's schema names 1,000 widgets as the maximum, its documentation 2,000 with all subflows: which of them counts is not known",
    run: Run::Flow(look),
};

/// The maximum of the schema.
const MOST: usize = 1000;

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let count = subject.flow.widgets().len();
    if count > MOST && count <= too_many_states::MOST {
        too_many_states::tell(count, MOST, sink);
    }
}
