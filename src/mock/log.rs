//! What came in, what was answered, and what went out: a bounded record for people.
//!
//! The newest entries are kept, bounded by number and by bytes. A secret never gets in: of the `Authorization` header
//! only the account is known here, and the token is struck out wherever else it stands.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::body::Bytes;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::watch;

use super::Mock;
use super::courier::{Delivery, Outcome};
use crate::twilio::curl::{Curl, user_word};
use crate::twilio::{Method, Product};

/// How many entries are kept.
const MAX_ENTRIES: usize = 2_000;
/// How many bytes all entries may take together.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// How much of a body or an answer is kept.
const MAX_TEXT: usize = 16 * 1024;
/// What an entry takes besides its texts.
const ENTRY_BYTES: usize = size_of::<Entry>() + 64;
/// Shorter tokens are no secrets, and striking them out would make texts unreadable.
const MIN_SECRET: usize = 8;

/// Which way something went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A request to the mock.
    In,
    /// A callback or webhook of the mock.
    Out,
}

impl Way {
    /// Its name in the log's JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}

/// One request with its answer.
#[derive(Debug)]
pub struct Entry {
    /// Counts up over the life of the mock, from 1.
    pub number: u64,
    /// When it came or went, on the mock's clock.
    pub at: Timestamp,
    /// Which way.
    pub way: Way,
    /// The product asked, or what was delivered: `status callback delivered`.
    pub what: Cow<'static, str>,
    /// The method.
    pub method: Box<str>,
    /// The host that was asked for, with its port; empty where the request named none.
    pub host: Box<str>,
    /// Path and query of a request, the whole address of a delivery.
    pub target: Box<str>,
    /// The account that asked, or that a delivery is about.
    pub account: Option<Box<str>>,
    /// Headers that change what a request means.
    pub headers: Vec<(&'static str, Box<str>)>,
    /// What was sent, as it stood, cut where it is long.
    pub body: Box<str>,
    /// The HTTP status of the answer; `None` where there was none.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub error: Option<Box<str>>,
    /// The code that Twilio's debugger shows for a delivery that went wrong.
    pub code: Option<u32>,
    /// How long it took, in microseconds.
    pub micros: u64,
    /// The rule that fired.
    pub rule: Option<Arc<str>>,
    /// How many times a delivery was tried.
    pub tries: u32,
    answer: Bytes,
}

impl Entry {
    /// The body of the answer, cut where it is long.
    pub fn answer(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.answer.get(..MAX_TEXT).unwrap_or(&self.answer))
    }

    /// The same request as a command, to the mock at `base`. The token is named, not shown.
    pub fn curl(&self, base: &str) -> String {
        let mut command = Curl::new(&self.method);
        command = match self.way {
            Way::Out => command.url(&self.target),
            Way::In => {
                if let Some(account) = &self.account {
                    command = command.user(&user_word(Some(account), None));
                }
                command = command.url(&format!("{base}{}", self.target));
                let is_base = self.host.is_empty() || base.ends_with(&format!("//{}", self.host));
                if is_base { command } else { command.header("Host", &self.host) }
            }
        };
        for (name, value) in &self.headers {
            command = command.header(name, value);
        }
        if self.body.is_empty() { command.line() } else { command.body(&self.body).line() }
    }

    /// Whether a text stands in it anywhere, in whatever case; a form is searched as it stands and decoded.
    pub fn contains(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let has = |part: &str| part.to_lowercase().contains(&text);
        let decoded = || {
            let query = self.target.split_once('?').map(|(_, query)| query).unwrap_or_default();
            let fields = form_urlencoded::parse(query.as_bytes());
            let mut fields = fields.chain(form_urlencoded::parse(self.body.as_bytes()));
            fields.any(|(name, value)| has(&name) || has(&value))
        };
        has(&self.what)
            || has(&self.method)
            || has(&self.target)
            || has(&self.body)
            || has(&self.answer())
            || self.rule.as_deref().is_some_and(has)
            || self.error.as_deref().is_some_and(has)
            || self.status.is_some_and(|status| has(&status.to_string()))
            || decoded()
    }

    fn bytes(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(_, value)| value.len() + 32).sum();
        ENTRY_BYTES + self.what.len() + self.target.len() + self.body.len() + self.answer.len() + headers
    }
}

