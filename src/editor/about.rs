//! About the program.

use egui::{Context, Ui};

use super::dialogs::DialogAnswer;
use super::icon;
use super::kit::{self, Answer, DialogButton};
use super::theme::{Tokens, radius, space, tint};

/// Shows the dialog.
pub fn about_ui(ctx: &Context) -> Option<DialogAnswer> {
    let buttons = [DialogButton::secondary("Keyboard shortcuts…"), DialogButton::primary("Close")];
    let answer = kit::dialog(ctx, "About Cordboard", 460.0, &buttons, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            sign_ui(ui);
            ui.vertical(|ui| {
                ui.set_width(ui.available_width());
                let version = concat!("Cordboard ", env!("CARGO_PKG_VERSION"));
                kit::body_text(ui, version);
                kit::secondary_text(ui, "Draws, checks, runs and tests Twilio Studio flows, offline.");
                ui.add_space(space::S);
                kit::secondary_text(
                    ui,
                    "Runs talk to a Twilio inside this program unless you choose Live, and then ask first. \
                     Not made by Twilio.",
                );
                ui.add_space(space::S);
                kit::hint_text(ui, "MIT or Apache-2.0. Inter and JetBrains Mono: SIL Open Font License 1.1.");
            });
        });
    });
    match answer? {
        Answer::Button(0) => Some(DialogAnswer::Shortcuts(Box::default(), None)),
        Answer::Button(_) | Answer::Dismissed => Some(DialogAnswer::Cancel),
    }
}

fn sign_ui(ui: &mut Ui) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(52.0), egui::Sense::hover());
    ui.painter().rect_filled(rect, radius::PHONE, tint(tokens.accent, super::theme::TILE_ALPHA));
    icon::paint_icon(ui.painter(), rect.center(), icon::LOGO, 28.0, tokens.accent);
}
