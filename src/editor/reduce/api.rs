//! The API page: showing it, leaving it, and sending what it prepared.

use std::sync::Arc;

use secrecy::SecretString;
use tokio::sync::oneshot;

use crate::api::{Auth, Prepared, Secrets, Veil};
use crate::editor::account::{Known, Looked};
use crate::editor::action::Action;
use crate::editor::api::{
    ApiAction, ApiLive, ApiLiveAnswer, ApiNews, Around, Elsewhere, Errand, Outcome, ToSave, TryKey, Ways,
    World, base_of, find_mock, wrong_address, wrong_place,
};
use crate::editor::app::App;
use crate::editor::at_twilio::{self, Told};
use crate::editor::command::Command;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::tasks::{Done, Purpose};
use crate::twilio::Request;

/// A request that is to go somewhere.
pub(super) struct Going {
    pub(super) key: TryKey,
    /// With its templates.
    pub(super) prepared: Prepared,
    pub(super) world: World,
    /// The document's server that was chosen.
    pub(super) server: String,
    /// What the templates are made of.
    pub(super) around: Arc<Around>,
    /// What it names is made in the mock first.
    pub(super) makes: bool,
    /// The address of somebody else than Twilio, and the hosts at which it may change something.
    pub(super) to: Option<(String, Vec<String>)>,
    /// What goes out, where that is known already.
    pub(super) exact: Option<Request>,
    /// Who asks, where the address of a widget says so: user and password.
    pub(super) user: Option<(String, SecretString)>,
}

impl App {
    /// Does what the user wants of the API page.
    pub(super) fn api_action(&mut self, action: ApiAction) {
        match action {
            ApiAction::Show => self.show_api(),
            ApiAction::Leave => self.state.api.is_open = false,
            ApiAction::Flow(action) => self.flow_action(action),
            // What a widget asks goes as its fields have it.
            ApiAction::Send(key) | ApiAction::MakeAndSend(key) if matches!(key, TryKey::Widget { .. }) => {
                self.test_widget(&key);
            }
            ApiAction::Send(key) => self.ask_or_send(&key, false),
            ApiAction::MakeAndSend(key) => self.ask_or_send(&key, true),
            ApiAction::Library(action) => self.library_action(action),
            ApiAction::Cancel(key) => {
                if let Some(shown) = self.state.api.tries.get_mut(&key)
                    && let Some(sending) = &shown.sending
                {
                    // What is told of it later is dropped, and with this the request is.
                    let world = sending.world.clone();
                    shown.end(Outcome::Cancelled(world));
                }
            }
            ApiAction::SendAgain(key, number) => self.send_again(&key, number),
            ApiAction::Stub(key, answered) => self.ask_for_stub(&key, answered),
            ApiAction::UndoStub(number) => self.undo_stub(number),
            ApiAction::SaveBody(_, answered) => {
                self.state.api.to_save = Some(ToSave::Body(answered));
                self.ask_for_path(Purpose::ApiBody);
            }
            ApiAction::ChooseFile(key, index) => {
                let shown = self.state.api.tries.get(&key);
                let parameter = shown.and_then(|shown| shown.prepared.operation().parameters.get(index));
                let Some(named) = parameter.map(|own| (own.place, own.name.clone())) else { return };
                self.state.api.file_for = Some((key, named));
                self.ask_for_path(Purpose::ApiFile);
            }
            ApiAction::PasteCurl(text) => self.ask_for_curl(text),
            ApiAction::Export(key) => self.export_request(&key),
            ApiAction::Environments => self.show_environments(),
        }
    }

    fn show_api(&mut self) {
        self.commit_draft();
        self.state.shows_left_overlay = false;
        self.state.api.show();
        if self.state.api.mock.is_none() {
            let (mock, reply) = (self.mock.clone(), self.tasks.reply());
            self.tasks.spawn(async move {
                reply.send(match find_mock(mock).await {
                    Ok(mock) => Done::Api(ApiNews::Mock(mock)),
                    Err(reason) => Done::Trouble(reason),
                });
            });
        }
    }

    /// Leaves the API page for what stands behind it, where an action is about that. Answers whether the action is
    /// done with that.
    pub(super) fn leaves_api(&mut self, action: &Action) -> bool {
        if !self.state.api.is_open {
            return false;
        }
        match action {
            // The panel was not seen behind the page, so it is never hidden by this.
            Action::ToggleLeft(panel) => {
                self.state.api.is_open = false;
                self.state.settings.left = *panel;
                self.state.settings.shows_left = true;
                self.state.shows_left_overlay = self.state.is_narrow;
                return true;
            }
            // What is on the clipboard belongs to the page's fields.
            Action::Paste(_) => return true,
            Action::Show(_)
            | Action::Reveal { .. }
            | Action::GoTo(_)
            | Action::Insert { .. }
            | Action::AddMenu { .. }
            | Action::Inspect(_)
            | Action::ShowRight(_)
            | Action::OpenSubflow { .. } => self.state.api.is_open = false,
            Action::Open(paths) if !paths.is_empty() => self.state.api.is_open = false,
            Action::Command(command)
                if command.leads_to_flow() && command.disabled_because(&self.state).is_none() =>
            {
                self.state.api.is_open = false;
            }
            _ => {}
        }
        false
    }

