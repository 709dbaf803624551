//! Content templates: what is said once and sent often, with variables filled in.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Mock;
use super::call::{Answer, Call, Reply};
use super::dates::iso;
use super::errors::Failure;
use super::paging::{self, Order};
use super::provide::MADE;
use super::store::{Account, World};
use crate::twilio::Method;
use crate::twilio::sid::prefix;

/// A content template.
#[derive(Clone, Debug)]
pub(super) struct Content {
    sid: String,
    friendly_name: String,
    language: String,
    variables: Value,
    types: Value,
    created: Timestamp,
    updated: Timestamp,
    /// Name and category under which WhatsApp was asked to approve it.
    approval: Option<(String, String)>,
}

/// What a template says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rendered {
    pub(super) body: String,
    pub(super) media: Vec<String>,
}

impl Mock {
    /// Knows a content template of an account from now on: its text, with `{{1}}` or `{{name}}` where a value
    /// stands. One that was known is replaced.
    pub fn know_content(&self, account: &str, sid: &str, text: &str) {
        self.shared.with_world(|world| {
            let now = world.now;
            let content = Content {
                sid: sid.to_owned(),
                friendly_name: sid.to_owned(),
                language: "en".to_owned(),
                variables: json!({}),
                types: json!({"twilio/text": {"body": text}}),
                created: now,
                updated: now,
                approval: None,
            };
            if let Some(known) = world.store.account(account).contents.get_mut(sid) {
                *known = content;
                return;
            }
            let number = world.store.number();
            world.store.account(account).contents.insert(number, sid, content);
        });
    }
}

/// The text of a content template with the variables of a message, as JSON, filled in.
pub fn content_text(text: &str, variables: &str) -> String {
    let given: Map<String, Value> = serde_json::from_str(variables).unwrap_or_default();
    filled(text, &given, &Value::Null)
}

/// Whether a text is a JSON object, as content variables have to be, and none of its values is empty.
pub(super) fn are_filled(text: &str) -> bool {
    let is_empty =
        |value: &Value| value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
    serde_json::from_str::<Map<String, Value>>(text).is_ok_and(|variables| !variables.values().any(is_empty))
}

/// A template with its variables filled in; `None` where the template is unknown.
///
/// Of several types the first that has a text counts. Unverified: the service chooses by channel.
pub(super) fn rendered(account: &Account, sid: &str, variables: Option<&str>) -> Option<Rendered> {
    let content = account.contents.get(sid)?;
    let given: Map<String, Value> =
        variables.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let fill = |text: &str| filled(text, &given, &content.variables);
    let types = content.types.as_object()?;
    let text = |kind: &Value| ["body", "title"].iter().find_map(|key| kind.get(key)?.as_str().map(fill));
    let media =
        types.values().find_map(|kind| kind.get("media")?.as_array()).map(Vec::as_slice).unwrap_or_default();
    Some(Rendered {
        body: types.values().find_map(text).unwrap_or_default(),
        media: media.iter().filter_map(Value::as_str).map(fill).collect(),
    })
}

