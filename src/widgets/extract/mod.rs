//! Some widgets of a flow become a flow of their own, which a Run Subflow runs in their place.
//!
//! A subflow has variables of its own: it sees what began the flow that runs it, the contact, and the parameters that it
//! is given; what it set with Set Variables comes back under the name of the widget that ran it, and nothing else. So
//! [`plan`] works out what must be passed, what must come back and by which ways the selection is left, and
//! [`Plan::carry_out`] makes both flows. Nothing here does I/O.

mod boundary;
mod build;
mod reads;
#[cfg(test)]
mod tests;

use crate::flow::{Edit, Flow, Output, WidgetId};
use crate::liquid::is_plain_name;

use boundary::Boundary;
pub(super) use build::{lead, setting};

/// What begins what stands for a SID.
const PLACEHOLDER: &str = "REPLACE_WITH_SID_OF_";

/// What a selection becomes.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What the subflow is given.
    pub parameters: Vec<Passed>,
    /// What comes back from it besides the variables that it sets itself.
    pub results: Vec<Passed>,
    /// The variables that it sets and that are read in the flow: those come back by themselves.
    pub variables: Vec<String>,
    /// What behaves otherwise afterwards, each as a sentence.
    pub notes: Vec<String>,
    boundary: Boundary,
    carried: Vec<Carried>,
}

/// Something that goes into the subflow or comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The name it is passed by.
    pub key: String,
    /// What it is where it comes from, as `widgets.ask.inbound.Body`.
    pub path: String,
    /// How many places read it where it goes to.
    pub count: usize,
}

/// A variable that both flows set: it goes in, and comes back.
#[derive(Clone, Debug)]
struct Carried {
    name: String,
    /// The parameter it goes in by; `None` where the subflow does not read it.
    key: Option<usize>,
    /// Whether the flow reads it.
    comes_back: bool,
}

/// What the user calls things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The name of the new widget.
    pub widget: String,
    /// The SID that it runs, or a placeholder: see [`placeholder_sid`].
    pub sid: String,
    /// What the new flow says of itself.
    pub description: String,
    /// The subflow's file as the side file stores it; `None` where the flow has no file of its own yet.
    pub file: Option<String>,
}

/// Both flows.
#[derive(Clone, Debug)]
pub struct Extracted {
    /// The text of the subflow.
    pub subflow: String,
    /// What becomes of the flow: one step of undo.
    pub edit: Edit,
}

/// Why a selection cannot become a subflow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// Nothing that could be moved is selected.
    #[error("select the widgets that are to become a subflow; the trigger stays where it is")]
    Nothing,
    /// A widget whose name is missing, or that of another one.
    #[error("{0} has no name of its own, so nothing can follow it")]
    Nameless(String),
    /// A widget that runs a subflow.
    #[error("{0} runs a subflow itself, and a subflow cannot run subflows")]
    Nested(String),
    /// The flow is run as a subflow.
    #[error(
        "this flow is run as a subflow itself (its trigger's Subflow output is wired), and a subflow cannot run subflows"
    )]
    IsSubflow,
    /// Wires come in at several widgets.
    #[error("wires come in at {}: a subflow begins at one widget", .names.join(", "))]
    SeveralEntries {
        /// The widgets, by name.
        names: Vec<String>,
        /// The wires that lead into the selection.
        wires: Vec<Output>,
    },
    /// Nothing leads into the selection, and several widgets could be the first.
    #[error("nothing leads into the selection, and it could begin at any of {}", .0.join(", "))]
    NoEntry(Vec<String>),
    /// A read that cannot be passed.
    #[error("{widget} reads `{path}`, {why}")]
    CannotPass {
        /// The widget's name.
        widget: String,
        /// The widget.
        id: WidgetId,
        /// What it reads.
        path: String,
        /// Why that cannot be passed.
        why: &'static str,
    },
}

/// Works out what becomes of a selection.
///
/// # Errors
/// Where it cannot become a subflow.
pub fn plan(flow: &Flow, selection: &[WidgetId]) -> Result<Plan, Obstacle> {
    let boundary = Boundary::of(flow, selection)?;
    reads::plan(flow, boundary)
}

/// What stands in the place of a subflow's SID until the flow was pushed and has one: it says so itself, and the check
/// tells of it. `name` is that of the subflow.
pub fn placeholder_sid(name: &str) -> String {
    let plain = |char: char| if char.is_ascii_alphanumeric() { char.to_ascii_uppercase() } else { '_' };
    format!("{PLACEHOLDER}{}", name.chars().map(plain).collect::<String>())
}

/// Whether this stands in the place of a subflow's SID: see [`placeholder_sid`].
pub fn is_placeholder_sid(text: &str) -> bool {
    text.starts_with(PLACEHOLDER)
}

impl Plan {
    /// The widget at which the subflow begins.
    pub fn entry(&self) -> WidgetId {
        self.boundary.entry
    }

    /// The names of the widgets that the selection leads to; more than one are told apart by a split.
    pub fn exits(&self) -> Vec<String> {
        self.boundary.targets.iter().map(|(_, name)| name.clone()).collect()
    }

    /// How many widgets move.
    pub fn count(&self) -> usize {
        self.boundary.inside.len()
    }

    /// What is wrong with the names of what is passed, if anything is.
    pub fn refusal(&self) -> Option<String> {
        for (list, what) in [(&self.parameters, "parameter"), (&self.results, "variable")] {
            for (index, passed) in list.iter().enumerate() {
                if !is_plain_name(&passed.key) {
                    return Some(format!("`{}` is no name for a {what}", passed.key));
                }
                let is_taken = list.iter().take(index).any(|other| other.key == passed.key)
                    || what == "variable" && self.boundary.sets.contains(&passed.key);
                if is_taken {
                    return Some(format!("Two {what}s are called `{}`", passed.key));
                }
            }
        }
        None
    }
}
