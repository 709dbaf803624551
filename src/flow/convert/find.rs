//! Where in a JSON value definitions stand, and how they are taken out of it.

use std::borrow::Cow;

use super::{Note, NoteKind, below, short};
use crate::flow::json::{self, Json, Kind};

/// How many strings may stand in each other: a definition in a request in a collection has three, and each
/// one doubles the quotes of those within.
const MAX_STRINGS: usize = 8;

/// The way to a definition.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub sid: Option<String>,
    pub name: Option<String>,
    /// The way as a JSON pointer; strings on it leave no mark.
    pub pointer: String,
    path: Vec<Step>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// Into an object's member, by its place: a key may be doubled.
    Member(usize),
    /// Into an array's item.
    Item(usize),
    /// Into the JSON that a string spells.
    Inside,
}

/// Whether any definition stands in a value.
pub(in crate::flow) fn holds_flow(root: &Json) -> bool {
    !spots(root).is_empty()
}

/// Whether a value that nobody said to be a definition is or holds one.
pub(super) fn holds_flow_surely(root: &Json) -> bool {
    !search(root, false).is_empty()
}

/// Every definition in a value, in the order of the text. A definition is not searched for others.
pub(super) fn spots(root: &Json) -> Vec<Spot> {
    search(root, true)
}

fn search(root: &Json, is_expected: bool) -> Vec<Spot> {
    let mut search = Search { path: Vec::new(), pointer: String::new(), strings: 0, found: Vec::new() };
    search.value(root, None, is_expected);
    search.found
}

struct Search {
    path: Vec<Step>,
    pointer: String,
    strings: usize,
    found: Vec<Spot>,
}

impl Search {
    /// Looks into a value that stands in `around`. What is expected to be a definition needs less to show that it is.
    fn value(&mut self, value: &Json, around: Option<&Json>, is_expected: bool) {
        match &value.kind {
            Kind::Literal(_) => {}
            Kind::String(_) => self.string(value, around, is_expected),
            Kind::Array(list) => {
                for (index, item) in list.items.iter().enumerate() {
                    self.step(Step::Item(index), &format!("/{index}"), |search| {
                        search.value(item, None, false)
                    });
                }
            }
            Kind::Object(_) if is_definition(value, is_expected) => {
                let text = |keys: &[&str]| {
                    let around = around?;
                    keys.iter().find_map(|key| around.get(key)?.as_text()).map(Cow::into_owned)
                };
                self.found.push(Spot {
                    sid: text(&["sid", "Sid", "flow_sid", "FlowSid"]),
                    name: text(&["friendly_name", "FriendlyName", "friendlyName", "name"]),
                    pointer: self.pointer.clone(),
                    path: self.path.clone(),
                });
            }
            Kind::Object(list) => {
                for (index, member) in list.items.iter().enumerate() {
                    let is_expected = matches!(&*member.name(), "definition" | "Definition");
                    self.step(Step::Member(index), &below("", &member.name()), |search| {
                        search.value(&member.value, Some(value), is_expected);
                    });
                }
            }
        }
    }

    fn string(&mut self, value: &Json, around: Option<&Json>, is_expected: bool) {
        if self.strings == MAX_STRINGS {
            return;
        }
        let Some(inner) = inside(value) else { return };
        self.strings += 1;
        self.step(Step::Inside, "", |search| search.value(&inner, around, is_expected));
        self.strings -= 1;
    }

    fn step(&mut self, step: Step, pointer: &str, inside: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.path.push(step);
        self.pointer.push_str(pointer);
        inside(self);
        self.pointer.truncate(length);
        self.path.pop();
    }
}

/// The JSON that a string spells, where it could hold a definition.
fn inside(value: &Json) -> Option<Json> {
    let text = value.as_text()?;
    let text = text.trim_start_matches('\u{feff}');
    if !text.trim_start().starts_with(['{', '[', '"']) || !text.contains("states") {
        return None;
    }
    json::parse(text).ok()
}

/// Whether an object is a definition. Where none is expected, a list of `states` could be that of a country.
fn is_definition(value: &Json, is_expected: bool) -> bool {
    let Some(states) = value.get("states").and_then(Json::as_array) else { return false };
    is_expected
        || value.get("initial_state").is_some()
        || states.iter().any(|state| state.get("type").is_some() && state.get("transitions").is_some())
}

/// Whether flows are named without their definitions.
pub(super) fn has_empty_definition(root: &Json) -> bool {
    match &root.kind {
        Kind::Literal(_) | Kind::String(_) => false,
        Kind::Array(list) => list.items.iter().any(has_empty_definition),
        Kind::Object(list) => {
            let is_null = |value: &Json| matches!(&value.kind, Kind::Literal(raw) if &**raw == "null");
            root.get("definition").is_some_and(is_null)
                || list.items.iter().any(|member| has_empty_definition(&member.value))
        }
    }
}

/// Whether the way leads through a string.
pub(super) fn is_inside(spot: &Spot) -> bool {
    spot.path.iter().any(|step| matches!(step, Step::Inside))
}

/// Takes a definition out, and notes everything beside the way to it as dropped.
pub(super) fn extract(root: &Json, spot: &Spot, notes: &mut Vec<Note>) -> Option<Json> {
    extract_below(root, &spot.path, &mut String::new(), notes)
}

/// Only what is taken out is copied: of a list of a thousand flows not the whole list for each of them.
fn extract_below(value: &Json, path: &[Step], pointer: &mut String, notes: &mut Vec<Note>) -> Option<Json> {
    let Some((step, path)) = path.split_first() else { return Some(value.clone()) };
    let mut beside = |pointer: String, value: &Json| {
        notes.push(Note::new(NoteKind::Dropped, pointer, short(value)));
    };
    match (*step, &value.kind) {
        (Step::Inside, _) => extract_below(&inside(value)?, path, pointer, notes),
        (Step::Item(wanted), Kind::Array(list)) => {
            for (index, item) in list.items.iter().enumerate().filter(|(index, _)| *index != wanted) {
                beside(format!("{pointer}/{index}"), item);
            }
            pointer.push_str(&format!("/{wanted}"));
            extract_below(list.items.get(wanted)?, path, pointer, notes)
        }
        (Step::Member(wanted), Kind::Object(list)) => {
            for (_, member) in list.items.iter().enumerate().filter(|(index, _)| *index != wanted) {
                beside(below(pointer, &member.name()), &member.value);
            }
            let taken = list.items.get(wanted)?;
            *pointer = below(pointer, &taken.name());
            extract_below(&taken.value, path, pointer, notes)
        }
        _ => None,
    }
}
