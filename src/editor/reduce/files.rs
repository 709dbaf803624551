//! Opening, asking for paths, and closing.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::editor::action::Action;
use crate::editor::api::{ApiNews, LibraryNews, keeping};
use crate::editor::app::{App, PathAnswers};
use crate::editor::compared::Against;
use crate::editor::dialogs::Dialog;
use crate::editor::findings::with_quotes;
use crate::editor::journal::Leftover;
use crate::editor::kit::Severity;
use crate::editor::kit::path_dialog::PathDialog;
use crate::editor::state::{FileKey, OpenFlow};
use crate::editor::tasks::{Done, Purpose, Reading};
use crate::flow::file::{self, OnDisk, PairRead, SaveError};
use crate::flow::side::{SideTrouble, side_path};
use crate::flow::{Document, FlowError, OpenError};

/// A file dialog that comes back faster than this was never shown: the machine has no portal.
const UNSEEN: Duration = Duration::from_millis(150);

/// Whether a file is no flow but holds one.
fn is_wrapped(error: &OpenError) -> bool {
    matches!(error, OpenError::NotAFlow { reason: FlowError::Wrapped, .. })
}

impl App {
    /// Opens files in tabs, in the order given.
    pub(super) fn open_paths(&mut self, paths: Vec<PathBuf>) {
        let paths: Vec<PathBuf> =
            paths.into_iter().map(|path| std::path::absolute(&path).unwrap_or(path)).collect();
        let wanted: Vec<PathBuf> = paths.into_iter().filter(|path| !self.show_path(path)).collect();
        self.state.reading += wanted.len();
        let reply = self.tasks.reply();
        // One after the other, as the tabs come in the order in which the files are read.
        let reading = self.tasks.spawn_to_cancel(async move {
            for path in wanted {
                let from = path.clone();
                let read = tokio::task::spawn_blocking(move || {
                    let result = file::read_pair(&from);
                    // A document of an API is no flow, and is imported instead.
                    let is_document = result.as_ref().is_ok_and(|read| keeping::is_document(&read.flow));
                    (result, is_document)
                });
                let Ok((result, is_document)) = read.await else { return };
                reply.send(match is_document {
                    true => Done::Api(ApiNews::Library(Box::new(LibraryNews::IsDocument(path)))),
                    false => Done::Read { reading: Reading::New, path, result },
                });
            }
        });
        self.readings.retain(|reading| !reading.is_finished());
        self.readings.extend(reading);
    }

    /// Gives up the files that are still to be read.
    pub(super) fn stop_reading(&mut self) {
        self.readings.drain(..).for_each(|reading| reading.abort());
        self.state.reading = 0;
    }

    /// Shows the tab that holds a file, if there is one.
    pub(super) fn show_path(&mut self, path: &Path) -> bool {
        let index = self.state.index_of_path(path);
        if let Some(index) = index {
            self.state.shown = index;
        }
        index.is_some()
    }

    pub(super) fn read(&mut self, reading: Reading, path: PathBuf) {
        self.state.reading += 1;
        self.tasks.block(move || {
            let result = file::read_pair(&path);
            Done::Read { reading, path, result }
        });
    }

    pub(super) fn file_was_read(
        &mut self,
        reading: Reading,
        path: PathBuf,
        result: Result<PairRead, SaveError>,
    ) {
        self.state.reading = self.state.reading.saturating_sub(1);
        let PairRead { flow, side, on_disk } = match result {
            Ok(read) => read,
            Err(error) => {
                let is_gone =
                    matches!(&error, SaveError::Io { error, .. } if error.kind() == ErrorKind::NotFound);
                let text = match reading {
                    Reading::Subflow { .. } if is_gone => {
                        format!("it is not there any more: {}", path.display())
                    }
                    _ => error.to_string(),
                };
                return self.file_failed(reading, &path, "The file cannot be opened", text);
            }
        };
        let opened = Document::from_bytes(Some(path.clone()), &flow);
        let opens = opened.is_ok();
        if reading == Reading::New && opened.as_ref().map_or_else(is_wrapped, |file| file.flow().is_legacy())
        {
            return self.recognise(path, PairRead { flow, side, on_disk }, opens);
        }
        let document = match opened {
            Ok(document) => document.with_side(side),
            Err(error) => {
                let text = format!("{}:{error}", path.display());
                return self.file_failed(reading, &path, "The file is no flow", text);
            }
        };
        self.flow_was_read(reading, path, document, on_disk);
    }

