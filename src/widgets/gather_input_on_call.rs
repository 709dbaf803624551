//! Gather Input On Call: asks the caller, and takes keys or speech as the answer.

use super::field::{Choice, Field, FieldKind, JsonType, Section, When};
use super::voice::{self, between, choice, told};
use super::voice_run::Gather;
use super::widget_type::{
    Alternative, Alternatives, Card, Event, Events, Grade, Group, Icon, Needs, OutputVariable, Placing,
    WidgetType,
};

/// Gather Input On Call.
pub(super) const GATHER_INPUT_ON_CALL: WidgetType = WidgetType {
    id: "gather-input-on-call",
    label: "Gather Input On Call",
    base_name: "gather",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Takes keys or speech",
    help: "Says or plays a question on the call, then waits for keys or speech. Keys are under `Digits`, speech \
           is under `SpeechResult`. Twilio listens for speech, and charges for it, only where User Said Something \
           is connected. When the caller hangs up here, the execution ends.",
    docs: "https://www.twilio.com/docs/studio/widget-library/gather-input-call",
    fields: &[
        voice::SAY,
        voice::LANGUAGE,
        voice::VOICE,
        voice::PLAY,
        voice::LOOP,
        TIMEOUT,
        STOP_GATHER,
        FINISH_ON_KEY,
        NUMBER_OF_DIGITS,
        GATHER_LANGUAGE,
        HINTS,
        PROFANITY_FILTER,
        SPEECH_TIMEOUT,
        SPEECH_MODEL,
        voice::SAVE_RESPONSE_AS,
    ],
    events: Events::Known(&[
        Event::normal("keypress", "User Pressed Keys", "Pressed keys"),
        Event::normal("speech", "User Said Something", "Said something"),
        Event::normal("timeout", "No Input", "No input"),
    ]),
    outputs: &OUTPUTS,
    more_below: &[""],
    card: Card::FirstOf(&["say", "play"]),
    needs: Needs::Call,
    // Without either, it only waits: real flows do so after a Say/Play.
    alternatives: Some(&Alternatives {
        label: "Say or Play a Message",
        options: &[
            Alternative { label: "Say a Message", keys: &["say", "language", "voice"] },
            Alternative { label: "Play a Message", keys: &["play"] },
        ],
        required: false,
    }),
    behaviour: &Gather,
    ..WidgetType::BASE
};

const TIMEOUT: Field = Field {
    key: "timeout",
    label: "Stop Gathering After (Seconds)",
    kind: FieldKind::Seconds,
    default: Some("5"),
    when_absent: Some("5"),
    placeholder: "5",
    help: "How many seconds to wait for the first or the next key or word, once the question was heard. At most \
           30.",
    limits: between(0, 30),
    source: "schema, docs, all public exports",
    ..Field::INTEGER
};

const STOP_GATHER: Field = Field {
    key: "stop_gather",
    label: "Stop Gathering On Keypress?",
    default: Some("true"),
    when_absent: Some("true"),
    help: "Whether one key ends the input. Without it, the input ends when the time or the number of digits is \
           reached.",
    source: "schema, docs, public exports",
    ..Field::BOOLEAN
};

const FINISH_ON_KEY: Field = Field {
    key: "finish_on_key",
    label: "Stop Gathering On Key",
    kind: FieldKind::Choice(FINISH_KEYS),
    default: Some(r##""#""##),
    when_absent: Some(r##""#""##),
    placeholder: "#",
    help: "The key that ends the input. It is not part of `Digits`.",
    condition: Some(When::Is("stop_gather", &["true"])),
    source: "schema, public exports",
    ..Field::TEXT
};

/// The keys of a telephone, and an empty text for none of them.
#[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which refuses a wrong index")]
const FINISH_KEYS: &[Choice] = {
    const ALL: [Choice; voice::KEYS.len() + 1] = {
        let mut all = [choice("", "No key"); voice::KEYS.len() + 1];
        let mut index = 0;
        while index < voice::KEYS.len() {
            all[index] = voice::KEYS[index];
            index += 1;
        }
        all
    };
    &ALL
};

const NUMBER_OF_DIGITS: Field = Field {
    key: "number_of_digits",
    label: "Stop Gathering After (Digits)",
    help: "The input ends as soon as the caller has pressed so many keys, 1 to 30. Left empty, any number of keys \
           is taken.",
    limits: between(1, 30),
    source: "schema, public exports",
    ..Field::INTEGER
};

const GATHER_LANGUAGE: Field = Field {
    key: "gather_language",
    label: "Speech Recognition Language",
    kind: FieldKind::Suggest(voice::LANGUAGES),
    default: Some(r#""en""#),
    when_absent: Some(r#""en""#),
    placeholder: "en",
    help: "The language that the caller is expected to speak, as a code such as `en-US`. It need not be the one of \
           the question.",
    source: "schema, public exports",
    ..Field::TEXT
};

const HINTS: Field = Field {
    key: "hints",
    label: "Expected Words and Phrases",
    placeholder: "yes, no, sales, support",
    help: "Words and phrases that the caller is likely to say, with commas between. They help Twilio to hear them \
           right; others are still taken.",
    source: "schema, public exports",
    ..Field::TEXT
};

const PROFANITY_FILTER: Field = Field {
    key: "profanity_filter",
    label: "Profanity Filter",
    default: Some(r#""true""#),
    when_absent: Some(r#""true""#),
    help: "Whether swear words are replaced by asterisks in `SpeechResult`.",
    section: Section::Advanced,
    source: "schema, public exports",
    ..Field::TRUE_FALSE_TEXT
};

const SPEECH_TIMEOUT: Field = Field {
    key: "speech_timeout",
    label: "Speech Timeout",
    kind: FieldKind::Suggest(&[choice("auto", "As soon as the caller pauses")]),
    is_number: true,
    accepts: &[JsonType::String],
    default: Some(r#""auto""#),
    when_absent: Some(r#""auto""#),
    placeholder: "auto",
    help: "How many seconds of silence end what the caller says: a whole number, or `auto` for the first pause.",
    section: Section::Advanced,
    source: "schema, public exports",
    ..Field::TEXT
};

const SPEECH_MODEL: Field = Field {
    key: "speech_model",
    label: "Speech Model",
    kind: FieldKind::Suggest(&[
        choice("default", "Twilio chooses"),
        choice("numbers_and_commands", "Numbers and commands"),
        choice("phone_call", "Phone call"),
        choice("experimental_conversations", "Conversations"),
        choice("experimental_utterances", "Short utterances"),
        choice("googlev2_telephony", "Google, telephony"),
        choice("deepgram_nova-2", "Deepgram, Nova 2"),
    ]),
    placeholder: "default",
    help: "How Twilio recognises speech: one model is better with short commands, another with whole sentences. \
           Models of a certain provider can be named, too.",
    section: Section::Advanced,
    source: "schema, docs, public exports",
    ..Field::TEXT
};

const OUTPUTS: [OutputVariable; 3 + voice::CALL.len()] = voice::with_call([
    OutputVariable { grade: Grade::A, ..told("Digits", "string", "The keys that the caller pressed") },
    OutputVariable { grade: Grade::A, ..told("SpeechResult", "string", "What the caller said, as text") },
    told("Confidence", "string", "How sure the recognition is, from 0.0 to 1.0"),
]);
