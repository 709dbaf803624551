//! Every flow runs to a stated end, whatever happens to it; the same inputs give the same trace; no limit is passed;
//! and the variables of each step come back as they were.
//!
//! The flows are the samples and, where `CORDBOARD_CORPUS` names them, real exports.

use std::collections::{BTreeMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::flow_files::files;
use cordboard::flow::{Document, Flow};
use cordboard::sim::debug::Times;
use cordboard::sim::trace::{FlowFile, Reason, Record};
use cordboard::sim::world::{Outside, ScriptedWorld};
use cordboard::sim::{
    Context, EffectId, Emitted, Execution, Forced, History, Inbound, Input, LIFETIME_SECS, MAX_IN_A_ROW,
    MAX_STEPS, Program, Start,
};
use cordboard::twilio::Response;
use cordboard::widgets::run::{Answer, Done, Trigger};
use cordboard::widgets::widget_type;
use proptest::prelude::*;

struct Opened {
    name: String,
    flow: Flow,
    program: Arc<Program>,
}

fn flows() -> &'static [Opened] {
    static FLOWS: OnceLock<Vec<Opened>> = OnceLock::new();
    FLOWS.get_or_init(|| {
        // Side files are no flows.
        let open = |path: &PathBuf| {
            let document = Document::from_bytes(None, &std::fs::read(path).expect("a readable file")).ok()?;
            let (flow, program) = (document.flow().clone(), Program::compile(document.flow()));
            Some(Opened { name: path.file_name()?.to_string_lossy().into_owned(), flow, program })
        };
        files().iter().filter_map(open).collect()
    })
}

/// What happened in a run.
struct Ran {
    records: Vec<Record>,
    history: History,
    /// The variables whenever the execution waited, with the number of steps that were taken by then.
    stood: Vec<(usize, Context)>,
    execution: Execution,
    /// What the world answers first, whatever it is asked.
    odd: VecDeque<Answer>,
}

impl Ran {
    fn take(&mut self, emitted: Vec<Emitted>, world: &mut ScriptedWorld) {
        let mut queue: VecDeque<Emitted> = emitted.into();
        loop {
            if queue.is_empty() {
                return self.stand();
            }
            match queue.pop_front().expect("one is there") {
                Emitted::Record(mut record) => {
                    self.history.take(&mut record);
                    self.records.push(record);
                }
                Emitted::Effect { id, widget, effect } => {
                    if queue.is_empty() {
                        self.stand();
                    }
                    let usual = world.perform(&widget, &effect, self.execution.clock_secs());
                    let answer = self.odd.pop_front().unwrap_or(usual);
                    queue.extend(self.execution.apply(Input::Answer { id, answer }));
                }
            }
        }
    }

    fn stand(&mut self) {
        self.stood.push((self.history.len(), self.execution.context().clone()));
    }

    fn lines(&self) -> Vec<String> {
        self.records.iter().map(Record::to_json).collect()
    }
}

/// Runs a flow with these inputs while it goes on, and lets the time pass after them.
fn run(program: &Arc<Program>, trigger: Trigger, forced: &[Forced], inputs: &[Input]) -> Ran {
    let source = FlowFile { file: "flow.json".to_owned(), sha256: String::new() };
    let mut start = Start::new(source, trigger, jiff::Timestamp::UNIX_EPOCH);
    start.body = "hello".to_owned();
    start.forced = forced.to_vec();
    let mut world = ScriptedWorld::new(&mut start, Outside::default());
    let (execution, emitted) = Execution::start(Arc::clone(program), start);
    // Answers that nobody asked for come among the inputs; the same ones are given where something was asked.
    let odd = inputs.iter().filter_map(|input| match input {
        Input::Answer { answer, .. } => Some(answer.clone()),
        _ => None,
    });
    let odd = odd.collect();
    let mut ran = Ran { records: Vec::new(), history: History::default(), stood: Vec::new(), execution, odd };
    ran.take(emitted, &mut world);
    let mut inputs = inputs.iter().cloned();
    // Each round gives an input, leaves a widget or ends the run.
    while ran.execution.ended().is_none() {
        let deadline = ran.execution.waiting().and_then(|waiting| waiting.deadline_secs);
        let input = inputs.next().unwrap_or(Input::Clock { to_secs: deadline.unwrap_or(LIFETIME_SECS) });
        let emitted = ran.execution.apply(input);
        ran.take(emitted, &mut world);
    }
    ran
}