    /// Shows a flow that was read from its file.
    pub(super) fn flow_was_read(
        &mut self,
        reading: Reading,
        path: PathBuf,
        document: Document,
        on_disk: OnDisk,
    ) {
        self.state.settings.remember(&path);
        // A file that is read again takes the place of its old self, unless that was closed meanwhile.
        let old = match reading {
            Reading::Again(key) => {
                let old = self.state.open.iter().position(|file| file.key == key);
                self.forget_journal(key);
                old
            }
            Reading::New => None,
            Reading::Subflow { place, is_chosen } => {
                if is_chosen {
                    self.keep_subflow(place, &path);
                }
                None
            }
        };
        // It may have been asked for twice before it came.
        if old.is_none() && self.show_path(&path) {
            return;
        }
        self.notice_side(&document, &path);
        self.show_document(document, on_disk, old);
    }

    fn file_failed(&mut self, reading: Reading, path: &Path, title: &str, text: String) {
        match reading {
            Reading::Subflow { place, .. } => self.ask_for_subflow(place, Some((path.to_owned(), text))),
            Reading::New | Reading::Again(_) => self.trouble(title, text),
        }
    }

    /// Says what is wrong with what stands beside a flow. The flow opens all the same.
    fn notice_side(&mut self, document: &Document, path: &Path) {
        let Some(trouble) = document.side().trouble() else { return };
        let beside = side_path(path);
        let name = beside.file_name().unwrap_or_default().to_string_lossy();
        let text = match trouble {
            SideTrouble::Newer(_) => {
                format!("{name} is left as it is: {trouble}. What is known of it is used.")
            }
            _ => format!("{name} cannot be read and is left as it is: {trouble}"),
        };
        self.state.toasts.push(Severity::Warning, text, None);
    }

    pub(super) fn trouble(&mut self, title: &str, text: String) {
        // Behind those that wait already: what went wrong first is read first.
        self.state.dialogs.insert(0, Dialog::Trouble { title: title.to_owned(), text: with_quotes(&text) });
    }

    /// Shows a document in a tab of its own, or in that of its old self.
    pub(in crate::editor) fn show_document(
        &mut self,
        document: Document,
        on_disk: OnDisk,
        old: Option<usize>,
    ) {
        match old.and_then(|index| self.state.open.get_mut(index).map(|file| (index, file))) {
            Some((index, file)) => {
                // Only what is not of the old document stays: ids mean other widgets now.
                let mut fresh = OpenFlow::new(file.key, document, on_disk.flow);
                fresh.on_disk = on_disk;
                std::mem::swap(&mut fresh.view, &mut file.view);
                fresh.right = file.right;
                fresh.inspector_tab = file.inspector_tab;
                fresh.breakpoints = file.breakpoints.carried_over(file.flow(), fresh.flow());
                *file = fresh;
                self.state.shown = index;
            }
            None => {
                let key = self.state.fresh_key();
                let mut fresh = OpenFlow::new(key, document, on_disk.flow);
                fresh.on_disk = on_disk;
                if let Some(camera) = self.camera_of(fresh.document.path()) {
                    fresh.view.remember(camera);
                }
                self.state.open.push(fresh);
                self.state.shown = self.state.open.len() - 1;
            }
        }
    }

    /// Reads a flow's file again.
    pub(super) fn reload(&mut self, key: FileKey) {
        let Some(path) = self.state.file(key).and_then(|file| file.document.path()) else { return };
        let path = path.to_owned();
        self.read(Reading::Again(key), path);
    }

