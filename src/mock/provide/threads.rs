//! Services of Conversations and Chat, and what is in them.

use super::rows::message_as;
use super::{MADE, Maker, Row, fresh_number, renamed};
use crate::mock::store::Medium;
use crate::mock::talk::Delivery;
use crate::mock::{magic, talk};
use crate::twilio::sid::prefix;
use crate::twilio::{Product, Request, is_sid, segment};

/// What a path names in Conversations or Chat.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    product: Product,
    /// The service; nothing is the account's default one.
    service: Option<&'a str>,
    /// The conversation or channel.
    thread: Option<&'a str>,
    /// What stands below it, or below the service.
    rest: &'a [&'a str],
}

impl<'a> Named<'a> {
    pub(super) fn of(product: Product, parts: &'a [&'a str]) -> Option<Self> {
        let (version, threads) = match product {
            Product::Conversations => ("v1", "Conversations"),
            Product::Chat => ("v2", "Channels"),
            _ => return None,
        };
        let (service, rest) = match parts.strip_prefix(&[version])? {
            ["Services", service, rest @ ..] => (Some(*service), rest),
            rest if product == Product::Conversations => (None, rest),
            _ => return None,
        };
        let (thread, rest) = match rest {
            [kind, thread, rest @ ..] if *kind == threads => (Some(*thread), rest),
            rest => (None, rest),
        };
        Some(Self { product, service, thread, rest })
    }

    /// The address of the service.
    fn root(&self) -> String {
        match (self.product, self.service) {
            (Product::Chat, service) => format!("/v2/Services/{}", segment(service.unwrap_or_default())),
            (_, Some(service)) => format!("/v1/Services/{}", segment(service)),
            (_, None) => "/v1".to_owned(),
        }
    }
}

