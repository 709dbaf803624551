//! How an execution begins or is continued, whoever asks: the REST API, a message, a call, a webhook.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use super::definition::{Revision, Status};
use super::events::ExecutionEvent;
use super::state::{Arrival, Begin, Entry, INBOX};
use crate::mock::job::Job;
use crate::mock::shelf::Shelf;
use crate::mock::store::World;
use crate::sim::{Channel, Chat, History, Inbound, Input, Source, Start};
use crate::twilio::SidSource;
use crate::twilio::sid::prefix;
use crate::widgets::run::Trigger;

/// Why no execution begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::mock) enum NotBegun {
    /// There is no such flow.
    NoFlow,
    /// It was never published.
    NotPublished,
    /// Its trigger does not wait for a REST request.
    NotWired,
    /// The contact has this execution already.
    Busy(String),
    /// There are as many as there may be.
    TooMany(usize),
}

/// Begins an execution and gives its SID, which is the given one where there is one. It runs in a task of its own once the request is answered.
pub(super) fn begin(
    world: &mut World<'_>,
    account: &str,
    flow: &str,
    mut start: Start,
    initiated_by: Option<String>,
    call: Option<String>,
    sid: Option<&str>,
) -> Result<String, NotBegun> {
    let now = world.now;
    let studio = &mut world.store.studio;
    let (contact, flow_address) = (start.contact_address(), start.own_address());
    let row = studio.flows.get(flow).filter(|row| row.is_of(account)).ok_or(NotBegun::NoFlow)?;
    let revision = Arc::clone(row.version_for(&contact).ok_or(NotBegun::NotPublished)?);
    if start.trigger == Trigger::Request && !revision.content.begins_by(Trigger::Request) {
        return Err(NotBegun::NotWired);
    }
    if let Some(busy) = studio.active_in(account, flow, &contact, &flow_address)
        && !(start.trigger == Trigger::Call && revision.allows_calls())
    {
        return Err(NotBegun::Busy(busy));
    }
    studio.has_room().map_err(NotBegun::TooMany)?;
    let subflows = subflows(world, account, revision.content.subflows(), revision.status);
    let sid = sid.map_or_else(|| world.store.sid(prefix::EXECUTION), str::to_owned);
    let number = world.store.number();
    let studio = &mut world.store.studio;
    studio.begun = studio.begun.saturating_add(1);
    start.number = studio.begun;
    start.seed = studio.seed;
    start.now = now;
    start.source = Source { file: revision.name.clone(), sha256: String::new() };
    account.clone_into(&mut start.account_sid);
    start.overlay = Some(json!({"flow": {"sid": sid, "flow_sid": flow}}));
    let initiated_by = initiated_by
        .unwrap_or_else(|| SidSource::new(studio.seed).named(prefix::REQUEST, &format!("began {sid}")));
    let (sender, inbox) = mpsc::channel(INBOX);
    // What the pair is taken by was asked above.
    let _ = studio.active_mut(account, flow).begin(&sid, &start, revision.allows_calls());
    let mut outside = studio.outside.clone();
    outside.seed(studio.seed.wrapping_add(u64::from(start.number)));
    let entry = Entry {
        sid: sid.clone(),
        flow: flow.to_owned(),
        version: revision.number,
        contact: contact.clone(),
        flow_address,
        initiated_by,
        created: now,
        updated: now,
        ended: None,
        steps: Shelf::default(),
        history: History::default(),
        context: start.context(),
        outer: std::collections::HashMap::new(),
        inbox: Some(sender),
        begin: Some(Box::new(Begin { start, revision, subflows, inbox, outside })),
        call,
    };
    studio.insert(account, number, entry);
    // Where nobody listens nobody is told.
    let _ = studio.events.send(ExecutionEvent::Started {
        execution: sid.as_str().into(),
        flow: flow.into(),
        contact: contact.into(),
    });
    world.jobs.push(Job::Execute { account: account.to_owned(), execution: sid.clone() });
    Ok(sid)
}

/// The flows behind these SIDs: published ones run published ones, drafts run drafts.
fn subflows(
    world: &World<'_>,
    account: &str,
    sids: &[String],
    status: Status,
) -> Vec<(String, Arc<Revision>)> {
    let mut found = Vec::new();
    for sid in sids {
        let Some(flow) = world.store.studio.flows.get(sid).filter(|flow| flow.is_of(account)) else {
            continue;
        };
        let version = if status == Status::Draft { flow.latest() } else { flow.published() };
        found.extend(version.map(|version| (sid.clone(), Arc::clone(version))));
    }
    found
}

/// Something that came in for a flow.
#[derive(Clone, Debug)]
pub(in crate::mock) struct Incoming {
    /// What it is to a flow that has no execution with this contact.
    pub(in crate::mock) trigger: Trigger,
    /// How the contact writes.
    pub(in crate::mock) channel: Channel,
    /// The contact's address.
    pub(in crate::mock) contact: String,
    /// The flow's address: a number, a Messaging Service, a channel or conversation.
    pub(in crate::mock) flow_address: String,
    /// The text.
    pub(in crate::mock) body: String,
    /// Media URLs.
    pub(in crate::mock) media: Vec<String>,
    /// The channel or conversation.
    pub(in crate::mock) chat: Chat,
    /// What a webhook tells of it.
    pub(in crate::mock) payload: Map<String, Value>,
    /// Whether what the payload leaves out is made up.
    pub(in crate::mock) is_filled: bool,
    /// The SID of the message or call.
    pub(in crate::mock) sid: Option<String>,
}

