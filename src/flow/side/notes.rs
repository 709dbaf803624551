//! Notes on the canvas, kept under `notes` of a side file: each by its id, with its text, its place and its colour.
//!
//! What has not the shape of a note is kept and not shown.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::tree::{last_of_each, set_at};
use super::{SideFile, SideTrouble, shape};
use crate::flow::json::{Json, Kind, Style};
use crate::flow::widget::Offset;

pub(super) const NOTES: &str = "notes";

/// How large a note is that says nothing of its size.
pub const NOTE_SIZE: Offset = Offset { x: 220.0, y: 120.0 };
/// The least and the most width or height of a note.
const EDGES: (f64, f64) = (60.0, 4_000.0);

/// The colours of notes and groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "colours are known by their names")]
pub enum PaperColor {
    #[default]
    Yellow,
    Orange,
    Pink,
    Violet,
    Teal,
    Green,
}

impl PaperColor {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Yellow, Self::Orange, Self::Pink, Self::Violet, Self::Teal, Self::Green];

    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yellow => "yellow",
            Self::Orange => "orange",
            Self::Pink => "pink",
            Self::Violet => "violet",
            Self::Teal => "teal",
            Self::Green => "green",
        }
    }

    /// The colour of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|color| color.name() == name)
    }

    pub(super) fn read(json: Option<&Json>) -> Option<Self> {
        json.and_then(Json::as_text).and_then(|name| Self::named(&name))
    }
}

/// A note.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Its key in the file.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Its upper left corner.
    pub at: Offset,
    /// Its width and height.
    pub size: Offset,
    /// Its colour. One that nobody knows looks like the first.
    pub color: PaperColor,
}

/// Where a note stands, and how large it is.
#[derive(Clone, Debug, PartialEq)]
pub struct NotePlace {
    /// The note.
    pub id: String,
    /// Its upper left corner.
    pub at: Offset,
    /// Its width and height.
    pub size: Offset,
}

/// One change to the notes.
#[derive(Clone, Debug, PartialEq)]
pub enum NoteChange {
    /// Puts a new note on the canvas.
    Add(Box<Note>),
    /// Puts new notes on the canvas, all in one walk.
    AddAll(Vec<Note>),
    /// Changes what a note says.
    Write {
        /// The note.
        id: String,
        /// Its text.
        text: String,
    },
    /// Puts notes elsewhere, or makes them larger or smaller.
    Place(Vec<NotePlace>),
    /// Gives notes another colour.
    Color {
        /// The notes.
        ids: Vec<String>,
        /// The colour.
        color: PaperColor,
    },
    /// Takes notes away.
    Remove(Vec<String>),
}

impl NoteChange {
    pub(super) fn apply(&self, side: &SideFile) -> Result<SideFile, SideTrouble> {
        match self {
            Self::Add(note) => side.with_note(note),
            Self::AddAll(notes) => side.with_new_notes(notes),
            Self::Write { id, text } => side.with_changed_notes([(id, text)], |note, text| {
                note.text.clone_from(text);
            }),
            Self::Place(places) => {
                let places = places.iter().map(|place| (&place.id, place));
                side.with_changed_notes(places, |note, place| (note.at, note.size) = (place.at, place.size))
            }
            Self::Color { ids, color } => {
                let colors = ids.iter().map(|id| (id, *color));
                side.with_changed_notes(colors, |note, color| note.color = *color)
            }
            Self::Remove(ids) => side.without_notes(ids),
        }
    }

    pub(super) fn name(&self) -> String {
        let count = |ids: usize| if ids == 1 { "note".to_owned() } else { format!("{ids} notes") };
        match self {
            Self::Add(_) => "Add note".to_owned(),
            Self::AddAll(notes) => format!("Add {}", count(notes.len())),
            Self::Write { .. } => "Write note".to_owned(),
            Self::Place(places) => format!("Move {}", count(places.len())),
            Self::Color { ids, color } => format!("Make {} {}", count(ids.len()), color.name()),
            Self::Remove(ids) => format!("Delete {}", count(ids.len())),
        }
    }

