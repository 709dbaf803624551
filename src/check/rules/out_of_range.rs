//! A number that Studio cannot use.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::FieldKind;

pub(super) const RULE: Rule = Rule {
    code: "out-of-range",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A number that Studio cannot use",
    why: "where the text is no number in range, what Studio does is not documented",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        if !matches!(field.kind, FieldKind::Seconds | FieldKind::Integer) {
            continue;
        }
        let Some(json) = at.widget.property(field.key) else { continue };
        let number = match json.as_number() {
            Some(number) => Some(number),
            None => {
                let Some(text) = at.settled(field.key) else { continue };
                if text.trim().is_empty() && !field.required_by_service {
                    continue;
                }
                text.trim().parse::<f64>().ok().filter(|number| number.is_finite())
            }
        };
        let (least, most) = field.limits.range.unwrap_or((i64::MIN, i64::MAX));
        let message = match number {
            None => format!("{} is no number", field.label),
            #[expect(clippy::cast_precision_loss, reason = "the limits are small")]
            Some(number) if number < least as f64 || number > most as f64 => {
                format!("{} must be between {least} and {most}", field.label)
            }
            Some(_) => continue,
        };
        sink.add(message, at.field(field.key));
    }
}
