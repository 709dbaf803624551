//! Resume Conversation: goes on in a conversation that is there already.

use super::conversations::Opens;
use super::conversations::{self, ATTRIBUTES, CONVERSATION_SERVICE_SID};
use super::field::{Field, FieldKind, JsonType, Section};
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, Needs, Placing, WidgetType};
use crate::twilio::sid::prefix;

/// Resume Conversation.
pub(super) const RESUME_CONVERSATION: WidgetType = WidgetType {
    id: "resume-conversation",
    label: "Resume Conversation",
    base_name: "resume_conversation",
    group: Group::Messaging,
    icon: Icon::Message,
    placing: Placing::Palette,
    grade: Grade::C,
    summary: "Continues a conversation",
    help: "Takes up a conversation that exists already; the flow's later messages go there. Only for executions that \
           the REST API started. No public flow has this widget, so its properties are known from prose alone.",
    docs: "https://www.twilio.com/docs/studio/widget-library/resume-conversation",
    fields: &[CONVERSATION_SERVICE_SID, CONVERSATION_SID, WEBHOOK_FILTERS, ATTRIBUTES],
    events: Events::Known(&[
        Event::normal("resumed", "Resumed", "Resumed").graded(Grade::C),
        Event::failure("failed", "Failed", "Failed").graded(Grade::C),
    ]),
    outputs: &conversations::CONVERSATION,
    more_below: &["conversation"],
    card: Card::FirstOf(&["conversation_sid", "conversation_service_sid"]),
    needs: Needs::Request,
    behaviour: &Opens("resume-conversation"),
    ..WidgetType::BASE
};

const CONVERSATION_SID: Field = Field {
    key: "conversation_sid",
    label: "Conversation",
    kind: FieldKind::Sid(&[prefix::CONVERSATION]),
    placeholder: "CH…",
    help: "The conversation to go on in: its SID, `CH` and 32 hexadecimal digits.",
    grade: Grade::C,
    source: "prose of Twilio's, docs",
    ..Field::TEXT
};

const WEBHOOK_FILTERS: Field = Field {
    key: "webhook_filters",
    label: "Webhook Filters",
    kind: FieldKind::Value,
    // Unverified: nobody has seen its JSON type, so each is right.
    accepts: &[JsonType::Array, JsonType::String, JsonType::Object],
    writes: JsonType::Array,
    template: false,
    help: "Which events of the conversation make the flow go on.",
    section: Section::Advanced,
    grade: Grade::C,
    source: "prose of Twilio's; its JSON type is not known",
    ..Field::TEXT
};
