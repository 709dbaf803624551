//! The mock inside the program: its log, its failures, the open flows that it knows, and executions that others began.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::editor::app::App;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::mocked::{Began, FailuresAnswer, FailuresQuestion, MockAction, MockExecution, MockNews};
use crate::editor::run::{News, Run, Thread, host_of};
use crate::editor::state::{FileKey, OpenFlow};
use crate::editor::tasks::Done;
use crate::flow::Edit;
use crate::mock::{ClientMessage, Mock, Rules, webhook_curl};
use crate::remote::start_flow;
use crate::sim::world::Event;
use crate::twilio::sid::prefix;
use crate::twilio::{Base, Client, Method, Product, Request, SidSource};

/// Runs of the window's own have small numbers; pictures of executions have larger ones.
const FIRST_EXECUTION: u64 = 1 << 32;

/// What is to be copied once the mock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The address that tells the flow of messages.
    Address,
    /// The command that ties the flow to a channel.
    Webhook,
}

impl App {
    /// Does what the user wants of the mock.
    pub(super) fn mock_action(&mut self, ctx: &egui::Context, action: MockAction) {
        match action {
            MockAction::ShowAll(all) => self.state.mock.log.shows_all = all,
            MockAction::Search(text) => {
                let all = self.mock.get().map(|mock| mock.log()).unwrap_or_default();
                self.state.mock.log.search_for(text, all);
            }
            MockAction::Toggle(number) => self.state.mock.log.toggle(number),
            MockAction::CopyCurl(number) => {
                let log = &self.state.mock.log;
                let entry = log.found().iter().find(|entry| entry.number == number);
                let base = self.state.mock.base.as_deref().unwrap_or_default();
                if let Some(text) = entry.map(|entry| entry.curl(base)) {
                    let what = "the request as curl".to_owned();
                    self.apply(ctx, crate::editor::action::Action::Copy { text, what });
                }
            }
            MockAction::Clear => {
                if let Some(mock) = self.mock.get() {
                    mock.clear_log();
                    self.state.mock.log.take(Vec::new());
                }
            }
            MockAction::RemoveFailures => self.set_failures(Rules::default()),
            MockAction::ShowExecution(sid) => {
                if let Some(file) = self.state.active_mut() {
                    file.mocked.shown = sid;
                    file.mocked.awaits = None;
                }
            }
        }
    }

    /// Asks which requests are to go wrong.
    pub(super) fn ask_for_failures(&mut self) {
        let Some(file) = self.state.active() else { return };
        let to = file.shown_run().map_or(&*file.run_form.contact, |run| &*run.form().contact).to_owned();
        let question = FailuresQuestion::new(self.state.mock.rules.text(), &to);
        self.state.dialogs.push(Dialog::Failures(Box::new(question)));
    }

    pub(super) fn answer_failures(&mut self, answer: FailuresAnswer) {
        match answer {
            FailuresAnswer::Changed(question) => self.state.dialogs.push(Dialog::Failures(question)),
            FailuresAnswer::Apply(rules) => self.set_failures(rules),
        }
    }

    fn set_failures(&mut self, rules: Rules) {
        self.mock.set_rules(rules.clone());
        self.state.mock.rules = rules;
    }

    /// The SID by which the mock knows an open flow, where it has one.
    pub(super) fn flow_sid(&mut self, key: FileKey) -> Option<String> {
        let file = self.state.file_mut(key)?;
        if let Some(sid) = file.document.side().flow_sid() {
            return Some(sid);
        }
        let made = file.mocked.own_sid.clone().unwrap_or_else(|| {
            let moment = Timestamp::now().as_nanosecond().unsigned_abs();
            let seed = (moment ^ (moment >> 64)) as u64 ^ u64::from(std::process::id()).rotate_left(48);
            SidSource::new(seed).named(prefix::FLOW, &file.document.title())
        });
        // It stays the same after an undo, and until the flow has a file.
        file.mocked.own_sid = Some(made.clone());
        if file.document.path().is_some() {
            file.document.history_mut().seal();
            let kept = file.document.edit(&Edit::SetFlowSid { sid: Some(made.clone()) });
            file.document.history_mut().seal();
            if let Err(error) = kept {
                let text = format!("The flow's SID holds for this window only: {error}");
                self.state.toasts.push(Severity::Warning, text, None);
            }
        }
        Some(made)
    }

