//! What the phone shows: messages as bubbles, and what happened between them as lines in the middle.

use std::collections::HashMap;

use super::form::trigger_label;
use serde_json::Value;

use crate::flow::{Flow, Graph, WidgetId};
use crate::mock::content_text;
use crate::sim::trace::{Act, Direction, Message, Reason, Record, Started};
use crate::twilio::{error_title, measure};
use crate::widgets::run::Trigger;
use crate::widgets::{EventKind, widget_type};

use super::{StepRow, cut};

/// How loud a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Quiet,
    /// The run ended well.
    Good,
    /// Worth a look.
    Warning,
    /// Something went wrong.
    Error,
}

/// One thing on the phone.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A line in the middle.
    Line {
        /// Its text.
        text: String,
        /// What is set in semibold before it.
        strong: String,
        /// What is set in semibold after it.
        end: String,
        /// How loud.
        tone: Tone,
        /// The widget that it is about.
        widget: Option<WidgetId>,
        /// The record that tells more, by its place among the run's.
        record: Option<usize>,
        /// The number of the step that it tells of.
        step: Option<u32>,
    },
    /// A message of the contact.
    Inbound {
        /// The sender; empty where that is the contact of the run.
        from: String,
        /// The text.
        body: String,
        /// Media URLs.
        media: Vec<String>,
        /// When.
        at_secs: f64,
    },
    /// A message of the flow.
    Outbound(Sent),
}

/// A message of the flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// The sender; empty where that is who speaks on a call.
    pub from: String,
    /// What it was made of, where that is a content template.
    pub content: Option<Content>,
    /// The text.
    pub body: String,
    /// Media URLs.
    pub media: Vec<String>,
    /// Its SID; `None` where it was refused.
    pub sid: Option<String>,
    /// Twilio's word for where it is.
    pub status: String,
    /// Why it failed.
    pub error: Option<String>,
    /// How many segments the text takes.
    pub segments: usize,
    /// The widget that sent it.
    pub widget: Option<WidgetId>,
    /// That widget's name.
    pub name: String,
    /// When.
    pub at_secs: f64,
}

/// The content template that a message was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// `HX…`.
    pub sid: String,
    /// Its variables as JSON; empty where there are none.
    pub variables: String,
}

/// What the phone shows, in order.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: Vec<Entry>,
    by_sid: HashMap<String, usize>,
    /// The place of the record that is noted now.
    record: usize,
}

