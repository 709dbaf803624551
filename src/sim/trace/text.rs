//! A trace for a reader: a dialogue with the steps between the lines.

use serde_json::{Map, Value};

use super::{Direction, Record};

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const YELLOW: &str = "\u{1b}[33m";
const CYAN: &str = "\u{1b}[36m";
const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const RESET: &str = "\u{1b}[0m";

/// Writes records as lines of a dialogue.
#[derive(Clone, Copy, Debug)]
pub struct Dialogue {
    /// Whether the terminal shows colours.
    pub colored: bool,
}

impl Dialogue {
    /// The line or lines of one record.
    pub fn lines(self, record: &Record) -> String {
        match record {
            Record::Started(started) => {
                self.paint(
                    BOLD,
                    &format!("{} · {} · {}", clean(&started.flow.file), clean(&started.trigger), started.now),
                ) + &self.first_message(started)
            }
            Record::Step(step) => {
                let next = step.next.as_deref().unwrap_or("end");
                let why = step.why.as_deref().map(|why| format!(" ({why})")).unwrap_or_default();
                let within = step.within.as_deref().map(|name| format!("{name}/")).unwrap_or_default();
                let line =
                    format!("  {}  {within}{} — {} → {next}{why}", clock(step.at), step.widget, step.event);
                self.paint(DIM, &clean(&line))
            }
            Record::Message(message) => {
                let media: String = message.media.iter().map(|url| format!(" [{url}]")).collect();
                let text = clean(&format!("{}{media}", message.body));
                let who = match message.direction {
                    Direction::Inbound => self.paint(CYAN, &clean(&message.from)),
                    Direction::Outbound => {
                        self.paint(GREEN, &clean(&format!("{} → {}", message.from, message.to)))
                    }
                };
                let status = message.status.as_deref().unwrap_or_default();
                let details = match (&message.error, &message.sid) {
                    (Some(error), _) => self.paint(RED, &clean(&format!("  [{status}: {}]", error.message))),
                    (None, Some(sid)) => self.paint(DIM, &clean(&format!("  [{status} {sid}]"))),
                    (None, None) => String::new(),
                };
                format!("{who}: {text}{details}")
            }
            Record::Status(status) => {
                let code = status.code.map(|code| format!(" ({code})")).unwrap_or_default();
                self.paint(DIM, &clean(&format!("  {}  {} {code}", status.sid, status.status)))
            }
            Record::Waiting(waiting) => {
                let until = waiting.deadline.map(|at| format!(" until {}", clock(at))).unwrap_or_default();
                self.paint(
                    DIM,
                    &clean(&format!(
                        "  {}  {} waits for a {}{until}",
                        clock(waiting.at),
                        waiting.widget,
                        waiting.awaited
                    )),
                )
            }
            Record::Warning(warning) => {
                let code = warning.code.map(|code| format!(" {code}")).unwrap_or_default();
                let widget = warning.widget.as_deref().map(|name| format!(" {name}:")).unwrap_or_default();
                self.paint(YELLOW, &clean(&format!("warning{code}:{widget} {}", warning.message)))
            }
            Record::Assumption(assumption) => self.paint(
                DIM,
                &clean(&format!(
                    "  assumed at {}: {} [{}]",
                    assumption.widget, assumption.took, assumption.id
                )),
            ),
            Record::Act(act) => self.act(act),
            Record::Ended(ended) => {
                let colour = if ended.reason.is_well() { GREEN } else { RED };
                let steps = if ended.steps == 1 { "step" } else { "steps" };
                let text =
                    format!("{} after {} {steps} at {}", ended.reason.name(), ended.steps, clock(ended.at));
                self.paint(colour, &text)
            }
        }
    }

    /// A line for something that is no message: what is spoken stands as a line of the dialogue.
    fn act(self, act: &super::Act) -> String {
        let text = |map: &Map<String, Value>, key: &str| match map.get(key) {
            Some(Value::String(text)) => Some(text.clone()).filter(|text| !text.is_empty()),
            Some(Value::Null) | None => None,
            Some(other) => Some(other.to_string()),
        };
        let sent = |key: &str| text(&act.sent, key);
        let result = |key: &str| act.result.as_ref().and_then(|result| text(result, key));
        match &*act.kind {
            "say" | "gather" if sent("say").is_some() => {
                let said = sent("say").unwrap_or_default();
                format!("{}: {}", self.paint(GREEN, &clean(&act.widget)), clean(&format!("“{said}”")))
            }
            "heard" => {
                let heard = match sent("keys") {
                    Some(keys) => format!("presses {keys}"),
                    None => format!("“{}”", sent("speech").unwrap_or_default()),
                };
                format!("{}: {}", self.paint(CYAN, "the caller"), clean(&heard))
            }
            "http" | "function" => {
                let answer = result("status").or_else(|| result("error"));
                let line = format!(
                    "  {}  {} {} → {}",
                    act.widget,
                    sent("method").unwrap_or_default(),
                    sent("url").unwrap_or_default(),
                    answer.unwrap_or_else(|| "not sent".to_owned())
                );
                self.paint(DIM, &clean(&line))
            }
            kind => {
                let with: Vec<String> =
                    act.sent.keys().filter_map(|key| Some(format!("{key} {}", sent(key)?))).collect();
                let end = result("event").map(|event| format!(" → {event}")).unwrap_or_default();
                self.paint(DIM, &clean(&format!("  {}  {kind}: {}{end}", act.widget, with.join(", "))))
            }
        }
    }

    /// The message that started it all stands in the variables, not in a record of its own.
    fn first_message(self, started: &super::Started) -> String {
        let trigger = started.context.get("trigger");
        let message =
            trigger.and_then(|trigger| trigger.get("message").or_else(|| trigger.get("conversation")));
        let text = |key: &str| message?.get(key)?.as_str().filter(|text| !text.is_empty());
        match (text("From"), text("Body")) {
            (Some(from), Some(body)) => format!("\n{}: {}", self.paint(CYAN, &clean(from)), clean(body)),
            _ => String::new(),
        }
    }

    fn paint(self, colour: &str, text: &str) -> String {
        if self.colored { format!("{colour}{text}{RESET}") } else { text.to_owned() }
    }
}

/// Seconds as `h:mm:ss`.
fn clock(secs: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the clock is positive, and casts from float to integer saturate"
    )]
    let whole = secs.max(0.0) as u64;
    let tenths = secs.fract() * 10.0;
    let tail = if tenths >= 1.0 { format!(".{:.0}", tenths.floor()) } else { String::new() };
    format!("{}:{:02}:{:02}{tail}", whole / 3600, whole / 60 % 60, whole % 60)
}

/// A flow's text must not steer the terminal, nor look like lines of the trace: control characters show as a sign, and
/// what follows a line break is set in.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\n' => out.push_str("\n      "),
            char if char.is_control() => out.push('\u{fffd}'),
            char => out.push(char),
        }
    }
    out
}
