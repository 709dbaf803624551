//! Messaging Services with their settings and sender pools: numbers, short codes, alphanumeric sender IDs.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::call::{Answer, Call, Fields, Reply};
use super::dates::iso;
use super::errors::Failure;
use super::numbers::country;
use super::paging::{self, Order};
use super::policy::is_http_url;
use super::shelf::Shelf;
use super::store::{Account, World};
use crate::twilio::phone::{self, Address};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, is_sid};

/// The largest page of this product.
const MAX_PAGE: usize = 1000;
/// The most senders of a pool.
const MAX_POOL: usize = 400;

/// A Messaging Service.
#[derive(Debug)]
pub(super) struct MessagingService {
    pub(super) sid: String,
    created: Timestamp,
    updated: Timestamp,
    settings: Settings,
    pub(super) senders: Shelf<Sender>,
}

/// What a request can set.
#[derive(Clone, Debug)]
struct Settings {
    friendly_name: String,
    inbound_request_url: Option<String>,
    inbound_method: String,
    fallback_url: Option<String>,
    fallback_method: String,
    status_callback: Option<String>,
    sticky_sender: bool,
    mms_converter: bool,
    smart_encoding: bool,
    scan_message_content: String,
    fallback_to_long_code: bool,
    area_code_geomatch: bool,
    validity_period: u32,
    synchronous_validation: bool,
    usecase: String,
    use_inbound_webhook_on_number: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            friendly_name: String::new(),
            inbound_request_url: None,
            inbound_method: "POST".to_owned(),
            fallback_url: None,
            fallback_method: "POST".to_owned(),
            status_callback: None,
            sticky_sender: true,
            mms_converter: true,
            smart_encoding: true,
            scan_message_content: "inherit".to_owned(),
            fallback_to_long_code: true,
            area_code_geomatch: true,
            validity_period: 36_000,
            synchronous_validation: false,
            usecase: "undeclared".to_owned(),
            use_inbound_webhook_on_number: false,
        }
    }
}

/// What kind of sender it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Phone,
    Short,
    Alpha,
}

impl Kind {
    /// The part of the path, the key of lists, the field that holds the value, and the prefix of its SIDs.
    fn names(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Phone => ("PhoneNumbers", "phone_numbers", "phone_number", prefix::PHONE_NUMBER),
            Self::Short => ("ShortCodes", "short_codes", "short_code", prefix::SHORT_CODE),
            Self::Alpha => ("AlphaSenders", "alpha_senders", "alpha_sender", prefix::ALPHA_SENDER),
        }
    }
}

/// A sender of a pool.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    kind: Kind,
    pub(super) sid: String,
    value: String,
    created: Timestamp,
}

impl MessagingService {
    /// Where its inbound messages go, and how; nothing where each number answers for itself.
    pub(super) fn inbound(&self) -> Option<(&str, &str)> {
        let url = self.settings.inbound_request_url.as_deref()?;
        (!self.settings.use_inbound_webhook_on_number).then_some((url, self.settings.inbound_method.as_str()))
    }

    /// Where the statuses of its messages are announced.
    pub(super) fn status_callback(&self) -> Option<&str> {
        self.settings.status_callback.as_deref()
    }

    /// Picks a sender for a recipient; `None` where the pool is empty.
    ///
    /// A sender of the recipient's country comes first, then any number; a sender ID where there is no number. Among
    /// equals a hash of sender and recipient decides, so that a recipient keeps a sender as long as it is there, and
    /// nothing has to be remembered. Without the sticky sender the message's SID takes the recipient's place.
    pub(super) fn pick(&self, to: &str, sid: &str) -> Option<String> {
        let (channel, number) = match Address::parse(to) {
            Some(Address::Channel(channel, id)) => (Some(channel), id),
            _ => (None, to),
        };
        let key = if self.settings.sticky_sender { number } else { sid };
        let best = self
            .senders
            .iter()
            .map(|(_, sender)| sender)
            .filter(|sender| channel.is_none() || sender.kind == Kind::Phone)
            .max_by_key(|sender| {
                let near = match sender.kind {
                    Kind::Phone if country(&sender.value) == country(number) => 3,
                    Kind::Short if number.starts_with("+1") => 3,
                    Kind::Phone => 2,
                    Kind::Alpha => 1,
                    Kind::Short => 0,
                };
                let mut hash = DefaultHasher::new();
                (key, &sender.value).hash(&mut hash);
                (near, hash.finish())
            })?;
        Some(
            channel
                .map_or_else(|| best.value.clone(), |channel| format!("{}:{}", channel.name(), best.value)),
        )
    }
}

