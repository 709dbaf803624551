//! What a flow asks of servers other than Twilio's, and what it does beyond messages: prepared answers, the table of
//! usual outcomes, and real requests to the hosts that somebody has allowed. **Without a prepared answer or a
//! permission nothing is sent.**

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Url, redirect};
use serde_json::{Map, Value};

use super::hosts::Hosts;
use super::recording::Recording;
use super::table;
use crate::twilio::{Method, Response, SidSource};
use crate::widgets::run::{Act, Answer, Done, Fetch};

/// How long Studio waits for an answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// One byte more than Studio reads, so that too long an answer is seen to be.
const MAX_ANSWER_BYTES: usize = 64 * 1024 + 1;
const MAX_REDIRECTS: usize = 5;

/// A prepared answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stub {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
    /// The content type; without it `application/json` where the body is JSON, else `text/plain`.
    pub content_type: Option<String>,
}

impl Stub {
    /// The same as an answer.
    pub(in crate::sim) fn answer(&self) -> Answer {
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&self.body).is_ok();
        let content_type = match (&self.content_type, is_json) {
            (Some(content_type), _) => content_type.clone(),
            (None, true) => "application/json".to_owned(),
            (None, false) => "text/plain".to_owned(),
        };
        Answer::Response(Response::new(
            self.status,
            vec![("content-type".to_owned(), content_type)],
            self.body.clone(),
        ))
    }
}

/// Everything beyond Twilio's API of messages.
#[derive(Clone, Debug)]
pub struct Outside {
    prepared: HashMap<String, VecDeque<Answer>>,
    /// Answers that are kept beside the flow: they count where none was given for this run.
    beside: HashMap<String, VecDeque<Answer>>,
    /// How something ends, where somebody has said so, by widget; `None`: as usual.
    decided: HashMap<String, Option<Done>>,
    hosts: Hosts,
    /// The hosts that were given for this run, without those that are kept beside the flow.
    given_hosts: Hosts,
    /// What servers answered before, and whether what is not there is asked for. Copies share it.
    recording: Option<(Arc<Mutex<Recording>>, bool)>,
    /// How somebody gives an answer or a permission, as the end of a sentence.
    way_out: String,
    sids: SidSource,
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            prepared: HashMap::new(),
            beside: HashMap::new(),
            decided: HashMap::new(),
            hosts: Hosts::default(),
            given_hosts: Hosts::default(),
            recording: None,
            way_out: "on the command line, run --stub gives its answer and --allow-http lets it out"
                .to_owned(),
            sids: SidSource::new(0),
        }
    }
}

impl Outside {
    /// Prepares an answer for a widget. Several come in order; the last one repeats.
    pub fn stub(&mut self, widget: &str, stub: &Stub) {
        self.prepare(widget, stub.answer());
    }

    /// The same with whatever is to come: an answer, or the reason why there is none.
    pub fn prepare(&mut self, widget: &str, answer: Answer) {
        self.prepared.entry(widget.to_owned()).or_default().push_back(answer);
    }

    /// Prepares an answer that is kept beside the flow. It counts where nothing was given for this run: no answer, no
    /// recording of this request, and no host that lets it out.
    pub fn stub_beside(&mut self, widget: &str, stub: &Stub) {
        self.beside.entry(widget.to_owned()).or_default().push_back(stub.answer());
    }

    /// Says how something ends that a widget does on a call or in another product.
    pub fn decide(&mut self, widget: &str, event: &str, leaves: &Map<String, Value>) {
        let done = Done { event: event.to_owned(), result: leaves.clone(), ..Done::default() };
        self.decided.insert(widget.to_owned(), Some(done));
    }

    /// Says that what a widget does is not asked for any more.
    pub fn take_the_usual(&mut self, widget: &str) {
        self.decided.insert(widget.to_owned(), None);
    }

    /// Whether somebody has said how it ends what a widget does.
    pub(super) fn is_decided(&self, widget: &str) -> bool {
        self.decided.contains_key(widget)
    }

