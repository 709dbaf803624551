//! What the mock remembers, account by account.
//!
//! Messages of every kind share one count and one limit: when there are too many, the oldest is dropped,
//! wherever it stands.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

use super::configuration::Configuration;
use super::contents::Content;
use super::ledger::Ledger;
use super::numbers::Number;
use super::people::{Role, User};
use super::policy::Plan;
use super::pools::MessagingService;
use super::reach::Reach;
use super::shelf::Shelf;
use super::talk::{Service, Thread};
use crate::twilio::SidSource;
use crate::twilio::sid::prefix;

/// The most accounts: every well-formed SID is one, and each costs something.
pub(super) const MAX_ACCOUNTS: usize = 10_000;

/// Which way a message goes, and what made it go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// It was sent over the API.
    #[default]
    Api,
    /// It answers a message of the contact's.
    Reply,
    /// The contact sent it.
    Inbound,
}

impl Direction {
    /// The word on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Api => "outbound-api",
            Self::Reply => "outbound-reply",
            Self::Inbound => "inbound",
        }
    }
}

/// A message of the first API.
#[derive(Clone, Debug, Default)]
pub(super) struct Sms {
    pub(super) sid: String,
    pub(super) to: String,
    /// The sender that the request named.
    pub(super) from: Option<String>,
    pub(super) service: Option<String>,
    pub(super) body: String,
    pub(super) media: Vec<Medium>,
    pub(super) content_sid: Option<String>,
    pub(super) content_variables: Option<String>,
    pub(super) segments: usize,
    pub(super) created: Timestamp,
    /// When a scheduled message sets off.
    pub(super) send_at: Option<Timestamp>,
    pub(super) canceled: Option<Timestamp>,
    pub(super) redacted: Option<Timestamp>,
    pub(super) direction: Direction,
    /// What few messages have; boxed, so that the others pay for a pointer only.
    pub(super) extra: Option<Box<Extra>>,
}

/// What a message carries besides its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Medium {
    /// Something at an address.
    Url(String),
    /// Something that was uploaded, under its SID.
    Stored(String),
}

impl Medium {
    /// Its address or its SID.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Url(name) | Self::Stored(name) => name,
        }
    }
}

/// What few messages have.
#[derive(Clone, Debug, Default)]
pub(super) struct Extra {
    /// What is to become of it, where it is not the usual.
    pub(super) plan: Option<Plan>,
    /// Where its statuses are announced.
    pub(super) callback: Option<String>,
    /// The sender that a Messaging Service took from its pool.
    pub(super) picked: Option<String>,
    /// The places of media that were deleted.
    pub(super) gone: BTreeSet<usize>,
    /// What an opt-out keyword did: `STOP`, `START` or `HELP`.
    pub(super) opt_out: Option<&'static str>,
    /// Further fields of an inbound message's webhook.
    pub(super) details: Vec<(String, String)>,
}

impl Sms {
    /// What becomes of it.
    pub(super) fn plan(&self) -> Plan {
        self.extra.as_ref().and_then(|extra| extra.plan).unwrap_or(Plan::USUAL)
    }

    /// Where its statuses are announced, if anywhere.
    pub(super) fn callback(&self) -> Option<&str> {
        self.extra.as_ref()?.callback.as_deref()
    }

    /// The sender that a Messaging Service took from its pool.
    pub(super) fn picked(&self) -> Option<&str> {
        self.extra.as_ref()?.picked.as_deref()
    }

    /// The media that are still there, each with its place.
    pub(super) fn media(&self) -> impl Iterator<Item = (usize, &Medium)> {
        let is_gone = |at| self.extra.as_ref().is_some_and(|extra| extra.gone.contains(&at));
        self.media.iter().enumerate().filter(move |(at, _)| !is_gone(*at))
    }
}

