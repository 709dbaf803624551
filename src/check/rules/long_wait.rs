//! A question that waits longer than Twilio advises.

use super::{Rule, Run, counts};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::FieldKind;
use crate::widgets::run::Awaited;

pub(super) const RULE: Rule = Rule {
    code: "long-wait",
    severity: Severity::Advice,
    blocks: Blocks::None,
    title: "A question that waits longer than Twilio advises",
    why: "while the execution waits, everything that the contact writes is taken as the answer and begins no new execution; Twilio advises at most four hours",
    run: Run::Own(look),
};

/// Four hours.
const ADVISED_SECS: f64 = 14_400.0;

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry.filter(|entry| entry.behaviour.awaits().contains(&Awaited::Message)) else {
        return;
    };
    for field in entry.fields {
        if field.kind != FieldKind::Seconds || !counts(field, at.widget) {
            continue;
        }
        let number = at.widget.property(field.key).and_then(crate::flow::json::Json::as_number);
        let text = || at.settled(field.key)?.trim().parse::<f64>().ok();
        let Some(secs) = number.or_else(text).filter(|secs| *secs > ADVISED_SECS) else { continue };
        let (least, most) = field.limits.range.unwrap_or((i64::MIN, i64::MAX));
        #[expect(clippy::cast_precision_loss, reason = "the limits are small")]
        let is_in_range = secs >= least as f64 && secs <= most as f64;
        // What is out of range has a rule of its own.
        if is_in_range {
            let message = format!("{}: {secs} seconds are more than {ADVISED_SECS}", field.label);
            sink.add(message, at.field(field.key));
        }
    }
}
