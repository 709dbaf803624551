//! What a widget does when it runs, without I/O: it renders its fields, asks the engine to do something or to
//! wait, and says by which event it leaves. The engine ([`crate::sim`]) calls it; it never calls the engine.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::assumptions::Assumptions;
use crate::flow::Widget;
use crate::twilio::{Method, Request};

/// What a type does when it runs. One constant per type; all state is in the [`Step`] that it is given.
pub trait Behaviour: Sync {
    /// The widget is entered.
    fn enter(&self, step: &mut Step<'_>) -> Outcome;

    /// What it asked for has come. Types that ask for nothing are never resumed.
    fn resume(&self, step: &mut Step<'_>, with: &Resume) -> Outcome {
        let _ = (step, with);
        Outcome::Unsupported
    }

    /// Why it would be left as it is, condition by condition, where it compares: worked out by what runs, so that it
    /// never says something else. `None` for types that compare nothing.
    fn explain(&self, step: &mut Step<'_>) -> Option<super::explain::Explanation> {
        let _ = step;
        None
    }

    /// Whether it asks for an [`Effect::Act`] when it is entered, so that a told outcome can stand for its answer.
    fn acts(&self) -> bool {
        false
    }

    /// The widget is left by an event that it did not choose. What follows from that event, as that there is a call,
    /// is set here; what it would leave behind is not known.
    fn forced(&self, step: &mut Step<'_>, event: &str) {
        let _ = (step, event);
    }

    /// The events that an arrival from outside is to this widget while it waits.
    fn awaits(&self) -> &'static [Awaited] {
        &[]
    }
}

/// The event of a hang-up, wherever a type has one.
pub const HANG_UP: &str = "hangup";

/// The behaviour of a type that cannot be run: the execution ends there.
pub struct NotYet;

impl Behaviour for NotYet {
    fn enter(&self, _: &mut Step<'_>) -> Outcome {
        Outcome::Unsupported
    }
}

/// The step that is being run.
pub struct Step<'a> {
    /// The widget, as it stood when the execution began.
    pub widget: &'a Widget,
    /// Variables, templates, addresses.
    pub scope: &'a mut dyn Scope,
    /// What the widget noted when it was entered, to be found when it is resumed: one JSON value.
    pub memory: &'a mut Value,
}

impl Step<'_> {
    /// A property rendered as a template; empty where it is missing. Numbers and booleans as their text.
    pub fn render(&mut self, key: &str) -> String {
        let source = match self.widget.property(key) {
            Some(json) => {
                json.as_text().map_or_else(|| json.to_string().trim().to_owned(), |text| text.into_owned())
            }
            None => return String::new(),
        };
        self.scope.render(key, &source)
    }
}

/// What a widget sees of the execution.
pub trait Scope {
    /// Renders a template. Mistakes become warnings 81018 of the step, with the field's key.
    fn render(&mut self, field: &str, template: &str) -> String;

    /// The typed value of a template that is one output and nothing else; else its text as a string.
    fn evaluate(&mut self, field: &str, template: &str) -> Value;

    /// A variable by path, as `["flow", "channel", "address"]`.
    fn variable(&self, path: &[&str]) -> Option<Value>;

    /// Sets `flow.variables.KEY`.
    fn set_flow_variable(&mut self, key: &str, value: Value);

    /// How the execution began.
    fn trigger(&self) -> Trigger;

    /// The account that requests are made for.
    fn account_sid(&self) -> &str;

    /// Seconds since the execution began.
    fn elapsed_secs(&self) -> f64;

    /// The current time of the execution's clock, RFC 3339.
    fn now(&self) -> jiff::Zoned;

    /// A SID of this run: the same run makes the same.
    fn sid(&mut self, prefix: &str) -> String;

    /// Whether a call is going on.
    fn on_call(&self) -> bool;

    /// Says that a call has begun or ended.
    fn set_call(&mut self, going_on: bool);

    /// What Twilio tells of the call with each of its requests, where the flow made the call.
    fn made_call(&self) -> Map<String, Value>;

    /// Keeps what Twilio tells of a call that the flow made.
    fn set_made_call(&mut self, call: Map<String, Value>);

    /// Lays keys over `flow.channel`.
    fn set_channel(&mut self, channel: Map<String, Value>);

    /// Adds a record of another kind to the trace: what was said, asked or sent.
    fn tell(&mut self, kind: &'static str, about: Map<String, Value>);

    /// Adds a warning to the trace.
    fn warn(&mut self, code: Option<u32>, message: String);

    /// What is taken of that which nobody outside Twilio knows.
    fn assumptions(&self) -> &Assumptions;

    /// Notes that the step rests on a rule that nobody outside Twilio has confirmed.
    fn assume(&mut self, id: &'static str, took: &str);
}

/// The five ways in which an execution begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// `incomingMessage`.
    Message,
    /// `incomingCall`.
    Call,
    /// `incomingConversationMessage`.
    Conversation,
    /// `incomingRequest`.
    Request,
    /// `incomingParent`.
    Parent,
}

impl Trigger {
    /// All of them, in the console's order.
    pub const ALL: [Self; 5] = [Self::Message, Self::Call, Self::Conversation, Self::Request, Self::Parent];

