//! A curl command in the search of a widget: the offer to fill the widget from it.

use std::sync::Arc;

use egui::Ui;

use super::{Desk, changes, told};
use crate::api::{self, LeftOut};
use crate::editor::action::Action;
use crate::editor::api::curl::{Goal, Hidden, ReadCurl, is_curl, notes_ui, take_pasted};
use crate::editor::api::shelf::Shelved;
use crate::editor::kit::{self, Button};
use crate::editor::theme::space;
use crate::flow::{Edit, Widget};

/// Takes a command that is pasted, before the field makes one line of it, or that was typed.
pub(super) fn take(ui: &Ui, desk: &mut Desk, libraries: &[Arc<Shelved>], has_focus: bool) {
    let pasted = has_focus.then(|| take_pasted(ui)).flatten();
    if let Some(Hidden(text)) = pasted {
        desk.search.clear();
        desk.curl = Some(ReadCurl::new(&text, libraries).map(Arc::new));
        desk.typed_curl = None;
    } else if is_curl(&desk.search) {
        if desk.typed_curl.as_ref().is_none_or(|typed| typed.0 != desk.search) {
            desk.curl = Some(ReadCurl::new(&desk.search, libraries).map(Arc::new));
            desk.typed_curl = Some(Hidden(desk.search.clone()));
        }
    } else if desk.typed_curl.take().is_some() || !desk.search.is_empty() {
        // Words are searched for, and not a command.
        desk.curl = None;
    }
}

/// Paints the offer. Answers whether there is one.
pub(super) fn offer_ui(ui: &mut Ui, desk: &mut Desk, widget: &Widget, actions: &mut Vec<Action>) -> bool {
    let Some(curl) = desk.curl.clone() else { return false };
    let read = match curl {
        Ok(read) => read,
        Err(why) => {
            let text = format!("{}.", crate::editor::api::libraries::capital(&why.replace('`', "")));
            if kit::problem_box(ui, kit::Severity::Error, "Not read.", &text, Some("Leave it")) {
                leave(desk);
            }
            return true;
        }
    };
    ui.spacing_mut().item_spacing.y = space::XS;
    kit::body_text(ui, &read.asks());
    match &read.found {
        Some(found) => {
            kit::secondary_text(ui, &format!("This curl command asks “{}”.", found.operation.summary));
        }
        None => {
            kit::secondary_text(
                ui,
                "No library has what this curl command asks; its parts go into the fields.",
            );
        }
    }
    let made = api::to_widget(&read.prepared, &[]);
    let is_told = made.left_out.iter().any(|LeftOut(sentence)| sentence.contains("proves who asks"));
    notes_ui(ui, &read.notes(Goal::Widget { is_told }));
    if !made.left_out.is_empty() {
        kit::problem_box(ui, kit::Severity::Info, "Studio cannot carry over:", &told(&made.left_out), None);
    }
    ui.horizontal(|ui| {
        if Button::primary("Fill this widget").show(ui).clicked() {
            let edits = changes(widget, &made);
            if !edits.is_empty() {
                let name = "Fill from a curl command".to_owned();
                let edit = Edit::Together { name, edits };
                actions.extend([Action::Seal, Action::Edit(edit), Action::Seal]);
            }
            desk.chosen = read.found.clone();
            leave(desk);
        }
        if Button::secondary("Leave it").show(ui).clicked() {
            leave(desk);
        }
    });
    ui.add_space(space::S);
    true
}

fn leave(desk: &mut Desk) {
    desk.search.clear();
    (desk.curl, desk.typed_curl) = (None, None);
}
