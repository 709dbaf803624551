//! Many contacts: what they do is drawn by their weights, everything adds up, and the same seed gives the same.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::flow::{Document, Flow};
use crate::sim::trace::{FlowFile, Reason};
use crate::widgets::run::Trigger;

/// Asks, splits, asks a server, says goodbye.
fn survey() -> Flow {
    let state = |name: &str, kind: &str, properties: Value, transitions: Value| json!({"name": name, "type": kind, "properties": properties, "transitions": transitions});
    let send = |name: &str| {
        let properties =
            json!({"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": name});
        state(name, "send-message", properties, json!([{"event": "sent"}, {"event": "failed"}]))
    };
    let argument = "{{widgets.ask.inbound.Body}}";
    let condition = |value: &str, next: &str| json!({"event": "match", "next": next, "conditions": [{"friendly_name": value, "arguments": [argument], "type": "equal_to", "value": value}]});
    let states = json!([
        state("Trigger", "trigger", json!({}), json!([{"event": "incomingMessage", "next": "ask"}])),
        state(
            "ask",
            "send-and-wait-for-reply",
            json!({"from": "{{flow.channel.address}}", "body": "Well?", "timeout": "60"}),
            json!([{"event": "incomingMessage", "next": "split"}, {"event": "timeout"}, {"event": "deliveryFailure"}])
        ),
        state(
            "split",
            "split-based-on",
            json!({"input": argument}),
            json!([{"event": "noMatch", "next": "ask"}, condition("yes", "look"), condition("no", "bye")])
        ),
        state(
            "look",
            "make-http-request",
            json!({"method": "GET", "url": "https://example.com/x"}),
            json!([{"event": "success", "next": "bye"}, {"event": "failed"}])
        ),
        send("bye"),
    ]);
    let flow = json!({"description": "", "states": states, "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}});
    Document::from_bytes(None, flow.to_string().as_bytes()).unwrap().flow().clone()
}

fn says(text: &str, weight: u32) -> (Doing, u32) {
    (Doing::Says(text.to_owned()), weight)
}

fn plan(contacts: u32) -> Plan {
    let source = FlowFile { file: "survey.json".to_owned(), sha256: String::new() };
    let start = Start::new(source, Trigger::Message, jiff::Timestamp::UNIX_EPOCH);
    let mut plan = Plan::new(Program::compile(&survey()), start, contacts);
    plan.answers.insert("ask".to_owned(), vec![says("yes", 70), says("no", 20), (Doing::Silent, 10)]);
    let answered = Ending::Answered(Stub { status: 200, body: "{}".to_owned(), content_type: None });
    let failed = Ending::Leaves { event: "failed".to_owned(), result: None };
    plan.endings.insert("look".to_owned(), vec![(answered, 95), (failed, 5)]);
    plan
}

fn done(plan: Plan) -> Crowd {
    let mut crowd = Crowd::new(Arc::new(plan));
    while !crowd.run(97).is_over() {}
    crowd
}

fn count<'t>(crowd: &'t Crowd, name: &str) -> &'t WidgetCount {
    let id = crowd.plan().program.widget(name).unwrap().id();
    crowd.totals().widgets.iter().find(|count| count.widget == id).unwrap()
}

/// What is true of the counts of every crowd.
fn check(plan: Plan) -> Crowd {
    let crowd = done(plan);
    let totals = crowd.totals();
    assert_eq!(totals.contacts, crowd.plan().contacts);
    assert_eq!(totals.contacts, totals.reached_end + totals.dropped_off + totals.failed);
    assert_eq!(totals.contacts, totals.ends.iter().map(|end| end.contacts).sum::<u32>());
    let mut into: HashMap<_, u64> = HashMap::new();
    for count in &totals.widgets {
        assert_eq!(count.entered, count.left + u64::from(count.ended_inside), "{count:?}");
        let taken: u64 = count.outputs.iter().map(|output| output.taken).sum();
        assert_eq!(count.left, taken + count.left_otherwise, "{count:?}");
        assert!(u64::from(count.contacts) <= count.entered && count.contacts <= totals.contacts);
        let widget = crowd.plan().program.widgets().find(|widget| widget.id() == count.widget).unwrap();
        for (way, output) in widget.transitions().iter().zip(&count.outputs) {
            assert!(output.contacts <= count.contacts && u64::from(output.contacts) <= output.taken);
            if let Some(next) = way.next.as_deref().and_then(|next| crowd.plan().program.widget(next)) {
                *into.entry(next.id()).or_default() += output.taken;
            }
        }
    }
    // What leads to a widget is what came there; only the first of all has the contacts themselves.
    for (index, count) in totals.widgets.iter().enumerate() {
        let begun = if index == 0 { u64::from(totals.contacts) } else { 0 };
        assert_eq!(count.entered, into.get(&count.widget).copied().unwrap_or_default() + begun);
    }
    crowd
}

