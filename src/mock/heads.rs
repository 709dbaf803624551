//! What is said about a thread (a conversation or channel): its names, state and timers, and how a form changes them.

use jiff::{SignedDuration, Timestamp};

use super::call::{Call, Fields};
use super::dates::parse_duration;
use super::errors::Failure;
use super::store::Account;
use super::talk::{Dialect, attributes, date, within};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, is_sid};

/// What is said about a thread; changed as a whole, so that a refused change leaves nothing behind.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) sid: String,
    pub(super) service: String,
    pub(super) messaging_service: Option<String>,
    pub(super) friendly_name: Option<String>,
    pub(super) unique_name: Option<String>,
    pub(super) attributes: String,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// When something last happened; the timers run from here.
    pub(super) touched: Timestamp,
    /// The state as it was last set; [`state_of`] says what the timers have made of it.
    pub(super) state: &'static str,
    pub(super) inactive_after: Option<SignedDuration>,
    pub(super) closed_after: Option<SignedDuration>,
    pub(super) email: Option<(String, Option<String>)>,
    pub(super) public: bool,
    pub(super) created_by: String,
}

/// The state at this moment. Unverified: that both timers run from the last activity.
pub(super) fn state_of(head: &Head, now: Timestamp) -> &'static str {
    let over =
        |after: Option<SignedDuration>| after.is_some_and(|after| now.duration_since(head.touched) >= after);
    match head.state {
        "closed" => "closed",
        _ if over(head.closed_after) => "closed",
        "active" if over(head.inactive_after) => "inactive",
        state => state,
    }
}

/// The closed state is final.
pub(super) fn must_be_open(head: &Head, now: Timestamp) -> Result<(), Failure> {
    if state_of(head, now) == "closed" {
        return Err(Failure::bad(50377, "Can't update conversation as it's in final closed state"));
    }
    Ok(())
}

/// The same for a request about a thread or something in it: a closed one can only be read, or be removed as a whole.
pub(super) fn must_be_open_for(
    account: &Account,
    call: &Call,
    thread: &str,
    rest: &[&str],
    now: Timestamp,
) -> Result<(), Failure> {
    let is_allowed = call.method == Method::Get || call.method == Method::Delete && rest.is_empty();
    match account.threads.get(thread) {
        Some(thread) if !is_allowed => must_be_open(&thread.head, now),
        _ => Ok(()),
    }
}

/// Reads what the form names into a head; a head without a SID is new.
pub(super) fn changed(
    account: &Account,
    form: &Fields,
    mut head: Head,
    dialect: Dialect,
) -> Result<Head, Failure> {
    let creating = head.sid.is_empty();
    let limit = if dialect == Dialect::Chat { 64 } else { 256 };
    if let Some(name) = form.get("FriendlyName") {
        within(name, limit, 50003, "Friendly name too long")?;
        head.friendly_name = Some(name.to_owned()).filter(|name| !name.is_empty());
    }
    if let Some(name) = form.get("UniqueName") {
        within(name, limit, 50004, "Unique Name too long")?;
        unique(account, &head, name, dialect)?;
        head.unique_name = Some(name.to_owned()).filter(|name| !name.is_empty());
    }
    if let Some(attributes) = attributes(form, 16 * 1024)? {
        head.attributes = attributes;
    }
    if let Some(time) = date(form, "DateCreated", 50308)? {
        head.created = time;
        if creating {
            head.updated = time;
        }
    }
    if let Some(time) = date(form, "DateUpdated", 50309)? {
        head.updated = time;
    }
    match dialect {
        Dialect::Conversations => {
            if creating {
                let defaults = &account.configuration;
                head.messaging_service.clone_from(&defaults.messaging_service);
                (head.inactive_after, head.closed_after) =
                    (defaults.inactive_after(), defaults.closed_after());
            }
            conversation_fields(form, &mut head, creating)?;
        }
        Dialect::Chat => {
            // A channel keeps its type: it is no field of an update, and like any such it is passed over.
            match form.filled("Type").filter(|_| creating) {
                Some("private") => head.public = false,
                Some("public") | None => {}
                // Unverified: how the service words another type.
                Some(_) => {
                    return Err(Failure::bad(20422, "Type must be public or private and cannot change"));
                }
            }
            if let Some(author) = form.filled("CreatedBy") {
                head.created_by = author.to_owned();
            }
        }
    }
    Ok(head)
}

fn conversation_fields(form: &Fields, head: &mut Head, creating: bool) -> Result<(), Failure> {
    if let Some(sid) = form.filled("MessagingServiceSid") {
        if !is_sid(sid, prefix::MESSAGING_SERVICE) {
            return Err(Failure::bad(50341, "Invalid messaging service SID"));
        }
        head.messaging_service = Some(sid.to_owned());
    }
    head.state = match form.filled("State") {
        None => head.state,
        Some("active") => "active",
        Some("inactive") => "inactive",
        Some("initializing") => "initializing",
        Some("closed") if creating => return Err(Failure::bad(50384, "Initial state can't be 'closed'")),
        Some("closed") => "closed",
        Some(_) => return Err(Failure::bad(50378, "'State' parameter value is invalid")),
    };
    let inactive = inactive_timer(form.filled("Timers.Inactive"))?;
    let closed = closed_timer(form.filled("Timers.Closed"))?;
    head.inactive_after = inactive.or(head.inactive_after);
    head.closed_after = closed.or(head.closed_after);
    if let Some(address) = form.filled("Bindings.Email.Address") {
        head.email = Some((address.to_owned(), form.filled("Bindings.Email.Name").map(str::to_owned)));
    }
    Ok(())
}

/// Reads the time after which a conversation is inactive.
pub(super) fn inactive_timer(text: Option<&str>) -> Result<Option<SignedDuration>, Failure> {
    timer(
        text,
        60,
        (50379, "TimeToInactive format is invalid"),
        (50375, "TimeToInactive should be greater or equal to 1 minute"),
    )
}

/// Reads the time after which a conversation is closed.
pub(super) fn closed_timer(text: Option<&str>) -> Result<Option<SignedDuration>, Failure> {
    timer(
        text,
        600,
        (50380, "TimeToClosed format is invalid"),
        (50376, "TimeToClosed should be greater or equal to 10 minutes"),
    )
}

fn timer(
    text: Option<&str>,
    least: i64,
    bad: (u32, &str),
    short: (u32, &str),
) -> Result<Option<SignedDuration>, Failure> {
    let Some(text) = text else { return Ok(None) };
    match parse_duration(text) {
        None => Err(Failure::bad(bad.0, bad.1)),
        Some(duration) if duration.as_secs() < least => Err(Failure::bad(short.0, short.1)),
        duration => Ok(duration),
    }
}

fn unique(account: &Account, head: &Head, name: &str, dialect: Dialect) -> Result<(), Failure> {
    let chat = dialect == Dialect::Chat;
    if is_sid(name, prefix::CONVERSATION) {
        return Err(if chat {
            Failure::bad(50306, "Unique name should not match channel SID pattern")
        } else {
            Failure::bad(50390, "Unique name should not match conversation sid pattern")
        });
    }
    let taken = account.names.get(&(head.service.clone(), name.to_owned()));
    if taken.is_some_and(|sid| *sid != head.sid) {
        return Err(if chat {
            Failure::new(409, 50307, "Channel with provided unique name already exists")
        } else {
            Failure::new(409, 50353, "Conversation with provided unique name already exists")
        });
    }
    Ok(())
}
