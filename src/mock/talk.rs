//! What Conversations and Chat share: services, threads (conversations or channels), posts and members.
//!
//! The two products are two views of this one store; a [`Dialect`] says what differs in their rules.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::call::{Call, Fields};
use super::dates::{parse_duration, parse_time};
use super::errors::Failure;
use super::policy::MAX_CHAT_BODY;
use super::shelf::Shelf;
use super::store::{Account, Place, World};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;

/// Which of the two products speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Conversations v1.
    Conversations,
    /// Programmable Chat v2.
    Chat,
}

/// A service: a space of threads with unique names of its own.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) sid: String,
    pub(super) friendly_name: String,
    pub(super) created: Timestamp,
}

/// What is said about a thread; changed as a whole, so that a refused change leaves nothing behind.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) sid: String,
    pub(super) service: String,
    pub(super) messaging_service: Option<String>,
    pub(super) friendly_name: Option<String>,
    pub(super) unique_name: Option<String>,
    pub(super) attributes: String,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) state: &'static str,
    pub(super) inactive_after: Option<SignedDuration>,
    pub(super) closed_after: Option<SignedDuration>,
    pub(super) email: Option<(String, Option<String>)>,
    pub(super) public: bool,
    pub(super) created_by: String,
}

/// A conversation or channel.
#[derive(Debug)]
pub(super) struct Thread {
    pub(super) head: Head,
    pub(super) messages: Shelf<Post>,
    pub(super) members: Shelf<Member>,
    /// Who is told of what happens here.
    pub(super) hooks: Shelf<super::hooks::Hook>,
    /// The index of the next message; it never goes back.
    next_index: u64,
}

/// A message of a thread.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub(super) sid: String,
    pub(super) index: u64,
    pub(super) body: Option<String>,
    pub(super) media: Option<String>,
    pub(super) author: String,
    pub(super) member: Option<String>,
    pub(super) attributes: String,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) edited: bool,
    pub(super) last_updated_by: Option<String>,
    pub(super) content_sid: Option<String>,
    pub(super) content_variables: Option<String>,
    /// When it was sent by the mock's clock, whatever date the caller gave it.
    pub(super) sent: Timestamp,
    /// How many members outside of chat it goes out to.
    pub(super) recipients: usize,
}

/// A participant or member.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) sid: String,
    pub(super) identity: Option<String>,
    /// Address and proxy address of someone outside of chat; a chat user may have a projected address.
    pub(super) binding: Option<(String, Option<String>)>,
    pub(super) projected: Option<String>,
    pub(super) attributes: String,
    pub(super) role: String,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
}

/// The service of unscoped addresses; made when it is first needed.
pub(super) fn default_service(world: &mut World<'_>, account: &str) -> String {
    if let Some(sid) = &world.store.account(account).default_service {
        return sid.clone();
    }
    let sid = add_service(world, account, "Default Conversations Service");
    world.store.account(account).default_service = Some(sid.clone());
    sid
}

/// Makes a service and gives its SID.
pub(super) fn add_service(world: &mut World<'_>, account: &str, name: &str) -> String {
    let sid = world.store.sid(prefix::CHAT_SERVICE);
    let number = world.store.number();
    let service = Service { sid: sid.clone(), friendly_name: name.to_owned(), created: world.now };
    world.store.account(account).services.insert(number, &sid, service);
    sid
}

/// Removes a service and all that is in it.
pub(super) fn remove_service(world: &mut World<'_>, call: &Call, sid: &str) -> Result<(), Failure> {
    let account = world.store.account(&call.account);
    account.services.remove(sid).ok_or_else(|| call.not_found())?;
    if account.default_service.as_deref() == Some(sid) {
        account.default_service = None;
    }
    let threads: Vec<String> = account
        .threads
        .iter()
        .filter(|(_, thread)| thread.head.service == sid)
        .map(|(_, thread)| thread.head.sid.clone())
        .collect();
    for thread in threads {
        remove_thread(world, &call.account, &thread);
    }
    Ok(())
}

