//! The API page: find an operation, read about it, fill a request in, see the bytes, send them, see the answer.
//!
//! It stands in the place of the canvas. What it shows is [`ApiPage`], which is kept while the window is open; the
//! operations and everything about requests come from [`crate::api`]. Requests are sent by a task, never by a frame.

use std::sync::Arc;

mod answer;
mod answered;
mod around;
mod body_fields;
mod body_view;
mod bytes;
mod changes;
mod changes_view;
mod conductor;
pub(in crate::editor) mod curl;
mod environments;
mod fields;
mod found;
mod history;
mod import_dialog;
mod importing;
mod inputs;
mod json_text;
pub(in crate::editor) mod keeping;
mod key;
pub mod libraries;
mod library_page;
mod list;
mod list_rows;
mod live;
mod markdown;
mod object_fields;
mod page;
mod picture;
mod reference;
mod schema_tree;
pub mod secrets;
mod shelf;
mod state;
mod stub;
mod target;
mod task;
mod test_stub;
mod texts;
mod to_flow;
mod to_save;

pub use changes::{Changes, Line};
pub(in crate::editor) use import_dialog::import_dialog_ui;
pub use import_dialog::{ImportAnswer, ImportForm, Way};
pub use importing::{Errand as ImportErrand, Failure, GiveUp, Imported, Step};
mod way;

pub use answered::Answered;
pub use around::Around;
pub use conductor::{ExportAnswer, ExportNews, ExportOf, ExportQuestion};
pub(in crate::editor) use conductor::{export_ui, make as make_export};
pub(in crate::editor) use curl::curl_ui;
pub use curl::{CurlAnswer, CurlForm, ReadCurl};
pub(in crate::editor) use environments::environments_ui;
pub use environments::{
    EnvironmentDraft, EnvironmentsAnswer, EnvironmentsQuestion, StoreOffer, VariableDraft,
};
pub use found::Lines;
pub use history::{Exchange, History};
pub(in crate::editor) use json_text::json_job;
pub use keeping::Source;
pub use key::{LibraryId, TryKey, World};
pub use libraries::{LibraryAction, LibraryNews};
pub(in crate::editor) use list::list_panel_ui;
pub(in crate::editor) use live::{ApiLive, ApiLiveAnswer, api_live_ui};
pub(in crate::editor) use page::page_ui;
pub use shelf::{Found, Shelf, Shelved};
pub use state::{ApiPage, Outcome, Try};
pub use stub::{StubAnswer, StubQuestion};
pub(in crate::editor) use stub::{stub_ui, who_asks};
pub(in crate::editor) use target::is_of;
pub(in crate::editor) use task::{ApiNews, Elsewhere, Errand, find_mock};
pub use test_stub::{Into as IntoTest, TestNews, TestsFile, Written};
pub(in crate::editor) use test_stub::{put as put_into_test, tests_of as tests_of_flow};
pub use to_flow::{Desks, FlowAction};
pub(in crate::editor) use to_flow::{
    FlowAnswer, FlowDialog, above_ui, answered, below_ui, flow_dialog_ui, tried,
};
pub use to_save::ToSave;
pub(in crate::editor) use way::{Ways, base_of, host_of, wrong_address, wrong_place};

/// What the user wants of the API page, beyond what the page does to itself.
#[derive(Clone, Debug, PartialEq)]
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
    /// Something for a request and the flow.
    Flow(FlowAction),
    /// Something for the libraries.
    Library(LibraryAction),
    /// Sends what was sent before once more.
    SendAgain(TryKey, u64),
    /// Asks what an answer is to be the stub of.
    Stub(TryKey, Arc<Answered>),
    /// Takes the answer out of the test again that it was put into.
    UndoStub(u64),
    /// Writes a body that is no text to a file.
    SaveBody(TryKey, Arc<Answered>),
    /// Asks for a file whose bytes become the value of a parameter.
    ChooseFile(TryKey, usize),
    /// Asks for a curl command, which may be there already.
    PasteCurl(curl::Hidden),
    /// Shows a request as a task of a Conductor workflow.
    Export(TryKey),
    /// Shows the environments.
    Environments,
}
