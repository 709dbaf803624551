//! The text of the selected widget or of the whole flow beside the canvas, to be changed there as well.
//!
//! What is typed is a draft until it is JSON and the typing pauses; until then the canvas keeps the last good version.
//! What [`reading`] works out is made when a text changes, never while it is only painted.

mod code;
mod lines;
mod reading;
#[cfg(test)]
mod tests;
mod view;

use egui::{Align, Frame, Layout, Margin, Panel, Ui};

use super::action::Action;
use super::command::Command;
use super::findings::with_capital;
use super::icon;
use super::kit::{self, IconButton, Severity};
use super::state::{OpenFlow, State};
use super::theme::Tokens;
use view::What;

pub use reading::flow_trouble;
pub use view::JsonView;
pub(in crate::editor) use view::flow_edit;

/// Shows the panel at the right of the canvas.
pub fn json_panel_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    let width = ui.available_width();
    let Some(file) = state.active_mut() else { return };
    let mut view = std::mem::take(&mut file.json);
    let tokens = Tokens::of(ui);
    let frame =
        Frame::new().fill(tokens.panel).inner_margin(Margin { left: 12, right: 8, top: 8, bottom: 6 });
    let most = (width * 0.7).max(240.0);
    Panel::right("json")
        .default_size((width * 0.42).clamp(240.0, 460.0))
        .size_range(240.0_f32.min(most)..=most)
        .frame(frame)
        .show(ui, |ui| {
            ui.push_id(file.key.0, |ui| contents_ui(ui, file, &mut view, actions));
        });
    file.json = view;
}

fn contents_ui(ui: &mut Ui, file: &OpenFlow, view: &mut JsonView, actions: &mut Vec<Action>) {
    head_ui(ui, file, view, actions);
    ui.add_space(6.0);
    let chosen =
        kit::segmented(ui, "What is shown", &["Widget", "Whole flow"], Some(usize::from(view.is_whole)));
    if let Some(chosen) = chosen {
        view.is_whole = chosen == 1;
    }
    ui.add_space(6.0);
    let what = match (view.is_whole, file.selected_widget()) {
        (true, _) => What::Flow,
        (false, Some(widget)) => What::Widget(widget),
        (false, None) => {
            view.leave();
            nothing_ui(ui, file, view);
            return;
        }
    };
    view.refresh(ui, file, what);
    told_ui(ui, view);
    match view.why_read_only() {
        Some(why) => {
            kit::problem_box(ui, Severity::Info, "To be read only.", why, None);
            ui.add_space(4.0);
            lines::lines_ui(ui, file, view, actions);
        }
        None => code::code_ui(ui, file, view, actions),
    }
}

fn head_ui(ui: &mut Ui, file: &OpenFlow, view: &mut JsonView, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        kit::title_text(ui, "JSON");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let keys = super::command_keys(ui, Command::ShowJson);
            let close = IconButton::new(icon::CLOSE, "Hide the JSON").keys(&keys).edge(26.0, 14.0);
            if close.show(ui).clicked() {
                actions.push(Action::Command(Command::ShowJson));
            }
            let nothing = view.text().is_empty().then_some("There is no text");
            if IconButton::new(icon::COPY, "Copy the JSON")
                .disabled(nothing)
                .edge(26.0, 14.0)
                .show(ui)
                .clicked()
            {
                let what = match view.what() {
                    Some(What::Widget(id)) => {
                        format!(
                            "the JSON of {}",
                            file.flow().widget(id).map_or("a widget", |widget| widget.title())
                        )
                    }
                    _ => "the JSON of the flow".to_owned(),
                };
                actions.push(Action::Copy { text: view.text().to_owned(), what });
            }
            let unchanged = (!view.has_draft(file)).then_some("Nothing is waiting to be taken over");
            let revert =
                IconButton::new(icon::UNDO, "Drop what was typed").disabled(unchanged).edge(26.0, 14.0);
            if revert.show(ui).clicked() {
                view.revert();
                actions.push(Action::Draft(None));
            }
        });
    });
}

fn nothing_ui(ui: &mut Ui, file: &OpenFlow, view: &mut JsonView) {
    let many = file.selection.cards.len();
    let text = if many > 1 {
        format!("{many} widgets are selected. Select one of them to see its text.")
    } else {
        "Select a widget to see its text and to change it here.".to_owned()
    };
    if kit::empty_state(ui, icon::CODE, "No widget", &text, &["Show the whole flow"]).is_some() {
        view.is_whole = true;
    }
}

/// What keeps the text from being taken over.
fn told_ui(ui: &mut Ui, view: &JsonView) {
    if let Some(trouble) = view.trouble() {
        let message = format!("Line {}: {}", trouble.line + 1, trouble.message);
        kit::problem_box(ui, Severity::Error, "Not taken over yet.", &with_capital(&message), None);
        ui.add_space(4.0);
    }
}
