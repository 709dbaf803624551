//! Holding an execution before a widget, and letting it go on. Nothing here changes what the widgets do.

use super::{Emitted, Execution, State, Visit};
use crate::sim::debug::{Breakpoint, Coming, Held, HeldBy, Pace, Pacing, skips_by};

impl Execution {
    /// Where it is held, if it is.
    pub fn held(&self) -> Option<&Held> {
        match &self.state {
            State::Held { held, .. } => Some(held),
            _ => None,
        }
    }

    /// Sets how it goes on from here: what is held stays held until [`Execution::go_on`].
    pub fn set_pace(&mut self, pace: Pace) {
        self.change_pacing(|pacing| pacing.pace = pace);
    }

    /// Sets where it is held from now on.
    pub fn set_breakpoints(&mut self, breakpoints: Vec<Breakpoint>) {
        self.change_pacing(|pacing| pacing.set_breakpoints(breakpoints));
    }

    /// Whether it is held before a widget that runs a flow of which no file is known.
    pub fn ask_for_subflows(&mut self, asks: bool) {
        self.change_pacing(|pacing| pacing.asks_subflows = asks);
    }

    /// Lets it be held before the widget that comes after so many steps.
    pub(in crate::sim) fn hold_after(&mut self, steps: Option<u32>) {
        self.change_pacing(|pacing| pacing.hold_after = steps);
    }

    /// Lets a held execution go on, to the next effect, wait, hold or end.
    pub fn go_on(&mut self, pace: Pace) -> Vec<Emitted> {
        self.set_pace(pace);
        let mut out = Vec::new();
        match std::mem::replace(&mut self.state, State::Moving) {
            State::Held { visit, .. } => {
                if let Some((visit, outcome)) = self.begin(visit, &mut out) {
                    self.run(visit, outcome, &mut out);
                }
            }
            state => self.state = state,
        }
        out
    }

    /// The event by which the widget that it stands on, or is held before, is left where it is skipped.
    pub fn skips_by(&self) -> Option<String> {
        skips_by(&self.program.node(self.current()?.node)?.widget)
    }

    fn change_pacing(&mut self, change: impl FnOnce(&mut Pacing)) {
        let mut pacing = self.pacing.take().unwrap_or_default();
        change(&mut pacing);
        self.pacing = Some(pacing).filter(|pacing| !pacing.is_free());
    }

    /// Holds it before a widget where that is wanted. `from` is the widget and the transition that lead there.
    pub(super) fn is_held_before(&mut self, node: usize, from: Option<(usize, usize)>) -> bool {
        let Some(mut pacing) = self.pacing.take() else { return false };
        let title = self.title(node);
        let leading = from
            .filter(|_| self.outer.is_empty())
            .and_then(|(from, output)| Some((self.program.node(from)?.widget.title(), output)));
        let coming = Coming { title: &title, from: leading, steps: self.steps };
        let by = pacing
            .holds(coming, &self.context, &self.options)
            .or_else(|| self.unknown_subflow(node, &title).filter(|_| pacing.asks_subflows));
        self.pacing = Some(pacing);
        let Some(by) = by else { return false };
        self.change_pacing(|pacing| pacing.pace = Pace::Free);
        let visit = Visit::of(node);
        self.state = State::Held { visit, held: Held { widget: title, by } };
        true
    }

    /// The subflow of a widget that has no file, where one would make a difference.
    fn unknown_subflow(&self, node: usize, title: &str) -> Option<HeldBy> {
        if !self.outer.is_empty() || self.is_decided(title) {
            return None;
        }
        let widget = self.program.node(node)?.widget.title();
        let sid = self.program.subflow_sid_of(widget)?;
        (!sid.contains("{{") && self.program.subflow(&sid).is_none()).then_some(HeldBy::Subflow(sid))
    }
}
