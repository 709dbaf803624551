//! One frame: what is painted in it, and where that is now.

use std::borrow::Cow;
use std::collections::HashSet;

use super::selection::Selection;
use super::view::{Gesture, View};
use super::{CanvasInput, camera, carry, space};
use crate::editor::notes::Paper;
use crate::editor::theme::Tokens;
use crate::flow::{Output, WidgetId};
use crate::picture::{Point, Scene, WirePath};

/// All that painting needs to know.
pub(super) struct Frame<'a> {
    pub(super) tokens: &'static Tokens,
    pub(super) painter: egui::Painter,
    pub(super) lens: camera::Lens,
    pub(super) seen: crate::picture::Rect,
    /// Card indexes in the order of drawing.
    pub(super) visible: &'a [usize],
    pub(super) view: &'a View,
    pub(super) input: &'a CanvasInput<'a>,
    pub(super) selection: &'a Selection,
    pub(super) focus: Option<WidgetId>,
    /// The note or frame that has the keyboard.
    pub(super) papers_focus: Option<Paper>,
}

impl Frame<'_> {
    pub(super) fn scene(&self) -> &Scene {
        self.input.scene
    }

    /// How far a card is from its place: it is being carried, or glides there.
    pub(super) fn shift(&self, id: WidgetId) -> Point {
        let glide = || self.view.glide.as_ref().and_then(|glide| glide.shift(self.scene(), id));
        self.view.shift_of(id).or_else(glide).unwrap_or_default()
    }

    /// The cards that are not in their places; none while all are.
    pub(super) fn moving(&self) -> Option<HashSet<WidgetId>> {
        match (&self.view.gesture, &self.view.glide) {
            (Gesture::Move { cards, .. }, _) => Some(cards.iter().copied().collect()),
            (_, Some(glide)) => Some(glide.cards().collect()),
            _ => None,
        }
    }

    /// The visible cards in the order of drawing, those that are moving last. They may come from outside the view.
    pub(super) fn cards(&self) -> Vec<&crate::picture::Card> {
        let scene = self.scene();
        if let Gesture::Space(tool) = &self.view.gesture {
            return space::cards(self, tool);
        }
        let of = |index: &usize| scene.cards().get(*index).map(|card| &**card);
        let Some(moving) = self.moving() else {
            return self.visible.iter().filter_map(of).collect();
        };
        let mut cards: Vec<_> =
            self.visible.iter().filter_map(of).filter(|card| !moving.contains(&card.id())).collect();
        let first_moved = cards.len();
        let moved = moving.iter().filter_map(|id| scene.card(*id)).map(|card| &**card);
        cards.extend(moved.filter(|card| card.rect.shifted(self.shift(card.id())).intersects(&self.seen)));
        if let Some(moved) = cards.get_mut(first_moved..) {
            moved.sort_unstable_by_key(|card| card.id());
        }
        cards
    }

    /// The visible wires with their ways; a wire of a card that is moving follows it.
    pub(super) fn wires(&self) -> Vec<(&crate::picture::Wire, Cow<'_, WirePath>)> {
        let scene = self.scene();
        if let Gesture::Space(tool) = &self.view.gesture {
            return space::wires(self, tool);
        }
        let all = scene.wires_in(&self.seen).into_iter().filter_map(|index| scene.wires().get(index));
        let all = all.map(|wire| (wire, Cow::Borrowed(&wire.path)));
        let is_detached = |wire: &crate::picture::Wire| match &self.view.gesture {
            Gesture::Wire { output, .. } => wire.output == *output,
            Gesture::Carry { what, .. } => what.has(wire),
            _ => false,
        };
        let Some(moving) = self.moving() else {
            return all.filter(|(wire, _)| !is_detached(wire)).collect();
        };
        let is_moving = |id: &WidgetId| moving.contains(id);
        let mut wires: Vec<_> = all
            .filter(|(wire, _)| !is_moving(&wire.output.widget) && !is_moving(&wire.target))
            // It would be taken up by the two that are shown instead.
            .filter(|(wire, _)| self.view.splices() != Some(wire.output))
            .collect();
        let first_moved = wires.len();
        let own = moving.iter().flat_map(|id| scene.wires_of(*id).map(move |wire| (*id, wire)));
        // A wire between two of them is found at both, and taken where it begins.
        let own = own.filter(|(id, wire)| wire.output.widget == *id || !is_moving(&wire.output.widget));
        let moved = own.filter_map(|(_, wire)| Some((wire, scene.path_shifted(wire, |id| self.shift(id))?)));
        let moved = moved.filter(|(_, path)| path.bounds().intersects(&self.seen));
        wires.extend(moved.map(|(wire, path)| (wire, Cow::Owned(path))));
        if let Some(moved) = wires.get_mut(first_moved..) {
            moved.sort_unstable_by_key(|(wire, _)| wire.output);
        }
        wires
    }

    /// Whether it is shown that no test reaches a widget.
    pub(super) fn is_unreached(&self, id: WidgetId) -> bool {
        self.input.tests.is_some_and(|tests| tests.unreached.contains(&id))
    }

    /// Whether it is shown that no test takes an output.
    pub(super) fn is_untaken(&self, output: Output) -> bool {
        self.input.tests.is_some_and(|tests| tests.untaken.contains(&output))
    }

    /// Whether a card would take the wire that is being carried.
    pub(super) fn takes_wire(&self, id: WidgetId) -> bool {
        match self.view.gesture {
            Gesture::Wire { output, .. } => self.input.can_lead(output, id),
            Gesture::Carry { what: carry::Carried::Inputs(from), .. } => {
                id != from && self.input.takes_wires(id)
            }
            _ => false,
        }
    }
}
