//! A name that Studio's console would not take.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::edit::is_good_name;

pub(super) const RULE: Rule = Rule {
    code: "bad-name",
    severity: Severity::Warning,
    blocks: Blocks::Publish,
    title: "A name that Studio's console would not take",
    why: "a name begins with a letter and holds only letters, digits, `_` and `-`; a template cannot reach any other in the usual way",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    if let Some(name) = at.widget.name().filter(|name| !is_good_name(name)) {
        sink.add(format!("`{name}` is no good name for a widget"), at.place("/name"));
    }
}