    /// Asks for files: by the system's dialog, or by our own where there is none.
    pub(super) fn ask_for_path(&mut self, purpose: Purpose) {
        match &mut self.path_answers {
            PathAnswers::Scripted(answers) => {
                let paths = answers.pop_front().unwrap_or_default();
                return self.picked(purpose, paths, false);
            }
            PathAnswers::System if !self.state.has_no_portal => {}
            PathAnswers::System | PathAnswers::Own => return self.ask_by_own_dialog(purpose),
        }
        let name = self.suggested_name(purpose);
        let folder = self.folder();
        let reply = self.tasks.reply();
        self.state.is_picking = true;
        self.tasks.spawn(async move {
            let asked = Instant::now();
            let filter: (&str, &[&str]) = match purpose {
                Purpose::Picture { .. } => ("Picture", &["svg", "png"]),
                Purpose::ImportApi => ("OpenAPI or Swagger document", &["yaml", "yml", "json"]),
                _ => ("Studio flow", &["json"]),
            };
            let mut dialog = rfd::AsyncFileDialog::new();
            if !matches!(purpose, Purpose::ApiBody | Purpose::ApiFile) {
                dialog = dialog.add_filter(filter.0, filter.1);
            }
            dialog = dialog.add_filter("All files", &["*"]);
            if let Some(folder) = folder {
                dialog = dialog.set_directory(folder);
            }
            let handles = match purpose {
                Purpose::Open => dialog.pick_files().await.unwrap_or_default(),
                Purpose::Subflow(_) | Purpose::Compare(_) | Purpose::ImportApi | Purpose::ApiFile => {
                    dialog.pick_file().await.into_iter().collect()
                }
                Purpose::Save(_) | Purpose::Export(_) | Purpose::Picture { .. } | Purpose::ApiBody => {
                    dialog.set_file_name(name).save_file().await.into_iter().collect()
                }
            };
            let paths = handles.iter().map(|handle| handle.path().to_owned()).collect();
            reply.send(Done::Picked { purpose, paths, was_instant: asked.elapsed() < UNSEEN });
        });
    }

    pub(super) fn picked(&mut self, purpose: Purpose, paths: Vec<PathBuf>, was_instant: bool) {
        self.state.is_picking = false;
        if paths.is_empty() && was_instant {
            self.state.has_no_portal = true;
            return self.ask_by_own_dialog(purpose);
        }
        match purpose {
            Purpose::Open => self.open_paths(paths),
            Purpose::Save(key) => match paths.into_iter().next() {
                Some(path) => self.write(key, path),
                None => self.stop_quitting(),
            },
            Purpose::ApiBody => {
                let body = self.state.api.to_save.take();
                if let (Some(path), Some(answered)) = (paths.into_iter().next(), body) {
                    self.write_body(answered, path);
                }
            }
            Purpose::ApiFile => {
                let place = self.state.api.file_for.take();
                if let (Some(path), Some((key, parameter))) = (paths.into_iter().next(), place) {
                    self.read_value(key, parameter, path);
                }
            }
            Purpose::Export(key) => {
                if let Some(path) = paths.into_iter().next() {
                    self.write_export(key, path);
                }
            }
            Purpose::Compare(key) => {
                if let Some(path) = paths.into_iter().next() {
                    self.compare_with(key, Against::File(path));
                }
            }
            Purpose::ImportApi => {
                if let Some(path) = paths.into_iter().next() {
                    self.import_file(path);
                }
            }
            Purpose::Picture { key, is_dark } => {
                if let Some(path) = paths.into_iter().next() {
                    self.write_picture(key, is_dark, path);
                }
            }
            Purpose::Subflow(place) => match paths.into_iter().next() {
                Some(path) => self.subflow_chosen(place, path),
                None => self.ask_for_subflow(place, None),
            },
        }
    }

    fn ask_by_own_dialog(&mut self, purpose: Purpose) {
        let folder = self.folder().unwrap_or_else(|| PathBuf::from("."));
        let recent = self.state.settings.recent.clone();
        let dialog = match purpose {
            Purpose::ImportApi | Purpose::ApiFile => PathDialog::open(folder, Vec::new()).with_all_files(),
            Purpose::Open | Purpose::Subflow(_) | Purpose::Compare(_) => PathDialog::open(folder, recent),
            Purpose::Save(_) | Purpose::Export(_) | Purpose::Picture { .. } | Purpose::ApiBody => {
                PathDialog::save(folder, self.suggested_name(purpose))
            }
        };
        let title = match purpose {
            Purpose::Open => "Open flows",
            Purpose::Save(_) => "Save flow as",
            Purpose::Export(_) => "Export flow as",
            Purpose::Subflow(_) => "Choose the flow that it runs",
            Purpose::Compare(_) => "Choose a flow to compare with",
            Purpose::ImportApi => "Choose the document of an API",
            Purpose::ApiBody => "Save as",
            Purpose::ApiFile => "Choose a file for the value",
            Purpose::Picture { .. } => "Save the picture as",
        };
        self.state.path_dialog = Some((purpose, dialog.titled(title)));
    }

