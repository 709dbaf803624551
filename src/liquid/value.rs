//! Values while a template is rendered. They borrow the caller's JSON and the template's text; nothing is copied to be read.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::Dialect;
use super::unknown::Unknown;

/// See [`Value::member`].
const FEW_KEYS: usize = 8;

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value<'r> {
    /// Nothing, or undefined.
    Nil,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text of the caller or of the template.
    Text(&'r str),
    /// Text that a filter made: it belongs to this value alone, so that the next filter can go on with it.
    Made(String),
    /// Text that was made and is kept: cheap to clone.
    Shared(Rc<str>),
    /// The caller's list.
    Array(&'r [Json]),
    /// The caller's object.
    Object(&'r Map<String, Json>),
    /// A list that was made.
    List(Rc<Vec<Value<'r>>>),
    /// An object that was made.
    Dict(Rc<Vec<(String, Value<'r>)>>),
    /// `(a..b)`, both included.
    Range(i64, i64),
    /// `empty`.
    Empty,
    /// `blank`.
    Blank,
    /// The `forloop` of the loop so many deep.
    Loop(usize),
}

impl<'r> Value<'r> {
    /// A look at JSON.
    pub fn of(json: &'r Json) -> Self {
        match json {
            Json::Null => Value::Nil,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => number_of(number),
            Json::String(text) => Value::Text(text),
            Json::Array(items) => Value::Array(items),
            Json::Object(map) => Value::Object(map),
        }
    }

    /// JSON that has to be kept.
    pub fn keep(json: Json) -> Self {
        match json {
            Json::Null => Value::Nil,
            Json::Bool(value) => Value::Bool(value),
            Json::Number(number) => number_of(&number),
            Json::String(text) => Value::Shared(text.into()),
            Json::Array(items) => Value::list(items.into_iter().map(Value::keep).collect()),
            Json::Object(map) => {
                Value::Dict(Rc::new(map.into_iter().map(|(key, value)| (key, Value::keep(value))).collect()))
            }
        }
    }

    /// What a look-up in the caller's variables gave.
    pub fn of_cow(json: Cow<'r, Json>) -> Self {
        match json {
            Cow::Borrowed(json) => Value::of(json),
            Cow::Owned(json) => Value::keep(json),
        }
    }

    /// Text that was made.
    pub fn text(text: impl Into<String>) -> Self {
        Value::Made(text.into())
    }

    /// As a value that is to be kept and read more than once.
    pub fn share(self) -> Self {
        match self {
            Value::Made(text) => Value::Shared(text.into()),
            other => other,
        }
    }

    /// A list that was made.
    pub fn list(items: Vec<Value<'r>>) -> Self {
        Value::List(Rc::new(items))
    }

    /// An object that was made.
    pub fn dict(members: Vec<(String, Value<'r>)>) -> Self {
        Value::Dict(Rc::new(members))
    }

    /// Everything but nil and false.
    pub fn truthy(&self) -> bool {
        !matches!(self, Value::Nil | Value::Bool(false))
    }

    /// Whether it has members.
    pub fn is_object(&self) -> bool {
        matches!(self, Value::Object(_) | Value::Dict(_))
    }

    /// Whether it is nil.
    pub fn is_nil(&self) -> bool {
        matches!(self, Value::Nil)
    }

    /// The text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Made(text) => Some(text),
            Value::Shared(text) => Some(text),
            _ => None,
        }
    }

    /// How many items a list has.
    pub fn list_length(&self) -> Option<usize> {
        match self {
            Value::Array(items) => Some(items.len()),
            Value::List(items) => Some(items.len()),
            Value::Range(from, to) => Some(range_length(*from, *to)),
            _ => None,
        }
    }

    /// An item of a list.
    pub fn item(&self, at: usize) -> Option<Value<'r>> {
        match self {
            Value::Array(items) => items.get(at).map(Value::of),
            Value::List(items) => items.get(at).cloned(),
            Value::Range(from, to) if at < range_length(*from, *to) => {
                i64::try_from(at).ok().and_then(|at| from.checked_add(at)).map(Value::Int)
            }
            _ => None,
        }
    }

    /// A member of an object.
    pub fn member(&self, key: &str) -> Option<Value<'r>> {
        match self {
            // A walk through a few keys is quicker than a hash.
            Value::Object(map) if map.len() <= FEW_KEYS => {
                map.iter().find(|(k, _)| *k == key).map(|(_, v)| Value::of(v))
            }
            Value::Object(map) => map.get(key).map(Value::of),
            Value::Dict(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone()),
            _ => None,
        }
    }

    /// Its members as pairs, if it is an object.
    pub fn pairs(&self) -> Option<Vec<Value<'r>>> {
        match self {
            Value::Object(map) => {
                Some(map.iter().map(|(k, v)| Value::list(vec![Value::Text(k), Value::of(v)])).collect())
            }
            Value::Dict(entries) => Some(
                entries
                    .iter()
                    .map(|(k, v)| Value::list(vec![Value::text(k.as_str()).share(), v.clone()]))
                    .collect(),
            ),
            _ => None,
        }
    }

    /// How many members or items: `None` for what has none.
    pub fn count(&self) -> Option<usize> {
        match self {
            Value::Object(map) => Some(map.len()),
            Value::Dict(entries) => Some(entries.len()),
            _ => self.list_length(),
        }
    }

    /// How many bytes it has, with those of all that is in it; `most` or more once it is that many.
    pub fn weight(&self, most: usize) -> usize {
        match self {
            Value::Text(text) => text.len(),
            Value::Made(text) => text.len(),
            Value::Shared(text) => text.len(),
            Value::Array(items) => weigh(items.iter().map(Value::of), most),
            Value::List(items) => weigh(items.iter().cloned(), most),
            Value::Object(map) => weigh(map.iter().flat_map(|(k, v)| [Value::Text(k), Value::of(v)]), most),
            Value::Dict(entries) => entries.len() + weigh(entries.iter().map(|(_, v)| v.clone()), most),
            _ => 1,
        }
    }

    /// What is not known about how Studio writes it as text.
    pub fn unknown_text(&self) -> Option<Unknown> {
        match self {
            Value::Object(_) | Value::Dict(_) => Some(Unknown::ObjectText),
            Value::Array(items) => items.iter().find_map(|item| Value::of(item).unknown_item()),
            Value::List(items) => items.iter().find_map(Value::unknown_item),
            _ => None,
        }
    }

    fn unknown_item(&self) -> Option<Unknown> {
        if self.is_nil() { Some(Unknown::NilInList) } else { self.unknown_text() }
    }

    /// As text, borrowed where it can be.
    pub fn to_text(&self, dialect: &Dialect) -> Cow<'_, str> {
        match self.as_text() {
            Some(text) => Cow::Borrowed(text),
            None => {
                let mut text = String::new();
                self.write(&mut text, dialect);
                Cow::Owned(text)
            }
        }
    }

    /// Writes it as an output does.
    pub fn write(&self, out: &mut String, dialect: &Dialect) {
        match self {
            Value::Nil | Value::Empty | Value::Blank => {}
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::Int(value @ 0..=9) => {
                out.push(char::from(b'0' + u8::try_from(*value).unwrap_or_default()))
            }
            Value::Int(value) => _ = write!(out, "{value}"),
            Value::Float(value) => write_float(*value, out),
            Value::Text(text) => out.push_str(text),
            Value::Made(text) => out.push_str(text),
            Value::Shared(text) => out.push_str(text),
            Value::Range(from, to) => _ = write!(out, "{from}..{to}"),
            Value::Loop(_) => out.push_str("Liquid::ForloopDrop"),
            Value::Array(items) => {
                for item in *items {
                    Value::of(item).write_item(out, dialect);
                }
            }
            Value::List(items) => {
                for item in items.iter() {
                    item.write_item(out, dialect);
                }
            }
            Value::Object(map) => {
                write_members(map.iter().map(|(k, v)| (k.as_str(), Value::of(v))), out, dialect)
            }
            Value::Dict(entries) => {
                write_members(entries.iter().map(|(k, v)| (k.as_str(), v.clone())), out, dialect);
            }
        }
    }

    fn write_item(&self, out: &mut String, dialect: &Dialect) {
        if self.is_nil() && dialect.nil_in_list_is_null {
            out.push_str("null");
        } else {
            self.write(out, dialect);
        }
    }

    /// Inside the text of an object: Ruby quotes text there, Java does not.
    fn write_inner(&self, out: &mut String, dialect: &Dialect) {
        if dialect.java_object_text {
            match self {
                Value::Nil => out.push_str("null"),
                _ if self.list_length().is_some() => {
                    out.push('[');
                    for at in 0..self.list_length().unwrap_or_default() {
                        if at > 0 {
                            out.push_str(", ");
                        }
                        self.item(at).unwrap_or(Value::Nil).write_inner(out, dialect);
                    }
                    out.push(']');
                }
                _ => self.write(out, dialect),
            }
            return;
        }
        match self {
            Value::Nil => out.push_str("nil"),
            _ if self.as_text().is_some() || self.list_length().is_some() => {
                out.push_str(&self.to_json().to_string());
            }
            _ => self.write(out, dialect),
        }
    }

    /// As JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Value::Nil | Value::Loop(_) => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(value) => Json::from(*value),
            Value::Float(value) => Json::from(*value),
            Value::Text(text) => Json::from(*text),
            Value::Made(text) => Json::from(text.as_str()),
            Value::Shared(text) => Json::from(text.as_ref()),
            Value::Empty | Value::Blank => Json::from(""),
            Value::Array(items) => Json::Array(items.to_vec()),
            Value::Object(map) => Json::Object((*map).clone()),
            Value::List(items) => items.iter().map(Value::to_json).collect(),
            Value::Dict(entries) => entries.iter().map(|(k, v)| (k.clone(), v.to_json())).collect(),
            Value::Range(from, to) => Json::from(format!("{from}..{to}")),
        }
    }

    /// Equality as `==` has it.
    pub fn equals(&self, other: &Value<'_>, dialect: &Dialect) -> bool {
        match (self, other) {
            (Value::Nil, Value::Nil) | (Value::Empty, Value::Empty) => true,
            (Value::Blank, Value::Blank) => dialect.blank,
            (Value::Empty | Value::Blank, Value::Empty | Value::Blank) => false,
            (Value::Empty, value) | (value, Value::Empty) => value.is_empty(),
            (Value::Blank, value) | (value, Value::Blank) => dialect.blank && value.is_blank(),
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Range(a, b), Value::Range(c, d)) => (a, b) == (c, d),
            (Value::Object(_) | Value::Dict(_), Value::Object(_) | Value::Dict(_)) => {
                self.to_json() == other.to_json()
            }
            _ => {
                if let (Some(a), Some(b)) = (self.as_text(), other.as_text()) {
                    return a == b;
                }
                if let (Some(a), Some(b)) = (self.number(), other.number()) {
                    return a == b;
                }
                match (self.list_length(), other.list_length()) {
                    (Some(a), Some(b)) if a == b => (0..a).all(|at| match (self.item(at), other.item(at)) {
                        (Some(a), Some(b)) => a.equals(&b, dialect),
                        _ => false,
                    }),
                    _ => false,
                }
            }
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "comparison of a whole number with a fraction")]
            Value::Int(value) => Some(*value as f64),
            Value::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// Text, list or object with nothing in it.
    pub fn is_empty(&self) -> bool {
        match self.as_text() {
            Some(text) => text.is_empty(),
            None => self.count() == Some(0),
        }
    }

    fn is_blank(&self) -> bool {
        match self.as_text() {
            Some(text) => text.trim().is_empty(),
            None => !self.truthy() || self.is_empty(),
        }
    }
}

