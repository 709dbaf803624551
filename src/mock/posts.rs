//! Messages of a conversation, as Conversations v1 shows them.

use serde_json::{Map, Value, json};

use super::call::{Answer, Call, Fields, Reply};
use super::catalog;
use super::conversations::{MAX_PAGE, Scope};
use super::dates::iso;
use super::errors::Failure;
use super::hooks;
use super::paging::{self, Order};
use super::policy::{Policy, Status};
use super::store::World;
use super::talk::{self, Draft, Post};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, is_sid};

/// The limit of a message's attributes.
const MAX_ATTRIBUTES: usize = 4 * 1024;

/// Answers what is asked below `…/Conversations/{CH}/Messages`.
pub(super) fn answer(
    world: &mut World<'_>,
    call: &Call,
    scope: &Scope,
    thread: &str,
    rest: &[&str],
) -> Reply {
    match (call.method, rest) {
        (Method::Post, []) => {
            let draft = draft(world, call)?;
            let post = talk::add_post(world, call, thread, draft)?;
            hooks::added_over_rest(world, call, thread, &post);
            Answer::created(post_json(&post, call, scope, thread, world))
        }
        (Method::Get, []) => {
            let order = order(&call.query)?;
            let shown = View { policy: world.policy, now: world.now };
            let threads = &world.store.account(&call.account).threads;
            let posts = &threads.get(thread).ok_or_else(|| call.not_found())?.messages;
            let page = paging::cut(posts, call, order, MAX_PAGE, prefix::CHAT_MESSAGE, |_| true)?;
            let rows = page.rows.iter().map(|post| shown.json(post, call, scope, thread)).collect();
            Answer::ok(page.product_list(call, "messages", rows))
        }
        (Method::Get, [sid]) => show(world, call, scope, thread, sid),
        (Method::Post, [sid]) => {
            update(world, call, thread, sid)?;
            show(world, call, scope, thread, sid)
        }
        (Method::Delete, [sid]) => {
            talk::remove_post(world, call, thread, sid)?;
            Answer::gone()
        }
        (_, [] | [_]) => Err(Failure::method()),
        _ => Err(call.not_found()),
    }
}

/// Reads `Order`; lists of messages begin with the oldest.
pub(super) fn order(query: &Fields) -> Result<Order, Failure> {
    match query.filled("Order") {
        None | Some("asc") => Ok(Order::Ascending),
        Some("desc") => Ok(Order::Descending),
        // Unverified: how the service words another order.
        Some(_) => Err(Failure::bad(20422, "Order must be asc or desc")),
    }
}

fn draft(world: &mut World<'_>, call: &Call) -> Result<Draft, Failure> {
    let form = &call.form;
    let content_sid = form.filled("ContentSid");
    let variables = form.filled("ContentVariables");
    check_content(content_sid, variables)?;
    // A content template wins over body and media.
    let (body, media) = match content_sid {
        Some(sid) => {
            let account = world.store.account(&call.account);
            if world.policy.strict && account.contents.get(sid).is_none() {
                return Err(Failure::bad(50526, "Invalid content SID"));
            }
            (catalog::rendered(account, sid, variables), None)
        }
        None => (form.filled("Body").map(str::to_owned), talk::media(form)?),
    };
    if content_sid.is_none() && body.is_none() && media.is_none() {
        return Err(Failure::bad(50503, "Message body not provided"));
    }
    talk::body_fits(body.as_deref().unwrap_or_default())?;
    let author = form.filled("Author").unwrap_or("system");
    talk::within(author, 256, 50310, "Author parameter is too long")?;
    Ok(Draft {
        author: author.to_owned(),
        body,
        media,
        attributes: talk::attributes(form, MAX_ATTRIBUTES)?.unwrap_or_else(|| "{}".to_owned()),
        created: talk::date(form, "DateCreated", 50308)?,
        updated: talk::date(form, "DateUpdated", 50309)?,
        last_updated_by: None,
        content_sid: content_sid.map(str::to_owned),
        content_variables: variables.map(str::to_owned),
    })
}

