//! The switch between what the simulator is about: a run, many contacts, a real execution.

use egui::Ui;

use crate::editor::action::Action;
use crate::editor::kit;
use crate::editor::state::{OpenFlow, SimulatorPage};
use crate::editor::theme::space;

/// The pages in their order.
const PAGES: [(SimulatorPage, &str); 3] =
    [(SimulatorPage::Run, "Run"), (SimulatorPage::Contacts, "Contacts"), (SimulatorPage::Loaded, "Compare")];

/// Paints it.
pub(super) fn pages_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    // Whoever runs the flow for one contact only needs no switch.
    let has_more = file.crowd.has_results() || file.loaded.shown.is_some();
    if file.simulator_page == SimulatorPage::Run && !has_more {
        return;
    }
    ui.add_space(space::S);
    let labels = PAGES.map(|(_, label)| label);
    let chosen = PAGES.iter().position(|(page, _)| *page == file.simulator_page);
    let picked = kit::segmented(ui, "What the simulator shows", &labels, chosen);
    if let Some((page, _)) = picked.and_then(|index| PAGES.get(index)) {
        actions.push(Action::ShowPage(*page));
    }
}
