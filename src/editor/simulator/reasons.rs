//! Why a step was left as it was: what happened at it, its conditions one by one, what it rests on and what it changed.

use egui::text::{LayoutJob, TextFormat};
use egui::{Frame, Label, Margin, RichText, Ui};

use super::assumed;
use crate::editor::action::Action;
use crate::editor::icon::{self, Icon};
use crate::editor::kit;
use crate::editor::run::{Run, RunAction, StepRow, Tab};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, size, space};
use crate::editor::variable_tree::Change;
use crate::editor::why::{WhyAction, WhyAnswer};
use crate::flow::{Transition, Widget};
use crate::widgets::explain::{Branch, Compared, Explanation, Fate, Tell, Tried};
use crate::widgets::output_label;

/// So many changed variables are told here; the tab of variables shows all.
const MOST_CHANGES: usize = 8;
/// So many characters of a value are shown.
const MOST_CHARS: usize = 80;

/// Paints what is known of a step.
pub(super) fn reasons_ui(ui: &mut Ui, file: &OpenFlow, run: &Run, step: &StepRow, actions: &mut Vec<Action>) {
    let frame = Frame::new().inner_margin(Margin { left: 20, right: 4, top: 6, bottom: 10 });
    frame.show(ui, |ui| {
        ui.push_id(("simulator.why", step.number), |ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            ui.set_min_width(ui.available_width());
            let answer = file.why.answer_of(run, step.number);
            let mut has_reason = facts_ui(ui, step);
            match answer.map(|answer| &answer.told) {
                Some(Ok(Some((widget, told)))) => {
                    explanation_ui(ui, step, widget, told);
                    has_reason = true;
                }
                Some(Err(error)) => {
                    let text = format!("Its conditions cannot be told: {error}");
                    kit::problem_box(ui, kit::Severity::Warning, "Not known.", &text, None);
                    has_reason = true;
                }
                Some(Ok(None)) => {}
                None => {
                    kit::hint_text(ui, "Working it out…");
                }
            }
            if !has_reason && answer.is_some() {
                kit::secondary_text(ui, &format!("It was left by {}; nothing else decided it.", step.event));
            }
            if !step.assumptions.is_empty() {
                heading(ui, "Rests on what nobody has confirmed");
                for took in &step.assumptions {
                    assumed::card_ui(ui, file, run, &took.id, &took.took, actions);
                }
            }
            if let Some(answer) = answer {
                changes_ui(ui, answer, actions);
            }
        });
    });
}

fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(space::XS);
    let tokens = Tokens::of(ui);
    let label = ui.label(RichText::new(text).font(theme::semibold(size::SECONDARY)).color(tokens.text));
    kit::as_heading(&label, text);
}

/// What happened at the step; whether there was anything.
fn facts_ui(ui: &mut Ui, step: &StepRow) -> bool {
    let is_forced = step.why.as_deref() == Some("forced");
    if is_forced {
        let text = format!("It was made to leave by {}, whatever it would have done.", step.event);
        kit::problem_box(ui, kit::Severity::Info, "Forced.", &text, None);
    }
    for fact in &step.facts {
        let tokens = Tokens::of(ui);
        ui.add(Label::new(RichText::new(fact).font(theme::secondary()).color(tokens.text_2)).wrap());
    }
    is_forced || !step.facts.is_empty()
}

fn explanation_ui(ui: &mut Ui, step: &StepRow, widget: &Widget, told: &Explanation) {
    heading(ui, "Conditions, in the order in which they are tried");
    if (told.taken, &*told.event) != (step.transition, &*step.event) && step.why.as_deref() != Some("forced")
    {
        let text = "What stands here is how it would go now: the file has changed since the run.";
        kit::problem_box(ui, kit::Severity::Warning, "The run went another way.", text, None);
    }
    if told.branches.is_empty() {
        kit::secondary_text(ui, "There is no condition, so No Condition Matches is taken.");
    }
    for branch in &told.branches {
        branch_ui(ui, widget, branch);
    }
    if told.taken.is_none() && !told.branches.is_empty() {
        let text = "No branch holds, so No Condition Matches is taken.";
        line_ui(ui, icon::CHEVRON_RIGHT, Tokens::of(ui).ok, text, text);
    }
}

/// The name of a branch and where it leads.
fn named(widget: &Widget, transition: usize) -> (String, String) {
    let next = widget.transitions().get(transition).map(next_of);
    (output_label(widget, transition), next.unwrap_or_default())
}

fn next_of(transition: &Transition) -> String {
    transition.next.as_deref().map_or_else(|| " → end".to_owned(), |next| format!(" → {next}"))
}

