//! A run, put together from what its task tells.

mod acting;
mod past;
mod rendering;
mod telling;

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

pub use rendering::Rendering;

use super::exchange::Exchange;
use super::form::{RunForm, WorldChoice};
use super::kept::Kept;
use super::log::{Content, Log, Tone};
use super::marks::{Marked, StepRow};
use super::moments::Moments;
use super::steps::{Begun, Gathered, Rests};
use super::thread::Thread;
use crate::editor::canvas::RunMarks;
use crate::flow::{Flow, Graph, WidgetId};
use crate::sim::debug::{Held, Logged};
use crate::sim::trace::{Reason, Record};
use crate::sim::world::{Command, Now, Question};
use crate::sim::{Context, History, Start};

/// The tabs of the panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The dialogue.
    #[default]
    Phone,
    /// All variables.
    Variables,
    /// The steps.
    Trace,
    /// What went over HTTP.
    Requests,
}

impl Tab {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Phone, Self::Variables, Self::Trace, Self::Requests];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Phone => "Phone",
            Self::Variables => "Variables",
            Self::Trace => "Trace",
            Self::Requests => "Requests",
        }
    }
}

/// Which text of the contact comes back into the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recall {
    /// The one before.
    Older,
    /// The one after.
    Newer,
}

/// Where a run went another way than the one that it repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parent {
    /// That run.
    pub run: u64,
    /// After so many steps.
    pub step: u32,
}

/// A run of an open flow, going on or over.
pub struct Run {
    number: u64,
    parent: Option<Parent>,
    /// How it really began.
    start: Option<Start>,
    /// What was put into it and what it told, for who goes back or keeps it as a test.
    kept: Kept,
    /// Where it stood after each step.
    moments: Moments,
    /// The moment that is shown, where that is not now.
    past: Option<past::Past>,
    /// It is to be held before the next widget, as soon as it comes to one.
    wants_pause: Cell<bool>,
    flow: Flow,
    graph: Graph,
    form: RunForm,
    began: Timestamp,
    /// The zone by which its clock is shown.
    zone: TimeZone,
    commands: UnboundedSender<Command>,
    address: Option<String>,
    now: Option<Now>,
    context: OnceCell<Value>,
    ended: Option<Reason>,
    is_over: bool,
    log: Log,
    steps: Vec<StepRow>,
    marks: Marked,
    rendered: HashMap<WidgetId, String>,
    history: History,
    /// How many steps were taken when `now` was told.
    told_after: usize,
    /// How many steps were taken when a widget was left last, or the run stood on it, and the variables then, once somebody looks at them.
    left: HashMap<WidgetId, (usize, OnceCell<Context>)>,
    exchanges: Vec<Exchange>,
    gathered: Gathered,
    thread: Option<Thread>,
    execution: Option<String>,
    /// What messages were made of, by their SIDs.
    pub(super) contents: HashMap<String, Content>,
    /// What content templates say.
    pub(super) texts: HashMap<String, String>,
    /// Media that the contact sends with what they write next.
    pub(super) attached: Vec<String>,
    /// A flow is told of what clients write in the run's channel.
    pub(in crate::editor) has_hook: bool,
    pub(in crate::editor) draft: String,
    recalled: Option<usize>,
    /// Whether the field to answer in is to take the keyboard as soon as somebody waits.
    pub(in crate::editor) wants_focus: bool,
    /// Whether it takes it from whatever has it: what had it goes away.
    pub(in crate::editor) takes_focus: bool,
    pub(in crate::editor) search: String,
    pub(in crate::editor) toggled: HashSet<String>,
    pub(in crate::editor) open_request: Option<usize>,
}

impl Run {
    /// A run that was just given to its task.
    pub fn begin(
        number: u64,
        flow: &Flow,
        form: RunForm,
        began: Timestamp,
        commands: UnboundedSender<Command>,
    ) -> Self {
        let form_zone = form.shown_zone(began);
        Self {
            number,
            parent: None,
            start: None,
            kept: Kept::default(),
            moments: Moments::default(),
            past: None,
            wants_pause: Cell::new(false),
            flow: flow.clone(),
            graph: Graph::of(flow),
            form,
            began,
            zone: form_zone,
            commands,
            address: None,
            now: None,
            context: OnceCell::new(),
            ended: None,
            is_over: false,
            log: Log::default(),
            steps: Vec::new(),
            marks: Marked::default(),
            rendered: HashMap::new(),
            history: History::default(),
            told_after: 0,
            left: HashMap::new(),
            exchanges: Vec::new(),
            gathered: Gathered::default(),
            thread: None,
            execution: None,
            contents: HashMap::new(),
            texts: HashMap::new(),
            attached: Vec::new(),
            has_hook: false,
            draft: String::new(),
            recalled: None,
            wants_focus: true,
            takes_focus: false,
            search: String::new(),
            toggled: HashSet::new(),
            open_request: None,
        }
    }

