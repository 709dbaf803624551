//! What the conversations of an account, and those of a service, start with.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::call::{Answer, Call, Reply};
use super::errors::Failure;
use super::heads::{closed_timer, inactive_timer};
use super::store::World;
use super::{people, talk};
use crate::twilio::sid::prefix;
use crate::twilio::{Method, is_sid};

/// What new conversations of an account start with. Durations are kept as they were written.
#[derive(Clone, Debug, Default)]
pub(super) struct Configuration {
    pub(super) messaging_service: Option<String>,
    inactive: Option<String>,
    closed: Option<String>,
}

impl Configuration {
    /// The time after which a new conversation becomes inactive.
    pub(super) fn inactive_after(&self) -> Option<SignedDuration> {
        inactive_timer(self.inactive.as_deref()).ok().flatten()
    }

    /// The time after which a new conversation is closed.
    pub(super) fn closed_after(&self) -> Option<SignedDuration> {
        closed_timer(self.closed.as_deref()).ok().flatten()
    }
}

/// Answers `/v1/Configuration`.
pub(super) fn of_account(world: &mut World<'_>, call: &Call) -> Reply {
    if call.method == Method::Post {
        update(world, call)?;
    } else if call.method != Method::Get {
        return Err(Failure::method());
    }
    let service = talk::default_service(world, &call.account);
    let url = format!("{}/Configuration", call.root);
    let defaults = &world.store.account(&call.account).configuration;
    Answer::ok(json!({
        "account_sid": call.account,
        "default_chat_service_sid": service,
        "default_messaging_service_sid": defaults.messaging_service,
        "default_inactive_timer": defaults.inactive,
        "default_closed_timer": defaults.closed,
        "links": {
            "service": format!("{}/Services/{service}/Configuration", call.root),
            "webhooks": format!("{url}/Webhooks"),
        },
        "url": url,
    }))
}

fn update(world: &mut World<'_>, call: &Call) -> Result<(), Failure> {
    let form = &call.form;
    let account = world.store.account(&call.account);
    let mut next = account.configuration.clone();
    if let Some(sid) = form.filled("DefaultMessagingServiceSid") {
        if !is_sid(sid, prefix::MESSAGING_SERVICE) {
            return Err(Failure::bad(50341, "Invalid messaging service SID"));
        }
        next.messaging_service = Some(sid.to_owned());
    }
    if let Some(text) = form.filled("DefaultInactiveTimer") {
        inactive_timer(Some(text))?;
        next.inactive = Some(text.to_owned());
    }
    if let Some(text) = form.filled("DefaultClosedTimer") {
        closed_timer(Some(text))?;
        next.closed = Some(text.to_owned());
    }
    if let Some(sid) = form.filled("DefaultChatServiceSid") {
        // Unverified: what a service that is not there gives.
        if account.services.get(sid).is_none() {
            return Err(Failure::bad(50050, "Service instance not found"));
        }
        account.default_service = Some(sid.to_owned());
    }
    account.configuration = next;
    Ok(())
}

/// Answers `/v1/Services/{IS}/Configuration`.
pub(super) fn of_service(world: &mut World<'_>, call: &Call, service: &str) -> Reply {
    let url = format!("{}/Services/{service}/Configuration", call.root);
    let account = world.store.account(&call.account);
    let row = account.services.get_mut(service).ok_or_else(|| call.not_found())?;
    match call.method {
        Method::Get => {}
        Method::Post => {
            if let Some(text) = call.form.filled("ReachabilityEnabled") {
                row.reachability = text.eq_ignore_ascii_case("true");
            }
            for (field, slot) in [
                ("DefaultConversationCreatorRoleSid", &mut row.creator_role),
                ("DefaultConversationRoleSid", &mut row.thread_role),
                ("DefaultChatServiceRoleSid", &mut row.user_role),
            ] {
                let Some(sid) = call.form.filled(field) else { continue };
                if account.roles.get(sid).is_none_or(|role| role.service != service) {
                    return Err(Failure::bad(50100, "Role not found"));
                }
                *slot = Some(sid.to_owned());
            }
        }
        _ => return Err(Failure::method()),
    }
    let reachability = row.reachability;
    let roles = people::Defaults::of(world.store, &call.account, service);
    let answer: Value = json!({
        "chat_service_sid": service,
        "default_conversation_creator_role_sid": roles.creator,
        "default_conversation_role_sid": roles.thread,
        "default_chat_service_role_sid": roles.user,
        "reachability_enabled": reachability,
        "url": url,
        "links": {"notifications": format!("{url}/Notifications"), "webhooks": format!("{url}/Webhooks")},
    });
    Answer::ok(answer)
}
