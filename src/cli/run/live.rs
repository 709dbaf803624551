//! A run that really sends. Before anything leaves the machine it is rehearsed on a mock, so that its user sees
//! what would go to whom; then the account and what else answers are looked at; the guard holds the run to what
//! they agreed to.

use super::{Arguments, Plan, on_mock, print};
use crate::cli::output::Output;
use crate::cli::{account, runtime};
use crate::sim::Start;
use crate::sim::trace::{Dialogue, Direction, Message, Reason, Record};
use crate::sim::world::{Attached, HttpWorld, LiveGuard, Notice, attached, run_live};
use crate::twilio::account::{Standing, TRIAL_PREFIX};
use crate::twilio::{ApiError, Base, Client, Credentials, explain, measure};

pub(super) fn run(plan: Plan, arguments: &Arguments, output: &mut Output) -> Result<Reason, String> {
    let guard = LiveGuard::new(arguments.allow_to.iter().cloned(), arguments.max_messages);
    if guard.allowed().is_empty() {
        return Err("the live world needs --allow-to ADDRESS for each recipient".to_owned());
    }
    let credentials = account::credentials("the live world", output)?;
    if !arguments.yes && !output.can_ask() {
        return Err(
            "the live world asks before it sends, and there is no terminal to ask on; add --yes".to_owned()
        );
    }
    HttpWorld::names_its_chat(&plan.start).map_err(|error| error.to_string())?;
    let base = arguments.base_url.as_deref().map_or(Ok(Base::Twilio), Base::parse);
    let client = base.and_then(|base| Client::new(base, credentials.clone()));
    let client = client.map_err(|error| account::unsent(&error))?;
    let runtime = runtime()?;
    let expected = runtime.block_on(rehearse(&plan, &credentials.account_sid))?;
    let refusal = refused(&guard, &expected);
    // A run that is refused anyway asks Twilio nothing.
    let seen = if refusal.is_none() {
        runtime.block_on(look(&client, &plan.start, &expected))?
    } else {
        Seen::default()
    };
    for line in summary(&plan, &credentials, &guard, arguments.base_url.as_deref(), &expected, &seen) {
        output.error(&line);
    }
    if let Some(refusal) = refusal {
        return Err(refusal);
    }
    if !seen.attached.is_empty() && !arguments.both_answer {
        return Err(
            "something else answers the contact, too, as said above; take it off, or add --both-answer to run all the \
             same. Nothing was sent"
                .to_owned(),
        );
    }
    if !arguments.yes && !output.confirm("Send for real?") {
        return Err("nothing was sent".to_owned());
    }
    let mut start = plan.start;
    start.account_sid.clone_from(&credentials.account_sid);
    let mut world = HttpWorld::live(client, guard).with_outside(plan.outside);
    let (format, dialogue) = (arguments.format, Dialogue { colored: output.is_colored() });
    let output: &Output = output;
    let running = run_live(
        plan.program,
        start,
        &mut world,
        plan.script,
        async {
            // Where the system gives no such signal the run goes on to its end.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        },
        |record| {
            print(record, format, dialogue, output);
            if let Some(remedy) = remedy(record) {
                output.error(&format!("  {remedy}"));
            }
        },
        |notice| output.error(&told(&notice)),
    );
    runtime.block_on(running).map_err(|error| error.to_string())
}

/// Why the run may not begin, as far as the rehearsal shows.
fn refused(guard: &LiveGuard, expected: &[Message]) -> Option<String> {
    if let Some(message) = expected.iter().find(|message| !guard.allowed().contains(&message.to)) {
        return Some(format!(
            "a message to {} was refused: it is not on the list of allowed recipients; nothing was sent",
            message.to
        ));
    }
    let most = usize::try_from(guard.max_messages()).unwrap_or(usize::MAX);
    (expected.len() > most).then(|| {
        format!(
            "the rehearsal sends {} messages, and --max-messages allows {most}; nothing was sent",
            expected.len()
        )
    })
}

/// What Twilio says before anything is sent.
#[derive(Default)]
struct Seen {
    standing: Option<Standing>,
    attached: Vec<Attached>,
    /// What could not be found out.
    unknown: Vec<String>,
}

async fn look(client: &Client, start: &Start, expected: &[Message]) -> Result<Seen, String> {
    let mut seen = Seen::default();
    match account::standing(client).await? {
        Ok(standing) => seen.standing = Some(standing),
        Err(unknown) => seen.unknown.push(unknown),
    }
    if seen.standing != Some(Standing::Test) {
        let senders: Vec<String> = expected.iter().map(|message| message.from.clone()).collect();
        let known = attached(client, start, &senders).await;
        seen.attached = known.attached;
        seen.unknown.extend(
            known
                .unknown
                .iter()
                .map(|reason| format!("Whether something else answers, too, is not known: {reason}")),
        );
    }
    Ok(seen)
}

/// The messages that the same run sends on a mock.
async fn rehearse(plan: &Plan, account_sid: &str) -> Result<Vec<Message>, String> {
    let plan = Plan {
        program: std::sync::Arc::clone(&plan.program),
        start: plan.start.clone(),
        script: plan.script.clone(),
        // A rehearsal reaches nobody.
        outside: plan.outside.clone().without_hosts(),
        contents: plan.contents.clone(),
    };
    let mut messages = Vec::new();
    on_mock(plan, Some(account_sid), |record| {
        if let Record::Message(message) = record
            && message.direction == Direction::Outbound
        {
            messages.push(message.clone());
        }
    })
    .await?;
    Ok(messages)
}

fn summary(
    plan: &Plan,
    credentials: &Credentials,
    guard: &LiveGuard,
    base_url: Option<&str>,
    expected: &[Message],
    seen: &Seen,
) -> Vec<String> {
    let is_trial = seen.standing.as_ref().is_some_and(Standing::is_trial);
    let segments = |message: &Message| match is_trial {
        true => measure(&format!("{TRIAL_PREFIX}{}", message.body)).segments,
        false => measure(&message.body).segments,
    };
    let total: usize = expected.iter().map(segments).sum();
    let name = match &seen.standing {
        Some(Standing::Account { friendly_name, .. }) if !friendly_name.is_empty() => {
            format!(" ({friendly_name})")
        }
        _ => String::new(),
    };
    let mut lines = vec![
        format!("This run sends real messages through {}.", base_url.unwrap_or("Twilio")),
        format!("  account     {}{name}", credentials.account_sid),
        format!("  sender      {}", plan.start.own_address()),
        format!("  recipients  {}", guard.allowed().join(", ")),
        format!("  at most     {} messages", guard.max_messages()),
        format!("  rehearsed   {} messages, {total} segments", expected.len()),
    ];
    lines.extend(expected.iter().map(|message| {
        let text: String =
            message.body.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
        format!("    {} → {} ({} segments): {text}", message.from, message.to, segments(message))
    }));
    lines.extend(seen.standing.iter().flat_map(Standing::notes));
    lines.extend(seen.unknown.iter().cloned());
    lines.extend(seen.attached.iter().map(|attached| format!("Answers, too: {attached}")));
    lines
}

/// What can be done about a message that was not taken.
fn remedy(record: &Record) -> Option<&'static str> {
    let Record::Message(message) = record else { return None };
    let error = message.error.as_ref()?;
    explain(&ApiError { status: 400, code: error.code, message: String::new(), more_info: None })
}

fn told(notice: &Notice) -> String {
    match notice {
        Notice::Listens { contact, secs } => {
            format!("Waiting for {contact} to answer, {secs} seconds at most; Ctrl-C ends the run.")
        }
        Notice::Deaf(reason) => format!("The contact's messages cannot be read: {reason}; trying again."),
    }
}
