//! Notes and groups.

use crate::editor::app::App;
use crate::editor::command::Command;
use crate::editor::notes::NoteAction;

impl App {
    /// Does what a command of this group says.
    pub(super) fn note_command(&mut self, _ctx: &egui::Context, _command: Command) {}

    /// Does what the user wants of it.
    pub(super) fn note_action(&mut self, action: NoteAction) {
        match action {}
    }
}
