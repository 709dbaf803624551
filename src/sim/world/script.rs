//! A run without anybody in front of it: prepared replies, then silence.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::drive::{BEFORE_DEADLINE_SECS, LAST_QUESTION, given_up, pause_after};
use super::http::{Heard, HttpWorld, WorldError};
use crate::sim::execution::LIFETIME_SECS;
use crate::sim::trace::{self, Reason, Record};
use crate::sim::{EffectId, Emitted, Execution, Inbound, Input, Program, Start, Waiting};
use crate::widgets::run::Effect;

/// What the contact will answer.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// In order.
    pub replies: Vec<Reply>,
    /// How long after it is waited for each reply comes. Without it five seconds, or half of the waiting time on a
    /// call that waits no longer.
    pub reply_after_secs: Option<f64>,
    /// When each answer comes, on the execution's clock, whether it is waited for or not: for a run that is repeated.
    /// Empty where they come after they are waited for.
    pub at_secs: Vec<f64>,
}

/// One answer of the contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A message.
    Message(Inbound),
    /// Keys on a call.
    Keys(String),
    /// Words on a call.
    Speech(String),
}

const REPLY_AFTER_SECS: f64 = 5.0;

impl Reply {
    /// Whether a widget waits for this kind of answer.
    fn is_awaited(&self, waiting: &Waiting<'_>) -> bool {
        match self {
            Self::Message(_) => waiting.for_message,
            Self::Keys(_) | Self::Speech(_) => waiting.for_voice,
        }
    }

    fn into_input(self) -> Input {
        match self {
            Self::Message(inbound) => Input::Message(inbound),
            Self::Keys(keys) => Input::Press(keys),
            Self::Speech(text) => Input::Speak(text),
        }
    }
}

/// What a run in the real world tells besides its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The prepared replies are used up: from here on the contact's own messages count.
    Listens {
        /// The contact.
        contact: String,
        /// How many seconds they have.
        secs: u64,
    },
    /// The contact's messages cannot be asked for; they are asked for again.
    Deaf(String),
}

/// Runs to the end. On this machine no real time passes; in the real world a second is a second.
///
/// # Errors
/// Where the world refuses; the records up to there, with an `ended`, have been given.
pub async fn run_to_end(
    program: Arc<Program>,
    start: Start,
    world: &mut HttpWorld,
    script: Script,
    on_record: impl FnMut(&Record),
) -> Result<Reason, WorldError> {
    run_live(program, start, world, script, std::future::pending(), on_record, |_| {}).await
}

/// As [`run_to_end`], with somebody who may `stop` it at any moment, and who is told what it waits for. Where the
/// prepared replies are used up, the contact's own messages are waited for, in real time.
///
/// # Errors
/// As [`run_to_end`].
pub async fn run_live(
    program: Arc<Program>,
    mut start: Start,
    world: &mut HttpWorld,
    script: Script,
    stop: impl Future<Output = ()>,
    on_record: impl FnMut(&Record),
    on_notice: impl FnMut(Notice),
) -> Result<Reason, WorldError> {
    let mut stop = std::pin::pin!(stop);
    let is_stopped = tokio::select! {
        biased;
        () = &mut stop => true,
        prepared = world.prepare(&mut start) => {
            prepared?;
            false
        }
    };
    let (execution, emitted) = Execution::start(program, start);
    let mut run = Run {
        execution,
        effects: VecDeque::new(),
        replies: script.replies.into(),
        at_secs: script.at_secs.into(),
        on_record,
        on_notice,
        was_deaf: false,
        performs: None,
    };
    run.tell(emitted);
    if is_stopped {
        run.stop();
    }
    loop {
        if run.effects.is_empty()
            && let Some(reason) = run.execution.ended()
        {
            return Ok(reason);
        }
        let is_stopped = tokio::select! {
            biased;
            () = &mut stop => true,
            went_on = run.go_on(world, script.reply_after_secs) => {
                went_on?;
                false
            }
        };
        if is_stopped {
            run.stop();
        }
    }
}

struct Run<F, N> {
    execution: Execution,
    effects: VecDeque<(EffectId, String, Effect)>,
    replies: VecDeque<Reply>,
    at_secs: VecDeque<f64>,
    on_record: F,
    on_notice: N,
    was_deaf: bool,
    /// What is being performed, and for which widget.
    performs: Option<(String, Effect)>,
}

impl<F: FnMut(&Record), N: FnMut(Notice)> Run<F, N> {
    /// Performs the next effect, or waits for what comes next.
    async fn go_on(
        &mut self,
        world: &mut HttpWorld,
        reply_after_secs: Option<f64>,
    ) -> Result<(), WorldError> {
        let Some((id, widget, effect)) = self.effects.pop_front() else {
            return self.wait(world, reply_after_secs).await;
        };
        let began = Instant::now();
        let (widget, effect) = &*self.performs.insert((widget, effect));
        let performed = world.perform(widget, effect).await;
        self.performs = None;
        match performed {
            Ok(answer) => {
                if world.is_live() {
                    let to_secs = self.execution.clock_secs() + began.elapsed().as_secs_f64();
                    self.apply(Input::Clock { to_secs });
                }
                self.apply(Input::Answer { id, answer });
                Ok(())
            }
            Err(error) => {
                self.apply(Input::Stop);
                Err(error)
            }
        }
    }

