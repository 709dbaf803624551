//! The steps of both, side by side: real on the left, ours on the right, and between them a sign.

use egui::{
    Align2, Color32, EventFilter, Key, Modifiers, Rect, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo,
};

use super::{LoadedAction, Shown};
use crate::editor::action::Action;
use crate::editor::icon::{self, Icon, paint_icon};
use crate::editor::kit;
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size, tint};
use crate::sim::compare::{OurStep, RealStep, Row, Sign};

/// The height of a row: a widget, and below it how it was left.
pub(super) const ROW: f32 = 40.0;
const HEAD: f32 = 22.0;
const NUMBER: f32 = 26.0;
const SIGN: f32 = 26.0;
/// The scroll bar floats over this much.
const BAR: f32 = 10.0;

/// Paints the list in so much height at most. Arrow keys move over its rows.
pub(super) fn steps_ui(
    ui: &mut Ui,
    file: &OpenFlow,
    shown: &Shown,
    max_height: f32,
    actions: &mut Vec<Action>,
) {
    let rows = &shown.comparison.rows;
    let chosen = file.loaded.chosen.min(rows.len().saturating_sub(1));
    ui.spacing_mut().item_spacing.y = 0.0;
    head_ui(ui);
    let count = f32::from(u16::try_from(rows.len()).unwrap_or(u16::MAX));
    let height = (max_height - HEAD).min(count * ROW).max(ROW);
    let id = ui.make_persistent_id("loaded.steps");
    let rect = Rect::from_min_size(ui.cursor().min, Vec2::new(ui.available_width(), height));
    let list = ui.interact(rect, id, Sense::focusable_noninteractive());
    list.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, "Steps of both"));
    if list.has_focus() {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        if let Some(to) = moved(ui, chosen, rows.len()) {
            actions.push(Action::Loaded(LoadedAction::Choose(to)));
        }
    }
    let area = ScrollArea::vertical().id_salt("loaded.rows").max_height(height).auto_shrink([false, true]);
    area.show_rows(ui, ROW, rows.len(), |ui, range| {
        if file.loaded.wants_scroll {
            let top = ui.max_rect().top() + (index_f32(chosen) - index_f32(range.start)) * ROW;
            let row = Rect::from_min_size(egui::pos2(ui.max_rect().left(), top), Vec2::new(10.0, ROW));
            ui.scroll_to_rect(row, None);
            actions.push(Action::Loaded(LoadedAction::Scrolled));
        }
        for index in range {
            let Some(row) = rows.get(index) else { continue };
            if row_ui(ui, shown, index, row, index == chosen) {
                ui.memory_mut(|memory| memory.request_focus(id));
                super::view::show(shown, index, actions);
            }
        }
    });
    if list.has_focus() {
        let stroke = egui::Stroke::new(size::FOCUS, Tokens::of(ui).accent);
        ui.painter().rect_stroke(rect, radius::SMALL, stroke, egui::StrokeKind::Outside);
    }
}

fn index_f32(index: usize) -> f32 {
    f32::from(u16::try_from(index).unwrap_or(u16::MAX))
}

/// The row that a key asks for.
fn moved(ui: &Ui, chosen: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let to = if pressed(Key::ArrowDown) {
        chosen.saturating_add(1)
    } else if pressed(Key::ArrowUp) {
        chosen.saturating_sub(1)
    } else if pressed(Key::Home) {
        0
    } else if pressed(Key::End) {
        last
    } else {
        return None;
    };
    Some(to.min(last)).filter(|to| *to != chosen)
}

/// Where the two columns stand: left edge and width of each.
fn columns(rect: Rect) -> [(f32, f32); 2] {
    let room = (rect.width() - NUMBER - SIGN - BAR).max(80.0);
    let half = room / 2.0;
    let left = rect.left() + NUMBER;
    [(left, half - 6.0), (left + half + SIGN, half - 6.0)]
}

fn head_ui(ui: &mut Ui) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), HEAD), Sense::hover());
    for ((x, _), text) in columns(rect).into_iter().zip(["Real", "Ours"]) {
        let place = egui::pos2(x, rect.center().y);
        ui.painter().text(place, Align2::LEFT_CENTER, text, theme::hint(), tokens.text_2);
    }
    let y = ui.painter().round_to_pixel_center(rect.bottom());
    ui.painter().hline(rect.x_range(), y, egui::Stroke::new(size::BORDER, tokens.line));
}

