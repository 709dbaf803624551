//! What the tests of a flow reach, while the editor shows it: the tests beside the flow are played again whenever it
//! changes, and what none of them reaches is hatched on the canvas.
//!
//! It does not know how a test is played or how the canvas paints.

mod play;
mod view;

use std::path::PathBuf;
use std::sync::Arc;

use super::canvas::TestMarks;
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
    is_playing: bool,
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
    pub fn begins(&mut self, wanted: &Asked) -> bool {
        let is_known = self.asked.as_ref().is_some_and(|asked| asked.is_same_as(wanted));
        if self.is_playing || is_known {
            return false;
        }
        self.is_playing = true;
        self.asked = Some(wanted.clone());
        true
    }

    /// A round is over.
    pub fn over(&mut self, tested: Tested) {
        self.is_playing = false;
        self.found = Some(Arc::new(tested));
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
