//! What most widgets of calls and of other products do: they hand their fields to the world and are left by the
//! event that it answers with.

use serde_json::{Map, Value};

use super::assumptions::{self, assume};
use super::field::FieldKind;
use super::run::{Act, Answer, Behaviour, Done, Effect, Leave, Outcome, Resume, Step};
use super::widget_type::{EventKind, widget_type};
use crate::flow::json::Json;

/// What stands in a trace for a password.
const HIDDEN: &str = "•••";

/// Does one thing, named by its kind, and goes on.
pub(super) struct Acts(pub &'static str);

impl Behaviour for Acts {
    fn acts(&self) -> bool {
        true
    }

    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        perform(step, self.0)
    }

    fn resume(&self, step: &mut Step<'_>, with: &Resume) -> Outcome {
        Outcome::Leave(done(step, with))
    }
}

/// Has the widget's act done with its fields, but for a task that cannot be made.
pub(super) fn perform(step: &mut Step<'_>, kind: &'static str) -> Outcome {
    let sent = sent(step);
    match attributes_problem(step, &sent) {
        Some(problem) => {
            step.scope.warn(Some(81015), problem);
            Outcome::Leave(Leave::by(failure_of(step)))
        }
        None => Outcome::Perform(Effect::Act(Act { kind, sent })),
    }
}

/// What is wrong with the attributes of a task: fields of JSON whose entry limits their length, as no other does.
fn attributes_problem(step: &Step<'_>, sent: &Map<String, Value>) -> Option<String> {
    let entry = step.widget.kind().and_then(widget_type)?;
    entry.fields.iter().filter(|field| field.kind == FieldKind::Json).find_map(|field| {
        let most = field.limits.max_chars?;
        let text = sent.get(field.key)?.as_str()?;
        if text.chars().count() > most {
            return Some(format!("{} has more than {most} characters", field.key));
        }
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        (!is_json).then(|| format!("{} is no JSON", field.key))
    })
}

/// The fields that count and hold something, rendered. Numbers and true or false stay what they are.
pub(super) fn sent(step: &mut Step<'_>) -> Map<String, Value> {
    let mut sent = Map::new();
    let Some(entry) = step.widget.kind().and_then(widget_type) else { return sent };
    for field in entry.fields {
        if !entry.counts(field, step.widget) {
            continue;
        }
        let Some(json) = step.widget.property(field.key) else { continue };
        let value = match field.kind {
            _ if field.secret => Value::from(HIDDEN),
            FieldKind::KeyValues(..) | FieldKind::Variables => Value::Object(
                pairs(step, field.key).into_iter().map(|(key, value)| (key, Value::String(value))).collect(),
            ),
            _ if json.as_text().is_some() && field.template => Value::String(step.render(field.key)),
            _ => json.to_value(),
        };
        if !is_empty(&value) {
            sent.insert(field.key.to_owned(), value);
        }
    }
    sent
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// A list of `key` and `value`: keys as they stand, values rendered.
pub(super) fn pairs(step: &mut Step<'_>, list: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let widget = step.widget;
    for entry in widget.property(list).and_then(Json::as_array).unwrap_or_default() {
        let text = |key: &str| match entry.get(key) {
            Some(json) => {
                json.as_text().map_or_else(|| json.to_string().trim().to_owned(), |text| text.into_owned())
            }
            None => String::new(),
        };
        let key = text("key").trim().to_owned();
        if key.is_empty() {
            step.scope.warn(None, format!("an entry of {list} without a key is left out"));
            continue;
        }
        let value = step.scope.render(list, &text("value"));
        out.push((key, value));
    }
    out
}

/// How the widget is left after what it did.
pub(super) fn done(step: &mut Step<'_>, with: &Resume) -> Leave {
    match with {
        Resume::Answer(Answer::Done(Done { event, result, secs, took })) => {
            if !took.is_empty() {
                step.scope.assume(assumptions::NO_RESOURCE.id, took);
            }
            if *secs > 0.0 {
                // The engine moves the clock: it may be that the execution does not live that long.
                assume(step.scope, assumptions::ACTS_TAKE_TIME);
            }
            Leave::by(event).with(result.clone())
        }
        Resume::Answer(Answer::Unreachable(why) | Answer::Withheld(why)) => {
            step.scope.warn(None, why.clone());
            Leave::by(failure_of(step))
        }
        Resume::HangUp => Leave::by(super::run::HANG_UP),
        _ => {
            assume(step.scope, assumptions::NO_RESOURCE);
            Leave::by(failure_of(step))
        }
    }
}

/// The event by which the type of a widget says that something went wrong; the first of several.
pub(super) fn failure_of(step: &Step<'_>) -> &'static str {
    let events =
        step.widget.kind().and_then(widget_type).map(|entry| entry.events.known()).unwrap_or_default();
    events.iter().find(|event| event.kind == EventKind::Failure).map_or("failed", |event| event.event)
}
