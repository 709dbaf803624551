//! An execution at work: the engine decides, this task performs what it asks for and tells it the time.
//!
//! What a flow sends goes over HTTP to the mock itself, so it is a request like any other. The clock is the mock's.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value};
use tokio::sync::mpsc::Receiver;

use super::events::ExecutionEvent;
use super::news::OnTheirWay;
use super::state::{Arrival, Begin, INBOX};
use super::steps::StepRow;
use crate::mock::server::Shared;
use crate::mock::store::Store;
use crate::sim::world::HttpWorld;
use crate::sim::{EffectId, Emitted, Execution, Input, LIFETIME_SECS, Program, Record};
use crate::twilio::{Base, Client, Credentials, Place};
use crate::widgets::run::{Act, Answer, Done, Effect};

/// How many accounts keep their connections.
const MAX_CLIENTS: usize = 64;
/// How long a TwiML Redirect waits where it does not say.
const REDIRECT_SECS: f64 = 14_400.0;

/// Runs an execution to its end. Ends early where the execution is removed.
pub(in crate::mock) async fn execute(shared: Arc<Shared>, account: String, sid: String) {
    let begin = shared.with_store(|store| store.studio.entry(&account, &sid)?.begin.take());
    let Some(begin) = begin else { return };
    let Begin { start, revision, subflows, inbox, outside } = *begin;
    let program = if subflows.is_empty() {
        revision.program()
    } else {
        let inner = subflows.into_iter().map(|(sid, revision)| (sid, revision.program())).collect();
        Program::compile_with(&revision.content.flow, inner)
    };
    let world = match client(&shared, &account)
        .and_then(|client| HttpWorld::local(client).map_err(|error| error.to_string()))
    {
        Ok(world) => world.with_outside(outside),
        Err(reason) => {
            tracing::error!(reason, "an execution could not begin");
            shared.with_store(|store| store.studio.end(&account, &sid));
            return;
        }
    };
    let began = start.now;
    let (execution, emitted) = Execution::start(program, start);
    let run = Run {
        shared,
        account,
        sid,
        began,
        execution,
        world,
        on_their_way: OnTheirWay::default(),
        inbox,
        queue: VecDeque::new(),
        effects: VecDeque::new(),
    };
    // That the execution is gone is no trouble of anybody's.
    let _ = run.go_on(emitted).await;
}

/// The client of an account; one for all its executions.
fn client(shared: &Shared, account: &str) -> Result<Client, String> {
    let secret = shared.token_of(account);
    let known = shared.with_store(|store| store.studio.clients.get(account).cloned());
    // With another token than the account's own the mock would take that for the account's new one.
    let is_current = |client: &Client| client.credentials().secret.expose_secret() == secret.expose_secret();
    if let Some(client) = known.filter(is_current) {
        return Ok(client);
    }
    let credentials = Credentials {
        user: account.to_owned(),
        account_sid: account.to_owned(),
        secret,
        place: Place::default(),
    };
    let base = Base::At(format!("http://{}", shared.here()));
    let client = Client::new(base, credentials).map_err(|error| error.to_string())?;
    shared.with_store(|store| {
        let clients = &mut store.studio.clients;
        if clients.len() >= MAX_CLIENTS {
            clients.clear();
        }
        clients.insert(account.to_owned(), client.clone());
    });
    Ok(client)
}

struct Run {
    shared: Arc<Shared>,
    account: String,
    sid: String,
    began: Timestamp,
    execution: Execution,
    world: HttpWorld,
    on_their_way: OnTheirWay,
    inbox: Receiver<Arrival>,
    /// What came while a message was being sent.
    queue: VecDeque<Arrival>,
    effects: VecDeque<(EffectId, String, Effect)>,
}

/// The execution was removed.
struct Gone;