    /// Copies something that needs the running mock; starts it where it does not run.
    pub(super) fn copy_from_mock(&mut self, wanted: Wanted) {
        let Some(key) = self.state.active().map(|file| file.key) else { return };
        let Some(sid) = self.flow_sid(key) else { return };
        let Some(file) = self.state.file(key) else { return };
        // The channel that the run takes place in, else the one that was made before.
        let run = file.shown_run().filter(|run| !run.is_real()).and_then(Run::thread);
        let known = run.map(|thread| thread.channel.clone());
        let known = known.or_else(|| file.mocked.made.as_ref().map(|(_, channel)| channel.clone()));
        let (title, flow) = (file.document.title(), file.flow().clone());
        let (slot, reply) = (self.mock.clone(), self.tasks.reply());
        self.state.mock.registering += 1;
        self.tasks.spawn(async move {
            let made = async {
                let mock = slot.running().await?;
                // It has to be there before anybody uses what was copied.
                let (given, name) = (sid.clone(), title);
                let giving = Arc::clone(&mock);
                let set = tokio::task::spawn_blocking(move || giving.set_flow(&given, &name, &flow)).await;
                set.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
                match wanted {
                    Wanted::Address => Ok(address(&mock, &sid)),
                    Wanted::Webhook => curl(&mock, &sid, known, key).await,
                }
            };
            let made = made.await;
            reply.send(Done::Mock(MockNews::Registered));
            match made {
                Ok(news) => reply.send(Done::Mock(news)),
                Err(reason) => reply.send(Done::Trouble(reason)),
            }
        });
    }

    /// Copies the command that starts the shown flow: at the mock where that runs, else at Twilio.
    pub(super) fn copy_start_curl(&mut self, ctx: &egui::Context) {
        let Some(key) = self.state.active().map(|file| file.key) else { return };
        let Some(sid) = self.flow_sid(key) else { return };
        let base = self.state.mock.base.clone();
        let Some(file) = self.state.file(key) else { return };
        let form = &file.run_form;
        let (to, from) = (form.contact.trim(), form.flow_address.trim());
        let at = base.clone().map_or(Base::Twilio, Base::At);
        let text = match start_flow(file.flow(), &sid, to, from, &at, None) {
            Ok(text) => text,
            Err(error) => return self.state.toasts.push(Severity::Error, error.to_string(), None),
        };
        let place =
            base.as_deref().map_or("Twilio".to_owned(), |base| format!("the mock at {}", host_of(base)));
        let what = format!("the curl that starts this flow at {place}");
        self.apply(ctx, crate::editor::action::Action::Copy { text, what });
    }

    /// Keeps what the mock knows of the open flows up to date, while it runs. Called in each frame; it waits for
    /// nothing, and one task at a time gives the mock what has changed.
    pub(in crate::editor) fn keep_mocked(&mut self, ctx: &egui::Context) {
        if let Some((text, what)) = self.state.mock.to_copy.take() {
            self.apply(ctx, crate::editor::action::Action::Copy { text, what });
        }
        let Some(mock) = self.mock.get().filter(|_| self.state.mock.registering == 0) else { return };
        // Copies of a file have one SID: the one that is shown counts, else the first.
        let shown = self.state.active().map(|file| file.key);
        let mut wanted: HashMap<String, &OpenFlow> = HashMap::new();
        for file in &self.state.open {
            if let Some(sid) = file.mock_sid() {
                let is_shown = Some(file.key) == shown;
                wanted
                    .entry(sid)
                    .and_modify(|known| {
                        if is_shown {
                            *known = file
                        }
                    })
                    .or_insert(file);
            }
        }
        let registered = &mut self.state.mock.registered;
        let gone: Vec<String> = registered.keys().filter(|sid| !wanted.contains_key(*sid)).cloned().collect();
        gone.iter().for_each(|sid| drop(registered.remove(sid)));
        let mut changed = Vec::new();
        for (sid, file) in wanted {
            let title = file.document.title();
            let is_known = registered
                .get(&sid)
                .is_some_and(|(known, flow)| *known == title && flow.is_same_as(file.flow()));
            if !is_known {
                registered.insert(sid.clone(), (title.clone(), file.flow().clone()));
                changed.push((sid, title, file.flow().clone()));
            }
        }
        if gone.is_empty() && changed.is_empty() {
            return;
        }
        self.state.mock.registering += 1;
        let mock = Arc::clone(mock);
        self.tasks.block(move || {
            gone.iter().for_each(|sid| mock.remove_flow(sid));
            for (sid, title, flow) in changed {
                if let Err(error) = mock.set_flow(&sid, &title, &flow) {
                    tracing::warn!("the mock does not take the flow {title}: {error}");
                }
            }
            Done::Mock(MockNews::Registered)
        });
    }

