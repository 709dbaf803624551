//! What a widget type is, and the list of all of them.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::field::{Field, When};
use super::run::{Behaviour, NotYet};
use super::{
    add_member_to_chat_channel, add_twiml_redirect, capture_payments, connect_call_to, connect_virtual_agent,
    connect_virtual_agent_v2, create_chat_channel, create_task, enqueue_call, fork_stream,
    gather_input_on_call, make_http_request, make_outgoing_call_v1, make_outgoing_call_v2, record_call,
    record_voicemail, resume_conversation, run_conversation_relay, run_function, run_function_v2,
    run_subflow, say_play, send_and_wait_for_reply, send_message, send_to_auto_pilot, send_to_flex,
    set_variables, split_based_on, start_conversation, trigger, understand, update_sync_object,
};
use crate::flow::{Offset, Widget, console};

/// Every type that is known, in the palette's order.
pub const CATALOGUE: &[&WidgetType] = &[
    &trigger::TRIGGER,
    &send_message::SEND_MESSAGE,
    &send_and_wait_for_reply::SEND_AND_WAIT_FOR_REPLY,
    &start_conversation::START_CONVERSATION,
    &resume_conversation::RESUME_CONVERSATION,
    &split_based_on::SPLIT_BASED_ON,
    &set_variables::SET_VARIABLES,
    &say_play::SAY_PLAY,
    &gather_input_on_call::GATHER_INPUT_ON_CALL,
    &connect_call_to::CONNECT_CALL_TO,
    &make_outgoing_call_v2::MAKE_OUTGOING_CALL_V2,
    &make_outgoing_call_v1::MAKE_OUTGOING_CALL_V1,
    &record_voicemail::RECORD_VOICEMAIL,
    &record_call::RECORD_CALL,
    &enqueue_call::ENQUEUE_CALL,
    &capture_payments::CAPTURE_PAYMENTS,
    &fork_stream::FORK_STREAM,
    &connect_virtual_agent_v2::CONNECT_VIRTUAL_AGENT_V2,
    &connect_virtual_agent::CONNECT_VIRTUAL_AGENT,
    &run_conversation_relay::RUN_CONVERSATION_RELAY,
    &make_http_request::MAKE_HTTP_REQUEST,
    &run_function::RUN_FUNCTION,
    &add_twiml_redirect::ADD_TWIML_REDIRECT,
    &run_subflow::RUN_SUBFLOW,
    &send_to_flex::SEND_TO_FLEX,
    &send_to_auto_pilot::SEND_TO_AUTO_PILOT,
    &run_function_v2::RUN_FUNCTION_V2,
    &create_task::CREATE_TASK,
    &add_member_to_chat_channel::ADD_MEMBER_TO_CHAT_CHANNEL,
    &create_chat_channel::CREATE_CHAT_CHANNEL,
    &understand::UNDERSTAND,
    &update_sync_object::UPDATE_SYNC_OBJECT,
];

/// The entry of a type, as `send-message`.
pub fn widget_type(id: &str) -> Option<&'static WidgetType> {
    CATALOGUE.iter().copied().find(|entry| entry.id == id)
}

/// One widget type.
pub struct WidgetType {
    /// The value of `type` in a file.
    pub id: &'static str,
    /// Studio's name for it.
    pub label: &'static str,
    /// What names of new widgets begin with, as `send_message`.
    pub base_name: &'static str,
    /// The palette's group.
    pub group: Group,
    /// Its picture.
    pub icon: Icon,
    /// How it may be placed.
    pub placing: Placing,
    /// How well the whole entry is known.
    pub grade: Grade,
    /// What it does, in a few words: a line of the palette.
    pub summary: &'static str,
    /// What it does, in a few sentences.
    pub help: &'static str,
    /// Twilio's page on it.
    pub docs: &'static str,
    /// Its properties without the offset, in the inspector's order.
    pub fields: &'static [Field],
    /// Its events.
    pub events: Events,
    /// What it leaves under `widgets.NAME`, in a reader's order.
    pub outputs: &'static [OutputVariable],
    /// Which of its outputs are there only after some of its events; the others are, or may be, after each.
    pub left_by: &'static [LeftBy],
    /// Below which of these more may stand than `outputs` lists, as it passes on what Twilio tells it; an empty text is
    /// right below the widget's name.
    pub more_below: &'static [&'static str],
    /// The text on its card.
    pub card: Card,
    /// Whether it begins executions: nothing leads to it, and a flow has exactly one.
    pub is_start: bool,
    /// Whether it sends a message to the contact.
    pub sends: bool,
    /// Whether it asks a server whose answer can be prepared.
    pub asks: bool,
    /// What an execution must have for it to work.
    pub needs: Needs,
    /// The property that takes a sentence, where a widget of this type says nothing but that.
    pub sentence: Option<Sentence>,
    /// Fields that exclude each other.
    pub alternatives: Option<&'static Alternatives>,
    /// The field that holds the SID of the flow that it runs, where it runs one.
    pub subflow: Option<&'static str>,
    /// What it does when it runs.
    pub behaviour: &'static dyn Behaviour,
}

