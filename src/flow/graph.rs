//! Questions about how widgets lead to each other, answered once for a version of a flow.

use std::collections::HashMap;
use std::sync::Arc;

use super::model::Flow;
use super::widget::{Output, Widget, WidgetId};

/// Where every transition leads. Made once for a version of a flow; every question after that is a look-up.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    by_name: HashMap<String, WidgetId>,
    /// Every transition that leads somewhere.
    links: Vec<(Output, WidgetId)>,
    out: HashMap<WidgetId, Vec<WidgetId>>,
    into: HashMap<WidgetId, Vec<Output>>,
    start: Option<WidgetId>,
}

impl Graph {
    /// Reads a flow's transitions. Of doubled names the first widget is meant.
    pub fn of(flow: &Flow) -> Self {
        let mut graph = Self::default();
        for widget in flow.widgets() {
            if let Some(name) = widget.name() {
                graph.by_name.entry(name.to_owned()).or_insert(widget.id());
            }
        }
        for widget in flow.widgets() {
            for (index, transition) in widget.transitions().iter().enumerate() {
                let Some(target) = transition.next.as_deref().and_then(|next| graph.named(next)) else {
                    continue;
                };
                let output = Output { widget: widget.id(), index };
                graph.links.push((output, target));
                graph.out.entry(widget.id()).or_default().push(target);
                graph.into.entry(target).or_default().push(output);
            }
        }
        graph.start = flow.initial_state().and_then(|name| graph.named(&name));
        graph
    }

    /// Whether two versions have the same graph: what differs in them are other texts. Cheap: what they share is not looked
    /// into.
    pub fn is_same(one: &Flow, two: &Flow) -> bool {
        let leads_alike = |one: &Widget, two: &Widget| {
            let (leads, others) = (one.transitions(), two.transitions());
            (one.id(), one.name()) == (two.id(), two.name())
                && leads.len() == others.len()
                && leads.iter().zip(others).all(|(lead, other)| lead.next == other.next)
        };
        one.widgets().len() == two.widgets().len()
            && one.initial_state() == two.initial_state()
            && one
                .widgets()
                .iter()
                .zip(two.widgets())
                .all(|(one, two)| Arc::ptr_eq(one, two) || leads_alike(one, two))
    }

    /// The widget that a `next` of this name leads to.
    pub fn named(&self, name: &str) -> Option<WidgetId> {
        self.by_name.get(name).copied()
    }

    /// The widget on which an execution begins.
    pub fn start(&self) -> Option<WidgetId> {
        self.start
    }

    /// Every transition that leads somewhere, in the order of the file.
    pub fn links(&self) -> &[(Output, WidgetId)] {
        &self.links
    }

    /// Where a widget leads.
    pub fn next_of(&self, id: WidgetId) -> &[WidgetId] {
        self.out.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// What leads to a widget.
    pub fn into(&self, id: WidgetId) -> &[Output] {
        self.into.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Widgets that an execution can come to, in running order (breadth first from the start).
    pub fn reachable(&self) -> Vec<WidgetId> {
        let mut order: Vec<WidgetId> = self.start.into_iter().collect();
        let mut seen: std::collections::HashSet<WidgetId> = order.iter().copied().collect();
        let mut at = 0;
        while let Some(id) = order.get(at).copied() {
            at += 1;
            for next in self.next_of(id) {
                if seen.insert(*next) {
                    order.push(*next);
                }
            }
        }
        order
    }
}
