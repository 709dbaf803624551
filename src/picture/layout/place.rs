//! Coordinates: rows below each other, and in each row every card as near as can be to where its neighbours above
//! and below want it.

use super::net::Piece;
use super::order::Rows;
use super::{GAP_X, GAP_Y, at, float, put};

/// Between a card and a wire that passes it, and between two wires.
const LANE_GAP: f32 = 14.0;
/// Rounds in which cards follow those above, then those below.
const ROUNDS: usize = 6;
/// Rounds in which they follow both, and how many items are too many for so many rounds.
const SETTLING: usize = 14;
const SETTLING_OF_MANY: usize = 4;
const MANY: usize = 3_000;
/// How much more a card that stands in a straight chain weighs than its neighbours.
const CHAIN: f32 = 10_000.0;
/// So much farther apart stand two layers for each output that a wire leaves by, and no more than so many.
const PER_OUTPUT: f32 = 7.0;
const MOST_OUTPUTS: usize = 7;

/// What an item wants: where its middle should be, and how much that counts.
#[derive(Clone, Copy, Default)]
struct Wish {
    center: f32,
    weight: f32,
}

/// The middle of each node, across.
pub(super) fn across(piece: &Piece, rows: &mut Rows) -> Vec<f32> {
    let mut xs = vec![0.0; rows.width.len()];
    for row in &rows.rows {
        let all: f32 = offsets(rows, row).last().copied().unwrap_or_default();
        for (item, offset) in row.iter().zip(offsets(rows, row)) {
            put(&mut xs, *item, offset - all / 2.0);
        }
    }
    let last = rows.rows.len();
    for _ in 0..ROUNDS {
        (1..last).for_each(|row| settle(rows, row, &mut xs, |item, xs| above(rows, item, xs)));
        (0..last).rev().for_each(|row| settle(rows, row, &mut xs, |item, xs| below(rows, item, xs)));
    }
    let settling = if rows.width.len() > MANY { SETTLING_OF_MANY } else { SETTLING };
    for _ in 0..settling {
        let both = |item: usize, xs: &[f32]| {
            let (up, down) = (above(rows, item, xs), below(rows, item, xs));
            let weight = up.weight + down.weight;
            let sum = up.center * up.weight + down.center * down.weight;
            Wish { center: if weight > 0.0 { sum / weight } else { at(xs, item) }, weight }
        };
        (0..last).for_each(|row| settle(rows, row, &mut xs, both));
        (0..last).rev().for_each(|row| settle(rows, row, &mut xs, both));
    }
    (1..last).for_each(|row| settle(rows, row, &mut xs, |item, xs| straight(rows, item, xs)));
    rows.work += (2 * ROUNDS + 2 * settling + 1) * (rows.width.len() + piece.work());
    xs.truncate(rows.nodes);
    xs
}

/// How far the middles of a row's items must be from that of the first.
fn offsets(rows: &Rows, row: &[usize]) -> Vec<f32> {
    let mut offsets = Vec::with_capacity(row.len());
    let mut offset = 0.0;
    let mut last: Option<usize> = None;
    for item in row {
        if let Some(last) = last {
            let gap = if last < rows.nodes && *item < rows.nodes { GAP_X } else { LANE_GAP };
            offset += f32::midpoint(at(&rows.width, last), at(&rows.width, *item)) + gap;
        }
        offsets.push(offset);
        last = Some(*item);
    }
    offsets
}

/// A wire that passes several layers should be straight.
fn weight(rows: &Rows, one: usize, two: usize) -> f32 {
    match (one < rows.nodes, two < rows.nodes) {
        (true, true) => 1.0,
        (false, false) => 6.0,
        _ => 2.0,
    }
}

/// Where those above want an item. Of a card that leads to several, each is wanted under its output's share.
fn above(rows: &Rows, item: usize, xs: &[f32]) -> Wish {
    mean(rows.up.get(item), |other| weight(rows, item, other), item, xs)
}

