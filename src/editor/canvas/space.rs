//! The space tool: with S held, a drag pushes apart everything below or right of the pointer, or closes a gap.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use egui::{Pos2, Rect as ScreenRect, Shape, Stroke};

use super::Frame;
use super::moving::{moved_by, on_grid};
use super::pointer::{DRAG_AFTER, Pointer};
use super::view::Gesture;
use super::{CanvasAction, CanvasInput, papers};
use crate::editor::theme::tint;
use crate::flow::{Edit, WidgetId};
use crate::picture::{Card, Point, Wire, WirePath};

/// What is left between cards when a gap is closed.
const LEAST_GAP: f32 = 20.0;

/// The tool while it is dragged.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SpaceTool {
    from: Point,
    /// Downwards, or to the right; known once the drag has a direction.
    is_down: Option<bool>,
    cards: HashSet<WidgetId>,
    notes: BTreeSet<String>,
    /// How far a gap can be closed.
    room: f32,
    /// How far the cards have been pushed.
    pub by: Point,
}

impl SpaceTool {
    pub fn at(from: Point) -> Self {
        let (cards, notes) = (HashSet::new(), BTreeSet::new());
        Self { from, is_down: None, cards, notes, room: 0.0, by: Point::default() }
    }

    /// Whether a note is being pushed.
    pub fn pushes_note(&self, id: &str) -> bool {
        self.notes.contains(id)
    }

    /// Whether a card is being pushed.
    pub fn pushes(&self, id: WidgetId) -> bool {
        self.cards.contains(&id)
    }

    fn moved(&mut self, input: &CanvasInput<'_>, to: Point, zoom: f32) {
        let way = to - self.from;
        if self.is_down.is_none() && way.length() * zoom > DRAG_AFTER {
            self.choose(input, way.y.abs() >= way.x.abs());
        }
        let pushed = |way: f32| on_grid(way).max(-self.room);
        self.by = match self.is_down {
            Some(true) => Point::new(0.0, pushed(way.y)),
            Some(false) => Point::new(pushed(way.x), 0.0),
            None => Point::default(),
        };
    }

    /// What lies with its middle behind the line is pushed.
    fn choose(&mut self, input: &CanvasInput<'_>, is_down: bool) {
        let along = |point: Point| if is_down { point.y } else { point.x };
        let line = along(self.from);
        let (mut first, mut last) = (f32::INFINITY, f32::NEG_INFINITY);
        for card in input.scene.cards() {
            if along(card.rect.center()) >= line {
                self.cards.insert(card.id());
                first = first.min(along(card.rect.min));
            } else {
                last = last.max(along(card.rect.max));
            }
        }
        let notes = input.noted.map(|noted| noted.notes()).unwrap_or_default();
        let behind = notes.iter().filter(|placed| along(placed.rect.center()) >= line);
        self.notes = behind.map(|placed| placed.note.id.clone()).collect();
        let room = first - last - LEAST_GAP;
        self.room = if room.is_finite() { (room / 10.0).floor().max(0.0) * 10.0 } else { f32::MAX };
        self.is_down = Some(is_down);
    }
}

impl Pointer<'_> {
    pub(super) fn space_moved(&mut self, to: Point) {
        let zoom = self.view.camera.zoom;
        if let Gesture::Space(tool) = &mut self.view.gesture {
            tool.moved(self.input, to, zoom);
        }
    }

    pub(super) fn drop_space(&mut self, tool: &SpaceTool) {
        let mut edits: Vec<Edit> = moved_by(self.input, &sorted(&tool.cards), tool.by).into_iter().collect();
        edits.extend(papers::these_notes(self.input, tool.notes.iter().map(String::as_str), tool.by));
        let name = if tool.by.x + tool.by.y > 0.0 { "Make space" } else { "Close space" };
        if !edits.is_empty() {
            self.actions.push(CanvasAction::Edit(Edit::Together { name: name.to_owned(), edits }));
        }
    }
}