    /// Whether there is an answer for a request, or whoever has recorded none wants none.
    pub(super) fn has_answer(&self, widget: &str) -> bool {
        let is_known = self.prepared.contains_key(widget) || self.beside.contains_key(widget);
        is_known || self.is_decided(widget) || self.recording.is_some()
    }

    /// Lets requests to a host out: a name or an address, alone or with a port. An address of this machine or of a
    /// private network is reached only where it is named itself, or as `localhost`. What is no host allows nothing, see
    /// [`is_host`](super::is_host).
    pub fn allow_host(&mut self, host: &str) {
        self.hosts.allow(host);
        self.given_hosts.allow(host);
    }

    /// The same for a host that is kept beside the flow: an answer that is kept there counts before it.
    pub fn allow_host_beside(&mut self, host: &str) {
        self.hosts.allow(host);
    }

    /// Says which addresses a name means, whatever the system says.
    pub fn know_host(&mut self, host: &str, addresses: Vec<IpAddr>) {
        self.hosts.know(host, addresses);
    }

    /// From now on what is recorded is answered from there. What is not goes out where it may (`sends`) and is
    /// recorded, or does not go out.
    pub fn set_recording(&mut self, recording: Recording, sends: bool) {
        self.recording = Some((Arc::new(Mutex::new(recording)), sends));
    }

