//! ConversationRelay: hands the call to a WebSocket server that works with text, while Twilio speaks and listens.
//!
//! Unverified: the keys are those of a text by Twilio; no exported flow with this widget is known.

use super::acts::Acts;
use super::field::{Field, FieldKind, JsonType, Section};
use super::voice::{self, choice, told};
use super::widget_type::{
    Card, Event, Events, Grade, Group, Icon, Needs, OutputVariable, Placing, WidgetType,
};

/// ConversationRelay.
pub(super) const RUN_CONVERSATION_RELAY: WidgetType = WidgetType {
    id: "run-conversation-relay",
    label: "ConversationRelay",
    base_name: "conversation_relay",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::C,
    summary: "Talks with your own AI",
    help: "Joins the call with a WebSocket server of yours: it gets what the caller says as text, and Twilio speaks \
           what it answers. The flow waits until the session ends.",
    docs: "https://www.twilio.com/docs/studio/widget-library/run-conversationrelay",
    fields: &[
        URL,
        WELCOME_GREETING,
        Field { help: RELAY_LANGUAGE, grade: Grade::C, source: SOURCE, ..voice::LANGUAGE },
        TTS_PROVIDER,
        Field { label: "Voice", help: RELAY_VOICE, grade: Grade::C, source: SOURCE, ..voice::VOICE },
        TRANSCRIPTION_PROVIDER,
        SPEECH_MODEL,
        INTERRUPTIBLE,
        DTMF_DETECTION,
        PARAMETERS,
    ],
    events: Events::Known(&[
        Event::normal("success", "End of Session", "Session ended").graded(Grade::C),
        Event::failure("failed", "Failed", "Failed").graded(Grade::C),
    ]),
    outputs: OUTPUTS,
    more_below: &[""],
    card: Card::FirstOf(&["url"]),
    needs: Needs::Call,
    behaviour: &Acts("relay"),
    ..WidgetType::BASE
};

const SOURCE: &str = "Twilio's skill for AI agents";
const RELAY_LANGUAGE: &str = "The language that is spoken and listened for, as a code such as `en-US`.";
const RELAY_VOICE: &str =
    "The name of the voice at the provider of speech. Each provider has names of its own.";

const URL: Field = Field {
    key: "url",
    label: "WebSocket URL",
    required_by_service: true,
    required_in_console: true,
    default: Some(r#""""#),
    scheme: Some("wss://"),
    placeholder: "wss://example.com/relay",
    help: "The address of your WebSocket server. Twilio takes only `wss://`.",
    grade: Grade::C,
    source: SOURCE,
    ..Field::TEXT
};

const WELCOME_GREETING: Field = Field {
    key: "welcome_greeting",
    label: "Welcome Greeting",
    kind: FieldKind::Text,
    placeholder: "Hello, how can I help you?",
    help: "What the caller hears first, before your server says anything.",
    grade: Grade::C,
    source: SOURCE,
    ..Field::TEXT
};

const TTS_PROVIDER: Field = Field {
    key: "tts_provider",
    label: "Text-to-Speech Provider",
    kind: FieldKind::Suggest(&[
        choice("ElevenLabs", "ElevenLabs"),
        choice("Google", "Google"),
        choice("Amazon", "Amazon Polly"),
    ]),
    help: "Who turns text into speech.",
    grade: Grade::C,
    source: SOURCE,
    ..Field::TEXT
};

const TRANSCRIPTION_PROVIDER: Field = Field {
    key: "transcription_provider",
    label: "Transcription Provider",
    kind: FieldKind::Suggest(&[choice("Deepgram", "Deepgram"), choice("Google", "Google")]),
    help: "Who turns what the caller says into text.",
    grade: Grade::C,
    source: SOURCE,
    ..Field::TEXT
};

const SPEECH_MODEL: Field = Field {
    key: "speech_model",
    label: "Speech Model",
    kind: FieldKind::Suggest(&[
        choice("nova-3-general", "Deepgram, Nova 3"),
        choice("nova-2-general", "Deepgram, Nova 2"),
        choice("telephony", "Google, telephony"),
        choice("long", "Google, long"),
    ]),
    help: "Which of the transcription provider's models is used.",
    section: Section::Advanced,
    grade: Grade::C,
    source: SOURCE,
    ..Field::TEXT
};

const INTERRUPTIBLE: Field = Field {
    key: "interruptible",
    label: "Interruptible",
    help: "Whether the caller can break into what is being said to them.",
    section: Section::Advanced,
    grade: Grade::C,
    source: SOURCE,
    ..Field::TRUE_FALSE_TEXT
};

const DTMF_DETECTION: Field = Field {
    key: "dtmf_detection",
    label: "DTMF Detection",
    // Unverified: whether it is a text or a boolean, so either is taken.
    accepts: &[JsonType::String, JsonType::Boolean],
    help: "Whether your server is told which keys the caller presses. Unverified: Cordboard writes it as a text, like \
           the field above.",
    section: Section::Advanced,
    grade: Grade::C,
    source: SOURCE,
    ..Field::TRUE_FALSE_TEXT
};

const PARAMETERS: Field = Field {
    key: "parameters",
    label: "Parameters",
    kind: FieldKind::KeyValues("Key", "Value"),
    help: "What your server is told when the session begins.",
    grade: Grade::C,
    source: SOURCE,
    ..Field::LIST
};

const OUTPUTS: &[OutputVariable] = &[
    told("HandoffData", "string", "What your server handed over when it ended the session"),
    told("SessionStatus", "string", "How the session ended: `completed`, `ended`, `failed`"),
    told("SessionId", "string", "The session's SID"),
    told("SessionDuration", "string", "How many seconds it took"),
];
