//! What Studio remembers: flows, executions, who is active, and which flow answers where.
//!
//! Ended executions are bounded: the oldest is dropped. Active ones are bounded too: one more is refused.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value};
use tokio::sync::{broadcast, mpsc};

use super::definition::{Content, Revision, Status};
use super::events::{ExecutionEvent, ExecutionView};
use super::flows::StudioFlow;
use super::steps::StepRow;
use crate::flow::{Document, file};
use crate::mock::shelf::Shelf;
use crate::mock::{Config, StartError};
use crate::sim::trace::Reason;
use crate::sim::world::Outside;
use crate::sim::{Active, Context, History, Input, Start};
use crate::twilio::Client;

/// How much may wait for an execution that is busy.
pub(super) const INBOX: usize = 256;
/// How many events a slow listener may lag behind.
const EVENTS: usize = 1024;

/// What reaches an execution from outside.
#[derive(Debug)]
pub(super) enum Arrival {
    /// Something that the engine knows.
    Input(Input),
    /// TwiML elsewhere gives back what a TwiML Redirect handed over, with these parameters.
    Return(Map<String, Value>),
}

/// What an execution begins with.
pub(super) struct Begin {
    pub(super) start: Start,
    pub(super) revision: Arc<Revision>,
    /// The flows that this one runs.
    pub(super) subflows: Vec<(String, Arc<Revision>)>,
    pub(super) inbox: mpsc::Receiver<Arrival>,
    pub(super) outside: Outside,
}

/// An execution.
pub(in crate::mock) struct Entry {
    pub(super) sid: String,
    pub(super) flow: String,
    pub(super) version: u64,
    pub(super) contact: String,
    pub(super) flow_address: String,
    pub(super) initiated_by: String,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// Its number among those that have ended.
    pub(super) ended: Option<u64>,
    pub(super) steps: Shelf<StepRow>,
    pub(super) history: History,
    pub(super) context: Context,
    /// SIDs of widgets that run a subflow and have not been left yet.
    pub(super) outer: HashMap<String, String>,
    pub(super) inbox: Option<mpsc::Sender<Arrival>>,
    pub(super) begin: Option<Box<Begin>>,
    /// The call that it goes on.
    pub(super) call: Option<String>,
}

impl Entry {
    /// What a panel shows of it.
    pub(super) fn view(&self) -> ExecutionView {
        ExecutionView {
            sid: self.sid.clone(),
            flow_sid: self.flow.clone(),
            flow_version: self.version,
            contact: self.contact.clone(),
            flow_address: self.flow_address.clone(),
            is_active: self.ended.is_none(),
            steps: self.history.len(),
            context: self.context.clone(),
        }
    }
}

/// Everything of Studio.
pub(in crate::mock) struct State {
    pub(in crate::mock) flows: Shelf<StudioFlow>,
    /// By account.
    pub(super) executions: HashMap<String, Shelf<Entry>>,
    /// By account and flow.
    active: HashMap<(String, String), Active>,
    /// The execution that a call belongs to, by account and call.
    calls: HashMap<(String, String), String>,
    /// Account and execution in the order of their ends.
    ended: BTreeMap<u64, (String, String)>,
    ends: u64,
    running: usize,
    keep: usize,
    max_active: usize,
    numbers: HashMap<String, String>,
    pub(super) clients: HashMap<String, Client>,
    pub(super) outside: Outside,
    pub(super) events: broadcast::Sender<ExecutionEvent>,
    pub(super) seed: u64,
    pub(super) begun: u32,
}

impl fmt::Debug for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("State")
            .field("flows", &self.flows)
            .field("running", &self.running)
            .finish_non_exhaustive()
    }
}

impl State {
    /// Nothing yet.
    pub(in crate::mock) fn new(seed: u64) -> Self {
        Self {
            flows: Shelf::default(),
            executions: HashMap::new(),
            active: HashMap::new(),
            calls: HashMap::new(),
            ended: BTreeMap::new(),
            ends: 0,
            running: 0,
            keep: 0,
            max_active: 0,
            numbers: HashMap::new(),
            clients: HashMap::new(),
            outside: Outside::default(),
            events: broadcast::Sender::new(EVENTS),
            seed,
            begun: 0,
        }
    }

