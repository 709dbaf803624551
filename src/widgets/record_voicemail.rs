//! Record Voicemail: records what the caller says.

use super::field::{Field, FieldKind, Section, When};
use super::voice::{self, between, told};
use super::voice_run::OnCall;
use super::widget_type::{Event, Events, Grade, Group, Icon, Needs, OutputVariable, Placing, WidgetType};

/// Record Voicemail.
pub(super) const RECORD_VOICEMAIL: WidgetType = WidgetType {
    id: "record-voicemail",
    label: "Record Voicemail",
    base_name: "record_voicemail",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Records what is said",
    help: "Records the caller until they fall silent, press a key or hang up. The recording's address is under \
           `RecordingUrl`. It says nothing itself: put a Say/Play before it.",
    docs: "https://www.twilio.com/docs/studio/widget-library/record-voicemail",
    fields: &[
        TIMEOUT,
        FINISH_ON_KEY,
        MAX_LENGTH,
        TRANSCRIBE,
        TRANSCRIPTION_CALLBACK_URL,
        PLAY_BEEP,
        TRIM,
        RECORDING_STATUS_CALLBACK_URL,
    ],
    events: Events::Known(&[
        Event::normal("recordingComplete", "Recording Complete", "Recorded"),
        Event::normal("noAudio", "No Audio", "No audio"),
        Event::normal("hangup", "Hangup", "Hangup"),
    ]),
    outputs: &OUTPUTS,
    more_below: &[""],
    needs: Needs::Call,
    behaviour: &OnCall("voicemail"),
    ..WidgetType::BASE
};

const TIMEOUT: Field = Field {
    key: "timeout",
    label: "Stop Recording After (Seconds of Silence)",
    kind: FieldKind::Seconds,
    default: Some("5"),
    when_absent: Some("5"),
    placeholder: "5",
    help: "After so many seconds of silence the recording ends.",
    source: "schema, docs, public exports",
    ..Field::INTEGER
};

const FINISH_ON_KEY: Field = Field {
    key: "finish_on_key",
    label: "Stop Recording On Keypress",
    kind: FieldKind::Choice(voice::KEYS),
    help: "The key with which the caller ends the recording. Not set, no key does.",
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const MAX_LENGTH: Field = Field {
    key: "max_length",
    label: "Max Recording Length",
    kind: FieldKind::Seconds,
    default: Some("3600"),
    when_absent: Some("3600"),
    placeholder: "3600",
    help: "After how many seconds the recording ends in any case, 1 to 14400 (four hours).",
    limits: between(1, 14_400),
    source: "schema, docs, public exports",
    ..Field::INTEGER
};

const TRANSCRIBE: Field = Field {
    key: "transcribe",
    label: "Transcribe Audio to Text",
    default: Some("false"),
    when_absent: Some("false"),
    help: "Whether Twilio also writes down what was said. It charges for that, and does so in English only.",
    source: "schema, docs, public exports",
    ..Field::BOOLEAN
};

const TRANSCRIPTION_CALLBACK_URL: Field = Field {
    key: "transcription_callback_url",
    label: "Transcription Callback URL",
    kind: FieldKind::Url,
    placeholder: "https://example.com/transcribed",
    help: "An address that Twilio sends the text to when it is written. The flow does not wait for it.",
    condition: Some(When::Is("transcribe", &["true"])),
    source: "schema, public exports",
    ..Field::TEXT
};

const PLAY_BEEP: Field = Field {
    key: "play_beep",
    label: "Play Beep",
    default: Some(r#""true""#),
    when_absent: Some(r#""true""#),
    help: "Whether the caller hears a beep when the recording begins.",
    source: "schema, public exports",
    ..Field::TRUE_FALSE_TEXT
};

const TRIM: Field = Field {
    key: "trim",
    label: "Trim Silence",
    kind: FieldKind::Choice(voice::TRIMS),
    default: Some(r#""trim-silence""#),
    when_absent: Some(r#""trim-silence""#),
    help: "Whether silence is cut off at both ends of the recording.",
    section: Section::Advanced,
    source: "schema, public exports",
    ..Field::TEXT
};

const RECORDING_STATUS_CALLBACK_URL: Field = Field {
    key: "recording_status_callback_url",
    label: "Recording Status Callback URL",
    kind: FieldKind::Url,
    placeholder: "https://example.com/recorded",
    help: "An address that Twilio tells when the recording can be fetched.",
    section: Section::Advanced,
    source: "schema, public exports",
    ..Field::TEXT
};

const OUTPUTS: [OutputVariable; 4 + voice::CALL.len()] = voice::with_call([
    told("RecordingUrl", "string", "The address of the recording"),
    told("RecordingSid", "string", "The recording's SID"),
    told("RecordingDuration", "string", "How many seconds it is long"),
    told("Digits", "string", "The key that ended it, or `hangup`"),
]);
