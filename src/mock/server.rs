//! HTTP in, HTTP out: the only file here that knows the web server.
//!
//! A request is judged (where from, for whom), turned into a [`Call`], answered under one lock without waiting,
//! and written back with the headers that Twilio sends.

use std::future::poll_fn;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use hyper::body::Bytes;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use tokio::sync::mpsc::UnboundedSender;

use super::auth::{self, Rules};
use super::call::{Answer, Call, Fields, Reply};
use super::clock::Clock;
use super::courier::Courier;
use super::errors::Failure;
use super::job::Job;
use super::judge::{self, Judge};
use super::listen::Dropped;
use super::log::{Came, Log};
use super::policy::Policy;
use super::route::{self, Ground, Target};
use super::rules::Act;
use super::store::{Store, World};
use super::studio::Place;
use super::{chat, codes, contents, control, conversations, messages, pools, studio, xml};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, Product, SidSource};

/// The longest request body that is read; 32 KB of text take three times as much when encoded.
pub(super) const MAX_REQUEST_BYTES: usize = 1024 * 1024;
/// The longest body of a request about flows: a definition may have 2,000 widgets, and encoding makes it longer still.
const MAX_FLOW_BYTES: usize = 8 * 1024 * 1024;
/// A body that is too long is read on for a while: who is still writing would not see an answer that comes early.
const MAX_DRAINED_BYTES: usize = 16 * 1024 * 1024;

/// How long a request's body may take to come in.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// The headers that the log keeps: those that change what a request means.
const TOLD_HEADERS: [&str; 4] = ["content-type", "prefer", "x-twilio-webhook-enabled", "if-match"];

/// What all requests share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) store: Mutex<Store>,
    pub(super) policy: Policy,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) rules: Rules,
    pub(super) extra_hosts: Vec<String>,
    pub(super) running: AtomicUsize,
    /// Takes what follows from requests to the task that does it.
    pub(super) jobs: UnboundedSender<Job>,
    /// Where the mock listens.
    pub(super) address: SocketAddr,
    /// What requests are numbered with.
    pub(super) requests: SidSource,
    /// How many were numbered.
    pub(super) asked: AtomicU64,
    /// How many requests may run at a time.
    pub(super) limit: Option<usize>,
    /// Lets requests go wrong.
    pub(super) judge: Judge,
    /// Brings callbacks and webhooks where they are to go.
    pub(super) courier: Courier,
    /// What came and went.
    pub(super) log: Log,
}