    /// Takes over what happened at the mock.
    pub(super) fn mock_news(&mut self, news: MockNews) {
        match news {
            MockNews::Started { base } => {
                self.state.mock.base = Some(base);
                self.mock.catch_up();
            }
            MockNews::Logged => {
                let all = self.log_has_grown();
                self.state.mock.log.take(all);
            }
            MockNews::Hooks(found) => self.hooks_are_known(found),
            MockNews::Began(began) => self.execution_began(*began),
            MockNews::Told { execution, record, now } => {
                self.tell_execution(&execution, |run| {
                    run.take(News::Happened(Box::new(Event::Record(*record))));
                    if let Some(now) = now {
                        run.take(News::Happened(Box::new(Event::Now(*now))));
                    }
                });
            }
            MockNews::Ended { execution } => {
                self.tell_execution(&execution, |run| run.take(News::Happened(Box::new(Event::Finished))));
            }
            MockNews::Missed(count) => {
                let text = format!("{count} lines of executions at the mock came too fast to be shown");
                self.state.toasts.push(Severity::Warning, text, None);
            }
            MockNews::Registered => {
                self.state.mock.registering = self.state.mock.registering.saturating_sub(1)
            }
            MockNews::Copy { text, what, made } => {
                if let Some((key, service, channel)) = made
                    && let Some(file) = self.state.file_mut(key)
                {
                    file.mocked.made = Some((service, channel));
                }
                self.state.mock.to_copy = Some((text, what));
            }
        }
    }

    fn log_has_grown(&self) -> Vec<Arc<crate::mock::Entry>> {
        let Some(mock) = self.mock.get() else { return Vec::new() };
        // A webhook may have come or gone. The mock may be busy just now, so a frame does not ask.
        let asked: Vec<(FileKey, Thread)> = self
            .state
            .open
            .iter()
            .filter_map(|file| {
                let run = file.runs.shown().filter(|run| !run.is_real())?;
                Some((file.key, run.thread()?.clone()))
            })
            .collect();
        if !asked.is_empty() {
            let mock = Arc::clone(mock);
            self.tasks.block(move || {
                let has_hook =
                    |thread: &Thread| mock.has_studio_webhook(Some(&thread.account), &thread.channel);
                let found = asked.into_iter().map(|(key, thread)| (key, has_hook(&thread), thread)).collect();
                Done::Mock(MockNews::Hooks(found))
            });
        }
        mock.log()
    }

    fn hooks_are_known(&mut self, found: Vec<(FileKey, bool, Thread)>) {
        for (key, has_hook, thread) in found {
            let run = self.state.file_mut(key).and_then(|file| file.runs.shown_mut());
            if let Some(run) = run.filter(|run| run.thread() == Some(&thread)) {
                run.has_hook = has_hook;
            }
        }
    }

    fn execution_began(&mut self, began: Began) {
        let is_its = |file: &OpenFlow| file.mock_sid().as_deref() == Some(&*began.flow_sid);
        let shown = self.state.active().filter(|file| is_its(file)).map(|file| file.key);
        let first = || self.state.open.iter().find(|file| is_its(file)).map(|file| file.key);
        let Some(key) = shown.or_else(first) else { return };
        self.state.mock.seen += 1;
        let number = FIRST_EXECUTION + self.state.mock.seen;
        let Some(file) = self.state.file_mut(key) else { return };
        let execution = MockExecution::of(began, number);
        let channel = execution.run.thread().map(|thread| thread.channel.clone());
        let is_awaited = channel.is_some() && channel == file.mocked.awaits;
        let is_followed =
            file.runs.shown().is_none() && !file.mocked.shown().is_some_and(|shown| shown.run.is_live());
        if is_awaited || is_followed {
            file.mocked.shown = Some(execution.sid.clone());
            file.mocked.awaits = None;
        }
        file.mocked.push(execution);
    }

