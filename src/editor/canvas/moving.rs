//! Carrying cards: where they would stand, and the one edit that comes of it.

use egui::Modifiers;

use super::guides;
use super::pointer::Pointer;
use super::splice;
use super::view::Gesture;
use super::{CanvasAction, CanvasInput, papers};
use crate::flow::{Edit, Offset, WidgetId};
use crate::picture::Point;

/// Cards are put on multiples of this.
pub(super) const SNAP: f32 = crate::picture::size::GRID;

impl Pointer<'_> {
    /// Works out where the cards that are being carried stand. Once a frame: the pointer may have moved many times
    /// in it.
    pub(super) fn settle_move(&mut self, modifiers: Modifiers) {
        let Gesture::Move { grabbed, cards, from, to, .. } = &self.view.gesture else { return };
        let Some(card) = self.input.scene.card(*grabbed) else { return };
        let (from, pointer) = (*from, *to);
        // The grabbed card comes to stand on a line or on the grid; the others keep their distance from it.
        let free = card.rect.min + (pointer - from);
        let is_free = modifiers.alt || modifiers.command;
        let (corner, lines) = match is_free {
            true => (Point::new(free.x.round(), free.y.round()), Vec::new()),
            false => guides::snapped(self.view, self.input.scene, cards, card, free),
        };
        let way = corner - card.rect.min;
        let wire = match cards.len() {
            1 => splice::wire_under(self.view, self.input, card, way, pointer),
            _ => None,
        };
        if let Gesture::Move { by, guides, onto, .. } = &mut self.view.gesture {
            (*by, *guides, *onto) = (way, lines, wire);
        }
    }
}

/// A point on the grid.
pub(super) fn snapped(point: Point) -> Point {
    Point::new(on_grid(point.x), on_grid(point.y))
}

/// A number on the grid.
pub(super) fn on_grid(value: f32) -> f32 {
    (value / SNAP).round() * SNAP
}

pub(super) fn offset(point: Point) -> Offset {
    Offset { x: f64::from(point.x), y: f64::from(point.y) }
}

/// The one edit that moves these cards; none where they stay.
pub(super) fn moved_by<'a>(
    input: &CanvasInput<'_>,
    cards: impl IntoIterator<Item = &'a WidgetId>,
    by: Point,
) -> Option<Edit> {
    if by == Point::default() {
        return None;
    }
    let place = |id: &WidgetId| {
        let card = input.scene.card(*id)?;
        // A place beyond what a drawing can hold is kept exact in the file, so the way is added to that.
        let here = card.widget.offset().filter(|_| card.is_placed).unwrap_or_else(|| offset(card.rect.min));
        Some((*id, Offset { x: here.x + f64::from(by.x), y: here.y + f64::from(by.y) }))
    };
    let to: Vec<_> = cards.into_iter().filter_map(place).collect();
    (!to.is_empty()).then_some(Edit::Move { to })
}

/// The same as what the canvas answers.
pub(super) fn move_by<'a>(
    input: &CanvasInput<'_>,
    cards: impl IntoIterator<Item = &'a WidgetId>,
    by: Point,
) -> Option<CanvasAction> {
    moved_by(input, cards, by).map(|edit| CanvasAction::Edit(papers::with_notes(input, edit, by)))
}
