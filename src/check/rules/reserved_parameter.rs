//! A parameter of a request whose name Studio keeps for itself.

use super::{Rule, Run, counts, is_content_type};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::json::Json;
use crate::widgets::FieldKind;

pub(super) const RULE: Rule = Rule {
    code: "reserved-parameter",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A parameter of a request whose name Studio keeps for itself",
    why: "a request with such a parameter fails with 81014; which names there are besides `method` Twilio does not say",
    run: Run::Own(look),
};

const RESERVED: [&str; 1] = ["method"];

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry.filter(|entry| entry.fields.iter().any(is_content_type)) else { return };
    for field in entry.fields {
        if !matches!(field.kind, FieldKind::KeyValues(..)) || !counts(field, at.widget) {
            continue;
        }
        let list = at.widget.property(field.key).and_then(Json::as_array).unwrap_or_default();
        for (index, item) in list.iter().enumerate() {
            let Some(key) = item.get("key").and_then(Json::as_text) else { continue };
            if RESERVED.contains(&key.trim()) {
                let place = at.place(&format!("/properties/{}/{index}/key", field.key));
                let place = Place { field: Some(field.key.to_owned()), ..place };
                sink.add(format!("{}: Studio keeps the name `{key}` for itself", field.label), place);
            }
        }
    }
}
