//! A property in the JSON type of older exports.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;

pub(super) const RULE: Rule = Rule {
    code: "old-type",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A property in the JSON type of older exports",
    why: "older exports of Studio have it, newer ones write another type; Studio's schema names only the newer one",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        let Some(json) = at.widget.property(field.key) else { continue };
        let found = json.type_name();
        let accepted = field.accepts.iter().any(|accepted| accepted.name() == found);
        if !accepted || found == field.writes.name() {
            continue;
        }
        let message = format!("{}: {found} found, {} expected", field.label, field.writes.name());
        let added = sink.add(message, at.field(field.key));
        if let Some(value) = super::wrong_type::converted(json, field.writes) {
            let edit =
                Edit::SetProperty { widget: at.widget.id(), key: field.key.to_owned(), value: Some(value) };
            added.safe_fix(format!("Write it as {}", field.writes.name()), edit);
        }
    }
}
