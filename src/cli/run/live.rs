//! A run that really sends. Before anything leaves the machine it is rehearsed on a mock, so that its user sees
//! what would go to whom; the guard then holds the run to what they agreed to.

use super::{Arguments, Plan, on_mock, print};
use crate::cli::output::Output;
use crate::cli::runtime;
use crate::sim::trace::{Dialogue, Direction, Message, Reason, Record};
use crate::sim::world::{HttpWorld, LiveGuard, run_to_end};
use crate::twilio::{Base, Client, Credentials, measure};

pub(super) fn run(plan: Plan, arguments: &Arguments, output: &mut Output) -> Result<Reason, String> {
    let guard = LiveGuard::new(arguments.allow_to.iter().cloned(), arguments.max_messages);
    if guard.allowed().is_empty() {
        return Err("the live world needs --allow-to ADDRESS for each recipient".to_owned());
    }
    let credentials = Credentials::from_env(|name| std::env::var(name).ok())
        .map_err(|error| format!("the live world needs credentials in the environment: {error}"))?;
    output.keep_secret(&credentials);
    if !arguments.yes && !output.can_ask() {
        return Err(
            "the live world asks before it sends, and there is no terminal to ask on; add --yes".to_owned()
        );
    }
    HttpWorld::names_its_chat(&plan.start).map_err(|error| error.to_string())?;
    let base = arguments.base_url.clone().map_or(Base::Twilio, Base::At);
    let client = Client::new(base, credentials.clone()).map_err(|error| error.to_string())?;
    let runtime = runtime()?;
    let expected = runtime.block_on(rehearse(&plan, &credentials.account_sid))?;
    for line in summary(&plan, &credentials, &guard, arguments.base_url.as_deref(), &expected) {
        output.error(&line);
    }
    if let Some(message) = expected.iter().find(|message| !guard.allowed().contains(&message.to)) {
        return Err(format!(
            "a message to {} was refused: it is not on the list of allowed recipients; nothing was sent",
            message.to
        ));
    }
    if !arguments.yes && !output.confirm("Send for real?") {
        return Err("nothing was sent".to_owned());
    }
    let mut start = plan.start;
    start.account_sid.clone_from(&credentials.account_sid);
    let mut world = HttpWorld::live(client, guard).with_outside(plan.outside);
    let (format, dialogue) = (arguments.format, Dialogue { colored: output.is_colored() });
    let running = run_to_end(plan.program, start, &mut world, plan.script, |record| {
        print(record, format, dialogue, output);
    });
    runtime.block_on(running).map_err(|error| error.to_string())
}

/// The messages that the same run sends on a mock.
async fn rehearse(plan: &Plan, account_sid: &str) -> Result<Vec<Message>, String> {
    let plan = Plan {
        program: std::sync::Arc::clone(&plan.program),
        start: plan.start.clone(),
        script: plan.script.clone(),
        // A rehearsal reaches nobody.
        outside: plan.outside.clone().without_hosts(),
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
) -> Vec<String> {
    let segments = |message: &Message| measure(&message.body).segments;
    let total: usize = expected.iter().map(segments).sum();
    let mut lines = vec![
        format!("This run sends real messages through {}.", base_url.unwrap_or("Twilio")),
        format!("  account     {}", credentials.account_sid),
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
    lines
}
