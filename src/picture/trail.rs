//! The way that a run took, as it is marked in a drawing. It knows nothing of how a run is made.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::{Output, WidgetId};

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    /// The widgets that it came to.
    pub visits: BTreeMap<WidgetId, Visit>,
    /// How often it took each output.
    pub taken: BTreeMap<Output, u32>,
    /// The widgets that failed.
    pub failed: BTreeSet<WidgetId>,
    /// The outputs by which they were left because of that.
    pub failed_outputs: BTreeSet<Output>,
    /// Where it waits, or was held.
    pub current: Option<WidgetId>,
    /// The output that it would take next.
    pub next: Option<Output>,
    /// How many widgets it left.
    pub steps: u32,
    /// How it ended, in a word; nothing where it has not.
    pub ended: Option<String>,
}

/// When a run came to a widget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// The number of the last step there, from 1.
    pub step: u32,
    /// How often it came there.
    pub times: u32,
}

impl Trail {
    /// Notes that a widget was left by an output.
    pub fn note(
        &mut self,
        widget: WidgetId,
        output: Option<usize>,
        step: u32,
        leads_on: bool,
        has_failed: bool,
    ) {
        let visit = self.visits.entry(widget).or_default();
        visit.step = step;
        visit.times = visit.times.saturating_add(1);
        let output = output.map(|index| Output { widget, index });
        if let Some(output) = output.filter(|_| leads_on) {
            let count = self.taken.entry(output).or_default();
            *count = count.saturating_add(1);
        }
        if has_failed {
            self.failed.insert(widget);
            self.failed_outputs.extend(output);
        }
    }

    /// The number on a widget's card: `3`, or `7×2` for the second visit.
    pub(super) fn number(&self, widget: WidgetId) -> Option<String> {
        let visit = self.visits.get(&widget)?;
        let times = if visit.times > 1 { format!("×{}", visit.times) } else { String::new() };
        Some(format!("{}{times}", visit.step))
    }
}
