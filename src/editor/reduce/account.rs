//! The account that the window works with at Twilio: asked for, looked at, kept and forgotten.

use crate::editor::account::{AccountAnswer, AccountQuestion, Looked, Origin};
use crate::editor::app::App;
use crate::editor::at_twilio::{self, Seen, Told, Trouble, TwilioDialog, Wish};
use crate::editor::dialogs::Dialog;
use crate::editor::tasks::Done;
use crate::twilio::{Credentials, keys};

impl App {
    /// Asks whose credentials are used; what waits for them goes on then.
    pub(super) fn ask_for_account(&mut self, note: Option<String>, wish: Option<Wish>) {
        let mut question = AccountQuestion {
            form: self.state.account.form.clone(),
            note,
            remembers: false,
            stored: Looked::Not,
            checked: Looked::Not,
            number: 0,
        };
        if let Some(known) = &self.state.account.known {
            question.checked = Looked::Found(known.clone());
        }
        self.look_at_store(&mut question);
        self.ask_about(TwilioDialog::Account(Box::new(question), wish));
    }

    fn look_at_store(&mut self, question: &mut AccountQuestion) {
        question.stored = Looked::Waiting;
        let number = self.number_question(question);
        let surroundings = self.state.surroundings.clone();
        self.tasks.block(move || Done::Twilio(Told::Stored(number, at_twilio::stored(&surroundings))));
    }

    fn number_question(&mut self, question: &mut AccountQuestion) -> u64 {
        self.state.account.questions += 1;
        question.number = self.state.account.questions;
        question.number
    }

    pub(super) fn answer_account(&mut self, answer: AccountAnswer, wish: Option<Wish>) {
        match answer {
            AccountAnswer::Changed(question) => self.ask_about(TwilioDialog::Account(question, wish)),
            AccountAnswer::Check(mut question) => {
                question.checked = Looked::Waiting;
                let number = self.number_question(&mut question);
                let (account, surroundings) = (question.form.clone(), self.state.surroundings.clone());
                let reply = self.tasks.reply();
                self.tasks.spawn(async move {
                    let known = at_twilio::known(account, surroundings).await;
                    let known = known.map_err(|trouble| trouble.line());
                    reply.send(Done::Twilio(Told::Known(number, known)));
                });
                self.ask_about(TwilioDialog::Account(question, wish));
            }
            AccountAnswer::Forget(mut question) => {
                question.stored = Looked::Waiting;
                let number = self.number_question(&mut question);
                let surroundings = self.state.surroundings.clone();
                self.tasks.block(move || {
                    let gone = surroundings.store().remove().map_err(|error| error.to_string());
                    let told = gone.and_then(|_| at_twilio::stored(&surroundings));
                    Done::Twilio(Told::Stored(number, told))
                });
                self.ask_about(TwilioDialog::Account(question, wish));
            }
            AccountAnswer::Use(question) => {
                self.state.account.known = match question.checked {
                    Looked::Found(known) => Some(known),
                    _ => None,
                };
                if question.remembers && question.form.origin == Some(Origin::Typed) {
                    self.remember(question.form.typed());
                }
                self.state.account.form = question.form;
                self.account_changed();
                if let Some(wish) = wish {
                    self.ask_twilio(wish);
                }
            }
        }
    }

    fn remember(&mut self, credentials: Result<Credentials, String>) {
        let Ok(credentials) = credentials else { return };
        let surroundings = self.state.surroundings.clone();
        self.tasks.block(move || {
            let kept = keys::keep(surroundings.store(), &credentials);
            let kept = kept.map(|()| surroundings.store().name()).map_err(|error| error.to_string());
            Done::Twilio(Told::Kept(kept))
        });
    }

    pub(super) fn with_account_question(&mut self, number: u64, change: impl FnOnce(&mut AccountQuestion)) {
        for dialog in &mut self.state.dialogs {
            if let Dialog::Twilio(dialog) = dialog
                && let TwilioDialog::Account(question, _) = &mut **dialog
                && question.number == number
            {
                return change(question);
            }
        }
    }

    /// A live run that waits for its confirmation looks again, at the new account.
    fn account_changed(&mut self) {
        let waiting = self.state.dialogs.iter().find_map(|dialog| match dialog {
            Dialog::Live { key, form, .. } => Some((*key, form.clone())),
            _ => None,
        });
        if let Some((key, form)) = waiting {
            self.look_before_live(key, form);
        }
        self.look_before_request();
    }

    pub(super) fn live_was_seen(&mut self, number: u64, seen: Result<Seen, Trouble>) {
        for dialog in &mut self.state.dialogs {
            if let Dialog::Live { look, .. } = dialog
                && look.number == number
            {
                if let Ok(seen) = &seen {
                    self.state.account.known = Some(seen.account.clone());
                }
                look.seen = Some(seen);
                return;
            }
        }
    }
}
