//! What is selected: cards, wires and notes.

use std::collections::BTreeSet;

use crate::flow::side::{NoteChange, SideChange};
use crate::flow::{Edit, Output, WidgetId};
use crate::picture::{Lead, Scene};

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

    /// What deletes all of it in one step; none where nothing of it can be deleted. Of a widget that has no card in this
    /// scene `can_go_hidden` says whether it can.
    pub fn deletion(&self, scene: &Scene, can_go_hidden: impl Fn(WidgetId) -> bool) -> Option<Edit> {
        let can_go = |id: &WidgetId| {
            let card = scene.card(*id);
            card.map_or_else(|| can_go_hidden(*id), |card| !card.is_start)
        };
        let widgets: Vec<WidgetId> = self.cards.iter().copied().filter(can_go).collect();
        // The wires of a widget that goes need no edit of their own.
        let goes = |id: &WidgetId| self.cards.contains(id) && can_go(id);
        let is_cut = |output: &&Output| {
            let card = scene.card(output.widget);
            match card.and_then(|card| card.leads.get(output.index)) {
                Some(Lead::To(target)) => !goes(&output.widget) && !goes(target),
                Some(Lead::Missing(_)) => !goes(&output.widget),
                Some(Lead::Nowhere) | None => false,
            }
        };
        let cut = |output: &Output| Edit::Connect { output: *output, target: None };
        let mut edits: Vec<Edit> = self.wires.iter().filter(is_cut).map(cut).collect();
        let cuts = edits.len();
        if !widgets.is_empty() {
            edits.push(Edit::Delete { widgets });
        }
        if !self.notes.is_empty() {
            let notes = self.notes.iter().cloned().collect();
            edits.push(Edit::Beside(SideChange::Note(NoteChange::Remove(notes))));
        }
        match edits.len() {
            0 | 1 => edits.pop(),
            all if all == cuts => Some(Edit::Together { name: format!("Disconnect {cuts} outputs"), edits }),
            _ => Some(Edit::Together { name: "Delete the selection".to_owned(), edits }),
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
