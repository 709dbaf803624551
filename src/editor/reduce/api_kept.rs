//! What a project keeps of the API library: which project it is, reading it, and writing what is filled in.

use std::path::{Path, PathBuf};

use crate::api::{Kept, KeptDocument, kept::FILE_NAME};
use crate::editor::api::libraries::{Aside, Content, Entry, Goal, Libraries, LibraryNews, Seen};
use crate::editor::api::{ApiNews, LibraryId, Source, TryKey, keeping};
use crate::editor::app::App;
use crate::editor::kit::Severity;
use crate::editor::tasks::Done;

/// What is typed is kept after a pause of so long.
const PAUSE_SECS: f64 = 0.6;

impl App {
    /// Shows the libraries of the folder of the shown flow, and keeps what is filled in once typing pauses. In each frame:
    /// nothing here waits.
    pub(in crate::editor) fn keep_libraries(&mut self, ctx: &egui::Context) {
        self.follow_project();
        let now = ctx.input(|input| input.time);
        let page = &mut self.state.api;
        let shown = page.shown.as_ref().and_then(|key| page.tries.get(key));
        let seen = page.libraries.seen.as_mut();
        match (shown, seen) {
            (Some(shown), Some(seen)) if seen.key == shown.key => {
                if seen.prepared != shown.prepared {
                    seen.prepared = shown.prepared.clone();
                    seen.since_secs = Some(now);
                }
                let Some(since) = seen.since_secs else { return };
                let wait = since + PAUSE_SECS - now;
                if wait <= 0.0 {
                    self.flush_request();
                } else {
                    ctx.request_repaint_after(std::time::Duration::from_secs_f64(wait.max(0.05)));
                }
            }
            (None, None) => {}
            (shown, _) => {
                let seen = shown.filter(|shown| matches!(shown.key, TryKey::Operation { .. }));
                let seen = seen.map(|shown| Seen {
                    key: shown.key.clone(),
                    prepared: shown.prepared.clone(),
                    since_secs: None,
                });
                self.flush_request();
                self.state.api.libraries.seen = seen;
            }
        }
    }

    /// Keeps at once what was typed last.
    pub(in crate::editor) fn flush_request(&mut self) {
        let libraries = &mut self.state.api.libraries;
        let Some(seen) = libraries.seen.as_mut() else { return };
        let (Some(_), TryKey::Operation { library, .. }) = (seen.since_secs.take(), &seen.key) else {
            return;
        };
        let bare = keeping::without_secrets(&seen.prepared);
        let id = Libraries::kept_id(library).to_owned();
        libraries.kept.keep(&id, &bare);
        self.keep_changed(move |kept| kept.keep(&id, &bare));
    }

    /// The file of the project.
    fn kept_file(&self) -> Option<PathBuf> {
        match &self.state.api.libraries.project {
            Some(folder) => Some(folder.join(FILE_NAME)),
            None => Some(self.api_data()?.join(FILE_NAME)),
        }
    }

    /// The folder of the project's file.
    fn kept_folder(&self) -> PathBuf {
        let file = self.kept_file();
        file.as_deref().and_then(Path::parent).map(Path::to_owned).unwrap_or_default()
    }

    /// Where the program keeps what belongs to no project.
    pub(super) fn api_data(&self) -> Option<PathBuf> {
        Some(self.state.folders.as_ref()?.journal.with_file_name("api"))
    }

    /// Changes what the project keeps, in a task, each change after the one before.
    pub(super) fn keep_changed(&self, change: impl FnOnce(&mut Kept) + Send + 'static) {
        let Some(file) = self.kept_file() else { return };
        let reply = self.tasks.reply();
        self.tasks.block_silently(move || {
            if let Err(why) = keeping::change(&file, change) {
                let text = format!("What belongs to the API library cannot be kept: {why}");
                reply.send(Done::Trouble(text));
            }
        });
    }

    /// Keeps where a library comes from.
    pub(super) fn keep_document(&mut self, id: &LibraryId) {
        let folder = self.kept_folder();
        let Some(entry) = self.state.api.libraries.entry(id) else { return };
        let document = KeptDocument {
            id: Libraries::kept_id(id).to_owned(),
            title: entry.title.clone(),
            source: entry.source.written(&folder),
        };
        let put = move |kept: &mut Kept| match kept.documents.iter_mut().find(|known| known.id == document.id)
        {
            Some(known) => *known = document,
            None => kept.documents.push(document),
        };
        put.clone()(&mut self.state.api.libraries.kept);
        self.keep_changed(put);
    }

