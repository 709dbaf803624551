//! One of a few, all of them in view: a row of segments, and chips of which several can be on.

use egui::{
    EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
};

use super::{focus_ring, name_by_label, one_line};
use crate::editor::icon::{self, paint_icon};
use crate::editor::theme::{self, Tokens, radius, size, tint};

/// The room beside a segment's text.
const PADDING: f32 = 10.0;

/// A row of options of which one is chosen; below each other where a row has no room for them. Answers with the
/// option that was chosen now. With the keyboard, the arrow keys choose the neighbour.
pub fn segmented(ui: &mut Ui, name: &str, labels: &[&str], chosen: Option<usize>) -> Option<usize> {
    const INSET: f32 = 3.0;
    let tokens = Tokens::of(ui);
    let width_of = |label: &str| {
        let font = theme::semibold(size::SECONDARY);
        ui.painter().layout_no_wrap(label.to_owned(), font, tokens.text).size().x + 2.0 * PADDING
    };
    let widths: Vec<f32> = labels.iter().map(|label| width_of(label)).collect();
    let total: f32 = widths.iter().sum();
    let room = ui.available_width() - 2.0 * INSET;
    let is_row = total <= room;
    let spare = if is_row {
        (room - total) / f32::from(u16::try_from(labels.len().max(1)).unwrap_or(1))
    } else {
        0.0
    };
    let height = size::CONTROL - 2.0 * INSET;
    let rows = if is_row { 1 } else { labels.len() };
    let wanted = Vec2::new(
        ui.available_width(),
        f32::from(u16::try_from(rows).unwrap_or(u16::MAX)) * height + 2.0 * INSET,
    );
    let group = ui.allocate_response(wanted, Sense::hover());
    let group = name_by_label(ui, group, name);
    ui.ctx().accesskit_node_builder(group.id, |node| node.set_role(Role::RadioGroup));
    let border = Stroke::new(size::BORDER, tokens.line);
    ui.painter().rect(group.rect, radius::CONTROL, tokens.field, border, StrokeKind::Inside);
    let mut picked = None;
    let mut corner = group.rect.min + Vec2::splat(INSET);
    for (index, (label, width)) in labels.iter().zip(&widths).enumerate() {
        let width = if is_row { width + spare } else { room };
        let rect = Rect::from_min_size(corner, Vec2::new(width, height));
        corner += if is_row { Vec2::new(width, 0.0) } else { Vec2::new(0.0, height) };
        let response = segment(ui, segment_id(group.id, index), rect, label, chosen == Some(index));
        if response.clicked() && chosen != Some(index) {
            picked = Some(index);
        }
        if response.has_focus()
            && let Some(neighbour) = neighbour(ui, response.id, index, labels.len())
        {
            picked = Some(neighbour).filter(|to| chosen != Some(*to));
            ui.memory_mut(|memory| memory.request_focus(segment_id(group.id, neighbour)));
        }
    }
    picked
}

fn segment_id(group: Id, index: usize) -> Id {
    group.with(("segment", index))
}

fn segment(ui: &Ui, id: Id, rect: Rect, label: &str, is_chosen: bool) -> Response {
    let tokens = Tokens::of(ui);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, response.enabled(), is_chosen, label));
    let (font, color) = match (is_chosen, response.hovered()) {
        (true, _) => (theme::semibold(size::SECONDARY), tokens.text),
        (false, true) => (theme::secondary(), tokens.text),
        (false, false) => (theme::secondary(), tokens.text_2),
    };
    if is_chosen {
        let border = Stroke::new(size::BORDER, tokens.line_strong);
        ui.painter().rect(rect, radius::SMALL, tokens.raised, border, StrokeKind::Inside);
    }
    let galley = one_line(ui, label, font, color, rect.width() - 8.0);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    focus_ring(ui, &response, radius::SMALL);
    response
}

/// The segment that an arrow key asks for.
fn neighbour(ui: &Ui, id: Id, index: usize, count: usize) -> Option<usize> {
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    // Used up here: the neighbour that gets the keyboard may come later in this frame.
    let pressed = |keys: [Key; 2]| {
        ui.input_mut(|input| keys.into_iter().any(|key| input.consume_key(Modifiers::NONE, key)))
    };
    match (pressed([Key::ArrowLeft, Key::ArrowUp]), pressed([Key::ArrowRight, Key::ArrowDown])) {
        (true, false) => index.checked_sub(1),
        (false, true) => Some(index + 1).filter(|next| *next < count),
        _ => None,
    }
}

/// A chip that is on or off: one of several that can be on at once.
pub fn chip(ui: &mut Ui, text: &str, is_on: &mut bool) -> Response {
    const HEIGHT: f32 = 24.0;
    const SIGN: f32 = 15.0;
    let tokens = Tokens::of(ui);
    let color = if *is_on { tokens.text } else { tokens.text_2 };
    let galley = one_line(ui, text, theme::secondary(), color, ui.available_width() - SIGN - 20.0);
    let wanted = Vec2::new(galley.size().x + SIGN + 20.0, HEIGHT);
    let mut response = ui.allocate_response(wanted, Sense::click());
    if response.clicked() {
        *is_on = !*is_on;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, response.enabled(), *is_on, text));
    if ui.is_rect_visible(response.rect) {
        let rect = response.rect;
        let (fill, border) = match (*is_on, response.hovered()) {
            (true, _) => (tint(tokens.accent, 0.16), tokens.accent),
            (false, true) => (tokens.raised, tokens.line_strong),
            (false, false) => (tokens.field, tokens.line),
        };
        let border = Stroke::new(size::BORDER, border);
        ui.painter().rect(rect, radius::PILL, fill, border, StrokeKind::Inside);
        // The sign keeps its room, so that nothing moves when a chip is switched.
        let center = egui::pos2(rect.left() + 8.0 + SIGN / 2.0, rect.center().y);
        let (sign, sign_color) =
            if *is_on { (icon::CHECK, tokens.accent) } else { (icon::PLUS, tokens.text_3) };
        paint_icon(ui.painter(), center, sign, 12.0, sign_color);
        let corner = egui::pos2(rect.left() + 10.0 + SIGN, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(corner, galley, color);
        focus_ring(ui, &response, radius::PILL);
    }
    response
}