fn branch_ui(ui: &mut Ui, widget: &Widget, branch: &Branch) {
    let tokens = Tokens::of(ui);
    let (label, next) = named(widget, branch.transition);
    let (sign, color, words) = match branch.fate {
        Fate::Taken => (icon::CHECK, tokens.ok, "taken".to_owned()),
        Fate::Missed => (icon::CLOSE, tokens.text_2, "does not hold".to_owned()),
        Fate::Empty => (icon::WARNING, tokens.warn, "has no condition, so it is never taken".to_owned()),
        Fate::After(winner) => {
            let (winner, _) = named(widget, winner);
            (icon::MINUS, tokens.text_2, format!("not looked at, since {winner} holds"))
        }
    };
    let next = if branch.fate == Fate::Taken { next } else { String::new() };
    line_ui(ui, sign, color, &format!("{label}{next}"), &words);
    if matches!(branch.fate, Fate::After(_)) {
        return;
    }
    ui.indent(("branch", branch.transition), |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for tried in &branch.conditions {
            tried_ui(ui, tried);
        }
    });
}

/// A sign, a name in semibold, and words.
fn line_ui(ui: &mut Ui, sign: Icon, color: egui::Color32, strong: &str, words: &str) {
    let tokens = Tokens::of(ui);
    let mut job = LayoutJob::default();
    let centered = |format: TextFormat| TextFormat { valign: egui::Align::Center, ..format };
    job.append(sign.as_str(), 0.0, centered(TextFormat::simple(theme::secondary(), color)));
    job.append(strong, 6.0, centered(TextFormat::simple(theme::semibold(size::SECONDARY), tokens.text)));
    if strong != words {
        job.append(words, 8.0, centered(TextFormat::simple(theme::secondary(), color)));
    }
    let label = ui.add(Label::new(job).wrap());
    let name = if strong == words { words.to_owned() } else { format!("Branch {strong}: {words}") };
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
}

fn quoted(text: &str) -> String {
    format!("“{}”", crate::editor::run::cut(text, MOST_CHARS).replace('\n', "⏎"))
}

/// What a condition compared, in one sentence.
fn sentence(tried: &Tried) -> String {
    let predicate = tried.label();
    match &tried.result {
        Tell::Compared(compared) => {
            let Compared { holds, text, kind, left, right, .. } = compared;
            let shape = if left == text { String::new() } else { format!(", compared as {}", quoted(left)) };
            let against = if right.is_empty() && tried.value.is_empty() {
                String::new()
            } else {
                format!(" {}", quoted(right))
            };
            let so = if *holds { "yes" } else { "no" };
            format!("{} ({kind}{shape}) · {predicate}{against}: {so}", quoted(text))
        }
        Tell::Undecided { why, text, kind } => {
            format!("{} ({kind}) · {predicate}: {why}; it counts as no match", quoted(text))
        }
        Tell::Skipped(skip) => format!("{predicate} {}: {}", quoted(&tried.value), skip.words()),
    }
}

fn tried_ui(ui: &mut Ui, tried: &Tried) {
    let tokens = Tokens::of(ui);
    let color = match &tried.result {
        Tell::Compared(compared) if compared.holds => tokens.text,
        Tell::Undecided { .. } => tokens.warn,
        Tell::Compared(_) | Tell::Skipped(_) => tokens.text_2,
    };
    let text = sentence(tried);
    let label = ui.add(Label::new(RichText::new(text).font(theme::secondary()).color(color)).wrap());
    let mut hint = format!("Argument: {}", tried.argument);
    if !tried.value.is_empty() {
        hint = format!("{hint}\nValue: {}", tried.value);
    }
    if let Tell::Compared(Compared { assumption: Some(assumption), .. }) = &tried.result {
        hint = format!("{hint}\nRests on the assumption {assumption}");
    }
    label.on_hover_text(hint);
}

fn changes_ui(ui: &mut Ui, answer: &WhyAnswer, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let count = answer.changes.len() + answer.more;
    if count == 0 {
        kit::hint_text(ui, "It changed no variable.");
        return;
    }
    heading(ui, &format!("Changed {}", crate::editor::counts::counted(count, "variable")));
    for Change { path, before, after } in answer.changes.iter().take(MOST_CHANGES) {
        let short = |text: &String| crate::editor::run::cut(text, MOST_CHARS);
        let (words, name) = match (before, after) {
            (Some(before), Some(after)) => {
                (format!("{} → {}", short(before), short(after)), format!("{path} changed"))
            }
            (None, Some(after)) => (format!("+ {}", short(after)), format!("{path} is new")),
            (Some(before), None) => (format!("− {}", short(before)), format!("{path} is gone")),
            (None, None) => continue,
        };
        let mut job = LayoutJob::default();
        job.append(path, 0.0, TextFormat::simple(theme::mono(), tokens.accent));
        job.append(&words, 8.0, TextFormat::simple(theme::mono(), tokens.text_2));
        let label = ui.add(Label::new(job).wrap());
        label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{name}: {words}")));
    }
    if count > MOST_CHANGES && kit::link_button(ui, &format!("{} more", count - MOST_CHANGES)).clicked() {
        actions.push(Action::Why(WhyAction::OnlyChanged(true)));
        actions.push(Action::Run(RunAction::ShowTab(Tab::Variables)));
    }
}
