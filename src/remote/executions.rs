//! An execution as it stands at Twilio: its steps, and the variables after each of them.
//!
//! What comes back is Twilio's own JSON, for whoever compares it. Nothing is changed there.

use serde_json::Value;

use super::{RemoteError, asked};
use crate::twilio::Client;
use crate::twilio::studio::executions::{self, ExecutionRow, Page};

/// The most steps that are asked for: Studio lets no execution take more.
pub const MAX_STEPS: usize = 1000;

/// An execution without the variables of its steps.
#[derive(Clone, Debug, Default)]
pub struct Fetched {
    /// The execution, its last context, and the pages of its steps.
    pub answers: Vec<Value>,
    /// The SIDs of its steps, whose contexts are asked for one by one.
    pub steps: Vec<String>,
    /// There are more steps than were asked for.
    pub has_more: bool,
}

/// The newest executions of a flow.
///
/// # Errors
/// Where there is no answer, or no such flow.
pub async fn newest_executions(
    client: &Client,
    flow_sid: &str,
    count: usize,
) -> Result<Vec<ExecutionRow>, RemoteError> {
    let answer = json(client, &executions::list(flow_sid, count)).await?;
    let rows = answer.get("executions").and_then(Value::as_array);
    let rows = rows.ok_or_else(|| RemoteError::Answer("it is no list of executions".to_owned()))?;
    Ok(rows.iter().filter_map(ExecutionRow::read).collect())
}

/// An execution and the list of its steps, page by page.
///
/// # Errors
/// Where there is no answer, or no such execution.
pub async fn fetch_execution(client: &Client, flow_sid: &str, sid: &str) -> Result<Fetched, RemoteError> {
    let mut fetched = Fetched::default();
    fetched.answers.push(json(client, &executions::execution(flow_sid, sid)).await?);
    let mut page = Page::default();
    loop {
        let answer = json(client, &executions::steps(flow_sid, sid, &page)).await?;
        let steps = answer.get("steps").and_then(Value::as_array);
        let steps = steps.ok_or_else(|| RemoteError::Answer("it is no list of steps".to_owned()))?;
        let sids = steps.iter().filter_map(|step| step.get("sid")?.as_str().map(str::to_owned));
        let before = fetched.steps.len();
        fetched.steps.extend(sids);
        let next = Page::after(&answer);
        // A page that brings nothing new is the last, whatever it says of a next one.
        let is_last = fetched.steps.len() == before;
        fetched.answers.push(answer);
        match next {
            Some(next) if !is_last && fetched.steps.len() < MAX_STEPS => page = next,
            next => {
                let is_cut = fetched.steps.len() > MAX_STEPS;
                fetched.has_more = is_cut || (next.is_some() && !is_last);
                break;
            }
        }
    }
    fetched.steps.truncate(MAX_STEPS);
    // Last, so that it is not older than the steps.
    fetched.answers.push(json(client, &executions::context(flow_sid, sid)).await?);
    Ok(fetched)
}

/// The variables after a step.
///
/// # Errors
/// Where there is no answer, or no such step.
pub async fn fetch_step_context(
    client: &Client,
    flow_sid: &str,
    sid: &str,
    step_sid: &str,
) -> Result<Value, RemoteError> {
    json(client, &executions::step_context(flow_sid, sid, step_sid)).await
}

async fn json(client: &Client, request: &crate::twilio::Request) -> Result<Value, RemoteError> {
    let response = asked(client, request).await?;
    response.json.ok_or_else(|| RemoteError::Answer("it is no JSON".to_owned()))
}
