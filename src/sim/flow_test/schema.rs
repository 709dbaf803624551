//! The JSON Schema of a test file, for editors. It is made from the same words that the reader takes; what it cannot
//! say (whether a widget exists, whether a pattern is a regular expression) the reader alone knows.

use serde_json::{Map, Value, json};

use super::format::{CHANNELS, MAX_CONTACTS};
use super::keys::{
    ANSWER, COMPARE, CONTACT, FILE, OUTCOME, REQUESTS, ROOTS, SAYS, SENDS, STEPS, TEST, TRIGGER,
};
use super::steps::REASONS;
use crate::widgets::assumptions;
use crate::widgets::run::Trigger;

/// The schema, as the text of a file.
pub fn schema() -> String {
    let steps: Vec<Value> = STEPS.iter().map(|(kind, others)| step(kind, others)).collect();
    let expected: Vec<Value> = STEPS
        .iter()
        .filter(|(kind, others)| *kind != "any_order" && *kind != "wait" && !is_done_outside(kind, others))
        .map(|(kind, others)| {
            let others: Vec<&str> = others.iter().copied().filter(|key| *key != CONTACT).collect();
            step(kind, &others)
        })
        .collect();
    let mut schema = table("A file with flow tests of Cordboard.", &FILE, of_file, &["flow", "test"]);
    let definitions = json!({
        "test": table("A dialogue that the flow must have.", &TEST, of_test, &["name", "steps"]),
        "trigger": trigger(&[]),
        "contact": {"description": "A contact besides the one of the trigger.", "anyOf": [
            told(name(), "Their address; they begin as the test does."),
            trigger(&["from"]),
        ]},
        "step": {"description": "What the contact does, or what the flow has to do.", "anyOf": steps},
        "expected": {"description": "What the flow has to do.", "anyOf": expected},
        "answer": {"anyOf": [
            of_answer("status"),
            without_both(table("The answer of a request.", &ANSWER, of_answer, &[]), &["json", "body"]),
        ]},
        "told": {"anyOf": [name(), table("How it ends, and what it leaves.", &OUTCOME, of_outcome, &["event"])]},
        "compared": {"anyOf": [{"type": "string"}, compared()]},
    });
    if let Some(members) = schema.as_object_mut() {
        members.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
        members.insert("title".to_owned(), json!("Cordboard flow tests"));
        members.insert("definitions".to_owned(), definitions);
    }
    format!("{schema:#}\n")
}

/// What the contact does, or what else happens outside of the flow.
fn is_done_outside(kind: &str, others: &[&str]) -> bool {
    others.contains(&"after") || matches!(kind, "timeout" | "silence" | "refused")
}

/// A table with these keys and no others.
fn table(what: &str, keys: &[&str], of_key: impl Fn(&str) -> Value, required: &[&str]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| ((*key).to_owned(), of_key(key))).collect();
    let mut table = json!({
        "description": what,
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if let (false, Some(members)) = (required.is_empty(), table.as_object_mut()) {
        members.insert("required".to_owned(), json!(required));
    }
    table
}

/// A table whose keys are widgets.
fn by_widget(what: &str, value: Value) -> Value {
    json!({"description": what, "type": "object", "additionalProperties": value})
}

fn reference(definition: &str) -> Value {
    json!({"$ref": format!("#/definitions/{definition}")})
}

/// A value and what it is for.
fn told(mut value: Value, what: &str) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.insert("description".to_owned(), json!(what));
    }
    value
}

/// A text that is not empty.
fn name() -> Value {
    json!({"type": "string", "pattern": "\\S"})
}

fn one_or_many(value: &Value, least: u8) -> Value {
    json!({"anyOf": [value, {"type": "array", "items": value, "minItems": least}]})
}

fn whole(least: u32, most: u32) -> Value {
    json!({"type": "integer", "minimum": least, "maximum": most})
}

fn seconds(what: &str) -> Value {
    json!({"description": what, "type": "number", "minimum": 0})
}

fn yes(what: &str) -> Value {
    json!({"description": what, "const": true})
}

/// At most one of these keys.
fn without_both(mut table: Value, keys: &[&str]) -> Value {
    let pairs: Vec<Value> = keys
        .iter()
        .enumerate()
        .flat_map(|(index, one)| keys.iter().skip(index + 1).map(move |two| json!({"required": [one, two]})))
        .collect();
    if let Some(members) = table.as_object_mut() {
        members.insert("not".to_owned(), json!({"anyOf": pairs}));
    }
    table
}

