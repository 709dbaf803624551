//! `/2010-04-01/Accounts/{AC}/Messages`: create, fetch, list, redact, cancel, delete.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::call::{Answer, Call, Reply};
use super::catalog;
use super::dates::{parse_span, parse_time, rfc2822};
use super::errors::Failure;
use super::job::Job;
use super::magic;
use super::paging::{self, Order};
use super::policy::{MAX_BODY, MAX_MEDIA, Policy, Status, is_callback, is_http_url};
use super::store::{Extra, Place, Sms, World};
use crate::twilio::phone::{self, Address};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, error_title, is_sid, measure};

/// Answers what is asked below an account of the first API.
pub(super) fn answer(world: &mut World<'_>, call: &Call) -> Reply {
    match (call.method, call.parts().as_slice()) {
        (Method::Post, ["Messages"]) => create(world, call),
        (_, ["Messages", ..]) if world.policy.test_credentials => {
            Err(Failure::new(403, 20008, "Resource not accessible with Test Account Credentials"))
        }
        (Method::Get, ["Messages"]) => list(world, call),
        (Method::Get, ["Messages", sid]) => fetch(world, call, sid),
        (Method::Post, ["Messages", sid]) => update(world, call, sid),
        (Method::Delete, ["Messages", sid]) => delete(world, call, sid),
        (_, ["Messages"] | ["Messages", _]) => Err(Failure::method()),
        _ if world.policy.test_credentials => {
            Err(Failure::new(403, 20008, "Resource not accessible with Test Account Credentials"))
        }
        _ => Err(call.not_found()),
    }
}

/// The order of the checks is the service's: sender, then content, then recipient.
fn create(world: &mut World<'_>, call: &Call) -> Reply {
    let form = &call.form;
    let (from, service) = sender(world, call)?;
    let (body, media) = content(world, call)?;
    options(call)?;
    let send_at = schedule(world.now, call, service.is_some())?;
    let named = from.as_deref().or(service.as_deref()).unwrap_or_default();
    let to = recipient(form.filled("To"), from.as_deref(), named, !media.is_empty())?;
    let sid = world.store.sid(if media.is_empty() { prefix::SMS } else { prefix::MMS });
    let sms = Sms {
        sid: sid.clone(),
        to,
        from,
        service,
        segments: measure(&body).segments.max(1),
        body,
        media,
        content_sid: form.filled("ContentSid").map(str::to_owned),
        content_variables: form.filled("ContentVariables").map(str::to_owned),
        created: world.now,
        send_at,
        canceled: None,
        redacted: None,
        extra: extra(world, call),
    };
    let status = match (&sms.service, send_at) {
        (_, Some(_)) => Status::Scheduled,
        (Some(_), None) => Status::Accepted,
        (None, None) => Status::Queued,
    };
    let answer = json_of(&sms, &call.account, &View::fresh(status, world.now), false);
    if !world.policy.test_credentials {
        if sms.callback().is_some() {
            world.jobs.push(Job::Follow { account: call.account.clone(), sid: sid.clone() });
        }
        let number = world.store.number();
        world.store.account(&call.account).messages.insert(number, &sid, sms);
        let place = Place::Api(world.store.name_of(&call.account));
        world.store.remember(number, place, &sid);
    }
    Answer::created(answer)
}

/// What the request or a rule wants beyond the usual. The request's callback wins over the Messaging Service's.
fn extra(world: &mut World<'_>, call: &Call) -> Option<Box<Extra>> {
    let service = call.form.filled("MessagingServiceSid");
    let callback = call.form.filled("StatusCallback").map(str::to_owned).or_else(|| {
        let service = world.store.account(&call.account).messaging_services.get(service?)?;
        service.status_callback().map(str::to_owned)
    });
    let extra = Extra { plan: call.plan, callback };
    (extra.plan.is_some() || extra.callback.is_some()).then(|| Box::new(extra))
}

fn sender(world: &mut World<'_>, call: &Call) -> Result<(Option<String>, Option<String>), Failure> {
    let from = call.form.filled("From");
    let service = call.form.filled("MessagingServiceSid");
    if from.is_none() && service.is_none() {
        return Err(Failure::bad(21603, "A 'From' phone number is required."));
    }
    if let Some(service) = service {
        if !is_sid(service, prefix::MESSAGING_SERVICE) {
            // Unverified: the text of this one.
            return Err(Failure::bad(21705, "The Messaging Service is invalid"));
        }
        let must_exist = world.policy.strict || world.policy.test_credentials;
        if must_exist && world.store.account(&call.account).messaging_services.get(service).is_none() {
            // Unverified: the text of this one.
            return Err(Failure::new(404, 21701, "The Messaging Service does not exist"));
        }
    }
    if let Some(from) = from {
        if let Some(failure) = magic::sender(from) {
            return Err(failure);
        }
        if world.policy.test_credentials && from != magic::OWNED {
            return Err(Failure::foreign_sender(from));
        }
        if Address::parse(from).is_none() {
            // A number that is none of ours is answered before a text that is no number at all.
            let looks = phone::looks_like_phone(from);
            return Err(if looks { Failure::foreign_sender(from) } else { Failure::bad_sender(from) });
        }
    }
    Ok((from.map(str::to_owned), service.map(str::to_owned)))
}

