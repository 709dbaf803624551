//! The menu of a row of the outline.

use egui::{Key, KeyboardShortcut, Modifiers, Response, Ui};

use super::doing;
use super::tree::{Node, Row};
use super::view::{OutlineView, Wish};
use crate::editor::action::Action;
use crate::editor::command::{Command, Keys};
use crate::editor::command_keys;
use crate::editor::kit;
use crate::editor::state::OpenFlow;

const WIDTH: f32 = 210.0;

/// Shows the menu, while it is open.
pub(super) fn menu_ui(
    response: &Response,
    file: &OpenFlow,
    view: &mut OutlineView,
    row: &Row,
    actions: &mut Vec<Action>,
) {
    egui::Popup::context_menu(response).show(|ui| {
        ui.set_width(WIDTH);
        egui::containers::menu::menu_style(ui.style_mut());
        ui.spacing_mut().button_padding = egui::vec2(8.0, 3.0);
        ui.spacing_mut().item_spacing.y = 1.0;
        view.at = Some(row.node);
        match row.node {
            Node::Widget(_) => widget_ui(ui, file, view, row, actions),
            Node::Output(_) => output_ui(ui, file, view, row, actions),
            Node::Unreachable => {}
        }
        if row.node != Node::Unreachable {
            kit::separator(ui);
        }
        if item(ui, "Collapse all", "", None) {
            view.fold_all(file.flow(), true);
        }
        if item(ui, "Expand all", "", None) {
            view.fold_all(file.flow(), false);
        }
    });
}

fn item(ui: &mut Ui, text: &str, keys: &str, disabled: Option<&str>) -> bool {
    let button = egui::Button::new(text).min_size(egui::vec2(WIDTH, 26.0));
    // Keys are a part of the accessible name, and none would end it with a space.
    let button = if keys.is_empty() { button } else { button.shortcut_text(keys) };
    let response = ui.add_enabled(disabled.is_none(), button);
    let is_clicked = response.on_disabled_hover_text(disabled.unwrap_or_default()).clicked();
    if is_clicked {
        ui.close();
    }
    is_clicked
}

fn widget_ui(ui: &mut Ui, file: &OpenFlow, view: &mut OutlineView, row: &Row, actions: &mut Vec<Action>) {
    if item(ui, "Edit fields", "Enter", None) {
        doing::enter(file, view, row, actions);
    }
    if item(ui, "Rename…", &command_keys(ui, Command::Rename), None) {
        doing::grant(file, view, Wish::Rename, actions);
    }
    if item(ui, "Connect to…", &command_keys(ui, Command::ConnectTo), None) {
        doing::grant(file, view, Wish::Connect, actions);
    }
    if item(ui, "Add widget behind…", &insert_keys(ui), None) {
        doing::grant(file, view, Wish::Add, actions);
    }
    kit::separator(ui);
    for command in [Command::Cut, Command::Copy, Command::Duplicate] {
        if item(ui, command.text(), &command_keys(ui, command), None) {
            actions.push(Action::Command(command));
        }
    }
    let is_start = row.node.widget().is_some_and(|id| file.derived.graph.start() == Some(id));
    let why = is_start.then_some("The flow starts at its trigger, so it stays");
    if item(ui, "Delete", &command_keys(ui, Command::Delete), why) {
        doing::delete(file, row.node, actions);
    }
}

fn output_ui(ui: &mut Ui, file: &OpenFlow, view: &mut OutlineView, row: &Row, actions: &mut Vec<Action>) {
    let target = row.leads.as_ref().and_then(|leads| leads.target());
    let is_connected = row.leads.as_ref().is_some_and(|leads| *leads != super::tree::Leads::Nowhere);
    if item(ui, "Connect to…", &command_keys(ui, Command::ConnectTo), None) {
        doing::grant(file, view, Wish::Connect, actions);
    }
    if item(ui, "Add widget here…", &insert_keys(ui), None) {
        doing::grant(file, view, Wish::Add, actions);
    }
    let why = (!is_connected).then_some("It leads nowhere");
    if item(ui, "Disconnect", &command_keys(ui, Command::Delete), why) {
        doing::delete(file, row.node, actions);
    }
    let why = target.is_none().then_some("It leads to no widget");
    if item(ui, "Go to its target", "→", why)
        && let Some(target) = target
    {
        doing::walk_to(file, view, Node::Widget(target), actions);
    }
    let Node::Output(output) = row.node else { return };
    let branches =
        file.flow().widget(output.widget).map(|widget| doing::branches_of(widget)).unwrap_or_default();
    if let Some(at) = branches.iter().position(|index| *index == output.index) {
        kit::separator(ui);
        let why = (at == 0).then_some("This branch is the first one");
        if item(ui, "Try earlier", &command_keys(ui, Command::SelectUpstream), why) {
            doing::grant(file, view, Wish::Earlier, actions);
        }
        let why = (at + 1 == branches.len()).then_some("This branch is the last one");
        if item(ui, "Try later", &command_keys(ui, Command::SelectDownstream), why) {
            doing::grant(file, view, Wish::Later, actions);
        }
    }
}

/// The keys that add a widget from the outline: the row's own, unless a command was given them.
fn insert_keys(ui: &Ui) -> String {
    let own = KeyboardShortcut::new(Modifiers::NONE, Key::Insert);
    match Keys::of(ui).holder(&own) {
        None => ui.ctx().format_shortcut(&own),
        Some(_) => command_keys(ui, Command::QuickAdd),
    }
}
