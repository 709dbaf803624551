//! Flows for tests of the mock's Studio, and waiting for what their executions do.

use std::time::Duration;

use cordboard::mock::ExecutionEvent;
use cordboard::sim::Record;
use cordboard::sim::trace::Reason;
use cordboard::twilio::Method::{Get, Post};
use cordboard::twilio::Product::Studio;
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;

use super::Bench;

/// What the mock tells of executions.
pub type Events = Receiver<ExecutionEvent>;

pub fn state(name: &str, kind: &str, transitions: Value, properties: Value) -> Value {
    let mut properties = properties;
    properties["offset"] = json!({"x": 0, "y": 0});
    json!({"name": name, "type": kind, "transitions": transitions, "properties": properties})
}

pub fn to(event: &str, next: &str) -> Value {
    json!({"event": event, "next": next})
}

/// A trigger of which every event leads to `first`.
pub fn trigger(first: &str) -> Value {
    let events = ["incomingMessage", "incomingCall", "incomingConversationMessage", "incomingRequest"];
    let mut transitions: Vec<Value> = events.into_iter().map(|event| to(event, first)).collect();
    transitions.push(json!({"event": "incomingParent"}));
    state("Trigger", "trigger", json!(transitions), json!({}))
}

/// Sends and goes on; in a chat it writes there.
pub fn send(name: &str, body: &str, next: Option<&str>) -> Value {
    let sent = next.map_or_else(|| json!({"event": "sent"}), |next| to("sent", next));
    let properties = json!({
        "service": "{{trigger.message.InstanceSid}}", "channel": "{{trigger.message.ChannelSid}}",
        "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": body,
    });
    state(name, "send-message", json!([sent, {"event": "failed"}]), properties)
}

/// Sends and waits.
pub fn ask(name: &str, body: &str, timeout: &str, reply: &str, silence: Option<&str>) -> Value {
    let silence = silence.map_or_else(|| json!({"event": "timeout"}), |next| to("timeout", next));
    let transitions = json!([to("incomingMessage", reply), silence, {"event": "deliveryFailure"}]);
    let properties = json!({
        "service": "{{trigger.message.InstanceSid}}", "channel": "{{trigger.message.ChannelSid}}",
        "from": "{{flow.channel.address}}", "body": body, "timeout": timeout,
    });
    state(name, "send-and-wait-for-reply", transitions, properties)
}

pub fn flow(states: &[Value]) -> String {
    json!({
        "description": "test", "states": states, "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": true},
    })
    .to_string()
}

/// Asks for a name and greets.
pub fn greeter() -> String {
    flow(&[
        trigger("name"),
        ask("name", "Name?", "60", "hello", Some("bye")),
        send("hello", "Hello {{widgets.name.inbound.Body}}", None),
        send("bye", "Bye", None),
    ])
}

/// Says one thing.
pub fn echo() -> String {
    flow(&[
        trigger("say"),
        send("say", "You said {{trigger.message.Body}}{{trigger.conversation.Body}}", None),
    ])
}

/// Creates a published flow and gives its SID.
pub async fn publish(bench: &Bench, definition: &str) -> String {
    let fields = [("FriendlyName", "Test"), ("Status", "published"), ("Definition", definition)];
    let made = bench.done(Studio, Post, "/v2/Flows", &fields).await;
    made["sid"].as_str().unwrap().to_owned()
}

/// Begins an execution over REST and gives its SID.
pub async fn begin(bench: &Bench, flow: &str, to: &str, from: &str) -> String {
    let path = format!("/v2/Flows/{flow}/Executions");
    let made = bench.done(Studio, Post, &path, &[("To", to), ("From", from)]).await;
    made["sid"].as_str().unwrap().to_owned()
}

/// The next event that is wanted. Time is no measure here: it only ends a test that would wait for ever.
pub async fn until<T>(events: &mut Events, wanted: impl Fn(&ExecutionEvent) -> Option<T>) -> T {
    let wait = async {
        loop {
            if let Some(found) = wanted(&events.recv().await.unwrap()) {
                return found;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.expect("it does not happen")
}

/// Waits until an execution waits.
pub async fn waits(events: &mut Events, sid: &str) -> String {
    until(events, |event| match event {
        ExecutionEvent::Record { execution, record } if &**execution == sid => match &**record {
            Record::Waiting(waiting) => Some(waiting.widget.clone()),
            _ => None,
        },
        _ => None,
    })
    .await
}

/// Waits until an execution has ended.
pub async fn ends(events: &mut Events, sid: &str) -> Reason {
    until(events, |event| match event {
        ExecutionEvent::Ended { execution, reason } if &**execution == sid => Some(*reason),
        _ => None,
    })
    .await
}

/// Waits until any execution begins.
pub async fn begins(events: &mut Events) -> String {
    until(events, |event| match event {
        ExecutionEvent::Started { execution, .. } => Some(execution.to_string()),
        _ => None,
    })
    .await
}

/// The texts that the mock holds, oldest first, with their senders.
pub fn said(bench: &Bench) -> Vec<(String, String)> {
    let messages = bench.mock.messages();
    messages.into_iter().map(|m| (m.from.unwrap_or_default(), m.body.unwrap_or_default())).collect()
}

/// An execution's steps, oldest first: where from, by what, where to.
pub async fn steps(bench: &Bench, flow: &str, sid: &str) -> Vec<String> {
    let path = format!("/v2/Flows/{flow}/Executions/{sid}/Steps");
    let list = bench.done(Studio, Get, &path, &[]).await;
    let rows = list["steps"].as_array().unwrap();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    rows.iter()
        .rev()
        .map(|row| {
            let (from, event, next) =
                (text(row, "transitioned_from"), text(row, "name"), text(row, "transitioned_to"));
            format!("{from} {event}>{next}")
        })
        .collect()
}

/// The variables of an execution.
pub async fn context(bench: &Bench, flow: &str, sid: &str) -> Value {
    let path = format!("/v2/Flows/{flow}/Executions/{sid}/Context");
    bench.done(Studio, Get, &path, &[]).await["context"].clone()
}
