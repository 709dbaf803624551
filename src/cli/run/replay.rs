//! `--replay`: the same inputs as in an earlier run, read from its trace.

use std::path::Path;

use jiff::tz::TimeZone;
use serde_json::Value;

use crate::cli::{input, traces};
use crate::sim::trace::{self, Act, Direction, Record, Started};
use crate::sim::world::{Outside, Reply, Script, Stub};
use crate::sim::{Channel, Inbound, Source, Start};
use crate::widgets::run::{Answer, Trigger};

/// An earlier run.
pub(super) struct Replay {
    /// Where it was read, for messages.
    name: String,
    started: Started,
    records: Vec<Record>,
    /// The line of each record.
    lines: Vec<usize>,
}

impl Replay {
    /// Reads a trace: one JSON object a line, the first of kind `started`.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let read = traces::read(path).map_err(|error| format!("--replay: {error}"))?;
        let (lines, records): (Vec<usize>, Vec<Record>) = read.into_iter().unzip();
        match records.first() {
            Some(Record::Started(started)) => {
                Ok(Self { name: input::name_of(path), started: started.clone(), records, lines })
            }
            // The reader has seen that there is one.
            _ => Err("--replay: the trace has no beginning".to_owned()),
        }
    }

    /// The start of the earlier run, for this flow.
    pub(super) fn start(&self, source: Source) -> Result<Start, String> {
        let started = &self.started;
        let trigger = Trigger::ALL
            .into_iter()
            .find(|trigger| trigger.event() == started.trigger)
            .ok_or_else(|| self.wrong("trigger", &started.trigger, "no trigger"))?;
        let now = started.now.parse().map_err(|_| self.wrong("now", &started.now, "no moment"))?;
        let mut start = Start::new(source, trigger, now);
        start.seed = started.seed;
        start.zone =
            TimeZone::get(&started.zone).map_err(|_| self.wrong("zone", &started.zone, "no time zone"))?;
        let text = |path: &[&str]| {
            let found = path.iter().try_fold(&started.context, |value, key| value.get(*key));
            found.and_then(|value| value.as_str()).unwrap_or_default().to_owned()
        };
        start.contact = text(&["contact", "channel", "address"]);
        start.flow_address = text(&["flow", "channel", "address"]);
        start.body = match trigger {
            Trigger::Conversation => text(&["trigger", "conversation", "Body"]),
            _ => text(&["trigger", "message", "Body"]),
        };
        start.chat.service = text(&["trigger", "message", "InstanceSid"]);
        start.chat.channel = text(&["trigger", "message", "ChannelSid"]);
        if trigger == Trigger::Conversation {
            start.chat.service = text(&["trigger", "conversation", "ChatServiceSid"]);
            start.chat.channel = text(&["trigger", "conversation", "ConversationSid"]);
        } else if !start.chat.channel.is_empty() {
            start.channel = Channel::Chat;
        } else if start.contact.starts_with("whatsapp:") {
            start.channel = Channel::Whatsapp;
        }
        start.overlay = Some(started.context.clone());
        start.forced = trace::forced(&self.records);
        for (id, choice) in &started.assume {
            start
                .assume
                .set(id, choice)
                .map_err(|error| format!("--replay: {}:{}: {error}", self.name, self.first_line()))?;
        }
        Ok(start)
    }

    fn first_line(&self) -> usize {
        self.lines.first().copied().unwrap_or(1)
    }

    /// Something that the first record says and that cannot be.
    fn wrong(&self, key: &str, value: &str, what: &str) -> String {
        format!("--replay: {}:{}: `{key}` is {what}: {value}", self.name, self.first_line())
    }

    /// The contact's answers, each at its time.
    pub(super) fn script(&self) -> Script {
        let mut script = Script::default();
        for record in &self.records {
            let reply = match record {
                Record::Message(message) if message.direction == Direction::Inbound => {
                    Reply::Message(Inbound { body: message.body.clone(), media: message.media.clone() })
                }
                Record::Act(Act { kind, sent, .. }) if kind == "heard" => {
                    let text = |key: &str| sent.get(key).and_then(|value| value.as_str()).map(str::to_owned);
                    match text("keys") {
                        Some(keys) => Reply::Keys(keys),
                        None => Reply::Speech(text("speech").unwrap_or_default()),
                    }
                }
                _ => continue,
            };
            script.replies.push(reply);
            script.at_secs.push(record.at_secs());
        }
        // Answers that nobody waited for are counted in the trace, and come to nothing again.
        if let Some(Record::Ended(ended)) = self.records.last() {
            let unused = ended.unused_replies.min(1_000_000);
            script.replies.extend(std::iter::repeat_n(Reply::Speech(String::new()), unused));
            script.at_secs.extend(std::iter::repeat_n(f64::INFINITY, unused));
        }
        script
    }

    /// Adds the answers that servers gave, and the reasons why there were none.
    pub(super) fn answers(&self, outside: &mut Outside) {
        for record in &self.records {
            let Record::Act(act) = record else { continue };
            let result = |key: &str| act.result.as_ref()?.get(key);
            let text = |key: &str| result(key).and_then(|value| value.as_str()).map(str::to_owned);
            if let Some(status) = result("status").and_then(|status| status.as_u64()) {
                let stub = Stub {
                    status: u16::try_from(status).unwrap_or(500),
                    body: text("body").unwrap_or_default(),
                    content_type: text("content_type"),
                };
                outside.stub(&act.widget, &stub);
            } else if let Some(reason) = text("error") {
                outside.prepare(&act.widget, Answer::Unreachable(reason));
            } else if let Some(reason) = text("withheld") {
                outside.prepare(&act.widget, Answer::Withheld(reason));
            }
        }
    }

    /// The first difference between the two runs, told with the line of the earlier one. Which file the flow came from
    /// is no difference.
    pub(super) fn difference(&self, again: &[Record]) -> Option<String> {
        let plain = |record: &Record| match record {
            Record::Started(started) => Record::Started(Started {
                flow: Source::default(),
                execution: String::new(),
                ..started.clone()
            }),
            record => record.clone(),
        };
        for (index, (before, line)) in self.records.iter().zip(&self.lines).enumerate() {
            match again.get(index) {
                None => return Some(format!("line {line}: the run ended before\n  {}", before.to_json())),
                Some(now) if plain(now) != plain(before) => {
                    return Some(format!("line {line}{}", told(&plain(before), &plain(now))));
                }
                Some(_) => {}
            }
        }
        let more = again.get(self.records.len())?;
        let after = self.lines.last().copied().unwrap_or_default();
        Some(format!("after line {after}: the run went on with\n  {}", more.to_json()))
    }
}

