//! Performs effects with the REST client.

mod prepare;

use reqwest::Url;
use serde_json::Value;
use tokio::time::Instant;

use super::guard::{LiveGuard, Refusal};
use super::inbox::Inbox;
use super::outside::Outside;
use crate::sim::start::Start;
use crate::sim::{Inbound, Input};
use crate::twilio::{Client, ClientError, Method, Product, Request, Response};
use crate::widgets::run::{Answer, Effect, Fetch};

/// Twilio's code for what test credentials may not ask.
const TEST_CREDENTIALS: u32 = 20008;

/// Why the world cannot do what it should. The run cannot go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// A world without a guard was given a client that leads off this machine.
    #[error("without the guards of the live world only this machine can be reached, not {0}")]
    NotLocal(String),
    /// The guard refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What the run begins with could not be made.
    #[error("{what} could not be made: {reason}")]
    Preparation {
        /// What.
        what: &'static str,
        /// Why.
        reason: String,
    },
    /// A live run in a chat needs one that exists.
    #[error("a live run by {0} needs the SIDs of a service and a channel that exist")]
    NoChat(&'static str),
}

/// News of a message that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The message.
    pub sid: String,
    /// Twilio's word for where it is.
    pub status: String,
    /// Why it failed.
    pub code: Option<u32>,
}

impl News {
    /// As an input of the execution.
    pub fn into_input(self) -> Input {
        Input::Delivery { sid: self.sid, status: self.status, code: self.code }
    }
}

/// A message of the contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What they wrote.
    pub inbound: Inbound,
    /// When it reached Twilio, as near as its dates tell, which are whole seconds; `None` where they do not.
    pub at: Option<Instant>,
}

impl Heard {
    /// Whether it came before a moment. What says nothing of its time gets the benefit of the doubt.
    pub(super) fn is_before(&self, moment: Instant) -> bool {
        self.at.is_none_or(|at| at < moment)
    }
}

/// Twilio, or what stands in for it, behind the REST client.
#[derive(Clone, Debug)]
pub struct HttpWorld {
    client: Client,
    guard: Option<LiveGuard>,
    /// Messages on their way: SID, path, the last known status.
    on_their_way: Vec<Tracked>,
    /// On this machine: a SID that the user named, and the one that stands for it here.
    stand_ins: Vec<(String, String)>,
    outside: Outside,
    /// In the real world: where the contact's messages are found.
    inbox: Option<Inbox>,
    /// Why the first look there failed, until it is told.
    trouble: Option<String>,
}

/// What came in from the real world since it was last asked.
#[derive(Clone, Debug, Default)]
pub struct Polled {
    /// Of messages that the run sent.
    pub news: Vec<News>,
    /// Messages of the contact.
    pub replies: Vec<Heard>,
    /// Why the contact's messages could not be asked for; they are asked for again.
    pub trouble: Option<String>,
}

impl Polled {
    /// Whether nothing came.
    pub fn is_empty(&self) -> bool {
        self.news.is_empty() && self.replies.is_empty()
    }
}

#[derive(Clone, Debug)]
struct Tracked {
    sid: String,
    path: String,
    status: String,
}

impl HttpWorld {
    /// A world on this machine.
    ///
    /// # Errors
    /// Where the client leads off it.
    pub fn local(client: Client) -> Result<Self, WorldError> {
        if !client.is_local() {
            return Err(WorldError::NotLocal(client.host(Product::Api)));
        }
        Ok(Self::new(client, None))
    }

    /// The real world, within the guard's bounds.
    pub fn live(client: Client, guard: LiveGuard) -> Self {
        Self::new(client, Some(guard))
    }

    fn new(client: Client, guard: Option<LiveGuard>) -> Self {
        Self {
            client,
            guard,
            on_their_way: Vec::new(),
            stand_ins: Vec::new(),
            outside: Outside::default(),
            inbox: None,
            trouble: None,
        }
    }

