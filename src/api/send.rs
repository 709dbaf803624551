//! Sends a prepared request and reads the answer. The one file of this layer that does I/O.

use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;

use super::operation::Operation;
use super::schema::{Difference, differences};
use crate::twilio::error::{error_title, more_info};
use crate::twilio::{ApiError, Client, ClientError, Request, explain};

/// What came back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// How long it took from sending to the last byte.
    pub millis: u64,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
    /// The body as JSON, where it is JSON.
    pub json: Option<Value>,
    /// How many bytes the body has, those that were cut off included where the answer says how many.
    pub size: usize,
    /// Where the time went.
    pub times: Times,
    /// The redirects on the way, the first first.
    pub hops: Vec<Hop>,
    /// The body is longer than what was read of it.
    pub is_cut: bool,
    /// The body, where it is no text.
    pub binary: Option<Arc<[u8]>>,
}

/// Where the time of a request went, in milliseconds. What was not needed, as a connection that was open, is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Finding the address of the host.
    pub lookup: Option<u64>,
    /// Connecting, with TLS.
    pub connect: Option<u64>,
    /// From sending to the first byte of the answer.
    pub wait: Option<u64>,
    /// From the first byte to the last.
    pub read: Option<u64>,
}

/// An answer that led elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Its status.
    pub status: u16,
    /// Where it came from.
    pub from: String,
    /// Where it led.
    pub to: String,
}

/// What an error answer means and what helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Twilio's code; some answers have none.
    pub code: Option<u32>,
    /// What it means, in our words.
    pub title: Option<&'static str>,
    /// What Twilio says.
    pub message: String,
    /// What helps; back quotes mark code.
    pub help: Option<String>,
    /// Twilio's page about the code.
    pub page: Option<String>,
}

/// Sends a request.
///
/// # Errors
/// Where there is no answer. An error answer is one.
pub async fn send(client: &Client, request: &Request) -> Result<Answered, ClientError> {
    let started = Instant::now();
    let response = client.send(request).await?;
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Answered {
        status: response.status,
        millis,
        size: response.body.len(),
        headers: response.headers,
        body: response.body,
        json: response.json,
        ..Answered::default()
    })
}

impl Answered {
    /// Whether the request did what it should.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Where the body is not what the operation's document says of answers with this status; nothing where it says
    /// nothing.
    pub fn differences(&self, operation: &Operation) -> Option<Vec<Difference>> {
        let schema = operation.answer_for(self.status)?.schema.as_ref()?;
        Some(differences(schema, self.json.as_ref()?))
    }

    /// The body, laid out where it is JSON.
    pub fn pretty(&self) -> String {
        let pretty = self.json.as_ref().and_then(|json| serde_json::to_string_pretty(json).ok());
        pretty.unwrap_or_else(|| self.body.clone())
    }

    /// What an error answer means, as far as its code or status says; what this operation knows of a code comes first.
    pub fn explained(&self, operation: &Operation) -> Option<Explained> {
        if self.is_success() {
            return None;
        }
        let error = ApiError::read(self.status, self.json.as_ref());
        let known = error.code.and_then(|code| operation.error(code)).map(|known| known.help.clone());
        let help = known.or_else(|| explain(&error).map(str::to_owned));
        // Without a code, and nothing that helps, the status has said it all.
        if error.code.is_none() && help.is_none() {
            return None;
        }
        Some(Explained {
            code: error.code,
            title: error.code.and_then(error_title),
            help,
            page: error.code.map(more_info),
            message: error.message,
        })
    }
}

/// What a status means, in one or a few words.
pub fn status_meaning(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No content",
        400 => "Bad request",
        401 => "Not authenticated",
        403 => "Forbidden",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        413 => "Too large",
        429 => "Too many requests",
        500 => "Server error",
        502 => "Bad gateway",
        503 => "Unavailable",
        504 => "Gateway timed out",
        _ => match status / 100 {
            2 => "Success",
            3 => "Redirect",
            4 => "Refused",
            5 => "Server error",
            _ => "Unknown status",
        },
    }
}
