//! What the outline of an open flow shows, and where it stands.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::picker::Picker;
use super::tree::{Node, Row, Tree};
use crate::editor::canvas::Selection;
use crate::editor::derived::Derived;
use crate::flow::{Flow, Output, WidgetId};
use crate::widgets::label_of;

/// The state of the outline.
#[derive(Default)]
pub struct OutlineView {
    /// What it is filtered by.
    pub(super) filter: String,
    /// What is not shown all of.
    folded: HashSet<Node>,
    /// Grows when something is folded or unfolded.
    folds: u64,
    /// The row that commands and arrow keys are about.
    pub(super) at: Option<Node>,
    /// Whether a row has the keyboard.
    pub has_keyboard: bool,
    /// The widget whose name is being typed in its row.
    pub(super) renaming: Option<WidgetId>,
    /// The list of what an output could lead to, while it is open.
    pub(super) picker: Option<Picker>,
    /// What was asked of the row with the keyboard by the keys of a command.
    pub(super) wish: Option<Wish>,
    /// What is said of the last wish, where it could not be done.
    pub(super) told: Option<&'static str>,
    pub(super) wants_sight: bool,
    pub(super) wants_row: bool,
    selection: Selection,
    known: Option<Known>,
}

/// What is asked of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Rename,
    Connect,
    Add,
    Earlier,
    Later,
}

/// The rows, and what they were made of.
struct Known {
    revision: u64,
    folds: u64,
    filter: String,
    tree: Arc<Tree>,
    rows: Arc<Vec<Row>>,
    places: HashMap<Node, usize>,
}

impl OutlineView {
    /// A row is to have the keyboard: the one that had it last, or the first.
    pub fn ask_for_keyboard(&mut self) {
        (self.wants_sight, self.wants_row) = (true, true);
    }

    /// Brings the rows up to the version, and the row to what is selected elsewhere.
    pub(super) fn refresh(&mut self, flow: &Flow, derived: &Derived, selection: &Selection) {
        let revision = derived.revision;
        let tree = match &self.known {
            Some(known) if known.revision == revision => Arc::clone(&known.tree),
            _ => Arc::new(Tree::of(flow, &derived.graph)),
        };
        if self.selection != *selection {
            self.selection = selection.clone();
            self.follow(&tree);
        }
        let is_same = |known: &Known| {
            (known.revision, known.folds, &known.filter) == (revision, self.folds, &self.filter)
        };
        if self.known.as_ref().is_some_and(is_same) {
            return;
        }
        let rows = match self.filter.trim() {
            "" => tree.rows(flow, &derived.graph, &self.folded),
            filter => matching(flow, derived, filter),
        };
        let places: HashMap<Node, usize> =
            rows.iter().enumerate().map(|(index, row)| (row.node, index)).collect();
        if self.at.is_some_and(|at| !places.contains_key(&at)) {
            // The row that stands where the old one stood.
            let was_at = self.known.as_ref().and_then(|known| known.places.get(&self.at?)).copied();
            let next = was_at.map(|at| at.min(rows.len().saturating_sub(1)));
            self.at = next.and_then(|at| rows.get(at)).map(|row| row.node);
            self.wants_row |= self.has_keyboard;
        }
        let (folds, filter) = (self.folds, self.filter.clone());
        self.known = Some(Known { revision, folds, filter, tree, rows: Arc::new(rows), places });
    }

    /// Goes to what was selected elsewhere.
    fn follow(&mut self, tree: &Tree) {
        let wire = self.selection.wires.first().filter(|_| self.selection.wires.len() == 1);
        let node = match (self.selection.only_card(), wire) {
            (Some(card), _) => Node::Widget(card),
            (None, Some(output)) if self.selection.cards.is_empty() => Node::Output(*output),
            _ => return,
        };
        if self.at == Some(node) {
            return;
        }
        self.at = Some(node);
        self.wants_sight = true;
        self.unfold_to(tree, node);
    }

    fn unfold_to(&mut self, tree: &Tree, node: Node) {
        let Some(widget) = node.widget() else { return };
        let mut above = tree.above(widget);
        if matches!(node, Node::Output(_)) {
            above.push(Node::Widget(widget));
        }
        for node in above {
            self.set_folded(node, false);
        }
    }

    /// Goes to a row, which need not be shown yet.
    pub(super) fn go_to(&mut self, node: Node) {
        if let Some(tree) = self.known.as_ref().map(|known| Arc::clone(&known.tree)) {
            self.unfold_to(&tree, node);
        }
        self.at = Some(node);
        (self.wants_sight, self.wants_row) = (true, true);
    }

    /// What is selected is known already: the user has done it here.
    pub(super) fn note_selection(&mut self, selection: &Selection) {
        self.selection = selection.clone();
    }

    pub(super) fn rows(&self) -> Arc<Vec<Row>> {
        self.known.as_ref().map(|known| Arc::clone(&known.rows)).unwrap_or_default()
    }

    pub(super) fn row_of(&self, node: Node) -> Option<usize> {
        self.known.as_ref()?.places.get(&node).copied()
    }

    /// The output that a widget stands below.
    pub(super) fn parent(&self, widget: WidgetId) -> Option<Output> {
        self.known.as_ref()?.tree.parent(widget)
    }

    /// Shows or hides what belongs to a row.
    pub(super) fn set_folded(&mut self, node: Node, is_folded: bool) {
        let changed = if is_folded { self.folded.insert(node) } else { self.folded.remove(&node) };
        self.folds += u64::from(changed);
    }

    /// Hides what belongs to every widget, or shows all.
    pub(super) fn fold_all(&mut self, flow: &Flow, is_folded: bool) {
        self.folded = match is_folded {
            true => flow.widgets().iter().map(|widget| Node::Widget(widget.id())).collect(),
            false => HashSet::new(),
        };
        self.folds += 1;
    }

    /// Two outputs have changed places: what was open stays open.
    pub(super) fn swap(&mut self, one: Output, two: Output) {
        let (one, two) = (Node::Output(one), Node::Output(two));
        let (was_one, was_two) = (self.folded.contains(&one), self.folded.contains(&two));
        self.set_folded(one, was_two);
        self.set_folded(two, was_one);
    }
}

/// The widgets of a name or type, in running order; those that no run comes to stand last.
fn matching(flow: &Flow, derived: &Derived, filter: &str) -> Vec<Row> {
    let filter = filter.to_lowercase();
    let mut order = derived.graph.reachable();
    let reached: HashSet<WidgetId> = order.iter().copied().collect();
    order.extend(flow.widgets().iter().map(|widget| widget.id()).filter(|id| !reached.contains(id)));
    let fits = |id: &WidgetId| {
        flow.widget(*id).is_some_and(|widget| {
            widget.title().to_lowercase().contains(&filter)
                || label_of(widget.kind().unwrap_or_default()).to_lowercase().contains(&filter)
        })
    };
    let row = |id| Row { node: Node::Widget(id), depth: 0, is_open: None, leads: None };
    order.into_iter().filter(fits).map(row).collect()
}
