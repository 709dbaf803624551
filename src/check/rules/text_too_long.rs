//! A text that is longer than Twilio sends.

use super::counts;
use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::message::estimate;
use crate::check::subject::{At, Sink};

pub(super) const RULE: Rule = Rule {
    code: "text-too-long",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A text that is longer than Twilio sends",
    why: "Twilio refuses a longer text (21617); only chats and conversations take more, up to 32 KB",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry else { return };
    for field in entry.fields {
        let Some(most) = field.limits.max_chars.filter(|_| counts(field, at.widget)) else { continue };
        let Some(text) = at.widget.property_text(field.key) else { continue };
        let (characters, words) = match at.settled(field.key) {
            Some(text) => (text.chars().count(), ""),
            // Counting takes a scan of the template: only where it could matter.
            None if text.len() > most => (estimate(&text).at_least_chars, "at least "),
            None => continue,
        };
        if characters > most {
            let message = format!("{}: {words}{characters} characters are more than {most}", field.label);
            sink.add(message, at.field(field.key));
        }
    }
}
