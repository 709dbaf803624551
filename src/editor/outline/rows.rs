//! The rows of the outline: how they look, what they are called, and where the keyboard goes among them.

use egui::{
    Color32, EventFilter, Id, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo,
};

use super::doing;
use super::menu;
use super::tree::{Leads, Node, Row};
use super::view::OutlineView;
use crate::editor::action::Action;
use crate::editor::command::Command;
use crate::editor::counts::counted;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit;
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size, tint};
use crate::editor::{group_color, icon_of};
use crate::flow::{Output, Widget};
use crate::widgets::{label_of, output_label, widget_type};

const ROW: f32 = 26.0;
const GAP: f32 = 1.0;
const INDENT: f32 = 13.0;
/// Deeper rows stand no farther inside: the panel is not that wide.
const DEEPEST: usize = 9;
const SIGN: f32 = 14.0;

/// Paints the rows.
pub(super) fn rows_ui(ui: &mut Ui, file: &OpenFlow, view: &mut OutlineView, actions: &mut Vec<Action>) {
    let rows = view.rows();
    let list = ui.make_persistent_id("outline rows");
    let (sight, keyboard) = (std::mem::take(&mut view.wants_sight), std::mem::take(&mut view.wants_row));
    if keyboard && view.at.is_none_or(|at| view.row_of(at).is_none()) {
        view.at = rows.first().map(|row| row.node);
    }
    let at = view.at.and_then(|at| view.row_of(at));
    let mut has_keyboard = false;
    let mut is_painted = false;
    ui.spacing_mut().item_spacing.y = GAP;
    let area = ScrollArea::vertical().id_salt("outline rows").auto_shrink(false);
    area.show_rows(ui, ROW, rows.len(), |ui, range| {
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_role(Role::Tree);
            node.set_label("Outline");
        });
        if let Some(at) = at.filter(|_| sight || keyboard) {
            kit::scroll_to_row(ui, range.start, at, ROW);
        }
        let per_page = range.len().saturating_sub(2).max(1);
        for index in range {
            let Some(row) = rows.get(index) else { continue };
            let id = list.with(row.node);
            let response = row_ui(ui, id, file, view, row, actions);
            ui.ctx().accesskit_node_builder(id, |node| {
                node.set_position_in_set(index + 1);
                node.set_size_of_set(rows.len());
            });
            let is_at = view.at == Some(row.node);
            if is_at && keyboard && view.renaming.is_none() {
                response.request_focus();
                is_painted = true;
            }
            if response.has_focus() {
                has_keyboard = true;
                if !keyboard {
                    if response.gained_focus() {
                        view.at = Some(row.node);
                    }
                    keys(ui, &response, file, view, (index, per_page), actions);
                }
            }
            menu::menu_ui(&response, file, view, row, actions);
        }
    });
    // It comes into view in the next frame.
    if keyboard && !is_painted && at.is_some() && view.renaming.is_none() {
        view.wants_row = true;
        has_keyboard = true;
    }
    view.has_keyboard = has_keyboard;
    if let Some(wish) = view.wish.take() {
        doing::grant(file, view, wish, actions);
    }
}

/// The keys of a tree.
fn keys(
    ui: &Ui,
    response: &Response,
    file: &OpenFlow,
    view: &mut OutlineView,
    (index, per_page): (usize, usize),
    actions: &mut Vec<Action>,
) {
    let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let rows = view.rows();
    let Some(row) = rows.get(index) else { return };
    let last = rows.len().saturating_sub(1);
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let steps = [
        (Key::ArrowDown, (index + 1).min(last)),
        (Key::ArrowUp, index.saturating_sub(1)),
        (Key::Home, 0),
        (Key::End, last),
        (Key::PageDown, (index + per_page).min(last)),
        (Key::PageUp, index.saturating_sub(per_page)),
    ];
    if let Some((_, to)) = steps.into_iter().find(|(key, _)| pressed(*key)) {
        if let Some(to) = rows.get(to).filter(|to| to.node != row.node) {
            doing::walk_to(file, view, to.node, actions);
            ui.ctx().request_repaint();
        }
        return;
    }
    if pressed(Key::ArrowRight) {
        match (row.is_open, &row.leads) {
            (Some(false), _) => view.set_folded(row.node, false),
            (None, Some(leads)) if leads.target().is_some() => {
                if let Some(target) = leads.target() {
                    doing::walk_to(file, view, Node::Widget(target), actions);
                }
            }
            _ => {
                if let Some(child) = rows.get(index + 1).filter(|next| next.depth > row.depth) {
                    doing::walk_to(file, view, child.node, actions);
                }
            }
        }
        ui.ctx().request_repaint();
    }
    if pressed(Key::ArrowLeft) {
        if row.is_open == Some(true) {
            view.set_folded(row.node, true);
        } else {
            let above = rows.get(..index).unwrap_or_default();
            if let Some(parent) = above.iter().rev().find(|above| above.depth < row.depth) {
                doing::walk_to(file, view, parent.node, actions);
            }
        }
        ui.ctx().request_repaint();
    }
    if Command::Delete.take(ui) {
        doing::delete(file, row.node, actions);
    }
    if pressed(Key::Insert) {
        doing::grant(file, view, super::view::Wish::Add, actions);
    }
}

