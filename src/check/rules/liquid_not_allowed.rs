//! A template where Studio takes the text as it stands.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::json::Json;
use crate::widgets::{FieldKind, has_liquid};

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
                        sink.add(format!("{}: the key `{key}` is not rendered", field.label), place);
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
