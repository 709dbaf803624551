//! Set Variables: sets `flow.variables.KEY`.

use serde_json::{Map, Value, json};

use super::assumptions::{self, assume};
use super::condition::text_of;
use super::field::{Field, FieldKind, JsonType};
use super::run::{Behaviour, Leave, Outcome, Step};
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, OutputVariable, Placing, WidgetType};
use crate::flow::json::Json;

/// Set Variables.
pub(super) const SET_VARIABLES: WidgetType = WidgetType {
    id: "set-variables",
    label: "Set Variables",
    base_name: "set_variables",
    group: Group::FlowControl,
    icon: Icon::Variables,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Stores values for later",
    help: "Stores values under `flow.variables` for later widgets. Only this widget can change them. A value that \
           is a bare number is stored as a number.",
    docs: "https://www.twilio.com/docs/studio/widget-library/set-variables",
    fields: &[VARIABLES],
    events: Events::Known(&[Event::normal(NEXT, "Next", "Next")]),
    outputs: &[OutputVariable {
        path: "*",
        kind: "any",
        help: "Each variable by its key, as it also is under `flow.variables`",
        grade: Grade::C,
    }],
    card: Card::Pairs("variables"),
    behaviour: &Set,
    ..WidgetType::BASE
};

const NEXT: &str = "next";

const VARIABLES: Field = Field {
    key: "variables",
    label: "Variables",
    kind: FieldKind::Variables,
    accepts: &[JsonType::Array],
    writes: JsonType::Array,
    template: false,
    default: Some("[]"),
    help: "The variables to set: a key, taken as it stands and with its case, and a value, which may be a template.",
    source: "schema, public exports",
    ..Field::TEXT
};

struct Set;

impl Behaviour for Set {
    /// All values are worked out before the first is set: variables change at the end of a step.
    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        let mut set: Map<String, Value> = Map::new();
        for entry in entries(step.widget.property("variables")) {
            let key = entry.key.trim();
            if key.is_empty() {
                step.scope.warn(None, "a variable without a key is not set".to_owned());
                continue;
            }
            let value = value_of(step, &entry);
            set.insert(key.to_owned(), value);
        }
        for (key, value) in &set {
            step.scope.set_flow_variable(key, value.clone());
        }
        Outcome::Leave(Leave::by(NEXT).with(set))
    }
}

/// One entry of the list.
struct Entry {
    key: String,
    value: String,
    /// What says that it is JSON.
    mark: Mark,
}

/// How an entry may be marked as JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Type,
    Flag,
}

fn entries(list: Option<&Json>) -> Vec<Entry> {
    let text = |entry: &Json, key: &str| match entry.get(key) {
        Some(json) => json.as_text().map_or_else(|| text_of(&json.to_value()), |text| text.into_owned()),
        None => String::new(),
    };
    list.and_then(Json::as_array)
        .unwrap_or_default()
        .iter()
        .map(|entry| Entry { key: text(entry, "key"), value: text(entry, "value"), mark: mark(entry) })
        .collect()
}

fn mark(entry: &Json) -> Mark {
    let kind = entry.get("type").and_then(Json::as_text);
    if entry.get("parse_as_json").is_some_and(|json| json.to_value() == json!(true)) {
        Mark::Flag
    } else if kind.is_some_and(|kind| matches!(&*kind, "json" | "object")) {
        Mark::Type
    } else {
        Mark::None
    }
}

fn is_json(step: &mut Step<'_>, mark: Mark) -> bool {
    mark != Mark::None
        && match assume(step.scope, assumptions::JSON_FLAG) {
            "never" => false,
            "flag" => mark == Mark::Flag,
            _ => true,
        }
}

fn value_of(step: &mut Step<'_>, entry: &Entry) -> Value {
    if is_json(step, entry.mark) {
        let text = step.scope.render("variables", &entry.value);
        return serde_json::from_str(&text).unwrap_or_else(|error| {
            step.scope.warn(Some(81027), format!("the value of `{}` is no JSON: {error}", entry.key));
            Value::String(text)
        });
    }
    match step.scope.evaluate("variables", &entry.value) {
        Value::String(text) => typed(step, &text),
        Value::Null => Value::String(String::new()),
        object @ (Value::Array(_) | Value::Object(_)) => {
            if assume(step.scope, assumptions::OBJECT_AS_TEXT) == "object" {
                return object;
            }
            Value::String(step.scope.render("variables", &entry.value))
        }
        plain => plain,
    }
}

/// A bare number is a number, but only where its text stays the same: a phone number with a plus and a code with
/// leading zeros are text.
fn typed(step: &mut Step<'_>, text: &str) -> Value {
    let bare = text.trim();
    if let Some(number) = exact_number(bare) {
        return number;
    }
    if let Some(inner) = bare.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
        && let Some(number) = exact_number(inner)
    {
        return match assume(step.scope, assumptions::QUOTED_NUMBER) {
            "number" => number,
            "with-quotes" => Value::String(bare.to_owned()),
            _ => Value::String(inner.to_owned()),
        };
    }
    Value::String(text.to_owned())
}

/// The number that a text is, if writing the number gives the same text.
fn exact_number(text: &str) -> Option<Value> {
    let first = text.strip_prefix('-').unwrap_or(text).bytes().next()?;
    if !first.is_ascii_digit() {
        return None;
    }
    let number: serde_json::Number = text.parse().ok()?;
    (number.to_string() == text).then_some(Value::Number(number))
}
