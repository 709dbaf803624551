//! Status callbacks: telling an address of the user's what becomes of a message.
//!
//! The initial status is never announced, nor is `sending`. The announcements of one message come one after the other;
//! the service promises no order, but a mock that mixed them up would only make tests flicker. What is still to be
//! announced waits in one heap and in no task, so a message that is scheduled far ahead costs little.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::courier::Delivery;
use super::messages::{failure_text, sender_of};
use super::policy::{Policy, Status};
use super::server::Shared;
use super::store::{Sms, Store};
use crate::twilio::Method;
use crate::twilio::phone::Address;

/// The heap is looked through for messages that are gone when it has grown by so many since the last time.
const TO_SWEEP: usize = 4096;

/// A status that is to be announced at its time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Due {
    at: Timestamp,
    /// Which of the message's statuses.
    step: usize,
    account: Arc<str>,
    sid: Box<str>,
}

impl Due {
    /// The message, where it is still to be told of: it may have been dropped, deleted or called back.
    fn message<'a>(&self, store: &'a Store) -> Option<&'a Sms> {
        store.look(&self.account)?.messages.get(&self.sid).filter(|sms| sms.canceled.is_none())
    }

    /// The message's first status from this one on that is announced.
    fn settled(mut self, policy: Policy, sms: &Sms) -> Option<(Self, Status)> {
        let start = sms.send_at.unwrap_or(sms.created);
        let steps = policy.steps(start, sms.service.is_some(), sms.plan()).enumerate().skip(self.step);
        let (step, (status, at)) = steps.into_iter().find(|(_, (status, _))| *status != Status::Sending)?;
        (self.step, self.at) = (step, at);
        Some((self, status))
    }
}

/// What is still to be announced, the earliest first.
#[derive(Debug, Default)]
pub(super) struct Followers {
    due: BinaryHeap<Reverse<Due>>,
    /// How many were left when those of messages that are gone were last thrown out.
    swept: usize,
}

impl Followers {
    /// A message is to be followed.
    pub(super) fn begin(&mut self, shared: &Shared, account: &str, sid: &str) {
        let first = shared.with_store(|store| {
            let account = store.name_of(account);
            let due = Due { at: Timestamp::MIN, step: 0, account, sid: sid.into() };
            let sms = due.message(store)?;
            due.settled(shared.policy, sms)
        });
        if let Some((due, _)) = first {
            self.go_on(shared, due);
        }
    }

    /// There is more to announce of a message.
    pub(super) fn go_on(&mut self, shared: &Shared, due: Due) {
        self.due.push(Reverse(due));
        if self.due.len() > self.swept.saturating_mul(2).saturating_add(TO_SWEEP) {
            shared.with_store(|store| self.due.retain(|Reverse(due)| due.message(store).is_some()));
            self.swept = self.due.len();
        }
    }

    /// When the next one is due.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.due.peek().map(|Reverse(due)| due.at)
    }

    /// Takes the next one, where its time has come.
    pub(super) fn take(&mut self, now: Timestamp) -> Option<Due> {
        let next = self.due.peek_mut().filter(|next| next.0.at <= now)?;
        Some(std::collections::binary_heap::PeekMut::pop(next).0)
    }
}

/// Announces a status, and gives what is to be announced next.
pub(super) async fn announce(shared: Arc<Shared>, due: Due) -> Option<Due> {
    let (mut due, delivery) = shared.with_store(|store| {
        let sms = due.message(store)?;
        let (due, status) = due.settled(shared.policy, sms)?;
        let delivery = announcement(sms, &due.account, status, due.at)?;
        Some((due, delivery))
    })?;
    shared.deliver(&delivery).await;
    due.step = due.step.saturating_add(1);
    shared.with_store(|store| {
        let sms = due.message(store)?;
        due.settled(shared.policy, sms).map(|(due, _)| due)
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mock::{Config, Mock};

    #[tokio::test]
    async fn messages_that_are_gone_are_not_waited_for() {
        let mock = Mock::start(Config::default()).await.unwrap();
        let mut followers = Followers::default();
        let due = |number: usize| Due {
            at: Timestamp::MAX,
            step: 0,
            account: "AC".into(),
            sid: format!("SM{number}").into(),
        };
        for number in 0..3 * TO_SWEEP {
            followers.go_on(&mock.shared, due(number));
        }
        assert!(followers.due.len() <= TO_SWEEP, "{}", followers.due.len());
        followers.begin(&mock.shared, "AC", "SM1");
        assert!(followers.due.len() <= TO_SWEEP);
        assert_eq!(announce(Arc::clone(&mock.shared), due(1)).await, None);
        assert!(mock.log().is_empty());
    }

    #[test]
    fn the_earliest_comes_first_and_not_before_its_time() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut followers = Followers::default();
        for second in [30, 10, 20] {
            let due = Due { at: at(second), step: 0, account: "AC".into(), sid: "SM".into() };
            followers.due.push(Reverse(due));
        }
        assert_eq!(followers.next(), Some(at(10)));
        assert_eq!(followers.take(at(9)), None);
        let taken: Vec<Timestamp> = std::iter::from_fn(|| followers.take(at(20))).map(|due| due.at).collect();
        assert_eq!((taken, followers.next()), (vec![at(10), at(20)], Some(at(30))));
    }
}
