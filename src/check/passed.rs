//! By which of its events a widget may have been left when an execution comes to another: what it leaves only by some of
//! them may then not be there.
//!
//! One pass over the loops of the flow tells it of every widget.

use std::collections::HashMap;
use std::sync::Arc;

use super::facts::Facts;
use super::paths::Paths;
use crate::flow::Flow;

/// Flows with more widgets are not looked at: Studio runs none with more than half as many.
const MOST_WIDGETS: usize = 4_000;

/// What a widget leaves by some of its events: the widget's place, and the path.
pub(super) type Left = (usize, &'static str);

/// For each loop of the flow or widget alone two sets of numbers, one behind the other: what may have been passed when an
/// execution comes there, and what may have been passed by an event that brings it.
pub(super) struct Passed {
    numbers: HashMap<Left, usize>,
    at: Vec<usize>,
    sets: Vec<Vec<u64>>,
}

impl Passed {
    /// The first loops first: within a loop everything may have happened.
    pub fn of(flow: &Flow, paths: &Paths, facts: &[Arc<Facts>]) -> Self {
        let mut found = Self { numbers: HashMap::new(), at: paths.component.clone(), sets: Vec::new() };
        if flow.widgets().len() > MOST_WIDGETS {
            return found;
        }
        for (index, facts) in facts.iter().enumerate() {
            // What nothing leads to passes nothing on.
            let left = facts.entry.filter(|_| paths.is_reached(index)).map(|entry| entry.left_by);
            for left in left.unwrap_or_default() {
                let number = found.numbers.len();
                found.numbers.insert((index, left.path), number);
            }
        }
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); paths.components];
        for (widget, component) in paths.component.iter().enumerate() {
            members.get_mut(*component).into_iter().for_each(|list| list.push(widget));
        }
        found.sets = vec![vec![0; (found.numbers.len() * 2).div_ceil(64)]; paths.components];
        for (component, list) in members.iter().enumerate().rev() {
            let stays = |to: usize| paths.component.get(to) == Some(&component);
            for widget in list {
                for way in paths.ways(*widget).iter().filter(|way| stays(way.to)) {
                    found.gain(flow, facts, *widget, way.output, component);
                }
            }
            let before = found.sets.get(component).cloned().unwrap_or_default();
            for widget in list {
                for way in paths.ways(*widget).iter().filter(|way| !stays(way.to)) {
                    let Some(next) = paths.component.get(way.to).copied() else { continue };
                    let after = found.sets.get_mut(next).into_iter().flatten();
                    after.zip(&before).for_each(|(word, before)| *word |= before);
                    found.gain(flow, facts, *widget, way.output, next);
                }
            }
        }
        found
    }

    /// Whether a widget may have been passed by then, and never by an event that brings what is asked for.
    pub fn without(&self, widget: usize, left: Left) -> bool {
        let Some(number) = self.numbers.get(&left) else { return false };
        let set = self.at.get(widget).and_then(|component| self.sets.get(*component));
        let has = |bit: usize| {
            set.and_then(|set| set.get(bit / 64)).is_some_and(|word| word & (1 << (bit % 64)) != 0)
        };
        has(*number) && !has(self.numbers.len() + number)
    }

    /// Notes in a set that a widget was left by an output.
    fn gain(&mut self, flow: &Flow, facts: &[Arc<Facts>], widget: usize, output: usize, set: usize) {
        let left = facts.get(widget).and_then(|facts| facts.entry).map(|entry| entry.left_by);
        for left in left.unwrap_or_default() {
            let Some(number) = self.numbers.get(&(widget, left.path)) else { continue };
            let transitions = flow.widgets().get(widget).map(|widget| widget.transitions());
            let event = transitions.and_then(|all| all.get(output)).map(|found| &*found.event);
            let brings = event.is_some_and(|event| left.events.contains(&event));
            let bits = [Some(*number), brings.then_some(self.numbers.len() + number)];
            for bit in bits.into_iter().flatten() {
                if let Some(word) = self.sets.get_mut(set).and_then(|set| set.get_mut(bit / 64)) {
                    *word |= 1 << (bit % 64);
                }
            }
        }
    }
}
