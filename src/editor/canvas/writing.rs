//! A note or a group's name while it is written in its place: a text field over the canvas.

use egui::text::{CCursor, CCursorRange};
use egui::{Id, Key, Margin, Rect, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, Vec2};

use super::measure::quarter;
use super::notes::{PADDING, paint_sheet};
use super::papers::title_rect;
use super::{CanvasAction, CanvasInput, Frame, View};
use crate::editor::kit;
use crate::editor::notes::{NoteAction, Paper, PlacedNote, Writing};
use crate::editor::theme::{self, Tokens, radius};

/// A field is never smaller than this on the screen.
const LEAST: Vec2 = Vec2::new(160.0, 56.0);
const LEAST_NAME: Vec2 = Vec2::new(180.0, 26.0);

/// Where the field is; `None` where what is written is gone.
fn place(frame: &Frame<'_>, writing: &Writing) -> Option<Rect> {
    let noted = frame.input.noted?;
    match &writing.paper {
        Paper::Note(id) => {
            let new = writing.new_note.as_ref().map(|note| PlacedNote::of((**note).clone()).rect);
            let rect = frame.lens.screen_rect(&new.or_else(|| Some(noted.note(id)?.rect))?);
            Some(Rect::from_min_size(rect.min, rect.size().max(LEAST)))
        }
        Paper::Group(name) => {
            let placed = noted.group(name)?;
            let zoom = frame.lens.zoom();
            if let Some(card) = placed.stand_in.and_then(|id| frame.scene().card(id)) {
                let rect = frame.lens.screen_rect(&card.rect);
                return Some(Rect::from_min_size(rect.min, LEAST_NAME.max(Vec2::new(rect.width(), 0.0))));
            }
            let rect = frame.lens.screen_rect(&placed.frame);
            if placed.frame.is_nothing() {
                return None;
            }
            let title = title_rect(&rect, zoom);
            let middle = if title.is_positive() { title.center().y } else { rect.min.y };
            let width = (rect.width() - 8.0).clamp(LEAST_NAME.x, 420.0);
            let corner = egui::Pos2::new(rect.min.x + 4.0, middle - LEAST_NAME.y / 2.0);
            Some(Rect::from_min_size(corner, Vec2::new(width, LEAST_NAME.y)))
        }
    }
}

/// The paper under the field, painted with the canvas.
pub(super) fn paint(frame: &Frame<'_>) {
    let Some(writing) = &frame.view.papers.writing else { return };
    let Some(rect) = place(frame, writing) else { return };
    match &writing.paper {
        Paper::Note(id) => {
            let kept = frame.input.noted.and_then(|noted| noted.note(id)).map(|placed| placed.note.color);
            let color = writing.new_note.as_ref().map(|note| note.color).or(kept).unwrap_or_default();
            paint_sheet(frame, rect, color);
        }
        Paper::Group(_) => {
            frame.painter.rect_filled(rect, radius::SMALL, frame.tokens.field);
        }
    }
    let stroke = Stroke::new(theme::size::FOCUS + 0.5, frame.tokens.accent);
    frame.painter.rect_stroke(rect, radius::SMALL, stroke, StrokeKind::Outside);
}

/// Where the field is in this frame; before the view is changed.
pub(super) fn field(frame: &Frame<'_>) -> Option<Rect> {
    frame.view.papers.writing.as_ref().and_then(|writing| place(frame, writing))
}

/// Shows the field, and tells when it is done with.
pub(super) fn show(
    ui: &mut Ui,
    canvas: Id,
    view: &mut View,
    input: &CanvasInput<'_>,
    field: Option<Rect>,
    actions: &mut Vec<CanvasAction>,
) {
    let Some(mut writing) = view.papers.writing.take() else { return };
    let Some(rect) = field.filter(|_| input.noted.is_some()) else { return };
    let is_note = matches!(writing.paper, Paper::Note(_));
    let id = canvas.with(("writing", &writing.paper));
    let tokens = Tokens::of(ui);
    let zoom = view.zoom();
    let size = quarter((theme::size::BODY * zoom).clamp(theme::size::BODY, 40.0));
    let padding = if is_note { PADDING * zoom.max(0.8) } else { 6.0 };
    let room = UiBuilder::new().max_rect(rect);
    let shown = ui.scope_builder(room, |ui| {
        ui.set_clip_rect(view.rect.intersect(ui.clip_rect()));
        let (font, margin) = (egui::FontId { size, ..theme::body() }, Margin::same(kit::margin(padding)));
        let edit = match is_note {
            true => TextEdit::multiline(&mut writing.text).hint_text("Write a note").desired_rows(1),
            false => TextEdit::singleline(&mut writing.text).hint_text("Name of the group"),
        };
        let edit =
            edit.id(id).font(font).frame(egui::Frame::NONE.inner_margin(margin)).text_color(tokens.text);
        let scrolls = egui::ScrollArea::vertical().id_salt("writing").max_height(rect.height());
        let edit = edit.desired_width(rect.width());
        match is_note {
            true => scrolls.show(ui, |ui| edit.show(ui)).inner,
            false => edit.show(ui),
        }
    });
    let mut output = shown.inner;
    let response = output.response.response.clone();
    let name = if is_note { "Text of the note" } else { "Name of the group" };
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    if !writing.has_begun {
        writing.has_begun = true;
        response.request_focus();
        let all = writing.text.chars().count();
        let from = if is_note { all } else { 0 };
        output.state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(from), CCursor::new(all))));
        output.state.store(ui.ctx(), response.id);
        ui.ctx().request_repaint();
        view.papers.writing = Some(writing);
        return;
    }
    let is_over = !response.has_focus();
    if !is_over {
        view.papers.writing = Some(writing);
        return;
    }
    let is_escape = ui.input(|input| input.key_pressed(Key::Escape));
    let is_by_key = is_escape || ui.input(|input| input.key_pressed(Key::Enter));
    if is_by_key {
        view.focus_paper(writing.paper.clone());
    }
    // What was written into a note stays: a name that is given up does not.
    if !is_escape || is_note {
        view.papers.writing = Some(writing);
        actions.push(CanvasAction::Note(NoteAction::Written));
    }
    ui.ctx().request_repaint();
}
