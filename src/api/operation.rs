//! What an operation is: plain data that a catalogue writes down or a document is read into.

use crate::twilio::error::http_status;
use crate::twilio::{Method, Product};

/// One thing that can be asked of an API.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Names it on the command line and in files; unique in its catalogue.
    pub id: String,
    /// The product that it belongs to.
    pub product: Product,
    /// Where it is by default, without a path: `https://conversations.twilio.com`.
    pub server: String,
    /// The method.
    pub method: Method,
    /// The path, with parameters in braces.
    pub path: String,
    /// What it does, in a few words.
    pub summary: String,
    /// What there is to know before one uses it; back quotes mark code.
    pub description: String,
    /// What it is found by besides its words.
    pub tags: Vec<String>,
    /// Its parameters, in the order of the form: required ones first in each place.
    pub parameters: Vec<Parameter>,
    /// Parameters of which one has to be there.
    pub one_of: Vec<OneOf>,
    /// What it answers when all is well.
    pub answers: Vec<Answer>,
    /// What it is known to refuse.
    pub errors: Vec<KnownError>,
    /// Values of a request that works, by parameter.
    pub example: Vec<(String, String)>,
    /// An answer to such a request.
    pub example_answer: String,
}

impl Operation {
    /// The parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// What it says about an error code.
    pub fn error(&self, code: u32) -> Option<&KnownError> {
        self.errors.iter().find(|error| error.code == code)
    }
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query. Only methods without a body have one here.
    Query,
    /// As a header.
    Header,
    /// In the body.
    Body,
}

impl Place {
    /// All places, in the order of a form.
    pub const ALL: [Self; 4] = [Self::Path, Self::Query, Self::Header, Self::Body];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Body => "body",
        }
    }
}

/// What a value is, and with that how it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text of one line.
    Text,
    /// A text of many lines.
    LongText,
    /// A text that is JSON.
    Json,
    /// A date and time.
    Time,
    /// One of these. A single one is fixed.
    Choice(Vec<String>),
}

impl Kind {
    /// The word for it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text | Self::LongText => "string",
            Self::Json => "string (JSON)",
            Self::Time => "string (date-time)",
            Self::Choice(choices) if choices.iter().all(|choice| choice == "true" || choice == "false") => {
                "string (boolean)"
            }
            Self::Choice(_) => "string (choice)",
        }
    }
}

/// One parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it travels.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// Whether there is no request without it.
    pub required: bool,
    /// What a new request holds.
    pub default: Option<String>,
    /// What it is for; back quotes mark code.
    pub help: String,
    /// What a value may look like.
    pub example: String,
    /// What has to hold for its value.
    pub checks: Vec<Check>,
}

impl Parameter {
    /// An optional parameter.
    pub fn new(place: Place, name: &str, kind: Kind, help: &str) -> Self {
        Self {
            name: name.to_owned(),
            place,
            kind,
            required: false,
            default: None,
            help: help.to_owned(),
            example: String::new(),
            checks: Vec::new(),
        }
    }

    /// The same, required.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same, with this value in a new request.
    #[must_use]
    pub fn default(mut self, value: &str) -> Self {
        self.default = Some(value.to_owned());
        self
    }

    /// The same, with an example.
    #[must_use]
    pub fn example(mut self, value: &str) -> Self {
        self.example = value.to_owned();
        self
    }

    /// The same, with one more check.
    #[must_use]
    pub fn check(mut self, check: Check) -> Self {
        self.checks.push(check);
        self
    }

    /// What its checks allow, in words, as a reference shows it.
    pub fn limits(&self) -> Vec<String> {
        let mut limits: Vec<String> = Vec::new();
        if let Kind::Choice(choices) = &self.kind {
            limits.push(choices.iter().map(|choice| format!("`{choice}`")).collect::<Vec<_>>().join(" or "));
        }
        limits.extend(self.checks.iter().map(Check::limit));
        limits
    }
}

