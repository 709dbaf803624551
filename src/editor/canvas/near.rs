//! Cards and wires from near: everything, or from a little farther the names alone.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, CornerRadius, FontId, Galley, Pos2, Rect, Stroke, StrokeKind, Vec2};

use super::breakpoints::{self, Spot};
use super::carry::Landing;
use super::detail::Detail;
use super::followed::{self, Followed};
use super::measure::{font_id, quarter};
use super::ports::paint_ports;
use super::tested::hatch;
use super::view::Gesture;
use super::ways::paint_wire;
use super::{Frame, counters, overlay, run_signs};

pub(super) use super::ways::{flatten, output_problem, visible_parts, wire_stroke};

use crate::editor::icon::{self, paint_icon};
use crate::editor::kit::Severity;
use crate::editor::theme::{self, TILE_ALPHA, Tokens, tint};
use crate::flow::{Output, WidgetId};
use crate::picture::{Card, Font, Hit, Line, Point, size};
use crate::widgets;

/// Name and type of a card that shows nothing else, in points of the world.
const LARGE_NAME: f32 = 21.0;
const LARGE_KIND: f32 = 15.0;
const LARGE_TILE: f32 = 36.0;
/// The halo around the card where a run is.
const HALO: f32 = 3.0;
/// The radius of a badge.
pub(super) const BADGE: f32 = 9.0;
/// The size of the sign beside the name of an output, and on a wire.
pub(super) const SIGN: f32 = 12.0;

/// Paints wires, then cards with their ports. What is followed stands out from all the rest.
pub(super) fn paint(frame: &Frame<'_>) {
    let (wires, cards) = (frame.wires(), frame.cards());
    match Followed::of(frame) {
        None => {
            wires.iter().for_each(|(wire, path)| paint_wire(frame, wire, path));
            if frame.input.run.is_some_and(|run| !run.counts.is_empty()) {
                wires.iter().for_each(|(wire, path)| counters::paint(frame, wire.output, path));
            }
            cards.iter().for_each(|card| paint_card(frame, card));
        }
        Some(followed) => {
            let (lit, dim): (Vec<_>, Vec<_>) =
                wires.iter().partition(|(wire, _)| followed.wires.contains(&wire.output));
            let (near, far): (Vec<_>, Vec<_>) =
                cards.iter().copied().partition(|card| followed.cards.contains(&card.id()));
            dim.iter().for_each(|(wire, path)| paint_wire(frame, wire, path));
            far.iter().for_each(|card| paint_card(frame, card));
            followed::veil(frame);
            lit.iter().for_each(|(wire, path)| paint_wire(frame, wire, path));
            near.iter().for_each(|card| paint_card(frame, card));
        }
    }
    breakpoints::paint(frame);
}

/// The colour of a group.
pub(super) fn group_color(tokens: &Tokens, group: widgets::Group) -> Color32 {
    tokens.group(crate::editor::group_color(group))
}

fn paint_card(frame: &Frame<'_>, card: &Card) {
    let tokens = frame.tokens;
    let zoom = frame.lens.zoom();
    let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
    let corner = radius(size::CORNER * zoom);
    let border = border(frame, card.id());
    // Where nothing lies between the two, a card and its border are one shape, which is half the work.
    let is_one = frame.view.detail != Detail::Full && !frame.is_unreached(card.id());
    if is_one {
        frame.painter.rect(rect, corner, tokens.card, border, StrokeKind::Inside);
    } else {
        frame.painter.rect_filled(rect, corner, tokens.card);
    }
    if frame.is_unreached(card.id()) {
        hatch(&frame.painter, rect, 11.0 * zoom, tokens);
    }
    if frame.view.detail == Detail::Full {
        paint_header(frame, card, rect);
        paint_text(frame, card, rect);
        paint_strip(frame, card, rect);
    } else {
        paint_large_name(frame, card, rect);
    }
    paint_glow(frame, card.id(), rect, corner);
    if !is_one {
        frame.painter.rect_stroke(rect, corner, border, StrokeKind::Inside);
    }
    paint_focus(frame, card.id(), rect);
    paint_badges(frame, card, rect);
    paint_ports(frame, card);
    if run_signs::is_held(frame, card.id()) {
        run_signs::paint_held(frame, rect);
    }
}

