//! What a contact sends: through [`Mock::receive`](super::Mock::receive), or over HTTP at `/_cordboard/inbound`.
//!
//! An inbound message is stored like any other. It counts for opt-outs and WhatsApp windows, is posted in the
//! conversation that its pair of addresses is bound to, and is then routed by a [`Job`].

use super::call::{Answer, Call, Reply};
use super::courier::Delivery;
use super::errors::Failure;
use super::hooks::{self, By};
use super::job::Job;
use super::media::content_type;
use super::policy::{MAX_MEDIA, is_http_url};
use super::sending::{self, Letter};
use super::server::Shared;
use super::store::{Account, Direction, Extra, Medium, Sms, World};
use super::studio::{self, InboundMessage};
use super::talk::{self, Draft};
use super::{media, messages, participants, pools};
use crate::twilio::phone::{Address, Channel};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, measure};

/// The longest text that comes in. Unverified: a contact's long text is cut somewhere; here it is refused.
const MAX_BODY: usize = 32 * 1024;

/// The most further fields.
const MAX_DETAILS: usize = 64;

/// A message that a contact sends.
#[derive(Clone, Debug, Default)]
pub struct Inbound {
    /// The account that it comes to; `None`: the mock's own.
    pub account_sid: Option<String>,
    /// The contact's address.
    pub from: String,
    /// The number or sender that the contact writes to.
    pub to: String,
    /// The text.
    pub body: String,
    /// Addresses of media.
    pub media: Vec<String>,
    /// Further fields of the webhook, as `ButtonPayload`, `ProfileName` or `FromCity`.
    pub details: Vec<(String, String)>,
}

/// Why a contact's message was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct NotReceived {
    /// The code that the HTTP door answers.
    pub code: u32,
    /// The text.
    pub message: String,
}

/// Where an inbound message goes from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// To the webhook of the number or of its Messaging Service.
    Webhook {
        /// The address.
        url: String,
        /// `GET` or `POST`.
        method: String,
    },
    /// Nothing is attached to the number.
    Nowhere,
}

/// Answers `POST /_cordboard/inbound`.
pub(super) fn answer(world: &mut World<'_>, call: &Call) -> Reply {
    if call.method != Method::Post {
        return Err(Failure::method());
    }
    let form = &call.form;
    let needed = |name: &str| form.filled(name).map(str::to_owned).ok_or_else(|| Failure::missing(name));
    let known = ["From", "To", "Body", "MediaUrl"];
    let inbound = Inbound {
        account_sid: Some(call.account.clone()),
        from: needed("From")?,
        to: needed("To")?,
        body: form.get("Body").unwrap_or_default().to_owned(),
        media: form.all("MediaUrl").filter(|url| !url.is_empty()).map(str::to_owned).collect(),
        details: form
            .iter()
            .filter(|(name, _)| !known.contains(name))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    };
    let sid = receive(world, &call.account, inbound, true)?;
    let (policy, now) = (world.policy, world.now);
    let sms = world.store.account(&call.account).messages.get(&sid).ok_or_else(|| call.not_found())?;
    Answer::created(messages::shown(sms, &call.account, policy, now))
}

