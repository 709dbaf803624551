//! Send to Autopilot: handed the contact to a bot. Twilio has taken the product away; old files still have it.

use super::acts::Acts;
use super::field::{Field, FieldKind, Limits, Section};
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, Placing, WidgetType};
use crate::twilio::sid::prefix;

/// Send to Autopilot.
pub(super) const SEND_TO_AUTO_PILOT: WidgetType = WidgetType {
    id: "send-to-auto-pilot",
    label: "Send to Autopilot",
    base_name: "autopilot",
    group: Group::Connect,
    icon: Icon::Connect,
    placing: Placing::KeepOnly,
    grade: Grade::B,
    summary: "Handed over to Autopilot",
    help: "Handed the contact to an Autopilot assistant and went on when the assistant had finished. Twilio has ended \
           Autopilot: the widget is kept in flows that have it, and cannot be placed.",
    docs: "https://www.twilio.com/docs/studio/widget-library/autopilot",
    fields: &[
        ASSISTANT_SID,
        FROM,
        BODY,
        TIMEOUT,
        CHAT_CHANNEL,
        CHAT_SERVICE,
        CHAT_ATTRIBUTES,
        TARGET_TASK,
        MEMORY_PARAMETERS,
    ],
    events: Events::Known(&[
        Event::normal("sessionEnded", "Session Ended", "Ended"),
        Event::failure("failure", "Failure", "Failure"),
        Event::normal("timeout", "Timeout", "Timeout").graded(Grade::B),
    ]),
    card: Card::FirstOf(&["body", "autopilot_assistant_sid"]),
    behaviour: &Acts("autopilot"),
    ..WidgetType::BASE
};

const ASSISTANT_SID: Field = Field {
    key: "autopilot_assistant_sid",
    label: "Autopilot Assistant",
    kind: FieldKind::Sid(&["UA"]),
    required_by_service: true,
    required_in_console: true,
    placeholder: "UA…",
    help: "The assistant: its SID, `UA` and 32 hexadecimal digits.",
    source: "a generated library, one public export",
    ..Field::TEXT
};

const FROM: Field = Field {
    key: "from",
    label: "From",
    kind: FieldKind::Sender,
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""{{flow.channel.address}}""#),
    placeholder: "{{flow.channel.address}}",
    help: "Who the assistant's messages came from.",
    source: "a generated library, one public export",
    ..Field::TEXT
};

const BODY: Field = Field {
    key: "body",
    label: "Initial Message",
    kind: FieldKind::Text,
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""{{trigger.message.Body}}""#),
    placeholder: "{{trigger.message.Body}}",
    help: "The first message that the assistant got.",
    source: "a generated library, one public export",
    ..Field::TEXT
};

const TIMEOUT: Field = Field {
    key: "timeout",
    label: "Timeout",
    kind: FieldKind::Seconds,
    required_by_service: true,
    required_in_console: true,
    default: Some("14400"),
    placeholder: "14400",
    help: "How many seconds the flow waited for the assistant, a number here.",
    limits: Limits { max_chars: None, range: Some((0, 30 * 24 * 3600)), max_items: None },
    source: "a generated library, one public export",
    ..Field::INTEGER
};

const CHAT_CHANNEL: Field = Field {
    key: "chat_channel",
    label: "Programmable Chat Channel",
    kind: FieldKind::Sid(&[prefix::CONVERSATION]),
    default: Some(r#""{{trigger.message.ChannelSid}}""#),
    placeholder: "{{trigger.message.ChannelSid}}",
    help: "Only for chats: the channel that the assistant wrote to.",
    section: Section::ProgrammableChat,
    source: "a generated library, one public export",
    ..Field::TEXT
};

const CHAT_SERVICE: Field = Field {
    key: "chat_service",
    label: "Programmable Chat Service",
    kind: FieldKind::Sid(&[prefix::CHAT_SERVICE]),
    default: Some(r#""{{trigger.message.InstanceSid}}""#),
    placeholder: "{{trigger.message.InstanceSid}}",
    help: "Only for chats: the service that the channel belongs to.",
    section: Section::ProgrammableChat,
    source: "a generated library, one public export",
    ..Field::TEXT
};

const CHAT_ATTRIBUTES: Field = Field {
    key: "chat_attributes",
    label: "Message Attributes",
    kind: FieldKind::Json,
    placeholder: "{ }",
    help: "Only for chats: data that the assistant's messages carried, a text that is JSON.",
    section: Section::ProgrammableChat,
    grade: Grade::B,
    source: "a generated library",
    ..Field::TEXT
};

const TARGET_TASK: Field = Field {
    key: "target_task",
    label: "Target Task",
    help: "The assistant's task to begin with, whatever the message said.",
    section: Section::Advanced,
    source: "a generated library, one public export",
    ..Field::TEXT
};

const MEMORY_PARAMETERS: Field = Field {
    key: "memory_parameters",
    label: "Memory Parameters",
    kind: FieldKind::KeyValues("Key", "Value"),
    help: "What the assistant remembered from the start.",
    section: Section::Advanced,
    source: "a generated library, one public export",
    ..Field::LIST
};
