//! What a widget that asks a server has besides its fields: an API to be searched above them, a test below them.

use egui::Ui;

use super::completion;
use super::pane::Pane;
use crate::editor::api::{self, ApiPage};

/// Above the fields.
pub(super) fn above_ui(ui: &mut Ui, pane: &mut Pane<'_>, page: &mut ApiPage) {
    if let Some(widget) = pane.flow().widget(pane.id()) {
        // What the fields ask for, with the same completion as the widget's own.
        let (ctx, mut actions) = (completion::context(ui), Vec::new());
        let mut complete = |text: &str, cursor: usize| completion::suggest(&ctx, pane, text, cursor);
        api::above_ui(ui, page, pane.file, widget, &mut complete, &mut actions);
        pane.actions_mut().append(&mut actions);
    }
}

/// Below them.
pub(super) fn below_ui(ui: &mut Ui, pane: &mut Pane<'_>, page: &mut ApiPage) {
    if let Some(widget) = pane.flow().widget(pane.id()) {
        api::below_ui(ui, page, pane.file, widget, pane.actions_mut());
    }
}
