//! Wires under the pointer: the end of one that is carried from an output to a card, and what an output does when
//! it is clicked.

use egui::Pos2;

use super::pointer::Pointer;
use super::selection::Selection;
use super::view::Gesture;
use super::{CanvasAction, CanvasInput};
use crate::flow::{Edit, Output, WidgetId};
use crate::picture::{Hit, Point};

impl Pointer<'_> {
    pub(super) fn wire_moved(&mut self, pos: Pos2, to: Point) {
        let over = self.input_at(pos, to);
        if let Gesture::Wire { output, to: end, target, .. } = &mut self.view.gesture {
            *end = to;
            *target = over.filter(|id| self.input.can_lead(*output, *id));
        }
    }

    /// The card whose input a wire would come to that ends here: the card itself, or one whose port is near.
    pub(super) fn input_at(&self, pos: Pos2, to: Point) -> Option<WidgetId> {
        let scene = self.input.scene;
        scene.card_at(to).or_else(|| match self.view.hit(scene, pos) {
            Some(Hit::Input(id)) => Some(id),
            _ => None,
        })
    }

    /// The wire to take off an input: a selected one, else the one that comes in nearest to the pointer.
    pub(super) fn wire_into(&self, id: WidgetId, pos: Pos2) -> Option<Output> {
        let here = self.view.lens().world(pos);
        let near = here - Point::new(0.0, 24.0);
        let coming = self.input.scene.wires_of(id).filter(|wire| wire.target == id);
        coming
            .map(|wire| {
                (!self.input.selection.wires.contains(&wire.output), wire.path.distance(near), wire.output)
            })
            .min_by(|one, two| one.0.cmp(&two.0).then(one.1.total_cmp(&two.1)))
            .map(|(_, _, output)| output)
    }

    /// An output was clicked: its wire is selected, or, where it has none, what should follow is asked.
    pub fn output_chosen(&mut self, output: Output, pos: Pos2) {
        self.actions.push(match self.input.scene.wire(output) {
            Some(wire) => CanvasAction::Select(Selection::wire(wire.output)),
            None => self.add_menu(pos, Some(output)),
        });
    }

    pub(super) fn drop_wire(
        &mut self,
        output: Output,
        to: Point,
        target: Option<WidgetId>,
        is_detached: bool,
        pos: Pos2,
    ) {
        let led_to = self.input.scene.wire(output).map(|wire| wire.target);
        let edit = match target {
            Some(target) if Some(target) == led_to => return,
            Some(target) => Edit::Connect { output, target: Some(target) },
            // On a card that takes no wire nothing happens; in the void the wire's end is gone.
            None if self.input.scene.card_at(to).is_some() => return,
            None if is_detached => Edit::Connect { output, target: None },
            None => {
                let menu = self.add_menu(pos, Some(output));
                self.actions.push(menu);
                return;
            }
        };
        self.actions.push(CanvasAction::Edit(edit));
    }
}

impl CanvasInput<'_> {
    /// Whether a wire may lead to a card. Loops may be, as may a card to itself.
    pub(super) fn can_lead(&self, from: Output, to: WidgetId) -> bool {
        self.scene.card(from.widget).is_some() && self.takes_wires(to)
    }

    /// Whether anything may lead to a card.
    pub(super) fn takes_wires(&self, to: WidgetId) -> bool {
        self.scene.card(to).is_some_and(|card| card.face.has_input)
    }
}