/// A request that came, to be put into the log.
#[derive(Debug)]
pub(super) struct Came<'a> {
    pub(super) at: Timestamp,
    pub(super) product: Option<Product>,
    pub(super) method: &'a str,
    pub(super) host: &'a str,
    pub(super) target: &'a str,
    pub(super) account: Option<&'a str>,
    pub(super) headers: Vec<(&'static str, Box<str>)>,
    pub(super) body: &'a [u8],
    pub(super) status: Option<u16>,
    pub(super) answer: Bytes,
    pub(super) elapsed: Duration,
    pub(super) rule: Option<Arc<str>>,
}

/// A delivery, to be put into the log.
#[derive(Debug)]
pub(super) struct Sent<'a> {
    pub(super) at: Timestamp,
    pub(super) delivery: &'a Delivery,
    pub(super) outcome: &'a Outcome,
    pub(super) elapsed: Duration,
}

/// The record.
#[derive(Debug)]
pub(super) struct Log {
    ring: Mutex<Ring>,
    on: AtomicBool,
    /// The number of the newest entry; wakes whoever watches.
    newest: watch::Sender<u64>,
    /// What must not get in.
    secret: Option<SecretString>,
}

#[derive(Debug, Default)]
struct Ring {
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
    last: u64,
}

impl Log {
    /// An empty log that strikes out this secret.
    pub(super) fn new(secret: Option<SecretString>) -> Self {
        let secret = secret.filter(|secret| secret.expose_secret().len() >= MIN_SECRET);
        Self {
            ring: Mutex::new(Ring::default()),
            on: AtomicBool::new(true),
            newest: watch::Sender::new(0),
            secret,
        }
    }

    /// Whether anything is recorded.
    pub(super) fn is_on(&self) -> bool {
        self.on.load(Ordering::Relaxed)
    }

    /// Records a request that came.
    pub(super) fn came(&self, came: Came<'_>) {
        if !self.is_on() {
            return;
        }
        self.push(Entry {
            number: 0,
            at: came.at,
            way: Way::In,
            what: came.product.map_or("", Product::name).into(),
            method: came.method.into(),
            host: came.host.into(),
            target: self.clean_form(came.target),
            account: came.account.map(Into::into),
            headers: came.headers,
            body: self.clean_form(&String::from_utf8_lossy(came.body.get(..MAX_TEXT).unwrap_or(came.body))),
            status: came.status,
            code: None,
            error: came.status.is_none().then(|| "the connection was dropped".into()),
            micros: u64::try_from(came.elapsed.as_micros()).unwrap_or(u64::MAX),
            rule: came.rule,
            tries: 1,
            answer: self.clean_answer(came.answer),
        });
    }