/// One of the ways to compare a text.
fn compared() -> Value {
    let mut value = table("A text, compared.", &COMPARE, of_comparison, &[]);
    if let Some(members) = value.as_object_mut() {
        members.insert("minProperties".to_owned(), json!(1));
        members.insert("maxProperties".to_owned(), json!(1));
    }
    value
}

fn of_comparison(key: &str) -> Value {
    match key {
        "contains" => json!({"description": "It holds this text.", "type": "string"}),
        "regex" => json!({
            "description": "This pattern matches somewhere in it; ^ and $ bind it.",
            "type": "string",
            "format": "regex",
        }),
        _ => json!({"description": "It is this text.", "type": "string"}),
    }
}

fn of_file(key: &str) -> Value {
    match key {
        "flow" => told(name(), "The flow's file, relative to this one."),
        "subflows" => json!({
            "description": "The files that SIDs of subflows mean, relative to this one.",
            "type": "object",
            "patternProperties": {"^FW[0-9a-fA-F]{32}$": name()},
            "additionalProperties": false,
        }),
        "test" => json!({"description": "The tests.", "type": "array", "items": reference("test")}),
        common => of_common(common),
    }
}

fn of_common(key: &str) -> Value {
    match key {
        "now" => json!({
            "description": "When it begins: a time with its offset.",
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}.*([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)$",
        }),
        "zone" => told(name(), "The time zone of dates in templates, as Europe/Berlin."),
        "assume" => assume(),
        // Numbers of TOML end there.
        _ => json!({
            "description": "What SIDs are made from.", "type": "integer", "minimum": 0, "maximum": i64::MAX,
        }),
    }
}

/// What can be chosen of that which nobody knows.
fn assume() -> Value {
    let choices: Map<String, Value> = assumptions::all()
        .map(|assumption| {
            let names: Vec<&str> = assumption.choices().map(|choice| choice.name).collect();
            (assumption.id.to_owned(), json!({"description": assumption.question, "enum": names}))
        })
        .collect();
    json!({
        "description": "What is taken of that which nobody outside Twilio knows.",
        "type": "object",
        "properties": choices,
        "additionalProperties": false,
    })
}

fn of_test(key: &str) -> Value {
    match key {
        "name" => told(name(), "What it shows."),
        "trigger" => json!({
            "description": "What begins the execution; without it the first trigger event that is connected.",
            "anyOf": [{"enum": Trigger::ALL.map(Trigger::name)}, reference("trigger")],
        }),
        "contacts" => json!({
            "description": "Other contacts by name, each with an execution of their own, which begins with the first step that names them.",
            "type": "object",
            "propertyNames": name(),
            "maxProperties": MAX_CONTACTS,
            "additionalProperties": reference("contact"),
        }),
        "steps" => json!({"description": "The dialogue.", "type": "array", "items": reference("step")}),
        "http" => by_widget(
            "For a widget, the answer of its request or function; several are given in order, the last for good.",
            one_or_many(&reference("answer"), 1),
        ),
        "on" => by_widget(
            "For a widget, the event by which it is left; several count in order, the last for good.",
            one_or_many(&reference("told"), 1),
        ),
        "api_errors" => {
            by_widget("For a widget, the code with which the API refuses its messages.", whole(0, u32::MAX))
        }
        "content" => json!({
            "description": "The texts of content templates by SID, with {{1}} or {{name}} where a value stands.",
            "type": "object",
            "patternProperties": {"^HX[0-9a-fA-F]{32}$": {"type": "string"}},
            "additionalProperties": false,
        }),
        common => of_common(common),
    }
}

fn trigger(required: &[&str]) -> Value {
    let what = "What begins the execution.";
    without_both(table(what, &TRIGGER, of_trigger, required), &Trigger::ALL.map(Trigger::name))
}

fn of_trigger(key: &str) -> Value {
    match key {
        "message" | "conversation" => {
            json!({"description": "The text that the contact writes.", "anyOf": [{"type": "string"}, {"const": true}]})
        }
        "request" | "parent" => {
            json!({"description": "Its parameters.", "anyOf": [{"type": "object"}, {"const": true}]})
        }
        "call" => yes("The contact calls."),
        "from" => told(name(), "The contact's address."),
        "to" => told(name(), "The flow's address."),
        "channel" => {
            json!({"description": "How the contact writes.", "enum": CHANNELS.map(|(name, _)| name)})
        }
        "data" => json!({"description": "More parameters.", "type": "object"}),
        "context" => json!({"description": "Laid over the starting variables.", "type": "object"}),
        "media" => told(one_or_many(&name(), 0), "The URLs of what is sent along."),
        "chat_service" => told(name(), "The service of the chat or conversation."),
        _ => told(name(), "The chat or conversation."),
    }
}

