//! Reads TOML so that every mistake has its place: what is unknown is told with what is near, what is of the wrong
//! type with what it has to be. It knows nothing of flow tests.

use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::flow::nearest;

/// A value, and where it stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// The offset of its first byte.
    pub offset: usize,
}

/// Something wrong in a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct Mistake {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
}

/// Where the lines of a text begin, so that each place is found without reading the text again.
#[derive(Clone, Debug)]
pub struct Lines(Vec<usize>);

impl Lines {
    /// The lines of a text.
    pub fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(breaks).collect())
    }

    /// Line and column, both from 1, of a byte of that text.
    pub fn position(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.0.partition_point(|start| *start <= offset).max(1);
        let start = self.0.get(line - 1).copied().unwrap_or_default();
        let before = text.get(start..offset.min(text.len())).unwrap_or_default();
        (line, before.chars().count() + 1)
    }
}

impl Mistake {
    /// At a byte of a text.
    pub fn at(text: &str, offset: usize, message: impl Into<String>) -> Self {
        let (line, column) = Lines::of(text).position(text, offset);
        Self { line, column, message: message.into() }
    }

    /// Mistakes at bytes of a text, in its order.
    pub(super) fn all(text: &str, mut mistakes: Vec<(usize, String)>) -> Vec<Self> {
        mistakes.sort();
        let lines = Lines::of(text);
        mistakes
            .into_iter()
            .map(|(offset, message)| {
                let (line, column) = lines.position(text, offset);
                Self { line, column, message }
            })
            .collect()
    }
}

pub(super) type Node<'i> = Spanned<DeValue<'i>>;

/// Collects mistakes while a tree is read.
#[derive(Default)]
pub(super) struct Reader {
    pub mistakes: Vec<(usize, String)>,
}

impl Reader {
    /// Notes a mistake.
    pub fn mistake(&mut self, offset: usize, message: impl Into<String>) {
        self.mistakes.push((offset, message.into()));
    }

    /// A value of another type than it has to be.
    pub fn wrong(&mut self, node: &Node<'_>, key: &str, expected: &str) {
        let found = node.get_ref().type_str();
        self.mistake(node.span().start, format!("`{key}` has to be {expected}; this is a TOML {found}"));
    }

    /// A name that nobody knows, with the one that was meant or those that there are.
    pub fn unknown<'k>(
        &mut self,
        offset: usize,
        noun: &str,
        name: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        /// More of them are no help.
        const MAX_LISTED: usize = 24;
        let known: Vec<&str> = known.into_iter().collect();
        let hint = match nearest(name, known.iter().copied()) {
            Some(near) => format!("; did you mean `{near}`?"),
            None if !known.is_empty() && known.len() <= MAX_LISTED => {
                format!("; there is: {}", known.join(", "))
            }
            None => String::new(),
        };
        self.mistake(offset, format!("there is no {noun} `{name}`{hint}"));
    }

    /// Tells of each key that is not one of these.
    pub fn only(&mut self, table: &DeTable<'_>, noun: &str, known: &[&str]) {
        for key in table.keys().filter(|key| !known.contains(&&**key.get_ref())) {
            self.unknown(key.span().start, noun, key.get_ref(), known.iter().copied());
        }
    }

    pub fn text(&mut self, node: &Node<'_>, key: &str) -> Option<At<String>> {
        match node.get_ref() {
            DeValue::String(text) => Some(At { value: text.to_string(), offset: node.span().start }),
            _ => {
                self.wrong(node, key, "a text");
                None
            }
        }
    }

    /// A text that is not empty.
    pub fn name(&mut self, node: &Node<'_>, key: &str) -> Option<At<String>> {
        let text = self.text(node, key)?;
        if text.value.trim().is_empty() {
            self.mistake(text.offset, format!("`{key}` must not be empty"));
            return None;
        }
        Some(text)
    }

    /// A number of seconds.
    pub fn seconds(&mut self, node: &Node<'_>, key: &str) -> Option<f64> {
        let number = match node.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) => json(node.get_ref()).as_f64(),
            _ => None,
        };
        let number = number.filter(|number| number.is_finite() && *number >= 0.0);
        if number.is_none() {
            self.wrong(node, key, "a number of seconds, not negative");
        }
        number
    }

    pub fn whole<T: TryFrom<u64>>(&mut self, node: &Node<'_>, key: &str, what: &str) -> Option<T> {
        let number = match node.get_ref() {
            DeValue::Integer(_) => json(node.get_ref()).as_u64().and_then(|number| number.try_into().ok()),
            _ => None,
        };
        if number.is_none() {
            self.wrong(node, key, what);
        }
        number
    }

    /// A key that says all by being there: its value has to be `true`.
    pub fn yes(&mut self, node: &Node<'_>, key: &str) -> bool {
        let is_yes = matches!(node.get_ref(), DeValue::Boolean(true));
        if !is_yes {
            self.mistake(node.span().start, format!("`{key}` has to be true, or left out"));
        }
        is_yes
    }

    pub fn table<'a, 'i>(&mut self, node: &'a Node<'i>, key: &str) -> Option<&'a DeTable<'i>> {
        match node.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => {
                self.wrong(node, key, "a table");
                None
            }
        }
    }

    /// The items of a list.
    pub fn list<'a, 'i>(&mut self, node: &'a Node<'i>, key: &str) -> Vec<&'a Node<'i>> {
        match node.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => {
                self.wrong(node, key, "a list");
                Vec::new()
            }
        }
    }

    /// The items of a list, or the one value.
    pub fn one_or_many<'a, 'i>(node: &'a Node<'i>) -> Vec<&'a Node<'i>> {
        match node.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![node],
        }
    }
}

/// The value as JSON; dates and times as their text.
pub(super) fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            let digits: String = number.as_str().chars().filter(|char| *char != '_').collect();
            i64::from_str_radix(&digits, number.radix()).map_or(Value::Null, Value::from)
        }
        DeValue::Float(number) => {
            let digits: String = number.as_str().chars().filter(|char| *char != '_').collect();
            digits.parse().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
        }
        DeValue::Boolean(is) => Value::Bool(*is),
        DeValue::Datetime(time) => Value::String(time.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(table) => Value::Object(object(table)),
    }
}

/// A table as a JSON object, its members in the order of the file.
pub(super) fn object(table: &DeTable<'_>) -> Map<String, Value> {
    in_order(table)
        .into_iter()
        .map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref())))
        .collect()
}

/// The members of a table in the order of the file: the library sorts them by name.
pub(super) fn in_order<'a, 'i>(
    table: &'a DeTable<'i>,
) -> Vec<(&'a Spanned<toml::de::DeString<'i>>, &'a Node<'i>)> {
    let mut members: Vec<_> = table.iter().collect();
    members.sort_by_key(|(key, _)| key.span().start);
    members
}
