//! What hangs below a message of the first API: its media, and feedback about it.
//!
//! A medium's SID is worked out from the message's, so that media cost nothing to store.

use serde_json::{Value, json};

use super::call::{Answer, Call, Reply};
use super::dates::rfc2822;
use super::errors::Failure;
use super::paging::{self, Order};
use super::shelf::Shelf;
use super::store::{Medium, Sms, Store, World};
use crate::twilio::Method;
use crate::twilio::sid::prefix;

/// Answers what is asked below `Messages/{SM}`.
pub(super) fn answer(world: &mut World<'_>, call: &Call, message: &str, rest: &[&str]) -> Reply {
    // Only what the message is asked for is worked out under this borrow.
    let shelf = &world.store.account(&call.account).messages;
    let sms = shelf.get(message).ok_or_else(|| call.not_found())?.clone();
    match (call.method, rest) {
        (Method::Get, ["Media"]) => list(world, call, &sms),
        (Method::Get, ["Media", sid]) => {
            let (_, medium) = find(world.store, &sms, sid).ok_or_else(|| call.not_found())?;
            if call.is_plain {
                // What was uploaded is not kept here.
                let Medium::Url(url) = medium else { return Err(call.not_found()) };
                // Unverified: where the service leads; here it is the address that the medium was sent from.
                return Answer::elsewhere(url);
            }
            Answer::ok(json_of(sid, medium, &sms, &call.account))
        }
        (Method::Delete, ["Media", sid]) => {
            let (at, _) = find(world.store, &sms, sid).ok_or_else(|| call.not_found())?;
            let shelf = &mut world.store.account(&call.account).messages;
            if let Some(sms) = shelf.get_mut(message) {
                sms.extra.get_or_insert_default().gone.insert(at);
            }
            Answer::gone()
        }
        (Method::Post, ["Feedback"]) => {
            let outcome = match call.form.filled("Outcome") {
                None => "confirmed",
                Some(outcome @ ("confirmed" | "unconfirmed")) => outcome,
                // Unverified: how the service words another outcome.
                Some(_) => return Err(Failure::bad(20422, "Outcome must be confirmed or unconfirmed")),
            };
            Answer::ok(json!({
                "account_sid": call.account,
                "message_sid": sms.sid,
                "outcome": outcome,
                "date_created": rfc2822(world.now),
                "date_updated": rfc2822(world.now),
                "uri": format!("/2010-04-01/Accounts/{}/Messages/{}/Feedback.json", call.account, sms.sid),
            }))
        }
        (_, ["Media"] | ["Media", _] | ["Feedback"]) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}

/// The SID of a message's medium at an address, by its place.
pub(super) fn sid_of(store: &Store, message: &str, at: usize) -> String {
    store.named_sid(prefix::MEDIA, &format!("{message}/{at}"))
}

/// The SID of a medium: what was uploaded has one already.
fn sid_in(store: &Store, sms: &Sms, at: usize, medium: &Medium) -> String {
    match medium {
        Medium::Url(_) => sid_of(store, &sms.sid, at),
        Medium::Stored(sid) => sid.clone(),
    }
}

fn find<'a>(store: &Store, sms: &'a Sms, sid: &str) -> Option<(usize, &'a Medium)> {
    sms.media().find(|(at, medium)| sid_in(store, sms, *at, medium) == sid)
}

fn list(world: &World<'_>, call: &Call, sms: &Sms) -> Reply {
    let mut shelf = Shelf::default();
    for (at, medium) in sms.media() {
        let sid = sid_in(world.store, sms, at, medium);
        shelf.insert(at as u64 + 1, &sid, json_of(&sid, medium, sms, &call.account));
    }
    let page = paging::cut(&shelf, call, Order::Ascending, 1000, prefix::MEDIA, |_| true)?;
    let rows = page.rows.iter().map(|row| (*row).clone()).collect();
    Answer::ok(page.api_list(call, "media_list", rows))
}

fn json_of(sid: &str, medium: &Medium, sms: &Sms, account: &str) -> Value {
    json!({
        "sid": sid,
        "account_sid": account,
        "parent_sid": sms.sid,
        "content_type": content_type(medium.name()),
        "date_created": rfc2822(sms.created),
        "date_updated": rfc2822(sms.created),
        "uri": format!("/2010-04-01/Accounts/{account}/Messages/{}/Media/{sid}.json", sms.sid),
    })
}

/// What an address most likely leads to: the mock fetches nothing.
pub(super) fn content_type(url: &str) -> &'static str {
    let path = url.split(['?', '#']).next().unwrap_or(url).to_ascii_lowercase();
    let ending = path.rsplit(['.', '/']).next().unwrap_or_default();
    match ending {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "mp4" => "video/mp4",
        "pdf" => "application/pdf",
        "vcf" => "text/vcard",
        "txt" => "text/plain",
        _ => "application/octet-stream",
    }
}