impl Incoming {
    fn start(self, world: &World<'_>) -> Start {
        let mut start = Start::new(Source::default(), self.trigger, world.now);
        start.channel = self.channel;
        start.contact = self.contact;
        start.flow_address = self.flow_address;
        start.body = self.body;
        start.media = self.media;
        start.chat = self.chat;
        start.seed = world.store.studio.seed;
        start.number = world.store.studio.begun.saturating_add(1);
        let mut payload = if self.is_filled { start.arrival() } else { Map::new() };
        payload.extend(self.payload);
        start.payload = Some(payload);
        start
    }
}

/// Gives a message or call to the contact's execution of this flow, or begins one. Gives the execution's SID.
pub(in crate::mock) fn deliver(
    world: &mut World<'_>,
    account: &str,
    flow: &str,
    incoming: Incoming,
) -> Result<String, NotBegun> {
    let (sid, trigger) = (incoming.sid.clone(), incoming.trigger);
    let start = incoming.start(world);
    let call = sid.clone().filter(|_| trigger == Trigger::Call);
    let kept = (start.body.clone(), start.media.clone(), start.payload.clone().unwrap_or_default());
    match begin(world, account, flow, start, sid, call, None) {
        // A call is no message: who has an execution already gets nothing by it (81002).
        Err(NotBegun::Busy(active)) if trigger != Trigger::Call => {
            hand_over(world, account, &active, kept);
            Ok(active)
        }
        begun => begun,
    }
}

/// What an execution is told of a message: its text, its media, and what the webhook says.
type Told = (String, Vec<String>, Map<String, Value>);

fn hand_over(world: &mut World<'_>, account: &str, active: &str, (body, media, parameters): Told) {
    let arrival = Arrival::Input(Input::Arrival { inbound: Inbound { body, media }, parameters });
    if !world.store.studio.tell(account, active, arrival) {
        tracing::warn!(execution = active, "a message was lost: too many wait for this execution");
    }
}

/// A message that came in by SMS, WhatsApp or the like.
#[derive(Clone, Debug, Default)]
pub(in crate::mock) struct InboundMessage {
    /// The contact's address.
    pub(in crate::mock) from: String,
    /// The number that was written to.
    pub(in crate::mock) to: String,
    /// The Messaging Service that the number is in.
    pub(in crate::mock) service: Option<String>,
    /// What the flow's address is: the Messaging Service where it answers for its numbers, else the number.
    pub(in crate::mock) flow_address: String,
    /// The text.
    pub(in crate::mock) body: String,
    /// Media URLs.
    pub(in crate::mock) media: Vec<String>,
    /// The message's SID.
    pub(in crate::mock) sid: String,
    /// Further parameters of the webhook: `ButtonPayload`, `OptOutType`, …
    pub(in crate::mock) more: Map<String, Value>,
}

/// Gives a message to whom it is for: the contact's active execution, else the flow that answers at the address.
/// Gives the execution's SID, if there is one now. Without `may_begin` none begins.
///
/// A number that is in a Messaging Service which answers for it is not the flow's address, the service is: an execution that was begun
/// from the number is not found, and the reply begins a new one.
pub(in crate::mock) fn route_inbound(
    world: &mut World<'_>,
    account: &str,
    message: InboundMessage,
    may_begin: bool,
) -> Option<String> {
    let address = message.flow_address.clone();
    let studio = &world.store.studio;
    let flow = studio.flow_at(account, &address).or_else(|| studio.flow_at(account, &message.to));
    let incoming = text_message(message, address);
    // Where the address's own flow has no execution with the contact, one of another flow goes on.
    let own = flow
        .as_deref()
        .and_then(|flow| studio.active_in(account, flow, &incoming.contact, &incoming.flow_address));
    let other = studio.active_anywhere(account, &incoming.contact, &incoming.flow_address);
    if let Some(active) = own.or(other) {
        let start = incoming.start(world);
        hand_over(world, account, &active, (start.body, start.media, start.payload.unwrap_or_default()));
        return Some(active);
    }
    deliver(world, account, &flow.filter(|_| may_begin)?, incoming).ok()
}

fn text_message(message: InboundMessage, flow_address: String) -> Incoming {
    let mut payload = Map::new();
    payload.insert("From".to_owned(), json!(message.from));
    payload.insert("To".to_owned(), json!(message.to));
    for key in ["MessageSid", "SmsMessageSid", "SmsSid"] {
        payload.insert(key.to_owned(), json!(message.sid));
    }
    if let Some(service) = &message.service {
        payload.insert("MessagingServiceSid".to_owned(), json!(service));
    }
    payload.extend(message.more);
    let is_whatsapp = message.from.starts_with("whatsapp:");
    Incoming {
        trigger: Trigger::Message,
        channel: if is_whatsapp { Channel::Whatsapp } else { Channel::Sms },
        contact: message.from,
        flow_address,
        body: message.body,
        media: message.media,
        chat: Chat::default(),
        payload,
        is_filled: true,
        sid: Some(message.sid),
    }
}
