//! Conversations v1: services and conversations; messages and participants stand in files of their own.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::call::{Answer, Call, Reply};
use super::dates::{iso, parse_span};
use super::errors::Failure;
use super::heads::{must_be_open_for, state_of};
use super::paging::{self, Order};
use super::people::{self, Ground};
use super::store::World;
use super::talk::{self, Dialect, Head, Service, Thread};
use super::{configuration, hooks, memberships, participants, posts};
use crate::twilio::Method;
use crate::twilio::sid::prefix;

/// The largest page of this product.
pub(super) const MAX_PAGE: usize = 100;

/// The service that a path is about, and the beginning of the addresses in answers.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// The service.
    pub(super) service: String,
    /// What every address below the service begins with.
    pub(super) root: String,
}

/// Answers what is asked of Conversations.
pub(super) fn answer(world: &mut World<'_>, call: &Call) -> Reply {
    match call.parts().as_slice() {
        ["Services"] => services(world, call),
        ["Services", sid] => service(world, call, sid),
        ["Services", sid, rest @ ..] => {
            if world.store.account(&call.account).services.get(sid).is_none() {
                return Err(call.not_found());
            }
            let scope = Scope { service: (*sid).to_owned(), root: format!("{}/Services/{sid}", call.root) };
            scoped(world, call, &scope, rest)
        }
        ["Configuration"] => configuration::of_account(world, call),
        ["Configuration", "Addresses", rest @ ..] => hooks::addresses(world, call, rest),
        rest => {
            let scope =
                Scope { service: talk::default_service(world, &call.account), root: call.root.clone() };
            scoped(world, call, &scope, rest)
        }
    }
}

fn scoped(world: &mut World<'_>, call: &Call, scope: &Scope, rest: &[&str]) -> Reply {
    let ground = Ground { dialect: Dialect::Conversations, service: &scope.service, root: &scope.root };
    match rest {
        ["Conversations", rest @ ..] => conversations(world, call, scope, rest),
        ["Users", rest @ ..] => people::users(world, call, ground, rest),
        ["Roles", rest @ ..] => people::roles(world, call, ground, rest),
        ["ParticipantConversations"] => memberships::of_participant(world, call, scope),
        ["ConversationWithParticipants"] => memberships::together(world, call, scope),
        // The unscoped one is the account's.
        ["Configuration"] if scope.root != call.root => {
            configuration::of_service(world, call, &scope.service)
        }
        _ => Err(call.unserved()),
    }
}

fn conversations(world: &mut World<'_>, call: &Call, scope: &Scope, rest: &[&str]) -> Reply {
    let Some((key, rest)) = rest.split_first() else {
        return match call.method {
            Method::Post => create(world, call, scope),
            Method::Get => list(world, call, scope),
            _ => Err(Failure::method()),
        };
    };
    let account = world.store.account(&call.account);
    let sid = talk::find_thread(account, &scope.service, key).ok_or_else(|| call.not_found())?;
    must_be_open_for(account, call, &sid, rest, world.now)?;
    match (call.method, rest) {
        (Method::Get, []) => show(world, call, scope, &sid, Answer::ok),
        (Method::Post, []) => {
            talk::update_thread(world, call, &sid, Dialect::Conversations)?;
            show(world, call, scope, &sid, Answer::ok)
        }
        (Method::Delete, []) => {
            talk::remove_thread(world, &call.account, &sid);
            Answer::gone()
        }
        (_, []) => Err(Failure::method()),
        (_, ["Messages", rest @ ..]) => posts::answer(world, call, scope, &sid, rest),
        (_, ["Participants", rest @ ..]) => participants::answer(world, call, scope, &sid, rest),
        (_, ["Webhooks", rest @ ..]) => hooks::conversation(world, call, scope, &sid, rest),
        _ => Err(call.unserved()),
    }
}

fn services(world: &mut World<'_>, call: &Call) -> Reply {
    match call.method {
        Method::Post => {
            let name = call.form.filled("FriendlyName").ok_or_else(|| Failure::missing("FriendlyName"))?;
            talk::within(name, 256, 50003, "Friendly name too long")?;
            let sid = talk::add_service(world, &call.account, name);
            let services = &world.store.account(&call.account).services;
            Answer::created(service_json(services.get(&sid).ok_or_else(|| call.not_found())?, call))
        }
        Method::Get => {
            let services = &world.store.account(&call.account).services;
            let page =
                paging::cut(services, call, Order::Descending, MAX_PAGE, prefix::CHAT_SERVICE, |_| true)?;
            let rows = page.rows.iter().map(|service| service_json(service, call)).collect();
            Answer::ok(page.product_list(call, "services", rows))
        }
        _ => Err(Failure::method()),
    }
}

