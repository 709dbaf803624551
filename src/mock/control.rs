//! `/_cordboard/…`: looking at the log and changing the rules of a running mock. No part of Twilio, so not in the log.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::auth;
use super::call::Fields;
use super::errors::Failure;
use super::log::Entry;
use super::rules::Rules;
use super::server::{MAX_REQUEST_BYTES, Shared, read};

/// What all addresses of the mock's own begin with.
const PREFIX: &str = "/_cordboard/";

/// Whether a path is one of these; the door for what contacts write takes an account's credentials, as Twilio does.
pub(super) fn is_meant(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest != "inbound")
}
/// How many entries are shown where no other number is asked for.
const DEFAULT_LIMIT: usize = 100;

/// Answers a request to the mock itself.
pub(super) async fn respond(shared: &Shared, parts: &Parts, body: Body) -> Response {
    let result = if is_let_in(shared, &parts.headers) {
        read(body, MAX_REQUEST_BYTES).await.and_then(|body| answer(shared, parts, &body))
    } else {
        Err(Failure::unauthorized("Authenticate"))
    };
    let (status, body) = match result {
        Ok(Some(body)) => (StatusCode::OK, body),
        Ok(None) => return StatusCode::NO_CONTENT.into_response(),
        Err(failure) => (StatusCode::from_u16(failure.status).unwrap_or_default(), failure.body()),
    };
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// Where a token is insisted on, it is asked for here, too; the user does not matter.
fn is_let_in(shared: &Shared, headers: &HeaderMap) -> bool {
    let Some(token) = &shared.rules.token else { return true };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    given.and_then(auth::credentials).is_some_and(|(_, secret)| secret == token.expose_secret())
}

fn answer(shared: &Shared, parts: &Parts, body: &[u8]) -> Result<Option<Value>, Failure> {
    let path = parts.uri.path().strip_prefix(PREFIX).unwrap_or_default();
    match (parts.method.as_str(), path) {
        ("GET", "log") => log(shared, parts).map(Some),
        ("DELETE", "log") => {
            shared.log.clear();
            Ok(None)
        }
        ("GET", "rules") => Ok(Some(rules(&shared.judge.rules()))),
        ("PUT", "rules") => {
            let text =
                std::str::from_utf8(body).map_err(|_| Failure::bad(20422, "The rules are no UTF-8"))?;
            let parsed = Rules::parse(text).map_err(|error| Failure::bad(20422, error.to_string()))?;
            let answer = rules(&parsed);
            shared.judge.set(parsed);
            Ok(Some(answer))
        }
        ("DELETE", "rules") => {
            shared.judge.set(Rules::default());
            Ok(None)
        }
        (_, "log" | "rules") => Err(Failure::method()),
        _ => Err(Failure::not_found(parts.uri.path())),
    }
}

fn rules(rules: &Rules) -> Value {
    json!({"count": rules.len(), "text": rules.text()})
}

/// The newest entries that hold the text, oldest first.
fn log(shared: &Shared, parts: &Parts) -> Result<Value, Failure> {
    let query = Fields::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let limit = match query.filled("limit") {
        None => DEFAULT_LIMIT,
        Some(text) => text.parse().map_err(|_| Failure::bad(20422, "limit is not a number"))?,
    };
    let since = query.filled("since").map_or(Ok(0), str::parse::<u64>);
    let since = since.map_err(|_| Failure::bad(20422, "since is not a number"))?;
    let search = query.filled("search");
    let base = format!("http://{}", shared.here());
    let entries = shared.log.since(since);
    let mut rows: Vec<Value> = entries
        .iter()
        .rev()
        .filter(|entry| search.is_none_or(|text| entry.contains(text)))
        .take(limit)
        .map(|entry| row(entry, &base))
        .collect();
    rows.reverse();
    Ok(json!({"entries": rows, "newest": entries.last().map_or(since, |entry| entry.number)}))
}

fn row(entry: &Entry, base: &str) -> Value {
    json!({
        "number": entry.number,
        "at": entry.at.to_string(),
        "way": entry.way.name(),
        "what": entry.what,
        "method": entry.method,
        "host": entry.host,
        "target": entry.target,
        "body": entry.body,
        "status": entry.status,
        "error": entry.error,
        "code": entry.code,
        "answer": entry.answer,
        "micros": entry.micros,
        "tries": entry.tries,
        "rule": entry.rule.as_deref(),
        "curl": entry.curl(base),
    })
}
