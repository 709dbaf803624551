//! Who is active: which execution of a flow has which contact.
//!
//! Studio knows an execution by the pair of the contact's and the flow's address, and a pair has one at a time: what the
//! contact writes goes to that one, and the REST API refuses to begin another. Whoever runs several executions keeps one
//! [`Active`] for each flow. It does no I/O and knows nothing of HTTP but the error's numbers.

use std::collections::HashMap;

use super::start::Start;
use crate::twilio::ApiError;
use crate::twilio::error::more_info;
use crate::widgets::run::Trigger;

/// The executions of a flow that have not ended.
#[derive(Clone, Debug, Default)]
pub struct Active {
    /// By contact and flow address; the execution's SID.
    by_pair: HashMap<(String, String), String>,
}

/// Why an execution is not begun.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Busy {
    /// The REST API refuses: 409, code 20409.
    #[error("{0}")]
    Refused(ApiError),
    /// What came in goes to the execution that there is, as a message of the contact does. For a call this is warning
    /// 81002, unless the flow allows calls at the same time.
    #[error("{0} is active for this contact")]
    Taken(String),
}

impl Active {
    /// The execution that has the contact at this address of the flow.
    pub fn of(&self, contact: &str, flow_address: &str) -> Option<&str> {
        self.by_pair.get(&key(contact, flow_address)).map(String::as_str)
    }

    /// Notes an execution that begins. `allows_calls` is the flow's flag `allow_concurrent_calls`: with it calls have
    /// executions of their own, which nothing else is told of.
    ///
    /// # Errors
    /// Where the pair has an execution already.
    pub fn begin(&mut self, execution: &str, start: &Start, allows_calls: bool) -> Result<(), Busy> {
        if start.trigger == Trigger::Call && allows_calls {
            return Ok(());
        }
        let (contact, flow_address) = (start.contact_address(), start.own_address());
        match self.of(&contact, &flow_address) {
            None => {
                self.by_pair.insert(key(&contact, &flow_address), execution.to_owned());
                Ok(())
            }
            Some(_) if start.trigger == Trigger::Request => {
                Err(Busy::Refused(refusal(&contact, &flow_address)))
            }
            Some(active) => Err(Busy::Taken(active.to_owned())),
        }
    }

    /// Notes that an execution has ended. One that was never begun, or has ended before, changes nothing.
    pub fn end(&mut self, execution: &str) {
        self.by_pair.retain(|_, active| active != execution);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_pair.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_pair.is_empty()
    }
}

fn key(contact: &str, flow_address: &str) -> (String, String) {
    (contact.to_owned(), flow_address.to_owned())
}

/// Unverified: the words.
fn refusal(contact: &str, flow_address: &str) -> ApiError {
    ApiError {
        status: 409,
        code: Some(20409),
        message: format!("an execution is active already for contact {contact} and address {flow_address}"),
        more_info: Some(more_info(20409)),
    }
}
