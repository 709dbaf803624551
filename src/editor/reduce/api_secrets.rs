//! The secrets of environments and the system's key store: when it is asked, what it is told, and what became of that.

use crate::api::environment::Secrets;
use crate::editor::api::secrets::{self, Asked, Held, HeldAll, StoreChange, StoreNews, StoreWork};
use crate::editor::api::{ApiNews, EnvironmentsAnswer, EnvironmentsQuestion, StoreOffer, World};
use crate::editor::app::App;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::tasks::Done;
use crate::twilio::keys::KeyError;

impl App {
    /// Asks the key store for the secrets of the project's environments, once they may be used. In each frame; nothing
    /// here waits.
    pub(super) fn look_for_secrets(&mut self) {
        let page = &self.state.api;
        if page.store.asked != Asked::Not || !page.is_open || page.environments.is_empty() {
            return;
        }
        let wanted = secrets::wanted(&page.environments);
        let folder = self.kept_folder();
        let surroundings = self.state.surroundings.clone();
        let store = &mut self.state.api.store;
        if let Some(why) = surroundings.store().absent() {
            store.absent = Some(why.to_owned());
            store.asked = Asked::Done;
            return;
        }
        if wanted.is_empty() {
            store.asked = Asked::Done;
            return;
        }
        store.asked = Asked::Waiting;
        let project = self.state.api.libraries.project.clone();
        self.tasks.block(move || {
            let news = secrets::read(surroundings.store(), project, &folder, wanted);
            Done::Api(ApiNews::Store(news))
        });
    }

    /// What the dialog can offer of the key store.
    fn store_offer(&self) -> StoreOffer {
        let page = &self.state.api;
        if self.state.folders.is_none() {
            return StoreOffer::Absent("this window keeps nothing".to_owned());
        }
        if let Some(why) = self.state.surroundings.store().absent() {
            return StoreOffer::Absent(why.to_owned());
        }
        match (&page.store.absent, page.store.asked) {
            (Some(why), _) => StoreOffer::Absent(why.clone()),
            (None, Asked::Waiting) => StoreOffer::Asking,
            (None, _) => StoreOffer::There,
        }
    }

    /// Shows the environments.
    pub(super) fn show_environments(&mut self) {
        let page = &self.state.api;
        let shown = page.current().map(|shown| &shown.world);
        let at = match shown {
            Some(World::Own(name)) => page.environments.iter().position(|own| *own.name == **name),
            _ => None,
        };
        let store = self.store_offer();
        let page = &self.state.api;
        let question =
            EnvironmentsQuestion::of(&page.environments, &page.secrets, at.unwrap_or_default(), store);
        self.state.dialogs.push(Dialog::ApiEnvironments(Box::new(question)));
    }

    /// The environments hold from now on, and the project keeps them without their secrets.
    pub(super) fn answer_environments(&mut self, answer: EnvironmentsAnswer) {
        let question = match answer {
            EnvironmentsAnswer::Changed(question) => {
                self.state.dialogs.push(Dialog::ApiEnvironments(question));
                return;
            }
            EnvironmentsAnswer::Keep(question) => *question,
        };
        let page = &mut self.state.api;
        let renamed = question.renamed();
        let (environments, secrets) = question.kept();
        let changes = secrets::changes(&page.secrets, &secrets);
        page.secrets = secrets;
        page.environments.clone_from(&environments);
        if !changes.is_empty() {
            self.tell_store(changes);
        }
        self.state.api.rename_environments(&renamed);
        self.environments_changed();
        self.keep_environments(environments, renamed);
    }

    /// The key store is to be told something, after what it is told already.
    pub(super) fn tell_store(&mut self, changes: Vec<StoreChange>) {
        let work = StoreWork {
            project: self.state.api.libraries.project.clone(),
            folder: self.kept_folder(),
            changes,
        };
        self.state.api.store.queue.push_back(work);
        self.tell_store_next();
    }

    fn tell_store_next(&mut self) {
        let store = &mut self.state.api.store;
        if store.is_busy {
            return;
        }
        let Some(work) = store.queue.pop_front() else { return };
        store.is_busy = true;
        let surroundings = self.state.surroundings.clone();
        self.tasks.block(move || Done::Api(ApiNews::Store(work.perform(surroundings.store()))));
    }