/// What belongs to one account.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) messages: Ledger,
    pub(super) services: Shelf<Service>,
    pub(super) threads: Shelf<Thread>,
    /// The thread that a service and a unique name stand for.
    pub(super) names: HashMap<(String, String), String>,
    /// The thread that a pair of address and proxy address is used in.
    pub(super) bindings: HashMap<(String, String), String>,
    /// The service that unscoped addresses mean.
    pub(super) default_service: Option<String>,
    pub(super) messaging_services: Shelf<MessagingService>,
    /// The Messaging Service that a number, short code or sender ID is in.
    pub(super) pooled: HashMap<String, String>,
    pub(super) contents: Shelf<Content>,
    /// What is configured for addresses of Conversations.
    pub(super) addresses: Shelf<super::hooks::Address>,
    pub(super) numbers: Shelf<Number>,
    /// Who must not, and who may, be written to.
    pub(super) reach: Reach,
    /// What the account's conversations start with.
    pub(super) configuration: Configuration,
    pub(super) users: Shelf<User>,
    pub(super) roles: Shelf<Role>,
    /// The threads, by number, that an identity or address takes part in.
    pub(super) takes_part: HashMap<String, BTreeSet<u64>>,
}

/// Where a message stands.
#[derive(Clone, Debug)]
enum Place {
    /// Among the account's messages.
    Api(Arc<str>),
    /// In a thread of the account.
    Thread(Arc<str>, Arc<str>),
}

/// Everything.
#[derive(Debug)]
pub(super) struct Store {
    sids: SidSource,
    accounts: HashMap<String, Account>,
    /// Where every stored message stands, by its number.
    order: BTreeMap<u64, Place>,
    next: u64,
    keep: usize,
    home: Option<String>,
    tokens: HashMap<String, SecretString>,
    /// Flows and their executions.
    pub(super) studio: super::studio::State,
    /// The accounts' SIDs, so that a message need not hold one of its own.
    names: HashSet<Arc<str>>,
    /// The numbers that a trial account may write to; `None`: the accounts are paid for.
    pub(super) verified: Option<HashSet<String>>,
    /// The account that bought a number.
    pub(super) owners: HashMap<String, String>,
    /// The line of an area code below which every line is sold.
    pub(super) lines: HashMap<String, u32>,
    /// Subaccounts, each with the account that may act for it.
    below: HashMap<String, String>,
}

impl Store {
    /// An empty store. `home` is the account that API keys belong to, where one was named.
    pub(super) fn new(seed: u64, keep: usize, home: Option<String>) -> Self {
        Self {
            sids: SidSource::new(seed),
            accounts: HashMap::new(),
            order: BTreeMap::new(),
            next: 1,
            keep,
            home,
            tokens: HashMap::new(),
            studio: super::studio::State::new(seed),
            names: HashSet::new(),
            verified: None,
            owners: HashMap::new(),
            lines: HashMap::new(),
            below: HashMap::new(),
        }
    }

    /// The next SID of a kind.
    pub(super) fn sid(&mut self, prefix: &str) -> String {
        self.sids.next(prefix)
    }

    /// The SID that belongs to a name.
    pub(super) fn named_sid(&self, prefix: &str, name: &str) -> String {
        self.sids.named(prefix, name)
    }

    /// The next row number.
    pub(super) fn number(&mut self) -> u64 {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        number
    }

    /// What belongs to this account; made where it is new.
    pub(super) fn account(&mut self, sid: &str) -> &mut Account {
        self.accounts.entry(sid.to_owned()).or_default()
    }

    /// An account's SID as the places of its messages share it.
    pub(super) fn name_of(&mut self, account: &str) -> Arc<str> {
        if let Some(name) = self.names.get(account) {
            return Arc::clone(name);
        }
        let name: Arc<str> = account.into();
        self.names.insert(Arc::clone(&name));
        name
    }

    /// What belongs to this account, where it has anything.
    pub(super) fn look(&self, sid: &str) -> Option<&Account> {
        self.accounts.get(sid)
    }

