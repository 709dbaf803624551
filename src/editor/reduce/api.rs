//! The API page: showing it, leaving it, and sending what it prepared.

use tokio::sync::oneshot;

use crate::api::Prepared;
use crate::editor::account::{Known, Looked};
use crate::editor::action::Action;
use crate::editor::api::{
    ApiAction, ApiLive, ApiLiveAnswer, ApiNews, Elsewhere, Errand, Outcome, TryKey, Ways, base_of, find_mock,
    wrong_address,
};
use crate::editor::app::App;
use crate::editor::at_twilio::{self, Told};
use crate::editor::command::Command;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::tasks::{Done, Purpose};

/// Sends were started by these.
pub(super) enum Wish {
    Test,
    Make,
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
            ApiAction::Send(key) => self.ask_or_send(&key, &Wish::Test),
            ApiAction::MakeAndSend(key) => self.ask_or_send(&key, &Wish::Make),
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
            ApiAction::SaveBody(_, answered) => {
                self.state.api.to_save = Some(answered);
                self.ask_for_path(Purpose::ApiBody);
            }
            ApiAction::ChooseFile(key, index) => {
                self.state.api.file_for = Some((key, index));
                self.ask_for_path(Purpose::ApiFile);
            }
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

    pub(super) fn ask_or_send(&mut self, key: &TryKey, wish: &Wish) {
        let Some(shown) = self.state.api.tries.get(key) else { return };
        if shown.sending.is_some() {
            return;
        }
        if let Some(why) = shown.blocked() {
            self.state.toasts.push(Severity::Warning, why, None);
            return;
        }
        let prepared = shown.prepared.clone();
        self.send_prepared(key, prepared, matches!(wish, Wish::Make));
    }

    /// Sends a request where its page says, after asking where it leaves the machine.
    pub(super) fn send_prepared(&mut self, key: &TryKey, prepared: Prepared, makes: bool) {
        let page = &mut self.state.api;
        let Some(world) = page.tries.get(key).map(|shown| shown.world.clone()) else { return };
        let around = page.around(&world);
        let Some(shown) = page.tries.get_mut(key) else { return };
        shown.around = around;
        let address = match Ways::of(shown) {
            Ways::Mock => {
                let makes = makes || shown.is_made_up();
                return self.send_errand(key, &prepared, makes, None);
            }
            Ways::Twilio => None,
            Ways::Host(address) => {
                if let Some(why) = wrong_address(&address) {
                    self.state.toasts.push(Severity::Warning, why, None);
                    return;
                }
                if base_of(&address).is_local() {
                    return self.send_errand(key, &prepared, false, Some((address, Vec::new())));
                }
                Some(address)
            }
        };
        // What is asked about is shown, so it holds no secret.
        let asked = prepared;
        let prepared = shown.around.rendered(&asked).prepared;
        let live = self.state.api.live.clone();
        let is_twilio = address.is_none();
        let known = Looked::Not;
        let question =
            ApiLive { key: key.clone(), prepared, asked, live, known, number: 0, elsewhere: address };
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
                let to = question.elsewhere.clone().map(|address| (address, question.live.allowed()));
                self.send_errand(&question.key, &question.asked, false, to);
            }
        }
    }

    /// Sends it, to somebody else than Twilio where there is an address.
    fn send_errand(
        &mut self,
        key: &TryKey,
        prepared: &Prepared,
        makes: bool,
        to: Option<(String, Vec<String>)>,
    ) {
        let number = self.state.api.fresh_number();
        let Some(shown) = self.state.api.tries.get_mut(key) else { return };
        let sealed = shown.around.sealed(prepared);
        if sealed.is_blocked() {
            let why = "A template becomes nothing where something has to be, so it was not sent";
            self.state.toasts.push(Severity::Warning, why.to_owned(), None);
            return;
        }
        let elsewhere = to.map(|(address, allowed)| {
            let base = base_of(&address);
            let route = shown.proven_route(base.clone());
            let user = route.user.clone().zip(route.secret.clone());
            Elsewhere { base, proof: route.proof(), user, allowed }
        });
        let errand = Errand {
            request: sealed.request().clone(),
            operation: std::sync::Arc::clone(prepared.operation()),
            world: shown.world.clone(),
            makes,
            live: self.state.api.live.clone(),
            surroundings: self.state.surroundings.clone(),
            elsewhere,
        };
        let (cancel, cancelled) = oneshot::channel();
        shown.outcome = None;
        let world = errand.world.clone();
        shown.begin(number, prepared.clone(), world.clone(), cancel);
        let (mock, reply, key) = (self.mock.clone(), self.tasks.reply(), key.clone());
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
            ApiNews::Mock(mock) => self.state.api.mock = Some(mock),
            ApiNews::Library(news) => self.library_news(*news),
            ApiNews::Over { key, number, outcome } => {
                let Some(shown) = self.state.api.tries.get_mut(&key) else { return };
                if shown.sending.as_ref().is_some_and(|sending| sending.number == number) {
                    shown.end(outcome);
                }
            }
            ApiNews::File { key, index, value } => self.value_was_read(&key, index, value),
            ApiNews::Saved(result) => match result {
                Ok(path) => self.state.toasts.push(Severity::Info, format!("Wrote {path}"), None),
                Err(why) => self.state.toasts.push(Severity::Error, why, None),
            },
        }
    }
}
