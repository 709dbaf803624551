//! The runs of an open flow: one beside the other, and those that went another way from a point of one of them.

use super::state::Run;

/// All runs together keep so much of what they told.
const MAX_BYTES: usize = 96 << 20;

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

    /// Lets runs that are over drop what they keep, the oldest first, until all together keep no more than they may.
    pub fn bound_memory(&mut self) {
        let mut bytes: usize = self.all.iter().map(Run::kept_bytes).sum();
        let shown = self.shown;
        for run in self.all.iter_mut().filter(|run| !run.is_live() && run.number() != shown) {
            if bytes <= MAX_BYTES {
                return;
            }
            bytes -= run.kept_bytes();
            run.drop_past();
            bytes += run.kept_bytes();
        }
    }

    /// The runs as a tree: each with how deep it stands, below the one that it repeats up to a point.
    pub fn tree(&self) -> Vec<(usize, &Run)> {
        let is_root = |run: &&Run| run.parent().is_none_or(|parent| self.get(parent.run).is_none());
        let mut waiting: Vec<(usize, &Run)> =
            self.all.iter().rev().filter(is_root).map(|run| (0, run)).collect();
        let mut rows = Vec::with_capacity(self.all.len());
        while let Some((depth, run)) = waiting.pop() {
            rows.push((depth, run));
            let is_child = |other: &&Run| other.parent().is_some_and(|parent| parent.run == run.number());
            waiting.extend(self.all.iter().rev().filter(is_child).map(|run| (depth + 1, run)));
        }
        rows
    }

    /// An address like this one that no run is with.
    pub fn free_contact(&self, like: &str) -> String {
        let like = like.trim();
        let digits = like.chars().rev().take_while(char::is_ascii_digit).count().min(9);
        let (stem, number) = like.split_at_checked(like.len() - digits).unwrap_or((like, ""));
        let first = number.parse::<u64>().unwrap_or(1);
        let width = number.len();
        let taken: Vec<&str> = self.all.iter().map(|run| run.form().contact.trim()).collect();
        // One of the next so many is free, as there are not more runs.
        let mut next =
            (first + 1..=first + 2 + taken.len() as u64).map(|next| format!("{stem}{next:0width$}"));
        next.find(|next| !taken.contains(&&**next)).unwrap_or_else(|| format!("{stem}{}", first + 1))
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