    fn suggested_name(&self, purpose: Purpose) -> String {
        if purpose == Purpose::ApiBody {
            return self.state.api.to_save.as_ref().map(|body| body.file_name()).unwrap_or_default();
        }
        let (Purpose::Save(key) | Purpose::Export(key) | Purpose::Picture { key, .. }) = purpose else {
            return String::new();
        };
        let file = self.state.file(key);
        if let (Purpose::Picture { .. }, Some(file)) = (purpose, file) {
            let title = file.document.title();
            return format!("{}.svg", title.strip_suffix(".json").unwrap_or(&title));
        }
        match file.and_then(|file| file.document.path()).and_then(|path| path.file_name()) {
            Some(name) => name.to_string_lossy().into_owned(),
            None => {
                let known = file.and_then(|file| file.document.suggested_name());
                known.unwrap_or("flow.json").to_owned()
            }
        }
    }

    /// Where dialogs begin: beside the shown flow, else beside the latest.
    fn folder(&self) -> Option<PathBuf> {
        let shown = self.state.active().map(|file| &file.document);
        let shown = shown.and_then(|document| document.path().or(document.source()));
        let known = shown.or_else(|| self.state.settings.recent.first().map(PathBuf::as_path));
        let folder = known.and_then(|path| path.parent()).filter(|folder| !folder.as_os_str().is_empty());
        folder.map(PathBuf::from).or_else(|| std::env::current_dir().ok())
    }

    /// Closes a flow, asking where it is unsaved.
    pub(super) fn close(&mut self, key: FileKey) {
        if !self.commit_draft() {
            return;
        }
        match self.state.file(key) {
            Some(file) if file.document.is_modified() => self.state.dialogs.push(Dialog::Unsaved(key)),
            Some(_) => self.drop_file(key),
            None => {}
        }
    }

    /// Closes a flow without asking.
    pub(super) fn drop_file(&mut self, key: FileKey) {
        self.keep_camera(key);
        self.forget_journal(key);
        self.checks.forget(key);
        let Some(index) = self.state.open.iter().position(|file| file.key == key) else { return };
        self.state.open.remove(index);
        self.state.dialogs.retain(|dialog| dialog.key() != Some(key));
        self.state.api.forget_flow(key);
        if self.state.shown > index || self.state.shown == self.state.open.len() {
            self.state.shown = self.state.shown.saturating_sub(1);
        }
    }

    /// Opens what a crash left behind, as modified.
    pub(super) fn recover(&mut self, found: Vec<Leftover>) {
        for leftover in found {
            // Two tabs must not hold one file: the recovered flow takes the place of the untouched one.
            let twin = leftover.path.as_deref().and_then(|path| self.state.index_of_path(path));
            let is_untouched =
                |index: usize| self.state.open.get(index).is_some_and(|file| !file.document.is_modified());
            let old = twin.filter(|index| is_untouched(*index));
            let path = leftover.path.clone().filter(|_| twin.is_none() || old.is_some());
            match leftover.document(path) {
                Ok(document) => {
                    self.show_document(document, leftover.on_disk, old);
                    // From now on this process's own journal holds it; only then the old copy goes.
                    if let Some(file) = self.state.active().map(|file| file.key) {
                        self.take_over_journal(file, leftover.file);
                    }
                }
                Err(error) => {
                    let text = format!("{error}: {}", leftover.file.display());
                    self.trouble("A flow could not be recovered", text);
                }
            }
        }
    }

    /// Looks whether the files of open flows still are what they were, and what their folders say of rules now.
    pub(in crate::editor) fn look_at_disk(&self) {
        self.look_at_rules();
        for file in &self.state.open {
            let (Some(path), Some(_)) = (file.document.path().map(PathBuf::from), file.on_disk.flow) else {
                continue;
            };
            let (key, known) = (file.key, file.on_disk);
            self.tasks.block(move || Done::DiskLooked { key, changed: file::changed_file(&path, known) });
        }
    }

    /// A new flow in a tab of its own.
    pub(super) fn new_flow(&mut self) {
        self.show_document(Document::default(), OnDisk::default(), None);
    }

    /// Puts the shown flow's definition on the clipboard.
    pub(super) fn copy_flow_json(&mut self, ctx: &egui::Context) {
        let Some(text) = self.state.active().map(|file| file.flow().write()) else { return };
        self.apply(ctx, Action::Copy { text, what: "the flow's JSON".to_owned() });
    }
}
