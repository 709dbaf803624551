//! `/v1/Configuration/Addresses`: what becomes of a first message to an address of Conversations.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::crud;
use super::{Hook, Target};
use crate::mock::call::{Answer, Call, Reply};
use crate::mock::dates::iso;
use crate::mock::errors::Failure;
use crate::mock::paging::{self, Order};
use crate::mock::people::Defaults;
use crate::mock::store::World;
use crate::mock::talk::{self, Dialect, Member};
use crate::mock::{conversations, participants};
use crate::twilio::phone::{self, Channel};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, is_sid};

/// The configuration of an address.
#[derive(Clone, Debug)]
pub(in crate::mock) struct Address {
    pub(in crate::mock) sid: String,
    kind: String,
    address: String,
    friendly_name: Option<String>,
    country: Option<String>,
    auto: Auto,
    created: Timestamp,
    updated: Timestamp,
}

/// What a first message makes.
#[derive(Clone, Debug, Default)]
struct Auto {
    is_enabled: bool,
    /// Whom the new conversation tells; `None` for nobody of its own.
    target: Option<Target>,
    service: Option<String>,
    flow: Option<String>,
    retries: Option<u8>,
    url: Option<String>,
    is_get: bool,
    filters: Vec<String>,
}

/// Answers what is asked below `/v1/Configuration/Addresses`.
pub(in crate::mock) fn answer(world: &mut World<'_>, call: &Call, rest: &[&str]) -> Reply {
    match (call.method, rest) {
        (Method::Post, []) => create(world, call),
        (Method::Get, []) => {
            let kind = call.query.filled("Type");
            let wanted = |row: &Address| kind.is_none_or(|kind| kind.eq_ignore_ascii_case(&row.kind));
            let rows = &world.store.account(&call.account).addresses;
            let size = conversations::MAX_PAGE;
            let page = paging::cut(rows, call, Order::Descending, size, prefix::ADDRESS, wanted)?;
            let rows = page.rows.iter().map(|row| json_of(row, call)).collect();
            Answer::ok(page.product_list(call, "address_configurations", rows))
        }
        (method, [key]) => {
            let rows = &mut world.store.account(&call.account).addresses;
            let by_address = rows.iter().find(|(_, row)| row.address == *key).map(|(_, row)| row.sid.clone());
            let sid = by_address.unwrap_or_else(|| (*key).to_owned());
            let now = world.now;
            let rows = &mut world.store.account(&call.account).addresses;
            let row = rows.get_mut(&sid).ok_or_else(|| call.not_found())?;
            match method {
                Method::Get => Answer::ok(json_of(row, call)),
                Method::Post => {
                    let mut changed = row.clone();
                    read(call, &mut changed)?;
                    changed.updated = now;
                    row.clone_from(&changed);
                    Answer::ok(json_of(&changed, call))
                }
                Method::Delete => {
                    rows.remove(&sid);
                    Answer::gone()
                }
                _ => Err(Failure::method()),
            }
        }
        (_, []) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}

fn create(world: &mut World<'_>, call: &Call) -> Reply {
    let needed = |name: &str| call.form.filled(name).ok_or_else(|| Failure::missing(name));
    let (kind, address) = (needed("Type")?.to_lowercase(), needed("Address")?.to_owned());
    let known = ["sms", "whatsapp", "messenger", "gbm", "email", "rcs", "apple", "chat"];
    if !known.contains(&&*kind) {
        // Unverified: code and text.
        return Err(Failure::bad(20001, format!("Type must be one of {}", known.join(", "))));
    }
    let rows = &world.store.account(&call.account).addresses;
    if rows.iter().any(|(_, row)| row.address == address) {
        // Unverified: code and text.
        return Err(Failure::new(409, 20409, "An address configuration for this address already exists"));
    }
    let mut row = Address {
        sid: String::new(),
        kind,
        address,
        friendly_name: None,
        country: None,
        auto: Auto::default(),
        created: world.now,
        updated: world.now,
    };
    read(call, &mut row)?;
    row.sid = world.store.sid(prefix::ADDRESS);
    let (number, answer, sid) = (world.store.number(), json_of(&row, call), row.sid.clone());
    world.store.account(&call.account).addresses.insert(number, &sid, row);
    Answer::created(answer)
}

/// Reads the fields that are there.
fn read(call: &Call, row: &mut Address) -> Result<(), Failure> {
    let form = &call.form;
    let text = |name: &str| form.filled(name).map(str::to_owned);
    row.friendly_name = text("FriendlyName").or_else(|| row.friendly_name.take());
    row.country = text("AddressCountry").or_else(|| row.country.take());
    let auto = &mut row.auto;
    if let Some(enabled) = form.filled("AutoCreation.Enabled") {
        auto.is_enabled = enabled.eq_ignore_ascii_case("true");
    }
    match form.filled("AutoCreation.Type") {
        None => {}
        Some("default") => auto.target = None,
        Some("webhook") => auto.target = Some(Target::Webhook),
        Some("studio") => auto.target = Some(Target::Studio),
        // Unverified: code and text.
        Some(_) => {
            return Err(Failure::bad(20001, "AutoCreation.Type must be default, webhook or studio"));
        }
    }
    auto.service = text("AutoCreation.ConversationServiceSid").or_else(|| auto.service.take());
    auto.flow = text("AutoCreation.StudioFlowSid").or_else(|| auto.flow.take());
    auto.url = text("AutoCreation.WebhookUrl").or_else(|| auto.url.take());
    if let Some(method) = form.filled("AutoCreation.WebhookMethod") {
        auto.is_get = method.eq_ignore_ascii_case("get");
    }
    if form.filled("AutoCreation.WebhookFilters").is_some() {
        auto.filters = form.all("AutoCreation.WebhookFilters").map(str::to_owned).collect();
    }
    if let Some(count) = form.filled("AutoCreation.StudioRetryCount") {
        // Unverified: code and text.
        let bad = || Failure::bad(20001, "AutoCreation.StudioRetryCount must be a number from 0 to 3");
        auto.retries = Some(count.parse().ok().filter(|count| *count <= 3).ok_or_else(bad)?);
    }
    let is_flow = auto.flow.as_deref().is_some_and(|flow| is_sid(flow, prefix::FLOW));
    if auto.target == Some(Target::Studio) && !is_flow {
        return Err(crud::no_flow(Dialect::Conversations));
    }
    if auto.target == Some(Target::Webhook) && auto.url.is_none() {
        return Err(crud::no_url(Dialect::Conversations));
    }
    Ok(())
}

fn json_of(row: &Address, call: &Call) -> Value {
    let auto = &row.auto;
    let mut shown = Map::new();
    shown.insert("enabled".into(), json!(auto.is_enabled));
    shown.insert("type".into(), json!(auto.target.map_or("default", Target::name)));
    if let Some(service) = &auto.service {
        shown.insert("conversation_service_sid".into(), json!(service));
    }
    match auto.target {
        Some(Target::Studio) => {
            shown.insert("studio_flow_sid".into(), json!(auto.flow));
            shown.insert("studio_retry_count".into(), json!(auto.retries.unwrap_or(0)));
        }
        Some(_) => {
            shown.insert("webhook_url".into(), json!(auto.url));
            shown.insert("webhook_method".into(), json!(if auto.is_get { "GET" } else { "POST" }));
            shown.insert("webhook_filters".into(), json!(auto.filters));
        }
        None => {}
    }
    json!({
        "account_sid": call.account,
        "sid": row.sid,
        "address": row.address,
        "type": row.kind,
        "friendly_name": row.friendly_name,
        "address_country": row.country,
        "auto_creation": shown,
        "date_created": iso(row.created),
        "date_updated": iso(row.updated),
        "url": format!("{}/Configuration/Addresses/{}", call.root, row.sid),
    })
}

fn channel_of(address: &str) -> Option<Channel> {
    phone::Address::parse(address).and_then(phone::Address::channel)
}

/// Makes the conversation that a first message to a configured address begins: the contact as its participant, and
/// its webhook. Gives the conversation; `None` where nothing is configured or the pair has a conversation already.
pub(in crate::mock) fn claim(
    world: &mut World<'_>,
    account: &str,
    contact: &str,
    address: &str,
) -> Option<String> {
    let rows = world.store.account(account);
    let plain = address.split_once(':').map_or(address, |(_, plain)| plain);
    // The configuration of a number's SMS says nothing of its WhatsApp.
    let kind = channel_of(address).map_or("sms", Channel::name);
    let is_meant = |row: &Address| row.kind == kind && (row.address == address || row.address == plain);
    let auto = rows.addresses.iter().map(|(_, row)| row).find(|row| is_meant(row) && row.auto.is_enabled);
    let auto = auto?.auto.clone();
    if participants::open_thread_of(rows, contact, address, world.now).is_some() {
        return None;
    }
    let service = match auto.service.clone().filter(|sid| rows.services.get(sid).is_some()) {
        Some(sid) => sid,
        None => talk::default_service(world, account),
    };
    let call = Call::inner(account, &[("FriendlyName", contact)]);
    let thread = talk::create_thread(world, &call, &service, Dialect::Conversations).ok()?;
    let member = Member {
        sid: String::new(),
        identity: None,
        binding: Some((contact.to_owned(), Some(address.to_owned()))),
        projected: None,
        attributes: "{}".to_owned(),
        role: Defaults::of(world.store, account, &service).thread,
        created: world.now,
        updated: world.now,
        read_at: None,
        read_index: None,
    };
    participants::add(world, &call, &thread, member, (50433, "Participant already exists")).ok()?;
    if let Some(target) = auto.target {
        let mut hook = Hook {
            sid: String::new(),
            dialect: Dialect::Conversations,
            target,
            flow: auto.flow,
            url: auto.url,
            is_get: auto.is_get,
            filters: auto.filters,
            triggers: Vec::new(),
            replay_after: None,
            retries: auto.retries.unwrap_or(0),
            created: world.now,
            updated: world.now,
        };
        crud::keep(world, account, &thread, &mut hook);
    }
    Some(thread)
}
