//! Cards and wires from far: everything in one mesh, so that ten thousand cards are one shape.

use egui::{Color32, Mesh, Pos2, Rect, Shape, Vec2};

use super::Frame;
use super::breakpoints::{self, Spot};
use super::detail::Detail;
use super::followed::{Followed, veil_mesh};
use super::near::{group_color, visible_parts, wire_stroke};
use super::overlay;
use super::problem_marks::paint_sign;
use super::run_signs;
use super::tested::hatch_mesh;
use crate::editor::theme::tint;
use crate::picture::{Card, Hit, Wire, WirePath};

/// With more wires in view than this they are straight.
const MOST_CURVED: usize = 400;
/// With more wires in view than this, dots go without.
const MOST_WITH_DOTS: usize = 5_000;

/// Paints wires and cards. What is followed stands out from all the rest.
pub(super) fn paint(frame: &Frame<'_>) {
    let mut mesh = Mesh::default();
    let cards = frame.cards();
    let mut wires = frame.wires();
    // A box is four quads, and a wire at least one.
    mesh.reserve_vertices((cards.len() + wires.len()) * 16);
    mesh.reserve_triangles((cards.len() + wires.len()) * 8);
    if frame.view.detail == Detail::Dot && wires.len() > MOST_WITH_DOTS {
        wires.clear();
    }
    let is_curved = wires.len() <= MOST_CURVED;
    match Followed::of(frame) {
        None => {
            wires.iter().for_each(|(wire, path)| paint_wire(frame, wire, path, is_curved, &mut mesh));
            paint_cards(frame, &cards, &mut mesh);
        }
        Some(followed) => {
            let (lit, dim): (Vec<_>, Vec<_>) =
                wires.iter().partition(|(wire, _)| followed.wires.contains(&wire.output));
            let (near, far): (Vec<_>, Vec<_>) =
                cards.iter().copied().partition(|card| followed.cards.contains(&card.id()));
            dim.iter().for_each(|(wire, path)| paint_wire(frame, wire, path, is_curved, &mut mesh));
            paint_cards(frame, &far, &mut mesh);
            veil_mesh(frame, &mut mesh);
            lit.iter().for_each(|(wire, path)| paint_wire(frame, wire, path, is_curved, &mut mesh));
            paint_cards(frame, &near, &mut mesh);
        }
    }
    frame.painter.add(Shape::mesh(mesh));
    // The few that matter have their names.
    let hovered = frame.view.hover.and_then(|hit| match hit {
        Hit::Wire(_) => None,
        hit => hit.card(),
    });
    for id in hovered.into_iter().chain(frame.selection.only_card()).chain(frame.focus) {
        if let Some(card) = frame.scene().card(id) {
            overlay::paint_name(frame, card);
        }
    }
}

fn paint_cards(frame: &Frame<'_>, cards: &[&Card], mesh: &mut Mesh) {
    for card in cards {
        match frame.view.detail {
            Detail::Dot => dot(frame, card, mesh),
            _ => boxed(frame, card, mesh),
        }
    }
    for card in cards {
        sign(frame, card, mesh);
        run_signs::far(frame, card, mesh);
        breakpoints::far(frame, card, mesh);
    }
}

fn paint_wire(frame: &Frame<'_>, wire: &Wire, path: &WirePath, is_curved: bool, mesh: &mut Mesh) {
    let stroke = wire_stroke(frame, wire.output);
    let is_untaken = frame.is_untaken(wire.output) && stroke.color == frame.tokens.warn;
    let is_plain = stroke.color == frame.tokens.wire;
    let color = if is_plain { tint(stroke.color, 0.75) } else { stroke.color };
    let width = match frame.input.heat {
        Some(heat) => (heat.stroke(wire.output, frame.tokens).width * 0.6).max(1.0),
        None if is_plain => 1.0,
        None => 2.0,
    };
    if is_curved {
        for points in visible_parts(frame, path) {
            for (index, pair) in points.windows(2).enumerate() {
                // Every other piece: a dashed line.
                if is_untaken && index % 2 == 1 {
                    continue;
                }
                if let [from, to] = pair {
                    line(mesh, *from, *to, width, color);
                }
            }
        }
        return;
    }
    let (from, to) = (frame.lens.screen(path.start()), frame.lens.screen(path.end()));
    if Rect::from_two_pos(from, to).intersects(frame.lens.rect) {
        match is_untaken {
            true => dashes(mesh, from, to, width, color),
            false => line(mesh, from, to, width, color),
        }
    }
}

