//! One thing that is wrong.

use std::ops::Range;

use crate::flow::{Edit, WidgetId};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The rule's stable name, as `unknown-target`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What Studio refuses because of it.
    pub blocks: Blocks,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Why it matters.
    pub why: &'static str,
    /// Where.
    pub place: Place,
    /// Where in the text of the file, once [`locate`](super::locate) has looked.
    pub span: Option<Span>,
    /// What would mend it.
    pub fix: Option<Fix>,
}

/// How bad something is. The worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Advice,
    /// Studio takes it, and it fails or surprises when the flow runs; or Studio will not publish it.
    Warning,
    /// Studio refuses it even as a draft.
    Error,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Advice];

    /// Its name on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// What Studio refuses because of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blocks {
    /// Even a draft.
    Draft,
    /// Publishing.
    Publish,
    /// Nothing.
    None,
}

impl Blocks {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Publish => "publish",
            Self::None => "none",
        }
    }

    /// What that means, as a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Draft => "Studio refuses such a flow even as a draft.",
            Self::Publish => "Studio keeps such a flow as a draft, and does not publish it.",
            Self::None => "Studio is not known to refuse such a flow.",
        }
    }
}

/// Where something is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The widget, unless it is about the whole flow.
    pub widget: Option<WidgetId>,
    /// The property, where it is about one; `transitions` for a condition.
    pub field: Option<String>,
    /// The output, where it is about one: an index in the widget's transitions.
    pub output: Option<usize>,
    /// A JSON pointer into the definition. Where something is missing it names what is missing.
    pub pointer: String,
    /// Bytes within the text that stands there.
    pub range: Option<Range<usize>>,
}

/// What would mend it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, as a button says it.
    pub title: String,
    /// The change.
    pub edit: Edit,
    /// Whether it may be applied without looking: it guesses nothing and drops nothing that somebody wrote.
    pub is_safe: bool,
}

/// From where to where something stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// The first character after it.
    pub end: Position,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}
