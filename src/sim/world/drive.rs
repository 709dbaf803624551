//! A run with somebody in front of it: commands come in whenever they like, and everything that happens is told.

mod session;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use self::session::Session;
use super::asks::Question;
use super::http::{Heard, HttpWorld};
use super::outside::Stub;
use crate::sim::debug::{Breakpoint, Held, Logged, Pace, Times};
use crate::sim::trace::{Record, Warning};
use crate::sim::{Context, Inbound, Input, Program, Start, replay, up_to};
use crate::twilio::{Method, Request};
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
        /// How often.
        times: Times,
    },
    /// Answer what is asked in [`Now::asks`].
    Answer {
        /// With what.
        given: Given,
        /// Whether the same holds for this widget from now on.
        keeps: bool,
    },
    /// Leave the widget that it stands on, or is held before, by its usual output, without doing it.
    Skip,
    /// Hold the run before the next widget.
    Pause,
    /// Let a held run go on; one that waits is held where the pace says.
    GoOn(Pace),
    /// Other breakpoints hold it from now on.
    SetBreakpoints(Vec<Breakpoint>),
    /// Give a variable another value.
    SetVariable {
        /// The keys on the way to it.
        path: Vec<String>,
        /// The value.
        value: Value,
    },
    /// Put the clock forward, to so many seconds since the start.
    SetClock(f64),
    /// End the run.
    Stop,
}

/// What somebody gives as the answer that nobody knew.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// A server's answer.
    Response(Stub),
    /// The widget is left by this event, and leaves this.
    Outcome {
        /// The event.
        event: String,
        /// What it leaves under `widgets.NAME`.
        leaves: Map<String, Value>,
    },
    /// The request goes out, to this host.
    Allow(String),
    /// What happens where nobody is asked.
    Usual,
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// How it really began, with all that was made for it. Comes first.
    Began(Box<Start>),
    /// What was put into the execution, before the records of what that changed.
    Took(Logged),
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
    /// The variables as the last step left them, see [`Execution::settled`](crate::sim::Execution::settled).
    pub settled: Context,
    /// Where it is held, if it is.
    pub held: Option<Held>,
    /// What somebody has to answer before it goes on.
    pub asks: Option<Arc<Question>>,
}

/// What is to be run, and how it begins.
pub struct Beginning {
    /// The flow.
    pub program: Arc<Program>,
    /// How it starts.
    pub start: Start,
    /// Whether somebody is there to say what nobody knows. Where nobody is, the usual is taken.
    pub asks: bool,
    /// Where it is held.
    pub breakpoints: Vec<Breakpoint>,
    /// How it goes on from the start, or from the end of the past.
    pub pace: Pace,
    /// The run that it repeats up to a point: its start is prepared, and nothing of it is sent again.
    pub past: Option<Past>,
    /// What somebody wanted before there was anything to drive, in order.
    pub early: VecDeque<Command>,
}

impl Beginning {
    /// A run of its own, which nothing holds and in which nobody is asked.
    pub fn new(program: Arc<Program>, start: Start) -> Self {
        Self {
            program,
            start,
            asks: false,
            breakpoints: Vec::new(),
            pace: Pace::Free,
            past: None,
            early: VecDeque::new(),
        }
    }
}

/// The beginning of a run that is repeated.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// What was put into it.
    pub inputs: Vec<Logged>,
    /// Held before the widget that comes after so many steps; `None`: where its inputs have led it.
    pub stop_after: Option<u32>,
}

/// Between two questions for news at first; it grows with each one without news.
const FIRST_POLL: Duration = Duration::from_millis(300);
/// The longest time between two questions.
const LAST_POLL: Duration = Duration::from_secs(5);
/// After so many questions without news nobody asks any more once the execution has ended: many carriers never tell that
/// a message arrived.
const MAX_IDLE_POLLS: u32 = 20;

/// The longest time between two questions for the contact's own messages, which may come hours later.
const LAST_LISTEN: Duration = Duration::from_secs(10);

