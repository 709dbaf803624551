//! Keeping a run as a test beside its flow: the question for its name, with what of the run cannot be kept, and writing.

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Context, RichText, ScrollArea, Ui};

use super::dialogs::DialogAnswer;
use super::kit::{self, Answer, DialogButton, FieldOptions, FieldState, Severity};
use super::run::{Run, cut, trigger_label};
use super::state::{FileKey, State};
use super::theme::{self, Tokens, radius, size, space};
use crate::flow::file::{self, Fingerprint};
use crate::flow::side::stored_path;
use crate::flow::utf8;
use crate::sim::Input;
use crate::sim::debug::{Logged, Times};
use crate::sim::flow_test::{ENDING, TestFile, file_with, test_from_trace};
use crate::sim::trace::{Direction, Record};

const WIDTH: f32 = 560.0;
/// So much of the test is shown.
const MAX_PREVIEW: usize = 4_000;

/// What a run is to be called as a test. It is about what the run had told when it was asked: what is previewed is
/// written, though the run may go on meanwhile.
#[derive(Clone, Debug)]
pub struct KeepQuestion {
    /// The flow.
    pub key: FileKey,
    /// The run.
    pub run: u64,
    name: String,
    found: Arc<Found>,
    /// The names that the file has already; `None` until it was read.
    names: Option<Arc<[String]>>,
    /// Why it cannot be written.
    trouble: Option<String>,
    is_writing: bool,
    is_new: bool,
}

/// What is known once and for all.
#[derive(Debug)]
struct Found {
    losses: Vec<String>,
    preview: String,
    records: Vec<Record>,
}

/// An answer to the question.
#[derive(Clone, Debug)]
pub enum KeepAnswer {
    /// The question as it stands now.
    Changed(Box<KeepQuestion>),
    /// Write it.
    Keep,
    /// Save the flow first.
    SaveFlow,
}

/// What became of the file.
#[derive(Debug)]
pub enum KeepNews {
    /// The names of the tests in it, or why it cannot be added to.
    Read(Result<Vec<String>, String>),
    /// The test was added, or not.
    Written {
        /// The open flow.
        key: FileKey,
        /// The test's name.
        name: String,
        /// The file, or why it was left alone.
        result: Result<PathBuf, String>,
    },
}

/// The file of a flow's tests: `NAME.test.toml` beside it.
pub fn tests_beside(flow: &Path) -> PathBuf {
    let stem = flow.file_stem().unwrap_or_default().to_string_lossy();
    flow.with_file_name(format!("{stem}{ENDING}"))
}

impl KeepQuestion {
    /// Looks at what a run told.
    ///
    /// # Errors
    /// Where no test can be made of it, as a sentence.
    pub fn new(key: FileKey, run: &Run) -> Result<Self, String> {
        let name = proposed(run);
        let records = run.records().to_vec();
        let preview = cut(&test_from_trace(&records, Some(&name))?, MAX_PREVIEW);
        let losses = losses(run.inputs(), &records, run.is_real());
        let found = Arc::new(Found { losses, preview, records });
        let number = run.number();
        Ok(Self {
            key,
            run: number,
            name,
            found,
            names: None,
            trouble: None,
            is_writing: false,
            is_new: true,
        })
    }

    /// The name that was typed.
    pub fn wanted(&self) -> &str {
        self.name.trim()
    }

