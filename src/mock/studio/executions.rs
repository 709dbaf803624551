//! `/v2/Flows/{FW}/Executions`: begin, fetch, list, end, delete; the context.

use serde_json::{Map, Value, json};

use super::begin::{NotBegun, begin};
use super::flows::{self, MAX_PAGE};
use super::state::{Arrival, Entry};
use super::steps;
use crate::mock::call::{Answer, Call, Reply};
use crate::mock::dates::{iso, parse_span};
use crate::mock::errors::Failure;
use crate::mock::paging::{self, Order};
use crate::mock::shelf::Shelf;
use crate::mock::store::World;
use crate::sim::{Channel, Input, Source, Start};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, SidSource};
use crate::widgets::run::Trigger;

/// What `To` and `From` may have together, in bytes.
const MAX_ADDRESSES: usize = 300;

/// Answers what is asked below `…/Flows/{FW}/Executions`.
pub(super) fn answer(world: &mut World<'_>, call: &Call, flow: &str, rest: &[&str]) -> Reply {
    flows::own(world, call, flow)?;
    match (call.method, rest) {
        (Method::Post, []) => create(world, call, flow),
        (Method::Get, []) => list(world, call, flow),
        (Method::Get, [sid]) => show(world, call, flow, sid, Answer::ok),
        (Method::Post, [sid]) => update(world, call, flow, sid),
        (Method::Delete, [sid]) => {
            own(world, call, flow, sid)?;
            world.store.studio.remove(&call.account, sid);
            Answer::gone()
        }
        (Method::Get, [sid, "Context"]) => {
            let entry = own(world, call, flow, sid)?;
            Answer::ok(json!({
                "account_sid": call.account,
                "context": entry.context.to_value(),
                "flow_sid": entry.flow,
                "execution_sid": entry.sid,
                "url": format!("{}/Context", url(call, entry)),
            }))
        }
        (_, [sid, "Steps", rest @ ..]) => steps::answer(world, call, flow, sid, rest),
        (_, [] | [_] | [_, "Context"]) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}

/// The execution that a path means.
pub(super) fn own<'w>(
    world: &'w mut World<'_>,
    call: &Call,
    flow: &str,
    sid: &str,
) -> Result<&'w Entry, Failure> {
    let entry = world.store.studio.entry(&call.account, sid).filter(|entry| entry.flow == flow);
    entry.map(|entry| &*entry).ok_or_else(|| call.not_found())
}

/// The address of an execution.
pub(super) fn url(call: &Call, entry: &Entry) -> String {
    format!("{}/Flows/{}/Executions/{}", call.root, entry.flow, entry.sid)
}

fn create(world: &mut World<'_>, call: &Call, flow: &str) -> Reply {
    let form = &call.form;
    let to = form.filled("To").ok_or_else(|| Failure::missing("To"))?;
    let from = form.filled("From").ok_or_else(|| Failure::missing("From"))?;
    if to.len().saturating_add(from.len()) > MAX_ADDRESSES {
        // Unverified: the text.
        return Err(Failure::bad(81023, "To and From together must not exceed 300 bytes"));
    }
    let parameters = match form.filled("Parameters") {
        None => Map::new(),
        // Unverified: code and text.
        Some(text) => {
            serde_json::from_str(text).map_err(|_| Failure::bad(20001, "Parameters must be a JSON object"))?
        }
    };
    let mut start = Start::new(Source::default(), Trigger::Request, world.now);
    to.clone_into(&mut start.contact);
    from.clone_into(&mut start.flow_address);
    if to.starts_with("whatsapp:") {
        start.channel = Channel::Whatsapp;
    }
    start.parameters = Value::Object(parameters);
    let sid = begin(world, &call.account, flow, start, None, None, None).map_err(|not| refusal(not, call))?;
    show(world, call, flow, &sid, Answer::created)
}

