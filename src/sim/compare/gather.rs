//! Tells the API's answers apart by what is in them. Helper libraries spell keys in camel case; both are taken.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::order;
use super::read::ReadError;
use super::real::{Real, RealStep};
use super::records;
use crate::sim::trace::Record;
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;

/// How deep lists and wrappers are looked into.
const MAX_DEPTH: usize = 6;
/// The word that stands where no widget follows.
const ENDED: &str = "Ended";

/// What was found so far.
#[derive(Default)]
pub(super) struct Gathered {
    real: Real,
    /// By step SID.
    contexts: HashMap<String, Value>,
    records: Vec<Record>,
    /// A list was there, though it was empty.
    has_list: bool,
}

type Object = Map<String, Value>;

impl Gathered {
    pub(super) fn take(&mut self, value: Value, place: &str) -> Result<(), ReadError> {
        self.value(value, place, 0)
    }

    fn value(&mut self, value: Value, place: &str, depth: usize) -> Result<(), ReadError> {
        match value {
            _ if depth > MAX_DEPTH => Err(ReadError::at(place, "this is wrapped too deep")),
            Value::Array(items) => {
                self.has_list = true;
                let each = items.into_iter().enumerate();
                each.into_iter().try_for_each(|(index, item)| {
                    self.value(item, &below(place, &format!("[{index}]")), depth + 1)
                })
            }
            Value::Object(object) => self.object(object, place, depth),
            other => {
                let what = match other {
                    Value::String(_) => "a text",
                    Value::Number(_) => "a number",
                    _ => "a single value",
                };
                Err(ReadError::at(place, format!("this is {what}, and no step, context or execution")))
            }
        }
    }

    fn object(&mut self, mut object: Object, place: &str, depth: usize) -> Result<(), ReadError> {
        if object.contains_key("kind") && object.contains_key("at") {
            let value = Value::Object(object);
            let record = serde_json::from_value(value)
                .map_err(|_| ReadError::at(place, "this is no line of a run's trace"))?;
            self.records.push(record);
            return Ok(());
        }
        if get(&object, "transitioned_to").is_some() || get(&object, "transitioned_from").is_some() {
            let step = self.step(object, place)?;
            self.real.steps.push(step);
            return Ok(());
        }
        self.about(&object);
        // Lists and wrappers: what the API calls a list, and what people put around several answers.
        let mut is_known = false;
        for key in ["execution", "steps", "contexts", "step_contexts", "stepContexts", "items", "data"] {
            let holds = object.get(key).is_some_and(|value| value.is_array() || value.is_object());
            // A context has `data` of its own below `flow`, never beside it.
            if holds && let Some(value) = object.shift_remove(key) {
                is_known = true;
                let place = below(place, key);
                match value {
                    Value::Object(by_sid) if key.to_lowercase().contains("contexts") => {
                        self.contexts_by_sid(by_sid);
                    }
                    value => self.value(value, &place, depth + 1)?,
                }
            }
        }
        let step_sid = text(&object, "step_sid");
        if let Some(context) = object.get_mut("context").map(Value::take) {
            let tree = tree_of(context);
            match (step_sid, tree) {
                (Some(sid), Some(tree)) => {
                    self.contexts.insert(sid, tree);
                    is_known = true;
                }
                (None, Some(tree)) => {
                    self.real.context = Some(tree);
                    is_known = true;
                }
                // An execution's own `context` is always empty: its address is another one.
                (_, None) => {}
            }
        }
        if is_tree(&object) {
            self.real.context = Some(Value::Object(object));
            return Ok(());
        }
        if is_known || text(&object, "sid").is_some_and(|sid| is_sid(&sid, prefix::EXECUTION)) {
            return Ok(());
        }
        Err(self.unknown(&object, place))
    }

    /// What an object says of the execution itself.
    fn about(&mut self, object: &Object) {
        let real = &mut self.real;
        let own = text(object, "sid").filter(|sid| is_sid(sid, prefix::EXECUTION));
        if own.is_some() {
            real.is_active = text(object, "status").map(|status| status == "active");
            real.revision = get(object, "flow_version").and_then(number);
            real.began = text(object, "date_created").and_then(|date| date.parse().ok());
        }
        let named = |key: &str, prefix: &str| text(object, key).filter(|sid| is_sid(sid, prefix));
        real.sid = real.sid.take().or(own).or_else(|| named("execution_sid", prefix::EXECUTION));
        real.flow_sid = real.flow_sid.take().or_else(|| named("flow_sid", prefix::FLOW));
        real.account_sid = real.account_sid.take().or_else(|| named("account_sid", prefix::ACCOUNT));
    }

    /// Contexts that somebody has put under the SIDs of their steps.
    fn contexts_by_sid(&mut self, by_sid: Object) {
        for (sid, value) in by_sid {
            if let Some(tree) = tree_of(value) {
                self.contexts.insert(sid, tree);
            }
        }
    }

