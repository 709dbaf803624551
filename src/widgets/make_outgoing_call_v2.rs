//! Make Outgoing Call: calls the contact.

use super::field::{Field, FieldKind, Phones, Section, When};
use super::voice::{self, at_most_chars, between, choice, told};
use super::voice_run::CallOut;
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, OutputVariable, Placing, WidgetType};

/// Make Outgoing Call.
pub(super) const MAKE_OUTGOING_CALL_V2: WidgetType = WidgetType {
    id: "make-outgoing-call-v2",
    label: "Make Outgoing Call",
    base_name: "call_user",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Calls the contact",
    help: "Calls the contact of this execution, so that what follows can speak with them. It is for flows that the \
           REST API or a message began. After a message it cannot work where the flow's number belongs to a \
           Messaging Service.",
    docs: "https://www.twilio.com/docs/studio/widget-library/make-outgoing-call",
    fields: &[
        TO,
        FROM,
        TIMEOUT,
        DETECT_ANSWERING_MACHINE,
        MACHINE_DETECTION,
        MACHINE_DETECTION_TIMEOUT,
        SPEECH_THRESHOLD,
        SPEECH_END_THRESHOLD,
        SILENCE_TIMEOUT,
        RECORD,
        RECORDING_CHANNELS,
        RECORDING_STATUS_CALLBACK,
        TRIM,
        SEND_DIGITS,
        SIP_USERNAME,
        SIP_PASSWORD,
    ],
    events: Events::Known(&[
        Event::normal("answered", "Answered", "Answered"),
        Event::normal("busy", "Busy", "Busy"),
        Event::normal("noAnswer", "No Answer", "No answer"),
        Event::failure("failed", "Call Failed", "Failed"),
    ]),
    outputs: OUTPUTS,
    card: Card::FirstOf(&["to"]),
    behaviour: &CallOut,
    ..WidgetType::BASE
};

const IF_RECORDED: Option<When> = Some(When::Is("record", &["true"]));
const IF_DETECTING: Option<When> = Some(When::Is("detect_answering_machine", &["true"]));

pub(super) const TO: Field = Field {
    key: "to",
    label: "Number to Call",
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""{{contact.channel.address}}""#),
    placeholder: "{{contact.channel.address}}",
    help: "Who is called: always the contact that the execution was started for. Studio's console does not let it \
           be changed.",
    phones: Phones::ONE,
    source: "schema, docs, official sample",
    ..Field::TEXT
};

pub(super) const FROM: Field = Field {
    key: "from",
    label: "Number to Make Call From",
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""{{flow.channel.address}}""#),
    placeholder: "{{flow.channel.address}}",
    help: "The number that the contact sees: always the flow's own address. Studio's console does not let it be \
           changed.",
    phones: Phones::ONE,
    source: "schema, docs, official sample",
    ..Field::TEXT
};

pub(super) const TIMEOUT: Field = Field {
    key: "timeout",
    label: "Timeout",
    kind: FieldKind::Seconds,
    default: Some("60"),
    when_absent: Some("60"),
    placeholder: "60",
    help: "How many seconds it may ring before No Answer is taken, at most 600.",
    limits: between(0, 600),
    source: "schema, docs, official sample",
    ..Field::INTEGER
};

pub(super) const RECORD: Field = Field {
    key: "record",
    label: "Record Call",
    default: Some("false"),
    when_absent: Some("false"),
    help: "Whether the whole call is recorded. Laws may ask you to tell the other party.",
    source: "schema, official sample",
    ..Field::BOOLEAN
};

