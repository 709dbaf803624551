//! The list of breakpoints, and whether the canvas goes along with a run.

use crate::editor::app::App;
use crate::editor::breakpoints::{BreakpointsAnswer, DebugAction};
use crate::editor::canvas::Spot;
use crate::editor::dialogs::Dialog;
use crate::editor::state::FileKey;

impl App {
    /// Does what the user wants of the debugger of the shown flow.
    pub(super) fn debug_action(&mut self, action: DebugAction) {
        let Some(key) = self.state.active().map(|file| file.key) else { return };
        self.debug_action_of(key, action);
    }

    fn debug_action_of(&mut self, key: FileKey, action: DebugAction) {
        let Some(file) = self.state.file_mut(key) else { return };
        match action {
            DebugAction::Toggle(spot) => {
                file.breakpoints.toggle(spot);
            }
            DebugAction::Set(spot, stop) => file.breakpoints.set(spot, stop),
            DebugAction::Remove(spot) => file.breakpoints.remove(spot),
            DebugAction::RemoveAll => file.breakpoints.clear(),
            DebugAction::List => {
                self.state.dialogs.push(Dialog::Breakpoints { key, chosen: None });
                return;
            }
            DebugAction::Edit(spot) => {
                if file.breakpoints.get(spot).is_none() {
                    file.breakpoints.toggle(spot);
                }
                self.state.dialogs.push(Dialog::Breakpoints { key, chosen: Some(spot) });
            }
            DebugAction::RunTo(_) | DebugAction::Skip | DebugAction::Force { .. } => {
                return self.debug_run(action);
            }
        }
        self.breakpoints_changed(key);
    }

    /// Takes an answer to the list, which stays open.
    pub(super) fn answer_breakpoints(
        &mut self,
        key: FileKey,
        chosen: Option<Spot>,
        answer: BreakpointsAnswer,
    ) {
        let chosen = match answer {
            BreakpointsAnswer::Choose(chosen) => chosen,
            BreakpointsAnswer::Do(_) => chosen,
        };
        self.state.dialogs.push(Dialog::Breakpoints { key, chosen });
        if let BreakpointsAnswer::Do(action) = answer {
            self.debug_action_of(key, action);
        }
    }

    /// Sets breakpoints on all that is selected; where all of it has one, removes them.
    pub(super) fn toggle_breakpoints(&mut self) {
        let Some(file) = self.state.active_mut() else { return };
        let cards = file.selection.cards.iter().copied().map(Spot::card);
        let wires = file.selection.wires.iter().copied().map(Spot::output);
        let spots: Vec<Spot> = cards.chain(wires).collect();
        let are_all_set = spots.iter().all(|spot| file.breakpoints.get(*spot).is_some());
        for spot in spots {
            if are_all_set || file.breakpoints.get(spot).is_none() {
                file.breakpoints.toggle(spot);
            }
        }
        let key = file.key;
        self.breakpoints_changed(key);
    }
}
