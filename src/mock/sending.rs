//! Creating messages of the first API: what is checked, in the service's order, and how one is stored.
//!
//! The order is sender, content, options, recipient, and at last whether the recipient may be written to.

use jiff::{SignedDuration, Timestamp};

use super::call::Call;
use super::contents::{self, Rendered};
use super::dates::parse_time;
use super::errors::Failure;
use super::job::Job;
use super::policy::{MAX_BODY, MAX_MEDIA, Plan, is_callback, is_http_url};
use super::store::{Direction, Extra, Medium, Sms, World};
use super::{magic, pools, reach};
use crate::twilio::phone::{self, Address, Channel};
use crate::twilio::sid::prefix;
use crate::twilio::{is_sid, measure};

/// What the messages of a trial account begin with.
const TRIAL_PREFIX: &str = "Sent from your Twilio trial account - ";

/// A message that may be sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Letter {
    pub(super) to: String,
    pub(super) from: Option<String>,
    pub(super) service: Option<String>,
    pub(super) body: String,
    pub(super) media: Vec<Medium>,
    /// Where its statuses are to be announced; it wins over what its Messaging Service says.
    pub(super) callback: Option<String>,
    /// What is to become of it, where somebody planned that.
    pub(super) plan: Option<Plan>,
    pub(super) content_sid: Option<String>,
    pub(super) content_variables: Option<String>,
    pub(super) send_at: Option<Timestamp>,
}

/// Reads a request and refuses what the service refuses.
pub(super) fn check(world: &mut World<'_>, call: &Call) -> Result<Letter, Failure> {
    let form = &call.form;
    let (from, service) = sender(world, call)?;
    let (body, media) = content(world, call)?;
    options(call)?;
    let send_at = schedule(world.now, call, service.is_some())?;
    let named = from.as_deref().or(service.as_deref()).unwrap_or_default();
    let to = recipient(form.filled("To"), from.as_deref(), named, !media.is_empty())?;
    reach::check(world, &call.account, &to, from.as_deref(), service.as_deref())?;
    let text = |name: &str| form.filled(name).map(str::to_owned);
    Ok(Letter {
        to,
        from,
        service,
        body,
        media: media.into_iter().map(Medium::Url).collect(),
        callback: text("StatusCallback"),
        plan: call.plan,
        content_sid: text("ContentSid"),
        content_variables: text("ContentVariables"),
        send_at,
    })
}

/// Makes a message of a letter: its sender is picked and its fate decided here, not later.
pub(super) fn sms_of(world: &mut World<'_>, account: &str, mut letter: Letter, direction: Direction) -> Sms {
    if world.store.verified.is_some() && !letter.body.is_empty() {
        letter.body.insert_str(0, TRIAL_PREFIX);
    }
    let sid = world.store.sid(if letter.media.is_empty() { prefix::SMS } else { prefix::MMS });
    let rows = world.store.account(account);
    let service = letter.service.as_deref().and_then(|service| rows.messaging_services.get(service));
    let picked = service.filter(|_| letter.from.is_none()).and_then(|row| row.pick(&letter.to, &sid));
    let callback = letter.callback.or_else(|| service?.status_callback().map(str::to_owned));
    let sender = letter.from.as_deref().or(picked.as_deref());
    let start = letter.send_at.unwrap_or(world.now);
    let failure = rows.reach.fails(&letter.to, sender, letter.content_sid.is_some(), start);
    let plan = letter.plan.or(failure.map(Plan::failing));
    Sms {
        sid,
        segments: measure(&letter.body).segments.max(1),
        to: letter.to,
        from: letter.from,
        service: letter.service,
        body: letter.body,
        media: letter.media,
        content_sid: letter.content_sid,
        content_variables: letter.content_variables,
        created: world.now,
        send_at: letter.send_at,
        direction,
        extra: (picked.is_some() || plan.is_some() || callback.is_some())
            .then(|| Box::new(Extra { picked, plan, callback, ..Extra::default() })),
        ..Sms::default()
    }
}

/// Stores a message, and has its statuses announced where somebody wants to know.
pub(super) fn keep(world: &mut World<'_>, account: &str, sms: Sms) {
    let number = world.store.number();
    let sid = sms.sid.clone();
    if sms.callback().is_some() {
        world.jobs.push(Job::Follow { account: account.to_owned(), sid: sid.clone() });
    }
    world.store.account(account).messages.insert(number, &sid, sms);
    world.store.remember(number, account);
}

/// Sends what nobody asked for over REST: the answer to a keyword, or a conversation's message. Gives its SID.
///
/// # Errors
/// Where the recipient must not be written to. Who has just said stop is still told so.
pub(super) fn send(
    world: &mut World<'_>,
    account: &str,
    letter: Letter,
    direction: Direction,
) -> Result<String, Failure> {
    if direction == Direction::Reply {
        reach::verified(world, &letter.to)?;
    } else {
        reach::check(world, account, &letter.to, letter.from.as_deref(), letter.service.as_deref())?;
    }
    let sms = sms_of(world, account, letter, direction);
    let sid = sms.sid.clone();
    keep(world, account, sms);
    Ok(sid)
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
        match world.store.account(&call.account).messaging_services.get(service) {
            // Unverified: the text of this one.
            None if must_exist => {
                return Err(Failure::new(404, 21701, "The Messaging Service does not exist"));
            }
            Some(row) if world.policy.strict => pools::can_send(row, from, call.form.filled("To"))?,
            _ => {}
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
        owned(world, &call.account, from)?;
    }
    fallback(world, call, from.is_some(), service)?;
    Ok((from.map(str::to_owned), service.map(str::to_owned)))
}