/// Takes a contact's message and gives its SID. One that is not `routed` is kept, and nobody is told of it.
pub(super) fn receive(
    world: &mut World<'_>,
    account: &str,
    inbound: Inbound,
    routed: bool,
) -> Result<String, Failure> {
    check(&inbound)?;
    // A first message to an address that is configured so begins a conversation.
    if routed {
        hooks::claim(world, account, &inbound.from, &inbound.to);
    }
    let Inbound { from, to, body, media, details, .. } = inbound;
    let sid = world.store.sid(if media.is_empty() { prefix::SMS } else { prefix::MMS });
    let now = world.now;
    let rows = world.store.account(account);
    let service = pools::pool_of(rows, &to).map(str::to_owned);
    let sender = service.clone().unwrap_or_else(|| to.clone());
    let heard = rows.reach.hear(&from, &to, &sender, &body);
    if channel_of(&from) == Some(Channel::Whatsapp) {
        rows.reach.open(&from, &to, now);
    }
    let bound = participants::open_thread_of(rows, &from, &to, now);
    let extra = Extra { opt_out: heard.map(|heard| heard.kind), details, ..Extra::default() };
    let has_extra = extra.opt_out.is_some() || !extra.details.is_empty();
    let sms = Sms {
        sid: sid.clone(),
        segments: measure(&body).segments.max(1),
        to: to.clone(),
        from: Some(from.clone()),
        service: service.clone(),
        body: body.clone(),
        created: now,
        direction: Direction::Inbound,
        extra: has_extra.then(|| Box::new(extra)),
        media: media.into_iter().map(Medium::Url).collect(),
        ..Sms::default()
    };
    let channel = channel_of(&from);
    let medium = (!sms.media.is_empty()).then(|| media::sid_of(world.store, &sid, 0));
    sending::keep(world, account, sms);
    if let Some(answer) = heard.and_then(|heard| heard.answer) {
        let letter = Letter {
            to: from.clone(),
            from: Some(to),
            service,
            body: answer.to_owned(),
            ..Letter::default()
        };
        // A trial account may not answer everybody.
        let _ = sending::send(world, account, letter, Direction::Reply);
    }
    let post = bound.and_then(|thread| {
        let draft = Draft {
            author: from,
            body: (!body.is_empty()).then_some(body),
            media: medium,
            attributes: "{}".to_owned(),
            ..Draft::default()
        };
        // A conversation that is closed lets the message pass to the number's own webhook.
        let post = talk::write_post(world, account, &thread, draft).ok()??;
        let source = if channel == Some(Channel::Whatsapp) { "WhatsApp" } else { "SMS" };
        if routed {
            hooks::added(world, account, &thread, &post, &By::Phone(source));
        }
        Some((thread, post.sid))
    });
    if routed {
        world.jobs.push(Job::Inbound { account: account.to_owned(), sid: sid.clone(), post });
    }
    Ok(sid)
}

fn check(inbound: &Inbound) -> Result<(), Failure> {
    let speaks = |text: &str| {
        matches!(Address::parse(text), Some(Address::Phone(_) | Address::ShortCode(_) | Address::Channel(..)))
    };
    if !speaks(&inbound.from) {
        return Err(Failure::bad_sender(&inbound.from));
    }
    if !speaks(&inbound.to) {
        return Err(Failure::bad_recipient(&inbound.to));
    }
    if channel_of(&inbound.from) != channel_of(&inbound.to) {
        return Err(Failure::bad(
            21910,
            "Invalid From and To pair. From and To should be of the same channel",
        ));
    }
    if inbound.from == inbound.to {
        return Err(Failure::bad(21266, "'To' and 'From' numbers cannot be the same"));
    }
    if inbound.body.len() > MAX_BODY {
        return Err(Failure::bad(21617, "The text is longer than 32 KB"));
    }
    if inbound.media.len() > MAX_MEDIA {
        return Err(Failure::bad(21623, "Number of media files exceeds allowed limit"));
    }
    if inbound.details.len() > MAX_DETAILS {
        return Err(Failure::bad(20422, format!("There may be {MAX_DETAILS} further fields at most")));
    }
    if !inbound.media.iter().all(|url| is_http_url(url)) {
        return Err(Failure::bad(21620, "Invalid media URL(s)"));
    }
    Ok(())
}

fn channel_of(address: &str) -> Option<Channel> {
    Address::parse(address).and_then(Address::channel)
}

/// Where a message to this number goes: to its Messaging Service's webhook, else to its own.
pub(super) fn route(account: &Account, to: &str) -> Route {
    let address = pools::flow_address_of(account, to);
    let service = account.messaging_services.get(&address).and_then(pools::MessagingService::inbound);
    let number = || {
        let row = account.numbers.iter().map(|(_, row)| row).find(|row| row.number == to)?;
        Some((row.sms_url.as_deref()?, row.sms_method.as_str()))
    };
    match service.or_else(number) {
        Some((url, method)) => Route::Webhook { url: url.to_owned(), method: method.to_owned() },
        None => Route::Nowhere,
    }
}

