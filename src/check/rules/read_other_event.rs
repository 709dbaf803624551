//! A template that reads what a widget leaves only by another of its events.

use super::{Rule, Run};
use std::collections::{HashMap, HashSet};

use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::check::templates::Parsed;
use crate::liquid::{Key, Read};
use crate::widgets::LeftBy;

pub(super) const RULE: Rule = Rule {
    code: "read-other-event",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template that reads what a widget leaves only by another of its events",
    why: "no way to this widget leaves the other one by the event that brings it, so that it renders to nothing, without a word",
    run: Run::Flow(look),
};

/// Flows with more widgets are not looked at: Studio runs none with more than half as many.
const MOST_WIDGETS: usize = 4_000;

/// What a widget leaves by some of its events: its place, and the entry's word on it.
type Brought = (usize, &'static LeftBy);

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if subject.flow.widgets().len() > MOST_WIDGETS {
        return;
    }
    let mut numbers: HashMap<(usize, &'static str), usize> = HashMap::new();
    let mut all: Vec<Brought> = Vec::new();
    let mut readers: Vec<At<'_>> = Vec::new();
    for at in subject.each() {
        let mut reads = false;
        each_read(subject, &at, |_, _, (from, left)| {
            reads = true;
            numbers.entry((from, left.path)).or_insert_with(|| {
                all.push((from, left));
                all.len() - 1
            });
        });
        if reads {
            readers.push(at);
        }
    }
    if readers.is_empty() {
        return;
    }
    let passed = Passed::of(subject, &all);
    for at in readers {
        let mut told = HashSet::new();
        each_read(subject, &at, |parsed, read, (from, left)| {
            let Some(number) = numbers.get(&(from, left.path)) else { return };
            if !passed.without(at.index, *number, all.len()) || !told.insert(*number) {
                return;
            }
            let Some(other) = subject.at(from) else { return };
            let events: Vec<String> = left.events.iter().map(|event| format!("`{event}`")).collect();
            let message = format!(
                "`{}` leaves `{}` only by {}, and no way here does",
                other.widget.title(),
                left.path,
                events.join(" or ")
            );
            sink.add(message, parsed.place(&at, read.span.clone()));
        });
    }
}

/// Every read of a widget's templates that only some events bring.
fn each_read(subject: &Subject<'_>, at: &At<'_>, mut tell: impl FnMut(&Parsed, &Read, Brought)) {
    for parsed in at.templates() {
        for read in &parsed.reads {
            let [root, name, first, ..] = read.path.as_slice() else { continue };
            let (Key::Name(root), Key::Name(name), Key::Name(first)) = (&root.key, &name.key, &first.key)
            else {
                continue;
            };
            if &**root != "widgets" || parsed.is_guarded() {
                continue;
            }
            let Some(other) = subject.named(name) else { continue };
            let left = other.entry.map(|entry| entry.left_by).unwrap_or_default();
            if let Some(left) = left.iter().find(|left| left.path == &**first) {
                tell(parsed, read, (other.index, left));
            }
        }
    }
}

/// Which widgets, and which of the events that bring something, an execution may have passed when it comes to each
/// loop of the flow or widget alone: two sets of numbers, one behind the other.
struct Passed {
    at: Vec<usize>,
    sets: Vec<Vec<u64>>,
}

impl Passed {
    /// One pass over the loops, the first ones first: within a loop everything may have happened.
    fn of(subject: &Subject<'_>, all: &[Brought]) -> Self {
        let paths = subject.paths();
        let words = (all.len() * 2).div_ceil(64);
        // What nothing leads to passes nothing on.
        let is_reached = |index: usize| paths.is_reached(index);
        let mut by_widget: HashMap<usize, Vec<usize>> = HashMap::new();
        for (number, (from, _)) in all.iter().enumerate().filter(|(_, (from, _))| is_reached(*from)) {
            by_widget.entry(*from).or_default().push(number);
        }
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); paths.components];
        for (widget, component) in paths.component.iter().enumerate() {
            members.get_mut(*component).into_iter().for_each(|list| list.push(widget));
        }
        let mut sets = vec![vec![0_u64; words]; paths.components];
        for component in (0..paths.components).rev() {
            let list = members.get(component).map(Vec::as_slice).unwrap_or_default();
            let stays = |to: usize| paths.component.get(to) == Some(&component);
            for widget in list {
                for way in paths.ways(*widget).iter().filter(|way| stays(way.to)) {
                    let gained = gained(subject, all, by_widget.get(widget), *widget, way.output);
                    gained.for_each(|bit| set(&mut sets, component, bit));
                }
            }
            let before = sets.get(component).cloned().unwrap_or_default();
            for widget in list {
                for way in paths.ways(*widget).iter().filter(|way| !stays(way.to)) {
                    let Some(next) = paths.component.get(way.to).copied() else { continue };
                    let after = sets.get_mut(next).into_iter().flatten();
                    after.zip(&before).for_each(|(word, before)| *word |= before);
                    let gained = gained(subject, all, by_widget.get(widget), *widget, way.output);
                    gained.for_each(|bit| set(&mut sets, next, bit));
                }
            }
        }
        Self { at: paths.component.clone(), sets }
    }

    /// Whether the widget may have been passed by then, and never by an event that brings it.
    fn without(&self, widget: usize, number: usize, count: usize) -> bool {
        let set = self.at.get(widget).and_then(|component| self.sets.get(*component));
        let has = |bit: usize| {
            set.and_then(|set| set.get(bit / 64)).is_some_and(|word| word & (1 << (bit % 64)) != 0)
        };
        has(number) && !has(count + number)
    }
}

/// The numbers that leaving a widget by an output adds.
fn gained(
    subject: &Subject<'_>,
    all: &[Brought],
    numbers: Option<&Vec<usize>>,
    widget: usize,
    output: usize,
) -> impl Iterator<Item = usize> {
    let transitions = subject.flow.widgets().get(widget).map(|widget| widget.transitions());
    let event = transitions.and_then(|all| all.get(output)).map(|found| &*found.event);
    numbers.into_iter().flatten().copied().flat_map(move |number| {
        let brings =
            all.get(number).zip(event).is_some_and(|((_, left), event)| left.events.contains(&event));
        [Some(number), brings.then_some(all.len() + number)].into_iter().flatten()
    })
}

fn set(sets: &mut [Vec<u64>], at: usize, bit: usize) {
    if let Some(word) = sets.get_mut(at).and_then(|set| set.get_mut(bit / 64)) {
        *word |= 1 << (bit % 64);
    }
}
