//! Who leads to whom, and which of these leads go back to where a run came by.

use super::{Node, at, put};
use crate::picture::geometry::Point;

/// The leads of all nodes, walked through once.
pub(super) struct Net {
    /// For each node its leads that go neither back nor to the start, each target once, with the output's place among the outputs.
    pub down: Vec<Vec<(usize, usize)>>,
    /// The place of each node in a walk that follows the outputs in their order, depth first.
    pub walk: Vec<usize>,
    /// From where the walk came to a node first.
    pub parent: Vec<Option<usize>>,
    /// Whether a run can come to it from the start.
    pub is_reached: Vec<bool>,
    /// The nodes in the order of the walk.
    pub walked: Vec<usize>,
    pub work: usize,
}

/// The order in which a walk should begin: the start, then what nothing leads to, then the rest.
fn beginnings(nodes: &[Node], start: Option<usize>) -> Vec<usize> {
    let mut has_lead = vec![false; nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        for target in node.leads.iter().flatten().filter(|target| **target != index) {
            put(&mut has_lead, *target, true);
        }
    }
    let roots = (0..nodes.len()).filter(|index| !at(&has_lead, *index));
    start.into_iter().chain(roots).chain(0..nodes.len()).collect()
}

/// What a walk has done with a node.
#[derive(Clone, Copy, Default, PartialEq)]
enum Mark {
    #[default]
    Unseen,
    /// On the way to where the walk is.
    Open,
    Done,
}

/// Walks depth first. `lead` is called for each lead with whether it goes back.
fn walk(
    nodes: &[Node],
    start: Option<usize>,
    mut enter: impl FnMut(usize, Option<usize>, usize),
    mut lead: impl FnMut(usize, usize, usize, bool),
) {
    let mut marks = vec![Mark::Unseen; nodes.len()];
    for (turn, root) in beginnings(nodes, start).into_iter().enumerate() {
        if marks.get(root) != Some(&Mark::Unseen) {
            continue;
        }
        put(&mut marks, root, Mark::Open);
        enter(root, None, turn);
        let mut stack = vec![(root, 0)];
        while let Some((node, output)) = stack.last_mut() {
            let (from, index) = (*node, *output);
            *output += 1;
            let Some(next) = nodes.get(from).and_then(|node| node.leads.get(index)) else {
                put(&mut marks, from, Mark::Done);
                stack.pop();
                continue;
            };
            let Some(to) = *next else { continue };
            match marks.get(to) {
                None => {}
                Some(Mark::Open) => lead(from, index, to, true),
                Some(Mark::Done) => lead(from, index, to, false),
                Some(Mark::Unseen) => {
                    lead(from, index, to, false);
                    put(&mut marks, to, Mark::Open);
                    enter(to, Some(from), turn);
                    stack.push((to, 0));
                }
            }
        }
    }
}

/// The leads, as node and output, that go back to where a run came by: by these a flow has loops.
pub fn loops(nodes: &[Node], start: Option<usize>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    walk(
        nodes,
        start,
        |_, _, _| {},
        |from, output, _, is_back| {
            if is_back {
                found.push((from, output));
            }
        },
    );
    found
}

impl Net {
    pub(super) fn of(nodes: &[Node], start: Option<usize>) -> Self {
        let mut net = Self {
            down: vec![Vec::new(); nodes.len()],
            walk: vec![0; nodes.len()],
            parent: vec![None; nodes.len()],
            is_reached: vec![false; nodes.len()],
            walked: Vec::with_capacity(nodes.len()),
            work: nodes.len(),
        };
        let mut leads = Vec::new();
        walk(
            nodes,
            start,
            |node, parent, turn| {
                put(&mut net.walk, node, net.walked.len());
                put(&mut net.parent, node, parent);
                put(&mut net.is_reached, node, start.is_some() && turn == 0);
                net.walked.push(node);
            },
            |from, output, to, is_back| leads.push((from, output, to, is_back)),
        );
        net.work += leads.len();
        // Several outputs that lead to the same card count as the first of them.
        leads.retain(|(.., to, is_back)| !is_back && start != Some(*to));
        leads.sort_unstable_by_key(|(from, output, to, _)| (*from, *to, *output));
        leads.dedup_by_key(|(from, _, to, _)| (*from, *to));
        leads.sort_unstable_by_key(|(from, output, ..)| (*from, *output));
        for (from, output, to, _) in leads {
            if let Some(list) = net.down.get_mut(from) {
                list.push((to, output));
            }
        }
        net
    }

