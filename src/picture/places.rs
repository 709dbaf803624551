//! Places for cards of which the flow does not say where they stand, as in old exports. The flow is not touched.

use std::collections::HashMap;
use std::sync::Arc;

use super::card::{Card, size};
use super::geometry::{Point, Rect};
use super::layout::{self, GAP_X, GAP_Y, Node};
use super::outline::{nodes, running_order};
use crate::flow::WidgetId;

/// The cells in which taken room is looked up.
const CELL: f32 = 512.0;
/// So many rows and columns are tried below what leads to a card.
const ROWS: u8 = 6;
const COLUMNS: i8 = 6;
/// A card that covers more cells than this is not looked at when room is sought.
const MOST_CELLS: f32 = 4_096.0;

/// Finds places: for all cards of a flow that says nothing, a layout; for some among others, room near what leads to
/// them. What was found in the last version stays.
pub(super) fn find_places(
    cards: &mut [Arc<Card>],
    homeless: &[usize],
    start: Option<WidgetId>,
    previous: Option<&[Arc<Card>]>,
) {
    if homeless.is_empty() {
        return;
    }
    let mut unknown = Vec::new();
    for index in homeless {
        let Some(card) = cards.get_mut(*index) else { continue };
        let found = previous.and_then(|before| {
            let place = before.binary_search_by_key(&card.id(), |card| card.id()).ok()?;
            before.get(place).filter(|old| !old.is_placed)
        });
        match found {
            Some(old) => put(card, old.rect.min),
            None => unknown.push(*index),
        }
    }
    if unknown.is_empty() {
        return;
    }
    let index_of = |id: WidgetId| cards.binary_search_by_key(&id, |card| card.id()).ok();
    let (nodes, start) = (nodes(cards, &index_of), start.and_then(index_of));
    if unknown.len() == cards.len() {
        for (index, corner) in in_running_order(&nodes, start) {
            if let Some(card) = cards.get_mut(index) {
                put(card, corner);
            }
        }
        return;
    }
    fill_in(cards, &nodes, &unknown, start);
}

fn put(card: &mut Arc<Card>, corner: Point) {
    let rect = Rect::at(corner, card.face.size);
    if card.rect != rect {
        Arc::make_mut(card).rect = rect;
    }
}

/// The layout of all nodes, on the grid, the start's corner being the origin. It does not depend on the order of the
/// file as far as a run can come.
pub(super) fn in_running_order(nodes: &[Node], start: Option<usize>) -> Vec<(usize, Point)> {
    let (order, rank) = running_order(nodes, start);
    let sorted: Vec<Node> = order
        .iter()
        .filter_map(|index| nodes.get(*index))
        .map(|node| Node {
            size: node.size,
            leads: node.leads.iter().map(|lead| lead.and_then(|lead| rank.get(lead).copied())).collect(),
        })
        .collect();
    let start = start.and_then(|start| rank.get(start).copied());
    let places = layout::lay_out(&sorted, start).places;
    let origin = places.get(start.unwrap_or_default()).copied().unwrap_or_default();
    order.into_iter().zip(places).map(|(index, place)| (index, on_grid(place - origin))).collect()
}

/// The nearest point of the grid on which cards are put.
pub(super) fn on_grid(point: Point) -> Point {
    let snap = |value: f32| (value / size::GRID).round() * size::GRID;
    Point::new(snap(point.x), snap(point.y))
}

/// Room that is taken, by cell.
#[derive(Default)]
struct Taken {
    cells: HashMap<(i32, i32), Vec<Rect>>,
    all: Option<Rect>,
}

