//! The engine by itself: a flow, what is done to it, and what it says.

mod beginnings;
mod limits;
mod told;

use serde_json::{Value, json};

use super::debug::Times;
use super::trace::Record;
use super::{Emitted, Execution, Forced, Inbound, Input, Parameter, Program, Source, Start};
use crate::flow::{Document, Flow};
use crate::twilio::Response;
use crate::widgets::run::{Answer, Effect, Trigger};

/// What a test does to an execution.
enum Do {
    Say(&'static str),
    Clock(f64),
    /// News of the last message.
    News(&'static str, Option<u32>),
    Force(&'static str, &'static str),
    Stop,
}

/// How the world of a test answers.
#[derive(Clone, Copy)]
enum World {
    Accepts,
    Refuses,
    IsGone,
    /// Never answers.
    IsSilent,
}

fn flow(states: Value) -> Flow {
    let text = json!({"description": "test", "states": states, "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}});
    Document::from_bytes(None, text.to_string().as_bytes()).unwrap().flow().clone()
}

fn state(name: &str, kind: &str, transitions: Value, properties: Value) -> Value {
    json!({"name": name, "type": kind, "transitions": transitions, "properties": properties})
}

fn to(event: &str, next: &str) -> Value {
    json!({"event": event, "next": next})
}

fn trigger(next: &str) -> Value {
    state("Trigger", "trigger", json!([to("incomingMessage", next)]), json!({}))
}

fn send(name: &str, body: &str, transitions: Value) -> Value {
    let properties =
        json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": body});
    state(name, "send-message", transitions, properties)
}

fn ask(name: &str, timeout: &str, transitions: Value) -> Value {
    let properties = json!({"from": "{{flow.channel.address}}", "body": "?", "timeout": timeout});
    state(name, "send-and-wait-for-reply", transitions, properties)
}

fn start() -> Start {
    Start::new(Source::default(), Trigger::Message, "2026-11-21T09:00:00Z".parse().unwrap())
}

fn answer(world: World, number: u64) -> Option<Answer> {
    let response =
        |status, body: Value| Answer::Response(Response::new(status, Vec::new(), body.to_string()));
    Some(match world {
        World::Accepts => response(201, json!({"sid": format!("SM{number}"), "status": "queued"})),
        World::Refuses => response(400, json!({"code": 21211, "message": "Invalid", "status": 400})),
        World::IsGone => Answer::Unreachable("nobody there".to_owned()),
        World::IsSilent => return None,
    })
}

fn short(record: &Record) -> Option<String> {
    Some(match record {
        Record::Started(_) | Record::Assumption(_) => return None,
        Record::Step(step) => {
            format!("{} {}>{}", step.widget, step.event, step.next.as_deref().unwrap_or("end"))
        }
        Record::Message(message) if message.sid.is_some() || message.status.is_none() => {
            format!("{:?} {}", message.direction, message.body)
        }
        Record::Message(message) => {
            format!("refused {:?}", message.error.as_ref().and_then(|error| error.code))
        }
        Record::Status(status) => format!("{} {}", status.sid, status.status),
        Record::Waiting(waiting) => format!("wait {} {:?}", waiting.awaited, waiting.deadline),
        Record::Warning(warning) => format!("warn {}", warning.code.unwrap_or(0)),
        Record::Act(act) => format!("{} {}", act.kind, act.widget),
        Record::Ended(ended) => format!("{} at {}", ended.reason.name(), ended.at),
    })
}

fn run(start: Start, flow: &Flow, world: World, actions: &[Do]) -> (Execution, Vec<Record>) {
    let (mut execution, first) = Execution::start(Program::compile(flow), start);
    let mut records = Vec::new();
    let mut sent = 0;
    let mut settle = |execution: &mut Execution, mut emitted: Vec<Emitted>| {
        while !emitted.is_empty() {
            let mut next = Vec::new();
            for emitted in emitted {
                match emitted {
                    Emitted::Record(record) => records.push(record),
                    Emitted::Effect { id, effect: Effect::Send(_), .. } => {
                        sent += 1;
                        if let Some(answer) = answer(world, sent) {
                            next.extend(execution.apply(Input::Answer { id, answer }));
                        }
                    }
                    Emitted::Effect { effect, .. } => panic!("not asked for: {effect:?}"),
                }
            }
            emitted = next;
        }
        sent
    };
    let mut sent = settle(&mut execution, first);
    for action in actions {
        let input = match action {
            Do::Say(body) => Input::Message(Inbound { body: (*body).to_owned(), media: Vec::new() }),
            Do::Clock(to_secs) => Input::Clock { to_secs: *to_secs },
            Do::News(status, code) => {
                Input::Delivery { sid: format!("SM{sent}"), status: (*status).to_owned(), code: *code }
            }
            Do::Force(widget, event) => Input::Force {
                widget: (*widget).to_owned(),
                event: (*event).to_owned(),
                times: Times::Always,
            },
            Do::Stop => Input::Stop,
        };
        let emitted = execution.apply(input);
        sent = settle(&mut execution, emitted);
    }
    (execution, records)
}

#[track_caller]
fn check(states: Value, world: World, actions: &[Do], expected: &[&str]) {
    let (_, records) = run(start(), &flow(states), world, actions);
    let said: Vec<String> = records.iter().filter_map(short).collect();
    assert_eq!(said, expected);
}

#[test]
fn an_outcome_without_next_ends_the_run() {
    check(
        json!([trigger("hello"), send("hello", "Hi {{trigger.message.From}}", json!([{"event": "sent"}]))]),
        World::Accepts,
        &[],
        &["Trigger incomingMessage>hello", "Outbound Hi +15551230001", "hello sent>end", "completed at 0"],
    );
}

#[test]
fn a_failure_without_next_ends_it_unhandled_and_one_with_next_goes_on() {
    let refused = ["Trigger incomingMessage>hello", "refused Some(21211)", "warn 81011"];
    check(
        json!([trigger("hello"), send("hello", "Hi", json!([{"event": "sent"}, {"event": "failed"}]))]),
        World::Refuses,
        &[],
        &[&refused[..], &["hello failed>end", "unhandled-failure at 0"]].concat(),
    );
    check(
        json!([
            trigger("hello"),
            send("hello", "Hi", json!([to("failed", "note")])),
            state("note", "set-variables", json!([{"event": "next"}]), json!({"variables": []})),
        ]),
        World::IsGone,
        &[],
        &[
            "Trigger incomingMessage>hello",
            "refused None",
            "warn 81011",
            "hello failed>note",
            "note next>end",
            "completed at 0",
        ],
    );
}

fn waiting_flow() -> Value {
    json!([
        trigger("ask"),
        ask(
            "ask",
            "60",
            json!([
                to("incomingMessage", "split"),
                {"event": "timeout"},
                to("deliveryFailure", "sorry"),
            ])
        ),
        state(
            "split",
            "split-based-on",
            json!([
                {"event": "noMatch"},
                {"event": "match", "next": "thanks", "conditions": [{
                    "friendly_name": "yes", "arguments": ["{{widgets.ask.inbound.Body}}"], "type": "equal_to", "value": "yes",
                }]},
            ]),
            json!({"input": "{{widgets.ask.inbound.Body}}"})
        ),
        send("thanks", "Thanks for {{widgets.ask.inbound.Body}}", json!([{"event": "sent"}])),
        send("sorry", "Sorry", json!([{"event": "sent"}])),
    ])
}

const ASKED: [&str; 3] = ["Trigger incomingMessage>ask", "Outbound ?", "wait reply Some(60.0)"];

#[test]
fn a_reply_is_stored_and_read() {
    check(
        waiting_flow(),
        World::Accepts,
        &[Do::Clock(5.0), Do::Say(" YES ")],
        &[
            &ASKED[..],
            &[
                "Inbound  YES ",
                "ask incomingMessage>split",
                "split match>thanks",
                "Outbound Thanks for  YES ",
                "thanks sent>end",
                "completed at 5",
            ],
        ]
        .concat(),
    );
}

#[test]
fn no_match_that_leads_nowhere_is_81005() {
    check(
        waiting_flow(),
        World::Accepts,
        &[Do::Say("no")],
        &[
            &ASKED[..],
            &["Inbound no", "ask incomingMessage>split", "split noMatch>end", "warn 81005", "no-match at 0"],
        ]
        .concat(),
    );
}

#[test]
fn the_deadline_comes_at_its_time_and_not_before() {
    check(waiting_flow(), World::Accepts, &[Do::Clock(59.9)], &ASKED);
    check(
        waiting_flow(),
        World::Accepts,
        &[Do::Clock(1000.0)],
        &[&ASKED[..], &["ask timeout>end", "completed at 60"]].concat(),
    );
}

#[test]
fn news_of_a_failure_reaches_the_widget_that_waits() {
    check(
        waiting_flow(),
        World::Accepts,
        &[Do::News("sent", None), Do::News("undelivered", Some(30003))],
        &[
            &ASKED[..],
            &[
                "SM1 sent",
                "SM1 undelivered",
                "warn 81011",
                "ask deliveryFailure>sorry",
                "Outbound Sorry",
                "sorry sent>end",
                "completed at 0",
            ],
        ]
        .concat(),
    );
}

#[test]
fn a_message_that_nobody_waits_for_is_81002_and_changes_nothing() {
    let states = json!([trigger("hello"), send("hello", "Hi", json!([{"event": "sent"}]))]);
    check(
        states,
        World::IsSilent,
        &[Do::Say("hm?"), Do::Stop],
        &["Trigger incomingMessage>hello", "Inbound hm?", "warn 81002", "stopped at 0"],
    );
}

#[test]
fn one_widget_runs_ten_times_in_a_row_and_no_more() {
    let states = json!([
        trigger("again"),
        state("again", "set-variables", json!([to("next", "again")]), json!({"variables": []})),
    ]);
    let mut expected = vec!["Trigger incomingMessage>again"];
    expected.extend(["again next>again"; 10]);
    expected.extend(["warn 81001", "widget-loop at 0"]);
    check(states, World::Accepts, &[], &expected);
}

#[test]
fn a_loop_over_two_widgets_ends_after_a_thousand_steps() {
    let states = json!([
        trigger("a"),
        state("a", "set-variables", json!([to("next", "b")]), json!({"variables": []})),
        state("b", "set-variables", json!([to("next", "a")]), json!({"variables": []})),
    ]);
    let (execution, records) = run(start(), &flow(states), World::Accepts, &[]);
    let said: Vec<String> = records.iter().filter_map(short).collect();
    assert_eq!(execution.steps(), 1000);
    assert_eq!(said[said.len() - 2..], ["warn 81000", "max-steps at 0"]);
}

#[test]
fn an_unknown_type_ends_it_as_unsupported_unless_forced() {
    let states = json!([
        trigger("fax"),
        state("fax", "send-a-fax", json!([to("faxed", "hello")]), json!({})),
        send("hello", "Hi", json!([{"event": "sent"}])),
    ]);
    check(
        states.clone(),
        World::Accepts,
        &[],
        &["Trigger incomingMessage>fax", "warn 0", "unsupported at 0"],
    );
    let mut start = start();
    start.forced = vec![Forced::by("fax", "faxed")];
    let (_, records) = run(start, &flow(states), World::Accepts, &[]);
    let said: Vec<String> = records.iter().filter_map(short).collect();
    assert_eq!(said.last().map(String::as_str), Some("completed at 0"));
}

#[test]
fn a_widget_that_waits_can_be_forced_out() {
    check(
        waiting_flow(),
        World::Accepts,
        &[Do::Force("ask", "timeout")],
        &[&ASKED[..], &["ask timeout>end", "completed at 0"]].concat(),
    );
}

#[test]
fn forced_outcomes_count_in_order_and_the_last_for_good() {
    let mut start = start();
    start.forced = vec![Forced::by("ask", "timeout"), Forced::by("ask", "incomingMessage")];
    let states = json!([
        trigger("ask"),
        ask("ask", "60", json!([to("timeout", "ask"), {"event": "incomingMessage"}])),
    ]);
    let (_, records) = run(start, &flow(states), World::Accepts, &[]);
    let said: Vec<String> = records.iter().filter_map(short).collect();
    assert_eq!(
        said,
        ["Trigger incomingMessage>ask", "ask timeout>ask", "ask incomingMessage>end", "completed at 0"]
    );
}

#[test]
fn an_execution_lives_for_thirty_days() {
    check(
        json!([trigger("ask"), ask("ask", "3000000", json!([{"event": "timeout"}]))]),
        World::IsSilent,
        &[Do::Clock(1e12)],
        &["Trigger incomingMessage>ask", "expired at 2592000"],
    );
    // A waiting time that is longer is never over.
    check(
        json!([trigger("ask"), ask("ask", "3000000", json!([{"event": "timeout"}]))]),
        World::Accepts,
        &[Do::Clock(2_591_999.0), Do::Clock(1e12)],
        &["Trigger incomingMessage>ask", "Outbound ?", "wait reply Some(3000000.0)", "expired at 2592000"],
    );
}

#[test]
fn a_next_that_is_no_widget_is_said_and_ends_it() {
    check(
        json!([trigger("gone")]),
        World::Accepts,
        &[],
        &["Trigger incomingMessage>end", "warn 0", "completed at 0"],
    );
}

#[test]
fn a_flow_without_a_beginning_does_not_run() {
    check(json!([]), World::Accepts, &[], &["warn 0", "unsupported at 0"]);
}

#[test]
fn nothing_happens_after_the_end() {
    let (mut execution, _) =
        run(start(), &flow(json!([trigger("gone")])), World::Accepts, &[Do::Say("hello?")]);
    let input = Input::Message(Inbound::default());
    assert!(execution.apply(input).is_empty());
    assert!(execution.ended().is_some() && execution.current_widget().is_none());
}

#[test]
fn a_copy_goes_its_own_way() {
    let (mut one, _) = run(start(), &flow(waiting_flow()), World::Accepts, &[]);
    let mut other = one.clone();
    one.apply(Input::Message(Inbound { body: "no".to_owned(), media: Vec::new() }));
    assert!(one.ended().is_some());
    assert!(other.waiting().is_some_and(|waiting| waiting.for_message && waiting.widget == "ask"));
    other.apply(Input::Clock { to_secs: 60.0 });
    assert_ne!(one.context(), other.context());
}

#[test]
fn a_mistake_in_a_template_is_81018_with_its_field() {
    let states =
        json!([trigger("hello"), send("hello", "Hi {{ 1 | frobnicate }}", json!([{"event": "sent"}]))]);
    let (_, records) = run(start(), &flow(states), World::Accepts, &[]);
    let warning = records.iter().find_map(|record| match record {
        Record::Warning(warning) => Some(warning),
        _ => None,
    });
    let warning = warning.unwrap();
    assert_eq!(warning.code, Some(81018));
    assert!(warning.message.contains("body"), "{}", warning.message);
}
