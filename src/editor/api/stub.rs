//! What gets an answer: a widget in all simulations, or a widget in one flow test.

use std::path::Path;
use std::sync::Arc;

use egui::Ui;

use super::answered::Answered;
use super::test_stub::{Into, TestsFile};
use crate::editor::dialogs::DialogAnswer;
use crate::editor::keep::tests_beside;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions, FieldState};
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
    /// It goes into a test, and not beside the flow.
    pub is_for_test: bool,
    /// The files with tests of the flow, once they were looked for.
    pub files: Option<Arc<[TestsFile]>>,
    /// The test that is chosen: file and number; a new one where there is none.
    pub test: Option<(usize, usize)>,
    /// What a new test is called.
    pub name: String,
}

/// The answer to it.
#[derive(Clone, Debug)]
pub enum StubAnswer {
    /// The question as it stands now.
    Changed(Box<StubQuestion>),
    /// This is kept beside the flow.
    Keep(FileKey, Box<SideChange>),
    /// It is written into a test: for this widget, after what it has or in place of it.
    Put {
        /// The flow.
        key: FileKey,
        /// The test.
        into: Into,
        /// The widget.
        widget: String,
        /// The answer.
        answer: Box<HttpAnswer>,
        /// What it has comes first.
        adds: bool,
    },
    /// The flow is to be saved first.
    SaveFlow(Box<StubQuestion>),
}

impl StubQuestion {
    /// Takes over which tests there are.
    pub fn learn(&mut self, files: Arc<[TestsFile]>) {
        // A test that exists is likelier to be meant than one more.
        let first =
            files.iter().position(|file| file.tests.as_ref().is_ok_and(|file| !file.tests.is_empty()));
        self.test = first.map(|file| (file, 0));
        self.files = Some(files);
    }

    fn chosen(&self) -> Option<(&TestsFile, &crate::sim::flow_test::Test)> {
        let (file, test) = self.test?;
        let file = self.files.as_ref()?.get(file)?;
        Some((file, file.tests.as_ref().ok()?.tests.get(test)?))
    }

    fn is_taken(&self, own: &Path) -> bool {
        let own = self.files.iter().flat_map(|files| files.iter()).find(|file| file.path == own);
        let tests = own.and_then(|file| file.tests.as_ref().ok());
        tests.is_some_and(|file| file.tests.iter().any(|test| test.name.value == self.name.trim()))
    }
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
    let file = state.file(question.key)?;
    let path = file.document.path();
    let mut edited = question.clone();
    let name = widgets.iter().find(|(id, _)| Some(*id) == question.widget).map(|(_, name)| name.clone());
    let kept: Vec<HttpAnswer> = name
        .as_ref()
        .and_then(|name| Some(file.document.side().answers().http_of(name)?.to_vec()))
        .unwrap_or_default();
    let why = if widgets.is_empty() {
        Some("No widget of the flow asks a server")
    } else if name.is_none() {
        Some("Choose a widget")
    } else if question.is_for_test {
        why_not_in_test(question, path)
    } else {
        None
    };
    let buttons = [DialogButton::secondary("Cancel"), DialogButton::primary("Save").disabled(why)];
    let title = file.document.title();
    let mut saves = false;
    let answer = kit::dialog(ctx, "Save as stub", 460.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        if widgets.is_empty() {
            let text = "Place a Make HTTP Request widget first.";
            kit::problem_box(ui, kit::Severity::Info, "No widget of the flow asks a server.", text, None);
            return;
        }
        let at = usize::from(question.is_for_test);
        if let Some(chosen) =
            kit::segmented(ui, "Who gets the answer", &["All simulations", "One test"], Some(at))
        {
            edited.is_for_test = chosen == 1;
        }
        if question.is_for_test {
            saves = test_ui(ui, &mut edited, path);
        } else {
            let text =
                format!("In simulations and tests of {title}, the widget gets this answer and asks nobody.");
            kit::body_text(ui, &text);
        }
        let rows: Vec<(Option<WidgetId>, &str)> =
            widgets.iter().map(|(id, name)| (Some(*id), name.as_str())).collect();
        kit::labelled(ui, "Widget", true, |ui| {
            kit::choice(ui, "api.stub", "Widget", &rows, &mut edited.widget);
        });
        let count = match question.chosen() {
            _ if !question.is_for_test => kept.len(),
            Some((_, test)) => test.answers_of(name.as_deref().unwrap_or_default()),
            None => 0,
        };
        if count > 0 {
            let answers = if count == 1 { "one answer".to_owned() } else { format!("{count} answers") };
            let text = format!("It has {answers} already.");
            kit::secondary_text(ui, &text);
            kit::checkbox(ui, &mut edited.adds, "Give this one after them, and not in their place");
        }
    });
    if saves {
        return Some(DialogAnswer::ApiStub(StubAnswer::SaveFlow(Box::new(edited))));
    }
    let changed = edited.widget != question.widget
        || edited.adds != question.adds
        || edited.is_for_test != question.is_for_test
        || edited.test != question.test
        || edited.name != question.name;
    match answer {
        Some(Answer::Dismissed | Answer::Button(0)) => Some(DialogAnswer::Cancel),
        Some(Answer::Button(_)) if question.is_for_test => {
            let into = match question.chosen() {
                Some((file, test)) => {
                    let number = question.test.map(|(_, number)| number).unwrap_or_default();
                    Into::Known(file.path.clone(), number, test.name.value.clone())
                }
                None => Into::New(question.name.trim().to_owned()),
            };
            let (key, answer) = (question.key, Box::new(question.answered.as_stub()));
            let put = StubAnswer::Put { key, into, widget: name?, answer, adds: question.adds };
            Some(DialogAnswer::ApiStub(put))
        }
        Some(Answer::Button(_)) => {
            let mut answers = if question.adds { kept } else { Vec::new() };
            answers.push(question.answered.as_stub());
            let change = SideChange::SetHttp { widget: name?, answers };
            Some(DialogAnswer::ApiStub(StubAnswer::Keep(question.key, Box::new(change))))
        }
        None if changed => Some(DialogAnswer::ApiStub(StubAnswer::Changed(Box::new(edited)))),
        None => None,
    }
}

