//! The imported libraries: which project they are of, importing, reading again, removing, and keeping what is filled in.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::api_kept::put_document;
use crate::editor::action::Action;
use crate::editor::api::libraries::{
    Content, Entry, Goal, Job, Libraries, LibraryAction, LibraryNews, Reading, Removed,
};
use crate::editor::api::{
    ApiAction, ApiNews, Changes, Failure, GiveUp, ImportAnswer, ImportErrand, ImportForm, Imported,
    LibraryId, Line, Outcome, Shelf, Shelved, Source, Step, Try, TryKey, Way, is_of,
};
use crate::editor::app::App;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::tasks::{Done, Purpose};
use crate::flow::file::is_unchanged;

impl App {
    /// Does what the user wants of the libraries.
    pub(super) fn library_action(&mut self, action: LibraryAction) {
        match action {
            LibraryAction::Import => {
                self.show_api_quietly();
                // What could not be read is there again, to be mended.
                let form = self.state.api.libraries.typed.clone().unwrap_or_default();
                self.state.dialogs.push(Dialog::Import(form));
            }
            LibraryAction::Show(library) => self.state.api.libraries.shown = library,
            LibraryAction::List(id) => self.state.api.list_alone(id),
            LibraryAction::Open(key) => {
                if let Some(operation) = self.state.api.shelf.operation(&key).cloned() {
                    self.state.api.open(key, &operation);
                }
            }
            LibraryAction::ReadAgain(id) => self.read_again(&id),
            LibraryAction::Remove(id) => self.remove_library(&id),
            LibraryAction::PutBack(number) => self.put_library_back(number),
            LibraryAction::Cancel(number) => {
                let libraries = &mut self.state.api.libraries;
                let Some(at) = libraries.jobs.iter().position(|job| job.number == number) else { return };
                let job = libraries.jobs.remove(at);
                if let Goal::Opened(id) = &job.goal
                    && let Some(entry) = libraries.entry_mut(id)
                {
                    entry.content = Content::Failed("Its import was given up.".to_owned());
                }
                let text = format!("Gave up importing {}", job.name);
                self.state.toasts.push(Severity::Info, text, None);
            }
        }
    }

    /// The API page, with the keyboard left where it is: a question is about to come.
    fn show_api_quietly(&mut self) {
        if !self.state.api.is_open {
            self.api_action(ApiAction::Show);
        }
    }

    /// Takes over what tasks tell of the libraries.
    pub(super) fn library_news(&mut self, news: LibraryNews) {
        match news {
            LibraryNews::Project(number, read) => self.project_was_read(number, read),
            LibraryNews::Along(folder, along) => self.came_along(&folder, along),
            LibraryNews::Environments(project, environments) => {
                self.environments_were_merged(&project, environments);
            }
            LibraryNews::Step(number, step) => {
                let jobs = &mut self.state.api.libraries.jobs;
                if let Some(job) = jobs.iter_mut().find(|job| job.number == number) {
                    job.step = step;
                }
            }
            LibraryNews::Over(number, result) => self.import_is_over(number, result),
            LibraryNews::Changed(changed) => {
                for (id, known) in changed {
                    let Some(entry) = self.state.api.libraries.entry_mut(&id) else { continue };
                    // It was read again while it was looked at.
                    if entry.fingerprint != Some(known) {
                        continue;
                    }
                    if !std::mem::replace(&mut entry.is_changed, true) {
                        let text = format!("The document of {} has changed on disk", entry.title);
                        let again = Action::Api(ApiAction::Library(LibraryAction::ReadAgain(id)));
                        self.state.toasts.push(Severity::Warning, text, Some(("Read again", again)));
                    }
                }
            }
            LibraryNews::IsDocument(path) => {
                self.state.reading = self.state.reading.saturating_sub(1);
                self.show_api_quietly();
                self.import_file(path);
            }
        }
    }

    pub(super) fn import_is_over(&mut self, number: u64, result: Result<Box<Imported>, Failure>) {
        let libraries = &mut self.state.api.libraries;
        // What was given up, or belongs to another project, is let go.
        let Some(at) = libraries.jobs.iter().position(|job| job.number == number) else { return };
        let is_new = libraries.jobs.get(at).is_some_and(|job| job.goal == Goal::New);
        let is_early = matches!(libraries.reading, Reading::Now(_)) || !libraries.is_known;
        match result {
            Ok(imported) if is_new && is_early => libraries.early.push((number, imported)),
            Ok(imported) => {
                let job = libraries.jobs.remove(at);
                libraries.typed = None;
                self.was_imported(job, *imported);
            }
            Err(failure) => {
                let job = libraries.jobs.remove(at);
                if let Failure::Because(why) = failure {
                    self.was_not_imported(&job, why);
                }
            }
        }
    }

