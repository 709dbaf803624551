//! What is selected: cards, wires and notes.

use std::collections::BTreeSet;

use crate::flow::{Output, WidgetId};

/// Cards, wires and notes that commands act on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The widgets.
    pub cards: BTreeSet<WidgetId>,
    /// The wires, by the outputs at which they begin.
    pub wires: BTreeSet<Output>,
    /// The notes, by their ids.
    pub notes: BTreeSet<String>,
}

impl Selection {
    /// One card.
    pub fn card(id: WidgetId) -> Self {
        Self { cards: [id].into(), ..Self::default() }
    }

    /// Several cards.
    pub fn cards(ids: impl IntoIterator<Item = WidgetId>) -> Self {
        Self { cards: ids.into_iter().collect(), ..Self::default() }
    }

    /// One wire.
    pub fn wire(output: Output) -> Self {
        Self { wires: [output].into(), ..Self::default() }
    }

    /// One note.
    pub fn note(id: &str) -> Self {
        Self { notes: [id.to_owned()].into(), ..Self::default() }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty() && self.wires.is_empty() && self.notes.is_empty()
    }

    /// The card, where it is exactly one and nothing else.
    pub fn only_card(&self) -> Option<WidgetId> {
        if self.cards.len() == 1 && self.wires.is_empty() && self.notes.is_empty() {
            self.cards.first().copied()
        } else {
            None
        }
    }

    /// With a card added, or taken out if it is in.
    pub(super) fn toggled(&self, id: WidgetId) -> Self {
        let mut next = self.clone();
        if !next.cards.remove(&id) {
            next.cards.insert(id);
        }
        next
    }

    /// With a note added, or taken out if it is in.
    pub(super) fn note_toggled(&self, id: &str) -> Self {
        let mut next = self.clone();
        if !next.notes.remove(id) {
            next.notes.insert(id.to_owned());
        }
        next
    }

    /// With a wire added, or taken out if it is in.
    pub(super) fn wire_toggled(&self, output: Output) -> Self {
        let mut next = self.clone();
        if !next.wires.remove(&output) {
            next.wires.insert(output);
        }
        next
    }
}
