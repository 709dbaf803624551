//! Participants of a conversation.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::call::{Answer, Call, Fields, Reply};
use super::conversations::{MAX_PAGE, Scope};
use super::dates::{iso, parse_time};
use super::errors::Failure;
use super::heads::{must_be_open, state_of};
use super::paging::{self, Order};
use super::people;
use super::store::{Account, World};
use super::talk::{self, Member};
use crate::twilio::Method;
use crate::twilio::phone::{self, Address};
use crate::twilio::sid::prefix;

/// What a repeated identity gives here.
const TAKEN: (u32, &str) = (50433, "Participant already exists");
const MAX_MEMBERS: usize = 1000;
const MAX_OUTSIDE: usize = 50;
/// The most conversations of one identity.
const MAX_THREADS: usize = 1000;
/// The limit of a participant's attributes.
const MAX_ATTRIBUTES: usize = 4 * 1024;

/// Answers what is asked below `…/Conversations/{CH}/Participants`.
pub(super) fn answer(
    world: &mut World<'_>,
    call: &Call,
    scope: &Scope,
    thread: &str,
    rest: &[&str],
) -> Reply {
    match (call.method, rest) {
        (Method::Post, []) => {
            let member = create(world, call, &call.form, scope, thread)?;
            Answer::created(member_json(&member, call, scope, thread))
        }
        (Method::Get, []) => {
            let threads = &world.store.account(&call.account).threads;
            let members = &threads.get(thread).ok_or_else(|| call.not_found())?.members;
            let page = paging::cut(members, call, Order::Ascending, MAX_PAGE, prefix::PARTICIPANT, |_| true)?;
            let rows = page.rows.iter().map(|member| member_json(member, call, scope, thread)).collect();
            Answer::ok(page.product_list(call, "participants", rows))
        }
        (Method::Get, [key]) => {
            let sid = find(world, call, thread, key)?;
            show(world, call, scope, thread, &sid)
        }
        (Method::Post, [key]) => {
            let sid = find(world, call, thread, key)?;
            update(world, call, thread, &sid)?;
            show(world, call, scope, thread, &sid)
        }
        (Method::Delete, [key]) => {
            let sid = find(world, call, thread, key)?;
            remove(world, call, thread, &sid)?;
            Answer::gone()
        }
        (_, [] | [_]) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}

/// The SID of the member that a path means: by its SID or by the identity of a chat user.
pub(super) fn find(world: &mut World<'_>, call: &Call, thread: &str, key: &str) -> Result<String, Failure> {
    let threads = &world.store.account(&call.account).threads;
    let members = &threads.get(thread).ok_or_else(|| call.not_found())?.members;
    if members.get(key).is_some() {
        return Ok(key.to_owned());
    }
    let named = members.iter().find(|(_, member)| member.identity.as_deref() == Some(key));
    named.map(|(_, member)| member.sid.clone()).ok_or_else(|| call.not_found())
}

/// Takes a member out, and frees its pair of addresses.
pub(super) fn remove(world: &mut World<'_>, call: &Call, thread: &str, sid: &str) -> Result<(), Failure> {
    let account = world.store.account(&call.account);
    let row = account.threads.number(thread);
    let members = &mut account.threads.get_mut(thread).ok_or_else(|| call.not_found())?.members;
    let (_, member) = members.remove(sid).ok_or_else(|| call.not_found())?;
    no_longer(account, row.unwrap_or_default(), &member);
    if let Some((address, Some(proxy))) = member.binding {
        let pair = (address, proxy);
        if account.bindings.get(&pair).is_some_and(|user| user == thread) {
            account.bindings.remove(&pair);
        }
    }
    Ok(())
}

/// Notes that a member no longer takes part in a thread.
pub(super) fn no_longer(account: &mut Account, thread: u64, member: &Member) {
    let Some(key) = member.key() else { return };
    if let Some(threads) = account.takes_part.get_mut(key) {
        threads.remove(&thread);
        if threads.is_empty() {
            account.takes_part.remove(key);
        }
    }
}

/// Puts a member into a thread; `taken` is what a repeated identity gives.
pub(super) fn add(
    world: &mut World<'_>,
    call: &Call,
    thread: &str,
    mut member: Member,
    taken: (u32, &str),
) -> Result<Member, Failure> {
    let sid = world.store.sid(prefix::PARTICIPANT);
    let number = world.store.number();
    let (now, strict) = (world.now, world.policy.strict);
    let account = world.store.account(&call.account);
    let in_use = bound_elsewhere(account, &member, now);
    let place = account.threads.number(thread).unwrap_or_default();
    let row = account.threads.get_mut(thread).ok_or_else(|| call.not_found())?;
    must_be_open(&row.head, now)?;
    row.rate.take(now, strict)?;
    let others = || row.members.iter().map(|(_, other)| other);
    if member.identity.is_some() && others().any(|other| other.identity == member.identity) {
        return Err(Failure::new(409, taken.0, taken.1));
    }
    if row.members.len() >= MAX_MEMBERS {
        return Err(Failure::bad(50417, "Participants limit exceeded"));
    }
    if member.binding.is_some() && others().filter(|other| other.binding.is_some()).count() >= MAX_OUTSIDE {
        return Err(Failure::bad(50418, "Non-Chat participants limit exceeded"));
    }
    if let Some(other) = in_use {
        return Err(pair_taken(&other));
    }
    let (service, identity) = (row.head.service.clone(), member.identity.clone());
    if let Some(key) = member.key() {
        let threads = account.takes_part.entry(key.to_owned()).or_default();
        // Unverified: whether closed conversations count.
        if member.identity.is_some() && threads.len() >= MAX_THREADS {
            return Err(Failure::bad(50214, "User conversation limit exceeded"));
        }
        threads.insert(place);
    }
    if let Some((address, Some(proxy))) = &member.binding {
        account.bindings.insert((address.clone(), proxy.clone()), thread.to_owned());
    }
    member.sid = sid.clone();
    row.members.insert(number, &sid, member.clone());
    if let Some(identity) = identity {
        people::meet(world, &call.account, &service, &identity);
    }
    Ok(member)
}

/// The open conversation that a contact is in with this proxy address. A timer closes a conversation without anybody
/// noticing, so what is bound to one that is closed is free.
pub(super) fn open_thread_of(
    account: &Account,
    contact: &str,
    proxy: &str,
    now: Timestamp,
) -> Option<String> {
    let thread = account.bindings.get(&(contact.to_owned(), proxy.to_owned()))?;
    let head = &account.threads.get(thread)?.head;
    (state_of(head, now) != "closed").then(|| thread.clone())
}

/// The open conversation that a member's pair of addresses is used in.
fn bound_elsewhere(account: &Account, member: &Member, now: Timestamp) -> Option<String> {
    let (address, proxy) = member.binding.as_ref()?;
    open_thread_of(account, address, proxy.as_deref()?, now)
}

fn pair_taken(conversation: &str) -> Failure {
    let text = "A binding for this participant and proxy address already exists in Conversation";
    Failure::new(409, 50416, format!("{text} {conversation}"))
}

/// Changes what the form names. An address cannot change, its proxy can.
fn update(world: &mut World<'_>, call: &Call, thread: &str, sid: &str) -> Result<(), Failure> {
    let (now, form) = (world.now, &call.form);
    let attributes = talk::attributes(form, MAX_ATTRIBUTES)?;
    let created = talk::date(form, "DateCreated", 50308)?;
    let updated = talk::date(form, "DateUpdated", 50309)?;
    let read_index = match form.filled("LastReadMessageIndex") {
        None => None,
        Some(text) => Some(
            text.parse::<u64>().map_err(|_| Failure::bad(50421, "Invalid last read message index format"))?,
        ),
    };
    let read_at = match form.filled("LastReadTimestamp") {
        None => None,
        // The code is Programmable Chat's. Unverified for Conversations.
        Some(text) => {
            let time = parse_time(text);
            Some(time.ok_or_else(|| Failure::bad(50405, "Invalid last consumption timestamp format"))?)
        }
    };
    let identity = form.filled("Identity");
    let proxy = form.filled("MessagingBinding.ProxyAddress");
    let account = world.store.account(&call.account);
    let place = account.threads.number(thread).unwrap_or_default();
    let row = account.threads.get_mut(thread).ok_or_else(|| call.not_found())?;
    must_be_open(&row.head, now)?;
    let taken = |other: &Member| other.sid != sid && other.identity.as_deref() == identity;
    if identity.is_some() && row.members.iter().any(|(_, other)| taken(other)) {
        return Err(Failure::new(409, TAKEN.0, TAKEN.1));
    }
    let old = row.members.get(sid).ok_or_else(|| call.not_found())?.clone();
    let mut member = old.clone();
    if identity.is_some() && old.binding.is_some() {
        return Err(Failure::bad(50211, "Identity parameter not acceptable for this Participant"));
    }
    if let Some(identity) = identity {
        talk::within(identity, 256, 50207, "Identity too long")?;
        member.identity = Some(identity.to_owned());
    }
    if let Some(proxy) = proxy {
        let Some((address, slot)) = &mut member.binding else {
            return Err(Failure::bad(50441, "Failed to add a proxy address to a participant."));
        };
        check_proxy(address, proxy)?;
        *slot = Some(proxy.to_owned());
    }
    member.attributes = attributes.unwrap_or(member.attributes);
    member.read_index = read_index.or(member.read_index);
    member.read_at = read_at.or(member.read_at);
    member.created = created.unwrap_or(member.created);
    member.updated = updated.unwrap_or(now);
    if let Some(role) = form.filled("RoleSid") {
        role.clone_into(&mut member.role);
    }
    if member.binding != old.binding {
        if let Some(other) = bound_elsewhere(account, &member, now) {
            return Err(pair_taken(&other));
        }
        if let Some((address, Some(proxy))) = &old.binding {
            account.bindings.remove(&(address.clone(), proxy.clone()));
        }
        if let Some((address, Some(proxy))) = &member.binding {
            account.bindings.insert((address.clone(), proxy.clone()), thread.to_owned());
        }
    }
    no_longer(account, place, &old);
    if let Some(key) = member.key() {
        account.takes_part.entry(key.to_owned()).or_default().insert(place);
    }
    if let Some(slot) = account.threads.get_mut(thread).and_then(|row| row.members.get_mut(sid)) {
        *slot = member;
    }
    Ok(())
}

/// Adds a participant of a form's fields.
pub(super) fn create(
    world: &mut World<'_>,
    call: &Call,
    form: &Fields,
    scope: &Scope,
    thread: &str,
) -> Result<Member, Failure> {
    let identity = form.filled("Identity");
    let (binding, projected) = binding(form)?;
    if identity.is_none() && binding.is_none() {
        return Err(Failure::bad(50204, "Identity not provided"));
    }
    talk::within(identity.unwrap_or_default(), 256, 50207, "Identity too long")?;
    if binding.is_some() && identity.is_some() {
        return Err(Failure::bad(50211, "Identity parameter not acceptable for this Participant"));
    }
    let created = talk::date(form, "DateCreated", 50308)?.unwrap_or(world.now);
    if let Some((_, Some(proxy))) = &binding
        && world.store.owners.get(proxy).is_some_and(|owner| *owner != call.account)
    {
        return Err(Failure::bad(50413, "Account is not authorized to use proxy address"));
    }
    let member = Member {
        sid: String::new(),
        identity: identity.map(str::to_owned),
        binding,
        projected,
        attributes: talk::attributes(form, MAX_ATTRIBUTES)?.unwrap_or_else(|| "{}".to_owned()),
        role: form.filled("RoleSid").map_or_else(
            || people::Defaults::of(world.store, &call.account, &scope.service).thread,
            str::to_owned,
        ),
        created,
        updated: talk::date(form, "DateUpdated", 50309)?.unwrap_or(created),
        read_index: None,
        read_at: None,
    };
    add(world, call, thread, member, TAKEN)
}

type Binding = Option<(String, Option<String>)>;

/// Reads the address of someone outside of chat. In a group MMS a chat user has a projected address instead.
fn binding(form: &Fields) -> Result<(Binding, Option<String>), Failure> {
    let address = form.filled("MessagingBinding.Address");
    let proxy = form.filled("MessagingBinding.ProxyAddress");
    let projected = form.filled("MessagingBinding.ProjectedAddress").map(str::to_owned);
    let Some(address) = address else {
        return match proxy {
            Some(_) => Err(Failure::bad(50411, "Participant address is empty")),
            None => Ok((None, projected)),
        };
    };
    if !phone::is_recipient(address) {
        return Err(Failure::bad(50407, "Invalid messaging binding address"));
    }
    if let Some(proxy) = proxy {
        check_proxy(address, proxy)?;
    } else if projected.is_none() {
        return Err(Failure::bad(50412, "Participant proxy address is empty"));
    }
    Ok((Some((address.to_owned(), proxy.map(str::to_owned))), projected))
}

fn check_proxy(address: &str, proxy: &str) -> Result<(), Failure> {
    let parsed =
        Address::parse(proxy).ok_or_else(|| Failure::bad(50408, "Invalid participant proxy address"))?;
    if proxy == address {
        return Err(Failure::bad(50409, "Participant address equals proxy address"));
    }
    if parsed.channel() != Address::parse(address).and_then(Address::channel) {
        return Err(Failure::bad(50414, "Participant address type does not match proxy address type"));
    }
    Ok(())
}

fn show(world: &mut World<'_>, call: &Call, scope: &Scope, thread: &str, sid: &str) -> Reply {
    let threads = &world.store.account(&call.account).threads;
    let member = threads.get(thread).and_then(|thread| thread.members.get(sid));
    Answer::ok(member_json(member.ok_or_else(|| call.not_found())?, call, scope, thread))
}

/// Where a participant outside of chat is reached.
pub(super) fn binding_json(member: &Member) -> Option<Value> {
    member.binding.as_ref().map(|(address, proxy)| {
        let channel = Address::parse(address).and_then(Address::channel);
        let kind = channel.map_or("sms", phone::Channel::name);
        let mut binding = json!({"type": kind, "address": address, "proxy_address": proxy});
        if let (Some(projected), Some(fields)) = (&member.projected, binding.as_object_mut()) {
            fields.insert("projected_address".to_owned(), json!(projected));
        }
        binding
    })
}

fn member_json(member: &Member, call: &Call, scope: &Scope, thread: &str) -> Value {
    json!({
        "account_sid": call.account,
        "chat_service_sid": scope.service,
        "conversation_sid": thread,
        "sid": member.sid,
        "identity": member.identity,
        "attributes": member.attributes,
        "messaging_binding": binding_json(member),
        "role_sid": member.role,
        "date_created": iso(member.created),
        "date_updated": iso(member.updated),
        "url": format!("{}/Conversations/{thread}/Participants/{}", scope.root, member.sid),
        "last_read_message_index": member.read_index,
        "last_read_timestamp": member.read_at.map(iso),
    })
}
