//! Brings signed requests to addresses that the user named: status callbacks and webhooks.
//!
//! For whoever has something to deliver: make a [`Delivery`] and await [`Shared::deliver`]. It takes the token, signs,
//! sends, tries again as the address says, puts everything into the log, and gives an [`Outcome`]. It waits for the
//! network, so it is called from a job, never under the store's lock. The courier goes to this machine and to hosts that
//! were allowed; a delivery to any other is withheld and logged as such. It knows no resources.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Url};
use secrecy::{ExposeSecret as _, SecretString};

use super::lanes::Lanes;
use super::log::Sent;
use super::overrides::{Failing, Overrides};
use super::server::Shared;
use crate::twilio::{Method, SidSource, signature};

/// What Twilio calls itself.
const USER_AGENT: &str = "TwilioProxy/1.1";
/// How many redirects are followed. Unverified: the number; that there is a limit is known.
const MAX_REDIRECTS: usize = 10;
/// How much of an answer is kept.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// A request to be brought somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Delivery {
    /// The address as the user gave it, with the fragment that may override how it is reached.
    pub(super) url: String,
    /// `Get` puts the fields into the query, every other method into a form.
    pub(super) method: Method,
    /// What is said.
    pub(super) fields: Vec<(String, String)>,
    /// The account that it is about; its token signs.
    pub(super) account: String,
    /// What this is, in a few words for the log: `status callback delivered`.
    pub(super) what: String,
}

/// How a delivery went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// How many times it was tried; 0 where it was withheld.
    pub(super) tries: u32,
    /// The last answer, of whatever status, or why there is none.
    pub(super) result: Result<Received, Undelivered>,
}

/// The answer to a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Received {
    /// The HTTP status.
    pub(super) status: u16,
    /// The headers, with names in lower case; values that are no text are left out.
    pub(super) headers: Vec<(String, String)>,
    /// The beginning of the body.
    pub(super) body: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Undelivered {
    /// The address is none.
    #[error("this is no HTTP address")]
    Address,
    /// Nothing leaves the machine unasked.
    #[error("withheld: {0} is not this machine (allow it with --callback-host)")]
    Withheld(String),
    /// Too many wait for their turn.
    #[error("dropped: too many deliveries are waiting")]
    Dropped,
    /// No connection came about.
    #[error("no connection: {0}")]
    Connect(String),
    /// The answer did not come in time.
    #[error("no answer in time")]
    Timeout,
    /// The connection broke or did not speak HTTP.
    #[error("the answer broke off: {0}")]
    Broken(String),
}

impl Outcome {
    /// The code that Twilio's debugger shows for this; `None` where all went well.
    pub(super) fn code(&self) -> Option<u32> {
        match &self.result {
            Ok(received) if (200..400).contains(&received.status) => None,
            Ok(_) => Some(11200),
            Err(Undelivered::Address) => Some(11100),
            Err(
                Undelivered::Withheld(_)
                | Undelivered::Dropped
                | Undelivered::Connect(_)
                | Undelivered::Timeout,
            ) => Some(11205),
            Err(Undelivered::Broken(_)) => Some(11206),
        }
    }
}

impl Shared {
    /// Brings a request where it is to go, and logs it.
    pub(super) async fn deliver(&self, delivery: &Delivery) -> Outcome {
        let started = Instant::now();
        let token = self.token_of(&delivery.account);
        self.log.learn(token.expose_secret());
        let at = self.clock.now();
        let outcome = self.courier.deliver(delivery, &token).await;
        self.log.sent(Sent { at, delivery, outcome: &outcome, elapsed: started.elapsed() });
        outcome
    }
}

/// Who delivers.
#[derive(Debug)]
pub(super) struct Courier {
    /// Hosts that may be reached besides this machine.
    allowed: Arc<[String]>,
    /// The client for plain HTTP with the usual timeouts, made when it is first needed.
    usual: OnceLock<Client>,
    /// Where the tokens come from by which a receiver knows a repeated request.
    names: SidSource,
    count: AtomicU64,
    /// Bounds how many are under way.
    lanes: Lanes,
}

impl Courier {
    /// A courier that may reach these hosts besides this machine.
    pub(super) fn new(allowed: &[String], seed: u64) -> Self {
        Self {
            allowed: allowed.into(),
            usual: OnceLock::new(),
            names: SidSource::new(seed),
            count: AtomicU64::new(0),
            lanes: Lanes::default(),
        }
    }

