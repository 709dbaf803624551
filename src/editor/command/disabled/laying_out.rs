//! Why the commands of `reduce/laying_out.rs` cannot be used now.

use super::super::Command;
use crate::editor::state::State;

impl Command {
    pub(super) fn why_not_laying_out(self, state: &State) -> Option<&'static str> {
        state.active().is_none().then_some("No flow is open")
    }
}
