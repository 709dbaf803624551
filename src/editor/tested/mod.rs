//! What the tests of a flow reach, while the editor shows it: the tests beside the flow are played again whenever it
//! changes, and what none of them reaches is hatched on the canvas.
//!
//! It does not know how a test is played or how the canvas paints.

mod play;
mod view;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::canvas::TestMarks;
use crate::editor::counts::counted;
use crate::flow::{Flow, SideFile};

pub use play::play_beside;
pub use view::legend_ui;

/// What the tests reach of an open flow.
#[derive(Debug, Default)]
pub struct ShownTests {
    /// What the last round of tests gave; none before the first is over.
    pub found: Option<Arc<Tested>>,
    /// What that round, or the one that is going on, is of.
    asked: Option<Asked>,
    playing: Option<Playing>,
    /// Whether the user ended the last round before all was played.
    pub was_cancelled: bool,
}

/// A shorter round than this shows no progress.
const A_MOMENT: Duration = Duration::from_millis(400);

/// A round that is going on.
#[derive(Debug)]
struct Playing {
    progress: Arc<Progress>,
    begun: Instant,
}

/// How far a round is, shared by who plays and who looks.
#[derive(Debug, Default)]
pub struct Progress {
    is_cancelled: AtomicBool,
    played: AtomicUsize,
    files: AtomicUsize,
    file: AtomicUsize,
}

impl Progress {
    /// Whether nobody wants the round any more.
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    /// Another file of so many is read from now on.
    fn at_file(&self, file: usize, files: usize) {
        self.file.store(file, Ordering::Relaxed);
        self.files.store(files, Ordering::Relaxed);
    }

    /// Another test was played.
    fn played(&self) {
        self.played.fetch_add(1, Ordering::Relaxed);
    }

    /// How far it is, as a sentence.
    pub fn words(&self) -> String {
        let of = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        let played = counted(of(&self.played), "test");
        match of(&self.files) {
            0 | 1 => format!("{played} played so far…"),
            files => format!("{played} played so far, in file {} of {files}…", of(&self.file)),
        }
    }
}

/// What tests are played of.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The version of the flow.
    pub flow: Flow,
    /// What stands beside it.
    pub side: SideFile,
    /// Its file, beside which the tests lie.
    pub path: PathBuf,
}

/// What a round of tests gave.
#[derive(Clone, Debug, Default)]
pub struct Tested {
    /// How many tests passed.
    pub passed: usize,
    /// Those that did not.
    pub failed: Vec<FailedTest>,
    /// Mistakes in test files, each with its place.
    pub mistakes: Vec<String>,
    /// What no test reaches.
    pub marks: Arc<TestMarks>,
    /// How many widgets the flow has.
    pub widgets: usize,
    /// How many of its transitions lead somewhere.
    pub transitions: usize,
}

/// A test that fails.
#[derive(Clone, Debug)]
pub struct FailedTest {
    /// Its name.
    pub name: String,
    /// The step that differs: file, line and column.
    pub place: String,
    /// Who said what before.
    pub dialogue: Vec<String>,
    /// What had to be.
    pub expected: String,
    /// What was.
    pub came: String,
}

impl Asked {
    fn is_same_as(&self, other: &Self) -> bool {
        self.flow.is_same_as(&other.flow) && self.side.is_same_as(&other.side) && self.path == other.path
    }
}

impl ShownTests {
    /// Whether a round is to begin with this, which is noted then. One goes on at a time.
    pub fn begins(&mut self, wanted: &Asked) -> Option<Arc<Progress>> {
        let is_known = self.asked.as_ref().is_some_and(|asked| asked.is_same_as(wanted));
        if self.playing.is_some() || is_known {
            return None;
        }
        let progress = Arc::new(Progress::default());
        self.playing = Some(Playing { progress: Arc::clone(&progress), begun: Instant::now() });
        self.asked = Some(wanted.clone());
        self.was_cancelled = false;
        Some(progress)
    }

    /// A round is over. What a cancelled one found is a part only, and is not shown.
    pub fn over(&mut self, tested: Tested) {
        self.was_cancelled = self.playing.take().is_some_and(|playing| playing.progress.is_cancelled());
        if !self.was_cancelled {
            self.found = Some(Arc::new(tested));
        }
    }

    /// Lets the round that is going on end with the test that is being played.
    pub fn cancel(&self) {
        if let Some(playing) = &self.playing {
            playing.progress.is_cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// The round that is going on, where it takes longer than a moment; and whether one goes on at all.
    pub fn playing(&self) -> (bool, Option<&Progress>) {
        let shown = self.playing.as_ref().filter(|playing| playing.begun.elapsed() > A_MOMENT);
        (self.playing.is_some(), shown.map(|playing| &*playing.progress))
    }

    /// The test files may be others now.
    pub fn forget(&mut self) {
        self.asked = None;
    }

    /// What is marked on the canvas: nothing where there is no test to reach anything.
    pub fn marks(&self) -> Option<&Arc<TestMarks>> {
        let found = self.found.as_deref().filter(|found| found.tests() > 0)?;
        Some(&found.marks)
    }
}

impl Tested {
    /// How many tests were played.
    pub fn tests(&self) -> usize {
        self.passed + self.failed.len()
    }

    /// The counts, as a sentence.
    pub fn summary(&self) -> String {
        let tests = |count: usize, one: &str, many: &str| match count {
            1 => format!("1 test {one}"),
            count => format!("{count} tests {many}"),
        };
        let percent = match self.transitions {
            0 => 100,
            // Rounded down: 100 % is only what is whole.
            all => all.saturating_sub(self.marks.untaken.len()) * 100 / all,
        };
        let passed = tests(self.passed, "passes", "pass");
        let failed = match self.failed.len() {
            0 => String::new(),
            1 => ", 1 fails".to_owned(),
            count => format!(", {count} fail"),
        };
        format!("{passed}{failed} · {percent} % of transitions")
    }
}

/// Nobody looks at a round whose tests are hidden or whose flow is closed.
impl Drop for ShownTests {
    fn drop(&mut self) {
        self.cancel();
    }
}
