//! The ways through a flow: what leads where by place in the file, which widgets form loops, and in which situations
//! an execution comes to a widget.
//!
//! It knows nothing of templates. Everything takes time in proportion to the flow.

use std::collections::HashMap;

use super::named::Named;
use crate::flow::{Flow, Widget};
use crate::widgets::{Needs, widget_type};

/// A transition that leads somewhere: its index among the widget's, and the place of the next widget.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub output: usize,
    pub to: usize,
}

/// The ways through a flow.
pub(super) struct Paths {
    pub out: Vec<Vec<Way>>,
    pub start: Option<usize>,
    reached: Vec<bool>,
    /// What is reached, each widget as late as its way from the start allows: loops aside, behind all that lead to it.
    pub order: Vec<usize>,
    /// The loop, or the widget alone, that each widget belongs to. What leads on has the smaller number.
    pub component: Vec<usize>,
    /// How many there are.
    pub components: usize,
    /// The situations in which an execution comes to each widget: a bit for each of [`Situation`]'s.
    situations: Vec<u16>,
}

/// How an execution began, and whether it has a call by now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Situation {
    begun_by: usize,
    pub has_call: bool,
}

/// What begins an execution. Anything else counts as the last: what a parent flow gives is not known here.
const BEGINNINGS: [&str; 5] =
    ["incomingMessage", "incomingCall", "incomingConversationMessage", "incomingRequest", "incomingParent"];
/// The bits of situations with a call.
const WITH_CALL: u16 = 0b10_1010_1010;
const CALL: usize = 1;
const REQUEST: usize = 3;
const PARENT: usize = 4;

impl Situation {
    /// The event of the start that began it.
    pub fn begun_by(self) -> &'static str {
        BEGINNINGS.get(self.begun_by).copied().unwrap_or_default()
    }

    /// Whether a widget of such needs works.
    pub fn serves(self, needs: Needs) -> bool {
        // A parent flow hands on its own call or message.
        self.begun_by == PARENT
            || match needs {
                Needs::Nothing => true,
                Needs::Call => self.has_call,
                Needs::IncomingCall => self.begun_by == CALL,
                Needs::Contact => self.has_call || self.begun_by != REQUEST,
                Needs::Request => self.begun_by == REQUEST,
            }
    }

    /// How an execution begins that leaves the start by an event.
    fn of_start(event: Option<&str>) -> Self {
        let begun_by = BEGINNINGS.iter().position(|known| Some(*known) == event).unwrap_or(PARENT);
        Self { begun_by, has_call: begun_by == CALL }
    }

    fn bit(self) -> u16 {
        1 << (self.begun_by * 2 + usize::from(self.has_call))
    }
}

impl Paths {
    pub fn of(flow: &Flow, named: &Named) -> Self {
        let ways_of = |widget: usize| {
            let targets = named.meant(widget).map(|meant| &*meant.targets).unwrap_or_default();
            let targets = targets.iter().enumerate();
            targets.filter_map(|(output, to)| Some(Way { output, to: (*to)? })).collect()
        };
        let out: Vec<Vec<Way>> = (0..flow.widgets().len()).map(ways_of).collect();
        let start = flow.initial_state().and_then(|name| named.names.first(&name));
        Self::along(flow, out, start)
    }

    /// As [`Paths::of`], for who has no names at hand.
    pub fn of_flow(flow: &Flow) -> Self {
        let mut first: HashMap<&str, usize> = HashMap::with_capacity(flow.widgets().len());
        for (index, widget) in flow.widgets().iter().enumerate() {
            if let Some(name) = widget.name() {
                first.entry(name).or_insert(index);
            }
        }
        let ways_of = |widget: &Widget| {
            let targets = widget.transitions().iter().enumerate();
            let to = |next: &str| first.get(next).copied();
            targets
                .filter_map(|(output, found)| Some(Way { output, to: to(found.next.as_deref()?)? }))
                .collect()
        };
        let out: Vec<Vec<Way>> = flow.widgets().iter().map(|widget| ways_of(widget)).collect();
        let start = flow.initial_state().and_then(|name| first.get(&*name).copied());
        Self::along(flow, out, start)
    }

    fn along(flow: &Flow, out: Vec<Vec<Way>>, start: Option<usize>) -> Self {
        let (component, components) = components(&out);
        let order = order(&out, start);
        let mut reached = vec![false; out.len()];
        order.iter().for_each(|at| reached.get_mut(*at).into_iter().for_each(|reached| *reached = true));
        let mut paths = Self { out, start, reached, order, component, components, situations: Vec::new() };
        paths.situations = paths.find_situations(flow);
        paths
    }

    /// Whether any way leads from the start to a widget.
    pub fn is_reached(&self, widget: usize) -> bool {
        self.reached.get(widget) == Some(&true)
    }

    pub fn ways(&self, widget: usize) -> &[Way] {
        self.out.get(widget).map(Vec::as_slice).unwrap_or_default()
    }

    /// The situations in which an execution comes to a widget: none where no way leads there.
    pub fn situations(&self, widget: usize) -> impl Iterator<Item = Situation> {
        situations_in(self.situations.get(widget).copied().unwrap_or_default())
    }

    /// The situations in which an execution leaves a widget by an output, whether that leads anywhere or not.
    pub fn situations_after(&self, flow: &Flow, at: usize, output: usize) -> Vec<Situation> {
        let Some(widget) = flow.widgets().get(at) else { return Vec::new() };
        if self.start == Some(at) {
            let event = widget.transitions().get(output).map(|found| &*found.event);
            return vec![Situation::of_start(event)];
        }
        let mask = self.situations.get(at).copied().unwrap_or_default();
        situations_in(if gives_call(widget, output) { with_call(mask) } else { mask }).collect()
    }

