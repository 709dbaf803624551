//! Say/Play: speaks, plays a recording or sends tones on the call.

use super::field::Field;
use super::voice::{self, told};
use super::voice_run::OnCall;
use super::widget_type::{
    Alternative, Alternatives, Card, Event, Events, Grade, Group, Icon, Needs, OutputVariable, Placing,
    Sentence, WidgetType,
};

/// Say/Play.
pub(super) const SAY_PLAY: WidgetType = WidgetType {
    id: "say-play",
    label: "Say/Play",
    base_name: "say_play",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Speaks or plays audio",
    help: "Speaks a text, plays a recording or sends the tones of keys on the call, then goes on. It does not \
           wait for the caller: to ask for something, take Gather Input On Call. It works only while there is a \
           call.",
    docs: "https://www.twilio.com/docs/studio/widget-library/sayplay",
    fields: &[
        voice::SAY,
        voice::LANGUAGE,
        voice::VOICE,
        voice::PLAY,
        DIGITS,
        Field { label: "Loops", ..voice::LOOP },
    ],
    events: Events::Known(&[Event::normal("audioComplete", "Audio Complete", "Complete")]),
    outputs: &OUTPUTS,
    more_below: &[""],
    card: Card::FirstOf(&["say", "play", "digits"]),
    needs: Needs::Call,
    sentence: Some(Sentence { key: "say", words: "Say" }),
    alternatives: Some(&Alternatives {
        label: "Say or Play Message or Digits",
        options: &[
            Alternative { label: "Say a Message", keys: &["say", "language", "voice"] },
            Alternative { label: "Play a Message", keys: &["play"] },
            Alternative { label: "Play Digits", keys: &["digits"] },
        ],
        required: true,
    }),
    behaviour: &OnCall("say"),
    ..WidgetType::BASE
};

const DIGITS: Field = Field {
    key: "digits",
    label: "Digits to Play",
    alphabet: "0123456789ABCDabcd#*wW",
    placeholder: "1234#",
    help: "The keys whose tones are sent on the call: 0 to 9, A to D, `#` and `*`. A `w` waits half a second, a \
           `W` one second.",
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const OUTPUTS: [OutputVariable; 2 + voice::CALL.len()] = voice::with_call([
    told("language", "string", "The language that the text was read in"),
    told("voice", "string", "The voice that read the text"),
]);
