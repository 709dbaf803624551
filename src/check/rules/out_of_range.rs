//! A number that Studio cannot use.

use super::{Rule, Run, counts};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::{Field, FieldKind};

pub(super) const RULE: Rule = Rule {
    code: "out-of-range",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A number or a row of keys that Studio cannot use",
    why: "where the text is no number in range, or no keys of a phone, what Studio does is not documented",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        if !field.alphabet.is_empty() {
            alphabet(field, at, sink);
        }
        let words = match field.kind {
            FieldKind::Seconds | FieldKind::Integer => &[],
            FieldKind::Suggest(words) if field.is_number => words,
            _ => continue,
        };
        let Some(json) = at.widget.property(field.key) else { continue };
        let number = match json.as_number() {
            Some(number) => Some(number),
            None => {
                let Some(text) = at.settled(field.key) else { continue };
                let is_word = words.iter().any(|word| word.value == text.trim());
                if is_word || text.trim().is_empty() && !field.required_by_service {
                    continue;
                }
                text.trim().parse::<f64>().ok().filter(|number| number.is_finite())
            }
        };
        let (least, most) = field.limits.range.unwrap_or((i64::MIN, i64::MAX));
        let message = match number {
            None => format!("{} is no number", field.label),
            #[expect(clippy::cast_precision_loss, reason = "the limits are small")]
            Some(number) if number < least as f64 => {
                format!("{} must have a minimum value of {least}", field.label)
            }
            #[expect(clippy::cast_precision_loss, reason = "the limits are small")]
            Some(number) if number > most as f64 => {
                format!("{} must have a maximum value of {most}", field.label)
            }
            Some(_) => continue,
        };
        sink.add(message, at.field(field.key));
    }
}

/// The keys of a phone.
fn alphabet(field: &Field, at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(text) = at.settled(field.key).filter(|_| counts(field, at.widget)) else { return };
    if let Some(strange) = text.trim().chars().find(|char| !field.alphabet.contains(*char)) {
        let message =
            format!("{}: `{}` is none of `{}`", field.label, strange.escape_debug(), field.alphabet);
        sink.add(message, at.field(field.key));
    }
}
