//! What stands where no flow is open.

use egui::Ui;

use super::action::Action;
use super::command::Command;
use super::icon;
use super::kit;
use super::state::State;
use super::theme::Tokens;

/// Paints the page.
pub fn start_page_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if state.reading > 0 {
        ui.centered_and_justified(|ui| kit::secondary_text(ui, "Opening…"));
        return;
    }
    let height = ui.available_height();
    ui.add_space((height * 0.18).max(16.0));
    let text = "All on this machine. Files dropped here open too, and so does a definition that is pasted.";
    let pressed = kit::empty_state(
        ui,
        icon::LOGO,
        "Open a Studio flow",
        text,
        &["Open…", "New flow", "New from clipboard"],
    );
    match pressed {
        Some(0) => actions.push(Action::Command(Command::Open)),
        Some(1) => actions.push(Action::Command(Command::New)),
        Some(_) => actions.push(Action::Command(Command::NewFromClipboard)),
        None => {}
    }
    if state.settings.recent.is_empty() {
        return;
    }
    ui.vertical_centered(|ui| {
        ui.set_max_width(420.0);
        kit::secondary_text(ui, "Recent");
        for path in state.settings.recent.iter().take(6) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let color = Tokens::of(ui).text_2;
            let row = kit::tile_row(ui, icon::FILE, color, &name).on_hover_text(path.display().to_string());
            if row.clicked() {
                actions.push(Action::Open(vec![path.clone()]));
            }
        }
    });
}
