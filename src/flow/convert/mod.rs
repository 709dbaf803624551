//! Makes a bare current definition of what is none yet: exports from before September 2019, answers of the REST API,
//! definitions in a JSON string or in a file of code.
//!
//! Pure functions from text to text. Nothing is dropped in silence: every [`Note`] is to be shown.

mod code;
mod find;
mod legacy;
mod literal;

#[cfg(test)]
mod tests;

use std::fmt;

use self::find::Spot;
use super::canonical::canonical_of;
use super::json::{self, Json, Kind, position};
use crate::flow::counted;

pub(super) use find::holds_flow;

/// A text and the definitions that were found in it.
#[derive(Clone, Debug)]
pub struct Source {
    text: String,
    roots: Vec<Root>,
    flows: Vec<Found>,
}

/// A JSON value of the text: all of it, or one that stands in code.
#[derive(Clone, Debug)]
struct Root {
    json: Json,
    /// What is said of reading it, besides what the path to the definition says.
    notes: Vec<Note>,
    /// Line and column where it begins.
    at: (usize, usize),
}

/// A definition within a text.
#[derive(Clone, Debug)]
pub struct Found {
    /// The flow's SID, where it stands beside the definition.
    pub sid: Option<String>,
    /// The flow's name, where it stands beside the definition.
    pub name: Option<String>,
    /// Line and column, from 1, of the JSON value that it stands in.
    pub at: (usize, usize),
    /// A JSON pointer to it within that value.
    pub pointer: String,
    root: usize,
    spot: Spot,
}

/// A converted definition.
#[derive(Clone, Debug)]
pub struct Converted {
    /// The text of the bare definition.
    pub text: String,
    /// What it was.
    pub was: Was,
    /// What was dropped, added and changed, in the order of the text.
    pub notes: Vec<Note>,
}

/// What a definition was before it was converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Was {
    /// It was in the format before September 2019.
    pub legacy: bool,
    /// It stood within something else.
    pub wrapped: bool,
}

impl Was {
    /// Whether there was nothing to convert.
    pub fn is_current(self) -> bool {
        !self.legacy && !self.wrapped
    }
}

/// One thing that the conversion did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What kind of thing.
    pub kind: NoteKind,
    /// A JSON pointer into the text that was converted; empty where it is about code.
    pub pointer: String,
    /// What exactly.
    pub what: String,
}

/// What the conversion did with something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// It is not in the new text.
    Dropped,
    /// It was not in the old text.
    Added,
    /// It has another value.
    Changed,
    /// It means the same in today's words: a type's name, the name of a widget instead of its SID.
    Translated,
    /// It was kept although it may be wrong.
    Kept,
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.kind {
            NoteKind::Dropped => "dropped",
            NoteKind::Added => "added",
            NoteKind::Changed | NoteKind::Translated => "changed",
            NoteKind::Kept => "kept",
        };
        match &*self.pointer {
            "" => write!(formatter, "{verb} {}", self.what),
            pointer => write!(formatter, "{verb} {pointer}: {}", self.what),
        }
    }
}

impl Note {
    fn new(kind: NoteKind, pointer: impl Into<String>, what: impl Into<String>) -> Self {
        Self { kind, pointer: pointer.into(), what: what.into() }
    }
}

/// Why a text cannot be converted, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct ConvertError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// Why, as a sentence without a full stop.
    pub message: String,
}

impl Source {
    /// Looks for definitions in a text, without its byte order mark.
    ///
    /// # Errors
    /// Where there is none.
    pub fn read(text: &str) -> Result<Self, ConvertError> {
        let error = |offset, message: String| {
            let (line, column) = position(text, offset);
            ConvertError { line, column, message }
        };
        let roots = match json::parse(text) {
            Ok(json) => vec![Root { at: position(text, json.lead.len()), json, notes: Vec::new() }],
            Err(found) if is_meant_as_json(text) => {
                return Err(error(found.offset, format!("this is no JSON: {}", found.message)));
            }
            Err(_) => code::roots(text),
        };
        let mut flows = Vec::new();
        for (index, root) in roots.iter().enumerate() {
            for spot in find::spots(&root.json) {
                flows.push(Found {
                    sid: spot.sid.clone(),
                    name: spot.name.clone(),
                    at: root.at,
                    pointer: spot.pointer.clone(),
                    root: index,
                    spot,
                });
            }
        }
        if flows.is_empty() {
            let message = match roots.first() {
                Some(root) if find::has_empty_definition(&root.json) => {
                    "this answer names flows without their definitions, as lists of the REST API do; fetch each flow \
                     by its SID"
                }
                _ => {
                    "no flow definition was found in this text: nothing in it has a `states` array of widgets"
                }
            };
            return Err(error(text.len() - text.trim_start().len(), message.to_owned()));
        }
        Ok(Self { text: text.to_owned(), roots, flows })
    }

