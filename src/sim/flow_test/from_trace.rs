//! Writes a test from the trace of a run: the same start, the same answers, and what the flow said.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::sim::trace::{Act, Direction, Ended, Message, Reason, Record, Started, forced};

/// The test of a run, as the text of a whole file.
///
/// # Errors
/// Where the records are not those of one run from its beginning.
pub fn from_trace(records: &[Record]) -> Result<String, String> {
    let test = test_from_trace(records, None)?;
    let flow = records.first().and_then(|record| match record {
        Record::Started(started) => Some(&*started.flow.file),
        _ => None,
    });
    Ok(file_with(flow.unwrap_or_default(), &test))
}

/// A new file with a test in it.
pub fn file_with(flow: &str, test: &str) -> String {
    format!("flow = {}\n\n{test}", quoted(flow))
}

/// The test of a run, as the text of its table `[[test]]`; without a name it gets one by its trigger.
///
/// # Errors
/// Where the records are not those of one run from its beginning.
pub fn test_from_trace(records: &[Record], name: Option<&str>) -> Result<String, String> {
    let Some(Record::Started(started)) = records.first() else {
        return Err("the first line is not that of a run's start".to_owned());
    };
    if records.iter().skip(1).any(|record| matches!(record, Record::Started(_))) {
        return Err("there is more than one run in it".to_owned());
    }
    let mut writer = Writer::default();
    records.iter().skip(1).for_each(|record| writer.record(record));
    for told in forced(records) {
        let event = quoted(&told.event);
        let value = match told.leaves {
            None => event,
            Some(leaves) => {
                format!("{{ event = {event}, leaves = {} }}", toml(Some(&Value::Object(leaves))))
            }
        };
        push(&mut writer.on, &told.widget, value);
    }
    Ok(writer.test(started, name))
}

#[derive(Default)]
struct Writer {
    steps: Vec<String>,
    http: Vec<(String, Vec<String>)>,
    on: Vec<(String, Vec<String>)>,
    api_errors: Vec<(String, u32)>,
    /// When something was last done from outside or began to be waited for.
    waiting_since: Option<(f64, Option<f64>)>,
}

impl Writer {
    fn record(&mut self, record: &Record) {
        match record {
            Record::Message(message) => self.message(message),
            Record::Act(act) => self.act(act),
            Record::Status(status) if matches!(&*status.status, "failed" | "undelivered") => {
                let since = self.waiting_since.take().map_or(status.at, |(since, _)| since);
                let code = status.code.unwrap_or(30008);
                let after = after(status.at - since, 0.0);
                self.steps.push(format!("{{ delivery_fails = {code}{after} }}"));
            }
            Record::Waiting(waiting) => self.waiting_since = Some((waiting.at, waiting.deadline)),
            Record::Step(step) => {
                // Nothing came from outside: the time was up.
                if let Some((_, Some(deadline))) = self.waiting_since.take()
                    && step.at >= deadline
                    && step.why.as_deref() != Some("forced")
                {
                    self.steps.push("{ timeout = true }".to_owned());
                }
            }
            Record::Ended(ended) => self.ended(ended),
            Record::Started(_) | Record::Status(_) | Record::Warning(_) | Record::Assumption(_) => {}
        }
    }

    fn message(&mut self, message: &Message) {
        match (message.direction, &message.error) {
            (Direction::Inbound, _) => {
                let after = self.answered(message.at);
                let media = media_of(&message.media);
                self.steps.push(format!("{{ reply = {}{media}{after} }}", quoted(&message.body)));
            }
            (Direction::Outbound, Some(error)) => {
                self.api_errors.extend(error.code.map(|code| (message.widget.clone(), code)));
            }
            (Direction::Outbound, None) => {
                let media = message.media.first().map(|url| format!(", media = {}", quoted(url)));
                let (body, widget) = (quoted(&message.body), quoted(&message.widget));
                let media = media.unwrap_or_default();
                let equals =
                    if message.body.is_empty() { String::new() } else { format!("equals = {body}, ") };
                self.steps.push(format!("{{ sends = {{ {equals}widget = {widget}{media} }} }}"));
            }
        }
    }

