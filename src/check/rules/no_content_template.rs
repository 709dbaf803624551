//! A message from a template that is not named.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;
use crate::widgets::messaging;

pub(super) const RULE: Rule = Rule {
    code: "no-content-template",
    severity: Severity::Warning,
    blocks: Blocks::Publish,
    title: "A message from a template that is not named",
    why: "Twilio needs the SID of the content template to make the message",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    if !at.entry.is_some_and(|entry| entry.sends) || !messaging::is_from_template(at.widget) {
        return;
    }
    let text = match at.widget.property("content_sid") {
        None => Some(String::new()),
        Some(_) => at.settled("content_sid"),
    };
    match text.as_deref().map(str::trim) {
        Some("") => {
            sink.add("the content template has no SID", at.field("content_sid"));
        }
        Some(sid) if !is_sid(sid, prefix::CONTENT) => {
            let message = format!("`{sid}` is no SID of a content template: `HX` and 32 hexadecimal digits");
            sink.add(message, at.field("content_sid"));
        }
        _ => {}
    }
}
