//! What is asked of the arranging of a flow: widgets placed by name, and outputs led to widgets by name.

use crate::flow::{Offset, Output, WidgetId};

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum ArrangeAction {
    /// A widget that was picked from the menu is to be placed.
    Add(Adding),
    /// An output is to lead to a widget, or nowhere.
    Connect {
        /// The output.
        output: Output,
        /// Where it is to lead.
        target: Option<WidgetId>,
    },
}

/// A widget that was picked from the menu.
#[derive(Clone, Debug, PartialEq)]
pub struct Adding {
    /// The id of its type.
    pub kind: &'static str,
    /// Where it goes; by default below what is selected.
    pub at: Option<Offset>,
    /// The output that is to lead to it.
    pub from: Option<Output>,
    /// The sentence that it says.
    pub said: Option<String>,
    /// Whether the menu stays open for what follows it.
    pub goes_on: bool,
}