    /// Adds the test to the flow's file of tests, as [`keep`] does, in whatever thread that is called.
    pub(super) fn writing(&self, flow: PathBuf) -> impl FnOnce() -> Result<PathBuf, String> + Send + 'static {
        let (found, name) = (Arc::clone(&self.found), self.wanted().to_owned());
        move || keep(&flow, &name, &found.records)
    }

    /// Takes over what the file holds.
    pub(super) fn learn(&mut self, read: Result<Vec<String>, String>) {
        match read {
            Ok(names) => {
                // The proposal is nobody's own word yet.
                if let Some(free) = taken(&names, self.wanted()).filter(|_| self.names.is_none()) {
                    self.name = free;
                }
                self.names = Some(names.into());
                self.is_new = true;
            }
            Err(trouble) => self.trouble = Some(trouble),
        }
    }

    /// It is being written.
    pub(super) fn writes(&mut self) {
        (self.is_writing, self.trouble) = (true, None);
    }

    /// It was not written.
    pub(super) fn failed(&mut self, trouble: String) {
        (self.is_writing, self.trouble) = (false, Some(trouble));
    }

    /// Why the name does not do, and another one that does.
    fn refusal(&self) -> Option<(String, Option<String>)> {
        if self.wanted().is_empty() {
            return Some(("A test needs a name.".to_owned(), None));
        }
        let free = taken(self.names.as_deref().unwrap_or_default(), self.wanted())?;
        Some((format!("There is a test of this name already; “{free}” is free."), Some(free)))
    }
}

/// A name like this one that is free, where this one is not.
fn taken(names: &[String], wanted: &str) -> Option<String> {
    let is_taken = |name: &str| names.iter().any(|known| known == name);
    let mut more = (2..).map(|number| format!("{wanted} {number}"));
    is_taken(wanted).then(|| more.find(|name| !is_taken(name))).flatten()
}

/// What started it, and what the contact said last.
fn proposed(run: &Run) -> String {
    let said = run.records().iter().rev().find_map(|record| match record {
        Record::Message(message) if message.direction == Direction::Inbound => Some(message.body.trim()),
        _ => None,
    });
    let how = trigger_label(run.form().trigger());
    match said.filter(|said| !said.is_empty()) {
        Some(said) => format!("{how}, then {}", cut(&said.replace(['\n', '\r', '\t'], " "), 40)),
        None => how.to_owned(),
    }
}

/// What of a run a test cannot hold, each as a sentence.
fn losses(inputs: &[Logged], records: &[Record], is_real: bool) -> Vec<String> {
    let mut losses: Vec<String> = Vec::new();
    let mut lose = |text: String| {
        if !losses.contains(&text) {
            losses.push(text);
        }
    };
    let waits = waits(records);
    for logged in inputs {
        match &logged.input {
            Input::SetVariable { path, .. } => {
                lose(format!("{} was changed by hand: a test does not do that.", path.join(".")));
            }
            Input::Force { widget, times: Times::Chance(_), .. } => {
                lose(format!(
                    "{widget} was left by chance: the test leaves it each time as it was left here."
                ));
            }
            // The clock of a real run goes on by itself.
            Input::Clock { to_secs } if !is_real => {
                let waits = usize::try_from(logged.at_step).ok().and_then(|step| waits.get(step));
                let waited = logged.held.is_none()
                    && waits.is_some_and(|since| since.is_some_and(|since| since < *to_secs));
                if !waited {
                    lose(
                        "The clock was set while nothing was waited for: a test does not do that.".to_owned(),
                    );
                }
            }
            _ => {}
        }
    }
    // The same name in a subflow is another widget.
    let (mut forced, mut free): (Vec<String>, HashSet<String>) = (Vec::new(), HashSet::new());
    let mut forced_once = HashSet::new();
    for record in records {
        if let Record::Step(step) = record {
            let title = step.title();
            if step.why.as_deref() != Some("forced") {
                free.insert(title);
            } else if forced_once.insert(title.clone()) {
                forced.push(title);
            }
        }
    }
    for widget in forced.into_iter().filter(|widget| free.contains(widget)) {
        lose(format!(
            "{widget} was left by force once and by itself another time: the test forces it each time."
        ));
    }
    if is_real {
        lose("What really happened at Twilio is not kept: in the test every message arrives.".to_owned());
    }
    losses
}

