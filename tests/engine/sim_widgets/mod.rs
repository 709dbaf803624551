//! Every widget type by itself in the scripted world: each event that it can fire, each variable that it leaves, and each
//! thing that can be taken of what nobody knows.

mod assumed;
mod content;
mod table;

use std::collections::VecDeque;

use cordboard::flow::{Document, Flow};
use cordboard::sim::world::{Outside, ScriptedWorld, Stub};
use cordboard::sim::{Emitted, Execution, Forced, Inbound, Input, Program, Record, Source, Start, Subflows};
use cordboard::twilio::Response;
use cordboard::widgets::run::{Answer, Effect, Trigger};
use cordboard::widgets::{Events, widget_type};
use serde_json::{Map, Value, json};

/// The SID of the subflow of a setup.
pub(crate) const SUBFLOW: &str = "FW00000000000000000000000000000001";

/// What happens to an execution from outside.
#[derive(Clone, Debug)]
pub(crate) enum Do {
    Say(&'static str),
    SayWithMedia(&'static str),
    Press(&'static str),
    Speak(&'static str),
    HangUp,
    LetTimePass,
    /// News of the last message.
    News(&'static str),
}

/// A flow of one widget, `it`, or of more, and its surroundings.
#[derive(Clone)]
pub(crate) struct Setup {
    pub(crate) start: Start,
    pub(crate) states: Vec<Value>,
    pub(crate) subflow: Option<Vec<Value>>,
    pub(crate) refuse: Option<u32>,
    pub(crate) stubs: Vec<Stub>,
    pub(crate) contents: Vec<(&'static str, &'static str)>,
    /// The API's answers to messages, in place of those of the scripted world.
    pub(crate) answers: Vec<Value>,
    /// The contact hangs up while the first effect is performed.
    pub(crate) hangs_up: bool,
    pub(crate) does: Vec<Do>,
}

pub(crate) fn state(name: &str, kind: &str, transitions: Value, properties: Value) -> Value {
    json!({"name": name, "type": kind, "transitions": transitions, "properties": properties})
}

pub(crate) fn trigger(trigger: Trigger, next: &str) -> Value {
    state("Trigger", "trigger", json!([{"event": trigger.event(), "next": next}]), json!({}))
}

impl Setup {
    /// One widget behind the trigger, all of whose events lead nowhere.
    pub(crate) fn one(kind: &str, on: Trigger, properties: Value) -> Self {
        let Events::Known(events) = widget_type(kind).unwrap().events else { panic!("{kind}") };
        let transitions: Vec<Value> = events.iter().map(|event| json!({"event": event.event})).collect();
        Self::of(on, vec![state("it", kind, Value::Array(transitions), properties)])
    }

    /// These widgets behind the trigger, which leads to the first.
    pub(crate) fn of(on: Trigger, mut states: Vec<Value>) -> Self {
        let first = states.first().and_then(|state| state["name"].as_str()).unwrap().to_owned();
        states.insert(0, trigger(on, &first));
        let start = Start::new(Source::default(), on, "2026-11-21T09:00:00Z".parse().unwrap());
        Self {
            start,
            states,
            subflow: None,
            refuse: None,
            stubs: Vec::new(),
            contents: Vec::new(),
            answers: Vec::new(),
            hangs_up: false,
            does: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(crate) fn stub(self, status: u16, body: &str) -> Self {
        self.with(|setup| {
            setup.stubs.push(Stub { status, body: body.to_owned(), content_type: None });
        })
    }

    pub(crate) fn outcome(self, event: &str, leaves: Map<String, Value>) -> Self {
        self.with(|setup| {
            let (widget, event) = ("it".to_owned(), event.to_owned());
            setup.start.forced.push(Forced { widget, event, leaves: Some(leaves) });
        })
    }

    pub(crate) fn does(self, does: &[Do]) -> Self {
        self.with(|setup| setup.does.extend_from_slice(does))
    }

    fn flow(states: &[Value]) -> Flow {
        let flow = json!({"description": "test", "states": states, "initial_state": "Trigger",
            "flags": {"allow_concurrent_calls": true}});
        Document::from_bytes(None, flow.to_string().as_bytes()).unwrap().flow().clone()
    }

    /// Runs it until nothing more happens.
    pub(crate) fn run(&self) -> Vec<Record> {
        let mut subflows = Subflows::new();
        if let Some(states) = &self.subflow {
            subflows.insert(SUBFLOW.to_owned(), Program::compile(&Self::flow(states)));
        }
        let program = Program::compile_with(&Self::flow(&self.states), subflows);
        let mut start = self.start.clone();
        let mut outside = Outside::default();
        self.stubs.iter().for_each(|stub| outside.stub("it", stub));
        let mut world = ScriptedWorld::new(&mut start, outside);
        self.refuse.into_iter().for_each(|code| world.refuse("it", code));
        self.contents.iter().for_each(|(sid, text)| world.set_content(sid, text));
        let (mut execution, emitted) = Execution::start(program, start);
        let mut run =
            Run { world, records: Vec::new(), answers: self.answers.clone().into(), hangs_up: self.hangs_up };
        run.take(&mut execution, emitted);
        for act in &self.does {
            let input = match act {
                Do::Say(body) => Input::Message(Inbound { body: (*body).to_owned(), media: Vec::new() }),
                Do::SayWithMedia(url) => {
                    Input::Message(Inbound { body: String::new(), media: vec![(*url).to_owned()] })
                }
                Do::Press(keys) => Input::Press((*keys).to_owned()),
                Do::Speak(text) => Input::Speak((*text).to_owned()),
                Do::HangUp => Input::HangUp,
                Do::LetTimePass => {
                    let deadline = execution.waiting().and_then(|waiting| waiting.deadline_secs);
                    Input::Clock { to_secs: deadline.unwrap_or(cordboard::sim::LIFETIME_SECS) }
                }
                Do::News(status) => {
                    let code = (*status == "undelivered").then_some(30003);
                    Input::Delivery { sid: run.last_sid(), status: (*status).to_owned(), code }
                }
            };
            let emitted = execution.apply(input);
            run.take(&mut execution, emitted);
        }
        run.take(&mut execution, Vec::new());
        let ends = execution.apply(Input::Stop);
        run.take(&mut execution, ends);
        run.records
    }
}

struct Run {
    world: ScriptedWorld,
    records: Vec<Record>,
    answers: VecDeque<Value>,
    hangs_up: bool,
}

impl Run {
    fn take(&mut self, execution: &mut Execution, emitted: Vec<Emitted>) {
        let mut queue: VecDeque<Emitted> = emitted.into();
        while let Some(emitted) = queue.pop_front() {
            match emitted {
                Emitted::Record(record) => self.records.push(record),
                Emitted::Effect { .. } if std::mem::take(&mut self.hangs_up) => {
                    queue.extend(execution.apply(Input::HangUp));
                }
                Emitted::Effect { id, widget, effect } => {
                    let answer = match (&effect, self.answers.pop_front()) {
                        (Effect::Send(_), Some(answer)) => {
                            Answer::Response(Response::new(201, Vec::new(), answer.to_string()))
                        }
                        _ => self.world.perform(&widget, &effect, execution.clock_secs()),
                    };
                    queue.extend(execution.apply(Input::Answer { id, answer }));
                }
            }
        }
    }

    fn last_sid(&self) -> String {
        let sids = self.records.iter().rev().filter_map(|record| match record {
            Record::Message(message) => message.sid.clone(),
            _ => None,
        });
        sids.into_iter().next().unwrap()
    }
}

/// The variables at the end.
pub(crate) fn context(records: &[Record]) -> &Value {
    match records.last() {
        Some(Record::Ended(ended)) => &ended.context,
        other => panic!("{other:?}"),
    }
}

/// The events by which a widget was left; forced ones are none, but where the world was told how an act ends.
pub(crate) fn events<'r>(records: &'r [Record], widget: &str) -> Vec<&'r str> {
    let mut is_told = false;
    let mut events = Vec::new();
    for record in records {
        match record {
            Record::Act(act) => is_told = act.kind != "forced" && act.result.is_some(),
            Record::Step(step) => {
                if step.widget == widget && (is_told || step.why.as_deref() != Some("forced")) {
                    events.push(&*step.event);
                }
                is_told = false;
            }
            _ => {}
        }
    }
    events
}

/// The codes of the warnings.
pub(crate) fn codes(records: &[Record]) -> Vec<u32> {
    let codes = records.iter().filter_map(|record| match record {
        Record::Warning(warning) => warning.code,
        _ => None,
    });
    codes.collect()
}