    /// The command that keys mean while the API page is shown.
    pub(in crate::editor) fn meant(&self, command: Command) -> Command {
        if self.state.api.is_open && command == Command::RunAgain { Command::TestRequest } else { command }
    }

    fn ask_or_send(&mut self, key: &TryKey, makes: bool) {
        let Some(shown) = self.state.api.tries.get(key) else { return };
        if shown.sending.is_some() {
            return;
        }
        if let Some(why) = shown.blocked() {
            self.state.toasts.push(Severity::Warning, why, None);
            return;
        }
        let (prepared, to) = (shown.prepared.clone(), (shown.world.clone(), shown.server_address()));
        self.send_prepared(key, prepared, to, makes);
    }

    /// Sends a request to a world and the chosen server of its document, after asking where it leaves the machine.
    pub(super) fn send_prepared(
        &mut self,
        key: &TryKey,
        prepared: Prepared,
        (world, server): (World, String),
        makes: bool,
    ) {
        if self.waits_for_secrets(&world) {
            let why = "The key store is still asked for the secrets of this environment";
            self.state.toasts.push(Severity::Info, why.to_owned(), None);
            return;
        }
        let page = &mut self.state.api;
        let around = match key {
            // What a widget asks was rendered with what its run knows.
            TryKey::Widget { .. } => Arc::new(Around::rendered_before()),
            TryKey::Operation { .. } => page.around(&world),
        };
        if let (World::Own(name), None) = (&world, &around.environment) {
            let why = format!("There is no environment {name} any more: choose another one under Send to");
            self.state.toasts.push(Severity::Warning, why, None);
            return;
        }
        let Some(shown) = page.tries.get(key) else { return };
        let is_twilio = prepared.operation().product.is_some();
        let way = Ways::to(is_twilio, (&world, || server.clone()), &around);
        let makes = makes || shown.is_made_up(&prepared);
        // What a widget asks goes as a run of its flow sends it.
        let exact = page.desks.seen(key).map(|seen| seen.request(None));
        let key = key.clone();
        let mut going = Going { key, prepared, world, server, around, makes, to: None, exact, user: None };
        match way {
            Ways::Mock => self.send_errand(going),
            Ways::Twilio => match wrong_place(&going.around) {
                Some(why) => self.state.toasts.push(Severity::Warning, why, None),
                None => self.ask_to_send(going, None),
            },
            Ways::Host(address) => {
                let uses_secret = going.around.rendered(&going.prepared).uses_secret;
                let proves = going.around.proves(&going.prepared, uses_secret);
                if let Some(why) = wrong_address(&address, proves) {
                    self.state.toasts.push(Severity::Warning, why, None);
                } else if base_of(&address).is_local() {
                    going.to = Some((address, Vec::new()));
                    self.send_errand(going);
                } else {
                    self.ask_to_send(going, Some(address));
                }
            }
        }
    }

    /// Asks whether it may really go out, to Twilio or to this address. What goes then is what is asked about, whatever
    /// becomes of the page, the run and the environments meanwhile.
    fn ask_to_send(&mut self, going: Going, elsewhere: Option<String>) {
        let Going { key, prepared: asked, world, server, around, exact, .. } = going;
        // What is asked about is shown, so it holds no secret.
        let prepared = around.rendered(&asked).prepared;
        let live = self.state.api.live.clone();
        let is_twilio = elsewhere.is_none();
        let known = Looked::Not;
        let question =
            ApiLive { key, prepared, asked, world, server, exact, around, live, known, number: 0, elsewhere };
        self.state.dialogs.push(Dialog::ApiLive(Box::new(question)));
        if is_twilio {
            self.look_before_request();
        }
    }

    /// Asks Twilio about the account that a request waits to be sent with, if one waits.
    pub(super) fn look_before_request(&mut self) {
        let waiting = self.state.dialogs.iter_mut().find_map(|dialog| match dialog {
            Dialog::ApiLive(question) => Some(question),
            _ => None,
        });
        let Some(question) = waiting.filter(|question| question.elsewhere.is_none()) else { return };
        self.state.account.questions += 1;
        let number = self.state.account.questions;
        question.live.account = self.state.account.form.clone();
        question.known = Looked::Waiting;
        question.number = number;
        let (account, surroundings) = (question.live.account.clone(), self.state.surroundings.clone());
        let reply = self.tasks.reply();
        self.tasks.spawn(async move {
            let known = at_twilio::known(account, surroundings).await.map_err(|trouble| trouble.line());
            reply.send(Done::Twilio(Told::Known(number, known)));
        });
    }

