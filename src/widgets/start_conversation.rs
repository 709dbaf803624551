//! Start Conversation: opens a conversation with people over several channels.

use super::conversations::Opens;
use super::conversations::{self, ATTRIBUTES, CONVERSATION_SERVICE_SID};
use super::field::{Field, FieldKind, JsonType, Section};
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, Needs, Placing, WidgetType};
use crate::twilio::sid::prefix;

/// Start Conversation.
pub(super) const START_CONVERSATION: WidgetType = WidgetType {
    id: "start-conversation",
    label: "Start Conversation",
    base_name: "start_conversation",
    group: Group::Messaging,
    icon: Icon::Message,
    placing: Placing::Palette,
    grade: Grade::C,
    summary: "Opens a conversation",
    help: "Opens a conversation in a Conversations service, with people who write by chat or by SMS; the flow's \
           later messages go there. Only for executions that the REST API started. No public flow has this widget, \
           so its properties are known from prose alone.",
    docs: "https://www.twilio.com/docs/studio/widget-library/start-conversation",
    fields: &[
        CONVERSATION_SERVICE_SID,
        PARTICIPANTS,
        FRIENDLY_NAME,
        ATTRIBUTES,
        CHAT_SERVICE_SID,
        MESSAGING_SERVICE_SID,
        TIMERS,
    ],
    events: Events::Known(&[
        Event::normal("created", "Created", "Created").graded(Grade::C),
        Event::failure("failed", "Failed", "Failed").graded(Grade::C),
    ]),
    outputs: &conversations::CONVERSATION,
    more_below: &["conversation"],
    card: Card::FirstOf(&["friendly_name", "conversation_service_sid"]),
    needs: Needs::Request,
    behaviour: &Opens("start-conversation"),
    ..WidgetType::BASE
};

const PARTICIPANTS: Field = Field {
    key: "participants",
    label: "Participants",
    kind: FieldKind::Value,
    accepts: &[JsonType::Array],
    writes: JsonType::Array,
    required_by_service: true,
    required_in_console: true,
    default: Some("[]"),
    placeholder: r#"[{"type": "chat", "identity": "ann"}]"#,
    help: "Who takes part: an array of objects. Each has a `type`; `chat` needs an `identity`, `sms` needs \
           `messaging_binding_address` (the person) and `messaging_binding_proxy_address` (your number).",
    grade: Grade::C,
    source: "prose of Twilio's",
    ..Field::LIST
};

const FRIENDLY_NAME: Field = Field {
    key: "friendly_name",
    label: "Friendly Name",
    help: "What the conversation is called in lists.",
    grade: Grade::C,
    source: "prose of Twilio's",
    ..Field::TEXT
};

const CHAT_SERVICE_SID: Field = Field {
    key: "chat_service_sid",
    label: "Chat Service",
    kind: FieldKind::Sid(&[prefix::CHAT_SERVICE]),
    placeholder: "IS…",
    help: "The chat service behind the conversation, where it is not the Conversations service itself.",
    section: Section::Advanced,
    grade: Grade::C,
    source: "prose of Twilio's",
    ..Field::TEXT
};

const MESSAGING_SERVICE_SID: Field = Field {
    key: "messaging_service_sid",
    label: "Messaging Service",
    kind: FieldKind::Sid(&[prefix::MESSAGING_SERVICE]),
    placeholder: "MG…",
    help: "The Messaging Service that sends the conversation's SMS.",
    section: Section::Advanced,
    grade: Grade::C,
    source: "prose of Twilio's",
    ..Field::TEXT
};

const TIMERS: Field = Field {
    key: "timers",
    label: "Timers",
    kind: FieldKind::Value,
    accepts: &[JsonType::Object],
    writes: JsonType::Object,
    template: false,
    help: "When the conversation becomes inactive and when it is closed: an object.",
    section: Section::Advanced,
    grade: Grade::C,
    source: "prose of Twilio's",
    ..Field::TEXT
};
