//! Which widgets work behind an output: what an execution has there, and what a widget type needs.

#[cfg(test)]
mod tests;

use super::paths::{Paths, Situation};
use crate::flow::{Flow, Output};
use crate::widgets::Needs;

/// What an execution has when it leaves a widget by one of its outputs.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    situations: Vec<Situation>,
}

impl Standing {
    /// Nothing is known: everything fits.
    pub const UNKNOWN: Self = Self { situations: Vec::new() };

    /// Behind an output. Takes time in proportion to the flow.
    pub fn after(flow: &Flow, output: Output) -> Self {
        let paths = Paths::of_flow(flow);
        let at = flow.index_of(output.widget);
        Self { situations: at.map(|at| paths.situations_after(flow, at, output.index)).unwrap_or_default() }
    }

    /// Why a widget of such needs does not work there, as a sentence; `None` where it works on some way, or
    /// where no way leads there yet, so that nothing is known.
    pub fn lacks(&self, needs: Needs) -> Option<String> {
        let what = words(needs)?;
        let works = self.situations.is_empty() || self.situations.iter().any(|here| here.serves(needs));
        (!works).then(|| format!("Needs {what}, which no way here has"))
    }

    /// Whether each way there has what such a widget needs.
    pub fn gives(&self, needs: Needs) -> bool {
        !self.situations.is_empty() && self.situations.iter().all(|here| here.serves(needs))
    }
}

/// What an execution must have; `None` where that is nothing.
pub(super) fn words(needs: Needs) -> Option<&'static str> {
    match needs {
        Needs::Nothing => None,
        Needs::Request => Some("a start over the REST API"),
        Needs::Call => Some("a call"),
        Needs::IncomingCall => Some("a call that came in"),
        Needs::Contact => Some("a call, a message or a conversation"),
    }
}
