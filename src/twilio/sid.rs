//! String identifiers: two capital letters that name the kind, then 32 hexadecimal digits.
//!
//! A [`SidSource`] makes them from a seed, so that the same run gives the same SIDs on every machine.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

/// The prefixes that Cordboard meets, by what they stand for.
pub mod prefix {
    /// An account.
    pub const ACCOUNT: &str = "AC";
    /// An API key.
    pub const API_KEY: &str = "SK";
    /// A Studio flow.
    pub const FLOW: &str = "FW";
    /// A Studio execution.
    pub const EXECUTION: &str = "FN";
    /// A message without media.
    pub const SMS: &str = "SM";
    /// A message with media.
    pub const MMS: &str = "MM";
    /// A Messaging Service.
    pub const MESSAGING_SERVICE: &str = "MG";
    /// A content template.
    pub const CONTENT: &str = "HX";
    /// A Conversations or Chat service.
    pub const CHAT_SERVICE: &str = "IS";
    /// A conversation or chat channel.
    pub const CONVERSATION: &str = "CH";
    /// A message of a conversation or channel.
    pub const CHAT_MESSAGE: &str = "IM";
    /// A participant or member.
    pub const PARTICIPANT: &str = "MB";
    /// A role of participants.
    pub const ROLE: &str = "RL";
    /// An uploaded medium.
    pub const MEDIA: &str = "ME";
    /// A step of a Studio execution.
    pub const STEP: &str = "FT";
    /// A contact of Studio; nothing is behind it any more.
    pub const CONTACT: &str = "FC";
    /// A webhook of a conversation or channel.
    pub const WEBHOOK: &str = "WH";
    /// The configuration of an address for Conversations.
    pub const ADDRESS: &str = "IG";
    /// A phone number that an account has bought.
    pub const PHONE_NUMBER: &str = "PN";
    /// A short code.
    pub const SHORT_CODE: &str = "SC";
    /// An alphanumeric sender ID of a Messaging Service.
    pub const ALPHA_SENDER: &str = "AI";
    /// A user of a Conversations or Chat service.
    pub const USER: &str = "US";
    /// A delivery receipt of a conversation's message.
    pub const RECEIPT: &str = "DY";
    /// A request, as the answer's headers name it.
    pub const REQUEST: &str = "RQ";
}

/// How many hexadecimal digits follow the prefix.
const DIGITS: usize = 32;

/// Whether `text` is `prefix` and 32 hexadecimal digits (either case: Twilio accepts both, and writes lower case).
pub fn is_sid(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|rest| rest.len() == DIGITS && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Makes SIDs from a seed: the same seed and the same order of questions give the same SIDs.
///
/// Each prefix counts by itself, so a conversation more does not change the SIDs of the messages.
#[derive(Clone, Debug)]
pub struct SidSource {
    seed: u64,
    counters: BTreeMap<String, u64>,
}

impl SidSource {
    /// A source that starts anew from `seed`.
    pub fn new(seed: u64) -> Self {
        Self { seed, counters: BTreeMap::new() }
    }

    /// The next SID of this kind.
    pub fn next(&mut self, prefix: &str) -> String {
        let number = match self.counters.get_mut(prefix) {
            Some(counter) => {
                *counter = counter.wrapping_add(1);
                *counter
            }
            None => {
                self.counters.insert(prefix.to_owned(), 0);
                0
            }
        };
        self.numbered(prefix, number)
    }

    /// The SID with this number, for whoever counts by himself; the first that [`SidSource::next`] gives is number 0.
    pub fn numbered(&self, prefix: &str, number: u64) -> String {
        digest(self.seed, prefix, b'#', &number.to_be_bytes())
    }

    /// The SID that belongs to a name (a file, a default service): it does not depend on what was asked before.
    pub fn named(&self, prefix: &str, name: &str) -> String {
        digest(self.seed, prefix, b'=', name.as_bytes())
    }
}

/// `kind` keeps counted and named SIDs apart, whatever a name looks like.
fn digest(seed: u64, prefix: &str, kind: u8, what: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(prefix.as_bytes());
    hash.update([kind]);
    hash.update(what);
    let mut sid = String::with_capacity(prefix.len() + DIGITS);
    sid.push_str(prefix);
    for byte in hash.finalize().iter().take(DIGITS / 2) {
        let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'a' + (value - 10) });
        sid.push(digit(byte >> 4));
        sid.push(digit(byte & 15));
    }
    sid
}
