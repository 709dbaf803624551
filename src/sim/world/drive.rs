//! A run with somebody in front of it: commands come in whenever they like, and everything that happens is told.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use super::http::HttpWorld;
use crate::sim::execution::LIFETIME_SECS;
use crate::sim::trace::Record;
use crate::sim::{Context, EffectId, Emitted, Execution, Inbound, Input, Program, Start};
use crate::twilio::Request;
use crate::widgets::run::{Answer, Effect};

/// What the person in front may do.
#[derive(Clone, Debug)]
pub enum Command {
    /// Write as the contact.
    Say(Inbound),
    /// Press keys on the call.
    Press(String),
    /// Say something on the call.
    Speak(String),
    /// Hang up.
    HangUp,
    /// Move the clock to the deadline of the widget that waits.
    LetTimePass,
    /// Leave a widget by an event, whatever it would do.
    Force {
        /// The widget's name.
        widget: String,
        /// The event.
        event: String,
    },
    /// End the run.
    Stop,
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// A line of the trace.
    Record(Record),
    /// The flow asked something over HTTP. Comes before the records of what the answer changed.
    Exchange(Arc<Exchange>),
    /// Where the run stands now. Comes after the records of each change.
    Now(Now),
    /// Something that does not keep the run from going on; a sentence for people.
    Notice(String),
    /// The run cannot go on; a sentence for people.
    Failed(String),
    /// Nothing more will come.
    Finished,
}

/// A request of the flow and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The widget that asked.
    pub widget: String,
    /// What was sent. Credentials are no part of it.
    pub request: Request,
    /// What came back.
    pub answer: Answer,
}

/// Where a run stands.
#[derive(Clone, Debug)]
pub struct Now {
    /// The widget that it stands on; `None` after the end.
    pub widget: Option<String>,
    /// Whether a message of the contact is awaited.
    pub waits_for_message: bool,
    /// Whether keys or speech of the contact are awaited.
    pub waits_for_voice: bool,
    /// Whether a call is going on.
    pub is_on_call: bool,
    /// Until when something is awaited, on the execution's clock.
    pub deadline_secs: Option<f64>,
    /// Whether something is being sent.
    pub is_performing: bool,
    /// The execution's clock.
    pub clock_secs: f64,
    /// All variables; cheap to keep.
    pub context: Context,
}

/// Between two questions for news at first; it grows with each one without news.
const FIRST_POLL: Duration = Duration::from_millis(300);
/// The longest time between two questions.
const LAST_POLL: Duration = Duration::from_secs(5);
/// After so many questions without news nobody asks any more: many carriers never tell that a message arrived.
const MAX_IDLE_POLLS: u32 = 20;

/// The longest time between two questions for the contact's own messages, which may come hours later.
const LAST_LISTEN: Duration = Duration::from_secs(10);

/// The pause before the next question, after so many without news.
pub(super) fn pause_after(idle_polls: u32, listens: bool) -> Duration {
    let longest = if listens { LAST_LISTEN } else { LAST_POLL };
    FIRST_POLL.saturating_mul(idle_polls.saturating_add(1)).min(longest)
}

