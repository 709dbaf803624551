//! `/2010-04-01/Accounts/{AC}/Messages`: create, fetch, list, redact, cancel, delete.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::call::{Answer, Call, Reply};
use super::dates::{parse_span, rfc2822};
use super::errors::Failure;
use super::job::Job;
use super::ledger::{Ledger, Wish};
use super::paging::{self, Order};
use super::policy::{Policy, Status};
use super::store::{Direction, Sms, World};
use super::{inbound, magic, media, numbers, sending};
use crate::twilio::phone::Address;
use crate::twilio::sid::prefix;
use crate::twilio::{Method, error_title};

/// Answers what is asked below an account of the first API.
pub(super) fn answer(world: &mut World<'_>, call: &Call) -> Reply {
    let parts = call.parts();
    // Only what creates something can be tried with test credentials.
    let can_be_tried = matches!(parts.as_slice(), ["Messages" | "Calls" | "IncomingPhoneNumbers"])
        && call.method == Method::Post;
    if world.policy.test_credentials && !can_be_tried {
        return Err(Failure::test_credentials());
    }
    match (call.method, parts.as_slice()) {
        (Method::Post, ["Messages"]) => create(world, call),
        (Method::Get, ["Messages"]) => list(world, call),
        (Method::Get, ["Messages", sid]) => fetch(world, call, sid),
        (Method::Post, ["Messages", sid]) => update(world, call, sid),
        (Method::Delete, ["Messages", sid]) => delete(world, call, sid),
        (_, ["Messages"] | ["Messages", _]) => Err(Failure::method()),
        (_, ["Messages", sid, rest @ ..]) => media::answer(world, call, sid, rest),
        (_, ["IncomingPhoneNumbers", rest @ ..]) => numbers::answer(world, call, rest),
        (_, ["_cordboard", "inbound"]) => inbound::answer(world, call),
        _ => Err(call.unserved()),
    }
}

fn create(world: &mut World<'_>, call: &Call) -> Reply {
    let letter = sending::check(world, call)?;
    let sms = sending::sms_of(world, &call.account, letter, Direction::Api);
    let status = match (&sms.service, sms.send_at) {
        (_, Some(_)) => Status::Scheduled,
        (Some(_), None) => Status::Accepted,
        (None, None) => Status::Queued,
    };
    let answer = json_of(&sms, &call.account, &View::fresh(status, world.now), false);
    if !world.policy.test_credentials {
        sending::keep(world, &call.account, sms);
    }
    Answer::created(answer)
}

/// How a message looks at one moment.
struct View {
    status: Status,
    updated: Timestamp,
    sent: Option<Timestamp>,
    /// The code of what went wrong.
    error: Option<u32>,
}

impl View {
    fn fresh(status: Status, now: Timestamp) -> Self {
        Self { status, updated: now, sent: None, error: None }
    }

    fn of(sms: &Sms, policy: Policy, now: Timestamp) -> Self {
        let mut view = Self::progress(sms, policy, now);
        if let Some(redacted) = sms.redacted {
            view.updated = view.updated.max(redacted);
        }
        view
    }

    fn progress(sms: &Sms, policy: Policy, now: Timestamp) -> Self {
        if let Some(canceled) = sms.canceled {
            return Self::fresh(Status::Canceled, canceled);
        }
        if sms.direction == Direction::Inbound {
            let here = policy.arrives(sms.created);
            let (status, updated) =
                if now < here { (Status::Receiving, sms.created) } else { (Status::Received, here) };
            return Self { status, updated, sent: Some(sms.created), error: None };
        }
        let start = sms.send_at.unwrap_or(sms.created);
        if sms.send_at.is_some_and(|time| now < time) {
            return Self::fresh(Status::Scheduled, sms.created);
        }
        let plan = sms.plan();
        let (status, updated) = policy.planned(start, now, sms.service.is_some(), plan);
        let sent = status.has_left().then(|| policy.leaves(start, plan));
        Self { status, updated, sent, error: plan.code.filter(|_| status.is_failure()) }
    }
}

