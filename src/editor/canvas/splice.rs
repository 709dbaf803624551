//! Dropping a card on a wire: it is put between what the wire joined.

use egui::{Shape, Stroke};

use super::moving::moved_by;
use super::view::{Gesture, View};
use super::{CanvasInput, Frame};
use crate::flow::{Edit, Output, WidgetId};
use crate::picture::{Card, Lead, Point};

/// From how far a wire takes a card, in points of the screen.
const REACH: f32 = 8.0;

/// The wire that a carried card would be put into: one under the pointer, or under the card's middle. Only a card that
/// nothing leads to and whose first output is free goes into a wire, as nothing is torn off by that.
pub(super) fn wire_under(
    view: &View,
    input: &CanvasInput<'_>,
    card: &Card,
    by: Point,
    pointer: Point,
) -> Option<Output> {
    let scene = input.scene;
    let is_free = card.face.has_input
        && card.leads.first() == Some(&Lead::Nowhere)
        && scene.wires_of(card.id()).all(|wire| wire.target != card.id());
    if !is_free {
        return None;
    }
    let reach = REACH / view.camera.zoom;
    let places = [pointer, card.rect.shifted(by).center()];
    let under = places.into_iter().find_map(|place| scene.wire_at(place, reach))?;
    (under.widget != card.id()).then_some(under)
}

/// The one step that moves a card and puts it into a wire.
pub(super) fn edit(input: &CanvasInput<'_>, card: WidgetId, by: Point, wire: Output) -> Option<Edit> {
    let scene = input.scene;
    let onward = scene.wire(wire)?.target;
    let name = |id| scene.card(id).map_or("a widget", |card| card.widget.title());
    let mut edits: Vec<Edit> = moved_by(input, [&card], by).into_iter().collect();
    edits.push(Edit::Connect { output: wire, target: Some(card) });
    edits.push(Edit::Connect { output: Output { widget: card, index: 0 }, target: Some(onward) });
    let name = format!("Splice {} between {} and {}", name(card), name(wire.widget), name(onward));
    Some(Edit::Together { name, edits })
}

/// Shows the wire that would take what is being carried.
pub(super) fn paint(frame: &Frame<'_>) {
    let onto = match &frame.view.gesture {
        Gesture::Move { onto, .. } => *onto,
        _ => frame.view.palette_wire,
    };
    let Some(wire) = onto.and_then(|output| frame.scene().wire(output)) else { return };
    let points = super::near::flatten(frame, &wire.path);
    let width = 3.5 * frame.lens.zoom().clamp(0.6, 1.6);
    frame.painter.add(Shape::line(points, Stroke::new(width, frame.tokens.accent)));
}
