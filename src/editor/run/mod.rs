//! A run as the window knows it: how it is started, what it has told so far, and what the user can do with it.
//!
//! The run itself goes on in a task ([`crate::sim::world::drive`]) and sends [`News`]; nothing here waits for it.
//! This module paints nothing.

mod exchange;
mod form;
mod live;
mod log;
mod marks;
mod quick;
mod state;
mod steps;
mod task;
mod thread;

#[cfg(test)]
mod tests;

pub use exchange::Exchange;
pub(in crate::editor) use exchange::cut;
pub use form::{Input, RunForm, WorldChoice};
pub(in crate::editor) use form::{channel_label, trigger_label};
pub use live::{LiveForm, Planned, rehearse};
pub use log::{Entry, Log, Sent, Tone, reason_in_words};
pub use marks::StepRow;
pub use quick::quick_replies;
pub use state::{Recall, Rendering, Run, Tab};
pub use steps::{Begun, Rests, Took};
pub(in crate::editor) use task::host_of;
pub use task::{MockSlot, News, Plan};
pub use thread::Thread;

/// What the user does with a run.
#[derive(Clone, Debug, PartialEq)]
pub enum RunAction {
    /// Starts once more with the answers of the last start; asks where there was none.
    Again,
    /// Ends the run.
    Stop,
    /// Mock or live, for the next start.
    ToggleWorld,
    /// Writes as the contact.
    Say(String),
    /// Moves the clock to the end of the current wait.
    LetTimePass,
    /// Hang up as the contact.
    HangUp,
    /// Ends the run and starts it once more.
    Restart,
    /// Shows another tab of the panel.
    ShowTab(Tab),
    /// What is being typed as the contact, and not sent yet.
    Type(String),
    /// The field has taken the keyboard for this run, once.
    TookFocus,
    /// An older or newer text of the contact comes back into the field.
    Recall(Recall),
    /// What the variables are searched for.
    SearchVariables(String),
    /// Opens or closes a branch of the variables.
    ToggleVariable(String),
    /// Opens or closes a request.
    ToggleRequest(usize),
}