#[test]
fn everything_adds_up_and_follows_the_weights() {
    let crowd = check(plan(10_000));
    let ask = count(&crowd, "ask");
    let within = |count: u32, expected: u32| {
        assert!(count.abs_diff(expected) < 250, "{count} is far from {expected}");
    };
    within(ask.outputs[0].contacts, 9_000);
    within(ask.dropped_off, 1_000);
    within(count(&crowd, "split").outputs[1].contacts, 7_000);
    within(count(&crowd, "split").outputs[2].contacts, 2_000);
    within(count(&crowd, "look").failed, 350);
    within(count(&crowd, "bye").reached_end, 8_650);
    assert_eq!(crowd.totals().failed, count(&crowd, "look").failed);
    let dropped: Vec<_> = crowd.totals().ends.iter().filter(|end| end.fate == Fate::DroppedOff).collect();
    assert_eq!(dropped.len(), 1);
    assert_eq!((dropped[0].event.as_deref(), dropped[0].reason), (Some("timeout"), Reason::Completed));
}

#[test]
fn the_same_seed_gives_the_same_whatever_the_portions() {
    let whole = done(plan(500));
    let mut portions = Crowd::new(Arc::new(plan(500)));
    while !portions.run(1).is_over() {}
    assert_eq!(whole.totals(), portions.totals());
    let other = done(Plan { seed: 4, ..plan(500) });
    assert_ne!(whole.totals(), other.totals());
}

#[test]
fn who_stops_calling_has_what_was_done_so_far() {
    let mut crowd = Crowd::new(Arc::new(plan(u32::MAX)));
    assert_eq!(crowd.run(40), Progress { done: 40, of: u32::MAX });
    assert_eq!(crowd.totals().contacts, 40);
    assert_eq!(crowd.totals(), done(plan(40)).totals());
}

#[test]
fn a_contact_of_an_output_takes_that_output_when_it_is_played_again() {
    let crowd = done(plan(300));
    for (index, way) in ["split", "look", "ask"].into_iter().flat_map(|name| {
        let widget = crowd.plan().program.widget(name).unwrap();
        (0..widget.transitions().len()).map(move |index| (index, name))
    }) {
        for example in &count(&crowd, way).outputs[index].examples {
            let records = crowd.plan().trace_of(*example);
            let widget = crowd.plan().program.widget(way).unwrap();
            let takes = records.iter().any(|record| {
                matches!(record, Record::Step(step) if step.widget == way
                    && step.transition.or_else(|| widget.transitions().iter().position(|way| *way.event == *step.event)) == Some(index))
            });
            assert!(takes, "contact {example} does not leave {way} by output {index}");
        }
    }
    let failed = count(&crowd, "look").outputs[1].examples[0];
    let given: Vec<_> =
        crowd.plan().answers_of(failed).into_iter().map(|given| (given.widget, given.what)).collect();
    let failure = Ending::Leaves { event: "failed".to_owned(), result: None };
    assert_eq!(
        given,
        [("ask".to_owned(), What::Wrote("yes".to_owned())), ("look".to_owned(), What::Ended(failure))]
    );
}

#[test]
fn a_contact_is_repeated_from_what_was_put_into_its_execution() {
    let plan = plan(30);
    for contact in 0..30 {
        let (start, inputs) = plan.inputs_of(contact);
        let (execution, emitted) = crate::sim::replay(Arc::clone(&plan.program), start, &inputs, None);
        let records: Vec<Record> = emitted
            .into_iter()
            .filter_map(|emitted| match emitted {
                crate::sim::Emitted::Record(record) => Some(record),
                crate::sim::Emitted::Effect { .. } => None,
            })
            .collect();
        assert!(execution.ended().is_some());
        assert_eq!(records, plan.trace_of(contact));
    }
}