/// The SID of the thread that a path means: by its SID or by its unique name.
pub(super) fn find_thread(account: &Account, service: &str, key: &str) -> Option<String> {
    let named = account.names.get(&(service.to_owned(), key.to_owned())).map(String::as_str);
    let sid = named.unwrap_or(key);
    account.threads.get(sid).filter(|thread| thread.head.service == service)?;
    Some(sid.to_owned())
}

/// Makes a thread of the form's fields.
pub(super) fn create_thread(
    world: &mut World<'_>,
    call: &Call,
    service: &str,
    dialect: Dialect,
) -> Result<String, Failure> {
    let blank = Head {
        sid: String::new(),
        service: service.to_owned(),
        messaging_service: None,
        friendly_name: None,
        unique_name: None,
        attributes: "{}".to_owned(),
        created: world.now,
        updated: world.now,
        state: "active",
        inactive_after: None,
        closed_after: None,
        email: None,
        public: dialect == Dialect::Chat,
        created_by: "system".to_owned(),
    };
    let account = world.store.account(&call.account);
    let mut head = changed(account, &call.form, blank, dialect)?;
    head.sid = world.store.sid(prefix::CONVERSATION);
    let number = world.store.number();
    let account = world.store.account(&call.account);
    if let Some(name) = &head.unique_name {
        account.names.insert((service.to_owned(), name.clone()), head.sid.clone());
    }
    let sid = head.sid.clone();
    let thread = Thread {
        head,
        messages: Shelf::default(),
        members: Shelf::default(),
        hooks: Shelf::default(),
        next_index: 0,
    };
    account.threads.insert(number, &sid, thread);
    Ok(sid)
}

/// Changes what the form names.
pub(super) fn update_thread(
    world: &mut World<'_>,
    call: &Call,
    sid: &str,
    dialect: Dialect,
) -> Result<(), Failure> {
    let now = world.now;
    let account = world.store.account(&call.account);
    let head = account.threads.get(sid).ok_or_else(|| call.not_found())?.head.clone();
    must_be_open(&head)?;
    let service = head.service.clone();
    let old_name = head.unique_name.clone();
    let mut head = changed(account, &call.form, head, dialect)?;
    if call.form.get("DateUpdated").is_none() {
        head.updated = now;
    }
    if old_name != head.unique_name {
        if let Some(name) = old_name {
            account.names.remove(&(service.clone(), name));
        }
        if let Some(name) = &head.unique_name {
            account.names.insert((service, name.clone()), sid.to_owned());
        }
    }
    if let Some(thread) = account.threads.get_mut(sid) {
        if head.state == "closed" {
            free_bindings(&mut account.bindings, thread);
        }
        thread.head = head;
    }
    Ok(())
}

/// Removes a thread with its messages and members.
pub(super) fn remove_thread(world: &mut World<'_>, account: &str, sid: &str) {
    let rows = world.store.account(account);
    let Some((_, thread)) = rows.threads.remove(sid) else { return };
    free_bindings(&mut rows.bindings, &thread);
    if let Some(name) = thread.head.unique_name {
        rows.names.remove(&(thread.head.service, name));
    }
    for (number, _) in thread.messages.iter() {
        world.store.forget(number);
    }
}

/// Lets other threads use the pairs of addresses of this one. A closed thread may name pairs that others use by now.
fn free_bindings(bindings: &mut HashMap<(String, String), String>, thread: &Thread) {
    for (_, member) in thread.members.iter() {
        if let Some((address, Some(proxy))) = &member.binding {
            let pair = (address.clone(), proxy.clone());
            if bindings.get(&pair) == Some(&thread.head.sid) {
                bindings.remove(&pair);
            }
        }
    }
}

/// The closed state is final.
pub(super) fn must_be_open(head: &Head) -> Result<(), Failure> {
    if head.state == "closed" {
        return Err(Failure::bad(50377, "Can't update conversation as it's in final closed state"));
    }
    Ok(())
}

