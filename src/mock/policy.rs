//! What the mock lets pass, and when a message's status moves.
//!
//! A status is worked out from dates when it is asked for, so it is right at any time, and a clock that was set anew harms
//! nothing. Who announces statuses takes their times from here, too; nothing here waits.

use jiff::{SignedDuration, Timestamp};

/// A status and the milliseconds after the start at which a message takes it. Unverified: real times vary.
type Stage = (Status, f64);
/// A Messaging Service has found a sender. Other messages are queued from the start.
const QUEUED: Stage = (Status::Queued, 100.0);
const SENDING: Stage = (Status::Sending, 175.0);
const SENT: Stage = (Status::Sent, 200.0);
const DELIVERED: Stage = (Status::Delivered, 500.0);

/// A month stands for "never", so that an odd factor cannot leave the calendar.
const LONGEST_SECONDS: f64 = 30.0 * 86_400.0;

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
    /// It is being handed to the carrier.
    Sending,
    /// It has left.
    Sent,
    /// It never left.
    Failed,
    /// It has arrived.
    Delivered,
    /// It left and did not arrive.
    Undelivered,
    /// It was read, as channels other than SMS can tell.
    Read,
    /// A contact's message is on its way in.
    Receiving,
    /// A contact's message is here.
    Received,
}

impl Status {
    /// Every status that a message can be planned to end in.
    pub(super) const ENDS: [Self; 7] = [
        Self::Queued,
        Self::Sending,
        Self::Sent,
        Self::Failed,
        Self::Delivered,
        Self::Undelivered,
        Self::Read,
    ];

    /// The word on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Scheduled => "scheduled",
            Self::Canceled => "canceled",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Delivered => "delivered",
            Self::Undelivered => "undelivered",
            Self::Read => "read",
            Self::Receiving => "receiving",
            Self::Received => "received",
        }
    }

    /// Whether nothing more will happen.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Failed | Self::Delivered | Self::Undelivered | Self::Read | Self::Received | Self::Canceled
        )
    }

    /// Whether a message in this status has left.
    pub(super) fn has_left(self) -> bool {
        matches!(self, Self::Sent | Self::Delivered | Self::Undelivered | Self::Read)
    }

    /// Whether a message in this status went wrong, and so has a code.
    pub(super) fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::Undelivered)
    }

    /// The stages of a message that ends so.
    fn stages(self) -> &'static [Stage] {
        match self {
            Self::Failed => &[QUEUED, SENDING, (Self::Failed, 250.0)],
            Self::Undelivered => &[QUEUED, SENDING, SENT, (Self::Undelivered, 500.0)],
            Self::Read => &[QUEUED, SENDING, SENT, DELIVERED, (Self::Read, 1000.0)],
            Self::Accepted | Self::Scheduled | Self::Canceled | Self::Receiving | Self::Received => &[],
            Self::Queued => &[QUEUED],
            Self::Sending => &[QUEUED, SENDING],
            Self::Sent => &[QUEUED, SENDING, SENT],
            Self::Delivered => &[QUEUED, SENDING, SENT, DELIVERED],
        }
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

/// What is to become of a message, where it is not the usual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Plan {
    /// The last status.
    pub(super) end: Status,
    /// The code of a failure.
    pub(super) code: Option<u32>,
    /// Seconds after the start at which the last status comes; the stages before it are not later than usual.
    pub(super) after: Option<f64>,
}

impl Plan {
    /// What becomes of a message that nobody planned anything for.
    pub(super) const USUAL: Self = Self { end: Status::Delivered, code: None, after: None };

    /// A message that is accepted and then fails with this code. What the carrier has to say comes after the message
    /// has left; everything else keeps it from leaving.
    pub(super) fn failing(code: u32) -> Self {
        let by_carrier = matches!(code, 30003..=30008 | 63003 | 63015 | 63016 | 63024 | 63036);
        let end = if by_carrier { Status::Undelivered } else { Status::Failed };
        Self { end, code: Some(code), after: None }
    }
}

impl Policy {
    /// The statuses that a message takes which sets off at `start`, in order, each with its time; the initial one is
    /// not among them. `service`: it has a Messaging Service, which queues it.
    pub(super) fn steps(
        self,
        start: Timestamp,
        service: bool,
        plan: Plan,
    ) -> impl DoubleEndedIterator<Item = (Status, Timestamp)> {
        let stages = plan.end.stages();
        let usual = stages.last().map_or(0.0, |(_, millis)| *millis);
        let end = plan.after.map_or(usual, |seconds| seconds * 1000.0);
        let hurry = (end / usual).min(1.0);
        stages.iter().filter(move |(status, _)| service || *status != Status::Queued).map(
            move |(status, millis)| {
                let millis = if *status == plan.end { end } else { millis * hurry };
                (*status, self.moment(start, millis))
            },
        )
    }

    /// Where a message is now that set off at `start` with this plan, and since when.
    pub(super) fn planned(
        self,
        start: Timestamp,
        now: Timestamp,
        service: bool,
        plan: Plan,
    ) -> (Status, Timestamp) {
        let initial = if service { Status::Accepted } else { Status::Queued };
        self.steps(start, service, plan).rfind(|(_, time)| *time <= now).unwrap_or((initial, start))
    }

    /// When a message that set off at `start` leaves.
    pub(super) fn leaves(self, start: Timestamp, plan: Plan) -> Timestamp {
        self.steps(start, true, plan)
            .find_map(|(status, time)| (status == Status::Sent).then_some(time))
            .unwrap_or(start)
    }

    /// When a message that set off at `start` has arrived, or is known not to arrive.
    pub(super) fn ends(self, start: Timestamp) -> Timestamp {
        self.moment(start, DELIVERED.1)
    }

    /// When a contact's message that came at `start` is here as a whole.
    pub(super) fn arrives(self, start: Timestamp) -> Timestamp {
        self.moment(start, QUEUED.1)
    }

    fn moment(self, start: Timestamp, millis: f64) -> Timestamp {
        let seconds = (millis * self.speed / 1000.0).clamp(0.0, LONGEST_SECONDS);
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
