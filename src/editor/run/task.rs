//! What happens beside the window: the embedded mock, and the task that runs a flow.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::OnceCell;
use tokio::sync::mpsc::UnboundedReceiver;

use super::form::{RunForm, WorldChoice};
use crate::editor::account::Surroundings;
use crate::editor::at_twilio;
use crate::editor::mocked::watch;
use crate::editor::tasks::Reply;
use crate::flow::Flow;
use crate::flow::file::Fingerprint;
use crate::flow::side::{Answers, HttpAnswer};
use crate::mock::{Config, Inbound, Mock, Rules};
use crate::sim::debug::{Breakpoint, Pace, Times};
use crate::sim::trace::{Direction, Record};
use crate::sim::world::{
    Beginning, Command, Event, HttpWorld, Outside, Past, attached, compile_with_files, drive,
    settings_beside, stopped,
};
use crate::sim::{Forced, Prepared, Program, Source, Start};
use crate::twilio::{Base, Client, Product};
use crate::widgets::assumptions::Assumptions;
use crate::widgets::run::Trigger;

/// The Twilio inside this program. It is started when it is first needed, and all of the window shares it.
#[derive(Clone)]
pub struct MockSlot(Arc<Inner>);

struct Inner {
    mock: OnceCell<Arc<Mock>>,
    /// How requests are to go wrong, for a mock that does not run yet.
    rules: Mutex<Rules>,
    reply: Reply,
}

/// What the task of a run tells.
#[derive(Debug)]
pub enum News {
    /// Where requests go, as `127.0.0.1:41873`.
    Reached(String),
    /// Something happened.
    Happened(Box<Event>),
}

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The flow.
    pub flow: Flow,
    /// The name of its file.
    pub title: String,
    /// How it is started.
    pub form: RunForm,
    /// The clock's start.
    pub now: Timestamp,
    /// The files that SIDs of subflows mean.
    pub subflows: Vec<(String, PathBuf)>,
    /// What was decided beside the flow.
    pub answers: Answers,
    /// The answers of test requests, by widget: they count in the mock, before what was decided.
    pub tried: Vec<(String, HttpAnswer)>,
    /// The flow's file, beside which the settings for runs may lie.
    pub path: Option<PathBuf>,
    /// Where credentials are found.
    pub surroundings: Surroundings,
    /// What those settings said when they were last looked at.
    pub assume: Assumptions,
    /// Where it is held.
    pub breakpoints: Vec<Breakpoint>,
    /// How it goes on.
    pub pace: Pace,
    /// The run that it repeats up to a point, and how that really began.
    pub past: Option<(Start, Past)>,
}

impl Plan {
    /// The start; it takes the hash of the whole file.
    pub fn start(&self) -> Start {
        let sha256 = Fingerprint::of(self.flow.write().as_bytes()).to_string();
        let mut start = self.form.start(Source { file: self.title.clone(), sha256 }, self.now);
        start.assume = self.assume.clone();
        start
    }

