//! Saving a flow with what stands beside it, and exporting it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::check::{self, Severity as Grade};
use crate::editor::app::App;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::state::{FileKey, Saving, Seen};
use crate::editor::tasks::{Done, Purpose};
use crate::flow::file::{self, Fingerprint, OnDisk, PairSaved, PairToSave, SaveError, SideToSave};
use crate::flow::side::{is_side_path, side_path};
use crate::flow::{Flow, SideFile};

impl App {
    /// Saves a flow to its file, or asks where.
    pub(super) fn save(&mut self, key: FileKey) {
        match self.state.file(key).map(|file| file.document.path().map(PathBuf::from)) {
            Some(Some(path)) => self.write(key, path),
            Some(None) => self.ask_for_path(Purpose::Save(key)),
            None => {}
        }
    }

    /// Why a flow must not be written to a file.
    fn refusal(&self, key: FileKey, path: &std::path::Path) -> Option<String> {
        let is_open_elsewhere =
            self.state.open.iter().any(|other| other.key != key && other.document.path() == Some(path));
        if is_open_elsewhere {
            return Some(format!(
                "Another tab holds this file; close it or choose another name: {}",
                path.display()
            ));
        }
        let file = self.state.file(key);
        if file.is_some_and(|file| file.document.source() == Some(path)) {
            return Some(format!(
                "This flow was converted from what stands in that file, which is kept; choose another name: {}",
                path.display()
            ));
        }
        is_side_path(path).then(|| {
            format!(
                "Names that end in .cordboard.json are for what stands beside a flow; choose another name: {}",
                path.display()
            )
        })
    }

    /// Writes a flow and what stands beside it: what has not changed is not written again.
    pub(super) fn write(&mut self, key: FileKey, path: PathBuf) {
        if let Some(text) = self.refusal(key, &path) {
            self.stop_quitting();
            return self.state.dialogs.push(Dialog::NotSaved { key, why: text });
        }
        let Some(file) = self.state.file_mut(key) else { return };
        if file.saving != Saving::Idle {
            file.saving = Saving::Again(path);
            return;
        }
        file.saving = Saving::Busy;
        let document = file.document.clone();
        let is_own = document.path() == Some(&*path);
        let expected = if is_own { file.on_disk } else { OnDisk::default() };
        let side = document.side_at(&path);
        self.tasks.block(move || {
            let history = document.history();
            let is_lost = side.trouble().is_some() && side.bytes().is_none();
            let pair = PairToSave {
                flow: document.bytes(),
                is_flow_changed: !is_own || !history.is_flow_saved(),
                side: match () {
                    () if is_lost || is_own && history.is_side_saved() => SideToSave::Leave,
                    () if is_own => SideToSave::Write(side.clone()),
                    () => SideToSave::Replace(side.clone()),
                },
                expected,
            };
            let result = file::save_pair(&path, &pair);
            Done::Saved { key, flow: document.flow().clone(), side, path, result }
        });
    }

    pub(super) fn file_was_saved(
        &mut self,
        key: FileKey,
        flow: &Flow,
        side: &SideFile,
        path: PathBuf,
        result: Result<PairSaved, SaveError>,
    ) {
        let Some(file) = self.state.file_mut(key) else { return };
        let saving = std::mem::take(&mut file.saving);
        let wants_close = std::mem::take(&mut file.closes_when_saved);
        let saved = match result {
            Ok(saved) => saved,
            Err(SaveError::Changed { found, .. }) => {
                file.seen_on_disk = Some(Seen::Flow(found));
                return self.state.dialogs.push(Dialog::Changed(key));
            }
            Err(SaveError::SideChanged { found, .. }) => {
                file.seen_on_disk = Some(Seen::Side(found));
                return self.state.dialogs.push(Dialog::Changed(key));
            }
            Err(error) => {
                self.stop_quitting();
                return self.state.dialogs.push(Dialog::NotSaved { key, why: error.to_string() });
            }
        };
        file.on_disk = saved.on_disk;
        file.document.mark_saved_as(flow, path.clone());
        if saved.side_error.is_none() {
            file.document.mark_side_saved(side);
        }
        let is_whole = !file.document.is_modified();
        let title = file.document.title();
        self.state.settings.remember(&path);
        self.state.toasts.push(Severity::Info, format!("Saved {title}"), None);
        if is_whole {
            self.forget_journal(key);
        }
        self.saved_version_is_new(key);
        if let Some(error) = saved.side_error {
            self.stop_quitting();
            let name = side_path(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
            self.trouble("The flow was saved, its side file was not", format!("{name}: {error}"));
        } else if let Saving::Again(path) = saving {
            self.write(key, path);
        } else if wants_close && is_whole {
            self.drop_file(key);
        }
    }

    /// Exports the shown flow, first saying what Studio would refuse.
    pub(super) fn export(&mut self) {
        let Some(file) = self.state.active() else { return };
        let key = file.key;
        // What is not known yet is worked out here: it must not be exported unseen.
        let found = match file.derived.is_checked(file.flow()) {
            true => Arc::clone(&file.derived.findings),
            false => Arc::new(file.question().answer()),
        };
        let found: Vec<_> = found
            .all()
            .iter()
            .filter(|diagnostic| {
                diagnostic.severity == Grade::Error || diagnostic.blocks != check::Blocks::None
            })
            .map(|diagnostic| (**diagnostic).clone())
            .collect();
        if found.is_empty() {
            self.ask_for_path(Purpose::Export(key));
        } else {
            self.state.dialogs.push(Dialog::Export { key, found });
        }
    }

    /// Writes the definition alone: Studio takes nothing else.
    pub(super) fn write_export(&mut self, key: FileKey, path: PathBuf) {
        if let Some(text) = self.refusal(key, &path) {
            return self.trouble("The flow was not exported", text);
        }
        let Some(document) = self.state.file(key).map(|file| file.document.clone()) else { return };
        self.tasks.block(move || {
            let result = file::save(&path, &document.bytes(), None);
            Done::Exported { path, result }
        });
    }

    pub(super) fn file_was_exported(
        &mut self,
        path: &std::path::Path,
        result: Result<Fingerprint, SaveError>,
    ) {
        match result {
            Ok(_) => {
                let text = format!("Exported {}", path.display());
                self.state.toasts.push(Severity::Info, text, None);
            }
            Err(error) => self.trouble("The flow was not exported", error.to_string()),
        }
    }
}
