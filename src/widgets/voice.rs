//! What the widgets of a call share: the fields of a prompt, lists of voices and languages to suggest, and the
//! parameters of the call that most of them leave behind.
//!
//! It knows nothing of a single widget: what only one type has stands in the file of that type.

use super::field::{Choice, Field, FieldKind, Limits, Section};
use super::widget_type::{Grade, OutputVariable};

/// A value and its label.
pub(super) const fn choice(value: &'static str, label: &'static str) -> Choice {
    Choice { value, label }
}

/// Bounds of a number.
pub(super) const fn between(least: i64, most: i64) -> Limits {
    Limits { max_chars: None, range: Some((least, most)), max_items: None }
}

/// A text that is not longer than this.
pub(super) const fn at_most_chars(most: usize) -> Limits {
    Limits { max_chars: Some(most), range: None, max_items: None }
}

/// How Twilio asks an address.
pub(super) const METHODS: &[Choice] = &[choice("GET", "GET"), choice("POST", "POST")];

/// What becomes of silence at the ends of a recording.
pub(super) const TRIMS: &[Choice] =
    &[choice("trim-silence", "Trim silence"), choice("do-not-trim", "Do not trim")];

/// How the two sides of a call are recorded.
pub(super) const CHANNELS: &[Choice] =
    &[choice("mono", "One channel for everybody"), choice("dual", "One channel for each side")];

/// The keys of a telephone.
pub(super) const KEYS: &[Choice] = &[
    choice("#", "#"),
    choice("*", "*"),
    choice("0", "0"),
    choice("1", "1"),
    choice("2", "2"),
    choice("3", "3"),
    choice("4", "4"),
    choice("5", "5"),
    choice("6", "6"),
    choice("7", "7"),
    choice("8", "8"),
    choice("9", "9"),
];

/// Languages that are often spoken or listened for. Twilio has more.
pub(super) const LANGUAGES: &[Choice] = &[
    choice("en-US", "English (United States)"),
    choice("en-GB", "English (United Kingdom)"),
    choice("en-AU", "English (Australia)"),
    choice("en-CA", "English (Canada)"),
    choice("en-IN", "English (India)"),
    choice("en", "English"),
    choice("es-ES", "Spanish (Spain)"),
    choice("es-MX", "Spanish (Mexico)"),
    choice("es-US", "Spanish (United States)"),
    choice("fr-FR", "French (France)"),
    choice("fr-CA", "French (Canada)"),
    choice("de-DE", "German"),
    choice("it-IT", "Italian"),
    choice("pt-BR", "Portuguese (Brazil)"),
    choice("pt-PT", "Portuguese (Portugal)"),
    choice("nl-NL", "Dutch"),
    choice("ca-ES", "Catalan"),
    choice("da-DK", "Danish"),
    choice("fi-FI", "Finnish"),
    choice("nb-NO", "Norwegian"),
    choice("sv-SE", "Swedish"),
    choice("pl-PL", "Polish"),
    choice("ru-RU", "Russian"),
    choice("tr-TR", "Turkish"),
    choice("hi-IN", "Hindi"),
    choice("ja-JP", "Japanese"),
    choice("ko-KR", "Korean"),
    choice("zh-CN", "Chinese (Mandarin)"),
    choice("zh-HK", "Chinese (Cantonese)"),
    choice("zh-TW", "Chinese (Taiwan)"),
];

/// Voices that are often chosen, best known first. Twilio has several hundred.
const VOICES: &[Choice] = &[
    choice("Polly.Joanna", "Joanna, English (United States)"),
    choice("Polly.Joanna-Neural", "Joanna, English (United States), neural"),
    choice("Polly.Matthew", "Matthew, English (United States)"),
    choice("Polly.Matthew-Neural", "Matthew, English (United States), neural"),
    choice("Polly.Salli", "Salli, English (United States)"),
    choice("Google.en-US-Neural2-F", "Google, English (United States), neural"),
    choice("Polly.Amy", "Amy, English (United Kingdom)"),
    choice("Polly.Amy-Neural", "Amy, English (United Kingdom), neural"),
    choice("Polly.Brian", "Brian, English (United Kingdom)"),
    choice("Google.en-GB-Neural2-A", "Google, English (United Kingdom), neural"),
    choice("Polly.Nicole", "Nicole, English (Australia)"),
    choice("Polly.Raveena", "Raveena, English (India)"),
    choice("Polly.Conchita", "Conchita, Spanish (Spain)"),
    choice("Polly.Enrique", "Enrique, Spanish (Spain)"),
    choice("Polly.Mia", "Mia, Spanish (Mexico)"),
    choice("Polly.Penelope", "Penelope, Spanish (United States)"),
    choice("Polly.Lupe-Neural", "Lupe, Spanish (United States), neural"),
    choice("Polly.Celine", "Celine, French (France)"),
    choice("Polly.Mathieu", "Mathieu, French (France)"),
    choice("Polly.Chantal", "Chantal, French (Canada)"),
    choice("Polly.Marlene", "Marlene, German"),
    choice("Polly.Vicki", "Vicki, German"),
    choice("Polly.Vicki-Neural", "Vicki, German, neural"),
    choice("Polly.Hans", "Hans, German"),
    choice("Polly.Carla", "Carla, Italian"),
    choice("Polly.Giorgio", "Giorgio, Italian"),
    choice("Polly.Camila-Neural", "Camila, Portuguese (Brazil), neural"),
    choice("Polly.Vitoria", "Vitoria, Portuguese (Brazil)"),
    choice("Google.pt-BR-Neural2-C", "Google, Portuguese (Brazil), neural"),
    choice("Polly.Ines", "Ines, Portuguese (Portugal)"),
    choice("Polly.Lotte", "Lotte, Dutch"),
    choice("Polly.Naja", "Naja, Danish"),
    choice("Polly.Liv", "Liv, Norwegian"),
    choice("Polly.Astrid", "Astrid, Swedish"),
    choice("Polly.Maja", "Maja, Polish"),
    choice("Polly.Filiz", "Filiz, Turkish"),
    choice("Polly.Mizuki", "Mizuki, Japanese"),
    choice("Polly.Seoyeon", "Seoyeon, Korean"),
    choice("Polly.Zhiyu", "Zhiyu, Chinese (Mandarin)"),
    choice("alice", "Alice, many languages, older"),
    choice("woman", "Woman, a few languages, older"),
    choice("man", "Man, a few languages, older"),
];