impl Run {
    async fn go_on(mut self, emitted: Vec<Emitted>) -> Result<(), Gone> {
        self.note(emitted)?;
        loop {
            while let Some((id, widget, effect)) = self.effects.pop_front() {
                if self.execution.ended().is_some() {
                    break;
                }
                self.perform(id, &widget, effect).await?;
            }
            if self.execution.ended().is_some() {
                return Ok(());
            }
            if let Some(arrival) = self.queue.pop_front() {
                self.take(arrival)?;
                continue;
            }
            let Some(waiting) = self.execution.waiting() else {
                // Neither ended, nor waiting, nor performing: nothing can come any more.
                self.apply(Input::Stop)?;
                continue;
            };
            let deadline_secs = waiting.deadline_secs.unwrap_or(LIFETIME_SECS).min(LIFETIME_SECS);
            let deadline = self.moment(deadline_secs);
            let news = self.on_their_way.next(&self.shared, &self.account);
            let clock = Arc::clone(&self.shared.clock);
            tokio::select! {
                biased;
                arrival = self.inbox.recv() => self.take(arrival.ok_or(Gone)?)?,
                () = clock.until(news.map_or(deadline, |news| news.min(deadline))) => {
                    self.catch_up()?;
                    if clock.now() >= deadline {
                        // The moment was rounded; what is due is due.
                        self.apply(Input::Clock { to_secs: deadline_secs })?;
                    }
                }
            }
        }
    }

    /// A moment of the execution's clock on the mock's.
    fn moment(&self, secs: f64) -> Timestamp {
        let after = SignedDuration::try_from_secs_f64(secs).unwrap_or(SignedDuration::MAX);
        self.began.checked_add(after).unwrap_or(Timestamp::MAX)
    }

    fn elapsed_secs(&self) -> f64 {
        self.shared.clock.now().duration_since(self.began).as_secs_f64().max(0.0)
    }

    /// What came in, after everything that happened before it.
    fn take(&mut self, arrival: Arrival) -> Result<(), Gone> {
        match arrival {
            Arrival::Input(input) => {
                self.catch_up()?;
                self.apply(input)
            }
            // Nothing was handed over, so nothing comes back.
            Arrival::Return(_) => Ok(()),
        }
    }

    /// Everything that time has brought: news of messages and the end of waiting, each at its moment.
    fn catch_up(&mut self) -> Result<(), Gone> {
        let now = self.shared.clock.now();
        for news in self.on_their_way.take(&self.shared, &self.account, now) {
            let to_secs = news.at.duration_since(self.began).as_secs_f64();
            self.apply(Input::Clock { to_secs })?;
            self.apply(news.into_input())?;
        }
        let to_secs = self.elapsed_secs();
        self.apply(Input::Clock { to_secs })
    }

    async fn perform(&mut self, id: EffectId, widget: &str, effect: Effect) -> Result<(), Gone> {
        let answer = match &effect {
            Effect::Act(act) if act.kind == "redirect" => self.redirect(widget, act).await?,
            Effect::Act(_) => self.world.perform(widget, &effect).await.ok(),
            _ => self.request(widget, &effect).await?,
        };
        if let Some(answer) = answer {
            self.on_their_way.follow(&effect, &answer);
            let to_secs = self.elapsed_secs();
            self.apply(Input::Clock { to_secs })?;
            self.apply(Input::Answer { id, answer })?;
        }
        Ok(())
    }

    /// Sends a request. A stop does not wait for its answer. Messages wait while one is being sent, as the contact may
    /// answer before the flow knows that it was taken; while a server is asked they are not waited for (81002).
    async fn request(&mut self, widget: &str, effect: &Effect) -> Result<Option<Answer>, Gone> {
        let is_message = matches!(effect, Effect::Send(_));
        let mut world = self.world.clone();
        let (answer, world) = {
            let mut performing = std::pin::pin!(async move {
                let answer = world.perform(widget, effect).await;
                (answer, world)
            });
            loop {
                tokio::select! {
                    done = &mut performing => break done,
                    // What is too much stays in the inbox, which refuses more when it is full.
                    arrival = self.inbox.recv(), if self.queue.len() < INBOX => {
                        let arrival = arrival.ok_or(Gone)?;
                        if is_message && !matches!(arrival, Arrival::Input(Input::Stop)) {
                            self.queue.push_back(arrival);
                            continue;
                        }
                        if let Arrival::Input(input) = arrival {
                            self.apply(input)?;
                        }
                        if self.execution.current_title() != widget {
                            return Ok(None);
                        }
                    }
                }
            }
        };
        self.world = world;
        self.world.forget_messages();
        // A world on this machine has no guard that could refuse.
        Ok(Some(answer.unwrap_or_else(|error| Answer::Unreachable(error.to_string()))))
    }

