//! A template with a mistake.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};

pub(super) const RULE: Rule = Rule {
    code: "bad-template",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template with a mistake",
    why: "Studio warns with 81018 when the widget runs, and what the field holds then is not documented",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for parsed in at.templates() {
        for error in parsed.template.errors() {
            sink.add(format!("template: {}", error.message), parsed.place(at, error.span.clone()));
        }
    }
}
