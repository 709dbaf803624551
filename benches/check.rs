//! How fast a flow is checked, headless. `cargo bench --bench check` prints the median and the 95th percentile of each
//! case in milliseconds.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::time::Instant;

use cordboard::check::{Options, check};
use cordboard::flow::Document;
use serde_json::{Value, json};

const ROUNDS: usize = 50;

/// Questions, splits, variables and messages in turn: each reads what stands before it, and some lead far back.
fn flow(widgets: usize) -> String {
    let state = |n: usize| {
        let next = format!("w{}", n % (widgets - 1) + 1);
        let back = format!("w{}", n / 2 + 1);
        let asked = format!("{{{{widgets.w{}.inbound.Body}}}}", n / 4 * 4);
        match n % 4 {
            0 => json!({"name": format!("w{n}"), "type": "send-and-wait-for-reply",
                "properties": {"from": "{{flow.channel.address}}", "body": format!("Question {n}, {{{{flow.variables.v{}}}}}?", n / 2), "timeout": "60"},
                "transitions": [{"event": "incomingMessage", "next": next}, {"event": "timeout", "next": back},
                    {"event": "deliveryFailure"}]}),
            1 => json!({"name": format!("w{n}"), "type": "split-based-on", "properties": {"input": asked},
                "transitions": [{"event": "noMatch", "next": next}, {"event": "match", "next": back, "conditions": [
                    {"friendly_name": "yes", "arguments": [asked], "type": "equal_to", "value": "yes"}]}]}),
            2 => json!({"name": format!("w{n}"), "type": "set-variables",
                "properties": {"variables": [{"key": format!("v{n}"), "value": asked}]},
                "transitions": [{"event": "next", "next": next}]}),
            _ => json!({"name": format!("w{n}"), "type": "send-message",
                "properties": {"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": format!("You said {asked}")},
                "transitions": [{"event": "sent", "next": next}, {"event": "failed", "next": back}]}),
        }
    };
    let trigger = json!({"name": "Trigger", "type": "trigger", "properties": {},
        "transitions": [{"event": "incomingMessage", "next": "w1"}]});
    let states: Vec<Value> = std::iter::once(trigger).chain((1..widgets).map(state)).collect();
    json!({"states": states, "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}})
        .to_string()
}

fn measure(name: &str, mut work: impl FnMut() -> usize) {
    let mut found = 0;
    let mut millis: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begin = Instant::now();
            found = work();
            begin.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    millis.sort_by(f64::total_cmp);
    let at = |share: usize| millis.get(ROUNDS * share / 100).copied().unwrap_or_default();
    println!("{name}: median {:.2} ms, 95 % {:.2} ms ({found} findings)", at(50), at(95));
}

fn main() {
    for widgets in [100, 2_000] {
        let text = flow(widgets);
        let parse = || {
            Document::from_bytes(None, text.as_bytes())
                .map(|document| document.flow().clone())
                .unwrap_or_else(|error| unreachable!("the generated flow opens: {error}"))
        };
        let parsed = parse();
        measure(&format!("{widgets} widgets, checked"), || check(&parsed, &Options::default()).len());
        measure(&format!("{widgets} widgets, parsed and checked"), || {
            check(&parse(), &Options::default()).len()
        });
    }
}
