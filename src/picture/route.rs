//! Ways for wires round the cards that stand between their ends.
//!
//! A way is worked out for each wire by itself, from the cards near it: it leaves downwards, goes aside at one level,
//! down or up in a channel that is free, aside again, and enters from above. Levels and channels are tried in a fixed
//! number, so a wire costs about the same in a flow of any size.
//! It knows nothing of other wires. So that they do not lie on each other, each keeps a lane that follows from the
//! output that it leaves and the card that it leads to.

use super::geometry::{Cubic, Point, Rect};
use super::grid::Grid;
use super::wire::{LEAST_DROP, WirePath, WireStyle};

/// So near does no wire come to a card that it passes.
const CLEAR: f32 = 9.0;
/// How far a channel is from the card that it goes round.
const ASIDE: f32 = 22.0;
/// How far lanes reach together where they are not bound by the room below.
const LANES: f32 = 48.0;
/// Between two lanes.
const LANE: f32 = 6.0;
/// So many outputs of a card have lanes of their own.
const MOST_LANES: usize = 24;
/// Wires to this many targets have channels of their own, then they begin anew.
const CHANNELS: u32 = 5;
/// So many cards a channel or a level goes past until it is given up.
const MOST_TRIES: usize = 12;
/// What a way behind a card costs, in points of length.
const BEHIND: f32 = 4_000.0;
/// Lengths of the pieces in which a curve is held against the cards, and their number.
const PIECE: f32 = 120.0;
const PIECES: (f32, f32) = (6.0, 32.0);

/// What a way depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    pub from: Point,
    pub source: Rect,
    pub to: Point,
    pub target: Rect,
    /// The output's place among those of its card, and their number.
    pub output: (usize, usize),
    /// What wires to the same card have in common.
    pub key: u32,
}

/// A way, and all the room that was looked at for it: while no card comes or goes there, it stays.
pub(super) struct Routed {
    pub path: WirePath,
    pub looked_at: Rect,
}

/// Finds ways between cards.
pub(super) struct Router<'a> {
    cards: &'a Grid,
    style: WireStyle,
    looked_at: Rect,
}

/// How far a way goes before it turns, and how round it turns.
struct Manner {
    stub: f32,
    radius: f32,
}

impl<'a> Router<'a> {
    pub(super) fn new(cards: &'a Grid, style: WireStyle) -> Self {
        Self { cards, style, looked_at: Rect::NOTHING }
    }

    /// The way of one wire.
    pub(super) fn route(&mut self, ends: &Ends) -> Routed {
        self.looked_at = Rect::NOTHING;
        let path = match self.style {
            WireStyle::Smooth => self.smooth(ends),
            WireStyle::RightAngled => {
                let manner = Manner { stub: 16.0, radius: 8.0 };
                WirePath::through(&self.angled(ends, &manner).0, manner.radius)
            }
        };
        Routed { path, looked_at: self.looked_at }
    }

    /// The plain curve, or where that would pass behind a card, a way round with wide turns.
    fn smooth(&mut self, ends: &Ends) -> WirePath {
        let plain = WirePath::between(ends.from, &ends.source, ends.to, &ends.target);
        if plain.curves().iter().all(|curve| self.is_curve_free(curve, ends)) {
            return plain;
        }
        let manner = Manner { stub: 26.0, radius: 40.0 };
        let (points, is_free) = self.angled(ends, &manner);
        let is_down = ends.to.y - ends.from.y >= LEAST_DROP;
        // Behind cards both ways are hard to follow, and the plain one is shorter.
        if is_free || !is_down { WirePath::through(&points, manner.radius) } else { plain }
    }

