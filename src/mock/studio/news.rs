//! News of the messages that an execution has sent: when each changes its status, exactly and without asking over HTTP.

use jiff::Timestamp;

use crate::mock::policy::Status;
use crate::mock::server::Shared;
use crate::sim::Input;
use crate::widgets::run::{Answer, Effect};

/// The messages on their way.
#[derive(Debug, Default)]
pub(super) struct OnTheirWay(Vec<Letter>);

#[derive(Debug)]
struct Letter {
    sid: String,
    /// How many changes were told.
    told: usize,
}

/// A change of a message's status.
#[derive(Clone, Debug)]
pub(super) struct News {
    /// When.
    pub(super) at: Timestamp,
    sid: String,
    status: Status,
    code: Option<u32>,
}

impl News {
    /// As the engine takes it.
    pub(super) fn into_input(self) -> Input {
        let code = self.code.filter(|_| self.status.is_failure());
        Input::Delivery { sid: self.sid, status: self.status.name().to_owned(), code }
    }
}

impl OnTheirWay {
    /// Follows what was just sent. Only messages of the first API have a status.
    pub(super) fn follow(&mut self, effect: &Effect, answer: &Answer) {
        let (Effect::Send(_), Answer::Response(response)) = (effect, answer) else { return };
        let text = |key: &str| response.json.as_ref()?.get(key)?.as_str();
        if let (true, Some(sid), Some(_)) = (response.is_success(), text("sid"), text("status")) {
            self.0.push(Letter { sid: sid.to_owned(), told: 0 });
        }
    }

    /// What has changed until now and was not told yet, in the order of time.
    pub(super) fn take(&mut self, shared: &Shared, account: &str, now: Timestamp) -> Vec<News> {
        let mut news = Vec::new();
        for letter in &mut self.0 {
            let changed: Vec<News> =
                changes(shared, account, letter).into_iter().take_while(|news| news.at <= now).collect();
            letter.told = letter.told.saturating_add(changed.len());
            news.extend(changed);
        }
        self.0.retain(|letter| !changes(shared, account, letter).is_empty());
        news.sort_by_key(|news| news.at);
        news
    }

    /// When something changes next.
    pub(super) fn next(&self, shared: &Shared, account: &str) -> Option<Timestamp> {
        self.0.iter().flat_map(|letter| changes(shared, account, letter)).map(|news| news.at).min()
    }
}

/// What is still to be told of a message; nothing of one that is gone or was called back.
fn changes(shared: &Shared, account: &str, letter: &Letter) -> Vec<News> {
    shared.with_store(|store| {
        let sms = store.account(account).messages.get(&letter.sid).filter(|sms| sms.canceled.is_none());
        let Some(sms) = sms else { return Vec::new() };
        let start = sms.send_at.unwrap_or(sms.created);
        let steps = shared.policy.steps(start, sms.service.is_some(), sms.plan());
        let news = |(status, at)| News { at, sid: letter.sid.clone(), status, code: sms.plan().code };
        // As with callbacks, that a message is being sent is no news.
        steps.map(news).filter(|news| news.status != Status::Sending).skip(letter.told).collect()
    })
}