    async fn deliver(&self, delivery: &Delivery, token: &SecretString) -> Outcome {
        let mut overrides = Overrides::default();
        let none = |why| Outcome { tries: 0, result: Err(why) };
        let (address, fragment) = delivery.url.split_once('#').unwrap_or((&delivery.url, ""));
        overrides.read(fragment);
        let Ok(mut url) = Url::parse(address) else { return none(Undelivered::Address) };
        let (true, Some(host)) = (matches!(url.scheme(), "http" | "https"), url.host_str()) else {
            return none(Undelivered::Address);
        };
        if !is_allowed(host, &self.allowed) {
            return none(Undelivered::Withheld(host.to_owned()));
        }
        let place = url.authority().rsplit('@').next().unwrap_or_default().to_owned();
        let Some(_turn) = self.lanes.enter(&place).await else { return none(Undelivered::Dropped) };
        // Unverified: that the fragment is no part of what is signed. No HTTP server ever sees it.
        let signed = if delivery.method == Method::Get {
            if !delivery.fields.is_empty() {
                url.query_pairs_mut().extend_pairs(&delivery.fields);
            }
            signature::sign(token, url.as_str(), &[])
        } else {
            signature::sign(token, address, &delivery.fields)
        };
        let client = match self.client(&overrides, url.scheme() == "https") {
            Ok(client) => client,
            Err(error) => return none(Undelivered::Connect(deepest(&error))),
        };
        let mut request = client
            .request(verb(delivery.method), url)
            .header(signature::HEADER, signed)
            .header("I-Twilio-Idempotency-Token", self.idempotency())
            .header("X-Home-Region", "us1")
            .header("Accept", "*/*");
        if delivery.method != Method::Get {
            let mut form = form_urlencoded::Serializer::new(String::new());
            request = request
                .header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
                .body(form.extend_pairs(&delivery.fields).finish());
        }
        attempts(&request, &overrides).await
    }

    /// Most deliveries share a client; overrides and encryption take one of their own.
    fn client(&self, overrides: &Overrides, encrypted: bool) -> reqwest::Result<Client> {
        let usual = !encrypted && overrides.has_usual_timeouts();
        if let Some(client) = self.usual.get().filter(|_| usual) {
            return Ok(client.clone());
        }
        let allowed = Arc::clone(&self.allowed);
        let may = move |attempt: Attempt<'_>| {
            let known = attempt.url().host_str().is_some_and(|host| is_allowed(host, &allowed));
            if known && attempt.previous().len() <= MAX_REDIRECTS { attempt.follow() } else { attempt.stop() }
        };
        let mut builder = Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(overrides.connect)
            .read_timeout(overrides.read)
            .redirect(Policy::custom(may))
            .no_proxy();
        if !encrypted {
            // Without encryption the system's certificates are not needed, and a machine may have none.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build()?;
        if usual {
            let _ = self.usual.set(client.clone());
        }
        Ok(client)
    }

    /// Looks like a UUID, as the real ones do, and repeats with the seed.
    fn idempotency(&self) -> String {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let digits = self.names.named("", &format!("delivery {number}"));
        let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
        format!("{}-{}-{}-{}-{}", part(0..8), part(8..12), part(12..16), part(16..20), part(20..32))
    }
}

/// Tries until an answer came that is not to be tried again, or the number or the time is used up.
async fn attempts(request: &reqwest::RequestBuilder, overrides: &Overrides) -> Outcome {
    let started = Instant::now();
    let mut tries = 0;
    loop {
        let rest = overrides.total.saturating_sub(started.elapsed());
        let Some(request) = request.try_clone().filter(|_| !rest.is_zero()) else {
            return Outcome { tries, result: Err(Undelivered::Timeout) };
        };
        tries += 1;
        let result = attempt(request, rest).await;
        let failing = match &result {
            Ok(received) => Failing::of_status(received.status),
            Err(Undelivered::Connect(_)) => Some(Failing::Connect),
            Err(Undelivered::Timeout) => Some(Failing::Read),
            Err(_) => None,
        };
        let again = failing.is_some_and(|failing| overrides.repeats(failing)) && tries <= overrides.retries;
        if !again || started.elapsed() >= overrides.total {
            return Outcome { tries, result };
        }
    }
}

async fn attempt(request: reqwest::RequestBuilder, rest: Duration) -> Result<Received, Undelivered> {
    let mut response = request.timeout(rest).send().await.map_err(|error| why(&error))?;
    let status = response.status().as_u16();
    let headers = response
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    let headers = headers.collect();
    let mut body = Vec::new();
    while body.len() < MAX_ANSWER_BYTES
        && let Some(part) = response.chunk().await.map_err(|error| why(&error))?
    {
        body.extend_from_slice(&part);
    }
    body.truncate(MAX_ANSWER_BYTES);
    Ok(Received { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

fn why(error: &reqwest::Error) -> Undelivered {
    if error.is_connect() {
        Undelivered::Connect(deepest(error))
    } else if error.is_timeout() {
        Undelivered::Timeout
    } else {
        Undelivered::Broken(deepest(error))
    }
}

/// The innermost reason, which is the one that says something.
fn deepest(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

fn verb(method: Method) -> reqwest::Method {
    reqwest::Method::from_bytes(method.name().as_bytes()).unwrap_or_default()
}

/// Whether this is the machine itself or a host that was allowed. Names that only look local do not count: they would
/// be looked up on the network.
fn is_allowed(host: &str, allowed: &[String]) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback =
        bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback());
    is_loopback || host == "localhost" || allowed.iter().any(|name| name.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_reached_unless_a_host_was_allowed() {
        let check = |host: &str, expected| {
            assert_eq!(is_allowed(host, &["hooks.example".to_owned()]), expected, "{host}");
        };
        for host in ["127.0.0.1", "127.9.9.9", "[::1]", "localhost", "hooks.example", "Hooks.Example"] {
            check(host, true);
        }
        for host in
            ["example.com", "10.0.0.1", "a.localhost", "localhost.example", "169.254.169.254", "[::]", ""]
        {
            check(host, false);
        }
    }
}