    /// Whether this is the real world.
    pub fn is_live(&self) -> bool {
        self.guard.is_some()
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The same with prepared answers and allowed hosts for what is beyond Twilio.
    #[must_use]
    pub fn with_outside(mut self, outside: Outside) -> Self {
        self.outside = outside;
        self
    }

    /// What is prepared beyond Twilio.
    pub(super) fn outside(&self) -> &Outside {
        &self.outside
    }

    /// The same, to add to it.
    pub fn outside_mut(&mut self) -> &mut Outside {
        &mut self.outside
    }

    /// Goes on with a run that was prepared before: nothing is made, and nothing of it is sent again.
    pub(super) async fn join(&mut self, start: &Start) -> Result<(), WorldError> {
        self.outside.seed(start.seed);
        if self.is_live() {
            self.open_inbox(start).await;
            return Ok(());
        }
        // The chat may be one of the user's, or of a run elsewhere: then another stands in for it here, as before.
        match prepare::is_chat(start) {
            Some(true) => self.prepare_chat(&mut start.clone()).await,
            Some(false) => self.prepare_conversation(&mut start.clone()).await,
            None => Ok(()),
        }
    }

    /// Performs an effect of a widget. That nobody answers is an answer; that the guard refuses is an error.
    ///
    /// # Errors
    /// Where the guard refuses. Nothing was sent then.
    pub async fn perform(&mut self, widget: &str, effect: &Effect) -> Result<Answer, WorldError> {
        match effect {
            Effect::Send(send) => self.ask_twilio(&send.request).await,
            Effect::Fetch(fetch) => self.fetch(widget, fetch).await,
            Effect::Act(_) if self.is_live() => Ok(Answer::Withheld(
                "a live run sends messages only: this was not done; its outcome can be forced".to_owned(),
            )),
            Effect::Act(act) => Ok(self.outside.act(widget, act)),
        }
    }

    /// A prepared answer first. What is meant for Twilio goes where messages go, within the guard's bounds; what is
    /// meant for anybody else goes out only where that was allowed.
    async fn fetch(&mut self, widget: &str, fetch: &Fetch) -> Result<Answer, WorldError> {
        if let Some(answer) = self.outside.stubbed(widget, fetch) {
            return Ok(answer);
        }
        let is_allowed = self.outside.allows(&fetch.url);
        match twilio_request(fetch, &self.client.credentials().account_sid, self.is_live()) {
            Some(request) if !self.is_live() || is_allowed => self.ask_twilio(&request).await,
            // What changes something at Twilio goes through the guard or not at all.
            None if is_twilio(&fetch.url) && fetch.method != Method::Get => Ok(Answer::Withheld(
                "nothing was sent to Twilio: only a form with Authenticate with Twilio can be held to the run's \
                 recipients"
                    .to_owned(),
            )),
            None if is_allowed => Ok(self.outside.fetch(fetch).await),
            _ => Ok(self.outside.withheld(fetch)),
        }
    }

    async fn ask_twilio(&mut self, request: &Request) -> Result<Answer, WorldError> {
        if let Some(guard) = &mut self.guard {
            guard.admit(request)?;
        }
        let result = self.send(request).await;
        if let Some(inbox) = &mut self.inbox
            && request.method == Method::Post
        {
            match &result {
                Ok(response) if response.is_success() => inbox.has_sent(Some(response)),
                // It may have gone out, and so it may be answered.
                Ok(response) if response.status >= 500 => inbox.has_sent(None),
                Err(ClientError::TimedOut(_) | ClientError::Broken(_) | ClientError::TooLong(_)) => {
                    inbox.has_sent(None);
                }
                _ => {}
            }
        }
        match result {
            Ok(response) => {
                self.track(request, &response);
                Ok(Answer::Response(response))
            }
            Err(error) => Ok(Answer::Unreachable(match error.remedy() {
                Some(remedy) if self.guard.is_some() => format!("{error}. {remedy}"),
                _ => error.to_string(),
            })),
        }
    }

    /// Sends a request with SIDs that stand in for the user's, and gives the answer back with the user's.
    async fn send(&self, request: &Request) -> Result<Response, ClientError> {
        if self.stand_ins.is_empty() {
            return self.client.send(request).await;
        }
        let mut request = request.clone();
        for (named, made) in &self.stand_ins {
            request.path = request.path.replace(named, made);
        }
        let answer = self.client.send(&request).await?;
        let body = self.stand_ins.iter().fold(answer.body, |body, (named, made)| body.replace(made, named));
        Ok(Response::new(answer.status, answer.headers, body))
    }

    fn track(&mut self, request: &Request, response: &Response) {
        let text = |key: &str| response.json.as_ref()?.get(key)?.as_str().map(str::to_owned);
        // Only messages of the first API have a status; those of a chat are there once they are accepted.
        if request.product() != Some(Product::Api) || !response.is_success() {
            return;
        }
        if let (Some(sid), Some(status)) = (text("sid"), text("status"))
            && !is_final(&status)
            && let Some(folder) = request.path.strip_suffix(".json")
        {
            let path = format!("{folder}/{sid}.json");
            self.on_their_way.push(Tracked { sid, path, status });
        }
    }

    /// Whether a message that was sent may still change its status.
    pub fn expects_news(&self) -> bool {
        !self.on_their_way.is_empty()
    }

    /// Whether the contact's messages can be asked for: in the real world, once the run has sent something.
    pub fn hears_contact(&self) -> bool {
        self.inbox.as_ref().is_some_and(Inbox::is_open)
    }

    /// Asks where the messages on their way are, and, if `listens`, what the contact has written. What cannot be
    /// asked for now is asked for again the next time. The future may be dropped at any moment: nothing is lost.
    pub async fn poll(&mut self, listens: bool) -> Polled {
        let mut polled = Polled { news: self.statuses().await, ..Polled::default() };
        let found = match &self.inbox {
            Some(inbox) if listens => Some(inbox.ask(&self.client).await),
            _ => None,
        };
        // Nothing is waited for from here on.
        for message in &mut self.on_their_way {
            if let Some(news) = polled.news.iter().find(|news| news.sid == message.sid) {
                message.status.clone_from(&news.status);
            }
        }
        self.on_their_way.retain(|message| !is_final(&message.status));
        match (found, &mut self.inbox) {
            (Some(Ok(found)), Some(inbox)) => polled.replies = inbox.take(found),
            (Some(Err(reason)), _) => polled.trouble = Some(reason),
            _ => {}
        }
        if let Some(trouble) = self.trouble.take_if(|_| listens) {
            polled.trouble.get_or_insert(trouble);
        }
        polled
    }

    /// The messages whose status has changed.
    async fn statuses(&self) -> Vec<News> {
        let mut news = Vec::new();
        for message in &self.on_their_way {
            let request = Request::new(Product::Api, Method::Get, message.path.clone());
            let Ok(response) = self.client.send(&request).await else { continue };
            let field = |key: &str| response.json.as_ref().and_then(|json| json.get(key));
            let status = field("status").and_then(Value::as_str).filter(|_| response.is_success());
            let Some(status) = status.filter(|status| *status != message.status) else { continue };
            let code = field("error_code").and_then(Value::as_u64).and_then(|code| code.try_into().ok());
            news.push(News { sid: message.sid.clone(), status: status.to_owned(), code });
        }
        news
    }

    /// Stops asking after messages on their way.
    pub fn forget_messages(&mut self) {
        self.on_their_way.clear();
    }
}

/// Whether an address is Twilio's.
pub(super) fn is_twilio(url: &str) -> bool {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default().trim_end_matches('.');
    host == "twilio.com" || host.ends_with(".twilio.com")
}

/// A request that a flow makes to Twilio with the account's credentials, as one of the REST client's. Without
/// them, and for bodies that are no form, it is a request like any other.
pub fn twilio_request(fetch: &Fetch, account_sid: &str, is_live: bool) -> Option<Request> {
    let url = Url::parse(&fetch.url).ok()?;
    let product = Product::named(url.host_str()?.strip_suffix(".twilio.com")?)?;
    // The mock has nothing of these: they are asked like any other server.
    if matches!(product, Product::Lookups | Product::Verify) {
        return None;
    }
    if !fetch.with_credentials || !(fetch.body.is_empty() || fetch.content_type.contains("form-urlencoded")) {
        return None;
    }
    let fields = match (fetch.method, url.query()) {
        (Method::Post, None) => fetch.body.as_str(),
        (Method::Post, Some(_)) => return None,
        (_, query) => query.unwrap_or_default(),
    };
    let mut request = Request::new(product, fetch.method, url.path());
    if !is_live {
        // On this machine the account is the mock's, whichever the flow names.
        request.go_to_account(account_sid);
    }
    let pairs = form_urlencoded::parse(fields.as_bytes());
    Some(pairs.fold(request, |request, (name, value)| request.field(name, value)))
}

/// Whether a message's status is its last.
fn is_final(status: &str) -> bool {
    matches!(status, "delivered" | "undelivered" | "failed" | "canceled" | "read")
}
