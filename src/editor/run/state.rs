//! A run, put together from what its task tells.

mod past;

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use super::exchange::Exchange;
use super::form::{RunForm, WorldChoice};
use super::kept::Kept;
use super::log::{Content, Log, Tone};
use super::marks::{StepRow, next_output, note_message, note_step, note_visit};
use super::moments::Moments;
use super::steps::{Begun, Gathered, Rests};
use super::task::News;
use super::thread::Thread;
use crate::editor::canvas::RunMarks;
use crate::flow::{Flow, Graph, WidgetId};
use crate::sim::debug::{Held, Logged, Times, skips_by};
use crate::sim::trace::{Direction, Reason, Record};
use crate::sim::world::{Command, Event, Now, Question};
use crate::sim::{Context, History, Inbound, Start};
use crate::{check, liquid};

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
    marks: RunMarks,
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
            marks: RunMarks::default(),
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
        let now = self.variables()?;
        if self.marks.current == Some(widget) {
            return Some(now);
        }
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
    pub fn marks(&self, _scene: &crate::picture::Scene) -> RunMarks {
        if let Some(past) = &self.past {
            return past.marks.clone();
        }
        let mut marks = self.marks.clone();
        if let Some(current) = marks.current {
            let next = u32::try_from(self.steps.len()).unwrap_or(u32::MAX).saturating_add(1);
            note_visit(&mut marks, current, next);
        }
        marks
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

    /// Sends a command to the task. Where that is gone the run is over, and says so elsewhere.
    pub fn command(&self, command: Command) {
        match command {
            Command::Pause => self.wants_pause.set(true),
            Command::GoOn(_) => self.wants_pause.set(false),
            _ => {}
        }
        let _gone = self.commands.send(command);
    }

    /// Writes as the contact.
    pub fn say(&mut self, text: String) {
        self.recalled = None;
        self.draft.clear();
        let (is_on_call, media) = (self.is_on_call(), std::mem::take(&mut self.attached));
        self.command(said(text, media, is_on_call));
    }

    /// Writes as the contact as soon as the run stands where it repeats another one to.
    pub fn say_later(&mut self, text: String) {
        // The task takes what it is told in turn, and repeats first.
        self.wants_focus = true;
        let is_call = self.is_a_call();
        self.command(said(text, Vec::new(), is_call));
    }

    /// Leaves the widget on which it stands, or before which it is held, by its usual output.
    pub fn skip(&mut self) {
        let Some((id, widget)) = self.current().and_then(|id| Some((id, self.flow.widget(id)?))) else {
            return;
        };
        if let Some(event) = skips_by(widget) {
            self.force(id, event, Times::Once);
        }
    }

    /// Leaves a widget by an event, whatever it would do.
    pub fn force(&mut self, widget: WidgetId, event: String, times: Times) {
        if let Some(name) = self.flow.widget(widget).and_then(|widget| widget.name()).map(str::to_owned) {
            self.command(Command::Force { widget: name, event, times });
        }
    }

    /// When its clock stood at zero.
    pub fn began(&self) -> Timestamp {
        self.began
    }

    /// Whether it is with the same contact.
    pub fn is_with(&self, form: &RunForm) -> bool {
        self.form.contact.trim() == form.contact.trim() && self.form.channel == form.channel
    }

    /// Whether a call began it.
    pub fn is_a_call(&self) -> bool {
        self.form.trigger() == crate::widgets::run::Trigger::Call
    }

    /// Whether a call is going on.
    pub fn is_on_call(&self) -> bool {
        self.is_live() && self.now.as_ref().is_some_and(|now| now.is_on_call)
    }

    /// Takes over what was typed.
    pub fn type_draft(&mut self, text: String) {
        self.draft = text;
        self.recalled = None;
    }

    /// Brings an earlier text back into the field.
    pub fn recall(&mut self, which: Recall) {
        let count = self.log.said().count();
        let at = match (which, self.recalled) {
            (Recall::Older, None) => Some(0),
            (Recall::Older, Some(at)) => Some((at + 1).min(count.saturating_sub(1))),
            (Recall::Newer, Some(at)) => at.checked_sub(1),
            (Recall::Newer, None) => return,
        };
        self.recalled = at.filter(|_| count > 0);
        let text = self.recalled.and_then(|at| self.log.said().rev().nth(at)).unwrap_or_default().to_owned();
        self.draft = text;
    }

    /// Takes over what the task tells.
    pub fn take(&mut self, news: News) {
        let event = match news {
            News::Reached(address) => {
                self.address = Some(address);
                return;
            }
            News::Happened(event) => *event,
        };
        match event {
            Event::Began(start) => self.start = Some(*start),
            Event::Took(logged) => self.kept.input(logged),
            Event::Record(mut record) => {
                self.history.take(&mut record);
                self.record(&record);
                self.kept.record(record);
                self.bound_memory();
            }
            Event::Exchange(exchange) => {
                self.note_content(&exchange);
                self.exchanges.push(Exchange::of(&exchange));
            }
            Event::Now(now) => self.stand(now),
            Event::Notice(notice) => self.log.say(Tone::Warning, notice),
            Event::Failed(reason) => self.log.say(Tone::Error, reason),
            Event::Finished => {
                self.is_over = true;
                self.marks.current = None;
                self.marks.next = None;
            }
        }
    }

    fn record(&mut self, record: &Record) {
        let mut step = None;
        let (began, zone) = (self.began, self.zone.clone());
        self.gathered.note(record, |at_secs| clock(began, &zone, at_secs));
        match record {
            Record::Started(started) => self.thread = Thread::of(&started.context),
            Record::Step(record) => {
                let mut row = note_step(&mut self.marks, &self.flow, &self.graph, record);
                // What a step takes for true is told before the step itself.
                (row.facts, row.assumptions) = self.gathered.take(&row.widget, row.number, row.at_secs);
                if let Some(id) = row.id {
                    self.left.insert(id, (self.history.len(), OnceCell::new()));
                }
                step = Some(row);
            }
            Record::Message(message) if message.direction == Direction::Outbound => {
                note_message(&mut self.marks, &self.graph, message);
                if let Some(id) = self.graph.named(&message.widget) {
                    self.rendered.insert(id, message.body.clone());
                }
            }
            Record::Ended(ended) => self.ended = Some(ended.reason),
            _ => {}
        }
        self.log.at_record(self.kept.records().len());
        self.log.note(record, &self.flow, &self.graph, step.as_ref(), |at_secs| clock(began, &zone, at_secs));
        if let Record::Message(message) = record
            && let Some((content, text)) = self.content_of(message.sid.as_deref())
        {
            self.log.note_content(content, text);
        }
        self.moments.note(record, self.log.entries().len());
        self.steps.extend(step);
    }

    fn stand(&mut self, now: Now) {
        self.marks.current = now.widget.as_deref().and_then(|name| self.graph.named(name));
        self.marks.is_held = now.held.is_some();
        let waiting = self.marks.current.filter(|_| now.waits_for_message || now.waits_for_voice);
        self.marks.next = waiting.and_then(|waiting| next_output(&self.flow, waiting));
        if self.past.is_none() {
            self.context = OnceCell::new();
        }
        if now.held.is_some() {
            self.wants_pause.set(false);
        }
        self.told_after = self.history.len();
        // It may be stopped here and so never leave the widget.
        self.left.extend(self.marks.current.map(|id| (id, (self.told_after, OnceCell::new()))));
        self.now = Some(now);
    }
}

