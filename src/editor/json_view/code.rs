//! A text that can be changed, with the numbers of its lines and what is wrong in them.

use std::sync::Arc;

use egui::text_edit::TextEdit;
use egui::{Frame, Galley, Margin, Pos2, Rect, ScrollArea, Sense, Shape, Stroke, TextBuffer, Ui, Vec2};

use super::reading::{Mark, Reading};
use super::view::{JsonView, What};
use crate::editor::action::Action;
use crate::editor::api::json_job;
use crate::editor::canvas::Selection;
use crate::editor::finding::FindAction;
use crate::editor::icon::paint_icon;
use crate::editor::kit::{self, Severity};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size};

/// The height of a line.
pub(super) const LINE: f32 = 17.0;
/// The room for a sign beside a number.
pub(super) const SIGN: f32 = 16.0;

/// How wide the numbers are.
pub(super) fn gutter(ui: &Ui, lines: usize) -> f32 {
    let digits =
        kit::line(ui, &"0".repeat(lines.to_string().len()), theme::mono(), Tokens::of(ui).text, 200.0);
    digits.size().x + SIGN + 12.0
}

/// Paints the text.
pub(super) fn code_ui(ui: &mut Ui, file: &OpenFlow, view: &mut JsonView, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let reading = view.reading();
    let gutter = gutter(ui, reading.line_count());
    let is_whole = view.what() == Some(What::Flow);
    let name = match view.what() {
        Some(What::Widget(id)) => {
            format!("JSON of {}", file.flow().widget(id).map_or("(no name)", |widget| widget.title()))
        }
        _ => "JSON of the flow".to_owned(),
    };
    let mut text = view.text().to_owned();
    let area = ui.available_rect_before_wrap();
    let border =
        if view.trouble().is_some() { (size::FOCUS, tokens.error) } else { (size::BORDER, tokens.line) };
    let border =
        if view.has_keyboard && view.trouble().is_none() { (size::FOCUS, tokens.accent) } else { border };
    ui.painter().rect(area, radius::CONTROL, tokens.field, Stroke::NONE, egui::StrokeKind::Inside);
    let wants_keyboard = std::mem::take(&mut view.wants_keyboard);
    let scroll_to = followed(file, view, &reading).filter(|_| is_whole);
    let id = ui.make_persistent_id(("json text", is_whole));
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(area.shrink(2.0)));
    ScrollArea::both().id_salt(id).auto_shrink(false).show(&mut inner, |ui| {
        let clip = ui.clip_rect();
        let mut job = view.job.take();
        let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, _: f32| layout(ui, buffer.as_str(), &mut job);
        let margin = Margin { left: kit::margin(gutter + 6.0), right: 8, top: 6, bottom: 6 };
        let shown = TextEdit::multiline(&mut text)
            .id(id)
            .font(theme::mono())
            .frame(Frame::new().inner_margin(margin))
            .desired_width(f32::INFINITY)
            .min_size(clip.size())
            .lock_focus(true)
            .layouter(&mut layouter)
            .show(ui);
        view.job = job;
        let response = shown.response.response.clone();
        let response = response.accessible_name(&name);
        if wants_keyboard {
            response.request_focus();
        }
        let page = Page { galley: &shown.galley, corner: shown.galley_pos, clip, gutter };
        if let Some(line) = scroll_to {
            let line = page.line_rect(line);
            // What follows is what one wants to read.
            let rect = line.expand2(Vec2::new(0.0, 3.0 * LINE)).with_max_y(line.bottom() + 16.0 * LINE);
            let rect = rect.with_min_x(clip.left()).with_max_x(clip.left() + 1.0);
            ui.scroll_to_rect_animation(rect, None, egui::style::ScrollAnimation::none());
        }
        page.paint(ui, id, &reading, response.hovered());
        view.has_keyboard = response.has_focus();
        if response.changed() {
            view.typed(ui, file, text.clone(), actions);
        } else if is_whole && response.has_focus() {
            let cursor = shown.cursor_range.map(|range| shown.galley.layout_from_cursor(range.primary).row);
            select_at(file, view, &reading, cursor, actions);
        }
        let has_left = response.lost_focus();
        view.commit(ui, has_left, actions);
    });
    ui.painter().rect_stroke(
        area,
        radius::CONTROL,
        Stroke::new(border.0, border.1),
        egui::StrokeKind::Inside,
    );
    ui.advance_cursor_after_rect(area);
}

/// Lays the text out, where it or the theme is another one than before.
fn layout(ui: &Ui, text: &str, job: &mut Option<(bool, Arc<egui::text::LayoutJob>)>) -> Arc<Galley> {
    let is_dark = Tokens::of(ui).is_dark;
    let known = job.as_ref().filter(|(dark, known)| *dark == is_dark && known.text == text);
    let made = match known {
        Some((_, known)) => Arc::clone(known),
        None => Arc::new(json_job(ui, text)),
    };
    *job = Some((is_dark, Arc::clone(&made)));
    ui.fonts_mut(|fonts| fonts.layout_job((*made).clone()))
}

/// The line to scroll to, where something else is selected than before.
pub(super) fn followed(file: &OpenFlow, view: &mut JsonView, reading: &Reading) -> Option<usize> {
    let selected = file.selected_widget();
    if view.followed == selected {
        return None;
    }
    view.followed = selected;
    reading.lines_of_state(selected?).map(|lines| lines.start)
}