    pub(super) fn merge_key(&self) -> Option<String> {
        match self {
            Self::Write { id, .. } => Some(format!("note {id}")),
            Self::Place(places) => {
                let ids: Vec<&str> = places.iter().map(|place| &*place.id).collect();
                Some(format!("notes {}", ids.join(" ")))
            }
            Self::Add(_) | Self::AddAll(_) | Self::Color { .. } | Self::Remove(_) => None,
        }
    }
}

impl Note {
    /// As it stands in the file.
    fn value(&self) -> Value {
        let members = self.members().into_iter();
        Value::Object(members.map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// Where it stands.
    pub fn place(&self) -> NotePlace {
        NotePlace { id: self.id.clone(), at: self.at, size: self.size }
    }

    fn read(id: Cow<'_, str>, json: &Json) -> Option<Self> {
        let text = match json.get("text") {
            None => String::new(),
            Some(text) => text.as_text()?.into_owned(),
        };
        let number = |key: &str| json.get(key).and_then(Json::as_number).filter(|number| number.is_finite());
        let edge = |key: &str, usual: f64| number(key).unwrap_or(usual).clamp(EDGES.0, EDGES.1);
        Some(Self {
            id: id.into_owned(),
            text,
            at: Offset { x: number("x")?, y: number("y")? },
            size: Offset { x: edge("width", NOTE_SIZE.x), y: edge("height", NOTE_SIZE.y) },
            color: PaperColor::read(json.get("color")).unwrap_or_default(),
        })
    }

    /// What its object says, in the order in which a new one is written.
    fn members(&self) -> [(&'static str, Value); 6] {
        [
            ("text", Value::from(&*self.text)),
            ("x", Value::from(whole(self.at.x))),
            ("y", Value::from(whole(self.at.y))),
            ("width", Value::from(whole(self.size.x))),
            ("height", Value::from(whole(self.size.y))),
            ("color", Value::from(self.color.name())),
        ]
    }
}

/// Places are written as whole numbers, as those of widgets are.
fn whole(number: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a cast from float saturates, which is wanted here")]
    let whole = number.round() as i64;
    whole
}

impl SideFile {
    /// The members of a section of notes or groups; none where something else stands there.
    pub(super) fn papers(&self, section: &str) -> &[crate::flow::json::Member] {
        self.tree().and_then(|root| root.get(section)).and_then(Json::as_object).unwrap_or_default()
    }

    /// That a section of notes or groups can be changed: nothing else stands in its place.
    pub(super) fn require_papers(&self, section: &str) -> Result<(), SideTrouble> {
        if let Some(trouble) = self.trouble() {
            return Err(trouble);
        }
        match self.tree().and_then(|root| Some((root, root.get(section)?))) {
            Some((root, json)) if json.as_object().is_none() => {
                let message = format!("`{section}` is an object, this is {}", json.type_name());
                Err(shape::placed(root, &root.to_string(), (format!("/{section}"), message)))
            }
            _ => Ok(()),
        }
    }

    /// All notes, in the order of the file: later ones lie on top.
    pub fn notes(&self) -> Vec<Note> {
        let notes = self.papers(NOTES).iter().filter_map(|m| Note::read(m.name(), &m.value));
        last_of_each(notes, |note| &note.id)
    }

    /// The note of this id.
    pub fn note(&self, id: &str) -> Option<Note> {
        Note::read(Cow::Borrowed(id), self.tree()?.get(NOTES)?.get(id)?)
    }

    /// An id that no note has.
    pub fn free_note_id(&self) -> String {
        self.free_note_ids().next().unwrap_or_default()
    }

    /// Ids that no note has, one after the other: those behind the largest number, and where there is none, the least
    /// that are free.
    pub fn free_note_ids(&self) -> impl Iterator<Item = String> {
        let taken: HashSet<String> =
            self.papers(NOTES).iter().map(|member| member.name().into_owned()).collect();
        let last = taken.iter().filter_map(|name| name.parse::<u64>().ok()).max().unwrap_or(0);
        let behind = last.checked_add(1).into_iter().flat_map(|first| first..=u64::MAX);
        behind.chain(1..=u64::MAX).map(|id| id.to_string()).filter(move |id| !taken.contains(id))
    }

    /// This side file with a note: a new one, or in place of that with the same id. Only what differs is written anew.
    fn with_note(&self, note: &Note) -> Result<Self, SideTrouble> {
        self.require_papers(NOTES)?;
        let old = self.note(&note.id);
        if old.as_ref() == Some(note) {
            return Ok(self.clone());
        }
        let members = note.members();
        self.changed(|root, style| match old.map(|old| old.members()) {
            Some(old) => {
                for ((key, value), (_, was)) in members.iter().zip(&old) {
                    if value != was {
                        set_at(root, &[NOTES, &note.id, key], value, style, Some(""));
                    }
                }
            }
            None => set_at(root, &[NOTES, &note.id], &note.value(), style, Some("")),
        })
    }

    fn with_new_notes(&self, notes: &[Note]) -> Result<Self, SideTrouble> {
        self.require_papers(NOTES)?;
        if notes.is_empty() {
            return Ok(self.clone());
        }
        self.changed(|root, style| {
            for note in notes {
                set_at(root, &[NOTES, &note.id], &note.value(), style, Some(""));
            }
        })
    }

    /// This side file with changes to notes, each by its id, all made in one walk. Only what differs is written anew.
    fn with_changed_notes<'a, T>(
        &self,
        changes: impl IntoIterator<Item = (&'a String, T)>,
        change: impl Fn(&mut Note, &T),
    ) -> Result<Self, SideTrouble> {
        self.require_papers(NOTES)?;
        let changes: HashMap<&str, T> = changes.into_iter().map(|(id, to)| (id.as_str(), to)).collect();
        let mut written: HashMap<usize, Vec<(&'static str, Value)>> = HashMap::new();
        let mut seen: HashSet<Cow<'_, str>> = HashSet::new();
        // Of doubled keys the last counts.
        for (index, member) in self.papers(NOTES).iter().enumerate().rev() {
            let name = member.name();
            let Some(to) = changes.get(&*name) else { continue };
            if !seen.insert(name.clone()) {
                continue;
            }
            let Some(old) = Note::read(name, &member.value) else { continue };
            let mut note = old.clone();
            change(&mut note, to);
            let both = note.members().into_iter().zip(old.members());
            let differs: Vec<_> =
                both.filter(|((_, new), (_, old))| new != old).map(|(new, _)| new).collect();
            if !differs.is_empty() {
                written.insert(index, differs);
            }
        }
        if written.is_empty() {
            return Ok(self.clone());
        }
        self.changed(|root, style| {
            let Some(Json { kind: Kind::Object(list), .. }) = root.get_mut(NOTES) else { return };
            for (index, member) in list.items.iter_mut().enumerate() {
                let margin = member.lead.rsplit_once('\n').map(|(_, margin)| margin.to_owned());
                for (key, value) in written.remove(&index).into_iter().flatten() {
                    set_at(&mut member.value, &[key], &value, style, margin.as_deref());
                }
            }
        })
    }

    fn without_notes(&self, ids: &[String]) -> Result<Self, SideTrouble> {
        self.require_papers(NOTES)?;
        let gone: HashSet<&str> = ids.iter().map(String::as_str).collect();
        self.changed(|root: &mut Json, _: &Style| {
            let Some(notes) = root.get_mut(NOTES) else { return };
            let had_members = notes.as_object().is_some_and(|members| !members.is_empty());
            notes.remove_all(&|name| gone.contains(name));
            if had_members && notes.as_object().is_some_and(<[_]>::is_empty) {
                root.remove(NOTES);
            }
        })
    }
}
