//! What an operation is: plain data that a catalogue writes down or a document is read into.

use std::sync::Arc;

use crate::twilio::error::http_status;
use crate::twilio::{Method, Product};

pub use super::parameter::{Check, Coding, Kind, Parameter, Place, Style};
use super::schema::Schema;

/// One thing that can be asked of an API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Operation {
    /// Names it on the command line and in files; unique in its catalogue.
    pub id: String,
    /// The product of Twilio's that it belongs to; without one it is somebody else's.
    pub product: Option<Product>,
    /// Where it is by default, without its path: `https://conversations.twilio.com`. Empty where the document does not
    /// say.
    pub server: String,
    /// The method.
    pub method: Method,
    /// The path, with parameters in braces.
    pub path: String,
    /// What it does, in a few words.
    pub summary: String,
    /// What there is to know before one uses it, in Markdown.
    pub description: String,
    /// What it is found by besides its words.
    pub tags: Vec<String>,
    /// Its parameters, in the order of the form: required ones first in each place.
    pub parameters: Vec<Parameter>,
    /// Parameters of which one has to be there.
    pub one_of: Vec<OneOf>,
    /// What it answers.
    pub answers: Vec<Answer>,
    /// What it is known to refuse.
    pub errors: Vec<KnownError>,
    /// Values of a request that works, by parameter.
    pub example: Vec<(String, String)>,
    /// An answer to such a request.
    pub example_answer: String,
    /// Where it can be asked, the first by default; empty where the document does not say.
    pub servers: Arc<[Server]>,
    /// How its body is written.
    pub body: Body,
    /// The same with a body of another kind, where it takes several. Each is an operation of its own, with the same id.
    pub variants: Vec<Arc<Self>>,
    /// What proves who asks: one of these ways, each of which may be several things together. None needs no proof.
    pub security: Vec<Vec<Security>>,
    /// It is on its way out.
    pub is_deprecated: bool,
    /// Where it stands in its document, as a JSON pointer; empty in our own catalogue.
    pub pointer: String,
}

impl Operation {
    /// The address of its first server, with the usual values of what is variable in it.
    pub fn first_server(&self) -> String {
        match self.servers.first() {
            Some(first) if first.url == self.server => first.address(&[]),
            _ => self.server.clone(),
        }
    }

    /// Whether Twilio answers it: one of its products, or a host of its own that a document names.
    pub fn is_twilios(&self) -> bool {
        self.product.is_some() || super::address::Address::of(&self.server).is_twilio()
    }

    /// The parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The parameter of this place and name.
    pub fn parameter_in(&self, place: Place, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.place == place && parameter.name == name)
    }

    /// What it says about an answer with this status: the status itself, its hundred, or the rest.
    pub fn answer_for(&self, status: u16) -> Option<&Answer> {
        let find = |covers: Covers, wanted: u16| {
            self.answers.iter().find(move |answer| answer.covers == covers && answer.status == wanted)
        };
        let hundred = find(Covers::Hundred, status / 100 * 100);
        find(Covers::One, status).or(hundred).or_else(|| find(Covers::Rest, 0))
    }

    /// The same with a body of this media type.
    pub fn with_body_of(self: &Arc<Self>, media_type: &str) -> Option<Arc<Self>> {
        let plain = |text: &str| text.split(';').next().unwrap_or(text).trim().to_ascii_lowercase();
        let all = || std::iter::once(self).chain(&self.variants);
        // What says more, as `charset=utf-8`, is meant too, where nothing says exactly this.
        let exact = all().find(|variant| variant.body.media_type.eq_ignore_ascii_case(media_type));
        exact
            .or_else(|| all().find(|variant| plain(&variant.body.media_type) == plain(media_type)))
            .map(Arc::clone)
    }

    /// What it says about an error code.
    pub fn error(&self, code: u32) -> Option<&KnownError> {
        self.errors.iter().find(|error| error.code == code)
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

/// What comes back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The status; the first of its hundred, or 0 for all that are not named.
    pub status: u16,
    /// Which answers it is about.
    pub covers: Covers,
    /// What it means here.
    pub meaning: String,
    /// The fields of the body.
    pub fields: Vec<Output>,
    /// What the body is.
    pub media_type: String,
    /// What the body has to be, where a document says so.
    pub schema: Option<Schema>,
    /// What the body may look like.
    pub example: String,
}

