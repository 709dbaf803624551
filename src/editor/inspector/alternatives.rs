//! Fields that exclude each other: which of the options is chosen, and the way from one to another.

use egui::Ui;

use super::pane::Pane;
use crate::editor::kit;
use crate::widgets::Alternatives;

/// The options as segments, with the ways out where more than one is filled in; the checker says that this is wrong.
pub(super) fn alternatives_ui(ui: &mut Ui, pane: &mut Pane<'_>, alternatives: &'static Alternatives) {
    let labels: Vec<&str> = alternatives.options.iter().map(|option| option.label).collect();
    let chosen = pane.chosen.clone();
    let only = match chosen.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let mut picked = kit::labelled(ui, alternatives.label, alternatives.required, |ui| {
        kit::segmented(ui, alternatives.label, &labels, only)
    })
    .inner;
    match chosen.as_slice() {
        [_] if !alternatives.required => {
            if kit::link_button(ui, "Choose none").clicked() {
                let edit = alternatives.clear(pane.flow(), pane.id());
                edit.into_iter().for_each(|edit| pane.step(edit));
            }
        }
        [] | [_] => {}
        several => {
            ui.horizontal_wrapped(|ui| {
                for index in several {
                    let label = labels.get(*index).copied().unwrap_or_default();
                    if kit::secondary_button(ui, &format!("Keep {label}")).clicked() {
                        picked = Some(*index);
                    }
                }
            });
        }
    }
    ui.add_space(8.0);
    let edit = picked
        .zip(pane.entry)
        .and_then(|(index, entry)| alternatives.choose(pane.flow(), pane.id(), entry, index));
    if let Some(edit) = edit {
        pane.step(edit);
    }
}
