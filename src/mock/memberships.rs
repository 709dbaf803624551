//! The conversations of one participant, and conversations that are made together with their participants.

use serde_json::{Value, json};

use super::call::{Answer, Call, Fields, Reply};
use super::conversations::{self, MAX_PAGE, Scope};
use super::dates::iso;
use super::errors::Failure;
use super::paging::{self, Order};
use super::shelf::Shelf;
use super::store::World;
use super::talk::{self, Dialect};
use super::{heads, participants, people};
use crate::twilio::Method;
use crate::twilio::sid::prefix;

/// The most participants that one request can bring along. Unverified.
const MAX_TOGETHER: usize = 10;

/// Answers `ParticipantConversations`.
pub(super) fn of_participant(world: &mut World<'_>, call: &Call, scope: &Scope) -> Reply {
    if call.method != Method::Get {
        return Err(Failure::method());
    }
    let key = match (call.query.filled("Identity"), call.query.filled("Address")) {
        (Some(_), Some(_)) => {
            return Err(Failure::bad(
                50451,
                "One user identifier parameter for lookup at a time is allowed. Please, use either Identity or Address",
            ));
        }
        (Some(key), None) | (None, Some(key)) => key,
        (None, None) => return Err(Failure::missing("Identity")),
    };
    let now = world.now;
    let user = people::user_sid(world.store, &scope.service, key);
    let account = world.store.account(&call.account);
    let mut rows = Shelf::default();
    for number in account.takes_part.get(key).into_iter().flatten() {
        let Some(thread) = account.threads.at(*number).filter(|thread| thread.head.service == scope.service)
        else {
            continue;
        };
        let Some((_, member)) = thread.members.iter().find(|(_, member)| member.key() == Some(key)) else {
            continue;
        };
        let head = &thread.head;
        let url = format!("{}/Conversations/{}", scope.root, head.sid);
        let row = json!({
            "account_sid": call.account,
            "chat_service_sid": head.service,
            "participant_sid": member.sid,
            "participant_user_sid": member.identity.as_ref().map(|_| &user),
            "participant_identity": member.identity,
            "participant_messaging_binding": participants::binding_json(member),
            "conversation_sid": head.sid,
            "conversation_unique_name": head.unique_name,
            "conversation_friendly_name": head.friendly_name,
            "conversation_attributes": head.attributes,
            "conversation_date_created": iso(head.created),
            "conversation_date_updated": iso(head.updated),
            "conversation_created_by": head.created_by,
            "conversation_state": heads::state_of(head, now),
            "conversation_timers": conversations::timers(head),
            "links": {
                "participant": format!("{url}/Participants/{}", member.sid),
                "conversation": url,
            },
        });
        rows.insert(*number, &head.sid, row);
    }
    let page = paging::cut(&rows, call, Order::Descending, MAX_PAGE, prefix::CONVERSATION, |_| true)?;
    let list = page.rows.iter().map(|row| (*row).clone()).collect();
    Answer::ok(page.product_list(call, "conversations", list))
}

/// Answers `ConversationWithParticipants`: all of it is made, or nothing.
pub(super) fn together(world: &mut World<'_>, call: &Call, scope: &Scope) -> Reply {
    if call.method != Method::Post {
        return Err(Failure::method());
    }
    let forms = call.form.all("Participant").map(participant).collect::<Result<Vec<_>, Failure>>()?;
    if forms.len() > MAX_TOGETHER {
        return Err(Failure::bad(50426, "Request contains too many participants."));
    }
    let sid = talk::create_thread(world, call, &scope.service, Dialect::Conversations)?;
    for form in &forms {
        if let Err(failure) = participants::create(world, call, form, scope, &sid) {
            talk::remove_thread(world, &call.account, &sid);
            return Err(failure);
        }
    }
    conversations::show(world, call, scope, &sid, Answer::created)
}

/// Reads a participant, an object in JSON, as the form that would have added it. Unverified: how the service words a
/// text that is no such object.
fn participant(text: &str) -> Result<Fields, Failure> {
    let bad = || Failure::bad(20422, "Participant must be a JSON object");
    let Ok(Value::Object(object)) = serde_json::from_str(text) else { return Err(bad()) };
    let mut pairs = Vec::new();
    let mut put = |name: &str, value: &Value| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        pairs.push((name.to_owned(), value));
    };
    for (name, value) in &object {
        match (name.as_str(), value) {
            ("identity", value) => put("Identity", value),
            ("attributes", value) => put("Attributes", value),
            ("role_sid", value) => put("RoleSid", value),
            ("messaging_binding", Value::Object(binding)) => {
                for (key, field) in [
                    ("address", "MessagingBinding.Address"),
                    ("proxy_address", "MessagingBinding.ProxyAddress"),
                    ("projected_address", "MessagingBinding.ProjectedAddress"),
                ] {
                    if let Some(value) = binding.get(key) {
                        put(field, value);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(Fields::from(pairs))
}
