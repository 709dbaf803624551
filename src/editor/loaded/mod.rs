//! An execution that took place, beside what our engine does: pasted or fetched, drawn on the flow, compared step by
//! step.
//!
//! Reading, fetching and comparing go on in tasks ([`work`], [`fetch`]); the page only shows what they tell. Nothing is
//! asked of anybody before the user has pressed a button.

mod detail;
mod fetch;
mod form;
mod shown;
mod steps;
mod view;
mod work;

use std::sync::Arc;

pub(in crate::editor) use fetch::Asked;
pub use shown::Shown;
pub use view::loaded_ui;
pub(in crate::editor) use work::Work;

use crate::sim::compare::Real;
use crate::twilio::studio::executions::ExecutionRow;

/// Texts up to this many bytes stay in the field that they were pasted into; what is larger is read and not shown.
pub(in crate::editor) const MAX_FIELD_BYTES: usize = 16 * 1024;

/// Where executions are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The mock inside the program.
    Mock,
    /// Twilio, or what stands in for it by the account's base address.
    #[default]
    Twilio,
}

impl Origin {
    /// Both, in order.
    pub const ALL: [Self; 2] = [Self::Twilio, Self::Mock];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Mock => "This mock",
            Self::Twilio => "Twilio",
        }
    }
}

/// What the page of a flow knows.
#[derive(Default)]
pub struct Loaded {
    /// What is typed or was pasted, while it is short.
    pub text: String,
    /// Where executions are asked for.
    pub origin: Origin,
    /// The flow's SID as it was typed; `None`: the one that is known.
    pub flow_sid: Option<String>,
    /// The execution's SID as it was typed.
    pub execution_sid: String,
    /// The newest executions of the flow, once they were asked for.
    pub listed: Option<Vec<ExecutionRow>>,
    /// What is going on, as a sentence.
    pub busy: Option<String>,
    /// Why the last wish was not done, as a sentence.
    pub trouble: Option<String>,
    /// What is shown.
    pub shown: Option<Shown>,
    /// The row that is chosen.
    pub chosen: usize,
    /// The chosen row is to be brought into view, once.
    pub(in crate::editor) wants_scroll: bool,
    /// Number of the last wish: answers of an older one are dropped.
    pub(in crate::editor) number: u64,
    pub(in crate::editor) task: Option<tokio::task::AbortHandle>,
}

impl Loaded {
    /// Begins a wish, and gives its number.
    pub(in crate::editor) fn begin(&mut self, busy: &str) -> u64 {
        self.stop();
        self.busy = Some(busy.to_owned());
        self.trouble = None;
        self.number
    }

    /// Gives up what is going on.
    pub(in crate::editor) fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
        self.busy = None;
        self.number += 1;
    }
}

/// What the user does on the page.
#[derive(Clone, Debug)]
pub enum LoadedAction {
    /// What stands in the field now.
    Type(String),
    /// Read this text.
    Read(String),
    /// Ask there.
    From(Origin),
    /// The flow's SID, as far as it is typed.
    FlowSid(String),
    /// The execution's SID, as far as it is typed.
    ExecutionSid(String),
    /// Ask for the newest executions.
    List,
    /// Fetch this execution.
    Fetch(String),
    /// Give up what is going on.
    Cancel,
    /// Whose credentials are used?
    Account,
    /// Choose a row.
    Choose(usize),
    /// The chosen row was brought into view.
    Scrolled,
    /// Compare with the flow as it is now.
    Again,
    /// Take another execution.
    Leave,
}

/// What a task tells.
#[derive(Debug)]
pub enum LoadedNews {
    /// The newest executions, or why they are not known.
    Listed(Result<Vec<ExecutionRow>, String>),
    /// How far it has come, as a sentence.
    Progress(String),
    /// What was read and compared, or why not.
    Compared(Result<Box<Shown>, String>),
}

/// What is to be compared.
#[derive(Debug)]
pub(in crate::editor) enum Source {
    /// A text that was pasted.
    Text(String),
    /// The API's answers.
    Answers {
        /// They.
        answers: Vec<serde_json::Value>,
        /// What was not asked for, each as a sentence.
        notes: Vec<String>,
    },
    /// What was read before.
    Known(Arc<Real>),
}
