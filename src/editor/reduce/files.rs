//! Opening, saving, exporting and closing.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::check::{self, Severity as Grade};
use crate::editor::action::Action;
use crate::editor::app::{App, PathAnswers};
use crate::editor::dialogs::Dialog;
use crate::editor::journal::Leftover;
use crate::editor::kit::Severity;
use crate::editor::kit::path_dialog::PathDialog;
use crate::editor::state::{FileKey, OpenFlow, Saving};
use crate::editor::tasks::{Done, Purpose};
use crate::flow::file::{self, Fingerprint, SaveError};
use crate::flow::{Document, Flow};

/// A file dialog that comes back faster than this was never shown: the machine has no portal.
const UNSEEN: Duration = Duration::from_millis(150);

impl App {
    /// Opens a file, or shows it where it is open.
    pub(super) fn open_path(&mut self, path: PathBuf) {
        let path = std::path::absolute(&path).unwrap_or(path);
        if let Some(index) = self.state.index_of_path(&path) {
            self.state.shown = index;
            return;
        }
        self.read(None, path);
    }

    fn read(&mut self, key: Option<FileKey>, path: PathBuf) {
        self.state.reading += 1;
        self.tasks.block(move || {
            let result = file::read(&path);
            Done::Read { key, path, result }
        });
    }

    pub(super) fn file_was_read(
        &mut self,
        key: Option<FileKey>,
        path: PathBuf,
        result: Result<Vec<u8>, SaveError>,
    ) {
        self.state.reading = self.state.reading.saturating_sub(1);
        let bytes = match result {
            Ok(bytes) => bytes,
            Err(error) => return self.trouble("The file cannot be opened", error.to_string()),
        };
        match Document::from_bytes(Some(path.clone()), &bytes) {
            Ok(document) => {
                self.state.settings.remember(&path);
                // A file that is read again takes the place of its old self, unless that was closed meanwhile.
                let old = key.and_then(|key| self.state.open.iter().position(|file| file.key == key));
                key.into_iter().for_each(|key| self.forget_journal(key));
                self.show_document(document, Some(Fingerprint::of(&bytes)), old);
            }
            Err(error) => {
                self.trouble("The file is no flow", format!("{}:{error}", path.display()));
            }
        }
    }

    fn trouble(&mut self, title: &str, text: String) {
        // Behind those that wait already: what went wrong first is read first.
        self.state.dialogs.insert(0, Dialog::Trouble { title: title.to_owned(), text });
    }

    /// Shows a document in a tab of its own, or in that of its old self.
    pub(in crate::editor) fn show_document(
        &mut self,
        document: Document,
        fingerprint: Option<Fingerprint>,
        old: Option<usize>,
    ) {
        match old.and_then(|index| self.state.open.get_mut(index).map(|file| (index, file))) {
            Some((index, file)) => {
                // Only what is not of the old document stays: ids mean other widgets now.
                let mut fresh = OpenFlow::new(file.key, document, fingerprint);
                std::mem::swap(&mut fresh.view, &mut file.view);
                fresh.right = file.right;
                fresh.inspector_tab = file.inspector_tab;
                *file = fresh;
                self.state.shown = index;
            }
            None => {
                let key = self.state.fresh_key();
                self.state.open.push(OpenFlow::new(key, document, fingerprint));
                self.state.shown = self.state.open.len() - 1;
            }
        }
    }

    /// Reads a flow's file again.
    pub(super) fn reload(&mut self, key: FileKey) {
        let Some(path) = self.state.file(key).and_then(|file| file.document.path()) else { return };
        let path = path.to_owned();
        self.read(Some(key), path);
    }

    /// Saves a flow to its file, or asks where.
    pub(super) fn save(&mut self, key: FileKey) {
        match self.state.file(key).map(|file| file.document.path().map(PathBuf::from)) {
            Some(Some(path)) => self.write(key, path, false),
            Some(None) => self.ask_for_path(Purpose::Save(key)),
            None => {}
        }
    }

    /// Writes a flow to a file.
    fn write(&mut self, key: FileKey, path: PathBuf, is_export: bool) {
        let is_open_elsewhere =
            self.state.open.iter().any(|other| other.key != key && other.document.path() == Some(&*path));
        if is_open_elsewhere {
            self.stop_quitting();
            let text =
                format!("Another tab holds this file; close it or choose another name: {}", path.display());
            return self.trouble("The flow was not saved", text);
        }
        let Some(file) = self.state.file_mut(key) else { return };
        if file.saving != Saving::Idle && !is_export {
            file.saving = Saving::Again(path);
            return;
        }
        if !is_export {
            file.saving = Saving::Busy;
        }
        let own_file = file.document.path() == Some(&*path);
        let expected = if own_file && !is_export { file.fingerprint } else { None };
        let document = file.document.clone();
        self.tasks.block(move || {
            let result = file::save(&path, &document.bytes(), expected);
            Done::Saved { key, flow: document.flow().clone(), path, is_export, result }
        });
    }

