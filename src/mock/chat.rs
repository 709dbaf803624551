//! Programmable Chat v2: the older view of what Conversations shows too.

use serde_json::{Value, json};

use super::call::{Answer, Call, Reply};
use super::dates::iso;
use super::errors::Failure;
use super::heads::{must_be_open, must_be_open_for};
use super::hooks;
use super::members;
use super::paging;
use super::people::{self, Defaults, Ground};
use super::posts::{medium, order};
use super::store::World;
use super::talk::{self, Dialect, Draft, Post, Service, Thread};
use crate::twilio::Method;
use crate::twilio::sid::prefix;

/// The largest page of this product.
pub(super) const MAX_PAGE: usize = 100;
/// The limit of the attributes of a message or member. Unverified for this product: taken from Conversations.
pub(super) const MAX_ATTRIBUTES: usize = 4 * 1024;

/// Answers what is asked of Chat.
pub(super) fn answer(world: &mut World<'_>, call: &Call) -> Reply {
    match call.parts().as_slice() {
        ["Services"] => services(world, call),
        ["Services", sid] => service(world, call, sid),
        ["Services", service, part @ ("Channels" | "Users" | "Roles"), rest @ ..] => {
            if world.store.account(&call.account).services.get(service).is_none() {
                return Err(call.not_found());
            }
            let root = format!("{}/Services/{service}", call.root);
            let ground = Ground { dialect: Dialect::Chat, service, root: &root };
            match *part {
                "Users" => people::users(world, call, ground, rest),
                "Roles" => people::roles(world, call, ground, rest),
                _ => channels(world, call, service, rest),
            }
        }
        _ => Err(call.unserved()),
    }
}

fn services(world: &mut World<'_>, call: &Call) -> Reply {
    match call.method {
        Method::Post => {
            let name = call.form.filled("FriendlyName").ok_or_else(|| Failure::missing("FriendlyName"))?;
            talk::within(name, 64, 50003, "Friendly name too long")?;
            let sid = talk::add_service(world, &call.account, name);
            show_service(world, call, &sid, Answer::created)
        }
        Method::Get => {
            world.store.account(&call.account);
            let account = world.store.look(&call.account).ok_or_else(|| call.not_found())?;
            let order = paging::Order::Descending;
            let page = paging::cut(&account.services, call, order, MAX_PAGE, prefix::CHAT_SERVICE, |_| true)?;
            let row =
                |row: &&Service| service_json(row, call, &Defaults::of(world.store, &call.account, &row.sid));
            Answer::ok(page.product_list(call, "services", page.rows.iter().map(row).collect()))
        }
        _ => Err(Failure::method()),
    }
}

fn service(world: &mut World<'_>, call: &Call, sid: &str) -> Reply {
    match call.method {
        Method::Get => show_service(world, call, sid, Answer::ok),
        Method::Post => {
            let now = world.now;
            let service = world.store.account(&call.account).services.get_mut(sid);
            let service = service.ok_or_else(|| call.not_found())?;
            if let Some(name) = call.form.filled("FriendlyName") {
                talk::within(name, 64, 50003, "Friendly name too long")?;
                name.clone_into(&mut service.friendly_name);
            }
            if let Some(text) = call.form.filled("ReachabilityEnabled") {
                service.reachability = text.eq_ignore_ascii_case("true");
            }
            service.updated = now;
            show_service(world, call, sid, Answer::ok)
        }
        Method::Delete => {
            talk::remove_service(world, call, sid)?;
            Answer::gone()
        }
        _ => Err(Failure::method()),
    }
}

fn show_service(world: &mut World<'_>, call: &Call, sid: &str, answer: impl Fn(Value) -> Reply) -> Reply {
    let roles = Defaults::of(world.store, &call.account, sid);
    let services = &world.store.account(&call.account).services;
    answer(service_json(services.get(sid).ok_or_else(|| call.not_found())?, call, &roles))
}

