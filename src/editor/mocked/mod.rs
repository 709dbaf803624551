//! What the window knows of the mock inside the program: its log, the failures that are set, and executions that
//! others have begun.
//!
//! The mock itself is [`MockSlot`](super::run::MockSlot); a task beside the window ([`watch`]) tells what happens
//! there. Nothing here paints but the dialog for failures.

mod executions;
mod failures;
mod log;
mod presets;
mod watch;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use executions::{MockExecution, MockedFlow};
pub use failures::{FailuresAnswer, FailuresQuestion};
pub use log::{LogView, Opened};
pub(in crate::editor) use log::{line_of, status_of, way_of};
pub use presets::Preset;

pub(in crate::editor) use failures::failures_ui;
pub(in crate::editor) use watch::watch;

use crate::flow::Flow;
use crate::mock::Rules;
use crate::sim::Record;
use crate::sim::world::Now;

/// The mock as the window knows it.
#[derive(Default)]
pub struct MockView {
    /// Where it listens, as `http://127.0.0.1:41873`; `None` while it does not run.
    pub base: Option<String>,
    /// Its requests.
    pub log: LogView,
    /// The rules by which requests go wrong.
    pub rules: Rules,
    /// The flows that it was given last, by SID.
    pub(in crate::editor) registered: HashMap<String, (String, Flow)>,
    /// How many tasks are giving it flows: a newer version must not be overtaken by an older one.
    pub(in crate::editor) registering: usize,
    /// What is to be put on the clipboard, and what it is.
    pub(in crate::editor) to_copy: Option<(String, String)>,
    /// How many executions were seen, to number them.
    pub(in crate::editor) seen: u64,
}

/// What the user does with the mock.
#[derive(Clone, Debug, PartialEq)]
pub enum MockAction {
    /// Shows the mock's whole log, or only what the run has asked.
    ShowAll(bool),
    /// What the log is searched for.
    Search(String),
    /// Opens or closes a request of the log.
    Toggle(u64),
    /// Puts a request of the log on the clipboard as a command.
    CopyCurl(u64),
    /// Empties the log.
    Clear,
    /// Nothing goes wrong any more.
    RemoveFailures,
    /// Shows an execution in the place of the run; `None`: the run itself.
    ShowExecution(Option<String>),
}

/// What happened at the mock.
#[derive(Debug)]
pub enum MockNews {
    /// It runs.
    Started {
        /// Where it listens.
        base: String,
    },
    /// Something came or went.
    Logged,
    /// An execution began.
    Began(Box<Began>),
    /// A line of an execution's trace.
    Told {
        /// The execution.
        execution: String,
        /// The line.
        record: Box<Record>,
        /// Where it stands then; `None` where the mock does not keep it any more.
        now: Option<Box<Now>>,
    },
    /// It is over.
    Ended {
        /// The execution.
        execution: String,
    },
    /// So many lines of traces were missed.
    Missed(u64),
    /// Whether a flow is told of what clients write in the channels of these flows' runs.
    Hooks(Vec<(super::state::FileKey, bool, super::run::Thread)>),
    /// A task has given it the flows that it was to give.
    Registered,
    /// Something is ready to be put on the clipboard.
    Copy {
        /// The text.
        text: String,
        /// What it is, for the toast.
        what: String,
        /// A channel that was made for it: the open flow, service and channel.
        made: Option<(super::state::FileKey, String, String)>,
    },
}

/// An execution that began at the mock.
#[derive(Debug)]
pub struct Began {
    /// Its SID.
    pub execution: String,
    /// The flow's SID.
    pub flow_sid: String,
    /// The version that it runs.
    pub flow: Flow,
    /// The contact's address.
    pub contact: String,
    /// The first line of its trace.
    pub record: Record,
}