impl Taken {
    fn cells_of(rect: &Rect) -> impl Iterator<Item = (i32, i32)> + use<> {
        #[expect(clippy::cast_possible_truncation, reason = "no card stands that far from the origin")]
        let cell = |length: f32| (length / CELL).floor() as i32;
        let (left, right) = (cell(rect.min.x), cell(rect.max.x));
        let (top, bottom) = (cell(rect.min.y), cell(rect.max.y));
        (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
    }

    fn add(&mut self, rect: Rect) {
        self.all = Some(self.all.map_or(rect, |all| all.union(rect)));
        if rect.width() / CELL * (rect.height() / CELL) > MOST_CELLS {
            return;
        }
        for cell in Self::cells_of(&rect) {
            self.cells.entry(cell).or_default().push(rect);
        }
    }

    fn is_free(&self, rect: &Rect) -> bool {
        Self::cells_of(rect)
            .filter_map(|cell| self.cells.get(&cell))
            .all(|cards| cards.iter().all(|card| !card.intersects(rect)))
    }
}

/// Puts each card of a list below what leads to it, or beside that, where there is room; in rows below all others
/// where nothing does.
fn fill_in(cards: &mut [Arc<Card>], nodes: &[Node], unknown: &[usize], start: Option<usize>) {
    let mut is_unknown = vec![false; cards.len()];
    for index in unknown {
        if let Some(slot) = is_unknown.get_mut(*index) {
            *slot = true;
        }
    }
    let mut taken = Taken::default();
    for (card, is_unknown) in cards.iter().zip(&is_unknown) {
        if !is_unknown {
            taken.add(card.rect);
        }
    }
    let mut leaders: Vec<Vec<usize>> = vec![Vec::new(); cards.len()];
    for (from, node) in nodes.iter().enumerate() {
        for to in node.leads.iter().flatten().filter(|to| **to != from) {
            if let Some(list) = leaders.get_mut(*to) {
                list.push(from);
            }
        }
    }
    let left = taken.all.map_or(0.0, |all| all.min.x);
    let width = taken.all.map_or(0.0, |all| all.width()).clamp(1_600.0, 4_000.0);
    let mut row: Option<Rect> = None;
    for index in running_order(nodes, start).0 {
        if is_unknown.get(index) != Some(&true) {
            continue;
        }
        let Some(size) = cards.get(index).map(|card| card.face.size) else { continue };
        let known = |leader: &&usize| is_unknown.get(**leader) == Some(&false);
        let leader = leaders.get(index).into_iter().flatten().filter(known).filter_map(|at| cards.get(*at));
        let lowest =
            leader.max_by(|one, two| one.rect.max.y.total_cmp(&two.rect.max.y)).map(|card| card.rect);
        let corner = lowest.and_then(|leader| below(&leader, size, &taken)).unwrap_or_else(|| {
            // Rows grow to the right; the next one begins below all that stands now.
            let next = row.filter(|row| row.max.x + GAP_X + size.x - left <= width);
            let at = match next {
                Some(row) => Point::new(row.max.x + GAP_X, row.min.y),
                None => Point::new(left, taken.all.map_or(0.0, |all| all.max.y + GAP_Y)),
            };
            let at = Rect::at(at, size);
            let free = if taken.is_free(&at) {
                at
            } else {
                Rect::at(Point::new(left, taken.all.map_or(0.0, |all| all.max.y + GAP_Y)), size)
            };
            row = Some(free);
            free.min
        });
        if let Some(card) = cards.get_mut(index) {
            put(card, corner);
        }
        taken.add(Rect::at(corner, size));
        if let Some(slot) = is_unknown.get_mut(index) {
            *slot = false;
        }
    }
}

/// Free room below a card: right under it, else as near as can be.
fn below(leader: &Rect, size: Point, taken: &Taken) -> Option<Point> {
    let first = Point::new(leader.center().x - size.x / 2.0, leader.max.y + GAP_Y);
    let mut places: Vec<(f32, Point)> = Vec::new();
    for row in 0..ROWS {
        for column in -COLUMNS..=COLUMNS {
            let by = Point::new(
                f32::from(column) * (size.x + GAP_X) / 2.0,
                f32::from(row) * (size.y + GAP_Y) / 2.0,
            );
            // A step down is nearer than one aside, and of two sides the right one.
            let side = if column < 0 { 0.1 } else { 0.0 };
            places.push((by.x.abs() + by.y * 0.8 + side, first + by));
        }
    }
    places.sort_by(|one, two| one.0.total_cmp(&two.0));
    let is_free = |corner: &Point| taken.is_free(&Rect::at(*corner, size).expand(GAP_X / 4.0));
    places.into_iter().map(|(_, corner)| on_grid(corner)).find(is_free)
}
