//! Which file is the flow that a widget runs: the question, and the flows that lie beside, which may be it.
//!
//! It picks a file. What follows from the answer is the reducer's business.

mod beside;
mod view;

use std::path::PathBuf;

use super::state::FileKey;
use crate::flow::WidgetId;

pub use beside::{Candidate, Candidates, look_beside};
pub use view::subflow_dialog_ui;

/// A widget that runs another flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubflowPlace {
    /// The open flow that it is in.
    pub key: FileKey,
    /// The widget.
    pub widget: WidgetId,
}

/// The question, and what was answered so far.
#[derive(Clone, Debug)]
pub struct SubflowQuestion {
    /// The widget.
    pub place: SubflowPlace,
    /// Its name.
    pub title: String,
    /// The SID of the flow that it runs.
    pub sid: String,
    /// The name of the file in which the choice is kept, once the flow has a file itself.
    pub side_name: Option<String>,
    /// Why the choice cannot be kept.
    pub side_trouble: Option<String>,
    /// The file that could not be opened, and why.
    pub failed: Option<(PathBuf, String)>,
    /// The flows beside; `None` while they are looked for.
    pub candidates: Option<Candidates>,
    /// What they are filtered by.
    pub filter: String,
    /// The one that is chosen.
    pub chosen: Option<PathBuf>,
    /// Whether its filter was not shown yet, so that the keyboard is to go there.
    pub is_new: bool,
}

impl SubflowQuestion {
    /// Takes in the flows that were found. A single one is most likely the one that is meant.
    pub fn take(&mut self, found: Candidates) {
        if let [only] = found.flows.as_slice()
            && self.failed.as_ref().is_none_or(|(failed, _)| *failed != only.path)
        {
            self.chosen = Some(only.path.clone());
        }
        self.candidates = Some(found);
    }

    /// The flows that fit the filter.
    pub fn listed(&self) -> Vec<&Candidate> {
        let filter = self.filter.trim().to_lowercase();
        let fits = |text: &str| text.to_lowercase().contains(&filter);
        let flows = self.candidates.iter().flat_map(|found| &found.flows);
        flows.filter(|flow| fits(&flow.name) || fits(&flow.description)).collect()
    }

    /// The file to open now: the chosen one, as long as it is listed, or the only one that the filter has left.
    pub fn file(&self) -> Option<PathBuf> {
        let listed = self.listed();
        let chosen = listed.iter().find(|flow| self.chosen.as_ref() == Some(&flow.path));
        let only = || listed.first().filter(|_| listed.len() == 1 && !self.filter.trim().is_empty());
        chosen.or_else(only).map(|flow| flow.path.clone())
    }
}

/// An answer to the question.
#[derive(Clone, Debug)]
pub enum SubflowAnswer {
    /// The question as it stands now.
    Changed(Box<SubflowQuestion>),
    /// This file.
    Open(PathBuf),
    /// Some other file, for which the usual dialog asks.
    Another,
}
