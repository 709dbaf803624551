//! A flow and its copy at Twilio: validate, pull, push. The editor and the command line do the same with it.
//!
//! It asks the REST client and touches no file. **Nothing there is written over unseen**: Studio's API guards against
//! nothing, so a push first looks whether the revision there is the one that the file came from.

mod curl;
mod executions;
mod place;
mod text;

#[cfg(test)]
mod tests;

pub use curl::start_flow;
pub use executions::{Fetched, MAX_STEPS, fetch_execution, fetch_step_context, newest_executions};
pub use place::Finding;
pub use text::{kept, meaning};

use crate::check::{Blocks, Diagnostic, Options, Severity, check, locate};
use crate::flow::side::StudioLink;
use crate::flow::{Document, Flow};
use crate::twilio::studio::{self, Mistake, Remote, Status};
use crate::twilio::{ApiError, Client, ClientError, Request, Response, explain};

/// Why Twilio was asked in vain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemoteError {
    /// There was no answer.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The answer is an error.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The answer is not what it should be.
    #[error("the answer cannot be understood: {0}")]
    Answer(String),
}

impl RemoteError {
    /// What can be done about it.
    pub fn remedy(&self) -> Option<&'static str> {
        match self {
            // What asks here only reads; what saves tells of a lost answer by itself.
            Self::Client(error) if error.may_be_done() => Some("Nothing was changed there: try again."),
            Self::Client(error) => error.remedy(),
            Self::Api(error) => explain(error),
            Self::Answer(_) => None,
        }
    }
}

/// What Studio says of a definition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Validation {
    /// What it refuses.
    pub errors: Vec<Finding>,
    /// What it warns of.
    pub warnings: Vec<Finding>,
}

impl Validation {
    fn of(flow: &Flow, errors: &[Mistake], warnings: &[Mistake], blocks: Blocks) -> Self {
        Self {
            errors: place::findings(flow, errors, Severity::Error, blocks),
            warnings: place::findings(flow, warnings, Severity::Warning, Blocks::None),
        }
    }

    /// Whether Studio takes it.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Asks Studio whether it would take a flow. Nothing is stored.
///
/// # Errors
/// Where there is no answer, or one that is about something else.
pub async fn validate(
    client: &Client,
    flow: &Flow,
    name: &str,
    status: Status,
) -> Result<Validation, RemoteError> {
    let response = client.send(&studio::validate(name, status, &flow.write())).await?;
    if let Some((errors, warnings)) = studio::refused(&response) {
        return Ok(Validation::of(flow, &errors, &warnings, blocked(status)));
    }
    if let Some(error) = response.api_error() {
        return Err(error.into());
    }
    let json = response.json.as_ref();
    let list = |key: &str| studio::mistakes(json.and_then(|json| json.get(key)));
    let mut errors = list("errors");
    let is_valid = json.and_then(|json| json.get("valid")).and_then(serde_json::Value::as_bool);
    if is_valid == Some(false) && errors.is_empty() {
        errors.push(Mistake {
            message: "the definition is not valid".to_owned(),
            property_path: "#".to_owned(),
        });
    }
    match is_valid {
        Some(_) => Ok(Validation::of(flow, &errors, &list("warnings"), blocked(status))),
        None => Err(RemoteError::Answer("it does not say whether the flow is valid".to_owned())),
    }
}

/// A flow as it stands at Twilio.
#[derive(Clone, Debug)]
pub struct Pulled {
    /// What to remember of it.
    pub link: StudioLink,
    /// `draft` or `published`.
    pub status: String,
    /// Why it was saved, where somebody said so.
    pub commit_message: Option<String>,
    /// Its definition.
    pub flow: Flow,
}

/// Fetches the newest revision of a flow.
///
/// # Errors
/// Where there is no answer, no such flow, or one that cannot be read.
pub async fn pull(client: &Client, sid: &str) -> Result<Pulled, RemoteError> {
    let response = asked(client, &studio::fetch(sid)).await?;
    let remote = remote(&response)?;
    let flow = definition(&remote)?;
    let sha256 = meaning(&flow);
    Ok(Pulled {
        link: StudioLink {
            flow_sid: remote.sid,
            friendly_name: remote.friendly_name,
            revision: remote.revision,
            sha256,
        },
        status: remote.status,
        commit_message: remote.commit_message,
        flow,
    })
}

fn definition(remote: &Remote) -> Result<Flow, RemoteError> {
    let text = text::definition(&remote.body).map_err(RemoteError::Answer)?;
    let document = Document::from_bytes(None, text.as_bytes());
    Ok(document.map_err(|error| RemoteError::Answer(error.message()))?.flow().clone())
}

/// What an error keeps a flow from.
fn blocked(status: Status) -> Blocks {
    match status {
        Status::Draft => Blocks::Draft,
        Status::Published => Blocks::Publish,
    }
}

/// How a flow is to be pushed.
#[derive(Clone, Copy, Debug)]
pub struct Push<'a> {
    /// The flow at Twilio; `None`: a new one is made.
    pub sid: Option<&'a str>,
    /// The revision that the flow came from; `None` where nothing is known of it.
    pub revision: Option<u64>,
    /// Its name there: needed for a new flow, else it stays.
    pub name: Option<&'a str>,
    /// As a draft, or published.
    pub status: Status,
    /// Why.
    pub message: Option<&'a str>,
    /// Whether a revision that is not the one it came from is written over.
    pub is_forced: bool,
}