/// How long the last question before a deadline may take.
pub(super) const LAST_QUESTION: Duration = Duration::from_secs(10);
/// As long before a deadline the clock stops where it must not pass it.
pub(super) const BEFORE_DEADLINE_SECS: f64 = 0.001;

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
    beginning: Beginning,
    mut world: HttpWorld,
    mut commands: UnboundedReceiver<Command>,
    mut on_event: impl FnMut(Event) + Send,
) {
    let Beginning { program, mut start, asks, breakpoints, pace, past, early: mut queue } = beginning;
    let is_new = past.is_none();
    let preparing = async {
        match is_new {
            true => world.prepare(&mut start).await,
            false => world.join(&start).await,
        }
    };
    let prepared = unless_stopped(preparing, &mut commands, &mut queue).await;
    let is_stopped = match prepared {
        Ok(Ok(())) => false,
        Ok(Err(error)) => {
            on_event(Event::Failed(error.to_string()));
            on_event(Event::Finished);
            return;
        }
        Err(Halt::Stopped) => true,
        Err(Halt::Abandoned) => return,
    };
    on_event(Event::Began(Box::new(start.clone())));
    let clock = world.is_live().then(Instant::now);
    let mut session = match past {
        None => Session::begin(program, start, asks, breakpoints, pace, clock, on_event),
        Some(past) => {
            let inputs = up_to(&past.inputs, past.stop_after);
            let (execution, emitted) = replay(program, start, inputs, past.stop_after);
            let mut session = Session::repeated(execution, asks, clock, on_event);
            session.repeat(inputs, emitted);
            session.watch(breakpoints, pace);
            session
        }
    };
    if is_stopped {
        session.effects.clear();
        session.apply(Input::Stop);
    }
    let mut idle_polls = 0;
    let mut had_trouble = false;
    let mut had_ended = false;
    loop {
        while let Some((id, widget, effect)) = session.effects.pop_front() {
            let is_answered = session.was_answered();
            if !is_answered
                && session.asks
                && let Some(question) = world.question(&widget, &effect)
            {
                session.ask(question, (id, widget, effect));
                break;
            }
            match unless_stopped(world.perform(&widget, &effect), &mut commands, &mut queue).await {
                Ok(Ok(answer)) => {
                    session.tell_exchange(widget, &effect, &answer);
                    session.catch_up();
                    session.apply(Input::Answer { id, answer });
                }
                Ok(Err(error)) => {
                    (session.on_event)(Event::Failed(error.to_string()));
                    session.apply(Input::Stop);
                }
                Err(Halt::Stopped) => {
                    session.catch_up();
                    if let Some(warning) = given_up(&effect, widget, session.execution.clock_secs()) {
                        (session.on_event)(Event::Record(warning));
                    }
                    session.apply(Input::Stop);
                }
                Err(Halt::Abandoned) => return,
            }
            idle_polls = 0;
        }
        if let Some(command) = queue.pop_front() {
            session.obey(command, &mut world).await;
            continue;
        }
        let has_ended = session.execution.ended().is_some();
        if has_ended && !world.expects_news() {
            (session.on_event)(Event::Finished);
            return;
        }
        if has_ended && !std::mem::replace(&mut had_ended, true) {
            idle_polls = 0;
        }
        let listens = world.hears_contact() && session.awaits_message();
        let asks = listens || world.expects_news();
        let deadline = session.real_deadline();
        // Where the contact is heard the clock does not pass a deadline before they were asked after it.
        let asks_last = listens && deadline.is_some_and(|deadline| deadline <= Instant::now());
        let pause = if asks_last { Duration::ZERO } else { pause_after(idle_polls, listens) };
        let limit = if asks_last { Instant::now().checked_add(LAST_QUESTION) } else { deadline };
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
            () = until(limit), if limit.is_some() => {
                if asks_last || !listens {
                    session.catch_up();
                }
            }
            polled = question, if asks => {
                idle_polls = if polled.is_empty() { idle_polls + 1 } else { 0 };
                let mut late = polled.replies;
                let in_time: Vec<Heard> =
                    late.extract_if(.., |heard| deadline.is_none_or(|deadline| heard.is_before(deadline))).collect();
                session.hear(in_time);
                if asks_last || !listens {
                    session.catch_up();
                } else {
                    session.catch_up_in_time();
                }
                if let Some(trouble) = polled.trouble.filter(|_| !std::mem::replace(&mut had_trouble, true)) {
                    let reason = format!("The contact's messages cannot be read: {trouble}; trying again");
                    (session.on_event)(Event::Notice(reason));
                }
                for news in polled.news {
                    session.apply(news.into_input());
                }
                session.hear(late);
                // While the execution goes on, a failure may still decide where it goes.
                if has_ended && idle_polls >= MAX_IDLE_POLLS {
                    world.forget_messages();
                }
            }
        }
    }
}

/// Waits for a stop, or for the end of whoever gives commands. Other commands are for the run as soon as it has begun.
pub async fn stopped(commands: &mut UnboundedReceiver<Command>, early: &mut VecDeque<Command>) {
    while let Some(command) = commands.recv().await {
        if matches!(command, Command::Stop) {
            return;
        }
        early.push_back(command);
    }
}

/// Sleeps until a moment; without one, for good.
async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// Why something was not waited for.
enum Halt {
    Stopped,
    /// Whoever gave the commands is gone.
    Abandoned,
}

/// Waits for something; a stop does not wait for it, other commands do.
async fn unless_stopped<T>(
    work: impl Future<Output = T>,
    commands: &mut UnboundedReceiver<Command>,
    queue: &mut VecDeque<Command>,
) -> Result<T, Halt> {
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return Ok(done),
            command = commands.recv() => match command {
                Some(Command::Stop) => return Err(Halt::Stopped),
                Some(command) => queue.push_back(command),
                None => return Err(Halt::Abandoned),
            },
        }
    }
}

/// What is to be told of an effect that was not waited for: that it may have happened all the same.
pub(super) fn given_up(effect: &Effect, widget: String, at_secs: f64) -> Option<Record> {
    let message = match effect {
        Effect::Send(_) => "a message was being sent when the run was stopped: it may have gone out",
        Effect::Fetch(fetch) if fetch.method != Method::Get => {
            "a request was being sent when the run was stopped: it may have been carried out"
        }
        _ => return None,
    };
    let (message, widget) = (message.to_owned(), Some(widget));
    Some(Record::Warning(Warning { code: None, widget, message, at: at_secs }))
}