    /// Waits until what was handed over comes back to the flow's webhook address. Nobody fetches the TwiML here.
    async fn redirect(&mut self, widget: &str, act: &Act) -> Result<Option<Answer>, Gone> {
        let secs = act.sent.get("timeout").and_then(|value| match value {
            Value::String(text) => text.trim().parse().ok(),
            value => value.as_f64(),
        });
        let deadline = self.elapsed_secs() + secs.unwrap_or(REDIRECT_SECS).clamp(0.0, REDIRECT_SECS);
        let clock = Arc::clone(&self.shared.clock);
        let left = |event: &str, result| {
            let done = Done { event: event.to_owned(), result, secs: 0.0, took: String::new() };
            Ok(Some(Answer::Done(done)))
        };
        let due = self.moment(deadline);
        loop {
            tokio::select! {
                biased;
                arrival = self.inbox.recv() => match arrival.ok_or(Gone)? {
                    Arrival::Return(parameters) => return left("return", parameters),
                    Arrival::Input(input) => {
                        self.apply(input)?;
                        if self.execution.current_title() != widget {
                            return Ok(None);
                        }
                    }
                },
                () = clock.until(due) => return left("timeout", Map::new()),
            }
        }
    }

    fn apply(&mut self, input: Input) -> Result<(), Gone> {
        let emitted = self.execution.apply(input);
        if emitted.is_empty() { Ok(()) } else { self.note(emitted) }
    }

    /// Keeps what happened where the API shows it, and tells who listens.
    fn note(&mut self, emitted: Vec<Emitted>) -> Result<(), Gone> {
        let mut records = Vec::new();
        for emitted in emitted {
            match emitted {
                Emitted::Record(record) => records.push(record),
                Emitted::Effect { id, widget, effect } => self.effects.push_back((id, widget, effect)),
            }
        }
        let now = self.shared.clock.now();
        let noted = self
            .shared
            .with_store(|store| record(store, &self.account, &self.sid, &self.execution, records, now));
        if noted { Ok(()) } else { Err(Gone) }
    }
}

/// Keeps records of an execution; `false` where it was removed.
fn record(
    store: &mut Store,
    account: &str,
    sid: &str,
    execution: &Execution,
    records: Vec<Record>,
    now: Timestamp,
) -> bool {
    let Some(entry) = store.studio.entry(account, sid) else { return false };
    let (mut outer, mut count) = (std::mem::take(&mut entry.outer), entry.history.len());
    let mut rows = Vec::new();
    let mut told = Vec::new();
    for mut record in records {
        match &mut record {
            Record::Step(step) => {
                count = count.saturating_add(1);
                rows.push((store.number(), StepRow::of(step, count, &mut outer, store, now)));
            }
            Record::Started(started) => sid.clone_into(&mut started.execution),
            _ => {}
        }
        told.push(record);
    }
    let studio = &mut store.studio;
    let is_heard = studio.events.receiver_count() > 0;
    let events = studio.events.clone();
    let Some(entry) = studio.entry(account, sid) else { return false };
    entry.outer = outer;
    entry.updated = now;
    entry.context = execution.context().clone();
    for (number, row) in rows {
        let sid = row.sid().to_owned();
        entry.steps.insert(number, &sid, row);
    }
    let name: Arc<str> = sid.into();
    for mut record in told {
        entry.history.take(&mut record);
        if is_heard {
            let event = ExecutionEvent::Record { execution: Arc::clone(&name), record: Arc::new(record) };
            // Where nobody listens any more nobody is told.
            let _ = events.send(event);
        }
    }
    if let Some(reason) = execution.ended() {
        studio.end(account, sid);
        let _ = events.send(ExecutionEvent::Ended { execution: name, reason });
    }
    true
}
