//! How fast the engine runs a flow, headless. `cargo bench --bench engine` prints steps a second (the median of many
//! runs) and what a step costs in memory; `--once CASE` runs one case once, for a tool that counts instructions.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use cordboard::flow::Document;
use cordboard::sim::trace::{FlowFile, Record};
use cordboard::sim::world::{Outside, ScriptedWorld};
use cordboard::sim::{Emitted, Execution, Input, Program, Start};
use cordboard::widgets::run::Trigger;
use serde_json::{Value, json};

const ROUNDS: usize = 200;

fn state(name: &str, kind: &str, properties: Value, transitions: Value) -> Value {
    json!({"name": name, "type": kind, "properties": properties, "transitions": transitions})
}

fn compiled(states: Vec<Value>) -> Arc<Program> {
    let trigger =
        state("Trigger", "trigger", json!({}), json!([{"event": "incomingMessage", "next": "first"}]));
    let states: Vec<Value> = std::iter::once(trigger).chain(states).collect();
    let flow =
        json!({"states": states, "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}});
    let document = Document::from_bytes(None, flow.to_string().as_bytes());
    let document = document.unwrap_or_else(|error| unreachable!("the flow opens: {error}"));
    Program::compile(document.flow())
}

/// Variables are set and compared in a loop that ends with the limit of 1,000 steps.
fn splits_and_variables() -> Arc<Program> {
    let set = |name: &str, next: &str| {
        let count = "{{flow.variables.count | plus: 1}}";
        let variables = json!([{"key": "count", "value": count},
            {"key": "greeting", "value": "Hello {{contact.channel.address}}, round {{flow.variables.count}}"}]);
        state(
            name,
            "set-variables",
            json!({"variables": variables}),
            json!([{"event": "next", "next": next}]),
        )
    };
    let split = |name: &str, next: &str| {
        let input = "{{flow.variables.count}}";
        let condition = |value: &str, next: &str| {
            json!({"event": "match", "next": next, "conditions": [
                {"friendly_name": value, "arguments": [input], "type": "equal_to", "value": value}]})
        };
        let transitions = json!([{"event": "noMatch", "next": next}, condition("never", "first"), condition("nor this", "first")]);
        state(name, "split-based-on", json!({"input": input}), transitions)
    };
    compiled(vec![
        set("first", "compare"),
        split("compare", "second"),
        set("second", "again"),
        split("again", "first"),
    ])
}

/// A message goes out, and something of its answer is looked at, in a loop that ends with the limit.
fn messages() -> Arc<Program> {
    let send = |name: &str, next: &str| {
        let properties = json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}",
            "body": "Your order {{trigger.message.Body}} is on its way, {{contact.channel.address}}."});
        state(
            name,
            "send-message",
            properties,
            json!([{"event": "sent", "next": next}, {"event": "failed", "next": next}]),
        )
    };
    compiled(vec![send("first", "second"), send("second", "first")])
}

fn start() -> Start {
    let source = FlowFile { file: "bench.json".to_owned(), sha256: String::new() };
    let mut start = Start::new(source, Trigger::Message, jiff::Timestamp::UNIX_EPOCH);
    start.body = "4711".to_owned();
    start
}

/// Runs to the end with the whole trace kept, in a world that answers at once.
#[inline(never)]
fn measured(program: &Arc<Program>, mut start: Start) -> (Execution, Vec<Record>) {
    let mut world = ScriptedWorld::new(&mut start, Outside::default());
    let (mut execution, emitted) = Execution::start(Arc::clone(program), start);
    let mut queue: VecDeque<Emitted> = emitted.into();
    let mut records = Vec::new();
    while let Some(emitted) = queue.pop_front() {
        match emitted {
            Emitted::Record(record) => records.push(record),
            Emitted::Effect { id, widget, effect } => {
                let answer = world.perform(&widget, &effect, execution.clock_secs());
                queue.extend(execution.apply(Input::Answer { id, answer }));
            }
        }
    }
    (execution, records)
}

/// What a step adds to the memory of this process, with its records and what it replaced; `None` where the system does
/// not tell.
fn bytes_a_step(program: &Arc<Program>) -> Option<f64> {
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?.to_owned();
        line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes * 1024.0)
    };
    let before = resident()?;
    let kept: Vec<_> = (0..100).map(|_| measured(program, start())).collect();
    let steps: u32 = kept.iter().map(|(execution, _)| execution.steps()).sum();
    Some((resident()? - before) / f64::from(steps))
}

fn main() {
    let cases = [("splits and variables", splits_and_variables()), ("messages", messages())];
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, name] = arguments.as_slice()
        && flag == "--once"
    {
        for (_, program) in cases.iter().filter(|(case, _)| case == name) {
            println!("{} records", measured(program, start()).1.len());
        }
        return;
    }
    for (name, program) in cases {
        let mut steps = 0;
        let mut micros: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let start = start();
                let begin = Instant::now();
                let (execution, _records) = measured(&program, start);
                steps = execution.steps();
                begin.elapsed().as_secs_f64() * 1e6
            })
            .collect();
        micros.sort_by(f64::total_cmp);
        let median = micros.get(ROUNDS / 2).copied().unwrap_or_default();
        let rate = f64::from(steps) / median * 1e6;
        println!("{name}: {steps} steps in {median:.0} µs, {rate:.0} steps a second");
        if let Some(bytes) = bytes_a_step(&program) {
            println!("{name}: {bytes:.0} bytes a step with trace and history");
        }
    }
}
