//! Flow tests: a dialogue that a flow must have, written as TOML beside it.
//!
//! [`TestFile::parse`] reads the text, [`TestFile::resolve`] holds it against the flow, [`play`] has the dialogue,
//! [`Coverage`] counts what the tests reach, and [`from_trace`] writes a test from a run. It reads no files and
//! opens no connections: texts come in, and the world of a test is scripted.
//!
//! **The rule of a dialogue: what the flow says to the contact (messages, and prompts on a call) has to be expected,
//! in its order.** Whatever the test lets the contact do next, and the end of the test, come only after everything
//! said so far was expected. What else the flow does (requests, tasks, variables, steps) may be asserted, but need
//! not be.

mod coverage;
mod format;
mod from_trace;
mod keys;
mod matcher;
mod player;
mod put_answer;
mod read;
mod resolve;
mod schema;
mod session;
mod steps;
mod verdict;

#[cfg(test)]
mod tests;

pub use coverage::{Coverage, FlowCoverage, Reached, Unreached};
pub use format::{Given, Test, TestFile};
pub use from_trace::{file_with, from_trace, test_from_trace};
pub use player::{Played, play, play_prepared, play_with};
pub use put_answer::{test_with_answer, with_answer};
pub use read::{At, Lines, Mistake};
pub use schema::schema;
pub use verdict::Failure;

/// How the name of a file with flow tests ends.
pub const ENDING: &str = ".test.toml";
