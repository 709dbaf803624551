//! The shown flow and its copy at Twilio: validate, pull, push and publish, as the window asks for them.
//!
//! What is asked is done by [`crate::remote`] in tasks; here stand the questions, what is heard, and how both are
//! shown. Nothing here changes a flow: what follows from an answer is the reducer's business.

mod ask;
mod live;
mod view;

use crate::check::Diagnostic;
use crate::flow::Flow;
use crate::flow::side::StudioLink;
use crate::remote::{Finding, Pulled, Pushed, Validation};
use crate::twilio::studio::Status;

use super::account::{AccountAnswer, AccountQuestion, Known};
use super::state::FileKey;

pub(in crate::editor) use ask::{Asking, client, known, stored};
pub use ask::{PushFailed, Trouble};
pub use live::{Seen, look};
pub use view::twilio_dialog_ui;

/// Something that Twilio is to be asked.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Would Studio take the flow? Nothing is stored.
    Validate(FileKey),
    /// The newest revision of a flow.
    Pull(PullForm),
    /// The flow becomes the newest revision there.
    Push(PushForm),
}

impl Wish {
    /// The open flow that it is about.
    pub fn key(&self) -> Option<FileKey> {
        match self {
            Self::Validate(key) => Some(*key),
            Self::Pull(form) => form.key,
            Self::Push(form) => Some(form.key),
        }
    }

    /// What is going on, for who waits.
    fn going_on(&self) -> &'static str {
        match self {
            Self::Validate(_) => {
                "Twilio is asked whether Studio would take the flow. Nothing is stored there."
            }
            Self::Pull(_) => "The newest revision is fetched.",
            Self::Push(form) if form.status == Status::Published => {
                "The flow is checked, compared with what stands there, and published."
            }
            Self::Push(_) => "The flow is checked, compared with what stands there, and saved as a draft.",
        }
    }

    /// What did not happen, as a title.
    fn failed(&self) -> &'static str {
        match self {
            Self::Validate(_) => "The flow was not validated",
            Self::Pull(_) => "The flow was not pulled",
            Self::Push(form) if form.status == Status::Published => "The flow was not published",
            Self::Push(_) => "The flow was not pushed",
        }
    }
}

/// Which flow is to be pulled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullForm {
    /// The open flow that it belongs to, if there is one.
    pub key: Option<FileKey>,
    /// `FW…`.
    pub sid: String,
    /// The field was not shown yet, so that the keyboard is to go there.
    pub is_new: bool,
}

/// How a flow is to be pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushForm {
    /// The open flow.
    pub key: FileKey,
    /// As a draft, or published.
    pub status: Status,
    /// The flow at Twilio that it belongs to.
    pub link: Option<StudioLink>,
    /// A new flow is made there, although it belongs to one.
    pub is_new: bool,
    /// The name of a new flow.
    pub name: String,
    /// Why it is saved.
    pub message: String,
    /// A revision that is not the one it came from is written over.
    pub is_forced: bool,
    /// What went wrong the last time.
    pub trouble: Option<String>,
}

impl PushForm {
    /// The flow at Twilio that it becomes a revision of; `None`: a new one is made.
    pub fn there(&self) -> Option<&StudioLink> {
        self.link.as_ref().filter(|_| !self.is_new)
    }

    /// Why it cannot be pushed yet.
    fn problem(&self) -> Option<&'static str> {
        (self.there().is_none() && self.name.trim().is_empty()).then_some("A new flow needs a name")
    }
}

/// What Twilio, or the key store, has answered.
#[derive(Debug)]
pub enum Heard {
    /// What Studio says of a version.
    Validated {
        /// The open flow.
        key: FileKey,
        /// The version.
        flow: Flow,
        /// The answer.
        validation: Validation,
    },
    /// A flow as it stands there.
    Pulled {
        /// What was asked for.
        form: PullForm,
        /// The answer.
        pulled: Box<Pulled>,
    },
    /// Our own checks are against a push. Nothing was sent.
    Blocked {
        /// The open flow.
        key: FileKey,
        /// As what it would have been pushed.
        status: Status,
        /// What they found.
        found: Vec<Diagnostic>,
    },
    /// A version was pushed.
    Pushed {
        /// As it was asked.
        form: PushForm,
        /// The version.
        flow: Flow,
        /// The answer.
        pushed: Box<Pushed>,
    },
    /// A version was not pushed.
    NotPushed {
        /// As it was asked.
        form: PushForm,
        /// The version.
        flow: Flow,
        /// Why not.
        why: PushFailed,
    },
    /// Twilio was asked in vain, or could not be asked.
    Failed(Wish, Trouble),
}

