//! Keeping the journal: see [`crate::editor::journal`].

use crate::editor::app::App;
use crate::editor::journal;
use crate::editor::state::FileKey;
use crate::editor::tasks::Done;

impl App {
    /// Writes what has been modified for long enough; tells when to look again, in seconds.
    pub(in crate::editor) fn keep_journal(&mut self, now_secs: f64) -> Option<f64> {
        self.journal.as_ref()?;
        let mut due: Vec<FileKey> = Vec::new();
        let mut wait: Option<f64> = None;
        for file in &mut self.state.open {
            if !file.document.is_modified() || file.is_journaled() {
                file.dirty_since_secs = None;
                continue;
            }
            let since = *file.dirty_since_secs.get_or_insert(now_secs);
            let left = since + journal::INTERVAL_SECS - now_secs;
            if left <= 0.0 {
                due.push(file.key);
            } else {
                wait = Some(wait.map_or(left, |wait: f64| wait.min(left)));
            }
        }
        due.into_iter().for_each(|key| self.write_journal(key));
        wait
    }

    /// Writes the journal's copy of a flow now.
    pub(super) fn write_journal(&mut self, key: FileKey) {
        self.write_journal_then(key, || {});
    }

    /// Writes the journal's copy of a recovered flow, and takes the copy away that it came from.
    pub(super) fn take_over_journal(&mut self, key: FileKey, from: std::path::PathBuf) {
        self.write_journal_then(key, move || journal::forget(&from));
    }

    fn write_journal_then(&mut self, key: FileKey, then: impl FnOnce() + Send + 'static) {
        let Some(target) = self.journal.as_ref().map(|journal| journal.file(key)) else { return };
        let Some(file) = self.state.file_mut(key) else { return };
        file.journaled = Some(file.to_journal());
        file.dirty_since_secs = None;
        let document = file.document.clone();
        let on_disk = file.on_disk;
        let reply = self.tasks.reply();
        self.tasks.block_silently(move || match journal::write(&target, &document, on_disk) {
            Ok(()) => then(),
            Err(error) => {
                reply.send(Done::Trouble(format!("Unsaved changes cannot be kept safe: {error}")));
            }
        });
    }

    /// Takes the journal's copy of a flow away.
    pub(super) fn forget_journal(&mut self, key: FileKey) {
        if let Some(file) = self.state.file_mut(key) {
            file.journaled = None;
            file.dirty_since_secs = None;
        }
        if let Some(target) = self.journal.as_ref().map(|journal| journal.file(key)) {
            self.tasks.block_silently(move || journal::forget(&target));
        }
    }
}
