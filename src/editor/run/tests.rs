//! What runs are started with, and what is made of what they tell.

mod memory;

use serde_json::json;
use tokio::sync::mpsc::unbounded_channel;

use super::*;
use crate::flow::{Document, Flow, Graph};
use crate::sim::trace::{self, Record};
use crate::sim::world::{Command, Event};
use crate::sim::{Channel, Source};
use crate::widgets::run::Trigger;

fn flow(states: Value) -> Flow {
    let text =
        json!({"description": "", "states": states, "initial_state": "Trigger", "flags": {}}).to_string();
    Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone()
}

/// A trigger that leads to a question, and a split behind it.
fn asking(conditions: Value) -> Flow {
    let branches: Vec<_> = conditions
        .as_array()
        .unwrap()
        .iter()
        .map(|condition| json!({"event": "match", "next": "ask", "conditions": [condition]}))
        .collect();
    flow(json!([
        {"name": "Trigger", "type": "trigger", "properties": {},
         "transitions": [{"event": "incomingMessage", "next": "ask"}, {"event": "incomingRequest", "next": "ask"}]},
        {"name": "ask", "type": "send-and-wait-for-reply",
         "properties": {"body": "{{flow.data.name}} {{trigger.parent.parameters.shop}}", "timeout": "3600"},
         "transitions": [{"event": "incomingMessage", "next": "keep"}, {"event": "timeout"}]},
        {"name": "keep", "type": "set-variables", "properties": {"variables": []},
         "transitions": [{"event": "next", "next": "split"}]},
        {"name": "split", "type": "split-based-on", "properties": {"input": "x"}, "transitions": branches},
    ]))
}

#[test]
fn quick_replies_meet_the_next_branches() {
    fn check(kind: &str, value: &str, expected: &[&str]) {
        let flow = asking(json!([{"type": kind, "value": value, "arguments": ["x"], "friendly_name": "f"}]));
        let waiting = flow.named("ask").unwrap().id();
        assert_eq!(quick_replies(&flow, &Graph::of(&flow), waiting), expected, "{kind} {value}");
    }
    check("equal_to", " yes ", &["yes"]);
    check("matches_any_of", ", monday, tuesday", &["monday"]);
    check("contains", "book", &["book"]);
    check("not_equal_to", "yes", &[]);
    check("regex", "y.*", &[]);
    check("equal_to", "{{flow.variables.word}}", &[]);
    check("no_such_predicate", "yes", &[]);
}

#[test]
fn quick_replies_come_once_each_and_not_too_many() {
    let conditions: Vec<_> = ["a", "A", "b", "c", "d", "e", "f", "g"]
        .iter()
        .map(|value| json!({"type": "equal_to", "value": value, "arguments": ["x"], "friendly_name": ""}))
        .collect();
    let flow = asking(json!(conditions));
    let waiting = flow.named("ask").unwrap().id();
    assert_eq!(quick_replies(&flow, &Graph::of(&flow), waiting), ["a", "b", "c", "d", "e", "f"]);
}

fn start_of(form: &RunForm) -> crate::sim::Start {
    form.start(Source::default(), "2026-11-21T09:00:00Z".parse().unwrap())
}

#[test]
fn the_form_asks_for_what_the_flow_reads_and_passes_it_on() {
    let flow = asking(json!([]));
    let mut form = RunForm::of(&flow).refreshed(&flow);
    assert_eq!(form.trigger(), Trigger::Message);
    let names: Vec<String> = form.inputs.iter().map(Input::name).collect();
    assert_eq!(names, ["flow.data.name", "trigger.parent.parameters.shop"]);
    for input in &mut form.inputs {
        input.text = "[1, 2]".to_owned();
    }
    // A message brings none of it.
    assert_eq!(start_of(&form).parameters, json!({}));
    form.set_trigger(Trigger::Request);
    assert_eq!(start_of(&form).parameters, json!({"name": [1, 2]}));
    assert_eq!(start_of(&form).body, "");
    form.set_trigger(Trigger::Parent);
    assert_eq!(start_of(&form).parameters, json!({"shop": [1, 2]}));
    // What looks like a number stays the text that was typed, and half a list too.
    for text in ["05", "{", "true"] {
        form.inputs.last_mut().unwrap().text = text.to_owned();
        assert_eq!(start_of(&form).parameters, json!({"shop": text}));
    }
    // Answers outlive a change of the flow.
    form.was_started = true;
    let again = form.refreshed(&flow);
    assert_eq!(again.trigger(), Trigger::Parent);
    assert_eq!(again.inputs, form.inputs);
}

#[test]
fn a_conversation_is_written_to_in_itself() {
    let mut form = RunForm::of(&asking(json!([])));
    form.set_trigger(Trigger::Conversation);
    assert_eq!(form.channel, Channel::Conversation);
    form.set_trigger(Trigger::Message);
    assert_eq!(form.channel, Channel::Sms);
}