    /// Shows what belongs to the folder of the shown flow.
    fn follow_project(&mut self) {
        let path = self.state.active().and_then(|file| file.document.path());
        let folder = path.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
        let libraries = &self.state.api.libraries;
        if libraries.is_known && libraries.project.as_deref() == folder {
            return;
        }
        let folder = folder.map(Path::to_owned);
        if libraries.is_known {
            self.put_project_aside();
        }
        let libraries = &mut self.state.api.libraries;
        libraries.is_known = true;
        libraries.project = folder.clone();
        if let Some(aside) = libraries.aside.remove(&folder) {
            (libraries.entries, libraries.kept) = (aside.entries, aside.kept);
            self.state.api.tries.extend(aside.tries);
            self.state.api.shown = aside.shown;
            self.shelve();
            return self.read_waiting();
        }
        let Some(file) = self.kept_file() else { return };
        self.tasks.block(move || {
            let read = keeping::read(&file);
            Done::Api(ApiNews::Library(Box::new(LibraryNews::Project(folder, read))))
        });
    }

    fn put_project_aside(&mut self) {
        self.flush_request();
        let page = &mut self.state.api;
        let libraries = &mut page.libraries;
        // What is imported while a flow is being opened is meant for that flow.
        let is_none = libraries.project.is_none();
        let (stay, gone): (Vec<_>, Vec<_>) =
            libraries.jobs.drain(..).partition(|job| is_none && job.goal == Goal::New);
        libraries.jobs = stay;
        for job in gone {
            if !matches!(job.goal, Goal::Opened(_)) {
                let text = format!("Gave up importing {}, as another flow is shown", job.name);
                self.state.toasts.push(Severity::Warning, text, None);
            }
        }
        libraries.seen = None;
        libraries.shown = None;
        // A request on its way stays where its answer is looked for.
        let stays = |key: &TryKey, is_sending: bool| is_sending || matches!(key, TryKey::Widget { .. });
        let (stay, gone) = std::mem::take(&mut page.tries)
            .into_iter()
            .partition(|(key, shown)| stays(key, shown.sending.is_some()));
        page.tries = stay;
        let aside = Aside {
            entries: std::mem::take(&mut libraries.entries),
            kept: std::mem::take(&mut libraries.kept),
            tries: gone,
            shown: page.shown.take(),
        };
        let project = libraries.project.take();
        libraries.aside.insert(project, aside);
        self.shelve();
    }

    pub(super) fn project_was_read(
        &mut self,
        project: &Option<PathBuf>,
        read: Result<(Kept, Vec<String>), String>,
    ) {
        if self.state.api.libraries.project != *project {
            return;
        }
        let (kept, notes) = match read {
            Ok(read) => read,
            Err(why) => {
                let text =
                    format!("What belongs to the API library cannot be read and is left as it is: {why}");
                return self.state.toasts.push(Severity::Warning, text, None);
            }
        };
        if let Some(first) = notes.first() {
            let more = notes.len() - 1;
            let more = if more == 0 { String::new() } else { format!(", and {more} more") };
            let text = format!("Not all of {FILE_NAME} was understood: {first}{more}");
            self.state.toasts.push(Severity::Warning, text, None);
        }
        let folder = self.kept_folder();
        let page = &mut self.state.api;
        for document in &kept.documents {
            let id = page.libraries.id_of(&document.id);
            if page.libraries.entry(&id).is_none() {
                page.libraries.entries.push(Entry {
                    id,
                    title: document.title.clone(),
                    source: Source::read(&document.source, &folder),
                    content: Content::Waiting,
                    at: None,
                    fingerprint: None,
                    is_changed: false,
                    changes: None,
                });
            }
        }
        // What was opened in the meantime, and not written in, is as it was kept.
        for (key, shown) in &mut page.tries {
            let is_new =
                page.libraries.seen.as_ref().is_none_or(|seen| seen.key != *key || seen.since_secs.is_none());
            let TryKey::Operation { library, id } = key else { continue };
            if let Some(kept) = kept.request(Libraries::kept_id(library), id).filter(|_| is_new) {
                let operation = std::sync::Arc::clone(shown.prepared.operation());
                shown.prepared = kept.filled(&operation).0;
                if let Some(seen) = page.libraries.seen.as_mut().filter(|seen| seen.key == *key) {
                    seen.prepared = shown.prepared.clone();
                }
            }
        }
        page.libraries.kept = kept;
        self.read_waiting();
    }

    /// Reads the documents that are still to be read.
    pub(super) fn read_waiting(&mut self) {
        let entries = self.state.api.libraries.entries.iter();
        let waiting: Vec<Entry> =
            entries.filter(|entry| matches!(entry.content, Content::Waiting)).cloned().collect();
        for entry in waiting {
            self.start_import(entry.title, entry.source, Goal::Opened(entry.id), None);
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // What was typed last is kept before the queue of writers ends.
        self.flush_request();
    }
}
