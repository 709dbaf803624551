//! How fast a flow is checked, headless. `cargo bench --bench check` prints the median and the 95th percentile of each
//! case in milliseconds.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::time::Instant;

use cordboard::check::{Checker, Options, Rendered, check};
use cordboard::flow::{Document, Edit, Flow, Offset, Output, WidgetId};
use serde_json::{Value, json};

const ROUNDS: usize = 50;
const WIDGETS: usize = 2_000;

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

/// A case: what is done each time, given how often it was done before.
struct Case {
    name: &'static str,
    work: Box<dyn FnMut(usize) -> usize>,
}

fn parse(text: &str) -> Flow {
    Document::from_bytes(None, text.as_bytes())
        .map(|document| document.flow().clone())
        .unwrap_or_else(|error| unreachable!("the generated flow opens: {error}"))
}

/// Edits one version after another and looks at each again, as the editor does.
fn rechecked(name: &'static str, flow: &Flow, edit: fn(&Flow, usize) -> Edit) -> Case {
    let (mut flow, mut checker) = (flow.clone(), Checker::new(Options::default()));
    let mut first = Some(());
    let work = move |round| {
        if first.take().is_some() {
            checker.check(&flow, &Rendered::new());
        }
        flow = edit(&flow, round).apply(&flow).unwrap_or_else(|error| unreachable!("it applies: {error}"));
        timed(|| checker.check(&flow, &Rendered::new()).len())
    };
    Case { name, work: Box::new(work) }
}

/// What is measured stands below this function: neither the edit before a re-check nor the clock.
#[inline(never)]
fn measured(work: impl FnOnce() -> usize) -> usize {
    std::hint::black_box(work())
}

fn timed(work: impl FnOnce() -> usize) -> usize {
    let begin = Instant::now();
    let found = measured(work);
    MILLIS.set(begin.elapsed().as_secs_f64() * 1e3);
    found
}

thread_local! {
    static MILLIS: std::cell::Cell<f64> = const { std::cell::Cell::new(0.0) };
}

fn cases(widgets: usize) -> Vec<Case> {
    let text = flow(widgets);
    let parsed = parse(&text);
    let checked = parsed.clone();
    vec![
        Case {
            name: "checked",
            work: Box::new(move |_| timed(|| check(&checked, &Options::default()).len())),
        },
        Case {
            name: "parsed and checked",
            work: Box::new(move |_| timed(|| check(&parse(&text), &Options::default()).len())),
        },
        rechecked("a text changed", &parsed, |flow, round| Edit::SetProperty {
            widget: widget(flow, 800),
            key: "body".to_owned(),
            value: Some(format!("Question {round}, {{{{flow.variables.v400}}}}?").into()),
        }),
        rechecked("a read changed", &parsed, |flow, round| Edit::SetProperty {
            widget: widget(flow, 800),
            key: "body".to_owned(),
            value: Some(format!("Question, {{{{flow.variables.v{}}}}}?", round * 4 + 2).into()),
        }),
        rechecked("a wire changed", &parsed, |flow, round| Edit::Connect {
            output: Output { widget: widget(flow, 800), index: 0 },
            target: Some(widget(flow, 900 + round)),
        }),
        rechecked("a widget renamed", &parsed, |flow, round| Edit::Rename {
            widget: widget(flow, 800),
            name: format!("renamed_{round}"),
        }),
        rechecked("a widget moved", &parsed, |flow, round| Edit::Move {
            to: vec![(widget(flow, 800), Offset { x: round as f64, y: 0.0 })],
        }),
    ]
}

fn widget(flow: &Flow, index: usize) -> WidgetId {
    flow.widgets().get(index).map_or_else(|| unreachable!("it is there"), |widget| widget.id())
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // One case, done once: for a tool that counts instructions below `measured`.
    if let [flag, name] = arguments.as_slice()
        && flag == "--once"
    {
        for mut case in cases(WIDGETS).into_iter().filter(|case| case.name == name) {
            println!("{} findings", (case.work)(0));
        }
        return;
    }
    for widgets in [1_000, WIDGETS] {
        for mut case in cases(widgets) {
            let mut found = 0;
            let mut millis: Vec<f64> = (0..ROUNDS)
                .map(|round| {
                    found = (case.work)(round);
                    MILLIS.get()
                })
                .collect();
            millis.sort_by(f64::total_cmp);
            let at = |share: usize| millis.get(ROUNDS * share / 100).copied().unwrap_or_default();
            let name = case.name;
            println!(
                "{widgets} widgets, {name}: median {:.2} ms, 95 % {:.2} ms ({found} findings)",
                at(50),
                at(95)
            );
        }
    }
}
