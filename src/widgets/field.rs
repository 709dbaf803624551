//! What a property of a widget is.

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
    /// Shown in an empty field.
    pub placeholder: &'static str,
    /// What it is for, in a sentence or two.
    pub help: &'static str,
    /// What values it can have.
    pub limits: Limits,
    /// It counts only where another field has this value: key and text.
    pub condition: Option<(&'static str, &'static str)>,
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
    /// One of these.
    Choice(&'static [Choice]),
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
        placeholder: "",
        help: "",
        limits: Limits { max_chars: None, range: None, max_items: None },
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

    /// The prototype of a list.
    pub const LIST: Self =
        Self { accepts: &[JsonType::Array], writes: JsonType::Array, template: false, ..Self::TEXT };
}