impl Log {
    /// All of it.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The texts of the contact, oldest first.
    pub fn said(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Inbound { body, .. } if !body.is_empty() => Some(&**body),
            _ => None,
        })
    }

    /// A line about nothing in particular.
    pub(super) fn say(&mut self, tone: Tone, text: String) {
        self.line(tone, "", text, None);
    }

    fn line(&mut self, tone: Tone, strong: &str, text: String, widget: Option<WidgetId>) {
        let (strong, end) = (strong.to_owned(), String::new());
        self.entries.push(Entry::Line { text, strong, end, tone, widget, record: None, step: None });
    }

    /// Which record the next one is, among the run's.
    pub(super) fn at_record(&mut self, index: usize) {
        self.record = index;
    }

    /// Fills in what a content template says, in messages whose text nobody told.
    pub(super) fn fill(&mut self, template: &str, text: &str) {
        for entry in &mut self.entries {
            if let Entry::Outbound(sent) = entry
                && let Some(content) = sent.content.as_ref().filter(|content| content.sid == template)
            {
                sent.body = content_text(text, &content.variables);
                sent.segments = measure(&sent.body).segments;
            }
        }
    }

    /// Says what the message that was noted last was made of, and its text where only that says it.
    pub(super) fn note_content(&mut self, content: Content, text: Option<String>) {
        if let Some(Entry::Outbound(sent)) = self.entries.last_mut() {
            sent.content = Some(content);
            if let Some(text) = text.filter(|_| sent.body.is_empty()) {
                sent.segments = measure(&text).segments;
                sent.body = text;
            }
        }
    }

    /// Notes what happened. `clock` writes a time of the run's clock; `step` is the row of a step record.
    pub(super) fn note(
        &mut self,
        record: &Record,
        flow: &Flow,
        graph: &Graph,
        step: Option<&StepRow>,
        clock: impl Fn(f64) -> String,
    ) {
        match record {
            Record::Started(started) => self.start(started, &clock(started.at)),
            Record::Message(message) => self.message(message, graph),
            Record::Step(_) => {
                if let Some(step) = step {
                    self.step(step, flow);
                }
            }
            Record::Status(status) => {
                let entry = self.by_sid.get(&status.sid).and_then(|index| self.entries.get_mut(*index));
                if let Some(Entry::Outbound(sent)) = entry {
                    sent.status.clone_from(&status.status);
                    sent.error = status.code.map(explained);
                }
            }
            Record::Waiting(waiting) => {
                let until = match waiting.deadline {
                    Some(deadline) => format!(" until {}", clock(deadline)),
                    None => String::new(),
                };
                let text = format!(" waits for a {}{until}", waiting.awaited);
                self.line(Tone::Quiet, &waiting.widget, text, graph.named(&waiting.widget));
            }
            Record::Warning(warning) => {
                let name = warning.widget.as_deref().unwrap_or_default();
                let separator = if name.is_empty() { "" } else { " · " };
                let text = match warning.code {
                    Some(code) => format!("{separator}{code}: {}", warning.message),
                    None => format!("{separator}{}", warning.message),
                };
                self.line(Tone::Warning, name, text, graph.named(name));
            }
            Record::Act(act) => self.act(act, graph),
            // They stand in the trace, beside the step that they are about.
            Record::Assumption(_) => {}
            Record::Ended(ended) => {
                let tone = if ended.reason.is_well() { Tone::Good } else { Tone::Error };
                let steps =
                    if ended.steps == 1 { "1 step".to_owned() } else { format!("{} steps", ended.steps) };
                let explanation = reason_in_words(ended.reason);
                let text = format!(" · {explanation} · {steps} · {}", clock(ended.at));
                self.line(tone, ended.reason.name(), text, None);
            }
        }
    }

    /// What is spoken on a call is a bubble; all else is a line.
    fn act(&mut self, act: &Act, graph: &Graph) {
        let widget = graph.named(&act.widget);
        let sent = |key: &str| act.sent.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let result = |key: &str| act.result.as_ref().and_then(|result| result.get(key));
        let record = Some(self.record);
        match &*act.kind {
            "say" | "gather" if sent("say").is_some() => self.entries.push(Entry::Outbound(Sent {
                from: String::new(),
                content: None,
                body: sent("say").unwrap_or_default().to_owned(),
                media: Vec::new(),
                sid: None,
                status: "spoken".to_owned(),
                error: None,
                segments: 0,
                widget,
                name: act.widget.clone(),
                at_secs: act.at,
            })),
            "heard" => {
                // As they can be pressed again: what comes back into the field is this text.
                let keys = sent("keys").map(str::to_owned);
                let body = keys.or_else(|| sent("speech").map(str::to_owned)).unwrap_or_default();
                let (from, media) = (String::new(), Vec::new());
                self.entries.push(Entry::Inbound { from, body, media, at_secs: act.at });
            }
            "http" | "function" => {
                let target =
                    format!("{} {}", sent("method").unwrap_or_default(), sent("url").unwrap_or_default());
                let (tone, end) = match (result("status"), result("error")) {
                    (Some(status), _) => (Tone::Quiet, status.to_string()),
                    (None, Some(reason)) => (Tone::Warning, reason.as_str().unwrap_or_default().to_owned()),
                    (None, None) => (Tone::Warning, "not sent".to_owned()),
                };
                let (strong, text) = (act.widget.clone(), format!(" · {target} → "));
                self.entries.push(Entry::Line { text, strong, end, tone, widget, record, step: None });
            }
            kind => {
                let end = result("event").and_then(Value::as_str).unwrap_or_default().to_owned();
                let (strong, text) = (act.widget.clone(), format!(" · {kind} → "));
                self.entries.push(Entry::Line {
                    text,
                    strong,
                    end,
                    tone: Tone::Quiet,
                    widget,
                    record,
                    step: None,
                });
            }
        }
    }

    fn start(&mut self, started: &Started, time: &str) {
        let trigger = Trigger::ALL.into_iter().find(|trigger| trigger.event() == started.trigger);
        let label = trigger.map(trigger_label).unwrap_or(&started.trigger);
        self.say(Tone::Quiet, format!("{label} started the flow · {time}"));
        let tree = started.context.get("trigger");
        let message = tree.and_then(|tree| tree.get("message").or_else(|| tree.get("conversation")));
        if let Some(message) = message {
            let text = |key: &str| message.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let media: Vec<String> = (0..)
                .map(|index| text(&format!("MediaUrl{index}")))
                .take_while(|url| !url.is_empty())
                .collect();
            let (from, body) = (text("From"), bounded(&text("Body")));
            self.entries.push(Entry::Inbound { from, body, media, at_secs: started.at });
        }
    }

    fn message(&mut self, message: &Message, graph: &Graph) {
        if message.direction == Direction::Inbound {
            self.entries.push(Entry::Inbound {
                from: message.from.clone(),
                body: bounded(&message.body),
                media: message.media.clone(),
                at_secs: message.at,
            });
            return;
        }
        if let Some(sid) = &message.sid {
            self.by_sid.insert(sid.clone(), self.entries.len());
        }
        let error = message.error.as_ref().map(|error| match error.code {
            Some(code) => format!("{code}: {}", error.message),
            None => error.message.clone(),
        });
        self.entries.push(Entry::Outbound(Sent {
            from: message.from.clone(),
            content: None,
            body: bounded(&message.body),
            media: message.media.clone(),
            sid: message.sid.clone(),
            status: message.status.clone().unwrap_or_default(),
            error,
            segments: measure(&message.body).segments,
            widget: graph.named(&message.widget),
            name: message.widget.clone(),
            at_secs: message.at,
        }));
    }

    /// A step that a bubble tells of already needs no line, unless it went wrong.
    fn step(&mut self, step: &StepRow, flow: &Flow) {
        let kind = step.id.and_then(|id| flow.widget(id)).and_then(|widget| widget_type(widget.kind()?));
        if kind.is_some_and(|kind| kind.is_start) {
            return;
        }
        let has_failed = kind
            .and_then(|kind| kind.event(&step.event))
            .is_some_and(|event| event.kind == EventKind::Failure);
        let is_told = match self.entries.last() {
            Some(Entry::Outbound(sent)) => sent.name == step.widget,
            Some(Entry::Inbound { .. }) => kind.is_some_and(|kind| kind.sends),
            _ => false,
        };
        if is_told && !has_failed {
            return;
        }
        let tone = if has_failed { Tone::Error } else { Tone::Quiet };
        let (strong, widget, number) = (step.widget.clone(), step.id, Some(step.number));
        let line = match &step.why {
            // Which way it took says something where there were several.
            Some(why) => {
                let (text, end) = (format!(" · {why} → "), step.label.clone());
                Entry::Line { text, strong, end, tone, widget, record: None, step: number }
            }
            None if has_failed || kind.is_some_and(|kind| kind.sends) => {
                let (text, end) = (" → ".to_owned(), step.label.clone());
                Entry::Line { text, strong, end, tone, widget, record: None, step: number }
            }
            None => {
                let text = format!(" · {}", kind.map_or(&*step.label, |kind| kind.label));
                Entry::Line { text, strong, end: String::new(), tone, widget, record: None, step: number }
            }
        };
        self.entries.push(line);
    }
}

/// Nobody reads more of a message than this, and a run may have thousands.
const MAX_CHARS: usize = 20_000;

fn bounded(text: &str) -> String {
    cut(text, MAX_CHARS)
}

/// A code with what it means.
fn explained(code: u32) -> String {
    error_title(code).map_or_else(|| code.to_string(), |title| format!("{code}: {title}"))
}

/// Why a run ended, as a sentence.
pub fn reason_in_words(reason: Reason) -> &'static str {
    match reason {
        Reason::Completed => "the flow came to its end",
        Reason::UnhandledFailure => "something failed, and nothing is connected to the failure",
        Reason::HungUp => "the caller hung up",
        Reason::MaxSteps => "the flow took more steps than Studio allows",
        Reason::WidgetLoop => "one widget ran too often in a row",
        Reason::NoMatch => "no branch matched, and nothing is connected to No match",
        Reason::Unsupported => "what comes next is not known to the simulator",
        Reason::Stopped => "the run was stopped",
        Reason::Expired => "an execution lives for 30 days",
    }
}
