//! A request to Twilio and its answer, as plain data.

use serde_json::Value;

use super::credentials::Place;
use super::error::ApiError;
use super::sid::{is_sid, prefix};

/// Where requests are processed when only an edge is named.
const DEFAULT_REGION: &str = "us1";

/// The part of Twilio that a path belongs to; each has a host of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Product {
    /// The first API (`/2010-04-01`): messages and calls.
    Api,
    /// Conversations.
    Conversations,
    /// Programmable Chat.
    Chat,
    /// Studio.
    Studio,
    /// Content templates.
    Content,
    /// Messaging Services.
    Messaging,
    /// Lookup: what is known of a number.
    Lookups,
    /// Verify: codes that prove whose a number is.
    Verify,
}

impl Product {
    /// Every product.
    pub const ALL: [Self; 8] = [
        Self::Api,
        Self::Conversations,
        Self::Chat,
        Self::Studio,
        Self::Content,
        Self::Messaging,
        Self::Lookups,
        Self::Verify,
    ];

    /// The first label of the host, which is also the path prefix that a mock tells the product by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Conversations => "conversations",
            Self::Chat => "chat",
            Self::Studio => "studio",
            Self::Content => "content",
            Self::Messaging => "messaging",
            Self::Lookups => "lookups",
            Self::Verify => "verify",
        }
    }

    /// The product with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|product| product.name() == name)
    }

    /// Twilio's own host.
    pub fn host(self) -> String {
        self.host_at(&Place::default())
    }

    /// The host of a region, through an edge.
    pub fn host_at(self, place: &Place) -> String {
        let mut host = self.name().to_owned();
        let region = place.region.as_deref().or(place.edge.as_ref().map(|_| DEFAULT_REGION));
        for label in place.edge.as_deref().into_iter().chain(region) {
            host.push('.');
            host.push_str(label);
        }
        host + ".twilio.com"
    }
}

/// Who a request is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// A product of Twilio's.
    Twilio(Product),
    /// Somebody else, at this address: `https://petstore.example/v2`. Twilio's credentials never go there.
    Elsewhere(String),
}

impl From<Product> for Service {
    fn from(product: Product) -> Self {
        Self::Twilio(product)
    }
}

/// The method of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    #[default]
    Get,
    /// Creates, and updates too: most of Twilio has no other method for it.
    Post,
    /// Replaces.
    Put,
    /// Changes in part.
    Patch,
    /// Removes.
    Delete,
    /// Reads the headers alone.
    Head,
    /// Asks what may be asked.
    Options,
    /// Gives back what came.
    Trace,
    /// Reads, and says in its body what.
    Query,
    /// One of [`Method::OTHERS`].
    Other(&'static str),
}

impl Method {
    /// The registered methods that have no variant of their own.
    pub const OTHERS: [&'static str; 32] = [
        "ACL",
        "BASELINE-CONTROL",
        "BIND",
        "CHECKIN",
        "CHECKOUT",
        "CONNECT",
        "COPY",
        "LABEL",
        "LINK",
        "LOCK",
        "MERGE",
        "MKACTIVITY",
        "MKCALENDAR",
        "MKCOL",
        "MKREDIRECTREF",
        "MKWORKSPACE",
        "MOVE",
        "NOTIFY",
        "ORDERPATCH",
        "PROPFIND",
        "PROPPATCH",
        "PURGE",
        "REBIND",
        "REPORT",
        "SEARCH",
        "SUBSCRIBE",
        "UNBIND",
        "UNCHECKOUT",
        "UNLINK",
        "UNLOCK",
        "UNSUBSCRIBE",
        "UPDATE",
    ];

    const NAMED: [Self; 9] = [
        Self::Get,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
        Self::Head,
        Self::Options,
        Self::Trace,
        Self::Query,
    ];

    /// The method's name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
            Self::Other(name) => name,
        }
    }

    /// The method of this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let known = Self::NAMED.into_iter().find(|method| method.name().eq_ignore_ascii_case(name));
        let other = || Self::OTHERS.into_iter().find(|other| other.eq_ignore_ascii_case(name));
        known.or_else(|| other().map(Self::Other))
    }

    /// Whether a request of this method usually has no body.
    pub fn is_bodiless(self) -> bool {
        matches!(self, Self::Get | Self::Delete | Self::Head | Self::Options | Self::Trace)
    }
}

