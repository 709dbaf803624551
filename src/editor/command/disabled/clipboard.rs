//! Why the commands of `reduce/clipboard.rs` cannot be used now.

use super::super::Command;
use crate::editor::state::State;
use crate::widgets::change_type::can_change;

impl Command {
    pub(super) fn why_not_clipboard(self, state: &State) -> Option<&'static str> {
        if self == Self::NewFromClipboard {
            return None;
        }
        let Some(file) = state.active() else { return Some("No flow is open") };
        match self {
            Self::ChangeType => match file.selected_widget().and_then(|id| file.flow().widget(id)) {
                None => Some("Select one widget"),
                Some(widget) if !can_change(widget) => {
                    Some("The flow's start stays what it is, and so does what is no JSON object")
                }
                Some(_) => None,
            },
            Self::ExtractSubflow => match file.document.path() {
                _ if file.selection.cards.is_empty() => Some("No widget is selected"),
                None => Some("Save the flow first: its subflow's file stands beside it"),
                Some(_) => None,
            },
            Self::InlineSubflow => {
                (!file.runs_subflow()).then_some("Select one widget that runs another flow")
            }
            _ => None,
        }
    }
}