fn changed(account: &Account, form: &Fields, mut head: Head, dialect: Dialect) -> Result<Head, Failure> {
    let creating = head.sid.is_empty();
    let limit = if dialect == Dialect::Chat { 64 } else { 256 };
    if let Some(name) = form.get("FriendlyName") {
        within(name, limit, 50003, "Friendly name too long")?;
        head.friendly_name = Some(name.to_owned()).filter(|name| !name.is_empty());
    }
    if let Some(name) = form.get("UniqueName") {
        within(name, limit, 50004, "Unique Name too long")?;
        unique(account, &head, name, dialect)?;
        head.unique_name = Some(name.to_owned()).filter(|name| !name.is_empty());
    }
    if let Some(attributes) = attributes(form, 16 * 1024)? {
        head.attributes = attributes;
    }
    if let Some(time) = date(form, "DateCreated", 50308)? {
        head.created = time;
        if creating {
            head.updated = time;
        }
    }
    if let Some(time) = date(form, "DateUpdated", 50309)? {
        head.updated = time;
    }
    match dialect {
        Dialect::Conversations => conversation_fields(form, &mut head, creating)?,
        Dialect::Chat => {
            match form.filled("Type") {
                Some("private") if creating => head.public = false,
                Some("public") | None => {}
                // Unverified: how the service words another type, or a change of it.
                Some(_) => {
                    return Err(Failure::bad(20422, "Type must be public or private and cannot change"));
                }
            }
            if let Some(author) = form.filled("CreatedBy") {
                head.created_by = author.to_owned();
            }
        }
    }
    Ok(head)
}

fn conversation_fields(form: &Fields, head: &mut Head, creating: bool) -> Result<(), Failure> {
    if let Some(sid) = form.filled("MessagingServiceSid") {
        if !is_sid(sid, prefix::MESSAGING_SERVICE) {
            return Err(Failure::bad(50341, "Invalid messaging service SID"));
        }
        head.messaging_service = Some(sid.to_owned());
    }
    head.state = match form.filled("State") {
        None => head.state,
        Some("active") => "active",
        Some("inactive") => "inactive",
        Some("initializing") => "initializing",
        Some("closed") if creating => return Err(Failure::bad(50384, "Initial state can't be 'closed'")),
        Some("closed") => "closed",
        Some(_) => return Err(Failure::bad(50378, "'State' parameter value is invalid")),
    };
    let timer = |name: &str, least: i64, bad: (u32, &str), short: (u32, &str)| match form.filled(name) {
        None => Ok(None),
        Some(text) => match parse_duration(text) {
            None => Err(Failure::bad(bad.0, bad.1)),
            Some(duration) if duration.as_secs() < least => Err(Failure::bad(short.0, short.1)),
            duration => Ok(duration),
        },
    };
    let inactive = timer(
        "Timers.Inactive",
        60,
        (50379, "TimeToInactive format is invalid"),
        (50375, "TimeToInactive should be greater or equal to 1 minute"),
    )?;
    let closed = timer(
        "Timers.Closed",
        600,
        (50380, "TimeToClosed format is invalid"),
        (50376, "TimeToClosed should be greater or equal to 10 minutes"),
    )?;
    head.inactive_after = inactive.or(head.inactive_after);
    head.closed_after = closed.or(head.closed_after);
    if let Some(address) = form.filled("Bindings.Email.Address") {
        head.email = Some((address.to_owned(), form.filled("Bindings.Email.Name").map(str::to_owned)));
    }
    Ok(())
}

fn unique(account: &Account, head: &Head, name: &str, dialect: Dialect) -> Result<(), Failure> {
    let chat = dialect == Dialect::Chat;
    if is_sid(name, prefix::CONVERSATION) {
        return Err(if chat {
            Failure::bad(50306, "Unique name should not match channel SID pattern")
        } else {
            Failure::bad(50390, "Unique name should not match conversation sid pattern")
        });
    }
    let taken = account.names.get(&(head.service.clone(), name.to_owned()));
    if taken.is_some_and(|sid| *sid != head.sid) {
        return Err(if chat {
            Failure::new(409, 50307, "Channel with provided unique name already exists")
        } else {
            Failure::new(409, 50353, "Conversation with provided unique name already exists")
        });
    }
    Ok(())
}

/// What a new message is made of, after its dialect has read and checked the fields.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) author: String,
    pub(super) body: Option<String>,
    pub(super) media: Option<String>,
    pub(super) attributes: String,
    pub(super) created: Option<Timestamp>,
    pub(super) updated: Option<Timestamp>,
    pub(super) last_updated_by: Option<String>,
    pub(super) content_sid: Option<String>,
    pub(super) content_variables: Option<String>,
}

