//! An execution from the lines that `cordboard run --format json` wrote: what came from outside is told there.

use serde_json::{Map, Value};

use super::read::ReadError;
use super::real::{Real, RealStep, Told, Traced};
use crate::sim::trace::{Act, Direction, Record};

/// The execution of a trace.
pub(super) fn real_of(records: Vec<Record>) -> Result<Real, ReadError> {
    let mut real = Real::default();
    let mut told = None;
    for (index, record) in records.into_iter().enumerate() {
        match record {
            Record::Started(started) if index == 0 => {
                real.began = started.now.parse().ok();
                real.sid = Some(started.execution);
                real.traced = Some(Traced {
                    seed: started.seed,
                    zone: started.zone,
                    assume: started.assume,
                    trigger: started.trigger,
                    context: started.context,
                });
            }
            Record::Started(_) => {
                let message = "there is more than one run in it";
                return Err(ReadError::at(&format!("document {}", index + 1), message)
                    .with_remedy("Give the lines of one run"));
            }
            Record::Message(message) if message.direction == Direction::Inbound => {
                told = Some(Told::Message { body: message.body, media: message.media });
            }
            Record::Act(act) => told = told_by(&act).or(told),
            Record::Step(step) => real.steps.push(RealStep {
                within: step.within,
                widget: step.widget,
                kind: Some(step.kind),
                event: step.event,
                next: step.next,
                at_secs: Some(step.at),
                told: told.take(),
                ..RealStep::default()
            }),
            Record::Ended(ended) => {
                real.is_active = Some(false);
                real.context = Some(ended.context);
            }
            _ => {}
        }
    }
    if real.traced.is_none() {
        return Err(ReadError::at("", "the first line is not that of a run's start")
            .with_remedy("`cordboard run FLOW --format json` writes whole traces"));
    }
    real.is_active = real.is_active.or(Some(true));
    Ok(real)
}

fn told_by(act: &Act) -> Option<Told> {
    let text =
        |from: &Map<String, Value>, key: &str| from.get(key).and_then(Value::as_str).map(str::to_owned);
    if act.kind == "heard" {
        return match text(&act.sent, "keys") {
            Some(keys) => Some(Told::Keys(keys)),
            None => text(&act.sent, "speech").map(Told::Speech),
        };
    }
    let result = act.result.as_ref()?;
    if let Some(status) = result.get("status").and_then(Value::as_u64) {
        let part = |key: &str| text(result, key).unwrap_or_default();
        return Some(Told::Answer(u16::try_from(status).unwrap_or(500), part("content_type"), part("body")));
    }
    if let Some(why) = text(result, "error").or_else(|| text(result, "withheld")) {
        return Some(Told::Nothing(why));
    }
    result.get("left").and_then(Value::as_object).cloned().map(Told::Left)
}