    /// Records a delivery.
    pub(super) fn sent(&self, sent: Sent<'_>) {
        if !self.is_on() {
            return;
        }
        let Sent { at, delivery, outcome, elapsed } = sent;
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(&delivery.fields).finish();
        let mut target = without_password(&delivery.url).into_owned();
        let mut body = String::new();
        if delivery.method == Method::Get {
            let at = target.find('#').unwrap_or(target.len());
            let sign = if target.contains('?') { '&' } else { '?' };
            target.insert_str(at, &format!("{sign}{encoded}"));
        } else {
            body = encoded;
        }
        let (status, error, answer) = match &outcome.result {
            Ok(received) => {
                let answer = self.clean_answer(Bytes::copy_from_slice(received.body.as_bytes()));
                (Some(received.status), None, answer)
            }
            Err(why) => (None, Some(why.to_string().into()), Bytes::new()),
        };
        self.push(Entry {
            number: 0,
            at,
            way: Way::Out,
            what: delivery.what.clone().into(),
            method: delivery.method.name().into(),
            host: "".into(),
            target: self.clean(&target),
            account: Some(delivery.account.as_str().into()),
            headers: Vec::new(),
            body: self.clean(&body),
            status,
            error,
            code: outcome.code(),
            micros: u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX),
            rule: None,
            tries: outcome.tries,
            answer,
        });
    }

    fn push(&self, mut entry: Entry) {
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        ring.last += 1;
        entry.number = ring.last;
        ring.bytes += entry.bytes();
        ring.entries.push_back(Arc::new(entry));
        while ring.entries.len() > MAX_ENTRIES || ring.bytes > MAX_BYTES {
            let Some(oldest) = ring.entries.pop_front() else { break };
            ring.bytes -= oldest.bytes().min(ring.bytes);
        }
        let last = ring.last;
        drop(ring);
        self.newest.send_replace(last);
    }

    /// The entries after this number, oldest first.
    pub(super) fn since(&self, number: u64) -> Vec<Arc<Entry>> {
        let ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let start = ring.entries.partition_point(|entry| entry.number <= number);
        ring.entries.iter().skip(start).map(Arc::clone).collect()
    }

    /// Forgets all entries. Their numbers are not used again.
    pub(super) fn clear(&self) {
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        ring.entries.clear();
        ring.bytes = 0;
    }

    /// Strikes the secret out of an answer, which is shared with the connection where there is nothing to strike out.
    fn clean_answer(&self, answer: Bytes) -> Bytes {
        match (&self.secret, std::str::from_utf8(&answer)) {
            (Some(secret), Ok(text)) if text.contains(secret.expose_secret()) => {
                Bytes::from(text.replace(secret.expose_secret(), "•••"))
            }
            _ => answer,
        }
    }

    /// Strikes the secret out, and passwords of addresses that fields hold. A text without such stays as it is.
    fn clean_form(&self, text: &str) -> Box<str> {
        let has = |plain: &str, encoded: &str| text.contains(plain) || text.contains(encoded);
        if !(has("://", "%3A%2F%2F") || text.contains("%3a%2f%2f")) || !has("@", "%40") {
            return self.clean(text);
        }
        let (path, form) = match text.split_once('?') {
            Some((path, query)) if path.starts_with('/') => (format!("{path}?"), query),
            _ => (String::new(), text),
        };
        let mut cleaned = form_urlencoded::Serializer::new(path);
        let mut found = false;
        for (name, value) in form_urlencoded::parse(form.as_bytes()) {
            let clean = without_password(&value);
            found |= matches!(clean, Cow::Owned(_));
            cleaned.append_pair(&name, &clean);
        }
        if found { self.clean(&cleaned.finish()) } else { self.clean(text) }
    }

    /// Strikes the secret out.
    fn clean(&self, text: &str) -> Box<str> {
        match self.secret.as_ref().map(|secret| secret.expose_secret()) {
            Some(secret) if text.contains(secret) => text.replace(secret, "•••").into(),
            _ => text.into(),
        }
    }
}

/// An address may name a user with a password.
fn without_password(url: &str) -> Cow<'_, str> {
    let parts = url.split_once("://").and_then(|(scheme, rest)| {
        let authority = rest.split(['/', '?', '#']).next()?;
        let (user, host) = authority.rsplit_once('@')?;
        let (user, _) = user.split_once(':')?;
        Some((scheme, user, host, rest.get(authority.len()..)?))
    });
    match parts {
        Some((scheme, user, host, rest)) => format!("{scheme}://{user}:•••@{host}{rest}").into(),
        None => url.into(),
    }
}

impl Mock {
    /// The log, oldest first.
    pub fn log(&self) -> Vec<Arc<Entry>> {
        self.shared.log.since(0)
    }

    /// What the log has after this number, oldest first: cheap to ask often.
    pub fn log_since(&self, number: u64) -> Vec<Arc<Entry>> {
        self.shared.log.since(number)
    }

    /// The number of the newest entry, to be waited on.
    pub fn log_changes(&self) -> watch::Receiver<u64> {
        self.shared.log.newest.subscribe()
    }

    /// Switches the log on or off; what it has stays. It is on at first.
    pub fn set_log(&self, on: bool) {
        self.shared.log.on.store(on, Ordering::Relaxed);
    }

    /// Empties the log.
    pub fn clear_log(&self) {
        self.shared.log.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::twilio::curl::quoted;

    #[test]
    fn passwords_of_addresses_are_struck_out() {
        let check = |url: &str, expected: &str| assert_eq!(without_password(url), expected);
        check("http://ann:s3cret@127.0.0.1:1/x?a=b@c", "http://ann:•••@127.0.0.1:1/x?a=b@c");
        check("http://ann@127.0.0.1/", "http://ann@127.0.0.1/");
        check("http://127.0.0.1/a:b@c", "http://127.0.0.1/a:b@c");
        check("nonsense", "nonsense");
    }

    #[test]
    fn words_of_a_shell_are_quoted() {
        let check = |text: &str, expected: &str| assert_eq!(quoted(text), expected);
        check("a=b%20c", "a=b%20c");
        check("it's $HOME", r"'it'\''s $HOME'");
        check("a&b", "'a&b'");
        check("", "''");
    }
}
