//! Changes that people, generators and accidents make in documents, and ways to write a document down.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

/// Which value is changed, how, and two further choices.
pub(super) type Change = (Index, usize, Index, Index);

/// How many kinds of changes there are.
const KINDS: usize = 24;
/// A document that has grown larger than that is not changed further.
const MAX_BYTES: usize = 300_000;

/// Names that mean something in a document, and names that nobody expects.
const NAMES: [&str; 34] = [
    "$ref",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "items",
    "prefixItems",
    "properties",
    "additionalProperties",
    "patternProperties",
    "required",
    "type",
    "enum",
    "const",
    "default",
    "example",
    "examples",
    "schema",
    "content",
    "parameters",
    "in",
    "name",
    "style",
    "explode",
    "servers",
    "url",
    "security",
    "get",
    "x-twilio",
    "",
    "~1/~0",
    "__proto__",
    "\u{0}\u{202e}\u{feff}",
    "{}?#[]%zz& =",
];
/// References that lead nowhere, astray, or elsewhere.
const REFERENCES: [&str; 12] = [
    "#",
    "#/",
    "",
    "#/paths/~1a~1{id}",
    "#/components/schemas/%54ree",
    "#/components",
    "other.json#/x",
    "https://a.example/b.yaml",
    "#a",
    "#/~2/~",
    "#//",
    "#/components/schemas/Tree/properties/b/oneOf/1",
];
const TEXTS: [&str; 14] = [
    "",
    "{a}/{",
    "1e999",
    "-0",
    "NaN",
    "null",
    "~",
    "\u{0}\r\n\t",
    "\u{feff}é🦉\u{202e}",
    "%zz%",
    "^(a+)+$",
    "(?<",
    "2026-13-45T99:99",
    "data:;base64,*",
];

pub(super) fn changes(most: usize) -> impl Strategy<Value = Vec<Change>> {
    proptest::collection::vec((any::<Index>(), 0..KINDS, any::<Index>(), any::<Index>()), 1..most)
}

/// The pointers of all values.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                pointers(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn unescaped(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// The object around a value, and the value's key there.
fn around<'a>(document: &'a mut Value, at: &str) -> Option<(&'a mut Map<String, Value>, String)> {
    let (parent, key) = at.rsplit_once('/')?;
    Some((document.pointer_mut(parent)?.as_object_mut()?, unescaped(key)))
}

/// Puts a value deep into others.
fn nested(mut value: Value, depth: usize, kind: &Index) -> Value {
    for _ in 0..depth {
        value = match kind.index(7) {
            0 => json!({"items": value}),
            1 => json!({"allOf": [value]}),
            2 => json!({"oneOf": [value, {"type": "string"}]}),
            3 => json!({"not": value}),
            4 => json!({"properties": {"a": value}, "required": ["a"]}),
            5 => json!({"additionalProperties": value}),
            _ => json!([value]),
        };
    }
    value
}

/// Makes changes in a document.
pub(super) fn changed(mut document: Value, changes: &[Change]) -> Value {
    for (at, kind, other, choice) in changes {
        if document.to_string().len() > MAX_BYTES {
            break;
        }
        let mut all = Vec::new();
        pointers(&document, "", &mut all);
        let (at, other) = (at.get(&all).clone(), other.get(&all).clone());
        let moved = document.pointer(&other).cloned().unwrap_or_default();
        let name = (*choice.get(&NAMES)).to_owned();
        match kind {
            0 => drop(around(&mut document, &at).and_then(|(object, key)| object.remove(&key))),
            1 => {
                if let Some((object, key)) = around(&mut document, &at)
                    && let Some(value) = object.remove(&key)
                {
                    object.insert(name, value);
                }
                continue;
            }
            2 => {
                if let Some(object) = document.pointer_mut(&at).and_then(Value::as_object_mut) {
                    object.insert(name, moved);
                }
                continue;
            }
            _ => {}
        }
        let Some(place) = document.pointer_mut(&at) else { continue };
        let was = place.take();
        *place = match kind {
            3 => Value::Null,
            4 => [json!(7), json!(-1), json!(true), json!(0.5)][choice.index(4)].clone(),
            5 => json!([]),
            6 => json!({}),
            7 => json!({"$ref": format!("#{other}")}),
            8 => json!({"$ref": format!("#{at}")}),
            9 => json!({"$ref": choice.get(&REFERENCES)}),
            10 => json!({"allOf": [{"$ref": format!("#{other}")}, {"$ref": format!("#{at}")}]}),
            11 => json!(choice.get(&TEXTS)),
            12 => json!(choice.get(&TEXTS).repeat(2000)),
            13 => [json!(u64::MAX), json!(i64::MIN), json!(1e308), json!(-1e308), json!(5e-324), json!(1e19)]
                [choice.index(6)]
            .clone(),
            14 => nested(was, 90, choice),
            15 => json!([was]),
            16 => json!({name: was}),
            17 if was.to_string().len() < 200 => Value::Array(vec![was; 300]),
            18 => (0..300)
                .map(|number| (format!("{name}{number}"), was_small(&was)))
                .collect::<Map<_, _>>()
                .into(),
            19 => json!(was.to_string()),
            20..=23 => moved,
            _ => was,
        };
    }
    document
}