impl Shared {
    /// Works on the store. A panic elsewhere must not stop the mock, so a poisoned lock is taken as it is.
    pub(super) fn with_store<T>(&self, work: impl FnOnce(&mut Store) -> T) -> T {
        work(&mut self.store.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a request into the log.
    fn note(
        &self,
        parts: &Parts,
        product: Option<Product>,
        trail: Trail,
        status: Option<u16>,
        answer: &[u8],
        started: Instant,
    ) {
        if !self.log.is_on() {
            return;
        }
        // A token that was refused is somebody's token, too.
        let login = text(&parts.headers, header::AUTHORIZATION).and_then(auth::credentials);
        if let Some((_, token)) = login {
            self.log.learn(&token);
        }
        let header = text(&parts.headers, header::HOST);
        let host = parts.uri.authority().map(|authority| authority.as_str()).or(header);
        let mut headers = Vec::new();
        for name in TOLD_HEADERS {
            let value = parts.headers.get(name).and_then(|value| value.to_str().ok());
            // The form is what every client sends, and curl too.
            if let Some(value) = value.filter(|value| !value.starts_with("application/x-www-form")) {
                headers.push((name, value));
            }
        }
        self.log.came(Came {
            at: self.clock.now(),
            product,
            method: parts.method.as_str(),
            host: host.unwrap_or_default(),
            target: parts.uri.path_and_query().map_or("", |target| target.as_str()),
            account: trail.account.as_deref(),
            headers,
            body: &trail.body,
            status,
            answer,
            elapsed: started.elapsed(),
            rule: trail.rule,
        });
    }

    /// Where the mock can be reached from this machine: who listens everywhere also listens on loopback.
    pub(super) fn here(&self) -> SocketAddr {
        let mut here = self.address;
        match here.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => here.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => here.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        here
    }

    /// The token of an account: the configured one, else the one that it last asked with.
    pub(super) fn token_of(&self, account: &str) -> SecretString {
        let learned = || self.with_store(|store| store.token(account).cloned());
        self.rules.token.clone().or_else(learned).unwrap_or_else(|| SecretString::from(super::ANY_TOKEN))
    }

    /// Works on the store as a request does, and has done what follows.
    pub(super) fn with_world<T>(&self, work: impl FnOnce(&mut World<'_>) -> T) -> T {
        let now = self.clock.now();
        self.with_store(|store| self.work(store, now, work))
    }

    fn work<T>(&self, store: &mut Store, now: Timestamp, work: impl FnOnce(&mut World<'_>) -> T) -> T {
        let mut world = World { store, policy: self.policy, now, jobs: Vec::new() };
        let done = work(&mut world);
        for job in world.jobs {
            // Only a mock that is being stopped takes no more jobs.
            let _ = self.jobs.send(job);
        }
        done
    }
}

/// What is known of a request for the log once it is answered.
#[derive(Debug, Default)]
struct Trail {
    account: Option<String>,
    body: Vec<u8>,
    rule: Option<Arc<str>>,
    /// The connection is dropped instead of an answer.
    dropped: bool,
}

/// Answers every request.
pub(super) async fn respond(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let started = Instant::now();
    let running = shared.running.fetch_add(1, Ordering::Relaxed) + 1;
    let _count = Count(Arc::clone(&shared));
    let (parts, body) = request.into_parts();
    if control::is_meant(parts.uri.path()) && ground(&shared, &parts).is_ok() {
        return control::respond(&shared, &parts, body).await;
    }
    let hook = ground(&shared, &parts).ok();
    if let Some(place) = hook.and_then(|(ground, host)| studio::webhook_place(ground, host, parts.uri.path()))
    {
        return tell(&shared, &parts, place, body, started).await;
    }
    let mut trail = Trail::default();
    let (target, reply) = handle(&shared, &parts, body, running, &mut trail).await;
    let product = target.as_ref().map(|target| target.product);
    if trail.dropped {
        shared.note(&parts, product, trail, None, &[], started);
        let mut response = Response::default();
        response.extensions_mut().insert(Dropped);
        return response;
    }
    let head = Head {
        id: shared.requests.numbered(prefix::REQUEST, shared.asked.fetch_add(1, Ordering::Relaxed)),
        running,
        product: product.unwrap_or(Product::Api),
        xml: target.is_some_and(|target| target.xml),
        seconds: started.elapsed().as_secs_f64(),
    };
    let (response, answer) = head.write(reply);
    shared.note(&parts, product, trail, Some(response.status().as_u16()), &answer, started);
    response
}

/// Tells a flow what Twilio's own servers would tell it; whoever does that has no credentials.
async fn tell(shared: &Shared, parts: &Parts, place: Place, body: Body, started: Instant) -> Response {
    let (body, late) = match read(body, MAX_REQUEST_BYTES).await {
        Ok(body) => (body, None),
        Err(failure) => (Vec::new(), Some(failure)),
    };
    let account = Some(place.account.clone());
    let (status, kind, answer) = studio::webhook(shared, parts, &place, late.map_or(Ok(&body), Err));
    let trail = Trail { account, body, ..Trail::default() };
    shared.note(parts, Some(Product::Studio), trail, Some(status), answer.as_bytes(), started);
    let builder = Response::builder().status(status).header(header::CONTENT_TYPE, kind);
    builder.body(Body::from(answer)).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// Counts a request as finished even where the client has gone away in between.
struct Count(Arc<Shared>);

impl Drop for Count {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn handle(
    shared: &Shared,
    parts: &Parts,
    body: Body,
    running: usize,
    trail: &mut Trail,
) -> (Option<Target>, Reply) {
    let target = match admit(shared, parts) {
        Ok(target) => target,
        Err(failure) => return (None, Err(failure)),
    };
    let is_flow = target.product == Product::Studio;
    match read(body, if is_flow { MAX_FLOW_BYTES } else { MAX_REQUEST_BYTES }).await {
        Ok(body) => trail.body = body,
        Err(failure) => return (Some(target), Err(failure)),
    }
    let mut call = match call(shared, parts, &target, &trail.body) {
        Ok(call) => call,
        Err(failure) => return (Some(target), Err(failure)),
    };
    trail.account = Some(call.account.clone());
    if shared.limit.is_some_and(|limit| running > limit) {
        return (Some(target), Err(codes::refusal(&call, 20429, None, None)));
    }
    let prefer = parts.headers.get("prefer").and_then(|value| value.to_str().ok());
    if let Some(verdict) = shared.judge.judge(&call, parts.uri.path(), prefer) {
        trail.rule = Some(verdict.rule);
        if !verdict.delay.is_zero() {
            let delay = SignedDuration::try_from(verdict.delay).unwrap_or_default();
            let now = shared.clock.now();
            shared.clock.until(now.checked_add(delay).unwrap_or(now)).await;
        }
        match verdict.act {
            Act::Pass => {}
            Act::Plan(plan) => call.plan = Some(plan),
            Act::Answer(refusal) => return (Some(target), Err(judge::refusal(&call, &refusal))),
            Act::Drop => {
                trail.dropped = true;
                return (Some(target), Err(Failure::method()));
            }
        }
    }
    call = studio::prepare(shared, call).await;
    (Some(target), dispatch(shared, &call))
}

/// Reads a body of so many bytes at most, which has to come in time.
pub(super) async fn read(body: Body, most: usize) -> Result<Vec<u8>, Failure> {
    read_within(body, most, BODY_TIMEOUT).await
}

async fn read_within(body: Body, most: usize, time: Duration) -> Result<Vec<u8>, Failure> {
    match tokio::time::timeout(time, read_all(body, most)).await {
        Ok(body) => body.ok_or_else(|| Failure::new(413, 20422, "The request is too long")),
        Err(_) => Err(Failure::new(408, 20422, "The request did not come in time")),
    }
}

/// Reads a body; `None` where it is too long or breaks off.
async fn read_all(mut body: Body, most: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut seen = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen > MAX_DRAINED_BYTES {
            return None;
        }
        if seen <= most {
            bytes.extend_from_slice(&data);
        }
    }
    (seen <= most).then_some(bytes)
}

/// Lets in who talks to loopback or to Twilio, and finds what they want.
fn admit(shared: &Shared, parts: &Parts) -> Result<Target, Failure> {
    let (ground, authority) = ground(shared, parts)?;
    route::find(ground, authority, parts.uri.path()).map_err(|resource| Failure::unserved(&resource))
}

/// Judges where a request comes from and what host it is for.
fn ground<'a>(shared: &Shared, parts: &'a Parts) -> Result<(Ground, &'a str), Failure> {
    if parts.headers.contains_key(header::ORIGIN) {
        return Err(Failure::new(403, 20403, "This mock answers no requests of web pages (Origin header)"));
    }
    let header = text(&parts.headers, header::HOST);
    // A client that takes the mock for a proxy names the host in the request line.
    let named = parts.uri.authority().map(|authority| authority.as_str());
    let (Some(authority), false) =
        (named.or(header), named.is_some_and(|name| header.is_some_and(|header| header != name)))
    else {
        return Err(Failure::new(400, 20422, "The request names no host, or two"));
    };
    let Some(ground) = route::ground(authority, shared.address.ip(), &shared.extra_hosts) else {
        return Err(Failure::new(403, 20403, "This mock does not answer for this host (see --host)"));
    };
    Ok((ground, authority))
}

/// Finds out who asks for what.
fn call(shared: &Shared, parts: &Parts, target: &Target, body: &[u8]) -> Result<Call, Failure> {
    let header = text(&parts.headers, header::AUTHORIZATION);
    let in_path = target.account.as_deref();
    let account =
        shared.with_store(|store| auth::account(&shared.rules, store, header, in_path, &target.resource))?;
    let method = match parts.method.as_str() {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        _ => return Err(Failure::method()),
    };
    let form = b"application/x-www-form-urlencoded";
    let is_form = parts.headers.get(header::CONTENT_TYPE).is_none_or(|kind| {
        kind.as_bytes().get(..form.len()).is_some_and(|kind| kind.eq_ignore_ascii_case(form))
    });
    Ok(Call {
        product: target.product,
        method,
        account,
        path: target.path.clone(),
        resource: target.resource.clone(),
        root: target.root.clone(),
        query: Fields::parse(parts.uri.query().unwrap_or_default().as_bytes()),
        form: if is_form { Fields::parse(body) } else { Fields::default() },
        json: if is_form { None } else { serde_json::from_slice(body).ok() },
        webhooks: parts
            .headers
            .get("x-twilio-webhook-enabled")
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true")),
        plan: None,
        is_plain: target.xml,
        prepared: None,
    })
}

fn dispatch(shared: &Shared, call: &Call) -> Reply {
    let now = shared.clock.now();
    shared.with_store(|store| shared.work(store, now, |world| answer(world, call)))
}

fn answer(world: &mut World<'_>, call: &Call) -> Reply {
    if world.policy.test_credentials && call.product != Product::Api {
        return Err(Failure::new(403, 20008, "Resource not accessible with Test Account Credentials"));
    }
    match call.product {
        Product::Api => messages::answer(world, call),
        Product::Conversations => conversations::answer(world, call),
        Product::Chat => chat::answer(world, call),
        Product::Messaging => pools::answer(world, call),
        Product::Content => contents::answer(world, call),
        Product::Studio => studio::answer(world, call),
        Product::Lookups | Product::Verify => Err(call.unserved()),
    }
}

/// Whether the mock serves anything of a product.
pub fn serves(product: Product) -> bool {
    !matches!(product, Product::Lookups | Product::Verify)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// What an answer's headers say.
struct Head {
    id: String,
    running: usize,
    product: Product,
    xml: bool,
    seconds: f64,
}

impl Head {
    /// The answer, and its body once more for the log.
    fn write(self, reply: Reply) -> (Response, Bytes) {
        let (status, body, location) = match reply {
            Ok(Answer { status, body, location }) => (status, body, location),
            Err(failure) => (failure.status, Some(failure.body()), None),
        };
        let mut builder = Response::builder()
            .status(status)
            .header("Twilio-Request-Id", self.id)
            .header("Twilio-Concurrent-Requests", self.running.to_string())
            .header("Twilio-Request-Duration", format!("{:.3}", self.seconds))
            .header("X-Home-Region", "us1")
            .header("X-API-Domain", self.product.host())
            .header("X-Powered-By", "AT-5000")
            .header("X-Shenanigans", "none");
        if status == 401 {
            builder = builder.header(header::WWW_AUTHENTICATE, "Basic realm=\"Twilio API\"");
        }
        if let Some(location) = location {
            builder = builder.header(header::LOCATION, location);
        }
        let body = match body {
            None => Bytes::new(),
            Some(body) if self.xml => {
                builder = builder.header(header::CONTENT_TYPE, "application/xml");
                Bytes::from(xml::document(&body))
            }
            Some(body) => {
                builder = builder.header(header::CONTENT_TYPE, "application/json");
                Bytes::from(body.to_string())
            }
        };
        let response = builder.body(Body::from(body.clone()));
        (response.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()), body)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::task::{Context, Poll};

    use hyper::body::Frame;

    use super::*;

    /// A body of which nothing comes.
    struct Silent;

    impl axum::body::HttpBody for Silent {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Pending
        }
    }

    #[tokio::test]
    async fn a_body_has_to_come_in_time_and_to_fit() {
        let check = async |body: Body, expected: Result<usize, u16>| {
            let read = read_within(body, 4, Duration::from_millis(20)).await;
            assert_eq!(read.map(|body| body.len()).map_err(|failure| failure.status), expected);
        };
        check(Body::from("abcd"), Ok(4)).await;
        check(Body::from("abcde"), Err(413)).await;
        check(Body::new(Silent), Err(408)).await;
    }
}
