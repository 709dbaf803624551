//! Validate, pull, push and publish: what is asked, and what follows from the answers.

use crate::check::Place;
use crate::editor::account::Looked;
use crate::editor::action::Action;
use crate::editor::app::App;
use crate::editor::at_twilio::{
    Asking, Heard, Noted, PullForm, PushFailed, PushForm, Told, TwilioAnswer, TwilioDialog, TwilioSays, Wish,
    file_name,
};
use crate::editor::command::Command;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::settings::LeftPanel;
use crate::editor::state::{FileKey, Saving};
use crate::editor::tasks::Done;
use crate::flow::diff::Difference;
use crate::flow::file::{self, OnDisk};
use crate::flow::side::StudioLink;
use crate::flow::{Document, Edit, Flow};
use crate::remote::{Pulled, Pushed, Validation, kept};
use crate::twilio::studio::Status;

impl App {
    /// Asks for what a command still needs, or asks Twilio at once.
    pub(super) fn twilio_command(&mut self, command: Command) {
        let file = self.state.active();
        let link = file.and_then(|file| file.document.side().studio());
        match (command, file.map(|file| file.key)) {
            (Command::PullFlow, key) => {
                let sid = link.map(|link| link.flow_sid);
                let form = PullForm {
                    key: key.filter(|_| sid.is_some()),
                    is_new: true,
                    sid: sid.unwrap_or_default(),
                };
                self.ask_about(TwilioDialog::Pull(form));
            }
            (Command::ValidateFlow, Some(key)) => self.ask_twilio(Wish::Validate(key)),
            (Command::PushFlow | Command::PublishFlow, Some(key)) => {
                let title = file.map(|file| file.document.title()).unwrap_or_default();
                let form = PushForm {
                    key,
                    status: if command == Command::PushFlow { Status::Draft } else { Status::Published },
                    name: title.trim_end_matches(".json").to_owned(),
                    link,
                    is_new: false,
                    message: String::new(),
                    is_forced: false,
                    trouble: None,
                };
                self.ask_about(TwilioDialog::Push(form));
            }
            _ => {}
        }
    }

    pub(super) fn ask_about(&mut self, dialog: TwilioDialog) {
        self.state.dialogs.push(Dialog::Twilio(Box::new(dialog)));
    }

    /// Asks Twilio, and shows that it is being asked. Only one thing is asked at a time.
    pub(super) fn ask_twilio(&mut self, wish: Wish) {
        if !self.commit_draft() {
            return;
        }
        let flow = wish
            .key()
            .and_then(|key| self.state.file(key))
            .map(|file| (file.flow().clone(), file.document.title(), file.question().options()));
        self.state.account.questions += 1;
        let number = self.state.account.questions;
        let asking = Asking {
            wish: wish.clone(),
            account: self.state.account.form.clone(),
            surroundings: self.state.surroundings.clone(),
            flow,
        };
        let reply = self.tasks.reply();
        let task = self.tasks.spawn_to_cancel(async move {
            let heard = Box::new(asking.ask().await);
            reply.send(Done::Twilio(Told::Heard(number, heard)));
        });
        self.asking = task;
        self.ask_about(TwilioDialog::Waiting(number, wish));
    }

