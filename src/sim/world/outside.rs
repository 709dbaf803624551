//! What a flow asks of servers other than Twilio's, and what it does beyond messages: prepared answers, the table of
//! usual outcomes, and real requests to the hosts that somebody has allowed. **Without a prepared answer or a
//! permission nothing is sent.**

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use reqwest::{Url, redirect};

use super::table;
use crate::twilio::{Method, Response, SidSource};
use crate::widgets::run::{Act, Answer, Fetch};

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
    fn answer(&self) -> Answer {
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
    allowed_hosts: Vec<String>,
    /// How somebody gives an answer or a permission, as the end of a sentence.
    way_out: String,
    sids: SidSource,
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            prepared: HashMap::new(),
            allowed_hosts: Vec::new(),
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

    /// Lets requests to a host out: a name, or a name and a port.
    pub fn allow_host(&mut self, host: &str) {
        self.allowed_hosts.push(host.trim().to_lowercase());
    }

    /// The same without any host that requests may go to.
    #[must_use]
    pub fn without_hosts(mut self) -> Self {
        self.allowed_hosts.clear();
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

    /// The prepared answer of a widget.
    pub fn stubbed(&mut self, widget: &str) -> Option<Answer> {
        let queue = self.prepared.get_mut(widget)?;
        if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() }
    }

    /// The outcome of something that has no API here.
    pub fn act(&mut self, act: &Act) -> Answer {
        table::outcome(act, &mut self.sids)
    }

    /// Whether a request to this address may go out.
    pub fn allows(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| is_allowed(&self.allowed_hosts, &url))
    }

    /// Why a request does not go out, and what can be done.
    pub fn withheld(&self, fetch: &Fetch) -> Answer {
        let host = Url::parse(&fetch.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let host = host.unwrap_or_else(|| "an unreadable address".to_owned());
        Answer::Withheld(format!("nothing was sent to {host}, as nobody has allowed it; {}", self.way_out))
    }

    /// Sends a request for real. Redirects are followed to hosts that are allowed too, and nowhere else.
    pub async fn fetch(&self, fetch: &Fetch) -> Answer {
        let allowed = self.allowed_hosts.clone();
        let policy = redirect::Policy::custom(move |attempt| {
            if attempt.previous().len() > MAX_REDIRECTS {
                attempt.error("too many redirects")
            } else if is_allowed(&allowed, attempt.url()) {
                attempt.follow()
            } else {
                attempt.error("the server sends on to a host that nobody has allowed")
            }
        });
        // The address may hold what nobody else should learn, so it is not told to whom a redirect leads.
        let mut client = reqwest::Client::builder().timeout(TIMEOUT).redirect(policy).referer(false);
        if super::http::is_loopback(&fetch.url) {
            // A proxy has no business with what stays on this machine.
            client = client.no_proxy();
        }
        let client = match client.user_agent(concat!("cordboard/", env!("CARGO_PKG_VERSION"))).build() {
            Ok(client) => client,
            Err(error) => {
                return Answer::Unreachable(format!("the connection could not be prepared: {error}"));
            }
        };
        let request = match fetch.method {
            Method::Post => {
                client.post(&fetch.url).header("content-type", &fetch.content_type).body(fetch.body.clone())
            }
            _ => client.get(&fetch.url),
        };
        match answer_of(request).await {
            Ok(response) => Answer::Response(response),
            Err(error) => Answer::Unreachable(plain(&error)),
        }
    }
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
    if error.is_timeout() {
        "there was no answer within ten seconds".to_owned()
    } else if error.is_redirect() {
        "the server sends on to a host that nobody has allowed, or too often".to_owned()
    } else if error.is_connect() {
        "the server could not be reached".to_owned()
    } else if error.is_builder() {
        "the address cannot be used".to_owned()
    } else {
        "the connection broke".to_owned()
    }
}

fn is_allowed(hosts: &[String], url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let host = host.to_lowercase();
    let with_port = url.port_or_known_default().map(|port| format!("{host}:{port}"));
    hosts.iter().any(|allowed| *allowed == host || Some(allowed) == with_port.as_ref())
}