/// The sign of a row: shape and colour.
fn sign_of(row: &Row, tokens: &Tokens) -> (Option<Icon>, &'static str, Color32) {
    match row.sign {
        Sign::Same | Sign::Given if row.has_differing_variables() => (None, "≠", tokens.warn),
        Sign::Same => (None, "=", tokens.ok),
        Sign::Given => (None, "≈", tokens.text_2),
        Sign::Differs | Sign::OnlyReal | Sign::OnlyOurs => (Some(icon::WARNING), "", tokens.warn),
        Sign::NotCompared => (None, "·", tokens.text_3),
    }
}

/// What the sign says.
pub(super) fn words(row: &Row) -> &'static str {
    match row.sign {
        Sign::Same | Sign::Given if row.has_differing_variables() => "the same, but variables differ",
        sign => sign.label(),
    }
}

/// Paints a row; answers whether it was chosen.
fn row_ui(ui: &mut Ui, shown: &Shown, index: usize, row: &Row, is_chosen: bool) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("loaded.row", index)), Sense::CLICK);
    let real = shown.step(row);
    let name = format!(
        "Step {}: real {}; ours {}; {}",
        index + 1,
        real.map_or_else(|| "nothing".to_owned(), real_in_words),
        row.ours.as_ref().map_or_else(|| "nothing".to_owned(), ours_in_words),
        words(row)
    );
    response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, &name));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(is_chosen));
    let painter = ui.painter();
    let parts = matches!(row.sign, Sign::Differs | Sign::OnlyReal | Sign::OnlyOurs);
    if is_chosen {
        painter.rect_filled(rect, radius::SMALL, tint(tokens.accent, 0.16));
    } else if parts {
        painter.rect_filled(rect, radius::SMALL, tint(tokens.warn, 0.12));
    } else if response.hovered() {
        painter.rect_filled(rect, radius::SMALL, tokens.raised);
    }
    let middle = rect.center().y;
    let number = egui::pos2(rect.left() + 4.0, middle);
    painter.text(number, Align2::LEFT_CENTER, (index + 1).to_string(), theme::hint(), tokens.text_2);
    let [left, right] = columns(rect);
    let is_faint = row.sign == Sign::NotCompared;
    let ink = if is_faint { tokens.text_2 } else { tokens.text };
    match real {
        Some(step) => cell(ui, left, rect, &step.title(), &step.event, step.next.as_deref(), ink),
        None => nothing(ui, left, rect),
    }
    match &row.ours {
        Some(step) => cell(ui, right, rect, &step.widget, &step.event, step.next.as_deref(), ink),
        None => nothing(ui, right, rect),
    }
    let center = egui::pos2(right.0 - SIGN / 2.0 - 3.0, middle);
    let (sign, text, color) = sign_of(row, tokens);
    match sign {
        Some(sign) => paint_icon(ui.painter(), center, sign, 15.0, color),
        None => {
            ui.painter().text(center, Align2::CENTER_CENTER, text, theme::semibold(size::TITLE), color);
        }
    }
    response.on_hover_text(name).clicked()
}

fn cell(
    ui: &Ui,
    (x, width): (f32, f32),
    rect: Rect,
    widget: &str,
    event: &str,
    next: Option<&str>,
    ink: Color32,
) {
    let tokens = Tokens::of(ui);
    // A step of a subflow stands behind a sign.
    let shown = match widget.rsplit_once('/') {
        Some((_, inner)) => format!("› {inner}"),
        None => widget.to_owned(),
    };
    let first = kit::middle_line(ui, &shown, theme::body(), ink, width);
    // Where it leads is what differs most often: the event gives way first.
    let to = format!(" → {}", next.unwrap_or("end"));
    let target = kit::middle_line(ui, &to, theme::hint(), tokens.text_2, width * 0.72);
    let by = kit::middle_line(ui, event, theme::hint(), tokens.text_2, width - target.size().x);
    let top = rect.center().y - (first.size().y + target.size().y + 1.0) / 2.0;
    let below = top + first.size().y + 1.0;
    ui.painter().galley(egui::pos2(x, top), first, ink);
    let by_width = by.size().x;
    ui.painter().galley(egui::pos2(x, below), by, tokens.text_2);
    ui.painter().galley(egui::pos2(x + by_width, below), target, tokens.text_2);
}

fn nothing(ui: &Ui, (x, _): (f32, f32), rect: Rect) {
    let place = egui::pos2(x, rect.center().y);
    ui.painter().text(place, Align2::LEFT_CENTER, "–", theme::body(), Tokens::of(ui).text_3);
}

fn real_in_words(step: &RealStep) -> String {
    format!("{} by {} to {}", step.title(), step.event, step.next.as_deref().unwrap_or("the end"))
}

fn ours_in_words(step: &OurStep) -> String {
    format!("{} by {} to {}", step.widget, step.event, step.next.as_deref().unwrap_or("the end"))
}
