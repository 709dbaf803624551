//! Many contacts at once with scripted answers: each draws from weighted lists what it answers, and what happens to
//! all of them is counted.
//!
//! No I/O and no thread: the caller runs as many contacts at a time as it likes, and stops by not calling again. Of a
//! contact nothing is kept but what it adds to the counts; since everything follows from the seed, any of them can be
//! played again ([`Plan::answers_of`]). It knows neither windows nor pictures.

mod chance;
mod contact;
mod proposed;
mod tally;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use self::chance::Chance;
use self::contact::Told;
use self::tally::Tally;
use super::debug::Logged;
use super::trace::Record;
use super::world::{Outside, Stub};
use super::{Program, Start};

pub use contact::{Given, What};
pub use proposed::{Asks, Outward, asks, outward};
pub use tally::{End, Fate, Longest, OutputCount, Totals, Trouble, WidgetCount};

/// What a contact does where it is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    /// It writes this; on a call it presses these keys, or says it where that is no row of keys.
    Says(String),
    /// It does nothing until the time is up.
    Silent,
    /// It hangs up; where there is no call it does nothing.
    HangsUp,
}

/// How something ends that a widget does beyond the contact.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// As it does in a flow test that says nothing of it.
    AsUsual,
    /// A request gets this answer.
    Answered(Stub),
    /// The widget is left by this event.
    Leaves {
        /// The event.
        event: String,
        /// What something that is done on a call or in a product leaves; nothing else leaves anything then.
        result: Option<Map<String, Value>>,
    },
}

/// Several things, each with a weight. One of weight 0 never happens.
pub type Weighted<T> = Vec<(T, u32)>;

/// What many contacts do with a flow.
#[derive(Clone)]
pub struct Plan {
    /// The flow.
    pub program: Arc<Program>,
    /// How each of them begins; address and seed are the contact's own.
    pub start: Start,
    /// What everything is drawn from.
    pub seed: u64,
    /// How many contacts there are.
    pub contacts: u32,
    /// What they answer, by the name of the waiting widget as traces have it.
    pub answers: HashMap<String, Weighted<Doing>>,
    /// What they answer to widgets that are not named; with no weight at all they are silent.
    pub otherwise: Weighted<Doing>,
    /// How what widgets do ends, by the widget's name as traces have it. It is drawn anew each time.
    pub endings: HashMap<String, Weighted<Ending>>,
    /// What requests are answered with that `endings` leaves as usual. Nothing of it goes out.
    pub outside: Outside,
    /// The texts of content templates, by SID.
    pub contents: Vec<(String, String)>,
}

impl Plan {
    /// So many contacts that are silent, with everything as usual.
    pub fn new(program: Arc<Program>, start: Start, contacts: u32) -> Self {
        let mut outside = Outside::default();
        outside.set_way_out("give the widget an answer where the contacts are set up");
        Self {
            program,
            seed: start.seed,
            start,
            contacts,
            answers: HashMap::new(),
            otherwise: Vec::new(),
            endings: HashMap::new(),
            outside,
            contents: Vec::new(),
        }
    }

    /// How one of them begins.
    pub fn start_of(&self, contact: u32) -> Start {
        let mut start = self.start.clone();
        start.seed = Chance::of(self.seed, contact).seed();
        start.contact = address_of(&self.start.contact, contact);
        if start.contact == start.flow_address {
            start.contact = address_of(&self.start.contact, self.contacts.max(contact).saturating_add(1));
        }
        start
    }

    /// What one of them does and meets, in order.
    pub fn answers_of(&self, contact: u32) -> Vec<Given> {
        let mut given = Vec::new();
        contact::play(self, contact, &mut |told| {
            if let Told::Given(what) = told {
                given.push(what);
            }
        });
        given
    }

    /// Everything that happens to one of them, as the trace of a run.
    pub fn trace_of(&self, contact: u32) -> Vec<Record> {
        let mut records = Vec::new();
        contact::play(self, contact, &mut |told| {
            if let Told::Record(record) = told {
                records.push(record);
            }
        });
        records
    }

    /// How one of them begins and all that is put into its execution: enough to repeat it (see
    /// [`replay`](crate::sim::replay)), and to go another way from any point of it.
    pub fn inputs_of(&self, contact: u32) -> (Start, Vec<Logged>) {
        let (mut start, mut inputs) = (self.start_of(contact), Vec::new());
        contact::play(self, contact, &mut |told| match told {
            Told::Began(began) => start = *began,
            Told::Input(logged) => inputs.push(logged),
            Told::Record(_) | Told::Given(_) => {}
        });
        (start, inputs)
    }

    fn answers_at(&self, widget: &str) -> &Weighted<Doing> {
        self.answers.get(widget).unwrap_or(&self.otherwise)
    }

    fn endings_at(&self, widget: &str) -> Option<&Weighted<Ending>> {
        self.endings.get(widget)
    }
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// So many contacts are through.
    pub done: u32,
    /// Of so many.
    pub of: u32,
}

impl Progress {
    /// Whether all are through.
    pub fn is_over(self) -> bool {
        self.done >= self.of
    }
}

/// A plan that is being carried out.
pub struct Crowd {
    plan: Arc<Plan>,
    tally: Tally,
    next: u32,
}

impl Crowd {
    /// Nobody has begun yet.
    pub fn new(plan: Arc<Plan>) -> Self {
        Self { tally: Tally::of(&plan.program), plan, next: 0 }
    }

    /// Lets so many more contacts go through, from their beginning to their end.
    pub fn run(&mut self, contacts: u32) -> Progress {
        let end = self.next.saturating_add(contacts).min(self.plan.contacts);
        while self.next < end {
            let number = self.next;
            let tally = &mut self.tally;
            tally.begin(number);
            let played = contact::play(&self.plan, number, &mut |told| {
                if let Told::Record(record) = told {
                    tally.note(&record);
                }
            });
            self.tally.over(number, &played);
            self.next += 1;
        }
        self.progress()
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress { done: self.next, of: self.plan.contacts }
    }

    /// What has happened so far.
    pub fn totals(&self) -> &Totals {
        self.tally.totals()
    }

    /// What is carried out.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }
}

/// The address of a contact: the number counted up, or a name with its number behind it.
fn address_of(first: &str, contact: u32) -> String {
    /// Fewer digits would soon begin from the start again.
    const LEAST_DIGITS: usize = 7;
    const MOST_DIGITS: usize = 10;
    let digits = first.bytes().rev().take_while(u8::is_ascii_digit).count().min(MOST_DIGITS);
    let parts = first.split_at_checked(first.len().saturating_sub(digits)).filter(|_| digits >= LEAST_DIGITS);
    let Some((head, tail)) = parts else {
        return if contact == 0 { first.to_owned() } else { format!("{first}-{contact}") };
    };
    let room = 10_u64.saturating_pow(u32::try_from(digits).unwrap_or(0));
    let number = tail.parse::<u64>().unwrap_or_default().wrapping_add(u64::from(contact)) % room.max(1);
    format!("{head}{number:0digits$}")
}
