//! What stands below the tabs: starting again, holding, stepping, the clock, and the way through the steps.

use egui::{RichText, Ui};

use super::duration;
use super::slider::{Steps, slider_ui};
use crate::editor::action::Action;
use crate::editor::command::Command;
use crate::editor::icon::{self, Icon};
use crate::editor::kit::IconButton;
use crate::editor::run::{Run, RunAction};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens};

const BUTTON: f32 = 28.0;
const GAP: f32 = 5.0;
/// The slider is at least so wide; what stands behind it gives way.
const SLIDER: f32 = 52.0;

/// Paints them.
pub(super) fn controls_ui(ui: &mut Ui, file: &OpenFlow, run: &Run, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let elsewhere = run.execution().map(|_| "Somebody else began this execution: it is only looked at");
        let over = elsewhere.or((!run.is_live()).then_some("The run is over"));
        button(ui, icon::RESTART, "Restart with the same answers", Some(Command::RunAgain), elsewhere)
            .then(|| actions.push(Action::Run(RunAction::Restart)));
        let at_start = (run.shown_steps() == 0).then_some("This is the start");
        button(ui, icon::STEP_BACK, "Step back", Some(Command::StepBack), at_start)
            .then(|| actions.push(Action::Command(Command::StepBack)));
        pause_ui(ui, run, over, actions);
        let is_back = run.position().is_some();
        let name =
            if is_back { "Step forward to what came next" } else { "Step: do one widget and hold again" };
        let nothing_next = over.filter(|_| !is_back);
        button(ui, icon::STEP, name, Some(Command::StepRun), nothing_next)
            .then(|| actions.push(Action::Command(Command::StepRun)));
        button(ui, icon::STOP, "Stop the run", Some(Command::Stop), over)
            .then(|| actions.push(Action::Run(RunAction::Stop)));
        time_ui(ui, run, over, actions);
        if run.execution().is_none() {
            tests_ui(ui, file, run, actions);
        }
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        steps_ui(ui, run, actions);
    });
}

/// Keeping the run as a test, and playing the tests, at the right end.
fn tests_ui(ui: &mut Ui, file: &OpenFlow, run: &Run, actions: &mut Vec<Action>) {
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let unsaved =
            file.document.path().is_none().then_some("Save the flow first: its tests lie beside its file");
        if button(ui, icon::CHECK, "Run the tests", Some(Command::ShowTests), unsaved) {
            actions.push(match file.tests {
                Some(_) => Action::PlayTests,
                None => Action::Command(Command::ShowTests),
            });
        }
        if button(ui, icon::SAVE, "Save this run as a test", None, run.not_kept_because()) {
            actions.push(Action::Command(Command::SaveAsTest));
        }
    });
}

fn button(ui: &mut Ui, icon: Icon, name: &str, command: Option<Command>, disabled: Option<&str>) -> bool {
    let keys = command.map(|command| crate::editor::command_keys(ui, command)).unwrap_or_default();
    let button = IconButton::new(icon, name).framed().edge(BUTTON, 14.0).disabled(disabled);
    let button = if keys.is_empty() { button } else { button.keys(&keys) };
    button.show(ui).clicked()
}

/// Pause, or going on, whichever can be done.
fn pause_ui(ui: &mut Ui, run: &Run, over: Option<&str>, actions: &mut Vec<Action>) {
    let (icon, name, command) = match (run.held().is_some(), run.wants_pause()) {
        (true, _) => (icon::PLAY, "Go on", Command::GoOn),
        (false, true) => (icon::PLAY, "Do not pause before the next widget", Command::GoOn),
        (false, false) => (icon::PAUSE, "Pause before the next widget", Command::PauseRun),
    };
    button(ui, icon, name, Some(command), over).then(|| actions.push(Action::Command(command)));
}

fn time_ui(ui: &mut Ui, run: &Run, over: Option<&str>, actions: &mut Vec<Action>) {
    let wait = run.waits_until_secs();
    let name = match wait {
        Some(Some(deadline)) => format!("Let the time pass, to {}", run.clock(deadline)),
        Some(None) => "Let the time pass: nothing ends this wait but the 30 days of an execution".to_owned(),
        None => "Let the time pass".to_owned(),
    };
    let idle = over.or(wait.is_none().then_some("Nothing waits"));
    button(ui, icon::CLOCK, &name, None, idle).then(|| actions.push(Action::Run(RunAction::LetTimePass)));
}

/// The slider over the steps, and where it stands. Where there is little room, the clock gives way to the steps.
fn steps_ui(ui: &mut Ui, run: &Run, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let (at, most) = (run.shown_steps(), run.all_steps());
    let clock = duration(run.shown_clock_secs());
    let steps = format!("{at} of {most}");
    let full = format!("{steps} · {clock}");
    let room = ui.available_width() - SLIDER - 8.0;
    let width_of =
        |text: &str| ui.painter().layout_no_wrap(text.to_owned(), theme::secondary(), tokens.text_2).size().x;
    let (text, width) = match width_of(&full) {
        width if width <= room => (full.clone(), width),
        _ => (steps.clone(), width_of(&steps)),
    };
    let says = match run.position() {
        Some(_) => format!("after {steps} steps"),
        None => format!("now, after {most} steps"),
    };
    let is_back = run.position().is_some();
    let slider = (ui.available_width() - width - 8.0).max(SLIDER);
    let (response, chosen) = slider_ui(ui, "Steps of the run", &says, slider, &Steps { at, most, is_back });
    if let Some(to) = chosen {
        actions.push(Action::Run(RunAction::GoTo(Some(to))));
    }
    let hint = match (most, is_back) {
        (0, _) => "No step was taken yet".to_owned(),
        (_, true) => format!("{full}. The run is shown as it was then; the end of the slider is now"),
        (_, false) => format!("{full}. Drag to see the run as it was, and answer something else there"),
    };
    response.on_hover_text(hint);
    ui.add_space(8.0 - GAP);
    let color = if is_back { tokens.accent } else { tokens.text_2 };
    let label = ui.label(RichText::new(text).font(theme::secondary()).color(color));
    label.on_hover_text(format!(
        "{full}: steps taken, and the time on the run's own clock. It moves only when you let it"
    ));
}