pub(super) fn radius(points: f32) -> CornerRadius {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from float saturates"
    )]
    let whole = points.round() as u8;
    CornerRadius::same(whole)
}

/// Whether a card would take what is being carried.
fn is_target(frame: &Frame<'_>, id: WidgetId) -> bool {
    match frame.view.gesture {
        Gesture::Wire { target: Some(target), .. } => target == id,
        Gesture::Carry { onto: Some(Landing::Card(target)), .. } => target == id,
        Gesture::Carry { onto: Some(Landing::Output(output)), .. } => output.widget == id,
        _ => false,
    }
}

fn is_marked(frame: &Frame<'_>, id: WidgetId) -> bool {
    frame.selection.cards.contains(&id) || is_target(frame, id)
}

/// The colour of the card where a run is.
fn here(frame: &Frame<'_>, id: WidgetId) -> Option<Color32> {
    frame.input.run.filter(|run| run.current == Some(id))?;
    Some(if run_signs::is_held(frame, id) { frame.tokens.warn } else { frame.tokens.ok })
}

/// The light around a card.
fn paint_glow(frame: &Frame<'_>, id: WidgetId, rect: Rect, corner: CornerRadius) {
    let tokens = frame.tokens;
    let glow = if let Some(here) = here(frame, id) {
        Some((here, 0.42))
    } else if is_marked(frame, id) {
        Some((tokens.accent, 0.22))
    } else {
        None
    };
    if let Some((color, strength)) = glow {
        let stroke = Stroke::new(HALO, tint(color, strength));
        frame.painter.rect_stroke(rect, corner, stroke, StrokeKind::Outside);
    }
}

/// How the border of a card looks.
fn border(frame: &Frame<'_>, id: WidgetId) -> Stroke {
    let tokens = frame.tokens;
    let is_hovered = frame.view.hover.and_then(|hit| hit.card()) == Some(id);
    if is_marked(frame, id) {
        Stroke::new(theme::size::FOCUS + 0.5, tokens.accent)
    } else if let Some(here) = here(frame, id) {
        Stroke::new(theme::size::FOCUS, here)
    } else if run_signs::has_failed(frame, Spot::card(id)) {
        Stroke::new(theme::size::BORDER, tokens.error)
    } else if frame.input.run.is_some_and(|run| run.visits.contains_key(&id)) {
        Stroke::new(theme::size::BORDER, tokens.ok)
    } else if is_hovered || frame.takes_wire(id) {
        Stroke::new(theme::size::BORDER, tokens.line_strong)
    } else {
        Stroke::new(theme::size::BORDER, tokens.line)
    }
}

fn paint_focus(frame: &Frame<'_>, id: WidgetId, rect: Rect) {
    let tokens = frame.tokens;
    if frame.focus == Some(id) {
        let stroke = Stroke::new(theme::size::FOCUS, tokens.accent);
        let gap = HALO + 1.0;
        frame.painter.rect_stroke(
            rect.expand(gap),
            radius(size::CORNER * frame.lens.zoom() + gap),
            stroke,
            StrokeKind::Outside,
        );
    }
}

fn paint_tile(frame: &Frame<'_>, card: &Card, tile: Rect) {
    let color = group_color(frame.tokens, card.face.group);
    frame.painter.rect_filled(tile, radius(tile.width() * 0.29), tint(color, TILE_ALPHA));
    paint_icon(
        &frame.painter,
        tile.center(),
        crate::editor::icon_of(card.face.icon),
        tile.width() * 0.62,
        color,
    );
}

fn one_line(
    frame: &Frame<'_>,
    text: &str,
    font: FontId,
    color: Color32,
    max_width: Option<f32>,
) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
    if let Some(width) = max_width {
        job.wrap = TextWrapping::truncate_at_width(width);
    }
    frame.painter.layout_job(job)
}

