//! The messages of one account, found by SID, by address and by the time of sending without walking over all of them.
//!
//! Whoever waits for an answer asks again and again for a few of very many messages. So every address has a list of the
//! numbers of its messages, and a span of time is turned into a span of numbers: rows stand in the order in which they
//! were made. Messages that may leave long after that (scheduled ones, and those of a rule) are noted apart.

use std::collections::{BTreeSet, HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::messages::sender_of;
use super::paging::Rows;
use super::policy::{Plan, Policy, Status};
use super::shelf::Shelf;
use super::store::Sms;

/// How far a clock may have been set back without a list missing anything.
const SLACK: SignedDuration = SignedDuration::from_hours(1);
/// What a message can leave after it was made at the most: 35 days of a schedule, 30 days of an odd speed.
const LATEST: SignedDuration = SignedDuration::from_hours(65 * 24);

/// The messages of an account.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    rows: Shelf<Sms>,
    /// The numbers of the messages from or to an address, ascending.
    by_address: HashMap<Box<str>, VecDeque<u64>>,
    /// The numbers of those that may leave long after they were made.
    late: BTreeSet<u64>,
}

/// What a list is to show.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wish<'a> {
    /// The recipient.
    pub(super) to: Option<&'a str>,
    /// The sender.
    pub(super) from: Option<&'a str>,
    /// Sent at this time or later.
    pub(super) since: Option<Timestamp>,
    /// Sent before this time.
    pub(super) until: Option<Timestamp>,
}

/// The rows among which all that a [`Wish`] means are found, and few others.
#[derive(Debug)]
pub(super) struct Likely<'a> {
    ledger: &'a Ledger,
    /// The rows of an address; `None`: those of all.
    numbers: Option<&'a VecDeque<u64>>,
    /// The first row that counts among the late ones, the first among the others, and the one after the last.
    span: (u64, u64, u64),
}

impl Ledger {
    /// Puts a message at the end.
    pub(super) fn insert(&mut self, number: u64, sid: &str, sms: Sms) {
        for address in addresses(&sms) {
            let numbers = self.by_address.entry(address.into()).or_default();
            let place = numbers.partition_point(|known| *known < number);
            numbers.insert(place, number);
        }
        if sms.send_at.is_some() || sms.plan().after.is_some() {
            self.late.insert(number);
        }
        self.rows.insert(number, sid, sms);
    }

    /// The message with this SID.
    pub(super) fn get(&self, sid: &str) -> Option<&Sms> {
        self.rows.get(sid)
    }

    /// The same, to be changed; its addresses and its schedule stay as they are.
    pub(super) fn get_mut(&mut self, sid: &str) -> Option<&mut Sms> {
        self.rows.get_mut(sid)
    }

    /// The message with this number.
    pub(super) fn at(&self, number: u64) -> Option<&Sms> {
        self.rows.at(number)
    }

    /// Takes a message out, and gives its number.
    pub(super) fn remove(&mut self, sid: &str) -> Option<u64> {
        let (number, sms) = self.rows.remove(sid)?;
        self.unlist(number, &sms);
        Some(number)
    }

    /// Takes out the message with this number.
    pub(super) fn remove_at(&mut self, number: u64) {
        if let Some(sms) = self.rows.remove_at(number, |sms| &sms.sid) {
            self.unlist(number, &sms);
        }
    }

    fn unlist(&mut self, number: u64, sms: &Sms) {
        self.late.remove(&number);
        for address in addresses(sms) {
            let Some(numbers) = self.by_address.get_mut(address.as_str()) else { continue };
            // The oldest go first, which costs nothing here.
            if let Ok(place) = numbers.binary_search(&number) {
                numbers.remove(place);
            }
            if numbers.is_empty() {
                self.by_address.remove(address.as_str());
            }
        }
    }

    /// The rows to look through for what is wished.
    pub(super) fn likely(&self, wish: Wish<'_>, policy: Policy) -> Likely<'_> {
        static NOTHING: VecDeque<u64> = VecDeque::new();
        let named = [wish.to, wish.from].into_iter().flatten();
        let lists = named.map(|address| self.by_address.get(address).unwrap_or(&NOTHING));
        let back = |time: Timestamp, by: SignedDuration| time.checked_sub(by).unwrap_or(Timestamp::MIN);
        let (late, first) = wish.since.map_or((0, 0), |since| {
            let usual = policy.leaves(since, Plan::USUAL).duration_since(since).saturating_add(SLACK);
            (self.seek(back(since, LATEST.saturating_add(SLACK))), self.seek(back(since, usual)))
        });
        let end = wish
            .until
            .map_or(u64::MAX, |until| self.seek(until.checked_add(SLACK).unwrap_or(Timestamp::MAX)));
        Likely { ledger: self, numbers: lists.min_by_key(|list| list.len()), span: (late, first, end) }
    }

    /// The number of the first message that was made at this time or later; the greatest number where there is none.
    fn seek(&self, time: Timestamp) -> u64 {
        let edge = |row: Option<(u64, &Sms)>| row.map(|(number, _)| number);
        let (Some(mut low), Some(last)) = (edge(self.rows.iter().next()), edge(self.rows.iter().next_back()))
        else {
            return u64::MAX;
        };
        let mut high = last.saturating_add(1);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.rows.between(middle, high).next() {
                Some((number, sms)) if sms.created < time => low = number.saturating_add(1),
                _ => high = middle,
            }
        }
        if low > last { u64::MAX } else { low }
    }
}