/// A variable that is not given takes the template's own value; one that has none either leaves nothing behind.
fn filled(template: &str, given: &Map<String, Value>, defaults: &Value) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        let Some((name, after)) = after.split_once("}}") else {
            text.push_str("{{");
            rest = after;
            break;
        };
        match given.get(name.trim()).or_else(|| defaults.get(name.trim())) {
            Some(Value::String(value)) => text.push_str(value),
            Some(value) => text.push_str(&value.to_string()),
            None => {}
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Answers for the Content product. This is the one product here whose bodies are JSON.
pub(super) fn answer(world: &mut World<'_>, call: &Call) -> Reply {
    match (call.method, call.parts().as_slice()) {
        (Method::Post, ["Content"]) => create(world, call),
        (Method::Get, ["Content"]) => {
            let shelf = &world.store.account(&call.account).contents;
            let page = paging::cut(shelf, call, Order::Descending, 1000, prefix::CONTENT, |_| true)?;
            let rows = page.rows.iter().map(|content| json_of(content, call)).collect();
            Answer::ok(page.product_list(call, "contents", rows))
        }
        (Method::Get, ["Content", sid]) => {
            let shelf = &world.store.account(&call.account).contents;
            Answer::ok(json_of(shelf.get(sid).ok_or_else(|| call.not_found())?, call))
        }
        (Method::Put, ["Content", sid]) => {
            let now = world.now;
            let shelf = &mut world.store.account(&call.account).contents;
            let content = shelf.get_mut(sid).ok_or_else(|| call.not_found())?;
            let mut next = read(call, Some(content))?;
            next.sid.clone_from(&content.sid);
            (next.created, next.updated, next.approval) = (content.created, now, content.approval.take());
            *content = next;
            Answer::ok(json_of(content, call))
        }
        (Method::Delete, ["Content", sid]) => {
            let shelf = &mut world.store.account(&call.account).contents;
            shelf.remove(sid).ok_or_else(|| call.not_found())?;
            Answer::gone()
        }
        (Method::Get, ["Content", sid, "ApprovalRequests"]) => {
            let shelf = &world.store.account(&call.account).contents;
            let content = shelf.get(sid).ok_or_else(|| call.not_found())?;
            // The mock's WhatsApp approves whatever it is asked.
            let status = if content.approval.is_some() { "approved" } else { "unsubmitted" };
            Answer::ok(json!({
                "sid": content.sid,
                "account_sid": call.account,
                "whatsapp": approval(content, status),
                "url": format!("{}/Content/{}/ApprovalRequests", call.root, content.sid),
            }))
        }
        (Method::Post, ["Content", sid, "ApprovalRequests", "whatsapp"]) => {
            let text = |name: &str| call.json.as_ref()?.get(name)?.as_str().map(str::to_owned);
            let name = text("name").ok_or_else(|| Failure::missing("name"))?;
            let category = text("category").ok_or_else(|| Failure::missing("category"))?;
            let shelf = &mut world.store.account(&call.account).contents;
            let content = shelf.get_mut(sid).ok_or_else(|| call.not_found())?;
            content.approval = Some((name, category));
            Answer::created(approval(content, "received"))
        }
        (_, ["Content"] | ["Content", _]) => Err(Failure::method()),
        (_, ["Content", _, "ApprovalRequests"] | ["Content", _, "ApprovalRequests", "whatsapp"]) => {
            Err(Failure::method())
        }
        _ => Err(call.unserved()),
    }
}

fn create(world: &mut World<'_>, call: &Call) -> Reply {
    let mut content = read(call, None)?;
    content.sid = world.store.sid(prefix::CONTENT);
    (content.created, content.updated) = (world.now, world.now);
    let answer = json_of(&content, call);
    let number = world.store.number();
    let sid = content.sid.clone();
    world.store.account(&call.account).contents.insert(number, &sid, content);
    Answer::created(answer)
}

/// Makes a template with this SID, for who tries an API out. Answers whether there was none.
pub(super) fn add_as(world: &mut World<'_>, account: &str, sid: &str) -> bool {
    if world.store.account(account).contents.get(sid).is_some() {
        return false;
    }
    let content = Content {
        sid: sid.to_owned(),
        friendly_name: MADE.to_owned(),
        language: "en".to_owned(),
        variables: json!({}),
        types: json!({"twilio/text": {"body": MADE}}),
        created: world.now,
        updated: world.now,
        approval: None,
    };
    let number = world.store.number();
    world.store.account(account).contents.insert(number, sid, content);
    true
}

/// Reads a template. Only its types have to be there where it replaces one.
fn read(call: &Call, was: Option<&Content>) -> Result<Content, Failure> {
    let field = |name: &str| call.json.as_ref().and_then(|body| body.get(name));
    let text = |name: &str| field(name).and_then(Value::as_str).map(str::to_owned);
    let object = |name: &str| field(name).filter(|value| value.is_object()).cloned();
    let types = object("types").ok_or_else(|| Failure::missing("types"))?;
    // Unverified: how the service words types that are none.
    let sound = |kinds: &Map<String, Value>| !kinds.is_empty() && kinds.values().all(Value::is_object);
    if !types.as_object().is_some_and(sound) {
        return Err(Failure::bad(20422, "types must name at least one content type"));
    }
    Ok(Content {
        language: text("language")
            .or_else(|| was.map(|was| was.language.clone()))
            .ok_or_else(|| Failure::missing("language"))?,
        types,
        friendly_name: text("friendly_name")
            .or_else(|| was.map(|was| was.friendly_name.clone()))
            .unwrap_or_default(),
        variables: object("variables")
            .or_else(|| was.map(|was| was.variables.clone()))
            .unwrap_or_else(|| json!({})),
        sid: String::new(),
        created: Timestamp::UNIX_EPOCH,
        updated: Timestamp::UNIX_EPOCH,
        approval: None,
    })
}

fn approval(content: &Content, status: &str) -> Value {
    let (name, category) = content.approval.as_ref().map_or(("", ""), |(name, category)| (name, category));
    let kind = content.types.as_object().and_then(|types| types.keys().next());
    json!({
        "name": name,
        "category": category,
        "content_type": kind,
        "status": status,
        "rejection_reason": "",
        "allow_category_change": true,
    })
}

fn json_of(content: &Content, call: &Call) -> Value {
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
        "date_updated": iso(content.updated),
        "links": {
            "approval_create": format!("{url}/ApprovalRequests/whatsapp"),
            "approval_fetch": format!("{url}/ApprovalRequests"),
        },
    })
}