pub(super) const SAY: Field = Field {
    key: "say",
    label: "Text to Say",
    kind: FieldKind::Text,
    default: Some(r#""""#),
    placeholder: "Hello {{flow.variables.first_name}}",
    help: "The text that Twilio speaks to the caller. SSML tags, such as a pause or an emphasis, are read as \
           such where the voice knows them.",
    source: "schema, docs, most public exports",
    ..Field::TEXT
};

pub(super) const PLAY: Field = Field {
    key: "play",
    label: "URL of Audio File",
    kind: FieldKind::Url,
    placeholder: "https://api.twilio.com/cowbell.mp3",
    help: "The public address of a recording that is played instead of a spoken text, as an MP3 or WAV file. \
           Twilio fetches it from there.",
    source: "schema, docs, public exports",
    ..Field::TEXT
};

pub(super) const LANGUAGE: Field = Field {
    key: "language",
    label: "Language",
    kind: FieldKind::Suggest(LANGUAGES),
    placeholder: "en-US",
    help: "The language that the text is in, as a code such as `en-US`. It must be one that the voice speaks. \
           Left out, the setting of your Twilio account counts.",
    source: "schema, docs, public exports",
    ..Field::TEXT
};

pub(super) const VOICE: Field = Field {
    key: "voice",
    label: "Message Voice",
    kind: FieldKind::Suggest(VOICES),
    placeholder: "Polly.Joanna",
    help: "Whose voice reads the text: a name of Amazon Polly such as `Polly.Joanna`, one of Google, or one of \
           the older voices. Left out, the setting of your Twilio account counts.",
    source: "schema, docs, public exports",
    ..Field::TEXT
};

pub(super) const LOOP: Field = Field {
    key: "loop",
    label: "Number of Loops",
    default: Some("1"),
    when_absent: Some("1"),
    placeholder: "1",
    help: "How many times the message is said or played, 1 to 99.",
    limits: between(1, 99),
    source: "schema, docs, all public exports",
    ..Field::INTEGER
};

/// What an older widget wrote its result to. The widgets that had it differ in where it is today.
pub(super) const SAVE_RESPONSE_AS: Field = Field {
    key: "save_response_as",
    label: "Save Response As",
    template: false,
    help: "From older flows. Today what the caller pressed or said is always under the widget's own name.",
    section: Section::Obsolete,
    grade: Grade::B,
    source: "schema",
    ..Field::TEXT
};

/// A variable that is known from prose alone.
pub(super) const fn told(path: &'static str, kind: &'static str, help: &'static str) -> OutputVariable {
    OutputVariable { path, kind, help, grade: Grade::C }
}

/// The parameters of the call, as Twilio passes them on with whatever happens on it.
pub(super) const CALL: [OutputVariable; 24] = [
    told("CallSid", "string", "The call's SID"),
    told("CallStatus", "string", "How the call stands: `in-progress`, `completed` and so on"),
    told("From", "string", "Who calls"),
    told("To", "string", "Who is called"),
    told("Direction", "string", "`inbound`, or `outbound-api` for a call that the flow made"),
    told("AccountSid", "string", "Your account's SID"),
    told("ApiVersion", "string", "The API's version"),
    told("Caller", "string", "The same as `From`"),
    told("CallerCity", "string", "The caller's city, where Twilio knows it"),
    told("CallerState", "string", "The caller's state or province"),
    told("CallerZip", "string", "The caller's postal code"),
    told("CallerCountry", "string", "The caller's country, as `US`"),
    told("Called", "string", "The same as `To`"),
    told("CalledCity", "string", "The city of the called number, where Twilio knows it"),
    told("CalledState", "string", "The state or province of the called number"),
    told("CalledZip", "string", "The postal code of the called number"),
    told("CalledCountry", "string", "The country of the called number, as `US`"),
    told("FromCity", "string", "The same as `CallerCity`"),
    told("FromState", "string", "The same as `CallerState`"),
    told("FromZip", "string", "The same as `CallerZip`"),
    told("FromCountry", "string", "The same as `CallerCountry`"),
    told("ToCity", "string", "The same as `CalledCity`"),
    told("ToState", "string", "The same as `CalledState`"),
    told("ToCountry", "string", "The same as `CalledCountry`"),
];

/// A widget's own variables, then those of the call. `ALL` is the number of both.
#[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which refuses a wrong index")]
pub(super) const fn with_call<const OWN: usize, const ALL: usize>(
    own: [OutputVariable; OWN],
) -> [OutputVariable; ALL] {
    let mut all = [CALL[0]; ALL];
    let mut index = 0;
    while index < ALL {
        all[index] = if index < OWN { own[index] } else { CALL[index - OWN] };
        index += 1;
    }
    all
}
