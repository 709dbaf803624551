//! What a project keeps of the API library: which project it is, reading it, and writing what is filled in.

use std::path::{Path, PathBuf};

use crate::api::{Environment, Kept, KeptDocument, KeptRequest, kept::FILE_NAME};
use crate::editor::api::curl::Free;
use crate::editor::api::libraries::{Aside, Content, Entry, Goal, Libraries, LibraryNews, Reading, Seen};
use crate::editor::api::secrets::Asked;
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
        self.look_for_secrets();
        let now = ctx.input(|input| input.time);
        let page = &mut self.state.api;
        let shown = page.shown.as_ref().and_then(|key| page.tries.get(key));
        let seen = page.libraries.seen.as_mut();
        match (shown, seen) {
            (Some(shown), Some(seen)) if seen.key == shown.key => {
                let target = shown.target();
                if seen.prepared != shown.prepared || seen.target != target {
                    (seen.prepared, seen.target) = (shown.prepared.clone(), target);
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
                    target: shown.target(),
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
        if Free::has(&seen.key) {
            return;
        }
        let bare = keeping::without_secrets(&seen.prepared);
        let (id, target) = (Libraries::kept_id(library).to_owned(), seen.target.clone());
        libraries.kept.keep(&id, &bare, &target);
        self.keep_changed(move |kept| kept.keep(&id, &bare, &target));
    }

    /// The file of the project.
    fn kept_file(&self) -> Option<PathBuf> {
        self.kept_file_of(self.state.api.libraries.project.as_deref())
    }

    /// The file of a project, or of what belongs to none.
    pub(super) fn kept_file_of(&self, project: Option<&Path>) -> Option<PathBuf> {
        match project {
            Some(folder) => Some(folder.join(FILE_NAME)),
            None => Some(self.api_data()?.join(FILE_NAME)),
        }
    }

    /// The folder of the project's file.
    pub(super) fn kept_folder(&self) -> PathBuf {
        let file = self.kept_file();
        file.as_deref().and_then(Path::parent).map(Path::to_owned).unwrap_or_default()
    }

    /// Where the program keeps what belongs to no project.
    pub(super) fn api_data(&self) -> Option<PathBuf> {
        Some(self.state.folders.as_ref()?.journal.with_file_name("api"))
    }

    /// Changes what the project keeps, in a task, each change after the one before.
    pub(super) fn keep_changed(&self, change: impl FnOnce(&mut Kept) + Send + 'static) {
        if let Some(file) = self.kept_file() {
            self.keep_changed_in(file, change);
        }
    }

    /// As [`Self::keep_changed`], in the file of any project.
    pub(super) fn keep_changed_in(&self, file: PathBuf, change: impl FnOnce(&mut Kept) + Send + 'static) {
        let reply = self.tasks.reply();
        self.tasks.block_silently(move || {
            if let Err(why) = keeping::change(&file, change) {
                let text = format!("What belongs to the API library cannot be kept: {why}");
                reply.send(Done::Trouble(text));
            }
        });
    }

    /// The project keeps these environments from now on, and what somebody else has changed in its file meanwhile.
    /// Requests go along with those that have another name.
    pub(super) fn keep_environments(&mut self, own: Vec<Environment>, renamed: Vec<(String, String)>) {
        let libraries = &mut self.state.api.libraries;
        libraries.kept.rename_environments(&renamed);
        let known = std::mem::replace(&mut libraries.kept.environments, own.clone());
        let (project, reply) = (libraries.project.clone(), self.tasks.reply());
        // No value of a secret is a part of them.
        self.keep_changed(move |kept| {
            kept.rename_environments(&renamed);
            kept.environments = keeping::merged(&known, &own, &kept.environments);
            if kept.environments != own {
                let news = LibraryNews::Environments(project, kept.environments.clone());
                reply.send(Done::Api(ApiNews::Library(Box::new(news))));
            }
        });
    }

    /// Keeps where a library comes from.
    pub(super) fn keep_document(&mut self, id: &LibraryId) {
        let folder = self.kept_folder();
        let Some(entry) = self.state.api.libraries.entry(id) else { return };
        let document = match entry.to_keep(Libraries::kept_id(id).to_owned(), &folder) {
            Ok(document) => document,
            Err(secret) => {
                let text = format!(
                    "{} is not kept with the project: its address holds what looks like a secret ({}). Import it from a file to keep it.",
                    entry.title,
                    secret.replace('`', "")
                );
                return self.state.toasts.push(Severity::Warning, text, None);
            }
        };
        put_document(&mut self.state.api.libraries.kept, document.clone());
        self.keep_changed(move |kept| put_document(kept, document));
    }

    /// Shows what belongs to the folder of the shown flow.
    fn follow_project(&mut self) {
        let path = self.state.active().and_then(|file| file.document.path());
        let folder = path.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.map(Path::to_owned);
        let file = self.state.active().map(|file| file.key);
        let libraries = &mut self.state.api.libraries;
        let is_same_flow = std::mem::replace(&mut libraries.file, file) == file && file.is_some();
        if libraries.is_known && libraries.project == folder {
            return;
        }
        if libraries.is_known {
            // The same flow in a folder at last: it was saved for the first time.
            if let Some(new) = folder.as_ref().filter(|_| is_same_flow && libraries.project.is_none()) {
                return self.go_along(new.clone());
            }
            self.put_project_aside();
        }
        let libraries = &mut self.state.api.libraries;
        libraries.is_known = true;
        libraries.project = folder.clone();
        let Some(aside) = libraries.aside.remove(&folder) else { return self.read_project() };
        (libraries.entries, libraries.kept) = (aside.entries, aside.kept);
        let page = &mut self.state.api;
        page.environments.clone_from(&page.libraries.kept.environments);
        page.secrets = aside.secrets;
        // What was asked while another project was shown is asked again.
        page.store.asked = if aside.asked == Asked::Done { Asked::Done } else { Asked::Not };
        page.tries.extend(aside.tries);
        page.shown = aside.shown;
        page.changed_around();
        self.shelve();
        // Who left before the answer was there, or before the file was mended, has not seen all of it.
        if aside.reading != Reading::Done {
            return self.read_project();
        }
        self.state.api.libraries.reading = Reading::Done;
        self.take_early_imports();
        self.read_waiting();
    }

    /// Reads what the project keeps.
    fn read_project(&mut self) {
        let file = self.kept_file();
        let libraries = &mut self.state.api.libraries;
        let Some(file) = file else {
            libraries.reading = Reading::Done;
            self.take_early_imports();
            return self.read_waiting();
        };
        let number = libraries.fresh_number();
        libraries.reading = Reading::Now(number);
        self.tasks.block(move || {
            let read = keeping::read(&file);
            Done::Api(ApiNews::Library(Box::new(LibraryNews::Project(number, read))))
        });
    }

    pub(super) fn put_project_aside(&mut self) {
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
        // A file that is chosen now is for nobody here.
        page.file_for = None;
        // Requests of our own operations are called alike in each project; an answer that comes later finds its request.
        let (stay, gone) = std::mem::take(&mut page.tries)
            .into_iter()
            .partition(|(key, _)| matches!(key, TryKey::Widget { .. }));
        page.tries = stay;
        let aside = Aside {
            entries: std::mem::take(&mut libraries.entries),
            kept: std::mem::take(&mut libraries.kept),
            reading: std::mem::take(&mut libraries.reading),
            secrets: std::mem::take(&mut page.secrets),
            asked: std::mem::take(&mut page.store.asked),
            tries: gone,
            shown: page.shown.take(),
        };
        let project = libraries.project.take();
        libraries.aside.insert(project, aside);
        // Another project's environments are nobody else's.
        page.environments.clear();
        self.environments_changed();
        self.shelve();
    }

    pub(super) fn project_was_read(&mut self, number: u64, read: Result<(Kept, Vec<String>), String>) {
        let libraries = &mut self.state.api.libraries;
        if libraries.reading != Reading::Now(number) {
            return;
        }
        match read {
            Ok((kept, notes)) => {
                libraries.reading = Reading::Done;
                if let Some(first) = notes.first() {
                    let more = notes.len() - 1;
                    let more = if more == 0 { String::new() } else { format!(", and {more} more") };
                    let text = format!("Not all of {FILE_NAME} was understood: {first}{more}");
                    self.state.toasts.push(Severity::Warning, text, None);
                }
                self.take_over(kept);
            }
            Err(why) => {
                libraries.reading = Reading::Not;
                let text =
                    format!("What belongs to the API library cannot be read and is left as it is: {why}");
                self.state.toasts.push(Severity::Warning, text, None);
            }
        }
        self.take_early_imports();
        self.read_waiting();
    }

    /// Takes over what stands in the project's file. What was done in the meantime stays.
    fn take_over(&mut self, mut kept: Kept) {
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
        let there = std::mem::take(&mut kept.environments);
        kept.environments = keeping::merged(&[], &page.environments, &there);
        if kept.environments != page.environments {
            // The secrets of those that have come were not asked for.
            if !page.environments.is_empty() && page.store.asked == Asked::Done {
                page.store.asked = Asked::Not;
            }
            page.environments.clone_from(&kept.environments);
            page.changed_around();
        }
        let own = std::mem::take(&mut page.libraries.kept);
        // What was opened in the meantime, and not written in, is as it was kept.
        let seen = page.libraries.seen.as_mut();
        let typed = seen.as_ref().filter(|seen| seen.since_secs.is_some()).map(|seen| seen.key.clone());
        for (key, shown) in &mut page.tries {
            let TryKey::Operation { library, id } = key else { continue };
            let library = Libraries::kept_id(library);
            if typed.as_ref() != Some(key)
                && own.request(library, id).is_none()
                && let Some(kept) = kept.request(library, id)
            {
                shown.take_kept(kept, &page.environments);
            }
        }
        if let Some(seen) = seen.filter(|seen| seen.since_secs.is_none())
            && let Some(shown) = page.tries.get(&seen.key)
        {
            (seen.prepared, seen.target) = (shown.prepared.clone(), shown.target());
        }
        for request in own.requests {
            let is_it = |known: &&mut KeptRequest| {
                (&known.library, &known.operation) == (&request.library, &request.operation)
            };
            match kept.requests.iter_mut().find(is_it) {
                Some(known) => *known = request,
                None => kept.requests.push(request),
            }
        }
        for document in own.documents {
            if !kept.documents.iter().any(|known| known.id == document.id) {
                kept.documents.push(document);
            }
        }
        page.libraries.kept = kept;
    }

    /// Imports that were over before it was known which names are free.
    fn take_early_imports(&mut self) {
        for (number, imported) in std::mem::take(&mut self.state.api.libraries.early) {
            self.import_is_over(number, Ok(imported));
        }
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

/// Puts a document there, in place of the one that is called so.
pub(super) fn put_document(kept: &mut Kept, document: KeptDocument) {
    match kept.documents.iter_mut().find(|known| known.id == document.id) {
        Some(known) => *known = document,
        None => kept.documents.push(document),
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // What was typed last is kept before the queue of writers ends.
        self.flush_request();
    }
}
