//! What the canvas shows for what is in a flow: a widget that is folded away is shown as the card of its group.

use egui::Pos2;

use super::canvas::Selection;
use super::places::Place;
use super::state::OpenFlow;
use crate::flow::{Output, WidgetId};
use crate::picture::{Lead, Rect, is_stand_in};

impl OpenFlow {
    /// Moves the camera so far that a widget is seen, or the card of the folded group that it is in.
    pub fn show_card(&mut self, widget: WidgetId) {
        let shown = self.noted.folds().shown(widget);
        self.view.reveal(self.noted.scene(), shown);
    }

    /// The card under a place on the screen. It may stand for a folded group.
    pub fn card_at(&self, pos: Pos2) -> Option<WidgetId> {
        self.view.card_at(self.noted.scene(), pos)
    }

    /// The widget under a place on the screen; none where a folded group is.
    pub fn widget_at(&self, pos: Pos2) -> Option<WidgetId> {
        self.card_at(pos).filter(|id| !is_stand_in(*id))
    }

    /// Where a widget is shown: its card, or that of the folded group that it is in.
    pub fn shown_rect(&self, widget: WidgetId) -> Option<Rect> {
        let noted = &self.noted;
        noted.scene().card(noted.folds().shown(widget)).map(|card| card.rect)
    }

    /// The outputs that lead nowhere of a card, or of the widgets that it stands for.
    pub fn free_ends(&self, card: WidgetId) -> impl Iterator<Item = Output> {
        let cards = self.noted.folds().meant(card).into_iter().filter_map(|id| self.derived.scene.card(id));
        let outputs = cards.flat_map(|card| card.outputs());
        outputs.filter(|(_, _, _, lead)| **lead == Lead::Nowhere).map(|(output, ..)| output)
    }

    /// The folded group that a command is about which works on one card: the one with the keyboard, or the one selected.
    pub fn group_in_hand(&self) -> Option<WidgetId> {
        let folds = self.noted.folds();
        let focused = self.view.focused_card().filter(|id| folds.stand_ins().any(|(known, _)| known == *id));
        let of_first = self.selection.cards.first().map(|id| folds.shown(*id)).filter(|id| is_stand_in(*id));
        let selected = of_first.filter(|id| {
            let is_in = |selected: &WidgetId| folds.shown(*selected) == *id;
            self.selection.cards.iter().all(is_in) && self.selection.cards.len() == folds.meant(*id).len()
        });
        if self.view.is_by_keys() { focused.or(selected) } else { selected.or(focused) }
    }

    /// Shows what is selected, notes too; the whole flow where nothing is.
    pub fn fit_selection(&mut self) {
        let Selection { cards, wires, notes } = &self.selection;
        let (scene, folds) = (self.noted.scene(), self.noted.folds());
        let wires = wires.iter().filter_map(|output| scene.wire(folds.shown_output(*output)?));
        let wires = wires.map(|wire| wire.path.bounds());
        let notes = notes.iter().filter_map(|id| self.noted.note(id)).map(|placed| placed.rect);
        let cards = cards.iter().filter_map(|id| self.shown_rect(*id));
        let area = cards.chain(wires).chain(notes).fold(Rect::NOTHING, Rect::union);
        self.view.fit_area(area);
    }

    /// Where the user is, to come back to.
    pub fn here(&self) -> Place {
        Place { camera: self.view.camera(), selection: self.selection.clone() }
    }

    /// Whether another place was looked at before this one.
    pub fn can_go_back(&self) -> bool {
        self.places.can_go_back(&self.here())
    }

    /// Whether somebody has come back here from another place.
    pub fn can_go_forward(&self) -> bool {
        self.places.can_go_forward(&self.here())
    }
}