/// What an execution must have for a widget to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing in particular.
    Nothing,
    /// A call: it began with one, or one was made before.
    Call,
    /// A call that came in.
    IncomingCall,
    /// A call, a message or a conversation: not the REST API alone.
    Contact,
    /// That it was started over the REST API.
    Request,
}

/// How a widget comes of a sentence that somebody types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The property that takes it.
    pub key: &'static str,
    /// What is done with it, as `Send message`: the sentence follows.
    pub words: &'static str,
}

/// Fields that exclude each other: one of the options is chosen, the fields of the others are left out.
#[derive(Clone, Copy, Debug)]
pub struct Alternatives {
    /// What is chosen, as a label.
    pub label: &'static str,
    /// The options. The first that has text in its first field is the chosen one.
    pub options: &'static [Alternative],
    /// Whether one of them must be chosen.
    pub required: bool,
}

/// One option of several.
#[derive(Clone, Copy, Debug)]
pub struct Alternative {
    /// Its label.
    pub label: &'static str,
    /// The keys of its fields. The first one tells that the option is chosen.
    pub keys: &'static [&'static str],
}

/// What stands on a card below name and type.
#[derive(Clone, Copy, Debug)]
pub enum Card {
    /// Nothing.
    Empty,
    /// The labels of the events that are connected.
    ConnectedEvents,
    /// The first of these fields that has text.
    FirstOf(&'static [&'static str]),
    /// A list of `key` and `value`, a line for each.
    Pairs(&'static str),
}

/// The palette's groups; each has a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// The trigger alone.
    Trigger,
    /// Splits and variables.
    FlowControl,
    /// Messages.
    Messaging,
    /// Calls.
    Voice,
    /// Code and HTTP.
    Tools,
    /// Other products.
    Connect,
}

impl Group {
    /// Studio's name of it, the palette's heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Trigger | Self::FlowControl => "Flow Control",
            Self::Messaging => "Messaging",
            Self::Voice => "Voice",
            Self::Tools => "Tools & Code Execution",
            Self::Connect => "Connect Other Products",
        }
    }
}

/// The picture of a type, by meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Icon {
    /// A bolt.
    Trigger,
    /// A speech bubble.
    Message,
    /// A speech bubble that waits.
    Reply,
    /// A fork.
    Split,
    /// Lines.
    Variables,
    /// A phone.
    Phone,
    /// Angle brackets.
    Code,
    /// A chain.
    Connect,
    /// For several widgets that are shown as one.
    Several,
    /// For types that are not known.
    Unknown,
}

/// How a widget of this type may come into a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placing {
    /// From the palette.
    Palette,
    /// Only into a flow that has one already: Studio has a better one.
    Legacy,
    /// Kept where a file has it, never placed.
    KeepOnly,
}

/// How well something about Studio is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// An official schema and real files agree.
    A,
    /// A schema or a generated library, with no or one real file.
    B,
    /// Only prose.
    C,
    /// Only the name.
    D,
}

/// The events of a type.
#[derive(Clone, Copy, Debug)]
pub enum Events {
    /// All of them, in the console's order. Any other is an error.
    Known(&'static [Event]),
    /// Nobody knows which there are: whatever a file has is right.
    Open,
}

impl Events {
    /// Those that are known.
    pub fn known(&self) -> &'static [Event] {
        match self {
            Self::Known(events) => events,
            Self::Open => &[],
        }
    }
}

/// A way out of a widget.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// The value of `event`.
    pub event: &'static str,
    /// Studio's label.
    pub label: &'static str,
    /// A short label for the card's edge.
    pub short: &'static str,
    /// What kind of outcome.
    pub kind: EventKind,
    /// How well it is known.
    pub grade: Grade,
}

impl Event {
    /// An ordinary outcome that is well known.
    pub const fn normal(event: &'static str, label: &'static str, short: &'static str) -> Self {
        Self { event, label, short, kind: EventKind::Normal, grade: Grade::A }
    }

    /// An outcome of something that went wrong.
    pub const fn failure(event: &'static str, label: &'static str, short: &'static str) -> Self {
        Self { event, label, short, kind: EventKind::Failure, grade: Grade::A }
    }

    /// The same, known less well.
    #[must_use]
    pub const fn graded(mut self, grade: Grade) -> Self {
        self.grade = grade;
        self
    }
}

/// What an event means to whoever draws or checks a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// An ordinary outcome.
    Normal,
    /// Something went wrong.
    Failure,
    /// A branch with conditions: any number of them.
    Branch,
    /// No branch matched: left without a `next`, the execution ends with 81005.
    Unmatched,
}

/// A variable that a widget leaves.
#[derive(Clone, Copy, Debug)]
pub struct OutputVariable {
    /// Below `widgets.NAME`, as `outbound.Sid`. `*` stands for any key.
    pub path: &'static str,
    /// The JSON type of the value.
    pub kind: &'static str,
    /// What it is.
    pub help: &'static str,
    /// How well this is known.
    pub grade: Grade,
}

/// Outputs that a widget leaves only when it is left by certain events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftBy {
    /// What they stand below, as `inbound`.
    pub path: &'static str,
    /// The events.
    pub events: &'static [&'static str],
}