    /// The account that API keys belong to: the configured one, else the first that asked, else one from the seed.
    pub(super) fn home(&self) -> String {
        self.home.clone().unwrap_or_else(|| self.sids.named(prefix::ACCOUNT, "home"))
    }

    /// Whether this account is known, or one more may be.
    pub(super) fn has_room_for(&self, account: &str) -> bool {
        self.accounts.contains_key(account)
            || self.tokens.contains_key(account)
            || self.accounts.len().max(self.tokens.len()) < MAX_ACCOUNTS
    }

    /// Notes that an account asked.
    pub(super) fn seen(&mut self, account: &str) {
        if self.home.is_none() {
            self.home = Some(account.to_owned());
        }
    }

    /// Makes an account a subaccount of another, which may then act for it. Answers whether it is one now only.
    pub(super) fn put_below(&mut self, account: &str, parent: &str) -> bool {
        self.below.len() < MAX_ACCOUNTS
            && self.below.insert(super::auth::spelled(account), super::auth::spelled(parent)).is_none()
    }

    /// Whether an account may act for another as its parent.
    pub(super) fn is_below(&self, account: &str, parent: &str) -> bool {
        self.below.get(&super::auth::spelled(account)).is_some_and(|own| *own == super::auth::spelled(parent))
    }

    /// Notes the token that an account asked with.
    pub(super) fn learn(&mut self, account: &str, token: &str) {
        if self.tokens.get(account).is_none_or(|known| known.expose_secret() != token) {
            self.tokens.insert(account.to_owned(), SecretString::from(token));
        }
    }

    /// The token that an account last asked with.
    pub(super) fn token(&self, account: &str) -> Option<&SecretString> {
        self.tokens.get(account)
    }

    /// Counts a message of the first API that was stored, and drops the oldest where there are too many.
    pub(super) fn remember(&mut self, number: u64, account: &str) {
        let place = Place::Api(self.name_of(account));
        self.order.insert(number, place);
        self.drop_oldest();
    }

    /// Counts a message that was written into a thread, and drops the oldest where there are too many.
    pub(super) fn remember_post(&mut self, number: u64, account: &str, thread: &str) {
        let place = Place::Thread(self.name_of(account), thread.into());
        self.order.insert(number, place);
        self.drop_oldest();
    }

    fn drop_oldest(&mut self) {
        while self.order.len() > self.keep {
            let Some((number, place)) = self.order.pop_first() else { break };
            match place {
                Place::Api(account) => {
                    self.account(&account).messages.remove_at(number);
                }
                Place::Thread(account, thread) => {
                    if let Some(thread) = self.account(&account).threads.get_mut(&thread) {
                        thread.messages.remove_at(number, |post| &post.sid);
                    }
                }
            }
        }
    }

    /// No longer counts a message.
    pub(super) fn forget(&mut self, number: u64) {
        self.order.remove(&number);
    }

    /// Every stored message in the order of sending: its account, then either kind.
    pub(super) fn sent(&self) -> impl Iterator<Item = (&str, Sent<'_>)> {
        self.order.iter().filter_map(|(number, place)| match place {
            Place::Api(account) => {
                let sms = self.accounts.get(account.as_ref())?.messages.at(*number)?;
                Some((account.as_ref(), Sent::Sms(sms)))
            }
            Place::Thread(account, thread) => {
                let thread = self.accounts.get(account.as_ref())?.threads.get(thread)?;
                Some((account.as_ref(), Sent::Post(thread, thread.messages.at(*number)?)))
            }
        })
    }
}

/// A stored message of either kind.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sent<'a> {
    /// A message of the first API.
    Sms(&'a Sms),
    /// A message in a conversation or channel.
    Post(&'a Thread, &'a super::talk::Post),
}

/// What a resource works with: the store, the rules and the time of the request.
#[derive(Debug)]
pub(super) struct World<'a> {
    pub(super) store: &'a mut Store,
    pub(super) policy: super::policy::Policy,
    pub(super) now: Timestamp,
    /// What follows from the request.
    pub(super) jobs: Vec<super::job::Job>,
}
