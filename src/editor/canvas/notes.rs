//! Notes as they are painted, under wires and cards: a sheet with its text from near, a block from far.

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2};

use super::Frame;
use super::detail::Detail;
use super::measure::quarter;
use super::near::{group_color, radius};
use super::papers::{On, corner_rect, note_rect};
use crate::editor::notes::{Paper, PlacedNote, color_group};
use crate::editor::theme::{self, Tokens, tint};
use crate::flow::side::PaperColor;

/// How strong its border is.
const BORDER_ALPHA: f32 = 0.55;
/// Free space around the text, in points of the world.
pub(super) const PADDING: f32 = 10.0;
/// The corners of a sheet.
const CORNER: f32 = 6.0;
/// The most of a text that is laid out.
const MOST_TEXT: usize = 4_000;
/// From this zoom on a text can be read.
const READABLE: f32 = 0.4;

/// The colour of a note or a frame.
pub(super) fn paper_color(tokens: &Tokens, color: PaperColor) -> Color32 {
    group_color(tokens, color_group(color))
}

/// Paints the notes that are seen.
pub(super) fn paint(frame: &Frame<'_>) {
    let Some(noted) = frame.input.noted else { return };
    for placed in noted.notes_in(&frame.seen) {
        paint_note(frame, placed);
    }
}

/// The sheet of a note, without its text.
pub(super) fn paint_sheet(frame: &Frame<'_>, rect: Rect, color: PaperColor) {
    let tokens = frame.tokens;
    let ink = paper_color(tokens, color);
    let corner = radius(CORNER * frame.lens.zoom().min(1.5));
    frame.painter.rect_filled(rect, corner, tokens.card);
    frame.painter.rect_filled(rect, corner, tint(ink, theme::SHEET_ALPHA));
    let stroke = Stroke::new(theme::size::BORDER, tint(ink, BORDER_ALPHA));
    frame.painter.rect_stroke(rect, corner, stroke, StrokeKind::Inside);
}

fn paint_note(frame: &Frame<'_>, placed: &PlacedNote) {
    let (tokens, zoom) = (frame.tokens, frame.lens.zoom());
    let note = &placed.note;
    let rect = frame.lens.screen_rect(&note_rect(frame, placed));
    let ink = paper_color(tokens, note.color);
    let is_selected = frame.selection.notes.contains(&note.id);
    if frame.view.detail == Detail::Dot {
        frame.painter.rect_filled(rect, 0.0, tint(ink, 0.45));
        if is_selected {
            frame.painter.rect_stroke(rect, 0.0, Stroke::new(1.5, tokens.accent), StrokeKind::Outside);
        }
        return;
    }
    paint_sheet(frame, rect, note.color);
    if zoom >= READABLE {
        paint_text(frame, rect, &note.text);
    } else {
        paint_lines(frame, rect, ink);
    }
    let corner = radius(CORNER * zoom.min(1.5));
    if is_selected {
        frame.painter.rect_stroke(
            rect,
            corner,
            Stroke::new(3.0, tint(tokens.accent, 0.22)),
            StrokeKind::Outside,
        );
        let stroke = Stroke::new(theme::size::FOCUS + 0.5, tokens.accent);
        frame.painter.rect_stroke(rect, corner, stroke, StrokeKind::Inside);
    }
    let paper = Paper::Note(note.id.clone());
    if frame.papers_focus.as_ref() == Some(&paper) {
        let stroke = Stroke::new(theme::size::FOCUS, tokens.accent);
        frame.painter.rect_stroke(rect.expand(4.0), radius(CORNER + 4.0), stroke, StrokeKind::Outside);
    }
    let is_hovered =
        matches!(&frame.view.papers.hover, Some(On::Note(id) | On::Corner(id)) if *id == note.id);
    if is_selected || is_hovered {
        paint_corner(frame, rect);
    }
}

fn paint_text(frame: &Frame<'_>, rect: Rect, text: &str) {
    let (tokens, zoom) = (frame.tokens, frame.lens.zoom());
    let inner = rect.shrink(PADDING * zoom);
    let size = quarter(theme::size::BODY * zoom);
    let (text, color) = match text.trim().is_empty() {
        true => ("Empty note", tokens.text_2),
        false => (text, tokens.text),
    };
    let cut = text.char_indices().nth(MOST_TEXT).and_then(|(at, _)| text.get(..at)).unwrap_or(text);
    let font = egui::FontId { size, ..theme::body() };
    let mut job = LayoutJob::default();
    let line = quarter(theme::size::LINE * zoom);
    job.append(cut, 0.0, TextFormat { line_height: Some(line), ..TextFormat::simple(font, color) });
    job.wrap.max_width = inner.width().max(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from float saturates"
    )]
    let rows = (inner.height() / line.max(1.0)).floor().max(1.0) as usize;
    job.wrap.max_rows = rows;
    let galley = frame.painter.layout_job(job);
    frame.painter.with_clip_rect(rect.intersect(frame.painter.clip_rect())).galley(inner.min, galley, color);
}

/// Bars where the text is, from far away.
fn paint_lines(frame: &Frame<'_>, rect: Rect, ink: Color32) {
    let zoom = frame.lens.zoom();
    let inner = rect.shrink(PADDING * zoom);
    let (step, height) = (theme::size::LINE * zoom, 4.0 * zoom);
    for (line, part) in [0.9_f32, 0.75, 0.4].into_iter().zip([0.0_f32, 1.0, 2.0]) {
        let top = inner.min.y + part * step + height;
        if top + height > inner.max.y {
            break;
        }
        let size = Vec2::new(inner.width() * line, height.max(1.0));
        let bar = Rect::from_min_size(Pos2::new(inner.min.x, top), size);
        frame.painter.rect_filled(bar, 0.0, tint(ink, 0.45));
    }
}

/// Two strokes across the corner by which a note is made larger.
fn paint_corner(frame: &Frame<'_>, rect: Rect) {
    let edge = corner_rect(&rect).width();
    let stroke = Stroke::new(1.5, frame.tokens.text_2);
    for part in [0.75, 0.4] {
        let from = rect.max - Vec2::new(edge * part, 3.0);
        let to = rect.max - Vec2::new(3.0, edge * part);
        frame.painter.add(Shape::line_segment([from, to], stroke));
    }
}
