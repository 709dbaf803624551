//! What the question looks like.

use egui::{Context, Ui};

use super::question::Field;
use super::{ExtractAnswer, ExtractQuestion};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions, FieldState, Severity};
use crate::editor::theme::{self, Tokens, space};
use crate::widgets::extract::Passed;

const WIDTH: f32 = 560.0;
/// The room for the name of what is passed.
const KEY: f32 = 190.0;

/// Asks how a selection becomes a subflow. What is typed comes back as [`ExtractAnswer::Changed`].
pub fn extract_dialog_ui(ctx: &Context, question: &ExtractQuestion) -> Option<DialogAnswer> {
    let refusal = question.refusal();
    let why = refusal.as_ref().map(|(_, text)| text.as_str());
    let buttons = [DialogButton::secondary("Cancel"), DialogButton::primary("Extract").disabled(why)];
    let count = question.plan.count();
    let title = match count {
        1 => "Extract 1 widget to a subflow".to_owned(),
        count => format!("Extract {count} widgets to a subflow"),
    };
    let mut edited = question.clone();
    let mut is_changed = false;
    let answer = kit::dialog(ctx, &title, WIDTH, &buttons, |ui| {
        is_changed = body_ui(ui, &mut edited, refusal.as_ref());
    });
    match answer {
        Some(Answer::Button(1)) => Some(DialogAnswer::Extract(ExtractAnswer::Extract)),
        Some(_) => Some(DialogAnswer::Cancel),
        None if is_changed => Some(DialogAnswer::Extract(ExtractAnswer::Changed(Box::new(edited)))),
        None => None,
    }
}

fn body_ui(ui: &mut Ui, question: &mut ExtractQuestion, refusal: Option<&(Field, String)>) -> bool {
    ui.spacing_mut().item_spacing.y = space::S;
    let mut is_changed = question.is_new;
    let state = |field: Field| match refusal {
        Some((wrong, _)) if *wrong == field => FieldState::Error,
        _ => FieldState::Normal,
    };
    let half = (ui.available_width() - space::M) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let options = FieldOptions {
            focus: question.is_new,
            state: state(Field::Name),
            width: Some(half),
            ..FieldOptions::default()
        };
        let name = "Name of the widget that runs it";
        is_changed |= field_ui(ui, half, name, &mut question.name, "A name", &options);
        let options =
            FieldOptions { state: state(Field::File), width: Some(half), ..FieldOptions::default() };
        is_changed |= field_ui(ui, half, "File beside this flow", &mut question.file, "name.json", &options);
    });
    let options = FieldOptions { state: state(Field::Sid), mono: true, ..FieldOptions::default() };
    let width = ui.available_width();
    is_changed |= field_ui(
        ui,
        width,
        "SID of the subflow",
        &mut question.sid,
        "FW…, empty until it was pushed",
        &options,
    );
    if question.sid.trim().is_empty() {
        let sid = question.naming().sid;
        let text =
            format!("Until then the widget names `{sid}`, and the check says that the SID is missing.");
        let tokens = Tokens::of(ui);
        ui.label(kit::rich_text(&text, &theme::hint(), tokens.text_2));
    }
    question.is_new = false;
    if let Some(failed) = &question.failed {
        kit::problem_box(ui, Severity::Error, "The subflow was not made.", failed, None);
    } else if let Some((_, text)) = refusal {
        kit::problem_box(ui, Severity::Error, "Not yet.", text, None);
    }
    is_changed |= passed_ui(ui, question);
    ways_ui(ui, question);
    for note in &question.plan.notes {
        kit::problem_box(ui, Severity::Info, "Note.", note, None);
    }
    is_changed
}

fn field_ui(
    ui: &mut Ui,
    width: f32,
    name: &str,
    text: &mut String,
    hint: &str,
    options: &FieldOptions,
) -> bool {
    let room = egui::vec2(width, 0.0);
    let shown = ui.allocate_ui_with_layout(room, egui::Layout::top_down(egui::Align::Min), |ui| {
        kit::labelled(ui, name, false, |ui| kit::text_field(ui, name, name, text, hint, options)).inner
    });
    shown.inner.changed
}

/// What goes in and what comes back, each with its name.
fn passed_ui(ui: &mut Ui, question: &mut ExtractQuestion) -> bool {
    let mut is_changed = false;
    let plan = &mut question.plan;
    if plan.parameters.is_empty() {
        kit::secondary_text(ui, "Nothing has to be passed to it.");
    } else {
        kit::body_text(ui, "Parameters: what it is given");
        for (index, passed) in plan.parameters.iter_mut().enumerate() {
            is_changed |= one_ui(ui, ("parameter", index), "Parameter", passed, "from");
        }
    }
    ui.add_space(space::XS);
    if plan.results.is_empty() && plan.variables.is_empty() {
        kit::secondary_text(ui, "Nothing of it is read afterwards.");
        return is_changed;
    }
    kit::body_text(ui, "Variables: what comes back");
    for (index, passed) in plan.results.iter_mut().enumerate() {
        is_changed |= one_ui(ui, ("result", index), "Variable", passed, "set to");
    }
    if !plan.variables.is_empty() {
        let all: Vec<String> = plan.variables.iter().map(|name| format!("`{name}`")).collect();
        let (verb, them) = if all.len() == 1 { ("comes", "it") } else { ("come", "them") };
        let text = format!("{} {verb} back anyway: the subflow sets {them} itself.", all.join(", "));
        let tokens = Tokens::of(ui);
        ui.label(kit::rich_text(&text, &theme::secondary(), tokens.text_2));
    }
    is_changed
}

fn one_ui(ui: &mut Ui, id: (&'static str, usize), what: &str, passed: &mut Passed, word: &str) -> bool {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let options = FieldOptions { mono: true, width: Some(KEY), ..FieldOptions::default() };
        let name = format!("{what} for {}", passed.path);
        let changed = kit::text_field(ui, id, &name, &mut passed.key, "A name", &options).changed;
        let times =
            if passed.count == 1 { "read once".to_owned() } else { format!("read {} times", passed.count) };
        let tokens = Tokens::of(ui);
        let text = format!("{word} `{}`, {times}", passed.path);
        ui.add(egui::Label::new(kit::rich_text(&text, &theme::secondary(), tokens.text_2)).truncate());
        changed
    })
    .inner
}

/// Where it leads on.
fn ways_ui(ui: &mut Ui, question: &ExtractQuestion) {
    let exits = question.plan.exits();
    let text = match exits.as_slice() {
        [] => "Nothing follows it.".to_owned(),
        [only] => format!("{only} follows it."),
        several => format!(
            "{} ways lead on, to {}: the subflow sets by which it was left, and a split behind it tells them apart.",
            several.len(),
            several.join(", ")
        ),
    };
    kit::secondary_text(ui, &text);
}
