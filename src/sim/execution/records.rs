//! What a trace says of an effect and its answer.

use serde_json::{Map, Value, json};

use crate::sim::trace::{self, Record};
use crate::widgets::run::{Act, Answer, Effect, Fetch, Summary};

/// The record of an effect that was performed.
pub(super) fn of_answer(effect: &Effect, widget: String, answer: &Answer, at: f64) -> Record {
    match effect {
        Effect::Send(send) => Record::Message(message(send.summary.clone(), widget, answer, at)),
        Effect::Fetch(fetch) => {
            let (kind, sent) = (fetch.kind.to_owned(), sent_of(fetch));
            Record::Act(trace::Act { kind, widget, sent, result: Some(result_of(answer)), at })
        }
        Effect::Act(Act { kind, sent }) => {
            let (kind, sent) = ((*kind).to_owned(), sent.clone());
            Record::Act(trace::Act { kind, widget, sent, result: Some(result_of(answer)), at })
        }
    }
}

fn sent_of(fetch: &Fetch) -> Map<String, Value> {
    let mut sent = Map::new();
    sent.insert("method".to_owned(), json!(fetch.method.name()));
    sent.insert("url".to_owned(), json!(without_password(&fetch.url)));
    if !fetch.body.is_empty() {
        sent.insert("content_type".to_owned(), json!(fetch.content_type));
        sent.insert("body".to_owned(), json!(fetch.body));
    }
    sent
}

/// An address without the password that stands before its host.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://•••@{host}{path}"),
        None => url.to_owned(),
    }
}

fn result_of(answer: &Answer) -> Map<String, Value> {
    let value = match answer {
        Answer::Response(response) => {
            json!({"status": response.status, "content_type": response.header("content-type"), "body": response.body})
        }
        Answer::Unreachable(reason) => json!({"error": reason}),
        Answer::Withheld(reason) => json!({"withheld": reason}),
        Answer::Done(done) => json!({"event": done.event, "left": done.result}),
    };
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn message(summary: Summary, widget: String, answer: &Answer, at: f64) -> trace::Message {
    let mut message = trace::Message {
        direction: trace::Direction::Outbound,
        widget,
        from: summary.from,
        to: summary.to,
        body: summary.body,
        media: summary.media,
        status: Some("failed".to_owned()),
        sid: None,
        error: None,
        at,
    };
    match answer {
        Answer::Unreachable(reason) | Answer::Withheld(reason) => {
            message.error = Some(trace::MessageError { code: None, message: reason.clone() });
        }
        Answer::Response(response) => {
            let text = |key: &str| response.json.as_ref()?.get(key)?.as_str().map(str::to_owned);
            if let Some(error) = response.api_error() {
                message.error = Some(trace::MessageError { code: error.code, message: error.message });
            } else {
                message.sid = text("sid");
                // Messages of a chat or conversation have no status of their own.
                message.status = text("status").or_else(|| Some("sent".to_owned()));
                if message.body.is_empty() {
                    // A content template: the server has filled it in.
                    message.body = text("body").unwrap_or_default();
                }
            }
        }
        Answer::Done(_) => {}
    }
    message
}