fn below(rows: &Rows, item: usize, xs: &[f32]) -> Wish {
    mean(rows.down.get(item), |other| weight(rows, item, other), item, xs)
}

fn mean(links: Option<&Vec<(usize, f32)>>, weight: impl Fn(usize) -> f32, item: usize, xs: &[f32]) -> Wish {
    let links = links.map(Vec::as_slice).unwrap_or_default();
    let all: f32 = links.iter().map(|(other, _)| weight(*other)).sum();
    let sum: f32 = links.iter().map(|(other, _)| at(xs, *other) * weight(*other)).sum();
    // What is connected on the other side only stays where it is, but gives way.
    let center = if all > 0.0 { sum / all } else { at(xs, item) };
    Wish { center, weight: all.max(0.05) }
}

/// An item that alone follows the only one before it stands right under it; all others stay where they are.
fn straight(rows: &Rows, item: usize, xs: &[f32]) -> Wish {
    let only = |links: Option<&Vec<(usize, f32)>>| match links.map(Vec::as_slice) {
        Some([(other, _)]) => Some(*other),
        _ => None,
    };
    let chained = only(rows.up.get(item)).filter(|above| only(rows.down.get(*above)) == Some(item));
    match chained {
        Some(above) => Wish { center: at(xs, above), weight: CHAIN },
        None => Wish { center: at(xs, item), weight: 1.0 },
    }
}

/// Puts a row's items as near to their wishes as order and distances allow: the least sum of squares.
fn settle(rows: &Rows, row: usize, xs: &mut [f32], wish: impl Fn(usize, &[f32]) -> Wish) {
    /// Items that have come to touch each other and move as one.
    struct Group {
        wanted: f32,
        weight: f32,
        count: usize,
    }
    let Some(row) = rows.rows.get(row) else { return };
    let offsets = offsets(rows, row);
    let mut groups: Vec<Group> = Vec::with_capacity(row.len());
    for (item, offset) in row.iter().zip(&offsets) {
        let wish = wish(*item, xs);
        let mut group =
            Group { wanted: wish.center - offset, weight: wish.weight.max(f32::MIN_POSITIVE), count: 1 };
        // Without their distances, the places of a row may not fall: those that would are pooled.
        while let Some(last) = groups.pop_if(|last| last.wanted > group.wanted) {
            let weight = last.weight + group.weight;
            group.wanted = (last.wanted * last.weight + group.wanted * group.weight) / weight;
            group.weight = weight;
            group.count += last.count;
        }
        groups.push(group);
    }
    let places = groups.iter().flat_map(|group| std::iter::repeat_n(group.wanted, group.count));
    for ((item, offset), wanted) in row.iter().zip(&offsets).zip(places) {
        put(xs, *item, wanted + offset);
    }
}

/// The upper edge of each node.
pub(super) fn down(piece: &Piece, layers: &[usize]) -> Vec<f32> {
    let count = layers.iter().max().map_or(0, |most| most + 1);
    let mut heights = vec![0.0_f32; count];
    let mut outputs = vec![0_usize; count];
    for (node, layer) in layers.iter().enumerate() {
        let height = at(&heights, *layer).max(piece.sizes.get(node).map_or(0.0, |size| size.y));
        put(&mut heights, *layer, height);
        let leads = piece.down.get(node).map_or(0, Vec::len);
        let most = at(&outputs, *layer).max(leads);
        put(&mut outputs, *layer, most);
    }
    let mut tops = Vec::with_capacity(count);
    let mut top = 0.0;
    for (height, outputs) in heights.iter().zip(&outputs) {
        tops.push(top);
        top += height + GAP_Y + float(outputs.saturating_sub(1).min(MOST_OUTPUTS)) * PER_OUTPUT;
    }
    layers.iter().map(|layer| at(&tops, *layer)).collect()
}
