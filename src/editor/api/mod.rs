//! The API page: find an operation, read about it, fill a request in, see the bytes, send them, see the answer.
//!
//! It stands in the place of the canvas. What it shows is [`ApiPage`], which is kept while the window is open; the
//! operations and everything about requests come from [`crate::api`]. Requests are sent by a task, never by a frame.

mod answer;
mod bytes;
mod fields;
mod json_text;
mod key;
mod list;
mod live;
mod page;
mod reference;
mod shelf;
mod state;
mod task;

pub(in crate::editor) use json_text::json_job;
pub use key::{LibraryId, TryKey, World};
pub(in crate::editor) use list::list_panel_ui;
pub(in crate::editor) use live::{ApiLive, ApiLiveAnswer, api_live_ui};
pub(in crate::editor) use page::page_ui;
pub use shelf::{Found, Shelf, Shelved};
pub use state::{Answered, ApiPage, Outcome, Try};
pub(in crate::editor) use task::{ApiNews, Errand, find_mock};

/// What the user wants of the API page, beyond what the page does to itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiAction {
    /// Shows the page.
    Show,
    /// Goes back to the flow.
    Leave,
    /// Sends a request, after asking where it really goes out.
    Send(TryKey),
    /// Makes what a request names in the mock, and sends it.
    MakeAndSend(TryKey),
    /// Gives a request up that is on its way.
    Cancel(TryKey),
}
