//! A widget without transitions or properties.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;

pub(super) const RULE: Rule = Rule {
    code: "missing-key",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A widget without transitions or properties",
    why: "Studio wants both in each widget, even where they are empty",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let json = at.widget.json();
    if json.as_object().is_none() {
        return;
    }
    let is_start = at.entry.is_some_and(|entry| entry.is_start);
    for (key, wanted) in [("transitions", "array"), ("properties", "object")] {
        let place = || at.place(&format!("/{key}"));
        match json.get(key) {
            Some(found) if found.type_name() == wanted => {}
            Some(found) => {
                sink.add(format!("`{key}`: {} found, {wanted} expected", found.type_name()), place());
            }
            // Studio's schema takes a trigger without them.
            None if is_start => {}
            None => {
                let empty = if wanted == "array" { serde_json::json!([]) } else { serde_json::json!({}) };
                let (widget, pointer) = (at.widget.id(), format!("/{key}"));
                let edit = Edit::SetPart { widget, pointer, value: Some(empty) };
                sink.add(format!("`{key}` is missing but it is required"), place())
                    .safe_fix(format!("Add empty {key}"), edit);
            }
        }
    }
}
