//! What can exist when an execution comes to one widget: for completion, which offers names there.
//!
//! The rules ask about every widget at once and keep sets for all of them. This asks about one, for each name that
//! could be typed there, so it walks the flow a few times instead, which takes time in proportion to the flow.

use std::collections::HashMap;

use crate::flow::{Flow, Graph, WidgetId};
use crate::widgets::variables_set;

#[cfg(test)]
mod tests;

/// When something exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// On every way to the widget.
    Always,
    /// Only after some of the ways.
    Sometimes,
    /// After none of them.
    Never,
}

/// What can exist when an execution comes to a widget.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    widgets: HashMap<String, Presence>,
    variables: HashMap<String, Presence>,
}

/// So many variables, each set by several widgets of which none stands on every way, are walked for one by one; the
/// others count as existing on some ways only. No flow that anybody can read has as many.
const MOST_WALKS: usize = 64;

impl Reach {
    /// When what a widget of this name leaves exists; `None` where no widget or more than one has the name.
    pub fn widget(&self, name: &str) -> Option<Presence> {
        self.widgets.get(name).copied()
    }

    /// When a variable of the flow exists; `None` where nothing sets it.
    pub fn variable(&self, key: &str) -> Option<Presence> {
        self.variables.get(key).copied()
    }
}

/// What can exist at a widget; `None` where no execution comes to it, so that nothing can be said.
pub fn reach(flow: &Flow, graph: &Graph, widget: WidgetId) -> Option<Reach> {
    let ways = Ways::of(flow, graph)?;
    let here = flow.index_of(widget)?;
    let reached = ways.walk(&ways.out, [ways.start], &[], None);
    if !has(&reached, here) {
        return None;
    }
    // A widget is behind itself only within a loop, so the walk begins at what leads to it.
    let before = ways.into.get(here).map(Vec::as_slice).unwrap_or_default();
    let back = ways.walk(&ways.into, before.iter().copied(), &[], None);
    let must = ways.on_every_way(here);
    let presence = |index: usize| match (has(&back, index) && has(&reached, index), has(&must, index)) {
        (false, _) => Presence::Never,
        (true, true) => Presence::Always,
        (true, false) => Presence::Sometimes,
    };
    let mut found = Reach::default();
    let doubled = flow.doubled_names();
    let mut setters: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, widget) in flow.widgets().iter().enumerate() {
        if let Some(name) = widget.name().filter(|name| !doubled.contains_key(name)) {
            found.widgets.insert(name.to_owned(), presence(index));
        }
        for (_, key) in variables_set(widget) {
            setters.entry(key).or_default().push(index);
        }
    }
    let mut walks = 0;
    for (key, by) in setters {
        let best = by.iter().map(|index| presence(*index)).min().unwrap_or(Presence::Never);
        let several = by.iter().filter(|index| has(&back, **index)).count() > 1;
        let presence = if best == Presence::Sometimes && several && walks < MOST_WALKS {
            walks += 1;
            let around = ways.walk(&ways.out, [ways.start], &by, Some(here));
            if has(&around, here) { Presence::Sometimes } else { Presence::Always }
        } else {
            best
        };
        found.variables.insert(key, presence);
    }
    Some(found)
}

/// Where widgets lead, by their places in the file.
struct Ways {
    out: Vec<Vec<usize>>,
    into: Vec<Vec<usize>>,
    start: usize,
}

fn has(set: &[bool], index: usize) -> bool {
    set.get(index) == Some(&true)
}

impl Ways {
    fn of(flow: &Flow, graph: &Graph) -> Option<Self> {
        let start = flow.index_of(graph.start()?)?;
        let count = flow.widgets().len();
        let mut ways = Self { out: vec![Vec::new(); count], into: vec![Vec::new(); count], start };
        for (output, target) in graph.links() {
            if let (Some(from), Some(to)) = (flow.index_of(output.widget), flow.index_of(*target)) {
                ways.out.get_mut(from)?.push(to);
                ways.into.get_mut(to)?.push(from);
            }
        }
        Some(ways)
    }

    /// Everything that some widgets lead to, they themselves included. Nothing goes on behind the `walls`; a walk that
    /// looks for one widget ends there, even if it is one of them.
    fn walk(
        &self,
        edges: &[Vec<usize>],
        from: impl IntoIterator<Item = usize>,
        walls: &[usize],
        wanted: Option<usize>,
    ) -> Vec<bool> {
        let mut seen = vec![false; self.out.len()];
        let mut is_wall = vec![false; self.out.len()];
        for wall in walls {
            is_wall.get_mut(*wall).into_iter().for_each(|wall| *wall = true);
        }
        let mut todo: Vec<usize> = from.into_iter().collect();
        while let Some(at) = todo.pop() {
            match seen.get_mut(at) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            if wanted == Some(at) {
                break;
            }
            if !has(&is_wall, at) {
                todo.extend(edges.get(at).into_iter().flatten().copied());
            }
        }
        seen
    }

    /// The widgets that stand on every way from the start to one, without that one itself.
    ///
    /// Only those of one way can be, and of these such that no way leads around: what is beside that way is walked
    /// once, and the farthest place at which a walk comes back to it says which of them are gone around.
    fn on_every_way(&self, to: usize) -> Vec<bool> {
        let way = self.one_way(to);
        let mut place: Vec<Option<usize>> = vec![None; self.out.len()];
        for (index, at) in way.iter().enumerate() {
            place.get_mut(*at).into_iter().for_each(|place| *place = Some(index));
        }
        let mut found = vec![false; self.out.len()];
        let mut seen = vec![false; self.out.len()];
        let mut farthest = 0;
        for (index, at) in way.iter().enumerate() {
            if farthest <= index && *at != to {
                found.get_mut(*at).into_iter().for_each(|found| *found = true);
            }
            let mut todo = vec![*at];
            while let Some(at) = todo.pop() {
                for next in self.out.get(at).into_iter().flatten() {
                    match place.get(*next).copied().flatten() {
                        Some(back) => farthest = farthest.max(back),
                        None if !has(&seen, *next) => {
                            seen.get_mut(*next).into_iter().for_each(|seen| *seen = true);
                            todo.push(*next);
                        }
                        None => {}
                    }
                }
            }
        }
        found
    }

    /// A shortest way from the start to a widget, both included; empty where there is none.
    fn one_way(&self, to: usize) -> Vec<usize> {
        let mut from: Vec<Option<usize>> = vec![None; self.out.len()];
        let mut order = vec![self.start];
        let mut at = 0;
        while let Some(widget) = order.get(at).copied().filter(|widget| *widget != to) {
            at += 1;
            for next in self.out.get(widget).into_iter().flatten().copied() {
                if let Some(from @ None) = from.get_mut(next).filter(|_| next != self.start) {
                    *from = Some(widget);
                    order.push(next);
                }
            }
        }
        if !order.contains(&to) {
            return Vec::new();
        }
        let mut way = vec![to];
        while let Some(before) = way.last().and_then(|at| from.get(*at).copied().flatten()) {
            way.push(before);
        }
        way.reverse();
        way
    }
}
