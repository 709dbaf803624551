//! What lies under and over the cards: the grid, and what a gesture would do.

use std::sync::Arc;

use egui::{Color32, Mesh, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2};

use super::Frame;
use super::detail::Detail;
use super::near::{BADGE, output_place, radius};
use super::palette_ghost;
use super::view::Gesture;
use crate::editor::theme::{self, tint};
use crate::picture::{Card, NEW_CARD, Rect as WorldRect, WirePath, size};

/// Dots are never closer together than this on the screen.
const LEAST_DOT_DISTANCE: f32 = 16.0;
/// The edge of a dot.
const DOT: f32 = 1.5;

/// The surface, and the dots of the grid.
pub(super) fn paint_ground(frame: &Frame<'_>) {
    let rect = frame.lens.rect;
    frame.painter.rect_filled(rect, 0.0, frame.tokens.canvas);
    if frame.view.detail == Detail::Dot {
        // Among cards that are dots themselves the grid's dots would only be noise.
        return;
    }
    let zoom = frame.lens.zoom();
    let mut step = theme::size::GRID;
    while step * zoom < LEAST_DOT_DISTANCE {
        step *= 2.0;
    }
    let seen = frame.lens.view_in_world();
    let first = |low: f32| (low / step).ceil() * step;
    let origin = frame.lens.screen(crate::picture::Point::new(first(seen.min.x), first(seen.min.y)));
    let distance = step * zoom;
    let lines = |from: f32, to: f32| {
        let places = std::iter::successors(Some(from), move |at| Some(at + distance));
        places.take_while(move |at| *at <= to)
    };
    let count = lines(origin.x, rect.max.x).count() * lines(origin.y, rect.max.y).count();
    let mut mesh = Mesh::default();
    // There are thousands: a mesh that grew step by step would be copied again and again.
    mesh.reserve_vertices(count * 4);
    mesh.reserve_triangles(count * 2);
    for y in lines(origin.y, rect.max.y) {
        for x in lines(origin.x, rect.max.x) {
            let dot = Rect::from_center_size(Pos2::new(x, y), Vec2::splat(DOT));
            mesh.add_colored_rect(dot, frame.tokens.grid);
        }
    }
    frame.painter.add(Shape::mesh(mesh));
}

/// A box, a wire on its way, or a card from the palette.
pub(super) fn paint_gesture(frame: &Frame<'_>) {
    let tokens = frame.tokens;
    match &frame.view.gesture {
        Gesture::Box { from, to, .. } => {
            let rect = frame.lens.screen_rect(&WorldRect::between(*from, *to));
            frame.painter.rect_filled(rect, 2.0, tint(tokens.accent, 0.10));
            frame.painter.rect_stroke(rect, 2.0, Stroke::new(1.0, tokens.accent), StrokeKind::Inside);
        }
        Gesture::Wire { output, to, target, .. } => {
            let (Some(from), scene) = (output_place(frame, *output), frame.scene()) else { return };
            let (source, goal) = (scene.card(output.widget), target.and_then(|id| scene.card(id)));
            let path = match (source, goal) {
                (Some(source), Some(goal)) => WirePath::between(from, &source.rect, goal.input(), &goal.rect),
                _ => WirePath::loose(from, *to),
            };
            let points = super::near::flatten(frame, &path);
            let end = points.last().copied();
            frame.painter.add(Shape::line(points, Stroke::new(2.5, tokens.accent)));
            if let Some(end) = end {
                frame.painter.circle_filled(end, size::PORT, tokens.accent);
            }
        }
        Gesture::Carry { what, to, onto } => super::carry::paint(frame, *what, *to, *onto),
        _ => {}
    }
    if let Some((output, to)) = frame.view.pending
        && let Some(from) = output_place(frame, output)
    {
        let points = super::near::flatten(frame, &WirePath::loose(from, to));
        frame.painter.extend(Shape::dashed_line(&points, Stroke::new(2.0, tokens.accent), 6.0, 4.0));
    }
    super::splice::paint(frame);
    super::guides::paint(frame);
    super::space::paint(frame, frame.painter.ctx().pointer_latest_pos());
    if let Some(corner) = palette_ghost(frame.painter.ctx(), frame.view) {
        let rect = frame.lens.screen_rect(&WorldRect::at(corner, NEW_CARD));
        let corner = radius(size::CORNER * frame.lens.zoom());
        frame.painter.rect_filled(rect, corner, tint(tokens.accent, 0.12));
        frame.painter.rect_stroke(
            rect,
            corner,
            Stroke::new(theme::size::FOCUS, tokens.accent),
            StrokeKind::Inside,
        );
    }
}

/// A number in a circle, a pill or a rounded square.
pub(super) struct Badge {
    pub text: String,
    pub fill: Color32,
    pub ink: Color32,
    pub border: Option<Color32>,
    pub is_square: bool,
}

impl Badge {
    fn layout(&self, frame: &Frame<'_>, center: Pos2, zoom: f32) -> (Arc<egui::Galley>, Rect) {
        let half = BADGE * zoom;
        let font = theme::semibold(super::measure::quarter(theme::size::HINT * zoom));
        let text = frame.painter.layout_no_wrap(self.text.clone(), font, self.ink);
        let width = (text.size().x + 8.0 * zoom).max(2.0 * half);
        let rect = Rect::from_min_max(
            Pos2::new(center.x + half - width, center.y - half),
            Pos2::new(center.x + half, center.y + half),
        );
        (text, rect)
    }

    /// Where its left end would be: see [`Badge::paint`].
    pub fn left(&self, frame: &Frame<'_>, center: Pos2, zoom: f32) -> f32 {
        self.layout(frame, center, zoom).1.min.x
    }

    /// Paints it, its right end where a circle around `center` would end. Answers where its left end is.
    pub fn paint(self, frame: &Frame<'_>, center: Pos2, zoom: f32) -> f32 {
        let half = BADGE * zoom;
        let (text, rect) = self.layout(frame, center, zoom);
        let corner = radius(if self.is_square { 5.0 * zoom } else { half });
        frame.painter.rect_filled(rect, corner, self.fill);
        if let Some(color) = self.border {
            frame.painter.rect_stroke(
                rect,
                corner,
                Stroke::new(theme::size::BORDER, color),
                StrokeKind::Inside,
            );
        }
        frame.painter.galley(rect.center() - text.size() / 2.0, text, self.ink);
        rect.min.x
    }
}

/// The name of a card that is too small to hold it, above it.
pub(super) fn paint_name(frame: &Frame<'_>, card: &Card) {
    let tokens = frame.tokens;
    let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
    let name: String = card.widget.title().chars().take(80).collect();
    let text = frame.painter.layout_no_wrap(name, theme::semibold(theme::size::SECONDARY), tokens.text);
    let plate = Rect::from_center_size(
        Pos2::new(rect.center().x, rect.min.y - 14.0),
        text.size() + Vec2::new(12.0, 6.0),
    );
    frame.painter.rect_filled(plate, radius(5.0), tokens.card);
    frame.painter.rect_stroke(plate, radius(5.0), Stroke::new(1.0, tokens.line_strong), StrokeKind::Inside);
    frame.painter.galley(plate.center() - text.size() / 2.0, text, tokens.text);
}