fn row_ui(
    ui: &mut Ui,
    id: Id,
    file: &OpenFlow,
    view: &mut OutlineView,
    row: &Row,
    actions: &mut Vec<Action>,
) -> Response {
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), ROW));
    let is_enter = ui.memory(|memory| memory.has_focus(id))
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    let response = ui.interact(rect, id, Sense::click());
    let is_selected = is_selected(file, row.node);
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, is_selected, name(file, row)));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_level(row.depth + 1);
        node.set_selected(is_selected);
        if let Some(is_open) = row.is_open {
            node.set_expanded(is_open);
        }
    });
    let left = rect.left() + row.depth.min(DEEPEST) as f32 * INDENT;
    let sign = Rect::from_min_max(egui::pos2(left, rect.top()), egui::pos2(left + SIGN + 2.0, rect.bottom()));
    if let Some(is_open) = row.is_open {
        let toggle = ui.interact(sign, id.with("sign"), Sense::CLICK);
        if toggle.clicked() {
            view.set_folded(row.node, is_open);
        }
    }
    let tokens = Tokens::of(ui);
    let fill = match (is_selected, response.hovered()) {
        (true, _) => tint(tokens.accent, 0.16),
        (false, true) => tokens.raised,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, radius::SMALL + 1, fill);
    if let Some(is_open) = row.is_open {
        let chevron = if is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
        paint_icon(ui.painter(), sign.center(), chevron, 11.0, tokens.text_2);
    }
    let inner = Rect::from_min_max(egui::pos2(sign.right() + 2.0, rect.top()), rect.max);
    match row.node {
        Node::Widget(widget) => {
            if let Some(widget) = file.flow().widget(widget) {
                if view.renaming == Some(widget.id()) {
                    doing::rename_ui(ui, inner, file, view, widget, actions);
                } else {
                    widget_ui(ui, inner, file, widget);
                }
            }
        }
        Node::Output(output) => output_ui(ui, inner, file, output, row.leads.as_ref()),
        Node::Unreachable => {
            let font = theme::semibold(size::SECONDARY);
            let text = kit::line(ui, "Not reachable", font, tokens.text_2, inner.width());
            let corner = egui::pos2(inner.left(), inner.center().y - text.size().y / 2.0);
            ui.painter().galley(corner, text, tokens.text_2);
        }
    }
    if response.has_focus() {
        let ring = Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(rect, radius::SMALL + 1, ring, StrokeKind::Inside);
    }
    if is_enter {
        doing::enter(file, view, row, actions);
    } else if response.clicked() {
        response.request_focus();
        let is_added = ui.input(|input| input.modifiers.command || input.modifiers.shift);
        doing::choose(file, view, row, is_added, actions);
    } else if response.double_clicked() {
        doing::enter(file, view, row, actions);
    }
    if response.secondary_clicked() {
        doing::choose_unless_chosen(file, view, row, actions);
    }
    response
}

fn is_selected(file: &OpenFlow, node: Node) -> bool {
    match node {
        Node::Widget(id) => file.selection.cards.contains(&id),
        Node::Output(output) => file.selection.wires.contains(&output),
        Node::Unreachable => false,
    }
}

/// What a row is called.
pub(super) fn name(file: &OpenFlow, row: &Row) -> String {
    let title = |id| file.flow().widget(id).map_or("(no name)", |widget| widget.title()).to_owned();
    match row.node {
        Node::Unreachable => "Not reachable".to_owned(),
        Node::Widget(id) => {
            let Some(widget) = file.flow().widget(id) else { return String::new() };
            let mut name = format!("{} {}", label_of(widget.kind().unwrap_or_default()), widget.title());
            if let Some(mark) = file.derived.findings.marks.cards.get(&id).filter(|mark| mark.is_marked()) {
                name.push_str(&format!(", {}", counted(mark.count, "problem")));
            }
            name
        }
        Node::Output(output) => {
            let Some(widget) = file.flow().widget(output.widget) else { return String::new() };
            let label = output_label(widget, output.index);
            let leads = match &row.leads {
                None | Some(Leads::Nowhere) => "leads nowhere".to_owned(),
                Some(Leads::Within(id) | Leads::Next(id)) => format!("leads to {}", title(*id)),
                Some(Leads::Elsewhere(id)) => format!("leads to {}, which stands elsewhere", title(*id)),
                Some(Leads::Missing(name)) => format!("leads to {name}, which does not exist"),
            };
            format!("Output {label} of {}, {leads}", widget.title())
        }
    }
}

