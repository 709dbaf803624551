//! What the records of a run say of each of its steps: why it was left as it was, and what it rests on.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::exchange::cut;
use crate::sim::trace::{Act, Direction, Message, Record, Started};
use crate::sim::{Source, Start};
use crate::twilio::error_title;
use crate::widgets::assumptions::Assumptions;

use super::RunForm;

/// So many facts of one step are kept, and so many characters of each.
const MOST_FACTS: usize = 30;
const MOST_CHARS: usize = 300;

/// An assumption that a step rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Took {
    /// Which.
    pub id: String,
    /// What was taken to be true.
    pub took: String,
}

/// How a run began, as far as its templates and comparisons depend on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Begun {
    now: Timestamp,
    zone: TimeZone,
    /// What was taken of that which nobody outside Twilio knows.
    pub assume: Assumptions,
}

impl Begun {
    fn of(started: &Started) -> Option<Self> {
        let mut assume = Assumptions::default();
        for (id, choice) in &started.assume {
            // A trace of another version may know others.
            let _ = assume.set(id, choice);
        }
        let zone = TimeZone::get(&started.zone).unwrap_or(TimeZone::UTC);
        Some(Self { now: started.now.parse().ok()?, zone, assume })
    }

    /// The start of the run, for who works out a step of it once more.
    pub fn start(&self, form: &RunForm) -> Start {
        let mut start = form.start(Source::default(), self.now);
        start.zone = self.zone.clone();
        start.assume = self.assume.clone();
        start
    }
}

/// What steps of a run rest on an assumption.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rests {
    /// The numbers of the steps.
    pub steps: Vec<u32>,
    /// What was taken by the last of them.
    pub took: String,
}

/// What the records have said so far.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    begun: Option<Begun>,
    /// What is known of widgets that were not left yet, by their titles.
    facts: HashMap<String, Vec<String>>,
    took: Vec<(String, Took)>,
    /// Until when a widget waits, in seconds and as people write it.
    deadlines: HashMap<String, (f64, String)>,
    /// Who sent a message.
    senders: HashMap<String, String>,
    rests: BTreeMap<String, Rests>,
}

impl Gathered {
    pub(super) fn begun(&self) -> Option<&Begun> {
        self.begun.as_ref()
    }

    pub(super) fn rests(&self) -> &BTreeMap<String, Rests> {
        &self.rests
    }

    /// Notes a record; `clock` writes a time of the run's clock.
    pub(super) fn note(&mut self, record: &Record, clock: impl Fn(f64) -> String) {
        match record {
            Record::Started(started) => self.begun = Begun::of(started),
            Record::Assumption(assumption) => {
                let took = Took { id: assumption.id.clone(), took: assumption.took.clone() };
                self.took.push((assumption.widget.clone(), took));
            }
            Record::Message(message) => self.message(message, &clock(message.at)),
            Record::Status(status) => {
                let Some(widget) = self.senders.get(&status.sid).cloned() else { return };
                let why = status.code.map(|code| format!(", {}", code_in_words(code))).unwrap_or_default();
                self.add(&widget, format!("{}: the message is {}{why}", clock(status.at), status.status));
            }
            Record::Waiting(waiting) => {
                let since = clock(waiting.at);
                let fact = match waiting.deadline {
                    Some(deadline) => {
                        let until = clock(deadline);
                        let fact = format!("{since}: waits for a {} until {until}", waiting.awaited);
                        self.deadlines.insert(waiting.widget.clone(), (deadline, until));
                        fact
                    }
                    None => {
                        format!("{since}: waits for a {} as long as the execution lives", waiting.awaited)
                    }
                };
                self.add(&waiting.widget, fact);
            }
            Record::Warning(warning) => {
                let Some(widget) = &warning.widget else { return };
                let code = warning.code.map(|code| format!("{code}: ")).unwrap_or_default();
                self.add(widget, format!("Warning: {code}{}", warning.message));
            }
            Record::Act(act) => {
                let fact = told(act, &clock(act.at));
                self.add(&act.widget, fact);
            }
            Record::Step(_) | Record::Ended(_) => {}
        }
    }

    fn message(&mut self, message: &Message, time: &str) {
        if message.direction == Direction::Inbound {
            let fact = format!("{time}: the contact wrote “{}”", cut(&message.body, 120));
            return self.add(&message.widget, fact);
        }
        let fact = match (&message.error, &message.sid) {
            (Some(error), _) => {
                let code = error.code.map(|code| format!("{code}, ")).unwrap_or_default();
                format!("{time}: the message was refused: {code}{}", error.message)
            }
            (None, Some(sid)) => {
                self.senders.insert(sid.clone(), message.widget.clone());
                let status = message.status.as_deref().unwrap_or("accepted");
                format!("{time}: the message to {} was accepted as {status}", message.to)
            }
            (None, None) => format!("{time}: the message to {} was not sent", message.to),
        };
        self.add(&message.widget, fact);
    }

    fn add(&mut self, widget: &str, fact: String) {
        let facts = self.facts.entry(widget.to_owned()).or_default();
        if facts.len() < MOST_FACTS {
            facts.push(cut(&fact, MOST_CHARS));
        }
    }

    /// What is known of the step by which a widget is left now, and what it rests on.
    pub(super) fn take(&mut self, widget: &str, number: u32, at_secs: f64) -> (Vec<String>, Vec<Took>) {
        let mut facts = self.facts.remove(widget).unwrap_or_default();
        if let Some((deadline, time)) = self.deadlines.remove(widget)
            && at_secs >= deadline
        {
            facts.push(format!("{time}: the time was up"));
        }
        let mut took: Vec<Took> = Vec::new();
        for (_, new) in self.took.extract_if(.., |(known, _)| known == widget) {
            let rests = self.rests.entry(new.id.clone()).or_default();
            if rests.steps.last() != Some(&number) {
                rests.steps.push(number);
            }
            rests.took.clone_from(&new.took);
            if !took.contains(&new) {
                took.push(new);
            }
        }
        (facts, took)
    }
}

/// What something that a widget did came to.
fn told(act: &Act, time: &str) -> String {
    let sent = |key: &str| act.sent.get(key).and_then(Value::as_str).unwrap_or_default();
    let result = |key: &str| act.result.as_ref().and_then(|result| result.get(key));
    let text = |key: &str| result(key).and_then(Value::as_str);
    match &*act.kind {
        "http" | "function" => {
            let target = format!("{} {}", sent("method"), sent("url"));
            let came = match (result("status"), text("error"), text("withheld")) {
                (Some(status), ..) => format!("answered with status {status}"),
                (None, Some(reason), _) | (None, None, Some(reason)) => format!("was not answered: {reason}"),
                (None, None, None) => "was not sent".to_owned(),
            };
            format!("{time}: {target} {came}")
        }
        "heard" => {
            let keys = sent("keys");
            let heard =
                if keys.is_empty() { format!("“{}”", sent("speech")) } else { format!("keys {keys}") };
            format!("{time}: the contact answered with {heard}")
        }
        kind => match text("event") {
            Some(event) => format!("{time}: {kind} ended with {event}"),
            None => format!("{time}: {kind}"),
        },
    }
}

fn code_in_words(code: u32) -> String {
    error_title(code).map_or_else(|| format!("code {code}"), |title| format!("code {code}: {title}"))
}
