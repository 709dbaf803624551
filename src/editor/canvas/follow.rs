//! Going along wires with the keyboard: `]` follows an output, `[` goes back. Who comes back and follows again takes
//! the next way, so that all of them can be reached in order.

use super::pointer::Pointer;
use crate::flow::WidgetId;
use crate::picture::{Lead, Scene};

/// So many steps are remembered.
const MOST_STEPS: usize = 200;

/// How somebody came here along wires.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Trail {
    /// The widgets that were left forward, each with the number of the way that was taken.
    came: Vec<(WidgetId, usize)>,
    /// The way that was taken from here last, before coming back.
    last_on: Option<(WidgetId, usize)>,
    /// The same of the ways that lead here.
    last_back: Option<(WidgetId, usize)>,
}

/// The widgets that a card leads to, in the order of its outputs.
fn on_from(scene: &Scene, id: WidgetId) -> Vec<WidgetId> {
    let leads = scene.card(id).map(|card| &*card.leads).unwrap_or_default();
    let to = leads.iter().filter_map(|lead| match lead {
        Lead::To(to) => Some(*to),
        Lead::Nowhere | Lead::Missing(_) => None,
    });
    to.collect()
}

/// The widgets that lead to a card, in the order of the file.
fn back_from(scene: &Scene, id: WidgetId) -> Vec<WidgetId> {
    let coming = scene.wires_of(id).filter(|wire| wire.target == id);
    let mut from: Vec<WidgetId> = coming.map(|wire| wire.output.widget).collect();
    from.dedup();
    from
}

/// The number of the way after the one that was taken last from here.
fn next_way(last: Option<(WidgetId, usize)>, here: WidgetId, count: usize) -> usize {
    match last {
        Some((from, way)) if from == here => (way + 1) % count.max(1),
        _ => 0,
    }
}

impl Trail {
    fn on(&mut self, scene: &Scene, here: WidgetId) -> Option<WidgetId> {
        let ways = on_from(scene, here);
        // Who looked who leads there goes back to where the look began.
        if let Some((from, _)) = self.last_back
            && from != here
            && back_from(scene, from).contains(&here)
            && self.came.last().is_none_or(|(last, _)| *last != here)
        {
            return Some(from);
        }
        let way = next_way(self.last_on, here, ways.len());
        let to = ways.get(way).copied()?;
        if self.came.len() >= MOST_STEPS {
            self.came.remove(0);
        }
        self.came.push((here, way));
        self.last_back = None;
        Some(to)
    }

    fn back(&mut self, scene: &Scene, here: WidgetId) -> Option<WidgetId> {
        if let Some((from, way)) = self.came.last().copied()
            && on_from(scene, from).get(way) == Some(&here)
        {
            self.came.pop();
            self.last_on = Some((from, way));
            return Some(from);
        }
        self.came.clear();
        let ways = back_from(scene, here);
        let way = next_way(self.last_back, here, ways.len());
        let from = ways.get(way).copied()?;
        self.last_back = Some((here, way));
        Some(from)
    }
}

impl Pointer<'_> {
    /// Goes along a wire, forward or back.
    pub(super) fn follow(&mut self, is_on: bool) {
        let scene = self.input.scene;
        let here = self.view.focus.or_else(|| self.input.selection.cards.first().copied());
        let Some(here) = here.or_else(|| scene.start().map(|card| card.id())) else { return };
        let trail = &mut self.view.trail;
        let to = if is_on { trail.on(scene, here) } else { trail.back(scene, here) };
        if let Some(to) = to {
            self.view.focus_card(scene, to);
        }
    }
}