    /// The answer to the question what is to be imported.
    pub(super) fn answer_import(&mut self, answer: ImportAnswer) {
        match answer {
            ImportAnswer::Form(form) => self.state.dialogs.push(Dialog::Import(form)),
            ImportAnswer::File => self.ask_for_path(Purpose::ImportApi),
            ImportAnswer::Fetch(form) => {
                self.fetch_document(&form);
                if form.again.is_none() {
                    self.state.api.libraries.typed = Some(Box::new(ImportForm { has_focus: false, ..*form }));
                }
            }
            ImportAnswer::Read(text) => {
                self.state.api.libraries.typed = Some(Box::new(ImportForm::of_text(&text)));
                let hash = crate::flow::file::Fingerprint::of(text.as_bytes()).to_string();
                let source = Source::Pasted(hash);
                self.start_import("pasted text".to_owned(), source, Goal::New, Some(text.to_string()));
            }
        }
    }

    /// Imports a file, or reads it again where it is imported already.
    pub(super) fn import_file(&mut self, path: PathBuf) {
        let path = std::path::absolute(&path).unwrap_or(path);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let source = Source::File(path);
        let goal = self.goal_for(&source);
        self.start_import(name, source, goal, None);
    }

    /// What comes from where something came from is that thing again.
    fn goal_for(&self, source: &Source) -> Goal {
        let known = self.state.api.libraries.entries.iter().find(|entry| entry.source == *source);
        known.map_or(Goal::New, |entry| Goal::Again(entry.id.clone()))
    }

    /// Fetches a document. The user has seen the host, and pressed a button with its name.
    fn fetch_document(&mut self, form: &ImportForm) {
        let address = form.address.trim().to_owned();
        let source = Source::Address(address.clone());
        let goal = self.goal_for(&source);
        let name = address.rsplit('/').find(|part| !part.is_empty()).unwrap_or(&address).to_owned();
        self.start_import(name, source, goal, None);
    }

    pub(super) fn start_import(&mut self, name: String, source: Source, goal: Goal, text: Option<String>) {
        let data = self.api_data();
        let libraries = &mut self.state.api.libraries;
        if libraries.jobs.iter().any(|job| job.source == source) {
            return;
        }
        let number = libraries.fresh_number();
        let known = goal.library().and_then(|id| libraries.entry(id));
        let before = known.and_then(|entry| entry.library().cloned());
        let before = before.filter(|_| matches!(goal, Goal::Again(_)));
        let mut give_up = GiveUp::default();
        let errand = ImportErrand {
            number,
            source: source.clone(),
            text,
            id: goal.library().cloned().unwrap_or_default(),
            before,
            data,
            flag: give_up.flag(),
        };
        let reply = self.tasks.reply();
        let fetches = matches!(source, Source::Address(_)) && !matches!(goal, Goal::Opened(_));
        let flag = give_up.flag();
        give_up.task = self.tasks.spawn_to_cancel(async move {
            let errand = if fetches { errand.fetched(&reply).await } else { Ok(errand) };
            let told = reply.clone();
            let result = match errand {
                Ok(errand) => {
                    let work = tokio::task::spawn_blocking(move || errand.perform(&reply)).await;
                    work.unwrap_or_else(|error| Err(Failure::Because(format!("The import failed: {error}."))))
                }
                Err(failure) => Err(failure),
            };
            if !flag.load(std::sync::atomic::Ordering::Relaxed) {
                let news = LibraryNews::Over(number, result.map(Box::new));
                told.send(Done::Api(ApiNews::Library(Box::new(news))));
            }
        });
        let job = Job { number, name, source, goal, step: Step::Waiting, give_up };
        self.state.api.libraries.jobs.push(job);
    }

