//! HTTP in, HTTP out: the only file here that knows the web server.
//!
//! A request is judged (where from, for whom), turned into a [`Call`], answered under one lock without waiting,
//! and written back with the headers that Twilio sends.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use tokio::sync::mpsc::UnboundedSender;

use super::auth::{self, Rules};
use super::call::{Answer, Call, Fields, Reply};
use super::clock::Clock;
use super::errors::Failure;
use super::job::Job;
use super::policy::Policy;
use super::route::{self, Target};
use super::store::{Store, World};
use super::{chat, contents, conversations, messages, pools, xml};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, Product};

/// The longest request body that is read; 32 KB of text take three times as much when encoded.
const MAX_REQUEST_BYTES: usize = 1024 * 1024;
/// A body that is too long is read on for a while: who is still writing would not see an answer that comes early.
const MAX_DRAINED_BYTES: usize = 16 * 1024 * 1024;

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
}

impl Shared {
    /// Works on the store. A panic elsewhere must not stop the mock, so a poisoned lock is taken as it is.
    pub(super) fn with_store<T>(&self, work: impl FnOnce(&mut Store) -> T) -> T {
        work(&mut self.store.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Answers every request.
pub(super) async fn respond(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let started = Instant::now();
    let running = shared.running.fetch_add(1, Ordering::Relaxed) + 1;
    let _count = Count(Arc::clone(&shared));
    let (parts, body) = request.into_parts();
    let (target, reply) = handle(&shared, &parts, body).await;
    let head = Head {
        id: shared.with_store(|store| store.sid(prefix::REQUEST)),
        running,
        product: target.as_ref().map_or(Product::Api, |target| target.product),
        xml: target.is_some_and(|target| target.xml),
        seconds: started.elapsed().as_secs_f64(),
    };
    head.write(reply)
}

/// Counts a request as finished even where the client has gone away in between.
struct Count(Arc<Shared>);

impl Drop for Count {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn handle(shared: &Shared, parts: &Parts, body: Body) -> (Option<Target>, Reply) {
    let target = match admit(shared, parts) {
        Ok(target) => target,
        Err(failure) => return (None, Err(failure)),
    };
    let Some(body) = read(body).await else {
        return (Some(target), Err(Failure::new(413, 20422, "The request is too long")));
    };
    let reply = dispatch(shared, parts, &target, &body);
    (Some(target), reply)
}

/// Reads a body; `None` where it is too long or breaks off.
async fn read(mut body: Body) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut seen = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen > MAX_DRAINED_BYTES {
            return None;
        }
        if seen <= MAX_REQUEST_BYTES {
            bytes.extend_from_slice(&data);
        }
    }
    (seen <= MAX_REQUEST_BYTES).then_some(bytes)
}

/// Lets in who talks to loopback or to Twilio, and finds what they want.
fn admit(shared: &Shared, parts: &Parts) -> Result<Target, Failure> {
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
    let Some(ground) = route::ground(authority, &shared.extra_hosts) else {
        return Err(Failure::new(403, 20403, "This mock does not answer for this host (see --host)"));
    };
    route::find(ground, authority, parts.uri.path()).map_err(|resource| Failure::not_found(&resource))
}

fn dispatch(shared: &Shared, parts: &Parts, target: &Target, body: &[u8]) -> Reply {
    let header = text(&parts.headers, header::AUTHORIZATION);
    let in_path = target.account.as_deref();
    let now = shared.clock.now();
    shared.with_store(|store| {
        let account = auth::account(&shared.rules, store, header, in_path, &target.resource)?;
        let method = match parts.method.as_str() {
            "GET" => Method::Get,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "PATCH" => Method::Patch,
            "DELETE" => Method::Delete,
            _ => return Err(Failure::method()),
        };
        let kind = text(&parts.headers, header::CONTENT_TYPE).unwrap_or("application/x-www-form-urlencoded");
        let is_form = kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
        let call = Call {
            product: target.product,
            method,
            account,
            path: target.path.clone(),
            resource: target.resource.clone(),
            root: target.root.clone(),
            query: Fields::parse(parts.uri.query().unwrap_or_default().as_bytes()),
            form: if is_form { Fields::parse(body) } else { Fields::default() },
            json: if is_form { None } else { serde_json::from_slice(body).ok() },
            is_plain: target.xml,
        };
        let mut world = World { store, policy: shared.policy, now, jobs: Vec::new() };
        let reply = answer(&mut world, &call);
        for job in world.jobs {
            // Only a mock that is being stopped takes no more jobs.
            let _ = shared.jobs.send(job);
        }
        reply
    })
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
        // Flows can be registered; to read and run them over REST comes with a later version.
        Product::Studio => Err(call.not_found()),
    }
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
    fn write(self, reply: Reply) -> Response {
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
            None => Body::empty(),
            Some(body) if self.xml => {
                builder = builder.header(header::CONTENT_TYPE, "application/xml");
                Body::from(xml::document(&body))
            }
            Some(body) => {
                builder = builder.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
        };
        builder.body(body).unwrap_or_else(|_| axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}
