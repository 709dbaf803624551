//! Carrying wires with Ctrl held: the one of an output to another output, or all that come into a card to another
//! card. One step either way.

use egui::{Pos2, Shape, Stroke};

use super::pointer::Pointer;
use super::view::Gesture;
use super::{CanvasAction, Frame};
use crate::editor::counts::counted;
use crate::flow::{Edit, Output, WidgetId};
use crate::picture::{Hit, Lead, Point, Wire, WirePath, size};

/// No more wires than this are painted on their way; all of them are carried.
const MOST_PAINTED: usize = 100;

/// What is being carried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Carried {
    /// The beginning of the wire of an output.
    Start(Output),
    /// The ends of all wires that come into a card.
    Inputs(WidgetId),
}

/// What would take it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Landing {
    Output(Output),
    Card(WidgetId),
}

impl Carried {
    /// Whether a wire is on its way, and so is not painted where it was.
    pub fn has(self, wire: &Wire) -> bool {
        match self {
            Self::Start(output) => wire.output == output,
            Self::Inputs(id) => wire.target == id,
        }
    }
}

impl Pointer<'_> {
    pub(super) fn carry_moved(&mut self, pos: Pos2, here: Point) {
        let Gesture::Carry { what, .. } = self.view.gesture else { return };
        let landing = match what {
            Carried::Start(from) => self.output_at(pos, here, from).map(Landing::Output),
            Carried::Inputs(from) => {
                let over = self.input_at(pos, here).filter(|id| *id != from && self.input.takes_wires(*id));
                over.map(Landing::Card)
            }
        };
        if let Gesture::Carry { to, onto, .. } = &mut self.view.gesture {
            (*to, *onto) = (here, landing);
        }
    }

    /// The output that a wire could begin at instead: the one under the pointer, or of the card there the first that
    /// leads nowhere.
    fn output_at(&self, pos: Pos2, here: Point, from: Output) -> Option<Output> {
        if let Some(Hit::Output(output)) = self.view.hit(self.input.scene, pos) {
            return (output != from).then_some(output);
        }
        let card = self.input.scene.card_at(here).and_then(|id| self.input.scene.card(id))?;
        let free = card.outputs().find(|(_, _, _, lead)| **lead == Lead::Nowhere);
        let first = free.or_else(|| card.outputs().next()).map(|(output, ..)| output);
        first.filter(|output| *output != from)
    }

    pub(super) fn drop_carried(&mut self, what: Carried, onto: Option<Landing>) {
        let scene = self.input.scene;
        let name = |id| scene.card(id).map_or("a widget", |card| card.widget.title());
        let edit = match (what, onto) {
            (Carried::Start(from), Some(Landing::Output(to))) => {
                let Some(target) = self.input.led_to(from) else { return };
                let edits = vec![
                    Edit::Connect { output: from, target: None },
                    Edit::Connect { output: to, target: Some(target) },
                ];
                let name = format!("Carry the wire of {} to {}", name(from.widget), name(to.widget));
                Edit::Together { name, edits }
            }
            (Carried::Inputs(from), Some(Landing::Card(to))) => {
                let coming = scene.wires_of(from).filter(|wire| wire.target == from);
                let edits: Vec<Edit> =
                    coming.map(|wire| Edit::Connect { output: wire.output, target: Some(to) }).collect();
                let count = counted(edits.len(), "wire");
                Edit::Together { name: format!("Lead {count} to {}", name(to)), edits }
            }
            _ => return,
        };
        self.actions.push(CanvasAction::Edit(edit));
    }
}

/// Paints what is on its way.
pub(super) fn paint(frame: &Frame<'_>, what: Carried, to: Point, onto: Option<Landing>) {
    let scene = frame.scene();
    let stroke = Stroke::new(2.5, frame.tokens.accent);
    let line = |path: &WirePath| {
        frame.painter.add(Shape::line(super::near::flatten(frame, path), stroke));
    };
    match what {
        Carried::Start(output) => {
            let start = match onto {
                Some(Landing::Output(output)) => {
                    scene.card(output.widget).and_then(|card| card.output(output.index)).unwrap_or(to)
                }
                _ => to,
            };
            if let Some(target) = scene.wire(output).and_then(|wire| scene.card(wire.target)) {
                line(&WirePath::loose(start, target.input()));
            }
            frame.painter.circle_filled(frame.lens.screen(start), size::PORT, frame.tokens.accent);
        }
        Carried::Inputs(id) => {
            let end = match onto {
                Some(Landing::Card(card)) => scene.card(card).map_or(to, |card| card.input()),
                _ => to,
            };
            for wire in scene.wires_of(id).filter(|wire| wire.target == id).take(MOST_PAINTED) {
                let from = scene.card(wire.output.widget).and_then(|card| card.output(wire.output.index));
                if let Some(from) = from {
                    line(&WirePath::loose(from, end));
                }
            }
            frame.painter.circle_filled(frame.lens.screen(end), size::PORT, frame.tokens.accent);
        }
    }
}
