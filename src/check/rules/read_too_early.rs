//! A template that reads what cannot exist yet.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::existence::Exists;
use crate::check::subject::{At, Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "read-too-early",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template that reads what cannot exist yet",
    why: "no way to this widget passes one that makes it, so that it renders to nothing, without a word",
    run: Run::Widget(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    subject.reads_that_exist(at, Exists::Never, |parsed, read, what| {
        sink.add(format!("`{what}` cannot exist yet"), parsed.place(at, read.span.clone()));
    });
}
