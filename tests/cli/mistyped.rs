//! A subcommand that is misspelled is no file.

use crate::support::{Flows, cordboard};
