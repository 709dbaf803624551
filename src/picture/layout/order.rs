//! The order within layers: few crossings, and what follows the outputs of a card in the order of the outputs.

use super::net::Piece;
use super::{at, float, put};

/// A stand-in for a wire that passes a layer is this wide: it keeps a way free between cards.
const LANE: f32 = 22.0;
/// Rounds of sorting downwards and upwards.
const ROUNDS: usize = 8;
/// Rounds for flows with more than [`MANY`] items.
const ROUNDS_OF_MANY: usize = 4;
const MANY: usize = 6_000;
/// So many stand-ins there are for each card and wire at most; the longest wires go without.
const MOST_LANES: usize = 4;

/// The layers with what stands in them: cards, and stand-ins for wires that pass.
pub(super) struct Rows {
    /// Items from left to right.
    pub rows: Vec<Vec<usize>>,
    /// The node of an item; none for a stand-in. The items of nodes are first and have their numbers.
    pub nodes: usize,
    pub width: Vec<f32>,
    pub row_of: Vec<usize>,
    /// To items of the next row, with how far to the right the output is, from 0 to 1.
    pub down: Vec<Vec<(usize, f32)>>,
    /// To items of the row before.
    pub up: Vec<Vec<(usize, f32)>>,
    /// The item above that an item belongs to, with the output's place.
    leader: Vec<Option<(usize, f32)>>,
    pub work: usize,
}

impl Rows {
    pub(super) fn of(piece: &Piece, layers: &[usize]) -> Self {
        let count = piece.len();
        let mut rows = Self {
            rows: vec![Vec::new(); layers.iter().max().map_or(0, |most| most + 1)],
            nodes: count,
            width: piece.sizes.iter().map(|size| size.x).collect(),
            row_of: layers.to_vec(),
            down: vec![Vec::new(); count],
            up: vec![Vec::new(); count],
            leader: vec![None; count],
            work: count,
        };
        let mut leads = Vec::new();
        for (from, list) in piece.down.iter().enumerate() {
            for (to, output) in list {
                let span = at(layers, *to).saturating_sub(at(layers, from)).max(1);
                leads.push((span, from, *output, *to));
            }
        }
        let mut lanes_left = MOST_LANES * (count + leads.len()) + 64;
        let mut by_span = leads.clone();
        by_span.sort_unstable();
        let mut longest = usize::MAX;
        for (span, ..) in by_span {
            match lanes_left.checked_sub(span - 1) {
                Some(left) => lanes_left = left,
                None => {
                    longest = span - 1;
                    break;
                }
            }
        }
        for (span, from, output, to) in leads.into_iter().filter(|(span, ..)| *span <= longest) {
            rows.connect(piece, span, from, output, to);
        }
        rows.arrange_first();
        rows
    }

    /// Puts a lead in, with a stand-in in each layer that it passes.
    fn connect(&mut self, piece: &Piece, span: usize, from: usize, output: usize, to: usize) {
        let share = (float(output) + 0.5) / float(at(&piece.outputs, from).max(1));
        let (mut last, mut part) = (from, share);
        for step in 1..span {
            let item = self.width.len();
            self.width.push(LANE);
            self.row_of.push(at(&self.row_of, from) + step);
            self.down.push(Vec::new());
            self.up.push(Vec::new());
            self.leader.push(Some((last, part)));
            self.link(last, part, item);
            (last, part) = (item, 0.5);
        }
        self.link(last, part, to);
        let is_first =
            at(&piece.parent, to) == Some(from) || piece.up.get(to).is_some_and(|up| up.len() == 1);
        if is_first {
            put(&mut self.leader, to, Some((last, part)));
        }
    }

    fn link(&mut self, from: usize, part: f32, to: usize) {
        self.work += 1;
        if let Some(list) = self.down.get_mut(from) {
            list.push((to, part));
        }
        if let Some(list) = self.up.get_mut(to) {
            list.push((from, part));
        }
    }

    /// The first order is that of a walk that follows the outputs from left to right.
    fn arrange_first(&mut self) {
        let mut is_seen = vec![false; self.width.len()];
        for root in 0..self.nodes {
            let mut stack = vec![root];
            while let Some(item) = stack.pop() {
                if at(&is_seen, item) {
                    continue;
                }
                put(&mut is_seen, item, true);
                if let Some(row) = self.rows.get_mut(at(&self.row_of, item)) {
                    row.push(item);
                }
                stack.extend(self.down.get(item).into_iter().flatten().rev().map(|(to, _)| *to));
            }
        }
    }