fn was_small(value: &Value) -> Value {
    if value.to_string().len() < 200 { value.clone() } else { json!({"type": "string"}) }
}

/// A part of a document: these paths, and what they refer to.
pub(super) fn part(document: &Value, paths: &[&str]) -> Value {
    let mut part = Map::new();
    for (key, value) in document.as_object().into_iter().flatten() {
        if !["paths", "components", "definitions", "parameters", "responses"].contains(&key.as_str()) {
            part.insert(key.clone(), value.clone());
        }
    }
    let mut part = Value::Object(part);
    let (mut wanted, mut seen) = (Vec::new(), BTreeSet::new());
    let key = |path: &str| format!("/paths/{}", path.replace('~', "~0").replace('/', "~1"));
    wanted.extend(paths.iter().map(|path| key(path)));
    wanted.extend(["/components/securitySchemes".to_owned(), "/securityDefinitions".to_owned()]);
    while let Some(pointer) = wanted.pop() {
        if !seen.insert(pointer.clone()) {
            continue;
        }
        let Some(value) = document.pointer(&pointer) else { continue };
        references(value, &mut wanted);
        let keys: Vec<String> = pointer.split('/').skip(1).map(unescaped).collect();
        put(&mut part, &keys, value.clone());
    }
    part
}

fn put(place: &mut Value, keys: &[String], value: Value) {
    let Some((first, rest)) = keys.split_first() else {
        *place = value;
        return;
    };
    if !place.is_object() {
        *place = json!({});
    }
    if let Some(object) = place.as_object_mut() {
        put(object.entry(first.clone()).or_insert(Value::Null), rest, value);
    }
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(pointer) =
                object.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'))
            {
                found.push(pointer.to_owned());
            }
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

/// A document as a text: JSON, YAML in braces, or YAML in lines, where the first path stands once more.
pub(super) fn written(document: &Value, form: usize) -> String {
    match form {
        0 => document.to_string(),
        1 => format!("# in braces\n{document}"),
        _ => {
            let mut text = String::new();
            let mut is_named = false;
            lines(document, 0, form == 3, &mut is_named, &mut text);
            if is_named {
                text.push_str("\"x-again\": *first\n\"<<\": *first\n");
            }
            text
        }
    }
}

/// Block YAML; `names` gives the first object a name.
fn lines(value: &Value, depth: usize, names: bool, is_named: &mut bool, text: &mut String) {
    let indent = "  ".repeat(depth);
    let mut inner = |head: String, value: &Value, text: &mut String| {
        let is_block = matches!(value, Value::Object(object) if !object.is_empty())
            || matches!(value, Value::Array(items) if !items.is_empty());
        text.push_str(&indent);
        text.push_str(&head);
        if !is_block {
            text.push_str(&format!(" {value}\n"));
            return;
        }
        if names && !*is_named && value.is_object() {
            *is_named = true;
            text.push_str(" &first");
        }
        text.push('\n');
        lines(value, depth + 1, names, is_named, text);
    };
    match value {
        Value::Object(object) if !object.is_empty() => {
            for (key, value) in object {
                inner(format!("{}:", json!(key)), value, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for value in items {
                inner("-".to_owned(), value, text);
            }
        }
        value => text.push_str(&format!("{indent}{value}\n")),
    }
}
