//! Lines that a card which is being carried falls in with: edges and middles of the cards that are seen, and the
//! places from which its wires come down straight.

use std::collections::BTreeSet;

use egui::{Shape, Stroke};

use super::Frame;
use super::moving::on_grid;
use super::view::{Gesture, View};
use crate::flow::WidgetId;
use crate::picture::{Card, Point, Rect, Scene};

/// From how far a line draws a card to it, in points of the screen.
const REACH: f32 = 6.0;
/// Farther out nobody sees what is in line.
const LEAST_ZOOM: f32 = 0.3;
/// How far a guide stands out beyond what it joins, in points of the screen.
const OVERHANG: f32 = 10.0;
/// Of a card with more wires, only so many are looked at.
const MOST_WIRES: usize = 50;

/// A line that what is being carried has fallen in with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Guide {
    from: Point,
    to: Point,
    /// Whether it tells of two gaps that are the same, and not of edges in line.
    is_gap: bool,
}

/// Both directions are looked at alike: along is where the card is drawn to, across is where the line runs.
#[derive(Clone, Copy, PartialEq)]
enum Axis {
    X,
    Y,
}

impl Axis {
    fn along(self, point: Point) -> f32 {
        match self {
            Self::X => point.x,
            Self::Y => point.y,
        }
    }

    fn across(self, point: Point) -> f32 {
        match self {
            Self::X => point.y,
            Self::Y => point.x,
        }
    }

    fn point(self, along: f32, across: f32) -> Point {
        match self {
            Self::X => Point::new(along, across),
            Self::Y => Point::new(across, along),
        }
    }
}

/// Where the carried card's corner comes to stand that would be at `free`, and the lines to show for it. Looks at no
/// more than what is seen.
pub(super) fn snapped(
    view: &View,
    scene: &Scene,
    carried: &BTreeSet<WidgetId>,
    card: &Card,
    free: Point,
) -> (Point, Vec<Guide>) {
    let zoom = view.camera.zoom;
    if zoom < LEAST_ZOOM {
        return (super::moving::snapped(free), Vec::new());
    }
    let others: Vec<Rect> = scene
        .cards_in(&view.lens().view_in_world())
        .into_iter()
        .filter_map(|index| scene.cards().get(index))
        .filter(|other| !carried.contains(&other.id()))
        .map(|other| other.rect)
        .collect();
    let rect = Rect::at(free, card.face.size);
    let straight = straight_wires(scene, carried, card);
    let x = drawn(Axis::X, &rect, &others, &straight, REACH / zoom);
    let y = drawn(Axis::Y, &rect, &others, &[], REACH / zoom);
    let corner = Point::new(
        x.map_or_else(|| on_grid(free.x), |by| (free.x + by).round()),
        y.map_or_else(|| on_grid(free.y), |by| (free.y + by).round()),
    );
    let rect = Rect::at(corner, card.face.size);
    let mut lines = Vec::new();
    if x.is_some() {
        lines.extend(shown(Axis::X, &rect, &others, &straight));
    }
    if y.is_some() {
        lines.extend(shown(Axis::Y, &rect, &others, &[]));
    }
    (corner, lines)
}

/// A wire that would come down straight: where its port is right of the carried card's corner, and the other end.
struct Straight {
    port: f32,
    end: Point,
}

fn straight_wires(scene: &Scene, carried: &BTreeSet<WidgetId>, card: &Card) -> Vec<Straight> {
    let wires = scene.wires_of(card.id()).take(MOST_WIRES);
    wires
        .filter_map(|wire| {
            let source = scene.card(wire.output.widget)?;
            let target = scene.card(wire.target)?;
            if wire.target == card.id() && !carried.contains(&source.id()) {
                let end = source.output(wire.output.index)?;
                return Some(Straight { port: card.face.size.x / 2.0, end });
            }
            let port = card.face.outputs.get(wire.output.index)?.x;
            (!carried.contains(&target.id())).then_some(Straight { port, end: target.input() })
        })
        .collect()
}

/// The lower edge, the middle and the upper edge of a card in one direction.
fn lines_of(axis: Axis, rect: &Rect) -> [f32; 3] {
    [axis.along(rect.center()), axis.along(rect.min), axis.along(rect.max)]
}

/// How far the card is drawn in one direction; the nearest line wins.
fn drawn(axis: Axis, rect: &Rect, others: &[Rect], straight: &[Straight], reach: f32) -> Option<f32> {
    let mine = lines_of(axis, rect);
    let to_lines = others.iter().flat_map(|other| {
        let theirs = lines_of(axis, other);
        [0, 1, 2].map(|line: usize| match (theirs.get(line), mine.get(line)) {
            (Some(theirs), Some(mine)) => theirs - mine,
            _ => f32::INFINITY,
        })
    });
    let to_wires = straight.iter().map(|wire| wire.end.x - (rect.min.x + wire.port));
    let to_gaps = gaps(axis, rect, others).into_iter().map(|gap| gap.by);
    to_lines
        .chain(to_wires)
        .chain(to_gaps)
        .filter(|by| by.abs() <= reach)
        .min_by(|one, two| one.abs().total_cmp(&two.abs()))
}