/// Passes a message on: to the contact's active execution, else to the webhook of the number or its Messaging Service,
/// else to the flow that answers at the address. A message that was posted in a conversation goes no further.
pub(super) async fn perform(shared: &Shared, account: &str, sid: &str, is_posted: bool) {
    studio::refresh_aside(shared).await;
    let delivery = shared.with_world(|world| {
        let rows = world.store.account(account);
        let sms = rows.messages.get(sid).filter(|_| !is_posted)?;
        let (route, fields) = (route(rows, &sms.to), fields(sms, account));
        let message = InboundMessage {
            from: sms.from.clone().unwrap_or_default(),
            to: sms.to.clone(),
            service: sms.service.clone(),
            flow_address: pools::flow_address_of(rows, &sms.to),
            body: sms.body.clone(),
            media: sms.media.iter().map(|medium| medium.name().to_owned()).collect(),
            sid: sms.sid.clone(),
            more: fields.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect(),
        };
        if studio::route_inbound(world, account, message, route == Route::Nowhere).is_some() {
            return None;
        }
        let Route::Webhook { url, method } = route else { return None };
        Some(Delivery {
            url,
            method: if method.eq_ignore_ascii_case("GET") { Method::Get } else { Method::Post },
            fields,
            account: account.to_owned(),
            what: "incoming message".to_owned(),
        })
    });
    if let Some(delivery) = delivery {
        // How it went stands in the log.
        let _ = shared.deliver(&delivery).await;
    }
}

/// The fields of an inbound message's webhook, in the order of the wire. All values are texts.
pub(super) fn fields(sms: &Sms, account: &str) -> Vec<(String, String)> {
    let extra = sms.extra.as_deref();
    let detail = |name: &str| {
        let given = extra.and_then(|extra| extra.details.iter().find(|(known, _)| known == name));
        given.map_or_else(String::new, |(_, value)| value.clone())
    };
    let from = sms.from.clone().unwrap_or_default();
    let is_sms = channel_of(&from).is_none();
    let sid = || sms.sid.clone();
    let media = || sms.media.len().to_string();
    let mut fields: Vec<(String, String)> = Vec::with_capacity(24);
    let mut put = |name: &str, value: String| fields.push((name.to_owned(), value));
    let geography = |put: &mut dyn FnMut(&str, String), names: &[&str]| {
        for name in names.iter().filter(|_| is_sms) {
            put(name, detail(name));
        }
    };
    geography(&mut put, &["ToCountry", "ToState"]);
    put("SmsMessageSid", sid());
    put("NumMedia", media());
    geography(&mut put, &["ToCity", "FromZip"]);
    put("SmsSid", sid());
    geography(&mut put, &["FromState"]);
    put("SmsStatus", "received".to_owned());
    geography(&mut put, &["FromCity"]);
    put("Body", sms.body.clone());
    geography(&mut put, &["FromCountry"]);
    put("To", sms.to.clone());
    if let Some(service) = &sms.service {
        put("MessagingServiceSid", service.clone());
    }
    geography(&mut put, &["ToZip"]);
    put("NumSegments", sms.segments.to_string());
    put("MessageSid", sid());
    put("AccountSid", account.to_owned());
    put("From", from.clone());
    put("ApiVersion", "2010-04-01".to_owned());
    for (at, url) in sms.media.iter().map(Medium::name).enumerate() {
        put(&format!("MediaUrl{at}"), url.to_owned());
        put(&format!("MediaContentType{at}"), content_type(url).to_owned());
    }
    if let Some(number) = from.strip_prefix("whatsapp:+") {
        let first = sms.media.first().map(Medium::name);
        let kind = first.map_or("text", |url| match content_type(url).split('/').next() {
            Some(kind @ ("image" | "audio" | "video")) => kind,
            _ => "document",
        });
        let or = |name: &str, own: &str| {
            Some(detail(name)).filter(|text| !text.is_empty()).unwrap_or_else(|| own.to_owned())
        };
        put("WaId", or("WaId", number));
        put("MessageType", or("MessageType", kind));
    }
    if let Some(kind) = extra.and_then(|extra| extra.opt_out) {
        put("OptOutType", kind.to_owned());
    }
    // What the caller adds never replaces what the message itself says.
    for (name, value) in extra.map(|extra| extra.details.as_slice()).unwrap_or_default() {
        if !fields.iter().any(|(known, _)| known == name) {
            fields.push((name.clone(), value.clone()));
        }
    }
    fields
}

/// What came of a contact's message.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// The stored message.
    pub message: super::Message,
    /// The address that a flow has for this message: the number's Messaging Service, or the number.
    pub flow_address: String,
    /// What the webhook of the number carries.
    pub fields: Vec<(String, String)>,
}
