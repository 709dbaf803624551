//! The answers to "how is the flow to be started?".

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::live::LiveForm;
use super::starts::Naming;
use crate::flow::{Flow, Widget};
use crate::sim::{Channel, Parameter, Program, Source, Start};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;
use crate::widgets::run::Trigger;

/// Where messages go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorldChoice {
    /// To a Twilio inside this program.
    #[default]
    Mock,
    /// Really out.
    Live,
}

/// A value that the flow reads from whoever starts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Which.
    pub parameter: Parameter,
    /// The answer: text, or JSON where it begins with a bracket.
    pub text: String,
}

impl Input {
    /// As a template writes it.
    pub fn name(&self) -> String {
        match &self.parameter {
            Parameter::Data(key) => format!("flow.data.{key}"),
            Parameter::Parent(key) => format!("trigger.parent.parameters.{key}"),
        }
    }

    /// The trigger that fills it.
    pub fn filled_by(&self) -> Trigger {
        match self.parameter {
            Parameter::Data(_) => Trigger::Request,
            Parameter::Parent(_) => Trigger::Parent,
        }
    }

    /// The value that it stands for. A list or an object is taken as JSON, anything else as the text that it is,
    /// since a query for `05` must not become a query for 5.
    pub(super) fn value(&self) -> Value {
        let text = self.text.trim();
        if text.starts_with(['{', '['])
            && let Ok(value) = serde_json::from_str(text)
        {
            return value;
        }
        Value::String(self.text.clone())
    }
}

/// How a flow is to be started.
#[derive(Clone, Debug, Default)]
pub struct RunForm {
    /// Where messages go.
    pub world: WorldChoice,
    /// What starts the flow; `None` until somebody has looked at the flow.
    pub trigger: Option<Trigger>,
    /// The triggers that lead somewhere in the flow.
    pub connected: Vec<Trigger>,
    /// How the contact writes.
    pub channel: Channel,
    /// The contact's address; empty: the usual one.
    pub contact: String,
    /// The flow's address.
    pub flow_address: String,
    /// The triggering message.
    pub body: String,
    /// Media of the triggering message, apart by white space.
    pub media: String,
    /// The service of a chat or conversation; empty: one is made.
    pub chat_service: String,
    /// The channel or conversation; empty: one is made.
    pub chat_channel: String,
    /// What the flow reads from its starter.
    pub inputs: Vec<Input>,
    /// What a start set gave its starter, with what the flow does not read.
    pub given: Map<String, Value>,
    /// When the clock starts, as somebody says it; empty: now.
    pub now: String,
    /// The zone of dates and times, by name or city; empty: the usual one.
    pub zone: String,
    /// The start set whose answers these were.
    pub set: Option<String>,
    /// A start set that is being named.
    pub naming: Option<Naming>,
    /// What the real world needs to know besides.
    pub live: LiveForm,
    /// A run was started with these answers.
    pub was_started: bool,
    /// The user has seen whom a live run reaches, and wants it.
    pub is_confirmed: bool,
}

impl RunForm {
    /// The usual answers. The flow is looked at when the form is opened, see [`RunForm::refreshed`].
    pub fn of(_flow: &Flow) -> Self {
        Self {
            contact: Start::CONTACT.to_owned(),
            flow_address: Start::FLOW_ADDRESS.to_owned(),
            body: "Hello".to_owned(),
            ..Self::default()
        }
    }

    /// The same answers for the flow as it is now: a field for everything that it reads.
    pub fn refreshed(&self, flow: &Flow) -> Self {
        let program = Program::compile(flow);
        self.asked(&program.connected_triggers(), program.parameters().into_iter().collect())
    }

    /// The same answers to the questions of another form of the flow.
    pub fn asked_like(&self, form: &Self) -> Self {
        self.asked(&form.connected, form.inputs.iter().map(|input| input.parameter.clone()).collect())
    }

    fn asked(&self, connected: &[Trigger], parameters: Vec<Parameter>) -> Self {
        let mut form = self.clone();
        form.connected = connected.to_vec();
        if !self.was_started || form.trigger.is_none() {
            form.set_trigger(form.connected.first().copied().unwrap_or(Trigger::Message));
        }
        form.inputs = parameters
            .into_iter()
            .map(|parameter| {
                let known = self.inputs.iter().find(|input| input.parameter == parameter);
                Input { text: known.map(|input| input.text.clone()).unwrap_or_default(), parameter }
            })
            .collect();
        form.is_confirmed = false;
        form.naming = None;
        form
    }