fn service_json(service: &Service, call: &Call, roles: &Defaults) -> Value {
    let url = format!("{}/Services/{}", call.root, service.sid);
    json!({
        "account_sid": call.account,
        "consumption_report_interval": 10,
        "date_created": iso(service.created),
        "date_updated": iso(service.updated),
        "default_channel_creator_role_sid": roles.creator,
        "default_channel_role_sid": roles.thread,
        "default_service_role_sid": roles.user,
        "friendly_name": service.friendly_name,
        "limits": {"channel_members": 100, "user_channels": 250},
        "links": {
            "channels": format!("{url}/Channels"),
            "users": format!("{url}/Users"),
            "roles": format!("{url}/Roles"),
            "bindings": format!("{url}/Bindings"),
        },
        "notifications": {},
        "post_webhook_url": null,
        "pre_webhook_url": null,
        "pre_webhook_retry_count": 0,
        "post_webhook_retry_count": 0,
        "reachability_enabled": service.reachability,
        "read_status_enabled": true,
        "sid": service.sid,
        "typing_indicator_timeout": 5,
        "url": url,
        "webhook_filters": null,
        "webhook_method": null,
        "media": {"size_limit_mb": 150, "compatibility_message": "Media messages are not supported by your client"},
    })
}

fn channels(world: &mut World<'_>, call: &Call, service: &str, rest: &[&str]) -> Reply {
    let Some((key, rest)) = rest.split_first() else {
        return match call.method {
            Method::Post => {
                let sid = talk::create_thread(world, call, service, Dialect::Chat)?;
                show_channel(world, call, &sid, Answer::created)
            }
            Method::Get => list_channels(world, call, service),
            _ => Err(Failure::method()),
        };
    };
    let account = world.store.account(&call.account);
    let sid = talk::find_thread(account, service, key).ok_or_else(|| call.not_found())?;
    must_be_open_for(account, call, &sid, rest, world.now)?;
    match (call.method, rest) {
        (Method::Get, []) => show_channel(world, call, &sid, Answer::ok),
        (Method::Post, []) => {
            talk::update_thread(world, call, &sid, Dialect::Chat)?;
            show_channel(world, call, &sid, Answer::ok)
        }
        (Method::Delete, []) => {
            talk::remove_thread(world, &call.account, &sid);
            Answer::gone()
        }
        (_, []) => Err(Failure::method()),
        (_, ["Messages", rest @ ..]) => messages(world, call, &sid, rest),
        (_, ["Members", rest @ ..]) => members::answer(world, call, service, &sid, rest),
        (_, ["Webhooks", rest @ ..]) => hooks::channel(world, call, service, &sid, rest),
        _ => Err(call.unserved()),
    }
}

fn list_channels(world: &mut World<'_>, call: &Call, service: &str) -> Reply {
    let types: Vec<&str> = call.query.all("Type").collect();
    let wanted = |thread: &Thread| {
        thread.head.service == service && (types.is_empty() || types.contains(&kind(thread)))
    };
    let threads = &world.store.account(&call.account).threads;
    let page = paging::cut(threads, call, paging::Order::Descending, MAX_PAGE, prefix::CONVERSATION, wanted)?;
    let rows = page.rows.iter().map(|thread| channel_json(thread, call)).collect();
    Answer::ok(page.product_list(call, "channels", rows))
}

fn show_channel(world: &mut World<'_>, call: &Call, sid: &str, answer: impl Fn(Value) -> Reply) -> Reply {
    let threads = &world.store.account(&call.account).threads;
    answer(channel_json(threads.get(sid).ok_or_else(|| call.not_found())?, call))
}

fn kind(thread: &Thread) -> &'static str {
    if thread.head.public { "public" } else { "private" }
}

fn channel_json(thread: &Thread, call: &Call) -> Value {
    let head = &thread.head;
    let url = format!("{}/Services/{}/Channels/{}", call.root, head.service, head.sid);
    let last = thread.messages.iter().next_back();
    json!({
        "sid": head.sid,
        "account_sid": call.account,
        "service_sid": head.service,
        "friendly_name": head.friendly_name,
        "unique_name": head.unique_name,
        "attributes": head.attributes,
        "type": kind(thread),
        "date_created": iso(head.created),
        "date_updated": iso(head.updated),
        "created_by": head.created_by,
        "members_count": thread.members.len(),
        "messages_count": thread.messages.len(),
        "url": url,
        "links": {
            "members": format!("{url}/Members"),
            "messages": format!("{url}/Messages"),
            "invites": format!("{url}/Invites"),
            "webhooks": format!("{url}/Webhooks"),
            "last_message": last.map(|(_, post)| format!("{url}/Messages/{}", post.sid)),
        },
    })
}

