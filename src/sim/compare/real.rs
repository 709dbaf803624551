//! A real execution, as it was read: oldest step first.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

/// An execution that took place.
#[derive(Clone, Debug, Default)]
pub struct Real {
    /// `FN…`.
    pub sid: Option<String>,
    /// `FW…`.
    pub flow_sid: Option<String>,
    /// The account.
    pub account_sid: Option<String>,
    /// Which revision of the flow it ran. Unverified: that Twilio's `flow_version` counts revisions.
    pub revision: Option<u64>,
    /// Whether it goes on; `None` where that is not told.
    pub is_active: Option<bool>,
    /// When it began.
    pub began: Option<Timestamp>,
    /// Its steps, the oldest first.
    pub steps: Vec<RealStep>,
    /// All variables at the end, or as they were when they were asked for.
    pub context: Option<Value>,
    /// What reading it has left open, as sentences.
    pub notes: Vec<String>,
    /// What a trace of ours says of its start.
    pub(super) traced: Option<Traced>,
}

/// What only a trace of `cordboard run` knows.
#[derive(Clone, Debug)]
pub(super) struct Traced {
    pub seed: u64,
    pub zone: String,
    pub assume: BTreeMap<String, String>,
    pub trigger: String,
    pub context: Value,
}

/// A step of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RealStep {
    /// `FT…`.
    pub sid: Option<String>,
    /// The step that runs the subflow in which this one was done.
    pub(super) parent: Option<String>,
    /// The widget of the flow itself, where this step was done in the subflow that it runs.
    pub within: Option<String>,
    /// The widget that was left.
    pub widget: String,
    /// Its type, where it is told.
    pub kind: Option<String>,
    /// The event by which it was left.
    pub event: String,
    /// The next widget; `None` where the flow ends.
    pub next: Option<String>,
    /// When. Unverified: that a step's date is that of leaving the widget.
    pub at: Option<Timestamp>,
    /// Seconds since the execution began.
    pub at_secs: Option<f64>,
    /// All variables after it.
    pub context: Option<Value>,
    /// What came from outside, where that is known by more than the variables.
    pub(super) told: Option<Told>,
}

impl RealStep {
    /// The widget's name as traces have it: `outer/inner` in a subflow.
    pub fn title(&self) -> String {
        match &self.within {
            Some(within) => format!("{within}/{}", self.widget),
            None => self.widget.clone(),
        }
    }
}

/// What came from outside while a widget ran.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Told {
    Message {
        body: String,
        media: Vec<String>,
    },
    Keys(String),
    Speech(String),
    /// A server's answer: status, content type, body.
    Answer(u16, String, String),
    /// No answer came.
    Nothing(String),
    /// What was done has left this.
    Left(Map<String, Value>),
}
