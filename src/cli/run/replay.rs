//! `--replay`: the same inputs as in an earlier run, read from its trace.

use std::path::Path;

use jiff::tz::TimeZone;

use crate::sim::trace::{self, Act, Direction, Record, Started};
use crate::sim::world::{Outside, Reply, Script, Stub};
use crate::sim::{Channel, Inbound, Source, Start};
use crate::widgets::run::{Answer, Trigger};

/// An earlier run.
pub(super) struct Replay {
    started: Started,
    records: Vec<Record>,
}

impl Replay {
    /// Reads a trace: one JSON object a line, the first of kind `started`.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let text = crate::cli::input::bytes(path).map_err(|error| error.text(&name.to_string()))?;
        let text = String::from_utf8(text).map_err(|_| format!("--replay: {name}: this is no text"))?;
        let mut records = Vec::new();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let record: Record = serde_json::from_str(line)
                .map_err(|error| format!("--replay: {name}:{}:{}: {error}", index + 1, error.column()))?;
            records.push(record);
        }
        match records.first() {
            Some(Record::Started(started)) => Ok(Self { started: started.clone(), records }),
            _ => Err(format!(
                "--replay: {name}:1:1: a trace begins with a record of kind `started`; `run --format json` writes one"
            )),
        }
    }

    /// The start of the earlier run, for this flow.
    pub(super) fn start(&self, source: Source) -> Result<Start, String> {
        let started = &self.started;
        let trigger = Trigger::ALL
            .into_iter()
            .find(|trigger| trigger.event() == started.trigger)
            .ok_or_else(|| format!("--replay: `{}` is no trigger", started.trigger))?;
        let now = started.now.parse().map_err(|_| format!("--replay: `{}` is no moment", started.now))?;
        let mut start = Start::new(source, trigger, now);
        start.seed = started.seed;
        start.zone = TimeZone::get(&started.zone)
            .map_err(|_| format!("--replay: there is no time zone `{}`", started.zone))?;
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
        start.forced = self.forced();
        for (id, choice) in &started.assume {
            start.assume.set(id, choice).map_err(|error| format!("--replay: {error}"))?;
        }
        Ok(start)
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

    /// The outcomes that were forced, in order.
    fn forced(&self) -> Vec<(String, String)> {
        let steps = self.records.iter().filter_map(|record| match record {
            Record::Step(step) if step.why.as_deref() == Some("forced") => Some(step),
            _ => None,
        });
        let name = |step: &trace::Step| match &step.within {
            Some(within) => format!("{within}/{}", step.widget),
            None => step.widget.clone(),
        };
        steps.map(|step| (name(step), step.event.clone())).collect()
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
        for (index, before) in self.records.iter().enumerate() {
            match again.get(index) {
                None => {
                    return Some(format!("line {}: the run ended before\n  {}", index + 1, before.to_json()));
                }
                Some(now) if plain(now) != plain(before) => {
                    return Some(format!(
                        "line {}:\n  before: {}\n  now:    {}",
                        index + 1,
                        before.to_json(),
                        now.to_json()
                    ));
                }
                Some(_) => {}
            }
        }
        let more = again.get(self.records.len())?;
        Some(format!("line {}: the run went on with\n  {}", self.records.len() + 1, more.to_json()))
    }
}
