//! A document as a tree that remembers where each value stands, from JSON or YAML alike.
//!
//! It knows nothing of OpenAPI. Depth, size and what aliases unfold to are bounded, so that walking the tree is, too.

use serde_json::{Map as JsonMap, Number, Value};

use super::{ImportError, Progress, Stage, Watch};
use crate::flow::json::{self, Json, Kind};

/// How deep lists and maps may stand in each other.
pub(super) const MAX_DEPTH: usize = 128;
/// The largest text that is read.
pub(super) const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// What it is.
    pub data: Data,
    /// Its line, from 1.
    pub line: u32,
    /// Its column, from 1.
    pub column: u32,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Data {
    Null,
    Bool(bool),
    /// As it was spelled.
    Number(Box<str>),
    Text(Box<str>),
    List(Vec<Node>),
    Map(Map),
}

/// Keys and values in their order. Of a doubled key the last value counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Map {
    entries: Vec<(Box<str>, Node)>,
    /// The numbers of the entries by their keys, where there are many.
    sorted: Vec<u32>,
}

/// From how many entries on they are looked up in order.
const MANY: usize = 8;

impl Map {
    pub(super) fn new(entries: Vec<(Box<str>, Node)>) -> Self {
        let mut sorted = Vec::new();
        if entries.len() > MANY {
            sorted = (0..u32::try_from(entries.len()).unwrap_or(u32::MAX)).collect();
            let key = |at: &u32| entries.get(*at as usize).map(|(key, _)| key);
            sorted.sort_by(|a, b| key(a).cmp(&key(b)));
        }
        Self { entries, sorted }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        if self.sorted.is_empty() {
            return self.entries.iter().rev().find(|(name, _)| **name == *key).map(|(_, node)| node);
        }
        let entry = |at: &u32| self.entries.get(*at as usize);
        let after = self.sorted.partition_point(|at| entry(at).is_some_and(|(name, _)| **name <= *key));
        let (name, node) = after.checked_sub(1).and_then(|at| self.sorted.get(at)).and_then(entry)?;
        (**name == *key).then_some(node)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.entries.iter().map(|(key, node)| (&**key, node))
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn into_entries(self) -> Vec<(Box<str>, Node)> {
        self.entries
    }
}

impl Node {
    pub(super) fn new(data: Data, (line, column): (u32, u32)) -> Self {
        Self { data, line, column }
    }

    /// The value of this key, where it is a map.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.map()?.get(key)
    }

