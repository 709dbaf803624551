//! What webhooks are told: a flow at once, an address by the courier.
//!
//! Only new messages are told. Other events (edited, removed, participants) can be asked for and are never told.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::{Hook, Target};
use crate::mock::call::Call;
use crate::mock::courier::Delivery;
use crate::mock::job::Job;
use crate::mock::store::World;
use crate::mock::studio::{Incoming, deliver};
use crate::mock::talk::{Dialect, Head, Post};
use crate::sim::{Channel, Chat};
use crate::twilio::Method;
use crate::widgets::run::Trigger;

/// The most messages that are told again to a new webhook. Unverified: that there is a limit at all.
const MAX_REPLAYED: usize = 100;

/// Who wrote a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::mock) enum By {
    /// A request of the REST API.
    Rest,
    /// A client of the SDK with this identity.
    Client(String),
    /// A phone, as `SMS` or `WhatsApp`.
    Phone(&'static str),
}

impl By {
    fn source(&self) -> &'static str {
        match self {
            Self::Rest => "API",
            Self::Client(_) => "SDK",
            Self::Phone(source) => source,
        }
    }

    fn identity(&self) -> Option<&str> {
        match self {
            Self::Client(identity) => Some(identity),
            _ => None,
        }
    }
}

/// A message was written over REST: it tells only where the request asks for that.
pub(in crate::mock) fn added_over_rest(world: &mut World<'_>, call: &Call, thread: &str, post: &Post) {
    if call.webhooks {
        added(world, &call.account, thread, post, &By::Rest);
    }
}

/// A message was written: tells every webhook of the thread that wants to know.
pub(in crate::mock) fn added(world: &mut World<'_>, account: &str, thread: &str, post: &Post, by: &By) {
    let Some(row) = world.store.account(account).threads.get_mut(thread) else { return };
    if let Some(post) = row.messages.get_mut(&post.sid) {
        post.told = Some(by.clone());
    }
    if row.hooks.len() == 0 {
        return;
    }
    let hooks: Vec<Hook> = row.hooks.iter().map(|(_, hook)| hook.clone()).collect();
    let head = row.head.clone();
    for hook in &hooks {
        tell(world, account, &head, post, by, hook);
    }
}

/// Tells a new webhook of the messages after the one that it names; a flow only of those that may tell (the echo rule).
pub(super) fn replay(world: &mut World<'_>, account: &str, thread: &str, hook: &Hook) {
    let Some(after) = hook.replay_after else { return };
    let Some(row) = world.store.account(account).threads.get(thread) else { return };
    let newest = row.messages.iter().rev().map(|(_, post)| post).take_while(|post| post.index > after);
    let mut posts: Vec<Post> = newest.take(MAX_REPLAYED).cloned().collect();
    let head = row.head.clone();
    posts.reverse();
    for post in &posts {
        let by = post.told.as_ref();
        if by.is_some() || hook.target != Target::Studio {
            tell(world, account, &head, post, by.unwrap_or(&By::Rest), hook);
        }
    }
}

fn tell(world: &mut World<'_>, account: &str, head: &Head, post: &Post, by: &By, hook: &Hook) {
    let event = if hook.dialect == Dialect::Chat { "onMessageSent" } else { "onMessageAdded" };
    let wants_event = hook.filters.iter().any(|filter| filter == event);
    match hook.target {
        Target::Studio if hook.filters.is_empty() || wants_event => {
            let Some(flow) = &hook.flow else { return };
            let incoming = incoming(account, head, post, by, hook.dialect);
            if let Err(not) = deliver(world, account, flow, incoming) {
                tracing::warn!(flow, ?not, "a webhook's flow did not begin");
            }
        }
        Target::Webhook if wants_event => send(world, account, head, post, by, hook, event),
        Target::Trigger if has_word(post.body.as_deref().unwrap_or_default(), &hook.triggers) => {
            send(world, account, head, post, by, hook, event);
        }
        _ => {}
    }
}

/// Whether one of the words stands in a text. Unverified: how a word has to stand there; any place and case count here.
fn has_word(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(&word.to_lowercase()))
}

