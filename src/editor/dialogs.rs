//! The questions that must be answered before anything else. Everything that can be undone is not asked.

use std::path::PathBuf;

use crate::check::{Diagnostic, Level, Severity};
use crate::flow::side::{SideChange, side_path};

use super::action::Action;
use super::api::{
    ApiLive, ApiLiveAnswer, CurlAnswer, CurlForm, EnvironmentsAnswer, EnvironmentsQuestion, ExportAnswer,
    ExportQuestion, FlowAnswer, FlowDialog, ImportAnswer, ImportForm, StubAnswer, StubQuestion, api_live_ui,
    curl_ui, environments_ui, export_ui as api_export_ui, flow_dialog_ui, import_dialog_ui, stub_ui,
};
use super::asking::{AskAnswer, AskDialog, ask_dialog_ui};
use super::at_twilio::{TwilioAnswer, TwilioDialog, twilio_dialog_ui};
use super::breakpoints::{BreakpointsAnswer, breakpoints_ui};
use super::canvas::Spot;
use super::change_variable::{ChangeAnswer, ChangeQuestion, change_dialog_ui};
use super::convert::{ConvertAnswer, ConvertQuestion, convert_dialog_ui};
use super::extract::{ExtractAnswer, ExtractQuestion, extract_dialog_ui};
use super::findings::with_capital;
use super::journal::Leftover;
use super::keep::{KeepAnswer, KeepQuestion, keep_dialog_ui};
use super::kit::path_dialog::PathAnswer;
use super::kit::{self, Answer, DialogButton};
use super::mocked::{FailuresAnswer, FailuresQuestion};
use super::references::{RenameAnswer, RenameQuestion, rename_dialog_ui};
use super::run::RunForm;
use super::simulator::LiveLook;
use super::state::{FileKey, Seen, State};
use super::subflow::{SubflowAnswer, SubflowQuestion, subflow_dialog_ui};
use super::window::{KeyChange, SettingsAnswer, SettingsPart, ShortcutSheet, settings_ui, shortcuts_ui};

/// A question.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// A modified flow is to be closed.
    Unsaved(FileKey),
    /// The file was changed by somebody else.
    Changed(FileKey),
    /// A flow could not be written.
    NotSaved {
        /// The flow.
        key: FileKey,
        /// Why.
        why: String,
    },
    /// What Studio would refuse, before an export.
    Export {
        /// The flow.
        key: FileKey,
        /// What was found.
        found: Vec<Diagnostic>,
    },
    /// Which file the flow is that a widget runs.
    Subflow(Box<SubflowQuestion>),
    /// Whether to convert a file in which flows were recognised.
    Convert(Box<ConvertQuestion>),
    /// How a selection becomes a subflow.
    Extract(Box<ExtractQuestion>),
    /// What a variable is to be called.
    RenameVariable(Box<RenameQuestion>),
    /// A crash left flows behind.
    Recover(Vec<Leftover>),
    /// About answers: of runs, and kept ones.
    Ask(Box<AskDialog>),
    /// How to start a run.
    Run {
        /// The flow.
        key: FileKey,
        /// The answers so far.
        form: RunForm,
    },
    /// What a live run would do.
    Live {
        /// The flow.
        key: FileKey,
        /// How it would start.
        form: RunForm,
        /// What is known of Twilio's side of it.
        look: LiveLook,
    },
    /// What a run is to be called as a test.
    Keep(Box<KeepQuestion>),
    /// Which variable of a run gets which value.
    ChangeVariable(Box<ChangeQuestion>),
    /// Where runs are to be held.
    Breakpoints {
        /// The flow.
        key: FileKey,
        /// The one whose fields are shown.
        chosen: Option<Spot>,
    },
    /// Which requests are to go wrong at the mock.
    Failures(Box<FailuresQuestion>),
    /// What a request of the API page would do in the world.
    ApiLive(Box<ApiLive>),
    /// What becomes of a request and the flow.
    Flow(Box<FlowDialog>),
    /// Which document of an API is to be imported.
    Import(Box<ImportForm>),
    /// The environments of the API page.
    ApiEnvironments(Box<EnvironmentsQuestion>),
    /// Which curl command becomes a request.
    ApiCurl(Box<CurlForm>),
    /// A request or a flow as a Conductor workflow.
    ApiExport(Box<ExportQuestion>),
    /// Which widget gets an answer in simulations.
    ApiStub(Box<StubQuestion>),
    /// About Twilio.
    Twilio(Box<TwilioDialog>),
    /// All rules, with their levels in the flow's folder.
    Rules {
        /// What the list is filtered by.
        filter: String,
    },
    /// All keys.
    Shortcuts(Box<ShortcutSheet>),
    /// The settings, at a part where one was asked for.
    Settings(Option<SettingsPart>),
    /// Something went wrong that must be read.
    Trouble {
        /// In a few words.
        title: String,
        /// The sentence.
        text: String,
    },
    /// About the program.
    About,
}

