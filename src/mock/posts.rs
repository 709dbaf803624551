//! Messages of a conversation, as Conversations v1 shows them.

use serde_json::{Map, Value, json};

use super::call::{Answer, Call, Fields, Reply};
use super::contents;
use super::conversations::{MAX_PAGE, Scope};
use super::dates::iso;
use super::delivery::{self, Progress};
use super::errors::Failure;
use super::heads::must_be_open;
use super::hooks;
use super::paging::{self, Order};
use super::store::World;
use super::talk::{self, Draft, Post};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, is_sid};

/// The limit of a message's attributes.
const MAX_ATTRIBUTES: usize = 4 * 1024;

/// The limit of all content variables together, in characters.
const MAX_VARIABLES: usize = 27_801;

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
            let (policy, now) = (world.policy, world.now);
            let progress = Progress { messages: &world.store.account(&call.account).messages, policy, now };
            Answer::created(json_of(&post, &progress, call, scope, thread))
        }
        (Method::Get, []) => {
            let order = order(&call.query)?;
            let (policy, now) = (world.policy, world.now);
            let account = world.store.account(&call.account);
            let posts = &account.threads.get(thread).ok_or_else(|| call.not_found())?.messages;
            let progress = Progress { messages: &account.messages, policy, now };
            let page = paging::cut(posts, call, order, MAX_PAGE, prefix::CHAT_MESSAGE, |_| true)?;
            let rows = page.rows.iter().map(|post| json_of(post, &progress, call, scope, thread)).collect();
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
        (_, [sid, "Receipts", rest @ ..]) => delivery::answer(world, call, scope, thread, sid, rest),
        (_, [] | [_]) => Err(Failure::method()),
        _ => Err(call.unserved()),
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
            let rendered = contents::rendered(account, sid, variables);
            (rendered.map(|rendered| rendered.body), None)
        }
        None => (form.filled("Body").map(str::to_owned), talk::media(form)?),
    };
    if content_sid.is_none() && body.is_none() && media.is_none() {
        return Err(Failure::bad(50503, "Message body not provided"));
    }
    talk::body_fits(body.as_deref().unwrap_or_default())?;
    // Unverified: the code; that the limit is checked at all is unverified, too.
    talk::within(form.get("Subject").unwrap_or_default(), 256, 20422, "Subject is too long")?;
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
    let total = |(key, value): (&String, &Value)| {
        key.chars().count() + value.as_str().map_or(0, |text| text.chars().count())
    };
    if variables.iter().map(total).sum::<usize>() > MAX_VARIABLES {
        return Err(Failure::bad(50529, "Content variables are too long"));
    }
    for (key, value) in &variables {
        talk::within(key, 16, 50540, "Content variable key is too long")?;
        talk::within(value.as_str().unwrap_or_default(), 256, 50541, "Content variable value is too long")?;
    }
    Ok(())
}

fn show(world: &mut World<'_>, call: &Call, scope: &Scope, thread: &str, sid: &str) -> Reply {
    let (policy, now) = (world.policy, world.now);
    let account = world.store.account(&call.account);
    let post = account.threads.get(thread).and_then(|thread| thread.messages.get(sid));
    let progress = Progress { messages: &account.messages, policy, now };
    Answer::ok(json_of(post.ok_or_else(|| call.not_found())?, &progress, call, scope, thread))
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
    must_be_open(&thread.head, now)?;
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

fn json_of(post: &Post, progress: &Progress<'_>, call: &Call, scope: &Scope, thread: &str) -> Value {
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
        "delivery": progress.summary(post),
        "content_sid": post.content_sid,
        "url": url,
        "links": {
            "delivery_receipts": format!("{url}/Receipts"),
            "channel_metadata": format!("{url}/ChannelMetadata"),
        },
    })
}

/// An uploaded medium. The mock holds no media, so size and type are those of an empty file.
pub(super) fn medium(sid: &str) -> Value {
    json!({"sid": sid, "size": 0, "content_type": "application/octet-stream", "filename": null})
}
