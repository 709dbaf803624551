//! A long text that is only read: no more of it is laid out than is seen.

use egui::{
    EventFilter, Key, Modifiers, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
};

use super::code::{LINE, followed, gutter, number_ui, select_at};
use super::view::{JsonView, What};
use crate::editor::action::Action;
use crate::editor::api::json_job;
use crate::editor::state::OpenFlow;
use crate::editor::theme::{Tokens, radius, size, tint};

/// What stands farther to the right is not seen anyway.
const MOST_CHARS: usize = 400;

/// Paints the lines. A click or the arrow keys choose one, and with it the widget whose text it is.
pub(super) fn lines_ui(ui: &mut Ui, file: &OpenFlow, view: &mut JsonView, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let reading = view.reading();
    let id = ui.make_persistent_id("json lines");
    let area = ui.available_rect_before_wrap();
    ui.painter().rect_filled(area, radius::CONTROL, tokens.field);
    let whole = ui.interact(area, id, Sense::click());
    let count = reading.line_count();
    let said = view.cursor_line.map(|line| reading.line(view.text(), line).trim().to_owned());
    whole.widget_info(|| {
        let name = match view.what() {
            Some(What::Flow) => format!("JSON of the flow, {count} lines"),
            _ => format!("JSON of the widget, {count} lines"),
        };
        WidgetInfo::labeled(Role::Document, true, name)
    });
    ui.ctx().accesskit_node_builder(id, |node| {
        if let Some(said) = said {
            node.set_value(said);
        }
    });
    if std::mem::take(&mut view.wants_keyboard) {
        whole.request_focus();
    }
    let mut sight = followed(file, view, &reading);
    if let Some(line) = sight {
        view.cursor_line = Some(line);
    }
    if whole.has_focus()
        && let Some(line) = key(ui, id, view.cursor_line.unwrap_or_default(), count, area.height())
    {
        select_at(file, view, &reading, Some(line), actions);
        sight = Some(line);
    }
    let gutter = gutter(ui, count);
    let selected = file.selected_widget().and_then(|widget| reading.lines_of_state(widget));
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(area.shrink(3.0)));
    inner.spacing_mut().item_spacing.y = 0.0;
    let mut clicked = None;
    let list = ScrollArea::vertical().id_salt(id).auto_shrink(false);
    list.show_rows(&mut inner, LINE, count, |ui, range| {
        let origin = ui.max_rect().min;
        let width = ui.available_width();
        ui.set_clip_rect(ui.clip_rect().intersect(area.shrink(3.0)));
        let top = |line: usize| {
            #[expect(clippy::cast_precision_loss, reason = "a text of millions of lines is not opened")]
            let rows = line as f32 - range.start as f32;
            origin.y + rows * LINE
        };
        if let Some(line) = sight {
            let place = Rect::from_min_size(egui::pos2(origin.x, top(line)), Vec2::new(1.0, LINE));
            // What follows is what one wants to read.
            let place = place.expand2(Vec2::new(0.0, 3.0 * LINE)).with_max_y(place.bottom() + 16.0 * LINE);
            ui.scroll_to_rect_animation(place, None, egui::style::ScrollAnimation::none());
        }
        for line in range.clone() {
            let (_, rect) = ui.allocate_space(Vec2::new(width, LINE));
            if selected.as_ref().is_some_and(|lines| lines.contains(&line)) {
                ui.painter().rect_filled(rect, 0.0, tint(tokens.accent, 0.12));
            }
            if view.cursor_line == Some(line) && whole.has_focus() {
                let ring = Stroke::new(size::BORDER, tokens.accent);
                ui.painter().rect_stroke(rect, radius::SMALL, ring, StrokeKind::Inside);
            }
            let strip = rect.with_max_x(rect.left() + gutter);
            number_ui(ui, id, strip, rect.center().y, line, &reading);
            let text = reading.line(view.text(), line);
            let cut = text.char_indices().nth(MOST_CHARS).map_or(text.len(), |(at, _)| at);
            let job = json_job(ui, text.get(..cut).unwrap_or_default());
            let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
            ui.painter().galley(egui::pos2(strip.right() + 6.0, rect.top()), galley, tokens.text);
            let is_pressed = whole.clicked()
                && whole.interact_pointer_pos().is_some_and(|pos| rect.y_range().contains(pos.y));
            if is_pressed {
                clicked = Some(line);
            }
        }
    });
    if let Some(line) = clicked {
        whole.request_focus();
        view.cursor_line = view.cursor_line.or(Some(usize::MAX));
        select_at(file, view, &reading, Some(line), actions);
    }
    let border = match whole.has_focus() {
        true => Stroke::new(size::FOCUS, tokens.accent),
        false => Stroke::new(size::BORDER, tokens.line),
    };
    ui.painter().rect_stroke(area, radius::CONTROL, border, StrokeKind::Inside);
    ui.advance_cursor_after_rect(area);
}

/// The line that a key goes to.
fn key(ui: &Ui, id: egui::Id, at: usize, count: usize, height: f32) -> Option<usize> {
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a height is small and positive"
    )]
    let page = (height / LINE) as usize;
    let last = count.saturating_sub(1);
    let down = pressed(Key::ArrowDown) + page * pressed(Key::PageDown);
    let up = pressed(Key::ArrowUp) + page * pressed(Key::PageUp);
    if pressed(Key::Home) > 0 {
        return Some(0);
    }
    if pressed(Key::End) > 0 {
        return Some(last);
    }
    (down + up > 0).then(|| (at + down).saturating_sub(up).min(last))
}