fn content(world: &mut World<'_>, call: &Call) -> Result<(String, Vec<String>), Failure> {
    let form = &call.form;
    let body = form.get("Body");
    let media: Vec<String> = form.all("MediaUrl").filter(|url| !url.is_empty()).map(str::to_owned).collect();
    let content_sid = form.filled("ContentSid");
    let variables = form.filled("ContentVariables");
    if content_sid.is_none() && variables.is_some() {
        return Err(Failure::bad(21654, "ContentSid Required"));
    }
    if body.unwrap_or_default().is_empty() && media.is_empty() && content_sid.is_none() {
        return Err(match body {
            Some(_) => Failure::bad(21602, "Message body is required."),
            None => Failure::bad(21619, "A text message body or media urls must be specified."),
        });
    }
    if body.is_some_and(|body| body.chars().count() > MAX_BODY) {
        return Err(Failure::bad(21617, "The concatenated message body exceeds the 1600 character limit."));
    }
    if media.len() > MAX_MEDIA {
        return Err(Failure::bad(21623, "Number of media files exceeds allowed limit"));
    }
    if !media.iter().all(|url| is_http_url(url)) {
        return Err(Failure::bad(21620, "Invalid media URL(s)"));
    }
    let mut text = body.unwrap_or_default().to_owned();
    if let Some(content_sid) = content_sid {
        let account = world.store.account(&call.account);
        let unknown = account.contents.get(content_sid).is_none();
        if !is_sid(content_sid, prefix::CONTENT) || (world.policy.strict && unknown) {
            return Err(Failure::bad(21655, "The ContentSid is Invalid"));
        }
        if !variables.is_none_or(catalog::are_variables) {
            return Err(Failure::bad(21656, "The ContentVariables Parameter is invalid"));
        }
        if let Some(rendered) = catalog::rendered(account, content_sid, variables) {
            text = rendered;
        }
    }
    Ok((text, media))
}

fn options(call: &Call) -> Result<(), Failure> {
    if call.form.filled("StatusCallback").is_some_and(|url| !is_callback(url)) {
        return Err(Failure::bad(21609, "Invalid 'StatusCallback'"));
    }
    let period = call.form.filled("ValidityPeriod");
    if period.is_some_and(|text| !text.parse().is_ok_and(|seconds: u32| (1..=36_000).contains(&seconds))) {
        return Err(Failure::bad(21624, "Invalid validity period value"));
    }
    Ok(())
}

fn schedule(now: Timestamp, call: &Call, service: bool) -> Result<Option<Timestamp>, Failure> {
    if call.form.filled("ScheduleType") != Some("fixed") {
        return Ok(None);
    }
    if !service {
        return Err(Failure::bad(35118, "MessagingServiceSid is required to schedule a message"));
    }
    let Some(text) = call.form.filled("SendAt") else {
        return Err(Failure::bad(35111, "SendAt timestamp is missing"));
    };
    let window = SignedDuration::from_secs(300)..=SignedDuration::from_hours(35 * 24);
    match parse_time(text) {
        Some(time) if window.contains(&time.duration_since(now)) => Ok(Some(time)),
        _ => Err(Failure::bad(
            35114,
            "Scheduling does not support this timestamp (between 300 seconds and 35 days in the future)",
        )),
    }
}

fn recipient(to: Option<&str>, from: Option<&str>, named: &str, media: bool) -> Result<String, Failure> {
    let to = to.ok_or_else(|| Failure::bad(21604, "A 'To' phone number is required."))?;
    if let Some(failure) = magic::recipient(to, named, media) {
        return Err(failure);
    }
    if !phone::is_recipient(to) {
        return Err(Failure::bad_recipient(to));
    }
    if let Some(from) = from {
        if from == to {
            return Err(Failure::bad(21266, "'To' and 'From' numbers cannot be the same"));
        }
        let channel = |text| Address::parse(text).and_then(Address::channel);
        if channel(from) != channel(to) {
            // Unverified: code and text are from memory.
            return Err(Failure::bad(
                21910,
                "Invalid From and To pair. From and To should be of the same channel",
            ));
        }
    }
    Ok(to.to_owned())
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
        _ => {
            let channel = Address::parse(&sms.to).and_then(Address::channel);
            Some(
                channel.map_or_else(|| magic::OWNED.to_owned(), |c| format!("{}:{}", c.name(), magic::OWNED)),
            )
        }
    }
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
        "num_media": sms.media.len().to_string(),
        "direction": "outbound-api",
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
    let sms = world.store.account(&call.account).messages.get(sid).ok_or_else(|| call.not_found())?;
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
    let account = world.store.account(&call.account);
    let page = paging::cut(&account.messages, call, Order::Descending, 1000, prefix::SMS, wanted)?;
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
        Some("canceled") if status == Status::Scheduled => {
            sms.canceled = Some(now);
            if sms.callback().is_some() {
                world.jobs.push(Job::Canceled { account: call.account.clone(), sid: sid.to_owned() });
            }
        }
        Some("canceled") => {
            return Err(Failure::new(409, 20409, "Only a scheduled message can be canceled"));
        }
        Some(_) => return Err(Failure::bad(20422, "Status can only be set to canceled")),
    }
    match call.form.get("Body") {
        None => {}
        Some("") if status.is_final() => {
            sms.body.clear();
            sms.redacted = Some(now);
        }
        Some("") => {
            return Err(Failure::new(409, 20009, "Cannot redact this resource before it is complete"));
        }
        Some(_) => return Err(Failure::bad(20422, "Body can only be set to an empty text")),
    }
    let view = View::of(sms, policy, now);
    Answer::ok(json_of(sms, &call.account, &view, true))
}

fn delete(world: &mut World<'_>, call: &Call, sid: &str) -> Reply {
    let (policy, now) = (world.policy, world.now);
    let messages = &mut world.store.account(&call.account).messages;
    let sms = messages.get(sid).ok_or_else(|| call.not_found())?;
    if !status_of(sms, policy, now).is_final() {
        return Err(Failure::new(409, 20009, "Cannot delete this resource before it is complete"));
    }
    if let Some((number, _)) = messages.remove(sid) {
        world.store.forget(number);
    }
    Answer::gone()
}
