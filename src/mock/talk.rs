//! What Conversations and Chat share: services, threads (conversations or channels), posts and members.
//!
//! The two products are two views of this one store; a [`Dialect`] says what differs in their rules.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::Value;

use super::call::{Call, Fields};
use super::dates::parse_time;
use super::errors::Failure;
pub(super) use super::heads::Head;
use super::heads::{changed, must_be_open, state_of};
use super::policy::MAX_CHAT_BODY;
use super::shelf::Shelf;
use super::store::{Account, World};
use super::{delivery, participants, people};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;

/// The most writes a second that a strict mock allows.
const MAX_ACTIONS: u32 = 30;

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
    pub(super) updated: Timestamp,
    /// The roles that were set in place of those that a service starts with.
    pub(super) creator_role: Option<String>,
    pub(super) thread_role: Option<String>,
    pub(super) user_role: Option<String>,
    pub(super) reachability: bool,
    pub(super) rate: Rate,
}

/// How many writes the present second has seen. Twilio allows thirty a second; only a strict mock counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rate {
    second: i64,
    count: u32,
}

impl Rate {
    /// Counts a write, or refuses it. Unverified: which of 50063 and 50074 is given when.
    pub(super) fn take(&mut self, now: Timestamp, strict: bool) -> Result<(), Failure> {
        let second = now.as_second();
        if self.second != second {
            *self = Self { second, count: 0 };
        }
        self.count = self.count.saturating_add(1);
        if strict && self.count > MAX_ACTIONS {
            return Err(Failure::new(429, 50063, "Actions per second limit exceeded"));
        }
        Ok(())
    }
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
    pub(super) rate: Rate,
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
    /// The members outside of chat that it goes out to.
    pub(super) sent_to: Vec<Delivery>,
    /// Who wrote it, where webhooks may be told of it.
    pub(super) told: Option<super::hooks::By>,
}

/// A message on its way to a member outside of chat.
#[derive(Clone, Debug)]
pub(super) struct Delivery {
    pub(super) member: String,
    /// The message of the first API that carries it, or the code with which it failed at once.
    pub(super) carrier: Result<String, u32>,
    /// The SID of its receipt, where that is not made of the message and the member.
    pub(super) receipt: Option<String>,
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
    /// The index of the last message that was read, and when.
    pub(super) read_index: Option<u64>,
    pub(super) read_at: Option<Timestamp>,
}

impl Member {
    /// What it is found by: its identity, or its address.
    pub(super) fn key(&self) -> Option<&str> {
        self.identity.as_deref().or(self.binding.as_ref().map(|(address, _)| address.as_str()))
    }
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
    add_service_as(world, account, &sid, name);
    sid
}

/// Makes a service with this SID.
pub(super) fn add_service_as(world: &mut World<'_>, account: &str, sid: &str, name: &str) {
    let number = world.store.number();
    let service = Service {
        sid: sid.to_owned(),
        friendly_name: name.to_owned(),
        created: world.now,
        updated: world.now,
        creator_role: None,
        thread_role: None,
        user_role: None,
        reachability: false,
        rate: Rate::default(),
    };
    world.store.account(account).services.insert(number, sid, service);
    people::add_roles(world, account, sid);
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
    people::forget(world.store.account(&call.account), sid);
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
        touched: world.now,
        state: "active",
        inactive_after: None,
        closed_after: None,
        email: None,
        public: dialect == Dialect::Chat,
        created_by: "system".to_owned(),
    };
    let (now, strict) = (world.now, world.policy.strict);
    let account = world.store.account(&call.account);
    if let Some(service) = account.services.get_mut(service) {
        service.rate.take(now, strict)?;
    }
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
        rate: Rate::default(),
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
    let mut head = account.threads.get(sid).ok_or_else(|| call.not_found())?.head.clone();
    must_be_open(&head, now)?;
    head.state = state_of(&head, now);
    head.touched = now;
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
    let Some((row, thread)) = rows.threads.remove(sid) else { return };
    free_bindings(&mut rows.bindings, &thread);
    for (_, member) in thread.members.iter() {
        participants::no_longer(rows, row, member);
    }
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

/// What a new message is made of, after its dialect has read and checked the fields.
#[derive(Clone, Debug, Default)]
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

/// Writes what a request says into a thread and gives it back; it may already be dropped where the store keeps
/// nothing.
pub(super) fn add_post(
    world: &mut World<'_>,
    call: &Call,
    thread_sid: &str,
    draft: Draft,
) -> Result<Post, Failure> {
    write_post(world, &call.account, thread_sid, draft)?.ok_or_else(|| call.not_found())
}

/// Writes a message into a thread and sends it to the members outside of chat; `None` where there is no such thread.
pub(super) fn write_post(
    world: &mut World<'_>,
    account: &str,
    thread_sid: &str,
    draft: Draft,
) -> Result<Option<Post>, Failure> {
    let (now, strict) = (world.now, world.policy.strict);
    let Some(thread) = world.store.account(account).threads.get_mut(thread_sid) else { return Ok(None) };
    must_be_open(&thread.head, now)?;
    thread.rate.take(now, strict)?;
    // Whoever writes wakes an inactive conversation, and its timers start anew.
    thread.head.touched = now;
    if thread.head.state == "inactive" {
        thread.head.state = "active";
    }
    let index = thread.next_index;
    thread.next_index = index.saturating_add(1);
    let speaker =
        thread.members.iter().map(|(_, member)| member).find(|member| member.key() == Some(&draft.author));
    let member = speaker.map(|member| member.sid.clone());
    let sid = world.store.sid(prefix::CHAT_MESSAGE);
    let number = world.store.number();
    let created = draft.created.unwrap_or(now);
    let sent_to = delivery::fan_out(world, account, thread_sid, &draft);
    let post = Post {
        sid: sid.clone(),
        index,
        member,
        sent_to,
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
        told: None,
    };
    if let Some(thread) = world.store.account(account).threads.get_mut(thread_sid) {
        thread.messages.insert(number, &sid, post.clone());
        world.store.remember_post(number, account, thread_sid);
    }
    Ok(Some(post))
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
