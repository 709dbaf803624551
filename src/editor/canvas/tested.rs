//! What no test reaches, on the canvas. Not by colour alone: cards are hatched, wires are dashed, and the accessible
//! names say it.

use std::collections::{HashMap, HashSet};

use egui::{Mesh, Painter, Pos2, Rect, Shape, Stroke};

use super::far::line;
use crate::editor::theme::{Tokens, tint};
use crate::flow::{Output, WidgetId};

/// What no test reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestMarks {
    /// The widgets that no test comes to.
    pub unreached: HashSet<WidgetId>,
    /// The outputs that lead somewhere and that no test takes.
    pub untaken: HashSet<Output>,
    /// For cards that stand for several widgets of which tests reach some: how many they do not reach, of how many.
    pub parts: HashMap<WidgetId, (usize, usize)>,
}

/// How strong the lines of the hatching are: text above them stays legible.
const STRENGTH: f32 = 0.34;

/// Hatches a place, its lines so far apart.
pub fn hatch(painter: &Painter, place: Rect, distance: f32, tokens: &Tokens) {
    let stroke = Stroke::new(1.25, tint(tokens.warn, STRENGTH));
    painter.extend(lines(place.shrink(2.0), distance).map(|ends| Shape::line_segment(ends, stroke)));
}

/// As [`hatch`], into a mesh: for many cards that are small.
pub(super) fn hatch_mesh(mesh: &mut Mesh, place: Rect, distance: f32, tokens: &Tokens) {
    for [from, to] in lines(place, distance) {
        line(mesh, from, to, 1.5, tint(tokens.warn, 0.6));
    }
}

/// Rising lines across a place.
fn lines(place: Rect, distance: f32) -> impl Iterator<Item = [Pos2; 2]> {
    /// A bound for places of any size.
    const MOST: u16 = 400;
    let distance = distance.max(2.0);
    let first = place.min.x + place.min.y;
    let last = place.max.x + place.max.y;
    let sums = (1..=MOST).map(move |index| first + f32::from(index) * distance);
    sums.take_while(move |sum| *sum < last).map(move |sum| {
        let top = Pos2::new((sum - place.min.y).min(place.max.x), (sum - place.max.x).max(place.min.y));
        let bottom = Pos2::new((sum - place.max.y).max(place.min.x), (sum - place.min.x).min(place.max.y));
        [bottom, top]
    })
}

/// A way that no test takes.
pub fn dashed_way(points: &[Pos2], width: f32, scale: f32, tokens: &Tokens) -> Vec<Shape> {
    Shape::dashed_line(points, Stroke::new(width, tokens.warn), 4.0 * scale, 4.0 * scale)
}
