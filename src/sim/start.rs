//! How an execution begins, and the variables that it begins with.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::context::{Context, overlay};
use super::forced::Forced;
use super::trace::FlowFile;
use crate::twilio::SidSource;
use crate::twilio::sid::prefix;
use crate::widgets::assumptions::{Assumptions, SUBFLOW_DATA};
use crate::widgets::run::Trigger;

/// Which flow is run, for the trace.
pub type Source = FlowFile;

/// How the contact writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Channel {
    /// SMS and MMS.
    #[default]
    Sms,
    /// WhatsApp: addresses are `whatsapp:` and a number.
    Whatsapp,
    /// A channel of Programmable Chat.
    Chat,
    /// A conversation.
    Conversation,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sms, Self::Whatsapp, Self::Chat, Self::Conversation];

    /// What it is called on the command line, in tests and in a side file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Whatsapp => "whatsapp",
            Self::Chat => "chat",
            Self::Conversation => "conversation",
        }
    }

    /// The channel that is called so.
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.word() == word)
    }
}

/// The place of a chat or conversation. The world makes one where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chat {
    /// The service, `IS…`.
    pub service: String,
    /// The channel or conversation, `CH…`.
    pub channel: String,
    /// The contact as a participant, `MB…`.
    pub participant: String,
    /// The contact's first message, `IM…`.
    pub message: String,
}

/// Everything that decides how an execution goes, but for what happens later.
#[derive(Clone, Debug)]
pub struct Start {
    /// Which flow, for the trace.
    pub source: Source,
    /// What starts it.
    pub trigger: Trigger,
    /// How the contact writes.
    pub channel: Channel,
    /// The contact's address.
    pub contact: String,
    /// The flow's address.
    pub flow_address: String,
    /// What a webhook told of the triggering message or call, in place of what would be made up.
    pub payload: Option<Map<String, Value>>,
    /// The triggering message.
    pub body: String,
    /// Media of the triggering message.
    pub media: Vec<String>,
    /// `Parameters` of a REST or parent trigger: an object.
    pub parameters: Value,
    /// Laid over the starting variables.
    pub overlay: Option<Value>,
    /// The chat or conversation.
    pub chat: Chat,
    /// The account that requests are made for.
    pub account_sid: String,
    /// What SIDs are made from.
    pub seed: u64,
    /// The clock's start.
    pub now: Timestamp,
    /// The zone of dates and times in templates.
    pub zone: TimeZone,
    /// What is taken of that which nobody outside Twilio knows.
    pub assume: Assumptions,
    /// Outcomes that are forced. Several for one widget count in order, the last for good.
    pub forced: Vec<Forced>,
    /// Which of several executions of the flow in one world this is, from 0: each has SIDs of its own.
    pub number: u32,
}

impl Start {
    /// The contact's address when none is given.
    pub const CONTACT: &'static str = "+15551230001";
    /// The flow's address when none is given.
    pub const FLOW_ADDRESS: &'static str = "+15005550006";
    /// The zone when none is given. Unverified: that Studio's own is Pacific time is told of, not documented.
    pub const ZONE: &'static str = "America/Los_Angeles";

    /// A start by `trigger` with everything else as usual.
    pub fn new(source: Source, trigger: Trigger, now: Timestamp) -> Self {
        let seed = 0;
        Self {
            source,
            trigger,
            channel: if trigger == Trigger::Conversation { Channel::Conversation } else { Channel::Sms },
            contact: Self::CONTACT.to_owned(),
            flow_address: Self::FLOW_ADDRESS.to_owned(),
            payload: None,
            body: String::new(),
            media: Vec::new(),
            parameters: json!({}),
            overlay: None,
            chat: Chat::default(),
            account_sid: Self::made_account_sid(seed),
            seed,
            now,
            zone: TimeZone::get(Self::ZONE).unwrap_or(TimeZone::UTC),
            assume: Assumptions::default(),
            forced: Vec::new(),
            number: 0,
        }
    }

    /// The account of a run that needs none of its own.
    pub fn made_account_sid(seed: u64) -> String {
        SidSource::new(seed).named(prefix::ACCOUNT, "simulator")
    }

    /// The contact's address as the channel writes it.
    pub fn contact_address(&self) -> String {
        self.address(&self.contact)
    }

