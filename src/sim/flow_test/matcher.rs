//! What a text or a value has to be.

use serde_json::Value;
use toml::de::DeValue;

use super::keys::{COMPARE, COMPARE_VALUE};
use super::read::{At, Node, Reader, json};

/// What a text has to be.
#[derive(Clone, Debug)]
pub(super) enum TextMatch {
    Equals(String),
    Contains(String),
    Regex { source: String, regex: Box<fancy_regex::Regex> },
}

/// Enough for any sensible pattern; one that explodes is stopped within moments.
const BACKTRACK_LIMIT: usize = 200_000;

impl TextMatch {
    /// One of the three keys of a table; `None` where it has none.
    pub fn read(reader: &mut Reader, table: &toml::de::DeTable<'_>) -> Option<Self> {
        let mut found = COMPARE.iter().filter_map(|key| Some((*key, table.get(*key)?)));
        let (key, node) = found.next()?;
        if let Some((other, node)) = found.next() {
            reader.mistake(node.span().start, format!("`{key}` and `{other}` cannot stand together"));
        }
        let text = reader.text(node, key)?;
        Self::of(reader, key, text)
    }

    /// A text that has to be equal, or a table with one of the three keys.
    pub fn read_value(reader: &mut Reader, node: &Node<'_>, key: &str, plain: &str) -> Option<Self> {
        match node.get_ref() {
            DeValue::String(_) => {
                let text = reader.text(node, key)?;
                Self::of(reader, plain, text)
            }
            DeValue::Table(table) => {
                reader.only(table, "way to compare a text:", &COMPARE);
                if table.is_empty() {
                    reader.wrong(node, key, "compared: by `equals`, `contains` or `regex`");
                }
                Self::read(reader, table)
            }
            _ => {
                reader.wrong(node, key, "a text, or a table with `equals`, `contains` or `regex`");
                None
            }
        }
    }

    fn of(reader: &mut Reader, key: &str, text: At<String>) -> Option<Self> {
        match key {
            "contains" => Some(Self::Contains(text.value)),
            "regex" => {
                let mut builder = fancy_regex::RegexBuilder::new(&text.value);
                match builder.backtrack_limit(BACKTRACK_LIMIT).build() {
                    Ok(regex) => Some(Self::Regex { source: text.value, regex: Box::new(regex) }),
                    Err(error) => {
                        let reason = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
                        reader.mistake(text.offset, format!("this is no regular expression: {reason}"));
                        None
                    }
                }
            }
            _ => Some(Self::Equals(text.value)),
        }
    }

    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Equals(wanted) => wanted == text,
            Self::Contains(wanted) => text.contains(wanted.as_str()),
            Self::Regex { regex, .. } => regex.is_match(text).unwrap_or(false),
        }
    }

    /// As the end of a sentence.
    pub fn described(&self) -> String {
        match self {
            Self::Equals(wanted) => format!("“{wanted}”"),
            Self::Contains(wanted) => format!("something with “{wanted}”"),
            Self::Regex { source, .. } => format!("something that matches /{source}/"),
        }
    }
}

/// What a variable has to be.
#[derive(Clone, Debug)]
pub(super) enum ValueMatch {
    /// This value; a text is equal to a number that is written so.
    Equals(Value),
    /// Its text.
    Text(TextMatch),
    /// Not there, or null.
    Absent,
}

impl ValueMatch {
    pub fn read(reader: &mut Reader, table: &toml::de::DeTable<'_>, offset: usize) -> Option<Self> {
        let mut found = COMPARE_VALUE.iter().filter_map(|key| Some((*key, table.get(*key)?)));
        if let (Some((one, _)), Some((two, node))) = (found.next(), found.next()) {
            reader.mistake(node.span().start, format!("`{one}` and `{two}` cannot stand together"));
            return None;
        }
        match (table.get("equals"), table.get("absent")) {
            (_, Some(node)) => reader.yes(node, "absent").then_some(Self::Absent),
            (Some(node), None) if !matches!(node.get_ref(), DeValue::String(_)) => {
                Some(Self::Equals(json(node.get_ref())))
            }
            _ => {
                let before = reader.mistakes.len();
                let text = TextMatch::read(reader, table);
                if text.is_none() && reader.mistakes.len() == before {
                    let message = "a variable has to be compared: `equals`, `contains`, `regex` or `absent`";
                    reader.mistake(offset, message);
                }
                text.map(Self::Text)
            }
        }
    }

    pub fn matches(&self, value: Option<&Value>) -> bool {
        match (self, value) {
            (Self::Absent, value) => value.is_none_or(Value::is_null),
            (_, None) => false,
            (Self::Equals(wanted), Some(value)) => {
                wanted == value
                    || matches!((wanted.as_f64(), value.as_f64()), (Some(one), Some(two)) if one.total_cmp(&two).is_eq())
                    || (!wanted.is_object() && !wanted.is_array() && text_of(wanted) == text_of(value))
            }
            (Self::Text(wanted), Some(value)) => wanted.matches(&text_of(value)),
        }
    }

    pub fn described(&self) -> String {
        match self {
            Self::Equals(wanted) => format!("is {wanted}"),
            Self::Text(TextMatch::Equals(wanted)) => format!("is “{wanted}”"),
            Self::Text(wanted) => format!("is {}", wanted.described()),
            Self::Absent => "is not there".to_owned(),
        }
    }
}

/// A value as a template would write it.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
