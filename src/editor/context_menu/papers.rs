//! What the menu of a right click says about notes, groups, and what group widgets are in.

use egui::{Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::{ContextMenu, Done, row};
use crate::editor::action::Action;
use crate::editor::canvas::Selection;
use crate::editor::command::Command;
use crate::editor::findings::with_capital;
use crate::editor::notes::{NoteAction, Paper, color_group};
use crate::editor::state::{OpenFlow, State};
use crate::editor::theme::{self, Tokens};
use crate::editor::{command_keys, group_color, kit};
use crate::flow::side::PaperColor;
use crate::picture::{Hit, Point};

/// Of more groups than this the menu offers none: it would be a list to read.
const MOST_GROUPS: usize = 8;

/// The menu of a note or a frame.
pub(super) fn paper_ui(
    ui: &mut Ui,
    state: &State,
    menu: &ContextMenu,
    actions: &mut Vec<Action>,
    done: &mut Done,
) {
    let (Some(file), Some(paper)) = (state.active(), &menu.paper) else { return };
    let mut wanted = None;
    let color = match paper {
        Paper::Note(id) => {
            let Some(placed) = file.noted.note(id) else { return };
            if row(ui, "Edit text", "Enter".to_owned(), None) {
                wanted = Some(NoteAction::Write(paper.clone()));
            }
            if row(ui, "Delete note", String::new(), None) {
                let is_one_of = file.selection.notes.contains(id);
                let ids =
                    if is_one_of { file.selection.notes.iter().cloned().collect() } else { vec![id.clone()] };
                wanted = Some(NoteAction::Remove(ids));
            }
            placed.note.color
        }
        Paper::Group(name) => {
            let Some(placed) = file.noted.group(name) else { return };
            if row(ui, "Rename group", "Enter".to_owned(), None) {
                wanted = Some(NoteAction::Write(paper.clone()));
            }
            let is_folded = placed.stand_in.is_some();
            if row(ui, if is_folded { "Unfold group" } else { "Fold group" }, String::new(), None) {
                wanted = Some(NoteAction::Fold(vec![name.clone()], !is_folded));
            }
            if row(ui, "Select its widgets", String::new(), None) {
                actions.push(Action::Select(Selection::cards(placed.members.iter().copied())));
                done.closes = true;
            }
            if row(ui, "Ungroup", command_keys(ui, Command::Ungroup), None) {
                wanted = Some(NoteAction::Ungroup(vec![name.clone()]));
            }
            placed.group.color
        }
    };
    kit::separator(ui);
    if let Some(color) = colors_ui(ui, color) {
        wanted = Some(NoteAction::Color(paper.clone(), color));
    }
    if let Some(wanted) = wanted {
        actions.push(Action::Note(wanted));
        done.closes = true;
    }
}

/// A row of colours, each with its name. Answers which was chosen.
pub(in crate::editor) fn colors_ui(ui: &mut Ui, current: PaperColor) -> Option<PaperColor> {
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::space::XS;
        for color in PaperColor::ALL {
            let (rect, response) = ui.allocate_exact_size(Vec2::splat(28.0), Sense::click());
            let name = with_capital(color.name());
            let is_on = color == current;
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_on, &name));
            let tokens = Tokens::of(ui);
            let ink = tokens.group(group_color(color_group(color)));
            if response.hovered() {
                ui.painter().rect_filled(rect, theme::radius::SMALL, tokens.raised);
            }
            ui.painter().circle_filled(rect.center(), 8.0, ink);
            if is_on {
                ui.painter().circle_stroke(rect.center(), 11.0, Stroke::new(theme::size::FOCUS, tokens.text));
            }
            if response.has_focus() {
                let stroke = Stroke::new(theme::size::FOCUS, tokens.accent);
                ui.painter().rect_stroke(rect, theme::radius::SMALL, stroke, StrokeKind::Inside);
            }
            if response.clicked() {
                chosen = Some(color);
            }
            response.on_hover_text(name);
        }
    });
    chosen
}

/// What can be done on the ground, and with the groups of the selected widgets.
pub(super) fn membership_ui(
    ui: &mut Ui,
    state: &State,
    menu: &ContextMenu,
    actions: &mut Vec<Action>,
    done: &mut Done,
) {
    let Some(file) = state.active() else { return };
    let mut wanted = None;
    match menu.target {
        None => {
            let keys = command_keys(ui, Command::AddNote);
            if row(ui, "Add note", keys, Command::AddNote.disabled_because(state)) {
                wanted = Some(NoteAction::Add(at(menu)));
            }
        }
        Some(Hit::Wire(_)) => {}
        Some(_) => wanted = of_widgets(ui, state, file),
    }
    if let Some(wanted) = wanted {
        actions.push(Action::Note(wanted));
        done.closes = true;
    }
}

fn of_widgets(ui: &mut Ui, state: &State, file: &OpenFlow) -> Option<NoteAction> {
    let mut wanted = None;
    if row(ui, "Group", command_keys(ui, Command::Group), Command::Group.disabled_because(state)) {
        wanted = Some(NoteAction::Group);
    }
    let own = file.noted.groups_of(&file.selection.cards);
    let own: Vec<&str> = own.iter().map(|placed| &*placed.group.name).collect();
    if let Some(first) = own.first() {
        let text =
            if own.len() == 1 { format!("Remove from {first}") } else { "Remove from groups".to_owned() };
        if row(ui, &text, String::new(), None) {
            wanted = Some(NoteAction::Leave);
        }
    }
    let others = file.noted.groups().iter().map(|placed| &*placed.group.name);
    let others: Vec<&str> = others.filter(|name| own != [*name]).collect();
    if others.len() <= MOST_GROUPS {
        for name in others {
            if row(ui, &format!("Add to {name}"), String::new(), None) {
                wanted = Some(NoteAction::Join(name.to_owned()));
            }
        }
    }
    wanted
}

fn at(menu: &ContextMenu) -> Point {
    #[expect(clippy::cast_possible_truncation, reason = "a place on the canvas was one before")]
    Point::new(menu.pos_in_world.x as f32, menu.pos_in_world.y as f32)
}
