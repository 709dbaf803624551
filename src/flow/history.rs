//! Undo and redo: a list of named versions, without end. Versions share all that did not change.

use super::model::Flow;

/// One version of a flow.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What led to it; empty for the first.
    pub name: String,
    /// The flow.
    pub flow: Flow,
    merge_key: Option<String>,
}

/// The versions of a document.
#[derive(Clone, Debug)]
pub struct History {
    entries: Vec<Entry>,
    at: usize,
    /// Set at the end of a gesture: the next change is a step of its own.
    is_sealed: bool,
    saved: Option<usize>,
    /// The highest id that any version gave out.
    highest_id: u32,
}

impl History {
    /// A history that begins with a flow as it was opened.
    pub fn new(flow: Flow) -> Self {
        let highest_id = flow.next_id();
        Self {
            highest_id,
            entries: vec![Entry { name: String::new(), flow, merge_key: None }],
            at: 0,
            is_sealed: true,
            saved: None,
        }
    }

    /// The current version.
    pub fn current(&self) -> &Flow {
        // The list is never empty and `at` never past its end; the first entry is only a formality.
        let entry = self.entries.get(self.at).or_else(|| self.entries.first());
        match entry {
            Some(entry) => &entry.flow,
            None => unreachable!("a history has at least the version that it was opened with"),
        }
    }

    /// All versions, the oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Index of the current version.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Adds a version; those that were undone are dropped. A change with the key of the one before joins it.
    pub fn push(&mut self, name: String, flow: Flow, merge_key: Option<String>) {
        self.highest_id = self.highest_id.max(flow.next_id());
        self.entries.truncate(self.at + 1);
        if self.saved.is_some_and(|saved| saved > self.at) {
            self.saved = None;
        }
        let merges = !self.is_sealed && merge_key.is_some() && self.saved != Some(self.at) && self.at > 0;
        if merges
            && let Some(last) = self.entries.last_mut()
            && last.merge_key == merge_key
        {
            last.flow = flow;
            last.name = name;
            return;
        }
        self.entries.push(Entry { name, flow, merge_key });
        self.at = self.entries.len() - 1;
        self.is_sealed = false;
    }

    /// Ends a gesture.
    pub fn seal(&mut self) {
        self.is_sealed = true;
    }

    /// What undo would take back.
    pub fn undo_name(&self) -> Option<&str> {
        (self.at > 0).then(|| self.entries.get(self.at).map(|entry| &*entry.name)).flatten()
    }

    /// What redo would do again.
    pub fn redo_name(&self) -> Option<&str> {
        self.entries.get(self.at + 1).map(|entry| &*entry.name)
    }

    /// Goes to a version.
    pub fn go_to(&mut self, index: usize) {
        self.at = index.min(self.entries.len() - 1);
        self.is_sealed = true;
        // A widget added from here on must not get the id of one that was undone.
        let highest = self.highest_id;
        if let Some(entry) = self.entries.get_mut(self.at) {
            entry.flow.keep_ids_above(highest);
        }
    }

    /// One step back; whether there was one.
    pub fn undo(&mut self) -> bool {
        let can = self.at > 0;
        self.go_to(self.at.saturating_sub(1));
        can
    }

    /// One step forward; whether there was one.
    pub fn redo(&mut self) -> bool {
        let can = self.at + 1 < self.entries.len();
        self.go_to(self.at + 1);
        can
    }

    /// Marks the current version as the one on disk.
    pub fn mark_saved(&mut self) {
        self.saved = Some(self.at);
        self.is_sealed = true;
    }

    /// Marks the version with this text as the one on disk. A version that has been dropped meanwhile leaves none
    /// marked.
    pub fn mark_saved_as(&mut self, flow: &Flow) {
        let is_current = self.entries.get(self.at).is_some_and(|entry| entry.flow.is_same_as(flow));
        // The same text may stand in several versions: the one that is shown counts.
        self.saved = if is_current {
            Some(self.at)
        } else {
            self.entries.iter().rposition(|entry| entry.flow.is_same_as(flow))
        };
        self.is_sealed = true;
    }

    /// Marks that no version is on disk.
    pub fn mark_unsaved(&mut self) {
        self.saved = None;
    }

    /// Whether the current version is the one on disk.
    pub fn is_saved(&self) -> bool {
        self.saved == Some(self.at)
    }
}