    /// Sets what starts the flow. A conversation is written to in itself, anything else is not.
    pub fn set_trigger(&mut self, trigger: Trigger) {
        self.trigger = Some(trigger);
        if trigger == Trigger::Conversation {
            self.channel = Channel::Conversation;
        } else if self.channel == Channel::Conversation {
            self.channel = Channel::Sms;
        }
    }

    /// What starts the flow.
    pub fn trigger(&self) -> Trigger {
        self.trigger.unwrap_or(Trigger::Message)
    }

    /// Whether the trigger brings a message.
    pub fn has_message(&self) -> bool {
        matches!(self.trigger(), Trigger::Message | Trigger::Conversation)
    }

    /// Whether the contact writes in a chat or conversation.
    pub fn has_chat(&self) -> bool {
        match self.trigger() {
            Trigger::Conversation => true,
            Trigger::Message => self.channel == Channel::Chat,
            Trigger::Call | Trigger::Request | Trigger::Parent => false,
        }
    }

    /// What keeps the run from being started, as a sentence; `None` where nothing does.
    pub fn problem(&self) -> Option<String> {
        // What is wrong with a moment does not depend on what the time is.
        let some_day = Timestamp::from_second(1_800_000_000).unwrap_or_default();
        self.answers_problem().map(str::to_owned).or_else(|| self.when(some_day).err())
    }

    fn answers_problem(&self) -> Option<&'static str> {
        if self.contact.trim().is_empty() {
            return Some("The contact needs an address");
        }
        if self.flow_address.trim().is_empty() {
            return Some("The flow needs an address");
        }
        if !self.has_chat() {
            return None;
        }
        let is_bad = |text: &str, prefix: &str| !text.trim().is_empty() && !is_sid(text.trim(), prefix);
        if is_bad(&self.chat_service, prefix::CHAT_SERVICE) {
            return Some("A service's SID is IS and 32 hexadecimal digits");
        }
        if is_bad(&self.chat_channel, prefix::CONVERSATION) {
            return Some("A channel's or conversation's SID is CH and 32 hexadecimal digits");
        }
        None
    }

    /// The start that these answers describe.
    pub fn start(&self, source: Source, now: Timestamp) -> Start {
        let mut start = Start::new(source, self.trigger(), now);
        if let Ok(when) = self.when(now) {
            start.zone = when.time_zone().clone();
        }
        start.channel = self.channel;
        self.contact.trim().clone_into(&mut start.contact);
        self.flow_address.trim().clone_into(&mut start.flow_address);
        if self.has_message() {
            start.body.clone_from(&self.body);
            start.media = self.media.split_whitespace().map(str::to_owned).collect();
        }
        if self.has_chat() {
            self.chat_service.trim().clone_into(&mut start.chat.service);
            self.chat_channel.trim().clone_into(&mut start.chat.channel);
        }
        start.parameters = Value::Object(self.parameters());
        start
    }

    /// What the contact is called, if the answers say so.
    pub fn contact_name(&self) -> Option<&str> {
        const NAMES: [&str; 4] = ["name", "first_name", "firstName", "customer_name"];
        let named = self.inputs.iter().find(|input| {
            input.filled_by() == self.trigger()
                && NAMES.contains(&input.key())
                && !input.text.trim().is_empty()
        });
        named.map(|input| input.text.trim())
    }
}

/// A trigger in Studio's words.
pub(in crate::editor) fn trigger_label(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Message => "Incoming message",
        Trigger::Call => "Incoming call",
        Trigger::Conversation => "Incoming conversation message",
        Trigger::Request => "REST API",
        Trigger::Parent => "Parent flow",
    }
}

/// A channel in a reader's words.
pub(in crate::editor) fn channel_label(channel: Channel) -> &'static str {
    match channel {
        Channel::Sms => "SMS",
        Channel::Whatsapp => "WhatsApp",
        Channel::Chat => "Chat",
        Channel::Conversation => "Conversation",
    }
}

/// The output of a widget that an event of the engine left by.
pub(super) fn output_of(widget: &Widget, event: &str, transition: Option<usize>) -> Option<usize> {
    transition.or_else(|| widget.transitions().iter().position(|transition| &*transition.event == event))
}
