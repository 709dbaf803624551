//! A flow as a tree in running order. Pure: it knows nothing of how rows look.
//!
//! Each widget stands where an output first leads to it, breadth first from the start. What follows a widget by the only
//! way on stands below it on the same level, as the next line of a text does; where ways part, each stands within its
//! output. An output that leads to what stands elsewhere says so.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::flow::{Flow, Graph, Output, Widget, WidgetId};

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A widget.
    Widget(WidgetId),
    /// One of its outputs.
    Output(Output),
    /// The heading above the widgets to which nothing leads.
    Unreachable,
}

impl Node {
    /// The widget that it belongs to.
    pub fn widget(self) -> Option<WidgetId> {
        match self {
            Self::Widget(id) => Some(id),
            Self::Output(output) => Some(output.widget),
            Self::Unreachable => None,
        }
    }
}

/// Where an output leads, seen from its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// Nowhere.
    Nowhere,
    /// To the widget that stands within it.
    Within(WidgetId),
    /// To the widget that follows on the same level as its own.
    Next(WidgetId),
    /// To a widget that stands elsewhere.
    Elsewhere(WidgetId),
    /// To a name that no widget has.
    Missing(String),
}

impl Leads {
    /// The widget that it leads to.
    pub fn target(&self) -> Option<WidgetId> {
        match self {
            Self::Within(id) | Self::Next(id) | Self::Elsewhere(id) => Some(*id),
            Self::Nowhere | Self::Missing(_) => None,
        }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub node: Node,
    /// How far inside.
    pub depth: usize,
    /// Whether what belongs to it is shown; `None` where nothing does.
    pub is_open: Option<bool>,
    /// Where an output leads.
    pub leads: Option<Leads>,
}

/// The tree of a version.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The output within which, or behind which, a widget stands.
    parents: HashMap<WidgetId, Output>,
    /// How many widgets stand below each.
    children: HashMap<WidgetId, usize>,
    roots: Vec<WidgetId>,
    unreached: Vec<WidgetId>,
}

impl Tree {
    /// The tree of a version.
    pub fn of(flow: &Flow, graph: &Graph) -> Self {
        let mut tree = Self::default();
        let mut seen = HashSet::new();
        if let Some(start) = graph.start() {
            tree.roots.push(start);
            tree.grow(flow, graph, start, &mut seen);
        }
        let from_nowhere = |widget: &&std::sync::Arc<Widget>| graph.into(widget.id()).is_empty();
        // Those first to which nothing at all leads; what is left then runs in circles.
        let (firsts, others): (Vec<_>, Vec<_>) = flow.widgets().iter().partition(from_nowhere);
        for widget in firsts.into_iter().chain(others) {
            if !seen.contains(&widget.id()) {
                tree.unreached.push(widget.id());
                tree.grow(flow, graph, widget.id(), &mut seen);
            }
        }
        tree
    }

    fn grow(&mut self, flow: &Flow, graph: &Graph, root: WidgetId, seen: &mut HashSet<WidgetId>) {
        seen.insert(root);
        let mut waiting = VecDeque::from([root]);
        while let Some(id) = waiting.pop_front() {
            let transitions = flow.widget(id).map(|widget| widget.transitions()).unwrap_or_default();
            for (index, transition) in transitions.iter().enumerate() {
                let Some(target) = transition.next.as_deref().and_then(|next| graph.named(next)) else {
                    continue;
                };
                if seen.insert(target) {
                    self.parents.insert(target, Output { widget: id, index });
                    *self.children.entry(id).or_default() += 1;
                    waiting.push_back(target);
                }
            }
        }
    }

    /// Whether a run can come to a widget.
    pub fn parent(&self, id: WidgetId) -> Option<Output> {
        self.parents.get(&id).copied()
    }

    /// Where an output leads.
    pub fn leads(&self, graph: &Graph, output: Output, next: Option<&str>) -> Leads {
        let Some(next) = next else { return Leads::Nowhere };
        match graph.named(next) {
            None => Leads::Missing(next.to_owned()),
            Some(id) if self.parents.get(&id) != Some(&output) => Leads::Elsewhere(id),
            Some(id) if self.children.get(&output.widget) == Some(&1) => Leads::Next(id),
            Some(id) => Leads::Within(id),
        }
    }

    /// What must be open for a widget to be seen.
    pub fn above(&self, id: WidgetId) -> Vec<Node> {
        let mut above = Vec::new();
        let mut at = id;
        let mut root = id;
        while let Some(output) = self.parents.get(&at) {
            if self.children.get(&output.widget) != Some(&1) {
                above.extend([Node::Output(*output), Node::Widget(output.widget)]);
            }
            at = output.widget;
            root = at;
        }
        if self.unreached.contains(&root) {
            above.push(Node::Unreachable);
        }
        above
    }

    /// The rows that are shown while these are folded.
    pub fn rows(&self, flow: &Flow, graph: &Graph, folded: &HashSet<Node>) -> Vec<Row> {
        let mut rows = Vec::new();
        self.below(flow, graph, folded, &self.roots, 0, &mut rows);
        if !self.unreached.is_empty() {
            let is_open = !folded.contains(&Node::Unreachable);
            rows.push(Row { node: Node::Unreachable, depth: 0, is_open: Some(is_open), leads: None });
            if is_open {
                self.below(flow, graph, folded, &self.unreached, 1, &mut rows);
            }
        }
        rows
    }

    fn below(
        &self,
        flow: &Flow,
        graph: &Graph,
        folded: &HashSet<Node>,
        roots: &[WidgetId],
        depth: usize,
        rows: &mut Vec<Row>,
    ) {
        // Flows are long, and a stack of our own cannot overflow.
        let mut work: Vec<(Node, usize)> = roots.iter().rev().map(|id| (Node::Widget(*id), depth)).collect();
        while let Some((node, depth)) = work.pop() {
            let transitions = |id| flow.widget(id).map(|widget| widget.transitions()).unwrap_or_default();
            match node {
                Node::Widget(id) => {
                    let transitions = transitions(id);
                    let is_open = (!transitions.is_empty()).then(|| !folded.contains(&node));
                    rows.push(Row { node, depth, is_open, leads: None });
                    let outputs = (0..transitions.len()).map(|index| Output { widget: id, index });
                    let leads = outputs.zip(transitions).map(|(output, transition)| {
                        (output, self.leads(graph, output, transition.next.as_deref()))
                    });
                    let leads: Vec<(Output, Leads)> = leads.collect();
                    for (_, leads) in &leads {
                        if let Leads::Next(next) = leads {
                            work.push((Node::Widget(*next), depth));
                        }
                    }
                    if is_open == Some(true) {
                        work.extend(leads.iter().rev().map(|(output, _)| (Node::Output(*output), depth + 1)));
                    }
                }
                Node::Output(output) => {
                    let transition = transitions(output.widget).get(output.index);
                    let next = transition.and_then(|transition| transition.next.as_deref());
                    let leads = self.leads(graph, output, next);
                    let is_open = match leads {
                        Leads::Within(child) => {
                            let is_open = !folded.contains(&node);
                            if is_open {
                                work.push((Node::Widget(child), depth + 1));
                            }
                            Some(is_open)
                        }
                        _ => None,
                    };
                    rows.push(Row { node, depth, is_open, leads: Some(leads) });
                }
                Node::Unreachable => {}
            }
        }
    }
}