/// The clock never goes back, the steps are counted without a gap, and no widget runs more often in a row than Studio
/// lets it.
fn check_order(records: &[Record]) {
    let (mut clock, mut count) = (0.0, 0);
    let mut run: (Option<(&Option<String>, &str)>, u32) = (None, 0);
    for record in records {
        assert!(record.at_secs() >= clock, "{record:?} after second {clock}");
        clock = record.at_secs();
        let Record::Step(step) = record else { continue };
        count += 1;
        assert_eq!(step.index, count);
        let widget = Some((&step.within, step.widget.as_str()));
        run = if run.0 == widget { (widget, run.1 + 1) } else { (widget, 1) };
        assert!(run.1 <= MAX_IN_A_ROW, "{widget:?} ran {} times in a row", run.1);
    }
}

/// What must hold of every run.
fn check(ran: &Ran) -> Reason {
    let reason = ran.execution.ended().expect("it has ended");
    let last = ran.records.iter().rev().find(|record| matches!(record, Record::Ended(_)));
    let Some(Record::Ended(ended)) = last else { panic!("the trace does not say how it ended") };
    assert_eq!(ended.reason, reason);
    assert!(ended.steps <= MAX_STEPS, "{} steps", ended.steps);
    assert!(ran.execution.clock_secs() <= LIFETIME_SECS);
    check_order(&ran.records);
    let now = ran.execution.context();
    // Back from the end, and forth again.
    for (steps, context) in ran.stood.iter().rev().chain(&ran.stood) {
        let is_end = *steps == ran.history.len() && !ran.history.is_empty();
        let then = ran.history.after(*steps, now);
        assert!(then == *context || is_end, "after {steps} steps");
    }
    reason
}

#[test]
fn every_flow_runs_to_a_stated_end_from_each_trigger_with_each_outcome_forced() {
    let (mut runs, mut reasons) = (0_usize, BTreeMap::<&str, usize>::new());
    for Opened { name, flow, program } in flows() {
        let mut outcomes: Vec<Vec<Forced>> = vec![Vec::new()];
        for widget in flow.widgets() {
            let Some(title) = widget.name() else { continue };
            let known =
                widget.kind().and_then(widget_type).map(|entry| entry.events.known()).unwrap_or_default();
            let known = known.iter().map(|event| event.event);
            let mut events: Vec<&str> =
                widget.transitions().iter().map(|transition| &*transition.event).chain(known).collect();
            events.sort_unstable();
            events.dedup();
            outcomes.extend(events.into_iter().map(|event| vec![Forced::by(title, event)]));
        }
        for trigger in program.connected_triggers() {
            for forced in &outcomes {
                let reason =
                    std::panic::catch_unwind(AssertUnwindSafe(|| check(&run(program, trigger, forced, &[]))));
                let reason = reason.unwrap_or_else(|_| panic!("{name}, {}, {forced:?}", trigger.event()));
                *reasons.entry(reason.name()).or_default() += 1;
                runs += 1;
            }
        }
    }
    println!("runs: {} flows, {runs} runs, {reasons:?}", flows().len());
    assert!(runs > 100);
}