/// What is told of the account or of what a live run meets there.
#[derive(Debug)]
pub enum Told {
    /// What the key store holds, or why that is not known; for the question of this number.
    Stored(u64, Result<Option<String>, String>),
    /// What the account is; for the question of this number.
    Known(u64, Result<Known, String>),
    /// What a live run meets; for the question of this number.
    Seen(u64, Result<Seen, Trouble>),
    /// Credentials were kept, or why they were not.
    Kept(Result<&'static str, String>),
    /// What was asked, under its number.
    Heard(u64, Box<Heard>),
    /// A side file was written after a push.
    Noted(Box<Noted>),
}

/// What became of a side file that was to know of a push.
#[derive(Debug)]
pub struct Noted {
    /// The open flow.
    pub key: FileKey,
    /// What was written.
    pub side: crate::flow::SideFile,
    /// What became of it.
    pub result: Result<crate::flow::file::OnDisk, crate::flow::file::SaveError>,
}

/// A dialog about Twilio.
#[derive(Clone, Debug)]
pub enum TwilioDialog {
    /// Whose credentials are used, and what waits for them.
    Account(Box<AccountQuestion>, Option<Wish>),
    /// Which flow is to be pulled.
    Pull(PullForm),
    /// How the flow is to be pushed.
    Push(PushForm),
    /// Twilio is being asked; under this number.
    Waiting(u64, Wish),
    /// What was pulled is open already, and differs.
    Differs {
        /// The open flow.
        key: FileKey,
        /// What was pulled.
        pulled: Box<Pulled>,
        /// What pulling changes.
        lines: Vec<String>,
    },
    /// Somebody else has saved the flow there.
    Moved {
        /// As it was asked.
        form: PushForm,
        /// The revision that stands there.
        revision: u64,
        /// What a push changes.
        lines: Vec<String>,
    },
    /// Our own checks are against a push.
    Blocked {
        /// The open flow.
        key: FileKey,
        /// As what it would have been pushed.
        status: Status,
        /// What they found.
        found: Vec<Diagnostic>,
    },
    /// Twilio was asked in vain.
    Failed(Wish, Trouble),
}

impl TwilioDialog {
    /// The open flow that it is about: it goes with it.
    pub fn key(&self) -> Option<FileKey> {
        match self {
            Self::Account(_, wish) => wish.as_ref().and_then(Wish::key),
            Self::Pull(form) => form.key,
            Self::Push(form) | Self::Moved { form, .. } => Some(form.key),
            Self::Waiting(_, wish) | Self::Failed(wish, _) => wish.key(),
            Self::Differs { key, .. } | Self::Blocked { key, .. } => Some(*key),
        }
    }
}

/// An answer to such a dialog.
#[derive(Clone, Debug)]
pub enum TwilioAnswer {
    /// About the account.
    Account(AccountAnswer),
    /// What is typed into the dialog, so far.
    PullForm(PullForm),
    /// What is typed into the dialog, so far.
    PushForm(PushForm),
    /// Ask.
    Ask(Wish),
    /// Choose another account first.
    OtherAccount,
    /// What was pulled takes the open flow's place.
    Replace,
    /// What was pulled is opened in a tab of its own.
    OpenBeside,
    /// Look at what stands there instead of pushing.
    PullInstead,
    /// Go to the place of a problem.
    GoTo(crate::check::Place),
}

/// What Twilio said of an open flow, until it is asked again.
#[derive(Clone, Debug)]
pub struct TwilioSays {
    /// The version that it said it of.
    pub flow: Flow,
    /// What it said.
    pub findings: Vec<Finding>,
}

impl TwilioSays {
    /// Everything of a validation, errors first; `None` where there is nothing.
    pub fn of(flow: &Flow, validation: &Validation) -> Option<Self> {
        let findings: Vec<Finding> = validation.errors.iter().chain(&validation.warnings).cloned().collect();
        (!findings.is_empty()).then(|| Self { flow: flow.clone(), findings })
    }
}

/// A file name for a flow that was pulled.
pub fn file_name(friendly_name: &str) -> String {
    let mut name = String::new();
    for char in friendly_name.chars().take(80) {
        match char {
            _ if char.is_alphanumeric() => name.extend(char.to_lowercase()),
            _ if name.ends_with('-') || name.is_empty() => {}
            _ => name.push('-'),
        }
    }
    let name = name.trim_end_matches('-');
    format!("{}.json", if name.is_empty() { "flow" } else { name })
}