/// A body as it travels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// What it is, as the header says; empty where there is no body.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A request: what is asked of whom. Who asks is the client's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who it is for.
    pub service: Service,
    /// The method.
    pub method: Method,
    /// The path from the version on, percent-encoded: `/2010-04-01/Accounts/AC…/Messages.json`, `/v1/Conversations`.
    pub path: String,
    /// Fields in order; a field may be repeated. GET, DELETE and requests with a `content` of their own carry them in
    /// the query, the others form-encoded.
    pub form: Vec<(String, String)>,
    /// What stands in the query besides, encoded.
    pub query: String,
    /// A body that is no form; an empty one is no body.
    pub content: Option<Content>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// Whether it has a header of this name itself, in any case: it then stands in place of what else would be sent.
    pub fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
    }

    /// Names this account in the path, whichever it names.
    pub fn go_to_account(&mut self, account_sid: &str) {
        let part = |part: &str| {
            let (bare, ending) = part.strip_suffix(".json").map_or((part, ""), |bare| (bare, ".json"));
            if is_sid(bare, prefix::ACCOUNT) { format!("{account_sid}{ending}") } else { part.to_owned() }
        };
        self.path = self.path.split('/').map(part).collect::<Vec<_>>().join("/");
    }

    /// The value of the one header for cookies: a cookie that proves who asks, and the request's own behind it.
    pub fn cookies_after(&self, proof: &str) -> String {
        let own = self.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
        let all = std::iter::once(proof).chain(own.map(|(_, value)| value.as_str()));
        all.collect::<Vec<_>>().join("; ")
    }

    /// A request without fields.
    pub fn new(service: impl Into<Service>, method: Method, path: impl Into<String>) -> Self {
        Self {
            service: service.into(),
            method,
            path: path.into(),
            form: Vec::new(),
            query: String::new(),
            content: None,
            headers: Vec::new(),
        }
    }

    /// The product of Twilio's that it is for.
    pub fn product(&self) -> Option<Product> {
        match self.service {
            Service::Twilio(product) => Some(product),
            Service::Elsewhere(_) => None,
        }
    }

    /// The request with one field more.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.form.push((name.into(), value.into()));
        self
    }

    /// The request with one header more.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Whether the fields travel in the query.
    pub fn has_query(&self) -> bool {
        self.method.is_bodiless() || self.content.is_some()
    }

    /// The fields, encoded as they travel.
    pub fn encoded(&self) -> String {
        let mut encoder = form_urlencoded::Serializer::new(String::new());
        encoder.extend_pairs(&self.form);
        encoder.finish()
    }

    /// Everything in the query, encoded, without a question mark; empty where there is nothing.
    pub fn full_query(&self) -> String {
        let fields = if self.has_query() { self.encoded() } else { String::new() };
        match (self.query.is_empty(), fields.is_empty()) {
            (true, _) => fields,
            (_, true) => self.query.clone(),
            _ => format!("{}&{fields}", self.query),
        }
    }

    /// What the body is, where there is one.
    pub fn content_type(&self) -> Option<&str> {
        match &self.content {
            Some(content) => Some(content.media_type.as_str()).filter(|media_type| !media_type.is_empty()),
            None => (!self.has_query()).then_some(super::curl::FORM),
        }
    }

    /// The bytes of the body, where there is one.
    pub fn body(&self) -> Option<Vec<u8>> {
        self.content_type()?;
        Some(
            self.content
                .as_ref()
                .map_or_else(|| self.encoded().into_bytes(), |content| content.bytes.clone()),
        )
    }
}

/// An answer, read to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as text; bytes that are not UTF-8 are replaced.
    pub body: String,
    /// The body as JSON, where it is JSON.
    pub json: Option<Value>,
}

impl Response {
    /// Puts an answer together; reads the body as JSON where it is JSON.
    pub fn new(status: u16, headers: Vec<(String, String)>, body: String) -> Self {
        let json = serde_json::from_str(&body).ok();
        Self { status, headers, body, json }
    }

    /// An answer whose body is JSON.
    pub fn of_json(status: u16, json: Value) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: json.to_string(), json: Some(json) }
    }

    /// Whether the request did what it should.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// What went wrong, where something did.
    pub fn api_error(&self) -> Option<ApiError> {
        (!self.is_success()).then(|| ApiError::read(self.status, self.json.as_ref()))
    }

    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// A text as one part of a path: whatever it holds, it stays one part.
///
/// Paths are put together from what a flow renders, and a slash or a `..` in it must not lead to another resource.
pub fn segment(text: &str) -> String {
    use std::fmt::Write as _;
    // A URL parser takes dots for a way up even where they are encoded once.
    match text {
        "." => return "%252E".to_owned(),
        ".." => return "%252E%252E".to_owned(),
        _ => {}
    }
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