impl Dialog {
    /// The open flow that it is about.
    pub fn key(&self) -> Option<FileKey> {
        match self {
            Self::Unsaved(key)
            | Self::Changed(key)
            | Self::NotSaved { key, .. }
            | Self::Export { key, .. }
            | Self::Breakpoints { key, .. }
            | Self::Run { key, .. }
            | Self::Live { key, .. } => Some(*key),
            Self::Twilio(dialog) => dialog.key(),
            Self::Ask(dialog) => Some(dialog.key()),
            Self::Subflow(question) => Some(question.place.key),
            Self::Extract(question) => Some(question.key),
            Self::RenameVariable(question) => Some(question.key),
            Self::Keep(question) => Some(question.key),
            Self::ApiStub(question) => Some(question.key),
            Self::ApiLive(question) => question.key.flow(),
            Self::Flow(question) => question.key().flow(),
            Self::ChangeVariable(question) => Some(question.key),
            Self::Failures(_)
            | Self::Convert(_)
            | Self::Recover(_)
            | Self::Import(_)
            | Self::ApiEnvironments(_)
            | Self::ApiCurl(_)
            | Self::ApiExport(_)
            | Self::Rules { .. }
            | Self::Shortcuts(_)
            | Self::Settings(_)
            | Self::Trouble { .. }
            | Self::About => None,
        }
    }
}

