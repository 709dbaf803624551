//! What a run needs to know before it may really send: who pays, who may be reached, how often.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::json;

use crate::editor::account::AccountForm;
use crate::sim::trace::{Direction, Record};
use crate::sim::world::LiveGuard;
use crate::sim::world::Outside;
use crate::sim::{Emitted, Execution, Input, Program, Start};
use crate::twilio::account::TRIAL_PREFIX;
use crate::twilio::sid::prefix;
use crate::twilio::{Response, SidSource, measure};
use crate::widgets::run::{Answer, Effect};

/// The live world's own questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveForm {
    /// Who sends: the window's account as it was when the run was confirmed.
    pub account: AccountForm,
    /// Whom messages may go to, apart by commas or white space.
    pub allow_to: String,
    /// How many messages may be sent.
    pub max_messages: String,
    /// What a rehearsal sent.
    pub planned: Arc<[Planned]>,
    /// The user knows that something else answers the contact, too, and wants the run all the same.
    pub both_answer: bool,
}

/// A message that a rehearsal sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The widget.
    pub widget: String,
    /// The sender.
    pub from: String,
    /// The recipient.
    pub to: String,
    /// The text; empty where only the server knows it.
    pub body: String,
    /// Its segments.
    pub segments: usize,
    /// Its segments with what Twilio puts before each text of a trial account.
    pub segments_on_trial: usize,
}

impl LiveForm {
    /// Whom messages may go to.
    pub fn allowed(&self) -> Vec<String> {
        let parts = self.allow_to.split(|char: char| char == ',' || char == ';' || char.is_whitespace());
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// Who sends in the rehearsal, each once.
    pub fn senders(&self) -> Vec<String> {
        let senders: BTreeSet<&str> = self.planned.iter().map(|planned| planned.from.as_str()).collect();
        senders.into_iter().map(str::to_owned).collect()
    }

    /// What keeps the run within what was agreed to.
    ///
    /// # Errors
    /// Where nobody is allowed or the number is none, as a sentence.
    pub fn guard(&self) -> Result<LiveGuard, String> {
        let allowed = self.allowed();
        if allowed.is_empty() {
            return Err("Name whom messages may go to".to_owned());
        }
        match self.max_messages.trim().parse::<u32>() {
            Ok(most) if most > 0 => Ok(LiveGuard::new(allowed, most)),
            _ => Err("The most messages has to be a number above 0".to_owned()),
        }
    }

    /// Why the rehearsal shows that the guard would refuse the run, as a sentence.
    pub fn refusal(&self) -> Option<String> {
        let allowed = self.allowed();
        if let Some(planned) = self.planned.iter().find(|planned| !allowed.contains(&planned.to)) {
            return Some(format!(
                "{} would send to {}, which is not on the list",
                planned.widget, planned.to
            ));
        }
        let most = self.max_messages.trim().parse::<usize>().ok()?;
        let count = self.planned.len();
        (count > most).then(|| {
            format!(
                "Before the contact's first answer it sends {count} messages, and at most {most} are allowed"
            )
        })
    }
}

/// Runs a flow up to the contact's first answer without sending anything: every message counts as accepted. What
/// comes after an answer nobody can tell beforehand.
pub fn rehearse(program: Arc<Program>, start: Start) -> Vec<Planned> {
    let sids = SidSource::new(start.seed);
    let mut outside = Outside::default();
    let (mut execution, emitted) = Execution::start(program, start);
    let mut queue: VecDeque<Emitted> = emitted.into();
    let mut planned = Vec::new();
    // The engine's limit of steps bounds the effects, and with them this loop.
    while let Some(emitted) = queue.pop_front() {
        match emitted {
            Emitted::Effect { id, widget, effect } => {
                let sid = sids.named(prefix::SMS, &format!("rehearsed {}", id.0));
                let body = json!({"sid": sid, "status": "queued"}).to_string();
                let answer = match &effect {
                    Effect::Send(_) => Answer::Response(Response::new(201, Vec::new(), body)),
                    Effect::Fetch(fetch) => outside.withheld(fetch),
                    Effect::Act(act) => outside.act(&widget, act),
                };
                queue.extend(execution.apply(Input::Answer { id, answer }));
            }
            Emitted::Record(Record::Message(message)) if message.direction == Direction::Outbound => {
                planned.push(Planned {
                    segments: measure(&message.body).segments,
                    segments_on_trial: measure(&format!("{TRIAL_PREFIX}{}", message.body)).segments,
                    widget: message.widget,
                    from: message.from,
                    to: message.to,
                    body: message.body,
                });
            }
            Emitted::Record(_) => {}
        }
    }
    planned
}