    fn act(&mut self, act: &Act) {
        let sent = |key: &str| act.sent.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        match &*act.kind {
            "say" | "gather" => {
                if let Some(text) = sent("say").or_else(|| sent("play")).or_else(|| sent("digits")) {
                    let (text, widget) = (quoted(text), quoted(&act.widget));
                    self.steps.push(format!("{{ says = {{ equals = {text}, widget = {widget} }} }}"));
                }
            }
            "heard" => {
                let after = self.answered(act.at);
                let (key, heard) = match sent("keys") {
                    Some(keys) => ("press", keys),
                    None => ("say", sent("speech").unwrap_or_default()),
                };
                self.steps.push(format!("{{ {key} = {}{after} }}", quoted(heard)));
            }
            "http" | "function" => {
                let (widget, url) = (quoted(&act.widget), quoted(sent("url").unwrap_or_default()));
                self.steps.push(format!("{{ requests = {{ widget = {widget}, url = {url} }} }}"));
                if let Some(answer) = act.result.as_ref().and_then(answer_of) {
                    push(&mut self.http, &act.widget, answer);
                }
            }
            _ => {}
        }
    }

    /// The `after` of something that the contact does now.
    fn answered(&mut self, at: f64) -> String {
        match self.waiting_since.take() {
            Some((since, deadline)) => {
                let usual = deadline.map_or(5.0, |deadline| f64::min(5.0, (deadline - since) / 2.0));
                after(at - since, usual)
            }
            None => String::new(),
        }
    }

    fn ended(&mut self, ended: &Ended) {
        let is_left = ended.last.as_ref().is_some_and(|last| last.event.is_some());
        if ended.reason == Reason::HungUp && !is_left {
            self.steps.push("{ hangs_up = true }".to_owned());
        }
        if ended.reason == Reason::Expired
            && let Some((since, _)) = self.waiting_since
        {
            self.steps.push(format!("{{ wait = {} }}", ended.at - since));
        }
        // A run that was stopped from outside simply breaks off.
        if ended.reason != Reason::Stopped {
            self.steps.push(format!("{{ ends = {} }}", quoted(ended.reason.name())));
        }
    }

    fn test(&self, started: &Started, name: Option<&str>) -> String {
        let mut out = "[[test]]\n".to_owned();
        let usual = format!("a run by {}", started.trigger);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "name = {}", quoted(name.unwrap_or(&usual)));
        let _ = writeln!(out, "trigger = {}", trigger_of(started));
        let _ = writeln!(out, "now = {}", quoted(&started.now));
        let _ = writeln!(out, "zone = {}", quoted(&started.zone));
        if started.seed != 0 {
            let _ = writeln!(out, "seed = {}", started.seed);
        }
        if !started.assume.is_empty() {
            let choices: Vec<String> = started
                .assume
                .iter()
                .map(|(id, choice)| format!("{} = {}", key(id), quoted(choice)))
                .collect();
            let _ = writeln!(out, "assume = {{ {} }}", choices.join(", "));
        }
        out.push_str("steps = [\n");
        for step in &self.steps {
            let _ = writeln!(out, "  {step},");
        }
        out.push_str("]\n");
        for (name, table) in [("http", &self.http), ("on", &self.on)] {
            if !table.is_empty() {
                let _ = writeln!(out, "\n[test.{name}]");
            }
            for (widget, values) in table {
                let value = match values.as_slice() {
                    [one] => one.clone(),
                    many => format!("[{}]", many.join(", ")),
                };
                let _ = writeln!(out, "{} = {value}", key(widget));
            }
        }
        let mut told: Vec<&str> = Vec::new();
        for (widget, code) in &self.api_errors {
            if told.is_empty() {
                out.push_str("\n[test.api_errors]\n");
            }
            if !told.contains(&widget.as_str()) {
                let _ = writeln!(out, "{} = {code}", key(widget));
                told.push(widget);
            }
        }
        out
    }
}

