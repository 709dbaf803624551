//! A chat field that has no effect.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject, is_open};
use crate::liquid;
use crate::widgets::run::Trigger;

pub(super) const RULE: Rule = Rule {
    code: "chat-field-without-effect",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A chat field that has no effect",
    why: "only a message that goes to a chat channel or a conversation carries it",
    run: Run::Widget(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    if !at.entry.is_some_and(|entry| entry.sends) {
        return;
    }
    let text = |key: &str| at.widget.property_text(key).unwrap_or_default().trim().to_owned();
    let (service, channel, attributes) = (text("service"), text("channel"), text("attributes"));
    if [&service, &channel, &attributes].iter().all(|text| text.is_empty()) {
        return;
    }
    for (one, other, label) in [
        (&service, "channel", "Programmable Chat Channel"),
        (&channel, "service", "Programmable Chat Service"),
    ] {
        if !one.is_empty() && text(other).is_empty() {
            let key = if other == "channel" { "service" } else { "channel" };
            sink.add(format!("without {label} this has no effect"), at.field(key));
        }
    }
    // Nothing reads the triggering message's chat where no message begins the flow.
    let by = |event: &str| subject.entered_by.iter().any(|entered| entered == event);
    let from_message = |text: &str| is_open(text) && !reads_elsewhere(text);
    let is_chat = !service.is_empty()
        && !channel.is_empty()
        && (by(Trigger::Message.event()) || !(from_message(&service) || from_message(&channel)));
    if !attributes.is_empty() && !is_chat && !by(Trigger::Conversation.event()) {
        sink.add("the message goes to no chat, so its attributes have no effect", at.field("attributes"));
    }
}

/// Whether a template reads anything but the message that began the flow.
fn reads_elsewhere(text: &str) -> bool {
    text.contains("${")
        || liquid::parse(text).reads().iter().any(|read| !read.text().starts_with("trigger.message."))
}
