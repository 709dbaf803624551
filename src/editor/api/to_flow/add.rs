//! *Add to flow*: a request of the API page becomes a widget of the flow behind it.

use egui::{Popup, Ui};

use super::FlowAction;
use crate::api::{self, Operation};
use crate::editor::action::Action;
use crate::editor::api::ApiAction;
use crate::editor::api::key::TryKey;
use crate::editor::icon;
use crate::editor::kit::Button;
use crate::widgets::{message_type, request_type};

/// The room that the button takes.
pub(in crate::editor::api) const ADD_WIDTH: f32 = 132.0;

/// Paints the button with its menu.
pub(in crate::editor::api) fn add_ui(
    ui: &mut Ui,
    key: &TryKey,
    operation: &Operation,
    actions: &mut Vec<Action>,
) {
    let button = Button::secondary("Add to flow").icon(icon::PLUS).show(ui);
    let mut chosen = None;
    Popup::menu(&button).id(button.id.with("menu")).width(210.0).show(|ui| {
        if ui.button(request_type().label).clicked() {
            chosen = Some(false);
        }
        if api::is_message(operation) && ui.button(message_type().label).clicked() {
            chosen = Some(true);
        }
    });
    if let Some(as_message) = chosen {
        let action = FlowAction::Add { key: key.clone(), as_message };
        actions.push(Action::Api(ApiAction::Flow(action)));
    }
}