const RECORDING_CHANNELS: Field = Field {
    key: "recording_channels",
    label: "Recording Channels",
    kind: FieldKind::Choice(voice::CHANNELS),
    default: Some(r#""mono""#),
    when_absent: Some(r#""mono""#),
    help: "Whether both parties share one channel of the recording, or each has its own.",
    condition: IF_RECORDED,
    source: "schema, official sample",
    ..Field::TEXT
};

const RECORDING_STATUS_CALLBACK: Field = Field {
    key: "recording_status_callback",
    label: "Recording Status Callback URL",
    kind: FieldKind::Url,
    default: Some(r#""""#),
    placeholder: "https://example.com/recorded",
    help: "An address that Twilio tells when the recording is there.",
    condition: IF_RECORDED,
    source: "schema, official sample",
    ..Field::TEXT
};

const TRIM: Field = Field {
    key: "trim",
    label: "Trim Silence",
    // The official sample has yet another value, so nothing is ruled out.
    kind: FieldKind::Suggest(voice::TRIMS),
    default: Some(r#""do-not-trim""#),
    when_absent: Some(r#""do-not-trim""#),
    placeholder: "do-not-trim",
    help: "Whether silence is cut off at both ends of the recording: `trim-silence` or `do-not-trim`.",
    condition: IF_RECORDED,
    source: "schema, official sample, public exports",
    ..Field::TEXT
};

const DETECT_ANSWERING_MACHINE: Field = Field {
    key: "detect_answering_machine",
    label: "Detect Answering Machine",
    default: Some("false"),
    when_absent: Some("false"),
    help: "Whether Twilio finds out if a person or a machine answered, and puts that into `AnsweredBy`. Twilio \
           charges for it.",
    source: "schema, official sample",
    ..Field::BOOLEAN
};

const MACHINE_DETECTION: Field = Field {
    key: "machine_detection",
    label: "Machine Detection Mode",
    kind: FieldKind::Choice(&[
        choice("Enable", "Go on as soon as it is known"),
        choice("DetectMessageEnd", "Wait for the end of the greeting"),
    ]),
    default: Some(r#""Enable""#),
    when_absent: Some(r#""Enable""#),
    help: "Whether the flow goes on at once, or with a machine only after its greeting, so that a message can be \
           left.",
    condition: IF_DETECTING,
    source: "schema, official sample",
    ..Field::TEXT
};

/// A threshold of the detection, a number written as a text.
const DETECTION: Field =
    Field { kind: FieldKind::Integer, condition: IF_DETECTING, section: Section::Advanced, ..Field::TEXT };

const MACHINE_DETECTION_TIMEOUT: Field = Field {
    key: "machine_detection_timeout",
    label: "Detection Timeout",
    kind: FieldKind::Seconds,
    default: Some(r#""30""#),
    when_absent: Some(r#""30""#),
    placeholder: "30",
    help: "After how many seconds the detection gives up, 3 to 120. `AnsweredBy` is `unknown` then.",
    limits: between(3, 120),
    source: "schema, generated library, official sample",
    ..DETECTION
};

const SPEECH_THRESHOLD: Field = Field {
    key: "machine_detection_speech_threshold",
    label: "Speech Threshold",
    default: Some(r#""2400""#),
    when_absent: Some(r#""2400""#),
    placeholder: "2400",
    help: "Speech of more milliseconds than this counts as a machine's greeting, 1000 to 6000.",
    limits: between(1000, 6000),
    source: "schema, generated library, official sample",
    ..DETECTION
};

const SPEECH_END_THRESHOLD: Field = Field {
    key: "machine_detection_speech_end_threshold",
    label: "Speech End Threshold",
    default: Some(r#""1200""#),
    when_absent: Some(r#""1200""#),
    placeholder: "1200",
    help: "So many milliseconds of silence count as the end of what was said, 500 to 5000.",
    limits: between(500, 5000),
    source: "schema, generated library, official sample",
    ..DETECTION
};

const SILENCE_TIMEOUT: Field = Field {
    key: "machine_detection_silence_timeout",
    label: "Silence Timeout",
    default: Some(r#""5000""#),
    when_absent: Some(r#""5000""#),
    placeholder: "5000",
    help: "After so many milliseconds of silence at the beginning `AnsweredBy` is `unknown`, 2000 to 10000.",
    limits: between(2000, 10_000),
    source: "schema, generated library, official sample",
    ..DETECTION
};

const SEND_DIGITS: Field = Field {
    key: "send_digits",
    label: "Send Digits",
    default: Some(r#""""#),
    placeholder: "ww1234#",
    help: "Keys that are pressed once the call is answered, such as an extension: at most 32 of 0 to 9, A to D, `#` \
           and `*`. A `w` waits half a second, a `W` one second.",
    limits: at_most_chars(32),
    section: Section::Advanced,
    source: "schema, docs, official sample",
    ..Field::TEXT
};

const SIP_USERNAME: Field = Field {
    key: "sip_auth_username",
    label: "SIP Username",
    default: Some(r#""""#),
    help: "The user name for a SIP address, where it asks for one.",
    section: Section::Advanced,
    source: "schema, official sample",
    ..Field::TEXT
};

const SIP_PASSWORD: Field = Field {
    key: "sip_auth_password",
    secret: true,
    label: "SIP Password",
    default: Some(r#""""#),
    help: "The password for a SIP address. It stands in the flow as plain text that everybody who has the file can \
           read; a variable keeps it out.",
    section: Section::Advanced,
    source: "schema, official sample",
    ..Field::TEXT
};

/// What an outgoing call leaves.
pub(super) const OUTPUTS: &[OutputVariable] = &ALL_OUTPUTS;

const ALL_OUTPUTS: [OutputVariable; 2 + voice::CALL.len()] = voice::with_call([
    told("AnsweredBy", "string", "Who answered, where it was asked for: `human`, `machine_start` and so on"),
    told("MachineDetectionDuration", "string", "How many milliseconds the detection took"),
]);
