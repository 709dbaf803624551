//! Holding an execution: steps, breakpoints, changes by hand, and a run that is repeated up to a point.

use std::sync::Arc;

use cordboard::flow::Document;
use cordboard::sim::debug::{Breakpoint, HeldBy, Logged, Pace, Times};
use cordboard::sim::trace::Record;
use cordboard::sim::world::{Outside, ScriptedWorld};
use cordboard::sim::{
    Emitted, Execution, Inbound, Input, Program, Source, Start, inputs_before, replay, up_to,
};
use cordboard::widgets::run::Trigger;
use serde_json::json;

const SAMPLE: &str = "flows/appointment-reminder.json";

fn program() -> Arc<Program> {
    let bytes = std::fs::read(SAMPLE).unwrap();
    Program::compile(Document::from_bytes(None, &bytes).unwrap().flow())
}

fn start() -> Start {
    let mut start = Start::new(Source::default(), Trigger::Request, "2026-11-21T09:00:00Z".parse().unwrap());
    start.parameters = json!({"name": "Ann"});
    start
}

fn breakpoint(widget: &str, output: Option<usize>, condition: &str) -> Breakpoint {
    Breakpoint { widget: widget.to_owned(), output, condition: condition.to_owned(), ..Breakpoint::default() }
}

/// An execution with a world that answers what it asks, and all that it told.
struct Desk {
    execution: Execution,
    world: ScriptedWorld,
    records: Vec<Record>,
    inputs: Vec<Logged>,
}

impl Desk {
    fn begin(breakpoints: Vec<Breakpoint>, pace: Pace) -> Self {
        let mut start = start();
        let world = ScriptedWorld::new(&mut start, Outside::default());
        let (execution, emitted) = Execution::start_watched(program(), start, breakpoints, pace, false);
        let mut desk = Self { execution, world, records: Vec::new(), inputs: Vec::new() };
        desk.take(emitted);
        desk
    }

    fn take(&mut self, emitted: Vec<Emitted>) {
        for emitted in emitted {
            match emitted {
                Emitted::Record(record) => self.records.push(record),
                Emitted::Effect { id, widget, effect } => {
                    let answer = self.world.perform(&widget, &effect, 0.0);
                    self.give(Input::Answer { id, answer });
                }
            }
        }
    }

    fn give(&mut self, input: Input) {
        let at_step = self.execution.steps();
        let held = self.execution.held().map(|held| held.widget.as_str().into());
        self.inputs.push(Logged { input: input.clone(), at_step, held });
        let emitted = self.execution.apply(input);
        self.take(emitted);
    }

    fn say(&mut self, body: &str) {
        self.give(Input::Message(Inbound { body: body.to_owned(), media: Vec::new() }));
    }

    fn go_on(&mut self, pace: Pace) {
        let emitted = self.execution.go_on(pace);
        self.take(emitted);
    }

    fn held_before(&self) -> Option<&str> {
        self.execution.held().map(|held| &*held.widget)
    }

    fn steps(&self) -> Vec<String> {
        steps(&self.records)
    }
}

fn steps(records: &[Record]) -> Vec<String> {
    records
        .iter()
        .filter_map(|record| match record {
            Record::Step(step) => Some(format!("{} {}", step.widget, step.event)),
            _ => None,
        })
        .collect()
}

fn bodies(records: &[Record]) -> Vec<&str> {
    records
        .iter()
        .filter_map(|record| match record {
            Record::Message(message) => Some(&*message.body),
            _ => None,
        })
        .collect()
}

#[test]
fn stepping_holds_before_each_widget_and_changes_nothing() {
    let mut free = Desk::begin(Vec::new(), Pace::Free);
    free.say("yes");
    let mut held = Desk::begin(Vec::new(), Pace::Step);
    let mut seen = Vec::new();
    let mut has_spoken = false;
    while held.execution.ended().is_none() {
        match held.held_before().map(str::to_owned) {
            Some(widget) => {
                seen.push(widget);
                held.go_on(Pace::Step);
            }
            None if !has_spoken => {
                has_spoken = true;
                held.execution.set_pace(Pace::Step);
                held.say("yes");
            }
            None => break,
        }
    }
    assert_eq!(held.steps(), free.steps());
    assert_eq!(bodies(&held.records), bodies(&free.records));
    assert_eq!(seen.first().map(String::as_str), Some("Trigger"));
    assert!(seen.len() >= 4, "{seen:?}");
}

