//! Where the time of a request goes before it is on the wire. Each request hears of its own connection only: what it began
//! is noted in a place of its task, and a connection that was open already notes nothing.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tower_layer::Layer;
use tower_service::Service;

use super::error::Phase;

tokio::task_local! {
    static MARKS: Marks;
}

/// What was noted of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks(Arc<Mutex<Noted>>);

/// When the parts of a request began and were done.
#[derive(Clone, Copy, Debug, Default)]
struct Noted {
    lookup: Part,
    connect: Part,
}

#[derive(Clone, Copy, Debug, Default)]
struct Part {
    began: Option<Instant>,
    took: Option<Duration>,
}

impl Part {
    fn begin(&mut self) {
        *self = Self { began: Some(Instant::now()), took: None };
    }

    fn end(&mut self) {
        self.took = self.began.map(|began| began.elapsed());
    }

    fn is_running(self) -> bool {
        self.began.is_some() && self.took.is_none()
    }
}

impl Marks {
    /// Does something whose connections are noted here.
    pub(super) async fn watching<T>(&self, inside: impl Future<Output = T>) -> T {
        MARKS.scope(self.clone(), inside).await
    }

    fn note(&self, change: impl FnOnce(&mut Noted)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn noted(&self) -> Noted {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long the lookup took, and how long the connection after it; nothing where the connection was open already.
    pub(super) fn took(&self) -> (Option<Duration>, Option<Duration>) {
        let noted = self.noted();
        let Some(connect) = noted.connect.took else { return (None, None) };
        let lookup = noted.lookup.took;
        (lookup, Some(connect.saturating_sub(lookup.unwrap_or_default())))
    }

    #[cfg(test)]
    pub(super) fn has_looked_up(&self) -> bool {
        self.noted().lookup.took.is_some()
    }

    /// What is being done, where no answer has come yet.
    pub(super) fn phase(&self) -> Phase {
        let noted = self.noted();
        if !noted.connect.is_running() {
            Phase::Wait
        } else if noted.lookup.is_running() {
            Phase::Lookup
        } else {
            Phase::Connect
        }
    }
}

/// The marks of the task that asks, where there are any.
fn own() -> Option<Marks> {
    MARKS.try_with(Clone::clone).ok()
}

/// Looks names up as the system does.
pub(super) struct Lookup;

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let marks = own();
        Box::pin(async move {
            if let Some(marks) = &marks {
                marks.note(|noted| noted.lookup.begin());
            }
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            if let Some(marks) = &marks {
                marks.note(|noted| noted.lookup.end());
            }
            let found: Addrs = Box::new(found?.collect::<Vec<_>>().into_iter());
            Ok(found)
        })
    }
}

/// Notes when connections are made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watching;

impl<S> Layer<S> for Watching {
    type Service = Watched<S>;

    fn layer(&self, inner: S) -> Watched<S> {
        Watched(inner)
    }
}

/// A connector that is watched.
#[derive(Clone, Debug)]
pub(super) struct Watched<S>(S);

impl<S, T> Service<T> for Watched<S>
where
    S: Service<T>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, target: T) -> Self::Future {
        let marks = own();
        if let Some(marks) = &marks {
            marks.note(|noted| noted.connect.begin());
        }
        let connecting = self.0.call(target);
        Box::pin(async move {
            let connection = connecting.await;
            if let (Some(marks), true) = (&marks, connection.is_ok()) {
                marks.note(|noted| noted.connect.end());
            }
            connection
        })
    }
}
