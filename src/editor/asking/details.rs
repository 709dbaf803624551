//! What a line of the phone hides: what a widget sent, and what came back.

use serde_json::{Map, Value};

use crate::editor::run::cut;
use crate::sim::trace::{Act, Record};

/// Longer texts are cut: the trace holds them whole.
const MAX_CHARS: usize = 8_000;
/// Longer bodies are not laid out anew: that takes too long.
const MAX_PRETTY: usize = 200_000;

/// What was sent and what came back, as texts that are ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// What was sent.
    pub sent: String,
    /// What the second part is: an answer, or what it left.
    pub came: &'static str,
    /// What came back.
    pub answer: String,
}

impl Details {
    /// The details of a record; `None` where its line tells all of it.
    pub(in crate::editor) fn of(record: &Record) -> Option<Self> {
        let Record::Act(act) = record else { return None };
        Some(match &*act.kind {
            "http" | "function" => Self::of_request(act),
            _ => Self {
                sent: pairs(&act.sent),
                came: "Left",
                answer: act.result.as_ref().map(pairs).unwrap_or_default(),
            },
        })
    }

    fn of_request(act: &Act) -> Self {
        let text = |from: &Map<String, Value>, key: &str| {
            from.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let message = |first: String, content_type: String, body: &str| {
            let mut lines = vec![first];
            if !content_type.is_empty() {
                lines.push(format!("content-type: {content_type}"));
            }
            if !body.is_empty() {
                lines.push(String::new());
                lines.push(pretty(body));
            }
            cut(&lines.join("\n"), MAX_CHARS)
        };
        let line = format!("{} {}", text(&act.sent, "method"), text(&act.sent, "url"));
        let sent = message(line, text(&act.sent, "content_type"), &text(&act.sent, "body"));
        let empty = Map::new();
        let result = act.result.as_ref().unwrap_or(&empty);
        let answer = match result.get("status") {
            Some(status) => message(status.to_string(), text(result, "content_type"), &text(result, "body")),
            None => ["error", "withheld"]
                .into_iter()
                .map(|key| text(result, key))
                .find(|text| !text.is_empty())
                .unwrap_or_else(|| "Nothing came back".to_owned()),
        };
        Self { sent, came: "Answer", answer }
    }
}

/// A body, with its lines set in where it is JSON.
fn pretty(body: &str) -> String {
    if body.len() > MAX_PRETTY {
        return body.to_owned();
    }
    let parsed: Option<Value> = serde_json::from_str(body).ok();
    parsed.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| body.to_owned())
}

fn pairs(map: &Map<String, Value>) -> String {
    let line = |(key, value): (&String, &Value)| match value {
        Value::String(text) => format!("{key} = {}", cut(text, 2_000)),
        Value::Object(_) | Value::Array(_) => {
            format!("{key} = {}", serde_json::to_string_pretty(value).unwrap_or_default())
        }
        other => format!("{key} = {other}"),
    };
    cut(&map.iter().map(line).collect::<Vec<_>>().join("\n"), MAX_CHARS)
}
