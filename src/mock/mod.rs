//! A Twilio that lives on loopback: what is sent to it can be read back, and nothing leaves the machine.
//!
//! It speaks Programmable Messaging, Conversations, Chat, Messaging Services, content templates and Studio, whose flows
//! really run, with the answers, error texts and limits of the real ones. It keeps no files. A status is worked out from
//! the clock when somebody asks for it; what has to happen by itself (status callbacks, an execution that waits) waits on
//! that same clock, so a [`SetClock`] makes every test exact.

mod auth;
mod call;
mod callbacks;
mod chat;
mod clock;
mod codes;
mod configuration;
mod contents;
mod control;
mod conversations;
mod courier;
mod dates;
mod delivery;
mod errors;
mod heads;
mod hooks;
mod inbound;
mod job;
mod judge;
mod lanes;
mod ledger;
mod listen;
mod log;
mod magic;
mod media;
mod members;
mod memberships;
mod messages;
mod numbers;
mod overrides;
mod paging;
mod participants;
mod people;
mod policy;
mod pools;
mod posts;
mod provide;
mod reach;
mod route;
mod rules;
mod scrub;
mod sending;
mod server;
mod shelf;
mod store;
mod studio;
mod talk;
mod xml;

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

pub use clock::{Clock, SetClock, SystemClock, Wait};
pub use contents::content_text;
pub use hooks::{ClientMessage, NotPosted, webhook_curl};
pub use inbound::{Inbound, NotReceived, Received};
pub use log::{Entry, Way};
pub use policy::Status;
pub use rules::{Rules, RulesError};
pub use server::serves;
pub use store::Direction;
pub use studio::{ExecutionEvent, ExecutionView, FlowView, SetFlowError};

use self::server::Shared;
use self::store::{Sent, Store};
use crate::sim::world::Stub;
use crate::twilio::sid::prefix;
use crate::twilio::{Credentials, SidSource, is_sid, measure};

/// How long [`Mock::stop`] waits for requests that still run.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// The token of who has none: it passes wherever none was configured.
const ANY_TOKEN: &str = "mock";

/// How the mock behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// The port; 0 takes a free one.
    pub port: u16,
    /// What SIDs are made from.
    pub seed: u64,
    /// The one account there is; `None`: any well-formed Account SID.
    pub account_sid: Option<String>,
    /// The one token that passes; `None`: any that is not empty.
    pub token: Option<SecretString>,
    /// Messaging Services and content templates must have been created.
    pub strict: bool,
    /// Behave as towards test credentials: only messages can be created, from one number, and nothing is stored.
    pub test_credentials: bool,
    /// The accounts are on trial: their messages say so, and go to verified numbers only.
    pub trial: bool,
    /// The numbers that a trial account may write to.
    pub verified: Vec<String>,
    /// How many messages are kept; beyond that the oldest are dropped.
    pub keep: usize,
    /// What the times between two statuses are multiplied by; 0 delivers at once.
    pub speed: f64,
    /// Host names to answer for besides loopback and Twilio's.
    pub extra_hosts: Vec<String>,
    /// Hosts besides this machine that callbacks and webhooks may be sent to.
    pub callback_hosts: Vec<String>,
    /// The address to listen on: one of this machine, unless `expose` says otherwise.
    pub bind: IpAddr,
    /// Listen on an address that other machines may reach.
    pub expose: bool,
    /// How many requests may run at a time; more are answered with 429.
    pub limit: Option<usize>,
    /// Which requests are to go wrong.
    pub fault_rules: Rules,
    /// Flows, each with its SID where it is to have a certain one.
    pub flows: Vec<(Option<String>, PathBuf)>,
    /// Which flow answers at an address: the address and the flow's SID. A single flow answers everywhere.
    pub numbers: Vec<(String, String)>,
    /// Hosts that HTTP requests of flows really go to.
    pub allow_http: Vec<String>,
    /// Answers of widgets that ask a server, by the widget's name; several for one come in order, in each execution.
    pub stubs: Vec<(String, Stub)>,
    /// How many ended executions are kept; beyond that the oldest are dropped.
    pub keep_executions: usize,
    /// How many executions may be active at a time.
    pub max_active: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            seed: 0,
            account_sid: None,
            token: None,
            strict: false,
            test_credentials: false,
            trial: false,
            verified: Vec::new(),
            keep: 1_000_000,
            speed: 1.0,
            extra_hosts: Vec::new(),
            callback_hosts: Vec::new(),
            bind: Ipv4Addr::LOCALHOST.into(),
            expose: false,
            limit: None,
            fault_rules: Rules::default(),
            flows: Vec::new(),
            numbers: Vec::new(),
            allow_http: Vec::new(),
            stubs: Vec::new(),
            keep_executions: 500,
            max_active: 1000,
        }
    }
}

