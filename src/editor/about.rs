//! About the program, and its keys.

use egui::{Context, Grid};

use super::command::{COMMANDS, Menu};
use super::dialogs::DialogAnswer;
use super::kit::{self, DialogButton};

/// Shows the dialog.
pub fn about_ui(ctx: &Context) -> Option<DialogAnswer> {
    let answer = kit::dialog(ctx, "About Cordboard", 520.0, &[DialogButton::primary("Close")], |ui| {
        kit::body_text(
            ui,
            concat!("Cordboard ", env!("CARGO_PKG_VERSION"), ": Twilio Studio flows, offline."),
        );
        kit::secondary_text(
            ui,
            "Not made by Twilio. Runs talk to a Twilio inside this program unless you choose Live, and then ask first.",
        );
        for menu in Menu::ALL {
            ui.add_space(10.0);
            kit::secondary_text(ui, menu.label());
            Grid::new(menu.label()).num_columns(2).min_col_width(230.0).show(ui, |ui| {
                for entry in COMMANDS.iter().filter(|entry| entry.menu == menu) {
                    let Some(shortcut) = entry.shortcut else { continue };
                    kit::body_text(ui, entry.text);
                    let keys = ui.ctx().format_shortcut(&shortcut);
                    kit::key_hint(ui, &keys);
                    ui.end_row();
                }
            });
        }
    });
    answer.map(|_| DialogAnswer::Cancel)
}