fn service(world: &mut World<'_>, call: &Call, sid: &str) -> Reply {
    match call.method {
        Method::Get => {
            let services = &world.store.account(&call.account).services;
            Answer::ok(service_json(services.get(sid).ok_or_else(|| call.not_found())?, call))
        }
        Method::Delete => {
            talk::remove_service(world, call, sid)?;
            Answer::gone()
        }
        _ => Err(Failure::method()),
    }
}

fn service_json(service: &Service, call: &Call) -> Value {
    let url = format!("{}/Services/{}", call.root, service.sid);
    json!({
        "sid": service.sid,
        "account_sid": call.account,
        "friendly_name": service.friendly_name,
        "date_created": iso(service.created),
        "date_updated": iso(service.updated),
        "url": url,
        "links": {
            "conversations": format!("{url}/Conversations"),
            "users": format!("{url}/Users"),
            "roles": format!("{url}/Roles"),
            "bindings": format!("{url}/Bindings"),
            "configuration": format!("{url}/Configuration"),
            "participant_conversations": format!("{url}/ParticipantConversations"),
            "conversation_with_participants": format!("{url}/ConversationWithParticipants"),
        },
    })
}

fn create(world: &mut World<'_>, call: &Call, scope: &Scope) -> Reply {
    let sid = talk::create_thread(world, call, &scope.service, Dialect::Conversations)?;
    show(world, call, scope, &sid, Answer::created)
}

/// Shows a conversation.
pub(super) fn show(
    world: &mut World<'_>,
    call: &Call,
    scope: &Scope,
    sid: &str,
    answer: impl Fn(Value) -> Reply,
) -> Reply {
    let now = world.now;
    let threads = &world.store.account(&call.account).threads;
    let thread = threads.get(sid).ok_or_else(|| call.not_found())?;
    answer(conversation_json(&thread.head, call, scope, now))
}

fn list(world: &mut World<'_>, call: &Call, scope: &Scope) -> Reply {
    let span = |name: &str| match call.query.filled(name) {
        None => Ok(None),
        Some(text) => parse_span(text)
            .map(Some)
            .ok_or_else(|| Failure::bad(20422, format!("{name} is not a valid date"))),
    };
    let (start, end) = (span("StartDate")?, span("EndDate")?);
    let (state, now) = (call.query.filled("State"), world.now);
    let wanted = |thread: &Thread| {
        let head = &thread.head;
        head.service == scope.service
            && state.is_none_or(|state| state == state_of(head, now))
            && start.is_none_or(|(start, _)| head.created >= start)
            && end.is_none_or(|(_, end)| head.created < end)
    };
    let threads = &world.store.account(&call.account).threads;
    let page = paging::cut(threads, call, Order::Descending, MAX_PAGE, prefix::CONVERSATION, wanted)?;
    let rows = page.rows.iter().map(|thread| conversation_json(&thread.head, call, scope, now)).collect();
    Answer::ok(page.product_list(call, "conversations", rows))
}

/// When the timers of a conversation run out; empty where it has none.
pub(super) fn timers(head: &Head) -> Value {
    let mut timers = serde_json::Map::new();
    for (key, after) in [("date_inactive", head.inactive_after), ("date_closed", head.closed_after)] {
        if let Some(time) = after.and_then(|after| head.touched.checked_add(after).ok()) {
            timers.insert(key.to_owned(), json!(iso(time)));
        }
    }
    Value::Object(timers)
}

fn conversation_json(head: &Head, call: &Call, scope: &Scope, now: Timestamp) -> Value {
    let url = format!("{}/Conversations/{}", scope.root, head.sid);
    let bindings = head
        .email
        .as_ref()
        .map_or_else(|| json!({}), |(address, name)| json!({"email": {"address": address, "name": name}}));
    json!({
        "sid": head.sid,
        "account_sid": call.account,
        "chat_service_sid": head.service,
        "messaging_service_sid": head.messaging_service,
        "friendly_name": head.friendly_name,
        "unique_name": head.unique_name,
        "attributes": head.attributes,
        "date_created": iso(head.created),
        "date_updated": iso(head.updated),
        "state": state_of(head, now),
        "timers": timers(head),
        "bindings": bindings,
        "url": url,
        "links": {
            "participants": format!("{url}/Participants"),
            "messages": format!("{url}/Messages"),
            "webhooks": format!("{url}/Webhooks"),
            "export": format!("{url}/Export"),
        },
    })
}
