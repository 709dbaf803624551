//! Cards and wires from near: everything, or from a little farther the names alone.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, CornerRadius, FontId, Galley, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2};

use super::breakpoints::{self, Spot};
use super::detail::Detail;
use super::measure::{font_id, quarter};
use super::tested::{dashed_way, hatch};
use super::view::Gesture;
use super::{Frame, compared, counters, overlay, run_signs};
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit::Severity;
use crate::editor::theme::{self, TILE_ALPHA, Tokens, tint};
use crate::flow::Output;
use crate::picture::{Card, Font, Hit, Lead, Line, Point, WirePath, size};
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
const SIGN: f32 = 12.0;

/// Paints wires, then cards with their ports.
pub(super) fn paint(frame: &Frame<'_>) {
    let wires = frame.wires();
    for (wire, path) in &wires {
        paint_wire(frame, wire.output, path);
    }
    if frame.input.run.is_some_and(|run| !run.counts.is_empty()) {
        for (wire, path) in &wires {
            counters::paint(frame, wire.output, path);
        }
    }
    for card in frame.cards() {
        paint_card(frame, card);
    }
    breakpoints::paint(frame);
}

/// The colour of a group.
pub(super) fn group_color(tokens: &Tokens, group: widgets::Group) -> Color32 {
    tokens.group(crate::editor::group_color(group))
}

/// How a wire looks: the path of a run before the selection before what the pointer is over.
pub(super) fn wire_stroke(frame: &Frame<'_>, output: Output) -> Stroke {
    let tokens = frame.tokens;
    let scale = frame.lens.zoom().clamp(0.6, 1.6);
    let run = frame.input.run;
    let heat = frame.input.heat.map(|heat| heat.stroke(output, tokens));
    // The width tells how many took it, whatever else the colour has to tell.
    let width = heat.map_or(2.5, |heat| heat.width.max(2.5));
    if run.is_some_and(|run| run.taken.contains(&output) || run.next == Some(output)) {
        return Stroke::new(width * scale, tokens.ok);
    }
    if frame.selection.wires.contains(&output) {
        return Stroke::new(width * scale, tokens.accent);
    }
    if compared::is_new_wire(frame, output) {
        return Stroke::new(width.max(2.75) * scale, tokens.ok);
    }
    if let Some(heat) = heat {
        return Stroke::new(heat.width * scale, heat.color);
    }
    let is_hovered = match frame.view.hover {
        Some(Hit::Wire(hovered) | Hit::Output(hovered)) => hovered == output,
        _ => false,
    };
    let plain = if frame.is_untaken(output) { tokens.warn } else { tokens.wire };
    let color = output_problem(frame, output).map_or(plain, |severity| severity.color(tokens));
    let width = if is_hovered && frame.view.gesture == Gesture::Idle { 2.5 } else { 1.75 };
    Stroke::new(width * scale, color)
}

fn paint_wire(frame: &Frame<'_>, output: Output, path: &WirePath) {
    let stroke = wire_stroke(frame, output);
    let is_next = frame.input.run.is_some_and(|run| run.next == Some(output) && !run.taken.contains(&output));
    for points in visible_parts(frame, path) {
        if is_next {
            let dash = 6.0 * frame.lens.zoom().clamp(0.5, 1.5);
            frame.painter.extend(Shape::dashed_line(&points, stroke, dash, dash * 0.75));
        } else if frame.is_untaken(output) && stroke.color == frame.tokens.warn {
            let scale = frame.lens.zoom().clamp(0.6, 1.6);
            frame.painter.extend(dashed_way(&points, stroke.width, scale, frame.tokens));
        } else {
            frame.painter.add(Shape::line(points, stroke));
        }
    }
    if let Some(severity) = output_problem(frame, output) {
        let middle = frame.lens.screen(path.middle());
        if frame.lens.rect.contains(middle) {
            paint_sign(frame, middle, severity);
        }
    }
}

/// What is wrong with an output or with what is asked there, if that has a sign.
pub(super) fn output_problem(frame: &Frame<'_>, output: Output) -> Option<Severity> {
    frame.input.problems.outputs.get(&output).filter(|mark| mark.is_marked()).map(|mark| mark.worst)
}

/// A severity's sign on a plate of its own, so that it can be told from what lies below without its colour.
fn paint_sign(frame: &Frame<'_>, center: Pos2, severity: Severity) {
    let zoom = frame.lens.zoom().clamp(0.5, 1.5);
    frame.painter.circle_filled(center, SIGN * 0.72 * zoom, frame.tokens.canvas);
    paint_icon(&frame.painter, center, severity.icon(), SIGN * zoom, severity.color(frame.tokens));
}

/// The parts of a way that cross the view: of a wire across the whole flow only these are painted.
pub(super) fn visible_parts(frame: &Frame<'_>, path: &WirePath) -> Vec<Vec<Pos2>> {
    if !path.curves().iter().any(|curve| curve.bounds().intersects(&frame.seen)) {
        return Vec::new();
    }
    let view = frame.lens.rect.expand(4.0);
    let mut parts: Vec<Vec<Pos2>> = Vec::new();
    let mut is_open = false;
    let points = flatten(frame, path);
    for pair in points.windows(2) {
        let [from, to] = *pair else { continue };
        if !Rect::from_two_pos(from, to).intersects(view) {
            is_open = false;
            continue;
        }
        match parts.last_mut().filter(|_| is_open) {
            Some(part) => part.push(to),
            None => parts.push(vec![from, to]),
        }
        is_open = true;
    }
    parts
}