    /// What Twilio says of the account that a request waits for, where it is the newest question's.
    pub(super) fn request_account_known(&mut self, number: u64, known: &Result<Known, String>) {
        for dialog in &mut self.state.dialogs {
            if let Dialog::ApiLive(question) = dialog
                && question.number == number
            {
                question.known = known.clone().map_or_else(Looked::Failed, Looked::Found);
                if let Ok(known) = known {
                    self.state.api.known = Some(known.clone());
                    self.state.account.known = Some(known.clone());
                }
            }
        }
    }

    /// The answer to "send a real request?".
    pub(super) fn answer_api_live(&mut self, answer: ApiLiveAnswer) {
        match answer {
            ApiLiveAnswer::Form(question) => {
                self.state.api.live = question.live.clone();
                self.state.dialogs.push(Dialog::ApiLive(question));
            }
            ApiLiveAnswer::Send(question) => {
                self.state.api.live = question.live.clone();
                let allowed = question.live.allowed();
                let ApiLive { key, asked: prepared, world, server, exact, around, elsewhere, .. } = *question;
                let to = elsewhere.map(|address| (address, allowed));
                let user = None;
                self.send_errand(Going {
                    key,
                    prepared,
                    world,
                    server,
                    around,
                    makes: false,
                    to,
                    exact,
                    user,
                });
            }
        }
    }

    /// Sends it, to somebody else than Twilio where there is an address.
    pub(super) fn send_errand(&mut self, going: Going) {
        let Going { key, prepared, world, server, around, makes, to, exact, user } = going;
        let number = self.state.api.fresh_number();
        let page_secrets: Vec<_> = self.all_secrets().flat_map(Secrets::values).cloned().collect();
        let asked = self.state.api.desks.asked(&key);
        let Some(shown) = self.state.api.tries.get_mut(&key) else { return };
        let sealed = around.sealed(&prepared);
        if exact.is_none() && sealed.is_blocked() {
            let why = "A template becomes nothing where something has to be, so it was not sent";
            self.state.toasts.push(Severity::Warning, why.to_owned(), None);
            return;
        }
        let mut veil: Veil = page_secrets.iter().collect();
        let elsewhere = to.map(|(address, allowed)| {
            let base = base_of(&address);
            let mut route = around.proven_route(base.clone(), prepared.operation());
            if let Some((user, password)) = user {
                (route.user, route.secret, route.auth) = (Some(user), Some(password), Auth::Basic);
            }
            if let Some(secret) = &route.secret {
                veil.add_pair(route.user.as_deref().unwrap_or_default(), secret);
            }
            Elsewhere { base, proof: route.proof(), allowed }
        });
        let errand = Errand {
            request: exact.unwrap_or_else(|| sealed.request().clone()),
            operation: Arc::clone(prepared.operation()),
            world: world.clone(),
            makes,
            live: self.state.api.live.clone(),
            surroundings: self.state.surroundings.clone(),
            elsewhere,
            veil,
        };
        let (cancel, cancelled) = oneshot::channel();
        shown.outcome = None;
        shown.begin(number, prepared, (world.clone(), server), asked, cancel);
        let (mock, reply) = (self.mock.clone(), self.tasks.reply());
        self.tasks.spawn(async move {
            let outcome = tokio::select! {
                outcome = errand.perform(mock) => outcome,
                // Whoever holds the other end has let it go: the page, or the whole window.
                _ = cancelled => Outcome::Cancelled(world),
            };
            reply.send(Done::Api(ApiNews::Over { key, number, outcome }));
        });
    }

    /// Takes over what a task tells. News of a request that was given up are dropped.
    pub(super) fn api_news(&mut self, news: ApiNews) {
        match news {
            ApiNews::Mock(mock) => self.state.api.mock_is(mock),
            ApiNews::Library(news) => self.library_news(*news),
            ApiNews::Store(news) => self.store_news(news),
            ApiNews::Over { key, number, outcome } => {
                self.state.api.end(&key, number, outcome);
            }
            ApiNews::Export(news) => self.export_news(news),
            ApiNews::Test(news) => self.test_news(news),
            ApiNews::File { key, parameter, value } => self.value_was_read(&key, &parameter, value),
            ApiNews::Saved(result) => match result {
                Ok(path) => self.state.toasts.push(Severity::Info, format!("Wrote {path}"), None),
                Err(why) => self.state.toasts.push(Severity::Error, why, None),
            },
        }
    }
}