    fn step(&mut self, mut object: Object, place: &str) -> Result<RealStep, ReadError> {
        self.about(&object);
        let context = object.get_mut("context").map(Value::take).and_then(tree_of);
        let kind = text(&object, "type");
        let from = text(&object, "transitioned_from")
            .or_else(|| kind.as_deref().filter(|kind| *kind == "trigger").map(|_| "Trigger".to_owned()));
        let widget = from.ok_or_else(|| {
            ReadError::at(place, "a step says nothing in `transitioned_from`, so its widget is not known")
        })?;
        let event = text(&object, "name")
            .ok_or_else(|| ReadError::at(place, "a step has no `name`, which is the event that led out"))?;
        Ok(RealStep {
            sid: text(&object, "sid"),
            parent: text(&object, "parent_step_sid"),
            within: None,
            widget,
            kind,
            event,
            next: text(&object, "transitioned_to"),
            at: text(&object, "date_created").and_then(|date| date.parse::<Timestamp>().ok()),
            at_secs: None,
            context,
            told: None,
        })
    }

    fn unknown(&self, object: &Object, place: &str) -> ReadError {
        if object.contains_key("states") || object.contains_key("definition") {
            return ReadError::at(place, "this is the definition of a flow, and no execution");
        }
        if let Some(Value::Array(list)) = object.get("executions") {
            let sid = list.iter().find_map(|row| row.get("sid")?.as_str().map(str::to_owned));
            let sid = sid.unwrap_or_else(|| "FN…".to_owned());
            return ReadError::at(place, "this is the list of executions, which does not hold their steps")
                .with_remedy(format!("Get …/Executions/{sid}/Steps and …/Executions/{sid}/Context"));
        }
        if let (Some(message), true) =
            (text(object, "message"), object.contains_key("code") || object.contains_key("status"))
        {
            return ReadError::at(place, format!("this is an error of Twilio: {message}"))
                .with_remedy("Ask Twilio once more, with the SIDs of a flow and of its execution");
        }
        let keys: Vec<&str> = object.keys().take(4).map(String::as_str).collect();
        let keys = if keys.is_empty() { "nothing".to_owned() } else { keys.join(", ") };
        ReadError::at(place, format!("this is no step, context or execution: it has {keys}"))
    }

    pub(super) fn into_real(self) -> Result<Real, ReadError> {
        let Self { mut real, mut contexts, records, has_list } = self;
        if !records.is_empty() {
            return records::real_of(records);
        }
        if real.steps.is_empty() {
            let what = if has_list { "the list of steps is empty" } else { "there are no steps in it" };
            return Err(ReadError::at("", what));
        }
        for step in &mut real.steps {
            if let Some(context) = step.sid.as_ref().and_then(|sid| contexts.remove(sid)) {
                step.context = Some(context);
            }
        }
        if !contexts.is_empty() {
            let count = contexts.len();
            let of = if count == 1 { "One context is" } else { "Some contexts are" };
            real.notes.push(format!("{of} of steps that are not in the list, and not used"));
        }
        order::put_in_order(&mut real);
        let has_widget_of_the_name = real.steps.iter().any(|step| step.widget == ENDED);
        for step in &mut real.steps {
            let ends = |next: &String| next.is_empty() || (next == ENDED && !has_widget_of_the_name);
            step.next = step.next.take().filter(|next| !ends(next));
        }
        order::put_into_subflows(&mut real);
        Ok(real)
    }
}

/// A member by its name in the API, or as helper libraries spell it.
fn get<'o>(object: &'o Object, key: &str) -> Option<&'o Value> {
    object.get(key).or_else(|| object.get(&camel(key)))
}

fn text(object: &Object, key: &str) -> Option<String> {
    get(object, key)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn camel(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for (index, word) in key.split('_').enumerate() {
        let mut chars = word.chars();
        if let (Some(first), true) = (chars.next(), index > 0) {
            out.push(first.to_ascii_uppercase());
            out.push_str(chars.as_str());
        } else {
            out.push_str(word);
        }
    }
    out
}

/// The variables themselves: bare, or within what the API answers.
fn tree_of(value: Value) -> Option<Value> {
    let Value::Object(mut object) = value else { return None };
    if is_tree(&object) {
        return Some(Value::Object(object));
    }
    match object.shift_remove("context") {
        Some(Value::Object(inner)) if is_tree(&inner) => Some(Value::Object(inner)),
        _ => None,
    }
}

fn is_tree(object: &Object) -> bool {
    let holds = |key: &str| object.get(key).is_some_and(Value::is_object);
    holds("trigger") || holds("widgets") || (holds("flow") && holds("contact"))
}

fn below(place: &str, key: &str) -> String {
    match (place.is_empty(), key.starts_with('[')) {
        (true, _) => key.to_owned(),
        (false, true) => format!("{place}{key}"),
        (false, false) => format!("{place}, {key}"),
    }
}
