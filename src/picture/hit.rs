//! What is at a place: a port before a card, a card before a wire.

use super::geometry::{Point, Rect};
use super::scene::Scene;
use crate::flow::{Output, WidgetId};

/// Something that can be pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// The input of a card.
    Input(WidgetId),
    /// An output.
    Output(Output),
    /// A card.
    Card(WidgetId),
    /// The wire of an output.
    Wire(Output),
}

impl Hit {
    /// The card that it is on, if it is on one.
    pub fn card(&self) -> Option<WidgetId> {
        match self {
            Self::Input(id) | Self::Card(id) => Some(*id),
            Self::Output(output) => Some(output.widget),
            Self::Wire(_) => None,
        }
    }
}

impl Scene {
    /// What is at a point. Ports are found from `port_reach` away, wires from `wire_reach`, both in points of the
    /// world. Where cards overlap, the later one is on top.
    pub fn hit(&self, point: Point, port_reach: f32, wire_reach: f32) -> Option<Hit> {
        let near = Rect::between(point, point).expand(port_reach);
        let mut nearest_port: Option<(f32, Hit)> = None;
        let mut card_hit = None;
        for index in self.cards_in(&near).into_iter().rev() {
            let Some(card) = self.cards().get(index) else { continue };
            let mut offer = |place: Point, hit: Hit| {
                let distance = place.distance(point);
                if distance <= port_reach && nearest_port.is_none_or(|(best, _)| distance < best) {
                    nearest_port = Some((distance, hit));
                }
            };
            if card.face.has_input {
                offer(card.input(), Hit::Input(card.id()));
            }
            for (output, place, _, _) in card.outputs() {
                offer(place, Hit::Output(output));
            }
            if card.rect.contains(point) {
                card_hit = Some(Hit::Card(card.id()));
                // What lies under this card cannot be reached here.
                break;
            }
        }
        if let Some((_, hit)) = nearest_port {
            return Some(hit);
        }
        card_hit.or_else(|| self.wire_at(point, wire_reach).map(Hit::Wire))
    }

    /// The nearest wire within `reach`.
    pub fn wire_at(&self, point: Point, reach: f32) -> Option<Output> {
        let near = Rect::between(point, point).expand(reach);
        let candidates = self.wires_in(&near).into_iter().filter_map(|index| self.wires().get(index));
        candidates
            .map(|wire| (wire.path.distance(point), wire.output))
            .filter(|(distance, _)| *distance <= reach)
            .min_by(|(one, _), (two, _)| one.total_cmp(two))
            .map(|(_, output)| output)
    }

    /// The topmost card at a point.
    pub fn card_at(&self, point: Point) -> Option<WidgetId> {
        let here = Rect::between(point, point);
        let index = self.cards_in(&here).into_iter().next_back()?;
        self.cards().get(index).map(|card| card.id())
    }
}
