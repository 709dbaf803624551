//! The panel in which a flow is talked to: a phone, the variables, the trace, and what went over HTTP.
//!
//! It reads the run of the shown flow and answers with actions; it knows nothing of how a run goes on.

mod ask;
mod assumed;
mod bubble;
mod controls;
mod executions;
mod header;
mod heights;
mod held;
mod keypad;
mod live_dialog;
mod log;
mod media;
mod pages;
mod past;
mod phone;
mod reasons;
mod requests;
mod run_dialog;
mod runs_list;
mod slider;
mod start_clock;
mod start_sets;
mod trace;
mod variables;
mod watches;

#[cfg(test)]
mod tests;

pub(in crate::editor) use held::held_in_words;
pub use live_dialog::{LiveLook, live_dialog_ui};
pub use run_dialog::run_dialog_ui;
pub(in crate::editor) use variables::takes_copy;

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Frame, Margin, Sense, Ui, Vec2};

use super::action::Action;
use super::command::Command;
use super::icon;
use super::kit;
use super::loaded::loaded_ui;
use super::run::{RunAction, Tab};
use super::state::{OpenFlow, SimulatorPage, State};
use super::theme::{self, Tokens, size, space};

/// Paints the panel.
pub fn simulator_ui(ui: &mut Ui, state: &State, file: &OpenFlow, actions: &mut Vec<Action>) {
    let mock = &state.mock;
    let padded = |top, bottom| Frame::new().inner_margin(Margin { left: 14, right: 14, top, bottom });
    padded(12, 0).show(ui, |ui| {
        header::header_ui(ui, file, mock, actions);
        pages::pages_ui(ui, file, actions);
        if file.simulator_page == SimulatorPage::Run {
            header::failures_ui(ui, mock, actions);
            executions::executions_ui(ui, file, actions);
            runs_list::runs_ui(ui, file, actions);
            // Otherwise it stands in the row of the runs.
            if let Some(run) = file.shown_run().filter(|_| file.runs.iter().len() == 0) {
                ui.add_space(space::XS);
                assumed::pill_ui(ui, file, run, actions);
            }
        }
    });
    match file.simulator_page {
        SimulatorPage::Run => {}
        SimulatorPage::Contacts => return super::crowd::page_ui(ui, file, actions),
        SimulatorPage::Loaded => return loaded_ui(ui, state, file, actions),
    }
    variables::spring_ui(ui, file, actions);
    let run = file.shown_run();
    if run.is_none() && mock.base.is_none() {
        padded(24, 0).show(ui, |ui| empty_ui(ui, actions));
        return;
    }
    padded(2, 0).show(ui, |ui| {
        let labels = Tab::ALL.map(Tab::label);
        let shown = Tab::ALL.iter().position(|tab| *tab == file.simulator_tab).unwrap_or_default();
        let chosen = kit::tab_strip(ui, &labels, shown).and_then(|index| Tab::ALL.get(index));
        actions.extend(chosen.map(|tab| Action::Run(RunAction::ShowTab(*tab))));
    });
    if let Some(run) = run {
        padded(9, 9).show(ui, |ui| {
            held::held_ui(ui, run, actions);
            controls::controls_ui(ui, file, run, actions);
        });
    }
    line_across(ui);
    if run.is_some_and(|run| run.execution().is_none() && !run.flow().is_same_as(file.flow())) {
        padded(8, 0).show(ui, |ui| {
            // In one line: the dialogue needs the room.
            if kit::problem_box(ui, kit::Severity::Info, "The flow has changed.", "", Some("Restart now")) {
                actions.push(Action::Run(RunAction::Restart));
            }
        });
    }
    padded(6, 12).show(ui, |ui| match (file.simulator_tab, run) {
        (Tab::Requests, _) => requests::requests_ui(ui, run, mock, actions),
        (Tab::Phone, Some(run)) => phone::phone_ui(ui, file, run, actions),
        (Tab::Variables, Some(run)) => match variables::Shown::now(ui, run) {
            Some(shown) => variables::variables_ui(ui, file, run, &shown, actions),
            None => nothing_ui(ui, "There are no variables yet."),
        },
        (Tab::Trace, Some(run)) => trace::trace_ui(ui, file, run, actions),
        (_, None) => empty_ui(ui, actions),
    });
}

fn empty_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    let text =
        "Run the flow and write to it as the contact would. Messages go to a Twilio inside this program.";
    if kit::empty_state(ui, icon::MESSAGE, "No run yet", text, &["Run the flow…"]).is_some() {
        actions.push(Action::Command(Command::Run));
    }
}

/// Whether the window is so low that the dialogue needs what else could be shown.
fn is_low(ui: &Ui) -> bool {
    ui.ctx().content_rect().height() < 860.0
}

/// A line from edge to edge.
fn line_across(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 1.0), Sense::hover());
    let y = ui.painter().round_to_pixel_center(rect.center().y);
    ui.painter().hline(rect.x_range(), y, egui::Stroke::new(size::BORDER, Tokens::of(ui).line));
}

/// `00:14`, `1:02:03`, `2 d 0:00:00`.
fn duration(secs: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the clock is positive, and casts from float to integer saturate"
    )]
    let whole = secs.max(0.0) as u64;
    let (days, hours, minutes, seconds) = (whole / 86_400, whole / 3600 % 24, whole / 60 % 60, whole % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes:02}:{seconds:02}"),
        (0, _) => format!("{hours}:{minutes:02}:{seconds:02}"),
        _ => format!("{days} d {hours}:{minutes:02}:{seconds:02}"),
    }
}

/// Semibold words, plain ones, and semibold ones again.
fn strong_then(strong: &str, text: &str, end: &str, font: &FontId, color: egui::Color32) -> LayoutJob {
    let mut job = LayoutJob::default();
    let semibold = TextFormat::simple(theme::semibold(font.size), color);
    job.append(strong, 0.0, semibold.clone());
    job.append(text, 0.0, TextFormat::simple(font.clone(), color));
    job.append(end, 0.0, semibold);
    job
}

/// Shows a widget on the canvas, without leaving the simulator for the inspector.
fn show_widget(widget: crate::flow::WidgetId, actions: &mut Vec<Action>) {
    actions.push(Action::Reveal { widget, field: None });
    actions.push(Action::ShowRight(super::state::RightPanel::Simulator));
}

/// A text on one line that ends in "…" where the width is not enough.
fn one_line(
    ui: &Ui,
    text: &str,
    font: FontId,
    color: egui::Color32,
    max_width: f32,
) -> std::sync::Arc<egui::Galley> {
    // What is far too long for any line need not be laid out.
    let end = text.char_indices().nth(400).map_or(text.len(), |(end, _)| end);
    let text = text.get(..end).unwrap_or_default();
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(max_width.max(0.0));
    ui.painter().layout_job(job)
}

/// Shows which row has the keyboard.
fn focus_ring(ui: &Ui, response: &egui::Response, corner_radius: u8) {
    if response.has_focus() {
        let stroke = egui::Stroke::new(size::FOCUS, Tokens::of(ui).accent);
        ui.painter().rect_stroke(response.rect, corner_radius, stroke, egui::StrokeKind::Inside);
    }
}

/// What stands in a tab that has nothing to show yet.
fn nothing_ui(ui: &mut Ui, text: &str) {
    ui.add_space(space::L);
    ui.vertical_centered(|ui| kit::secondary_text(ui, text));
}