/// What has to hold for a value that is there. `code` is what Twilio refuses it with, where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// It is a SID of this kind.
    Sid {
        /// Its prefix.
        prefix: &'static str,
        /// The code.
        code: Option<u32>,
    },
    /// It is a SID of this kind or a name; what begins like a SID and is none is most likely a slip.
    SidOrName {
        /// Its prefix.
        prefix: &'static str,
    },
    /// It has at most so many bytes in UTF-8.
    MaxBytes {
        /// The limit.
        limit: usize,
        /// The code.
        code: Option<u32>,
    },
    /// It has at most so many characters.
    MaxChars {
        /// The limit.
        limit: usize,
        /// The code.
        code: Option<u32>,
    },
    /// It is accepted when it is longer than this, and goes wrong later.
    WarnAbove {
        /// The limit in characters.
        limit: usize,
        /// What goes wrong, as a sentence.
        message: &'static str,
    },
    /// It is JSON.
    Json {
        /// The code.
        code: Option<u32>,
    },
    /// It is a JSON object whose keys and values are short.
    JsonObject {
        /// The code where it is none.
        code: Option<u32>,
        /// The longest key in characters, and its code.
        key: Option<(usize, u32)>,
        /// The longest value in characters, and its code.
        value: Option<(usize, u32)>,
    },
    /// It is a date and time of ISO 8601 with its zone.
    Time {
        /// The code.
        code: Option<u32>,
    },
    /// It makes sense only beside another parameter.
    Needs {
        /// The other parameter.
        parameter: &'static str,
        /// The code.
        code: Option<u32>,
    },
    /// It is ignored where another parameter is given.
    IgnoredWith {
        /// The other parameter.
        parameter: &'static str,
    },
}

impl Check {
    /// What it allows, in words.
    pub fn limit(&self) -> String {
        match self {
            Self::Sid { prefix, .. } => format!("`{prefix}` and 32 hexadecimal digits"),
            Self::SidOrName { prefix } => format!("`{prefix}` and 32 hexadecimal digits, or a unique name"),
            Self::MaxBytes { limit, .. } if limit % 1024 == 0 => format!("at most {} KB", limit / 1024),
            Self::MaxBytes { limit, .. } => format!("at most {} bytes", grouped(*limit)),
            Self::MaxChars { limit, .. } => format!("at most {} characters", grouped(*limit)),
            Self::WarnAbove { limit, message } => {
                format!("above {} characters: {message}", grouped(*limit))
            }
            Self::Json { .. } => "valid JSON".to_owned(),
            Self::JsonObject { key, value, .. } => {
                let mut text = "a JSON object".to_owned();
                if let (Some((key, _)), Some((value, _))) = (key, value) {
                    text.push_str(&format!(", keys up to {key} and values up to {value} characters"));
                }
                text
            }
            Self::Time { .. } => "ISO 8601 with a zone, such as `2026-11-22T09:30:00Z`".to_owned(),
            Self::Needs { parameter, .. } => format!("only with `{parameter}`"),
            Self::IgnoredWith { parameter } => format!("ignored where `{parameter}` is given"),
        }
    }
}

/// Parameters of which at least one has to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneOf {
    /// Their names.
    pub parameters: Vec<String>,
    /// What Twilio refuses the request with.
    pub code: Option<u32>,
    /// What is wrong, as a sentence.
    pub message: String,
}

/// What comes back when all is well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// What it means here.
    pub meaning: String,
    /// The fields of the body.
    pub fields: Vec<Output>,
}

/// A field of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its key.
    pub name: String,
    /// What it holds; back quotes mark code.
    pub help: String,
    /// Whether it may be `null`.
    pub nullable: bool,
}

impl Output {
    /// A field that is always there.
    pub fn new(name: &str, help: &str) -> Self {
        Self { name: name.to_owned(), help: help.to_owned(), nullable: false }
    }

    /// The same, which may be `null`.
    #[must_use]
    pub fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }
}

/// An error that an operation is known to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownError {
    /// The status.
    pub status: u16,
    /// Twilio's code.
    pub code: u32,
    /// When it comes and what helps; back quotes mark code.
    pub help: String,
}

impl KnownError {
    /// An error.
    pub fn new(code: u32, help: &str) -> Self {
        Self { status: http_status(code), code, help: help.to_owned() }
    }
}

/// `1600` as `1,600`.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
