//! What a live run meets at Twilio, found out before anything is sent: whose account it is, and what else answers.

use super::ask::{self, Trouble};
use crate::editor::account::{AccountForm, Known, Surroundings};
use crate::sim::Start;
use crate::sim::world::{Attached, attached};
use crate::twilio::account::Standing;

/// What was found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Who sends.
    pub account: Known,
    /// What else will answer the contact.
    pub attached: Vec<Attached>,
    /// What could not be found out.
    pub unknown: Option<String>,
}

/// Finds it out, for the run's sender and those of the rehearsal. Nothing is changed there.
///
/// # Errors
/// Where Twilio cannot be asked, or does not take the credentials.
pub async fn look(
    account: AccountForm,
    surroundings: Surroundings,
    start: Start,
    senders: Vec<String>,
) -> Result<Seen, Trouble> {
    let client = ask::client(account, surroundings).await?;
    let account = ask::standing(&client).await?;
    if account.standing == Some(Standing::Test) {
        return Ok(Seen { account, attached: Vec::new(), unknown: None });
    }
    let known = attached(&client, &start, &senders).await;
    let unknown = (!known.unknown.is_empty())
        .then(|| format!("Whether something else answers, too, is not known: {}", known.unknown.join("; ")));
    Ok(Seen { account, attached: known.attached, unknown })
}