/// A number that another account bought is not ours. A strict mock wants every number to be bought, once an account
/// has bought one. Unverified: which of the split codes the service gives when, and their texts.
fn owned(world: &mut World<'_>, account: &str, from: &str) -> Result<(), Failure> {
    if !phone::is_e164(from) || from == magic::OWNED {
        return Ok(());
    }
    let strict = world.policy.strict;
    match world.store.owners.get(from).map(|owner| owner == account) {
        Some(true) => Ok(()),
        Some(false) => {
            Err(Failure::bad(21660, format!("Mismatch between the 'From' number {from} and the account")))
        }
        None if strict && world.store.account(account).numbers.len() > 0 => Err(Failure::bad(
            21659,
            format!("'From' {from} is not a Twilio phone number or Short Code country mismatch"),
        )),
        None => Ok(()),
    }
}

/// `FallbackFrom` is for a Messaging Service with an RCS sender only. A service that was never created is taken to
/// have one. Unverified: the texts.
fn fallback(world: &mut World<'_>, call: &Call, from: bool, service: Option<&str>) -> Result<(), Failure> {
    let Some(fallback) = call.form.filled("FallbackFrom") else { return Ok(()) };
    if from {
        return Err(Failure::bad(21664, "'FallbackFrom' cannot be used with a 'From' sender"));
    }
    let Some(service) = service else {
        return Err(Failure::bad(21666, "'FallbackFrom' requires MessagingServiceSid"));
    };
    if !matches!(
        Address::parse(fallback),
        Some(Address::Phone(_) | Address::ShortCode(_) | Address::Sender(_))
    ) {
        return Err(Failure::bad(21665, "Invalid 'FallbackFrom' sender"));
    }
    if world.store.account(&call.account).messaging_services.get(service).is_some() {
        return Err(Failure::bad(
            21667,
            "'FallbackFrom' requires the Messaging Service to have an RCS Sender",
        ));
    }
    Ok(())
}

fn content(world: &mut World<'_>, call: &Call) -> Result<(String, Vec<String>), Failure> {
    let form = &call.form;
    let body = form.get("Body");
    let mut media: Vec<String> =
        form.all("MediaUrl").filter(|url| !url.is_empty()).map(str::to_owned).collect();
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
        return Err(too_long());
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
        if !variables.is_none_or(contents::are_filled) {
            return Err(Failure::bad(21656, "The ContentVariables Parameter is invalid"));
        }
        if let Some(Rendered { body, media: more }) = contents::rendered(account, content_sid, variables) {
            if body.chars().count() > MAX_BODY {
                return Err(too_long());
            }
            text = body;
            media.extend(more);
        }
    }
    Ok((text, media))
}

fn too_long() -> Failure {
    Failure::bad(21617, "The concatenated message body exceeds the 1600 character limit.")
}

fn options(call: &Call) -> Result<(), Failure> {
    let form = &call.form;
    if form.filled("StatusCallback").is_some_and(|url| !is_callback(url)) {
        return Err(Failure::bad(21609, "Invalid 'StatusCallback'"));
    }
    let period = form.filled("ValidityPeriod");
    if period.is_some_and(|text| !text.parse().is_ok_and(|seconds: u32| (1..=36_000).contains(&seconds))) {
        return Err(Failure::bad(21624, "Invalid validity period value"));
    }
    // The price itself has no effect any more; that it is still read is unverified.
    let price = form.filled("MaxPrice");
    if price.is_some_and(|text| !text.parse().is_ok_and(|price: f64| price.is_finite() && price >= 0.0)) {
        return Err(Failure::bad(21627, "Max Price must be a valid float"));
    }
    Ok(())
}

fn schedule(now: Timestamp, call: &Call, service: bool) -> Result<Option<Timestamp>, Failure> {
    let form = &call.form;
    let Some(kind) = form.filled("ScheduleType") else { return Ok(None) };
    if !service {
        return Err(Failure::bad(35118, "MessagingServiceSid is required to schedule a message"));
    }
    let channel = form.filled("To").and_then(Address::parse).and_then(Address::channel);
    // Unverified: which channels cannot be scheduled; Messenger is not among those that the documentation names.
    if kind != "fixed" || channel == Some(Channel::Messenger) {
        return Err(Failure::bad(35126, "The ScheduleType value provided is not supported for this channel"));
    }
    let Some(text) = form.filled("SendAt") else {
        return Err(Failure::bad(35111, "SendAt timestamp is missing"));
    };
    // Unverified: which of the codes 35114, 35115 and 35117, whose titles all name this window, is given when.
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
