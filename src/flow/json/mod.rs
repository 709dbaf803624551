//! A lossless JSON tree: every value keeps its own spelling and the white space around it, objects keep the
//! order of their keys and doubled keys, so that writing an unchanged tree gives the same bytes.
//!
//! It knows nothing of flows, and does not format: [`edit`](self::edit) imitates what stands beside.

mod edit;
mod parse;
mod text;
mod write;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde_json::Value;

pub use edit::Style;
pub use parse::{MAX_BYTES, MAX_DEPTH, ParseError, parse};
pub use text::{decode, encode, position};
pub(crate) use write::write_key;
pub use write::{Places, write};

/// A JSON value with the white space before and after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Json {
    /// White space before the value.
    pub lead: Box<str>,
    /// The value.
    pub kind: Kind,
    /// White space after the value, up to the next comma, bracket or the end of the text.
    pub trail: Box<str>,
}

/// What a JSON value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `null`, `true`, `false` or a number, as it was spelled.
    Literal(Box<str>),
    /// A string as it was spelled, without its quotes.
    String(Box<str>),
    /// An array.
    Array(List<Json>),
    /// An object.
    Object(List<Member>),
}

/// What stands between the brackets of an array or object.
#[derive(Clone, Debug, PartialEq)]
pub struct List<T> {
    /// The items.
    pub items: Vec<T>,
    /// White space between the brackets where there is no item.
    pub inner: Box<str>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// White space before the key.
    pub lead: Box<str>,
    /// The key as it was spelled, without its quotes.
    pub key: Box<str>,
    /// White space between the key and the colon.
    pub trail: Box<str>,
    /// The value.
    pub value: Json,
}

impl Member {
    /// The key in plain text.
    pub fn name(&self) -> Cow<'_, str> {
        decode(&self.key)
    }

    /// Whether the name is this. Most keys are spelled as they read; one with an escape is longer than what it reads.
    pub fn is_named(&self, name: &str) -> bool {
        let (key, wanted) = (self.key.as_bytes(), name.as_bytes());
        if key.len() == wanted.len() {
            return key == wanted && !wanted.contains(&b'\\');
        }
        // It is asked for every key of an object, so that most are told apart by their first letter.
        let may_be_same = key.first() == wanted.first() || key.first() == Some(&b'\\');
        may_be_same && key.len() > wanted.len() && key.contains(&b'\\') && decode(&self.key) == name
    }
}

/// The first member whose name another before it has.
fn doubled(members: &[Member]) -> Option<&Member> {
    /// So few are compared each with each, which is faster than a set.
    const FEW: usize = 8;
    if members.len() <= FEW {
        let names: Vec<Cow<'_, str>> = members.iter().map(Member::name).collect();
        let mut both = members.iter().zip(&names).enumerate();
        return both
            .find(|(index, (_, name))| names.iter().take(*index).any(|before| before == *name))
            .map(|(_, (member, _))| member);
    }
    let mut seen = std::collections::HashSet::new();
    members.iter().find(|member| !seen.insert(member.name()))
}

impl Json {
    /// A value without white space around it.
    pub fn bare(kind: Kind) -> Self {
        Self { lead: "".into(), kind, trail: "".into() }
    }

    /// The JSON name of what this is: `string`, `integer`, `number`, `boolean`, `null`, `array` or `object`.
    pub fn type_name(&self) -> &'static str {
        match &self.kind {
            Kind::String(_) => "string",
            Kind::Array(_) => "array",
            Kind::Object(_) => "object",
            Kind::Literal(raw) => match &**raw {
                "null" => "null",
                "true" | "false" => "boolean",
                raw if raw.contains(['.', 'e', 'E']) => "number",
                _ => "integer",
            },
        }
    }

    /// The text of a string.
    pub fn as_text(&self) -> Option<Cow<'_, str>> {
        match &self.kind {
            Kind::String(raw) => Some(decode(raw)),
            _ => None,
        }
    }

    /// The number, if this is one that a double can hold.
    pub fn as_number(&self) -> Option<f64> {
        match &self.kind {
            Kind::Literal(raw) => raw.parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// The items of an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::Array(list) => Some(&list.items),
            _ => None,
        }
    }

    /// The members of an object, doubled keys included.
    pub fn as_object(&self) -> Option<&[Member]> {
        match &self.kind {
            Kind::Object(list) => Some(&list.items),
            _ => None,
        }
    }

    /// The value of a key. Where a key is doubled the last one counts, as it does in Studio's own parser.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_object()?.iter().rev().find(|member| member.is_named(key)).map(|member| &member.value)
    }

    /// As [`Json::get`], to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        match &mut self.kind {
            Kind::Object(list) => list
                .items
                .iter_mut()
                .rev()
                .find(|member| member.is_named(key))
                .map(|member| &mut member.value),
            _ => None,
        }
    }

    /// Makes a string mean `text`, keeping the spelling of what stays.
    pub fn respell(&mut self, text: &str) {
        if let Kind::String(raw) = &mut self.kind {
            *raw = text::respell(raw, text).into();
        }
    }

    /// What stands at a JSON pointer, to be changed.
    pub fn at_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        pointer.split('/').skip(1).try_fold(self, |json, key| {
            if !matches!(json.kind, Kind::Array(_)) {
                return json.get_mut(&key.replace("~1", "/").replace("~0", "~"));
            }
            let Kind::Array(list) = &mut json.kind else { return None };
            list.items.get_mut(key.parse::<usize>().ok()?)
        })
    }

    /// Replaces parts of a string's text, given by their bytes from front to back; everything else keeps its spelling.
    pub fn splice(&mut self, changes: &[(std::ops::Range<usize>, String)]) {
        if let Kind::String(raw) = &mut self.kind {
            *raw = text::splice(raw, changes).into();
        }
    }

    /// The plain value. Of doubled keys the last is taken; a number that a double cannot hold becomes text.
    pub fn to_value(&self) -> Value {
        match &self.kind {
            Kind::String(raw) => Value::String(decode(raw).into_owned()),
            Kind::Literal(raw) => {
                serde_json::from_str(raw).unwrap_or_else(|_| Value::String(raw.clone().into_string()))
            }
            Kind::Array(list) => Value::Array(list.items.iter().map(Self::to_value).collect()),
            Kind::Object(list) => Value::Object(
                list.items
                    .iter()
                    .map(|member| (member.name().into_owned(), member.value.to_value()))
                    .collect(),
            ),
        }
    }

    /// Whether any object in here has the same key twice, and which.
    pub fn doubled_key(&self) -> Option<String> {
        match &self.kind {
            Kind::Literal(_) | Kind::String(_) => None,
            Kind::Array(list) => list.items.iter().find_map(Self::doubled_key),
            Kind::Object(list) => doubled(&list.items)
                .map(|member| member.name().into_owned())
                .or_else(|| list.items.iter().find_map(|member| member.value.doubled_key())),
        }
    }
}
