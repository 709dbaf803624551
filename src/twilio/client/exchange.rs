//! One request and all that can be told of it: the bytes of its answer up to a limit, where the time went, and the
//! redirects on the way. Nothing is sent twice, so that what is told is what happened.

use std::time::{Duration, Instant};

use reqwest::Url;
use reqwest::header::{HeaderMap, LOCATION};
use secrecy::ExposeSecret as _;

use super::error::{ClientError, Phase, plain};
use super::watch::Marks;
use super::{Client, MAX_REDIRECTS, authority, headers_of, may_follow};
use crate::twilio::request::{Method, Request};

/// What came back, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, up to the limit.
    pub body: Vec<u8>,
    /// The body is longer than the limit.
    pub is_cut: bool,
    /// How many bytes the body has; where it was cut, as many as the answer says.
    pub size: usize,
    /// From sending to the last byte that was read, redirects included.
    pub total: Duration,
    /// Finding the address of the host; nothing where it was known.
    pub lookup: Option<Duration>,
    /// Connecting, with TLS; nothing where a connection was open.
    pub connect: Option<Duration>,
    /// From sending to the first byte of the answer.
    pub wait: Duration,
    /// From the first byte to the last.
    pub read: Duration,
    /// The redirects that were followed, the first first.
    pub led: Vec<Led>,
}

/// A redirect that was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Led {
    /// The status.
    pub status: u16,
    /// Where it came from.
    pub from: String,
    /// Where it led.
    pub to: String,
}

impl Client {
    /// Sends a request once, and reads the answer up to `limit` bytes; what is longer is cut.
    ///
    /// A GET or HEAD follows up to five redirects within the same server: scheme, host and port. Every other redirect is
    /// the answer.
    ///
    /// # Errors
    /// Where there is no answer. An error answer is one.
    pub async fn exchange(&self, request: &Request, limit: usize) -> Result<Exchange, ClientError> {
        let started = Instant::now();
        let mut url = self.target(request)?;
        let headers = headers_of(request)?;
        let mut done = Exchange::default();
        let mut been = vec![url.clone()];
        loop {
            let marks = Marks::default();
            let host = authority(&url);
            let sent = Instant::now();
            let answer = marks.watching(self.once(&url, &headers, request)).await;
            let answer =
                answer.map_err(|error| self.late(&error, &host, marks.phase(), started.elapsed()))?;
            let (lookup, connect) = marks.took();
            done.lookup = sum(done.lookup, lookup);
            done.connect = sum(done.connect, connect);
            done.wait += sent
                .elapsed()
                .saturating_sub(lookup.unwrap_or_default())
                .saturating_sub(connect.unwrap_or_default());
            let status = answer.status().as_u16();
            let Some(next) = self.next(request, &url, status, answer.headers(), done.led.len()) else {
                return self.read_into(done, answer, (&host, started, limit)).await;
            };
            if been.contains(&next) {
                return Err(ClientError::Circle(host));
            }
            done.led.push(Led { status, from: self.shown(&url), to: self.shown(&next) });
            been.push(next.clone());
            url = next;
        }
    }

    /// Where a redirect leads, if it is followed.
    fn next(
        &self,
        request: &Request,
        url: &Url,
        status: u16,
        headers: &HeaderMap,
        led: usize,
    ) -> Option<Url> {
        let reads = matches!(request.method, Method::Get | Method::Head);
        if !reads || !matches!(status, 301 | 302 | 303 | 307 | 308) || led >= MAX_REDIRECTS {
            return None;
        }
        let mut next = url.join(headers.get(LOCATION)?.to_str().ok()?).ok()?;
        next.set_fragment(None);
        may_follow(url, &next).then_some(next)
    }

    async fn read_into(
        &self,
        mut done: Exchange,
        mut answer: reqwest::Response,
        (host, started, limit): (&str, Instant, usize),
    ) -> Result<Exchange, ClientError> {
        let begun = Instant::now();
        done.status = answer.status().as_u16();
        done.headers = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let told = answer.headers().get("content-length");
        let told = told.and_then(|length| length.to_str().ok()?.trim().parse::<usize>().ok());
        loop {
            match answer.chunk().await {
                Ok(None) => break,
                Ok(Some(chunk)) => {
                    let room = limit.saturating_sub(done.body.len());
                    done.body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
                    if chunk.len() > room {
                        done.is_cut = true;
                        break;
                    }
                }
                Err(error) if error.is_timeout() => {
                    return Err(self.late(&error, host, Phase::Read, started.elapsed()));
                }
                Err(_) => {
                    let (host, read) = (host.to_owned(), done.body.len());
                    return Err(ClientError::Lost { host, read, of: told });
                }
            }
        }
        done.size = if done.is_cut { told.unwrap_or(done.body.len()) } else { done.body.len() };
        done.read = begun.elapsed();
        done.total = started.elapsed();
        Ok(done)
    }

    fn late(&self, error: &reqwest::Error, host: &str, phase: Phase, after: Duration) -> ClientError {
        if !error.is_timeout() {
            return plain(error, host);
        }
        let seconds = (after.as_secs_f64().round() as u64).max(1);
        ClientError::Late { host: host.to_owned(), phase, seconds }
    }

    /// An address as it may be seen: a server may give back a key that travels in the query.
    fn shown(&self, url: &Url) -> String {
        let text = url.to_string();
        let Some(proof) = &self.proof else { return text };
        let secret = proof.value.expose_secret();
        let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        if secret.is_empty() {
            text
        } else {
            text.replace(&encoded, "••••••••").replace(secret, "••••••••")
        }
    }
}

fn sum(one: Option<Duration>, two: Option<Duration>) -> Option<Duration> {
    match (one, two) {
        (None, None) => None,
        (one, two) => Some(one.unwrap_or_default() + two.unwrap_or_default()),
    }
}
