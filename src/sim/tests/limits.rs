//! Studio's limits of flows that run flows, and of their size.

use super::*;
use crate::sim::Subflows;

/// The SID of the `n`th flow.
fn sid(n: usize) -> String {
    format!("FW{n:032x}")
}

/// A flow of which so many widgets run the given flows in turn, one after the other.
fn runs(widgets: usize, flows: usize) -> Value {
    let name = |n: usize| format!("run{n}");
    let mut states = vec![trigger("run0")];
    for n in 0..widgets {
        let transitions = json!([to("completed", &name(n + 1)), to("failed", "said")]);
        let transitions = if n + 1 == widgets {
            json!([to("completed", "said"), to("failed", "said")])
        } else {
            transitions
        };
        let properties = json!({"flow_sid": sid(n % flows), "flow_revision": "LatestPublished"});
        states.push(state(&name(n), "run-subflow", transitions, properties));
    }
    states.push(state("said", "set-variables", json!([{"event": "next"}]), json!({"variables": []})));
    Value::Array(states)
}

/// A flow of so many widgets of which the first alone is reached.
fn sized(widgets: usize) -> Value {
    let set = |n: usize| {
        state(&format!("w{n}"), "set-variables", json!([{"event": "next"}]), json!({"variables": []}))
    };
    let begins = state(
        "Trigger",
        "trigger",
        json!([to("incomingMessage", "w1"), to("incomingParent", "w1")]),
        json!({}),
    );
    std::iter::once(begins).chain((1..widgets).map(set)).collect()
}

/// Runs a flow with its subflows; the codes of what was warned of, and how it ended.
fn ends(states: Value, subflows: Subflows, assume: &[(&str, &str)]) -> (Vec<u32>, String) {
    let mut start = start();
    for (id, choice) in assume {
        start.assume.set(id, choice).unwrap();
    }
    let (_, emitted) = Execution::start(Program::compile_with(&flow(states), subflows), start);
    let mut codes = Vec::new();
    let mut end = String::new();
    for emitted in emitted {
        match emitted {
            Emitted::Record(Record::Warning(warning)) => codes.extend(warning.code),
            Emitted::Record(Record::Ended(ended)) => {
                end = format!("{} after {}", ended.reason.name(), ended.steps);
            }
            _ => {}
        }
    }
    (codes, end)
}

#[track_caller]
fn check(widgets: usize, flows: usize, codes: &[u32], end: &str) {
    let subflows = (0..flows).map(|n| (sid(n), Program::compile(&flow(sized(2))))).collect();
    assert_eq!(ends(runs(widgets, flows), subflows, &[]), (codes.to_vec(), end.to_owned()));
}

#[test]
fn a_flow_runs_fifty_flows_and_no_more() {
    // The trigger, each widget with the two steps of its subflow, and the last one.
    check(50, 50, &[], "completed after 152");
    check(51, 51, &[81024], "completed after 3");
}

#[test]
fn a_hundred_and_fifty_widgets_run_a_flow_and_no_more() {
    check(150, 50, &[], "completed after 452");
    check(151, 1, &[81024], "completed after 3");
}

#[test]
fn a_subflow_runs_no_subflow() {
    let mut inner = runs(1, 1);
    inner[0]["transitions"] = json!([to("incomingParent", "run0")]);
    let subflows = std::iter::once((sid(0), Program::compile(&flow(inner)))).collect();
    // The inner widget fails, and its flow goes on by that.
    assert_eq!(ends(runs(1, 1), subflows, &[]), (vec![81024], "completed after 6".to_owned()));
}

#[test]
fn two_thousand_widgets_are_executed_and_no_more() {
    let with = |own: usize, inner: usize| {
        let mut states = sized(own - 2);
        let mut more = runs(1, 1).as_array().unwrap()[1..].to_vec();
        states[0]["transitions"] = json!([to("incomingMessage", "run0")]);
        states.as_array_mut().unwrap().append(&mut more);
        // One file more that nothing runs does not count.
        let flows = [(sid(0), sized(inner)), (sid(1), sized(1500))];
        (states, flows.map(|(sid, states)| (sid, Program::compile(&flow(states)))).into_iter().collect())
    };
    let check = |(states, subflows): (Value, Subflows), assume: &[(&str, &str)], codes: &[u32], end: &str| {
        assert_eq!(ends(states, subflows, assume), (codes.to_vec(), end.to_owned()));
    };
    check(with(1000, 1000), &[], &[], "completed after 5");
    check(with(1000, 1001), &[], &[81026], "unhandled-failure after 0");
    let warned = [("too-many-widgets", "warned")];
    check(with(1000, 1001), &warned, &[81025], "completed after 5");
    check((sized(2000), Subflows::new()), &[], &[], "completed after 2");
    check((sized(2001), Subflows::new()), &[], &[81026], "unhandled-failure after 0");
}
