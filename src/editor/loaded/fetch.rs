//! Fetches executions over Studio's API, in a task: the list, or one of them with the variables of all its steps.

use serde_json::Value;
use tokio::task::JoinSet;

use super::{LoadedNews, Origin, Source};
use crate::editor::account::{AccountForm, Surroundings};
use crate::editor::at_twilio::{self, Trouble};
use crate::editor::run::MockSlot;
use crate::remote::{self, MAX_STEPS, RemoteError, fetch_step_context};
use crate::twilio::studio::executions::ExecutionRow;
use crate::twilio::{Base, Client};

/// So many executions are listed.
const LISTED: usize = 20;
/// So many contexts are asked for at a time.
const AT_A_TIME: usize = 4;
/// How often it is told how far it has come.
const TOLD_EVERY: usize = 20;

/// Who is asked, and in whose name.
#[derive(Clone)]
pub(in crate::editor) struct Asked {
    /// Where.
    pub origin: Origin,
    /// The mock inside the program.
    pub mock: MockSlot,
    /// The account, where it is not the mock's.
    pub account: AccountForm,
    /// Where credentials are found.
    pub surroundings: Surroundings,
    /// The flow.
    pub flow_sid: String,
}

impl Asked {
    async fn client(&self) -> Result<Client, String> {
        match self.origin {
            Origin::Mock => {
                let mock = self.mock.get().ok_or_else(|| {
                    "The mock does not run yet, so it has no executions: run the flow, or start one over its REST API"
                        .to_owned()
                })?;
                Client::new(Base::At(mock.base_url()), mock.credentials()).map_err(|error| error.to_string())
            }
            Origin::Twilio => {
                let client = at_twilio::client(self.account.clone(), self.surroundings.clone()).await;
                client.map_err(|trouble| trouble.line())
            }
        }
    }

    /// The newest executions of the flow.
    pub async fn list(self) -> Result<Vec<ExecutionRow>, String> {
        let client = self.client().await?;
        remote::newest_executions(&client, &self.flow_sid, LISTED).await.map_err(|error| told(&error))
    }

    /// An execution, as the API answers it. Tells now and then how far it has come.
    pub async fn fetch(self, sid: &str, tell: impl Fn(LoadedNews)) -> Result<Source, String> {
        let client = self.client().await?;
        let fetched = remote::fetch_execution(&client, &self.flow_sid, sid).await;
        let fetched = fetched.map_err(|error| told(&error))?;
        let (mut answers, mut notes) = (fetched.answers, Vec::new());
        if fetched.has_more {
            notes.push(format!("The execution has more than {MAX_STEPS} steps: no more were asked for"));
        }
        let count = fetched.steps.len();
        let mut waiting = fetched.steps.into_iter();
        let mut asked: JoinSet<Result<Value, RemoteError>> = JoinSet::new();
        let ask = |step: String| {
            let (client, flow_sid, sid) = (client.clone(), self.flow_sid.clone(), sid.to_owned());
            async move { fetch_step_context(&client, &flow_sid, &sid, &step).await }
        };
        for step in waiting.by_ref().take(AT_A_TIME) {
            asked.spawn(ask(step));
        }
        let mut done = 0_usize;
        while let Some(answer) = asked.join_next().await {
            match answer {
                Ok(Ok(context)) => answers.push(context),
                // A step that is gone has no variables; that they were not compared is told there.
                Ok(Err(RemoteError::Api(error))) if error.status == 404 => {}
                Ok(Err(error)) => return Err(told(&error)),
                Err(_) => return Err("The window is closing".to_owned()),
            }
            done += 1;
            if done.is_multiple_of(TOLD_EVERY) {
                tell(LoadedNews::Progress(format!("The variables of {done} of {count} steps are there")));
            }
            if let Some(step) = waiting.next() {
                asked.spawn(ask(step));
            }
        }
        Ok(Source::Answers { answers, notes })
    }
}

/// An error as a sentence with its way out.
fn told(error: &RemoteError) -> String {
    Trouble::remote(error).line()
}
