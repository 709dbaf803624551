//! `/v1/Accounts/{AC}/Flows/{FW}` at `webhooks.twilio.com`: where Twilio tells a flow of a message or a call.
//!
//! Nobody signs in here. The answer is TwiML without verbs: what a flow says on a call is taken from the table of
//! usual outcomes, since there is no phone.

use axum::http::request::Parts;
use serde_json::{Map, Value, json};

use super::begin::{Incoming, NotBegun, deliver};
use super::state::Arrival;
use crate::mock::call::Fields;
use crate::mock::errors::Failure;
use crate::mock::route::Ground;
use crate::mock::server::Shared;
use crate::mock::store::World;
use crate::sim::{Channel, Chat, Input};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;
use crate::widgets::run::Trigger;

const EMPTY: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#;

/// The flow that a request tells of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::mock) struct Place {
    pub(in crate::mock) account: String,
    flow: String,
}

/// Whether a request is for a flow's webhook address, and for which.
pub(in crate::mock) fn place(ground: Ground, authority: &str, path: &str) -> Option<Place> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let parts = match (ground, parts.as_slice()) {
        (Ground::Local, ["webhooks", rest @ ..]) => rest,
        (Ground::Local, all) => all,
        (Ground::Twilio(_), all) if authority.starts_with("webhooks.") => all,
        (Ground::Twilio(_), _) => return None,
    };
    match parts {
        ["v1", "Accounts", account, "Flows", flow] => {
            Some(Place { account: (*account).to_owned(), flow: (*flow).to_owned() })
        }
        _ => None,
    }
}

/// Takes what a request tells of. Gives status, content type and text of the answer; `body` is why it did not
/// come in as a whole.
pub(in crate::mock) fn answer(
    shared: &Shared,
    parts: &Parts,
    place: &Place,
    body: Result<&Vec<u8>, Failure>,
) -> (u16, &'static str, String) {
    let query = Fields::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let told = match (parts.method.as_str(), body) {
        (_, Err(failure)) => Err(failure),
        ("POST", Ok(body)) => Ok(Fields::parse(body)),
        ("GET", Ok(_)) => Ok(Fields::default()),
        _ => Err(Failure::method()),
    };
    let exists = match &shared.rules.account {
        Some(account) => account.eq_ignore_ascii_case(&place.account),
        None => is_sid(&place.account, prefix::ACCOUNT),
    };
    let taken = told.and_then(|form| {
        if !exists {
            return Err(Failure::not_found(parts.uri.path()));
        }
        let told = Told { query, form };
        // Nobody signs in here, so that an account is named says nothing of whose this mock is.
        shared.with_world(|world| take(world, place, &told))
    });
    match taken {
        Ok(()) => (200, "text/xml", EMPTY.to_owned()),
        Err(failure) => (failure.status, "application/json", failure.body().to_string()),
    }
}

/// What a request tells, in its query and its body.
struct Told {
    query: Fields,
    form: Fields,
}

