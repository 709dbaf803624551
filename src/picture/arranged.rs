//! A layout put into the flow that is there: around its start, or in the place of the cards that were chosen.

use std::collections::BTreeSet;

use super::card::size;
use super::geometry::{Point, Rect};
use super::layout::Node;
use super::outline::nodes;
use super::places::{in_running_order, on_grid};
use super::scene::Scene;
use crate::flow::WidgetId;

/// So far from its place a block is moved to stand on no other card.
const FARTHEST: f32 = 4_000.0;
/// So many moves of a block are tried.
const MOST_TRIES: usize = 48;
/// Free room around a block.
const APART: f32 = 20.0;

/// Where cards would stand if they were laid out: those that would stand elsewhere.
pub(super) fn places(scene: &Scene, chosen: Option<&BTreeSet<WidgetId>>) -> Vec<(WidgetId, Point)> {
    let all = nodes(scene.cards(), &|id| scene.index_of(id));
    let start = scene.start().and_then(|card| scene.index_of(card.id()));
    let moved = match chosen {
        None => of_all(scene, &all, start),
        Some(chosen) => of_some(scene, &all, start, chosen),
    };
    let moved = moved.into_iter().filter_map(|(index, corner)| Some((scene.cards().get(index)?, corner)));
    moved
        .filter(|(card, corner)| !card.is_placed || card.rect.min != *corner)
        .map(|(card, corner)| (card.id(), corner))
        .collect()
}

/// All cards: the start keeps its place; without a start, the upper left corner of them all does.
fn of_all(scene: &Scene, all: &[Node], start: Option<usize>) -> Vec<(usize, Point)> {
    let laid = in_running_order(all, start);
    let by = match scene.start() {
        Some(start) => start.rect.min,
        None => scene.bounds().min - corner(&laid, all),
    };
    let by = if scene.cards().is_empty() { Point::default() } else { on_grid(by) };
    laid.into_iter().map(|(index, place)| (index, place + by)).collect()
}

/// Some cards, as if there were no others; then the block goes where those stood.
fn of_some(
    scene: &Scene,
    all: &[Node],
    start: Option<usize>,
    chosen: &BTreeSet<WidgetId>,
) -> Vec<(usize, Point)> {
    // In running order, so that what is outside counts for who comes first.
    let picked: Vec<usize> = scene
        .running_order()
        .iter()
        .copied()
        .filter(|index| scene.cards().get(*index).is_some_and(|card| chosen.contains(&card.id())))
        .collect();
    let mut own = vec![None; all.len()];
    for (number, index) in picked.iter().enumerate() {
        if let Some(slot) = own.get_mut(*index) {
            *slot = Some(number);
        }
    }
    let own_of = |index: usize| own.get(index).copied().flatten();
    let some: Vec<Node> = picked
        .iter()
        .filter_map(|index| all.get(*index))
        .map(|node| Node {
            size: node.size,
            leads: node.leads.iter().map(|lead| lead.and_then(own_of)).collect(),
        })
        .collect();
    let laid = in_running_order(&some, start.and_then(own_of));
    let stood = picked
        .iter()
        .filter_map(|index| scene.cards().get(*index))
        .fold(Rect::NOTHING, |all, card| all.union(card.rect));
    let by = if picked.is_empty() { Point::default() } else { on_grid(stood.min - corner(&laid, &some)) };
    let rects: Vec<Rect> = laid
        .iter()
        .filter_map(|(number, place)| Some(Rect::at(*place + by, some.get(*number)?.size)))
        .collect();
    let by = by + aside(scene, chosen, &rects);
    laid.into_iter().filter_map(|(number, place)| Some((picked.get(number).copied()?, place + by))).collect()
}

fn corner(laid: &[(usize, Point)], nodes: &[Node]) -> Point {
    let rects = laid.iter().filter_map(|(index, place)| Some(Rect::at(*place, nodes.get(*index)?.size)));
    rects.fold(Rect::NOTHING, Rect::union).min
}

/// How far a block is moved so that it covers no card that is not its own: not at all where it does not, and where
/// there is no room within reach.
fn aside(scene: &Scene, own: &BTreeSet<WidgetId>, block: &[Rect]) -> Point {
    // The cards that a block would cover, as one rectangle each with the card of the block.
    let covered = |by: Point| {
        block.iter().find_map(|rect| {
            let rect = rect.shifted(by).expand(APART / 2.0);
            let other = scene.cards_in(&rect).into_iter().filter_map(|index| scene.cards().get(index));
            other.filter(|card| !own.contains(&card.id())).map(|card| (rect, card.rect)).next()
        })
    };
    let mut best: Option<(f32, Point)> = None;
    for (across, along) in [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)] {
        let mut by = Point::default();
        for _ in 0..MOST_TRIES {
            let far = by.x.abs() + by.y.abs();
            if far > FARTHEST || best.is_some_and(|(least, _)| far >= least) {
                break;
            }
            let Some((rect, other)) = covered(by) else {
                best = Some((far, by));
                break;
            };
            // Just so far that this pair does not touch any more, on the grid.
            let step = |way: f32, low: f32, high: f32, from: f32, to: f32| {
                if way > 0.0 {
                    ((high - from) / size::GRID).floor() * size::GRID + size::GRID
                } else {
                    -(((to - low) / size::GRID).floor() * size::GRID + size::GRID)
                }
            };
            if across == 0.0 {
                by.y += step(along, other.min.y, other.max.y, rect.min.y, rect.max.y);
            } else {
                by.x += step(across, other.min.x, other.max.x, rect.min.x, rect.max.x);
            }
        }
    }
    best.map_or_else(Point::default, |(_, by)| by)
}
