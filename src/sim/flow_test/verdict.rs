//! What is told of a test that fails: what was expected, what came, and the dialogue before.

use serde_json::Value;

use super::matcher::TextMatch;
use super::read::At;
use super::session::spoken;
use super::steps::{Doing, Expectation, Voice};
use crate::sim::Start;
use crate::sim::trace::{Act, Direction, Record};
use crate::widgets::run::Trigger;

/// Where and how a flow differs from its test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where the step stands in the test file, as the offset of its first byte.
    pub offset: usize,
    /// What had to be.
    pub expected: String,
    /// What was.
    pub came: String,
    /// Who said what before, with the flow's way between, a line each.
    pub dialogue: Vec<String>,
}

/// No more lines before a difference are of use.
const MAX_LINES: usize = 14;

impl Failure {
    pub(super) fn new(offset: usize, expected: String, came: String) -> Self {
        Self { offset, expected, came, dialogue: Vec::new() }
    }
}

/// What begins the execution, as the dialogue's first line.
pub(super) fn opening_line(start: &Start) -> String {
    let media: String = start.media.iter().map(|url| format!(" [{url}]")).collect();
    match start.trigger {
        Trigger::Message | Trigger::Conversation => format!("contact: {}{media}", start.body),
        Trigger::Call => "contact: (calls)".to_owned(),
        Trigger::Request => format!("(a REST request with {})", start.parameters),
        Trigger::Parent => format!("(another flow runs this one with {})", start.parameters),
    }
}

/// The last lines of the dialogue.
pub(super) fn last_of(all: Vec<String>) -> Vec<String> {
    let hidden = all.len().saturating_sub(MAX_LINES);
    let mut lines = Vec::new();
    if hidden > 0 {
        lines.push(format!("… {hidden} lines before"));
    }
    lines.extend(all.into_iter().skip(hidden));
    lines
}

/// A line of the dialogue with one of several contacts.
pub(super) fn by(name: Option<&str>, line: String) -> String {
    let Some(name) = name else { return line };
    if let Some(said) = line.strip_prefix("contact:") {
        format!("{name}:{said}")
    } else if let Some(said) = line.strip_prefix("flow:    ") {
        format!("flow to {name}: {said}")
    } else if let Some(done) = line.strip_prefix("  · ") {
        format!("  · {name}: {done}")
    } else {
        format!("{name}: {line}")
    }
}

/// What a record says, as a line of the dialogue.
pub(super) fn line(record: &Record) -> Option<String> {
    if let Some(spoken) = spoken(record) {
        let media: String = spoken.media.iter().map(|url| format!(" [{url}]")).collect();
        return Some(format!("flow:    {}{media}", spoken.text));
    }
    Some(match record {
        Record::Message(message) if message.direction == Direction::Inbound => {
            let media: String = message.media.iter().map(|url| format!(" [{url}]")).collect();
            format!("contact: {}{media}", message.body)
        }
        Record::Message(message) => {
            let why = message.error.as_ref().map(|error| error.message.as_str()).unwrap_or_default();
            format!("  · {}: a message was refused: {why}", message.widget)
        }
        Record::Step(step) => {
            let next = step.next.as_deref().unwrap_or("end");
            format!("  · {} — {} → {next}", step.widget, step.event)
        }
        Record::Warning(warning) => {
            let code = warning.code.map(|code| format!(" {code}")).unwrap_or_default();
            format!("  · warning{code}: {}", warning.message)
        }
        Record::Status(status) => {
            let code = status.code.map(|code| format!(" ({code})")).unwrap_or_default();
            format!("  · the message is {}{code}", status.status)
        }
        Record::Act(act) if act.kind == "heard" => {
            let text = |key: &str| act.sent.get(key).and_then(Value::as_str);
            match text("keys") {
                Some(keys) => format!("contact: (presses {keys})"),
                None => format!("contact: “{}”", text("speech").unwrap_or_default()),
            }
        }
        Record::Act(act) if request(record).is_some() => format!("  · {}", request_line(act)),
        _ => return None,
    })
}

/// A request to a server or a function.
pub(super) fn request(record: &Record) -> Option<&Act> {
    match record {
        Record::Act(act) if matches!(&*act.kind, "http" | "function") => Some(act),
        _ => None,
    }
}

fn request_line(act: &Act) -> String {
    let text = |key: &str| act.sent.get(key).and_then(Value::as_str).unwrap_or_default();
    let body = Some(text("body")).filter(|body| !body.is_empty());
    let body = body.map(|body| format!(" with {body}")).unwrap_or_default();
    format!("`{}` asks {} {}{body}", act.widget, text("method"), text("url"))
}

/// The requests that could have been meant.
pub(super) fn requests_of(records: &[Record], from: usize) -> String {
    let lines: Vec<String> = records.iter().skip(from).filter_map(request).map(request_line).collect();
    if lines.is_empty() { "no request was made".to_owned() } else { lines.join("; ") }
}

pub(super) fn of_variable(path: &str, found: Option<&Value>) -> String {
    match found {
        None => format!("`{path}` is not there"),
        Some(Value::String(text)) => format!("`{path}` is “{text}”"),
        Some(value) => format!("`{path}` is {value}"),
    }
}

pub(super) fn of_doing(doing: &Doing) -> String {
    match doing {
        Doing::Reply { body, .. } => format!("the contact replies “{body}”"),
        Doing::Press(keys) => format!("the contact presses {keys}"),
        Doing::Say(text) => format!("the contact says “{text}”"),
        Doing::HangUp => "the contact hangs up".to_owned(),
        Doing::Wait(secs) => format!("{secs} seconds pass"),
        Doing::Timeout => "the contact stays silent until the time is up".to_owned(),
        Doing::DeliveryFails(code) => format!("the message is not delivered ({code})"),
        Doing::Refused(code) => format!("another start is refused ({code})"),
    }
}

pub(super) fn of_expectation(expectation: &Expectation) -> String {
    let from = |widget: &Option<At<String>>| {
        widget.as_ref().map(|widget| format!(" from `{}`", widget.value)).unwrap_or_default()
    };
    let part = |name: &str, wanted: &Option<TextMatch>| {
        wanted.as_ref().map(|wanted| format!(" {name} {}", wanted.described())).unwrap_or_default()
    };
    match expectation {
        Expectation::Speaks { voice, text, widget, media, to } => {
            let verb = match voice {
                Voice::Message => "sends",
                Voice::Prompt => "says",
            };
            let text = text.as_ref().map_or_else(|| "something".to_owned(), TextMatch::described);
            let rest = format!("{}{}{}", from(widget), part("with media", media), part("to", to));
            format!("the flow {verb} {text}{rest}")
        }
        Expectation::Variable { path, value } => format!("`{path}` {}", value.described()),
        Expectation::Reaches(widget) => format!("the flow has reached `{}`", widget.value),
        Expectation::NotReached(widget) => format!("the flow has not reached `{}`", widget.value),
        Expectation::Requests { widget, method, url, body } => {
            let method = method.as_ref().map(|method| format!(" by {method}")).unwrap_or_default();
            format!("a request{}{method}{}{}", from(widget), part("to", url), part("with the body", body))
        }
        Expectation::Ends(None) => "the flow has ended well".to_owned(),
        Expectation::Ends(Some(reason)) => format!("the flow has ended with {}", reason.name()),
    }
}
