//! Messaging Services and content templates: what a strict mock wants to see created first.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::call::{Answer, Call, Reply};
use super::dates::iso;
use super::errors::Failure;
use super::paging::{self, Order};
use super::store::{Account, World};
use crate::twilio::Method;
use crate::twilio::sid::prefix;

/// A Messaging Service. Its number pool is not modelled: it always finds a sender.
#[derive(Clone, Debug)]
pub(super) struct MessagingService {
    sid: String,
    friendly_name: String,
    status_callback: Option<String>,
    created: Timestamp,
}

impl MessagingService {
    /// Where the statuses of its messages are announced.
    pub(super) fn status_callback(&self) -> Option<&str> {
        self.status_callback.as_deref()
    }
}

/// A content template.
#[derive(Clone, Debug)]
pub(super) struct Content {
    sid: String,
    friendly_name: String,
    language: String,
    variables: Value,
    types: Value,
    created: Timestamp,
}

/// Whether a text is a JSON object, as content variables have to be.
pub(super) fn are_variables(text: &str) -> bool {
    serde_json::from_str::<Map<String, Value>>(text).is_ok()
}

/// The text of a template with its variables filled in; `None` where the template is unknown or has no text.
pub(super) fn rendered(account: &Account, sid: &str, variables: Option<&str>) -> Option<String> {
    let content = account.contents.get(sid)?;
    let types = content.types.as_object()?;
    let body = types.values().find_map(|kind| kind.get("body").and_then(Value::as_str))?;
    let given: Map<String, Value> =
        variables.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        let Some((name, after)) = after.split_once("}}") else {
            text.push_str("{{");
            rest = after;
            break;
        };
        let value = given.get(name.trim()).or_else(|| content.variables.get(name.trim()));
        match value {
            Some(Value::String(value)) => text.push_str(value),
            Some(value) => text.push_str(&value.to_string()),
            None => {}
        }
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// Answers for the Messaging product: its services only.
pub(super) fn messaging(world: &mut World<'_>, call: &Call) -> Reply {
    match (call.method, call.parts().as_slice()) {
        (Method::Post, ["Services"]) => {
            let name = call.form.filled("FriendlyName").ok_or_else(|| Failure::missing("FriendlyName"))?;
            let service = MessagingService {
                sid: world.store.sid(prefix::MESSAGING_SERVICE),
                friendly_name: name.to_owned(),
                status_callback: call.form.filled("StatusCallback").map(str::to_owned),
                created: world.now,
            };
            let answer = service_json(&service, call);
            let number = world.store.number();
            let sid = service.sid.clone();
            world.store.account(&call.account).messaging_services.insert(number, &sid, service);
            Answer::created(answer)
        }
        (Method::Get, ["Services"]) => {
            let shelf = &world.store.account(&call.account).messaging_services;
            let page =
                paging::cut(shelf, call, Order::Descending, 1000, prefix::MESSAGING_SERVICE, |_| true)?;
            let rows = page.rows.iter().map(|service| service_json(service, call)).collect();
            Answer::ok(page.product_list(call, "services", rows))
        }
        (Method::Get, ["Services", sid]) => {
            let shelf = &world.store.account(&call.account).messaging_services;
            Answer::ok(service_json(shelf.get(sid).ok_or_else(|| call.not_found())?, call))
        }
        (Method::Delete, ["Services", sid]) => {
            let shelf = &mut world.store.account(&call.account).messaging_services;
            shelf.remove(sid).ok_or_else(|| call.not_found())?;
            Answer::gone()
        }
        (_, ["Services"] | ["Services", _]) => Err(Failure::method()),
        _ => Err(call.not_found()),
    }
}

fn service_json(service: &MessagingService, call: &Call) -> Value {
    let url = format!("{}/Services/{}", call.root, service.sid);
    json!({
        "account_sid": call.account,
        "sid": service.sid,
        "date_created": iso(service.created),
        "date_updated": iso(service.created),
        "friendly_name": service.friendly_name,
        "inbound_request_url": null,
        "inbound_method": "POST",
        "fallback_url": null,
        "fallback_method": "POST",
        "status_callback": service.status_callback,
        "sticky_sender": true,
        "smart_encoding": true,
        "mms_converter": true,
        "fallback_to_long_code": true,
        "scan_message_content": "inherit",
        "area_code_geomatch": true,
        "validity_period": 36000,
        "synchronous_validation": false,
        "usecase": "undeclared",
        "us_app_to_person_registered": false,
        "use_inbound_webhook_on_number": false,
        "links": {
            "phone_numbers": format!("{url}/PhoneNumbers"),
            "short_codes": format!("{url}/ShortCodes"),
            "alpha_senders": format!("{url}/AlphaSenders"),
        },
        "url": url,
    })
}

/// Answers for the Content product: its templates. This is the one product here whose bodies are JSON.
pub(super) fn content(world: &mut World<'_>, call: &Call) -> Reply {
    match (call.method, call.parts().as_slice()) {
        (Method::Post, ["Content"]) => create_content(world, call),
        (Method::Get, ["Content"]) => {
            let shelf = &world.store.account(&call.account).contents;
            let page = paging::cut(shelf, call, Order::Descending, 1000, prefix::CONTENT, |_| true)?;
            let rows = page.rows.iter().map(|content| content_json(content, call)).collect();
            Answer::ok(page.product_list(call, "contents", rows))
        }
        (Method::Get, ["Content", sid]) => {
            let shelf = &world.store.account(&call.account).contents;
            Answer::ok(content_json(shelf.get(sid).ok_or_else(|| call.not_found())?, call))
        }
        (Method::Delete, ["Content", sid]) => {
            let shelf = &mut world.store.account(&call.account).contents;
            shelf.remove(sid).ok_or_else(|| call.not_found())?;
            Answer::gone()
        }
        (_, ["Content"] | ["Content", _]) => Err(Failure::method()),
        _ => Err(call.not_found()),
    }
}

fn create_content(world: &mut World<'_>, call: &Call) -> Reply {
    let field = |name: &str| call.json.as_ref().and_then(|body| body.get(name));
    let text = |name: &str| field(name).and_then(Value::as_str).map(str::to_owned);
    let object = |name: &str| field(name).filter(|value| value.is_object()).cloned();
    let content = Content {
        language: text("language").ok_or_else(|| Failure::missing("language"))?,
        types: object("types").ok_or_else(|| Failure::missing("types"))?,
        friendly_name: text("friendly_name").unwrap_or_default(),
        variables: object("variables").unwrap_or_else(|| json!({})),
        sid: world.store.sid(prefix::CONTENT),
        created: world.now,
    };
    let answer = content_json(&content, call);
    let number = world.store.number();
    let sid = content.sid.clone();
    world.store.account(&call.account).contents.insert(number, &sid, content);
    Answer::created(answer)
}

fn content_json(content: &Content, call: &Call) -> Value {
    let url = format!("{}/Content/{}", call.root, content.sid);
    json!({
        "sid": content.sid,
        "account_sid": call.account,
        "friendly_name": content.friendly_name,
        "language": content.language,
        "variables": content.variables,
        "types": content.types,
        "url": url,
        "date_created": iso(content.created),
        "date_updated": iso(content.created),
        "links": {
            "approval_create": format!("{url}/ApprovalRequests/whatsapp"),
            "approval_fetch": format!("{url}/ApprovalRequests"),
        },
    })
}
