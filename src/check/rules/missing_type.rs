//! A widget without a type.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};

pub(super) const RULE: Rule = Rule {
    code: "missing-type",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A widget without a type",
    why: "without a type Studio does not know what the widget is",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let json = at.widget.json();
    if json.as_object().is_none() || at.widget.kind().is_some() {
        return;
    }
    let message = match json.get("type") {
        Some(kind) if kind.as_text().is_none() => {
            format!("`type`: {} found, string expected", kind.type_name())
        }
        _ => "`type` is missing but it is required".to_owned(),
    };
    sink.add(message, at.place("/type"));
}
