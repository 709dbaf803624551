//! What goes into an execution, and what comes out of it.

use serde_json::{Map, Value};

use crate::sim::debug::Times;
use crate::sim::trace::Record;
use crate::widgets::run::{Answer, Effect};

/// Names an effect of an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EffectId(pub u64);

/// What an execution says.
#[derive(Clone, Debug)]
pub enum Emitted {
    /// Something happened.
    Record(Record),
    /// Something is to be done; its answer comes back as [`Input::Answer`].
    Effect {
        /// Its name.
        id: EffectId,
        /// The widget that asks for it.
        widget: String,
        /// What.
        effect: Effect,
    },
}

/// A message of the contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inbound {
    /// The text.
    pub body: String,
    /// Media URLs.
    pub media: Vec<String>,
}

/// The only source of change. The list of inputs, with the start, is the replay of a run.
#[derive(Clone, Debug)]
pub enum Input {
    /// The contact writes, now.
    Message(Inbound),
    /// The contact writes, now, as a webhook tells it.
    Arrival {
        /// The message.
        inbound: Inbound,
        /// What the webhook told of it, in place of what would be made up.
        parameters: Map<String, Value>,
    },
    /// The contact presses keys on the call, now.
    Press(String),
    /// The contact says something on the call, now.
    Speak(String),
    /// The contact hangs up, now.
    HangUp,
    /// An effect was performed.
    Answer {
        /// Which.
        id: EffectId,
        /// With what result.
        answer: Answer,
    },
    /// News of a message that was sent.
    Delivery {
        /// Which.
        sid: String,
        /// Twilio's word, as `delivered`.
        status: String,
        /// Why it failed.
        code: Option<u32>,
    },
    /// The clock stands at so many seconds; it never goes back.
    Clock {
        /// Seconds since the start.
        to_secs: f64,
    },
    /// A widget is left by this event whatever it would do: at once where it is the current one, else when it is
    /// entered next.
    Force {
        /// The widget's name.
        widget: String,
        /// The event.
        event: String,
        /// How often that holds; what comes after, and where [`Times::Chance`] does not hit, is as usual.
        times: Times,
    },
    /// A variable is given another value by hand: `flow.variables.KEY` or `widgets.NAME`, or a value below them.
    SetVariable {
        /// The keys on the way to it.
        path: Vec<String>,
        /// The value.
        value: Value,
    },
    /// The execution is stopped from outside.
    Stop,
}