    pub(super) fn map(&self) -> Option<&Map> {
        match &self.data {
            Data::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(super) fn list(&self) -> Option<&[Self]> {
        match &self.data {
            Data::List(list) => Some(list),
            _ => None,
        }
    }

    /// A text; a number or a truth value as it was spelled, since YAML writers leave quotes out.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) | Data::Number(text) => Some(text),
            Data::Bool(true) => Some("true"),
            Data::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// The text of this key; nothing where there is none.
    pub(super) fn text_of(&self, key: &str) -> &str {
        self.get(key).and_then(Self::text).unwrap_or_default()
    }

    /// Whether this key holds `true`.
    pub(super) fn is(&self, key: &str) -> bool {
        matches!(self.get(key).map(|node| &node.data), Some(Data::Bool(true)))
    }

    pub(super) fn bool(&self, key: &str) -> Option<bool> {
        match self.get(key)?.data {
            Data::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        match &self.get(key)?.data {
            Data::Number(raw) => number(raw).as_f64(),
            _ => None,
        }
    }

    pub(super) fn count(&self, key: &str) -> Option<usize> {
        match &self.get(key)?.data {
            Data::Number(raw) => raw.parse().ok(),
            _ => None,
        }
    }

    /// The texts of a list.
    pub(super) fn texts(&self, key: &str) -> Vec<&str> {
        self.get(key).and_then(Self::list).into_iter().flatten().filter_map(Self::text).collect()
    }

    /// The word for what it is.
    pub(super) fn type_name(&self) -> &'static str {
        match self.data {
            Data::Null => "null",
            Data::Bool(_) => "true or false",
            Data::Number(_) => "a number",
            Data::Text(_) => "a text",
            Data::List(_) => "a list",
            Data::Map(_) => "an object",
        }
    }

    /// The same as plain JSON.
    pub(super) fn value(&self) -> Value {
        match &self.data {
            Data::Null => Value::Null,
            Data::Bool(value) => Value::Bool(*value),
            Data::Number(raw) => number(raw),
            Data::Text(text) => Value::String(text.to_string()),
            Data::List(list) => list.iter().map(Self::value).collect(),
            Data::Map(map) => {
                let pairs = map.iter().map(|(key, node)| (key.to_owned(), node.value()));
                Value::Object(pairs.collect::<JsonMap<_, _>>())
            }
        }
    }
}

/// A number of JSON or YAML; what is neither stays a text.
fn number(raw: &str) -> Value {
    if let Ok(number) = serde_json::from_str::<Number>(raw) {
        return Value::Number(number);
    }
    let plain = raw.strip_prefix('+').unwrap_or(raw);
    let whole = match plain.get(..2) {
        Some("0x") => plain.get(2..).and_then(|digits| i64::from_str_radix(digits, 16).ok()),
        Some("0o") => plain.get(2..).and_then(|digits| i64::from_str_radix(digits, 8).ok()),
        _ => plain.parse().ok(),
    };
    let number = whole.map(Number::from).or_else(|| Number::from_f64(plain.parse().ok()?));
    number.map_or_else(|| Value::String(raw.to_owned()), Value::Number)
}

/// A tree and what was odd about the text.
#[derive(Debug)]
pub(super) struct Source {
    /// The tree.
    pub root: Node,
    /// What was odd, with its line and column.
    pub odd: Vec<(String, u32, u32)>,
}

/// Reads JSON or YAML.
///
/// # Errors
/// Where it is neither, too large or too deep.
pub(super) fn read(text: &str, watch: &mut Watch<'_>) -> Result<Source, ImportError> {
    if text.len() > MAX_BYTES {
        return Err(ImportError::TooLarge { limit_mib: MAX_BYTES / 1024 / 1024 });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    watch.tell(Progress { stage: Stage::Reading, done: 0, of: text.len() })?;
    if !text.trim_start().starts_with(['{', '[']) {
        return super::yaml::read(text, watch);
    }
    match json::parse(text) {
        Ok(tree) => {
            watch.tell(Progress { stage: Stage::Reading, done: text.len() / 2, of: text.len() })?;
            let mut place = Place { line: 1, column: 1 };
            let root = from_json(&tree, &mut place);
            watch.tell(Progress { stage: Stage::Reading, done: text.len(), of: text.len() })?;
            Ok(Source { root, odd: Vec::new() })
        }
        Err(error) => match super::yaml::read(text, watch) {
            // YAML in braces is no JSON, and still a document.
            Ok(source) => Ok(source),
            Err(ImportError::Cancelled) => Err(ImportError::Cancelled),
            Err(_) => {
                let (line, column) = json::position(text, error.offset);
                Err(ImportError::NotReadable { form: "JSON", line, column, message: error.message })
            }
        },
    }
}

/// Where the reader of the tree stands in the text.
struct Place {
    line: u32,
    column: u32,
}

impl Place {
    fn pass(&mut self, text: &str) {
        for char in text.chars() {
            if char == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
    }
}

/// The depth is bounded by the parser that made the tree.
fn from_json(json: &Json, place: &mut Place) -> Node {
    place.pass(&json.lead);
    let at = (place.line, place.column);
    let data = match &json.kind {
        Kind::Literal(raw) => {
            place.pass(raw);
            match &**raw {
                "null" => Data::Null,
                "true" => Data::Bool(true),
                "false" => Data::Bool(false),
                _ => Data::Number(raw.clone()),
            }
        }
        Kind::String(raw) => {
            place.pass(raw);
            place.pass("\"\"");
            Data::Text(json::decode(raw).into())
        }
        Kind::Array(list) => {
            place.pass("[");
            let mut items = Vec::with_capacity(list.items.len());
            for (index, item) in list.items.iter().enumerate() {
                if index > 0 {
                    place.pass(",");
                }
                items.push(from_json(item, place));
            }
            place.pass(&list.inner);
            place.pass("]");
            Data::List(items)
        }
        Kind::Object(list) => {
            place.pass("{");
            let mut entries = Vec::with_capacity(list.items.len());
            for (index, member) in list.items.iter().enumerate() {
                if index > 0 {
                    place.pass(",");
                }
                for part in [&*member.lead, "\"", &*member.key, "\"", &*member.trail, ":"] {
                    place.pass(part);
                }
                entries.push((member.name().into(), from_json(&member.value, place)));
            }
            place.pass(&list.inner);
            place.pass("}");
            Data::Map(Map::new(entries))
        }
    };
    place.pass(&json.trail);
    Node::new(data, at)
}