/// What the contact says: a message, or keys or words on a call.
fn said(text: String, media: Vec<String>, is_on_call: bool) -> Command {
    let is_keys = !text.is_empty() && text.chars().all(|key| matches!(key, '0'..='9' | '*' | '#'));
    match is_on_call {
        true if is_keys => Command::Press(text),
        true => Command::Speak(text),
        false => Command::Say(Inbound { body: text, media }),
    }
}

/// What a run knows that its templates are rendered with: data, for whoever has the time to render them.
#[derive(Clone)]
pub struct Rendering {
    flow: Flow,
    visited: Vec<WidgetId>,
    variables: Context,
}

impl Rendering {
    /// What the fields of a version's widgets gave in the run: only of widgets that it came to, and that are still as
    /// they were when it began.
    pub fn fields(&self, flow: &Flow) -> check::Rendered {
        let mut rendered = check::Rendered::new();
        for id in &self.visited {
            let (Some(then), Some(now)) = (self.flow.widget(*id), flow.widget(*id)) else { continue };
            if !Arc::ptr_eq(then, now) {
                continue;
            }
            for (key, value) in now.properties() {
                let text = value.as_text().filter(|text| text.contains('{'));
                let gave = text.map(|text| {
                    liquid::parse(&text).render(&self.variables, &liquid::Options::default()).text
                });
                rendered.extend(gave.map(|gave| ((*id, key.into_owned()), gave)));
            }
        }
        rendered
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
