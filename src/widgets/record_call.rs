//! Call Recording: switches the recording of the whole call on or off.

use super::acts::Acts;
use super::field::{Field, FieldKind, When};
use super::voice::{self, choice, told};
use super::widget_type::{Event, Events, Grade, Group, Icon, Needs, OutputVariable, Placing, WidgetType};

/// Call Recording.
pub(super) const RECORD_CALL: WidgetType = WidgetType {
    id: "record-call",
    label: "Call Recording",
    base_name: "record_call",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::B,
    summary: "Starts or stops recording",
    help: "Begins or ends the recording of an incoming call, then goes on at once. It must stand after a first \
           Say/Play or Gather Input On Call. Laws may ask you to tell the caller.",
    docs: "https://www.twilio.com/docs/studio/widget-library/call-recording",
    fields: &[
        RECORD_CALL_FIELD,
        CHANNELS,
        TRIM,
        STATUS_CALLBACK,
        STATUS_CALLBACK_METHOD,
        STATUS_CALLBACK_EVENTS,
    ],
    events: Events::Known(&[
        Event::normal("success", "Success", "Success").graded(Grade::B),
        Event::failure("failed", "Failed", "Failed").graded(Grade::B),
    ]),
    outputs: OUTPUTS,
    more_below: &[""],
    needs: Needs::IncomingCall,
    behaviour: &Acts("record-call"),
    ..WidgetType::BASE
};

const IF_ON: Option<When> = Some(When::Is("record_call", &["true"]));
const IF_TOLD: Option<When> = Some(When::Filled("recording_status_callback"));

const RECORD_CALL_FIELD: Field = Field {
    key: "record_call",
    label: "Record Call",
    required_by_service: true,
    required_in_console: true,
    default: Some("true"),
    when_absent: Some("false"),
    help: "On begins the recording, off ends it. It cannot pause one.",
    grade: Grade::B,
    source: "schema, docs",
    ..Field::BOOLEAN
};

const CHANNELS: Field = Field {
    key: "recording_channels",
    label: "Recording Channels",
    kind: FieldKind::Choice(voice::CHANNELS),
    when_absent: Some(r#""dual""#),
    help: "Whether all parties share one channel of the recording, or each side has its own.",
    condition: IF_ON,
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const TRIM: Field = Field {
    key: "trim",
    label: "Trim",
    kind: FieldKind::Choice(voice::TRIMS),
    when_absent: Some(r#""do-not-trim""#),
    help: "Whether silence is cut off at both ends of the recording.",
    condition: IF_ON,
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const STATUS_CALLBACK: Field = Field {
    key: "recording_status_callback",
    label: "Recording Status Callback URL",
    kind: FieldKind::Url,
    placeholder: "https://example.com/recorded",
    help: "An address that Twilio tells how the recording goes.",
    condition: IF_ON,
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const STATUS_CALLBACK_METHOD: Field = Field {
    key: "recording_status_callback_method",
    label: "Recording Status Callback Method",
    kind: FieldKind::Choice(voice::METHODS),
    when_absent: Some(r#""POST""#),
    help: "Whether that address is asked by GET or by POST.",
    condition: IF_TOLD,
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const STATUS_CALLBACK_EVENTS: Field = Field {
    key: "recording_status_callback_events",
    label: "Recording Status Event",
    kind: FieldKind::Several(&[
        choice("in-progress", "The recording begins"),
        choice("completed", "The recording can be fetched"),
        choice("absent", "There is no recording"),
    ]),
    when_absent: Some(r#""completed""#),
    placeholder: "completed",
    help: "What that address is told of: one or more of `in-progress`, `completed` and `absent`, with spaces \
           between.",
    condition: IF_TOLD,
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

/// The recording, in Studio's spelling of the API's answer. There is no `RecordingUrl` among them.
const OUTPUTS: &[OutputVariable] = &[
    told("Sid", "string", "The recording's SID"),
    told("Status", "string", "How the recording stands: `in-progress`, `stopped` and so on"),
    told("Uri", "string", "Where the recording stands in Twilio's API, without the host"),
    told("StartTime", "string", "When it began"),
    told("Duration", "string", "How many seconds it is long, once it has ended"),
    told("Channels", "integer", "How many channels it has"),
    told("Source", "string", "What made it"),
    told("Price", "string", "What it cost, once that is known"),
    told("PriceUnit", "string", "The currency of the price"),
    told("ErrorCode", "integer", "Twilio's error code, where it failed"),
    told("AccountSid", "string", "Your account's SID"),
    told("CallSid", "string", "The call that is recorded"),
    told("ApiVersion", "string", "The API's version"),
    told("DateCreated", "string", "When the recording was made"),
    told("DateUpdated", "string", "When it last changed"),
];