    /// The definitions, in the order of the text; never none.
    pub fn flows(&self) -> &[Found] {
        &self.flows
    }

    /// Converts one of the definitions. One that is bare and current already keeps its text. `None` where there is no
    /// such definition, or where it would be too large to be opened again.
    pub fn convert(&self, index: usize) -> Option<Converted> {
        let found = self.flows.get(index)?;
        let root = self.roots.get(found.root)?;
        let mut notes = root.notes.clone();
        for (_, other) in self.roots.iter().enumerate().filter(|(other, _)| *other != found.root) {
            let what = format!("the definition at line {}", other.at.0);
            notes.push(Note::new(NoteKind::Dropped, "", what));
        }
        let mut definition = find::extract(&root.json, &found.spot, &mut notes)?;
        let wrapped = !found.pointer.is_empty() || !root.notes.is_empty() || find::is_inside(&found.spot);
        let legacy = legacy::is_legacy(&definition);
        let was = Was { legacy, wrapped };
        if was.is_current() {
            return Some(Converted { text: self.text.clone(), was, notes });
        }
        drop_doubled(&mut definition, &found.pointer, &mut notes);
        if legacy {
            legacy::modernise(&mut definition, &found.pointer, &mut notes);
        }
        let text = canonical_of(&definition)?;
        Some(Converted { text, was, notes })
    }
}

/// Whether a text that is no JSON was to be JSON: an error in it is to be told, not searched around.
pub(super) fn is_meant_as_json(text: &str) -> bool {
    text.trim_start().is_empty() || text.trim_start().starts_with(['{', '[', '"'])
}

/// Where in a text that is no JSON the first definition stands in code, if one does.
pub(super) fn first_in_code(text: &str) -> Option<(usize, usize)> {
    if is_meant_as_json(text) {
        return None;
    }
    code::roots(text).first().map(|root| root.at)
}

/// Of doubled keys only the last counts, so only it is taken over.
fn drop_doubled(value: &mut Json, pointer: &str, notes: &mut Vec<Note>) {
    match &mut value.kind {
        Kind::Literal(_) | Kind::String(_) => {}
        Kind::Array(list) => {
            for (index, item) in list.items.iter_mut().enumerate() {
                drop_doubled(item, &format!("{pointer}/{index}"), notes);
            }
        }
        Kind::Object(list) => {
            let mut left = std::collections::HashMap::new();
            for member in &list.items {
                *left.entry(member.name().into_owned()).or_insert(0_usize) += 1;
            }
            list.items.retain(|member| {
                let Some(count) = left.get_mut(&*member.name()) else { return true };
                *count -= 1;
                if *count > 0 {
                    let what = format!("{}, since the key stands again below", short(&member.value));
                    notes.push(Note::new(NoteKind::Dropped, below(pointer, &member.name()), what));
                }
                *count == 0
            });
            for member in &mut list.items {
                let pointer = below(pointer, &member.name());
                drop_doubled(&mut member.value, &pointer, notes);
            }
        }
    }
}

/// The pointer to a member.
fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// A value for a reader: short ones as they are, large ones by their size.
fn short(value: &Json) -> String {
    const MAX_CHARS: usize = 80;
    match &value.kind {
        Kind::Literal(raw) => raw.chars().take(MAX_CHARS).collect(),
        Kind::String(raw) if raw.chars().nth(MAX_CHARS).is_none() => format!("\"{raw}\""),
        Kind::String(raw) => format!("\"{}…\"", raw.chars().take(MAX_CHARS).collect::<String>()),
        Kind::Array(list) if list.items.is_empty() => "[]".to_owned(),
        Kind::Object(list) if list.items.is_empty() => "{}".to_owned(),
        Kind::Array(list) => format!("a list of {}", counted(list.items.len(), "item")),
        Kind::Object(list) => format!("an object with {}", counted(list.items.len(), "key")),
    }
}
