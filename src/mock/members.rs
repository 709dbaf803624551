//! Members of a Chat channel: the older view of a conversation's participants.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::call::{Answer, Call, Reply};
use super::chat::{MAX_ATTRIBUTES, MAX_PAGE};
use super::dates::{iso, parse_time};
use super::errors::Failure;
use super::paging;
use super::participants;
use super::people::Defaults;
use super::store::World;
use super::talk::{self, Member};
use crate::twilio::Method;
use crate::twilio::sid::prefix;

/// What a repeated identity gives here.
const TAKEN: (u32, &str) = (50404, "Member already exists");

/// Answers what is asked below `…/Channels/{CH}/Members`.
pub(super) fn answer(
    world: &mut World<'_>,
    call: &Call,
    service: &str,
    channel: &str,
    rest: &[&str],
) -> Reply {
    match (call.method, rest) {
        (Method::Post, []) => {
            let member = draft(world, call, service)?;
            let member = participants::add(world, call, channel, member, TAKEN)?;
            Answer::created(member_json(&member, call, service, channel))
        }
        (Method::Get, []) => {
            let threads = &world.store.account(&call.account).threads;
            let members = &threads.get(channel).ok_or_else(|| call.not_found())?.members;
            let size = MAX_PAGE;
            // Someone outside of chat is no member of a channel.
            let wanted = |member: &Member| member.identity.is_some();
            let order = paging::Order::Ascending;
            let page = paging::cut(members, call, order, size, prefix::PARTICIPANT, wanted)?;
            let rows = page.rows.iter().map(|member| member_json(member, call, service, channel)).collect();
            Answer::ok(page.product_list(call, "members", rows))
        }
        (Method::Get, [key]) => show(world, call, service, channel, key),
        (Method::Post, [key]) => {
            update(world, call, channel, key)?;
            show(world, call, service, channel, key)
        }
        (Method::Delete, [key]) => {
            let sid = participants::find(world, call, channel, key)?;
            participants::remove(world, call, channel, &sid)?;
            Answer::gone()
        }
        (_, [] | [_]) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}

fn draft(world: &World<'_>, call: &Call, service: &str) -> Result<Member, Failure> {
    let form = &call.form;
    let identity = form.filled("Identity").ok_or_else(|| Failure::missing("Identity"))?;
    talk::within(identity, 256, 50207, "Identity too long")?;
    let created = talk::date(form, "DateCreated", 50308)?.unwrap_or(world.now);
    let (read_index, read_at) = consumed(call)?;
    Ok(Member {
        sid: String::new(),
        identity: Some(identity.to_owned()),
        binding: None,
        projected: None,
        attributes: talk::attributes(form, MAX_ATTRIBUTES)?.unwrap_or_else(|| "{}".to_owned()),
        role: form
            .filled("RoleSid")
            .map_or_else(|| Defaults::of(world.store, &call.account, service).thread, str::to_owned),
        created,
        updated: talk::date(form, "DateUpdated", 50309)?.unwrap_or(created),
        read_index,
        read_at,
    })
}

/// Reads how far the member has come.
fn consumed(call: &Call) -> Result<(Option<u64>, Option<Timestamp>), Failure> {
    let bad_index = || Failure::bad(50406, "Invalid last consumed message index format");
    let index = call.form.filled("LastConsumedMessageIndex");
    let index = index.map(|text| text.parse::<u64>().map_err(|_| bad_index())).transpose()?;
    let bad_time = || Failure::bad(50405, "Invalid last consumption timestamp format");
    let time = call.form.filled("LastConsumptionTimestamp");
    Ok((index, time.map(|text| parse_time(text).ok_or_else(bad_time)).transpose()?))
}

fn show(world: &mut World<'_>, call: &Call, service: &str, channel: &str, key: &str) -> Reply {
    let sid = participants::find(world, call, channel, key)?;
    let threads = &world.store.account(&call.account).threads;
    let member = threads.get(channel).and_then(|thread| thread.members.get(&sid));
    Answer::ok(member_json(member.ok_or_else(|| call.not_found())?, call, service, channel))
}

fn update(world: &mut World<'_>, call: &Call, channel: &str, key: &str) -> Result<(), Failure> {
    let (now, form) = (world.now, &call.form);
    let sid = participants::find(world, call, channel, key)?;
    let attributes = talk::attributes(form, MAX_ATTRIBUTES)?;
    let updated = talk::date(form, "DateUpdated", 50309)?;
    let (read_index, read_at) = consumed(call)?;
    let thread = world.store.account(&call.account).threads.get_mut(channel);
    let member = thread.and_then(|thread| thread.members.get_mut(&sid)).ok_or_else(|| call.not_found())?;
    if let Some(attributes) = attributes {
        member.attributes = attributes;
    }
    if let Some(role) = form.filled("RoleSid") {
        role.clone_into(&mut member.role);
    }
    member.read_index = read_index.or(member.read_index);
    member.read_at = read_at.or(member.read_at);
    member.updated = updated.unwrap_or(now);
    Ok(())
}

fn member_json(member: &Member, call: &Call, service: &str, channel: &str) -> Value {
    json!({
        "sid": member.sid,
        "account_sid": call.account,
        "channel_sid": channel,
        "service_sid": service,
        "identity": member.identity,
        "role_sid": member.role,
        "last_consumed_message_index": member.read_index,
        "last_consumption_timestamp": member.read_at.map(iso),
        "date_created": iso(member.created),
        "date_updated": iso(member.updated),
        "attributes": member.attributes,
        "url": format!("{}/Services/{service}/Channels/{channel}/Members/{}", call.root, member.sid),
    })
}
