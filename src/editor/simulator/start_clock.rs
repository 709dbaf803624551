//! When does the run start, by which clock?

use egui::Ui;
use jiff::Timestamp;

use crate::editor::kit::{self, FieldOptions, FieldState};
use crate::editor::run::{RunForm, WorldChoice};
use crate::sim::{Start, moment};

/// The clock's start and the zone, with what is understood of them. In the real world there is only the zone.
pub(super) fn clock_ui(ui: &mut Ui, form: &mut RunForm) -> bool {
    let zone = form.chosen_zone();
    // What is wrong with the zone is shown at the zone.
    let when = form.when(Timestamp::now());
    let is_real = form.world == WorldChoice::Live;
    let mut is_changed = false;
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            let is_wrong = zone.is_ok() && when.is_err();
            is_changed |= if is_real {
                let mut nothing = String::new();
                field_ui(left, "Clock starts", &mut nothing, "Now", false, false)
            } else {
                field_ui(left, "Clock starts", &mut form.now, "Now, or: Sunday 23:59", is_wrong, true)
            };
            is_changed |= field_ui(right, "Zone", &mut form.zone, Start::ZONE, zone.is_err(), true);
        }
    });
    match (&when, &zone) {
        (_, Err(unknown)) => {
            let text = match unknown.suggestions.as_slice() {
                [] => unknown.to_string(),
                _ => format!("{}. Which is meant?", unknown.reason),
            };
            problem(ui, "Zone:", &text);
            let picked = suggestions_ui(ui, &unknown.suggestions);
            if let Some(name) = picked {
                form.zone = name;
                is_changed = true;
            }
        }
        (Err(error), Ok(_)) => problem(ui, "Clock:", error),
        (Ok(_), Ok(_)) if is_real || (form.now.trim().is_empty() && form.zone.trim().is_empty()) => {}
        (Ok(when), Ok(_)) => {
            kit::secondary_text(ui, &moment::told(when));
        }
    }
    is_changed
}

fn problem(ui: &mut Ui, what: &str, text: &str) {
    kit::problem_box(ui, kit::Severity::Error, what, text, None);
}

fn suggestions_ui(ui: &mut Ui, names: &[String]) -> Option<String> {
    let mut picked = None;
    ui.horizontal_wrapped(|ui| {
        for name in names {
            if kit::quick_reply(ui, name).clicked() {
                picked = Some(name.clone());
            }
        }
    });
    picked
}

fn field_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, is_wrong: bool, enabled: bool) -> bool {
    let state = if is_wrong { FieldState::Error } else { FieldState::Normal };
    let options = FieldOptions { state, enabled, ..FieldOptions::default() };
    kit::labelled(ui, name, false, |ui| kit::text_field(ui, ("run.field", name), name, text, hint, &options))
        .inner
        .changed
}