impl Answer {
    /// The status as a document writes it: `201`, `4XX` or `default`.
    pub fn name(&self) -> String {
        match self.covers {
            Covers::One => self.status.to_string(),
            Covers::Hundred => format!("{}XX", self.status / 100),
            Covers::Rest => "default".to_owned(),
        }
    }
}

/// Which answers a description is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Covers {
    /// Those of one status.
    #[default]
    One,
    /// Those of a hundred, such as `4XX`.
    Hundred,
    /// All that nothing else is about.
    Rest,
}

/// An address where operations can be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    /// The address, with variables in braces and without a slash at its end.
    pub url: String,
    /// What it is for.
    pub help: String,
    /// What stands in the braces.
    pub variables: Vec<Variable>,
}

/// A variable of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// What it is where nothing is chosen.
    pub default: String,
    /// What it may be; nothing said allows all.
    pub choices: Vec<String>,
    /// What it is for.
    pub help: String,
}

impl Server {
    /// The address with these values for its variables, and their defaults for the others.
    pub fn address(&self, values: &[(String, String)]) -> String {
        let mut address = String::with_capacity(self.url.len());
        let mut rest = self.url.as_str();
        while let Some((before, (name, behind))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            address.push_str(before);
            let given = values.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
            let own = self.variables.iter().find(|variable| variable.name == name);
            match given.or(own.map(|variable| variable.default.as_str())) {
                Some(value) => address.push_str(value),
                None => address.push_str(&format!("{{{name}}}")),
            }
            rest = behind;
        }
        address.push_str(rest);
        address
    }
}

/// How a body is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// What it is made of.
    pub kind: BodyKind,
    /// What its header says.
    pub media_type: String,
    /// Whether there is no request without one.
    pub is_required: bool,
    /// What all of it has to be, where a document says so.
    pub schema: Option<Schema>,
}

impl Body {
    /// A form, as most of Twilio takes it.
    pub fn form() -> Self {
        Self { kind: BodyKind::Form, media_type: crate::twilio::curl::FORM.to_owned(), ..Self::default() }
    }
}

/// What a body is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BodyKind {
    /// There is none.
    #[default]
    None,
    /// Fields of a form.
    Form,
    /// JSON. A parameter is a value in it, or all of it.
    Json,
    /// The parts of a form, which may be files.
    Multipart,
    /// One text.
    Text,
    /// Bytes.
    Binary,
}

impl BodyKind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Form => "form",
            Self::Json => "json",
            Self::Multipart => "multipart",
            Self::Text => "text",
            Self::Binary => "binary",
        }
    }
}

/// One thing that proves who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Security {
    /// What the document calls it.
    pub name: String,
    /// How it travels.
    pub kind: SecurityKind,
    /// What has to be allowed.
    pub scopes: Vec<String>,
    /// What it is for.
    pub help: String,
}

/// How a proof travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityKind {
    /// A user and a secret.
    Basic,
    /// A token.
    Bearer,
    /// A key in a header.
    Header(String),
    /// A key in the query.
    Query(String),
    /// A key in a cookie.
    Cookie(String),
    /// A token that OAuth gives out; where, if the document says so.
    OAuth2 {
        /// Where tokens are given out.
        token_url: String,
    },
    /// A token that OpenID Connect gives out.
    OpenIdConnect {
        /// Where it is described.
        url: String,
    },
    /// Something that cannot be made here, such as a certificate.
    Other(String),
}

impl SecurityKind {
    /// The word for it.
    pub fn name(&self) -> String {
        match self {
            Self::Basic => "basic".to_owned(),
            Self::Bearer => "bearer".to_owned(),
            Self::Header(name) => format!("header {name}"),
            Self::Query(name) => format!("query {name}"),
            Self::Cookie(name) => format!("cookie {name}"),
            Self::OAuth2 { .. } => "oauth2".to_owned(),
            Self::OpenIdConnect { .. } => "openIdConnect".to_owned(),
            Self::Other(name) => name.clone(),
        }
    }
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