/// Why the mock did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port cannot be had.
    #[error("cannot listen on {address}: {reason}")]
    Port {
        /// The address and port that were asked for.
        address: SocketAddr,
        /// What the system says.
        reason: std::io::Error,
    },
    /// Other machines could reach it, and nobody said that they may.
    #[error("{0} is no address of this machine alone: to let other machines in takes --expose")]
    Exposed(IpAddr),
    /// The account's SID has another shape.
    #[error("{0} is no Account SID: it should be AC and 32 hexadecimal digits")]
    AccountSid(String),
    /// A flow's SID has another shape.
    #[error("{0} is no flow SID: it should be FW and 32 hexadecimal digits")]
    FlowSid(String),
    /// Two flows have the same SID.
    #[error("the flow {0} is named twice")]
    FlowTwice(String),
    /// A flow's file is not there.
    #[error("the flow {0} is no file that can be read")]
    FlowFile(PathBuf),
    /// A flow's file holds none.
    #[error("{}:{error}", file.display())]
    NoFlow {
        /// The file.
        file: PathBuf,
        /// What is wrong with it, and where.
        error: crate::flow::OpenError,
    },
    /// A number is to be answered by a flow that is not there.
    #[error("{number} is to be answered by {flow}, which is none of the mock's flows")]
    Number {
        /// The address.
        number: String,
        /// The flow's SID.
        flow: String,
    },
    /// The speed makes no sense.
    #[error("the speed has to be a number that is not negative")]
    Speed,
}

/// A message that was sent to the mock or by a contact, of whatever product.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its SID.
    pub sid: String,
    /// The account that sent it.
    pub account_sid: String,
    /// The conversation or channel it is in; `None` for SMS, MMS and channel messages.
    pub conversation_sid: Option<String>,
    /// The recipient: an address, or the conversation.
    pub to: String,
    /// The sender's address or the author; `None` while a Messaging Service has picked no number.
    pub from: Option<String>,
    /// The Messaging Service.
    pub messaging_service_sid: Option<String>,
    /// The text; `None` for a conversation's message without one.
    pub body: Option<String>,
    /// Media URLs, or the SID of a conversation's medium.
    pub media: Vec<String>,
    /// The content template.
    pub content_sid: Option<String>,
    /// The content template's variables, a JSON object as it was sent.
    pub content_variables: Option<String>,
    /// The attributes of a conversation's message, as they were sent.
    pub attributes: Option<String>,
    /// Where the message is now; `None` in a conversation.
    pub status: Option<Status>,
    /// The code of what went wrong with it.
    pub error_code: Option<u32>,
    /// How many segments the text takes.
    pub segments: usize,
    /// Which way it goes.
    pub direction: Direction,
    /// When it was sent.
    pub created: Timestamp,
}

/// A running mock. Dropping it stops it.
#[derive(Debug)]
pub struct Mock {
    address: SocketAddr,
    shared: Arc<Shared>,
    flows: Vec<(String, PathBuf)>,
    token: SecretString,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
    /// Does what follows from requests.
    worker: JoinHandle<()>,
}