fn messages(world: &mut World<'_>, call: &Call, channel: &str, rest: &[&str]) -> Reply {
    match (call.method, rest) {
        (Method::Post, []) => {
            let draft = draft(call)?;
            let post = talk::add_post(world, call, channel, draft)?;
            hooks::added_over_rest(world, call, channel, &post);
            let threads = &world.store.account(&call.account).threads;
            Answer::created(post_json(&post, threads.get(channel).ok_or_else(|| call.not_found())?, call))
        }
        (Method::Get, []) => {
            let order = order(&call.query)?;
            let threads = &world.store.account(&call.account).threads;
            let thread = threads.get(channel).ok_or_else(|| call.not_found())?;
            let page = paging::cut(&thread.messages, call, order, MAX_PAGE, prefix::CHAT_MESSAGE, |_| true)?;
            let rows = page.rows.iter().map(|post| post_json(post, thread, call)).collect();
            Answer::ok(page.product_list(call, "messages", rows))
        }
        (Method::Get, [sid]) => show_post(world, call, channel, sid),
        (Method::Post, [sid]) => {
            update_post(world, call, channel, sid)?;
            show_post(world, call, channel, sid)
        }
        (Method::Delete, [sid]) => {
            talk::remove_post(world, call, channel, sid)?;
            Answer::gone()
        }
        (_, [] | [_]) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}

/// Unlike in Conversations an empty body is a body.
fn draft(call: &Call) -> Result<Draft, Failure> {
    let form = &call.form;
    let media = talk::media(form)?;
    let body = form.get("Body").map(str::to_owned);
    if body.is_none() && media.is_none() {
        return Err(Failure::bad(50503, "Message body not provided"));
    }
    talk::body_fits(body.as_deref().unwrap_or_default())?;
    Ok(Draft {
        author: form.filled("From").unwrap_or("system").to_owned(),
        body,
        media,
        attributes: talk::attributes(form, MAX_ATTRIBUTES)?.unwrap_or_else(|| "{}".to_owned()),
        created: talk::date(form, "DateCreated", 50308)?,
        updated: talk::date(form, "DateUpdated", 50309)?,
        last_updated_by: form.filled("LastUpdatedBy").map(str::to_owned),
        content_sid: None,
        content_variables: None,
    })
}

fn show_post(world: &mut World<'_>, call: &Call, channel: &str, sid: &str) -> Reply {
    let threads = &world.store.account(&call.account).threads;
    let thread = threads.get(channel).ok_or_else(|| call.not_found())?;
    Answer::ok(post_json(thread.messages.get(sid).ok_or_else(|| call.not_found())?, thread, call))
}

fn update_post(world: &mut World<'_>, call: &Call, channel: &str, sid: &str) -> Result<(), Failure> {
    let now = world.now;
    let form = &call.form;
    let attributes = talk::attributes(form, MAX_ATTRIBUTES)?;
    let updated = talk::date(form, "DateUpdated", 50309)?;
    talk::body_fits(form.get("Body").unwrap_or_default())?;
    let threads = &mut world.store.account(&call.account).threads;
    let thread = threads.get_mut(channel).ok_or_else(|| call.not_found())?;
    must_be_open(&thread.head, now)?;
    let post = thread.messages.get_mut(sid).ok_or_else(|| call.not_found())?;
    if let Some(body) = form.get("Body") {
        post.body = Some(body.to_owned());
        post.edited = true;
    }
    if let Some(from) = form.filled("From") {
        from.clone_into(&mut post.author);
    }
    if let Some(attributes) = attributes {
        post.attributes = attributes;
    }
    post.last_updated_by = Some(form.filled("LastUpdatedBy").unwrap_or("system").to_owned());
    post.updated = updated.unwrap_or(now);
    Ok(())
}

fn post_json(post: &Post, thread: &Thread, call: &Call) -> Value {
    let head = &thread.head;
    let url = format!("{}/Services/{}/Channels/{}/Messages/{}", call.root, head.service, head.sid, post.sid);
    json!({
        "sid": post.sid,
        "account_sid": call.account,
        "service_sid": head.service,
        "to": head.sid,
        "channel_sid": head.sid,
        "attributes": post.attributes,
        "date_created": iso(post.created),
        "date_updated": iso(post.updated),
        "last_updated_by": post.last_updated_by,
        "was_edited": post.edited,
        "from": post.author,
        "body": post.body.as_deref().unwrap_or_default(),
        "index": post.index,
        "type": if post.media.is_some() { "media" } else { "text" },
        "media": post.media.as_deref().map(medium),
        "url": url,
    })
}
