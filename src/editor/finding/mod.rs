//! Finding and replacing in the flow, and what commands of the same group ask for.
//!
//! [`search`] and [`replace`] are pure; [`FindView`] is what the panel shows. A search runs beside the window, once for
//! a version and a query, and never during a frame.

mod help;
mod panel;
mod pattern;
mod query;
mod replace;
mod rows;
mod search;
mod terms;
#[cfg(test)]
mod tests;
mod texts;
mod view;

pub use panel::find_panel_ui;
pub use query::Options;
pub use replace::{Replacing, replace};
pub use search::{Answer, Group, Hit, Question, Source, search};
pub use view::{FindView, FindWish};

use super::canvas::Selection;

/// What the user wants.
#[derive(Clone, Debug)]
pub enum FindAction {
    /// Goes to a place that was found, by its number.
    Go {
        /// Its number.
        hit: usize,
        /// Whether the keyboard stays where it is.
        keeps_keyboard: bool,
    },
    /// Goes to the next place, or to the one before.
    Step {
        /// Whether to the next one.
        is_forward: bool,
        /// Whether the keyboard stays where it is.
        keeps_keyboard: bool,
    },
    /// Replaces a place and goes to the next.
    Replace(usize),
    /// Replaces all places.
    ReplaceAll,
    /// Selects something and brings it into view.
    Show(Selection),
}