#[test]
fn a_breakpoint_on_an_output_holds_only_where_its_condition_is_true() {
    let at = |condition: &str| vec![breakpoint("remind", Some(0), condition)];
    let run = |condition: &str| {
        let mut desk = Desk::begin(at(condition), Pace::Free);
        desk.say("yes");
        desk.execution.held().map(|held| (held.widget.clone(), held.by.clone()))
    };
    let hit = |trouble| HeldBy::Breakpoint { index: 0, trouble };
    let before = "read_reply".to_owned();
    assert_eq!(run(""), Some((before.clone(), hit(None))));
    assert_eq!(run("widgets.remind.inbound.Body == 'yes'"), Some((before.clone(), hit(None))));
    assert_eq!(run("widgets.remind.inbound.Body == 'no'"), None);
    let Some((_, HeldBy::Breakpoint { trouble: Some(trouble), .. })) = run("1 ==") else {
        panic!("a condition that cannot be read holds and says so")
    };
    assert!(!trouble.is_empty() && !trouble.contains('%'), "{trouble}");
}

#[test]
fn a_breakpoint_counts_and_may_hold_once() {
    let every = Breakpoint { every: 2, ..breakpoint("read_reply", None, "") };
    let once = Breakpoint { once: true, ..breakpoint("remind", None, "") };
    let mut desk = Desk::begin(vec![every, once], Pace::Free);
    assert_eq!(desk.held_before(), Some("remind"));
    desk.go_on(Pace::Free);
    desk.say("yes");
    assert_eq!(desk.held_before(), None, "the first time is not the second");
}

#[test]
fn a_run_goes_on_to_a_widget() {
    let mut desk = Desk::begin(Vec::new(), Pace::To("read_reply".to_owned()));
    desk.say("yes");
    assert_eq!(desk.held_before(), Some("read_reply"));
    assert_eq!(desk.execution.held().map(|held| &held.by), Some(&HeldBy::Arrived));
}

#[test]
fn what_is_changed_by_hand_counts_from_there() {
    let mut desk = Desk::begin(vec![breakpoint("read_reply", None, "")], Pace::Free);
    desk.say("no such day");
    let path = ["widgets", "remind", "inbound", "Body"].map(str::to_owned).to_vec();
    desk.give(Input::SetVariable { path, value: json!("yes") });
    desk.go_on(Pace::Free);
    assert!(desk.steps().iter().any(|step| step.starts_with("read_reply match")), "{:?}", desk.steps());
    // What cannot be set is told, and changes nothing.
    desk.give(Input::SetVariable { path: vec!["contact".to_owned()], value: json!(1) });
}

#[test]
fn a_widget_that_is_held_can_be_skipped() {
    let mut desk = Desk::begin(vec![breakpoint("remind", None, "")], Pace::Free);
    let (widget, event) = ("remind".to_owned(), "timeout".to_owned());
    desk.give(Input::Force { widget, event, times: Times::Once });
    assert!(desk.steps().contains(&"remind timeout".to_owned()), "{:?}", desk.steps());
    assert!(!bodies(&desk.records).iter().any(|body| body.contains("Rosewood")), "it was not done");
}

#[test]
fn chance_decides_by_the_seed() {
    let times = |chance: f64, seed: u64| {
        let mut start = start();
        start.seed = seed;
        let mut world = ScriptedWorld::new(&mut start, Outside::default());
        let (mut execution, emitted) =
            Execution::start_watched(program(), start, Vec::new(), Pace::Step, false);
        assert!(emitted.len() == 1, "{emitted:?}");
        let (widget, event) = ("remind".to_owned(), "timeout".to_owned());
        execution.apply(Input::Force { widget, event, times: Times::Chance(chance) });
        let mut emitted: std::collections::VecDeque<Emitted> = execution.go_on(Pace::Free).into();
        let mut forced = 0;
        while let Some(next) = emitted.pop_front() {
            match next {
                Emitted::Effect { id, widget, effect } => {
                    let answer = world.perform(&widget, &effect, 0.0);
                    emitted.extend(execution.apply(Input::Answer { id, answer }));
                }
                Emitted::Record(Record::Step(step)) if step.why.as_deref() == Some("forced") => forced += 1,
                Emitted::Record(_) => {}
            }
        }
        forced
    };
    let of_hundred = |chance: f64| (0..100).filter(|seed| times(chance, *seed) > 0).count();
    assert_eq!(of_hundred(0.0), 0);
    assert_eq!(of_hundred(1.0), 100);
    assert!((20..=80).contains(&of_hundred(0.5)), "{}", of_hundred(0.5));
    assert_eq!(times(0.5, 7), times(0.5, 7));
}