    pub(super) fn file_was_saved(
        &mut self,
        key: FileKey,
        flow: &Flow,
        path: PathBuf,
        is_export: bool,
        result: Result<Fingerprint, SaveError>,
    ) {
        if is_export {
            match result {
                Ok(_) => {
                    let text = format!("Exported {}", path.display());
                    self.state.toasts.push(Severity::Info, text, None);
                }
                Err(error) => self.trouble("The flow was not exported", error.to_string()),
            }
            return;
        }
        let Some(file) = self.state.file_mut(key) else { return };
        let saving = std::mem::take(&mut file.saving);
        let wants_close = std::mem::take(&mut file.closes_when_saved);
        match result {
            Ok(fingerprint) => {
                file.fingerprint = Some(fingerprint);
                file.document.mark_saved_as(flow, path.clone());
                let closes = wants_close && !file.document.is_modified();
                let title = file.document.title();
                self.state.settings.remember(&path);
                self.state.toasts.push(Severity::Info, format!("Saved {title}"), None);
                if self.state.file(key).is_some_and(|file| !file.document.is_modified()) {
                    self.forget_journal(key);
                }
                if let Saving::Again(path) = saving {
                    self.write(key, path, false);
                } else if closes {
                    self.drop_file(key);
                }
            }
            Err(SaveError::Changed { found, .. }) => {
                file.seen_on_disk = Some(found);
                self.state.dialogs.push(Dialog::Changed(key));
            }
            Err(error) => {
                self.stop_quitting();
                self.trouble("The flow was not saved", error.to_string());
            }
        }
    }

    /// Exports the shown flow, first saying what Studio would refuse.
    pub(super) fn export(&mut self) {
        let Some(file) = self.state.active() else { return };
        let key = file.key;
        let found: Vec<_> = check::check(file.flow(), &check::Options::default())
            .into_iter()
            .filter(|diagnostic| {
                diagnostic.severity == Grade::Error || diagnostic.blocks != check::Blocks::None
            })
            .collect();
        if found.is_empty() {
            self.ask_for_path(Purpose::Export(key));
        } else {
            self.state.dialogs.push(Dialog::Export { key, found });
        }
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
            let mut dialog = rfd::AsyncFileDialog::new()
                .add_filter("Studio flow", &["json"])
                .add_filter("All files", &["*"]);
            if let Some(folder) = folder {
                dialog = dialog.set_directory(folder);
            }
            let handles = match purpose {
                Purpose::Open => dialog.pick_files().await.unwrap_or_default(),
                Purpose::Save(_) | Purpose::Export(_) => {
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
            Purpose::Open => paths.into_iter().for_each(|path| self.open_path(path)),
            Purpose::Save(key) => match paths.into_iter().next() {
                Some(path) => self.write(key, path, false),
                None => self.stop_quitting(),
            },
            Purpose::Export(key) => {
                if let Some(path) = paths.into_iter().next() {
                    self.write(key, path, true);
                }
            }
        }
    }

    fn ask_by_own_dialog(&mut self, purpose: Purpose) {
        let folder = self.folder().unwrap_or_else(|| PathBuf::from("."));
        let recent = self.state.settings.recent.clone();
        let dialog = match purpose {
            Purpose::Open => PathDialog::open(folder, recent),
            Purpose::Save(_) | Purpose::Export(_) => PathDialog::save(folder, self.suggested_name(purpose)),
        };
        self.state.path_dialog = Some((purpose, dialog));
    }

    fn suggested_name(&self, purpose: Purpose) -> String {
        let (Purpose::Save(key) | Purpose::Export(key)) = purpose else { return String::new() };
        let file = self.state.file(key);
        match file.and_then(|file| file.document.path()).and_then(|path| path.file_name()) {
            Some(name) => name.to_string_lossy().into_owned(),
            None => "flow.json".to_owned(),
        }
    }

    /// Where dialogs begin: beside the shown flow, else beside the latest.
    fn folder(&self) -> Option<PathBuf> {
        let shown = self.state.active().and_then(|file| file.document.path());
        let known = shown.or_else(|| self.state.settings.recent.first().map(PathBuf::as_path));
        known.and_then(|path| path.parent()).map(PathBuf::from).or_else(|| std::env::current_dir().ok())
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
        self.forget_journal(key);
        let Some(index) = self.state.open.iter().position(|file| file.key == key) else { return };
        self.state.open.remove(index);
        self.state.dialogs.retain(|dialog| dialog.key() != Some(key));
        if self.state.shown > index || self.state.shown == self.state.open.len() {
            self.state.shown = self.state.shown.saturating_sub(1);
        }
    }

    /// Opens what a crash left behind, as modified.
    pub(super) fn recover(&mut self, found: Vec<Leftover>) {
        for leftover in found {
            match Document::from_bytes(None, leftover.text.as_bytes()) {
                Ok(mut document) => {
                    // Two tabs must not hold one file: the recovered flow takes the place of the untouched one.
                    let twin = leftover.path.as_deref().and_then(|path| self.state.index_of_path(path));
                    let is_untouched = |index: usize| {
                        self.state.open.get(index).is_some_and(|file| !file.document.is_modified())
                    };
                    let old = twin.filter(|index| is_untouched(*index));
                    let path = leftover.path.clone().filter(|_| twin.is_none() || old.is_some());
                    document.mark_recovered(path);
                    self.show_document(document, leftover.fingerprint, old);
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

    /// Looks whether the files of open flows still are what they were.
    pub(in crate::editor) fn look_at_disk(&self) {
        for file in &self.state.open {
            let (Some(path), Some(fingerprint)) = (file.document.path().map(PathBuf::from), file.fingerprint)
            else {
                continue;
            };
            let key = file.key;
            self.tasks.block(move || Done::DiskLooked {
                key,
                is_unchanged: file::is_unchanged(&path, fingerprint),
            });
        }
    }

    /// A new flow in a tab of its own.
    pub(super) fn new_flow(&mut self) {
        self.show_document(Document::default(), None, None);
    }

    /// Puts the shown flow's definition on the clipboard.
    pub(super) fn copy_flow_json(&mut self, ctx: &egui::Context) {
        let Some(text) = self.state.active().map(|file| file.flow().write()) else { return };
        self.apply(ctx, Action::Copy { text, what: "the flow's JSON".to_owned() });
    }
}
