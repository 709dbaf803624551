//! `cordboard run`: one execution, against the embedded mock or, guarded, against Twilio.

mod compare;
mod given;
mod live;
mod replay;
mod replies;
mod starting;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use self::replay::Replay;
use self::replies::Replies;
use super::beside::Beside;
use super::output::Output;
use super::settings::Assume;
use super::{Outcome, input, runtime};
use crate::flow::Flow;
use crate::mock::{Config, Inbound, Mock, SetClock};
use crate::sim::trace::{Dialogue, Direction, Reason, Record};
use crate::sim::world::{HttpWorld, LiveGuard, Outside, Script, compile_with_files, run_to_end};
use crate::sim::{Prepared, Program, Source, Start};
use crate::twilio::sid::prefix;
use crate::twilio::{Base, Client, Credentials, is_sid};
use crate::widgets::run::Trigger;

/// Runs a flow once and shows what happens.
///
/// The clock is virtual: waiting takes no time, except in the live world.
/// The exit status is 0 where the flow ended as it should, 1 where it did not, 2 where it could not be run.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cordboard run flows/appointment-reminder.json --body hi --reply yes")]
pub(super) struct Arguments {
    /// The flow's definition; `-` is standard input.
    #[arg(value_name = "FLOW")]
    flow: PathBuf,
    /// A start set that is kept in NAME.cordboard.json beside the flow; other options win over what it says.
    #[arg(long, value_name = "NAME")]
    start: Option<String>,
    /// What starts it; without it, the first trigger event that is connected.
    #[arg(long)]
    trigger: Option<TriggerName>,
    /// The contact's address [default: +15551230001].
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
    /// The flow's address [default: +15005550006].
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    /// How the contact writes; without it, by SMS, or in a conversation where that starts the flow.
    #[arg(long)]
    channel: Option<ChannelName>,
    /// The service of the chat or conversation.
    #[arg(long, value_name = "IS…")]
    chat_service: Option<String>,
    /// The chat's channel, or the conversation.
    #[arg(long, value_name = "CH…")]
    chat_channel: Option<String>,
    /// The text of the triggering message.
    #[arg(long, value_name = "TEXT")]
    body: Option<String>,
    /// A medium of the triggering message.
    #[arg(long, value_name = "URL")]
    media: Vec<String>,
    /// The Parameters of a REST or parent trigger.
    #[arg(long, value_name = "JSON|@FILE")]
    data: Option<String>,
    /// Laid over the starting context.
    #[arg(long, value_name = "JSON|@FILE")]
    context: Option<String>,
    #[command(flatten)]
    replies: Replies,
    /// How long after it is waited for each answer comes [default: 5, or on a call half of a shorter waiting time].
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    reply_after: Option<f64>,
    /// Forces a widget's outcome, and with keys and values, as in the query of an address, what it leaves under
    /// widgets.WIDGET; several for one widget count in order, the last for good.
    #[arg(long, value_name = "WIDGET=EVENT[?KEY=VALUE&…]")]
    on: Vec<String>,
    /// The answer of an HTTP request or function; several for one widget come in order, the last repeats.
    #[arg(long, value_name = "WIDGET=STATUS[:BODY]", allow_hyphen_values = true)]
    stub: Vec<String>,
    #[command(flatten)]
    assume: Assume,
    /// The file of a flow that this one runs as a subflow; those noted in NAME.cordboard.json are known already.
    #[arg(long, value_name = "FW…=FILE")]
    subflow: Vec<String>,
    /// Lets HTTP requests to this host really go out. An address of this machine or of a private network is reached only
    /// where it is named itself, as in 10.0.0.5 or localhost:3000.
    #[arg(long, value_name = "HOST")]
    allow_http: Vec<String>,
    /// Notes what allowed hosts answer; what FILE has an answer for is not sent again.
    #[arg(long, value_name = "FILE", conflicts_with = "replay_http")]
    record_http: Option<PathBuf>,
    /// Answers HTTP requests and functions from FILE, and sends none.
    #[arg(long, value_name = "FILE")]
    replay_http: Option<PathBuf>,
    /// What SIDs are made from.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The clock's start; without it, the machine's time.
    #[arg(long, value_name = "RFC3339")]
    now: Option<Timestamp>,
    /// The zone of dates and times [default: America/Los_Angeles].
    #[arg(long, value_name = "NAME")]
    zone: Option<String>,
    /// Takes all inputs from the trace of an earlier run, and compares; the status is 1 where the traces differ.
    #[arg(long, value_name = "RUN.jsonl", conflicts_with_all = ["start", "trigger", "from", "to", "channel", "chat_service",
        "chat_channel", "body", "media", "data", "context", "reply", "press", "say", "reply_after", "on", "stub", "assume",
        "allow_http",
        "record_http", "replay_http", "seed", "now", "zone", "world"])]
    replay: Option<PathBuf>,
    /// Compares an execution that took place at Twilio with what the engine does: FILE holds what Studio's API answers of
    /// its steps and contexts; the status is 1 where the two differ.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["replay", "start", "trigger", "channel", "chat_service", "chat_channel",
        "media", "data", "context", "reply", "press", "say", "reply_after", "on", "stub", "allow_http", "record_http",
        "replay_http", "seed", "world"])]
    compare: Option<PathBuf>,
    /// Where messages go: to the embedded mock, or really out.
    #[arg(long, default_value = "mock")]
    world: WorldName,
    /// Live: whom messages may go to; an address, or the SID of a channel or conversation.
    #[arg(long, value_name = "ADDRESS")]
    allow_to: Vec<String>,
    /// Live: how many messages may be sent.
    #[arg(long, value_name = "N", default_value_t = LiveGuard::MAX_MESSAGES)]
    max_messages: u32,
    /// Live: run although a webhook or Messaging Service answers the contact, too.
    #[arg(long)]
    both_answer: bool,
    /// Live: send without asking.
    #[arg(long)]
    yes: bool,
    /// Live: an address that stands in for Twilio's.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// A dialogue for people, or one JSON object a line.
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TriggerName {
    Message,
    Call,
    Conversation,
    Request,
    Parent,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ChannelName {
    Sms,
    Whatsapp,
    Chat,
    Conversation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WorldName {
    Mock,
    Live,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What is to be run.
struct Plan {
    program: Arc<Program>,
    start: Start,
    script: Script,
    outside: Outside,
    /// The texts of content templates, by SID.
    contents: Vec<(String, String)>,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    if let Some(path) = &arguments.compare {
        return compare::run(path, arguments, output);
    }
    if let Some(path) = &arguments.replay {
        return replay(path, arguments, output);
    }
    let plan = plan(arguments, output)?;
    let outside = plan.outside.clone();
    let reason = match arguments.world {
        WorldName::Mock => {
            let dialogue = Dialogue { colored: output.is_colored() };
            let format = arguments.format;
            runtime()?.block_on(on_mock(plan, None, |record| print(record, format, dialogue, output)))
        }
        WorldName::Live => live::run(plan, arguments, output),
    };
    // What was answered before a run failed is worth keeping, too.
    let kept = given::keep_recording(arguments, &outside);
    let reason = match (reason, kept) {
        (Ok(reason), Ok(())) => reason,
        // A recording that was not kept does not hide why the run failed.
        (Err(failure), Err(unkept)) => return Err(format!("{failure}\n{unkept}")),
        (Err(error), Ok(())) | (Ok(_), Err(error)) => return Err(error),
    };
    Ok(if reason.is_well() { Outcome::Well } else { Outcome::Findings })
}

/// Runs an earlier run once more.
fn replay(path: &Path, arguments: &Arguments, output: &mut Output) -> Result<Outcome, String> {
    let before = Replay::read(path)?;
    let flow = input::current_flow(&arguments.flow)?;
    let beside = Beside::read(&arguments.flow)?;
    let program = program(arguments, flow.document.flow(), &beside, output)?;
    let contents = beside.side.answers().contents;
    let mut outside = Outside::default();
    before.answers(&mut outside);
    let start = before.start(Source { file: flow.name, sha256: flow.sha256 })?;
    let plan = Plan { program, start, script: before.script(), outside, contents };
    let dialogue = Dialogue { colored: output.is_colored() };
    let mut again = Vec::new();
    runtime()?.block_on(on_mock(plan, None, |record| {
        print(record, arguments.format, dialogue, output);
        again.push(record.clone());
    }))?;
    match before.difference(&again) {
        None => Ok(Outcome::Well),
        Some(difference) => {
            output.error(&format!("the run is not the same as in {}, {difference}", path.display()));
            Ok(Outcome::Findings)
        }
    }
}

/// The flow made ready, with the files of its subflows.
fn program(
    arguments: &Arguments,
    flow: &Flow,
    beside: &Beside,
    output: &Output,
) -> Result<Arc<Program>, String> {
    if let Some(newer) = beside.newer() {
        output.error(&format!("warning: {}: {newer}", beside.name));
    }
    let noted = beside.subflows();
    let given = arguments.subflow.iter().map(|text| subflow(text)).collect::<Result<Vec<_>, String>>()?;
    let is_given = |sid: &str| given.iter().any(|(known, _)| known == sid);
    let mut files: Vec<(String, PathBuf)> = noted.into_iter().filter(|(sid, _)| !is_given(sid)).collect();
    files.extend(given.iter().cloned());
    let (program, problems) = compile_with_files(flow, &files);
    for (sid, problem) in problems {
        if is_given(&sid) {
            return Err(format!("--subflow: {problem}"));
        }
        // What was only noted may not be needed; the widget that runs it fails then.
        output.error(&format!("warning: {problem}; --subflow {sid}=FILE names another file"));
    }
    Ok(program)
}

fn print(record: &Record, format: Format, dialogue: Dialogue, output: &Output) {
    match format {
        Format::Json => output.line(&record.to_json()),
        Format::Text => output.line(&dialogue.lines(record)),
    }
}

/// Runs a plan on a mock of its own, whose clock is the execution's: the same plan gives the same records.
async fn on_mock(
    mut plan: Plan,
    account_sid: Option<&str>,
    mut on_record: impl FnMut(&Record),
) -> Result<Reason, String> {
    let clock = Arc::new(SetClock::at(plan.start.now));
    let config = Config { seed: plan.start.seed, ..Config::default() };
    let shared: Arc<dyn crate::mock::Clock> = Arc::<SetClock>::clone(&clock);
    let mock = Mock::start_with_clock(config, shared).await.map_err(|error| error.to_string())?;
    let credentials = match account_sid {
        None => mock.credentials(),
        Some(sid) => {
            Credentials::new(sid, SecretString::from("preview")).map_err(|error| error.to_string())?
        }
    };
    plan.start.account_sid.clone_from(&credentials.account_sid);
    for (sid, text) in &plan.contents {
        mock.know_content(&credentials.account_sid, sid, text);
    }
    let client = Client::new(Base::At(mock.base_url()), credentials).map_err(|error| error.to_string())?;
    let mut world = HttpWorld::local(client).map_err(|error| error.to_string())?.with_outside(plan.outside);
    let now = plan.start.now;
    if plan.start.trigger == Trigger::Message {
        let (contact, own) = (plan.start.contact_address(), plan.start.own_address());
        opens_window(&mock, &contact, &own, &plan.start.body, &plan.start.media);
    }
    let result = run_to_end(plan.program, plan.start, &mut world, plan.script, |record| {
        let elapsed = SignedDuration::try_from_secs_f64(record.at_secs()).unwrap_or_default();
        clock.set(now.checked_add(elapsed).unwrap_or(now));
        if let Record::Message(message) = record
            && message.direction == Direction::Inbound
        {
            opens_window(&mock, &message.from, &message.to, &message.body, &message.media);
        }
        on_record(record);
    })
    .await;
    mock.stop().await;
    result.map_err(|error| error.to_string())
}

/// What a contact writes on WhatsApp reaches the mock, too: it allows free-form messages for the next 24 hours.
fn opens_window(mock: &Mock, from: &str, to: &str, body: &str, media: &[String]) {
    if from.starts_with("whatsapp:") {
        let (from, to, body, media) = (from.to_owned(), to.to_owned(), body.to_owned(), media.to_vec());
        // An address that is none opens nothing; the flow's own message to it will say so.
        let _ = mock.overhear(Inbound { from, to, body, media, ..Inbound::default() });
    }
}

/// Reads the flow, what is kept beside it, and the options.
fn plan(arguments: &Arguments, output: &Output) -> Result<Plan, String> {
    let flow = input::current_flow(&arguments.flow)?;
    let beside = Beside::read(&arguments.flow)?;
    let program = program(arguments, flow.document.flow(), &beside, output)?;
    let set = arguments.start.as_deref().map(|name| beside.start(name)).transpose()?;
    let source = Source { file: flow.name, sha256: flow.sha256 };
    let mut start = starting::start(arguments, set.as_ref(), &program, source)?;
    start.forced = arguments
        .on
        .iter()
        .map(|text| given::forced(text, &program))
        .collect::<Result<Vec<_>, String>>()?
        .concat();
    if arguments.reply_after.is_some_and(|secs| !(secs.is_finite() && secs >= 0.0)) {
        return Err("--reply-after: a number of seconds, not negative, is needed here".to_owned());
    }
    let script = Script {
        replies: arguments.replies.0.clone(),
        reply_after_secs: arguments.reply_after,
        ..Script::default()
    };
    let mut prepared = Prepared::of(&beside.side.answers(), &program);
    let mut outside = given::outside(arguments, &program, &mut prepared)?;
    prepared.forget(|widget| start.forced.iter().any(|forced| forced.widget == widget));
    for unfit in &prepared.unfit {
        output.error(&format!("warning: {}: {unfit}; it is left out", beside.name));
    }
    if arguments.world == WorldName::Live {
        for left_out in prepared.keep_what_is_real() {
            output.error(&format!("{}: {left_out}", beside.name));
        }
    }
    if let Some(told) = prepared.told() {
        output.error(&format!("answers from {}: {told}", beside.name));
    }
    prepared.apply(&mut start, &mut outside);
    Ok(Plan { program, start, script, outside, contents: prepared.contents })
}

/// `FW…=FILE`.
fn subflow(text: &str) -> Result<(String, PathBuf), String> {
    text.split_once('=')
        .filter(|(sid, path)| is_sid(sid, prefix::FLOW) && !path.is_empty())
        .map(|(sid, path)| (sid.to_owned(), PathBuf::from(path)))
        .ok_or_else(|| format!("--subflow: `{text}` is not FW…=FILE"))
}