    /// The flow's address as the channel writes it.
    pub fn own_address(&self) -> String {
        self.address(&self.flow_address)
    }

    fn address(&self, plain: &str) -> String {
        if self.channel == Channel::Whatsapp
            && !plain.contains(':')
            && !plain.starts_with(prefix::MESSAGING_SERVICE)
        {
            format!("whatsapp:{plain}")
        } else {
            plain.to_owned()
        }
    }

    /// A SID that belongs to this run and to `what`. Counted SIDs are the mock's, so that the two never meet.
    pub(super) fn sid(&self, prefix: &str, what: &str) -> String {
        match self.number {
            0 => SidSource::new(self.seed).named(prefix, what),
            number => SidSource::new(self.seed).named(prefix, &format!("{what} of execution {number}")),
        }
    }

    /// The execution's SID.
    pub fn execution_sid(&self) -> String {
        self.sid(prefix::EXECUTION, &self.source.file)
    }

    /// The flow's SID.
    pub fn flow_sid(&self) -> String {
        SidSource::new(self.seed).named(prefix::FLOW, &self.source.file)
    }

    /// Whether `flow.data` holds the parameters of a subflow. Unverified: see [`SUBFLOW_DATA`].
    pub(super) fn has_data_in_subflows(&self) -> bool {
        self.assume.choice(&SUBFLOW_DATA).name == "flow-data-too"
    }

    /// The variables at the start.
    pub fn context(&self) -> Context {
        let has_data = match self.trigger {
            Trigger::Request => true,
            Trigger::Parent => self.has_data_in_subflows(),
            _ => false,
        };
        let mut tree = json!({
            "trigger": self.trigger_tree(),
            "flow": {
                "sid": self.execution_sid(),
                "flow_sid": self.flow_sid(),
                "channel": {"address": self.own_address()},
                "data": if has_data { self.parameters.clone() } else { json!({}) },
                "variables": {},
            },
            "widgets": {},
            "contact": {"channel": {"address": self.contact_address()}},
        });
        if let Some(over) = &self.overlay {
            overlay(&mut tree, over);
        }
        Context::from_value(tree)
    }

    fn trigger_tree(&self) -> Value {
        match self.trigger {
            Trigger::Message => json!({"message": self.arrival()}),
            Trigger::Conversation => json!({"conversation": self.arrival()}),
            Trigger::Call => json!({"call": self.arrival()}),
            Trigger::Request => json!({"request": {
                "from": self.own_address(),
                "to": self.contact_address(),
                "parameters": self.parameters,
            }}),
            Trigger::Parent => json!({"parent": {
                "parameters": self.parameters,
                "flow_sid": self.sid(prefix::FLOW, "parent"),
                "execution_sid": self.sid(prefix::EXECUTION, "parent"),
                "step_sid": self.sid("FT", "parent"),
                // See the assumption `parent-trigger-type`.
                "trigger_type": Trigger::Request.event(),
            }}),
        }
    }

    /// What came in first: as a webhook told it, or as one would.
    pub fn arrival(&self) -> Map<String, Value> {
        match (&self.payload, self.trigger) {
            (Some(payload), _) => payload.clone(),
            (None, Trigger::Call) => self.call(),
            (None, _) => self.inbound(&self.body, &self.media, 0),
        }
    }

