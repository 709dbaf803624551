//! Why the commands of `reduce/arranging.rs` cannot be used now.

use super::super::Command;
use crate::editor::state::State;

impl Command {
    pub(super) fn why_not_arranging(self, state: &State) -> Option<&'static str> {
        let Some(file) = state.active() else { return Some("No flow is open") };
        let selected = file.selection.cards.len();
        let shown = file.noted.shown_count(&file.selection);
        match self {
            Self::QuickAdd => None,
            Self::GoBack => (!file.can_go_back()).then_some("No other place was looked at before"),
            Self::GoForward => (!file.can_go_forward()).then_some("This is the latest place"),
            Self::SelectUpstream | Self::SelectDownstream | Self::SelectConnected => {
                file.selection.is_empty().then_some("Nothing is selected")
            }
            Self::DeleteAndHeal => (selected == 0).then_some("No widget is selected"),
            Self::ConnectTo => {
                let has_focus = file.view.is_by_keys() && file.view.focused_card().is_some();
                let is_one = selected == 1
                    || has_focus
                    || shown == 1
                    || (selected == 0 && file.view.focused_card().is_some())
                    || (selected == 0 && file.selection.wires.len() == 1);
                (!is_one).then_some("Select one widget")
            }
            Self::DistributeAcross | Self::DistributeDown => {
                (shown < 3).then(|| few(selected >= 3, "Select three widgets or more"))
            }
            _ => (shown < 2).then(|| few(selected >= 2, "Select two widgets or more")),
        }
    }
}

/// Why too little is selected to be lined up; widgets that are folded into one card are one thing.
fn few(is_folded: bool, words: &'static str) -> &'static str {
    if is_folded { "What is selected is shown as fewer cards: unfold it to line it up" } else { words }
}