/// Runs until the end, a stop, or until `commands` is closed. Messages that are still on their way after the end
/// are followed until they arrive.
///
/// On this machine the clock stands still but for [`Command::LetTimePass`], and while nothing is on its way nothing is
/// asked, so that an idle run costs nothing. In the real world a second is a second, and the contact's own messages
/// are asked for while one is awaited.
pub async fn drive(
    program: Arc<Program>,
    mut start: Start,
    mut world: HttpWorld,
    mut commands: UnboundedReceiver<Command>,
    mut on_event: impl FnMut(Event) + Send,
) {
    let prepared = tokio::select! {
        prepared = world.prepare(&mut start) => prepared.map_err(|error| error.to_string()),
        () = stopped(&mut commands) => Err("Stopped before anything was sent".to_owned()),
    };
    if let Err(reason) = prepared {
        on_event(Event::Failed(reason));
        on_event(Event::Finished);
        return;
    }
    let (execution, emitted) = Execution::start(program, start);
    let clock = world.is_live().then(Instant::now);
    let mut session = Session { execution, effects: VecDeque::new(), on_event, clock, skipped_secs: 0.0 };
    session.tell(emitted);
    let mut queue: VecDeque<Command> = VecDeque::new();
    let mut idle_polls = 0;
    let mut had_trouble = false;
    loop {
        while let Some((id, widget, effect)) = session.effects.pop_front() {
            match perform(&mut world, &widget, &effect, &mut commands, &mut queue).await {
                Performed::Answer(answer) => {
                    session.tell_exchange(widget, &effect, &answer);
                    session.catch_up();
                    session.apply(Input::Answer { id, answer });
                }
                Performed::Stopped => session.apply(Input::Stop),
                Performed::Refused(reason) => {
                    (session.on_event)(Event::Failed(reason));
                    session.apply(Input::Stop);
                }
                Performed::Abandoned => return,
            }
            idle_polls = 0;
        }
        if let Some(command) = queue.pop_front() {
            session.obey(command, &world).await;
            continue;
        }
        let has_ended = session.execution.ended().is_some();
        if has_ended && !world.expects_news() {
            (session.on_event)(Event::Finished);
            return;
        }
        let listens = world.hears_contact() && session.awaits_message();
        let (asks, pause) = (listens || world.expects_news(), pause_after(idle_polls, listens));
        let deadline = session.real_deadline();
        // A question that hangs keeps nobody waiting: whatever comes first ends it, and it is asked again.
        let question = async {
            tokio::time::sleep(pause).await;
            world.poll(listens).await
        };
        tokio::select! {
            command = commands.recv() => match command {
                Some(Command::Stop) if has_ended => world.forget_messages(),
                Some(command) => queue.push_back(command),
                None => return,
            },
            () = until(deadline), if deadline.is_some() => session.catch_up(),
            polled = question, if asks => {
                idle_polls = if polled.is_empty() { idle_polls + 1 } else { 0 };
                session.catch_up();
                if let Some(trouble) = polled.trouble.filter(|_| !std::mem::replace(&mut had_trouble, true)) {
                    let reason = format!("The contact's messages cannot be read: {trouble}; trying again");
                    (session.on_event)(Event::Notice(reason));
                }
                for news in polled.news {
                    session.apply(news.into_input());
                }
                for reply in polled.replies {
                    session.apply(Input::Message(reply));
                }
                if idle_polls >= MAX_IDLE_POLLS {
                    world.forget_messages();
                }
            }
        }
    }
}

/// Waits for a stop, or for the end of whoever gives commands. Other commands have no meaning before a run begins.
pub async fn stopped(commands: &mut UnboundedReceiver<Command>) {
    while let Some(command) = commands.recv().await {
        if matches!(command, Command::Stop) {
            return;
        }
    }
}

/// Sleeps until a moment; without one, for good.
async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

enum Performed {
    Answer(Answer),
    Refused(String),
    Stopped,
    /// Whoever gave the commands is gone.
    Abandoned,
}

/// Performs an effect; a stop does not wait for it, other commands do.
async fn perform(
    world: &mut HttpWorld,
    widget: &str,
    effect: &Effect,
    commands: &mut UnboundedReceiver<Command>,
    queue: &mut VecDeque<Command>,
) -> Performed {
    let performing = world.perform(widget, effect);
    tokio::pin!(performing);
    loop {
        tokio::select! {
            answer = &mut performing => return match answer {
                Ok(answer) => Performed::Answer(answer),
                Err(error) => Performed::Refused(error.to_string()),
            },
            command = commands.recv() => match command {
                Some(Command::Stop) => return Performed::Stopped,
                Some(command) => queue.push_back(command),
                None => return Performed::Abandoned,
            },
        }
    }
}