    /// Applies the answer to a dialog about Twilio that was just taken down.
    pub(super) fn answer_twilio(&mut self, dialog: TwilioDialog, answer: Option<TwilioAnswer>) {
        match (dialog, answer) {
            (TwilioDialog::Waiting(_, wish), _) => self.stop_asking(&wish),
            (TwilioDialog::Account(_, wish), Some(TwilioAnswer::Account(answer))) => {
                self.answer_account(answer, wish);
            }
            (TwilioDialog::Pull(_), Some(TwilioAnswer::PullForm(form))) => {
                self.ask_about(TwilioDialog::Pull(form));
            }
            (TwilioDialog::Push(_), Some(TwilioAnswer::PushForm(form))) => {
                self.ask_about(TwilioDialog::Push(form));
            }
            (_, Some(TwilioAnswer::Ask(wish))) => self.ask_twilio(wish),
            (TwilioDialog::Failed(wish, trouble), Some(TwilioAnswer::OtherAccount)) => {
                let note = trouble.is_account.then(|| trouble.line());
                self.ask_for_account(note, Some(wish));
            }
            (dialog, Some(TwilioAnswer::OtherAccount)) => {
                self.ask_about(dialog);
                self.ask_for_account(None, None);
            }
            (TwilioDialog::Differs { key, pulled, .. }, Some(TwilioAnswer::Replace)) => {
                self.replace(key, &pulled);
            }
            (TwilioDialog::Differs { pulled, .. }, Some(TwilioAnswer::OpenBeside)) => {
                self.open_pulled(&pulled)
            }
            (TwilioDialog::Moved { form, .. }, Some(TwilioAnswer::PullInstead)) => {
                let sid = form.there().map(|link| link.flow_sid.to_string()).unwrap_or_default();
                self.ask_twilio(Wish::Pull(PullForm { key: Some(form.key), sid, is_new: false }));
            }
            (TwilioDialog::Blocked { key, .. }, Some(TwilioAnswer::GoTo(place))) => {
                self.go_to_in(key, &place)
            }
            _ => {}
        }
    }

    fn go_to_in(&mut self, key: FileKey, place: &Place) {
        if let Some(index) = self.state.open.iter().position(|file| file.key == key) {
            self.state.shown = index;
            self.go_to(place);
        }
    }

    fn stop_asking(&mut self, wish: &Wish) {
        if let Some(task) = self.asking.take() {
            task.abort();
        }
        if let Wish::Push(_) = wish {
            let text = "Whether Twilio has saved the flow is not known. Pull it to see what stands there";
            self.state.toasts.push(Severity::Warning, text, None);
        }
    }

    /// Takes in what a task tells.
    pub(super) fn twilio_told(&mut self, told: Told) {
        match told {
            Told::Stored(number, stored) => self.with_account_question(number, |question| {
                question.stored = stored.map_or_else(Looked::Failed, Looked::Found);
            }),
            Told::Known(number, known) => {
                self.request_account_known(number, &known);
                self.with_account_question(number, |question| {
                    question.checked = known.map_or_else(Looked::Failed, Looked::Found);
                });
            }
            Told::Seen(number, seen) => self.live_was_seen(number, seen),
            Told::Kept(Ok(name)) => {
                self.state.toasts.push(Severity::Info, format!("The credentials are kept by {name}"), None);
            }
            Told::Kept(Err(why)) => {
                let text = format!("The credentials are not kept, and last as long as this window: {why}");
                self.state.toasts.push(Severity::Warning, text, None);
            }
            Told::Noted(noted) => self.link_was_noted(*noted),
            Told::Heard(number, heard) => {
                let waits = |dialog: &Dialog| match dialog {
                    Dialog::Twilio(dialog) => {
                        matches!(&**dialog, TwilioDialog::Waiting(waiting, _) if *waiting == number)
                    }
                    _ => false,
                };
                // What was cancelled is not heard; a push that went through all the same is.
                let was_awaited = self.state.dialogs.iter().any(waits);
                self.state.dialogs.retain(|dialog| !waits(dialog));
                if was_awaited || matches!(*heard, Heard::Pushed { .. }) {
                    self.heard(*heard);
                }
            }
        }
    }

    fn heard(&mut self, heard: Heard) {
        match heard {
            Heard::Validated { key, flow, validation } => {
                let is_valid = validation.is_valid();
                if !self.show_what_twilio_says(key, &flow, &validation) {
                    let text = "Twilio finds nothing wrong: Studio would publish this flow";
                    self.state.toasts.push(Severity::Info, text, None);
                } else if is_valid {
                    let text = "Studio would publish this flow, with warnings";
                    self.state.toasts.push(Severity::Info, text, None);
                }
            }
            Heard::Pulled { form, pulled } => self.was_pulled(&form, pulled),
            Heard::Blocked { key, status, found } => {
                self.ask_about(TwilioDialog::Blocked { key, status, found });
            }
            Heard::Pushed { form, flow, pushed } => self.was_pushed(&form, &flow, *pushed),
            Heard::NotPushed { form, flow, why } => self.was_not_pushed(form, &flow, why),
            Heard::Failed(wish, trouble) => self.ask_about(TwilioDialog::Failed(wish, trouble)),
        }
    }

