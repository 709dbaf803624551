//! A state that is no object.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};

pub(super) const RULE: Rule = Rule {
    code: "not-an-object",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A state that is no object",
    why: "a widget is a JSON object with name, type, transitions and properties",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let json = at.widget.json();
    if json.as_object().is_none() {
        sink.add(format!("{} found, object expected", json.type_name()), at.place(""));
    }
}
