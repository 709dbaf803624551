//! Which widget gets an answer in simulations.

use std::sync::Arc;

use super::answered::Answered;
use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton};
use crate::editor::state::{FileKey, State};
use crate::flow::WidgetId;
use crate::flow::side::{HttpAnswer, SideChange};
use crate::sim::asks;

/// The question.
#[derive(Clone, Debug)]
pub struct StubQuestion {
    /// The flow.
    pub key: FileKey,
    /// The answer.
    pub answered: Arc<Answered>,
    /// The widget that is chosen.
    pub widget: Option<WidgetId>,
    /// The answers that are kept already come first, and not in its place.
    pub adds: bool,
}

/// The answer to it.
#[derive(Clone, Debug)]
pub enum StubAnswer {
    /// The question as it stands now.
    Changed(Box<StubQuestion>),
    /// This is kept beside the flow.
    Keep(FileKey, Box<SideChange>),
}

/// The widgets of a flow that ask a server, by name.
pub(in crate::editor) fn who_asks(state: &State, key: FileKey) -> Vec<(WidgetId, String)> {
    let Some(file) = state.file(key) else { return Vec::new() };
    let widgets = file.flow().widgets().iter().filter(|widget| asks(widget));
    widgets.filter_map(|widget| Some((widget.id(), widget.name()?.to_owned()))).collect()
}

/// Shows the dialog.
pub(in crate::editor) fn stub_ui(
    ctx: &egui::Context,
    state: &State,
    question: &StubQuestion,
) -> Option<DialogAnswer> {
    let widgets = who_asks(state, question.key);
    let mut edited = question.clone();
    let name = widgets.iter().find(|(id, _)| Some(*id) == question.widget).map(|(_, name)| name.clone());
    let why = if widgets.is_empty() {
        Some("No widget of the flow asks a server")
    } else {
        name.is_none().then_some("Choose a widget")
    };
    let buttons = [DialogButton::secondary("Cancel"), DialogButton::primary("Save").disabled(why)];
    let title = state.file(question.key).map(|file| file.document.title()).unwrap_or_default();
    let kept: Vec<HttpAnswer> = name
        .as_ref()
        .and_then(|name| {
            let answers = state.file(question.key)?.document.side().answers();
            Some(answers.http_of(name)?.to_vec())
        })
        .unwrap_or_default();
    let answer = kit::dialog(ctx, "Save as stub", 460.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        let text =
            format!("In simulations and tests of {title}, the widget gets this answer and asks nobody.");
        kit::body_text(ui, &text);
        if widgets.is_empty() {
            let text = "Place a Make HTTP Request widget first.";
            kit::problem_box(ui, kit::Severity::Info, "No widget of the flow asks a server.", text, None);
            return;
        }
        let rows: Vec<(Option<WidgetId>, &str)> =
            widgets.iter().map(|(id, name)| (Some(*id), name.as_str())).collect();
        kit::labelled(ui, "Widget", true, |ui| {
            kit::choice(ui, "api.stub", "Widget", &rows, &mut edited.widget);
        });
        match kept.len() {
            0 => {}
            count => {
                let answers = if count == 1 { "one answer".to_owned() } else { format!("{count} answers") };
                let text = format!("It has {answers} already.");
                kit::secondary_text(ui, &text);
                kit::checkbox(ui, &mut edited.adds, "Give this one after them, and not in their place");
            }
        }
    });
    let changed = edited.widget != question.widget || edited.adds != question.adds;
    match answer {
        Some(Answer::Dismissed | Answer::Button(0)) => Some(DialogAnswer::Cancel),
        Some(Answer::Button(_)) => {
            let mut answers = if question.adds { kept } else { Vec::new() };
            answers.push(of(&question.answered));
            let change = SideChange::SetHttp { widget: name?, answers };
            Some(DialogAnswer::ApiStub(StubAnswer::Keep(question.key, Box::new(change))))
        }
        None if changed => Some(DialogAnswer::ApiStub(StubAnswer::Changed(Box::new(edited)))),
        None => None,
    }
}

/// What a widget gets.
fn of(answered: &Answered) -> HttpAnswer {
    HttpAnswer {
        status: answered.answer.status,
        body: answered.answer.body.clone(),
        content_type: answered.content_type().map(str::to_owned),
    }
}
