//! Which requests are to go wrong at the mock?

use egui::Ui;

use super::Preset;
use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions, FieldState};
use crate::mock::{Rules, RulesError};

/// The question, with the answer so far.
#[derive(Clone, Debug)]
pub struct FailuresQuestion {
    text: String,
    to: String,
    checked: Result<Rules, RulesError>,
}

/// An answer.
#[derive(Clone, Debug)]
pub enum FailuresAnswer {
    /// Something was typed or chosen.
    Changed(Box<FailuresQuestion>),
    /// From now on.
    Apply(Rules),
}

impl FailuresQuestion {
    /// The rules that are at work, for a contact.
    pub fn new(text: &str, to: &str) -> Self {
        Self { text: text.to_owned(), to: to.to_owned(), checked: Rules::parse(text) }
    }

    fn with_text(&self, text: String) -> Self {
        Self { checked: Rules::parse(&text), text, to: self.to.clone() }
    }

    /// What is wrong with the text, and where.
    pub fn mistake(&self) -> Option<&RulesError> {
        self.checked.as_ref().err()
    }
}

/// Asks. What is typed comes back as [`FailuresAnswer::Changed`].
pub(in crate::editor) fn failures_ui(
    ctx: &egui::Context,
    question: &FailuresQuestion,
) -> Option<DialogAnswer> {
    let wrong = question.mistake().map(|_| "The rules have a mistake");
    let nothing = question.text.trim().is_empty().then_some("There are no rules");
    let buttons = [
        DialogButton::secondary("Cancel"),
        DialogButton::secondary("Remove all").disabled(nothing),
        DialogButton::primary("Apply").disabled(wrong),
    ];
    let mut changed = None;
    let answer = kit::dialog(ctx, "Failures at the mock", 560.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        kit::secondary_text(
            ui,
            "What the flow sends goes wrong on purpose. The first rule that fires decides; rules hold for this window.",
        );
        changed = presets_ui(ui, question);
        let mut text = question.text.clone();
        let state = if wrong.is_some() { FieldState::Error } else { FieldState::Normal };
        let options = FieldOptions { rows: 9, max_rows: 14, mono: true, state, ..FieldOptions::default() };
        let shown = kit::labelled(ui, "Rules", false, |ui| {
            kit::text_field(ui, "failures.rules", "Rules", &mut text, "[[rule]]", &options)
        });
        if shown.inner.changed {
            changed = Some(question.with_text(text));
        }
        match &question.checked {
            Err(mistake) => {
                let place = format!("Line {}, column {}:", mistake.line, mistake.column);
                kit::problem_box(ui, kit::Severity::Error, &place, &mistake.message, None);
            }
            Ok(rules) => {
                let text = match rules.len() {
                    0 => "No rule: everything goes its usual way.".to_owned(),
                    1 => "1 rule. Apply starts every count anew.".to_owned(),
                    count => format!("{count} rules. Apply starts every count anew."),
                };
                kit::hint_text(ui, &text);
            }
        }
    });
    let answered = match answer {
        Some(Answer::Dismissed | Answer::Button(0)) => return Some(DialogAnswer::Cancel),
        Some(Answer::Button(1)) => FailuresAnswer::Apply(Rules::default()),
        Some(Answer::Button(_)) => FailuresAnswer::Apply(question.checked.clone().ok()?),
        None => FailuresAnswer::Changed(Box::new(changed?)),
    };
    Some(DialogAnswer::Failures(answered))
}

fn presets_ui(ui: &mut Ui, question: &FailuresQuestion) -> Option<FailuresQuestion> {
    let mut chosen = None;
    kit::hint_text(ui, "Add a rule");
    for pair in Preset::ALL.chunks(2) {
        ui.columns(2, |columns| {
            for (column, preset) in columns.iter_mut().zip(pair) {
                if kit::quick_reply(column, &preset.label(&question.to)).clicked() {
                    chosen = Some(question.with_text(preset.added_to(&question.text, &question.to)));
                }
            }
        });
    }
    chosen
}