/// An answer to the dialog on top.
#[derive(Clone, Debug)]
pub enum DialogAnswer {
    /// Nothing is done.
    Cancel,
    /// Save first.
    Save,
    /// Give the changes up.
    Discard,
    /// Read the file again.
    Reload,
    /// Write over what stands there.
    KeepMine,
    /// Write somewhere else.
    SaveAs,
    /// Write it all the same.
    Export,
    /// Open what was left behind.
    Recover,
    /// Leave it for the next start.
    Later,
    /// The form as it stands now.
    Form(Box<RunForm>),
    /// Start the run.
    Start(Box<RunForm>),
    /// Keep, rename or forget a start set, and go on with the form.
    Starts(Box<RunForm>, SideChange),
    /// Look again at what a live run meets at Twilio.
    LookAgain,
    /// Another account, for a live run.
    OtherAccount,
    /// An answer to a dialog about Twilio.
    Twilio(Box<TwilioAnswer>),
    /// What becomes of a file in which flows were recognised.
    Convert(ConvertAnswer),
    /// How a selection becomes a subflow.
    Extract(ExtractAnswer),
    /// What a variable is to be called.
    RenameVariable(RenameAnswer),
    /// What a run is to be called as a test.
    Keep(KeepAnswer),
    /// Which variable of a run gets which value.
    ChangeVariable(ChangeAnswer),
    /// Which file the subflow is.
    Subflow(SubflowAnswer),
    /// An answer to a dialog about answers.
    Ask(Box<AskAnswer>),
    /// Which requests are to go wrong at the mock.
    Failures(FailuresAnswer),
    /// What is to be changed in the list of breakpoints.
    Breakpoints(BreakpointsAnswer),
    /// What becomes of a request of the API page.
    ApiLive(ApiLiveAnswer),
    /// What becomes of a request and the flow.
    Flow(FlowAnswer),
    /// Which document of an API is to be imported.
    Import(ImportAnswer),
    /// What becomes of the environments.
    ApiEnvironments(EnvironmentsAnswer),
    /// What becomes of a curl command.
    ApiCurl(CurlAnswer),
    /// What becomes of a Conductor workflow.
    ApiExport(ExportAnswer),
    /// What becomes of an answer.
    ApiStub(StubAnswer),
    /// What the list of rules is filtered by now.
    FilterRules(String),
    /// The list of keys as it stands now, and what is to be changed of them.
    Shortcuts(Box<ShortcutSheet>, Option<KeyChange>),
    /// A setting is to be changed.
    Settings(SettingsAnswer),
    /// These rules get these levels.
    SetRules(Vec<(&'static str, Option<Level>)>),
}

/// Shows the dialog on top.
pub fn dialogs_ui(ctx: &egui::Context, state: &State, actions: &mut Vec<Action>) {
    let Some(dialog) = state.dialogs.last() else { return };
    let answer = match dialog {
        Dialog::Unsaved(key) => unsaved_ui(ctx, state, *key),
        Dialog::Changed(key) => changed_ui(ctx, state, *key),
        Dialog::NotSaved { why, .. } => not_saved_ui(ctx, why),
        Dialog::Export { found, .. } => export_ui(ctx, found),
        Dialog::Recover(found) => recover_ui(ctx, found),
        Dialog::Run { key, form } => super::simulator::run_dialog_ui(ctx, state, *key, form),
        Dialog::ApiLive(question) => api_live_ui(ctx, state, question),
        Dialog::Flow(question) => flow_dialog_ui(ctx, question),
        Dialog::Import(form) => import_dialog_ui(ctx, form),
        Dialog::ApiEnvironments(question) => environments_ui(ctx, question),
        Dialog::ApiCurl(form) => curl_ui(ctx, &state.api, form),
        Dialog::ApiExport(question) => api_export_ui(ctx, question),
        Dialog::ApiStub(question) => stub_ui(ctx, state, question),
        Dialog::Live { key, form, look } => super::simulator::live_dialog_ui(ctx, state, *key, form, look),
        Dialog::Twilio(dialog) => twilio_dialog_ui(ctx, state, dialog),
        Dialog::Subflow(question) => subflow_dialog_ui(ctx, question),
        Dialog::Ask(dialog) => ask_dialog_ui(ctx, state, dialog),
        Dialog::Convert(question) => convert_dialog_ui(ctx, question),
        Dialog::Extract(question) => extract_dialog_ui(ctx, question),
        Dialog::RenameVariable(question) => rename_dialog_ui(ctx, question),
        Dialog::Keep(question) => keep_dialog_ui(ctx, state, question),
        Dialog::ChangeVariable(question) => change_dialog_ui(ctx, question),
        Dialog::Breakpoints { key, chosen } => breakpoints_ui(ctx, state, *key, *chosen),
        Dialog::Failures(question) => super::mocked::failures_ui(ctx, question),
        Dialog::Rules { filter } => super::rules_dialog::rules_dialog_ui(ctx, state, filter),
        Dialog::Shortcuts(sheet) => shortcuts_ui(ctx, state, sheet),
        Dialog::Settings(at) => settings_ui(ctx, state, *at),
        Dialog::Trouble { title, text } => trouble_ui(ctx, title, text),
        Dialog::About => super::about::about_ui(ctx),
    };
    actions.extend(answer.map(|answer| Action::Answer(Box::new(answer))));
}

/// The answers of a dialog in the order of its buttons; dismissing it cancels.
fn answered(answer: Option<Answer>, answers: &[DialogAnswer]) -> Option<DialogAnswer> {
    match answer? {
        Answer::Dismissed => Some(DialogAnswer::Cancel),
        Answer::Button(index) => answers.get(index).cloned(),
    }
}

fn title_of(state: &State, key: FileKey) -> String {
    state.file(key).map(|file| file.document.title()).unwrap_or_default()
}

fn unsaved_ui(ctx: &egui::Context, state: &State, key: FileKey) -> Option<DialogAnswer> {
    let buttons = [
        DialogButton::secondary("Cancel"),
        DialogButton::secondary("Discard"),
        DialogButton::primary("Save"),
    ];
    let answer = kit::dialog(ctx, "Save the changes?", 420.0, &buttons, |ui| {
        kit::body_text(ui, &format!("{} has changes that are not saved.", title_of(state, key)));
    });
    answered(answer, &[DialogAnswer::Cancel, DialogAnswer::Discard, DialogAnswer::Save])
}

/// The name of the file that somebody else has changed.
fn changed_name(state: &State, key: FileKey) -> String {
    let file = state.file(key);
    let is_side = file.is_some_and(|file| matches!(file.seen_on_disk, Some(Seen::Side(_))));
    match file.and_then(|file| file.document.path()).filter(|_| is_side) {
        Some(path) => side_path(path).file_name().unwrap_or_default().to_string_lossy().into_owned(),
        None => title_of(state, key),
    }
}

fn changed_ui(ctx: &egui::Context, state: &State, key: FileKey) -> Option<DialogAnswer> {
    let buttons = [
        DialogButton::secondary("Cancel"),
        DialogButton::secondary("Reload"),
        DialogButton::secondary("Save as…"),
        DialogButton::danger("Keep mine"),
    ];
    let answer = kit::dialog(ctx, "The file has changed on disk", 460.0, &buttons, |ui| {
        let name = changed_name(state, key);
        kit::body_text(ui, &format!("Another program has written {name} since it was opened or saved here."));
        kit::secondary_text(ui, "Reload drops your changes. Keep mine writes over the other program's.");
    });
    answered(
        answer,
        &[DialogAnswer::Cancel, DialogAnswer::Reload, DialogAnswer::SaveAs, DialogAnswer::KeepMine],
    )
}

fn not_saved_ui(ctx: &egui::Context, why: &str) -> Option<DialogAnswer> {
    let buttons = [DialogButton::secondary("Close"), DialogButton::primary("Save as…")];
    let answer = kit::dialog(ctx, "The flow was not saved", 460.0, &buttons, |ui| {
        kit::body_text(ui, &with_capital(why));
        kit::secondary_text(ui, "It stays open here as it is. Save as writes it somewhere else.");
    });
    answered(answer, &[DialogAnswer::Cancel, DialogAnswer::SaveAs])
}

fn export_ui(ctx: &egui::Context, found: &[Diagnostic]) -> Option<DialogAnswer> {
    let errors = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let buttons = [DialogButton::secondary("Cancel"), DialogButton::danger("Export all the same")];
    let title =
        if errors > 0 { "Studio would refuse this flow" } else { "Studio would not publish this flow" };
    let answer = kit::dialog(ctx, title, 520.0, &buttons, |ui| {
        for diagnostic in found.iter().take(50) {
            let severity = super::problems::severity(diagnostic.severity);
            kit::problem_box(ui, severity, diagnostic.code, &diagnostic.message, None);
        }
        if found.len() > 50 {
            kit::secondary_text(
                ui,
                &format!("… and {} more; the problems list has all of them.", found.len() - 50),
            );
        }
    });
    answered(answer, &[DialogAnswer::Cancel, DialogAnswer::Export])
}

fn recover_ui(ctx: &egui::Context, found: &[Leftover]) -> Option<DialogAnswer> {
    let buttons = [
        DialogButton::secondary("Later"),
        DialogButton::secondary("Discard"),
        DialogButton::primary("Recover"),
    ];
    let answer = kit::dialog(ctx, "Recover unsaved flows?", 480.0, &buttons, |ui| {
        kit::body_text(ui, "Cordboard ended without saving these flows:");
        for leftover in found {
            let name = leftover
                .path
                .as_ref()
                .map_or_else(|| "Untitled".into(), |path: &PathBuf| path.display().to_string());
            kit::secondary_text(ui, &name);
        }
        kit::secondary_text(
            ui,
            "Recovering opens them as modified; their files stay as they are until you save.",
        );
    });
    match answer? {
        Answer::Button(1) => Some(DialogAnswer::Discard),
        Answer::Button(2) => Some(DialogAnswer::Recover),
        // Escape must not throw work away.
        Answer::Button(_) | Answer::Dismissed => Some(DialogAnswer::Later),
    }
}

fn trouble_ui(ctx: &egui::Context, title: &str, text: &str) -> Option<DialogAnswer> {
    let answer = kit::dialog(ctx, title, 460.0, &[DialogButton::primary("Close")], |ui| {
        kit::body_text(ui, text);
    });
    answered(answer, &[DialogAnswer::Cancel])
}

/// Shows our own dialog for paths.
pub fn path_dialog_ui(ctx: &egui::Context, state: &mut State, actions: &mut Vec<Action>) {
    let Some((purpose, dialog)) = &mut state.path_dialog else { return };
    let purpose = *purpose;
    let Some(answer) = dialog.show(ctx) else { return };
    let paths = match answer {
        PathAnswer::Picked(paths) => paths,
        PathAnswer::Cancelled => Vec::new(),
    };
    state.path_dialog = None;
    actions.push(Action::Picked(purpose, paths));
}