fn widget_ui(ui: &Ui, rect: Rect, file: &OpenFlow, widget: &Widget) {
    let tokens = Tokens::of(ui);
    let entry = widget.kind().and_then(widget_type);
    let (sign, color) = match entry {
        Some(entry) => (icon_of(entry.icon), tokens.group(group_color(entry.group))),
        None => (icon::UNKNOWN, tokens.text_2),
    };
    let middle = rect.center().y;
    paint_icon(ui.painter(), egui::pos2(rect.left() + 8.0, middle), sign, 15.0, color);
    let left = rect.left() + 21.0;
    let mut right = rect.right() - 6.0;
    let mark = file.derived.findings.marks.cards.get(&widget.id()).filter(|mark| mark.is_marked());
    if let Some(mark) = mark {
        let color = mark.worst.color(tokens);
        let count = if mark.count > 99 { "99+".to_owned() } else { mark.count.to_string() };
        let count = kit::line(ui, &count, theme::semibold(size::HINT), color, 30.0);
        right -= count.size().x;
        ui.painter().galley(egui::pos2(right, middle - count.size().y / 2.0), count, color);
        right -= 10.0;
        paint_icon(ui.painter(), egui::pos2(right, middle), mark.worst.icon(), 13.0, color);
        right -= 11.0;
    }
    let ink = if widget.name().is_some() { tokens.text } else { tokens.text_3 };
    let name = kit::line(ui, widget.title(), theme::body(), ink, right - left);
    let about_left = left + name.size().x + 8.0;
    ui.painter().galley(egui::pos2(left, middle - name.size().y / 2.0), name, ink);
    // The type, where there is room for a good part of it.
    if right - about_left > 48.0 {
        let label = label_of(widget.kind().unwrap_or_default());
        let label = kit::line(ui, &label, theme::hint(), tokens.text_3, right - about_left);
        let corner = egui::pos2(right - label.size().x, middle - label.size().y / 2.0);
        ui.painter().galley(corner, label, tokens.text_3);
    }
}

fn output_ui(ui: &Ui, rect: Rect, file: &OpenFlow, output: Output, leads: Option<&Leads>) {
    let tokens = Tokens::of(ui);
    let Some(widget) = file.flow().widget(output.widget) else { return };
    let middle = rect.center().y;
    let dot = egui::pos2(rect.left() + 7.0, middle);
    let problem = file.derived.findings.marks.outputs.get(&output);
    let color = match (leads, problem) {
        (Some(Leads::Missing(_)), _) => tokens.error,
        (_, Some(mark)) => mark.worst.color(tokens),
        (_, None) => tokens.wire,
    };
    // Hollow where nothing follows, as its port is on the canvas.
    match leads.and_then(Leads::target) {
        Some(_) => ui.painter().circle_filled(dot, 3.5, color),
        None => ui.painter().circle_stroke(dot, 3.5, Stroke::new(1.5, color)),
    };
    let left = rect.left() + 17.0;
    let right = rect.right() - 6.0;
    let label = output_label(widget, output.index);
    let title = |id| file.flow().widget(id).map_or("(no name)", |widget| widget.title()).to_owned();
    let (sign, target, ink) = match leads {
        None | Some(Leads::Nowhere) => (None, "nowhere".to_owned(), tokens.text_3),
        Some(Leads::Within(_)) => (None, String::new(), tokens.text_2),
        Some(Leads::Next(id)) => (Some(icon::CHEVRON_DOWN), title(*id), tokens.text_2),
        Some(Leads::Elsewhere(id)) => (Some(icon::UNDO), title(*id), tokens.accent),
        Some(Leads::Missing(name)) => (Some(icon::ERROR), format!("{name} is missing"), tokens.error),
    };
    // The target says more than the label, so both give way alike.
    let sign_width = if sign.is_some() { 14.0 } else { 0.0 };
    let room = right - left - sign_width - 8.0;
    let whole = kit::line(ui, &target, theme::secondary(), ink, room);
    let natural = kit::line(ui, &label, theme::secondary(), tokens.text_2, room).size().x;
    // Where room is short, the hollow sign says it alone.
    let is_nowhere = matches!(leads, None | Some(Leads::Nowhere));
    let (whole, target) = match is_nowhere && natural + whole.size().x > room {
        true => (kit::line(ui, "", theme::secondary(), ink, room), String::new()),
        false => (whole, target),
    };
    let label_room = (room - whole.size().x).max(room * 0.45);
    let label = kit::line(ui, &label, theme::secondary(), tokens.text_2, label_room);
    let mut at = left + label.size().x + 8.0;
    ui.painter().galley(egui::pos2(left, middle - label.size().y / 2.0), label, tokens.text_2);
    if let Some(sign) = sign {
        paint_icon(ui.painter(), egui::pos2(at + 5.0, middle), sign, 11.0, ink);
        at += 14.0;
    }
    let target = kit::line(ui, &target, theme::secondary(), ink, right - at);
    ui.painter().galley(egui::pos2(at, middle - target.size().y / 2.0), target, ink);
}
