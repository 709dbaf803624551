//! Where a request goes, the button that sends it, and the exact text of it.

use egui::{Align, Label, Layout, ScrollArea, Ui};

use super::key::World;
use super::state::{Form, Try};
use super::{ApiAction, json_text, reference};
use crate::api::{Finding, Route};
use crate::editor::action::Action;
use crate::editor::command::Command;
use crate::editor::kit::{self, Button};
use crate::editor::run::cut;
use crate::editor::theme::{Tokens, size, space};
use crate::editor::{command_keys, icon};

/// How much of a text is shown; it is copied whole.
const SHOWN_CHARS: usize = 20_000;

/// Paints the destination and the button.
pub(super) fn send_ui(ui: &mut Ui, shown: &mut Try, findings: &[Finding], actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 6.0;
    let blocked =
        findings.iter().find(|finding| finding.blocks()).map(|finding| finding.message.replace('`', ""));
    let height = size::CONTROL;
    ui.allocate_ui_with_layout(
        egui::vec2(ui.available_width(), height),
        Layout::right_to_left(Align::Center),
        |ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            if shown.sending.is_some() {
                if Button::secondary("Cancel").icon(icon::STOP).min_width(132.0).show(ui).clicked() {
                    actions.push(Action::Api(ApiAction::Cancel(shown.key.clone())));
                }
            } else {
                let text = match &shown.world {
                    World::Mock => "Sends it to the mock",
                    World::Live | World::Own(_) => "Asks, then really sends it",
                };
                // On this page the keys that run again send the request.
                let keys = command_keys(ui, Command::RunAgain);
                let text = if keys.is_empty() { text.to_owned() } else { format!("{text} ({keys})") };
                let button = Button::primary("Test request").icon(icon::PLAY).min_width(132.0).tooltip(&text);
                if button.disabled(blocked.as_deref()).show(ui).clicked() {
                    actions.push(Action::Api(ApiAction::Send(shown.key.clone())));
                }
            }
            let room = egui::vec2(ui.available_width(), height);
            ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| {
                ui.set_max_width(room.x.min(300.0));
                let at = usize::from(shown.world == World::Live);
                if let Some(chosen) = kit::segmented(ui, "Send to", &["Embedded mock", "Live"], Some(at)) {
                    shown.go_to(if chosen == 1 { World::Live } else { World::Mock });
                }
            });
        },
    );
    match &shown.world {
        _ if shown.sending.is_some() => kit::secondary_text(ui, "Sending…"),
        World::Mock => {
            kit::hint_text(ui, "Goes to a Twilio inside this program. Nothing leaves the machine.")
        }
        World::Live | World::Own(_) => kit::hint_text(
            ui,
            "Really goes out, over your account. You see whom it reaches and confirm it before anything is sent.",
        ),
    };
}

/// Paints the exact text.
pub(super) fn bytes_ui(ui: &mut Ui, shown: &mut Try, route: &Route, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 6.0;
    let labels = Form::ALL.map(Form::label);
    let at = Form::ALL.iter().position(|form| *form == shown.form).unwrap_or_default();
    let top = ui.cursor().top();
    if let Some(form) = kit::tab_strip(ui, &labels, at).and_then(|chosen| Form::ALL.get(chosen)) {
        shown.form = *form;
    }
    let form = shown.form;
    let text = shown.texts(route).shown.clone();
    let is_copied = corner_ui(ui, top, |ui| match &text {
        Ok(_) => kit::IconButton::new(icon::COPY, "Copy the request").show(ui).clicked(),
        Err(_) => false,
    });
    match text {
        Ok(text) => {
            if is_copied {
                let what = match form {
                    Form::Http => "the request",
                    Form::Curl => "the curl command",
                    Form::Python => "the Python program",
                };
                actions.push(Action::Copy { text: text.clone(), what: what.to_owned() });
            }
            let color = Tokens::of(ui).text;
            // The answer below is to be seen as well.
            let height = (ui.ctx().content_rect().height() * 0.36).clamp(150.0, 420.0);
            let job = json_text::plain_job(&cut(&text, SHOWN_CHARS), color);
            reference::framed_ui(ui, |ui| {
                ScrollArea::vertical().id_salt("api bytes").max_height(height).show(ui, |ui| {
                    ui.set_min_width(ui.available_width());
                    ui.add(Label::new(job).wrap().selectable(true));
                });
            });
        }
        Err(why) => {
            kit::problem_box(ui, kit::Severity::Error, "There is no request.", &why, None);
        }
    }
    if shown.world == World::Live {
        kit::hint_text(ui, "The secret is shown nowhere: commands read it from the environment.");
    }
}

/// Something at the right end of a strip of tabs.
pub(super) fn corner_ui<T>(ui: &mut Ui, top: f32, contents: impl FnOnce(&mut Ui) -> T) -> T {
    let right = ui.max_rect().right();
    let place = egui::Rect::from_min_max(egui::pos2(right - 130.0, top), egui::pos2(right, top + 32.0));
    let builder = egui::UiBuilder::new().max_rect(place).layout(Layout::right_to_left(Align::Center));
    let mut corner = ui.new_child(builder);
    contents(&mut corner)
}