    /// Lets time pass until the next reply or the deadline, whichever comes first.
    async fn wait(&mut self, world: &mut HttpWorld, reply_after_secs: Option<f64>) -> Result<(), WorldError> {
        let Some(waiting) = self.execution.waiting() else {
            // Neither ended, nor waiting, nor performing: nothing can come any more.
            self.apply(Input::Stop);
            return Ok(());
        };
        let deadline = waiting.deadline_secs.unwrap_or(LIFETIME_SECS);
        let now = self.execution.clock_secs();
        let after = match reply_after_secs {
            Some(secs) => secs.max(0.0),
            None if waiting.for_voice => REPLY_AFTER_SECS.min((deadline - now) / 2.0),
            None => REPLY_AFTER_SECS,
        };
        let is_awaited = self.replies.front().is_some_and(|reply| reply.is_awaited(&waiting));
        let (due, replies_in_time) = match self.at_secs.front() {
            Some(at) => (at.max(now), *at <= deadline),
            None => (now + after, is_awaited && now + after < deadline),
        };
        let until = if replies_in_time { due } else { deadline };
        let listens = waiting.for_message && self.replies.is_empty() && world.hears_contact();
        if world.is_live() && !self.pass_real_time(world, until, listens).await {
            return Ok(());
        }
        self.apply(Input::Clock { to_secs: until });
        if replies_in_time && let Some(reply) = self.replies.pop_front() {
            self.at_secs.pop_front();
            if let Reply::Message(inbound) = &reply {
                let said = world.contact_says(self.execution.began_with(), inbound).await;
                if let Err(error) = said {
                    self.apply(Input::Stop);
                    return Err(error);
                }
            }
            self.apply(reply.into_input());
        }
        Ok(())
    }

    /// Waits by the wall clock, asking for news and, if `listens`, for the contact's own messages. `false` where
    /// something made the execution go on.
    async fn pass_real_time(&mut self, world: &mut HttpWorld, until_secs: f64, listens: bool) -> bool {
        let steps = self.execution.steps();
        let (began, from_secs) = (Instant::now(), self.execution.clock_secs());
        let all = Duration::try_from_secs_f64(until_secs - from_secs).unwrap_or_default();
        let end = began.checked_add(all);
        if listens {
            let contact = self.execution.began_with().contact_address();
            (self.on_notice)(Notice::Listens { contact, secs: all.as_secs() });
        }
        let mut idle_polls = 0;
        loop {
            // Where the contact is heard, the clock does not pass the deadline before they were asked after it.
            let is_over = end.is_some_and(|end| end <= Instant::now());
            if is_over && !listens {
                return true;
            }
            let pause = if is_over { Duration::ZERO } else { pause_after(idle_polls, listens) };
            let limit = if is_over { Instant::now().checked_add(LAST_QUESTION) } else { end };
            let asks = listens || world.expects_news();
            let polled = {
                let question = async {
                    if !asks {
                        return std::future::pending().await;
                    }
                    tokio::time::sleep(pause).await;
                    world.poll(listens).await
                };
                let ends = async {
                    match limit {
                        Some(limit) => tokio::time::sleep_until(limit).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    polled = question => polled,
                    () = ends => if is_over { return true } else { continue },
                }
            };
            let most_secs = (until_secs - BEFORE_DEADLINE_SECS).max(from_secs);
            let to_secs = (from_secs + began.elapsed().as_secs_f64()).min(most_secs);
            self.apply(Input::Clock { to_secs });
            idle_polls = if polled.is_empty() { idle_polls + 1 } else { 0 };
            for news in polled.news {
                self.apply(news.into_input());
            }
            let mut late = polled.replies;
            let in_time: Vec<Heard> =
                late.extract_if(.., |heard| end.is_none_or(|end| heard.is_before(end))).collect();
            for heard in in_time {
                self.apply(Input::Message(heard.inbound));
            }
            if !late.is_empty() {
                self.apply(Input::Clock { to_secs: until_secs });
            }
            for heard in late {
                self.apply(Input::Message(heard.inbound));
            }
            if let Some(trouble) = polled.trouble.filter(|_| !std::mem::replace(&mut self.was_deaf, true)) {
                (self.on_notice)(Notice::Deaf(trouble));
            }
            if self.execution.steps() != steps || self.execution.ended().is_some() {
                return false;
            }
            if is_over {
                return true;
            }
        }
    }

    /// Somebody wants no more of it.
    fn stop(&mut self) {
        self.effects.clear();
        if let Some((widget, effect)) = self.performs.take()
            && let Some(warning) = given_up(&effect, widget, self.execution.clock_secs())
        {
            (self.on_record)(&warning);
        }
        self.apply(Input::Stop);
    }

    fn apply(&mut self, input: Input) {
        let emitted = self.execution.apply(input);
        self.tell(emitted);
    }

    fn tell(&mut self, emitted: Vec<Emitted>) {
        for emitted in emitted {
            match emitted {
                Emitted::Effect { id, widget, effect } => self.effects.push_back((id, widget, effect)),
                Emitted::Record(Record::Ended(mut ended)) => {
                    ended.unused_replies = self.replies.len();
                    if ended.unused_replies > 0 {
                        let message = match ended.unused_replies {
                            1 => "1 reply was not used".to_owned(),
                            many => format!("{many} replies were not used"),
                        };
                        let warning = trace::Warning { code: None, widget: None, message, at: ended.at };
                        (self.on_record)(&Record::Warning(warning));
                    }
                    (self.on_record)(&Record::Ended(ended));
                }
                Emitted::Record(record) => (self.on_record)(&record),
            }
        }
    }
}
