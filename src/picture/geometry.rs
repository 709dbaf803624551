//! Points, rectangles and curves of the world. Nothing here knows what they stand for.

use std::ops::{Add, Mul, Sub};

/// A place, or a distance, in the world; y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// A rectangle that holds its edges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Its upper left corner.
    pub min: Point,
    /// Its lower right corner.
    pub max: Point,
}

/// A cubic Bézier curve by its four points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cubic(pub [Point; 4]);

impl Point {
    /// A point.
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// How far it is from another point.
    pub fn distance(self, other: Self) -> f32 {
        (self - other).length()
    }

    /// Its distance from the origin.
    pub fn length(self) -> f32 {
        self.x.hypot(self.y)
    }
}

impl Add for Point {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f32> for Point {
    type Output = Self;
    fn mul(self, factor: f32) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }
}

impl Rect {
    /// What every union begins with: it holds nothing.
    pub const NOTHING: Self = Self {
        min: Point::new(f32::INFINITY, f32::INFINITY),
        max: Point::new(f32::NEG_INFINITY, f32::NEG_INFINITY),
    };

    /// A rectangle by its corner and its size.
    pub fn at(min: Point, size: Point) -> Self {
        Self { min, max: min + size }
    }

    /// The rectangle between two points, whichever is which corner.
    pub fn between(one: Point, two: Point) -> Self {
        Self {
            min: Point::new(one.x.min(two.x), one.y.min(two.y)),
            max: Point::new(one.x.max(two.x), one.y.max(two.y)),
        }
    }

    /// The smallest rectangle around points.
    pub fn around(points: &[Point]) -> Self {
        points.iter().fold(Self::NOTHING, |all, point| all.union(Self { min: *point, max: *point }))
    }

    /// Its width; never below zero.
    pub fn width(&self) -> f32 {
        (self.max.x - self.min.x).max(0.0)
    }

    /// Its height; never below zero.
    pub fn height(&self) -> f32 {
        (self.max.y - self.min.y).max(0.0)
    }

    /// Its size.
    pub fn size(&self) -> Point {
        Point::new(self.width(), self.height())
    }

    /// Its middle.
    pub fn center(&self) -> Point {
        Point::new(f32::midpoint(self.min.x, self.max.x), f32::midpoint(self.min.y, self.max.y))
    }

    /// Whether it holds no point at all, as [`Rect::NOTHING`].
    pub fn is_nothing(&self) -> bool {
        !(self.min.x <= self.max.x && self.min.y <= self.max.y)
    }

    /// Whether a point lies in it.
    pub fn contains(&self, point: Point) -> bool {
        self.min.x <= point.x && point.x <= self.max.x && self.min.y <= point.y && point.y <= self.max.y
    }

    /// Whether the two have a point in common.
    pub fn intersects(&self, other: &Self) -> bool {
        self.min.x <= other.max.x
            && other.min.x <= self.max.x
            && self.min.y <= other.max.y
            && other.min.y <= self.max.y
    }

    /// The smallest rectangle around both.
    pub fn union(self, other: Self) -> Self {
        Self {
            min: Point::new(self.min.x.min(other.min.x), self.min.y.min(other.min.y)),
            max: Point::new(self.max.x.max(other.max.x), self.max.y.max(other.max.y)),
        }
    }

    /// It, larger by this on all sides.
    pub fn expand(self, by: f32) -> Self {
        let by = Point::new(by, by);
        Self { min: self.min - by, max: self.max + by }
    }

    /// It, elsewhere.
    pub fn shifted(self, by: Point) -> Self {
        Self { min: self.min + by, max: self.max + by }
    }

