//! What panels answer with, and the reducer applies.

use std::path::PathBuf;

use crate::check::{Diagnostic, Level, Place};
use crate::flow::{Edit, Offset, Output, WidgetId};

use super::api::ApiAction;
use super::arranging::ArrangeAction;
use super::asking::AskAction;
use super::at_twilio::Wish;
use super::breakpoints::DebugAction;
use super::canvas::Selection;
use super::command::Command;
use super::compared::CompareAction;
use super::crowd::CrowdAction;
use super::dialogs::DialogAnswer;
use super::extract::ExtractAction;
use super::finding::FindAction;
use super::folder_rules::Written;
use super::loaded::LoadedAction;
use super::mocked::MockAction;
use super::notes::NoteAction;
use super::run::RunAction;
use super::settings::LeftPanel;
use super::state::{FileKey, InspectorTab, RightPanel, SimulatorPage};
use super::tasks::Purpose;
use super::why::WhyAction;
use super::window::WindowAction;

/// One thing to do.
#[derive(Clone, Debug)]
pub enum Action {
    /// A command of the table.
    Command(Command),
    /// A change of the shown flow.
    Edit(Edit),
    /// The gesture or the typing is over: the next change is a step of its own.
    Seal,
    /// Text that is not a change yet.
    Draft(Option<Draft>),
    /// Selects.
    Select(Selection),
    /// Selects a widget, brings it into view, and goes to one of its fields.
    Reveal {
        /// The widget.
        widget: WidgetId,
        /// The field.
        field: Option<String>,
    },
    /// Goes to the place of a problem: the very field, output or condition.
    GoTo(Place),
    /// Mends a problem. Where the flow has changed since it was found, it is looked for again first.
    Fix(Box<Diagnostic>),
    /// Mends many problems, as one step of undo.
    FixMany(FixMany),
    /// Sets levels of rules for the flow's folder; `None` is the rule's own.
    SetRules(Vec<(&'static str, Option<Level>)>),
    /// Takes back what was written into the settings of a folder.
    TakeBackRules(Box<Written>),
    /// Opens the flow that a widget runs.
    OpenSubflow {
        /// The widget.
        widget: WidgetId,
        /// Asks for its file even where it is known.
        asks: bool,
    },
    /// Places a new widget.
    Insert {
        /// Its type.
        kind: &'static str,
        /// Where; by default in the middle of what is seen.
        at: Option<Offset>,
        /// The output that is to lead to it.
        from: Option<Output>,
        /// Where its own first output is to lead: what a wire led to that it was put into.
        onward: Option<WidgetId>,
    },
    /// Opens the menu of widgets.
    AddMenu {
        /// Where it opens, in points of the window; by default in the middle of the canvas.
        pos_in_screen: Option<egui::Pos2>,
        /// Where the widget goes.
        at: Option<Offset>,
        /// The output that is to lead to it.
        from: Option<Output>,
    },
    /// Something for where widgets stand and what they lead to.
    Arrange(ArrangeAction),
    /// Opens files.
    Open(Vec<PathBuf>),
    /// Text from the clipboard that may hold widgets.
    Paste(String),
    /// Puts text on the clipboard and says so.
    Copy {
        /// The text.
        text: String,
        /// What it is, for the toast.
        what: String,
    },
    /// Shows another open flow.
    Show(FileKey),
    /// Closes an open flow, after asking where it is unsaved.
    Close(FileKey),
    /// Shows another tab of the inspector.
    Inspect(InspectorTab),
    /// Shows inspector or simulator.
    ShowRight(RightPanel),
    /// Shows this panel on the left, or hides it where it is shown.
    ToggleLeft(LeftPanel),
    /// Asks for a new name of a variable of the shown flow.
    RenameVariable(String),
    /// Something for the API page.
    Api(ApiAction),
    /// Something for the simulator.
    Run(RunAction),
    /// Something about what a run asks.
    Ask(AskAction),
    /// Something for the many contacts of the shown flow.
    Crowd(CrowdAction),
    /// Shows what the simulator is about.
    ShowPage(SimulatorPage),
    /// Something for the debugger.
    Debug(DebugAction),
    /// Something for the variables, the steps and what they rest on.
    Why(WhyAction),
    /// Something for the page of a real execution.
    Loaded(LoadedAction),
    /// Something for the mock inside the program.
    Mock(MockAction),
    /// Something for [`super::extract`].
    Extract(ExtractAction),
    /// Something for [`super::notes`].
    Note(NoteAction),
    /// Something for [`super::finding`].
    Find(FindAction),
    /// Something for [`super::compared`].
    Compare(CompareAction),
    /// Something for [`super::window`].
    Window(WindowAction),
    /// The tests of the shown flow are to be played again.
    PlayTests,
    /// The tests that are being played are not waited for.
    CancelTests,
    /// The answer to a question.
    Answer(Box<DialogAnswer>),
    /// Goes to a version of the shown flow.
    GoToVersion(usize),
    /// Reads the shown flow's file again, dropping what was changed.
    Reload(FileKey),
    /// The answer of our own dialog for paths; none where it was cancelled.
    Picked(Purpose, Vec<PathBuf>),
    /// Asks Twilio about an open flow.
    AskTwilio(Box<Wish>),
    /// Hides what Twilio said of the shown flow.
    ForgetTwilioSays,
    /// Opens a web page in the browser.
    OpenUrl(String),
}

/// Which problems are mended together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixMany {
    /// All that need no looking at.
    Safe,
    /// All that one rule found.
    Kind(&'static str),
}

/// Text that is being typed and is no change yet, since half of it would be wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The widget it is for.
    pub widget: WidgetId,
    /// What is being typed.
    pub target: DraftTarget,
    /// The text.
    pub text: String,
}

/// What a draft is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftTarget {
    /// The widget's name.
    Name,
    /// The widget's name, typed into its row of the outline.
    NameInRow,
    /// The whole state as JSON.
    Json,
    /// The whole flow as JSON; which widget it is for does not matter.
    Flow,
}
