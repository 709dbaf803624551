//! What happened in an execution, as records. Their JSON, one object a line, is a contract with scripts; their
//! order in an execution is the order in which things happened.

mod forced;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::history::Beside;
pub use forced::forced;
pub use text::Dialogue;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Record {
    /// The execution began.
    Started(Started),
    /// A widget was left.
    Step(Step),
    /// A message went out or came in.
    Message(Message),
    /// News of a message that went out.
    Status(Status),
    /// A widget waits.
    Waiting(Waiting),
    /// Something that a reader of Twilio's debugger would be told.
    Warning(Warning),
    /// A step rests on a rule that nobody outside Twilio has confirmed.
    Assumption(Assumption),
    /// The execution ended.
    Ended(Ended),
    /// Something else that a widget did: what it sent and what came back.
    #[serde(untagged)]
    Act(Act),
}

impl Record {
    /// Its line of JSON, without a line break.
    pub fn to_json(&self) -> String {
        // Records hold strings, numbers and JSON values only, all of which can be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// When it happened, in seconds on the execution's clock.
    pub fn at_secs(&self) -> f64 {
        match self {
            Self::Started(record) => record.at,
            Self::Step(record) => record.at,
            Self::Message(record) => record.at,
            Self::Status(record) => record.at,
            Self::Waiting(record) => record.at,
            Self::Warning(record) => record.at,
            Self::Assumption(record) => record.at,
            Self::Ended(record) => record.at,
            Self::Act(record) => record.at,
        }
    }
}

/// The execution began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Started {
    /// `FN…`
    pub execution: String,
    /// Which flow.
    pub flow: FlowFile,
    /// The trigger's event.
    pub trigger: String,
    /// What SIDs are made from.
    pub seed: u64,
    /// The clock's start, RFC 3339 in UTC.
    pub now: String,
    /// The IANA name of the zone.
    pub zone: String,
    /// What is taken of that which nobody knows, where it is not the usual: id and choice.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub assume: BTreeMap<String, String>,
    /// All variables at the start.
    pub context: Value,
    /// Always 0.
    #[serde(serialize_with = "seconds")]
    pub at: f64,
}

/// Which flow an execution runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlowFile {
    /// The file's name.
    pub file: String,
    /// The hash of its bytes.
    pub sha256: String,
}

/// A widget was left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// From 1.
    pub index: u32,
    /// The widget's name.
    pub widget: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The event by which it was left.
    pub event: String,
    /// The next widget; `None` where the execution ends.
    pub next: Option<String>,
    /// Which transition was taken, where several have this event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition: Option<usize>,
    /// Why: which condition matched with what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The widget of the flow itself, where this step was taken in the subflow that it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// What it replaced among the variables; no part of the JSON.
    #[serde(skip)]
    pub replaced: Beside,
    /// When.
    #[serde(serialize_with = "seconds")]
    pub at: f64,
}

impl Step {
    /// The widget's name as runs have it: in a subflow with the widget that runs it, as `identify/ask`.
    pub fn title(&self) -> String {
        match &self.within {
            Some(within) => format!("{within}/{}", self.widget),
            None => self.widget.clone(),
        }
    }
}

/// Something that a widget did which is no message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// What: `http`, `function`, `say`, `gather`, `heard`, `dial`, `task`, …
    pub kind: String,
    /// The widget.
    pub widget: String,
    /// With what.
    pub sent: Map<String, Value>,
    /// What came back; `None` where nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Map<String, Value>>,
    /// When.
    #[serde(serialize_with = "seconds")]
    pub at: f64,
}

/// The way that a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the contact.
    Inbound,
    /// To the contact.
    Outbound,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Which way.
    pub direction: Direction,
    /// The widget that sent it or was waiting.
    pub widget: String,
    /// The sender.
    pub from: String,
    /// The recipient.
    pub to: String,
    /// The text.
    pub body: String,
    /// Media URLs.
    pub media: Vec<String>,
    /// Outbound: Twilio's word for where it is, `failed` where it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Outbound: its SID; absent where it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Outbound: why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<MessageError>,
    /// When.
    #[serde(serialize_with = "seconds")]
    pub at: f64,
}

