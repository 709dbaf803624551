//! A template where Studio takes the text as it stands.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::flow::json::Json;
use crate::widgets::{FieldKind, escaped, has_liquid};

pub(super) const RULE: Rule = Rule {
    code: "liquid-not-allowed",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template where Studio takes the text as it stands",
    why: "the text is never rendered, so that it holds the template itself",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        match field.kind {
            // Which flow a widget runs is asked of the service at once: that rule says so.
            FieldKind::Sid(_) if !field.template => {}
            FieldKind::KeyValues(..) | FieldKind::Variables => {
                let list = at.widget.property(field.key).and_then(Json::as_array).unwrap_or_default();
                for (index, item) in list.iter().enumerate() {
                    let key = item.get("key").and_then(Json::as_text);
                    if let Some(key) = key.filter(|key| has_liquid(key)) {
                        let place = at.place(&format!("/properties/{}/{index}/key", field.key));
                        let place = Place { field: Some(field.key.to_owned()), ..place };
                        match placeholder(field.key, &key) {
                            Some(bare) => {
                                let message = format!("{}: write the key `{key}` as `{bare}`", field.label);
                                sink.add(message, place).graded(Severity::Advice, Blocks::None).safe_fix(
                                    format!("Write it as {bare}"),
                                    rewritten(at, field.key, index, bare),
                                );
                            }
                            None => {
                                sink.add(format!("{}: the key `{key}` is not rendered", field.label), place);
                            }
                        }
                    }
                }
            }
            FieldKind::Choice(_) => {}
            _ if !field.template => {
                let text = at.widget.property_text(field.key);
                if text.is_some_and(|text| has_liquid(&text)) {
                    sink.add(format!("{} is not rendered", field.label), at.field(field.key));
                }
            }
            _ => {}
        }
    }
}

/// The bare placeholder of a content template in `{{1}}`. Twilio is told to take both; Studio's console writes the bare
/// one.
fn placeholder<'k>(field: &str, key: &'k str) -> Option<&'k str> {
    let bare = key.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
    let is_bare = !bare.is_empty() && bare.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
    (field == "content_variables" && is_bare).then_some(bare)
}

/// The entry with another key.
fn rewritten(at: &At<'_>, field: &str, index: usize, key: &str) -> Edit {
    let pointer = format!("/properties/{}/{index}/key", escaped(field));
    Edit::SetPart { widget: at.widget.id(), pointer, value: Some(key.into()) }
}