    /// The trigger that is called so.
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trigger| trigger.word() == word)
    }

    /// What it is called on the command line and in a side file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Call => "call",
            Self::Conversation => "conversation",
            Self::Request => "request",
            Self::Parent => "parent",
        }
    }

    /// The trigger's event.
    pub const fn event(self) -> &'static str {
        match self {
            Self::Message => "incomingMessage",
            Self::Call => "incomingCall",
            Self::Conversation => "incomingConversationMessage",
            Self::Request => "incomingRequest",
            Self::Parent => "incomingParent",
        }
    }

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Call => "call",
            Self::Conversation => "conversation",
            Self::Request => "request",
            Self::Parent => "parent",
        }
    }
}

/// What a widget does next.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It leaves by an event; the engine follows the transition.
    Leave(Leave),
    /// It asks for something to be done and is resumed with the answer.
    Perform(Effect),
    /// It waits for something from outside, at most this many seconds.
    Wait {
        /// For what, in one word for the trace: `reply`.
        awaited: &'static str,
        /// After how many seconds it is resumed with [`Resume::Deadline`].
        timeout_secs: Option<f64>,
    },
    /// Another flow is run; the widget is resumed with [`Resume::Returned`] when that has ended.
    Subflow {
        /// The flow's SID.
        sid: String,
        /// What it finds under `trigger.parent.parameters`.
        parameters: Map<String, Value>,
    },
    /// Nobody knows what this type does: the execution ends.
    Unsupported,
}

/// How a widget is left.
#[derive(Clone, Debug)]
pub struct Leave {
    /// The event.
    pub event: Arc<str>,
    /// Which transition, where several have the same event; else the first with the event.
    pub transition: Option<usize>,
    /// What is set under `widgets.NAME`, at the end of the step.
    pub outputs: Map<String, Value>,
    /// Whether what an earlier run of the widget left goes, even where there are no outputs.
    pub clears: bool,
    /// Why, for the trace: which condition matched with what.
    pub why: Option<String>,
}

impl Leave {
    /// By an event, leaving nothing behind.
    pub fn by(event: &str) -> Self {
        Self { event: event.into(), transition: None, outputs: Map::new(), clears: false, why: None }
    }

    /// The same with outputs.
    #[must_use]
    pub fn with(mut self, outputs: Map<String, Value>) -> Self {
        self.outputs = outputs;
        self
    }
}

/// What the engine is asked to do. The world performs it.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Sends a message over Twilio's API.
    Send(Send),
    /// Asks a server.
    Fetch(Fetch),
    /// Does something on a call or in another product.
    Act(Act),
}

/// A request to a server of the flow's author, or to a Function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// `http` or `function`, for the trace.
    pub kind: &'static str,
    /// GET or POST.
    pub method: Method,
    /// The whole address, with the parameters of a GET.
    pub url: String,
    /// The content type of the body.
    pub content_type: String,
    /// The body of a POST.
    pub body: String,
    /// Whether the account's credentials go along.
    pub with_credentials: bool,
}

/// Something that is done on a call or in a product, which the REST API of messages knows nothing of.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// What, in one word: `say`, `dial`, `task`. Also the record's kind in a trace.
    pub kind: &'static str,
    /// With what: the widget's fields as they were rendered.
    pub sent: Map<String, Value>,
}

/// A message to be sent: the request, and what a reader wants to know of it without decoding that.
#[derive(Clone, Debug)]
pub struct Send {
    /// The request as it goes out.
    pub request: Request,
    /// Sender, recipient, text and media for the trace.
    pub summary: Summary,
}

/// A message in a reader's terms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The sender.
    pub from: String,
    /// The recipient.
    pub to: String,
    /// The text.
    pub body: String,
    /// Media URLs.
    pub media: Vec<String>,
}

/// What a widget is resumed with.
#[derive(Clone, Debug)]
pub enum Resume {
    /// The answer of an effect.
    Answer(Answer),
    /// The contact pressed keys on a call.
    Keys(String),
    /// The contact said something on a call.
    Speech(String),
    /// The contact hung up.
    HangUp,
    /// The other flow has ended.
    Returned(Returned),
    /// The contact wrote. The parameters as Twilio's webhook names them: `Body`, `From`, `MediaUrl0`, …
    Inbound(Map<String, Value>),
    /// A message that was accepted could not be delivered.
    DeliveryFailed {
        /// Twilio's error code.
        code: u32,
    },
    /// A message that was accepted has arrived.
    Delivered,
    /// The time is up.
    Deadline,
}

/// The answer of a request, or why there is none.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The server answered.
    Response(crate::twilio::Response),
    /// It could not be reached, as a plain sentence.
    Unreachable(String),
    /// Nothing was sent, since nobody allowed it; a sentence that says how to.
    Withheld(String),
    /// Something was done, and ended like this.
    Done(Done),
}

/// How something that was done ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Done {
    /// By which event the widget is left.
    pub event: String,
    /// What it leaves.
    pub result: Map<String, Value>,
    /// How many seconds it usually takes.
    pub secs: f64,
    /// What is taken to be true with it, as there is neither a phone nor a product here; empty where it was told.
    pub took: String,
}

/// How another flow ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Returned {
    /// What it left under `flow.variables`, or why it could not be run or did not end well.
    pub result: Result<Map<String, Value>, String>,
}

/// What may arrive while a widget waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// A message of the contact.
    Message,
    /// Keys or speech of the contact, on a call.
    Voice,
    /// The end of the waiting time.
    Deadline,
    /// News that a message that was sent did not arrive.
    Delivery,
    /// News that it has arrived.
    Arrival,
}