    fn was_imported(&mut self, job: Job, imported: Imported) {
        let Imported { mut library, fingerprint, at, changes, not_kept } = imported;
        let libraries = &mut self.state.api.libraries;
        let title = library.library.title.clone();
        let id = match job.goal.library() {
            Some(id) => id.clone(),
            None => libraries.fresh_id(&title),
        };
        match Arc::get_mut(&mut library) {
            Some(library) => library.id = id.clone(),
            // Nobody else has it yet; without its name nothing would find it.
            None => return,
        }
        if let Some(why) = not_kept {
            let text = format!("The text of {title} cannot be kept on this machine: {why}");
            self.state.toasts.push(Severity::Warning, text, None);
        }
        let lost = self.carry_over(&id, &library);
        let libraries = &mut self.state.api.libraries;
        let changes = changes.map(|changes| Arc::new(Changes { lost, ..changes }));
        let entry = Entry {
            id: id.clone(),
            title: title.clone(),
            source: job.source,
            content: Content::Read(Arc::clone(&library)),
            at,
            fingerprint: Some(fingerprint),
            is_changed: false,
            changes: changes.clone(),
        };
        match libraries.entry_mut(&id) {
            Some(known) => *known = entry,
            None => libraries.entries.push(entry),
        }
        let count = library.library.operations.len();
        self.shelve();
        match job.goal {
            Goal::Opened(_) => self.reopen(&id, &library),
            Goal::New => {
                self.state.api.libraries.shown = Some(id.clone());
                self.keep_document(&id);
                let operations =
                    if count == 1 { "1 operation".to_owned() } else { format!("{count} operations") };
                self.state.announcer.say(format!("Imported {title}, {operations}"));
            }
            Goal::Again(_) => {
                self.state.api.libraries.shown = Some(id.clone());
                self.keep_document(&id);
                let summary = changes.map(|changes| changes.summary()).unwrap_or_default();
                let summary =
                    if summary.is_empty() { "no operation is another one".to_owned() } else { summary };
                self.state.toasts.push(Severity::Info, format!("Read {title} again: {summary}"), None);
            }
        }
    }

    fn was_not_imported(&mut self, job: &Job, why: String) {
        match &job.goal {
            Goal::Opened(id) => {
                if let Some(entry) = self.state.api.libraries.entry_mut(id) {
                    entry.content = Content::Failed(why);
                }
            }
            Goal::New | Goal::Again(_) => {
                self.trouble("The document cannot be imported", format!("{}: {why}", job.source.shown()));
            }
        }
    }

    /// Puts what is filled in into the operations as they are now. Answers what has no place there any more.
    fn carry_over(&mut self, id: &LibraryId, library: &Arc<Shelved>) -> Vec<Line> {
        let mut lost: Vec<Line> = Vec::new();
        let kept_id = Libraries::kept_id(id).to_owned();
        for (key, shown) in &mut self.state.api.tries {
            let TryKey::Operation { library: of, id: operation } = key else { continue };
            let Some(operation) = library.library.find(operation).filter(|_| of == id) else { continue };
            let old = shown.carry(operation);
            let now = shown.prepared.operation();
            let gone = old
                .filled_parameters()
                .filter(|(parameter, _)| now.parameter_in(parameter.place, &parameter.name).is_none());
            let how: Vec<String> = gone
                .map(|(parameter, _)| format!("`{}` in the {}", parameter.name, parameter.place.name()))
                .collect();
            if !how.is_empty() {
                lost.push(Line::about(operation, how));
            }
        }
        // What was filled in before this window.
        for kept in self.state.api.libraries.kept.requests.iter().filter(|kept| kept.library == kept_id) {
            let Some(operation) = library.library.find(&kept.operation) else { continue };
            let how = kept.filled(operation).1;
            if !how.is_empty() && !lost.iter().any(|line| line.id == kept.operation) {
                lost.push(Line::about(operation, how));
            }
        }
        lost
    }

    fn read_again(&mut self, id: &LibraryId) {
        let Some(entry) = self.state.api.libraries.entry(id).cloned() else { return };
        match &entry.source {
            Source::File(_) => {
                self.start_import(entry.title, entry.source, Goal::Again(id.clone()), None);
            }
            Source::Address(address) => {
                let form = ImportForm {
                    way: Way::Address,
                    address: address.clone(),
                    again: Some((id.clone(), entry.title)),
                    ..ImportForm::default()
                };
                self.state.dialogs.push(Dialog::Import(Box::new(form)));
            }
            Source::Pasted(_) => {}
        }
    }

    fn remove_library(&mut self, id: &LibraryId) {
        self.flush_request();
        let page = &mut self.state.api;
        let Some(at) = page.libraries.entries.iter().position(|entry| entry.id == *id) else { return };
        let entry = page.libraries.entries.remove(at);
        page.libraries.jobs.retain(|job| job.goal.library() != Some(id));
        let keys: Vec<TryKey> = page.tries.keys().filter(|key| is_of(key, id)).cloned().collect();
        let mut tries: Vec<Try> = keys.iter().filter_map(|key| page.tries.remove(key)).collect();
        // Who would put the library back waits for no answer: it has nowhere to go meanwhile.
        for shown in &mut tries {
            if let Some(world) = shown.sending.as_ref().map(|sending| sending.world.clone()) {
                shown.end(Outcome::Cancelled(world));
            }
        }
        page.shown = page.shown.take().filter(|key| !is_of(key, id));
        page.libraries.shown = page.libraries.shown.take().filter(|shown| shown != id);
        let kept_id = Libraries::kept_id(id).to_owned();
        let requests = &mut page.libraries.kept.requests;
        let (gone, stay) = std::mem::take(requests).into_iter().partition(|kept| kept.library == kept_id);
        *requests = stay;
        page.libraries.kept.documents.retain(|known| known.id != kept_id);
        let number = page.libraries.fresh_number();
        let title = entry.title.clone();
        let project = page.libraries.project.clone();
        page.libraries.removed.push(Removed { number, project, entry, at, tries, requests: gone });
        self.shelve();
        self.keep_changed(move |kept| {
            kept.documents.retain(|known| known.id != kept_id);
            kept.requests.retain(|known| known.library != kept_id);
        });
        let back = Action::Api(ApiAction::Library(LibraryAction::PutBack(number)));
        self.state.toasts.push(Severity::Info, format!("Removed {title}"), Some(("Undo", back)));
    }