/// The Messaging Service that a number is in.
pub(super) fn pool_of<'a>(account: &'a Account, number: &str) -> Option<&'a str> {
    if account.pooled.is_empty() {
        return None;
    }
    let plain = number.split_once(':').map_or(number, |(_, id)| id);
    account.pooled.get(plain).map(String::as_str)
}

/// What a flow's address is for a message to this number: the number's Messaging Service where it is in one that
/// answers for its numbers, else the number.
pub(super) fn flow_address_of(account: &Account, number: &str) -> String {
    let service = pool_of(account, number).filter(|sid| {
        let service = account.messaging_services.get(sid);
        service.is_some_and(|service| !service.settings.use_inbound_webhook_on_number)
    });
    service.unwrap_or(number).to_owned()
}

/// Whether a service has a sender for this message; asked by a strict mock only.
pub(super) fn can_send(
    service: &MessagingService,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<(), Failure> {
    if service.senders.len() == 0 {
        return Err(Failure::bad(21704, "The Messaging Service contains no phone numbers"));
    }
    let plain = |text: &str| text.split_once(':').map_or(text, |(_, id)| id).to_owned();
    if let Some(from) = from.map(plain) {
        let known = service.senders.iter().any(|(_, sender)| sender.value == from);
        // Unverified: that a sender outside the pool is refused, and not only warned of.
        return if known {
            Ok(())
        } else {
            Err(Failure::bad(21711, "Sender is not associated with the specified Messaging Service"))
        };
    }
    match to.map(|to| service.pick(to, "")) {
        Some(None) => Err(Failure::bad(
            21703,
            "The Messaging Service does not have a phone number available to send a message",
        )),
        _ => Ok(()),
    }
}

/// Answers for the Messaging product: its services only.
pub(super) fn answer(world: &mut World<'_>, call: &Call) -> Reply {
    match (call.method, call.parts().as_slice()) {
        (Method::Post, ["Services"]) => {
            if call.form.filled("FriendlyName").is_none() {
                return Err(Failure::missing("FriendlyName"));
            }
            let settings = changed(Settings::default(), &call.form)?;
            let sid = world.store.sid(prefix::MESSAGING_SERVICE);
            let service = MessagingService {
                sid: sid.clone(),
                created: world.now,
                updated: world.now,
                settings,
                senders: Shelf::default(),
            };
            let answer = service_json(&service, call);
            let number = world.store.number();
            world.store.account(&call.account).messaging_services.insert(number, &sid, service);
            Answer::created(answer)
        }
        // No SIDs: what campaigns are for.
        (_, ["Services", "Usecases" | "PreregisteredUsa2p"]) => Err(call.unserved()),
        (Method::Get, ["Services"]) => {
            let shelf = &world.store.account(&call.account).messaging_services;
            let order = Order::Descending;
            let page = paging::cut(shelf, call, order, MAX_PAGE, prefix::MESSAGING_SERVICE, |_| true)?;
            let rows = page.rows.iter().map(|service| service_json(service, call)).collect();
            Answer::ok(page.product_list(call, "services", rows))
        }
        (Method::Get, ["Services", sid]) => {
            let shelf = &world.store.account(&call.account).messaging_services;
            Answer::ok(service_json(shelf.get(sid).ok_or_else(|| call.not_found())?, call))
        }
        (Method::Post, ["Services", sid]) => {
            let now = world.now;
            let shelf = &mut world.store.account(&call.account).messaging_services;
            let service = shelf.get_mut(sid).ok_or_else(|| call.not_found())?;
            service.settings = changed(service.settings.clone(), &call.form)?;
            service.updated = now;
            Answer::ok(service_json(service, call))
        }
        (Method::Delete, ["Services", sid]) => {
            let account = world.store.account(&call.account);
            let (_, service) = account.messaging_services.remove(sid).ok_or_else(|| call.not_found())?;
            for (_, sender) in service.senders.iter() {
                account.pooled.remove(&sender.value);
            }
            Answer::gone()
        }
        (_, ["Services"] | ["Services", _]) => Err(Failure::method()),
        (_, ["Services", sid, "PhoneNumbers", rest @ ..]) => senders(world, call, sid, Kind::Phone, rest),
        (_, ["Services", sid, "ShortCodes", rest @ ..]) => senders(world, call, sid, Kind::Short, rest),
        (_, ["Services", sid, "AlphaSenders", rest @ ..]) => senders(world, call, sid, Kind::Alpha, rest),
        _ => Err(call.unserved()),
    }
}

/// Reads what the form names. Unverified: codes and texts of the refusals.
fn changed(mut settings: Settings, form: &Fields) -> Result<Settings, Failure> {
    if let Some(name) = form.get("FriendlyName") {
        if name.is_empty() || name.chars().count() > 64 {
            return Err(Failure::bad(20002, "FriendlyName must be between 1 and 64 characters"));
        }
        name.clone_into(&mut settings.friendly_name);
    }
    let url = |name: &str, old: Option<String>| match form.get(name) {
        None => Ok(old),
        Some("") => Ok(None),
        Some(text) if is_http_url(text) => Ok(Some(text.to_owned())),
        Some(_) => Err(Failure::bad(20422, format!("{name} is not a valid URL"))),
    };
    settings.inbound_request_url = url("InboundRequestUrl", settings.inbound_request_url.take())?;
    settings.fallback_url = url("FallbackUrl", settings.fallback_url.take())?;
    settings.status_callback = url("StatusCallback", settings.status_callback.take())?;
    let word = |name: &str, old: &str, known: &[&str]| match form.filled(name) {
        None => Ok(old.to_owned()),
        Some(text) if known.is_empty() || known.contains(&text) => Ok(text.to_owned()),
        Some(_) => Err(Failure::bad(20422, format!("{name} must be one of {}", known.join(", ")))),
    };
    settings.inbound_method = word("InboundMethod", &settings.inbound_method, &["GET", "POST"])?;
    settings.fallback_method = word("FallbackMethod", &settings.fallback_method, &["GET", "POST"])?;
    let scans = ["inherit", "enable", "disable"];
    settings.scan_message_content = word("ScanMessageContent", &settings.scan_message_content, &scans)?;
    settings.usecase = word("Usecase", &settings.usecase, &[])?;
    let flag = |name: &str, old: bool| match form.filled(name).map(str::to_ascii_lowercase).as_deref() {
        None => Ok(old),
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(_) => Err(Failure::bad(20422, format!("{name} must be true or false"))),
    };
    settings.sticky_sender = flag("StickySender", settings.sticky_sender)?;
    settings.mms_converter = flag("MmsConverter", settings.mms_converter)?;
    settings.smart_encoding = flag("SmartEncoding", settings.smart_encoding)?;
    settings.fallback_to_long_code = flag("FallbackToLongCode", settings.fallback_to_long_code)?;
    settings.area_code_geomatch = flag("AreaCodeGeomatch", settings.area_code_geomatch)?;
    settings.synchronous_validation = flag("SynchronousValidation", settings.synchronous_validation)?;
    settings.use_inbound_webhook_on_number =
        flag("UseInboundWebhookOnNumber", settings.use_inbound_webhook_on_number)?;
    if let Some(text) = form.filled("ValidityPeriod") {
        settings.validity_period = text
            .parse()
            .ok()
            .filter(|seconds| (1..=36_000).contains(seconds))
            .ok_or_else(|| Failure::bad(21624, "Invalid validity period value"))?;
    }
    Ok(settings)
}

fn service_json(service: &MessagingService, call: &Call) -> Value {
    let url = format!("{}/Services/{}", call.root, service.sid);
    let settings = &service.settings;
    json!({
        "account_sid": call.account,
        "sid": service.sid,
        "date_created": iso(service.created),
        "date_updated": iso(service.updated),
        "friendly_name": settings.friendly_name,
        "inbound_request_url": settings.inbound_request_url,
        "inbound_method": settings.inbound_method,
        "fallback_url": settings.fallback_url,
        "fallback_method": settings.fallback_method,
        "status_callback": settings.status_callback,
        "sticky_sender": settings.sticky_sender,
        "smart_encoding": settings.smart_encoding,
        "mms_converter": settings.mms_converter,
        "fallback_to_long_code": settings.fallback_to_long_code,
        "scan_message_content": settings.scan_message_content,
        "area_code_geomatch": settings.area_code_geomatch,
        "validity_period": settings.validity_period,
        "synchronous_validation": settings.synchronous_validation,
        "usecase": settings.usecase,
        "us_app_to_person_registered": false,
        "use_inbound_webhook_on_number": settings.use_inbound_webhook_on_number,
        "links": {
            "phone_numbers": format!("{url}/PhoneNumbers"),
            "short_codes": format!("{url}/ShortCodes"),
            "alpha_senders": format!("{url}/AlphaSenders"),
            "messages": format!("{url}/Messages"),
            "us_app_to_person": format!("{url}/Compliance/Usa2p"),
            "us_app_to_person_usecases": format!("{url}/Compliance/Usa2p/Usecases"),
        },
        "url": url,
    })
}

fn senders(world: &mut World<'_>, call: &Call, service: &str, kind: Kind, rest: &[&str]) -> Reply {
    let (_, list, _, sids) = kind.names();
    let account = world.store.account(&call.account);
    if account.messaging_services.get(service).is_none() {
        return Err(call.not_found());
    }
    match (call.method, rest) {
        (Method::Post, []) => add(world, call, service, kind),
        (Method::Get, []) => {
            let row = account.messaging_services.get(service).ok_or_else(|| call.not_found())?;
            let wanted = |sender: &Sender| sender.kind == kind;
            let page = paging::cut(&row.senders, call, Order::Descending, MAX_PAGE, sids, wanted)?;
            let rows = page.rows.iter().map(|sender| sender_json(sender, call, service)).collect();
            Answer::ok(page.product_list(call, list, rows))
        }
        (Method::Get, [sid]) => {
            let sender = account.messaging_services.get(service).and_then(|row| row.senders.get(sid));
            let sender = sender.filter(|sender| sender.kind == kind).ok_or_else(|| call.not_found())?;
            Answer::ok(sender_json(sender, call, service))
        }
        (Method::Delete, [sid]) => {
            let row = account.messaging_services.get_mut(service).ok_or_else(|| call.not_found())?;
            if row.senders.get(sid).is_none_or(|sender| sender.kind != kind) {
                return Err(call.not_found());
            }
            let removed = row.senders.remove(sid);
            if let Some((_, sender)) = removed {
                account.pooled.remove(&sender.value);
            }
            Answer::gone()
        }
        (_, [] | [_]) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}

/// Unverified: the statuses of the refusals.
fn add(world: &mut World<'_>, call: &Call, service: &str, kind: Kind) -> Reply {
    let (now, number) = (world.now, world.store.number());
    let fresh = world.store.sid(kind.names().3);
    let account = world.store.account(&call.account);
    let (sid, value) = match kind {
        Kind::Phone => {
            let sid = call.form.filled("PhoneNumberSid").ok_or_else(|| Failure::missing("PhoneNumberSid"))?;
            let row = account.numbers.get(sid);
            let row = row.ok_or_else(|| Failure::not_found(&format!("/PhoneNumbers/{sid}")))?;
            (sid.to_owned(), row.number.clone())
        }
        Kind::Short => {
            let sid = call.form.filled("ShortCodeSid").ok_or_else(|| Failure::missing("ShortCodeSid"))?;
            let code = short_code(sid).ok_or_else(|| Failure::not_found(&format!("/ShortCodes/{sid}")))?;
            (sid.to_owned(), code)
        }
        Kind::Alpha => {
            let value = call.form.filled("AlphaSender").ok_or_else(|| Failure::missing("AlphaSender"))?;
            if !phone::is_sender_id(value) {
                return Err(Failure::bad(
                    21709,
                    "Alpha Sender ID is Invalid or Not Authorized for this Messaging Service",
                ));
            }
            (fresh, value.to_owned())
        }
    };
    // A sender ID belongs to nobody: several services may have the same.
    if kind != Kind::Alpha
        && let Some(other) = account.pooled.get(&value)
    {
        return Err(if other == service {
            Failure::bad(21710, "Phone Number or Short Code is already in the Messaging Service.")
        } else {
            Failure::bad(21712, "Phone Number or Short Code is associated with another Messaging Service.")
        });
    }
    let row = account.messaging_services.get_mut(service).ok_or_else(|| call.not_found())?;
    if kind == Kind::Alpha && row.senders.iter().any(|(_, sender)| sender.value == value) {
        return Err(Failure::bad(21710, "Alpha Sender is already in the Messaging Service."));
    }
    if row.senders.len() >= MAX_POOL {
        return Err(Failure::bad(21714, "Messaging Service Number Pool size limit reached"));
    }
    let sender = Sender { kind, sid: sid.clone(), value: value.clone(), created: now };
    let answer = sender_json(&sender, call, service);
    row.senders.insert(number, &sid, sender);
    if kind != Kind::Alpha {
        account.pooled.insert(value, service.to_owned());
    }
    Answer::created(answer)
}

/// The mock sells no short codes: every SID of the right shape stands for one, made of its digits.
fn short_code(sid: &str) -> Option<String> {
    let digits = sid.get(2..18).filter(|_| is_sid(sid, prefix::SHORT_CODE))?;
    Some((10_000 + u64::from_str_radix(digits, 16).ok()? % 90_000).to_string())
}

fn sender_json(sender: &Sender, call: &Call, service: &str) -> Value {
    let (part, _, field, _) = sender.kind.names();
    let mut fields = serde_json::Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("sid", json!(sender.sid));
    put("account_sid", json!(call.account));
    put("service_sid", json!(service));
    put("date_created", json!(iso(sender.created)));
    put("date_updated", json!(iso(sender.created)));
    put(field, json!(sender.value));
    match sender.kind {
        Kind::Phone => {
            put("country_code", json!(country(&sender.value)));
            put("capabilities", json!(["SMS", "MMS", "Voice"]));
        }
        Kind::Short => {
            put("country_code", json!("US"));
            put("capabilities", json!(["SMS", "MMS"]));
        }
        Kind::Alpha => {
            put("capabilities", json!(["SMS"]));
        }
    }
    put("url", json!(format!("{}/Services/{service}/{part}/{}", call.root, sender.sid)));
    Value::Object(fields)
}

/// Takes a number out of its pool; it was given back.
pub(super) fn forget(account: &mut Account, number: &str) {
    let Some(service) = account.pooled.remove(number) else { return };
    let Some(row) = account.messaging_services.get_mut(&service) else { return };
    let sid =
        row.senders.iter().find(|(_, sender)| sender.value == number).map(|(_, sender)| sender.sid.clone());
    if let Some(sid) = sid {
        row.senders.remove(&sid);
    }
}
