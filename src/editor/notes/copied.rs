//! Copies of notes, with the widgets that are copied or without them.

use std::collections::BTreeSet;

use super::Noted;
use crate::flow::side::{Note, NoteChange, SideChange};
use crate::flow::{Edit, Offset, WidgetId};

impl Noted {
    /// Copies of these notes, beside them.
    pub fn copied_notes(&self, ids: &BTreeSet<String>, by: Offset) -> Vec<Note> {
        let notes: Vec<Note> =
            ids.iter().filter_map(|id| self.note(id)).map(|placed| placed.note.clone()).collect();
        self.new_notes(&notes, by)
    }

    /// Copies of notes, with ids that are free here.
    pub fn new_notes(&self, notes: &[Note], by: Offset) -> Vec<Note> {
        let copies = notes.iter().zip(self.side.free_note_ids()).map(|(note, id)| {
            let at = Offset { x: note.at.x + by.x, y: note.at.y + by.y };
            Note { id, at, ..note.clone() }
        });
        copies.collect()
    }
}

/// What puts new notes on the canvas; none where there are none.
pub fn adding(notes: Vec<Note>) -> Option<Edit> {
    (!notes.is_empty()).then(|| Edit::Beside(SideChange::Note(NoteChange::AddAll(notes))))
}

/// The one step that copies widgets, and notes with them; none where there is nothing.
pub fn duplicating(widgets: Vec<WidgetId>, by: Offset, notes: Vec<Note>) -> Option<Edit> {
    let count = widgets.len() + notes.len();
    let name = match (widgets.len(), notes.len()) {
        (0, 0) => return None,
        (_, 0) => return Some(Edit::Duplicate { widgets, by }),
        (0, 1) => "Duplicate note".to_owned(),
        (0, _) => format!("Duplicate {count} notes"),
        _ => format!("Duplicate {count} things"),
    };
    let mut edits: Vec<Edit> = adding(notes).into_iter().collect();
    if !widgets.is_empty() {
        edits.push(Edit::Duplicate { widgets, by });
    }
    Some(Edit::Together { name, edits })
}
