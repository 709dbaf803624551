//! All that depends on where cards stand and where they lead: wires and their ways, what lies where, and the order in
//! which a run comes by.

use std::sync::Arc;

use super::card::{Card, Lead};
use super::geometry::Rect;
use super::grid::Grid;
use super::layout::{Node, loops};
use super::route::{Ends, Router};
use super::wire::{LEAST_DROP, Wire, WireKind, WireStyle};
use crate::flow::WidgetId;

/// Versions of a flow in which that is the same share it.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub style: WireStyle,
    pub wires: Vec<Wire>,
    /// The room that was looked at for each wire's way.
    looked_at: Vec<Rect>,
    /// The wires that begin or end at each card, by index.
    pub wires_of: Vec<Vec<usize>>,
    pub card_grid: Grid,
    pub wire_grid: Grid,
    pub bounds: Rect,
    /// Card indexes in running order, then those that nothing leads to.
    pub order: Vec<usize>,
    /// The place of each card in that order.
    pub rank: Vec<usize>,
    pub start: Option<usize>,
}

/// What the ways of the last version are good for in this one.
struct Known<'a> {
    outline: &'a Outline,
    /// Whether a card is as it was, by its index now.
    is_kept: Vec<bool>,
    /// Where cards came, went or changed.
    changed: Grid,
}

/// With more changes than this part of the cards, all ways are worked out anew.
const MOST_CHANGED: usize = 4;

impl<'a> Known<'a> {
    fn of(before: &[Arc<Card>], outline: &'a Outline, cards: &[Arc<Card>], style: WireStyle) -> Option<Self> {
        if outline.style != style {
            return None;
        }
        let mut changed = Vec::new();
        let mut is_kept = Vec::with_capacity(cards.len());
        let mut old = before.iter().peekable();
        for card in cards {
            while let Some(gone) = old.next_if(|old| old.id() < card.id()) {
                changed.push(gone.rect);
            }
            let same = old.next_if(|old| old.id() == card.id());
            let is_same = same.is_some_and(|old| Arc::ptr_eq(old, card) || old.has_same_ports(card));
            is_kept.push(is_same);
            if !is_same {
                changed.extend(same.map(|old| old.rect));
                changed.push(card.rect);
            }
        }
        changed.extend(old.map(|gone| gone.rect));
        let is_worth_it = changed.len() * MOST_CHANGED <= cards.len().max(64);
        is_worth_it.then(|| Self { outline, is_kept, changed: Grid::of(changed) })
    }

    /// The wire as it was, where nothing came or went beside it.
    fn wire(&self, output: crate::flow::Output, ends: [usize; 2], target: WidgetId) -> Option<(&Wire, Rect)> {
        if !ends.iter().all(|end| self.is_kept.get(*end) == Some(&true)) {
            return None;
        }
        let index = self.outline.wires.binary_search_by_key(&output, |wire| wire.output).ok()?;
        let (wire, area) = (self.outline.wires.get(index)?, self.outline.looked_at.get(index)?);
        (wire.target == target && !self.changed.meets(area)).then_some((wire, *area))
    }
}

impl Outline {
    pub(super) fn of(
        cards: &[Arc<Card>],
        start: Option<WidgetId>,
        style: WireStyle,
        previous: Option<(&[Arc<Card>], &Self)>,
    ) -> Self {
        let index_of = |id: WidgetId| cards.binary_search_by_key(&id, |card| card.id()).ok();
        let start = start.and_then(index_of);
        // Ports stand out by their radius and are part of their card for whoever looks for them.
        let card_grid = Grid::of(cards.iter().map(|card| card.rect).collect());
        let known = previous.and_then(|(before, outline)| Known::of(before, outline, cards, style));
        let nodes = nodes(cards, &index_of);
        let mut is_loop: Vec<(usize, usize)> = loops(&nodes, start);
        is_loop.sort_unstable();
        let mut router = Router::new(&card_grid, style);
        let mut wires: Vec<Wire> = Vec::new();
        let mut looked_at = Vec::new();
        let mut wires_of: Vec<Vec<usize>> = vec![Vec::new(); cards.len()];
        for (index, (card, node)) in cards.iter().zip(&nodes).enumerate() {
            for ((output, from, _, _), at) in card.outputs().zip(&node.leads) {
                let Some((at, target)) = at.and_then(|at| Some((at, cards.get(at)?))) else { continue };
                let is_loop = is_loop.binary_search(&(index, output.index)).is_ok();
                let kept = known.as_ref().and_then(|known| known.wire(output, [index, at], target.id()));
                let (path, area) = match kept {
                    Some((wire, area)) => (wire.path.clone(), area),
                    None => {
                        let ends = Ends {
                            from,
                            source: card.rect,
                            to: target.input(),
                            target: target.rect,
                            output: (output.index, card.leads.len()),
                            key: target.id().0,
                        };
                        let routed = router.route(&ends);
                        (routed.path, routed.looked_at)
                    }
                };
                let kind = match target.rect.min.y - from.y >= LEAST_DROP {
                    _ if at == index => WireKind::Own,
                    true => WireKind::Forward,
                    false => WireKind::Back,
                };
                for end in std::iter::once(index).chain((at != index).then_some(at)) {
                    if let Some(list) = wires_of.get_mut(end) {
                        list.push(wires.len());
                    }
                }
                wires.push(Wire { output, target: target.id(), kind, is_loop, path });
                looked_at.push(area);
            }
        }
        let bounds = cards.iter().fold(Rect::NOTHING, |all, card| all.union(card.rect));
        let wire_grid = Grid::of(wires.iter().map(|wire| wire.path.bounds()).collect());
        let (order, rank) = running_order(&nodes, start);
        Self { style, wires, looked_at, wires_of, card_grid, wire_grid, bounds, order, rank, start }
    }
}

/// The cards as the layout sees them.
pub(super) fn nodes(cards: &[Arc<Card>], index_of: &impl Fn(WidgetId) -> Option<usize>) -> Vec<Node> {
    let lead = |lead: &Lead| match lead {
        Lead::To(id) => index_of(*id),
        Lead::Nowhere | Lead::Missing(_) => None,
    };
    cards
        .iter()
        .map(|card| Node { size: card.face.size, leads: card.leads.iter().map(lead).collect() })
        .collect()
}

/// Breadth first from the start; then the rest.
pub(super) fn running_order(nodes: &[Node], start: Option<usize>) -> (Vec<usize>, Vec<usize>) {
    let mut rank = vec![usize::MAX; nodes.len()];
    let mut order = Vec::with_capacity(nodes.len());
    let mut visit = |index: usize, order: &mut Vec<usize>| {
        if let Some(slot) = rank.get_mut(index)
            && *slot == usize::MAX
        {
            *slot = order.len();
            order.push(index);
        }
    };
    if let Some(start) = start {
        visit(start, &mut order);
    }
    let mut next = 0;
    while let Some(node) = order.get(next).and_then(|index| nodes.get(*index)) {
        next += 1;
        for target in node.leads.iter().flatten() {
            visit(*target, &mut order);
        }
    }
    for index in 0..nodes.len() {
        visit(index, &mut order);
    }
    (order, rank)
}
