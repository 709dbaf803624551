//! Changes to a side file's start sets, prepared answers, notes and groups as data, each one step of undo.

use super::{GroupChange, HttpAnswer, NoteChange, OutcomeAnswer, SideFile, SideTrouble, StartSet};

/// One change to what is kept beside a flow.
#[derive(Clone, Debug, PartialEq)]
pub enum SideChange {
    /// Keeps a way to start under its name, in place of what that name meant.
    SetStart {
        /// The set, with its name.
        set: Box<StartSet>,
    },
    /// Gives a way to start another name.
    RenameStart {
        /// Its name.
        from: String,
        /// Its new name.
        to: String,
    },
    /// Forgets a way to start.
    ForgetStart {
        /// Its name.
        name: String,
    },
    /// Keeps what servers answer a widget; without an answer, forgets it.
    SetHttp {
        /// The widget's name; in a subflow `outer/inner`.
        widget: String,
        /// The answers, in order; the last repeats.
        answers: Vec<HttpAnswer>,
    },
    /// Keeps, or with `None` forgets, how a widget ends.
    SetOutcome {
        /// The widget's name; in a subflow `outer/inner`.
        widget: String,
        /// How it ends.
        outcome: Option<OutcomeAnswer>,
    },
    /// What was decided for a widget holds for another name: it has moved into a subflow, or out of one.
    MoveAnswers {
        /// The widget's name until now; in a subflow `outer/inner`.
        from: String,
        /// Its name from now on.
        to: String,
    },
    /// Lets requests go to a host, or no longer.
    SetHost {
        /// The host.
        host: String,
        /// Whether they may.
        is_allowed: bool,
    },
    /// Keeps, or with `None` forgets, the text of a content template.
    SetContent {
        /// `HX…`.
        sid: String,
        /// The text, with `{{1}}` for its variables.
        text: Option<String>,
    },
    /// Changes the notes on the canvas.
    Note(NoteChange),
    /// Changes the groups on the canvas.
    Group(GroupChange),
}

impl SideChange {
    /// The side file after this change.
    ///
    /// # Errors
    /// Where the side file is left alone.
    pub fn apply(&self, side: &SideFile) -> Result<SideFile, SideTrouble> {
        match self {
            Self::SetStart { set } => side.with_start(set),
            Self::RenameStart { from, to } => side.with_start_renamed(from, to),
            Self::ForgetStart { name } => side.without_start(name),
            Self::SetHttp { widget, answers } => side.with_http(widget, answers),
            Self::SetOutcome { widget, outcome } => side.with_outcome(widget, outcome.as_ref()),
            Self::MoveAnswers { from, to } => Ok(side.with_widgets_renamed(&[(from.clone(), to.clone())])),
            Self::SetHost { host, is_allowed } => side.with_host(host, *is_allowed),
            Self::SetContent { sid, text } => side.with_content(sid, text.as_deref()),
            Self::Note(change) => change.apply(side),
            Self::Group(change) => change.apply(side),
        }
    }

    /// What the user did, for the Edit menu.
    pub fn name(&self) -> String {
        match self {
            Self::SetStart { set } => format!("Save start set {}", set.name),
            Self::RenameStart { from, to } => format!("Rename start set {from} to {to}"),
            Self::ForgetStart { name } => format!("Delete start set {name}"),
            Self::SetHttp { widget, answers } if answers.is_empty() => {
                format!("Forget the answer of {widget}")
            }
            Self::SetHttp { widget, .. } => format!("Answer {widget}"),
            Self::SetOutcome { widget, outcome: Some(outcome) } => {
                format!("Let {widget} end with {}", outcome.event)
            }
            Self::SetOutcome { widget, outcome: None } => format!("Forget the outcome of {widget}"),
            Self::MoveAnswers { from, .. } => format!("Move the answers of {from}"),
            Self::SetHost { host, is_allowed: true } => format!("Allow requests to {host}"),
            Self::SetHost { host, is_allowed: false } => format!("No longer allow requests to {host}"),
            Self::SetContent { sid, text: Some(_) } => format!("Enter the text of {sid}"),
            Self::SetContent { sid, text: None } => format!("Forget the text of {sid}"),
            Self::Note(change) => change.name(),
            Self::Group(change) => change.name(),
        }
    }

    /// Changes that follow each other with the same key become one step of undo.
    pub fn merge_key(&self) -> Option<String> {
        match self {
            Self::Note(change) => change.merge_key(),
            Self::Group(change) => change.merge_key(),
            _ => None,
        }
    }
}
