//! Studio's REST API as requests and answers: flows, validation, executions. Plain data; nothing is sent here.

pub mod executions;

use serde_json::Value;

use super::error::ApiError;
use super::request::{Method, Product, Request, Response, segment};

/// Whether what is saved is tried out by test users only, or meets everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Status {
    /// A draft.
    #[default]
    Draft,
    /// Published.
    Published,
}

impl Status {
    /// Twilio's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }
}

/// A flow as Studio answers it. Its definition is part of the answer's text: it is not taken apart here, so that
/// every number keeps its spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// `FW…`.
    pub sid: String,
    /// The name in the console.
    pub friendly_name: String,
    /// Counts what was saved.
    pub revision: u64,
    /// `draft` or `published`.
    pub status: String,
    /// Why it was saved, where somebody said so.
    pub commit_message: Option<String>,
    /// Whether Studio takes it for valid, where it says so.
    pub valid: Option<bool>,
    /// What it finds wrong with it.
    pub errors: Vec<Mistake>,
    /// What it warns of.
    pub warnings: Vec<Mistake>,
    /// The whole answer.
    pub body: String,
}

/// Something that Studio finds wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What.
    pub message: String,
    /// Where, as in `#/states/3/properties/timeout`.
    pub property_path: String,
}

impl Remote {
    /// Reads a flow's answer; `None` where it is none.
    pub fn read(response: &Response) -> Option<Self> {
        let json = response.json.as_ref()?;
        let text = |key: &str| json.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            sid: text("sid")?,
            friendly_name: text("friendly_name").unwrap_or_default(),
            revision: json.get("revision")?.as_u64()?,
            status: text("status").unwrap_or_default(),
            commit_message: text("commit_message"),
            valid: json.get("valid").and_then(Value::as_bool),
            errors: mistakes(json.get("errors")),
            warnings: mistakes(json.get("warnings")),
            body: response.body.clone(),
        })
    }
}

/// What an error answer says is wrong with a definition, and what it warns of; `None` where it says no such thing.
///
/// Unverified: that `warnings` stands beside `errors`, and that no further keys matter.
pub fn refused(response: &Response) -> Option<(Vec<Mistake>, Vec<Mistake>)> {
    let error: ApiError = response.api_error()?;
    let details = response.json.as_ref()?.get("details");
    let (errors, warnings) =
        (mistakes(details.and_then(|d| d.get("errors"))), mistakes(details.and_then(|d| d.get("warnings"))));
    if error.code != Some(81022) && errors.is_empty() {
        return None;
    }
    if errors.is_empty() {
        return Some((vec![Mistake { message: error.message, property_path: "#".to_owned() }], warnings));
    }
    Some((errors, warnings))
}

/// What an answer says is wrong; also for answers that are no errors, as that of a draft.
pub fn mistakes(list: Option<&Value>) -> Vec<Mistake> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items
        .map(|item| {
            let text = |key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
            Mistake {
                message: text("message")
                    .or_else(|| item.as_str().map(str::to_owned))
                    .unwrap_or_else(|| item.to_string()),
                property_path: text("property_path").unwrap_or_else(|| "#".to_owned()),
            }
        })
        .collect()
}

/// The newest revision of a flow. Unverified: a published flow with a later draft gives the draft.
pub fn fetch(sid: &str) -> Request {
    Request::new(Product::Studio, Method::Get, format!("/v2/Flows/{}", segment(sid)))
}

/// Asks whether a definition is valid. Nothing is stored.
pub fn validate(name: &str, status: Status, definition: &str) -> Request {
    let request = Request::new(Product::Studio, Method::Post, "/v2/Flows/Validate");
    request.field("FriendlyName", name).field("Status", status.name()).field("Definition", definition)
}

/// Makes a flow.
pub fn create(name: &str, status: Status, definition: &str, message: Option<&str>) -> Request {
    let request = Request::new(Product::Studio, Method::Post, "/v2/Flows")
        .field("FriendlyName", name)
        .field("Status", status.name())
        .field("Definition", definition);
    with_message(request, message)
}

/// Saves a new revision of a flow. There is no partial update: the definition replaces all of the old one.
pub fn update(
    sid: &str,
    name: Option<&str>,
    status: Status,
    definition: &str,
    message: Option<&str>,
) -> Request {
    let mut request = Request::new(Product::Studio, Method::Post, format!("/v2/Flows/{}", segment(sid)));
    if let Some(name) = name {
        request = request.field("FriendlyName", name);
    }
    with_message(request.field("Status", status.name()).field("Definition", definition), message)
}

fn with_message(request: Request, message: Option<&str>) -> Request {
    match message {
        Some(message) => request.field("CommitMessage", message),
        None => request,
    }
}

/// Starts an execution; `parameters` is a JSON object as text.
pub fn execute(flow_sid: &str, to: &str, from: &str, parameters: Option<&str>) -> Request {
    let path = format!("/v2/Flows/{}/Executions", segment(flow_sid));
    let request = Request::new(Product::Studio, Method::Post, path).field("To", to).field("From", from);
    match parameters {
        Some(parameters) => request.field("Parameters", parameters),
        None => request,
    }
}