    /// Takes what the configuration says, and the flows of its files under their SIDs.
    pub(in crate::mock) fn configure(
        &mut self,
        config: &Config,
        flows: &[(String, PathBuf)],
        now: Timestamp,
    ) -> Result<(), StartError> {
        // One that has just ended can always be read.
        self.keep = config.keep_executions.max(1);
        self.max_active = config.max_active;
        self.outside.set_way_out("the mock's --stub gives its answer, and its --allow-http lets it out");
        for host in &config.allow_http {
            self.outside.allow_host(host);
        }
        for (widget, stub) in &config.stubs {
            self.outside.stub(widget, stub);
        }
        for (number, (sid, path)) in (0_u64..).zip(flows) {
            let Ok(bytes) = file::read(path) else { return Err(StartError::FlowFile(path.clone())) };
            let document = Document::from_bytes(None, &bytes)
                .map_err(|error| StartError::NoFlow { file: path.clone(), error })?;
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let first = Revision::first(&name, Status::Published, Content::of(document.flow()), now);
            // These numbers are their own: no list mixes flows with other rows, and later ones are far above.
            self.flows.insert(number, sid, StudioFlow::new(sid, None, first).with_file(path.clone()));
        }
        for (number, flow) in &config.numbers {
            if !self.attach(number, flow) {
                return Err(StartError::Number { number: number.clone(), flow: flow.clone() });
            }
        }
        Ok(())
    }

    /// Lets a flow answer at an address; `false` where there is no such flow.
    pub(super) fn attach(&mut self, address: &str, flow: &str) -> bool {
        let is_there = self.flows.get(flow).is_some();
        if is_there {
            self.numbers.insert(address.to_owned(), flow.to_owned());
        }
        is_there
    }

    /// The flow that answers at an address: the one attached to it, else the only one that the account has.
    pub(super) fn flow_at(&self, account: &str, address: &str) -> Option<String> {
        let plain = address.split_once(':').map(|(_, plain)| plain);
        let attached = self.numbers.get(address).or_else(|| self.numbers.get(plain?));
        if let Some(sid) = attached {
            return Some(sid.clone()).filter(|sid| self.flows.get(sid).is_some());
        }
        let mut own = self.flows.iter().map(|(_, flow)| flow).filter(|flow| flow.is_of(account));
        let only = own.next()?;
        own.next().is_none().then(|| only.sid.clone())
    }

    /// The active execution that has a contact at an address of a flow.
    pub(super) fn active_in(
        &self,
        account: &str,
        flow: &str,
        contact: &str,
        address: &str,
    ) -> Option<String> {
        let active = self.active.get(&(account.to_owned(), flow.to_owned()))?;
        active.of(contact, address).map(str::to_owned)
    }

    /// The same of whichever flow. Only flows with active executions are kept here, so these bound the search.
    pub(super) fn active_anywhere(&self, account: &str, contact: &str, address: &str) -> Option<String> {
        let mut found = self.active.iter().filter(|((owner, _), _)| owner == account);
        found.find_map(|(_, active)| active.of(contact, address)).map(str::to_owned)
    }

    /// The execution that goes on with a call.
    pub(super) fn on_call(&self, account: &str, call: &str) -> Option<String> {
        self.calls.get(&(account.to_owned(), call.to_owned())).cloned()
    }

    /// How many more may begin.
    pub(super) fn has_room(&self) -> Result<(), usize> {
        if self.running < self.max_active { Ok(()) } else { Err(self.max_active) }
    }

    /// The places of a flow's active executions.
    pub(super) fn active_mut(&mut self, account: &str, flow: &str) -> &mut Active {
        self.active.entry((account.to_owned(), flow.to_owned())).or_default()
    }

