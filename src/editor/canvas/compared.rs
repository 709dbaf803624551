//! What differs from another version, on the canvas. Not by colour alone: each card that differs has a plate with a sign
//! and words, what is gone is dashed at its old place, and so are the wires that are gone.

use std::sync::Arc;

use egui::{Color32, Mesh, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2};

use super::Frame;
use super::detail::Detail;
use super::far::line;
use super::measure::quarter;
use super::near::{group_color, radius, visible_parts};
use crate::editor::icon::paint_icon;
use crate::editor::theme::{self, TILE_ALPHA, Tokens, tint};
use crate::flow::{Output, WidgetId};
use crate::picture::compared::{Compared, Mark, Sign};
use crate::picture::{Card, size};

/// What the canvas shows of a comparison.
#[derive(Clone, Debug, Default)]
pub struct CompareMarks {
    /// All marks.
    pub compared: Arc<Compared>,
    /// Whether cards are marked that only stand elsewhere.
    pub shows_moved: bool,
}

/// With more marked cards in view than this, plates have no words.
const MOST_LABELS: usize = 120;
/// The height of a plate.
const PLATE: f32 = 18.0;

/// The colour of a sign.
pub fn sign_color(sign: Sign, tokens: &Tokens) -> Color32 {
    match sign {
        Sign::Added => tokens.ok,
        Sign::Removed => tokens.error,
        Sign::Changed => tokens.warn,
        Sign::Rewired | Sign::Renamed => tokens.accent,
        Sign::Moved => tokens.text_3,
    }
}

impl CompareMarks {
    /// The mark of a card, if it is shown.
    pub(super) fn mark_of(&self, id: WidgetId) -> Option<&Mark> {
        self.compared.mark_of(id).filter(|mark| self.shows_moved || mark.sign != Sign::Moved)
    }
}

/// Whether an output leads where it did not before.
pub(super) fn is_new_wire(frame: &Frame<'_>, output: Output) -> bool {
    frame.input.compared.is_some_and(|marks| marks.compared.is_new(output))
}

