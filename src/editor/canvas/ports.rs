//! The ends of wires on the edges of cards.

use egui::{Color32, Pos2, Shape, Stroke, Vec2};

use super::Frame;
use super::breakpoints::Spot;
use super::near::output_problem;
use super::run_signs;
use crate::editor::theme::{self, tint};
use crate::picture::{Card, Hit, Lead, size};

/// How far an end that leads nowhere hangs below its card, in radiuses of its ring.
const STUB: f32 = 1.9;

/// Ports: filled where a wire leaves, else a stub with a hollow end; an output that leads to no widget is marked.
pub(super) fn paint_ports(frame: &Frame<'_>, card: &Card) {
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
            Lead::Nowhere => paint_stub(frame, center, port, color, is_hovered),
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

/// An end that is not finished: a short piece of wire with a hollow end.
fn paint_stub(frame: &Frame<'_>, center: Pos2, port: f32, color: Color32, is_hovered: bool) {
    let width = if is_hovered { theme::size::FOCUS + 0.5 } else { 1.25 };
    let stroke = Stroke::new(width, color);
    let radius = (port * 0.8).max(2.0);
    let ring = center + Vec2::new(0.0, radius * STUB);
    frame.painter.line_segment([center, ring - Vec2::new(0.0, radius)], stroke);
    frame.painter.circle(ring, radius, frame.tokens.canvas, stroke);
}
