//! A run as the window knows it: how it is started, what it has told so far, and what the user can do with it.
//!
//! The run itself goes on in a task ([`crate::sim::world::drive`]) and sends [`News`]; nothing here waits for it.
//! This module paints nothing.

mod contents;
mod exchange;
mod form;
mod kept;
mod live;
mod log;
mod marks;
mod moments;
mod quick;
mod runs;
mod starts;
mod state;
mod steps;
mod task;
mod thread;

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::flow::WidgetId;
use crate::sim::debug::{Pace, Times};
use crate::sim::world::Given;

pub use exchange::Exchange;
pub(in crate::editor) use exchange::cut;
pub use form::{Input, RunForm, WorldChoice};
pub(in crate::editor) use form::{channel_label, trigger_label};
pub use live::{LiveForm, Planned, rehearse};
pub use log::{Content, Entry, Log, Sent, Tone, reason_in_words};
pub use marks::StepRow;
pub use moments::Asking;
pub use quick::quick_replies;
pub use runs::Runs;
pub use starts::Naming;
pub use state::{Parent, Recall, Rendering, Run, Tab};
pub use steps::{Begun, Rests, Took};
pub(in crate::editor) use task::host_of;
pub use task::{MockSlot, News, Plan};
pub use thread::Thread;

/// Where a run is left for another way.
#[derive(Clone, Debug, PartialEq)]
pub struct Fork {
    /// The run.
    pub run: u64,
    /// The step after which it is left.
    pub step: u32,
    /// What is said instead of what was said there; `None`: the new run is held there.
    pub says: Option<String>,
}

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
    /// The field is to take the keyboard as soon as somebody can answer.
    WantFocus,
    /// The field has taken the keyboard for this run, once.
    TookFocus,
    /// An older or newer text of the contact comes back into the field.
    Recall(Recall),
    /// Answers what the run asks.
    Answer {
        /// With what.
        given: Given,
        /// Whether it holds from now on, and in later runs.
        keeps: bool,
    },
    /// Holds the run before the next widget.
    Pause,
    /// Lets a held run go on.
    GoOn(Pace),
    /// Leaves the widget before which the run is held, or on which it stands, by its usual output, without doing it.
    Skip,
    /// Leaves a widget by an event, whatever it would do.
    Force {
        /// The widget.
        widget: WidgetId,
        /// The event.
        event: String,
        /// How often.
        times: Times,
    },
    /// Gives a variable another value.
    SetVariable {
        /// The keys on the way to it.
        path: Vec<String>,
        /// The value.
        value: Value,
    },
    /// Puts the clock forward to so many seconds since the start.
    SetClock(f64),
    /// Runs once more up to a point, and goes another way from there.
    Fork(Fork),
    /// Shows another run of the flow.
    ShowRun(u64),
    /// Takes a run out of the list, and ends it.
    RemoveRun(u64),
    /// Shows the run as it was after so many steps; `None`: as it is now.
    GoTo(Option<u32>),
    /// Runs the flow with one more contact, beside the others.
    NewContact,
    /// Opens or folds the list of runs.
    ToggleRuns,
    /// Asks for the value of a variable; without a path asks for that, too.
    AskVariable(Option<String>),
    /// What the variables are searched for.
    SearchVariables(String),
    /// Opens or closes a branch of the variables.
    ToggleVariable(String),
    /// Opens or closes a request.
    ToggleRequest(usize),
}
