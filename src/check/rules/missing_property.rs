//! A property that Studio wants is not there.

use super::{Rule, Run, waits_for_publishing};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;

pub(super) const RULE: Rule = Rule {
    code: "missing-property",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A property that Studio wants is not there",
    why: "Studio's service refuses the widget without it",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry else { return };
    // Properties that are no object have a rule of their own.
    if at.widget.json().get("properties").is_some_and(|properties| properties.as_object().is_none()) {
        return;
    }
    for field in entry.fields.iter().filter(|field| field.required_by_service && !waits_for_publishing(field))
    {
        if at.widget.property(field.key).is_some() {
            continue;
        }
        let message = format!("{} (`{}`) is missing but it is required", field.label, field.key);
        let found = sink.add(message, at.field(field.key));
        if at.widget.json().get("properties").is_some()
            && let Some(value) = field.default.and_then(|text| serde_json::from_str(text).ok())
        {
            let edit =
                Edit::SetProperty { widget: at.widget.id(), key: field.key.to_owned(), value: Some(value) };
            found.fix(format!("Set {} as in a new widget", field.label), edit);
        }
    }
}