impl Maker<'_> {
    /// The service, and what it is asked for.
    pub(super) async fn threads(&mut self, named: &Named<'_>, request: &Request) -> Result<(), String> {
        if named.service.is_some_and(|service| !is_sid(service, prefix::CHAT_SERVICE)) {
            return Ok(());
        }
        let thread = named.thread.filter(|thread| !thread.is_empty() && !thread.contains('{'));
        if named.thread.is_some() && thread.is_none() {
            return Ok(());
        }
        let fields = |ending: &'static str, kind: &'static str| {
            let all = request.form.iter().filter(move |(name, _)| name.ends_with(ending));
            all.map(|(_, value)| value.as_str()).filter(move |value| is_sid(value, kind))
        };
        let services = fields("DefaultChatServiceSid", prefix::CHAT_SERVICE);
        for service in named.service.into_iter().chain(services) {
            let path = Named { service: Some(service), ..*named }.root();
            if !self.exists(named.product, &path).await? {
                let shared = &self.mock.shared;
                shared.with_world(|world| talk::add_service_as(world, &self.account, service, MADE));
                self.tell("service", service);
            }
        }
        for role in fields("RoleSid", prefix::ROLE) {
            self.role(named, role).await?;
        }
        match thread {
            Some(thread) => self.thread(named, thread).await,
            None => self.of_service(named).await,
        }
    }

    /// A user, a role, or the configuration of an address.
    async fn of_service(&mut self, named: &Named<'_>) -> Result<(), String> {
        let of = |kind: &str| format!("{}/{kind}", named.root());
        match named.rest {
            ["Users", sid, ..] if is_sid(sid, prefix::USER) => {
                // Each has an identity of its own.
                let identity = format!("made-by-cordboard-{}", sid.get(2..10).unwrap_or_default());
                let fields = [("Identity", identity.as_str())];
                let row = Row { word: "user", all: of("Users"), sid, fields: &fields };
                self.row(named.product, &row, |rows, from| {
                    renamed(&mut rows.users, from, sid, |row| &mut row.sid)
                })
                .await
            }
            ["Users", identity, ..] if !identity.is_empty() && !identity.contains('{') => {
                let fields = [("Identity", *identity)];
                let row = Row { word: "user", all: of("Users"), sid: identity, fields: &fields };
                self.row(named.product, &row, |_, _| true).await
            }
            ["Roles", sid, ..] if is_sid(sid, prefix::ROLE) => self.role(named, sid).await,
            ["Configuration", "Addresses", sid, ..] if is_sid(sid, prefix::ADDRESS) => {
                let address = self.mock.shared.with_store(fresh_number);
                let fields = [("Type", "sms"), ("Address", address.as_str())];
                let all = of("Configuration/Addresses");
                let row = Row { word: "address configuration", all, sid, fields: &fields };
                self.row(named.product, &row, |rows, from| {
                    renamed(&mut rows.addresses, from, sid, |row| &mut row.sid)
                })
                .await
            }
            _ => Ok(()),
        }
    }

    /// A role of those who take part.
    async fn role(&mut self, named: &Named<'_>, sid: &str) -> Result<(), String> {
        let kind = if named.product == Product::Chat { "channel" } else { "conversation" };
        let fields = [("FriendlyName", MADE), ("Type", kind), ("Permission", "sendMessage")];
        let row = Row { word: "role", all: format!("{}/Roles", named.root()), sid, fields: &fields };
        self.row(named.product, &row, |rows, from| renamed(&mut rows.roles, from, sid, |row| &mut row.sid))
            .await
    }

    /// A conversation or channel, and what the path names in it.
    async fn thread(&mut self, named: &Named<'_>, thread: &str) -> Result<(), String> {
        let is_chat = named.product == Product::Chat;
        let (kind, word) = if is_chat { ("Channels", "channel") } else { ("Conversations", "conversation") };
        let below = format!("{}/{kind}", named.root());
        // A name that looks like a SID would be refused as a name.
        if is_sid(thread, prefix::CONVERSATION) {
            let row = Row { word, all: below.clone(), sid: thread, fields: &[] };
            self.row(named.product, &row, |rows, from| {
                renamed(&mut rows.threads, from, thread, |row| &mut row.head.sid)
            })
            .await?;
        } else {
            let row = Row { word, all: below.clone(), sid: thread, fields: &[("UniqueName", thread)] };
            self.row(named.product, &row, |_, _| true).await?;
            return Ok(());
        }
        let one = format!("{below}/{thread}");
        match named.rest {
            ["Messages", sid, rest @ ..] if is_sid(sid, prefix::CHAT_MESSAGE) => {
                let all = format!("{one}/Messages");
                let row = Row { word: "message", all, sid, fields: &[("Body", MADE)] };
                self.row(named.product, &row, |rows, from| {
                    let thread = rows.threads.get_mut(thread);
                    thread.is_some_and(|row| renamed(&mut row.messages, from, sid, |row| &mut row.sid))
                })
                .await?;
                if let ["Receipts", receipt] = rest
                    && is_sid(receipt, prefix::RECEIPT)
                {
                    self.receipt(&one, (thread, sid, receipt)).await?;
                }
                Ok(())
            }
            [kind @ ("Participants" | "Members"), sid, ..] if is_sid(sid, prefix::PARTICIPANT) => {
                let fields = [("Identity", "made-by-cordboard")];
                let row = Row {
                    word: if is_chat { "member" } else { "participant" },
                    all: format!("{one}/{kind}"),
                    sid,
                    fields: &fields,
                };
                self.row(named.product, &row, |rows, from| {
                    let thread = rows.threads.get_mut(thread);
                    thread.is_some_and(|row| renamed(&mut row.members, from, sid, |row| &mut row.sid))
                })
                .await
            }
            ["Webhooks", sid, ..] if is_sid(sid, prefix::WEBHOOK) => {
                let fields: &[_] = if is_chat { &HOOK_OF_CHAT } else { &HOOK };
                let row = Row { word: "webhook", all: format!("{one}/Webhooks"), sid, fields };
                self.row(named.product, &row, |rows, from| {
                    let thread = rows.threads.get_mut(thread);
                    thread.is_some_and(|row| renamed(&mut row.hooks, from, sid, |row| &mut row.sid))
                })
                .await
            }
            _ => Ok(()),
        }
    }

    /// A receipt of a message: a contact who has got it.
    async fn receipt(&mut self, one: &str, (thread, message, sid): (&str, &str, &str)) -> Result<(), String> {
        let here = Product::Conversations;
        if self.exists(here, &format!("{one}/Messages/{message}/Receipts/{sid}")).await? {
            return Ok(());
        }
        let contact = self.mock.shared.with_store(fresh_number);
        let fields =
            [("MessagingBinding.Address", contact.as_str()), ("MessagingBinding.ProxyAddress", magic::OWNED)];
        let Some(member) = self.create(here, &format!("{one}/Participants"), &fields).await? else {
            return Ok(());
        };
        let is_made = self.mock.shared.with_world(|world| {
            let carrier = world.store.sid(prefix::SMS);
            message_as(world, &self.account, &carrier, Vec::<Medium>::new(), false);
            let thread = world.store.account(&self.account).threads.get_mut(thread);
            let post = thread.and_then(|thread| thread.messages.get_mut(message));
            let delivery = Delivery { member, carrier: Ok(carrier), receipt: Some(sid.to_owned()) };
            post.map(|post| post.sent_to.push(delivery)).is_some()
        });
        if is_made {
            self.tell("receipt", sid);
        }
        Ok(())
    }
}

const HOOK: [(&str, &str); 3] = [
    ("Target", "webhook"),
    ("Configuration.Url", "https://example.com/made-by-cordboard"),
    ("Configuration.Filters", "onMessageAdded"),
];
const HOOK_OF_CHAT: [(&str, &str); 3] = [
    ("Type", "webhook"),
    ("Configuration.Url", "https://example.com/made-by-cordboard"),
    ("Configuration.Filters", "onMessageSent"),
];
