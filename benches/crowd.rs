//! How fast scripted contacts go through a flow: 10,000 of them, each with 10 steps, on one core.
//! `cargo bench --bench crowd` prints the median of some runs; `--once CASE` runs one case once, for a tool that counts
//! instructions.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::sync::Arc;
use std::time::Instant;

use cordboard::flow::Document;
use cordboard::sim::crowd::{Crowd, Doing, Ending, Plan};
use cordboard::sim::trace::FlowFile;
use cordboard::sim::world::Stub;
use cordboard::sim::{Program, Start};
use cordboard::widgets::run::Trigger;
use serde_json::{Value, json};

const ROUNDS: usize = 9;
const CONTACTS: u32 = 10_000;

fn state(name: &str, kind: &str, properties: Value, transitions: Value) -> Value {
    json!({"name": name, "type": kind, "properties": properties, "transitions": transitions})
}

/// Ten widgets in a row: two questions with their splits, variables, a request, two messages.
fn program() -> Arc<Program> {
    let ask = |name: &str, next: &str| {
        let properties = json!({"from": "{{flow.channel.address}}", "body": "How many, {{contact.channel.address}}?", "timeout": "3600"});
        let transitions = json!([{"event": "incomingMessage", "next": next}, {"event": "timeout", "next": next}, {"event": "deliveryFailure"}]);
        state(name, "send-and-wait-for-reply", properties, transitions)
    };
    let split = |name: &str, input: &str, next: &str| {
        let condition = |value: &str| json!({"event": "match", "next": next, "conditions": [{"friendly_name": value, "arguments": [input], "type": "equal_to", "value": value}]});
        let transitions = json!([{"event": "noMatch", "next": next}, condition("yes"), condition("no")]);
        state(name, "split-based-on", json!({"input": input}), transitions)
    };
    let set = |name: &str, value: &str, next: &str| {
        let properties = json!({"variables": [{"key": name, "value": value}]});
        state(name, "set-variables", properties, json!([{"event": "next", "next": next}]))
    };
    let send = |name: &str, next: Option<&str>| {
        let properties = json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "Order {{flow.variables.first}}: {{widgets.look.parsed.state | upcase}}"});
        state(name, "send-message", properties, json!([{"event": "sent", "next": next}, {"event": "failed"}]))
    };
    let look = state(
        "look",
        "make-http-request",
        json!({"method": "GET", "url": "https://example.com/{{flow.variables.first}}"}),
        json!([{"event": "success", "next": "tell"}, {"event": "failed", "next": "tell"}]),
    );
    let states = json!([
        state("Trigger", "trigger", json!({}), json!([{"event": "incomingMessage", "next": "ask_one"}])),
        ask("ask_one", "split_one"),
        split("split_one", "{{widgets.ask_one.inbound.Body}}", "first"),
        set("first", "{{widgets.ask_one.inbound.Body | strip}}", "ask_two"),
        ask("ask_two", "split_two"),
        split("split_two", "{{widgets.ask_two.inbound.Body}}", "second"),
        set("second", "{{flow.variables.first}} {{widgets.ask_two.inbound.Body}}", "look"),
        look,
        send("tell", Some("bye")),
        send("bye", None),
    ]);
    let flow =
        json!({"states": states, "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}});
    let document = Document::from_bytes(None, flow.to_string().as_bytes());
    let document = document.unwrap_or_else(|error| unreachable!("the flow opens: {error}"));
    Program::compile(document.flow())
}

fn plan(contacts: u32) -> Arc<Plan> {
    let source = FlowFile { file: "bench.json".to_owned(), sha256: String::new() };
    let start = Start::new(source, Trigger::Message, jiff::Timestamp::UNIX_EPOCH);
    let mut plan = Plan::new(program(), start, contacts);
    plan.otherwise =
        vec![(Doing::Says("yes".to_owned()), 70), (Doing::Says("no".to_owned()), 20), (Doing::Silent, 10)];
    let body = r#"{"state": "shipped"}"#.to_owned();
    let answered = Ending::Answered(Stub { status: 200, body, content_type: None });
    let failed = Ending::Leaves { event: "failed".to_owned(), result: None };
    plan.endings.insert("look".to_owned(), vec![(answered, 95), (failed, 5)]);
    Arc::new(plan)
}

/// All of them, in portions as the window runs them.
#[inline(never)]
fn measured(plan: &Arc<Plan>) -> Crowd {
    let mut crowd = Crowd::new(Arc::clone(plan));
    while !crowd.run(8).is_over() {}
    crowd
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, _] = arguments.as_slice()
        && flag == "--once"
    {
        println!("{} steps", measured(&plan(100)).totals().steps);
        return;
    }
    let plan = plan(CONTACTS);
    let mut steps = 0;
    let mut secs: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begin = Instant::now();
            steps = measured(&plan).totals().steps;
            begin.elapsed().as_secs_f64()
        })
        .collect();
    secs.sort_by(f64::total_cmp);
    let median = secs.get(ROUNDS / 2).copied().unwrap_or_default();
    println!("{CONTACTS} contacts, {steps} steps in {median:.2} s");
}