    /// What was recorded, also by copies of this one.
    pub fn recording(&self) -> Option<Recording> {
        let (recording, _) = self.recording.as_ref()?;
        Some(recording.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// The same without any host that requests may go to. What it takes from a recording it takes for itself.
    #[must_use]
    pub fn without_hosts(mut self) -> Self {
        self.hosts.clear();
        self.given_hosts.clear();
        if let Some(recording) = self.recording() {
            self.set_recording(recording, false);
        }
        self
    }

    /// How somebody gives an answer or a permission, as the end of a sentence.
    pub fn set_way_out(&mut self, way_out: impl Into<String>) {
        self.way_out = way_out.into();
    }

    /// What SIDs are made from.
    pub fn seed(&mut self, seed: u64) {
        // Other SIDs than those of the mock and of the execution, which have the same seed.
        self.sids = SidSource::new(seed.rotate_left(17) ^ 0x6f75_7473_6964_6521);
    }

    /// The answer of a request that needs nobody to be asked: a prepared one of the widget, or a recorded one.
    pub fn stubbed(&mut self, widget: &str, fetch: &Fetch) -> Option<Answer> {
        if let Some(queue) = self.prepared.get_mut(widget) {
            return next(queue);
        }
        let recorded = self.recording.as_ref().and_then(|(recording, _)| {
            recording.lock().unwrap_or_else(PoisonError::into_inner).answer(fetch)
        });
        if let Some(answer) = recorded {
            return Some(Answer::Response(answer));
        }
        let goes_out = Url::parse(&fetch.url).is_ok_and(|url| self.given_hosts.allows(&url));
        if goes_out && !self.is_replay() {
            return None;
        }
        next(self.beside.get_mut(widget)?)
    }

    /// Whether what was recorded is all there is.
    fn is_replay(&self) -> bool {
        self.recording.as_ref().is_some_and(|(_, sends)| !sends)
    }

    /// The outcome of something that has no API here.
    pub fn act(&mut self, widget: &str, act: &Act) -> Answer {
        if let Some(Some(done)) = self.decided.get(widget) {
            return Answer::Done(done.clone());
        }
        table::outcome(act, &mut self.sids)
    }

    /// Whether a request to this address may go out.
    pub fn allows(&self, url: &str) -> bool {
        !self.is_replay() && Url::parse(url).is_ok_and(|url| self.hosts.allows(&url))
    }

    /// Why a request does not go out, and what can be done.
    pub fn withheld(&self, fetch: &Fetch) -> Answer {
        let host = Url::parse(&fetch.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let host = host.unwrap_or_else(|| "an unreadable address".to_owned());
        if self.is_replay() {
            return Answer::Withheld(format!(
                "nothing was sent to {host}, and this was not recorded; {}",
                self.way_out
            ));
        }
        Answer::Withheld(format!("nothing was sent to {host}, as nobody has allowed it; {}", self.way_out))
    }

    /// Sends a request for real. Redirects are followed to hosts that are allowed too, and nowhere else.
    pub async fn fetch(&self, fetch: &Fetch) -> Answer {
        let sent = tokio::time::timeout(TIMEOUT, self.follow(fetch)).await;
        match sent.unwrap_or_else(|_| Err("there was no answer within ten seconds".to_owned())) {
            Ok(response) => {
                if let Some((recording, true)) = &self.recording {
                    recording.lock().unwrap_or_else(PoisonError::into_inner).note(fetch, &response);
                }
                Answer::Response(response)
            }
            Err(reason) => Answer::Unreachable(reason),
        }
    }

    /// Goes from server to server by hand, since each name is looked up and each address looked at before anything is
    /// sent to it.
    async fn follow(&self, fetch: &Fetch) -> Result<Response, String> {
        let mut url = Url::parse(&fetch.url).map_err(|_| "the address cannot be used".to_owned())?;
        let mut posts = fetch.method == Method::Post;
        for hop in 0..=MAX_REDIRECTS {
            if hop > 0 {
                if !self.hosts.allows(&url) {
                    return Err("the server sends on to a host that nobody has allowed".to_owned());
                }
                if posts && super::http::is_twilio(url.as_str()) {
                    return Err(
                        "the server sends on to Twilio, where a run changes nothing this way".to_owned()
                    );
                }
            }
            let addresses = self.hosts.addresses(&url).await?;
            let client = client(&url, &addresses)?;
            let request = if posts {
                client.post(url.clone()).header("content-type", &fetch.content_type).body(fetch.body.clone())
            } else {
                client.get(url.clone())
            };
            let response = answer_of(request).await.map_err(|error| plain(&error))?;
            let next = match response.status {
                301 | 302 | 303 | 307 | 308 => response.header("location").and_then(|to| url.join(to).ok()),
                _ => None,
            };
            let Some(next) = next else { return Ok(response) };
            // As browsers do, and with them every client.
            posts = posts && matches!(response.status, 307 | 308);
            url = next;
        }
        Err("the server sends on too often".to_owned())
    }
}

/// The next answer; the last one repeats.
fn next(queue: &mut VecDeque<Answer>) -> Option<Answer> {
    if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() }
}

/// A client that connects to these addresses and no others.
fn client(url: &Url, addresses: &[SocketAddr]) -> Result<reqwest::Client, String> {
    // The address may hold what nobody else should learn, so it is not told to whom a redirect leads. A proxy would look
    // the name up itself, and so lead past the look at the addresses.
    let mut builder = reqwest::Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .referer(false)
        .user_agent(concat!("cordboard/", env!("CARGO_PKG_VERSION")));
    if let Some(host) = url.host_str() {
        builder = builder.resolve_to_addrs(host, addresses);
    }
    if url.scheme() == "http" {
        // Without TLS the system's certificates are not needed, and a machine may have none.
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(|error| format!("the connection could not be prepared: {error}"))
}

async fn answer_of(request: reqwest::RequestBuilder) -> Result<Response, reqwest::Error> {
    let mut answer = request.send().await?;
    let status = answer.status().as_u16();
    let headers = answer
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    let mut body = Vec::new();
    while body.len() < MAX_ANSWER_BYTES
        && let Some(chunk) = answer.chunk().await?
    {
        body.extend_from_slice(&chunk);
    }
    Ok(Response::new(status, headers, String::from_utf8_lossy(&body).into_owned()))
}

/// Why there was no answer, without the address: it may hold a password.
fn plain(error: &reqwest::Error) -> String {
    if error.is_connect() {
        "the server could not be reached".to_owned()
    } else if error.is_builder() {
        "the address cannot be used".to_owned()
    } else {
        "the connection broke".to_owned()
    }
}
