//! A template that reads what exists only after some ways.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::existence::Exists;
use crate::check::subject::{At, Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "read-maybe-missing",
    severity: Severity::Advice,
    blocks: Blocks::None,
    title: "A template that reads what exists only after some ways",
    why: "an execution that comes another way renders nothing there; `default` or `if` says what counts then",
    run: Run::Widget(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let asks = |kind: &str| matches!(kind, "is_blank" | "is_not_blank");
    let mut conditions = at.widget.transitions().iter().flat_map(|transition| &transition.conditions);
    let is_asked = conditions.any(|condition| asks(&condition.kind));
    subject.reads_that_exist(at, Exists::Sometimes, |parsed, read, what| {
        if !parsed.is_guarded(read) && !is_asked {
            sink.add(
                format!("`{what}` exists only after some of the ways here"),
                parsed.place(at, read.span.clone()),
            );
        }
    });
}
