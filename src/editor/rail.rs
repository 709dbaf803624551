//! The narrow bar on the left: which panel stands beside it.

use egui::{Frame, Margin, Ui};

use super::action::Action;
use super::command::Command;
use super::icon::{self, Icon};
use super::kit::{self, IconButton};
use super::settings::LeftPanel;
use super::state::State;
use super::theme::{Tokens, popup_shadow, size};

const PANELS: [(LeftPanel, Icon, Command); 6] = [
    (LeftPanel::Widgets, icon::WIDGETS, Command::ShowWidgets),
    (LeftPanel::Outline, icon::OUTLINE, Command::ShowOutline),
    (LeftPanel::Problems, icon::WARNING, Command::ShowProblems),
    (LeftPanel::References, icon::LINK, Command::ShowReferences),
    (LeftPanel::Find, icon::SEARCH, Command::FindInFlow),
    (LeftPanel::History, icon::CLOCK, Command::ShowHistory),
];

/// Paints the rail.
pub fn rail_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    ui.add_space(8.0);
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        for (panel, icon, command) in PANELS {
            let keys = super::command_keys(ui, command);
            let button = IconButton::new(icon, command.text())
                .keys(&keys)
                .selected(state.shows_left(panel) && state.active().is_some() && !state.api.is_open)
                .edge(34.0, 17.0);
            if button.show(ui).clicked() {
                let begins = panel == LeftPanel::Find && !state.shows_left(panel);
                actions.push(if begins { Action::Command(command) } else { Action::ToggleLeft(panel) });
            }
        }
        kit::separator(ui);
        let keys = super::command_keys(ui, Command::ShowApi);
        let button = IconButton::new(icon::API, Command::ShowApi.text())
            .keys(&keys)
            .selected(state.api.is_open)
            .edge(34.0, 17.0);
        if button.show(ui).clicked() {
            actions.push(Action::Command(Command::ShowApi));
        }
    });
}

/// In a narrow window the left panel lies over the canvas.
pub fn overlay_ui(
    ui: &Ui,
    state: &mut State,
    actions: &mut Vec<Action>,
    contents: impl FnOnce(&mut Ui, &mut State, &mut Vec<Action>),
) {
    let tokens = Tokens::of(ui);
    let screen = ui.ctx().content_rect();
    let height = screen.height() - size::TOP - size::STATUS - 16.0;
    egui::Area::new(egui::Id::unique("left overlay"))
        .fixed_pos(egui::pos2(size::RAIL + 8.0, size::TOP + 8.0))
        .order(egui::Order::Middle)
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(tokens.panel)
                .stroke(egui::Stroke::new(size::BORDER, tokens.line))
                .corner_radius(super::theme::radius::CARD)
                .shadow(popup_shadow(tokens))
                .inner_margin(Margin::same(12))
                .show(ui, |ui| {
                    ui.set_width(size::LEFT - 24.0);
                    ui.set_height(height - 24.0);
                    contents(ui, state, actions);
                });
        });
}