struct Session<F> {
    execution: Execution,
    effects: VecDeque<(EffectId, String, Effect)>,
    on_event: F,
    /// When the execution's clock stood at zero, where it goes with the real one.
    clock: Option<Instant>,
    /// By how much it was put forward.
    skipped_secs: f64,
}

impl<F: FnMut(Event) + Send> Session<F> {
    fn awaits_message(&self) -> bool {
        self.execution.waiting().is_some_and(|waiting| waiting.for_message)
    }

    /// Lets the time pass that has passed in the real world.
    fn catch_up(&mut self) {
        if let Some(clock) = self.clock {
            let to_secs = clock.elapsed().as_secs_f64() + self.skipped_secs;
            self.apply(Input::Clock { to_secs });
        }
    }

    /// When the current widget has waited long enough, in the real world.
    fn real_deadline(&self) -> Option<Instant> {
        let clock = self.clock?;
        let deadline = self.execution.waiting()?.deadline_secs.unwrap_or(LIFETIME_SECS);
        let from_zero = Duration::try_from_secs_f64(deadline - self.skipped_secs).unwrap_or_default();
        // A little later, so that no rounding lets it be asked for again and again.
        clock.checked_add(from_zero + Duration::from_millis(2))
    }

    async fn obey(&mut self, command: Command, world: &HttpWorld) {
        self.catch_up();
        match command {
            Command::Say(inbound) => {
                if self.execution.ended().is_none()
                    && let Err(error) = world.contact_says(self.execution.began_with(), &inbound).await
                {
                    (self.on_event)(Event::Failed(error.to_string()));
                }
                self.apply(Input::Message(inbound));
            }
            Command::LetTimePass => {
                let deadline = self.execution.waiting().map(|waiting| waiting.deadline_secs);
                if let Some(deadline) = deadline {
                    self.skipped_secs += deadline.unwrap_or(LIFETIME_SECS) - self.execution.clock_secs();
                    self.apply(Input::Clock { to_secs: deadline.unwrap_or(LIFETIME_SECS) });
                }
            }
            Command::Press(keys) => self.apply(Input::Press(keys)),
            Command::Speak(text) => self.apply(Input::Speak(text)),
            Command::HangUp => self.apply(Input::HangUp),
            Command::Force { widget, event } => self.apply(Input::Force { widget, event }),
            Command::Stop => self.apply(Input::Stop),
        }
    }

    fn tell_exchange(&mut self, widget: String, effect: &Effect, answer: &Answer) {
        // Other requests and acts are records of the trace.
        if let Effect::Send(send) = effect {
            let exchange = Exchange { widget, request: send.request.clone(), answer: answer.clone() };
            (self.on_event)(Event::Exchange(Arc::new(exchange)));
        }
    }

    fn apply(&mut self, input: Input) {
        let emitted = self.execution.apply(input);
        if !emitted.is_empty() {
            self.tell(emitted);
        }
    }

    fn tell(&mut self, emitted: Vec<Emitted>) {
        for emitted in emitted {
            match emitted {
                Emitted::Record(record) => (self.on_event)(Event::Record(record)),
                Emitted::Effect { id, widget, effect } => self.effects.push_back((id, widget, effect)),
            }
        }
        let waiting = self.execution.waiting();
        let now = Now {
            widget: self.execution.current_own_widget().map(str::to_owned),
            waits_for_message: waiting.as_ref().is_some_and(|waiting| waiting.for_message),
            waits_for_voice: waiting.as_ref().is_some_and(|waiting| waiting.for_voice),
            is_on_call: self.execution.is_on_call(),
            deadline_secs: waiting.and_then(|waiting| waiting.deadline_secs),
            is_performing: !self.effects.is_empty(),
            clock_secs: self.execution.clock_secs(),
            context: self.execution.context().clone(),
        };
        (self.on_event)(Event::Now(now));
    }
}
