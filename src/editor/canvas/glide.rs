//! Cards that glide to their new places. The document has changed already; only the drawing follows.

use std::collections::BTreeMap;

use crate::flow::WidgetId;
use crate::picture::{Point, Scene};

/// How long it takes.
const SECS: f64 = 0.12;
/// With more cards than this they are at their places at once.
const MOST: usize = 2_000;

/// Cards on their way.
#[derive(Clone, Debug)]
pub(super) struct Glide {
    /// Where each stood.
    from: BTreeMap<WidgetId, Point>,
    begun_secs: Option<f64>,
    /// The part of the way that is left.
    left: f32,
}

impl Glide {
    /// From these places; none where that is too much, or nothing.
    pub(super) fn from(places: impl IntoIterator<Item = (WidgetId, Point)>) -> Option<Self> {
        let from: BTreeMap<_, _> = places.into_iter().collect();
        (!from.is_empty() && from.len() <= MOST).then_some(Self { from, begun_secs: None, left: 1.0 })
    }

    /// Goes on to a time. Answers whether it is still under way.
    pub(super) fn go_on(&mut self, now_secs: f64) -> bool {
        let begun_secs = *self.begun_secs.get_or_insert(now_secs);
        let part = ((now_secs - begun_secs) / SECS).clamp(0.0, 1.0);
        // Fast first, then slower.
        #[expect(clippy::cast_possible_truncation, reason = "a part needs no more digits than a float has")]
        let left = (1.0 - part).powi(3) as f32;
        self.left = left;
        part < 1.0
    }

    /// How far a card is from its place.
    pub(super) fn shift(&self, scene: &Scene, id: WidgetId) -> Option<Point> {
        let from = self.from.get(&id)?;
        let card = scene.card(id)?;
        Some((*from - card.rect.min) * self.left)
    }

    /// The cards that are on their way.
    pub(super) fn cards(&self) -> impl Iterator<Item = WidgetId> {
        self.from.keys().copied()
    }
}
