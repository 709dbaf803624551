//! What came in, what was answered, and what went out: a bounded record for people.
//!
//! The newest entries are kept, bounded by number and by bytes. A secret never gets in: of the `Authorization` header
//! only the account is kept, and each text goes through the [`Scrubber`].

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;
use tokio::sync::watch;

use super::Mock;
use super::courier::{Delivery, Outcome};
use super::scrub::Scrubber;
use crate::twilio::curl::{Curl, user_word};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, Product, is_sid};

/// How many entries are kept.
const MAX_ENTRIES: usize = 2_000;
/// How many bytes all entries may take together.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// How much of a body or an answer is kept.
const MAX_TEXT: usize = 16 * 1024;
/// What an entry takes besides its texts.
const ENTRY_BYTES: usize = size_of::<Entry>() + 64;
/// How much more of a text is looked at than is kept.
const MAX_SECRET: usize = 1024;

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
    /// The account that asked, or that a delivery is about; always a well-formed SID.
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
    /// The body of the answer, cut where it is long.
    pub answer: Box<str>,
}

impl Entry {
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
            || has(&self.answer)
            || self.rule.as_deref().is_some_and(has)
            || self.error.as_deref().is_some_and(has)
            || self.status.is_some_and(|status| has(&status.to_string()))
            || decoded()
    }

    fn bytes(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(_, value)| value.len() + 32).sum();
        let names = self.what.len() + self.method.len() + self.host.len();
        ENTRY_BYTES + names + self.target.len() + self.body.len() + self.answer.len() + headers
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
    pub(super) headers: Vec<(&'static str, &'a str)>,
    pub(super) body: &'a [u8],
    pub(super) status: Option<u16>,
    pub(super) answer: &'a [u8],
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
    /// Keeps out what must not get in.
    scrubber: Scrubber,
}

#[derive(Debug, Default)]
struct Ring {
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
    last: u64,
}

impl Log {
    /// An empty log that strikes out this token, and those that it learns.
    pub(super) fn new(token: Option<SecretString>) -> Self {
        Self {
            ring: Mutex::new(Ring::default()),
            on: AtomicBool::new(true),
            newest: watch::Sender::new(0),
            scrubber: Scrubber::new(token),
        }
    }

    /// Whether anything is recorded.
    pub(super) fn is_on(&self) -> bool {
        self.on.load(Ordering::Relaxed)
    }

    /// Strikes out this token, too.
    pub(super) fn learn(&self, token: &str) {
        self.scrubber.learn(token);
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
            host: self.scrubber.clean_host(came.host).into(),
            target: self.scrubber.clean(came.target).into(),
            // Of a path that nobody signed in for it may be anything.
            account: came.account.filter(|sid| is_sid(sid, prefix::ACCOUNT)).map(Into::into),
            headers: came
                .headers
                .into_iter()
                .map(|(name, value)| (name, self.scrubber.clean(value).into()))
                .collect(),
            body: self.text(came.body),
            status: came.status,
            code: None,
            error: came.status.is_none().then(|| "the connection was dropped".into()),
            micros: u64::try_from(came.elapsed.as_micros()).unwrap_or(u64::MAX),
            rule: came.rule,
            tries: 1,
            answer: self.text(came.answer),
        });
    }

    /// Records a delivery.
    pub(super) fn sent(&self, sent: Sent<'_>) {
        if !self.is_on() {
            return;
        }
        let Sent { at, delivery, outcome, elapsed } = sent;
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(&delivery.fields).finish();
        let mut target = delivery.url.clone();
        let mut body = String::new();
        if delivery.method == Method::Get {
            let at = target.find('#').unwrap_or(target.len());
            let sign = if target.contains('?') { '&' } else { '?' };
            target.insert_str(at, &format!("{sign}{encoded}"));
        } else {
            body = encoded;
        }
        let (status, error, answer) = match &outcome.result {
            Ok(received) => (Some(received.status), None, self.text(received.body.as_bytes())),
            Err(why) => (None, Some(self.text(why.to_string().as_bytes())), "".into()),
        };
        self.push(Entry {
            number: 0,
            at,
            way: Way::Out,
            what: delivery.what.clone().into(),
            method: delivery.method.name().into(),
            host: "".into(),
            target: self.text(target.as_bytes()),
            account: Some(delivery.account.as_str().into()),
            headers: Vec::new(),
            body: self.text(body.as_bytes()),
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

    /// A text without secrets, cut where it is long.
    fn text(&self, bytes: &[u8]) -> Box<str> {
        // What stands across the cut has to be seen whole to be struck out.
        let beginning = bytes.get(..MAX_TEXT + MAX_SECRET).unwrap_or(bytes);
        let text = String::from_utf8_lossy(beginning);
        let clean = self.scrubber.clean(&text);
        clean.get(..clean.floor_char_boundary(MAX_TEXT)).unwrap_or(&clean).into()
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