/// The addresses that a message is found by: its recipient, and who it is sent from in the end.
fn addresses(sms: &Sms) -> impl Iterator<Item = String> {
    let from = sender_of(sms, Status::Delivered).filter(|from| *from != sms.to);
    std::iter::once(sms.to.clone()).chain(from)
}

impl<'a> Likely<'a> {
    /// The rows from `start` on and before `end`, oldest first.
    fn rows(&self, start: u64, end: u64) -> Box<dyn DoubleEndedIterator<Item = (u64, &'a Sms)> + 'a> {
        let ledger = self.ledger;
        let (late, first, last) = self.span;
        let end = end.min(last);
        let row = move |number: &u64| Some((*number, ledger.at(*number)?));
        let before = end.min(first);
        let late = ledger.late.range(late.max(start).min(before)..before);
        let start = start.max(first);
        let Some(numbers) = self.numbers else {
            return Box::new(late.filter_map(row).chain(ledger.rows.between(start, end)));
        };
        let place = |number: u64| numbers.partition_point(|known| *known < number);
        let end = place(end);
        let late = late.filter(|number| numbers.binary_search(number).is_ok());
        Box::new(late.chain(numbers.range(place(start).min(end)..end)).filter_map(row))
    }
}

impl<'a> Rows<'a, Sms> for Likely<'a> {
    fn after(&self, number: Option<u64>) -> Box<dyn Iterator<Item = (u64, &'a Sms)> + 'a> {
        Box::new(self.rows(number.map_or(0, |number| number.saturating_add(1)), u64::MAX))
    }

    fn before(&self, number: Option<u64>) -> Box<dyn Iterator<Item = (u64, &'a Sms)> + 'a> {
        Box::new(self.rows(0, number.unwrap_or(u64::MAX)).rev())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "2026-11-21T09:00:00Z";

    fn policy() -> Policy {
        Policy { strict: false, test_credentials: false, speed: 1.0 }
    }

    /// A message a minute, every hundredth of them to `+1rare`; the third is scheduled for 30 days later.
    fn ledger(count: u64) -> Ledger {
        let start: Timestamp = START.parse().unwrap();
        let mut ledger = Ledger::default();
        for number in 1..=count {
            let created = start + SignedDuration::from_mins(i64::try_from(number).unwrap());
            let sms = Sms {
                sid: format!("SM{number}"),
                to: if number % 100 == 0 { "+1rare" } else { "+1usual" }.to_owned(),
                from: Some(if number % 5 == 0 { "+1five" } else { "+1ours" }.to_owned()),
                created,
                send_at: (number == 3).then(|| created + SignedDuration::from_hours(30 * 24)),
                ..Sms::default()
            };
            ledger.insert(number, &format!("SM{number}"), sms);
        }
        ledger
    }

    /// The numbers of the rows that are looked through, newest first.
    fn check(ledger: &Ledger, wish: Wish<'_>, expected: &[u64]) {
        let likely = ledger.likely(wish, policy());
        let newest: Vec<u64> = likely.before(None).map(|(number, _)| number).collect();
        assert_eq!(newest, expected, "{wish:?}");
        let mut oldest: Vec<u64> = likely.after(None).map(|(number, _)| number).collect();
        oldest.reverse();
        assert_eq!(oldest, expected, "{wish:?}");
        for middle in expected {
            let mut older = likely.before(Some(*middle)).map(|(number, _)| number);
            let mut newer = likely.after(Some(*middle)).map(|(number, _)| number);
            assert!(older.all(|number| number < *middle), "{middle}");
            assert!(newer.all(|number| number > *middle), "{middle}");
        }
    }

    #[test]
    fn only_what_may_be_meant_is_looked_at() {
        let mut ledger = ledger(2000);
        let moment = |minutes| Some(START.parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes));
        let (to, from) = (Some("+1rare"), Some("+1five"));
        let rare: Vec<u64> = (1..=20).rev().map(|number| number * 100).collect();
        check(&ledger, Wish { to, ..Wish::default() }, &rare);
        // The shorter list is taken.
        check(&ledger, Wish { to, from, ..Wish::default() }, &rare);
        check(&ledger, Wish { to: Some("+1nobody"), ..Wish::default() }, &[]);
        check(&ledger, Wish { to, since: moment(1900), ..Wish::default() }, &[2000, 1900]);
        check(&ledger, Wish { to, until: moment(100), ..Wish::default() }, &[100]);
        // An hour of slack on either side, and what was scheduled.
        let mut recent: Vec<u64> = (1935..=2000).rev().collect();
        recent.push(3);
        check(&ledger, Wish { since: moment(1995), ..Wish::default() }, &recent);
        let far = moment(60 * 24 * 100);
        check(&ledger, Wish { since: far, ..Wish::default() }, &[]);
        let early: Vec<u64> = (1..64).rev().collect();
        check(&ledger, Wish { until: moment(4), ..Wish::default() }, &early);
        // What goes is no longer found.
        ledger.remove("SM300");
        ledger.remove_at(100);
        ledger.remove_at(3);
        let rest: Vec<u64> = rare.iter().copied().filter(|number| ![100, 300].contains(number)).collect();
        check(&ledger, Wish { to, ..Wish::default() }, &rest);
        check(&ledger, Wish { since: moment(1995), ..Wish::default() }, &recent[..66]);
        for number in 1..=2000 {
            ledger.remove_at(number);
        }
        assert!(ledger.by_address.is_empty() && ledger.late.is_empty());
        check(&ledger, Wish { since: moment(0), until: far, ..Wish::default() }, &[]);
    }
}