/// Why it cannot go into a test.
fn why_not_in_test(question: &StubQuestion, path: Option<&Path>) -> Option<&'static str> {
    let Some(path) = path else { return Some("The flow has to be saved first") };
    let own = tests_beside(path);
    match (&question.files, question.chosen()) {
        (None, _) => Some("The files of the tests are being read"),
        (Some(_), Some(_)) => None,
        (Some(_), None) if question.name.trim().is_empty() => Some("A test needs a name"),
        (Some(_), None) if question.is_taken(&own) => Some("There is a test of this name already"),
        (Some(files), None) => {
            let is_bad = files.iter().any(|file| file.path == own && file.tests.is_err());
            is_bad.then_some("The flow's file of tests cannot be added to")
        }
    }
}

/// Which test it is; whether the flow is to be saved for that.
fn test_ui(ui: &mut Ui, question: &mut StubQuestion, path: Option<&Path>) -> bool {
    let Some(path) = path else {
        let text = "Its tests lie beside its file.";
        let action = Some("Save the flow");
        return kit::problem_box(ui, kit::Severity::Warning, "The flow is not saved.", text, action);
    };
    let Some(files) = question.files.clone() else {
        kit::secondary_text(ui, "Its tests are being read…");
        return false;
    };
    let own = tests_beside(path);
    for why in files.iter().filter_map(|file| file.tests.as_ref().err()) {
        kit::problem_box(ui, kit::Severity::Warning, "Not to be written to:", &format!("{why}."), None);
    }
    // Before those that there are, which may be many.
    let mut rows: Vec<(Option<(usize, usize)>, String)> = vec![(None, "A new test".to_owned())];
    for (at, file) in files.iter().enumerate() {
        let Ok(tests) = &file.tests else { continue };
        let place = if files.len() > 1 { format!(" · {}", file.name()) } else { String::new() };
        let row = |(number, test): (usize, &crate::sim::flow_test::Test)| {
            (Some((at, number)), format!("{}{place}", test.name.value))
        };
        rows.extend(tests.tests.iter().enumerate().map(row));
    }
    let rows: Vec<(Option<(usize, usize)>, &str)> =
        rows.iter().map(|(at, text)| (*at, text.as_str())).collect();
    kit::labelled(ui, "Test", true, |ui| {
        kit::choice(ui, "api.stub test", "Test", &rows, &mut question.test);
    });
    let name = match question.chosen() {
        Some((file, _)) => file.name(),
        None => {
            new_test_ui(ui, question, &own);
            own.file_name().unwrap_or_default().to_string_lossy().into_owned()
        }
    };
    kit::hint_text(ui, &format!("It is written into {name}; what else stands there stays as it is."));
    false
}

fn new_test_ui(ui: &mut Ui, question: &mut StubQuestion, own: &Path) {
    const NAME: &str = "Name of the test";
    let is_taken = question.is_taken(own);
    let state = if is_taken { FieldState::Error } else { FieldState::Normal };
    let options = FieldOptions { state, ..FieldOptions::default() };
    kit::labelled(ui, NAME, true, |ui| {
        kit::text_field(ui, "api.stub name", NAME, &mut question.name, "What is tested", &options)
    });
    if is_taken {
        kit::problem_box(ui, kit::Severity::Error, "Not a name to use.", "A test has it already.", None);
    }
    let text = "It begins as the flow does, and expects that the widget asks. What the flow says before that has to \
                be written into its steps.";
    kit::hint_text(ui, text);
}
