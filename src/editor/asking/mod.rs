//! What a run asks of whoever sits in front of it, and what is kept of the answers: forms and dialogs.
//!
//! It knows runs, the side file and the catalogue. What becomes of an answer is the reducer's business.

mod details;
mod dialogs;
mod example;
mod form;
mod kept;
mod kept_view;
mod outcomes;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::run::{Run, Runs};
use super::state::FileKey;
use crate::flow::WidgetId;
use crate::flow::side::SideChange;

pub use details::Details;
pub use dialogs::{ClockQuestion, ContentQuestion, MediaQuestion, ask_dialog_ui};
pub use form::{Answered, AskForm, Subject, Template, Way};
pub use kept::{KeptEdit, KeptQuestion, KeptRow, rows};
pub use outcomes::Outcome;

/// What was typed as answers to the runs of an open flow, and what of their lines is open.
#[derive(Debug, Default)]
pub struct Asking {
    forms: BTreeMap<u64, AskForm>,
    /// A run that goes on as soon as the file of the flow is chosen that this widget runs.
    pub awaits_file: Option<(u64, WidgetId)>,
    /// What the lines of runs show that were opened, by run and place on the phone.
    opened: HashMap<(u64, usize), Arc<Details>>,
}

impl Asking {
    /// The form for what a run asks now; `None` where it asks nothing, or the form was not begun.
    pub fn form(&self, run: &Run) -> Option<&AskForm> {
        self.forms.get(&run.number()).filter(|form| form.is_for(run))
    }

    /// Begins the form for what a run asks.
    pub(super) fn begin(&mut self, run: &Run) {
        match AskForm::of(run) {
            Some(form) => self.forms.insert(run.number(), form),
            None => self.forms.remove(&run.number()),
        };
    }

    /// Takes over what was typed.
    pub(super) fn take(&mut self, form: AskForm) {
        self.forms.insert(form.run, form);
    }

    /// What a line of the phone shows, where it is open.
    pub fn opened(&self, run: u64, entry: usize) -> Option<&Arc<Details>> {
        self.opened.get(&(run, entry))
    }

    /// Opens or closes a line.
    pub(super) fn toggle(&mut self, run: u64, entry: usize, details: impl FnOnce() -> Option<Details>) {
        if self.opened.remove(&(run, entry)).is_none()
            && let Some(details) = details()
        {
            self.opened.insert((run, entry), Arc::new(details));
        }
    }

    /// Forgets what belongs to runs that are gone.
    pub(super) fn keep_only(&mut self, runs: &Runs) {
        self.forms.retain(|number, _| runs.get(*number).is_some());
        self.opened.retain(|(number, _), _| runs.get(*number).is_some());
    }
}

/// What the user does with a question.
#[derive(Clone, Debug, PartialEq)]
pub enum AskAction {
    /// The shown run asks something that has no form yet.
    Begin,
    /// The form as it stands now.
    Edit(Box<AskForm>),
    /// Answers with it.
    Give,
    /// Opens or closes a line of the phone: what was sent, and what came back.
    ToggleLine(usize),
    /// Asks for the text of a content template.
    EnterContent {
        /// `HX…`.
        sid: String,
        /// The variables of a message that was made of it, as JSON.
        variables: String,
    },
    /// Asks for the address of a medium that the contact sends along.
    Attach,
    /// Takes a medium back that the contact was to send.
    Detach(usize),
    /// Asks for a moment to put the clock to.
    SetClock,
}

/// A dialog about answers.
#[derive(Clone, Debug)]
pub enum AskDialog {
    /// The text of a content template.
    Content(ContentQuestion),
    /// A medium of the contact.
    Media(MediaQuestion),
    /// A moment.
    Clock(ClockQuestion),
    /// Everything that is kept.
    Kept(KeptQuestion),
}

impl AskDialog {
    /// The open flow that it is about.
    pub fn key(&self) -> FileKey {
        match self {
            Self::Content(question) => question.key,
            Self::Media(question) => question.key,
            Self::Clock(question) => question.key,
            Self::Kept(question) => question.key,
        }
    }
}

/// An answer to such a dialog.
#[derive(Clone, Debug)]
pub enum AskAnswer {
    /// It is shown with this from now on.
    Changed(Box<AskDialog>),
    /// This is kept, or forgotten; the dialog stays open with what is given.
    Keep(Box<SideChange>, Option<Box<AskDialog>>),
    /// The contact sends this along.
    Attach(String),
    /// The clock of the shown run stands at so many seconds.
    SetClock(f64),
}