    /// Shows Twilio's findings above the problems. Answers whether there are any.
    fn show_what_twilio_says(&mut self, key: FileKey, flow: &Flow, validation: &Validation) -> bool {
        let Some(file) = self.state.file_mut(key) else { return true };
        file.twilio_says = TwilioSays::of(flow, validation);
        let has_some = file.twilio_says.is_some();
        if has_some && !self.state.shows_left(LeftPanel::Problems) {
            self.state.settings.left = LeftPanel::Problems;
            match self.state.is_narrow {
                true => self.state.shows_left_overlay = true,
                false => self.state.settings.shows_left = true,
            }
        }
        has_some
    }

    /// A flow came from Twilio: it is opened, or shown against the tab that it is open in.
    fn was_pulled(&mut self, form: &PullForm, pulled: Box<Pulled>) {
        let is_it = |key: FileKey| {
            let file = self.state.file(key)?;
            let sid = file.document.side().studio()?.flow_sid;
            (sid == pulled.link.flow_sid).then_some(file)
        };
        let own = form.key.into_iter().chain(self.state.open.iter().map(|file| file.key)).find_map(is_it);
        let Some(file) = own else { return self.open_pulled(&pulled) };
        let key = file.key;
        if file.document.side().trouble().is_none() && kept(file.flow(), &pulled.flow).is_none() {
            return self.same_was_pulled(key, &pulled.link);
        }
        let lines = Difference::between(file.flow(), &pulled.flow).lines();
        self.ask_about(TwilioDialog::Differs { key, pulled, lines });
    }

    /// What stands there means what is open here: only the revision may be new.
    fn same_was_pulled(&mut self, key: FileKey, link: &StudioLink) {
        let text = format!("The flow is the same as revision {} at Twilio", link.revision);
        self.note_link(key, link);
        self.state.toasts.push(Severity::Info, text, None);
    }

    fn open_pulled(&mut self, pulled: &Pulled) {
        let link = &pulled.link;
        let side = crate::flow::SideFile::default().with_studio(Some(link));
        let name = file_name(&link.friendly_name);
        let made = side.map_err(|error| error.to_string()).and_then(|side| {
            Document::pulled(&pulled.flow.write(), name, side).map_err(|error| error.message())
        });
        match made {
            Ok(document) => {
                self.show_document(document, OnDisk::default(), None);
                let text = format!(
                    "Pulled “{}”, revision {}, {}. Save it to keep it",
                    link.friendly_name, link.revision, pulled.status
                );
                self.state.toasts.push(Severity::Info, text, None);
            }
            Err(why) => self.trouble("The flow was not pulled", why),
        }
    }

    /// What was pulled takes the open flow's place, as one step of undo.
    fn replace(&mut self, key: FileKey, pulled: &Pulled) {
        let Some(file) = self.state.file_mut(key) else { return };
        let Some(text) = kept(file.flow(), &pulled.flow) else {
            return self.same_was_pulled(key, &pulled.link);
        };
        let edit = Edit::Together {
            name: format!("Pull revision {}", pulled.link.revision),
            edits: vec![Edit::Replace { text }, Edit::SetStudio { link: Some(pulled.link.clone()) }],
        };
        file.document.history_mut().seal();
        let result = file.document.edit(&edit);
        file.document.history_mut().seal();
        file.twilio_says = None;
        file.forget_what_is_gone();
        match result {
            Ok(()) => {
                let text = format!("Pulled revision {}, {}", pulled.link.revision, pulled.status);
                let undo = Some(("Undo", Action::Command(Command::Undo)));
                self.state.toasts.push(Severity::Info, text, undo);
            }
            Err(error) => self.trouble("The flow was not pulled", error.to_string()),
        }
    }