    fn find_situations(&self, flow: &Flow) -> Vec<u16> {
        let mut masks = vec![0_u16; flow.widgets().len()];
        let Some(start) = self.start else { return masks };
        let mut todo: Vec<usize> = Vec::new();
        let begin = flow.widgets().get(start);
        for way in self.ways(start) {
            let event =
                begin.and_then(|widget| widget.transitions().get(way.output)).map(|found| &*found.event);
            enter(&mut masks, &mut todo, way.to, Situation::of_start(event).bit());
        }
        // Each of the ten bits comes to a widget once.
        while let Some(at) = todo.pop() {
            let mask = masks.get(at).copied().unwrap_or_default();
            let widget = flow.widgets().get(at);
            for way in self.ways(at) {
                let gives = widget.is_some_and(|widget| gives_call(widget, way.output));
                enter(&mut masks, &mut todo, way.to, if gives { with_call(mask) } else { mask });
            }
        }
        masks
    }
}

/// The situations that a mask tells of.
fn situations_in(mask: u16) -> impl Iterator<Item = Situation> {
    (0..BEGINNINGS.len())
        .flat_map(|begun_by| [false, true].map(|has_call| Situation { begun_by, has_call }))
        .filter(move |situation| mask & situation.bit() != 0)
}

/// The same situations, each with a call.
fn with_call(mask: u16) -> u16 {
    (mask & WITH_CALL) | ((mask & !WITH_CALL) << 1)
}

fn enter(masks: &mut [u16], todo: &mut Vec<usize>, at: usize, bits: u16) {
    if let Some(mask) = masks.get_mut(at)
        && bits & !*mask != 0
    {
        *mask |= bits;
        todo.push(at);
    }
}

/// Whether a widget that is left by this output has made a call that goes on: one that makes calls and needs none to
/// begin with. Nobody is there where nobody answered.
fn gives_call(widget: &Widget, output: usize) -> bool {
    let Some(entry) = widget.kind().and_then(widget_type) else { return false };
    let Some(transition) = widget.transitions().get(output) else { return false };
    entry.needs == Needs::Nothing && entry.event(ANSWERED).is_some() && *transition.event == *ANSWERED
}

/// The event of a call that somebody took.
const ANSWERED: &str = "answered";

/// Depth first from the start, the widget that is left last being the first; without recursion.
fn order(out: &[Vec<Way>], start: Option<usize>) -> Vec<usize> {
    let mut seen = vec![false; out.len()];
    let mut order = Vec::new();
    let mut calls: Vec<(usize, usize)> = Vec::new();
    let mut enter = |at: usize, calls: &mut Vec<(usize, usize)>| {
        if let Some(seen @ false) = seen.get_mut(at) {
            *seen = true;
            calls.push((at, 0));
        }
    };
    start.into_iter().for_each(|start| enter(start, &mut calls));
    while let Some((at, edge)) = calls.pop() {
        match out.get(at).and_then(|ways| ways.get(edge)) {
            Some(way) => {
                calls.push((at, edge + 1));
                enter(way.to, &mut calls);
            }
            None => order.push(at),
        }
    }
    order.reverse();
    order
}

/// Tarjan's strongly connected components, without recursion: a flow may be one long chain.
fn components(out: &[Vec<Way>]) -> (Vec<usize>, usize) {
    const NONE: usize = usize::MAX;
    let count = out.len();
    let mut found = Tarjan {
        order: vec![NONE; count],
        low: vec![NONE; count],
        component: vec![NONE; count],
        stack: Vec::new(),
        next: 0,
        components: 0,
    };
    let mut calls: Vec<(usize, usize)> = Vec::new();
    for root in 0..count {
        if found.order.get(root) != Some(&NONE) {
            continue;
        }
        found.visit(root);
        calls.push((root, 0));
        while let Some((at, edge)) = calls.pop() {
            match out.get(at).and_then(|ways| ways.get(edge)) {
                Some(way) => {
                    calls.push((at, edge + 1));
                    if found.order.get(way.to) == Some(&NONE) {
                        found.visit(way.to);
                        calls.push((way.to, 0));
                    } else if found.component.get(way.to) == Some(&NONE) {
                        let seen = found.order.get(way.to).copied().unwrap_or(NONE);
                        found.lower(at, seen);
                    }
                }
                None => {
                    found.close(at);
                    if let Some((above, _)) = calls.last() {
                        let low = found.low.get(at).copied().unwrap_or(NONE);
                        found.lower(*above, low);
                    }
                }
            }
        }
    }
    (found.component, found.components)
}

struct Tarjan {
    order: Vec<usize>,
    low: Vec<usize>,
    component: Vec<usize>,
    stack: Vec<usize>,
    next: usize,
    components: usize,
}

impl Tarjan {
    fn visit(&mut self, at: usize) {
        for list in [&mut self.order, &mut self.low] {
            if let Some(number) = list.get_mut(at) {
                *number = self.next;
            }
        }
        self.next += 1;
        self.stack.push(at);
    }

    fn lower(&mut self, at: usize, to: usize) {
        if let Some(low) = self.low.get_mut(at) {
            *low = (*low).min(to);
        }
    }

    /// Gives the widgets of a finished component their number.
    fn close(&mut self, at: usize) {
        if self.low.get(at) != self.order.get(at) {
            return;
        }
        while let Some(member) = self.stack.pop() {
            if let Some(component) = self.component.get_mut(member) {
                *component = self.components;
            }
            if member == at {
                break;
            }
        }
        self.components += 1;
    }
}
