//! Sends a prepared request and reads the answer. Besides `fetch` the one place of this layer that does I/O.

mod content;
mod status;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::environment::Veil;
use super::operation::Operation;
use super::schema::{Difference, Direction, differences_of};
use crate::twilio::error::{error_title, more_info};
use crate::twilio::{ApiError, Client, ClientError, Exchange, Led, NOT_IN_MOCK, Request, explain};

pub use status::status_meaning;

/// Of longer answers only so much is read.
pub const MAX_ANSWER_BYTES: usize = 10 * 1024 * 1024;

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
    /// A secret came back in it, where dots stand now.
    pub is_masked: bool,
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

/// Sends a request, once, and reads its answer: up to 10 MB of it.
///
/// # Errors
/// Where there is no answer. An error answer is one.
pub async fn send(client: &Client, request: &Request) -> Result<Answered, ClientError> {
    Ok(client.exchange(request, MAX_ANSWER_BYTES).await?.into())
}

impl From<Exchange> for Answered {
    fn from(exchange: Exchange) -> Self {
        let content_type = exchange.headers.iter().find(|(name, _)| name == "content-type");
        let content_type = content_type.map_or("", |(_, value)| value.as_str());
        let text = content::text(content_type, &exchange.body, exchange.is_cut);
        let is_binary = text.is_none();
        let body = text.unwrap_or_default();
        let json = if exchange.is_cut { None } else { serde_json::from_str(&body).ok() };
        let times = Times {
            lookup: exchange.lookup.map(millis),
            connect: exchange.connect.map(millis),
            wait: Some(millis(exchange.wait)),
            read: Some(millis(exchange.read)),
        };
        let hop = |led: Led| Hop { status: led.status, from: led.from, to: led.to };
        Self {
            status: exchange.status,
            millis: millis(exchange.total),
            headers: exchange.headers,
            body,
            json,
            size: exchange.size,
            times,
            hops: exchange.led.into_iter().map(hop).collect(),
            is_cut: exchange.is_cut,
            binary: is_binary.then(|| exchange.body.into()),
            is_masked: false,
        }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl Answered {
    /// The same with dots in the place of secrets: in the body as text, as JSON, in headers and in addresses. What is no
    /// text stays as it is. Who receives an answer does this before anybody sees it.
    #[must_use]
    pub fn veiled(mut self, veil: &Veil) -> Self {
        if veil.is_empty() {
            return self;
        }
        let mut is_masked = false;
        let mut put = |text: &mut String, is_cut: bool| {
            let hidden = if is_cut { veil.hide_cut(text) } else { veil.hide(text) };
            if let Cow::Owned(hidden) = hidden {
                is_masked = true;
                *text = hidden;
            }
        };
        for (name, value) in &mut self.headers {
            put(name, false);
            put(value, false);
        }
        for hop in &mut self.hops {
            put(&mut hop.from, false);
            put(&mut hop.to, false);
        }
        put(&mut self.body, self.is_cut);
        // What the text hides nothing of may be written in a way that only a reader of JSON undoes.
        if let Some(json) = &mut self.json
            && veil.hide_in(json)
            && !std::mem::replace(&mut is_masked, true)
        {
            self.body = json.to_string();
        }
        self.is_masked |= is_masked;
        self
    }

    /// Whether the request did what it should.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Where an answer leads that is a redirect and was not followed.
    pub fn leads_to(&self) -> Option<&str> {
        (300..400).contains(&self.status).then(|| self.header("location")).flatten()
    }

    /// A name for the body as a file: what the answer calls it, else one by its content type.
    pub fn file_name(&self) -> String {
        content::file_name(
            self.header("content-disposition"),
            self.header("content-type").unwrap_or_default(),
        )
    }

    /// The body as bytes, as far as it was read: what a file of it holds.
    pub fn bytes(&self) -> &[u8] {
        self.binary.as_deref().unwrap_or(self.body.as_bytes())
    }

    /// Where the body is not what the operation's document says of answers with this status; nothing where it says
    /// nothing.
    pub fn differences(&self, operation: &Operation) -> Option<Vec<Difference>> {
        let schema = operation.answer_for(self.status)?.schema.as_ref()?;
        Some(differences_of(schema, self.json.as_ref()?, Some(Direction::Came)))
    }

    /// The body, laid out where it is JSON.
    pub fn pretty(&self) -> String {
        let pretty = self.json.as_ref().and_then(|json| serde_json::to_string_pretty(json).ok());
        pretty.unwrap_or_else(|| self.body.clone())
    }

    /// What an error answer means, as far as its code or status says; what this operation knows of a code comes first.
    pub fn explained(&self, operation: &Operation) -> Option<Explained> {
        // What others mean by a code or a status is theirs to say.
        if self.is_success() || !operation.is_twilios() {
            return None;
        }
        let error = ApiError::read(self.status, self.json.as_ref());
        let is_here = !error.message.ends_with(NOT_IN_MOCK);
        let known = error
            .code
            .filter(|_| is_here)
            .and_then(|code| operation.error(code))
            .map(|known| known.help.clone());
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