impl Told {
    fn get(&self, name: &str) -> Option<&str> {
        self.form.filled(name).or_else(|| self.query.filled(name))
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// Everything but what is meant for the address itself.
    fn payload(&self) -> Map<String, Value> {
        let all = self.query.iter().chain(self.form.iter()).filter(|(name, _)| *name != "FlowEvent");
        let mut payload: Map<String, Value> =
            all.map(|(name, value)| (name.to_owned(), json!(value))).collect();
        // Studio shows these as what they are, not as their text.
        for key in ["ChannelAttributes", "AddOns"] {
            if let Some(value) = payload.get_mut(key)
                && let Some(Ok(Value::Object(read))) = value.as_str().map(serde_json::from_str)
            {
                *value = Value::Object(read);
            }
        }
        payload
    }
}

fn take(world: &mut World<'_>, place: &Place, told: &Told) -> Result<(), Failure> {
    let is_known = world.store.studio.flows.get(&place.flow).is_some_and(|flow| flow.is_of(&place.account));
    if !is_known {
        return Err(Failure::not_found(&format!("/Accounts/{}/Flows/{}", place.account, place.flow)));
    }
    let call = told.get("CallSid");
    let on_call = call.and_then(|call| world.store.studio.on_call(&place.account, call));
    if told.get("FlowEvent") == Some("return") {
        return come_back(world, place, told, on_call);
    }
    if let Some(execution) = on_call {
        if let Some(input) = on_a_call(told) {
            world.store.studio.tell(&place.account, &execution, Arrival::Input(input));
        }
        return Ok(());
    }
    // What became of a message of our own is no message of the contact's; a flow that answered would never end.
    if is_status(told) {
        return Ok(());
    }
    let incoming = incoming(told).ok_or_else(|| {
        Failure::bad(20001, "This tells of no message and of no call: From, and Body, MessageSid or CallSid")
    })?;
    match deliver(world, &place.account, &place.flow, incoming) {
        // A caller who has an execution already is not served: Studio notes 81002 and goes on.
        Ok(_) | Err(NotBegun::Busy(_)) => Ok(()),
        Err(NotBegun::TooMany(limit)) => {
            Err(Failure::new(429, 20429, format!("This mock has {limit} active executions, its limit")))
        }
        Err(_) => Err(Failure::bad(20422, "The flow has no published revision")),
    }
}

/// What was handed over by a TwiML Redirect comes back; the query's further parameters are the widget's outputs.
fn come_back(
    world: &mut World<'_>,
    place: &Place,
    told: &Told,
    on_call: Option<String>,
) -> Result<(), Failure> {
    let address = told.get("MessagingServiceSid").or_else(|| told.get("To")).unwrap_or_default();
    let contact = told.get("From").unwrap_or_default();
    let studio = &mut world.store.studio;
    let active = on_call
        .or_else(|| studio.active_in(&place.account, &place.flow, contact, address))
        .ok_or_else(|| Failure::bad(20422, "No execution of this contact is active that could go on"))?;
    let own = |name: &str| matches!(name, "FlowEvent" | "From" | "To" | "CallSid" | "MessageSid");
    let parameters = told.query.iter().filter(|(name, _)| !own(name));
    let parameters = parameters.map(|(name, value)| (name.to_owned(), json!(value))).collect();
    studio.tell(&place.account, &active, Arrival::Return(parameters));
    Ok(())
}

/// Whether this is a status callback, as Twilio posts it where this address is a message's `StatusCallback`.
fn is_status(told: &Told) -> bool {
    let status = told.get("MessageStatus").or_else(|| told.get("SmsStatus"));
    status.is_some_and(|status| !matches!(status, "received" | "receiving"))
}

/// What a later request about a call says.
fn on_a_call(told: &Told) -> Option<Input> {
    let over = ["completed", "busy", "failed", "no-answer", "canceled"];
    if told.get("CallStatus").is_some_and(|status| over.contains(&status)) {
        return Some(Input::HangUp);
    }
    let keys = told.get("Digits").map(|keys| Input::Press(keys.to_owned()));
    keys.or_else(|| told.get("SpeechResult").map(|text| Input::Speak(text.to_owned())))
}

/// A message or call that is new.
fn incoming(told: &Told) -> Option<Incoming> {
    let chat = |service: &str, channel: &str| Chat {
        service: told.text(service),
        channel: told.text(channel),
        participant: told.text("ParticipantSid"),
        message: told.text("MessageSid"),
    };
    let count = told.get("NumMedia").and_then(|count| count.parse::<usize>().ok()).unwrap_or(0).min(10);
    let media = (0..count).filter_map(|index| told.get(&format!("MediaUrl{index}"))).map(str::to_owned);
    let base = Incoming {
        trigger: Trigger::Message,
        channel: Channel::Sms,
        contact: told.text("From"),
        flow_address: told
            .get("MessagingServiceSid")
            .or_else(|| told.get("To"))
            .unwrap_or_default()
            .to_owned(),
        body: told.text("Body"),
        media: media.collect(),
        chat: Chat::default(),
        payload: told.payload(),
        is_filled: true,
        sid: told.get("MessageSid").or_else(|| told.get("SmsSid")).map(str::to_owned),
    };
    let found = if let Some(call) = told.get("CallSid") {
        Incoming { trigger: Trigger::Call, sid: Some(call.to_owned()), ..base }
    } else if let Some(conversation) = told.get("ConversationSid") {
        Incoming {
            trigger: Trigger::Conversation,
            channel: Channel::Conversation,
            contact: told.get("Author").or_else(|| told.get("From"))?.to_owned(),
            flow_address: conversation.to_owned(),
            chat: chat("ChatServiceSid", "ConversationSid"),
            is_filled: false,
            ..base
        }
    } else if let (Some(channel), Some(_)) = (told.get("ChannelSid"), told.get("InstanceSid")) {
        Incoming {
            channel: Channel::Chat,
            flow_address: channel.to_owned(),
            chat: chat("InstanceSid", "ChannelSid"),
            is_filled: false,
            ..base
        }
    } else if told.get("Body").is_some() || base.sid.is_some() {
        let is_whatsapp = base.contact.starts_with("whatsapp:");
        Incoming { channel: if is_whatsapp { Channel::Whatsapp } else { Channel::Sms }, ..base }
    } else {
        return None;
    };
    Some(found).filter(|found| !found.contact.is_empty())
}
