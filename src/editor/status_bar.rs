//! The status line: problems, size, the last change, how the file is written.

use std::time::Duration;

use egui::{Align, Id, Layout, RichText, Sense, Ui};

use super::action::Action;
use super::command::Command;
use super::icon;
use super::kit;
use super::settings::LeftPanel;
use super::state::{OpenFlow, Saving, State};
use super::theme::{self, Tokens, size};
use super::window::WindowAction;
use crate::check::Severity;
use crate::editor::counts::counted;

/// How long the last change is told.
const NEWS_SECS: f64 = 8.0;
/// What is done sooner is not told.
const NOTICED_SECS: f64 = 0.4;

/// Paints the line.
pub fn status_bar_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let bar = ui.max_rect();
    let tokens = Tokens::of(ui);
    ui.painter().hline(bar.x_range(), bar.top() + 0.5, egui::Stroke::new(size::BORDER, tokens.line));
    let Some(file) = state.active() else { return };
    ui.horizontal_centered(|ui| {
        ui.add_space(12.0);
        let errors = file.derived.findings.count(Severity::Error);
        let warnings = file.derived.findings.count(Severity::Warning);
        let quiet = tokens.text_2;
        let error_color = if errors > 0 { tokens.error } else { quiet };
        let warn_color = if warnings > 0 { tokens.warn } else { quiet };
        let errors_pressed = sign_ui(ui, icon::ERROR, error_color, errors, "errors");
        let warnings_pressed = sign_ui(ui, icon::WARNING, warn_color, warnings, "warnings");
        if (errors_pressed || warnings_pressed) && !state.shows_left(LeftPanel::Problems) {
            actions.push(Action::Command(Command::ShowProblems));
        }
        text(ui, &counted(file.flow().widgets().len(), "widget"));
        if !file.selection.cards.is_empty() {
            text(ui, &format!("{} selected", file.selection.cards.len()));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(12.0);
            text(ui, &layout_of(file.flow()));
            if let Some(told) = run_in_words(file) {
                text(ui, &told);
            }
            if let Some(name) = last_change(ui, file) {
                let keys = super::command_keys(ui, Command::Undo);
                let keys = if keys.is_empty() { String::new() } else { format!(" · {keys}") };
                text(ui, &format!("{name}{keys}"));
            }
            progress_ui(ui, state, file, actions);
        });
    });
}

/// The last change, for as long as it is news.
fn last_change<'a>(ui: &Ui, file: &'a OpenFlow) -> Option<&'a str> {
    let history = file.document.history();
    let name = history.undo_name()?;
    let now = ui.input(|input| input.time);
    let id = Id::unique(("status.change", file.key.0));
    let what = (history.at(), name.to_owned());
    let known: Option<((usize, String), f64)> = ui.data(|data| data.get_temp(id));
    let since = match known {
        Some((known, since)) if known == what => since,
        _ => {
            ui.data_mut(|data| data.insert_temp(id, (what, now)));
            now
        }
    };
    let rest_secs = since + NEWS_SECS - now;
    if rest_secs <= 0.0 {
        return None;
    }
    ui.ctx().request_repaint_after(Duration::from_secs_f64(rest_secs));
    Some(name)
}

/// What goes on behind the window, as soon as it takes long enough to be noticed.
fn progress_ui(ui: &mut Ui, state: &State, file: &OpenFlow, actions: &mut Vec<Action>) {
    let saving = file.saving != Saving::Idle;
    let told = match () {
        () if state.reading == 1 => Some("Opening a file…".to_owned()),
        () if state.reading > 1 => Some(format!("Opening {} files…", state.reading)),
        () if saving => Some("Saving…".to_owned()),
        () if file.derived.is_waiting() => Some("Checking…".to_owned()),
        () => None,
    };
    let id = Id::unique("status.busy");
    let Some(told) = told else {
        return ui.data_mut(|data| data.remove::<f64>(id));
    };
    let now = ui.input(|input| input.time);
    let since = ui.data_mut(|data| *data.get_temp_mut_or(id, now));
    let wait_secs = since + NOTICED_SECS - now;
    if wait_secs > 0.0 {
        return ui.ctx().request_repaint_after(Duration::from_secs_f64(wait_secs));
    }
    if state.reading > 0 && kit::link_button(ui, "Cancel").clicked() {
        actions.push(Action::Window(WindowAction::StopReading));
    }
    text(ui, &told);
    // It stands still: something that turns would paint the whole window again and again.
    let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(13.0), Sense::hover());
    icon::paint_icon(ui.painter(), rect.center(), icon::CLOCK, 13.0, Tokens::of(ui).accent);
}

/// Where the run that is shown stands: held, or as it was some steps ago.
fn run_in_words(file: &OpenFlow) -> Option<String> {
    let run = file.shown_run()?;
    let name = |id| run.flow().widget(id).map(|widget| widget.title().to_owned());
    let at = run.shown_current().and_then(name);
    match (run.position(), run.held()) {
        (Some(step), _) => {
            let at = at.map(|at| format!(", at {at}")).unwrap_or_default();
            Some(format!("After step {step} of {}{at}", run.all_steps()))
        }
        (None, Some(held)) => Some(super::simulator::held_in_words(held)),
        (None, None) if run.waits_until_secs().is_some() => at.map(|at| format!("Waits at {at}")),
        (None, None) => None,
    }
}

fn text(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(theme::secondary()).color(Tokens::of(ui).text_2));
    ui.add_space(8.0);
}

/// A sign and a number; whether it was clicked.
fn sign_ui(ui: &mut Ui, icon: icon::Icon, color: egui::Color32, count: usize, what: &str) -> bool {
    let label =
        egui::Label::new(RichText::new(format!("{icon} {count}")).font(theme::secondary()).color(color));
    let response = ui.add(label.sense(Sense::click()).selectable(false));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{count} {what}")));
    ui.add_space(4.0);
    response.on_hover_text(format!("{count} {what}: show the problems")).clicked()
}

fn layout_of(flow: &crate::flow::Flow) -> String {
    let indent = match flow.style().indent.as_deref() {
        None => "one line".to_owned(),
        Some(indent) if indent.contains('\t') => "tabs".to_owned(),
        Some(indent) => counted(indent.len(), "space"),
    };
    format!("UTF-8 · {indent}")
}