/// For each number of steps since when something was waited for then, where it was.
fn waits(records: &[Record]) -> Vec<Option<f64>> {
    let mut waits = vec![None];
    for record in records {
        match record {
            Record::Step(_) => waits.push(None),
            Record::Waiting(waiting) => {
                if let Some(last) = waits.last_mut() {
                    last.get_or_insert(waiting.at);
                }
            }
            _ => {}
        }
    }
    waits
}

/// Asks for the name. What is typed comes back as [`KeepAnswer::Changed`].
pub fn keep_dialog_ui(ctx: &Context, state: &State, question: &KeepQuestion) -> Option<DialogAnswer> {
    let Some(file) = state.file(question.key) else { return Some(DialogAnswer::Cancel) };
    let is_saved = file.document.path().is_some() && !file.document.is_modified();
    let refusal = question.refusal();
    let why_not = match () {
        () if !is_saved => Some("The flow has to be saved first"),
        () if question.is_writing => Some("It is being written"),
        () if question.names.is_none() => Some("The file of the tests is being read"),
        () => refusal.as_ref().map(|(reason, _)| reason.as_str()),
    };
    let buttons =
        [DialogButton::secondary("Cancel"), DialogButton::primary("Save the test").disabled(why_not)];
    let mut edited = question.clone();
    let (mut is_changed, mut saves) = (false, false);
    let answer = kit::dialog(ctx, "Save this run as a test", WIDTH, &buttons, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        saves = flow_ui(ui, is_saved, file.document.path());
        let has_changed = file.runs.get(question.run).is_some_and(|run| !run.flow().is_same_as(file.flow()));
        is_changed = body_ui(ui, &mut edited, refusal.as_ref(), has_changed);
    });
    if saves {
        return Some(DialogAnswer::Keep(KeepAnswer::SaveFlow));
    }
    match answer {
        Some(Answer::Button(1)) => Some(DialogAnswer::Keep(KeepAnswer::Keep)),
        Some(_) => Some(DialogAnswer::Cancel),
        None if is_changed => Some(DialogAnswer::Keep(KeepAnswer::Changed(Box::new(edited)))),
        None => None,
    }
}

/// Where the test goes; whether the flow is to be saved for that.
fn flow_ui(ui: &mut Ui, is_saved: bool, path: Option<&Path>) -> bool {
    if !is_saved {
        let text = "Its tests lie beside its file, and test what stands there.";
        return kit::problem_box(
            ui,
            Severity::Warning,
            "The flow is not saved.",
            text,
            Some("Save the flow"),
        );
    }
    let file = path.map(tests_beside).unwrap_or_default();
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    kit::secondary_text(
        ui,
        &format!("It is added to {name}, beside the flow; what stands there stays as it is."),
    )
    .on_hover_text(file.display().to_string());
    false
}

fn body_ui(
    ui: &mut Ui,
    question: &mut KeepQuestion,
    refusal: Option<&(String, Option<String>)>,
    has_changed: bool,
) -> bool {
    let state = if refusal.is_some() { FieldState::Error } else { FieldState::Normal };
    let options = FieldOptions { focus: question.is_new, state, ..FieldOptions::default() };
    let shown = kit::labelled(ui, "Name of the test", false, |ui| {
        kit::text_field(ui, "test name", "Name of the test", &mut question.name, "What is tested", &options)
    })
    .inner;
    if question.is_new {
        kit::select_chars(ui, shown.response.id, question.name.chars().count());
    }
    let mut is_changed = shown.changed || question.is_new;
    question.is_new = false;
    if let Some((reason, free)) = refusal {
        let offer = free.as_ref().map(|_| "Take that one");
        if kit::problem_box(ui, Severity::Error, "Not a name to use.", reason, offer) {
            question.name = free.clone().unwrap_or_default();
            is_changed = true;
        }
    }
    if let Some(trouble) = &question.trouble {
        kit::problem_box(ui, Severity::Error, "Not written.", trouble, None);
    }
    if has_changed {
        let text = "The test expects what the version did that ran.";
        kit::problem_box(ui, Severity::Warning, "The flow has changed since this run began.", text, None);
    }
    for loss in &question.found.losses {
        kit::problem_box(ui, Severity::Warning, "Not kept:", loss, None);
    }
    preview_ui(ui, &question.found.preview);
    is_changed
}

