//! The tasks that tell the window what happens at the mock. They sleep until something does.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::{Began, MockNews};
use crate::editor::tasks::{Done, Reply};
use crate::mock::{ExecutionEvent, Mock};
use crate::sim::Record;
use crate::sim::world::Now;

/// Who asks the mock thousands of times a second must not have the window painted as often.
const PAUSE: Duration = Duration::from_millis(60);

/// Tells from now on what happens at a mock. Runs on the current tokio runtime.
pub(in crate::editor) fn watch(mock: &Arc<Mock>, reply: &Reply) {
    let tell = |reply: &Reply, news| reply.send(Done::Mock(news));
    tell(reply, MockNews::Started { base: mock.base_url() });
    let (mut log, to_window) = (mock.log_changes(), reply.clone());
    tokio::spawn(async move {
        while log.changed().await.is_ok() {
            log.borrow_and_update();
            to_window.send(Done::Mock(MockNews::Logged));
            tokio::time::sleep(PAUSE).await;
        }
    });
    tokio::spawn(follow(Arc::clone(mock), mock.events(), reply.clone()));
}

async fn follow(mock: Arc<Mock>, mut events: Receiver<ExecutionEvent>, reply: Reply) {
    let mut followed: HashMap<String, Standing> = HashMap::new();
    loop {
        let news = match events.recv().await {
            Ok(ExecutionEvent::Started { execution, flow, contact }) => {
                let standing = Standing { flow: flow.to_string(), contact: contact.to_string(), now: None };
                followed.insert(execution.to_string(), standing);
                continue;
            }
            Ok(ExecutionEvent::Record { execution, record }) => {
                let Some(standing) = followed.get_mut(&*execution) else { continue };
                standing.news(&mock, &execution, &record)
            }
            Ok(ExecutionEvent::Ended { execution, .. }) => {
                followed.remove(&*execution);
                Some(MockNews::Ended { execution: execution.to_string() })
            }
            Err(RecvError::Lagged(count)) => Some(MockNews::Missed(count)),
            Err(RecvError::Closed) => return,
        };
        if let Some(news) = news {
            reply.send(Done::Mock(news));
        }
    }
}

/// An execution that goes on, and where it stands.
struct Standing {
    flow: String,
    contact: String,
    now: Option<Now>,
}

impl Standing {
    fn news(&mut self, mock: &Mock, execution: &str, record: &Record) -> Option<MockNews> {
        if matches!(record, Record::Started(_)) {
            return Some(MockNews::Began(Box::new(Began {
                execution: execution.to_owned(),
                flow: mock.flow(&self.flow)?.flow,
                flow_sid: self.flow.clone(),
                contact: self.contact.clone(),
                record: record.clone(),
            })));
        }
        if let Some(view) = mock.execution(execution) {
            let now = self.now.get_or_insert_with(|| Now {
                widget: None,
                waits_for_message: false,
                waits_for_voice: false,
                is_on_call: false,
                deadline_secs: None,
                is_performing: true,
                clock_secs: 0.0,
                context: view.context.clone(),
                settled: view.context.clone(),
                held: None,
                asks: None,
            });
            now.settled = view.context.clone();
            now.context = view.context;
            stand(now, record);
        }
        Some(MockNews::Told {
            execution: execution.to_owned(),
            record: Box::new(record.clone()),
            now: self.now.clone().map(Box::new),
        })
    }
}

/// Where an execution stands after a line of its trace.
fn stand(now: &mut Now, record: &Record) {
    now.clock_secs = now.clock_secs.max(record.at_secs());
    match record {
        Record::Step(step) => {
            // What a subflow does happens in the widget that runs it.
            now.widget = step.within.clone().or_else(|| step.next.clone());
            (now.waits_for_message, now.waits_for_voice, now.deadline_secs) = (false, false, None);
            now.is_performing = true;
        }
        Record::Waiting(waiting) => {
            now.widget = waiting.widget.split('/').next().map(str::to_owned);
            now.waits_for_message = waiting.awaited == "reply";
            now.waits_for_voice = !now.waits_for_message && waiting.awaited != "delivery";
            now.deadline_secs = waiting.deadline;
            now.is_performing = false;
        }
        Record::Ended(_) => {
            now.widget = None;
            now.is_performing = false;
        }
        _ => {}
    }
}