/// An answer of the world, as it may be and as it should not be.
fn answer() -> impl Strategy<Value = Answer> {
    let secs = prop_oneof![any::<f64>(), 0.0..100_000.0, Just(f64::NAN), Just(f64::INFINITY), Just(-1.0)];
    let body = prop::sample::select(vec![
        "",
        "{}",
        "[1]",
        "{\"a\":{\"b\":1}}",
        "{\"sid\":7}",
        "{\"code\":\"x\",\"status\":400}",
        "<Response/>",
        "\u{0}",
    ]);
    let event = prop::sample::select(vec![
        "",
        "sent",
        "failed",
        "success",
        "callCompleted",
        "hangup",
        "answered",
        "return",
        "?",
    ]);
    prop_oneof![
        (any::<u16>(), body).prop_map(|(status, body)| {
            let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
            Answer::Response(Response::new(status, headers, body.to_owned()))
        }),
        ".{0,9}".prop_map(Answer::Unreachable),
        ".{0,9}".prop_map(Answer::Withheld),
        (event, secs, ".{0,5}").prop_map(|(event, secs, key)| {
            let result = [(key, serde_json::Value::from("left"))].into_iter().collect();
            Answer::Done(Done { event: event.to_owned(), result, secs, took: String::new() })
        }),
    ]
}

fn input() -> impl Strategy<Value = Input> {
    let text = prop_oneof![
        prop::sample::select(vec![
            "yes",
            "no",
            "1",
            "STOP",
            " ",
            "",
            "{{widgets}}",
            "{% if %}",
            "ß\u{1F469}",
            "order 4711"
        ])
        .prop_map(str::to_owned),
        ".{0,40}",
    ];
    prop_oneof![
        4 => (text.clone(), prop::collection::vec(".{0,9}", 0..3)).prop_map(|(body, media)| Input::Message(Inbound { body, media })),
        1 => prop_oneof!["[0-9*#]{0,6}", ".{0,6}"].prop_map(Input::Press),
        1 => text.prop_map(Input::Speak),
        1 => Just(Input::HangUp),
        2 => prop_oneof![any::<f64>(), 0.0..100_000.0, Just(f64::NAN), Just(f64::INFINITY), Just(-1.0)].prop_map(|to_secs| Input::Clock { to_secs }),
        1 => (0_usize..40, 0_usize..8).prop_map(|(widget, event)| Input::Force { widget: widget.to_string(), event: event.to_string(), times: Times::Always }),
        1 => (0_u64..9, answer()).prop_map(|(id, answer)| Input::Answer { id: EffectId(id), answer }),
        1 => ("[A-Z]{2}", prop::sample::select(vec!["delivered", "failed", "undelivered", "read", "?"]), any::<Option<u32>>())
            .prop_map(|(sid, status, code)| Input::Delivery { sid, status: status.to_owned(), code }),
    ]
}

/// Numbers in forced outcomes become widgets and events of the flow.
fn named(flow: &Flow, input: Input) -> Input {
    let Input::Force { widget, event, times } = input else { return input };
    let (at, event): (usize, usize) = (widget.parse().expect("a number"), event.parse().expect("a number"));
    let Some(widget) = flow.widgets().get(at % flow.widgets().len().max(1)) else { return Input::Stop };
    let transitions = widget.transitions();
    let event = transitions.get(event % transitions.len().max(1)).map_or("nonsense", |found| &*found.event);
    Input::Force { widget: widget.title().to_owned(), event: event.to_owned(), times }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_inputs_end_are_repeatable_and_can_be_gone_back_through(
        which in any::<usize>(),
        trigger in prop::sample::select(Trigger::ALL.to_vec()),
        inputs in prop::collection::vec(input(), 0..25),
    ) {
        let Opened { flow, program, .. } = &flows()[which % flows().len()];
        let inputs: Vec<Input> = inputs.into_iter().map(|input| named(flow, input)).collect();
        let (once, again) = (run(program, trigger, &[], &inputs), run(program, trigger, &[], &inputs));
        check(&once);
        prop_assert_eq!(once.lines(), again.lines());
    }
}
