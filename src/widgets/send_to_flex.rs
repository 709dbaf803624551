//! Send To Flex: hands the contact to the agents of a contact center.

use super::acts::Acts;
use super::field::{Field, FieldKind, Limits, Section};
use super::web;
use super::widget_type::{
    Card, Event, Events, Grade, Group, Icon, Needs, OutputVariable, Placing, WidgetType,
};

/// Send To Flex.
pub(super) const SEND_TO_FLEX: WidgetType = WidgetType {
    id: "send-to-flex",
    label: "Send To Flex",
    base_name: "send_to_flex",
    group: Group::Connect,
    icon: Icon::Connect,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Hands over to an agent",
    help: "Makes a task in Twilio Flex for a call, a message or a conversation. A call waits in a queue with music \
           until an agent takes it; for messages and conversations the flow goes on as soon as the task is made. An \
           execution that the REST API started cannot be sent.",
    docs: "https://www.twilio.com/docs/studio/widget-library/send-flex",
    fields: &[WORKFLOW, CHANNEL, ATTRIBUTES, PRIORITY, TIMEOUT, WAIT_URL, WAIT_URL_METHOD],
    events: Events::Known(&[
        Event::normal("callComplete", "Task Created", "Task created"),
        Event::failure("failedToEnqueue", "Failed to Create Task", "No task"),
        Event::failure("callFailure", "Call Failed", "Call failed"),
    ]),
    more_below: &[""],
    outputs: &[
        OutputVariable {
            path: "sid",
            kind: "string",
            help: "The SID of the task, where the channel makes a task",
            grade: Grade::B,
        },
        OutputVariable {
            path: "attributes",
            kind: "string",
            help: "The attributes of the task, where the channel makes a task",
            grade: Grade::B,
        },
        OutputVariable {
            path: "QueueResult",
            kind: "string",
            help: "For a call: how its time in the queue ended",
            grade: Grade::B,
        },
        OutputVariable {
            path: "QueueSid",
            kind: "string",
            help: "For a call: the SID of the queue",
            grade: Grade::B,
        },
        OutputVariable {
            path: "QueueTime",
            kind: "string",
            help: "For a call: how many seconds it waited",
            grade: Grade::B,
        },
        OutputVariable {
            path: "*",
            kind: "any",
            help: "Whatever else the task, the interaction or the queue tells; it depends on the channel",
            grade: Grade::C,
        },
    ],
    card: Card::FirstOf(&["attributes", "workflow"]),
    needs: Needs::Contact,
    behaviour: &Acts("task"),
    ..WidgetType::BASE
};

const WORKFLOW: Field = Field {
    key: "workflow",
    label: "Workflow",
    kind: FieldKind::Sid(&["WW"]),
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""""#),
    placeholder: "WW…",
    help: "The TaskRouter workflow that finds an agent: its SID, `WW` and 32 hexadecimal digits.",
    source: "schema, docs, public exports",
    ..Field::TEXT
};

const CHANNEL: Field = Field {
    key: "channel",
    label: "Task Channel",
    kind: FieldKind::Sid(&["TC"]),
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""""#),
    placeholder: "TC…",
    help: "The kind of work the task is, as voice or chat: the SID of a task channel, `TC` and 32 hexadecimal digits.",
    source: "schema, docs, public exports",
    ..Field::TEXT
};

const ATTRIBUTES: Field = Field {
    key: "attributes",
    label: "Attributes",
    kind: FieldKind::Json,
    placeholder: r#"{"name": "{{contact.channel.address}}"}"#,
    help: "What the workflow and the agent learn of the contact: a JSON object of at most 1,024 characters, with \
           templates inside.",
    limits: Limits { max_chars: Some(1024), range: None, max_items: None },
    source: "schema, docs, public exports",
    ..Field::TEXT
};

const PRIORITY: Field = Field {
    key: "priority",
    label: "Priority",
    kind: FieldKind::Integer,
    when_absent: Some(r#""0""#),
    placeholder: "0",
    help: "The higher, the sooner an agent gets the task. A whole number, written as text here.",
    section: Section::Advanced,
    source: "schema, docs, public exports",
    ..Field::TEXT
};

const TIMEOUT: Field = Field {
    key: "timeout",
    label: "Timeout",
    kind: FieldKind::Seconds,
    when_absent: Some(r#""3600""#),
    placeholder: "3600",
    help: "How many seconds the task may wait for an agent: at most 1209600, which is two weeks.",
    limits: Limits { max_chars: None, range: Some((0, 1_209_600)), max_items: None },
    section: Section::Advanced,
    source: "schema, docs, public exports",
    ..Field::TEXT
};

const WAIT_URL: Field = Field {
    key: "waitUrl",
    label: "Hold Music TwiML URL",
    kind: FieldKind::Url,
    placeholder: "https://example.com/hold-music",
    help: "For calls: the address of the TwiML that a caller hears while waiting.",
    section: Section::Advanced,
    source: "schema, docs, public exports",
    ..Field::TEXT
};

const WAIT_URL_METHOD: Field = Field {
    key: "waitUrlMethod",
    label: "Hold Music Request Method",
    kind: FieldKind::Choice(web::GET_OR_POST),
    help: "How Twilio asks that address.",
    section: Section::Advanced,
    source: "schema, public exports",
    ..Field::TEXT
};
