//! Parts that have nothing to do with each other, put together into one drawing.

use super::{GAP_X, GAP_Y, Node, put};
use crate::picture::geometry::{Point, Rect};

/// A row of parts is at least this wide before the next one begins.
const LEAST_WIDTH: f32 = 1_600.0;
/// Between parts, on top of what is between cards.
const APART: f32 = 40.0;

/// The place of each node: the first block, and below it the others in rows. The first one's upper left corner is
/// the origin.
pub(super) fn together(nodes: &[Node], blocks: &[Vec<(usize, Point)>], has_start: bool) -> Vec<Point> {
    let mut places = vec![Point::default(); nodes.len()];
    let bounds = |block: &[(usize, Point)]| {
        block.iter().fold(Rect::NOTHING, |all, (node, corner)| {
            let size = nodes.get(*node).map_or_else(Point::default, |node| node.size);
            all.union(Rect::at(*corner, size))
        })
    };
    let width = blocks.first().map_or(0.0, |first| bounds(first).width()).max(LEAST_WIDTH);
    let mut corner = Point::default();
    let mut row_bottom = 0.0_f32;
    for (index, block) in blocks.iter().enumerate() {
        let bounds = bounds(block);
        // The block with the start has its row for itself.
        let is_full = corner.x > 0.0 && corner.x + bounds.width() > width;
        let is_after_first = index == 1 && has_start;
        if is_full || is_after_first {
            corner = Point::new(0.0, row_bottom + GAP_Y + APART);
        }
        let by = corner - bounds.min;
        for (node, place) in block {
            put(&mut places, *node, *place + by);
        }
        row_bottom = row_bottom.max(corner.y + bounds.height());
        corner.x += bounds.width() + GAP_X + APART;
    }
    places
}
