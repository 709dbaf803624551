//! Executions of an open flow that somebody else has begun: a webhook, the REST API, a message.

use jiff::Timestamp;
use tokio::sync::mpsc::unbounded_channel;

use super::Began;
use crate::editor::run::{News, Run, RunForm, trigger_label};
use crate::sim::world::Event;
use crate::sim::{Channel, Record};
use crate::widgets::run::Trigger;

/// How many are kept of one flow.
const MAX: usize = 50;

/// What the mock has to do with an open flow.
#[derive(Default)]
pub struct MockedFlow {
    /// The SID that stands for the flow as long as the window lives, where its side file has none.
    pub(in crate::editor) own_sid: Option<String>,
    /// Service and channel that were made for its webhook.
    pub(in crate::editor) made: Option<(String, String)>,
    /// The channel that was written to last: what begins there is shown.
    pub(in crate::editor) awaits: Option<String>,
    /// The executions, oldest first.
    pub(in crate::editor) executions: Vec<MockExecution>,
    /// The one that is shown in the place of the run.
    pub(in crate::editor) shown: Option<String>,
}

impl MockedFlow {
    /// The executions, oldest first.
    pub fn executions(&self) -> &[MockExecution] {
        &self.executions
    }

    /// The one that is shown in the place of the run.
    pub fn shown(&self) -> Option<&MockExecution> {
        let shown = self.shown.as_deref()?;
        self.executions.iter().find(|execution| execution.sid == shown)
    }

    pub(in crate::editor) fn shown_mut(&mut self) -> Option<&mut MockExecution> {
        let shown = self.shown.as_deref()?;
        self.executions.iter_mut().find(|execution| execution.sid == shown)
    }

    pub(in crate::editor) fn get_mut(&mut self, sid: &str) -> Option<&mut MockExecution> {
        self.executions.iter_mut().find(|execution| execution.sid == sid)
    }

    /// Takes one in, and drops the oldest that is neither active nor shown where there are too many.
    pub(in crate::editor) fn push(&mut self, execution: MockExecution) {
        if self.executions.len() >= MAX {
            let shown = self.shown.as_deref();
            let old = self.executions.iter().position(|old| !old.run.is_live() && Some(&*old.sid) != shown);
            self.executions.remove(old.unwrap_or(0));
        }
        self.executions.push(execution);
    }

    /// The one that goes on in a channel.
    pub(in crate::editor) fn active_in(&self, channel: &str) -> Option<&MockExecution> {
        let is_there = |run: &Run| run.thread().is_some_and(|thread| thread.channel == channel);
        self.executions.iter().rev().find(|execution| execution.run.is_live() && is_there(&execution.run))
    }
}

/// An execution at the mock.
pub struct MockExecution {
    /// `FN…`.
    pub sid: String,
    /// When it began.
    pub began: Timestamp,
    /// What it has done, shown as a run is.
    pub run: Run,
}

impl MockExecution {
    /// One that has just begun, as the `number`th that the window has seen.
    pub(in crate::editor) fn of(began: Began, number: u64) -> Self {
        let Began { execution: sid, flow, contact, record, .. } = began;
        let mut form = RunForm { contact, ..RunForm::default() };
        let mut at = Timestamp::now();
        if let Record::Started(started) = &record {
            at = started.now.parse().unwrap_or(at);
            let trigger = Trigger::ALL.into_iter().find(|trigger| trigger.event() == started.trigger);
            form.set_trigger(trigger.unwrap_or(Trigger::Message));
            let message = started.context.get("trigger").and_then(|trigger| trigger.get("message"));
            if form.contact.starts_with("whatsapp:") {
                form.channel = Channel::Whatsapp;
            } else if message.is_some_and(|message| message.get("ChannelSid").is_some()) {
                form.channel = Channel::Chat;
            }
        }
        // Nobody commands it from here.
        let (commands, _) = unbounded_channel();
        let mut run = Run::begin(number, &flow, form, at, commands).of_execution(&sid);
        run.take(News::Happened(Box::new(Event::Record(record))));
        Self { sid, began: at, run }
    }

    /// What it is called in a list: who writes, and what began it.
    pub fn title(&self) -> String {
        let form = self.run.form();
        let trigger = trigger_label(form.trigger());
        let trigger = trigger.strip_prefix("Incoming ").unwrap_or(trigger);
        format!("{} · {trigger}", crate::editor::run::cut(&form.contact, 40))
    }

    /// How it goes, and when it began.
    pub fn detail(&self) -> String {
        let state = match self.run.ended() {
            Some(reason) => reason.name(),
            None if self.run.is_live() => "active",
            None => "over",
        };
        format!("{state} · {}", self.run.clock(0.0))
    }
}
