//! What happens beside the window: the embedded mock, and the task that runs a flow.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::form::{RunForm, WorldChoice};
use crate::flow::Flow;
use crate::flow::file::Fingerprint;
use crate::mock::{Config, Inbound, Mock};
use crate::sim::trace::{Direction, Record};
use crate::sim::world::{Command, Event, HttpWorld, attached, compile_with_files, drive, settings_beside};
use crate::sim::{Source, Start};
use crate::twilio::{Base, Client, Product};
use crate::widgets::assumptions::Assumptions;
use crate::widgets::run::Trigger;

/// The Twilio inside this program. It is started when a run first needs it, and all runs of the window share it.
#[derive(Clone, Default)]
pub struct MockSlot(Arc<Mutex<Option<Mock>>>);

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
    /// The flow's file, beside which the settings for runs may lie.
    pub path: Option<PathBuf>,
    /// What those settings said when they were last looked at.
    pub assume: Assumptions,
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
        commands: UnboundedReceiver<Command>,
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
        let mut start = self.start();
        let world = match self.form.world {
            WorldChoice::Mock => mock.world(&mut start, &mut tell).await,
            WorldChoice::Live => self.live_world(&mut start, &mut tell).await,
        };
        match world {
            Ok(world) => {
                let (program, problems) = compile_with_files(&self.flow, &self.subflows);
                for (_, problem) in problems {
                    tell(News::Happened(Box::new(Event::Failed(problem))));
                }
                let is_mock = !world.is_live();
                if is_mock && start.trigger == Trigger::Message {
                    let (contact, own) = (start.contact_address(), start.own_address());
                    mock.opens_window(&contact, &own, &start.body, &start.media);
                }
                drive(program, start, world, commands, |event| {
                    if let Event::Record(Record::Message(message)) = &event
                        && is_mock
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

    async fn live_world(&self, start: &mut Start, tell: &mut impl FnMut(News)) -> Result<HttpWorld, String> {
        if !self.form.is_confirmed {
            return Err("A live run starts only after it was confirmed".to_owned());
        }
        let credentials = self.form.live.credentials(|name| std::env::var(name).ok())?;
        let guard = self.form.live.guard()?;
        start.account_sid.clone_from(&credentials.account_sid);
        // A base address that holds a password is refused before it is shown.
        let base = self.form.live.base(None).map_err(|error| error.to_string())?;
        let reached = base.host(Product::Api);
        let client = Client::new(base, credentials).map_err(|error| error.to_string())?;
        tell(News::Reached(reached));
        if !self.form.live.both_answer {
            match attached(&client, start).await {
                Ok(found) if !found.is_empty() => {
                    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
                    return Err(format!(
                        "Nothing was sent, as something else answers the contact, too: {}. Take it off, or allow it \
                         where the run is confirmed",
                        found.join("; ")
                    ));
                }
                Ok(_) => {}
                Err(reason) => {
                    let notice = format!("Whether something else answers, too, is not known: {reason}");
                    tell(News::Happened(Box::new(Event::Notice(notice))));
                }
            }
        }
        Ok(HttpWorld::live(client, guard))
    }
}

impl MockSlot {
    /// What was sent to it so far; nothing while it is being started.
    pub fn messages(&self) -> Vec<crate::mock::Message> {
        let slot = self.0.try_lock();
        slot.ok().and_then(|slot| slot.as_ref().map(Mock::messages)).unwrap_or_default()
    }

    /// What a contact writes on WhatsApp reaches the mock, too: it allows free-form messages for the next 24 hours.
    fn opens_window(&self, from: &str, to: &str, body: &str, media: &[String]) {
        if !from.starts_with("whatsapp:") {
            return;
        }
        if let Ok(slot) = self.0.try_lock()
            && let Some(mock) = slot.as_ref()
        {
            let (from, to, body, media) = (from.to_owned(), to.to_owned(), body.to_owned(), media.to_vec());
            let _ = mock.overhear(Inbound { from, to, body, media, ..Inbound::default() });
        }
    }

    /// The mock, started where it does not run yet. Nobody else gets at it while this is held.
    ///
    /// # Errors
    /// Where it does not start, as a sentence.
    pub(in crate::editor) async fn running(&self) -> Result<OwnedMutexGuard<Option<Mock>>, String> {
        let mut slot = Arc::clone(&self.0).lock_owned().await;
        if slot.is_none() {
            // Lives as long as the window, so it must not grow with every run.
            let started = Mock::start(Config { keep: 10_000, ..Config::default() }).await;
            *slot = Some(started.map_err(|error| format!("The mock did not start: {error}"))?);
        }
        Ok(slot)
    }

    async fn world(&self, start: &mut Start, tell: &mut impl FnMut(News)) -> Result<HttpWorld, String> {
        let (base, credentials) = match self.running().await?.as_ref() {
            Some(mock) => (mock.base_url(), mock.credentials()),
            None => return Err("The mock did not start".to_owned()),
        };
        let base = Base::At(base);
        tell(News::Reached(base.host(Product::Api)));
        start.account_sid.clone_from(&credentials.account_sid);
        let client = Client::new(base, credentials).map_err(|error| error.to_string())?;
        HttpWorld::local(client).map_err(|error| error.to_string())
    }
}
