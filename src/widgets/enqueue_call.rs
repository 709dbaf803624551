//! Enqueue Call: puts the caller into a queue, or makes a task for TaskRouter.

use super::field::{Field, FieldKind, Section, When};
use super::voice::{self, at_most_chars, between, told};
use super::voice_run::OnCall;
use super::widget_type::{
    Alternative, Alternatives, Card, Event, Events, Grade, Group, Icon, Needs, OutputVariable, Placing,
    WidgetType,
};

/// Enqueue Call.
pub(super) const ENQUEUE_CALL: WidgetType = WidgetType {
    id: "enqueue-call",
    label: "Enqueue Call",
    base_name: "enqueue",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Puts the call in a queue",
    help: "Puts the caller into a queue with hold music, until somebody takes the call out. The queue is named, or \
           TaskRouter finds a worker. The flow gets the call back only where it was taken out by a Dial to the \
           queue.",
    docs: "https://www.twilio.com/docs/studio/widget-library/enqueue-call",
    fields: &[QUEUE_NAME, WORKFLOW_SID, TASK_ATTRIBUTES, PRIORITY, TIMEOUT, WAIT_URL, WAIT_URL_METHOD],
    events: Events::Known(&[
        Event::normal("callComplete", "Call Complete", "Complete"),
        Event::failure("failedToEnqueue", "Failed to Enqueue", "Not enqueued"),
        Event::failure("callFailure", "Call Failed", "Call failed"),
    ]),
    outputs: &OUTPUTS,
    more_below: &[""],
    card: Card::FirstOf(&["queue_name", "workflow_sid"]),
    needs: Needs::Call,
    alternatives: Some(&Alternatives {
        label: "Queue or TaskRouter Task",
        options: &[
            Alternative { label: "Queue", keys: &["queue_name"] },
            Alternative {
                label: "TaskRouter Task",
                keys: &["workflow_sid", "task_attributes", "priority", "timeout"],
            },
        ],
        required: true,
    }),
    behaviour: &OnCall("enqueue"),
    ..WidgetType::BASE
};

/// Two weeks: no task waits longer.
const MAX_TASK_SECS: i64 = 14 * 24 * 3600;

const QUEUE_NAME: Field = Field {
    key: "queue_name",
    label: "Queue Name",
    placeholder: "support",
    help: "The name of the queue, at most 64 characters. Twilio makes the queue where there is none of that name.",
    limits: at_most_chars(64),
    source: "schema, docs, public exports",
    ..Field::TEXT
};

const WORKFLOW_SID: Field = Field {
    key: "workflow_sid",
    label: "TaskRouter Workflow",
    kind: FieldKind::Sid(&["WW"]),
    placeholder: "WW…",
    help: "The TaskRouter workflow that finds somebody for the call: its SID, `WW` and 32 hexadecimal digits. The \
           console asks for the workspace first; the file names only the workflow.",
    source: "schema, docs, public exports",
    ..Field::TEXT
};

const TASK_ATTRIBUTES: Field = Field {
    key: "task_attributes",
    label: "Task Attributes",
    kind: FieldKind::Json,
    placeholder: r#"{"type": "call"}"#,
    help: "What the workflow decides by: valid JSON of at most 1024 characters.",
    limits: at_most_chars(1024),
    source: "schema, docs, public exports",
    ..Field::TEXT
};

const PRIORITY: Field = Field {
    key: "priority",
    label: "Priority",
    placeholder: "0",
    help: "Tasks with a higher number come first, older ones before newer. Left empty, it is 0. It is a fixed number \
           here: no template.",
    limits: between(0, 2_147_483_647),
    source: "schema, docs, public exports",
    ..Field::INTEGER
};

const TIMEOUT: Field = Field {
    key: "timeout",
    label: "Timeout",
    kind: FieldKind::Seconds,
    placeholder: "86400",
    help: "After how many seconds the task is taken out of TaskRouter, below two weeks. It is a fixed number here: \
           no template.",
    limits: between(1, MAX_TASK_SECS),
    grade: Grade::B,
    source: "schema, docs",
    ..Field::INTEGER
};

const WAIT_URL: Field = Field {
    key: "wait_url",
    label: "Hold Music TwiML URL",
    kind: FieldKind::Url,
    placeholder: "https://example.com/hold-music",
    help: "The address of TwiML or audio that the caller hears while they wait. Left empty, Twilio plays its own \
           music.",
    source: "schema, public exports",
    ..Field::TEXT
};

const WAIT_URL_METHOD: Field = Field {
    key: "wait_url_method",
    label: "TwiML Request Method",
    kind: FieldKind::Choice(voice::METHODS),
    help: "Whether that address is asked by GET, as plain audio wants it, or by POST.",
    condition: Some(When::Filled("wait_url")),
    section: Section::Advanced,
    source: "schema, public exports",
    ..Field::TEXT
};

const OUTPUTS: [OutputVariable; 3 + voice::CALL.len()] = voice::with_call([
    told("QueueResult", "string", "How it ended: `bridged`, `hangup`, `leave`, `queue-full`, `system-error`"),
    told("QueueSid", "string", "The queue's SID"),
    told("QueueTime", "string", "How many seconds the caller waited"),
]);
