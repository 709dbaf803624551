//! Why the commands of `reduce/noting.rs` cannot be used now.

use super::super::Command;
use crate::editor::state::State;

impl Command {
    pub(super) fn why_not_noting(self, state: &State) -> Option<&'static str> {
        let Some(file) = state.active() else { return Some("No flow is open") };
        if file.document.side().trouble().is_some() {
            return Some("The flow's side file is left as it is, so nothing can be kept there");
        }
        match self {
            Self::Group if file.selection.cards.is_empty() => Some("Select the widgets of the group"),
            Self::Ungroup | Self::FoldGroup if file.groups_in_hand().is_empty() => {
                Some("Select a widget of a group, or its frame")
            }
            _ => None,
        }
    }
}