#[test]
fn what_keeps_a_run_from_starting_is_said() {
    fn check(change: impl FnOnce(&mut RunForm), is_fine: bool) {
        let mut form = RunForm::of(&asking(json!([])));
        change(&mut form);
        assert_eq!(form.problem().is_none(), is_fine, "{:?}", form.problem());
    }
    check(|_| {}, true);
    check(|form| form.contact = " ".to_owned(), false);
    check(|form| form.flow_address.clear(), false);
    check(|form| (form.channel, form.chat_channel) = (Channel::Chat, "CH1".to_owned()), false);
    check(|form| (form.channel, form.chat_service) = (Channel::Chat, format!("IS{}", "0".repeat(32))), true);
    // Where nobody chats, the SIDs do not matter.
    check(|form| form.chat_channel = "CH1".to_owned(), true);
}

#[test]
fn the_guard_needs_somebody_and_a_number() {
    fn check(allow_to: &str, max: &str, expected: Option<&[&str]>) {
        let form =
            LiveForm { allow_to: allow_to.to_owned(), max_messages: max.to_owned(), ..LiveForm::default() };
        let guard = form.guard().ok();
        let allowed: Option<Vec<&str>> =
            guard.as_ref().map(|guard| guard.allowed().iter().map(String::as_str).collect());
        assert_eq!(allowed.as_deref(), expected, "{allow_to} {max}");
    }
    check("+15551230001", "10", Some(&["+15551230001"]));
    check(" +1555, +1666;\n+1777 ", "1", Some(&["+1555", "+1666", "+1777"]));
    check(" , ", "10", None);
    check("+1555", "0", None);
    check("+1555", "many", None);
}

#[test]
fn a_rehearsal_tells_what_is_sent_before_the_first_answer() {
    let flow = asking(json!([]));
    let mut form = RunForm::of(&flow).refreshed(&flow);
    form.set_trigger(Trigger::Request);
    form.inputs.first_mut().unwrap().text = "Ann".to_owned();
    let planned = rehearse(crate::sim::Program::compile(&flow), start_of(&form));
    let told: Vec<_> =
        planned.iter().map(|message| (&*message.to, &*message.body, message.segments)).collect();
    assert_eq!(told, [("+15551230001", "Ann ", 1)]);
    form.inputs.first_mut().unwrap().text = "A".repeat(150);
    let long = rehearse(crate::sim::Program::compile(&flow), start_of(&form));
    let told: Vec<_> = long.iter().map(|message| (message.segments, message.segments_on_trial)).collect();
    assert_eq!(told, [(1, 2)], "a trial account's sentence counts, too");
    let mut form = LiveForm { planned: planned.into(), allow_to: "+1555".to_owned(), ..LiveForm::default() };
    form.max_messages = "1".to_owned();
    assert!(form.refusal().unwrap().contains("which is not on the list"));
    form.allow_to = "+15551230001".to_owned();
    assert_eq!(form.refusal(), None);
    // One more than may be sent.
    form.planned = [&*form.planned, &*form.planned].concat().into();
    assert!(form.refusal().unwrap().contains("sends 2 messages, and at most 1"));
}

fn begun(flow: &Flow) -> (Run, tokio::sync::mpsc::UnboundedReceiver<Command>) {
    let (commands, orders) = unbounded_channel();
    let run = Run::begin(1, flow, RunForm::of(flow), "2026-11-21T09:00:00Z".parse().unwrap(), commands);
    (run, orders)
}

fn tell(run: &mut Run, record: Record) {
    run.take(News::Happened(Box::new(Event::Record(record))));
}

fn message(direction: trace::Direction, body: &str, sid: Option<&str>) -> Record {
    Record::Message(trace::Message {
        direction,
        widget: "ask".to_owned(),
        from: String::new(),
        to: String::new(),
        body: body.to_owned(),
        media: Vec::new(),
        status: sid.map(|_| "queued".to_owned()),
        sid: sid.map(str::to_owned),
        error: None,
        at: 0.0,
    })
}

#[test]
fn a_status_reaches_its_message_and_says_why_it_failed() {
    let (mut run, _orders) = begun(&asking(json!([])));
    tell(&mut run, message(trace::Direction::Outbound, "One", Some("SM1")));
    tell(&mut run, message(trace::Direction::Outbound, "Two", Some("SM2")));
    let status = |sid: &str, code| {
        Record::Status(trace::Status { sid: sid.to_owned(), status: "undelivered".to_owned(), code, at: 1.0 })
    };
    tell(&mut run, status("SM1", Some(30_008)));
    tell(&mut run, status("SM9", None));
    let [Entry::Outbound(one), Entry::Outbound(two)] = run.log().entries() else { panic!("two bubbles") };
    assert_eq!(one.status, "undelivered");
    assert!(one.error.as_ref().is_some_and(|error| error.starts_with("30008")), "{:?}", one.error);
    assert_eq!((&*two.status, &two.error), ("queued", &None));
    let ask = run.flow().named("ask").unwrap().id();
    assert_eq!(run.rendered(ask, "body"), Some("Two"));
    assert_eq!(run.rendered(ask, "to"), None);
}

