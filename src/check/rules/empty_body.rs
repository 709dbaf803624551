//! A message with nothing in it.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::messaging;

pub(super) const RULE: Rule = Rule {
    code: "empty-body",
    severity: Severity::Warning,
    blocks: Blocks::Publish,
    title: "A message with nothing in it",
    why: "Twilio refuses a message that has neither text nor media (21619), and Studio reports 81011",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    if !at.entry.is_some_and(|entry| entry.sends) || messaging::is_from_template(at.widget) {
        return;
    }
    let is_empty = match at.widget.property("body") {
        None => true,
        Some(_) => at.settled("body").is_some_and(|text| text.trim().is_empty()),
    };
    let has_media = match at.widget.property("media_url") {
        None => false,
        Some(_) => at.settled("media_url").is_none_or(|text| !text.trim().is_empty()),
    };
    if is_empty && !has_media {
        sink.add("the message has neither text nor media", at.field("body"));
    }
}
