//! The runs of an open flow: one beside the other, and those that went another way from a point of one of them.

use super::state::Run;

/// So many runs are kept. The oldest that is over goes first.
const KEPT: usize = 24;

/// All runs of a flow, in the order in which they began.
#[derive(Default)]
pub struct Runs {
    all: Vec<Run>,
    /// The number of the one that is shown.
    shown: u64,
    /// How many have begun.
    begun: u64,
}

impl Runs {
    /// The run that is shown.
    pub fn shown(&self) -> Option<&Run> {
        self.get(self.shown)
    }

    /// The same, to change it.
    pub fn shown_mut(&mut self) -> Option<&mut Run> {
        self.get_mut(self.shown)
    }

    /// A run by its number.
    pub fn get(&self, number: u64) -> Option<&Run> {
        self.all.iter().find(|run| run.number() == number)
    }

    /// The same, to change it.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut Run> {
        self.all.iter_mut().find(|run| run.number() == number)
    }

    /// All of them.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Run> + ExactSizeIterator {
        self.all.iter()
    }

    /// All of them, to change them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Run> {
        self.all.iter_mut()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether one goes on.
    pub fn is_any_live(&self) -> bool {
        self.all.iter().any(Run::is_live)
    }

    /// The number for the next run.
    pub fn next_number(&mut self) -> u64 {
        self.begun += 1;
        self.begun
    }

    /// Adds a run and shows it. One that is over may have to go for it.
    pub fn add(&mut self, run: Run) {
        let parent = run.parent().map(|parent| parent.run);
        self.shown = run.number();
        self.all.push(run);
        if self.all.len() > KEPT {
            let goes = self
                .all
                .iter()
                .position(|run| !run.is_live() && run.number() != self.shown && Some(run.number()) != parent);
            if let Some(index) = goes {
                self.all.remove(index);
            }
        }
    }

    /// The shown run takes over what another one knows of its messages.
    pub(in crate::editor) fn remember(&mut self, other: u64) {
        let (shown, other) = (self.shown, self.all.iter().position(|run| run.number() == other));
        let shown = self.all.iter().position(|run| run.number() == shown);
        if let (Some(shown), Some(other)) = (shown, other)
            && let Ok([shown, other]) = self.all.get_disjoint_mut([shown, other])
        {
            shown.remember(other);
        }
    }

    /// Shows another run; nothing where there is none with this number.
    pub fn show(&mut self, number: u64) {
        if self.get(number).is_some() {
            self.shown = number;
        }
    }

    /// Takes a run out, which ends it. The one that began last is shown where it was the shown one.
    pub fn remove(&mut self, number: u64) {
        self.all.retain(|run| run.number() != number);
        if self.shown == number {
            self.shown = self.all.last().map_or(0, Run::number);
        }
    }
}
