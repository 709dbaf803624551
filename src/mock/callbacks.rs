//! Status callbacks: telling an address of the user's what becomes of a message.
//!
//! The initial status is never announced, nor is `sending`. The announcements of one message come one after the other;
//! the service promises no order, but a mock that mixed them up would only make tests flicker.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::courier::Delivery;
use super::messages::{failure_text, sender_of};
use super::policy::Status;
use super::server::Shared;
use super::store::Sms;
use crate::twilio::Method;
use crate::twilio::phone::Address;

/// Announces the statuses of a message as they come, until the last.
pub(super) async fn follow(shared: &Shared, account: &str, sid: &str) {
    let steps: Option<Vec<(Status, Timestamp)>> = shared.with_store(|store| {
        let sms = store.account(account).messages.get(sid)?;
        let start = sms.send_at.unwrap_or(sms.created);
        Some(shared.policy.steps(start, sms.service.is_some(), sms.plan()).collect())
    });
    for (status, time) in steps.unwrap_or_default() {
        if status == Status::Sending {
            continue;
        }
        shared.clock.until(time).await;
        let delivery = shared.with_store(|store| {
            // The message may have been dropped, deleted or called back meanwhile.
            let sms = store.account(account).messages.get(sid).filter(|sms| sms.canceled.is_none())?;
            announcement(sms, account, status, time)
        });
        let Some(delivery) = delivery else { return };
        shared.deliver(&delivery).await;
    }
}

/// Announces that a message was called back.
pub(super) async fn canceled(shared: &Shared, account: &str, sid: &str) {
    let now = shared.clock.now();
    let delivery = shared.with_store(|store| {
        announcement(store.account(account).messages.get(sid)?, account, Status::Canceled, now)
    });
    if let Some(delivery) = delivery {
        shared.deliver(&delivery).await;
    }
}

/// What is said of a message that took this status.
fn announcement(sms: &Sms, account: &str, status: Status, time: Timestamp) -> Option<Delivery> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut say = |name: &str, value: &str| fields.push((name.to_owned(), value.to_owned()));
    let channel = Address::parse(&sms.to).and_then(Address::channel);
    if status.is_failure()
        && let Some(code) = sms.plan().code
    {
        say("ErrorCode", &code.to_string());
        say("ErrorMessage", failure_text(code));
        if channel.is_some() {
            say("ChannelStatusMessage", failure_text(code));
        }
    }
    if channel.is_none() && matches!(status, Status::Delivered | Status::Undelivered) {
        let date = time.to_zoned(TimeZone::UTC).strftime("%y%m%d%H%M").to_string();
        say("RawDlrDoneDate", &date);
    }
    if let Some(channel) = channel {
        let number = sms.to.split_once(':').map_or(sms.to.as_str(), |(_, number)| number);
        say("ChannelPrefix", channel.name());
        say("ChannelToAddress", number);
        // Unverified: which statuses have an event besides `read`.
        if status == Status::Read {
            say("EventType", "READ");
        }
    }
    say("SmsSid", &sms.sid);
    say("SmsStatus", status.name());
    say("MessageStatus", status.name());
    say("To", &sms.to);
    if let Some(service) = &sms.service {
        say("MessagingServiceSid", service);
    }
    say("MessageSid", &sms.sid);
    say("AccountSid", account);
    if let Some(from) = sender_of(sms, status) {
        say("From", &from);
    }
    say("ApiVersion", "2010-04-01");
    Some(Delivery {
        url: sms.callback()?.to_owned(),
        method: Method::Post,
        fields,
        account: account.to_owned(),
        what: format!("status callback {}", status.name()),
    })
}
