//! The catalogue as JSON. Scripts rely on the keys: they may become more, and what is there keeps its meaning.

use serde_json::{Map, Value, json};

use crate::widgets::condition::{PREDICATES, Predicate};
use crate::widgets::manual::words;
use crate::widgets::{
    Choice, Event, EventKind, Field, FieldKind, JsonType, OutputVariable, Section, When, WidgetType,
};

/// The whole document.
pub(super) fn document(entries: &[&WidgetType]) -> Value {
    let widgets: Vec<Value> = entries.iter().map(|entry| widget(entry)).collect();
    json!({"version": 1, "widgets": widgets})
}

fn widget(entry: &WidgetType) -> Value {
    let mut out = Object::default();
    out.put("type", entry.id);
    out.put("label", entry.label);
    out.put("group", entry.group.label());
    out.put("grade", words::grade_letter(entry.grade));
    out.put("placing", words::placing(entry.placing));
    out.put_text("summary", entry.summary);
    out.put_text("help", entry.help);
    out.put_text("docs", entry.docs);
    out.put_some("needs", words::needs_name(entry.needs));
    out.put_some("subflow", entry.subflow);
    out.put("fields", list(entry.fields, field));
    if let Some(alternatives) = entry.alternatives {
        let options =
            list(alternatives.options, |option| json!({"label": option.label, "keys": option.keys}));
        let required = alternatives.required;
        out.put(
            "alternatives",
            json!({"label": alternatives.label, "required": required, "options": options}),
        );
    }
    if entry.is_open() {
        out.put("events_known", false);
    }
    out.put("events", list(entry.events.known(), event));
    out.put("outputs", list(entry.outputs, output));
    out.done()
}

fn field(field: &Field) -> Value {
    let mut out = Object::default();
    out.put("key", field.key);
    out.put("label", field.label);
    out.put("accepts", list(field.accepts, |kind| JsonType::name(*kind).into()));
    out.put("writes", field.writes.name());
    out.put("required", field.required_by_service);
    out.put_some("default", parsed(field.default.or(field.when_absent)));
    out.put("written", field.default.is_some());
    out.put_some("when_absent", parsed(field.when_absent));
    out.put("required_in_console", field.required_in_console);
    out.put("kind", words::kind(field.kind));
    match field.kind {
        FieldKind::Choice(choices) | FieldKind::Suggest(choices) | FieldKind::Several(choices) => {
            let choice = |choice: &Choice| json!({"value": choice.value, "label": choice.label});
            out.put("choices", list(choices, choice));
        }
        FieldKind::Sid(prefixes) => out.put("prefixes", prefixes.to_vec()),
        FieldKind::KeyValues(key, value) => out.put("columns", json!({"key": key, "value": value})),
        _ => {}
    }
    out.put("template", field.template);
    let mut limits = Object::default();
    // An end that is open has no bound to tell.
    if let Some((least, most)) = field.limits.range {
        limits.put_some("min", (least != i64::MIN).then_some(least));
        limits.put_some("max", (most != i64::MAX).then_some(most));
    }
    limits.put_some("max_chars", field.limits.max_chars);
    limits.put_some("max_items", field.limits.max_items);
    if !limits.0.is_empty() {
        out.put("limits", limits.done());
    }
    out.put_some("condition", field.condition.map(condition));
    out.put("section", section(field.section));
    out.put_text("placeholder", field.placeholder);
    out.put_text("help", field.help);
    out.put("grade", words::grade_letter(field.grade));
    out.put_text("source", field.source);
    out.done()
}

fn condition(when: When) -> Value {
    match when {
        When::Is(key, values) => json!({"key": key, "is": values}),
        When::Filled(key) => json!({"key": key, "filled": true}),
    }
}

fn section(section: Section) -> &'static str {
    match section {
        Section::Main => "main",
        Section::ProgrammableChat => "programmable-chat",
        Section::Advanced => "advanced",
        Section::Obsolete => "obsolete",
    }
}

fn event(event: &Event) -> Value {
    let (kind, grade) = (words::event_kind(event.kind), words::grade_letter(event.grade));
    let mut out = json!({"event": event.event, "label": event.label, "kind": kind, "grade": grade});
    if event.kind == EventKind::Branch
        && let Some(members) = out.as_object_mut()
    {
        let one =
            |one: &Predicate| json!({"type": one.kind, "label": one.label, "takes": words::takes(one.takes)});
        members.insert("conditions".to_owned(), list(&PREDICATES, one));
    }
    out
}

fn output(output: &OutputVariable) -> Value {
    let grade = words::grade_letter(output.grade);
    json!({"path": output.path, "type": output.kind, "help": output.help, "grade": grade})
}

fn list<T>(items: &[T], one: impl Fn(&T) -> Value) -> Value {
    items.iter().map(one).collect::<Vec<Value>>().into()
}

/// The catalogue keeps values as JSON text; a unit test reads each of them.
fn parsed(text: Option<&str>) -> Option<Value> {
    text.and_then(|text| serde_json::from_str(text).ok())
}

/// A JSON object, key by key.
#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.0.insert(key.to_owned(), value.into());
    }

    fn put_some(&mut self, key: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    /// What is empty says nothing and is left out.
    fn put_text(&mut self, key: &str, text: &str) {
        self.put_some(key, (!text.is_empty()).then_some(text));
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}