    fn put_library_back(&mut self, number: u64) {
        let libraries = &mut self.state.api.libraries;
        let Some(at) = libraries.removed.iter().position(|removed| removed.number == number) else { return };
        let Removed { project, entry, at, tries, mut requests, .. } = libraries.removed.remove(at);
        let file = self.kept_file_of(project.as_deref());
        let folder = file.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        let page = &mut self.state.api;
        let is_shown = page.libraries.project == project;
        // It goes back where it was, whichever project is shown now.
        let (entries, kept, filled) = match page.libraries.aside.get_mut(&project).filter(|_| !is_shown) {
            Some(aside) => (&mut aside.entries, &mut aside.kept, &mut aside.tries),
            None => (&mut page.libraries.entries, &mut page.libraries.kept, &mut page.tries),
        };
        let title = entry.title.clone();
        // The same document may have been imported again in the meantime.
        let again = entries.iter().find(|known| known.source == entry.source).map(|known| known.id.clone());
        let is_there = again.is_some();
        let id = again.unwrap_or_else(|| entry.id.clone());
        let kept_id = Libraries::kept_id(&id).to_owned();
        // What was filled in since then is newer.
        requests.retain(|request| kept.request(&kept_id, &request.operation).is_none());
        for request in &mut requests {
            request.library.clone_from(&kept_id);
            let key = TryKey::Operation { library: id.clone(), id: request.operation.clone() };
            if let Some(shown) = filled.get_mut(&key) {
                shown.take_kept(request, &kept.environments);
            }
        }
        kept.requests.extend(requests.iter().cloned());
        // A document whose address holds a secret was not kept, and is not kept now.
        let document = entry.to_keep(kept_id, folder).ok().filter(|_| !is_there);
        if !is_there {
            if let Some(document) = &document {
                put_document(kept, document.clone());
            }
            entries.insert(at.min(entries.len()), entry);
            filled.extend(tries.into_iter().map(|shown| (shown.key.clone(), shown)));
        }
        if let Some(file) = file {
            self.keep_changed_in(file, move |kept| {
                if let Some(document) = document {
                    put_document(kept, document);
                }
                kept.requests.extend(requests);
            });
        }
        if is_there {
            let text = format!("{title} was imported again: what was filled in is back in it");
            self.state.toasts.push(Severity::Info, text, None);
        } else if !is_shown {
            let text = match project {
                Some(folder) => format!("{title} is back with the flows in {}", folder.display()),
                None => format!("{title} is back where no flow is saved"),
            };
            self.state.toasts.push(Severity::Info, text, None);
        }
        if is_shown {
            self.state.api.libraries.shown = Some(id);
            self.shelve();
            self.read_waiting();
        }
    }

    /// Puts on the shelf what is read, in its order.
    pub(super) fn shelve(&mut self) {
        let page = &mut self.state.api;
        let mut shelf = Shelf::default();
        page.libraries
            .entries
            .iter()
            .filter_map(Entry::library)
            .for_each(|library| shelf.put(Arc::clone(library)));
        page.free.shelved().into_iter().for_each(|library| shelf.put(library));
        page.shelf = shelf;
        page.forget_found();
    }

    /// Looks whether the files of the libraries still are what was read.
    pub(in crate::editor) fn look_at_libraries(&self) {
        let entries = self.state.api.libraries.entries.iter().filter(|entry| !entry.is_changed);
        let files: Vec<_> = entries
            .filter_map(|entry| match (&entry.source, entry.fingerprint) {
                (Source::File(path), Some(known)) => Some((entry.id.clone(), path.clone(), known)),
                _ => None,
            })
            .collect();
        if files.is_empty() {
            return;
        }
        self.tasks.block(move || {
            let changed = files.into_iter().filter(|(_, path, known)| !is_unchanged(path, *known));
            let changed = changed.map(|(id, _, known)| (id, known)).collect();
            Done::Api(ApiNews::Library(Box::new(LibraryNews::Changed(changed))))
        });
    }
}