fn check_content(sid: Option<&str>, variables: Option<&str>) -> Result<(), Failure> {
    if sid.is_some_and(|sid| !is_sid(sid, prefix::CONTENT)) {
        return Err(Failure::bad(50526, "Invalid content SID"));
    }
    let Some(variables) = variables else { return Ok(()) };
    if sid.is_none() {
        return Err(Failure::bad(50528, "Content SID is missing"));
    }
    let Ok(variables) = serde_json::from_str::<Map<String, Value>>(variables) else {
        return Err(Failure::bad(50527, "Invalid content variables format"));
    };
    for (key, value) in &variables {
        talk::within(key, 16, 50540, "Content variable key is too long")?;
        talk::within(value.as_str().unwrap_or_default(), 256, 50541, "Content variable value is too long")?;
    }
    Ok(())
}

fn show(world: &mut World<'_>, call: &Call, scope: &Scope, thread: &str, sid: &str) -> Reply {
    let shown = View { policy: world.policy, now: world.now };
    let threads = &world.store.account(&call.account).threads;
    let post = threads.get(thread).and_then(|thread| thread.messages.get(sid));
    Answer::ok(shown.json(post.ok_or_else(|| call.not_found())?, call, scope, thread))
}

fn update(world: &mut World<'_>, call: &Call, thread: &str, sid: &str) -> Result<(), Failure> {
    let now = world.now;
    let form = &call.form;
    let attributes = talk::attributes(form, MAX_ATTRIBUTES)?;
    let created = talk::date(form, "DateCreated", 50308)?;
    let updated = talk::date(form, "DateUpdated", 50309)?;
    talk::body_fits(form.get("Body").unwrap_or_default())?;
    let thread =
        world.store.account(&call.account).threads.get_mut(thread).ok_or_else(|| call.not_found())?;
    talk::must_be_open(&thread.head)?;
    let post = thread.messages.get_mut(sid).ok_or_else(|| call.not_found())?;
    if let Some(author) = form.filled("Author") {
        author.clone_into(&mut post.author);
    }
    if let Some(body) = form.get("Body") {
        post.body = Some(body.to_owned());
        post.edited = true;
    }
    if let Some(attributes) = attributes {
        post.attributes = attributes;
    }
    post.created = created.unwrap_or(post.created);
    post.updated = updated.unwrap_or(now);
    Ok(())
}

fn post_json(post: &Post, call: &Call, scope: &Scope, thread: &str, world: &World<'_>) -> Value {
    View { policy: world.policy, now: world.now }.json(post, call, scope, thread)
}

/// The moment at which messages are shown.
struct View {
    policy: Policy,
    now: jiff::Timestamp,
}

impl View {
    fn json(&self, post: &Post, call: &Call, scope: &Scope, thread: &str) -> Value {
        let url = format!("{}/Conversations/{thread}/Messages/{}", scope.root, post.sid);
        json!({
            "sid": post.sid,
            "account_sid": call.account,
            "chat_service_sid": scope.service,
            "conversation_sid": thread,
            "body": post.body,
            "media": post.media.as_ref().map(|sid| json!([medium(sid)])),
            "author": post.author,
            "participant_sid": post.member,
            "attributes": post.attributes,
            "date_created": iso(post.created),
            "date_updated": iso(post.updated),
            "index": post.index,
            "delivery": self.delivery(post),
            "content_sid": post.content_sid,
            "url": url,
            "links": {
                "delivery_receipts": format!("{url}/Receipts"),
                "channel_metadata": format!("{url}/ChannelMetadata"),
            },
        })
    }

    /// How far the message has come outside of chat; nothing where nobody is outside of chat.
    fn delivery(&self, post: &Post) -> Option<Value> {
        if post.recipients == 0 {
            return None;
        }
        let (status, _) = self.policy.progress(post.sent, self.now, false);
        let word = |reached: bool| if reached { "all" } else { "none" };
        Some(json!({
            "total": post.recipients,
            "sent": word(matches!(status, Status::Sent | Status::Delivered)),
            "delivered": word(status == Status::Delivered),
            "read": "none",
            "failed": "none",
            "undelivered": "none",
        }))
    }
}

/// An uploaded medium. The mock holds no media, so size and type are those of an empty file.
pub(super) fn medium(sid: &str) -> Value {
    json!({"sid": sid, "size": 0, "content_type": "application/octet-stream", "filename": null})
}
