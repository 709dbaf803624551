//! Undo and redo: a list of named versions, without end. Versions share all that did not change.
//!
//! A version is the flow together with its side file: what the user did to either is one list.

use super::model::Flow;
use super::side::SideFile;

/// One version of a flow and of its side file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What led to it; empty for the first.
    pub name: String,
    /// The flow.
    pub flow: Flow,
    /// What stands beside it.
    pub side: SideFile,
    merge_key: Option<String>,
}

/// The versions of a document.
#[derive(Clone, Debug)]
pub struct History {
    entries: Vec<Entry>,
    at: usize,
    /// Set at the end of a gesture: the next change is a step of its own.
    is_sealed: bool,
    /// The flow that is on disk. A text that stands there is saved, whichever version it is.
    saved_flow: Option<Flow>,
    /// The side file that is on disk.
    saved_side: Option<SideFile>,
    /// The highest id that any version gave out.
    highest_id: u32,
}

impl History {
    /// A history that begins with a flow and its side file as they were opened.
    pub fn new(flow: Flow, side: SideFile) -> Self {
        let highest_id = flow.next_id();
        Self {
            highest_id,
            entries: vec![Entry { name: String::new(), flow, side, merge_key: None }],
            at: 0,
            is_sealed: true,
            saved_flow: None,
            saved_side: None,
        }
    }

    /// The current version.
    pub fn current(&self) -> &Flow {
        &self.current_entry().flow
    }

    /// The side file of the current version.
    pub fn side(&self) -> &SideFile {
        &self.current_entry().side
    }

    fn current_entry(&self) -> &Entry {
        // The list is never empty and `at` never past its end; the first entry is only a formality.
        let entry = self.entries.get(self.at).or_else(|| self.entries.first());
        match entry {
            Some(entry) => entry,
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
    pub fn push(&mut self, name: String, flow: Flow, side: SideFile, merge_key: Option<String>) {
        self.highest_id = self.highest_id.max(flow.next_id());
        self.entries.truncate(self.at + 1);
        let merges = !self.is_sealed && merge_key.is_some() && !self.is_saved() && self.at > 0;
        if merges
            && let Some(last) = self.entries.last_mut()
            && last.merge_key == merge_key
        {
            last.flow = flow;
            last.side = side;
            last.name = name;
            return;
        }
        self.entries.push(Entry { name, flow, side, merge_key });
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
        self.saved_flow = Some(self.current().clone());
        self.saved_side = Some(self.side().clone());
        self.is_sealed = true;
    }

    /// Marks this flow, which need not be that of the current version any more, as the one on disk.
    pub fn mark_flow_saved(&mut self, flow: &Flow) {
        self.saved_flow = Some(flow.clone());
        self.is_sealed = true;
    }

    /// Marks this side file, which need not be that of the current version any more, as the one on disk.
    pub fn mark_side_saved(&mut self, side: &SideFile) {
        self.saved_side = Some(side.clone());
        self.is_sealed = true;
    }

    /// Marks that no version is on disk.
    pub fn mark_unsaved(&mut self) {
        self.saved_flow = None;
        self.saved_side = None;
    }

    /// Whether the current version is the one on disk.
    pub fn is_saved(&self) -> bool {
        self.is_flow_saved() && self.is_side_saved()
    }

    /// Whether a version is the one on disk. Cheap: what versions share is not looked into.
    pub fn is_saved_at(&self, index: usize) -> bool {
        self.entries.get(index).is_some_and(|entry| {
            let is_same = |saved: &SideFile| saved.is_same_as(&entry.side);
            self.saved_flow.as_ref().is_some_and(|saved| saved.is_same_as(&entry.flow))
                && (entry.side.trouble().is_some() || self.saved_side.as_ref().is_some_and(is_same))
        })
    }

    /// Whether the flow of the current version is the one on disk.
    pub fn is_flow_saved(&self) -> bool {
        self.saved_flow.as_ref().is_some_and(|saved| saved.is_same_as(self.current()))
    }

    /// Whether the side file of the current version is the one on disk. One that is left alone always is.
    pub fn is_side_saved(&self) -> bool {
        self.side().trouble().is_some()
            || self.saved_side.as_ref().is_some_and(|saved| saved.is_same_as(self.side()))
    }

    /// The side file that is on disk.
    pub fn saved_side(&self) -> Option<&SideFile> {
        self.saved_side.as_ref()
    }

    /// Changes the side files of all versions; what is on disk stays as it is.
    pub(super) fn change_sides(&mut self, changed: impl Fn(&SideFile) -> SideFile) {
        for entry in &mut self.entries {
            entry.side = changed(&entry.side);
        }
    }

    /// Makes the side files of all versions fit another folder.
    pub(super) fn move_sides(&mut self, moved: impl Fn(&SideFile) -> SideFile) {
        for entry in &mut self.entries {
            entry.side = moved(&entry.side);
        }
        if let Some(saved) = &mut self.saved_side {
            *saved = moved(saved);
        }
    }
}