    /// Which run of its flow this is: news of another number are not for it.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Makes it the run that another one leads to.
    #[must_use]
    pub fn forked_from(self, parent: Parent) -> Self {
        Self { parent: Some(parent), ..self }
    }

    /// The run that it repeats up to a point, if it does.
    pub fn parent(&self) -> Option<Parent> {
        self.parent
    }

    /// How it really began, once that is known: with all that was made for it.
    pub fn start(&self) -> Option<&Start> {
        self.start.as_ref()
    }

    /// What was put into it so far.
    pub fn inputs(&self) -> &[Logged] {
        self.kept.inputs()
    }

    /// What it has told so far.
    pub fn records(&self) -> &[Record] {
        self.kept.records()
    }

    /// Before which widget it is held, if it is.
    pub fn held(&self) -> Option<&Held> {
        self.now.as_ref().filter(|_| self.is_live())?.held.as_ref()
    }

    /// What has to be answered before it goes on.
    pub fn question(&self) -> Option<&Arc<Question>> {
        self.now.as_ref().filter(|_| self.is_live())?.asks.as_ref()
    }

    /// Makes it the picture of an execution at the mock, which somebody else has begun.
    #[must_use]
    pub fn of_execution(self, sid: &str) -> Self {
        Self { execution: Some(sid.to_owned()), wants_focus: false, ..self }
    }

    /// The execution at the mock that this is the picture of; `None` for a run of the window's own.
    pub fn execution(&self) -> Option<&str> {
        self.execution.as_deref()
    }

    /// The channel or conversation that the contact writes in.
    pub fn thread(&self) -> Option<&Thread> {
        self.thread.as_ref()
    }

    /// Whether what is written goes into the channel as a client's of the SDK, so that its webhook is told.
    pub fn writes_as_client(&self) -> bool {
        self.thread.is_some() && !self.is_real() && (self.execution.is_some() || self.has_hook)
    }

    /// Whether the contact can write: to this run, or into its channel.
    pub fn can_be_written_to(&self) -> bool {
        self.writes_as_client() || (self.is_live() && self.execution.is_none())
    }

    /// A line of the window's own on the phone.
    pub fn remark(&mut self, text: String) {
        self.log.say(Tone::Quiet, text);
    }

    /// Whether it goes on.
    pub fn is_live(&self) -> bool {
        self.ended.is_none() && !self.is_over
    }

    /// Why it ended, if it has.
    pub fn ended(&self) -> Option<Reason> {
        self.ended
    }

    /// How it was started.
    pub fn form(&self) -> &RunForm {
        &self.form
    }

    /// Whether it really sends.
    pub fn is_real(&self) -> bool {
        self.form.world == WorldChoice::Live
    }

