//! What Studio does before the store is locked: files are looked at, flows are read and checked.
//!
//! A flow may be large, and everybody waits for the store, so only what is finished is handed in.

use std::path::PathBuf;
use std::sync::Arc;

use super::definition::Content;
use super::flows::{self, Stamp, content_of, stamp};
use crate::flow::{Document, file};
use crate::mock::call::Call;
use crate::mock::server::Shared;
use crate::twilio::{Method, Product};

/// Reads what a request brings, and looks at the files of flows where the request may show or begin one.
pub(in crate::mock) async fn prepare(shared: &Shared, mut call: Call) -> Call {
    let may_begin = match call.product {
        Product::Studio => true,
        Product::Conversations | Product::Chat => call.method == Method::Post,
        Product::Api => call.path.first().is_some_and(|part| part == "_cordboard"),
        Product::Messaging | Product::Content | Product::Lookups | Product::Verify => false,
    };
    if may_begin {
        refresh_aside(shared).await;
    }
    if call.product == Product::Studio && call.form.filled("Definition").is_some() {
        let asked = call.clone();
        // A task that is broken off leaves a request without a definition, which is then told so.
        call.prepared = tokio::task::spawn_blocking(move || flows::prepare(&asked)).await.ok().flatten();
    }
    call
}

/// A flow whose file has changed: its SID, the file, what that looks like now, and the content of the latest version.
type Changed = (String, PathBuf, Stamp, Option<Arc<Content>>);
/// What such a file says now; nothing where it makes no flow.
type Read = (String, Stamp, Option<Arc<Content>>);

/// Reads the files of flows again that have changed. What cannot be read leaves the flow as it was.
pub(in crate::mock) fn refresh(shared: &Shared) {
    take(shared, read(changed(shared)));
}

/// The same for who must not hold up other tasks.
pub(in crate::mock) async fn refresh_aside(shared: &Shared) {
    let changed = changed(shared);
    if !changed.is_empty() {
        take(shared, tokio::task::spawn_blocking(move || read(changed)).await.unwrap_or_default());
    }
}

fn changed(shared: &Shared) -> Vec<Changed> {
    let mut known: Vec<Changed> = shared.with_store(|store| {
        let all = store.studio.flows.iter().filter_map(|(_, flow)| {
            let (path, stamp) = flow.source()?;
            Some((flow.sid.clone(), path, stamp, flow.latest().map(|latest| Arc::clone(&latest.content))))
        });
        all.collect()
    });
    known.retain_mut(|(_, path, known, _)| {
        let found = stamp(path);
        std::mem::replace(known, found) != found
    });
    known
}

fn read(changed: Vec<Changed>) -> Vec<Read> {
    let one = |(sid, path, found, latest): Changed| {
        let content = file::read(&path).ok().and_then(|bytes| match Document::from_bytes(None, &bytes) {
            Ok(document) => Some(content_of(latest, document.flow())),
            Err(error) => {
                tracing::warn!(%error, flow = sid, "the changed file of a flow was left aside");
                None
            }
        });
        (sid, found, content)
    };
    changed.into_iter().map(one).collect()
}

fn take(shared: &Shared, read: Vec<Read>) {
    if read.is_empty() {
        return;
    }
    let now = shared.clock.now();
    shared.with_store(|store| {
        for (sid, found, content) in read {
            if let Some(flow) = store.studio.flows.get_mut(&sid) {
                flow.reread(found, content, now);
            }
        }
    });
}