    /// The place of each item in its row.
    fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.width.len()];
        for row in &self.rows {
            for (place, item) in row.iter().enumerate() {
                put(&mut places, *item, place);
            }
        }
        places
    }

    /// How many wires cross.
    fn crossings(&mut self) -> usize {
        let places = self.places();
        let mut crossings = 0;
        for row in &self.rows {
            let mut ends: Vec<usize> = Vec::new();
            let mut widest = 0;
            for item in row {
                let mut own: Vec<(f32, usize)> = self
                    .down
                    .get(*item)
                    .into_iter()
                    .flatten()
                    .map(|(to, part)| (*part, at(&places, *to)))
                    .collect();
                own.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
                widest = own.iter().map(|(_, to)| to + 1).max().unwrap_or(0).max(widest);
                ends.extend(own.into_iter().map(|(_, to)| to));
            }
            self.work += ends.len();
            crossings += inversions(&ends, widest);
        }
        crossings
    }

    /// Sorts a row by where those stand that it is connected to on one side.
    fn sort_row(&mut self, row: usize, places: &mut [usize], downwards: bool) {
        let Some(items) = self.rows.get(row) else { return };
        let side = if downwards { &self.up } else { &self.down };
        let mut keyed: Vec<(f32, usize)> = Vec::with_capacity(items.len());
        for (place, item) in items.iter().enumerate() {
            let links = side.get(*item).map(Vec::as_slice).unwrap_or_default();
            self.work += links.len() + 1;
            let sum: f32 = links
                .iter()
                .map(|(other, part)| {
                    // The output's place counts on the side where the outputs are.
                    float(at(places, *other)) + if downwards { *part } else { 0.5 - *part * 0.01 }
                })
                .sum();
            let key = if links.is_empty() { float(place) } else { sum / float(links.len()) };
            keyed.push((key, *item));
        }
        keyed.sort_by(|one, two| one.0.total_cmp(&two.0));
        let mut sorted: Vec<usize> = keyed.into_iter().map(|(_, item)| item).collect();
        self.keep_siblings(&mut sorted);
        for (place, item) in sorted.iter().enumerate() {
            put(places, *item, place);
        }
        if let Some(items) = self.rows.get_mut(row) {
            *items = sorted;
        }
    }

    /// What follows the outputs of one card stands in the order of these outputs, in the places that it has taken.
    fn keep_siblings(&self, row: &mut [usize]) {
        let mut members: Vec<(usize, usize, f32)> = row
            .iter()
            .enumerate()
            .filter_map(|(place, item)| at(&self.leader, *item).map(|(leader, part)| (leader, place, part)))
            .collect();
        members.sort_by_key(|(leader, place, _)| (*leader, *place));
        let before = row.to_vec();
        for family in members.chunk_by(|one, two| one.0 == two.0) {
            let mut wanted: Vec<(f32, usize)> =
                family.iter().map(|(_, place, part)| (*part, at(&before, *place))).collect();
            wanted.sort_by(|one, two| one.0.total_cmp(&two.0));
            for ((_, place, _), (_, item)) in family.iter().zip(wanted) {
                put(row, *place, item);
            }
        }
    }
}

/// How many pairs are in the wrong order.
fn inversions(ends: &[usize], widest: usize) -> usize {
    // A tree of sums: each end asks how many greater ones came before it.
    let mut tree = vec![0_usize; widest + 1];
    let mut crossings = 0;
    for (seen, end) in ends.iter().enumerate() {
        let mut not_greater = 0;
        let mut index = end + 1;
        while index > 0 {
            not_greater += at(&tree, index);
            index &= index - 1;
        }
        crossings += seen - not_greater;
        let mut index = end + 1;
        while let Some(sum) = tree.get_mut(index) {
            *sum += 1;
            index += index & index.wrapping_neg();
        }
    }
    crossings
}

/// Sorts all rows, downwards and upwards by turns, and keeps the best.
pub(super) fn sort(piece: &Piece, rows: &mut Rows) {
    let rounds = if piece.len() + rows.width.len() > MANY { ROUNDS_OF_MANY } else { ROUNDS };
    let mut first = std::mem::take(&mut rows.rows);
    for row in &mut first {
        rows.keep_siblings(row);
    }
    rows.rows = first;
    let mut best = (rows.crossings(), rows.rows.clone());
    let mut without_gain = 0;
    for _ in 0..rounds {
        if best.0 == 0 || without_gain == 3 {
            break;
        }
        let mut places = rows.places();
        for row in 1..rows.rows.len() {
            rows.sort_row(row, &mut places, true);
        }
        let downwards = (rows.crossings(), rows.rows.clone());
        for row in (0..rows.rows.len()).rev() {
            rows.sort_row(row, &mut places, false);
        }
        let upwards = (rows.crossings(), rows.rows.clone());
        without_gain += 1;
        for found in [downwards, upwards] {
            if found.0 < best.0 {
                best = found;
                without_gain = 0;
            }
        }
    }
    rows.rows = best.1;
}