impl WidgetType {
    /// The prototype of an entry: says only what most types have in common.
    pub const BASE: Self = Self {
        id: "",
        label: "",
        base_name: "",
        group: Group::Tools,
        icon: Icon::Unknown,
        placing: Placing::Palette,
        grade: Grade::A,
        summary: "",
        help: "",
        docs: "https://www.twilio.com/docs/studio/widget-library",
        fields: &[],
        events: Events::Open,
        outputs: &[],
        left_by: &[],
        more_below: &[],
        card: Card::Empty,
        is_start: false,
        sends: false,
        asks: false,
        needs: Needs::Nothing,
        sentence: None,
        alternatives: None,
        subflow: None,
        behaviour: &NotYet,
    };

    /// Whether a widget of this type leaves something at this path below its name, or above or below it.
    pub fn leaves(&self, below: &[&str]) -> bool {
        self.outputs.iter().any(|output| {
            let known = output.path.split('.').map(|part| part.split('[').next().unwrap_or(part));
            known.zip(below).all(|(known, read)| known == "*" || known == *read)
        })
    }

    /// What it leaves at exactly this path below its name, where that is listed.
    pub fn output(&self, below: &[&str]) -> Option<&'static OutputVariable> {
        self.outputs.iter().find(|output| output.path.split('.').eq(below.iter().copied()))
    }

    /// Whether something may stand at this path though it is not listed.
    pub fn is_open_below(&self, below: &[&str]) -> bool {
        self.more_below.iter().any(|open| open.is_empty() || below.first() == Some(open))
    }

    /// Whether nobody knows what its properties and events are: whatever a file has is right.
    pub fn is_open(&self) -> bool {
        matches!(self.events, Events::Open)
    }

    /// A field by key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Whether a field counts in a widget: no other choice excludes it, and what it depends on counts and holds.
    pub fn counts(&self, field: &Field, widget: &Widget) -> bool {
        let excluded = |key: &str| {
            self.alternatives.is_some_and(|all| all.has(key) && !all.counts(&all.chosen(widget), key))
        };
        let mut field = field;
        // Conditions form short chains; the bound only guards against one that bites its tail.
        for _ in 0..self.fields.len() {
            if excluded(field.key) {
                return false;
            }
            let Some(when) = field.condition else { return true };
            let Some(asked) = self.field(when.key()) else { return true };
            if !holds(when, asked, widget) {
                return false;
            }
            field = asked;
        }
        true
    }

    /// How many phone numbers may stand in a field of a widget; `None` where it holds something else.
    pub fn phones(&self, field: &Field, widget: &Widget) -> Option<usize> {
        let is_so = |when: When| self.field(when.key()).is_none_or(|asked| holds(when, asked, widget));
        field.phones.iter().find(|phones| phones.when.is_none_or(is_so)).map(|phones| phones.most)
    }

    /// An event by name.
    pub fn event(&self, event: &str) -> Option<&'static Event> {
        self.events.known().iter().find(|known| known.event == event)
    }

    /// The state that Studio's console makes for a new widget: keys in its order, transitions without `next`.
    /// Branches with conditions are left out, since a new split has none.
    pub fn new_state(&self, name: &str, offset: Offset) -> Value {
        self.new_state_saying(name, offset, None)
    }

    /// As [`WidgetType::new_state`], with a sentence in its place where the type takes one.
    pub fn new_state_saying(&self, name: &str, offset: Offset, said: Option<&str>) -> Value {
        let transitions: Vec<Value> = self
            .events
            .known()
            .iter()
            .filter(|event| event.kind != EventKind::Branch)
            .map(|event| json!({"event": event.event}))
            .collect();
        let snapped = |number: f64| (number / 10.0).round() * 10.0;
        #[expect(clippy::cast_possible_truncation, reason = "a cast from float to integer saturates")]
        let offset = json!({"x": snapped(offset.x) as i64, "y": snapped(offset.y) as i64});
        let mut entries: Vec<(&str, Value)> = self
            .fields
            .iter()
            .filter_map(|field| Some((field.key, serde_json::from_str(field.default?).unwrap_or_default())))
            .collect();
        if let (Some(Sentence { key, .. }), Some(said)) = (self.sentence, said) {
            entries.retain(|(known, _)| *known != key);
            entries.push((key, Value::from(said)));
        }
        entries.push(("offset", offset));
        let keys: Vec<&str> = entries.iter().map(|(key, _)| *key).collect();
        let properties: Map<String, Value> = console::property_order(&keys)
            .into_iter()
            .filter_map(|index| entries.get(index))
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect();
        json!({"name": name, "type": self.id, "transitions": transitions, "properties": properties})
    }
}

/// Whether something is so of a widget, where the field that decides is known.
fn holds(when: When, asked: &Field, widget: &Widget) -> bool {
    when.holds(&match widget.property(when.key()) {
        Some(json) => json.as_text().map_or_else(|| json.to_string().trim().to_owned(), Cow::into_owned),
        None => asked.meaning_when_missing().unwrap_or_default(),
    })
}
