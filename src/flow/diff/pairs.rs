//! Which widget of one version is which of the other.
//!
//! A name says so; where a name is gone and another has come, a widget of the same type that is alike enough was
//! renamed.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher as _};

use crate::flow::{Flow, Widget, WidgetId};

/// From here on two widgets of one type are taken for one, where their names differ.
const ALIKE: f64 = 0.5;
/// More pairs than this are not looked at one by one: then only widgets with equal properties are taken for renamed.
const MAX_PAIRS: usize = 40_000;

/// The widgets that both versions have.
pub(super) struct Pairs {
    /// Before and after.
    pub kept: Vec<(WidgetId, WidgetId)>,
    before: HashMap<WidgetId, WidgetId>,
    has_before: HashSet<WidgetId>,
}

impl Pairs {
    /// Which widget of the earlier version a widget of the later one is.
    pub(super) fn before_of(&self, after: WidgetId) -> Option<WidgetId> {
        self.before.get(&after).copied()
    }

    /// Whether a widget of the earlier version is there still.
    pub(super) fn has_before(&self, before: WidgetId) -> bool {
        self.has_before.contains(&before)
    }

    fn add(&mut self, before: WidgetId, after: WidgetId) {
        self.kept.push((before, after));
        self.before.insert(after, before);
        self.has_before.insert(before);
    }
}

/// Finds the pairs.
pub(super) fn of(before: &Flow, after: &Flow) -> Pairs {
    let mut pairs = Pairs { kept: Vec::new(), before: HashMap::new(), has_before: HashSet::new() };
    // Names may be doubled or missing: the second of a name is the second of it there.
    let mut by_name: HashMap<(&str, usize), &Widget> = numbered(before).collect();
    let mut new: Vec<&Widget> = Vec::new();
    for (name, widget) in numbered(after) {
        match by_name.remove(&name) {
            Some(was) => pairs.add(was.id(), widget.id()),
            None => new.push(widget),
        }
    }
    let gone: Vec<&Widget> = before
        .widgets()
        .iter()
        .map(|widget| &**widget)
        .filter(|widget| !pairs.has_before(widget.id()))
        .collect();
    if !gone.is_empty() && !new.is_empty() {
        rename(before, after, &gone, &new, &mut pairs);
    }
    pairs
}

fn numbered(flow: &Flow) -> impl Iterator<Item = ((&str, usize), &Widget)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    flow.widgets().iter().map(move |widget| {
        let count = counts.entry(widget.title()).or_default();
        *count += 1;
        ((widget.title(), *count), &**widget)
    })
}

/// What tells a widget from others: its properties, where its outputs lead, and what leads to it. As hashes, which are
/// quick to compare and to count.
struct Traits {
    id: WidgetId,
    kind: u64,
    properties: u64,
    all: HashSet<u64>,
}

/// What leads to each name.
type Leading<'a> = HashMap<&'a str, Vec<(&'a str, &'a str)>>;

fn leading(flow: &Flow) -> Leading<'_> {
    let mut leading = Leading::new();
    for widget in flow.widgets() {
        for way in widget.transitions() {
            if let Some(next) = way.next.as_deref() {
                leading.entry(next).or_default().push((widget.title(), &way.event));
            }
        }
    }
    leading
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Traits {
    fn of(widget: &Widget, leading: &Leading<'_>) -> Self {
        let mut properties: Vec<u64> =
            widget.properties().map(|(key, value)| hash((&*key, value.to_value().to_string()))).collect();
        properties.sort_unstable();
        let ways = widget.transitions().iter();
        let outputs = ways.map(|way| hash(("output", &*way.event, way.next.as_deref())));
        let inputs = leading.get(widget.title()).into_iter().flatten().map(|input| hash(("input", input)));
        let all = properties.iter().copied().chain(outputs).chain(inputs).collect();
        let kind = hash(widget.kind());
        Self { id: widget.id(), kind, properties: hash(&properties), all }
    }

    /// From 0 to 1: the part of what tells both that is the same.
    fn likeness(&self, other: &Self, weights: &Weights) -> f64 {
        if self.kind != other.kind {
            return 0.0;
        }
        let (mut same, mut different) = (0.0, 0.0);
        for (one, two) in [(self, other), (other, self)] {
            for what in &one.all {
                let weight = weights.of(one.kind, *what);
                if two.all.contains(what) { same += weight } else { different += weight }
            }
        }
        if same + different <= 0.0 { 1.0 } else { same / (same + different) }
    }
}

/// What many widgets of a type have in common, as the usual sender, says little about which of them one is.
struct Weights(HashMap<(u64, u64), f64>);

impl Weights {
    fn of_flows(flows: [&Flow; 2], kinds: &HashSet<u64>) -> Self {
        let mut counts: HashMap<(u64, u64), f64> = HashMap::new();
        for flow in flows {
            let leading = leading(flow);
            let widgets = flow.widgets().iter().filter(|widget| kinds.contains(&hash(widget.kind())));
            for traits in widgets.map(|widget| Traits::of(widget, &leading)) {
                for what in traits.all {
                    *counts.entry((traits.kind, what)).or_default() += 1.0;
                }
            }
        }
        Self(counts)
    }

    fn of(&self, kind: u64, what: u64) -> f64 {
        // What one widget of each version has weighs most.
        2.0 / self.0.get(&(kind, what)).copied().unwrap_or(2.0).max(2.0)
    }
}

fn rename(before: &Flow, after: &Flow, gone: &[&Widget], new: &[&Widget], pairs: &mut Pairs) {
    let of = |flow: &Flow, widgets: &[&Widget]| -> Vec<Traits> {
        let leading = leading(flow);
        widgets.iter().map(|widget| Traits::of(widget, &leading)).collect()
    };
    let (mut gone, mut new) = (of(before, gone), of(after, new));
    // Equal properties first: that is quick however many there are. Those without any are alike by chance.
    let none = hash(Vec::<u64>::new());
    let mut equal: HashMap<(u64, u64), Vec<WidgetId>> = HashMap::new();
    for widget in gone.iter().rev().filter(|widget| widget.properties != none) {
        equal.entry((widget.kind, widget.properties)).or_default().push(widget.id);
    }
    new.retain(|widget| {
        let found = equal.get_mut(&(widget.kind, widget.properties)).and_then(Vec::pop);
        if let Some(was) = found {
            pairs.add(was, widget.id);
        }
        found.is_none()
    });
    gone.retain(|widget| !pairs.has_before(widget.id));
    if gone.is_empty() || new.is_empty() || gone.len().saturating_mul(new.len()) > MAX_PAIRS {
        return;
    }
    let weights = Weights::of_flows([before, after], &new.iter().map(|widget| widget.kind).collect());
    let mut alike: Vec<(f64, &Traits, &Traits)> = gone
        .iter()
        .flat_map(|was| new.iter().map(move |is| (was, is)))
        .map(|(was, is)| (was.likeness(is, &weights), was, is))
        .filter(|(likeness, ..)| *likeness >= ALIKE)
        .collect();
    // The most alike first; among equals the order of the file.
    alike.sort_by(|one, two| two.0.total_cmp(&one.0));
    for (_, was, is) in alike {
        if !pairs.has_before(was.id) && pairs.before_of(is.id).is_none() {
            pairs.add(was.id, is.id);
        }
    }
}
