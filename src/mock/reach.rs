//! Who may be written to: opt-outs, WhatsApp's window of 24 hours, and the verified numbers of a trial account.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::errors::Failure;
use super::pools;
use super::store::World;
use crate::twilio::phone::{self, Address, Channel};

/// Words that stop messages. A message counts only where it is nothing else but the word.
const STOP: [&str; 8] = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"];
/// Words that allow them again.
const START: [&str; 3] = ["START", "UNSTOP", "YES"];
/// Words that ask for help.
const HELP: [&str; 2] = ["HELP", "INFO"];

/// What is answered to a stop.
const STOPPED: &str = "You have successfully been unsubscribed. You will not receive any more messages from this \
                       number. Reply START to resubscribe.";
/// What is answered to a start.
const STARTED: &str = "You have successfully been re-subscribed to messages from this number. Reply HELP for help. \
                       Reply STOP to unsubscribe. Msg&Data Rates May Apply.";
/// What is answered to a call for help.
const HELPED: &str = "Reply STOP to unsubscribe. Msg&Data Rates May Apply.";

/// The area codes of North American toll-free numbers.
const TOLL_FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

/// Free-form messages pass for so long after the contact's last message.
const WINDOW: SignedDuration = SignedDuration::from_hours(24);
/// Windows are looked through when there are so many more of them than there were after the last time.
const WINDOWS_TO_SWEEP: usize = 4096;

/// Code of a free-form message outside the window.
const OUTSIDE_WINDOW: u32 = 63016;

/// What an account knows about its contacts.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Pairs of contact and sender (a number or a Messaging Service), where the contact has said stop.
    stopped: HashSet<(String, String)>,
    /// When a contact last wrote to a WhatsApp sender.
    windows: HashMap<String, HashMap<String, Timestamp>>,
    /// How many windows there are.
    count: usize,
    /// How many were left when closed ones were last thrown out.
    swept: usize,
}

/// What a keyword did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heard {
    /// `STOP`, `START` or `HELP`.
    pub(super) kind: &'static str,
    /// What is answered; nothing where the network answers itself, or where nothing changed.
    pub(super) answer: Option<&'static str>,
}

impl Reach {
    /// Whether the contact has stopped messages of this sender.
    pub(super) fn is_stopped(&self, contact: &str, sender: &str) -> bool {
        !self.stopped.is_empty() && self.stopped.contains(&(number(contact), number(sender)))
    }

    /// Takes a contact's word. `sender` is the number's Messaging Service, else the number itself (`to`).
    ///
    /// `YES` is a common answer to a question, so it is a keyword only for who has said stop. Toll-free numbers have
    /// a filter in the network: it answers itself, and `YES` does not undo it. Unverified: whether `START` from
    /// someone who never stopped is answered (here it is not), and that `OptOutType` comes without Advanced Opt-Out.
    pub(super) fn hear(&mut self, contact: &str, to: &str, sender: &str, body: &str) -> Option<Heard> {
        // Twilio keeps no list for a short code that stands alone.
        if !handles_keywords(to, sender) {
            return None;
        }
        let word = body.trim();
        let is = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
        let pair = (number(contact), number(sender));
        let toll_free = is_toll_free(to);
        if is(&STOP) {
            let answer = (self.stopped.insert(pair) && !toll_free).then_some(STOPPED);
            return Some(Heard { kind: "STOP", answer });
        }
        let was_stopped = self.stopped.contains(&pair);
        if is(&START) {
            if word.eq_ignore_ascii_case("YES") && (toll_free || !was_stopped) {
                return None;
            }
            self.stopped.remove(&pair);
            let answer = (was_stopped && !toll_free).then_some(STARTED);
            return Some(Heard { kind: "START", answer });
        }
        is(&HELP).then(|| Heard { kind: "HELP", answer: (!was_stopped).then_some(HELPED) })
    }

    /// Opens a WhatsApp window.
    pub(super) fn open(&mut self, contact: &str, sender: &str, now: Timestamp) {
        let windows = self.windows.entry(contact.to_owned()).or_default();
        if windows.insert(sender.to_owned(), now).is_none() {
            self.count = self.count.saturating_add(1);
        }
        if self.count > self.swept.saturating_mul(2).saturating_add(WINDOWS_TO_SWEEP) {
            self.windows.retain(|_, windows| {
                windows.retain(|_, time| now.duration_since(*time) < WINDOW);
                !windows.is_empty()
            });
            self.count = self.windows.values().map(HashMap::len).sum();
            self.swept = self.count;
        }
    }

    /// The code with which a message will fail on its way. A content template passes; the mock takes every template
    /// for approved. Where no sender is known yet, any window of the contact counts.
    pub(super) fn fails(&self, to: &str, from: Option<&str>, template: bool, now: Timestamp) -> Option<u32> {
        if template || Address::parse(to).and_then(Address::channel) != Some(Channel::Whatsapp) {
            return None;
        }
        let is_fresh = |time: &Timestamp| now.duration_since(*time) < WINDOW;
        let is_open = self.windows.get(to).is_some_and(|windows| match from {
            Some(from) => windows.get(from).is_some_and(is_fresh),
            None => windows.values().any(is_fresh),
        });
        (!is_open).then_some(OUTSIDE_WINDOW)
    }
}

/// Refuses a recipient who is not verified on a trial account, or who has said stop.
pub(super) fn check(
    world: &mut World<'_>,
    account: &str,
    to: &str,
    from: Option<&str>,
    service: Option<&str>,
) -> Result<(), Failure> {
    verified(world, to)?;
    let rows = world.store.account(account);
    let sender = match (service, from) {
        (Some(service), _) => service.to_owned(),
        (None, Some(from)) => pools::pool_of(rows, from).unwrap_or(from).to_owned(),
        (None, None) => return Ok(()),
    };
    if rows.reach.is_stopped(to, &sender) {
        return Err(Failure::bad(21610, "Attempt to send to unsubscribed recipient"));
    }
    Ok(())
}

/// Refuses a recipient who is not verified on a trial account. The sandbox of a channel has rules of its own.
pub(super) fn verified(world: &World<'_>, to: &str) -> Result<(), Failure> {
    match &world.store.verified {
        Some(verified) if phone::is_e164(to) && !verified.contains(to) => Err(unverified(to)),
        _ => Ok(()),
    }
}

/// The refusal of a recipient who is not verified.
pub(super) fn unverified(to: &str) -> Failure {
    let masked = phone::mask(to);
    Failure::bad(
        21608,
        format!(
            "The number {masked} is unverified. Trial accounts cannot send messages to unverified numbers; verify \
             {masked} at twilio.com/user/account/phone-numbers/verified, or purchase a Twilio number to send \
             messages to unverified numbers"
        ),
    )
}

/// The number in an address: since 2026 an opt-out counts for RCS and SMS alike. WhatsApp has no such keywords.
fn number(address: &str) -> String {
    address.strip_prefix("rcs:").unwrap_or(address).to_owned()
}

fn handles_keywords(to: &str, sender: &str) -> bool {
    match Address::parse(to) {
        Some(Address::Phone(_) | Address::Channel(Channel::Rcs, _)) => true,
        Some(Address::ShortCode(_)) => sender != to,
        _ => false,
    }
}

fn is_toll_free(number: &str) -> bool {
    number.len() == 12
        && number.strip_prefix("+1").is_some_and(|rest| TOLL_FREE.iter().any(|code| rest.starts_with(code)))
}
