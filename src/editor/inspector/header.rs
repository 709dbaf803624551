//! The head of the inspector: the widget's name, which is edited in place, its type, and the way to its manual.

use egui::{Key, Label, RichText, Role, Sense, Ui, WidgetInfo};

use super::pane::{NAME, Pane, sentence};
use crate::editor::action::{Action, Draft, DraftTarget};
use crate::editor::command::Command;
use crate::editor::kit::{self, FieldOptions, FieldState, IconButton, Severity};
use crate::editor::theme::{self, Tokens, size};
use crate::editor::{command_keys, group_color, icon, icon_of};
use crate::flow::edit::is_good_name;
use crate::flow::{Edit, EditError};
use crate::widgets::{Group, label_of};

/// Paints the head.
pub(super) fn header_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    const TILE: f32 = 34.0;
    let tokens = Tokens::of(ui);
    let (sign, color) = match pane.entry {
        Some(entry) => (icon_of(entry.icon), tokens.group(group_color(entry.group))),
        None => (icon::UNKNOWN, tokens.group(group_color(Group::Tools))),
    };
    let draft = pane.file.draft.as_ref();
    let draft = draft.filter(|draft| draft.widget == pane.id() && draft.target == DraftTarget::Name);
    let draft = draft.map(|draft| draft.text.clone());
    let problem = draft.as_deref().and_then(|text| problem_of(pane, text));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        kit::icon_tile_sized(ui, sign, color, TILE);
        let buttons = usize::from(pane.entry.is_some()) + usize::from(pane.file.runs.shown().is_some());
        let room = ui.available_width() - [0.0, 38.0, 74.0].get(buttons).copied().unwrap_or_default();
        ui.vertical(|ui| {
            ui.set_width(room);
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.spacing_mut().interact_size.y = 0.0;
            match draft {
                Some(text) => name_field_ui(ui, pane, text, problem.as_ref()),
                None => name_ui(ui, pane),
            }
            type_ui(ui, pane);
        });
        if pane.file.runs.shown().is_some() {
            let show = IconButton::new(icon::MESSAGE, "Show the run").edge(28.0, 16.0);
            if show.keys(&command_keys(ui, Command::ShowSimulator)).show(ui).clicked() {
                pane.push(Action::Command(Command::ShowSimulator));
            }
        }
        help_ui(ui, pane);
    });
    if let Some(problem) = &problem {
        ui.add_space(4.0);
        kit::problem_box(ui, Severity::Error, "Not a name to use.", &sentence(&problem.to_string()), None);
    }
    let problems = pane.problems.of_field(NAME).to_vec();
    if !problems.is_empty() {
        ui.add_space(4.0);
        pane.problems_ui(ui, &problems);
    }
}

/// The name as text; a click edits it.
fn name_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    let tokens = Tokens::of(ui);
    let title = pane.widget.title();
    let color = if pane.widget.name().is_some() { tokens.text } else { tokens.text_3 };
    let text = RichText::new(title).font(theme::title()).color(color);
    let can_rename = pane.widget.json().as_object().is_some();
    let response =
        ui.add(Label::new(text).truncate().sense(if can_rename { Sense::click() } else { Sense::hover() }));
    if !can_rename {
        return;
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Rename {title}")));
    ui.ctx().data_mut(|data| data.remove::<bool>(editing(pane)));
    let wants = pane.focus == Some(NAME);
    let keys = command_keys(ui, Command::Rename);
    let hint =
        if keys.is_empty() { "Click to rename".to_owned() } else { format!("Click or {keys} to rename") };
    if response.on_hover_cursor(egui::CursorIcon::Text).on_hover_text(hint).clicked() || wants {
        begin(pane);
    }
}

/// The name as a field.
fn name_field_ui(ui: &mut Ui, pane: &mut Pane<'_>, before: String, problem: Option<&EditError>) {
    let first = ui.ctx().data_mut(|data| {
        let known = data.get_temp::<bool>(editing(pane)).unwrap_or_default();
        data.insert_temp(editing(pane), true);
        !known
    });
    let state = if problem.is_some() { FieldState::Error } else { FieldState::Normal };
    let options = FieldOptions { focus: first, state, ..FieldOptions::default() };
    let mut text = before;
    let shown = kit::text_field(ui, NAME, "Name", &mut text, "A name", &options);
    if first {
        kit::select_chars(ui, shown.response.id, text.chars().count());
    }
    let draft = |text: String| Draft { widget: pane.widget.id(), target: DraftTarget::Name, text };
    if shown.lost_focus {
        let is_escape = ui.input(|input| input.key_pressed(Key::Escape));
        let is_same = pane.widget.name() == Some(&*text);
        if is_escape || is_same {
            pane.push(Action::Draft(None));
        } else if problem_of(pane, &text).is_none() {
            pane.push(Action::Draft(None));
            pane.step(Edit::Rename { widget: pane.id(), name: text });
        } else {
            // The text stays, with what is wrong with it, until it is mended or given up with Escape.
            let is_enter = ui.input(|input| input.key_pressed(Key::Enter));
            if is_enter {
                shown.response.request_focus();
            }
            pane.push(Action::Draft(Some(draft(text))));
        }
    } else if shown.changed {
        pane.push(Action::Draft(Some(draft(text))));
    }
}

/// Remembers that the field is there already, so that it takes the keyboard once.
fn editing(pane: &Pane<'_>) -> egui::Id {
    egui::Id::unique(("inspector name", pane.file.key.0, pane.id().0))
}

fn begin(pane: &mut Pane<'_>) {
    let text = pane.widget.name().unwrap_or_default().to_owned();
    pane.push(Action::Draft(Some(Draft { widget: pane.id(), target: DraftTarget::Name, text })));
}

/// Why this cannot be the name. A look at the names only: the change itself would rewrite the flow in each frame.
fn problem_of(pane: &Pane<'_>, name: &str) -> Option<EditError> {
    if pane.widget.name() == Some(name) {
        return None;
    }
    if !is_good_name(name) {
        return Some(EditError::BadName(name.to_owned()));
    }
    let taken =
        pane.flow().widgets().iter().any(|other| other.id() != pane.id() && other.name() == Some(name));
    taken.then(|| EditError::NameTaken(name.to_owned()))
}

fn type_ui(ui: &mut Ui, pane: &Pane<'_>) {
    let tokens = Tokens::of(ui);
    let kind = pane.widget.kind().unwrap_or_default();
    let label = label_of(kind);
    let unknown = if pane.entry.is_none() { " · not known" } else { "" };
    let text = RichText::new(format!("{label}{unknown}")).font(theme::secondary()).color(tokens.text_3);
    let response = ui.add(Label::new(text).truncate());
    if let Some(entry) = pane.entry {
        response.on_hover_ui(|ui| {
            ui.label(kit::rich_text(entry.help, &theme::secondary(), tokens.text));
        });
    }
}

fn help_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    let Some(entry) = pane.entry else { return };
    let name = format!("Help on {}", entry.label);
    let response = IconButton::new(icon::INFO, &name).edge(28.0, 16.0).show(ui).on_hover_ui(|ui| {
        ui.set_max_width(size::RIGHT);
        ui.label(kit::rich_text(entry.help, &theme::secondary(), Tokens::of(ui).text_2));
    });
    if response.clicked() {
        pane.push(Action::OpenUrl(entry.docs.to_owned()));
    }
}
