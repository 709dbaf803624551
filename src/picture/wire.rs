//! Wires: ways that leave an output downwards and enter a card from above.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::geometry::{Cubic, Point, Rect};
use crate::flow::{Output, WidgetId};

/// How far a curve that has to turn goes on before it turns.
const TURN: f32 = 44.0;
/// How far a wire passes beside a card.
const BESIDE: f32 = 34.0;
/// A gap between two cards is used where it is at least this wide.
const LEAST_GAP: f32 = 30.0;
/// A target must be this far below its source for the wire to go straight down.
pub(super) const LEAST_DROP: f32 = 12.0;

/// How wires are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WireStyle {
    /// As curves.
    #[default]
    Smooth,
    /// Along right angles, with round corners.
    RightAngled,
}

/// A connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    /// Where it leaves.
    pub output: Output,
    /// Where it leads.
    pub target: WidgetId,
    /// What kind of way it takes.
    pub kind: WireKind,
    /// Whether it leads back to where a run came by: by such wires a flow has loops.
    pub is_loop: bool,
    /// Its way.
    pub path: WirePath,
}

impl Wire {
    /// Whether it should show which way it leads: upwards, or back.
    pub fn leads_back(&self) -> bool {
        self.is_loop || self.kind != WireKind::Forward
    }
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

/// A piece of a way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Piece {
    /// A straight line between two points.
    Line(Point, Point),
    /// A curve.
    Curve(Cubic),
}

/// Curves, end to end; straight lines are curves too. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct WirePath {
    curves: Arc<[Cubic]>,
    /// Both ends, at hand: with thousands of wires in view nothing else is looked at.
    ends: [Point; 2],
}

impl WirePath {
    /// A way of curves that begin where the one before them ends.
    pub(super) fn of(curves: impl Into<Arc<[Cubic]>>) -> Self {
        let curves = curves.into();
        let ends = match (curves.first(), curves.last()) {
            (Some(Cubic([start, ..])), Some(Cubic([.., end]))) => [*start, *end],
            _ => [Point::default(); 2],
        };
        Self { curves, ends }
    }

    /// The curves, in order; a straight line is one too: see [`Cubic::is_line`].
    pub fn curves(&self) -> &[Cubic] {
        &self.curves
    }

    /// Its pieces, in order, lines and curves told apart.
    pub fn pieces(&self) -> impl Iterator<Item = Piece> {
        self.curves.iter().map(|curve| {
            let [from, .., to] = curve.0;
            if curve.is_line() { Piece::Line(from, to) } else { Piece::Curve(*curve) }
        })
    }