#[test]
fn a_run_is_repeated_up_to_a_point_without_sending_anything() {
    let mut desk = Desk::begin(Vec::new(), Pace::Free);
    desk.say("yes");
    // Once more as it was.
    let began = desk.execution.began_with().clone();
    let (execution, emitted) = replay(program(), began.clone(), &desk.inputs, None);
    let told: Vec<Record> = emitted
        .into_iter()
        .map(|emitted| match emitted {
            Emitted::Record(record) => record,
            effect @ Emitted::Effect { .. } => panic!("everything has its answer: {effect:?}"),
        })
        .collect();
    assert_eq!(told, desk.records);
    assert_eq!(execution.steps(), desk.execution.steps());
    // Held before the widget that comes after three steps.
    let (held, _) = replay(program(), began.clone(), &desk.inputs, Some(3));
    assert_eq!((held.steps(), held.held().map(|held| &*held.widget)), (3, Some("read_reply")));
    // Up to the question, for another answer.
    let count = inputs_before(&desk.inputs, 2).unwrap();
    let (mut other, _) = replay(program(), began, desk.inputs.get(..count).unwrap(), None);
    assert!(other.waiting().is_some_and(|waiting| waiting.widget == "remind"));
    let emitted = other.apply(Input::Message(Inbound { body: "perhaps".to_owned(), media: Vec::new() }));
    assert!(
        matches!(
            emitted.iter().find_map(|emitted| match emitted {
                Emitted::Record(Record::Step(step)) if step.widget == "read_reply" => Some(&*step.event),
                _ => None,
            }),
            Some("noMatch")
        ),
        "{emitted:?}"
    );
}

#[test]
fn a_change_by_hand_is_repeated_where_it_was_made() {
    let mut desk = Desk::begin(vec![breakpoint("read_reply", None, "")], Pace::Free);
    desk.say("perhaps");
    let path = ["widgets", "remind", "inbound", "Body"].map(str::to_owned).to_vec();
    desk.give(Input::SetVariable { path, value: json!("yes") });
    desk.go_on(Pace::Free);
    let (_, emitted) = replay(program(), desk.execution.began_with().clone(), &desk.inputs, None);
    let told: Vec<Record> = emitted
        .into_iter()
        .filter_map(|emitted| match emitted {
            Emitted::Record(record) => Some(record),
            Emitted::Effect { .. } => None,
        })
        .collect();
    assert_eq!(told, desk.records);
}

#[test]
fn what_was_answered_and_changed_on_the_way_belongs_to_the_way() {
    let mut desk = Desk::begin(vec![breakpoint("remind", None, "")], Pace::Free);
    let path = ["flow", "variables", "name"].map(str::to_owned).to_vec();
    desk.give(Input::SetVariable { path, value: json!("Bea") });
    desk.go_on(Pace::Free);
    desk.say("yes");
    // Held, a variable, the message's answer, the contact: all of them after two steps.
    let count = inputs_before(&desk.inputs, 2).unwrap();
    let began = desk.execution.began_with().clone();
    let (execution, emitted) = replay(program(), began, desk.inputs.get(..count).unwrap(), None);
    assert!(
        execution.waiting().is_some_and(|waiting| waiting.widget == "remind"),
        "it waits for the contact"
    );
    assert!(emitted.iter().all(|emitted| !matches!(emitted, Emitted::Effect { .. })), "nothing is sent anew");
    assert_eq!(execution.context().get(&["flow", "variables", "name"]), Some(&json!("Bea")));
    assert_eq!(inputs_before(&desk.inputs, 900), None);
}

#[test]
fn only_the_way_to_a_point_is_told_again() {
    let mut desk = Desk::begin(Vec::new(), Pace::Free);
    desk.say("perhaps");
    desk.say("yes");
    assert!(up_to(&desk.inputs, Some(3)).iter().all(|logged| logged.at_step < 3));
    assert_eq!(up_to(&desk.inputs, Some(0)).len(), 0);
    assert_eq!(up_to(&desk.inputs, None).len(), desk.inputs.len());
}

#[test]
fn what_was_changed_since_the_last_step_is_no_part_of_what_it_left() {
    let mut desk = Desk::begin(vec![breakpoint("read_reply", None, "")], Pace::Free);
    desk.say("perhaps");
    let path = ["widgets", "remind", "inbound", "Body"];
    desk.give(Input::SetVariable { path: path.map(str::to_owned).to_vec(), value: json!("yes") });
    assert_eq!(desk.execution.context().get(&path), Some(&json!("yes")));
    assert_eq!(desk.execution.settled().get(&path), Some(&json!("perhaps")));
}