    /// What tasks tell of the key store.
    pub(super) fn store_news(&mut self, news: StoreNews) {
        match news {
            StoreNews::Read { project, found, trouble } => {
                // Another project's secrets are asked for when it is shown again.
                if self.state.api.libraries.project == project {
                    self.secrets_were_read(found, trouble);
                }
            }
            StoreNews::Told { project, failed, stays } => {
                self.state.api.store.is_busy = false;
                let is_shown = self.state.api.libraries.project == project;
                for (environment, variable, why) in failed {
                    let aside =
                        self.state.api.libraries.aside.get_mut(&project).map(|aside| &mut aside.secrets);
                    let held = if is_shown { Some(&mut self.state.api.secrets) } else { aside };
                    if let Some(held) = held.and_then(|held| held.get_mut(&environment)) {
                        held.kept.remove(&variable);
                    }
                    let text = format!("{variable} of {environment} is kept in memory only: {why}");
                    self.state.toasts.push(Severity::Error, text, None);
                }
                if let Some(why) = stays {
                    let text = format!("The key store still holds {why}");
                    self.state.toasts.push(Severity::Error, text, None);
                }
                self.tell_store_next();
            }
        }
    }

    fn secrets_were_read(
        &mut self,
        found: Vec<(String, String, secrecy::SecretString)>,
        trouble: Option<KeyError>,
    ) {
        let page = &mut self.state.api;
        page.store.asked = Asked::Done;
        let mut stored = HeldAll::new();
        for (environment, variable, value) in found {
            let held = page.secrets.entry(environment.clone()).or_default();
            if !held.values.has(&variable) {
                held.values.set(&variable, value.clone());
            }
            held.kept.insert(variable.clone());
            let held = stored.entry(environment).or_default();
            held.values.set(&variable, value);
            held.kept.insert(variable);
        }
        page.changed_around();
        // What came in meanwhile, as from a curl command, is newer.
        let is_known = |change: &StoreChange| match change {
            StoreChange::Keep { environment, variable, .. } => {
                stored.get(environment).is_some_and(|held| held.kept.contains(variable))
            }
            StoreChange::Forget { .. } => false,
        };
        let changes: Vec<_> =
            secrets::changes(&stored, &self.state.api.secrets).into_iter().filter(is_known).collect();
        if !changes.is_empty() {
            self.tell_store(changes);
        }
        let page = &mut self.state.api;
        match trouble {
            // Where there is no store, there is nothing in it.
            Some(KeyError::None(why)) => page.store.absent = Some(why),
            Some(why) => {
                let text = format!("Secrets of environments are to be typed in: {why}");
                self.state.toasts.push(Severity::Warning, text, None);
            }
            None => {}
        }
        // A dialog that waits for them shows them now.
        let offer = self.store_offer();
        let page = &self.state.api;
        for dialog in &mut self.state.dialogs {
            if let Dialog::ApiEnvironments(question) = dialog
                && question.store == StoreOffer::Asking
            {
                let at = question.at;
                **question = EnvironmentsQuestion::of(&page.environments, &page.secrets, at, offer.clone());
            }
        }
    }

    /// Whether a request has to wait for the secrets of its environment.
    pub(super) fn waits_for_secrets(&self, world: &World) -> bool {
        let page = &self.state.api;
        let World::Own(name) = world else { return false };
        let own = page.environments.iter().find(|own| *own.name == **name);
        page.store.asked == Asked::Waiting && own.is_some_and(|own| own.secrets().next().is_some())
    }

    /// All secrets of the project's environments, to be hidden in what comes back.
    pub(super) fn all_secrets(&self) -> impl Iterator<Item = &Secrets> {
        self.state.api.secrets.values().map(|held| &held.values)
    }

    /// The secrets that came along with a flow into the folder that it was saved in.
    pub(super) fn take_secrets_along(&mut self, along: HeldAll) {
        let changes = secrets::changes(&HeldAll::new(), &along);
        for (environment, held) in along {
            let own: &mut Held = self.state.api.secrets.entry(environment).or_default();
            for name in held.values.names().map(str::to_owned).collect::<Vec<_>>() {
                if let Some(value) = held.values.get(&name).filter(|_| !own.values.has(&name)) {
                    own.values.set(&name, value.clone());
                }
            }
            own.kept.extend(held.kept);
        }
        self.state.api.store.asked = Asked::Done;
        self.state.api.changed_around();
        if !changes.is_empty() {
            self.tell_store(changes);
        }
    }
}
