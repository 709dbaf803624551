//! Takes connections, each with bounds: a client that is slow, silent or odd costs little and harms nobody.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;

use super::server::{Shared, respond};

/// How long a request's head may take to come in, and how long a connection may idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a connection may last; after that it ends with the request that it is at.
const LIFETIME: Duration = Duration::from_secs(3600);
/// How long an answer may take to be read once its connection is to end.
const END_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest head.
const MAX_HEAD_BYTES: usize = 32 * 1024;
/// The most headers.
const MAX_HEADERS: usize = 100;
/// The most connections at a time; more are hung up on.
const MAX_CONNECTIONS: usize = 2048;
/// How long to wait after a connection could not be taken, mostly because too many files are open.
const PAUSE: Duration = Duration::from_millis(50);

/// Marks an answer that is not to be written: the connection is dropped instead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dropped;

/// A request's connection is to be dropped.
#[derive(Debug, thiserror::Error)]
#[error("a rule drops the connection")]
struct Drop;

/// Serves until told to stop, then lets the requests that run come to their end.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>, mut stopped: oneshot::Receiver<()>) {
    let ending = watch::Sender::new(false);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            // A sender that was dropped is a stop too.
            _ = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) if connections.len() < MAX_CONNECTIONS => {
                    connections.spawn(connection(stream, Arc::clone(&shared), ending.subscribe()));
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    ending.send_replace(true);
    while connections.join_next().await.is_some() {}
}

async fn connection(stream: TcpStream, shared: Arc<Shared>, mut ending: watch::Receiver<bool>) {
    // Answers are small and written at once: nothing is won by holding them back.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let shared = Arc::clone(&shared);
        async move {
            let response: Response = respond(State(shared), request.map(Body::new)).await;
            if response.extensions().get::<Dropped>().is_some() { Err(Drop) } else { Ok(response) }
        }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD_BYTES);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // How a connection ends is its client's business.
        _ = connection.as_mut() => return,
        _ = ending.wait_for(|ending| *ending) => {}
        () = tokio::time::sleep(LIFETIME) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(END_TIMEOUT, connection).await;
}