fn push(table: &mut Vec<(String, Vec<String>)>, widget: &str, value: String) {
    match table.iter_mut().find(|(name, _)| name == widget) {
        Some((_, values)) => values.push(value),
        None => table.push((widget.to_owned(), vec![value])),
    }
}

/// An answer as it is prepared in a test; `None` where there was none.
fn answer_of(result: &Map<String, Value>) -> Option<String> {
    let status = result.get("status")?.as_u64()?;
    let text = |key: &str| result.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let part = |key: &str| text(key).map(|text| format!(", {key} = {}", quoted(text))).unwrap_or_default();
    Some(format!("{{ status = {status}{}{} }}", part("body"), part("content_type")))
}

fn trigger_of(started: &Started) -> String {
    let get = |path: &[&str]| {
        path.iter().try_fold(&started.context, |value, key| value.get(*key)).filter(|value| !value.is_null())
    };
    let text = |path: &[&str]| get(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let channel_of = |root: &str| !text(&["trigger", root, "ChannelSid"]).is_empty();
    let from = text(&["contact", "channel", "address"]);
    let mut parts = Vec::new();
    match &*started.trigger {
        "incomingCall" => parts.push("call = true".to_owned()),
        "incomingConversationMessage" => {
            parts.push(format!("conversation = {}", quoted(&text(&["trigger", "conversation", "Body"]))));
        }
        "incomingRequest" => {
            parts.push(format!("request = {}", toml(get(&["trigger", "request", "parameters"]))));
        }
        "incomingParent" => {
            parts.push(format!("parent = {}", toml(get(&["trigger", "parent", "parameters"]))));
        }
        _ => {
            parts.push(format!("message = {}", quoted(&text(&["trigger", "message", "Body"]))));
            let media: Vec<String> = (0..)
                .map(|index| text(&["trigger", "message", &format!("MediaUrl{index}")]))
                .take_while(|url| !url.is_empty())
                .collect();
            if !media.is_empty() {
                parts.push(media_of(&media).trim_start_matches(", ").to_owned());
            }
            if channel_of("message") {
                parts.push("channel = \"chat\"".to_owned());
            } else if from.starts_with("whatsapp:") {
                parts.push("channel = \"whatsapp\"".to_owned());
            }
        }
    }
    parts.push(format!("from = {}", quoted(&from)));
    parts.push(format!("to = {}", quoted(&text(&["flow", "channel", "address"]))));
    format!("{{ {} }}", parts.join(", "))
}

fn media_of(media: &[String]) -> String {
    if media.is_empty() {
        return String::new();
    }
    let urls: Vec<String> = media.iter().map(|url| quoted(url)).collect();
    format!(", media = [{}]", urls.join(", "))
}

fn after(secs: f64, usual: f64) -> String {
    if (secs - usual).abs() < 1e-6 { String::new() } else { format!(", after = {secs}") }
}

/// A JSON value as TOML; what is null has no place there and is left out.
fn toml(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "{}".to_owned(),
        Some(Value::String(text)) => quoted(text),
        Some(Value::Array(items)) => {
            let items: Vec<String> =
                items.iter().filter(|item| !item.is_null()).map(|item| toml(Some(item))).collect();
            format!("[{}]", items.join(", "))
        }
        Some(Value::Object(members)) => {
            let members: Vec<String> = members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| format!("{} = {}", key(name), toml(Some(value))))
                .collect();
            if members.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", members.join(", ")) }
        }
        Some(other) => other.to_string(),
    }
}

/// A key: bare where it may be.
pub(super) fn key(name: &str) -> String {
    let is_bare = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}

/// A basic string.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
