//! The page: how an execution comes in while there is none, and both runs side by side once there is.

use egui::{Frame, Label, Margin, RichText, ScrollArea, Ui};

use super::{LoadedAction, Shown, detail, form, steps};
use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit::{self, Button, IconButton, Severity};
use crate::editor::state::{OpenFlow, RightPanel, State};
use crate::editor::theme::{self, Tokens, size, space};
use crate::sim::compare::Verdict;

/// Paints the page below the panel's header.
pub fn loaded_ui(ui: &mut Ui, state: &State, file: &OpenFlow, actions: &mut Vec<Action>) {
    let padded = |top, bottom| Frame::new().inner_margin(Margin { left: 14, right: 14, top, bottom });
    match &file.loaded.shown {
        Some(shown) => padded(10, 12).show(ui, |ui| shown_ui(ui, file, shown, actions)).inner,
        None => {
            ScrollArea::vertical().id_salt("loaded.form").auto_shrink([false, false]).show(ui, |ui| {
                padded(10, 12).show(ui, |ui| form::form_ui(ui, state, file, actions));
            });
        }
    }
}

fn shown_ui(ui: &mut Ui, file: &OpenFlow, shown: &Shown, actions: &mut Vec<Action>) {
    let act = |action: LoadedAction| Action::Loaded(action);
    head_ui(ui, shown, actions);
    ui.add_space(space::S);
    if let Some(busy) = &file.loaded.busy {
        form::busy_ui(ui, busy, actions);
    }
    if let Some(trouble) = &file.loaded.trouble {
        kit::problem_box(ui, Severity::Error, "Not compared.", trouble, None);
        ui.add_space(space::S);
    }
    if !shown.flow.is_same_as(file.flow()) {
        let text = "What stands here is of the version before.";
        if kit::problem_box(ui, Severity::Info, "The flow has changed.", text, Some("Compare again")) {
            actions.push(act(LoadedAction::Again));
        }
        ui.add_space(space::S);
    }
    verdict_ui(ui, shown, actions);
    ui.add_space(space::S);
    // The reasons above may take any room; the list has some at least.
    let room = ui.available_height();
    steps::steps_ui(ui, file, shown, (room * 0.46).max(6.0 * steps::ROW), actions);
    ui.add_space(space::S);
    ScrollArea::vertical().id_salt("loaded.detail").auto_shrink([false, false]).show(ui, |ui| {
        detail::detail_ui(ui, file, shown, actions);
    });
}

fn head_ui(ui: &mut Ui, shown: &Shown, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            if IconButton::new(icon::CLOSE, "Compare another execution").edge(26.0, 14.0).show(ui).clicked() {
                actions.push(Action::Loaded(LoadedAction::Leave));
            }
            if IconButton::new(icon::RESTART, "Compare again").edge(26.0, 14.0).show(ui).clicked() {
                actions.push(Action::Loaded(LoadedAction::Again));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let name = RichText::new(shown.name()).font(theme::mono()).color(tokens.text_2);
                let began = shown.real.began.map(|began| began.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
                let label = ui.add(Label::new(name).truncate());
                label.on_hover_text(match began {
                    Some(began) => format!("{}, began {began}", shown.name()),
                    None => shown.name().to_owned(),
                });
            });
        });
    });
}

/// What was found, and where.
fn verdict_ui(ui: &mut Ui, shown: &Shown, actions: &mut Vec<Action>) {
    let comparison = &shown.comparison;
    let (severity, title) = match comparison.verdict {
        Verdict::Equal => (Severity::Info, "The two are the same."),
        Verdict::Differs if comparison.first.is_some() => (Severity::Warning, "The two part."),
        Verdict::Differs => (Severity::Warning, "Variables differ."),
        Verdict::OtherRevision => (Severity::Warning, "It was another flow."),
        Verdict::NotRun => (Severity::Info, "Only the real path is shown."),
    };
    let action = shown.first_row.map(|_| "Show on the canvas");
    let is_shown = kit::problem_box(ui, severity, title, &format!("{}.", comparison.summary), action);
    if let (true, Some(row)) = (is_shown, shown.first_row) {
        show(shown, row, actions);
    }
    let reasons = comparison.first.iter().flat_map(|first| &first.why);
    let told =
        reasons.chain(comparison.revision.iter().filter(|_| comparison.verdict == Verdict::OtherRevision));
    let told: Vec<&String> = told.collect();
    if told.is_empty() {
        return;
    }
    ui.add_space(space::XS);
    // A long story must not push the list away.
    ScrollArea::vertical().id_salt("loaded.why").max_height(112.0).auto_shrink([false, true]).show(
        ui,
        |ui| {
            for text in told {
                sentence_ui(ui, text);
            }
        },
    );
}

/// Chooses a row and brings its widget into view on the canvas.
pub(super) fn show(shown: &Shown, row: usize, actions: &mut Vec<Action>) {
    actions.push(Action::Loaded(LoadedAction::Choose(row)));
    if let Some(widget) = shown.widget(row) {
        actions.push(Action::Reveal { widget, field: None });
        actions.push(Action::ShowRight(RightPanel::Simulator));
    }
}

/// A sentence of a list, behind a dot.
pub(super) fn sentence_ui(ui: &mut Ui, text: &str) {
    let tokens = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(RichText::new("•").font(theme::secondary()).color(tokens.text_3));
        let job = kit::rich_text(text, &theme::secondary(), tokens.text_2);
        ui.add(Label::new(job).wrap());
    });
}

/// A heading within the page.
pub(super) fn heading_ui(ui: &mut Ui, text: &str) {
    let tokens = Tokens::of(ui);
    let label = ui.label(RichText::new(text).font(theme::semibold(size::SECONDARY)).color(tokens.text));
    kit::as_heading(&label, text);
    ui.add_space(2.0);
}

/// A button in the middle of a form.
pub(super) fn button(ui: &mut Ui, text: &str, why_not: Option<&str>, is_primary: bool) -> bool {
    let button = if is_primary { Button::primary(text) } else { Button::secondary(text) };
    button.disabled(why_not).show(ui).clicked()
}
