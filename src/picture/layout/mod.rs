//! Automatic layout: where cards stand best when a flow runs from top to bottom.
//!
//! It is layered, as Sugiyama's: wires that lead back are found and set aside, each card gets a layer below those
//! that lead to it, layers are put in order so that few wires cross and the outputs of a card keep their order, and
//! then each card moves under what leads to it as far as its neighbours let it.
//! It knows sizes and leads, nothing of a flow. The same input gives the same places, and work grows about as the
//! number of cards and wires does: what could grow faster (sweeps, stand-ins for long wires) is bounded.

mod net;
mod order;
mod pack;
mod place;
mod rank;

#[cfg(test)]
mod tests;

use self::net::{Net, Piece};
use super::geometry::Point;

pub(super) use net::loops;

/// What is laid out: a card.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// The room that it takes.
    pub size: Point,
    /// Where each of its outputs leads, from left to right.
    pub leads: Vec<Option<usize>>,
}

/// The answer of [`lay_out`].
#[derive(Clone, Debug, Default)]
pub struct Laid {
    /// The upper left corner of each card.
    pub places: Vec<Point>,
    /// How many steps it took: what must not grow faster than cards and wires do.
    pub work: usize,
}

/// Between two cards side by side: room for a few wires.
pub const GAP_X: f32 = 64.0;
/// Between two layers, at least.
pub const GAP_Y: f32 = 72.0;

/// Lays cards out from top to bottom. The start stands on top; what has nothing to do with it stands below.
pub fn lay_out(nodes: &[Node], start: Option<usize>) -> Laid {
    let net = Net::of(nodes, start);
    let mut work = net.work;
    let mut blocks = Vec::new();
    for members in net.pieces() {
        let piece = Piece::of(&net, nodes, &members, start);
        let layers = rank::layers(&piece);
        let mut rows = order::Rows::of(&piece, &layers);
        order::sort(&piece, &mut rows);
        let xs = place::across(&piece, &mut rows);
        let ys = place::down(&piece, &layers);
        work += piece.work() + rows.work;
        let corner = |(index, node): (usize, &usize)| {
            let size = nodes.get(*node).map_or_else(Point::default, |node| node.size);
            let center = xs.get(index).copied().unwrap_or_default();
            (*node, Point::new(center - size.x / 2.0, ys.get(index).copied().unwrap_or_default()))
        };
        blocks.push(members.iter().enumerate().map(corner).collect::<Vec<_>>());
    }
    Laid { places: pack::together(nodes, &blocks, start.is_some()), work }
}

/// A number of a list; the type's own zero where there is none.
fn at<T: Copy + Default>(list: &[T], index: usize) -> T {
    list.get(index).copied().unwrap_or_default()
}

/// Writes a number into a list.
fn put<T>(list: &mut [T], index: usize, value: T) {
    if let Some(slot) = list.get_mut(index) {
        *slot = value;
    }
}

/// A count as a coordinate.
#[expect(clippy::cast_precision_loss, reason = "nobody counts cards in millions")]
fn float(count: usize) -> f32 {
    count as f32
}
