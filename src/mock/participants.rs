//! Participants of a conversation.

use serde_json::{Value, json};

use super::call::{Answer, Call, Fields, Reply};
use super::conversations::{MAX_PAGE, Scope};
use super::dates::iso;
use super::errors::Failure;
use super::paging::{self, Order};
use super::store::World;
use super::talk::{self, Member};
use crate::twilio::Method;
use crate::twilio::phone::{self, Address};
use crate::twilio::sid::prefix;

/// What a repeated identity gives here.
const TAKEN: (u32, &str) = (50433, "Participant already exists");
const MAX_MEMBERS: usize = 1000;
const MAX_OUTSIDE: usize = 50;
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
            let member = create(world, call, scope, thread)?;
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
            let now = world.now;
            let attributes = talk::attributes(&call.form, MAX_ATTRIBUTES)?;
            let threads = &mut world.store.account(&call.account).threads;
            let members = &mut threads.get_mut(thread).ok_or_else(|| call.not_found())?.members;
            let identity = call.form.filled("Identity");
            let taken = |other: &Member| other.sid != sid && other.identity.as_deref() == identity;
            if identity.is_some() && members.iter().any(|(_, other)| taken(other)) {
                return Err(Failure::new(409, TAKEN.0, TAKEN.1));
            }
            let member = members.get_mut(&sid).ok_or_else(|| call.not_found())?;
            if let Some(attributes) = attributes {
                member.attributes = attributes;
            }
            if let Some(identity) = identity {
                member.identity = Some(identity.to_owned());
            }
            member.updated = now;
            show(world, call, scope, thread, &sid)
        }
        (Method::Delete, [key]) => {
            let sid = find(world, call, thread, key)?;
            remove(world, call, thread, &sid)?;
            Answer::gone()
        }
        (_, [] | [_]) => Err(Failure::method()),
        _ => Err(call.not_found()),
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
    let members = &mut account.threads.get_mut(thread).ok_or_else(|| call.not_found())?.members;
    let (_, member) = members.remove(sid).ok_or_else(|| call.not_found())?;
    if let Some((address, Some(proxy))) = member.binding {
        let pair = (address, proxy);
        if account.bindings.get(&pair).is_some_and(|user| user == thread) {
            account.bindings.remove(&pair);
        }
    }
    Ok(())
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
    let account = world.store.account(&call.account);
    let row = account.threads.get_mut(thread).ok_or_else(|| call.not_found())?;
    talk::must_be_open(&row.head)?;
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
    if let Some((address, Some(proxy))) = &member.binding {
        let pair = (address.clone(), proxy.clone());
        if let Some(other) = account.bindings.get(&pair) {
            return Err(Failure::new(
                409,
                50416,
                format!(
                    "A binding for this participant and proxy address already exists in Conversation {other}"
                ),
            ));
        }
        account.bindings.insert(pair, thread.to_owned());
    }
    member.sid = sid.clone();
    row.members.insert(number, &sid, member.clone());
    Ok(member)
}

fn create(world: &mut World<'_>, call: &Call, scope: &Scope, thread: &str) -> Result<Member, Failure> {
    let form = &call.form;
    let identity = form.filled("Identity");
    let (binding, projected) = binding(form)?;
    if identity.is_none() && binding.is_none() {
        return Err(Failure::bad(50204, "Identity not provided"));
    }
    talk::within(identity.unwrap_or_default(), 256, 50207, "Identity too long")?;
    let created = talk::date(form, "DateCreated", 50308)?.unwrap_or(world.now);
    let member = Member {
        sid: String::new(),
        identity: identity.map(str::to_owned),
        binding,
        projected,
        attributes: talk::attributes(form, MAX_ATTRIBUTES)?.unwrap_or_else(|| "{}".to_owned()),
        role: form
            .filled("RoleSid")
            .map_or_else(|| world.store.named_sid(prefix::ROLE, &scope.service), str::to_owned),
        created,
        updated: talk::date(form, "DateUpdated", 50309)?.unwrap_or(created),
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
        let parsed =
            Address::parse(proxy).ok_or_else(|| Failure::bad(50408, "Invalid participant proxy address"))?;
        if proxy == address {
            return Err(Failure::bad(50409, "Participant address equals proxy address"));
        }
        if parsed.channel() != Address::parse(address).and_then(Address::channel) {
            return Err(Failure::bad(50414, "Participant address type does not match proxy address type"));
        }
    } else if projected.is_none() {
        return Err(Failure::bad(50412, "Participant proxy address is empty"));
    }
    Ok((Some((address.to_owned(), proxy.map(str::to_owned))), projected))
}

fn show(world: &mut World<'_>, call: &Call, scope: &Scope, thread: &str, sid: &str) -> Reply {
    let threads = &world.store.account(&call.account).threads;
    let member = threads.get(thread).and_then(|thread| thread.members.get(sid));
    Answer::ok(member_json(member.ok_or_else(|| call.not_found())?, call, scope, thread))
}

fn member_json(member: &Member, call: &Call, scope: &Scope, thread: &str) -> Value {
    let binding = member.binding.as_ref().map(|(address, proxy)| {
        let channel = Address::parse(address).and_then(Address::channel);
        let kind = channel.map_or("sms", phone::Channel::name);
        let mut binding = json!({"type": kind, "address": address, "proxy_address": proxy});
        if let (Some(projected), Some(fields)) = (&member.projected, binding.as_object_mut()) {
            fields.insert("projected_address".to_owned(), json!(projected));
        }
        binding
    });
    json!({
        "account_sid": call.account,
        "chat_service_sid": scope.service,
        "conversation_sid": thread,
        "sid": member.sid,
        "identity": member.identity,
        "attributes": member.attributes,
        "messaging_binding": binding,
        "role_sid": member.role,
        "date_created": iso(member.created),
        "date_updated": iso(member.updated),
        "url": format!("{}/Conversations/{thread}/Participants/{}", scope.root, member.sid),
        "last_read_message_index": null,
        "last_read_timestamp": null,
    })
}
