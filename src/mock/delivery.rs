//! A conversation's messages on their way to members outside of chat, and the receipts of it.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::call::{Answer, Call, Reply};
use super::conversations::Scope;
use super::dates::iso;
use super::errors::Failure;
use super::ledger::Ledger;
use super::paging::{self, Order};
use super::policy::{MAX_BODY, Policy, Status};
use super::sending::{self, Letter};
use super::shelf::Shelf;
use super::store::{Direction, Medium, Store, World};
use super::talk::{Delivery, Draft, Post};
use super::{messages, pools};
use crate::twilio::Method;
use crate::twilio::sid::prefix;

/// The largest page of receipts.
const MAX_PAGE: usize = 50;
/// What a text that is too long for SMS or WhatsApp fails with. Unverified.
const TOO_LONG: u32 = 21617;

/// Sends a message of a thread to each member outside of chat but its author, from the member's proxy address.
pub(super) fn fan_out(world: &mut World<'_>, account: &str, thread: &str, draft: &Draft) -> Vec<Delivery> {
    let rows = world.store.account(account);
    let Some(row) = rows.threads.get(thread) else { return Vec::new() };
    // In a group MMS everyone is written to from the address that a chat user has there.
    let projected = row.members.iter().find_map(|(_, member)| member.projected.clone());
    let reached: Vec<(String, String, Option<String>)> = row
        .members
        .iter()
        .filter(|(_, member)| member.key() != Some(&draft.author))
        .filter_map(|(_, member)| {
            let (address, proxy) = member.binding.as_ref()?;
            Some((member.sid.clone(), address.clone(), proxy.clone().or_else(|| projected.clone())))
        })
        .collect();
    let body = draft.body.as_deref().unwrap_or_default();
    let is_long = body.chars().count() > MAX_BODY;
    let mut sent = Vec::with_capacity(reached.len());
    for (member, to, from) in reached {
        let from = from.unwrap_or_else(|| messages::default_sender(&to));
        let service = pools::pool_of(world.store.account(account), &from).map(str::to_owned);
        let carrier = if is_long {
            Err(TOO_LONG)
        } else {
            let letter = Letter {
                from: Some(from),
                service,
                to,
                body: body.to_owned(),
                media: draft.media.iter().cloned().map(Medium::Stored).collect(),
                content_sid: draft.content_sid.clone(),
                content_variables: draft.content_variables.clone(),
                ..Letter::default()
            };
            sending::send(world, account, letter, Direction::Api).map_err(|failure| failure.code)
        };
        sent.push(Delivery { member, carrier, receipt: None });
    }
    sent
}

/// Where messages are at this moment.
pub(super) struct Progress<'a> {
    pub(super) messages: &'a Ledger,
    pub(super) policy: Policy,
    pub(super) now: Timestamp,
}

impl Progress<'_> {
    /// The word of a receipt, and the code of a failure. A message that is no longer stored has arrived.
    fn of(&self, delivery: &Delivery) -> (&'static str, u32) {
        let sms = match &delivery.carrier {
            Err(code) => return ("failed", *code),
            Ok(sid) => self.messages.get(sid),
        };
        let Some(sms) = sms else { return ("delivered", 0) };
        match messages::status_of(sms, self.policy, self.now) {
            Status::Delivered | Status::Read => ("delivered", 0),
            Status::Undelivered => ("undelivered", sms.plan().code.unwrap_or_default()),
            Status::Failed => ("failed", sms.plan().code.unwrap_or_default()),
            Status::Sent => ("sent", 0),
            _ => ("queued", 0),
        }
    }

    /// How far a message has come outside of chat; nothing where nobody is outside of chat.
    pub(super) fn summary(&self, post: &Post) -> Option<Value> {
        let total = post.sent_to.len();
        if total == 0 {
            return None;
        }
        let states: Vec<&str> = post.sent_to.iter().map(|delivery| self.of(delivery).0).collect();
        let word = |wanted: &[&str]| match states.iter().filter(|state| wanted.contains(state)).count() {
            0 => "none",
            count if count == total => "all",
            _ => "some",
        };
        Some(json!({
            "total": total,
            "sent": word(&["sent", "delivered", "undelivered"]),
            "delivered": word(&["delivered"]),
            "read": "none",
            "failed": word(&["failed"]),
            "undelivered": word(&["undelivered"]),
        }))
    }
}

/// Answers what is asked below `…/Messages/{IM}/Receipts`.
pub(super) fn answer(
    world: &mut World<'_>,
    call: &Call,
    scope: &Scope,
    thread: &str,
    message: &str,
    rest: &[&str],
) -> Reply {
    if call.method != Method::Get {
        return Err(Failure::method());
    }
    let (policy, now) = (world.policy, world.now);
    let account = world.store.account(&call.account);
    let post = account.threads.get(thread).and_then(|thread| thread.messages.get(message));
    let post = post.ok_or_else(|| call.not_found())?;
    let (sent_to, sent) = (post.sent_to.clone(), post.sent);
    let progress = Progress { messages: &account.messages, policy, now };
    let states: Vec<(&str, u32)> = sent_to.iter().map(|delivery| progress.of(delivery)).collect();
    let url = format!("{}/Conversations/{thread}/Messages/{message}/Receipts", scope.root);
    let mut receipts = Shelf::default();
    for ((delivery, (state, code)), number) in sent_to.iter().zip(states).zip(1_u64..) {
        // Nothing is known yet, so there is no receipt yet.
        if state == "queued" {
            continue;
        }
        let own = || receipt_sid(world.store, message, &delivery.member);
        let sid = delivery.receipt.clone().unwrap_or_else(own);
        let row = json!({
            "sid": sid,
            "account_sid": call.account,
            "chat_service_sid": scope.service,
            "conversation_sid": thread,
            "message_sid": message,
            "channel_message_sid": delivery.carrier.as_deref().ok(),
            "participant_sid": delivery.member,
            "status": state,
            "error_code": code,
            "date_created": iso(sent),
            "date_updated": iso(now.min(policy.ends(sent))),
            "url": format!("{url}/{sid}"),
        });
        receipts.insert(number, &sid, row);
    }
    match rest {
        [] => {
            let page = paging::cut(&receipts, call, Order::Ascending, MAX_PAGE, prefix::RECEIPT, |_| true)?;
            let rows = page.rows.iter().map(|row| (*row).clone()).collect();
            Answer::ok(page.product_list(call, "delivery_receipts", rows))
        }
        [sid] => Answer::ok(receipts.get(sid).ok_or_else(|| call.not_found())?.clone()),
        _ => Err(call.unserved()),
    }
}

fn receipt_sid(store: &Store, message: &str, member: &str) -> String {
    store.named_sid(prefix::RECEIPT, &format!("{message}/{member}"))
}