/// What a screen reader hears of a card.
pub(super) fn words(frame: &Frame<'_>, id: WidgetId) -> Option<&'static str> {
    frame.input.compared.and_then(|marks| marks.mark_of(id)).map(|mark| mark.sign.word())
}

/// What is gone, and where cards stood, below all that is there.
pub(super) fn paint_below(frame: &Frame<'_>) {
    let Some(marks) = frame.input.compared else { return };
    let is_near = matches!(frame.view.detail, Detail::Full | Detail::Title);
    let tokens = frame.tokens;
    let mut mesh = Mesh::default();
    for wire in marks.compared.old_wires_in(&frame.seen) {
        let scale = frame.lens.zoom().clamp(0.6, 1.6);
        for points in visible_parts(frame, &wire.path) {
            if is_near {
                let stroke = Stroke::new(1.75 * scale, tokens.error);
                frame.painter.extend(Shape::dashed_line(&points, stroke, 4.0 * scale, 5.0 * scale));
                continue;
            }
            // Every other piece: a dashed line.
            for pair in points.windows(2).step_by(2) {
                if let [from, to] = pair {
                    line(&mut mesh, *from, *to, 1.5, tokens.error);
                }
            }
        }
    }
    for card in frame.cards() {
        let Some(was) = marks.mark_of(card.id()).and_then(|mark| mark.was.as_ref()) else { continue };
        if was.intersects(&frame.seen) && frame.view.detail != Detail::Dot {
            dashed(frame, frame.lens.screen_rect(was), Stroke::new(1.0, tokens.line_strong), (2.0, 4.0));
        }
    }
    for ghost in marks.compared.ghosts_in(&frame.seen) {
        let rect = frame.lens.screen_rect(&ghost.rect);
        if is_near {
            paint_ghost(frame, ghost, rect);
        } else {
            outline(&mut mesh, rect, tokens.error);
        }
    }
    frame.painter.add(Shape::mesh(mesh));
    if frame.view.detail == Detail::Box {
        // From far the sign alone tells that nothing is there any more.
        for ghost in marks.compared.ghosts_in(&frame.seen).take(MOST_LABELS) {
            paint_plate(frame, frame.lens.screen_rect(&ghost.rect), Sign::Removed, None);
        }
    }
}

fn dashed(frame: &Frame<'_>, rect: Rect, stroke: Stroke, (dash, gap): (f32, f32)) {
    let corners =
        [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    frame.painter.extend(Shape::dashed_line(&corners, stroke, dash, gap));
}

fn outline(mesh: &mut Mesh, rect: Rect, color: Color32) {
    let corners =
        [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    for pair in corners.windows(2) {
        if let [from, to] = pair {
            line(mesh, *from, *to, 1.5, color);
        }
    }
}

/// A card that is gone: its header at the old place.
fn paint_ghost(frame: &Frame<'_>, card: &Card, rect: Rect) {
    let (tokens, zoom) = (frame.tokens, frame.lens.zoom());
    frame.painter.rect_filled(rect, radius(size::CORNER * zoom), tint(tokens.error, 0.06));
    dashed(frame, rect, Stroke::new(1.5, tokens.error), (7.0, 5.0));
    let side = size::TILE * zoom;
    let tile =
        Rect::from_min_size(rect.min + Vec2::new(size::PADDING, size::TILE_TOP) * zoom, Vec2::splat(side));
    let color = tint(group_color(tokens, card.face.group), 0.6);
    frame.painter.rect_filled(tile, radius(side * 0.29), tint(color, TILE_ALPHA));
    paint_icon(&frame.painter, tile.center(), crate::editor::icon_of(card.face.icon), side * 0.62, color);
    let left = rect.min.x + size::NAME_LEFT * zoom;
    let room = (rect.max.x - left - size::PADDING * zoom).max(1.0);
    let text = |text: &str, font: egui::FontId, middle: f32, color: Color32| {
        let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(room);
        let galley = frame.painter.layout_job(job);
        let corner = Pos2::new(left, rect.min.y + middle * zoom - galley.size().y / 2.0);
        frame.painter.galley(corner, galley, color);
    };
    let name = theme::semibold(quarter(theme::size::BODY * zoom));
    text(card.widget.title(), name, size::NAME_MIDDLE, tokens.text_2);
    let hint = egui::FontId { size: quarter(theme::size::HINT * zoom), ..theme::hint() };
    text(&card.face.kind, hint, size::KIND_MIDDLE, tokens.text_3);
    paint_plate(frame, rect, Sign::Removed, Some(Sign::Removed.word()));
}

/// Borders and plates of the cards that differ, over them.
pub(super) fn paint_above(frame: &Frame<'_>) {
    let Some(marks) = frame.input.compared else { return };
    let marked: Vec<_> =
        frame.cards().into_iter().filter_map(|card| Some((card, marks.mark_of(card.id())?))).collect();
    let has_words = frame.view.detail != Detail::Box && marked.len() <= MOST_LABELS;
    let is_dot = frame.view.detail == Detail::Dot;
    let mut mesh = Mesh::default();
    for (card, mark) in marked {
        let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
        let color = sign_color(mark.sign, frame.tokens);
        if is_dot {
            outline(&mut mesh, rect.expand(2.0), color);
            continue;
        }
        let corner = radius(size::CORNER * frame.lens.zoom() + 1.0);
        frame.painter.rect_stroke(rect.expand(1.0), corner, Stroke::new(2.0, color), StrokeKind::Middle);
        paint_plate(frame, rect, mark.sign, has_words.then_some(&*mark.words));
    }
    frame.painter.add(Shape::mesh(mesh));
}

/// Sign and words on the upper edge of a card.
fn paint_plate(frame: &Frame<'_>, rect: Rect, sign: Sign, words: Option<&str>) {
    let tokens = frame.tokens;
    let zoom = frame.lens.zoom().clamp(0.6, 1.5);
    let color = sign_color(sign, tokens);
    let text = match words {
        Some(words) => format!("{} {words}", sign.symbol()),
        None => sign.symbol().to_owned(),
    };
    let mut job = egui::text::LayoutJob::simple_singleline(
        text,
        theme::semibold(quarter(theme::size::HINT * zoom)),
        color,
    );
    job.wrap = egui::text::TextWrapping::truncate_at_width((rect.width() - 32.0 * zoom).max(16.0));
    let galley = frame.painter.layout_job(job);
    let height = PLATE * zoom;
    let room = Vec2::new(galley.size().x + 14.0 * zoom, height);
    let plate = Rect::from_min_size(Pos2::new(rect.min.x + 10.0 * zoom, rect.min.y - height / 2.0), room);
    frame.painter.rect(
        plate,
        radius(height / 2.0),
        tokens.panel,
        Stroke::new(1.5, color),
        StrokeKind::Inside,
    );
    frame.painter.galley(plate.center() - galley.size() / 2.0, galley, color);
}
