//! Many scripted contacts of an open flow: who they are, how far they are, and what has become of them.
//!
//! They go through the flow in a thread of their own ([`task`]), which sends counts at most ten times a second; nothing
//! in a frame grows with the number of contacts. How a contact is played is the simulator's affair.

mod form;
mod found;
mod legend;
mod page;
mod results;
mod setup;
mod task;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::canvas::HeatMarks;
use crate::flow::{Flow, SideFile};
use crate::sim::crowd::{Plan, Progress};

pub use form::{AskForm, CrowdForm, OutwardForm, Part, Row};
pub use found::{Found, Line, LineKind};
pub use legend::legend_ui;
pub use page::page_ui;
pub use task::{CrowdNews, CrowdWish, Stopper};

/// What the user does with many contacts.
#[derive(Clone, Debug, PartialEq)]
pub enum CrowdAction {
    /// Something else stands in the form.
    Change(Box<CrowdForm>),
    /// Lets them go through the flow.
    Run,
    /// Stops; what was counted stays.
    Cancel,
    /// Shows another tab of the page.
    ShowTab(CrowdTab),
    /// Begins a run in which one of them is played.
    ShowContact(u32),
    /// Shows the counts on the canvas, or hides them.
    ShowCounts(bool),
    /// Forgets what was counted.
    Forget,
}

/// The tabs of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CrowdTab {
    /// The form.
    #[default]
    SetUp,
    /// What has become of them.
    Results,
}

impl CrowdTab {
    /// In the order in which they stand.
    pub const ALL: [Self; 2] = [Self::SetUp, Self::Results];

    /// Its name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::SetUp => "Set up",
            Self::Results => "Results",
        }
    }
}

/// What an open flow has to do with many contacts.
#[derive(Default)]
pub struct CrowdPage {
    /// The form.
    pub form: CrowdForm,
    /// Which tab is shown.
    pub tab: CrowdTab,
    /// Those that are on their way.
    pub running: Option<Running>,
    /// What was counted last.
    pub shown: Option<Shown>,
    /// The counts are not wanted on the canvas.
    pub hides_counts: bool,
    /// The version that the form was made for.
    followed: Option<(Flow, SideFile)>,
    /// The number of the last run of them: news of an older one are dropped.
    pub(in crate::editor) number: u64,
}

/// Contacts that are on their way.
pub struct Running {
    /// Stops them, also when it is dropped.
    pub stopper: Stopper,
    /// How far they are.
    pub progress: Progress,
}

/// What was counted.
pub struct Shown {
    /// The counts.
    pub found: Arc<Found>,
    /// What was carried out; none before the first news.
    pub plan: Option<Arc<Plan>>,
    /// The version that was run.
    pub flow: Flow,
    /// Whether it was stopped before all were through.
    pub was_stopped: bool,
    /// What could not be prepared, as sentences.
    pub remarks: Vec<String>,
}

impl CrowdPage {
    /// Takes the current version of the flow, and what stands beside it, into the form.
    /// Answers whether it is another one than before.
    pub fn follow(&mut self, flow: &Flow, side: &SideFile) -> bool {
        let is_known = |known: &(Flow, SideFile)| known.0.is_same_as(flow) && known.1.is_same_as(side);
        if self.followed.as_ref().is_some_and(is_known) {
            return false;
        }
        self.form.follow(flow, &side.answers());
        self.followed = Some((flow.clone(), side.clone()));
        true
    }

    /// What is marked on the canvas.
    pub fn heat(&self) -> Option<&Arc<HeatMarks>> {
        let shown = self.shown.as_ref().filter(|_| !self.hides_counts)?;
        Some(&shown.found.heat).filter(|heat| heat.contacts > 0)
    }

    /// Whether there is something to show.
    pub fn has_results(&self) -> bool {
        self.running.is_some() || self.shown.is_some()
    }
}