/// A straight dashed line; of a long one the pieces are long, since there are many such lines.
fn dashes(mesh: &mut Mesh, from: Pos2, to: Pos2, width: f32, color: Color32) {
    const SHORTEST: f32 = 10.0;
    const MOST_PIECES: f32 = 24.0;
    let length = (to - from).length();
    // One piece and the gap behind it, as a part of the whole.
    let period = (SHORTEST / length.max(SHORTEST)).max(1.0 / MOST_PIECES);
    let mut at = 0.0;
    while at < 1.0 {
        let end = (at + period / 2.0).min(1.0);
        line(mesh, from + (to - from) * at, from + (to - from) * end, width, color);
        at += period;
    }
}

/// A straight line as one quad.
pub(super) fn line(mesh: &mut Mesh, from: Pos2, to: Pos2, width: f32, color: Color32) {
    let along = to - from;
    let length = along.length();
    if length <= 0.0 {
        return;
    }
    let aside = Vec2::new(-along.y, along.x) * (width / 2.0 / length);
    let Ok(first) = u32::try_from(mesh.vertices.len()) else { return };
    for corner in [from + aside, from - aside, to + aside, to - aside] {
        mesh.colored_vertex(corner, color);
    }
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first + 2, first + 1, first + 3);
}

/// What a card's border or dot says about it, if anything.
fn mark(frame: &Frame<'_>, card: &Card) -> Option<Color32> {
    let (tokens, id) = (frame.tokens, card.id());
    if frame.selection.cards.contains(&id) || frame.takes_wire(id) {
        return Some(tokens.accent);
    }
    if run_signs::is_held(frame, id) {
        return Some(tokens.warn);
    }
    if run_signs::has_failed(frame, Spot::card(id)) {
        return Some(tokens.error);
    }
    if frame.input.run.is_some_and(|run| run.current == Some(id) || run.visits.contains_key(&id)) {
        return Some(tokens.ok);
    }
    let problems = frame.input.problems.cards.get(&id).filter(|mark| mark.is_marked());
    problems.map(|mark| mark.worst.color(tokens))
}

/// What is wrong with a card, by a shape at its corner as well as by its colour.
fn sign(frame: &Frame<'_>, card: &Card, mesh: &mut Mesh) {
    let Some(mark) = frame.input.problems.cards.get(&card.id()).filter(|mark| mark.is_marked()) else {
        return;
    };
    let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
    let reach = if frame.view.detail == Detail::Dot { 2.0 } else { 3.5 };
    paint_sign(mesh, rect.right_top(), reach, mark.worst, frame.tokens);
}

fn boxed(frame: &Frame<'_>, card: &Card, mesh: &mut Mesh) {
    let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
    let color = group_color(frame.tokens, card.face.group);
    let mark = mark(frame, card);
    let border = if mark.is_some() { 1.5 } else { 1.0 };
    mesh.add_colored_rect(rect, mark.unwrap_or(frame.tokens.line_strong));
    mesh.add_colored_rect(rect.shrink(border), frame.tokens.card);
    if frame.is_unreached(card.id()) {
        hatch_mesh(mesh, rect.shrink(border), 6.0, frame.tokens);
    }
    let side = (rect.height() * 0.4).min(rect.width() * 0.22);
    let tile = Rect::from_min_size(rect.min + Vec2::splat(side * 0.45), Vec2::splat(side));
    mesh.add_colored_rect(tile, color);
    // A bar where the name is.
    let bar = Rect::from_min_max(
        Pos2::new(tile.max.x + side * 0.4, tile.center().y - side * 0.16),
        Pos2::new(rect.max.x - rect.width() * 0.2, tile.center().y + side * 0.16),
    );
    mesh.add_colored_rect(bar, tint(frame.tokens.text_3, 0.55));
}

fn dot(frame: &Frame<'_>, card: &Card, mesh: &mut Mesh) {
    let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
    if let Some(mark) = mark(frame, card) {
        mesh.add_colored_rect(rect.expand(1.5), mark);
    }
    let least = Vec2::new(rect.width().max(1.5), rect.height().max(1.0));
    let dot = Rect::from_min_size(rect.min, least);
    mesh.add_colored_rect(dot, group_color(frame.tokens, card.face.group));
    // A dot is too small for hatching: it is hollow.
    if frame.is_unreached(card.id()) {
        mesh.add_colored_rect(dot.shrink((least.min_elem() / 4.0).min(2.0)), frame.tokens.canvas);
    }
}
