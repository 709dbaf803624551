//! Wires from near: how one looks, the parts of it that are seen, and the signs on it.

use egui::{Pos2, Rect, Shape, Stroke, Vec2};

use super::Frame;
use super::compared;
use super::detail::Detail;
use super::near::SIGN;
use super::tested::dashed_way;
use super::view::Gesture;
use crate::editor::icon::paint_icon;
use crate::editor::kit::Severity;
use crate::flow::Output;
use crate::picture::{Cubic, Hit, Rect as WorldRect, Wire, WirePath};

/// Between two signs of direction on a wire that leads back, in points of the screen.
const SIGNS_APART: f32 = 150.0;
/// A wire that leads down shows where to where it is longer than this, and then this often.
const LONG: f32 = 620.0;
/// Half the width of a sign of direction.
const ARM: f32 = 5.0;
/// No sign stands nearer than this to an end of what is seen of a wire.
const LEAST_LENGTH: f32 = 46.0;

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

/// Paints one wire.
pub(super) fn paint_wire(frame: &Frame<'_>, wire: &Wire, path: &WirePath) {
    let output = wire.output;
    let stroke = wire_stroke(frame, output);
    let is_next = frame.input.run.is_some_and(|run| run.next == Some(output) && !run.taken.contains(&output));
    for points in visible_parts(frame, path) {
        paint_directions(frame, wire, &points, stroke);
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
    let view = frame.lens.rect.expand(4.0);
    let seen = frame.lens.rect.expand(MARGIN);
    let mut parts: Vec<Vec<Pos2>> = Vec::new();
    let mut is_open = false;
    let mut points = Vec::new();
    for curve in path.curves() {
        // Most of a long way is nowhere near: it is left out before anything is worked out of it.
        if !frame.seen.intersects(&curve.bounds()) {
            is_open = false;
            continue;
        }
        points.clear();
        add_curve(&mut points, frame, curve, &seen);
        let [start, ..] = curve.0;
        let mut from = frame.lens.screen(start);
        if is_within(&curve.bounds(), &frame.seen) {
            // All of it is seen: its pieces need not be asked one by one.
            match parts.last_mut().filter(|_| is_open) {
                Some(part) => part.append(&mut points),
                None => parts.push(std::iter::once(from).chain(points.drain(..)).collect()),
            }
            is_open = true;
            continue;
        }
        for to in points.drain(..) {
            if !Rect::from_two_pos(from, to).intersects(view) {
                is_open = false;
            } else if let Some(part) = parts.last_mut().filter(|_| is_open) {
                part.push(to);
            } else {
                parts.push(vec![from, to]);
                is_open = true;
            }
            from = to;
        }
    }
    parts
}

fn is_within(inner: &WorldRect, outer: &WorldRect) -> bool {
    outer.contains(inner.min) && outer.contains(inner.max)
}

/// The points of a way on the screen: as many as it takes to look smooth where it is seen, and no more.
pub(super) fn flatten(frame: &Frame<'_>, path: &WirePath) -> Vec<Pos2> {
    let seen = frame.lens.rect.expand(MARGIN);
    let mut points = vec![frame.lens.screen(path.start())];
    for curve in path.curves() {
        add_curve(&mut points, frame, curve, &seen);
    }
    points
}

/// Adds the points of a curve behind its beginning.
fn add_curve(points: &mut Vec<Pos2>, frame: &Frame<'_>, curve: &Cubic, seen: &Rect) {
    let corners = curve.0.map(|corner| frame.lens.screen(corner));
    match curve.is_line() {
        true => points.extend(corners.last()),
        false => {
            let flat = if frame.view.detail == Detail::Full { FLAT } else { FLAT_AFAR };
            bend(points, corners, seen, flat * flat, FINEST);
        }
    }
}

/// A curve is cut in halves so often at most: into 64 pieces.
const FINEST: u8 = 6;
/// A piece that is nearer to its chord than this, in points of the screen, is drawn as a line.
const FLAT: f32 = 0.35;
/// The same where the lines are thinner and there are many of them.
const FLAT_AFAR: f32 = 0.5;
/// What is this near to the canvas is drawn as finely as what is on it.
const MARGIN: f32 = 40.0;

/// Adds the points of a curve behind its beginning: many where it is bent, few where it is straight.
fn bend(points: &mut Vec<Pos2>, [a, b, c, d]: [Pos2; 4], seen: &Rect, flat_square: f32, left: u8) {
    // Squares are compared: there are thousands of pieces, and roots take their time.
    let chord = d - a;
    let length_square = chord.length_sq();
    let is_flat = |corner: Pos2| {
        let arm = corner - a;
        if length_square > f32::EPSILON {
            let area = arm.x * chord.y - arm.y * chord.x;
            area * area < flat_square * length_square
        } else {
            arm.length_sq() < flat_square
        }
    };
    let is_flat = is_flat(b) && is_flat(c);
    if left == 0 || is_flat || !seen.intersects(Rect::from_points(&[a, b, c, d])) {
        points.push(d);
        return;
    }
    let (ab, bc, cd) = (a.lerp(b, 0.5), b.lerp(c, 0.5), c.lerp(d, 0.5));
    let (abc, bcd) = (ab.lerp(bc, 0.5), bc.lerp(cd, 0.5));
    let middle = abc.lerp(bcd, 0.5);
    bend(points, [a, ab, abc, middle], seen, flat_square, left - 1);
    bend(points, [middle, bcd, cd, d], seen, flat_square, left - 1);
}

/// Signs along a wire that tell where it leads: on those that lead up or back always, else on long ones alone.
fn paint_directions(frame: &Frame<'_>, wire: &Wire, points: &[Pos2], stroke: Stroke) {
    let apart = if wire.leads_back() { SIGNS_APART } else { LONG };
    if !wire.leads_back() && frame.view.detail != Detail::Full {
        return;
    }
    let length: f32 =
        points.windows(2).map(|pair| if let [one, two] = pair { one.distance(*two) } else { 0.0 }).sum();
    let least = if wire.leads_back() { LEAST_LENGTH } else { LONG };
    if length < least {
        return;
    }
    // At least one, and all of them as far from each other as from the ends.
    let count = (length / apart).floor().clamp(1.0, 12.0);
    let step = length / (count + 1.0);
    let arm = ARM * frame.lens.zoom().clamp(0.6, 1.3);
    let stroke = Stroke::new(stroke.width.max(1.5), stroke.color);
    let (mut left, mut walked) = (step, 0.0);
    for pair in points.windows(2) {
        let [from, to] = *pair else { continue };
        let piece = from.distance(to);
        while left <= piece && piece > 0.0 && walked + left < length - step / 2.0 {
            let along = (to - from) / piece;
            let tip = from + along * (left + arm / 2.0);
            let side = Vec2::new(-along.y, along.x);
            let back = tip - along * arm;
            frame.painter.add(Shape::line(vec![back + side * arm, tip, back - side * arm], stroke));
            left += step;
        }
        left -= piece;
        walked += piece;
    }
}