/// The status of a message at this moment.
pub(super) fn status_of(sms: &Sms, policy: Policy, now: Timestamp) -> Status {
    View::of(sms, policy, now).status
}

/// What a failure's code means, as resources and callbacks put it.
pub(super) fn failure_text(code: u32) -> &'static str {
    error_title(code).unwrap_or("Unknown error")
}

/// The code of what went wrong with a message by now.
pub(super) fn error_of(sms: &Sms, policy: Policy, now: Timestamp) -> Option<u32> {
    View::of(sms, policy, now).error
}

/// The number that a message is sent from; a Messaging Service picks one when the message is queued.
pub(super) fn sender_of(sms: &Sms, status: Status) -> Option<String> {
    let waits = matches!(status, Status::Accepted | Status::Scheduled | Status::Canceled);
    match (&sms.from, &sms.service) {
        (Some(from), _) => Some(from.clone()),
        (None, Some(_)) if waits => None,
        _ => Some(sms.picked().map_or_else(|| default_sender(&sms.to), str::to_owned)),
    }
}

/// Who sends where nobody is named and no pool is known.
pub(super) fn default_sender(to: &str) -> String {
    let channel = Address::parse(to).and_then(Address::channel);
    channel.map_or_else(|| magic::OWNED.to_owned(), |channel| format!("{}:{}", channel.name(), magic::OWNED))
}

/// The resource as it is now.
pub(super) fn shown(sms: &Sms, account: &str, policy: Policy, now: Timestamp) -> Value {
    json_of(sms, account, &View::of(sms, policy, now), true)
}

/// The resource in the key order of the wire. `links` adds what only a later reading shows.
fn json_of(sms: &Sms, account: &str, view: &View, links: bool) -> Value {
    let waits = matches!(view.status, Status::Accepted | Status::Scheduled | Status::Canceled);
    let segments = if waits { 0 } else { sms.segments };
    let uri = format!("/2010-04-01/Accounts/{account}/Messages/{}", sms.sid);
    let mut parts = Map::new();
    parts.insert("media".into(), json!(format!("{uri}/Media.json")));
    if links {
        parts.insert("feedback".into(), json!(format!("{uri}/Feedback.json")));
    }
    json!({
        "sid": sms.sid,
        "date_created": rfc2822(sms.created),
        "date_updated": rfc2822(view.updated),
        "date_sent": view.sent.map(rfc2822),
        "account_sid": account,
        "to": sms.to,
        "from": sender_of(sms, view.status),
        "messaging_service_sid": sms.service,
        "body": sms.body,
        "status": view.status.name(),
        "num_segments": segments.to_string(),
        "num_media": sms.media().count().to_string(),
        "direction": sms.direction.name(),
        "api_version": "2010-04-01",
        "price": view.sent.map(|_| price(sms.segments)),
        "price_unit": "USD",
        "error_code": view.error,
        "error_message": view.error.map(failure_text),
        "uri": format!("{uri}.json"),
        "subresource_uris": parts,
    })
}

/// Three quarters of a US cent for each segment, negative, with five decimals.
fn price(segments: usize) -> String {
    let hundred_thousandths = segments.saturating_mul(750);
    format!("-{}.{:05}", hundred_thousandths / 100_000, hundred_thousandths % 100_000)
}

fn fetch(world: &mut World<'_>, call: &Call, sid: &str) -> Reply {
    let (policy, now) = (world.policy, world.now);
    // Who only reads makes no account.
    let sms = world.store.look(&call.account).and_then(|account| account.messages.get(sid));
    let sms = sms.ok_or_else(|| call.not_found())?;
    Answer::ok(json_of(sms, &call.account, &View::of(sms, policy, now), true))
}

