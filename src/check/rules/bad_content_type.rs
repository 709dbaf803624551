//! A request whose content type Studio does not offer.

use super::{Rule, Run, is_content_type};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::flow::nearest;
use crate::widgets::{FieldKind, has_liquid};

pub(super) const RULE: Rule = Rule {
    code: "bad-content-type",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A request whose content type Studio does not offer",
    why: "Studio takes the flow, and fails the request when it runs",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in
        at.entry.map(|entry| entry.fields).unwrap_or_default().iter().filter(|field| is_content_type(field))
    {
        let FieldKind::Choice(choices) = field.kind else { continue };
        let Some(text) = at.widget.property_text(field.key) else { continue };
        if has_liquid(&text) || choices.iter().any(|choice| choice.value == text) {
            continue;
        }
        let found = sink.add(format!("{}: Studio does not offer `{text}`", field.label), at.field(field.key));
        let values = || choices.iter().map(|choice| choice.value);
        // `application/json; charset=UTF-8` and the like.
        let bare = |text: &str| text.split(';').next().unwrap_or_default().trim().to_lowercase();
        let same = values().find(|value| bare(value) == bare(&text));
        if let Some(near) = same.or_else(|| nearest(&text, values())) {
            let edit = Edit::SetProperty {
                widget: at.widget.id(),
                key: field.key.to_owned(),
                value: Some(near.into()),
            };
            found.fix(format!("Write it as {near}"), edit);
        }
    }
}
