//! What a property of a widget is.

use serde_json::Value;

use super::widget_type::Grade;

/// One property of a widget type. Entries are constants that begin with `..Field::TEXT` or another of the
/// prototypes below and say only what differs.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key in `properties`.
    pub key: &'static str,
    /// Studio's own label.
    pub label: &'static str,
    /// How it is edited.
    pub kind: FieldKind,
    /// The JSON types that Studio takes.
    pub accepts: &'static [JsonType],
    /// The JSON type that Cordboard writes.
    pub writes: JsonType,
    /// Whether the service refuses a flow without it.
    pub required_by_service: bool,
    /// Whether Studio's console marks it as required.
    pub required_in_console: bool,
    /// Whether it is a Liquid template; else it is taken literally.
    pub template: bool,
    /// What Studio's console writes into a new widget, as JSON text; `None` where it leaves the key out.
    pub default: Option<&'static str>,
    /// What counts where a file leaves the key out, as it would stand in the file; `None` where that is not known.
    pub when_absent: Option<&'static str>,
    /// Shown in an empty field.
    pub placeholder: &'static str,
    /// What it is for, in a sentence or two.
    pub help: &'static str,
    /// What values it can have.
    pub limits: Limits,
    /// When phone numbers to call or to be called from stand in it, though it may hold other things, too.
    pub phones: &'static [Phones],
    /// The characters that may stand there; any where it is empty.
    pub alphabet: &'static str,
    /// What its address begins with, where Twilio takes only one scheme, as `wss://`.
    pub scheme: Option<&'static str>,
    /// Whether a whole number stands there, or one of the suggested words.
    pub is_number: bool,
    /// Texts that may stand there instead of what its kind asks for, as a SID's.
    pub words: &'static [&'static str],
    /// Whether it is a password: it stands readable in the flow, but in no trace.
    pub secret: bool,
    /// It counts only where another field says so.
    pub condition: Option<When>,
    /// The group of fields that it is shown in.
    pub section: Section,
    /// How well this is known.
    pub grade: Grade,
    /// Where it is known from.
    pub source: &'static str,
}

/// How a field is edited.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FieldKind {
    /// One line of text.
    Line,
    /// Several lines of text: a message body.
    Text,
    /// A text that is JSON once rendered.
    Json,
    /// A web address.
    Url,
    /// Who a message comes from: a phone number, a Messaging Service, an identity or a template. The field's
    /// default is the flow's own address.
    Sender,
    /// Who a message goes to. The field's default is the contact's address.
    Recipient,
    /// A SID with one of these prefixes.
    Sid(&'static [&'static str]),
    /// A duration in whole seconds.
    Seconds,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// One of these; with `template` also any template.
    Choice(&'static [Choice]),
    /// One line of text, for which these are suggestions.
    Suggest(&'static [Choice]),
    /// Several of these: an array, or one text with spaces between, as `writes` says.
    Several(&'static [Choice]),
    /// Any JSON value, edited as JSON.
    Value,
    /// A list of objects with `key` and `value`, for these two column labels.
    KeyValues(&'static str, &'static str),
    /// The list of a Set Variables widget: `key`, `value` and an optional `type`.
    Variables,
}

/// One of the values of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What stands in the file.
    pub value: &'static str,
    /// Studio's label.
    pub label: &'static str,
}

/// When a field counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The field with this key has one of these values, as text.
    Is(&'static str, &'static [&'static str]),
    /// The field with this key is not empty.
    Filled(&'static str),
}

impl When {
    /// The key of the field that it depends on.
    pub fn key(self) -> &'static str {
        match self {
            Self::Is(key, _) | Self::Filled(key) => key,
        }
    }

    /// Whether it holds where that field counts as this text.
    pub fn holds(self, text: &str) -> bool {
        match self {
            Self::Is(_, values) => values.contains(&text),
            Self::Filled(_) => !text.trim().is_empty(),
        }
    }
}

/// That phone numbers stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phones {
    /// Only where this holds.
    pub when: Option<When>,
    /// So many at most, with commas between.
    pub most: usize,
}

impl Phones {
    /// One number, whatever the other fields say.
    pub const ONE: &'static [Self] = &[Self { when: None, most: 1 }];
}

/// The JSON type of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// A string.
    String,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    /// Its JSON-Schema name.
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// Bounds of a value.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// The most characters.
    pub max_chars: Option<usize>,
    /// The smallest and the largest number.
    pub range: Option<(i64, i64)>,
    /// The most entries of a list.
    pub max_items: Option<usize>,
}

/// The group of fields in the inspector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// The first, without a heading.
    Main,
    /// Only for Programmable Chat.
    ProgrammableChat,
    /// Seldom needed.
    Advanced,
    /// Kept in files, no longer offered by the console.
    Obsolete,
}

impl Field {
    /// The prototype of a text field: an optional one-line template, written as a string.
    pub const TEXT: Self = Self {
        key: "",
        label: "",
        kind: FieldKind::Line,
        accepts: &[JsonType::String],
        writes: JsonType::String,
        required_by_service: false,
        required_in_console: false,
        template: true,
        default: None,
        when_absent: None,
        placeholder: "",
        help: "",
        limits: Limits { max_chars: None, range: None, max_items: None },
        phones: &[],
        alphabet: "",
        scheme: None,
        is_number: false,
        words: &[],
        secret: false,
        condition: None,
        section: Section::Main,
        grade: Grade::A,
        source: "",
    };

    /// The prototype of a field that is true or false.
    pub const BOOLEAN: Self = Self {
        kind: FieldKind::Boolean,
        accepts: &[JsonType::Boolean],
        writes: JsonType::Boolean,
        template: false,
        ..Self::TEXT
    };

    /// The prototype of a whole number, which is never a template.
    pub const INTEGER: Self = Self {
        kind: FieldKind::Integer,
        accepts: &[JsonType::Integer],
        writes: JsonType::Integer,
        template: false,
        ..Self::TEXT
    };

    /// The prototype of true or false written as a text, which may be a template.
    pub const TRUE_FALSE_TEXT: Self = Self {
        kind: FieldKind::Choice(&[
            Choice { value: "true", label: "Yes" },
            Choice { value: "false", label: "No" },
        ]),
        ..Self::TEXT
    };

    /// The prototype of a list.
    pub const LIST: Self =
        Self { accepts: &[JsonType::Array], writes: JsonType::Array, template: false, ..Self::TEXT };

    /// What it counts as where the key is missing, as text: what Studio takes then, else what a new widget has,
    /// else the first choice.
    pub fn meaning_when_missing(&self) -> Option<String> {
        let written = self.when_absent.or(self.default);
        match (written.and_then(|text| serde_json::from_str::<Value>(text).ok()), self.kind) {
            (Some(Value::String(text)), _) => Some(text),
            (Some(value), _) => Some(value.to_string()),
            (None, FieldKind::Choice([Choice { value, .. }, ..])) if !self.template => {
                Some((*value).to_owned())
            }
            (None, FieldKind::Boolean) => Some("false".to_owned()),
            (None, _) => None,
        }
    }
}
