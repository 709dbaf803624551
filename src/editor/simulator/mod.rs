//! The panel in which a flow is talked to: a phone, the variables, the trace, and what went over HTTP.
//!
//! It reads the run of the shown flow and answers with actions; it knows nothing of how a run goes on.

mod assumed;
mod bubble;
mod executions;
mod header;
mod live_dialog;
mod log;
mod phone;
mod reasons;
mod requests;
mod run_dialog;
mod start_clock;
mod start_sets;
mod trace;
mod variables;
mod watches;

#[cfg(test)]
mod tests;

pub use live_dialog::{LiveLook, live_dialog_ui};
pub use run_dialog::run_dialog_ui;
pub(in crate::editor) use variables::takes_copy;

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, FontId, Frame, Layout, Margin, RichText, Sense, Ui, Vec2};

use super::action::Action;
use super::command::Command;
use super::icon;
use super::kit::{self, IconButton};
use super::loaded::loaded_ui;
use super::run::{Run, RunAction, Tab};
use super::state::{OpenFlow, SimulatorPage, State};
use super::theme::{self, Tokens, size, space};

/// Paints the panel.
pub fn simulator_ui(ui: &mut Ui, state: &State, file: &OpenFlow, actions: &mut Vec<Action>) {
    let mock = &state.mock;
    let padded = |top, bottom| Frame::new().inner_margin(Margin { left: 14, right: 14, top, bottom });
    padded(12, 0).show(ui, |ui| {
        header::header_ui(ui, file, mock, actions);
        pages_ui(ui, file, actions);
        if file.simulator_page == SimulatorPage::Run {
            header::failures_ui(ui, mock, actions);
            executions::executions_ui(ui, file, actions);
            if let Some(run) = file.shown_run() {
                assumed::pill_ui(ui, file, run, actions);
            }
        }
    });
    if file.simulator_page == SimulatorPage::Contacts {
        return super::crowd::page_ui(ui, file, actions);
    }
    if file.simulator_page == SimulatorPage::Loaded {
        return loaded_ui(ui, state, file, actions);
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
        padded(9, 9).show(ui, |ui| controls_ui(ui, run, actions));
    }
    line_across(ui);
    if run.is_some_and(|run| run.execution().is_none() && !run.flow().is_same_as(file.flow())) {
        padded(8, 0).show(ui, |ui| {
            let text = "Restart to run the new version.";
            if kit::problem_box(ui, kit::Severity::Info, "The flow has changed.", text, Some("Restart now")) {
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

/// The switch between one contact, many, and a loaded execution: there once somebody has been on another page.
fn pages_ui(ui: &mut Ui, file: &OpenFlow, actions: &mut Vec<Action>) {
    const PAGES: [(SimulatorPage, &str); 3] = [
        (SimulatorPage::Run, "Run"),
        (SimulatorPage::Contacts, "Contacts"),
        (SimulatorPage::Loaded, "Compare"),
    ];
    let is_used = file.crowd.has_results() || file.loaded.shown.is_some();
    if file.simulator_page == SimulatorPage::Run && !is_used {
        return;
    }
    ui.add_space(space::S);
    let labels = PAGES.map(|(_, label)| label);
    let shown = PAGES.iter().position(|(page, _)| *page == file.simulator_page);
    let chosen = kit::segmented(ui, "What the simulator shows", &labels, shown);
    actions.extend(chosen.and_then(|index| PAGES.get(index)).map(|(page, _)| Action::ShowPage(*page)));
}

fn empty_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    let text =
        "Run the flow and write to it as the contact would. Messages go to a Twilio inside this program.";
    if kit::empty_state(ui, icon::MESSAGE, "No run yet", text, &["Run the flow…"]).is_some() {
        actions.push(Action::Command(Command::Run));
    }
}

fn controls_ui(ui: &mut Ui, run: &Run, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let elsewhere = run.execution().map(|_| "Somebody else began this execution: it is only looked at");
        let restart = IconButton::new(icon::RESTART, "Restart with the same answers").framed();
        let keys = super::command_keys(ui, Command::RunAgain);
        if restart.keys(&keys).disabled(elsewhere).show(ui).clicked() {
            actions.push(Action::Run(RunAction::Restart));
        }
        let over = elsewhere.or((!run.is_live()).then_some("The run is over"));
        if IconButton::new(icon::STOP, "Stop the run").framed().disabled(over).show(ui).clicked() {
            actions.push(Action::Run(RunAction::Stop));
        }
        let wait = run.waits_until_secs();
        let name = match wait {
            Some(Some(deadline)) => format!("Let the time pass, to {}", run.clock(deadline)),
            Some(None) => {
                "Let the time pass: nothing ends this wait but the 30 days of an execution".to_owned()
            }
            None => "Let the time pass".to_owned(),
        };
        let idle = over.or(wait.is_none().then_some("Nothing waits"));
        if IconButton::new(icon::CLOCK, &name).framed().disabled(idle).show(ui).clicked() {
            actions.push(Action::Run(RunAction::LetTimePass));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let steps = super::status_bar::plural(run.steps().len(), "step");
            let text = format!("{steps} · {}", duration(run.clock_secs()));
            let label = ui.label(RichText::new(text).font(theme::secondary()).color(tokens.text_2));
            label.on_hover_text(
                "Steps taken, and the time on the run's own clock. It moves only when you let it",
            );
        });
    });
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
