//! The clipboard, widgets of another type, subflows made of a selection, and the list of changes.
//!
//! What of it has to be seen stands here; what follows from it is the reducer's business.

mod beside;
mod change;
mod history;
mod question;
mod view;

use crate::flow::file::{PairRead, SaveError};
use crate::flow::{Flow, Offset, WidgetId};

use super::state::FileKey;

pub(in crate::editor) use beside::Beside;
pub use change::{ChangeMenu, change_menu_ui};
pub use history::{HistoryView, history_ui};
pub use question::{ExtractAnswer, ExtractQuestion};
pub use view::extract_dialog_ui;

/// What the window knows of all this.
#[derive(Default)]
pub struct ExtractState {
    /// The menu of types, while it is open.
    pub change: Option<ChangeMenu>,
    /// Where the list of changes stands.
    pub history: HistoryView,
    /// What the clipboard was asked for.
    pub wish: Option<Wish>,
    /// What of the side file goes with the text that was put on the clipboard last.
    pub(in crate::editor) beside: Option<Beside>,
}

/// What is to become of the text that the clipboard was asked for. The system answers in one of the next frames, or not
/// at all where there is no text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    /// What becomes of it.
    pub purpose: Purpose,
    /// The frame after which nothing comes any more.
    pub until: u64,
}

/// What becomes of a text from the clipboard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Purpose {
    /// New flows.
    NewFlow,
    /// Widgets of the shown flow, at this place or where there is room.
    Widgets(Option<Offset>),
}

/// What the user wants.
#[derive(Clone, Debug)]
pub enum ExtractAction {
    /// The clipboard's widgets at a place of the canvas.
    PasteAt(Offset),
    /// What a text holds as new flows.
    NewFrom(String),
    /// Another type for a widget.
    ChangeType {
        /// The widget.
        widget: WidgetId,
        /// The type.
        kind: &'static str,
    },
}

/// What a task has to say.
#[derive(Debug)]
pub enum ExtractNews {
    /// The file of a subflow was written and read back, or was not.
    Written {
        /// What was asked.
        question: Box<ExtractQuestion>,
        /// The version of the flow that the subflow was made of.
        flow: Flow,
        /// The file.
        result: Result<PairRead, SaveError>,
    },
    /// The file of a subflow that is to be inlined was read.
    Read {
        /// The flow that runs it.
        key: FileKey,
        /// The widget that runs it.
        widget: WidgetId,
        /// The subflow, or why it cannot be read.
        result: Result<Flow, String>,
    },
}