#[test]
fn an_answer_that_no_branch_expects_goes_round_to_the_limits_of_studio() {
    let mut plan = plan(20);
    plan.answers.clear();
    plan.otherwise = vec![says("what?", 1)];
    let crowd = check(plan);
    assert_eq!((crowd.totals().failed, crowd.totals().longest.unwrap().steps), (20, 1_000));
    assert_eq!(crowd.totals().troubles.get(&81000).map(|trouble| trouble.contacts), Some(20));
    assert_eq!(crowd.totals().ends[0].reason, Reason::MaxSteps);
}

#[test]
fn without_any_weight_everybody_is_silent() {
    let mut plan = plan(5);
    plan.answers.insert("ask".to_owned(), vec![says("yes", 0)]);
    assert_eq!(check(plan).totals().dropped_off, 5);
}

#[test]
fn every_contact_has_an_address_and_a_seed_of_its_own() {
    let plan = plan(3);
    let starts: Vec<Start> = (0..3).map(|contact| plan.start_of(contact)).collect();
    let addresses: Vec<&str> = starts.iter().map(|start| &*start.contact).collect();
    assert_eq!(addresses, ["+15551230001", "+15551230002", "+15551230003"]);
    assert!(starts[0].seed != starts[1].seed && starts[1].seed != starts[2].seed);
    assert_eq!([address_of("ann", 0), address_of("ann", 7)], ["ann", "ann-7"]);
    assert_eq!(address_of("+15559999999", 1), "+15560000000");
    assert_eq!(address_of("whatsapp:+9999999999", 1), "whatsapp:+0000000000");
}

#[test]
fn a_caller_presses_speaks_and_hangs_up() {
    let bytes = include_bytes!("../../../flows/voice-menu.json");
    let flow = Document::from_bytes(None, bytes).unwrap().flow().clone();
    let source = FlowFile { file: "voice-menu.json".to_owned(), sha256: String::new() };
    let start = Start::new(source, Trigger::Call, jiff::Timestamp::UNIX_EPOCH);
    let mut plan = Plan::new(Program::compile(&flow), start, 200);
    plan.otherwise = vec![says("1", 1), says("sales please", 1), (Doing::HangsUp, 1)];
    let crowd = check(plan);
    let told: Vec<What> =
        (0..40).flat_map(|contact| crowd.plan().answers_of(contact)).map(|given| given.what).collect();
    for expected in [What::Pressed("1".to_owned()), What::Spoke("sales please".to_owned()), What::HungUp] {
        assert!(told.contains(&expected), "{told:?}");
    }
    assert!(crowd.totals().dropped_off > 0);
}

#[test]
fn a_proposal_meets_the_branches_and_leaves_room_for_others() {
    let asked = asks(&survey());
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].answers,
        [says("yes", 40), says("no", 40), says("something else", 10), (Doing::Silent, 10)]
    );
    let outward: Vec<_> =
        outward(&survey()).into_iter().map(|out| (out.name, out.failure, out.fetches)).collect();
    assert_eq!(
        outward,
        [
            ("ask".to_owned(), "deliveryFailure", false),
            ("look".to_owned(), "failed", true),
            ("bye".to_owned(), "failed", false)
        ]
    );
}

#[test]
fn a_proposed_answer_of_a_server_has_what_the_next_branch_compares() {
    let bytes = include_bytes!("../../../flows/order-status.json");
    let flow = Document::from_bytes(None, bytes).unwrap().flow().clone();
    let fetch = outward(&flow).into_iter().find(|out| out.name == "fetch_order").unwrap();
    let bodies: Vec<_> = fetch
        .endings
        .iter()
        .filter_map(|(ending, weight)| match ending {
            Ending::Answered(stub) => Some((&*stub.body, *weight)),
            _ => None,
        })
        .collect();
    assert_eq!(bodies, [(r#"{"state":"shipped"}"#, 48), (r#"{"state":"paid"}"#, 47)]);
}

#[test]
fn a_widget_of_a_subflow_is_another_one_than_its_namesake() {
    let plan = plan(1);
    assert_eq!(plan.answers_at("ask").len(), 3);
    assert_eq!(plan.answers_at("identify/ask"), &plan.otherwise);
    assert!(plan.endings_at("look").is_some() && plan.endings_at("identify/look").is_none());
}