    /// Runs to the end and tells everything.
    pub async fn perform(
        mut self,
        mock: MockSlot,
        mut commands: UnboundedReceiver<Command>,
        mut tell: impl FnMut(News) + Send,
    ) {
        // Read anew: the file may have changed since it was last looked at.
        match self.path.as_deref().map(settings_beside).transpose() {
            Ok(settings) => self.assume = settings.unwrap_or_default().assume,
            Err(trouble) => {
                // A run that rests on something else than the folder says would be believed.
                tell(News::Happened(Box::new(Event::Failed(trouble))));
                tell(News::Happened(Box::new(Event::Finished)));
                return;
            }
        }
        let mut start = match &self.past {
            Some((start, _)) => start.clone(),
            None => self.start(),
        };
        let preparing = async {
            match self.form.world {
                WorldChoice::Mock => mock.world(&mut start, &mut tell).await,
                WorldChoice::Live => self.live_world(&mut start, &mut tell).await,
            }
        };
        let mut early = VecDeque::new();
        // A server that does not answer keeps nobody from stopping.
        let prepared = tokio::select! {
            world = preparing => Some(world),
            () = stopped(&mut commands, &mut early) => None,
        };
        let world = prepared.unwrap_or_else(|| Err("Stopped before anything was sent".to_owned()));
        match world {
            Ok(world) => {
                let (program, problems) = compile_with_files(&self.flow, &self.subflows);
                for (_, problem) in problems {
                    tell(News::Happened(Box::new(Event::Failed(problem))));
                }
                let is_mock = !world.is_live();
                let prepared = self.prepared(&program);
                for (widget, status) in self.used_tests() {
                    let notice = format!("{widget} gets the answer of the test request ({status})");
                    tell(News::Happened(Box::new(Event::Notice(notice))));
                }
                for unfit in &prepared.unfit {
                    let notice = format!("What is kept beside the flow does not fit it: {unfit}");
                    tell(News::Happened(Box::new(Event::Notice(notice))));
                }
                if is_mock {
                    mock.know(&start.account_sid, &prepared.contents);
                }
                let decided: Vec<Command> = self.decided_since(&prepared, &start);
                let decided = decided.into_iter();
                let outside = self.outside(&prepared, &mut start);
                let world = world.with_outside(outside);
                // A repeated run may be one that the mock has never seen.
                if is_mock && start.trigger == Trigger::Message {
                    let (contact, own) = (start.contact_address(), start.own_address());
                    mock.opens_window(&contact, &own, &start.body, &start.media);
                }
                let (breakpoints, pace) = (self.breakpoints, self.pace);
                let early = decided.chain(early).collect();
                let past = self.past.map(|(_, past)| past);
                let mut repeats = past.is_some();
                let beginning = Beginning { program, start, asks: true, breakpoints, pace, past, early };
                drive(beginning, world, commands, |event| {
                    repeats &= !matches!(event, Event::Now(_));
                    if let Event::Record(Record::Message(message)) = &event
                        && is_mock
                        && !repeats
                        && message.direction == Direction::Inbound
                    {
                        mock.opens_window(&message.from, &message.to, &message.body, &message.media);
                    }
                    tell(News::Happened(Box::new(event)));
                })
                .await;
            }
            Err(reason) => {
                tell(News::Happened(Box::new(Event::Failed(reason))));
                tell(News::Happened(Box::new(Event::Finished)));
            }
        }
    }

    /// What was decided beside the flow, as far as it fits. In the real world nothing that was not done counts as done.
    fn prepared(&self, program: &Program) -> Prepared {
        let mut prepared = Prepared::of(&self.answers, program);
        if self.form.world == WorldChoice::Live {
            prepared.keep_what_is_real();
            return prepared;
        }
        let tried = self.tried.iter().map(|(widget, answer)| (widget.clone(), vec![answer.clone()]));
        let tried = Prepared::of(&Answers { http: tried.collect(), ..Answers::default() }, program);
        prepared.forget(|widget| tried.stubs.iter().any(|(tried, _)| tried == widget));
        prepared.stubs.extend(tried.stubs);
        prepared
    }

    /// The widgets that get the answer of a test request, with its status.
    fn used_tests(&self) -> Vec<(String, u16)> {
        if self.form.world == WorldChoice::Live {
            return Vec::new();
        }
        self.tried.iter().map(|(widget, answer)| (widget.clone(), answer.status)).collect()
    }

    /// What is beyond Twilio for this run. A run that repeats another one begins as that one did: what was decided
    /// since then counts for what comes after.
    fn outside(&self, prepared: &Prepared, start: &mut Start) -> Outside {
        let mut outside = Outside::default();
        outside.set_way_out("a run asks for its answer");
        if self.past.is_none() {
            prepared.apply(start, &mut outside);
            return outside;
        }
        prepared.apply(&mut start.clone(), &mut outside);
        for forced in prepared.forced.iter().filter(|forced| !start.forced.contains(forced)) {
            if let Some(leaves) = &forced.leaves {
                outside.decide(&forced.widget, &forced.event, leaves);
            }
        }
        outside
    }

    /// What was decided since the run began that this one repeats, and says nothing of what is left: it counts from the
    /// end of the past on.
    fn decided_since(&self, prepared: &Prepared, start: &Start) -> Vec<Command> {
        let new =
            prepared.forced.iter().filter(|forced| forced.leaves.is_none() && !start.forced.contains(forced));
        let force = |forced: &Forced| Command::Force {
            widget: forced.widget.clone(),
            event: forced.event.clone(),
            times: Times::Always,
        };
        new.filter(|_| self.past.is_some()).map(force).collect()
    }

