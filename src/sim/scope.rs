//! What a widget sees of the execution while it runs.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, Zoned};
use serde_json::{Map, Value};

use super::context::Context;
use super::history::Replaced;
use super::program::{Prepared, Program, is_template};
use super::start::Start;
use crate::liquid::{FindingKind, Options, Rendered};
use crate::widgets::assumptions::{self, Assumptions};
use crate::widgets::run::{Scope, Trigger};

/// Something that a step wants noted in the trace.
#[derive(Clone, Debug)]
pub(super) enum Note {
    /// A warning, with Twilio's code if it has one.
    Warning(Option<u32>, String),
    /// An assumption: its id and what was taken to be true.
    Assumption(&'static str, String),
    /// A record of another kind.
    Told(&'static str, Map<String, Value>),
}

/// The scope of one step.
pub(super) struct StepScope<'a> {
    pub program: &'a Program,
    pub start: &'a Start,
    /// How templates are rendered, but for the moment.
    pub options: &'a Options,
    pub context: &'a mut Context,
    pub trigger: Trigger,
    pub on_call: &'a mut bool,
    /// What Twilio tells of a call that the flow made.
    pub made_call: &'a mut Arc<Map<String, Value>>,
    /// How many SIDs were made.
    pub sid_count: &'a mut u32,
    pub clock_secs: f64,
    pub replaced: &'a mut Vec<Replaced>,
    pub notes: Vec<Note>,
}

impl StepScope<'_> {
    fn moment(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from_secs_f64(self.clock_secs).unwrap_or_default();
        self.start.now.checked_add(elapsed).unwrap_or(self.start.now)
    }

    fn options(&self) -> Options {
        Options { now: self.moment(), ..self.options.clone() }
    }

    fn note_findings(&mut self, field: &str, prepared: &Prepared, rendered: &Rendered) {
        if prepared.writes_dates {
            let zone = self.options.zone.iana_name().unwrap_or("UTC");
            self.notes.push(Note::Assumption(
                assumptions::ZONE.id,
                format!("in {field}: dates and times are in the execution's zone, {zone}"),
            ));
        }
        for finding in &rendered.findings {
            if finding.kind.is_error() {
                self.notes.push(Note::Warning(Some(81018), format!("in {field}: {}", finding.message)));
            } else if let FindingKind::Assumption(unknown) = finding.kind {
                self.take(field, &unknown.into());
            }
        }
        if rendered.failed() {
            self.take(field, &assumptions::AFTER_81018);
        }
    }

    fn take(&mut self, field: &str, assumption: &assumptions::Assumption) {
        let took = self.start.assume.choice(assumption).took;
        self.notes.push(Note::Assumption(assumption.id, format!("in {field}: {took}")));
    }
}

/// The template with this text: most stand in the flow and are parsed already.
fn with_template<T>(program: &Program, source: &str, run: impl FnOnce(&Prepared) -> T) -> T {
    match program.template(source) {
        Some(prepared) => run(prepared),
        None => run(&Prepared::of(source)),
    }
}

impl Scope for StepScope<'_> {
    fn render(&mut self, field: &str, template: &str) -> String {
        if !is_template(template) {
            return template.to_owned();
        }
        with_template(self.program, template, |prepared| {
            let rendered = prepared.template.render(&*self.context, &self.options());
            self.note_findings(field, prepared, &rendered);
            rendered.text
        })
    }

    fn evaluate(&mut self, field: &str, template: &str) -> Value {
        if !is_template(template) {
            return Value::String(template.to_owned());
        }
        with_template(self.program, template, |prepared| {
            let options = self.options();
            let rendered = prepared.template.render(&*self.context, &options);
            self.note_findings(field, prepared, &rendered);
            let value = prepared.template.value(&*self.context, &options);
            value.unwrap_or(Value::String(rendered.text))
        })
    }

    fn variable(&self, path: &[&str]) -> Option<Value> {
        self.context.get(path).cloned()
    }

    fn set_flow_variable(&mut self, key: &str, value: Value) {
        self.replaced.push(self.context.set_flow_variable(key, value));
    }

    fn trigger(&self) -> Trigger {
        self.trigger
    }

    fn account_sid(&self) -> &str {
        &self.start.account_sid
    }

    fn elapsed_secs(&self) -> f64 {
        self.clock_secs
    }

    fn now(&self) -> Zoned {
        self.moment().to_zoned(self.start.zone.clone())
    }

    fn sid(&mut self, prefix: &str) -> String {
        *self.sid_count += 1;
        self.start.sid(prefix, &format!("made {}", self.sid_count))
    }

    fn on_call(&self) -> bool {
        *self.on_call
    }

    fn set_call(&mut self, going_on: bool) {
        *self.on_call = going_on;
    }

    fn made_call(&self) -> Map<String, Value> {
        Map::clone(self.made_call)
    }

    fn set_made_call(&mut self, call: Map<String, Value>) {
        *self.made_call = Arc::new(call);
    }

    fn set_channel(&mut self, channel: Map<String, Value>) {
        self.replaced.push(self.context.set_channel(channel));
    }

    fn tell(&mut self, kind: &'static str, about: Map<String, Value>) {
        self.notes.push(Note::Told(kind, about));
    }

    fn warn(&mut self, code: Option<u32>, message: String) {
        self.notes.push(Note::Warning(code, message));
    }

    fn assumptions(&self) -> &Assumptions {
        &self.start.assume
    }

    fn assume(&mut self, id: &'static str, took: &str) {
        self.notes.push(Note::Assumption(id, took.to_owned()));
    }
}
