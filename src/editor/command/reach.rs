//! What commands work on: a page that stands in the place of the canvas keeps some of them back.

use super::Command;

impl Command {
    /// Whether it works on what the canvas shows, and on nothing that is not seen.
    pub(super) fn is_for_canvas(self) -> bool {
        matches!(
            self,
            Self::Undo
                | Self::Redo
                | Self::Cut
                | Self::Copy
                | Self::Paste
                | Self::Duplicate
                | Self::Delete
                | Self::SelectAll
                | Self::Rename
                | Self::ChangeType
                | Self::ExtractSubflow
                | Self::InlineSubflow
                | Self::ZoomIn
                | Self::ZoomOut
                | Self::ZoomReset
                | Self::Fit
                | Self::FitSelection
                | Self::AlignLeft
                | Self::AlignCenter
                | Self::AlignRight
                | Self::AlignTop
                | Self::AlignMiddle
                | Self::AlignBottom
                | Self::DistributeAcross
                | Self::DistributeDown
                | Self::SelectUpstream
                | Self::SelectDownstream
                | Self::SelectConnected
                | Self::DeleteAndHeal
                | Self::ConnectTo
                | Self::QuickAdd
                | Self::GoBack
                | Self::GoForward
        )
    }

    /// Whether it shows something of the flow, and so leaves the API library.
    pub fn leads_to_flow(self) -> bool {
        matches!(
            self,
            Self::New
                | Self::NewFromClipboard
                | Self::ShowHistory
                | Self::OpenSubflow
                | Self::NextTab
                | Self::PreviousTab
                | Self::AddWidget
                | Self::NextProblem
                | Self::PreviousProblem
                | Self::ToggleLeft
                | Self::ToggleRight
                | Self::ShowInspector
                | Self::ShowSimulator
                | Self::Run
                | Self::RunAgain
                | Self::ShowTests
                | Self::FindInFlow
                | Self::ReplaceInFlow
                | Self::FindNext
                | Self::FindPrevious
                | Self::ShowJson
        )
    }

    /// Whether its keys belong to a text field that has the focus.
    pub(super) fn belongs_to_text(self) -> bool {
        matches!(
            self,
            Self::Undo | Self::Redo | Self::Cut | Self::Copy | Self::Paste | Self::SelectAll | Self::Delete
        )
    }
}