impl Mock {
    /// Starts a mock on the machine's clock. It runs on the current tokio runtime.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        Self::start_with_clock(config, Arc::new(SystemClock)).await
    }

    /// Starts a mock on a clock of the caller's.
    pub async fn start_with_clock(mut config: Config, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        if !config.speed.is_finite() || config.speed < 0.0 {
            return Err(StartError::Speed);
        }
        if let Some(sid) = config.account_sid.iter().find(|sid| !is_sid(sid, prefix::ACCOUNT)) {
            return Err(StartError::AccountSid(sid.clone()));
        }
        config.account_sid = config.account_sid.as_deref().map(auth::spelled);
        let flows = name_flows(config.seed, &config.flows)?;
        if !config.expose && !config.bind.to_canonical().is_loopback() {
            return Err(StartError::Exposed(config.bind));
        }
        let wanted = SocketAddr::from((config.bind, config.port));
        let failed = |reason| StartError::Port { address: wanted, reason };
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let token = config.token.clone().unwrap_or_else(|| SecretString::from(ANY_TOKEN));
        let (jobs, received) = mpsc::unbounded_channel();
        let mut store = Store::new(config.seed, config.keep, config.account_sid.clone());
        store.studio.configure(&config, &flows, clock.now())?;
        store.verified = config.trial.then(|| config.verified.into_iter().collect());
        let shared = Arc::new(Shared {
            store: Mutex::new(store),
            policy: policy::Policy {
                strict: config.strict,
                test_credentials: config.test_credentials,
                speed: config.speed,
            },
            clock,
            address,
            requests: SidSource::new(config.seed),
            asked: AtomicU64::new(0),
            limit: config.limit,
            judge: judge::Judge::new(config.fault_rules),
            courier: courier::Courier::new(&config.callback_hosts, config.seed),
            log: log::Log::new(config.token.clone()),
            rules: auth::Rules { account: config.account_sid, token: config.token },
            extra_hosts: config.extra_hosts,
            running: AtomicUsize::new(0),
            jobs,
        });
        let worker = tokio::spawn(job::work(Arc::clone(&shared), received));
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(listen::serve(listener, Arc::clone(&shared), stopped));
        Ok(Self { address, shared, flows, token, stop: Some(stop), task: Some(task), worker })
    }

    /// Where a client on this machine reaches it, as a base address.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.shared.here())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The registered flows with their SIDs, in the order of the configuration.
    pub fn flows(&self) -> &[(String, PathBuf)] {
        &self.flows
    }

    /// Credentials that this mock accepts.
    pub fn credentials(&self) -> Credentials {
        let account_sid = self.shared.with_store(|store| store.home());
        Credentials {
            user: account_sid.clone(),
            account_sid,
            secret: self.token.clone(),
            place: crate::twilio::Place::default(),
        }
    }

    /// Every message that is kept, in the order of sending, with its status at this moment.
    pub fn messages(&self) -> Vec<Message> {
        let (policy, now) = (self.shared.policy, self.shared.clock.now());
        self.shared.with_store(|store| {
            store.sent().map(|(account, sent)| snapshot(account, sent, policy, now)).collect()
        })
    }

    /// Takes a message from a contact, as if it had come in from outside, and gives it to whom it is for.
    ///
    /// # Errors
    /// Where the addresses or the content make no message.
    pub fn receive(&self, inbound: Inbound) -> Result<Received, NotReceived> {
        self.take(inbound, true)
    }

    /// The same for a message that somebody else has given to whom it is for, as a run in the editor does: it is kept
    /// and counts for opt-outs and windows, and no flow or webhook is told.
    ///
    /// # Errors
    /// As [`Mock::receive`].
    pub fn overhear(&self, inbound: Inbound) -> Result<Received, NotReceived> {
        self.take(inbound, false)
    }

    fn take(&self, inbound: Inbound, is_routed: bool) -> Result<Received, NotReceived> {
        studio::refresh(&self.shared);
        self.shared.with_world(|world| {
            let (policy, now) = (world.policy, world.now);
            let account =
                inbound.account_sid.as_deref().map(auth::spelled).unwrap_or_else(|| world.store.home());
            let to = inbound.to.clone();
            let sid = inbound::receive(world, &account, inbound, is_routed)
                .map_err(|failure| NotReceived { code: failure.code, message: failure.message })?;
            let rows = world.store.account(&account);
            // A mock that keeps nothing has already dropped it.
            let dropped = || NotReceived { code: 20404, message: format!("{sid} is not kept") };
            let sms = rows.messages.get(&sid).ok_or_else(dropped)?;
            Ok(Received {
                message: snapshot(&account, Sent::Sms(sms), policy, now),
                flow_address: pools::flow_address_of(rows, &to),
                fields: inbound::fields(sms, &account),
            })
        })
    }

    /// Stops it and waits until requests that run are answered, for a short time.
    pub async fn stop(mut self) {
        self.stop.take();
        if let Some(mut task) = self.task.take()
            && tokio::time::timeout(STOP_TIMEOUT, &mut task).await.is_err()
        {
            task.abort();
        }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.worker.abort();
    }
}

/// A flow without a SID gets one from its path, so that the same file has the same SID in every run.
fn name_flows(seed: u64, flows: &[(Option<String>, PathBuf)]) -> Result<Vec<(String, PathBuf)>, StartError> {
    let source = SidSource::new(seed);
    let mut seen = HashSet::new();
    let mut named = Vec::with_capacity(flows.len());
    for (sid, file) in flows {
        let file = file.clone();
        let sid = match sid {
            Some(sid) if !is_sid(sid, prefix::FLOW) => return Err(StartError::FlowSid(sid.clone())),
            Some(sid) => sid.clone(),
            None => source.named(prefix::FLOW, &file.to_string_lossy()),
        };
        if !seen.insert(sid.clone()) {
            return Err(StartError::FlowTwice(sid));
        }
        named.push((sid, file));
    }
    Ok(named)
}

fn snapshot(account: &str, sent: Sent<'_>, policy: policy::Policy, now: Timestamp) -> Message {
    match sent {
        Sent::Sms(sms) => {
            let status = messages::status_of(sms, policy, now);
            Message {
                sid: sms.sid.clone(),
                account_sid: account.to_owned(),
                conversation_sid: None,
                to: sms.to.clone(),
                from: messages::sender_of(sms, status),
                messaging_service_sid: sms.service.clone(),
                body: Some(sms.body.clone()),
                media: sms.media.iter().map(|medium| medium.name().to_owned()).collect(),
                content_sid: sms.content_sid.clone(),
                content_variables: sms.content_variables.clone(),
                attributes: None,
                status: Some(status),
                error_code: messages::error_of(sms, policy, now),
                segments: sms.segments,
                direction: sms.direction,
                created: sms.created,
            }
        }
        Sent::Post(thread, post) => Message {
            sid: post.sid.clone(),
            account_sid: account.to_owned(),
            conversation_sid: Some(thread.head.sid.clone()),
            to: thread.head.sid.clone(),
            from: Some(post.author.clone()),
            messaging_service_sid: None,
            body: post.body.clone(),
            media: post.media.iter().cloned().collect(),
            content_sid: post.content_sid.clone(),
            content_variables: post.content_variables.clone(),
            attributes: Some(post.attributes.clone()),
            status: None,
            error_code: None,
            segments: measure(post.body.as_deref().unwrap_or_default()).segments,
            direction: Direction::Api,
            created: post.sent,
        },
    }
}
