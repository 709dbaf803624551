//! Lists of Twilio's, page by page, in both of its styles.

use reqwest::Url;
use serde_json::Value;

use crate::twilio::{Client, Product, Request};

/// A page of a list.
#[derive(Debug)]
pub(super) struct Page {
    /// What it holds.
    pub(super) rows: Vec<Value>,
    /// What asks for the next one.
    pub(super) next: Option<Request>,
}

/// Why a list could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub(super) struct Unread {
    /// Twilio's code, where it said one.
    pub(super) code: Option<u32>,
    /// A sentence.
    pub(super) reason: String,
}

impl From<Unread> for String {
    fn from(unread: Unread) -> Self {
        unread.reason
    }
}

/// The rows of a list.
pub(super) struct List {
    /// As far as they were read.
    pub(super) rows: Vec<Value>,
    /// Whether there are no more.
    pub(super) is_whole: bool,
}

/// Asks for a page of the list `key`.
pub(super) async fn page(client: &Client, request: &Request, key: &str) -> Result<Page, Unread> {
    let unread = |code, reason| Unread { code, reason };
    let response = client.send(request).await.map_err(|error| unread(None, error.to_string()))?;
    if let Some(error) = response.api_error() {
        return Err(unread(error.code, error.to_string()));
    }
    let json = response.json.as_ref();
    let field = |name: &str| json.and_then(|json| json.get(name));
    let rows = field(key).and_then(Value::as_array).cloned();
    let rows = rows.ok_or_else(|| unread(None, "the answer is no list".to_owned()))?;
    let next = field("next_page_uri").or_else(|| field("meta").and_then(|meta| meta.get("next_page_url")));
    let next = next.and_then(Value::as_str).and_then(|next| following(request, next));
    Ok(Page { rows, next })
}

/// The rows of a list, of at most `most_pages` pages.
pub(super) async fn all(
    client: &Client,
    first: Request,
    key: &str,
    most_pages: usize,
) -> Result<List, Unread> {
    let mut rows = Vec::new();
    let mut next = Some(first);
    for _ in 0..most_pages {
        let Some(request) = next else { break };
        let page = page(client, &request, key).await?;
        rows.extend(page.rows);
        next = page.next;
    }
    Ok(List { rows, is_whole: next.is_none() })
}

/// The request for an address that the server gave: relative in the first API, absolute elsewhere. Only path and
/// query count, so that credentials stay with the host that they were meant for.
fn following(request: &Request, next: &str) -> Option<Request> {
    let url = Url::parse("https://twilio.invalid").ok()?.join(next).ok()?;
    let path = match request.product() {
        None | Some(Product::Api) => url.path(),
        Some(product) => {
            // What stands in for Twilio tells the products apart by a prefix, which the client puts there again.
            let prefix = format!("/{}", product.name());
            url.path().strip_prefix(&prefix).filter(|rest| rest.starts_with('/')).unwrap_or(url.path())
        }
    };
    let next = Request::new(request.service.clone(), request.method, path);
    Some(url.query_pairs().fold(next, |next, (name, value)| next.field(name, value)))
}

/// A text of a row.
pub(super) fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}