/// Why a message was refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageError {
    /// Twilio's code; `None` where nobody answered.
    pub code: Option<u32>,
    /// The reason in words.
    pub message: String,
}

/// News of a message that went out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// The message.
    pub sid: String,
    /// Twilio's word, as `delivered`.
    pub status: String,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// When.
    #[serde(serialize_with = "seconds")]
    pub at: f64,
}

/// A widget waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// The widget.
    pub widget: String,
    /// For what, in one word.
    #[serde(rename = "for")]
    pub awaited: String,
    /// Until when on the execution's clock; `None`: as long as the execution lives.
    #[serde(serialize_with = "maybe_seconds")]
    pub deadline: Option<f64>,
    /// Since when.
    #[serde(serialize_with = "seconds")]
    pub at: f64,
}

/// Something that a reader of Twilio's debugger would be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// Twilio's code, where it has one.
    pub code: Option<u32>,
    /// The widget it is about.
    pub widget: Option<String>,
    /// In words.
    pub message: String,
    /// When.
    #[serde(serialize_with = "seconds")]
    pub at: f64,
}

/// A step rests on a rule that nobody outside Twilio has confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assumption {
    /// Which rule.
    pub id: String,
    /// The widget.
    pub widget: String,
    /// What was taken to be true.
    pub took: String,
    /// When.
    #[serde(serialize_with = "seconds")]
    pub at: f64,
}

/// Why an execution ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A widget's outcome led nowhere.
    Completed,
    /// A failure led nowhere.
    UnhandledFailure,
    /// The caller hung up.
    HungUp,
    /// More steps than Studio allows.
    MaxSteps,
    /// One widget too often in a row.
    WidgetLoop,
    /// A split matched nothing, and no match led nowhere.
    NoMatch,
    /// A widget of which nobody knows what it does.
    Unsupported,
    /// Stopped from outside.
    Stopped,
    /// It lived for 30 days.
    Expired,
}

impl Reason {
    /// The word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::UnhandledFailure => "unhandled-failure",
            Self::HungUp => "hung-up",
            Self::MaxSteps => "max-steps",
            Self::WidgetLoop => "widget-loop",
            Self::NoMatch => "no-match",
            Self::Unsupported => "unsupported",
            Self::Stopped => "stopped",
            Self::Expired => "expired",
        }
    }

    /// Whether the execution ended as its author meant it to.
    pub fn is_well(self) -> bool {
        matches!(self, Self::Completed | Self::HungUp)
    }
}

/// The widget that the execution ended on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Last {
    /// Its name.
    pub widget: String,
    /// The event by which it was left; `None` where it never was.
    pub event: Option<String>,
}

/// The execution ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    /// Why.
    pub reason: Reason,
    /// Where; `None` where no widget was ever entered.
    pub last: Option<Last>,
    /// How many widgets were left.
    pub steps: u32,
    /// How many prepared replies nobody waited for. Whoever has the replies fills it in.
    pub unused_replies: usize,
    /// When.
    #[serde(serialize_with = "seconds")]
    pub at: f64,
    /// All variables at the end.
    pub context: Value,
    /// What the end itself replaced among them; no part of the JSON.
    #[serde(skip)]
    pub replaced: Beside,
}

/// Whole seconds are written without a fraction.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn seconds<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    // Far below 2^53, so that the whole number is exact.
    if value.fract() == 0.0 && value.abs() < 1e15 {
        #[expect(clippy::cast_possible_truncation, reason = "the bound is checked above")]
        return serializer.serialize_i64(*value as i64);
    }
    serializer.serialize_f64(*value)
}

fn maybe_seconds<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => seconds(value, serializer),
        None => serializer.serialize_none(),
    }
}
