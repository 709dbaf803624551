//! Why the commands of `reduce/arranging.rs` cannot be used now.

use super::super::Command;
use crate::editor::state::State;

impl Command {
    pub(super) fn why_not_arranging(self, state: &State) -> Option<&'static str> {
        let Some(file) = state.active() else { return Some("No flow is open") };
        let selected = file.selection.cards.len();
        match self {
            Self::QuickAdd => None,
            Self::GoBack => (!file.places.can_go_back()).then_some("No other place was looked at before"),
            Self::GoForward => (!file.places.can_go_forward()).then_some("This is the latest place"),
            Self::SelectUpstream | Self::SelectDownstream | Self::SelectConnected => {
                file.selection.is_empty().then_some("Nothing is selected")
            }
            Self::DeleteAndHeal => (selected == 0).then_some("No widget is selected"),
            Self::ConnectTo => {
                let has_focus = file.view.is_by_keys() && file.view.focused_card().is_some();
                let is_one = selected == 1
                    || has_focus
                    || (selected == 0 && file.view.focused_card().is_some())
                    || (selected == 0 && file.selection.wires.len() == 1);
                (!is_one).then_some("Select one widget")
            }
            Self::DistributeAcross | Self::DistributeDown => {
                (selected < 3).then_some("Select three widgets or more")
            }
            _ => (selected < 2).then_some("Select two widgets or more"),
        }
    }
}