    /// The parts of the flow that have nothing to do with each other, that of the start first. Members are in the
    /// order of the walk.
    pub(super) fn pieces(&self) -> Vec<Vec<usize>> {
        let mut root: Vec<usize> = (0..self.walk.len()).collect();
        for (from, leads) in self.down.iter().enumerate() {
            for (to, _) in leads {
                let (one, two) = (find(&mut root, from), find(&mut root, *to));
                put(&mut root, one.max(two), one.min(two));
            }
        }
        let mut number = vec![None; self.walk.len()];
        let mut pieces: Vec<Vec<usize>> = Vec::new();
        for node in &self.walked {
            let root = find(&mut root, *node);
            let piece = at(&number, root).unwrap_or_else(|| {
                put(&mut number, root, Some(pieces.len()));
                pieces.push(Vec::new());
                pieces.len() - 1
            });
            if let Some(piece) = pieces.get_mut(piece) {
                piece.push(*node);
            }
        }
        pieces
    }
}

/// The one that stands for a node's part.
fn find(root: &mut [usize], node: usize) -> usize {
    let mut node = node;
    loop {
        let above = at(root, node);
        if above == node {
            return node;
        }
        let higher = at(root, above);
        put(root, node, higher);
        node = higher;
    }
}

/// One part of a flow, its nodes numbered from 0 in the order of the walk.
pub(super) struct Piece {
    pub sizes: Vec<Point>,
    /// How many outputs each has.
    pub outputs: Vec<usize>,
    pub down: Vec<Vec<(usize, usize)>>,
    pub up: Vec<Vec<usize>>,
    pub parent: Vec<Option<usize>>,
    pub is_reached: Vec<bool>,
    pub start: Option<usize>,
}

impl Piece {
    pub(super) fn of(net: &Net, nodes: &[Node], members: &[usize], start: Option<usize>) -> Self {
        let first = members.iter().map(|node| at(&net.walk, *node)).min().unwrap_or_default();
        // Members need not follow each other in the walk, so their places in it are looked up.
        let walked: Vec<usize> = members.iter().map(|node| at(&net.walk, *node)).collect();
        let local = |node: usize| walked.binary_search(&at(&net.walk, node)).ok();
        debug_assert!(
            walked.first().is_none_or(|walked| *walked == first),
            "members come in the order of the walk"
        );
        let mut up = vec![Vec::new(); members.len()];
        let mut down = Vec::with_capacity(members.len());
        for (index, node) in members.iter().enumerate() {
            let leads = net.down.get(*node).into_iter().flatten();
            let leads: Vec<(usize, usize)> =
                leads.filter_map(|(to, output)| Some((local(*to)?, *output))).collect();
            for (to, _) in &leads {
                if let Some(list) = up.get_mut(*to) {
                    list.push(index);
                }
            }
            down.push(leads);
        }
        let node = |node: &usize| nodes.get(*node);
        Self {
            sizes: members.iter().map(|m| node(m).map_or_else(Point::default, |node| node.size)).collect(),
            outputs: members.iter().map(|m| node(m).map_or(0, |node| node.leads.len())).collect(),
            parent: members.iter().map(|m| at(&net.parent, *m).and_then(local)).collect(),
            is_reached: members.iter().map(|m| at(&net.is_reached, *m)).collect(),
            start: start.and_then(|start| members.contains(&start).then(|| local(start)).flatten()),
            up,
            down,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.sizes.len()
    }

    pub(super) fn work(&self) -> usize {
        self.len() + self.down.iter().map(Vec::len).sum::<usize>()
    }
}
