//! The menu of a right click on the canvas: what can be done with what is there.

use egui::{Area, Context, Key, Order, Pos2};

use super::action::Action;
use super::command::Command;
use super::kit;
use super::state::{OpenFlow, State};

use crate::flow::Offset;
use crate::picture::{Hit, NEW_CARD};

/// The menu while it is open.
#[derive(Clone, Debug)]
pub struct ContextMenu {
    pos_in_screen: Pos2,
    pos_in_world: Offset,
    target: Option<Hit>,
}

impl ContextMenu {
    /// A menu for what was clicked.
    pub fn new(pos_in_screen: Pos2, pos_in_world: Offset, target: Option<Hit>) -> Self {
        Self { pos_in_screen, pos_in_world, target }
    }

    fn commands(&self, state: &State) -> &'static [Command] {
        match self.target {
            Some(Hit::Wire(_)) => &[Command::Delete],
            Some(_) if state.active().is_some_and(OpenFlow::runs_subflow) => &[
                Command::OpenSubflow,
                Command::ChooseSubflow,
                Command::Rename,
                Command::Cut,
                Command::Copy,
                Command::Duplicate,
                Command::Delete,
                Command::FitSelection,
            ],
            Some(_) => &[
                Command::Rename,
                Command::Cut,
                Command::Copy,
                Command::Duplicate,
                Command::Delete,
                Command::FitSelection,
            ],
            None => &[Command::Paste, Command::SelectAll, Command::Fit, Command::Run],
        }
    }
}

/// Shows the menu.
pub fn context_menu_ui(ctx: &Context, state: &mut State, actions: &mut Vec<Action>) {
    let Some(menu) = state.context_menu.clone() else { return };
    let screen = ctx.content_rect();
    let pos = menu.pos_in_screen.min(screen.max - egui::vec2(236.0, 290.0));
    let mut is_done = false;
    let area = Area::new(egui::Id::unique("context menu")).fixed_pos(pos).order(Order::Foreground);
    let shown = area.show(ctx, |ui| {
        let frame = kit::popup_frame(ui, 6);
        frame.show(ui, |ui| {
            ui.set_width(216.0);
            if menu.target.is_none() && ui.button("Add widget…").clicked() {
                let at =
                    Offset { x: menu.pos_in_world.x - f64::from(NEW_CARD.x) / 2.0, y: menu.pos_in_world.y };
                actions.push(Action::AddMenu {
                    pos_in_screen: Some(menu.pos_in_screen),
                    at: Some(at),
                    from: None,
                });
                is_done = true;
            }
            for command in menu.commands(state) {
                let keys = super::command_keys(ui, *command);
                let button =
                    egui::Button::new(command.text()).shortcut_text(keys).min_size(egui::vec2(216.0, 26.0));
                let why = command.disabled_because(state);
                let response =
                    ui.add_enabled(why.is_none(), button).on_disabled_hover_text(why.unwrap_or_default());
                if response.clicked() {
                    actions.push(Action::Command(*command));
                    is_done = true;
                }
            }
        });
    });
    let clicked_elsewhere = ctx.input(|input| input.pointer.any_pressed())
        && ctx.pointer_latest_pos().is_some_and(|pos| !shown.response.rect.contains(pos));
    if is_done
        || clicked_elsewhere
        || ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape))
    {
        state.context_menu = None;
    }
}