    fn tell_execution(&mut self, sid: &str, tell: impl FnOnce(&mut Run)) {
        let has_it = |file: &&mut OpenFlow| file.mocked.executions().iter().any(|known| known.sid == sid);
        let file = self.state.open.iter_mut().find(has_it);
        let Some(file) = file else { return };
        let is_shown = file.mocked.shown.as_deref() == Some(sid);
        let Some(execution) = file.mocked.get_mut(sid) else { return };
        let before = execution.run.current();
        tell(&mut execution.run);
        let current = execution.run.current().filter(|current| is_shown && before != Some(*current));
        if let Some(current) = current {
            file.show_card(current);
        }
    }

    /// Writes as the contact: into the channel as a client of the SDK, where a flow's webhook is told of that; else to
    /// the run.
    pub(super) fn say(&mut self, text: String) {
        let Some(file) = self.state.active_mut() else { return };
        let Some(run) = file.shown_run_mut() else { return };
        let thread = run.thread().filter(|_| run.writes_as_client()).cloned();
        let Some(thread) = thread else {
            if run.execution().is_none() {
                run.say(text);
            }
            return;
        };
        let Some(mock) = self.mock.get() else { return };
        let message = ClientMessage {
            account_sid: Some(thread.account.clone()),
            channel: thread.channel.clone(),
            identity: thread.identity,
            body: text,
            attributes: None,
        };
        run.type_draft(String::new());
        if run.execution().is_none() {
            run.remark("Written into the channel: the flow of its webhook answers".to_owned());
        }
        let active = file.mocked.active_in(&thread.channel).map(|execution| execution.sid.clone());
        if active.is_none() {
            file.mocked.awaits = Some(thread.channel);
        }
        file.mocked.shown = active.or(file.mocked.shown.take());
        let flow = file.mock_sid().map(|sid| (sid, file.document.title(), file.flow().clone()));
        let (mock, reply) = (Arc::clone(mock), self.tasks.reply());
        self.state.mock.registering += 1;
        self.tasks.block(move || {
            // What is seen in the window is what answers.
            let given = flow.map_or(Ok(()), |(sid, title, flow)| mock.set_flow(&sid, &title, &flow));
            reply.send(Done::Mock(MockNews::Registered));
            if let Err(error) = given {
                return Done::Trouble(error.to_string());
            }
            match mock.post_as_client(message) {
                // The log does not know what clients write: they do not use the API.
                Ok(_) => Done::Mock(MockNews::Logged),
                Err(error) => Done::Trouble(format!("The message was not taken: {error}")),
            }
        });
    }
}

/// The address that tells a flow of messages.
fn address(mock: &Mock, sid: &str) -> MockNews {
    let text = mock.webhook_url(&mock.credentials().account_sid, sid);
    let what = format!("the webhook address of this flow at {}", host_of(&mock.base_url()));
    MockNews::Copy { text, what, made: None }
}

/// The command that ties a flow to a channel, which is made where there is none.
async fn curl(mock: &Mock, sid: &str, known: Option<String>, key: FileKey) -> Result<MockNews, String> {
    let (base, credentials) = (mock.base_url(), mock.credentials());
    let account = credentials.account_sid.clone();
    let is_there = known.and_then(|channel| Some((mock.service_of(&channel)?, channel)));
    let (service, channel) = match is_there {
        Some(known) => known,
        None => {
            let client =
                Client::new(Base::At(base.clone()), credentials).map_err(|error| error.to_string())?;
            let make = async |path: String| {
                let request =
                    Request::new(Product::Chat, Method::Post, path).field("FriendlyName", "Simulator");
                let answer = client.send(&request).await.map_err(|error| error.to_string())?;
                let sid = answer.json.as_ref().and_then(|json| json.get("sid")?.as_str().map(str::to_owned));
                sid.ok_or_else(|| "The mock made no channel".to_owned())
            };
            let service = make("/v2/Services".to_owned()).await?;
            let channel = make(format!("/v2/Services/{service}/Channels")).await?;
            (service, channel)
        }
    };
    let text = webhook_curl(&base, &account, &service, &channel, sid);
    let what = format!("the webhook curl for the channel {channel} at {}", host_of(&base));
    Ok(MockNews::Copy { text, what, made: Some((key, service, channel)) })
}
