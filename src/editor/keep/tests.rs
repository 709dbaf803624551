//! What of a run a test cannot hold, and that what is previewed is what is written.

use serde_json::{Value, json};
use tokio::sync::mpsc::unbounded_channel;

use super::*;
use crate::editor::run::{News, RunForm};
use crate::flow::Document;
use crate::sim::world::Event;

fn record(value: Value) -> Record {
    serde_json::from_value(value).unwrap()
}

fn step(index: u32, widget: &str, within: Option<&str>, why: Option<&str>) -> Record {
    record(json!({"kind": "step", "index": index, "widget": widget, "type": "set-variables", "event": "next",
        "next": null, "why": why, "within": within, "at": 0.0}))
}

fn waiting(at: f64) -> Record {
    let deadline = at + 60.0;
    record(json!({"kind": "waiting", "widget": "ask", "for": "reply", "deadline": deadline, "at": at}))
}

fn clock(at_step: u32, to_secs: f64, held: Option<&str>) -> Logged {
    Logged { input: Input::Clock { to_secs }, at_step, held: held.map(Into::into) }
}

#[track_caller]
fn check(inputs: &[Logged], records: &[Record], expected: &[&str]) {
    let found = losses(inputs, records, false);
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn time_that_passes_while_nothing_is_waited_for_is_lost() {
    let records = [step(1, "note", None, None), waiting(10.0), step(2, "ask", None, None)];
    check(&[clock(1, 30.0, None)], &records, &[]);
    let lost = ["The clock was set while nothing was waited for"];
    check(&[clock(1, 30.0, Some("ask"))], &records, &lost);
    // It was asked before the widget began to wait, or there was no wait at all.
    check(&[clock(1, 10.0, None)], &records, &lost);
    check(&[clock(0, 5.0, None), clock(2, 90.0, None)], &records, &lost);
    assert_eq!(losses(&[clock(0, 5.0, None)], &records, true).len(), 1, "a real clock goes by itself");
}

#[test]
fn the_same_name_in_a_subflow_is_another_widget() {
    let forced = || step(1, "note", Some("identify"), Some("forced"));
    check(&[], &[forced(), step(2, "note", None, None)], &[]);
    check(
        &[],
        &[forced(), step(2, "note", Some("identify"), None)],
        &["identify/note was left by force once"],
    );
}

#[test]
fn what_is_previewed_is_written_though_the_run_goes_on() {
    let bytes = include_bytes!("../../../flows/appointment-reminder.json");
    let document = Document::from_bytes(None, bytes).unwrap();
    let (commands, _orders) = unbounded_channel();
    let flow = document.flow();
    let began = "2026-11-21T09:00:00Z".parse().unwrap();
    let mut run = Run::begin(1, flow, RunForm::of(flow), began, commands);
    let message = |direction: &str, body: &str| {
        record(
            json!({"kind": "message", "direction": direction, "widget": "remind", "from": "+1", "to": "+2",
            "body": body, "media": [], "at": 0.0}),
        )
    };
    let started = record(
        json!({"kind": "started", "flow": {"file": "appointment-reminder.json", "sha256": ""},
        "trigger": "incomingRequest", "execution": "FN", "now": "2026-11-21T09:00:00Z", "zone": "UTC", "seed": 0,
        "context": {"contact": {"channel": {"address": "+15551230001"}},
            "flow": {"channel": {"address": "+15005550006"}}, "trigger": {"request": {"parameters": {}}}}, "at": 0.0}),
    );
    let tell = |run: &mut Run, record| run.take(News::Happened(Box::new(Event::Record(record))));
    tell(&mut run, started);
    tell(&mut run, message("outbound", "first"));
    let question = KeepQuestion::new(FileKey(1), &run).unwrap();
    tell(&mut run, message("outbound", "second"));
    let folder = tempfile::tempdir().unwrap();
    let path = question.writing(folder.path().join("appointment-reminder.json"))().unwrap();
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written.contains("first") && !written.contains("second"), "{written}");
    assert!(written.ends_with(&question.found.preview), "{written}");
}