    /// Whether it is the very way that was worked out for another.
    #[cfg(test)]
    pub(super) fn is_shared(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.curves, &other.curves)
    }

    /// It, elsewhere.
    pub fn shifted(&self, by: Point) -> Self {
        Self {
            curves: self.curves.iter().map(|curve| curve.shifted(by)).collect(),
            ends: self.ends.map(|end| end + by),
        }
    }

    /// A rectangle around it.
    pub fn bounds(&self) -> Rect {
        self.curves().iter().fold(Rect::NOTHING, |all, curve| all.union(curve.bounds()))
    }

    /// How far a point is from it.
    pub fn distance(&self, point: Point) -> f32 {
        let mut nearest = f32::INFINITY;
        for curve in self.curves() {
            // A curve lies within the box of its points, so one that is farther away is not worth a closer look.
            if curve.bounds().distance(point) < nearest {
                nearest = nearest.min(curve.distance(point));
            }
        }
        nearest
    }

    /// Where it begins.
    pub fn start(&self) -> Point {
        let [start, _] = self.ends;
        start
    }

    /// Where it ends.
    pub fn end(&self) -> Point {
        let [_, end] = self.ends;
        end
    }

    /// How long it is, about.
    pub fn length(&self) -> f32 {
        self.curves().iter().map(Cubic::length).sum()
    }

    /// The point after this part of its length, from 0 to 1, and where it leads there, as a vector of length 1.
    pub fn at(&self, part: f32) -> (Point, Point) {
        let mut left = self.length() * part.clamp(0.0, 1.0);
        for curve in self.curves() {
            let length = curve.length();
            if left <= length && length > 0.0 {
                let t = left / length;
                return (curve.at(t), curve.direction(t));
            }
            left -= length;
        }
        (self.end(), self.curves().last().map_or(Point::new(0.0, 1.0), |curve| curve.direction(1.0)))
    }

    /// A point halfway.
    pub fn middle(&self) -> Point {
        self.at(0.5).0
    }

    /// Its longest straight line or curve, where there is room for a sign.
    pub fn longest(&self) -> Option<&Cubic> {
        self.curves().iter().max_by(|one, two| one.length().total_cmp(&two.length()))
    }

    /// A way from an output to a place that is no card, as to the pointer.
    pub fn loose(from: Point, to: Point) -> Self {
        let reach = ((to.y - from.y) / 2.0).abs().clamp(10.0, 120.0);
        Self::of([Cubic([from, from + Point::new(0.0, reach), to - Point::new(0.0, reach), to])])
    }

    /// The way from an output of the card `source` to the input of the card `target`, whatever stands between them.
    pub fn between(from: Point, source: &Rect, to: Point, target: &Rect) -> Self {
        if to.y - from.y >= LEAST_DROP {
            let reach = ((to.y - from.y) / 2.0).clamp(16.0, 240.0);
            return Self::of([Cubic([from, from + Point::new(0.0, reach), to - Point::new(0.0, reach), to])]);
        }
        let x = way_up(from, source, to, target);
        let turn = Point::new(0.0, TURN);
        let (low, high) = (Point::new(x, from.y), Point::new(x, to.y));
        let down = Cubic([from, from + turn, low + turn, low]);
        let over = Cubic([high, high - turn, to - turn, to]);
        Self::of([down, Cubic::line(low, high), over])
    }

    /// As [`WirePath::between`], in a style.
    pub fn plain(style: WireStyle, from: Point, source: &Rect, to: Point, target: &Rect) -> Self {
        if style == WireStyle::Smooth {
            return Self::between(from, source, to, target);
        }
        let stub = 16.0;
        if to.y - from.y >= 2.0 * stub {
            let level = f32::midpoint(from.y, to.y);
            return Self::through(&[from, Point::new(from.x, level), Point::new(to.x, level), to], 8.0);
        }
        let x = way_up(from, source, to, target);
        let (low, high) = (from.y + stub, to.y - stub);
        let corners = [(from.x, low), (x, low), (x, high), (to.x, high)].map(|(x, y)| Point::new(x, y));
        let [a, b, c, d] = corners;
        Self::through(&[from, a, b, c, d, to], 8.0)
    }

    /// A way along straight lines between points, its corners rounded by this radius where there is room for it.
    pub fn through(points: &[Point], radius: f32) -> Self {
        let mut corners: Vec<Point> = Vec::with_capacity(points.len());
        for point in points {
            // A point on the way straight on is no corner.
            while let [.., before, last] = corners.as_slice()
                && ((before.x == last.x && last.x == point.x) || (before.y == last.y && last.y == point.y))
            {
                corners.pop();
            }
            if corners.last() != Some(point) {
                corners.push(*point);
            }
        }
        let mut curves = Vec::with_capacity(corners.len() * 2);
        let mut here = corners.first().copied().unwrap_or_default();
        for (index, three) in corners.windows(3).enumerate() {
            let [before, corner, after] = three else { continue };
            // The first and the last line are all for one corner, the others are shared by two.
            let share = |is_end: bool| if is_end { 1.0 } else { 0.5 };
            let (into, out) = (before.distance(*corner), corner.distance(*after));
            let most =
                (into * share(index == 0)).min(out * share(index + 3 == corners.len())).min(radius).max(0.0);
            let begin = *corner + (*before - *corner) * (most / into.max(f32::MIN_POSITIVE));
            let end = *corner + (*after - *corner) * (most / out.max(f32::MIN_POSITIVE));
            if here != begin {
                curves.push(Cubic::line(here, begin));
            }
            curves.push(Cubic::corner(begin, *corner, end));
            here = end;
        }
        if let Some(last) = corners.last()
            && (here != *last || curves.is_empty())
        {
            curves.push(Cubic::line(here, *last));
        }
        Self::of(curves)
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
