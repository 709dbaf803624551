//! A place on the canvas that is none.

use super::{Rule, Run};
use serde_json::json;

use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;

pub(super) const RULE: Rule = Rule {
    code: "bad-offset",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A place on the canvas that is none",
    why: "Studio writes `offset` as two whole numbers, `x` and `y`; whether it takes anything else is not known",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(offset) = at.widget.property("offset") else { return };
    let place = |below: &str| {
        let place = at.place(&format!("/properties/offset{below}"));
        Place { field: Some("offset".to_owned()), ..place }
    };
    if offset.as_object().is_none() {
        sink.add(format!("`offset`: {} found, object expected", offset.type_name()), place(""));
        return;
    }
    for key in ["x", "y"] {
        let message = match offset.get(key) {
            Some(number) if number.type_name() == "integer" => continue,
            Some(other) => format!("`{key}`: {} found, integer expected", other.type_name()),
            None => format!("`{key}` is missing but it is required"),
        };
        let found = sink.add(message, place(&format!("/{key}")));
        // A number with a fraction is rounded; what is no number at all stands nowhere in particular.
        let number = offset.get(key).and_then(crate::flow::json::Json::as_number);
        if let Some(number) = number.filter(|number| number.abs() < 1e9) {
            let mut value = offset.to_value();
            #[expect(clippy::cast_possible_truncation, reason = "the number is small")]
            let rounded = number.round() as i64;
            if let Some(member) = value.get_mut(key) {
                *member = json!(rounded);
            }
            let edit =
                Edit::SetProperty { widget: at.widget.id(), key: "offset".to_owned(), value: Some(value) };
            found.safe_fix(format!("Round {key} to {rounded}"), edit);
        }
    }
}
