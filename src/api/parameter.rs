//! What a parameter is, how it is written, and what has to hold for it.

use super::operation::grouped;
use super::schema::Schema;

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// As a header.
    Header,
    /// In a cookie.
    Cookie,
    /// In the body.
    Body,
}

impl Place {
    /// All places, in the order of a form.
    pub const ALL: [Self; 5] = [Self::Path, Self::Query, Self::Header, Self::Cookie, Self::Body];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
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
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// Many values: a JSON array, or one on each line.
    List,
    /// A JSON object.
    Object,
    /// A file: its text, or its bytes as `data:TYPE;base64,…`.
    Bytes,
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
            Self::Whole => "integer",
            Self::Number => "number",
            Self::List => "array",
            Self::Object => "object",
            Self::Bytes => "file",
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
    /// How it is written.
    pub coding: Coding,
    /// Where its value stands in a JSON body, key by key; nothing for all of the body.
    pub keys: Vec<String>,
    /// What a document says its value has to be.
    pub schema: Option<Schema>,
    /// What an example of a request holds, where the operation itself has none for it.
    pub sample: Option<String>,
    /// It is on its way out.
    pub is_deprecated: bool,
    /// An example names it, the document's schema does not.
    pub is_unlisted: bool,
}

/// How a value is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coding {
    /// The style; nothing is the usual one of its place.
    pub style: Option<Style>,
    /// Whether each item or property stands for itself; nothing is as usual for the style.
    pub explode: Option<bool>,
    /// Whether `:/?#[]@!$&'()*+,;=` stay as they are.
    pub keeps_reserved: bool,
    /// What the value is written as where that is no plain text: `application/json`.
    pub media_type: Option<String>,
}

/// A style of writing lists and objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a`
    Matrix,
    /// `name=a`
    Form,
    /// `name=a b`
    Space,
    /// `name=a|b`
    Pipe,
    /// Separated by tabs, which only Swagger has.
    Tab,
    /// `name[key]=a`
    Deep,
    /// `name=a`, as cookies hold it: nothing is encoded.
    Cookie,
}

impl Style {
    /// The style of this name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "simple" => Self::Simple,
            "label" => Self::Label,
            "matrix" => Self::Matrix,
            "form" => Self::Form,
            "cookie" => Self::Cookie,
            "spaceDelimited" => Self::Space,
            "pipeDelimited" => Self::Pipe,
            "deepObject" => Self::Deep,
            _ => return None,
        })
    }
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
            coding: Coding::default(),
            keys: Vec::new(),
            schema: None,
            sample: None,
            is_deprecated: false,
            is_unlisted: false,
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
        limits.extend(self.schema.iter().flat_map(Schema::limits));
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
    /// It is a SID of one of these kinds.
    AnySid {
        /// Their prefixes.
        prefixes: &'static [&'static str],
        /// The code.
        code: Option<u32>,
    },
    /// It is a number, and not outside of these two.
    Between {
        /// The least.
        low: i64,
        /// The most.
        high: i64,
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
            Self::AnySid { prefixes, .. } => {
                let each: Vec<String> = prefixes.iter().map(|prefix| format!("`{prefix}`")).collect();
                format!("{} and 32 hexadecimal digits", each.join(" or "))
            }
            Self::Between { low, high, .. } => format!("{low} to {high}"),
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
