//! What the mock lets pass, and when a message's status moves.
//!
//! A status is worked out from dates when it is asked for: there are no timers, and a restarted clock harms nothing.

use jiff::{SignedDuration, Timestamp};

/// Milliseconds after the start until a message of a Messaging Service has its sender. Unverified: real times vary.
const QUEUED_AFTER: f64 = 100.0;
/// Milliseconds after the start until a message has left.
const SENT_AFTER: f64 = 200.0;
/// Milliseconds after the start until a message has arrived.
const DELIVERED_AFTER: f64 = 500.0;

/// The limit of a message body, in code points.
pub(super) const MAX_BODY: usize = 1600;
/// The limit of a conversation's or channel's message body, in bytes.
pub(super) const MAX_CHAT_BODY: usize = 32 * 1024;
/// The most media URLs of a message.
pub(super) const MAX_MEDIA: usize = 10;

/// Where a message is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A Messaging Service has it and picks a sender.
    Accepted,
    /// It waits for its time.
    Scheduled,
    /// It was called back before its time.
    Canceled,
    /// It has its sender and waits in the queue.
    Queued,
    /// It has left.
    Sent,
    /// It has arrived.
    Delivered,
    /// It has left and did not arrive.
    Undelivered,
    /// A contact's message is on its way in.
    Receiving,
    /// A contact's message is here.
    Received,
}

impl Status {
    /// The word on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Scheduled => "scheduled",
            Self::Canceled => "canceled",
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Undelivered => "undelivered",
            Self::Receiving => "receiving",
            Self::Received => "received",
        }
    }

    /// Whether nothing more will happen.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::Undelivered | Self::Received | Self::Canceled)
    }
}

/// The mock's rules.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    /// Messaging Services and content templates must have been created.
    pub(super) strict: bool,
    /// The account's credentials are test credentials.
    pub(super) test_credentials: bool,
    /// What the times of the life cycle are multiplied by.
    pub(super) speed: f64,
}

impl Policy {
    /// Where a message that started at `start` is now, and since when.
    pub(super) fn progress(&self, start: Timestamp, now: Timestamp, service: bool) -> (Status, Timestamp) {
        let at = |millis| self.moment(start, millis);
        if now >= at(DELIVERED_AFTER) {
            (Status::Delivered, at(DELIVERED_AFTER))
        } else if now >= at(SENT_AFTER) {
            (Status::Sent, at(SENT_AFTER))
        } else if service && now < at(QUEUED_AFTER) {
            (Status::Accepted, start)
        } else if service {
            (Status::Queued, at(QUEUED_AFTER))
        } else {
            (Status::Queued, start)
        }
    }

    /// When a message that started at `start` leaves.
    pub(super) fn leaves(&self, start: Timestamp) -> Timestamp {
        self.moment(start, SENT_AFTER)
    }

    /// When a message that set off at `start` has arrived, or is known not to arrive.
    pub(super) fn ends(&self, start: Timestamp) -> Timestamp {
        self.moment(start, DELIVERED_AFTER)
    }

    /// When a contact's message that came at `start` is here as a whole.
    pub(super) fn arrives(&self, start: Timestamp) -> Timestamp {
        self.moment(start, QUEUED_AFTER)
    }

    fn moment(&self, start: Timestamp, millis: f64) -> Timestamp {
        // A day stands for "never" here, so that an odd factor cannot leave the calendar.
        let seconds = (millis * self.speed / 1000.0).clamp(0.0, 86_400.0);
        let after = SignedDuration::try_from_secs_f64(seconds).unwrap_or_default();
        start.checked_add(after).unwrap_or(start)
    }
}

/// Whether this is an absolute HTTP(S) URL with a host.
pub(super) fn is_http_url(text: &str) -> bool {
    url_host(text).is_some_and(|host| !host.is_empty())
}

/// Whether Twilio would call this address: such a URL, not too long, no underscore in the host's name.
pub(super) fn is_callback(text: &str) -> bool {
    text.len() <= 4000 && url_host(text).is_some_and(|host| !host.is_empty() && !host.contains('_'))
}

fn url_host(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    if text.chars().any(|char| char.is_whitespace() || char.is_control() || "<>\"{}|\\^`".contains(char)) {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    Some(host.split(':').next().unwrap_or(host))
}
