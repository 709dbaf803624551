//! Why the commands of `reduce/comparing.rs` cannot be used now.

use super::super::Command;
use crate::editor::state::State;

impl Command {
    pub(super) fn why_not_comparing(self, state: &State) -> Option<&'static str> {
        let Some(file) = state.active() else { return Some("No flow is open") };
        match self {
            Self::CompareSaved | Self::CompareHead if file.document.path().is_none() => {
                Some("The flow was never saved")
            }
            Self::StopComparing if file.compare.shown.is_none() => Some("Nothing is compared"),
            Self::ExportPicture | Self::CopyPicture if file.flow().widgets().is_empty() => {
                Some("The flow has no widgets")
            }
            _ => None,
        }
    }
}
