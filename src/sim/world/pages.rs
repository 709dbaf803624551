//! Lists of Twilio's, page by page, in both of its styles.

use reqwest::Url;
use serde_json::Value;

use crate::twilio::{Client, Product, Request};

/// A page of a list.
pub(super) struct Page {
    /// What it holds.
    pub(super) rows: Vec<Value>,
    /// What asks for the next one.
    pub(super) next: Option<Request>,
}

/// Asks for a page of the list `key`. An error is a sentence.
pub(super) async fn page(client: &Client, request: &Request, key: &str) -> Result<Page, String> {
    let response = client.send(request).await.map_err(|error| error.to_string())?;
    if let Some(error) = response.api_error() {
        return Err(error.to_string());
    }
    let json = response.json.as_ref();
    let field = |name: &str| json.and_then(|json| json.get(name));
    let rows = field(key).and_then(Value::as_array).cloned().ok_or("the answer is no list")?;
    let next = field("next_page_uri").or_else(|| field("meta").and_then(|meta| meta.get("next_page_url")));
    let next = next.and_then(Value::as_str).and_then(|next| following(request, next));
    Ok(Page { rows, next })
}

/// All rows of a list, of at most `most_pages` pages.
pub(super) async fn all(
    client: &Client,
    first: Request,
    key: &str,
    most_pages: usize,
) -> Result<Vec<Value>, String> {
    let mut rows = Vec::new();
    let mut next = Some(first);
    for _ in 0..most_pages {
        let Some(request) = next else { break };
        let page = page(client, &request, key).await?;
        rows.extend(page.rows);
        next = page.next;
    }
    Ok(rows)
}

/// The request for an address that the server gave: relative in the first API, absolute elsewhere. Only path and
/// query count, so that credentials stay with the host that they were meant for.
fn following(request: &Request, next: &str) -> Option<Request> {
    let url = Url::parse("https://twilio.invalid").ok()?.join(next).ok()?;
    let path = match request.product {
        Product::Api => url.path(),
        product => {
            // What stands in for Twilio tells the products apart by a prefix, which the client puts there again.
            let prefix = format!("/{}", product.name());
            url.path().strip_prefix(&prefix).filter(|rest| rest.starts_with('/')).unwrap_or(url.path())
        }
    };
    let next = Request::new(request.product, request.method, path);
    Some(url.query_pairs().fold(next, |next, (name, value)| next.field(name, value)))
}

/// A text of a row.
pub(super) fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}