fn of_answer(key: &str) -> Value {
    match key {
        "status" => told(whole(100, 599), "The HTTP status; 200 where it is left out."),
        "json" => json!({"description": "The body, as JSON."}),
        "body" => json!({"description": "The body, as text.", "type": "string"}),
        _ => told(name(), "The type of the body."),
    }
}

fn of_outcome(key: &str) -> Value {
    match key {
        "event" => told(name(), "By which event the widget is left."),
        _ => json!({"description": "What it leaves under widgets.NAME.", "type": "object"}),
    }
}

/// A step: the key that says what it is, and those that may stand beside it.
fn step(kind: &str, others: &[&str]) -> Value {
    let of_key = |key: &str| if key == kind { of_step(key) } else { of_other(kind, key) };
    let mut step = table(&what_is(kind), &[&[kind], others].concat(), of_key, &[kind]);
    if let ("variable", Some(members)) = (kind, step.as_object_mut()) {
        let ways = super::keys::COMPARE_VALUE.map(|key| json!({"required": [key]}));
        members.insert("oneOf".to_owned(), json!(ways));
    }
    step
}

fn what_is(kind: &str) -> String {
    let what = match kind {
        "sends" => "The flow sends this message next.",
        "says" => "The flow says this next on a call.",
        "reply" => "The contact writes.",
        "press" => "The contact presses keys.",
        "say" => "The contact says something.",
        "hangs_up" => "The contact hangs up.",
        "wait" => "So many seconds pass.",
        "timeout" | "silence" => "The contact stays silent until the time of the widget that waits is up.",
        "delivery_fails" => "The last message is not delivered, with this code.",
        "refused" => "Another start for this contact is refused, with this code, as 20409.",
        "variable" => "The value that a variable has now.",
        "reaches" => "The widget was entered by now.",
        "not_reached" => "The widget was not entered by now.",
        "requests" => "The flow asks a server or a function.",
        "any_order" => "The flow does all of these, its messages in any order.",
        _ => "The flow has ended well, or for this reason.",
    };
    what.to_owned()
}

fn of_step(kind: &str) -> Value {
    let value = match kind {
        "sends" | "says" => {
            let own: &[&str] = if kind == "sends" { &SENDS } else { &SAYS };
            let of_key = |key: &str| match key {
                "widget" => told(name(), "The widget that says it."),
                "media" => told(reference_in("compared"), "What is sent along; one URL has to be so."),
                "to" => told(reference_in("compared"), "To which address."),
                key => of_comparison(key),
            };
            let keys = [&COMPARE, own].concat();
            json!({"anyOf": [{"type": "string"}, without_both(table(&what_is(kind), &keys, of_key, &[]), &COMPARE)]})
        }
        "reply" => json!({"type": "string"}),
        "press" => json!({"type": "string", "pattern": "^[0-9*#]+$"}),
        "hangs_up" | "timeout" | "silence" => json!({"const": true}),
        "wait" => seconds(""),
        "delivery_fails" | "refused" => whole(0, u32::MAX),
        "variable" => json!({"type": "string", "pattern": format!("^({})(\\.|$)", ROOTS.join("|"))}),
        "requests" => {
            let of_key = |key: &str| match key {
                "widget" => told(name(), "The widget that asks."),
                "method" => json!({"description": "How it asks.", "enum": ["GET", "POST"]}),
                "url" => told(reference_in("compared"), "A part of the address, or a comparison."),
                _ => told(reference_in("compared"), "A part of the body, or a comparison."),
            };
            json!({"anyOf": [{"type": "string"}, table(&what_is(kind), &REQUESTS, of_key, &[])]})
        }
        "any_order" => json!({"type": "array", "items": reference("expected")}),
        "ends" => json!({"anyOf": [{"const": true}, {"enum": REASONS.map(crate::sim::trace::Reason::name)}]}),
        _ => name(),
    };
    told(value, &what_is(kind))
}

/// A reference that can have a description: beside a bare one, other words do not count.
fn reference_in(definition: &str) -> Value {
    json!({"allOf": [reference(definition)]})
}

fn of_other(kind: &str, key: &str) -> Value {
    match (kind, key) {
        (_, CONTACT) => told(name(), "Whose step it is, where it is not the one of the trigger."),
        (_, "after") => seconds("After so many seconds."),
        (_, "media") => told(one_or_many(&name(), 0), "The URLs of what is sent along."),
        ("variable", "equals") => json!({"description": "It is this."}),
        ("variable", "absent") => yes("It is not there, or null."),
        (_, key) => of_comparison(key),
    }
}