/// Puts a line so that its middle is at this height.
fn put(frame: &Frame<'_>, left: f32, middle: f32, galley: Arc<Galley>) {
    let pos = Pos2::new(left, middle - galley.size().y / 2.0);
    frame.painter.galley(pos, galley, frame.tokens.text);
}

fn paint_header(frame: &Frame<'_>, card: &Card, rect: Rect) {
    let (tokens, zoom) = (frame.tokens, frame.lens.zoom());
    let corner = rect.min + Vec2::new(size::PADDING, size::TILE_TOP) * zoom;
    paint_tile(frame, card, Rect::from_min_size(corner, Vec2::splat(size::TILE * zoom)));
    let left = rect.min.x + size::NAME_LEFT * zoom;
    let name = one_line(frame, &card.face.name, font_id(Font::Name, zoom), tokens.text, None);
    put(frame, left, rect.min.y + size::NAME_MIDDLE * zoom, name);
    let kind = one_line(frame, &card.face.kind, font_id(Font::Hint, zoom), tokens.text_3, None);
    put(frame, left, rect.min.y + size::KIND_MIDDLE * zoom, kind);
}

fn paint_large_name(frame: &Frame<'_>, card: &Card, rect: Rect) {
    let (tokens, zoom) = (frame.tokens, frame.lens.zoom());
    let side = LARGE_TILE * zoom;
    let left = rect.min.x + size::PADDING * zoom;
    let middle = rect.center().y;
    let tile = Rect::from_min_size(Pos2::new(left, middle - side / 2.0), Vec2::splat(side));
    paint_tile(frame, card, tile);
    let text = tile.max.x + 9.0 * zoom;
    let room = (rect.max.x - size::PADDING * zoom - text).max(1.0);
    let font = FontId { size: quarter(LARGE_NAME * zoom), ..theme::title() };
    let name = one_line(frame, card.widget.title(), font, tokens.text, Some(room));
    let font = FontId { size: quarter(LARGE_KIND * zoom), ..theme::hint() };
    let kind = one_line(frame, &card.face.kind, font, tokens.text_3, Some(room));
    put(frame, text, middle - 10.0 * zoom, name);
    put(frame, text, middle + 13.0 * zoom, kind);
}

fn paint_text(frame: &Frame<'_>, card: &Card, rect: Rect) {
    let zoom = frame.lens.zoom();
    let left = rect.min.x + size::PADDING * zoom;
    let mut middle = rect.min.y + (size::HEADER + size::LINE / 2.0) * zoom;
    for line in &card.face.lines {
        put(frame, left, middle, text_line(frame, line));
        middle += size::LINE * zoom;
    }
}

/// One line, Liquid in its own font and colour.
fn text_line(frame: &Frame<'_>, line: &Line) -> Arc<Galley> {
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    for run in &line.runs {
        let color = if run.font == Font::Code { frame.tokens.accent } else { frame.tokens.text_2 };
        job.append(&run.text, 0.0, TextFormat::simple(font_id(run.font, frame.lens.zoom()), color));
    }
    frame.painter.layout_job(job)
}