/// The points of a way on the screen: as many as it takes to look smooth, and no more.
pub(super) fn flatten(frame: &Frame<'_>, path: &WirePath) -> Vec<Pos2> {
    let mut points = vec![frame.lens.screen(path.start())];
    for curve in path.curves() {
        let [a, b, c, d] = curve.0;
        let length = (a.distance(b) + b.distance(c) + c.distance(d)) * frame.lens.zoom();
        let is_straight = (a.x == b.x && c.x == d.x && a.x == d.x) || (a.y == d.y && a.y == b.y);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number is clamped")]
        let count = if is_straight { 1 } else { (length / 9.0).clamp(6.0, 40.0) as u8 };
        points.extend((1..=count).map(|step| {
            let t = f32::from(step) / f32::from(count);
            frame.lens.screen(curve.at(t))
        }));
    }
    points
}

fn paint_card(frame: &Frame<'_>, card: &Card) {
    let tokens = frame.tokens;
    let zoom = frame.lens.zoom();
    let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
    let corner = radius(size::CORNER * zoom);
    frame.painter.rect_filled(rect, corner, tokens.card);
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
    paint_border(frame, card, rect, corner);
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

fn paint_border(frame: &Frame<'_>, card: &Card, rect: Rect, corner: CornerRadius) {
    let tokens = frame.tokens;
    let id = card.id();
    let run = frame.input.run;
    let is_target = matches!(frame.view.gesture, Gesture::Wire { target: Some(target), .. } if target == id);
    let is_selected = frame.selection.cards.contains(&id);
    let is_here = run.is_some_and(|run| run.current == Some(id));
    let here = if run_signs::is_held(frame, id) { tokens.warn } else { tokens.ok };
    let glow = if is_here {
        Some((here, 0.42))
    } else if is_selected || is_target {
        Some((tokens.accent, 0.22))
    } else {
        None
    };
    if let Some((color, strength)) = glow {
        let stroke = Stroke::new(HALO, tint(color, strength));
        frame.painter.rect_stroke(rect, corner, stroke, StrokeKind::Outside);
    }
    let is_hovered = frame.view.hover.and_then(|hit| hit.card()) == Some(id);
    let stroke = if is_selected || is_target {
        Stroke::new(theme::size::FOCUS + 0.5, tokens.accent)
    } else if is_here {
        Stroke::new(theme::size::FOCUS, here)
    } else if run_signs::has_failed(frame, Spot::card(id)) {
        Stroke::new(theme::size::BORDER, tokens.error)
    } else if run.is_some_and(|run| run.visits.contains_key(&id)) {
        Stroke::new(theme::size::BORDER, tokens.ok)
    } else if is_hovered || frame.takes_wire(id) {
        Stroke::new(theme::size::BORDER, tokens.line_strong)
    } else {
        Stroke::new(theme::size::BORDER, tokens.line)
    };
    frame.painter.rect_stroke(rect, corner, stroke, StrokeKind::Inside);
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

/// Ports: filled where something is connected, else hollow; an output that leads to no widget is marked.
fn paint_ports(frame: &Frame<'_>, card: &Card) {
    let (tokens, zoom) = (frame.tokens, frame.lens.zoom());
    let shift = frame.shift(card.id());
    let port = size::PORT * zoom.clamp(0.5, 2.0);
    if card.face.has_input {
        let center = frame.lens.screen(card.input() + shift);
        let (fill, stroke, grown) = if frame.takes_wire(card.id()) {
            (tint(tokens.accent, 0.35), Stroke::new(theme::size::FOCUS, tokens.accent), 1.5)
        } else if frame.view.hover == Some(Hit::Input(card.id())) {
            (tokens.card, Stroke::new(theme::size::FOCUS, tokens.accent), 1.5)
        } else {
            (tokens.canvas, Stroke::new(1.25, tokens.wire), 0.0)
        };
        frame.painter.circle(center, port + grown, fill, stroke);
    }
    for (output, place, _, lead) in card.outputs() {
        let center = frame.lens.screen(place + shift);
        let is_hovered = frame.view.hover == Some(Hit::Output(output));
        let in_run =
            frame.input.run.is_some_and(|run| run.taken.contains(&output) || run.next == Some(output));
        let color = if is_hovered {
            tokens.accent
        } else if run_signs::has_failed(frame, Spot::output(output)) {
            tokens.error
        } else if in_run {
            tokens.ok
        } else {
            output_problem(frame, output).map_or(tokens.wire, |severity| severity.color(tokens))
        };
        let port = if is_hovered { port + 1.5 } else { port };
        match lead {
            Lead::To(_) => {
                frame.painter.circle_filled(center, port, color);
            }
            Lead::Nowhere => {
                frame.painter.circle(
                    center,
                    port - 0.25,
                    tokens.canvas,
                    Stroke::new(theme::size::BORDER, color),
                );
            }
            Lead::Missing(_) => paint_missing(frame, center, port),
        }
    }
}

/// A wire that is cut off: a short dashed end with a cross.
fn paint_missing(frame: &Frame<'_>, center: Pos2, port: f32) {
    let stroke = Stroke::new(theme::size::FOCUS, frame.tokens.error);
    let end = center + Vec2::new(0.0, port * 4.5);
    frame.painter.extend(Shape::dashed_line(&[center, end], stroke, 3.0, 2.0));
    let arm = port * 0.8;
    frame.painter.line_segment([end - Vec2::splat(arm), end + Vec2::splat(arm)], stroke);
    frame.painter.line_segment([end + Vec2::new(arm, -arm), end + Vec2::new(-arm, arm)], stroke);
    frame.painter.circle(center, port, frame.tokens.canvas, stroke);
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