    /// Keeps an execution that begins.
    pub(super) fn insert(&mut self, account: &str, number: u64, entry: Entry) {
        self.running = self.running.saturating_add(1);
        if let Some(call) = &entry.call {
            self.calls.insert((account.to_owned(), call.clone()), entry.sid.clone());
        }
        let sid = entry.sid.clone();
        self.executions.entry(account.to_owned()).or_default().insert(number, &sid, entry);
    }

    /// An execution.
    pub(super) fn entry(&mut self, account: &str, sid: &str) -> Option<&mut Entry> {
        self.executions.get_mut(account)?.get_mut(sid)
    }

    /// Gives something to an active execution; `false` where it is none, or where too much waits for it already.
    pub(super) fn tell(&mut self, account: &str, sid: &str, arrival: Arrival) -> bool {
        let inbox = self.entry(account, sid).and_then(|entry| entry.inbox.as_ref());
        inbox.is_some_and(|inbox| inbox.try_send(arrival).is_ok())
    }

    /// Notes that an execution has ended, and drops the oldest where there are too many.
    pub(super) fn end(&mut self, account: &str, sid: &str) {
        let number = self.ends;
        let Some(entry) = self.entry(account, sid).filter(|entry| entry.ended.is_none()) else { return };
        entry.ended = Some(number);
        entry.inbox = None;
        entry.begin = None;
        let (flow, call) = (entry.flow.clone(), entry.call.clone());
        self.ends = self.ends.saturating_add(1);
        self.ended.insert(number, (account.to_owned(), sid.to_owned()));
        self.running = self.running.saturating_sub(1);
        self.free(account, &flow, sid, call.as_deref());
        while self.ended.len() > self.keep {
            let Some((_, (account, sid))) = self.ended.pop_first() else { break };
            self.take_out(&account, &sid);
        }
    }

    /// Ends an execution from outside. One that has not begun to run says here what its trace cannot.
    pub(super) fn stop(&mut self, account: &str, sid: &str) {
        let is_idle = self.entry(account, sid).is_some_and(|entry| entry.begin.is_some());
        self.end(account, sid);
        if is_idle {
            // Where nobody listens nobody is told.
            let _ =
                self.events.send(ExecutionEvent::Ended { execution: sid.into(), reason: Reason::Stopped });
        }
    }

    fn free(&mut self, account: &str, flow: &str, sid: &str, call: Option<&str>) {
        let key = (account.to_owned(), flow.to_owned());
        if let Some(active) = self.active.get_mut(&key) {
            active.end(sid);
            if active.is_empty() {
                self.active.remove(&key);
            }
        }
        if let Some(call) = call {
            self.calls.remove(&(account.to_owned(), call.to_owned()));
        }
    }

    /// Takes an execution out. An account without any costs nothing.
    fn take_out(&mut self, account: &str, sid: &str) -> Option<Entry> {
        let shelf = self.executions.get_mut(account)?;
        let (_, entry) = shelf.remove(sid)?;
        if shelf.len() == 0 {
            self.executions.remove(account);
        }
        Some(entry)
    }

    /// Removes an execution with its steps; one that is active ends without a word.
    pub(super) fn remove(&mut self, account: &str, sid: &str) {
        let Some(entry) = self.take_out(account, sid) else { return };
        match entry.ended {
            Some(number) => {
                self.ended.remove(&number);
            }
            None => {
                self.running = self.running.saturating_sub(1);
                self.free(account, &entry.flow, sid, entry.call.as_deref());
            }
        }
    }

    /// Removes a flow with everything that ran it.
    pub(super) fn remove_flow(&mut self, flow: &str) {
        self.flows.remove(flow);
        self.numbers.retain(|_, attached| attached != flow);
        let gone: Vec<(String, String)> = self
            .executions
            .iter()
            .flat_map(|(account, shelf)| shelf.iter().map(move |(_, entry)| (account, entry)))
            .filter(|(_, entry)| entry.flow == flow)
            .map(|(account, entry)| (account.clone(), entry.sid.clone()))
            .collect();
        for (account, sid) in gone {
            self.remove(&account, &sid);
        }
    }
}
