//! Which layer each card stands in: below all that lead to it.

use super::net::Piece;
use super::{at, put};

/// The layer of each node, from 0. All leads of a piece go down.
pub(super) fn layers(piece: &Piece) -> Vec<usize> {
    let mut layers = vec![0; piece.len()];
    // Only the start stands on top where there is one.
    let first = usize::from(piece.start.is_some());
    let mut missing: Vec<usize> = piece.up.iter().map(Vec::len).collect();
    let mut ready: Vec<usize> = (0..piece.len()).filter(|node| at(&missing, *node) == 0).collect();
    for node in &ready {
        put(&mut layers, *node, if piece.start == Some(*node) { 0 } else { first });
    }
    let mut next = 0;
    while let Some(node) = ready.get(next).copied() {
        next += 1;
        let below = at(&layers, node) + 1;
        for (to, _) in piece.down.get(node).into_iter().flatten() {
            let layer = at(&layers, *to).max(below);
            put(&mut layers, *to, layer);
            let left = at(&missing, *to).saturating_sub(1);
            put(&mut missing, *to, left);
            if left == 0 {
                ready.push(*to);
            }
        }
    }
    // What no run comes to stands right above what it leads to, not far above it beside the start.
    for node in ready.iter().rev().filter(|node| !at(&piece.is_reached, **node)) {
        let leads = piece.down.get(*node).into_iter().flatten();
        if let Some(highest) = leads.map(|(to, _)| at(&layers, *to)).min() {
            let layer = at(&layers, *node).max(highest.saturating_sub(1));
            put(&mut layers, *node, layer);
        }
    }
    layers
}