    /// Whether a curve passes behind no card other than those at its ends.
    fn is_curve_free(&mut self, curve: &Cubic, ends: &Ends) -> bool {
        let count = (curve.length() / PIECE).ceil().clamp(PIECES.0, PIECES.1);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number is clamped")]
        let count = if curve.is_line() { 1 } else { count as u8 };
        let mut from = curve.at(0.0);
        for step in 1..=count {
            let to = curve.at(f32::from(step) / f32::from(count));
            let area = Rect::between(from, to);
            self.looked_at = self.looked_at.union(area);
            let mut is_free = true;
            self.cards.visit(&area, |_, card| {
                let is_end = *card == ends.source || *card == ends.target;
                // Who only grazes a corner is not hidden.
                is_free = is_end || !card.expand(-3.0).meets_line(from, to);
                is_free
            });
            if !is_free {
                return false;
            }
            from = to;
        }
        true
    }

    /// A way along right angles, and whether it is free of cards.
    fn angled(&mut self, ends: &Ends, manner: &Manner) -> (Vec<Point>, bool) {
        let (from, to) = (ends.from, ends.to);
        if to.y - from.y >= 2.0 * manner.stub {
            if (to.x - from.x).abs() < 4.0 && self.is_down_free(from.x, from.y, to.y) {
                return (vec![from, to], true);
            }
            for level in levels(ends, manner) {
                if self.is_down_free(from.x, from.y, level)
                    && self.is_across_free(level, from.x, to.x)
                    && self.is_down_free(to.x, level, to.y)
                {
                    return (vec![from, Point::new(from.x, level), Point::new(to.x, level), to], true);
                }
            }
        }
        self.around(ends, manner)
    }

    /// A way through a channel beside the cards.
    fn around(&mut self, ends: &Ends, manner: &Manner) -> (Vec<Point>, bool) {
        let (from, to) = (ends.from, ends.to);
        let (low, high) = (from.y + manner.stub + lane(ends, LANE, true).min(LANES), to.y - manner.stub);
        let channels = self.channels(ends, low, high);
        let mut best: Option<(f32, Vec<Point>, bool)> = None;
        for (cost, x, is_channel_free) in channels {
            if best.as_ref().is_some_and(|(least, ..)| *least <= cost) {
                continue;
            }
            let (leave, is_leave_free) = self.level(low, from.x, x, from.y, 1.0);
            let (enter, is_enter_free) = self.level(high, x, to.x, to.y, -1.0);
            let blocked =
                [is_channel_free, is_leave_free, is_enter_free].iter().filter(|free| !**free).count();
            let detour = (leave - low).abs() + (enter - high).abs();
            let cost = cost + detour + BEHIND * f32::from(u8::try_from(blocked).unwrap_or(u8::MAX));
            if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
                let corners = [(from.x, leave), (x, leave), (x, enter), (to.x, enter)];
                let way = [from].into_iter().chain(corners.map(|(x, y)| Point::new(x, y))).chain([to]);
                best = Some((cost, way.collect(), blocked == 0));
            }
        }
        best.map_or_else(|| (vec![from, to], false), |(_, way, is_free)| (way, is_free))
    }

    /// Channels for the way down or up, the shortest first, with their lengths and whether they are free.
    fn channels(&mut self, ends: &Ends, low: f32, high: f32) -> Vec<(f32, f32, bool)> {
        let (from, to) = (ends.from.x, ends.to.x);
        let shift = channel_shift(ends);
        let (top, bottom) = (low.min(high), low.max(high));
        let mut found = Vec::with_capacity(5);
        for (x, side) in [(from, -1.0), (from, 1.0), (to, -1.0), (to, 1.0)] {
            let (x, is_free) = self.channel(x, top, bottom, side, shift);
            found.push(((from - x).abs() + (to - x).abs(), x, is_free));
        }
        found.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.total_cmp(&two.1)));
        found.dedup_by_key(|(_, x, _)| *x);
        found
    }

    /// The nearest place on one side of `x` where a wire can go down between two heights.
    fn channel(&mut self, x: f32, top: f32, bottom: f32, side: f32, shift: f32) -> (f32, bool) {
        let mut x = x;
        for _ in 0..MOST_TRIES {
            let strip = Rect { min: Point::new(x - CLEAR, top), max: Point::new(x + CLEAR, bottom) };
            let mut edge: Option<f32> = None;
            self.visit(&strip, |card| {
                let own = if side > 0.0 { card.max.x } else { card.min.x };
                edge = Some(edge.map_or(own, |edge| if side > 0.0 { edge.max(own) } else { edge.min(own) }));
            });
            match edge {
                None => return (x, true),
                Some(edge) => x = edge + side * (ASIDE + shift),
            }
        }
        (x, false)
    }

    /// The nearest level from `y` on where a wire can go across, reached straight from a port at `port_y`.
    fn level(&mut self, y: f32, from: f32, to: f32, port_y: f32, side: f32) -> (f32, bool) {
        let port_x = if side > 0.0 { from } else { to };
        let mut level = y;
        for _ in 0..MOST_TRIES / 2 {
            let strip = Rect {
                min: Point::new(from.min(to) - CLEAR, level - CLEAR),
                max: Point::new(from.max(to) + CLEAR, level + CLEAR),
            };
            let mut edge: Option<f32> = None;
            self.visit(&strip, |card| {
                let own = if side > 0.0 { card.max.y } else { card.min.y };
                edge = Some(edge.map_or(own, |edge| if side > 0.0 { edge.max(own) } else { edge.min(own) }));
            });
            match edge {
                None => return (level, true),
                Some(edge) => level = edge + side * (CLEAR + 5.0),
            }
            if !self.is_down_free(port_x, port_y.min(level), port_y.max(level)) {
                break;
            }
        }
        (y, false)
    }

    fn visit(&mut self, area: &Rect, mut see: impl FnMut(&Rect)) {
        self.looked_at = self.looked_at.union(*area);
        self.cards.visit(area, |_, card| {
            see(card);
            true
        });
    }

    /// Whether nothing stands in the way between two heights; the cards at the ends do not count.
    fn is_down_free(&mut self, x: f32, top: f32, bottom: f32) -> bool {
        if bottom - top <= 2.0 {
            return true;
        }
        let strip = Rect { min: Point::new(x - CLEAR, top + 1.0), max: Point::new(x + CLEAR, bottom - 1.0) };
        self.looked_at = self.looked_at.union(strip);
        !self.cards.meets(&strip)
    }

    fn is_across_free(&mut self, y: f32, one: f32, two: f32) -> bool {
        let strip = Rect {
            min: Point::new(one.min(two) - CLEAR, y - CLEAR),
            max: Point::new(one.max(two) + CLEAR, y + CLEAR),
        };
        self.looked_at = self.looked_at.union(strip);
        !self.cards.meets(&strip)
    }
}