/// In the order of the file, so that the same gesture is the same edit.
fn sorted(cards: &HashSet<WidgetId>) -> Vec<WidgetId> {
    let mut ids: Vec<WidgetId> = cards.iter().copied().collect();
    ids.sort_unstable();
    ids
}

/// The cards that are seen while half of the flow is being pushed: no more than that are looked at.
pub(super) fn cards<'a>(frame: &'a Frame<'_>, tool: &SpaceTool) -> Vec<&'a Card> {
    let scene = frame.scene();
    let area = frame.seen.union(frame.seen.shifted(tool.by * -1.0));
    let cards = scene.cards_in(&area).into_iter().filter_map(|index| scene.cards().get(index));
    cards.map(|card| &**card).filter(|card| seen(frame, card)).collect()
}

fn seen(frame: &Frame<'_>, card: &Card) -> bool {
    card.rect.shifted(frame.shift(card.id())).intersects(&frame.seen)
}

/// The wires that are seen meanwhile.
pub(super) fn wires<'a>(frame: &'a Frame<'_>, tool: &SpaceTool) -> Vec<(&'a Wire, Cow<'a, WirePath>)> {
    let scene = frame.scene();
    let area = frame.seen.union(frame.seen.shifted(tool.by * -1.0));
    let wires = scene.wires_in(&area).into_iter().filter_map(|index| scene.wires().get(index));
    let moved = wires.filter_map(|wire| {
        // Only what leads over the line takes another way; all else stays, or goes with its cards.
        let path = match (tool.pushes(wire.output.widget), tool.pushes(wire.target)) {
            (false, false) => Cow::Borrowed(&wire.path),
            (true, true) => {
                let goes_by = wire.path.bounds().shifted(tool.by).intersects(&frame.seen);
                Cow::Owned(goes_by.then(|| wire.path.shifted(tool.by))?)
            }
            _ => Cow::Owned(scene.path_shifted(wire, |id| frame.shift(id))?),
        };
        Some((wire, path))
    });
    moved.filter(|(_, path)| path.bounds().intersects(&frame.seen)).collect()
}

/// The line from which everything is pushed and how far; before the drag, where it would be.
pub(super) fn paint(frame: &Frame<'_>, pointer: Option<Pos2>) {
    let rect = frame.lens.rect;
    let stroke = Stroke::new(1.0, frame.tokens.accent);
    let level = |y: f32| [Pos2::new(rect.left(), y), Pos2::new(rect.right(), y)];
    let upright = |x: f32| [Pos2::new(x, rect.top()), Pos2::new(x, rect.bottom())];
    let Gesture::Space(tool) = &frame.view.gesture else {
        let armed = frame.view.has_space_tool && frame.view.gesture == Gesture::Idle;
        if let Some(pos) = pointer.filter(|pos| armed && rect.contains(*pos)) {
            for line in [level(pos.y), upright(pos.x)] {
                frame.painter.extend(Shape::dashed_line(&line, stroke, 6.0, 6.0));
            }
        }
        return;
    };
    let (from, to) = (frame.lens.screen(tool.from), frame.lens.screen(tool.from + tool.by));
    let (lines, band) = match tool.is_down {
        None => return,
        Some(true) => {
            let band =
                ScreenRect::from_two_pos(Pos2::new(rect.left(), from.y), Pos2::new(rect.right(), to.y));
            ([level(from.y), level(to.y)], band)
        }
        Some(false) => {
            let band =
                ScreenRect::from_two_pos(Pos2::new(from.x, rect.top()), Pos2::new(to.x, rect.bottom()));
            ([upright(from.x), upright(to.x)], band)
        }
    };
    frame.painter.rect_filled(band, 0.0, tint(frame.tokens.accent, 0.10));
    for line in lines {
        frame.painter.add(Shape::line_segment(line, stroke));
    }
}
