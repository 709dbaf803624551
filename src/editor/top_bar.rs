//! The top bar: the menus behind the sign, the open flows as tabs, search, the world and Run.

use egui::{Align, Layout, Ui};

use super::action::Action;
use super::command::{COMMANDS, Command, Menu};
use super::icon;
use super::kit::{self, Button, IconButton};
use super::run::{RunAction, WorldChoice};
use super::state::State;
use super::theme::{Tokens, radius, size};

/// Paints the bar: the menu and the tabs on the left, the search in the middle, Run on the right.
pub fn top_bar_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let bar = ui.max_rect();
    let line = egui::Stroke::new(size::BORDER, Tokens::of(ui).line);
    ui.painter().hline(bar.x_range(), bar.bottom() - 0.5, line);
    let search_width = if bar.width() >= 1000.0 { (bar.width() * 0.2).clamp(180.0, 320.0) } else { 34.0 };
    let right = part(ui, bar.shrink2(egui::vec2(8.0, 0.0)), Layout::right_to_left(Align::Center), |ui| {
        run_ui(ui, state, actions);
        if search_width < 180.0 {
            search_ui(ui, search_width, actions);
        }
    });
    let mut left_end = right.left() - 8.0;
    if search_width >= 180.0 {
        let middle = egui::Rect::from_center_size(bar.center(), egui::vec2(search_width, bar.height()));
        part(ui, middle, Layout::left_to_right(Align::Center), |ui| search_ui(ui, search_width, actions));
        left_end = middle.left() - 12.0;
    }
    let left = bar.with_min_x(bar.left() + 8.0).with_max_x(left_end.max(bar.left() + 60.0));
    part(ui, left, Layout::left_to_right(Align::Center), |ui| {
        menu_ui(ui, state, actions);
        tabs_ui(ui, state, actions);
    });
}

/// A part of the bar; answers with what it took of the room.
fn part(ui: &mut Ui, rect: egui::Rect, layout: Layout, contents: impl FnOnce(&mut Ui)) -> egui::Rect {
    let builder = egui::UiBuilder::new().max_rect(rect).layout(layout);
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        contents(ui);
        ui.min_rect()
    })
    .inner
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
    let is_on = command.is_on(state);
    let keys = match is_on {
        Some(true) => {
            let sign = egui::RichText::new(icon::CHECK.as_str()).font(icon::CHECK.font(icon::SIZE - 2.0));
            sign.color(Tokens::of(ui).accent)
        }
        _ => super::command_keys(ui, command).into(),
    };
    let button = egui::Button::new(&*text).shortcut_text(keys);
    let why = command.disabled_because(state);
    let response = ui.add_enabled(why.is_none(), button);
    if let Some(is_on) = is_on {
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::MenuItemCheckBox, why.is_none(), is_on, &text)
        });
    }
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
                let is_shown = index == state.shown && !state.api.is_open;
                let tab = kit::file_tab(ui, &file.document.title(), file.document.is_modified(), is_shown);
                let shown_id = egui::Id::unique("shown tab");
                if is_shown && ui.data(|data| data.get_temp::<u64>(shown_id)) != Some(file.key.0) {
                    ui.data_mut(|data| data.insert_temp(shown_id, file.key.0));
                    tab.response.scroll_to_me(None);
                }
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
fn search_ui(ui: &mut Ui, width: f32, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let response = ui.allocate_response(egui::vec2(width, 30.0), egui::Sense::click());
    let name = "Search or run a command";
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    let rect = response.rect;
    let line = if response.hovered() || response.has_focus() { tokens.line_strong } else { tokens.line };
    let stroke = egui::Stroke::new(size::BORDER, line);
    ui.painter().rect(rect, radius::CONTROL, tokens.field, stroke, egui::StrokeKind::Inside);
    if width >= 180.0 {
        let place = rect.left_center() + egui::vec2(11.0, 0.0);
        ui.painter().text(place, egui::Align2::LEFT_CENTER, name, super::theme::body(), tokens.text_3);
        if width >= 240.0 {
            let keys = super::command_keys(ui, Command::Palette);
            let place = rect.right_center() - egui::vec2(11.0, 0.0);
            ui.painter().text(place, egui::Align2::RIGHT_CENTER, keys, super::theme::hint(), tokens.text_3);
        }
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
    } else if Button::primary("Run")
        .icon(icon::PLAY)
        .tooltip("Runs the flow in the simulator")
        .show(ui)
        .clicked()
    {
        actions.push(Action::Command(Command::Run));
    }
    let tokens = Tokens::of(ui);
    let (color, text, hint) = match file.run_form.world {
        WorldChoice::Mock => {
            (tokens.ok, "Mock", "Runs talk to a Twilio inside this program. Nothing leaves the machine")
        }
        WorldChoice::Live => {
            (tokens.warn, "Live", "Runs send real messages over the Twilio account, after asking")
        }
    };
    if kit::pill(ui, color, text).on_hover_text(hint).clicked() {
        actions.push(Action::Run(RunAction::ToggleWorld));
    }
}
