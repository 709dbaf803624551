//! A request, or the messages and calls of a flow, as tasks of a Conductor workflow: the question that shows them with
//! what is not carried over.

use std::sync::Arc;

use egui::text::LayoutJob;
use egui::{Label, RichText, ScrollArea, Ui};
use serde_json::Value;

use super::json_job;
use crate::api::Prepared;
use crate::api::conductor;
use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton};
use crate::editor::run::cut;
use crate::editor::theme::{self, Tokens, size, space};
use crate::flow::Flow;

/// So much of the text is shown; it is copied and saved whole.
const SHOWN_CHARS: usize = 20_000;
/// So many notes are shown.
const MAX_NOTES: usize = 60;

/// What is exported.
#[derive(Clone, Debug)]
pub enum ExportOf {
    /// A request.
    Request(Box<Prepared>),
    /// The messages and calls of a flow.
    Flow {
        /// The flow as it was shown.
        flow: Flow,
        /// What its workflow is called.
        name: String,
        /// The ways to begin it that lead anywhere, each with what it is called.
        events: Vec<(String, String)>,
        /// The one that is exported.
        event: Option<String>,
    },
}

/// The question.
#[derive(Clone, Debug)]
pub struct ExportQuestion {
    /// Tells it from others: news of another one are dropped.
    pub number: u64,
    /// What is exported.
    pub of: ExportOf,
    /// The tasks alone.
    pub tasks_only: bool,
    /// What was made, once it was.
    pub made: Option<Arc<Made>>,
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    workflow: Arc<str>,
    tasks: Arc<str>,
    notes: Vec<String>,
    is_empty: bool,
    name: String,
}

/// A task has made it.
#[derive(Debug)]
pub struct ExportNews {
    /// The question that it is for.
    pub number: u64,
    /// What it made.
    pub made: Arc<Made>,
}

/// The answer.
#[derive(Clone, Debug)]
pub enum ExportAnswer {
    /// The tasks alone, or all of the definition.
    TasksOnly(bool),
    /// Another way to begin the flow.
    Event(String),
    /// This text goes to the clipboard.
    Copy(Arc<str>),
    /// This text goes into a file of this name.
    Save(Arc<str>, String),
}

/// Makes the tasks, which takes its time for a large flow: not in a frame.
pub(in crate::editor) fn make(of: &ExportOf) -> Made {
    let (exported, name, description) = match of {
        ExportOf::Request(prepared) => {
            let operation = prepared.operation();
            (conductor::request(prepared), operation.id.clone(), operation.summary.clone())
        }
        ExportOf::Flow { flow, name, event, .. } => {
            let description =
                flow.envelope("description").and_then(|text| text.as_text()).unwrap_or_default();
            (conductor::flow(flow, event.as_deref()), name.clone(), description.into_owned())
        }
    };
    let mut notes = exported.notes.clone();
    if !exported.secrets.is_empty() {
        let names: Vec<String> = exported.secrets.iter().map(|name| format!("`{name}`")).collect();
        notes.push(format!(
            "The definition names these secrets, which have to be stored there: {}.",
            names.join(", ")
        ));
    }
    let workflow = exported.workflow(&name, &description);
    let is_empty = exported.tasks.is_empty();
    let tasks = Value::from(exported.tasks);
    let name = workflow.get("name").and_then(Value::as_str).unwrap_or("workflow").to_owned();
    Made {
        workflow: format!("{workflow:#}\n").into(),
        tasks: format!("{tasks:#}\n").into(),
        notes,
        is_empty,
        name,
    }
}