/// How two records differ: by one value, where they are of the same kind and widget, or altogether.
fn told(before: &Record, now: &Record) -> String {
    let [one, two] = [before, now].map(|record| serde_json::to_value(record).unwrap_or_default());
    let is_of_same = |key: &str| one.get(key) == two.get(key);
    if is_of_same("kind")
        && is_of_same("widget")
        && let Some((path, one, two)) = first_difference(&one, &two)
    {
        let of = |key: &str| one_text(before, key);
        let widget = of("widget").map(|widget| format!(" of `{widget}`")).unwrap_or_default();
        let kind = of("kind").unwrap_or_default();
        return format!(", {path} of the {kind}{widget}:\n  before: {one}\n  now:    {two}");
    }
    format!(":\n  before: {}\n  now:    {}", before.to_json(), now.to_json())
}

fn one_text(record: &Record, key: &str) -> Option<String> {
    Some(serde_json::to_value(record).ok()?.get(key)?.as_str()?.to_owned())
}

/// Where two values differ first, and what stands there: `nothing` where one has no such member.
fn first_difference(one: &Value, two: &Value) -> Option<(String, String, String)> {
    let within = |key: &str, found: Option<(String, String, String)>| {
        let (path, one, two) = found?;
        Some((if path.is_empty() { key.to_owned() } else { format!("{key}.{path}") }, one, two))
    };
    let text = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), Value::to_string);
    match (one, two) {
        (Value::Object(one), Value::Object(two)) => {
            let more = two.keys().filter(|key| !one.contains_key(*key));
            one.keys().chain(more).find_map(|key| match (one.get(key), two.get(key)) {
                (Some(one), Some(two)) => within(key, first_difference(one, two)),
                (one, two) => Some((key.clone(), text(one), text(two))),
            })
        }
        (Value::Array(one), Value::Array(two)) => {
            (0..one.len().max(two.len())).find_map(|index| match (one.get(index), two.get(index)) {
                (Some(one), Some(two)) => within(&index.to_string(), first_difference(one, two)),
                (one, two) => Some((index.to_string(), text(one), text(two))),
            })
        }
        (one, two) if one == two => None,
        (one, two) => Some((String::new(), one.to_string(), two.to_string())),
    }
}
