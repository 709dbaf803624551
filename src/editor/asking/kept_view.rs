//! What the list of kept answers looks like.

use egui::{Align, Context, Label, Layout, RichText, Ui, Vec2};

use super::dialogs::Shown;
use super::{AskAnswer, AskDialog, KeptEdit, KeptQuestion, KeptRow, rows};
use crate::editor::icon;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions, FieldState, IconButton};
use crate::editor::state::State;
use crate::editor::theme::{self, Tokens, size, space};
use crate::flow::side::Answers;

const WIDTH: f32 = 560.0;

/// Shows the list.
pub(super) fn kept_ui(ctx: &Context, state: &State, question: &KeptQuestion) -> Shown {
    let Some(file) = state.file(question.key) else { return Some(None) };
    let answers = file.document.side().answers();
    let list = rows(&answers);
    let mut next: Shown = None;
    let buttons = [DialogButton::primary("Close")];
    let answer = kit::dialog(ctx, "Kept answers", WIDTH, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        if list.is_empty() {
            let text = "Nothing is kept yet. Where a run asks what nobody knows, keep the answer: it is used by later \
                        runs, and by run and test on the command line.";
            kit::secondary_text(ui, text);
            return;
        }
        kit::secondary_text(ui, "Runs of the editor use these, and so do run and test on the command line.");
        for (index, row) in list.iter().enumerate() {
            ui.push_id(("kept", index), |ui| {
                if let Some(shown) = row_ui(ui, question, row, &answers) {
                    next = Some(Some(shown));
                }
            });
        }
    });
    match answer {
        // In a field, Enter and Escape are for the field's own entry first.
        Some(_) if next.is_some() => next,
        Some(Answer::Dismissed) if question.edit.is_some() => Some(Some(shown(question, None))),
        Some(_) => Some(None),
        None => next,
    }
}

fn shown(question: &KeptQuestion, edit: Option<KeptEdit>) -> AskAnswer {
    AskAnswer::Changed(Box::new(AskDialog::Kept(KeptQuestion { key: question.key, edit })))
}

fn row_ui(ui: &mut Ui, question: &KeptQuestion, row: &KeptRow, answers: &Answers) -> Option<AskAnswer> {
    let tokens = Tokens::of(ui);
    let mut next = None;
    let closed = || Some(Box::new(AskDialog::Kept(KeptQuestion { key: question.key, edit: None })));
    let edited = question.edit.as_ref().filter(|edit| edit.is_of(row));
    let width = ui.available_width();
    ui.allocate_ui_with_layout(Vec2::new(width, size::ROW), Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let name = format!("Forget {}", row.about);
        if IconButton::new(icon::TRASH, &name).show(ui).clicked() {
            next = Some(AskAnswer::Keep(Box::new(row.forget.clone()), closed()));
        }
        if let Some(edit) = &row.edit {
            let name = format!("Edit {}", row.about);
            let button = IconButton::new(icon::EDIT, &name).selected(edited.is_some());
            if button.show(ui).clicked() {
                next = Some(shown(question, edited.is_none().then(|| edit.clone())));
            }
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let about = RichText::new(&row.about).font(theme::semibold(size::BODY)).color(tokens.text);
            ui.scope(|ui| {
                ui.set_max_width(ui.available_width() * 0.45);
                ui.add(Label::new(about).truncate()).on_hover_text(&row.about);
            });
            let told = RichText::new(&row.told).font(theme::secondary()).color(tokens.text_2);
            ui.add(Label::new(told).truncate());
        });
    });
    if let Some(edit) = edited {
        let mut text = edit.clone();
        let mut is_changed = false;
        ui.indent("kept.edit", |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            is_changed = fields_ui(ui, &mut text);
            let change = text.change(answers);
            let wrong = change.as_ref().err().cloned();
            ui.horizontal(|ui| {
                let save = kit::Button::primary("Save").disabled(wrong.as_deref());
                if save.show(ui).clicked()
                    && let Ok(change) = change
                {
                    next = Some(AskAnswer::Keep(Box::new(change), closed()));
                }
                if kit::secondary_button(ui, "Discard").clicked() {
                    next = Some(shown(question, None));
                }
            });
            if let Some(wrong) = wrong {
                ui.label(RichText::new(wrong).font(theme::secondary()).color(tokens.error));
            }
        });
        if next.is_none() && is_changed {
            next = Some(shown(question, Some(text)));
        }
    }
    next
}

fn fields_ui(ui: &mut Ui, edit: &mut KeptEdit) -> bool {
    let long = |mono| FieldOptions { rows: 3, max_rows: 8, mono, ..FieldOptions::default() };
    match edit {
        KeptEdit::Http { status, content_type, body, .. } => {
            let mut is_changed = false;
            ui.columns(2, |columns| {
                if let [left, right] = columns {
                    let state = match super::form::status_of(status) {
                        Ok(_) => FieldState::Normal,
                        Err(_) => FieldState::Error,
                    };
                    let options = FieldOptions { state, ..FieldOptions::default() };
                    is_changed |= field_ui(left, "Status", status, "200", &options);
                    let hint = "As the body looks";
                    is_changed |=
                        field_ui(right, "Content type", content_type, hint, &FieldOptions::default());
                }
            });
            is_changed | field_ui(ui, "Body", body, "Empty", &long(true))
        }
        KeptEdit::Outcome { event, leaves, .. } => {
            let is_changed = field_ui(ui, "Event", event, "success", &FieldOptions::default());
            is_changed
                | field_ui(ui, "What it leaves", leaves, "Nothing is done, and nothing left", &long(true))
        }
        KeptEdit::Content { text, .. } => field_ui(ui, "Text", text, "Hello {{1}}", &long(false)),
    }
}

fn field_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, options: &FieldOptions) -> bool {
    kit::labelled(ui, name, false, |ui| kit::text_field(ui, ("kept", name), name, text, hint, options))
        .inner
        .changed
}
