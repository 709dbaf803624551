//! What comes along when a flow is saved for the first time: the libraries and environments that were shown beside it
//! go to the file of its folder, unless that has its own. Nothing is taken from where they were.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::api::kept::FILE_NAME;
use crate::api::{Environment, Kept};
use crate::editor::api::curl::Free;
use crate::editor::api::libraries::{Along, Libraries, LibraryNews};
use crate::editor::api::secrets::Asked;
use crate::editor::api::{ApiNews, LibraryId, Shelved, Source, TryKey, keeping};
use crate::editor::app::App;
use crate::editor::kit::Severity;
use crate::editor::tasks::Done;

impl App {
    /// The shown flow lies in a folder at last.
    pub(super) fn go_along(&mut self, folder: PathBuf) {
        self.flush_request();
        let old = self.kept_folder();
        let page = &self.state.api;
        let (secrets, shown) = (page.secrets.clone(), page.shown.clone());
        let mut along = page.libraries.kept.clone();
        along.environments.clone_from(&page.environments);
        for document in &mut along.documents {
            document.source = Source::read(&document.source, &old).written(&folder);
        }
        // Requests alone make no file: each flow of somebody who has tried one would get it.
        let is_worth_it = !along.documents.is_empty() || !along.environments.is_empty();
        self.put_project_aside();
        let libraries = &mut self.state.api.libraries;
        libraries.is_known = true;
        libraries.project = Some(folder.clone());
        // What was seen of the folder before is read anew.
        let before = libraries.aside.remove(&libraries.project);
        let number = libraries.fresh_number();
        libraries.reading = crate::editor::api::libraries::Reading::Now(number);
        self.state.api.tries.extend(before.into_iter().flat_map(|before| before.tries));
        self.keep_shown(shown);
        let file = folder.join(FILE_NAME);
        let reply = self.tasks.reply();
        // In the queue of those who write the file: what is filled in next comes after this.
        self.tasks.block_silently(move || {
            let send = |news| reply.send(Done::Api(ApiNews::Library(Box::new(news))));
            if is_worth_it {
                let brought = keeping::bring(&file, along);
                let came = brought.map(|came| if came { Along::All(secrets) } else { Along::Nothing });
                send(LibraryNews::Along(folder.clone(), came));
            }
            let read: Result<(Kept, Vec<String>), String> = keeping::read(&file);
            send(LibraryNews::Project(number, read));
        });
    }

    /// What was shown stays: requests of our own operations as they are, those of a library once that is read.
    fn keep_shown(&mut self, shown: Option<TryKey>) {
        let is_ours = |key: &TryKey| matches!(key, TryKey::Operation { library, .. } if library.0.is_empty());
        let is_own = |key: &TryKey| is_ours(key) || Free::has(key);
        let page = &mut self.state.api;
        if let Some(aside) = page.libraries.aside.get_mut(&None) {
            let (own, others) =
                std::mem::take(&mut aside.tries).into_iter().partition(|(key, _)| is_own(key));
            aside.tries = others;
            page.tries.extend::<std::collections::BTreeMap<_, _>>(own);
        }
        match shown {
            Some(key) if is_own(&key) => page.shown = Some(key),
            Some(TryKey::Operation { library, id }) => {
                let library = page.libraries.id_of(Libraries::kept_id(&library));
                page.libraries.reopens = Some(TryKey::Operation { library, id });
            }
            shown => page.shown = shown,
        }
    }

    /// Shows again what was shown before its library came along.
    pub(super) fn reopen(&mut self, id: &LibraryId, library: &Arc<Shelved>) {
        let is_of = |key: &&mut TryKey| matches!(key, TryKey::Operation { library, .. } if library == id);
        let page = &mut self.state.api;
        if page.libraries.reopens.as_mut().filter(is_of).is_none() {
            return;
        }
        let Some(key) = page.libraries.reopens.take() else { return };
        if let TryKey::Operation { id, .. } = &key
            && let Some(operation) = library.library.find(id)
            && page.shown.is_none()
        {
            page.open(key, operation);
        }
    }

    /// What became of that.
    pub(super) fn came_along(&mut self, folder: &Path, along: Result<Along, String>) {
        if self.state.api.libraries.project.as_deref() != Some(folder) {
            return;
        }
        let text = match along {
            Ok(Along::All(secrets)) => {
                self.take_secrets_along(secrets);
                format!("The API library came along: it stands in {FILE_NAME} beside the flow")
            }
            Ok(Along::Nothing) => format!(
                "This folder has a {FILE_NAME} of its own; what was there before is shown where no flow is saved"
            ),
            // That the file cannot be read is told by who reads it.
            Err(_) => return,
        };
        self.state.toasts.push(Severity::Info, text, None);
    }

    /// Somebody else has changed the file, too.
    pub(super) fn environments_were_merged(
        &mut self,
        project: &Option<PathBuf>,
        environments: Vec<Environment>,
    ) {
        let page = &mut self.state.api;
        if page.libraries.project != *project {
            if let Some(aside) = page.libraries.aside.get_mut(project) {
                aside.kept.environments = environments;
            }
            return;
        }
        page.libraries.kept.environments.clone_from(&environments);
        page.environments = environments;
        // What is new may have secrets in the key store.
        page.store.asked = Asked::Not;
        self.environments_changed();
        let text =
            format!("{FILE_NAME} was changed elsewhere, too: its environments are shown as they are now");
        self.state.toasts.push(Severity::Info, text, None);
    }
}