/// Two gaps that would be the same.
struct Gap {
    by: f32,
    /// The cards on whose far sides the gaps lie, and the card's own place among them.
    ends: [(f32, f32); 2],
}

/// The ways to stand as far from a neighbour as that stands from the next, or in the middle between two.
fn gaps(axis: Axis, rect: &Rect, others: &[Rect]) -> Vec<Gap> {
    let overlaps = |other: &&Rect| {
        axis.across(other.min) < axis.across(rect.max) && axis.across(rect.min) < axis.across(other.max)
    };
    let beside: Vec<&Rect> = others.iter().filter(overlaps).collect();
    let (low, high) = (axis.along(rect.min), axis.along(rect.max));
    let size = high - low;
    let middle = f32::midpoint(low, high);
    let before = |edge: f32| {
        let lower = beside.iter().filter(move |other| axis.along(other.max) <= edge);
        lower.max_by(|one, two| axis.along(one.max).total_cmp(&axis.along(two.max))).copied()
    };
    let behind = |edge: f32| {
        let higher = beside.iter().filter(move |other| axis.along(other.min) >= edge);
        higher.min_by(|one, two| axis.along(one.min).total_cmp(&axis.along(two.min))).copied()
    };
    let mut found = Vec::new();
    let (above, below) = (before(middle), behind(middle));
    if let (Some(above), Some(below)) = (above, below) {
        let (from, to) = (axis.along(above.max), axis.along(below.min));
        let at = f32::midpoint(from, to) - size / 2.0;
        if to - from > size {
            found.push(Gap { by: at - low, ends: [(from, at), (at + size, to)] });
        }
    }
    if let Some(above) = above
        && let Some(next) = before(axis.along(above.min))
    {
        let gap = axis.along(above.min) - axis.along(next.max);
        let from = axis.along(above.max);
        let ends = [(axis.along(next.max), axis.along(above.min)), (from, from + gap)];
        found.push(Gap { by: from + gap - low, ends });
    }
    if let Some(below) = below
        && let Some(next) = behind(axis.along(below.max))
    {
        let gap = axis.along(next.min) - axis.along(below.max);
        let to = axis.along(below.min);
        let ends = [(to - gap, to), (axis.along(below.max), axis.along(next.min))];
        found.push(Gap { by: to - gap - high, ends });
    }
    found
}

/// The lines to show for a card that stands where it was drawn to: one through all that are in line with it, or the
/// two gaps that are the same.
fn shown(axis: Axis, rect: &Rect, others: &[Rect], straight: &[Straight]) -> Vec<Guide> {
    /// Places are written in whole points, so what is in line may be this far off.
    const NEAR: f32 = 0.75;
    let mine = lines_of(axis, rect);
    let mut best: Option<(usize, f32, f32, f32)> = None;
    for (line, at) in mine.iter().enumerate() {
        let with = others.iter().filter(|other| {
            lines_of(axis, other).get(line).is_some_and(|theirs| (theirs - at).abs() <= NEAR)
        });
        let (mut count, mut from, mut to) = (0, axis.across(rect.min), axis.across(rect.max));
        for other in with {
            count += 1;
            from = from.min(axis.across(other.min));
            to = to.max(axis.across(other.max));
        }
        if count > 0 && best.is_none_or(|(known, ..)| count > known) {
            best = Some((count, *at, from, to));
        }
    }
    if let Some((_, at, from, to)) = best {
        return vec![Guide { from: axis.point(at, from), to: axis.point(at, to), is_gap: false }];
    }
    for wire in straight {
        let at = rect.min.x + wire.port;
        if (wire.end.x - at).abs() <= NEAR {
            let own = if wire.end.y < rect.min.y { rect.min.y } else { rect.max.y };
            return vec![Guide { from: Point::new(at, own), to: Point::new(at, wire.end.y), is_gap: false }];
        }
    }
    let same = gaps(axis, rect, others).into_iter().find(|gap| gap.by.abs() <= NEAR);
    let across = axis.across(rect.center());
    let line = |(from, to): (f32, f32)| Guide {
        from: axis.point(from, across),
        to: axis.point(to, across),
        is_gap: true,
    };
    same.map(|gap| gap.ends.map(line).to_vec()).unwrap_or_default()
}

/// Paints the lines of the gesture that is under way.
pub(super) fn paint(frame: &Frame<'_>) {
    let Gesture::Move { guides, .. } = &frame.view.gesture else { return };
    let stroke = Stroke::new(1.0, frame.tokens.accent);
    for guide in guides {
        let (from, to) = (frame.lens.screen(guide.from), frame.lens.screen(guide.to));
        if guide.is_gap {
            let across = (to - from).normalized().rot90() * 5.0;
            for end in [from, to] {
                frame.painter.add(Shape::line_segment([end - across, end + across], stroke));
            }
            frame.painter.add(Shape::line_segment([from, to], stroke));
        } else {
            let beyond = (to - from).normalized() * OVERHANG;
            frame.painter.add(Shape::line_segment([from - beyond, to + beyond], stroke));
        }
    }
}