fn paint_strip(frame: &Frame<'_>, card: &Card, rect: Rect) {
    let (tokens, zoom) = (frame.tokens, frame.lens.zoom());
    let Some(top) = card.face.strip_top() else { return };
    let y = rect.min.y + top * zoom;
    frame.painter.hline(rect.x_range(), y, Stroke::new(theme::size::BORDER, tokens.line));
    let middle = y + (size::OUTPUTS * 0.46) * zoom;
    for (output, _, face, _) in card.outputs() {
        let is_hovered = frame.view.hover == Some(Hit::Output(output));
        let problem = output_problem(frame, output).map(|severity| (severity.icon(), severity.color(tokens)));
        // What happened in the run goes before what may happen.
        let failed = run_signs::has_failed(frame, Spot::output(output));
        let sign = failed.then_some((icon::CLOSE, tokens.error)).or(problem);
        let color = match sign {
            Some((_, color)) => color,
            None if is_hovered => tokens.text,
            None => tokens.text_2,
        };
        let label = one_line(frame, &face.shown, font_id(Font::Hint, zoom), color, None);
        let mut left = rect.min.x + face.x * zoom - label.size().x / 2.0;
        if let Some((icon, _)) = sign {
            // Half of the room that its neighbours leave: the name moves aside as far as the sign needs.
            left += SIGN * 0.5 * zoom;
            let center = Pos2::new(left - SIGN * 0.62 * zoom, middle);
            paint_icon(&frame.painter, center, icon, (SIGN - 2.0) * zoom, color);
        }
        put(frame, left, middle, label);
    }
}

/// The middle of the last badge of a card: what is right of it is the card's padding.
fn badge_center(frame: &Frame<'_>, rect: Rect) -> Pos2 {
    let zoom = frame.lens.zoom().clamp(0.5, 2.0);
    let large = frame.view.detail != Detail::Full;
    let top = if large { 0.0 } else { (size::TILE_TOP + size::TILE / 2.0) * frame.lens.zoom() };
    Pos2::new(rect.max.x - (size::PADDING + BADGE) * zoom, rect.min.y + top)
}

/// Where on the screen a card's problems are told.
pub(super) fn problem_badge_rect(frame: &Frame<'_>, card: &Card) -> Option<Rect> {
    frame.input.problems.cards.get(&card.id()).filter(|mark| mark.is_marked())?;
    let zoom = frame.lens.zoom().clamp(0.5, 2.0);
    let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
    let mut center = badge_center(frame, rect);
    if let Some(badge) = visit_badge(frame, card) {
        center.x = badge.left(frame, center, zoom) - (BADGE + 4.0) * zoom;
    }
    if run_signs::has_failed(frame, Spot::card(card.id())) {
        center.x -= (2.0 * BADGE + 4.0) * zoom;
    }
    Some(Rect::from_center_size(center, Vec2::splat(2.0 * (BADGE + 1.0) * zoom)))
}

fn visit_badge(frame: &Frame<'_>, card: &Card) -> Option<overlay::Badge> {
    let visit = frame.input.run?.visits.get(&card.id())?;
    let text =
        if visit.times > 1 { format!("{}×{}", visit.step, visit.times) } else { visit.step.to_string() };
    let tokens = frame.tokens;
    Some(overlay::Badge {
        text,
        fill: tokens.card,
        ink: tokens.ok,
        border: Some(tokens.ok),
        is_square: false,
    })
}

fn paint_badges(frame: &Frame<'_>, card: &Card, rect: Rect) {
    let (tokens, zoom) = (frame.tokens, frame.lens.zoom().clamp(0.5, 2.0));
    let mut center = badge_center(frame, rect);
    if let Some(badge) = visit_badge(frame, card) {
        center.x = badge.paint(frame, center, zoom) - (BADGE + 4.0) * zoom;
    }
    if run_signs::has_failed(frame, Spot::card(card.id())) {
        center.x = run_signs::paint_failure(frame, center, zoom) - (BADGE + 4.0) * zoom;
    }
    if let Some(mark) = frame.input.problems.cards.get(&card.id()).filter(|mark| mark.is_marked()) {
        let badge = overlay::Badge {
            text: if mark.count > 99 { "99+".to_owned() } else { mark.count.to_string() },
            fill: mark.worst.color(tokens),
            ink: tokens.canvas,
            border: None,
            // The shape tells errors from warnings where colours do not.
            is_square: mark.worst == Severity::Error,
        };
        badge.paint(frame, center, zoom);
    }
}

/// The place of an output on the screen while its card may be carried.
pub(super) fn output_place(frame: &Frame<'_>, output: Output) -> Option<Point> {
    let card = frame.scene().card(output.widget)?;
    Some(card.output(output.index)? + frame.shift(output.widget))
}