/// A flow that was pushed.
#[derive(Clone, Debug)]
pub struct Pushed {
    /// What to remember of it.
    pub link: StudioLink,
    /// Whether it was made.
    pub is_new: bool,
    /// What Studio finds wrong with it all the same: a draft may have errors.
    pub validation: Validation,
    /// Whether somebody saved it between the look and the push: their revision is the one before this.
    pub was_raced: bool,
}

/// Why a flow was not pushed.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// Twilio was asked in vain: nothing was saved.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// The push went out and its answer was lost: whether it was saved is not known.
    #[error("{error}")]
    Lost {
        /// Why there is no answer.
        error: RemoteError,
        /// Whether a flow was to be made.
        is_new: bool,
    },
    /// The revision there is not the one that the flow came from.
    #[error("revision {revision} stands there, and {}",
        known.map_or_else(|| "this flow was never pulled from there".to_owned(), |known| format!("this flow came from revision {known}")))]
    Moved {
        /// The revision that stands there.
        revision: u64,
        /// The flow that stands there, where it can be understood.
        there: Option<Box<Flow>>,
        /// The revision that the flow came from.
        known: Option<u64>,
    },
    /// Studio refuses the definition.
    #[error("Studio refuses the definition")]
    Invalid(Validation),
    /// A new flow needs a name.
    #[error("a new flow needs a name")]
    NoName,
}

impl PushError {
    /// What can be done about it.
    pub fn remedy(&self) -> Option<&'static str> {
        match self {
            Self::Remote(error) => error.remedy(),
            Self::Lost { is_new, .. } => Some(lost(*is_new)),
            Self::Moved { .. } | Self::Invalid(_) | Self::NoName => None,
        }
    }
}

/// What to do where it is not known whether a flow was saved.
fn lost(is_new: bool) -> &'static str {
    match is_new {
        true => {
            "Whether the flow was made is not known: look at the flows at Twilio before you push again; where it was made, \
             pass its SID with --sid and --force"
        }
        false => {
            "Whether the flow was saved is not known: look at the flow's revisions at Twilio before you push again"
        }
    }
}

/// Saves a flow at Twilio as a new revision, or as a new flow.
///
/// # Errors
/// Where it was not saved, or where that is not known.
pub async fn push(client: &Client, flow: &Flow, push: &Push<'_>) -> Result<Pushed, PushError> {
    let definition_text = flow.write();
    let (request, expected) = match push.sid {
        None => {
            let name = push.name.ok_or(PushError::NoName)?;
            (studio::create(name, push.status, &definition_text, push.message), None)
        }
        Some(sid) => {
            let there = remote(&asked(client, &studio::fetch(sid)).await?)?;
            if !push.is_forced && push.revision != Some(there.revision) {
                // What stands there may be broken: that must not keep it from being told of, or written over.
                let flow = definition(&there).ok().map(Box::new);
                return Err(PushError::Moved { revision: there.revision, there: flow, known: push.revision });
            }
            let request = studio::update(sid, push.name, push.status, &definition_text, push.message);
            (request, Some(there.revision.saturating_add(1)))
        }
    };
    let is_new = push.sid.is_none();
    let lost = |error: RemoteError| PushError::Lost { error, is_new };
    let response = client.send(&request).await.map_err(|error| match error.may_be_done() {
        true => lost(error.into()),
        false => RemoteError::from(error).into(),
    })?;
    if let Some((errors, warnings)) = studio::refused(&response) {
        return Err(PushError::Invalid(Validation::of(flow, &errors, &warnings, blocked(push.status))));
    }
    if let Some(error) = response.api_error() {
        // A gateway that gave up does not say how far the request has come.
        let is_lost = matches!(error.status, 502 | 504);
        return Err(if is_lost { lost(error.into()) } else { RemoteError::from(error).into() });
    }
    let saved = remote(&response).map_err(lost)?;
    Ok(Pushed {
        // It was saved, so what is wrong with it keeps it from being published at most.
        validation: Validation::of(flow, &saved.errors, &saved.warnings, Blocks::Publish),
        was_raced: expected.is_some_and(|expected| saved.revision != expected),
        is_new,
        link: StudioLink {
            flow_sid: saved.sid,
            friendly_name: saved.friendly_name,
            revision: saved.revision,
            sha256: meaning(flow),
        },
    })
}

/// What our own checker finds that Studio refuses: for a draft, or for publishing.
pub fn blockers(flow: &Flow, options: &Options, status: Status) -> Vec<Diagnostic> {
    let mut options = options.clone();
    options.publish = options.publish || status == Status::Published;
    let mut found = check(flow, &options);
    found.retain(|diagnostic| diagnostic.severity == Severity::Error);
    locate(flow, &mut found);
    found
}

async fn asked(client: &Client, request: &Request) -> Result<Response, RemoteError> {
    let response = client.send(request).await?;
    match response.api_error() {
        Some(error) => Err(error.into()),
        None => Ok(response),
    }
}

fn remote(response: &Response) -> Result<Remote, RemoteError> {
    Remote::read(response).ok_or_else(|| RemoteError::Answer("it is no flow".to_owned()))
}
