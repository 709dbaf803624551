//! Holds an execution that took place at Twilio against what our engine does with the same inputs.
//!
//! [`read`] takes what Studio's API answers: steps and contexts. From that the inputs are derived: what began the
//! execution, what the contact wrote and when, what servers answered, how calls and tasks ended. [`compare`] runs the
//! flow with them and says where the two part. It does no I/O, and it cannot know what the API does not tell: that is
//! said, and never called a difference.

mod begin;
mod difference;
mod drive;
mod explain;
mod gather;
mod left;
mod order;
mod read;
mod real;
mod records;
mod revision;
mod rows;

#[cfg(test)]
mod tests;

pub use difference::{Difference, DifferenceKind};
pub use explain::{First, Parted};
pub use read::{ReadError, from_answers, read};
pub use real::{Real, RealStep};
pub use rows::{OurStep, Row, Sign};

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::sim::Program;
use crate::sim::start::Start;
use crate::widgets::assumptions::Assumptions;

/// What a comparison rests on beside the execution itself.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is taken of that which nobody outside Twilio knows.
    pub assume: Assumptions,
    /// The zone of dates and times in templates.
    pub zone: TimeZone,
    /// The clock's start where the execution does not tell when it began.
    pub now: Timestamp,
    /// The revision that the open flow came from, where it is known.
    pub revision: Option<u64>,
}

impl Options {
    /// The usual ones, for an execution without dates at this moment.
    pub fn at(now: Timestamp) -> Self {
        Self {
            assume: Assumptions::default(),
            zone: TimeZone::get(Start::ZONE).unwrap_or(TimeZone::UTC),
            now,
            revision: None,
        }
    }
}

/// How the two agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As far as it can be compared, they are the same.
    Equal,
    /// They part, or their variables differ.
    Differs,
    /// The flow at Twilio was another one than this: that they part says nothing of the engine.
    OtherRevision,
    /// Nothing can be run: it is not known how the execution began.
    NotRun,
}

/// An execution beside our run of it.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// How the two agree.
    pub verdict: Verdict,
    /// The same as a sentence.
    pub summary: String,
    /// The steps of both, side by side.
    pub rows: Vec<Row>,
    /// Where they part.
    pub first: Option<First>,
    /// The first row after which variables differ.
    pub first_variables: Option<usize>,
    /// How the flow at Twilio differs from this one.
    pub revision: Vec<String>,
    /// What could not be compared, as sentences.
    pub not_compared: Vec<String>,
}

/// Runs a flow with the inputs of a real execution, and compares.
pub fn compare(program: &Arc<Program>, real: &Real, options: &Options) -> Comparison {
    let revision = revision::other(program, real, options.revision);
    let mut not_compared = real.notes.clone();
    let path = left::comparable(program, real, &mut not_compared);
    let start = begin::start(program, real, options, &mut not_compared);
    let ours = start.map(|start| drive::drive(program, real, &path, start));
    let rows = rows::rows(real, &path, ours.as_ref(), &mut not_compared);
    let first = ours.as_ref().and_then(|ours| explain::first(real, &rows, ours, &revision));
    let first_variables = rows.iter().position(Row::has_differing_variables);
    let verdict = match (&ours, &first) {
        (None, _) => Verdict::NotRun,
        (Some(_), Some(first)) if first.is_other_revision => Verdict::OtherRevision,
        (Some(_), None) if first_variables.is_none() => Verdict::Equal,
        (Some(_), _) => Verdict::Differs,
    };
    let summary = explain::summary(verdict, &rows, first.as_ref(), first_variables);
    Comparison { verdict, summary, rows, first, first_variables, revision, not_compared }
}
