//! Dropping a card on a wire: it is put between what the wire joined.

use egui::{Shape, Stroke};

use super::moving::moved_by;
use super::view::{Gesture, View};
use super::{CanvasInput, Frame, papers};
use crate::flow::{Edit, Output, WidgetId};
use crate::picture::{Card, Lead, Point, WirePath};

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
    let onward = input.led_to(wire)?;
    let hidden = |id| input.noted.and_then(|noted| noted.card_in_flow(id));
    let name = |id| scene.card(id).or_else(|| hidden(id)).map_or("a widget", |card| card.widget.title());
    let mut edits: Vec<Edit> = moved_by(input, [&card], by).into_iter().collect();
    let notes = input.selection.notes.iter().map(String::as_str);
    edits.extend(papers::these_notes(input, notes.filter(|_| input.selection.cards.contains(&card)), by));
    edits.push(Edit::Connect { output: wire, target: Some(card) });
    edits.push(Edit::Connect { output: Output { widget: card, index: 0 }, target: Some(onward) });
    let name = format!("Splice {} between {} and {}", name(card), name(wire.widget), name(onward));
    Some(Edit::Together { name, edits })
}

/// Shows how the wires would run that take what is being carried.
pub(super) fn paint(frame: &Frame<'_>) {
    let scene = frame.scene();
    let width = 3.0 * frame.lens.zoom().clamp(0.6, 1.6);
    let line = |path: &WirePath| {
        let points = super::near::flatten(frame, path);
        frame.painter.add(Shape::line(points, Stroke::new(width, frame.tokens.accent)));
    };
    if let Some(wire) = frame.view.palette_wire.and_then(|output| scene.wire(output)) {
        line(&wire.path);
    }
    let Gesture::Move { grabbed, by, onto: Some(output), .. } = &frame.view.gesture else { return };
    let Some(wire) = scene.wire(*output) else { return };
    let cards = (scene.card(output.widget), scene.card(*grabbed), scene.card(wire.target));
    let (Some(before), Some(card), Some(behind)) = cards else { return };
    let rect = card.rect.shifted(*by);
    if let (Some(from), Some(on)) = (before.output(output.index), card.output(0)) {
        line(&WirePath::plain(scene.wire_style(), from, &before.rect, card.input() + *by, &rect));
        line(&WirePath::plain(scene.wire_style(), on + *by, &rect, behind.input(), &behind.rect));
    }
}