    fn was_pushed(&mut self, form: &PushForm, flow: &Flow, pushed: Pushed) {
        let Pushed { link, is_new, validation, was_raced } = pushed;
        let what = match (is_new, form.status) {
            (true, _) => "Made",
            (false, Status::Published) => "Published",
            (false, Status::Draft) => "Pushed",
        };
        let text =
            format!("{what} “{}”, revision {}, {}", link.friendly_name, link.revision, form.status.name());
        self.state.toasts.push(Severity::Info, text, None);
        if was_raced {
            let text = format!(
                "Somebody else saved this flow at the same moment; look at the revision before {} in the console",
                link.revision
            );
            self.state.toasts.push(Severity::Warning, text, None);
        }
        self.show_what_twilio_says(form.key, flow, &validation);
        self.note_link(form.key, &link);
    }

    fn was_not_pushed(&mut self, form: PushForm, flow: &Flow, why: PushFailed) {
        match why {
            PushFailed::Moved { revision, there } => {
                let lines = there.map_or_else(
                    || vec!["What stands there cannot be read as a flow".to_owned()],
                    |there| Difference::between(&there, flow).lines(),
                );
                self.ask_about(TwilioDialog::Moved { form, revision, lines });
            }
            PushFailed::Invalid(validation) => {
                self.show_what_twilio_says(form.key, flow, &validation);
                let text = "Studio refuses the flow, and nothing was saved. Below “Problems” stands what Twilio says";
                self.state.toasts.push(Severity::Error, text, None);
            }
            // A flow that is gone there can be made anew.
            PushFailed::Trouble(trouble) if trouble.is_gone && form.there().is_some() => {
                let trouble = Some(format!("There is no such flow in this account: {}", trouble.line()));
                self.ask_about(TwilioDialog::Push(PushForm { trouble, is_forced: false, ..form }));
            }
            PushFailed::Trouble(trouble) => {
                self.ask_about(TwilioDialog::Failed(Wish::Push(form), trouble));
            }
        }
    }

    /// Notes what stands at Twilio now: beside all versions, and beside the file at once. Nothing else that was changed
    /// is written.
    fn note_link(&mut self, key: FileKey, link: &StudioLink) {
        let Some(file) = self.state.file_mut(key) else { return };
        if let Err(trouble) = file.document.note_studio(link) {
            let text = format!(
                "Revision {} cannot be noted: the side file is left as it is: {trouble}",
                link.revision
            );
            return self.state.toasts.push(Severity::Warning, text, None);
        }
        let history = file.document.history();
        let side = history.saved_side().and_then(|side| side.with_studio(Some(link)).ok());
        // A flow without a file, or one that is being written, notes it when it is written next.
        let (Some(path), Some(side), Some(_), Saving::Idle) =
            (file.document.path(), side, file.on_disk.flow, &file.saving)
        else {
            return;
        };
        if history.saved_side().is_some_and(|saved| saved.is_same_as(&side)) {
            return;
        }
        let path = path.to_owned();
        let expected = file.on_disk;
        file.saving = Saving::Busy;
        self.tasks.block(move || {
            let result = file::save_side(&path, &side, expected);
            Done::Twilio(Told::Noted(Box::new(Noted { key, side, result })))
        });
    }

    fn link_was_noted(&mut self, noted: Noted) {
        let Some(file) = self.state.file_mut(noted.key) else { return };
        let saving = std::mem::take(&mut file.saving);
        let trouble = match noted.result {
            Ok(on_disk) => {
                file.on_disk = on_disk;
                file.document.mark_side_saved(&noted.side);
                None
            }
            Err(error) => Some(error.to_string()),
        };
        if let Some(trouble) = trouble {
            let text = format!(
                "The revision could not be noted beside the file yet: {trouble}. Save the flow to keep it"
            );
            self.state.toasts.push(Severity::Warning, text, None);
        }
        if let Saving::Again(path) = saving {
            self.write(noted.key, path);
        }
    }

    /// What Twilio said of the shown flow is not shown any more.
    pub(super) fn forget_twilio_says(&mut self) {
        if let Some(file) = self.state.active_mut() {
            file.twilio_says = None;
        }
    }
}