    /// Whether a straight line has a point in common with it.
    pub fn meets_line(&self, from: Point, to: Point) -> bool {
        let (mut first, mut last) = (0.0_f32, 1.0_f32);
        let along = to - from;
        // The part of the line that lies between two parallel edges, for both directions.
        for (start, step, low, high) in
            [(from.x, along.x, self.min.x, self.max.x), (from.y, along.y, self.min.y, self.max.y)]
        {
            if step == 0.0 {
                if start < low || start > high {
                    return false;
                }
                continue;
            }
            let (one, two) = ((low - start) / step, (high - start) / step);
            first = first.max(one.min(two));
            last = last.min(one.max(two));
        }
        first <= last
    }

    /// How far a point is from it; 0 inside.
    pub fn distance(&self, point: Point) -> f32 {
        let x = (self.min.x - point.x).max(point.x - self.max.x).max(0.0);
        let y = (self.min.y - point.y).max(point.y - self.max.y).max(0.0);
        x.hypot(y)
    }
}

impl Cubic {
    /// A straight line as a curve.
    pub fn line(from: Point, to: Point) -> Self {
        let third = (to - from) * (1.0 / 3.0);
        Self([from, from + third, to - third, to])
    }

    /// A quarter of a turn, or less: from one point to another, first towards their corner, then away from it.
    pub fn corner(from: Point, corner: Point, to: Point) -> Self {
        // So far do the inner points of a curve reach that is taken for a quarter of a circle.
        const ROUND: f32 = 0.552_3;
        Self([from, from + (corner - from) * ROUND, to + (corner - to) * ROUND, to])
    }

    /// Whether it is a straight line across or down.
    pub fn is_line(&self) -> bool {
        let [a, rest @ ..] = self.0;
        rest.iter().all(|point| point.x == a.x) || rest.iter().all(|point| point.y == a.y)
    }

    /// How long it is, about.
    pub fn length(&self) -> f32 {
        let [a, .., d] = self.0;
        if self.is_line() {
            return a.distance(d);
        }
        let points = [0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0].map(|t| self.at(t));
        points.iter().zip(points.iter().skip(1)).map(|(one, two)| one.distance(*two)).sum()
    }

    /// Where it leads at `t`, as a vector of length 1; downwards where that cannot be told.
    pub fn direction(&self, t: f32) -> Point {
        let by = self.at((t + 0.02).min(1.0)) - self.at((t - 0.02).max(0.0));
        let length = by.length();
        if length > 0.0 { by * (1.0 / length) } else { Point::new(0.0, 1.0) }
    }

    /// The point at `t` (0 to 1).
    pub fn at(&self, t: f32) -> Point {
        let [a, b, c, d] = self.0;
        let s = 1.0 - t;
        a * (s * s * s) + b * (3.0 * s * s * t) + c * (3.0 * s * t * t) + d * (t * t * t)
    }

    /// A rectangle that surely holds it: that of its four points.
    pub fn bounds(&self) -> Rect {
        Rect::around(&self.0)
    }

    /// It, elsewhere.
    pub fn shifted(&self, by: Point) -> Self {
        Self(self.0.map(|point| point + by))
    }

    /// How far a point is from it, to within a fraction of a point.
    pub fn distance(&self, point: Point) -> f32 {
        let mut nearest = f32::INFINITY;
        let mut last = self.at(0.0);
        for step in 1..=PIECES {
            #[expect(clippy::cast_precision_loss, reason = "the number of pieces is small")]
            let next = self.at(step as f32 / PIECES as f32);
            nearest = nearest.min(distance_to_segment(point, last, next));
            last = next;
        }
        nearest
    }
}

/// Straight pieces that a curve is taken for when a distance is asked.
const PIECES: u32 = 24;

/// How far a point is from the straight line between two others.
fn distance_to_segment(point: Point, from: Point, to: Point) -> f32 {
    let along = to - from;
    let length = along.x * along.x + along.y * along.y;
    if length <= f32::EPSILON {
        return point.distance(from);
    }
    let offset = point - from;
    let t = ((offset.x * along.x + offset.y * along.y) / length).clamp(0.0, 1.0);
    point.distance(from + along * t)
}
