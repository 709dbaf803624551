//! A flow as large as one likes, for benches and for tests that count.

use cordboard::flow::{Document, Flow};
use serde_json::json;

/// A trigger and messages in rows: each leads to the next one and the one below, some far back.
pub fn flow(widgets: usize, per_row: usize) -> Flow {
    let place = |n: usize| json!({"x": n % per_row * 300, "y": n / per_row * 220});
    let state = |n: usize| {
        json!({
            "name": format!("w{n}"), "type": "send-message",
            "transitions": [
                {"event": "sent", "next": format!("w{}", n % (widgets - 1) + 1)},
                {"event": "failed", "next": format!("w{}", if n.is_multiple_of(50) { n / 2 + 1 } else { n + per_row })},
            ],
            "properties": {"body": format!("Message {n} to {{{{flow.data.name}}}}"), "offset": place(n)},
        })
    };
    let trigger = json!({
        "name": "Trigger", "type": "trigger", "properties": {"offset": place(0)},
        "transitions": [{"event": "incomingMessage", "next": "w1"}],
    });
    let states: Vec<_> = std::iter::once(trigger).chain((1..widgets).map(state)).collect();
    let text = json!({"states": states, "initial_state": "Trigger"}).to_string();
    Document::from_bytes(None, text.as_bytes())
        .map(|document| document.flow().clone())
        .unwrap_or_else(|error| unreachable!("the generated flow opens: {error}"))
}