fn send(world: &mut World<'_>, account: &str, head: &Head, post: &Post, by: &By, hook: &Hook, event: &str) {
    let Some(url) = &hook.url else { return };
    // The courier reads the number of tries where every client may set it: in the fragment.
    let url = if hook.retries > 0 && !url.contains('#') {
        format!("{url}#rc={}&rp=all", hook.retries)
    } else {
        url.clone()
    };
    let fields = payload(account, head, post, by, hook.dialect);
    world.jobs.push(Job::Tell(Delivery {
        url,
        method: if hook.is_get { Method::Get } else { Method::Post },
        fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        account: account.to_owned(),
        what: format!("webhook {event}"),
    }));
}

/// What a flow is told.
fn incoming(account: &str, head: &Head, post: &Post, by: &By, dialect: Dialect) -> Incoming {
    let is_chat = dialect == Dialect::Chat;
    let fields = payload(account, head, post, by, dialect);
    let mut told: Map<String, Value> =
        fields.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    // Studio shows the thread's attributes as what they are, not as their text.
    let attributes = serde_json::from_str(&head.attributes).unwrap_or_else(|_| json!({}));
    told.insert("ChannelAttributes".to_owned(), attributes);
    if !is_chat {
        told.insert("ChannelSid".to_owned(), json!(head.sid));
        told.insert("From".to_owned(), json!(post.author));
    }
    Incoming {
        trigger: if is_chat { Trigger::Message } else { Trigger::Conversation },
        channel: if is_chat { Channel::Chat } else { Channel::Conversation },
        contact: post.author.clone(),
        flow_address: head.sid.clone(),
        body: post.body.clone().unwrap_or_default(),
        media: Vec::new(),
        chat: Chat {
            service: head.service.clone(),
            channel: head.sid.clone(),
            participant: post.member.clone().unwrap_or_default(),
            message: post.sid.clone(),
        },
        payload: told,
        is_filled: false,
        sid: Some(post.sid.clone()),
    }
}

/// The fields of the event, all of them texts.
fn payload(
    account: &str,
    head: &Head,
    post: &Post,
    by: &By,
    dialect: Dialect,
) -> Vec<(&'static str, String)> {
    let body = post.body.clone().unwrap_or_default();
    let mut fields = match dialect {
        Dialect::Chat => vec![
            ("EventType", "onMessageSent".to_owned()),
            ("InstanceSid", head.service.clone()),
            ("AccountSid", account.to_owned()),
            ("ChannelSid", head.sid.clone()),
            ("MessageSid", post.sid.clone()),
            ("Index", post.index.to_string()),
            ("From", post.author.clone()),
            ("Body", body),
            ("Attributes", post.attributes.clone()),
            ("DateCreated", millis(post.created)),
            ("Source", by.source().to_owned()),
            ("RetryCount", "0".to_owned()),
        ],
        Dialect::Conversations => vec![
            ("AccountSid", account.to_owned()),
            ("EventType", "onMessageAdded".to_owned()),
            ("Source", by.source().to_owned()),
            ("ChatServiceSid", head.service.clone()),
            ("ConversationSid", head.sid.clone()),
            ("MessageSid", post.sid.clone()),
            ("Index", post.index.to_string()),
            ("DateCreated", millis(post.created)),
            ("Body", body),
            ("Author", post.author.clone()),
            ("Attributes", post.attributes.clone()),
            ("RetryCount", "0".to_owned()),
        ],
    };
    if let Some(identity) = by.identity() {
        fields.push(("ClientIdentity", identity.to_owned()));
    }
    if dialect == Dialect::Conversations {
        fields.extend(post.member.clone().map(|member| ("ParticipantSid", member)));
        fields.extend(head.messaging_service.clone().map(|service| ("MessagingServiceSid", service)));
        if let Some(sid) = &post.media {
            let media = json!([{"Sid": sid, "ContentType": "application/octet-stream", "Size": 0}]);
            fields.push(("Media", media.to_string()));
        }
    }
    fields
}

/// ISO 8601 with milliseconds.
fn millis(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
