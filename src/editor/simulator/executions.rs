//! The executions of the flow that somebody else has begun at the mock, to choose one that is shown as a run is.

use egui::{ScrollArea, Ui};

use crate::editor::action::Action;
use crate::editor::kit;
use crate::editor::mocked::MockAction;
use crate::editor::state::OpenFlow;
use crate::editor::theme::{size, space};

/// So many rows are seen at a time.
const ROWS: f32 = 3.0;

/// Lists them; nothing where there are none.
pub(super) fn executions_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    let executions = file.mocked.executions();
    if executions.is_empty() {
        return;
    }
    ui.add_space(space::S);
    ui.spacing_mut().item_spacing.y = 0.0;
    kit::hint_text(ui, "Executions at the mock");
    ui.add_space(2.0);
    let own = usize::from(file.runs.shown().is_some());
    let shown = file.mocked.shown().map(|execution| &*execution.sid);
    // The newest first, below the run of the window's own.
    let area = ScrollArea::vertical().id_salt("simulator.executions").max_height(ROWS * size::ROW);
    area.auto_shrink([false, true]).show_rows(ui, size::ROW, executions.len() + own, |ui, range| {
        for index in range {
            if index < own {
                let chosen = kit::option_row(ui, "This run", "begun here", shown.is_none()).clicked();
                actions.extend(chosen.then_some(Action::Mock(MockAction::ShowExecution(None))));
                continue;
            }
            let Some(execution) = executions.iter().rev().nth(index - own) else { continue };
            let is_shown = shown == Some(&*execution.sid);
            let row = ui
                .push_id(&execution.sid, |ui| {
                    kit::option_row(ui, &execution.title(), &execution.detail(), is_shown)
                })
                .inner;
            if row.on_hover_text(&execution.sid).clicked() {
                let sid = Some(execution.sid.clone());
                actions.push(Action::Mock(MockAction::ShowExecution(sid)));
            }
        }
    });
    ui.add_space(space::XS);
}