fn list(world: &mut World<'_>, call: &Call) -> Reply {
    let (policy, now) = (world.policy, world.now);
    let span = |name: &str| match call.query.filled(name) {
        None => Ok(None),
        // Unverified: how the service words a date that is none.
        Some(text) => parse_span(text)
            .map(Some)
            .ok_or_else(|| Failure::bad(20422, format!("{name} is not a valid date"))),
    };
    let (on, until, since) = (span("DateSent")?, span("DateSent<")?, span("DateSent>")?);
    let wanted = |sms: &Sms| {
        if call.query.filled("To").is_some_and(|to| to != sms.to) {
            return false;
        }
        if on.is_none() && until.is_none() && since.is_none() && call.query.filled("From").is_none() {
            return true;
        }
        let view = View::of(sms, policy, now);
        let from = sender_of(sms, view.status);
        if call.query.filled("From").is_some_and(|wanted| from.as_deref() != Some(wanted)) {
            return false;
        }
        let sent = view.sent;
        on.is_none_or(|(start, end)| sent.is_some_and(|sent| start <= sent && sent < end))
            && until.is_none_or(|(_, end)| sent.is_some_and(|sent| sent < end))
            && since.is_none_or(|(start, _)| sent.is_some_and(|sent| sent >= start))
    };
    let none = Ledger::default();
    let messages = world.store.look(&call.account).map_or(&none, |account| &account.messages);
    let wish = Wish {
        to: call.query.filled("To"),
        from: call.query.filled("From"),
        since: [on, since].into_iter().flatten().map(|(start, _)| start).max(),
        until: [on, until].into_iter().flatten().map(|(_, end)| end).min(),
    };
    let likely = messages.likely(wish, policy);
    let page = paging::cut_rows(&likely, call, Order::Descending, 1000, prefix::SMS, wanted)?;
    let rows =
        page.rows.iter().map(|sms| json_of(sms, &call.account, &View::of(sms, policy, now), true)).collect();
    Answer::ok(page.api_list(call, "messages", rows))
}

/// An empty body redacts, `Status=canceled` calls a scheduled message back; nothing else can be changed.
fn update(world: &mut World<'_>, call: &Call, sid: &str) -> Reply {
    let (policy, now) = (world.policy, world.now);
    let sms = world.store.account(&call.account).messages.get_mut(sid).ok_or_else(|| call.not_found())?;
    let status = status_of(sms, policy, now);
    // Unverified: codes and texts of the refusals below.
    match call.form.filled("Status") {
        None => {}
        Some("canceled") if status == Status::Scheduled => {}
        Some("canceled") => {
            return Err(Failure::new(409, 20409, "Only a scheduled message can be canceled"));
        }
        Some(_) => return Err(Failure::bad(20422, "Status can only be set to canceled")),
    }
    match call.form.get("Body") {
        None => {}
        Some("") if status.is_final() => {}
        Some("") => {
            return Err(Failure::new(409, 20009, "Cannot redact this resource before it is complete"));
        }
        Some(_) => return Err(Failure::bad(20422, "Body can only be set to an empty text")),
    }
    // Nothing was refused, so now it is done.
    if call.form.get("Body").is_some() {
        sms.body.clear();
        sms.redacted = Some(now);
    }
    let is_canceled = call.form.filled("Status").is_some();
    if is_canceled {
        sms.canceled = Some(now);
    }
    let answer = json_of(sms, &call.account, &View::of(sms, policy, now), true);
    if is_canceled && sms.callback().is_some() {
        world.jobs.push(Job::Canceled { account: call.account.clone(), sid: sid.to_owned() });
    }
    Answer::ok(answer)
}

fn delete(world: &mut World<'_>, call: &Call, sid: &str) -> Reply {
    let (policy, now) = (world.policy, world.now);
    let messages = &mut world.store.account(&call.account).messages;
    let sms = messages.get(sid).ok_or_else(|| call.not_found())?;
    if !status_of(sms, policy, now).is_final() {
        return Err(Failure::new(409, 20009, "Cannot delete this resource before it is complete"));
    }
    if let Some(number) = messages.remove(sid) {
        world.store.forget(number);
    }
    Answer::gone()
}
