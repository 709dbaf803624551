//! Every change of the shown flow as a list: the oldest first, what was taken back below the current version. Each can be
//! gone to.

use egui::{EventFilter, Id, Key, Modifiers, Response, ScrollArea, Sense, Ui, WidgetInfo};

use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit;
use crate::editor::state::{OpenFlow, State};
use crate::editor::theme::{self, Tokens, radius, size, space, tint};
use crate::flow::History;

/// Where the list stands.
#[derive(Clone, Debug, Default)]
pub struct HistoryView {
    /// Whether a row has the keyboard.
    pub has_keyboard: bool,
    /// The row that has it, or had it last.
    at: usize,
    /// That row is to get the keyboard.
    wants_keyboard: bool,
    /// The version that was shown last: a new one is scrolled to.
    seen: Option<(u64, usize)>,
}

impl HistoryView {
    /// The current version's row is to have the keyboard.
    pub fn ask_for_keyboard(&mut self, at: usize) {
        self.at = at;
        self.wants_keyboard = true;
    }
}

/// Paints the list.
pub fn history_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    kit::title_text(ui, "History");
    ui.add_space(8.0);
    let mut view = std::mem::take(&mut state.extract.history);
    if let Some(file) = state.active() {
        list_ui(ui, file, &mut view, actions);
    }
    state.extract.history = view;
}

fn list_ui(ui: &mut Ui, file: &OpenFlow, view: &mut HistoryView, actions: &mut Vec<Action>) {
    let history = file.document.history();
    let (count, at) = (history.entries().len(), history.at());
    if count == 1 {
        kit::secondary_text(ui, "Nothing was changed yet. Each change will stand here, to be gone back to.");
        ui.add_space(space::S);
    }
    let is_new = view.seen != Some((file.key.0, at));
    view.seen = Some((file.key.0, at));
    let wants = std::mem::take(&mut view.wants_keyboard);
    view.at = view.at.min(count - 1);
    view.has_keyboard = false;
    ui.spacing_mut().item_spacing.y = 1.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, size::ROW, count, |ui, range| {
        let sought = if wants { Some(view.at) } else { is_new.then_some(at) };
        if let Some(sought) = sought {
            kit::scroll_to_row(ui, range.start, sought, size::ROW);
            // It is there in the next frame.
            if wants && !range.contains(&sought) {
                view.wants_keyboard = true;
                ui.ctx().request_repaint();
            }
        }
        for index in range {
            let response = row_ui(ui, history, index);
            if wants && index == view.at {
                response.request_focus();
            }
            if response.clicked() {
                response.request_focus();
                actions.push(Action::GoToVersion(index));
            }
            if response.has_focus() {
                view.has_keyboard = true;
                if !wants {
                    view.at = index;
                    keys(ui, response.id, view, count);
                }
            }
        }
    });
}

fn keys(ui: &Ui, row: Id, view: &mut HistoryView, count: usize) {
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(row, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let to = if pressed(Key::ArrowDown) {
        Some(view.at + 1).filter(|to| *to < count)
    } else if pressed(Key::ArrowUp) {
        view.at.checked_sub(1)
    } else if pressed(Key::Home) {
        Some(0)
    } else if pressed(Key::End) {
        Some(count - 1)
    } else {
        None
    };
    if let Some(to) = to {
        view.at = to;
        view.wants_keyboard = true;
        ui.ctx().request_repaint();
    }
}

/// One version. The current one is marked, those that were taken back are dimmed, the one on disk has the sign for it.
fn row_ui(ui: &mut Ui, history: &History, index: usize) -> Response {
    let Some(entry) = history.entries().get(index) else {
        return ui.allocate_response(egui::Vec2::ZERO, Sense::hover());
    };
    let tokens = Tokens::of(ui);
    let (is_current, is_undone) = (index == history.at(), index > history.at());
    let is_saved = history.is_saved_at(index);
    let text = if index == 0 { "As it was opened" } else { &entry.name };
    let wanted = egui::vec2(ui.available_width(), size::ROW);
    let response = ui.allocate_response(wanted, Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::Role::ListItem, true, is_current, text));
    let mut told: Vec<&str> = Vec::new();
    told.extend(is_current.then_some("current version"));
    told.extend(is_undone.then_some("taken back"));
    told.extend(is_saved.then_some("saved"));
    if !told.is_empty() {
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(told.join(", ")));
    }
    if !ui.is_rect_visible(response.rect) {
        return response;
    }
    let rect = response.rect;
    if is_current {
        ui.painter().rect_filled(rect, radius::SMALL + 1, tint(tokens.accent, 0.16));
    } else if response.hovered() {
        ui.painter().rect_filled(rect, radius::SMALL + 1, tokens.raised);
    }
    let sign = egui::pos2(rect.left() + space::XS + 8.0, rect.center().y);
    if is_current {
        icon::paint_icon(ui.painter(), sign, icon::CHEVRON_RIGHT, 13.0, tokens.accent);
    } else if is_undone {
        icon::paint_icon(ui.painter(), sign, icon::REDO, 12.0, tokens.text_3);
    }
    let mut right = rect.right() - space::XS;
    if is_saved {
        right -= 16.0;
        let place = egui::pos2(right + 8.0, rect.center().y);
        icon::paint_icon(ui.painter(), place, icon::SAVE, 13.0, tokens.text_2);
    }
    let left = rect.left() + 26.0;
    let color = if is_undone { tokens.text_3 } else { tokens.text };
    let line = kit::line(ui, text, theme::body(), color, right - left - space::XS);
    let is_cut = line.elided;
    let top = rect.center().y - line.size().y / 2.0;
    ui.painter().galley(egui::pos2(left, top), line, color);
    if response.has_focus() {
        // Within the row, as the list cuts off what stands around its first one.
        let stroke = egui::Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(rect, radius::SMALL + 1, stroke, egui::StrokeKind::Inside);
    }
    let tip = match (is_cut, is_saved) {
        (true, true) => format!("{text} (saved)"),
        (true, false) => text.to_owned(),
        (false, true) => "This version is saved".to_owned(),
        (false, false) => return response,
    };
    response.on_hover_text(tip)
}
