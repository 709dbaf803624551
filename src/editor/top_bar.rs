//! The top bar: the menus behind the sign, the open flows as tabs, search, the world and Run.

use egui::{Align, Layout, Ui};

use super::action::Action;
use super::command::{COMMANDS, Command, Menu};
use super::icon;
use super::kit::{self, Button, IconButton};
use super::run::{RunAction, WorldChoice};
use super::state::State;
use super::theme::{Tokens, radius, size};

/// Paints the bar.
pub fn top_bar_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 6.0;
    let bar = ui.max_rect();
    ui.horizontal_centered(|ui| {
        ui.add_space(8.0);
        menu_ui(ui, state, actions);
        let right = ui.scope(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(8.0);
                run_ui(ui, state, actions);
                search_ui(ui, bar.width(), actions);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| tabs_ui(ui, state, actions));
            });
        });
        ui.painter().hline(
            bar.x_range(),
            bar.bottom() - 0.5,
            egui::Stroke::new(size::BORDER, Tokens::of(ui).line),
        );
        drop(right);
    });
}

/// The menus, behind the program's sign.
fn menu_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let button = IconButton::new(icon::LOGO, "Menu").edge(30.0, 20.0).color(Tokens::of(ui).accent).show(ui);
    egui::Popup::menu(&button).width(240.0).show(|ui| {
        for menu in Menu::ALL {
            ui.menu_button(menu.label(), |ui| {
                ui.set_min_width(250.0);
                for entry in COMMANDS.iter().filter(|entry| entry.menu == menu) {
                    if entry.begins_group {
                        ui.separator();
                    }
                    command_ui(ui, state, entry.command, actions);
                    if entry.command == Command::Open {
                        recent_ui(ui, state, actions);
                    }
                }
            });
        }
    });
}

/// One line of a menu.
fn command_ui(ui: &mut Ui, state: &State, command: Command, actions: &mut Vec<Action>) {
    let Some(entry) = command.entry() else { return };
    let file = state.active();
    let text = match command {
        Command::Undo => named(entry.text, file.and_then(|file| file.document.history().undo_name())),
        Command::Redo => named(entry.text, file.and_then(|file| file.document.history().redo_name())),
        _ => entry.text.to_owned(),
    };
    let keys = super::command_keys(ui, command);
    let button = egui::Button::new(text).shortcut_text(keys);
    let why = command.disabled_because(state);
    let response = ui.add_enabled(why.is_none(), button);
    let response = response.on_hover_text(entry.tooltip).on_disabled_hover_text(why.unwrap_or_default());
    if response.clicked() {
        actions.push(Action::Command(command));
        ui.close();
    }
}

fn named(text: &str, what: Option<&str>) -> String {
    what.map_or_else(|| text.to_owned(), |what| format!("{text}: {what}"))
}

fn recent_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    ui.add_enabled_ui(!state.settings.recent.is_empty(), |ui| {
        ui.menu_button("Open recent", |ui| {
            ui.set_min_width(260.0);
            for path in &state.settings.recent {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                    actions.push(Action::Open(vec![path.clone()]));
                    ui.close();
                }
            }
        });
    });
}

fn tabs_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    egui::ScrollArea::horizontal().auto_shrink([false, true]).show(ui, |ui| {
        ui.horizontal(|ui| {
            for (index, file) in state.open.iter().enumerate() {
                let is_shown = index == state.shown;
                let tab = kit::file_tab(ui, &file.document.title(), file.document.is_modified(), is_shown);
                if tab.close {
                    actions.push(Action::Close(file.key));
                } else if tab.response.clicked() {
                    actions.push(Action::Show(file.key));
                }
            }
        });
    });
}

/// The way to the command palette, which looks like a search field.
fn search_ui(ui: &mut Ui, bar_width: f32, actions: &mut Vec<Action>) {
    let width = (bar_width * 0.22).clamp(40.0, 300.0);
    let tokens = Tokens::of(ui);
    let response = ui.allocate_response(egui::vec2(width, 30.0), egui::Sense::click());
    let name = "Search or run a command";
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    let rect = response.rect;
    let line = if response.hovered() || response.has_focus() { tokens.line_strong } else { tokens.line };
    let stroke = egui::Stroke::new(size::BORDER, line);
    ui.painter().rect(rect, radius::CONTROL, tokens.field, stroke, egui::StrokeKind::Inside);
    if width >= 200.0 {
        let place = rect.left_center() + egui::vec2(11.0, 0.0);
        ui.painter().text(place, egui::Align2::LEFT_CENTER, name, super::theme::body(), tokens.text_3);
        let keys = super::command_keys(ui, Command::Palette);
        let place = rect.right_center() - egui::vec2(11.0, 0.0);
        ui.painter().text(place, egui::Align2::RIGHT_CENTER, keys, super::theme::hint(), tokens.text_3);
    } else {
        icon::paint_icon(ui.painter(), rect.center(), icon::SEARCH, icon::SIZE, tokens.text_2);
    }
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        actions.push(Action::Command(Command::Palette));
    }
}

/// Run or Stop, and against which world.
fn run_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(file) = state.active() else { return };
    if file.is_running() {
        if Button::primary("Stop").icon(icon::STOP).tooltip("Ends the run").show(ui).clicked() {
            actions.push(Action::Command(Command::Stop));
        }
    } else if Button::primary("Run").icon(icon::PLAY).tooltip("Runs the flow in the simulator").show(ui).clicked() {
        actions.push(Action::Command(Command::Run));
    }
    let tokens = Tokens::of(ui);
    let (color, text, hint) = match file.run_form.world {
        WorldChoice::Mock => (tokens.ok, "Mock", "Runs talk to a Twilio inside this program. Nothing leaves the machine"),
        WorldChoice::Live => (tokens.warn, "Live", "Runs send real messages over the Twilio account, after asking"),
    };
    if kit::pill(ui, color, text).on_hover_text(hint).clicked() {
        actions.push(Action::Run(RunAction::ToggleWorld));
    }
}