/// Writes a message into a thread and gives it back; it may already be dropped where the store keeps nothing.
pub(super) fn add_post(
    world: &mut World<'_>,
    call: &Call,
    thread_sid: &str,
    draft: Draft,
) -> Result<Post, Failure> {
    let now = world.now;
    let thread =
        world.store.account(&call.account).threads.get(thread_sid).ok_or_else(|| call.not_found())?;
    must_be_open(&thread.head)?;
    let sid = world.store.sid(prefix::CHAT_MESSAGE);
    let number = world.store.number();
    let thread =
        world.store.account(&call.account).threads.get_mut(thread_sid).ok_or_else(|| call.not_found())?;
    let speaks = |member: &Member| {
        member.identity.as_deref() == Some(&draft.author)
            || member.binding.as_ref().is_some_and(|(address, _)| *address == draft.author)
    };
    let member = thread.members.iter().map(|(_, member)| member).find(|member| speaks(member));
    let created = draft.created.unwrap_or(now);
    let post = Post {
        sid: sid.clone(),
        index: thread.next_index,
        member: member.map(|member| member.sid.clone()),
        recipients: thread
            .members
            .iter()
            .filter(|(_, member)| member.binding.is_some() && !speaks(member))
            .count(),
        body: draft.body,
        media: draft.media,
        author: draft.author,
        attributes: draft.attributes,
        created,
        updated: draft.updated.unwrap_or(created),
        edited: false,
        last_updated_by: draft.last_updated_by,
        content_sid: draft.content_sid,
        content_variables: draft.content_variables,
        sent: now,
    };
    thread.next_index = thread.next_index.saturating_add(1);
    thread.messages.insert(number, &sid, post.clone());
    let place = Place::Thread(call.account.as_str().into(), thread_sid.into());
    world.store.remember(number, place, &sid);
    Ok(post)
}

/// Removes a message; its index is not used again.
pub(super) fn remove_post(
    world: &mut World<'_>,
    call: &Call,
    thread: &str,
    sid: &str,
) -> Result<(), Failure> {
    let thread =
        world.store.account(&call.account).threads.get_mut(thread).ok_or_else(|| call.not_found())?;
    let (number, _) = thread.messages.remove(sid).ok_or_else(|| call.not_found())?;
    world.store.forget(number);
    Ok(())
}

/// Reads `Attributes`: a text that has to be JSON and is kept as it was written.
pub(super) fn attributes(form: &Fields, limit: usize) -> Result<Option<String>, Failure> {
    let Some(text) = form.filled("Attributes") else { return Ok(None) };
    if text.len() > limit {
        return Err(Failure::bad(50303, "Attributes too long"));
    }
    if serde_json::from_str::<Value>(text).is_err() {
        return Err(Failure::bad(50304, "Attributes not valid"));
    }
    Ok(Some(text.to_owned()))
}

/// Reads a date field.
pub(super) fn date(form: &Fields, name: &str, code: u32) -> Result<Option<Timestamp>, Failure> {
    match form.filled(name) {
        None => Ok(None),
        Some(text) => {
            parse_time(text).map(Some).ok_or_else(|| Failure::bad(code, format!("Invalid {name} parameter")))
        }
    }
}

/// Refuses a text of more than `limit` characters.
pub(super) fn within(text: &str, limit: usize, code: u32, message: &str) -> Result<(), Failure> {
    if text.chars().count() > limit { Err(Failure::bad(code, message)) } else { Ok(()) }
}

/// Refuses a message body of more than 32 KB.
pub(super) fn body_fits(body: &str) -> Result<(), Failure> {
    if body.len() > MAX_CHAT_BODY {
        return Err(Failure::bad(50504, "Message body parameter is too long"));
    }
    Ok(())
}

/// Reads `MediaSid`.
pub(super) fn media(form: &Fields) -> Result<Option<String>, Failure> {
    match form.filled("MediaSid") {
        Some(sid) if !is_sid(sid, prefix::MEDIA) => Err(Failure::bad(50510, "Invalid message media SID")),
        sid => Ok(sid.map(str::to_owned)),
    }
}