#[test]
fn steps_are_marked_on_the_canvas_with_the_output_that_was_taken() {
    let flow = asking(json!([
        {"type": "equal_to", "value": "a", "arguments": ["x"], "friendly_name": ""},
        {"type": "equal_to", "value": "b", "arguments": ["x"], "friendly_name": "the b"},
    ]));
    let (mut run, _orders) = begun(&flow);
    let step = |index, next: Option<&str>, transition| {
        Record::Step(trace::Step {
            index,
            widget: "split".to_owned(),
            kind: "split-based-on".to_owned(),
            event: "match".to_owned(),
            next: next.map(str::to_owned),
            transition,
            why: None,
            within: None,
            replaced: crate::sim::Beside::default(),
            at: 0.0,
        })
    };
    tell(&mut run, step(1, Some("ask"), Some(1)));
    tell(&mut run, step(2, None, Some(0)));
    let split = flow.named("split").unwrap().id();
    let marks = run.marks(&crate::picture::Scene::default());
    assert_eq!(marks.visits.get(&split).map(|visit| (visit.step, visit.times)), Some((2, 2)));
    // The second step ended the run: no wire was followed.
    let taken: Vec<usize> = marks.taken.iter().map(|output| output.index).collect();
    assert_eq!(taken, [1]);
    assert_eq!(run.steps().first().map(|row| &*row.label), Some("the b"));
}

#[test]
fn what_was_written_comes_back_in_order() {
    let (mut run, mut orders) = begun(&asking(json!([])));
    for body in ["first", "second"] {
        tell(&mut run, message(trace::Direction::Inbound, body, None));
    }
    let mut check = |which, expected: &str| {
        run.recall(which);
        assert_eq!(run.draft, expected);
    };
    check(Recall::Newer, "");
    check(Recall::Older, "second");
    check(Recall::Older, "first");
    check(Recall::Older, "first");
    check(Recall::Newer, "second");
    check(Recall::Newer, "");
    run.type_draft("third".to_owned());
    run.say("third".to_owned());
    assert_eq!(run.draft, "");
    assert!(matches!(orders.try_recv(), Ok(Command::Say(inbound)) if inbound.body == "third"));
}

#[test]
fn a_run_that_could_not_begin_is_over_and_says_why() {
    let (mut run, _orders) = begun(&asking(json!([])));
    assert!(run.is_live() && run.is_busy());
    run.take(News::Happened(Box::new(Event::Failed("the port is taken".to_owned()))));
    run.take(News::Happened(Box::new(Event::Finished)));
    assert!(!run.is_live() && !run.is_busy());
    let [Entry::Line { text, tone: Tone::Error, .. }] = run.log().entries() else { panic!("one line") };
    assert_eq!(text, "the port is taken");
}

#[test]
fn long_texts_are_cut_by_characters() {
    assert_eq!(cut("äöü", 3), "äöü");
    assert_eq!(cut("äöü", 2), "äö… (and a little more)");
    assert_eq!(cut(&"x".repeat(4096), 1024), format!("{}… (and 3 KB more)", "x".repeat(1024)));
}

#[test]
fn a_step_behind_a_subflow_is_held_against_the_step_before_it() {
    let steps = ["Trigger", "first", "sub/Trigger", "sub/a", "sub/deep/Trigger", "sub/b", "sub", "last"];
    let (mut run, _orders) = begun(&asking(json!([])));
    for (index, widget) in (1..).zip(steps) {
        tell(
            &mut run,
            Record::Step(trace::Step {
                index,
                widget: widget.to_owned(),
                kind: "set-variables".to_owned(),
                event: "next".to_owned(),
                next: None,
                transition: None,
                why: None,
                within: None,
                replaced: crate::sim::Beside::default(),
                at: 0.0,
            }),
        );
    }
    // Which step's variables are those before each; `None` where nothing is known.
    let check = |at: usize, expected: Option<usize>| {
        assert_eq!(run.step_before(at), expected, "{:?}", steps.get(at));
    };
    check(0, Some(0));
    check(1, Some(1));
    check(2, None);
    check(3, Some(3));
    check(4, None);
    check(5, Some(4));
    check(6, Some(2));
    check(7, Some(7));
}