    async fn live_world(&self, start: &mut Start, tell: &mut impl FnMut(News)) -> Result<HttpWorld, String> {
        if !self.form.is_confirmed {
            return Err("A live run starts only after it was confirmed".to_owned());
        }
        let (live, surroundings) = (&self.form.live, self.surroundings.clone());
        let guard = live.guard()?;
        // A base address that holds a password is refused before it is shown.
        let client = at_twilio::client(live.account.clone(), surroundings).await;
        let client = client.map_err(|trouble| trouble.line())?;
        let credentials = client.credentials();
        start.account_sid.clone_from(&credentials.account_sid);
        tell(News::Reached(match live.account.base() {
            Base::Twilio => Product::Api.host_at(&credentials.place),
            base => base.host(Product::Api),
        }));
        if !self.form.live.both_answer {
            let known = attached(&client, start, &self.form.live.senders()).await;
            if !known.attached.is_empty() {
                let found: Vec<String> = known.attached.iter().map(ToString::to_string).collect();
                return Err(format!(
                    "Nothing was sent, as something else answers the contact, too: {}. Take it off, or allow it \
                     where the run is confirmed",
                    found.join("; ")
                ));
            }
            for reason in known.unknown {
                let notice = format!("Whether something else answers, too, is not known: {reason}");
                tell(News::Happened(Box::new(Event::Notice(notice))));
            }
        }
        Ok(HttpWorld::live(client, guard))
    }
}

impl MockSlot {
    /// A mock that does not run yet; what happens at it later is told to the window.
    pub fn new(reply: Reply) -> Self {
        Self(Arc::new(Inner { mock: OnceCell::new(), rules: Mutex::new(Rules::default()), reply }))
    }

    /// The mock, where it runs.
    pub fn get(&self) -> Option<&Arc<Mock>> {
        self.0.mock.get()
    }

    /// What was sent to it so far; nothing while it does not run.
    pub fn messages(&self) -> Vec<crate::mock::Message> {
        self.get().map(|mock| mock.messages()).unwrap_or_default()
    }

    /// Lets requests go wrong by these rules from now on.
    pub fn set_rules(&self, rules: Rules) {
        *self.0.rules.lock().unwrap_or_else(PoisonError::into_inner) = rules.clone();
        if let Some(mock) = self.get() {
            mock.set_rules(rules);
        }
    }

    /// Gives a mock that has just started the rules that were set meanwhile.
    pub(in crate::editor) fn catch_up(&self) {
        let rules = self.0.rules.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(mock) = self.get().filter(|mock| mock.rules().text() != rules.text()) {
            mock.set_rules(rules);
        }
    }

    /// The mock, started where it does not run yet.
    ///
    /// # Errors
    /// Where it does not start, as a sentence.
    pub(in crate::editor) async fn running(&self) -> Result<Arc<Mock>, String> {
        let start = || async {
            let fault_rules = self.0.rules.lock().unwrap_or_else(PoisonError::into_inner).clone();
            // Lives as long as the window, so it must not grow with every run.
            let config = Config { keep: 10_000, keep_executions: 100, fault_rules, ..Config::default() };
            let mock =
                Mock::start(config).await.map_err(|error| format!("The mock did not start: {error}"))?;
            let mock = Arc::new(mock);
            watch(&mock, &self.0.reply);
            Ok(mock)
        };
        self.0.mock.get_or_try_init(start).await.map(Arc::clone)
    }

    /// Knows content templates from now on, where it runs.
    pub(in crate::editor) fn know(&self, account: &str, contents: &[(String, String)]) {
        if let Some(mock) = self.get() {
            contents.iter().for_each(|(sid, text)| mock.know_content(account, sid, text));
        }
    }

    /// What a contact writes on WhatsApp reaches the mock, too: it allows free-form messages for the next 24 hours.
    fn opens_window(&self, from: &str, to: &str, body: &str, media: &[String]) {
        if !from.starts_with("whatsapp:") {
            return;
        }
        if let Some(mock) = self.get() {
            let (from, to, body, media) = (from.to_owned(), to.to_owned(), body.to_owned(), media.to_vec());
            let _ = mock.overhear(Inbound { from, to, body, media, ..Inbound::default() });
        }
    }

    async fn world(&self, start: &mut Start, tell: &mut impl FnMut(News)) -> Result<HttpWorld, String> {
        let mock = self.running().await?;
        let (base, credentials) = (mock.base_url(), mock.credentials());
        let base = Base::At(base);
        tell(News::Reached(base.host(Product::Api)));
        start.account_sid.clone_from(&credentials.account_sid);
        let client = Client::new(base, credentials).map_err(|error| error.to_string())?;
        HttpWorld::local(client).map_err(|error| error.to_string())
    }
}

/// Host and port of a base address.
pub(in crate::editor) fn host_of(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/')
}