fn refusal(not: NotBegun, call: &Call) -> Failure {
    match not {
        NotBegun::NoFlow => call.not_found(),
        // Unverified: codes and texts of these two.
        NotBegun::NotPublished => Failure::bad(20422, "The flow has no published revision"),
        NotBegun::NotWired => {
            Failure::bad(20422, "The flow's trigger has no transition for the event incomingRequest")
        }
        NotBegun::Busy(sid) => Failure::new(
            409,
            20409,
            format!(
                "Execution {sid} is already active for this contact. End the active Execution before creating a \
                 new one"
            ),
        )
        .with_details(json!({"conflicting_execution_sid": sid})),
        NotBegun::TooMany(limit) => Failure::new(
            429,
            20429,
            format!("This mock has {limit} active executions, which is its limit; end some first"),
        ),
    }
}

fn show(world: &mut World<'_>, call: &Call, flow: &str, sid: &str, answer: impl Fn(Value) -> Reply) -> Reply {
    answer(json_of(own(world, call, flow, sid)?, call))
}

fn json_of(entry: &Entry, call: &Call) -> Value {
    let url = url(call, entry);
    json!({
        "sid": entry.sid,
        "account_sid": call.account,
        "flow_sid": entry.flow,
        "contact_channel_address": entry.contact,
        "contact_sid": SidSource::new(0).named(prefix::CONTACT, &entry.contact),
        "flow_version": entry.version,
        "status": status(entry),
        "context": {},
        "initiated_by": entry.initiated_by,
        "date_created": iso(entry.created),
        "date_updated": iso(entry.updated),
        "url": url,
        "links": {"steps": format!("{url}/Steps"), "execution_context": format!("{url}/Context")},
    })
}

fn status(entry: &Entry) -> &'static str {
    if entry.ended.is_some() { "ended" } else { "active" }
}

fn list(world: &mut World<'_>, call: &Call, flow: &str) -> Reply {
    let query = &call.query;
    // The document spells this filter in lower case, unlike every other; either is taken.
    let wanted_status = query.filled("Status").or_else(|| query.filled("status"));
    if wanted_status.is_some_and(|status| !matches!(status, "active" | "ended")) {
        // Unverified: how the service words another status.
        return Err(Failure::bad(20001, "Status must be active or ended"));
    }
    let moment = |name: &str| match query.filled(name) {
        None => Ok(None),
        Some(text) => parse_span(text)
            .map(|(start, _)| Some(start))
            .ok_or_else(|| Failure::bad(20001, format!("{name} is not a valid date"))),
    };
    let (from, to) = (moment("DateCreatedFrom")?, moment("DateCreatedTo")?);
    let wanted = |entry: &Entry| {
        entry.flow == flow
            && wanted_status.is_none_or(|wanted| wanted == status(entry))
            && from.is_none_or(|from| entry.created >= from)
            && to.is_none_or(|to| entry.created < to)
    };
    let none = Shelf::default();
    let shelf = world.store.studio.executions.get(&call.account).unwrap_or(&none);
    let page = paging::cut(shelf, call, Order::Descending, MAX_PAGE, prefix::EXECUTION, wanted)?;
    let rows = page.rows.iter().map(|entry| json_of(entry, call)).collect();
    Answer::ok(page.product_list(call, "executions", rows))
}

fn update(world: &mut World<'_>, call: &Call, flow: &str, sid: &str) -> Reply {
    let now = world.now;
    let is_active = own(world, call, flow, sid)?.ended.is_none();
    match call.form.filled("Status") {
        None => return Err(Failure::missing("Status")),
        Some("active") => {}
        Some("ended") if is_active => {
            let studio = &mut world.store.studio;
            // The task is told before its inbox closes, so that its trace has an end too.
            studio.tell(&call.account, sid, Arrival::Input(Input::Stop));
            if let Some(entry) = studio.entry(&call.account, sid) {
                entry.updated = now;
            }
            studio.stop(&call.account, sid);
        }
        Some("ended") => {}
        // Unverified: how the service words another status.
        Some(_) => return Err(Failure::bad(20001, "Status must be active or ended")),
    }
    show(world, call, flow, sid, Answer::ok)
}