fn number_of<'r>(number: &serde_json::Number) -> Value<'r> {
    match number.as_i64() {
        Some(whole) => Value::Int(whole),
        None => Value::Float(number.as_f64().unwrap_or_default()),
    }
}

fn write_members<'v, 'r: 'v>(
    members: impl Iterator<Item = (&'v str, Value<'r>)>,
    out: &mut String,
    dialect: &Dialect,
) {
    out.push('{');
    for (at, (key, value)) in members.enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        if dialect.java_object_text {
            _ = write!(out, "{key}=");
        } else {
            _ = write!(out, "{}=>", Json::from(key));
        }
        value.write_inner(out, dialect);
    }
    out.push('}');
}

fn weigh<'r>(items: impl Iterator<Item = Value<'r>>, most: usize) -> usize {
    let mut weight = 1;
    for item in items {
        if weight >= most {
            break;
        }
        weight += 1 + item.weight(most - weight);
    }
    weight
}

/// How many numbers a range has.
pub(super) fn range_length(from: i64, to: i64) -> usize {
    if to < from {
        return 0;
    }
    usize::try_from(to.abs_diff(from)).unwrap_or(usize::MAX).saturating_add(1)
}

/// A number with a fraction always shows one, unless it is too large to have one.
fn write_float(value: f64, out: &mut String) {
    if value.is_infinite() {
        out.push_str(if value > 0.0 { "Infinity" } else { "-Infinity" });
        return;
    }
    _ = if value.is_finite() && value.fract() == 0.0 && value.abs() < 1e16 {
        write!(out, "{value:.1}")
    } else {
        write!(out, "{value}")
    };
}