    /// Where its requests go, once that is known.
    pub fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }

    /// The version of the flow that runs.
    pub fn flow(&self) -> &Flow {
        &self.flow
    }

    /// What the phone shows.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The same, to change it.
    pub(super) fn log_mut(&mut self) -> &mut Log {
        &mut self.log
    }

    /// The widgets that were left, in order.
    pub fn steps(&self) -> &[StepRow] {
        &self.steps
    }

    /// What went over HTTP.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// Whether an answer of the contact is awaited: a message, or keys or words on a call.
    pub fn waits_for_contact(&self) -> bool {
        self.is_live() && self.now.as_ref().is_some_and(|now| now.waits_for_message || now.waits_for_voice)
    }

    /// Whether the real contact's messages are asked for.
    pub fn listens(&self) -> bool {
        self.is_real() && self.is_live() && self.now.as_ref().is_some_and(|now| now.waits_for_message)
    }

    /// Whether something is being sent, or the run is being prepared.
    pub fn is_busy(&self) -> bool {
        self.is_live() && self.now.as_ref().is_none_or(|now| now.is_performing && now.asks.is_none())
    }

    /// Whether a widget waits, and until when.
    pub fn waits_until_secs(&self) -> Option<Option<f64>> {
        let now =
            self.now.as_ref().filter(|now| self.is_live() && !now.is_performing && now.asks.is_none())?;
        now.widget.as_ref().map(|_| now.deadline_secs)
    }

    /// The widget that the run stands on.
    pub fn current(&self) -> Option<WidgetId> {
        self.marks.current
    }

    /// Seconds on the run's own clock.
    pub fn clock_secs(&self) -> f64 {
        self.now.as_ref().map_or(0.0, |now| now.clock_secs)
    }

    /// All variables at the moment that is shown.
    pub fn context(&self) -> &Value {
        self.context.get_or_init(|| self.shown_variables().map_or(Value::Null, Context::to_value))
    }

    /// All variables, for templates.
    pub fn variables(&self) -> Option<&Context> {
        self.now.as_ref().map(|now| &now.context)
    }

    /// All variables as they are while the run stands on a widget, or as they were when it left it last; `None` where
    /// it never came there.
    pub fn variables_at(&self, widget: WidgetId) -> Option<&Context> {
        if self.marks.current == Some(widget) {
            return self.variables();
        }
        let now = &self.now.as_ref()?.settled;
        let (steps, context) = self.left.get(&widget)?;
        // Steps are told before the variables that they left.
        (self.told_after == self.history.len() && self.history.knows(*steps)).then_some(())?;
        Some(context.get_or_init(|| self.history.after(*steps, now)))
    }

    /// How it began, once that is known.
    pub fn begun(&self) -> Option<&Begun> {
        self.gathered.begun()
    }

    /// The assumptions that its steps rest on, by id.
    pub fn rests(&self) -> &BTreeMap<String, Rests> {
        self.gathered.rests()
    }

    /// The date on the run's clock, for templates.
    pub fn moment(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from_secs_f64(self.clock_secs()).unwrap_or_default();
        self.began.checked_add(elapsed).unwrap_or(self.began)
    }

    /// The date on the run's clock at the moment that is shown.
    pub fn shown_moment(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from_secs_f64(self.shown_clock_secs()).unwrap_or_default();
        self.began.checked_add(elapsed).unwrap_or(self.began)
    }

    /// The text that a widget sent last, as the contact got it. Only a message's body is known afterwards.
    pub fn rendered(&self, widget: WidgetId, field: &str) -> Option<&str> {
        self.rendered.get(&widget).filter(|_| field == "body").map(String::as_str)
    }

    /// Which run it is and how far it has come: what changes whenever [`Run::rendering`] does.
    pub fn progress(&self) -> (u64, usize) {
        (self.number, self.steps.len())
    }

    /// What templates are rendered with; nothing before anything is known.
    pub fn rendering(&self) -> Option<Rendering> {
        let variables = self.variables()?.clone();
        let visited = self.marks.visits.keys().copied().collect();
        Some(Rendering { flow: self.flow.clone(), visited, variables })
    }

    /// What the canvas shows of it.
    pub fn marks(&self, _scene: &crate::picture::Scene) -> Arc<RunMarks> {
        match &self.past {
            Some(past) => Arc::clone(&past.marks),
            None => self.marks.shown(self.steps.len()),
        }
    }

    /// Answers that the next branches would take.
    pub fn quick_replies(&self) -> Vec<String> {
        match self.marks.current.filter(|_| self.waits_for_contact()) {
            Some(waiting) => super::quick_replies(&self.flow, &self.graph, waiting),
            None => Vec::new(),
        }
    }

    /// The zone by which its clock is shown.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// A time of the run's clock as people of this machine write it.
    pub fn clock(&self, at_secs: f64) -> String {
        clock(self.began, &self.zone, at_secs)
    }

    /// When its clock stood at zero.
    pub fn began(&self) -> Timestamp {
        self.began
    }

    /// Whether it is with the same contact, in the same world.
    pub fn is_with(&self, form: &RunForm) -> bool {
        self.form.contact.trim() == form.contact.trim()
            && self.form.channel == form.channel
            && self.form.world == form.world
    }

    /// Whether a call began it.
    pub fn is_a_call(&self) -> bool {
        self.form.trigger() == crate::widgets::run::Trigger::Call
    }

    /// Whether a call is going on.
    pub fn is_on_call(&self) -> bool {
        self.is_live() && self.now.as_ref().is_some_and(|now| now.is_on_call)
    }
}

/// `09:00:14` by the clock of a zone.
fn clock(began: Timestamp, zone: &TimeZone, at_secs: f64) -> String {
    let elapsed = SignedDuration::try_from_secs_f64(at_secs).unwrap_or_default();
    let moment = began.checked_add(elapsed).unwrap_or(began).to_zoned(zone.clone());
    let days = moment.date().since(began.to_zoned(zone.clone()).date()).map_or(0, |span| span.get_days());
    let day = if days > 0 { format!(" (+{days} d)") } else { String::new() };
    format!("{}{day}", moment.strftime("%H:%M:%S"))
}