fn preview_ui(ui: &mut Ui, text: &str) {
    let tokens = Tokens::of(ui);
    let frame = egui::Frame::new()
        .fill(tokens.field)
        .stroke(egui::Stroke::new(size::BORDER, tokens.line))
        .corner_radius(radius::CONTROL)
        .inner_margin(egui::Margin::symmetric(10, 7));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ScrollArea::vertical().id_salt("test preview").max_height(170.0).auto_shrink([false, true]).show(
            ui,
            |ui| {
                ui.add(egui::Label::new(RichText::new(text).font(theme::mono()).color(tokens.text_2)).wrap());
            },
        );
    });
}

/// The tests that a file holds, and its bytes.
struct Existing {
    names: Vec<String>,
    bytes: Vec<u8>,
}

/// Reads the file; `None` where there is none.
fn existing(path: &Path, flow: &Path) -> Result<Option<Existing>, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{name} cannot be read: {error}")),
    };
    let text = utf8(&bytes).map_err(|error| format!("{name}: {}", error.message()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = TestFile::parse(text).map_err(|mistakes| {
        let first = mistakes.first().map(ToString::to_string).unwrap_or_default();
        format!("{name} has mistakes, so nothing is added to it: {first}")
    })?;
    let meant = stored_path(path.parent().unwrap_or(Path::new("")), &file.flow.value);
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    if meant != flow && (real(&meant).is_none() || real(&meant) != real(flow)) {
        return Err(format!("{name} holds the tests of another flow: {}", file.flow.value));
    }
    let names = file.tests.iter().map(|test| test.name.value.clone()).collect();
    Ok(Some(Existing { names, bytes }))
}

/// The names of the tests in a flow's file of tests; none where there is no such file yet. It works with files: never
/// on the painting thread.
///
/// # Errors
/// Why nothing can be added to it, as a sentence.
pub fn test_names(flow: &Path) -> Result<Vec<String>, String> {
    Ok(existing(&tests_beside(flow), flow)?.map(|existing| existing.names).unwrap_or_default())
}

/// Adds the test of a run to the flow's file of tests. What stands there stays byte for byte.
///
/// # Errors
/// Why the file was left alone, as a sentence.
pub fn keep(flow: &Path, name: &str, records: &[Record]) -> Result<PathBuf, String> {
    let path = tests_beside(flow);
    let test = test_from_trace(records, Some(name))?;
    let (bytes, expected) = match existing(&path, flow)? {
        None => {
            let flow_file = flow.file_name().unwrap_or_default().to_string_lossy();
            (file_with(&flow_file, &test).into_bytes(), None)
        }
        Some(existing) => {
            if existing.names.iter().any(|known| known == name) {
                return Err(format!("There is a test “{name}” in it already"));
            }
            let expected = Fingerprint::of(&existing.bytes);
            let mut bytes = existing.bytes;
            let gap = if bytes.ends_with(b"\n") { "\n" } else { "\n\n" };
            bytes.extend_from_slice(gap.as_bytes());
            bytes.extend_from_slice(test.as_bytes());
            (bytes, Some(expected))
        }
    };
    let is_read = std::str::from_utf8(&bytes)
        .is_ok_and(|text| TestFile::parse(text.strip_prefix('\u{feff}').unwrap_or(text)).is_ok());
    if !is_read {
        return Err("What this run did cannot be written as a test".to_owned());
    }
    file::save(&path, &bytes, expected).map_err(|error| error.to_string())?;
    Ok(path)
}