    /// A message of the contact, the `number`th of this run, with the parameters that its channel's webhook has.
    pub fn inbound(&self, body: &str, media: &[String], number: u32) -> Map<String, Value> {
        let tree = match self.channel {
            Channel::Chat => self.chat_message(body, number),
            Channel::Conversation => self.conversation_message(body, media, number),
            Channel::Sms | Channel::Whatsapp => self.text_message(body, media, number),
        };
        match tree {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    fn text_message(&self, body: &str, media: &[String], number: u32) -> Value {
        let kind = if media.is_empty() { prefix::SMS } else { prefix::MMS };
        let sid = self.sid(kind, &format!("inbound {number}"));
        let (from, to) = (self.contact_address(), self.own_address());
        let segments = crate::twilio::measure(body).segments.max(1);
        let mut message = json!({
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "MessageSid": sid,
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "SmsStatus": "received",
            "From": from,
            "To": to,
            "Body": body,
            "NumMedia": media.len().to_string(),
            "NumSegments": segments.to_string(),
        });
        let Some(map) = message.as_object_mut() else { return message };
        for (index, url) in media.iter().enumerate() {
            map.insert(format!("MediaUrl{index}"), json!(url));
            map.insert(format!("MediaContentType{index}"), json!(media_type(url)));
        }
        if self.flow_address.starts_with(prefix::MESSAGING_SERVICE) {
            map.insert("MessagingServiceSid".to_owned(), json!(self.flow_address));
        }
        if self.channel == Channel::Whatsapp {
            map.insert("ProfileName".to_owned(), json!("Contact"));
            let digits: String = from.chars().filter(char::is_ascii_digit).collect();
            map.insert("WaId".to_owned(), json!(digits));
        } else {
            insert_place(map, "From", &from);
            insert_place(map, "To", &to);
        }
        message
    }

    fn chat_message(&self, body: &str, number: u32) -> Value {
        json!({
            "AccountSid": self.account_sid,
            "EventType": "onMessageSent",
            "InstanceSid": self.chat.service,
            "ChannelSid": self.chat.channel,
            "ChannelAttributes": {},
            "MessageSid": self.chat_message_sid(number),
            "Index": number.to_string(),
            "From": self.contact,
            "Body": body,
            "Attributes": "{}",
            "DateCreated": self.now.to_string(),
            "Source": "SDK",
            "ClientIdentity": self.contact,
        })
    }

    fn conversation_message(&self, body: &str, media: &[String], number: u32) -> Value {
        let mut message = json!({
            "AccountSid": self.account_sid,
            "EventType": "onMessageAdded",
            "ChatServiceSid": self.chat.service,
            "ConversationSid": self.chat.channel,
            "ChannelSid": self.chat.channel,
            "ChannelAttributes": {},
            "MessageSid": self.chat_message_sid(number),
            "ParticipantSid": self.chat.participant,
            "Index": number.to_string(),
            "Author": self.contact,
            "From": self.contact,
            "Body": body,
            "Attributes": "{}",
            "DateCreated": self.now.to_string(),
            "Source": if self.contact.starts_with('+') { "SMS" } else { "SDK" },
        });
        if let (false, Some(map)) = (media.is_empty(), message.as_object_mut()) {
            let list: Vec<Value> = (0..media.len())
                .map(|index| json!({"Sid": self.sid(prefix::MEDIA, &format!("inbound {number} {index}"))}))
                .collect();
            map.insert("Media".to_owned(), json!(Value::from(list).to_string()));
        }
        message
    }

    fn chat_message_sid(&self, number: u32) -> String {
        if number == 0 && !self.chat.message.is_empty() {
            return self.chat.message.clone();
        }
        self.sid(prefix::CHAT_MESSAGE, &format!("inbound {number}"))
    }

    fn call(&self) -> Map<String, Value> {
        let (from, to) = (&self.contact, &self.flow_address);
        let mut call = json!({
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "CallSid": self.sid("CA", "inbound"),
            "CallStatus": "ringing",
            "Direction": "inbound",
            "From": from, "Caller": from,
            "To": to, "Called": to,
        });
        let Some(map) = call.as_object_mut() else { return Map::new() };
        for (key, number) in [("From", from), ("Caller", from), ("To", to), ("Called", to)] {
            insert_place(map, key, number);
        }
        std::mem::take(map)
    }
}

/// The kind of a medium, by the end of its address: nobody fetches it.
fn media_type(url: &str) -> &'static str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let ending =
        path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, ending)| ending);
    match &*ending.to_ascii_lowercase() {
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "amr" => "audio/amr",
        "mp4" => "video/mp4",
        "3gp" => "video/3gpp",
        "vcf" => "text/vcard",
        _ => "image/jpeg",
    }
}

/// What a webhook says of where a number is from. Nobody is asked, so only the country of a +1 number is filled in.
fn insert_place(map: &mut Map<String, Value>, key: &str, number: &str) {
    let country = if number.starts_with("+1") { "US" } else { "" };
    for (part, value) in [("City", ""), ("State", ""), ("Zip", ""), ("Country", country)] {
        map.insert(format!("{key}{part}"), json!(value));
    }
}
