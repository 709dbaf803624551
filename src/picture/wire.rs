//! Wires: curves that leave an output downwards and enter a card from above.

use super::geometry::{Cubic, Point, Rect};
use crate::flow::{Output, WidgetId};

/// How far a curve that has to turn goes on before it turns.
const TURN: f32 = 44.0;
/// How far a wire passes beside a card.
const BESIDE: f32 = 34.0;
/// A gap between two cards is used where it is at least this wide.
const LEAST_GAP: f32 = 30.0;
/// A target must be this far below its source for the wire to go straight down.
const LEAST_DROP: f32 = 12.0;

/// A connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    /// Where it leaves.
    pub output: Output,
    /// Where it leads.
    pub target: WidgetId,
    /// What kind of way it takes.
    pub kind: WireKind,
    /// Its way.
    pub path: WirePath,
}

/// What kind of way a wire takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireKind {
    /// Down.
    Forward,
    /// Up, to a card that stands higher.
    Back,
    /// To its own card.
    Own,
}

/// One to three curves, end to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WirePath {
    curves: [Cubic; 3],
    count: usize,
}

impl WirePath {
    /// The curves, in order.
    pub fn curves(&self) -> &[Cubic] {
        self.curves.get(..self.count).unwrap_or_default()
    }

    /// A rectangle around it.
    pub fn bounds(&self) -> Rect {
        self.curves().iter().fold(Rect::NOTHING, |all, curve| all.union(curve.bounds()))
    }

    /// How far a point is from it.
    pub fn distance(&self, point: Point) -> f32 {
        self.curves().iter().map(|curve| curve.distance(point)).fold(f32::INFINITY, f32::min)
    }

    /// Where it begins.
    pub fn start(&self) -> Point {
        self.curves().first().map(|curve| curve.at(0.0)).unwrap_or_default()
    }

    /// Where it ends.
    pub fn end(&self) -> Point {
        self.curves().last().map(|curve| curve.at(1.0)).unwrap_or_default()
    }

    /// A point halfway.
    pub fn middle(&self) -> Point {
        self.curves().get(self.count / 2).map(|curve| curve.at(0.5)).unwrap_or_default()
    }

    /// A way from an output to a place that is no card, as to the pointer.
    pub fn loose(from: Point, to: Point) -> Self {
        let reach = ((to.y - from.y) / 2.0).abs().clamp(10.0, 120.0);
        let curve = Cubic([from, from + Point::new(0.0, reach), to - Point::new(0.0, reach), to]);
        Self { curves: [curve, Cubic::default(), Cubic::default()], count: 1 }
    }

    /// The way from an output of the card `source` to the input of the card `target`.
    pub fn between(from: Point, source: &Rect, to: Point, target: &Rect) -> Self {
        if to.y - from.y >= LEAST_DROP {
            let reach = ((to.y - from.y) / 2.0).clamp(16.0, 240.0);
            let curve = Cubic([from, from + Point::new(0.0, reach), to - Point::new(0.0, reach), to]);
            return Self { curves: [curve, Cubic::default(), Cubic::default()], count: 1 };
        }
        let x = way_up(from, source, to, target);
        let turn = Point::new(0.0, TURN);
        let (low, high) = (Point::new(x, from.y), Point::new(x, to.y));
        let down = Cubic([from, from + turn, low + turn, low]);
        let over = Cubic([high, high - turn, to - turn, to]);
        Self { curves: [down, Cubic::line(low, high), over], count: 3 }
    }
}

/// Where a wire that leads up runs: in the gap between two cards that stand side by side, else past the nearer
/// side of both.
fn way_up(from: Point, source: &Rect, to: Point, target: &Rect) -> f32 {
    if target.min.x - source.max.x >= LEAST_GAP {
        return f32::midpoint(source.max.x, target.min.x);
    }
    if source.min.x - target.max.x >= LEAST_GAP {
        return f32::midpoint(target.max.x, source.min.x);
    }
    // Wires of several outputs do not run on top of each other: one that starts farther from the edge keeps
    // farther away from the cards.
    let left_edge = source.min.x.min(target.min.x) - BESIDE;
    let right_edge = source.max.x.max(target.max.x) + BESIDE;
    let left = left_edge - (from.x - source.min.x).clamp(0.0, 400.0) * 0.08;
    let right = right_edge + (source.max.x - from.x).clamp(0.0, 400.0) * 0.08;
    let length = |x: f32| (from.x - x).abs() + (to.x - x).abs();
    if length(left) < length(right) { left } else { right }
}
