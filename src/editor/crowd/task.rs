//! The contacts on their way, in a thread that may block.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{CrowdForm, Found};
use crate::editor::run::RunForm;
use crate::flow::Flow;
use crate::flow::side::Answers;
use crate::sim::crowd::{Crowd, Plan, Progress};
use crate::sim::world::compile_with_files;
use crate::sim::{Prepared, Source};
use crate::widgets::assumptions::Assumptions;

/// Between two news: at most ten of them a second.
const PAUSE: Duration = Duration::from_millis(100);

/// Stops contacts on their way. They also stop when it is dropped, as when the flow is closed.
#[derive(Debug)]
pub struct Stopper(Arc<AtomicBool>);

impl Stopper {
    /// A way to stop, and what says that it was used.
    pub fn new() -> (Self, Arc<AtomicBool>) {
        let flag = Arc::new(AtomicBool::new(false));
        (Self(Arc::clone(&flag)), flag)
    }

    /// Stops.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Drop for Stopper {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What is to be done.
pub struct CrowdWish {
    /// The flow.
    pub flow: Flow,
    /// The name of its file.
    pub title: String,
    /// How each contact begins.
    pub start: RunForm,
    /// What they do.
    pub form: CrowdForm,
    /// The clock's start.
    pub now: Timestamp,
    /// The files that SIDs of subflows mean.
    pub subflows: Vec<(String, PathBuf)>,
    /// What is taken of that which nobody knows.
    pub assume: Assumptions,
    /// What was decided for runs of the flow.
    pub answers: Answers,
}

/// What the thread tells.
pub enum CrowdNews {
    /// They begin.
    Begun {
        /// What is carried out.
        plan: Arc<Plan>,
        /// What could not be prepared, as sentences.
        remarks: Vec<String>,
    },
    /// What was counted so far.
    Counted {
        /// How far they are.
        progress: Progress,
        /// The counts.
        found: Arc<Found>,
        /// Whether nothing more comes.
        is_over: bool,
    },
}

impl std::fmt::Debug for CrowdNews {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Begun { remarks, .. } => f.debug_struct("Begun").field("remarks", remarks).finish(),
            Self::Counted { progress, .. } => f.debug_struct("Counted").field("progress", progress).finish(),
        }
    }
}

impl CrowdWish {
    /// Lets all contacts go through, and tells how far they are.
    pub fn carry_out(self, stopped: &AtomicBool, mut tell: impl FnMut(CrowdNews)) {
        let (program, problems) = compile_with_files(&self.flow, &self.subflows);
        let mut remarks: Vec<String> = problems.into_iter().map(|(_, problem)| problem).collect();
        let source = Source { file: self.title.clone(), sha256: String::new() };
        let mut start = self.start.start(source, self.now);
        start.assume = self.assume;
        let mut plan = Plan::new(program, start, 0);
        let prepared = Prepared::of(&self.answers, &plan.program);
        let unfit = |text: &String| format!("What is kept beside the flow does not fit it: {text}");
        remarks.extend(prepared.unfit.iter().map(unfit));
        prepared.apply(&mut plan.start, &mut plan.outside);
        plan.contents = prepared.contents;
        self.form.fill(&mut plan);
        let plan = Arc::new(plan);
        tell(CrowdNews::Begun { plan: Arc::clone(&plan), remarks });
        let began = Instant::now();
        let mut told = began;
        let mut crowd = Crowd::new(plan);
        loop {
            // One contact may take a thousand steps: after each it is seen whether anybody still wants it.
            let progress = crowd.run(1);
            let is_over = progress.is_over() || stopped.load(Ordering::Relaxed);
            if is_over || told.elapsed() >= PAUSE {
                let found = Found::of(crowd.totals(), &self.flow, began.elapsed());
                tell(CrowdNews::Counted { progress, found: Arc::new(found), is_over });
                told = Instant::now();
            }
            if is_over {
                return;
            }
        }
    }
}