/// How much farther away than others a wire turns: of the outputs of a card, each has a level of its own, so that
/// those that lead to the same side do not cross.
fn lane(ends: &Ends, step: f32, is_leaving: bool) -> f32 {
    let (index, count) = ends.output;
    let is_left = ends.to.x < ends.from.x;
    let place = if is_left == is_leaving { index } else { count.saturating_sub(1 + index) };
    f32::from(u8::try_from(place.min(MOST_LANES)).unwrap_or_default()) * step
}

/// How much farther aside than others a wire passes a card.
fn channel_shift(ends: &Ends) -> f32 {
    let place = ends.key.wrapping_mul(2) % CHANNELS;
    f32::from(u8::try_from(place).unwrap_or_default()) * LANE
}

/// The levels at which a wire that leads down can go aside, the best first.
fn levels(ends: &Ends, manner: &Manner) -> [f32; 3] {
    let (top, bottom) = (ends.from.y + manner.stub, ends.to.y - manner.stub);
    let room = bottom - top;
    let (_, count) = ends.output;
    let count = f32::from(u8::try_from(count.clamp(1, MOST_LANES + 1)).unwrap_or(1));
    let step = LANE.min(room / count);
    // Right above the target nothing of its own row stands in the way, however high the cards of the row above are.
    [bottom - lane(ends, step, false), top + lane(ends, step, true), f32::midpoint(top, bottom)]
}
