//! Copies of notes, with the widgets that are copied or without them.

use std::collections::BTreeSet;

use super::Noted;
use crate::flow::side::{Note, NoteChange, SideChange};
use crate::flow::{Edit, Offset, WidgetId};

impl Noted {
    /// What puts copies of these notes beside them.
    pub fn copied_notes(&self, ids: &BTreeSet<String>, by: Offset) -> Vec<Edit> {
        let notes: Vec<Note> =
            ids.iter().filter_map(|id| self.note(id)).map(|placed| placed.note.clone()).collect();
        self.new_notes(&notes, by)
    }

    /// What puts copies of notes on the canvas.
    pub fn new_notes(&self, notes: &[Note], by: Offset) -> Vec<Edit> {
        let copies = notes.iter().zip(self.side.free_note_ids()).map(|(note, id)| {
            let at = Offset { x: note.at.x + by.x, y: note.at.y + by.y };
            Box::new(Note { id, at, ..note.clone() })
        });
        copies.map(|note| Edit::Beside(SideChange::Note(NoteChange::Add(note)))).collect()
    }
}

/// The one step that copies widgets, and notes with them; none where there is nothing.
pub fn duplicating(widgets: Vec<WidgetId>, by: Offset, notes: Vec<Edit>) -> Option<Edit> {
    let count = widgets.len() + notes.len();
    let name = match (widgets.len(), notes.len()) {
        (0, 0) => return None,
        (_, 0) => return Some(Edit::Duplicate { widgets, by }),
        (0, 1) => "Duplicate note".to_owned(),
        (0, _) => format!("Duplicate {count} notes"),
        _ => format!("Duplicate {count} things"),
    };
    let mut edits = notes;
    if !widgets.is_empty() {
        edits.push(Edit::Duplicate { widgets, by });
    }
    Some(Edit::Together { name, edits })
}
