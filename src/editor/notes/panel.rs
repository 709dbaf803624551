//! The inspector while notes are selected, and no widget: what a note says, and its colour.

use egui::Ui;

use super::{NoteAction, Paper};
use crate::editor::action::Action;
use crate::editor::context_menu::colors_ui;
use crate::editor::icon;
use crate::editor::kit::{self, Button, FieldOptions};
use crate::editor::state::OpenFlow;

/// Shows it.
pub fn notes_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    let ids: Vec<&String> = file.selection.notes.iter().collect();
    let notes: Vec<_> = ids.iter().filter_map(|id| file.noted.note(id)).collect();
    let Some(first) = notes.first() else { return };
    match notes.len() {
        1 => kit::title_text(ui, "Note"),
        many => kit::title_text(ui, &format!("{many} notes")),
    };
    ui.add_space(8.0);
    if let [only] = notes.as_slice() {
        let mut text = only.note.text.clone();
        let options = FieldOptions { rows: 6, ..FieldOptions::default() };
        let shown = kit::labelled(ui, "Text", false, |ui| {
            kit::text_field(ui, ("note", &only.note.id), "Text", &mut text, "Write a note", &options)
        });
        if shown.inner.changed {
            actions.push(Action::Note(NoteAction::Type { id: only.note.id.clone(), text }));
        }
        if shown.inner.committed {
            actions.push(Action::Seal);
        }
        ui.add_space(8.0);
    }
    kit::labelled(ui, "Colour", false, |ui| {
        if let Some(color) = colors_ui(ui, first.note.color) {
            actions.push(Action::Note(NoteAction::Color(Paper::Note(first.note.id.clone()), color)));
        }
    });
    ui.add_space(8.0);
    if Button::secondary("Delete").icon(icon::TRASH).show(ui).clicked() {
        actions.push(Action::Note(NoteAction::Remove(ids.into_iter().cloned().collect())));
    }
    ui.add_space(8.0);
    kit::hint_text(ui, "Notes and groups are kept beside the flow. Studio does not see them.");
}