/// The widget in whose text the cursor stands is selected.
pub(super) fn select_at(
    file: &OpenFlow,
    view: &mut JsonView,
    reading: &Reading,
    line: Option<usize>,
    actions: &mut Vec<Action>,
) {
    if line == view.cursor_line {
        return;
    }
    let is_first = view.cursor_line.is_none();
    view.cursor_line = line;
    let state = line.and_then(|line| reading.state_at(line));
    if let Some(state) = state.filter(|state| !is_first && file.selected_widget() != Some(*state)) {
        view.followed = Some(state);
        actions.push(Action::Find(FindAction::Show(Selection::card(state))));
    }
}

/// A text on the screen.
struct Page<'a> {
    galley: &'a Galley,
    corner: Pos2,
    clip: Rect,
    gutter: f32,
}

impl Page<'_> {
    fn line_rect(&self, line: usize) -> Rect {
        let row = self.galley.rows.get(line).map_or(Rect::ZERO, |row| row.rect());
        row.translate(self.corner.to_vec2())
    }

    /// The lines that are seen.
    fn seen(&self) -> std::ops::Range<usize> {
        let rows = &self.galley.rows;
        let (top, bottom) = (self.clip.top() - self.corner.y, self.clip.bottom() - self.corner.y);
        let first = rows.partition_point(|row| row.rect().bottom() < top);
        let last = rows.partition_point(|row| row.rect().top() < bottom);
        first..last
    }

    fn paint(&self, ui: &Ui, id: egui::Id, reading: &Reading, is_hovered: bool) {
        let tokens = Tokens::of(ui);
        let pointer = ui.ctx().pointer_latest_pos().filter(|_| is_hovered);
        let seen = self.seen();
        let first = reading.marks.partition_point(|mark| mark.line < seen.start);
        for mark in reading.marks.iter().skip(first).take_while(|mark| mark.line < seen.end) {
            let rect = self.mark_rect(mark);
            squiggle(ui, rect, self.clip, mark.severity.color(tokens));
            if pointer.is_some_and(|pos| rect.expand(2.0).contains(pos)) {
                let tip = egui::Tooltip::always_open(
                    ui.ctx().clone(),
                    ui.layer_id(),
                    id.with("tip"),
                    egui::PopupAnchor::Pointer,
                );
                tip.show(|ui| ui.label(&mark.message));
            }
        }
        // The numbers stay where they are while the text moves aside.
        let strip =
            Rect::from_min_max(self.clip.min, Pos2::new(self.clip.left() + self.gutter, self.clip.bottom()));
        ui.painter().rect_filled(strip, 0.0, tokens.field);
        ui.painter().vline(strip.right(), strip.y_range(), Stroke::new(size::BORDER, tokens.line));
        for line in seen {
            number_ui(ui, id, strip, self.line_rect(line).center().y, line, reading);
        }
    }

    fn mark_rect(&self, mark: &Mark) -> Rect {
        let rect = self.line_rect(mark.line);
        let Some(row) = self.galley.rows.get(mark.line) else { return rect };
        let x = |char: usize| self.corner.x + row.pos.x + row.row.x_offset(char.into());
        let (left, right) = (x(mark.chars.start), x(mark.chars.end));
        Rect::from_min_max(Pos2::new(left, rect.top()), Pos2::new(right.max(left + 6.0), rect.bottom()))
    }
}

/// The number of a line, with a sign where something is wrong in it.
pub(super) fn number_ui(ui: &Ui, id: egui::Id, strip: Rect, y: f32, line: usize, reading: &Reading) {
    let tokens = Tokens::of(ui);
    let marks: Vec<&Mark> = reading.marks_of(line).collect();
    let worst = marks.iter().map(|mark| mark.severity).max();
    let color = worst.map_or(tokens.text_3, |worst| worst.color(tokens));
    let number = kit::line(ui, &(line + 1).to_string(), theme::mono(), color, strip.width());
    let corner = Pos2::new(strip.right() - 6.0 - number.size().x, y - number.size().y / 2.0);
    ui.painter().galley(corner, number, color);
    let Some(worst) = worst else { return };
    let center = Pos2::new(strip.left() + SIGN / 2.0 + 2.0, y);
    paint_icon(ui.painter(), center, worst.icon(), 12.0, color);
    let place =
        Rect::from_min_max(Pos2::new(strip.left(), y - LINE / 2.0), Pos2::new(strip.right(), y + LINE / 2.0));
    let response = ui.interact(place.intersect(ui.clip_rect()), id.with(("sign", line)), Sense::hover());
    let told = marks.iter().map(|mark| mark.message.as_str()).collect::<Vec<_>>().join("\n");
    response.widget_info(|| {
        let name = format!("Line {}: {}: {}", line + 1, Severity::word(worst), told.replace('\n', ", "));
        egui::WidgetInfo::labeled(egui::Role::Image, true, name)
    });
    response.on_hover_text(told);
}

/// A wave below something that is wrong, as far as it is seen.
pub(super) fn squiggle(ui: &Ui, rect: Rect, clip: Rect, color: egui::Color32) {
    const STEP: f32 = 2.5;
    let (left, right) = (rect.left().max(clip.left()), rect.right().min(clip.right()));
    let y = rect.bottom() - 1.5;
    let mut points = Vec::new();
    let mut x = left;
    while x <= right {
        let is_up = points.len() % 2 == 1;
        points.push(Pos2::new(x, if is_up { y - 2.0 } else { y }));
        x += STEP;
    }
    ui.painter().add(Shape::line(points, Stroke::new(1.2, color)));
}