/// Shows the question.
pub(in crate::editor) fn export_ui(ctx: &egui::Context, question: &ExportQuestion) -> Option<DialogAnswer> {
    let made = question.made.as_deref();
    let text = made.map(|made| if question.tasks_only { &made.tasks } else { &made.workflow });
    let why_not = match made {
        None => Some("It is being made"),
        Some(made) => made.is_empty.then_some("There is no task in it"),
    };
    let buttons = [
        DialogButton::secondary("Close"),
        DialogButton::secondary("Save as…").disabled(why_not),
        DialogButton::primary("Copy").disabled(why_not),
    ];
    let mut changed = None;
    let title = match question.of {
        ExportOf::Request(_) => "Export as Conductor task",
        ExportOf::Flow { .. } => "Export as Conductor workflow",
    };
    let answer = kit::dialog(ctx, title, 680.0, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        changed = what_ui(ui, question);
        match (made, text) {
            (Some(made), _) if made.is_empty => {
                let title = "There is nothing to export.";
                kit::problem_box(ui, kit::Severity::Info, title, &told(&made.notes), None);
            }
            (Some(made), Some(text)) => made_ui(ui, made, text, (question.number, question.tasks_only)),
            _ => {
                kit::secondary_text(ui, "It is being made…");
            }
        }
    });
    let said = match answer {
        Some(Answer::Dismissed | Answer::Button(0)) => return Some(DialogAnswer::Cancel),
        Some(Answer::Button(1)) => {
            let ending = if question.tasks_only { "tasks" } else { "workflow" };
            ExportAnswer::Save(Arc::clone(text?), format!("{}.{ending}.json", made?.name))
        }
        Some(Answer::Button(_)) => ExportAnswer::Copy(Arc::clone(text?)),
        None => changed?,
    };
    Some(DialogAnswer::ApiExport(said))
}

/// What is chosen.
fn what_ui(ui: &mut Ui, question: &ExportQuestion) -> Option<ExportAnswer> {
    let mut changed = None;
    if let ExportOf::Flow { events, event, .. } = &question.of
        && events.len() > 1
    {
        let rows: Vec<(Option<String>, &str)> =
            events.iter().map(|(event, label)| (Some(event.clone()), label.as_str())).collect();
        let mut chosen = event.clone();
        kit::labelled(ui, "Begins with", false, |ui| {
            kit::choice(ui, "api.export event", "Begins with", &rows, &mut chosen);
        });
        changed = chosen.filter(|chosen| Some(chosen) != event.as_ref()).map(ExportAnswer::Event);
    }
    let at = usize::from(question.tasks_only);
    if let Some(chosen) =
        kit::segmented(ui, "What is written", &["Workflow definition", "Tasks alone"], Some(at))
    {
        changed = Some(ExportAnswer::TasksOnly(chosen == 1));
    }
    changed
}

fn made_ui(ui: &mut Ui, made: &Made, text: &Arc<str>, names_text: (u64, bool)) {
    // Laid out once for each text: a frame only shows it.
    let is_dark = ui.visuals().dark_mode;
    let id = ui.scope_id().with(("conductor text", names_text, is_dark));
    let known = ui.data(|data| data.get_temp::<Arc<LayoutJob>>(id));
    let job = known.unwrap_or_else(|| {
        let job = Arc::new(json_job(ui, &cut(text, SHOWN_CHARS)));
        ui.data_mut(|data| data.insert_temp(id, Arc::clone(&job)));
        job
    });
    super::reference::framed_ui(ui, |ui| {
        ScrollArea::both().id_salt("conductor text").max_height(260.0).auto_shrink([false, true]).show(
            ui,
            |ui| {
                ui.add(Label::new((*job).clone()).extend().selectable(true));
            },
        );
    });
    if !made.notes.is_empty() {
        let heading = "What to know, and what is not carried over";
        let color = Tokens::of(ui).text;
        let label = ui.label(RichText::new(heading).font(theme::semibold(size::BODY)).color(color));
        kit::as_heading(&label, heading);
    }
    ui.spacing_mut().item_spacing.y = space::XS;
    let color = Tokens::of(ui).text_2;
    for note in made.notes.iter().take(MAX_NOTES) {
        ui.horizontal_top(|ui| {
            // The dialog's scroll bar floats over this much.
            ui.set_max_width(ui.available_width() - space::M);
            ui.spacing_mut().item_spacing.x = space::S;
            ui.label(RichText::new("•").font(theme::secondary()).color(color));
            ui.add(Label::new(kit::rich_text(note, &theme::secondary(), color)).wrap());
        });
    }
    if let Some(more) = made.notes.len().checked_sub(MAX_NOTES).filter(|more| *more > 0) {
        kit::hint_text(ui, &format!("… and {more} more."));
    }
}

fn told(notes: &[String]) -> String {
    notes.join(" ")
}
