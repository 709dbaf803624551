//! What is marked on hidden cards, on the card that stands for them: of each mark the strongest. Worked out once for each
//! version and each set of marks.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Noted;
use crate::editor::breakpoints::Breakpoints;
use crate::editor::canvas::{
    BreakMark, BreakMarks, BreakSign, CardHeat, CompareMarks, HeatMarks, Spot, TestMarks,
};
use crate::flow::{Output, WidgetId};
use crate::picture::compared::Compared;

/// Marks as they are, with what is shown of them.
type Kept<T> = Option<(Arc<T>, Arc<T>)>;

/// What was worked out last.
#[derive(Default)]
pub(super) struct ShownMarks {
    compared: Kept<Compared>,
    heat: Kept<HeatMarks>,
    tests: Kept<TestMarks>,
    breaks: Option<(u64, Arc<BreakMarks>)>,
    /// The breakpoints within each card that stands for others.
    within: HashMap<WidgetId, Vec<Spot>>,
}

fn kept<T>(known: &mut Kept<T>, of: &Arc<T>, work: impl FnOnce(&T) -> T) -> Arc<T> {
    match known {
        Some((known, shown)) if Arc::ptr_eq(known, of) => Arc::clone(shown),
        _ => {
            let shown = Arc::new(work(of));
            *known = Some((Arc::clone(of), Arc::clone(&shown)));
            shown
        }
    }
}

impl Noted {
    /// What differs from another version.
    pub fn shown_compared(&mut self, marks: &CompareMarks) -> CompareMarks {
        let compared = match self.folds.is_empty() {
            true => Arc::clone(&marks.compared),
            false => {
                let folds = &self.folds;
                kept(&mut self.marks.compared, &marks.compared, |compared| compared.folded(folds))
            }
        };
        CompareMarks { compared, shows_moved: marks.shows_moved }
    }

    /// How many contacts came where. A group has as many as the widget to which the most came.
    pub fn shown_heat(&mut self, heat: &Arc<HeatMarks>) -> Arc<HeatMarks> {
        let folds = &self.folds;
        if folds.is_empty() {
            return Arc::clone(heat);
        }
        kept(&mut self.marks.heat, heat, |heat| {
            let mut shown = heat.clone();
            for (id, members) in folds.stand_ins() {
                let inside = || members.iter().filter_map(|member| heat.cards.get(member));
                let Some(most) = inside().max_by_key(|card| (card.contacts, card.entered)) else { continue };
                let sum = |count: fn(&CardHeat) -> u32| inside().map(count).fold(0, u32::saturating_add);
                // An execution ends at one place, so these can be added up.
                let card = CardHeat {
                    reached_end: sum(|card| card.reached_end),
                    lost: sum(|card| card.lost),
                    failed: sum(|card| card.failed),
                    ..*most
                };
                shown.cards.insert(id, card);
            }
            let moved = |(output, wire)| Some((folds.shown_output(output).filter(|at| *at != output)?, wire));
            let moved: Vec<_> =
                heat.outputs.iter().map(|(at, wire)| (*at, *wire)).filter_map(moved).collect();
            shown.outputs.extend(moved);
            shown
        })
    }

    /// What no test reaches. A group has a sign where that is so of any widget in it.
    pub fn shown_tests(&mut self, tests: &Arc<TestMarks>) -> Arc<TestMarks> {
        let folds = &self.folds;
        if folds.is_empty() {
            return Arc::clone(tests);
        }
        kept(&mut self.marks.tests, tests, |tests| {
            let mut shown = tests.clone();
            for (id, members) in folds.stand_ins() {
                let count = members.iter().filter(|member| tests.unreached.contains(member)).count();
                if count > 0 {
                    shown.unreached.insert(id);
                }
                if (1..members.len()).contains(&count) {
                    shown.parts.insert(id, (count, members.len()));
                }
            }
            shown.untaken.extend(tests.untaken.iter().filter_map(|output| folds.shown_output(*output)));
            shown
        })
    }

    /// Where runs are to be held; `None` where that is shown as it is.
    pub fn shown_breaks(&mut self, breakpoints: &Breakpoints) -> Option<Arc<BreakMarks>> {
        if self.folds.is_empty() {
            return None;
        }
        if let Some((revision, shown)) = &self.marks.breaks
            && *revision == breakpoints.revision()
        {
            return Some(Arc::clone(shown));
        }
        let marks = breakpoints.marks();
        let mut shown: BTreeMap<Spot, BreakMark> = BTreeMap::new();
        let mut within: HashMap<WidgetId, Vec<Spot>> = HashMap::new();
        for (spot, mark) in &marks.spots {
            let card = self.folds.shown(spot.widget);
            let output = spot.output.and_then(|index| {
                self.folds.shown_output(Output { widget: spot.widget, index }).map(|output| output.index)
            });
            if card == spot.widget || output.is_some() {
                shown.insert(Spot { widget: card, output }, mark.clone());
                continue;
            }
            within.entry(card).or_default().push(*spot);
            let name = self.base.as_ref().and_then(|base| base.card(spot.widget));
            let name = name.map_or("", |card| card.widget.title());
            let words = format!("{name}: {}", mark.words);
            match shown.entry(Spot::card(card)) {
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(BreakMark { sign: mark.sign, words });
                }
                std::collections::btree_map::Entry::Occupied(mut known) => {
                    let known = known.get_mut();
                    if strength(mark.sign) > strength(known.sign) {
                        known.sign = mark.sign;
                    }
                    known.words = format!("{}\n{words}", known.words);
                }
            }
        }
        let shown = Arc::new(BreakMarks { spots: shown });
        self.marks.breaks = Some((breakpoints.revision(), Arc::clone(&shown)));
        self.marks.within = within;
        Some(shown)
    }

    /// The breakpoints of hidden widgets, and of outputs that are hidden with them, that a card stands for.
    pub(super) fn breaks_within(&self, stand_in: WidgetId) -> &[Spot] {
        self.marks.within.get(&stand_in).map_or(&[], Vec::as_slice)
    }
}

fn strength(sign: BreakSign) -> u8 {
    match sign {
        BreakSign::Off => 0,
        BreakSign::Conditional => 1,
        BreakSign::On => 2,
    }
}
