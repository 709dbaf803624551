//! Where notes and frames are on the screen, and where they are put.

use std::collections::BTreeSet;

use egui::{Pos2, Rect, Vec2};

use super::{Carry, On, membership};
use crate::editor::canvas::detail::Detail;
use crate::editor::canvas::moving::move_by;
use crate::editor::canvas::pointer::Pointer;
use crate::editor::canvas::view::{Gesture, View};
use crate::editor::canvas::{CanvasAction, CanvasInput, Frame};
use crate::editor::notes::{FRAME_TITLE, PlacedGroup, PlacedNote, frame_around};
use crate::flow::side::{NoteChange, NotePlace, SideChange};
use crate::flow::{Edit, Offset, WidgetId};
use crate::picture::{Point, Rect as WorldRect, is_stand_in, size};

/// A note is never made smaller than this.
pub(super) const LEAST_NOTE: Point = Point::new(80.0, 40.0);
/// The edge of the corner by which a note is made larger, in points of the screen.
const CORNER: f32 = 14.0;
/// A title is never lower than this on the screen, so that it can be read and taken.
const LEAST_TITLE: f32 = 22.0;
/// A frame that is narrower than this on the screen has no title.
const LEAST_TITLED: f32 = 44.0;

/// The title of a frame: the strip on its upper edge; nothing where there is no room.
pub(in crate::editor::canvas) fn title_rect(frame: &Rect, zoom: f32) -> Rect {
    if frame.width() < LEAST_TITLED {
        return Rect::NOTHING;
    }
    let bottom = frame.min.y + FRAME_TITLE * zoom;
    let height = (FRAME_TITLE * zoom).max(LEAST_TITLE);
    Rect::from_min_max(Pos2::new(frame.min.x, bottom - height), Pos2::new(frame.max.x, bottom))
}

/// The button in a title that folds the group.
pub(in crate::editor::canvas) fn fold_rect(title: &Rect) -> Rect {
    if !title.is_positive() {
        return Rect::NOTHING;
    }
    let edge = title.height().min(34.0);
    Rect::from_center_size(Pos2::new(title.min.x + edge / 2.0 + 2.0, title.center().y), Vec2::splat(edge))
}

/// Whether cards are large enough for a button of their own.
fn buttons_zoom(detail: Detail) -> bool {
    detail == Detail::Full
}

/// The button on a folded group that shows all of it again; nothing where that would be too small.
pub(in crate::editor::canvas) fn unfold_rect(detail: Detail, card: &Rect, zoom: f32) -> Rect {
    if !buttons_zoom(detail) {
        return Rect::NOTHING;
    }
    let center = Pos2::new(card.max.x - 19.0 * zoom, card.min.y + (size::TILE_TOP + size::TILE / 2.0) * zoom);
    Rect::from_center_size(center, Vec2::splat(26.0 * zoom))
}

/// The corner by which a note is made larger.
pub(in crate::editor::canvas) fn corner_rect(note: &Rect) -> Rect {
    let edge = CORNER.min(note.width() / 3.0).min(note.height() / 3.0);
    Rect::from_min_max(note.max - Vec2::splat(edge), note.max + Vec2::splat(2.0))
}

/// Where a note is now, in the world: one that is carried follows.
pub(in crate::editor::canvas) fn note_rect(frame: &Frame<'_>, placed: &PlacedNote) -> WorldRect {
    let (by, corner) = frame.view.note_shift(frame.input.selection, &placed.note.id);
    WorldRect { min: placed.rect.min + by, max: placed.rect.max + by + corner }
}

/// Where a frame is now: it follows its cards while they are carried.
pub(in crate::editor::canvas) fn frame_of(frame: &Frame<'_>, placed: &PlacedGroup) -> WorldRect {
    if !placed.members.iter().any(|member| frame.view.shift_of(*member).is_some()) {
        return placed.frame;
    }
    let scene = frame.scene();
    frame_around(
        placed.members.iter().filter_map(|id| {
            Some(scene.card(*id)?.rect.shifted(frame.view.shift_of(*id).unwrap_or_default()))
        }),
    )
}

fn moved(place: NotePlace, by: Point) -> NotePlace {
    let at = Offset { x: place.at.x + f64::from(by.x), y: place.at.y + f64::from(by.y) };
    NotePlace { at, ..place }
}

fn note_edit(change: NoteChange) -> Edit {
    Edit::Beside(SideChange::Note(change))
}

/// What puts notes where they were carried, or makes one as large as its corner was drawn.
pub(super) fn placed(input: &CanvasInput<'_>, carry: &Carry) -> Option<CanvasAction> {
    if carry.by == Point::default() {
        return None;
    }
    match &carry.on {
        On::Note(id) => notes_moved(input, id, carry.by),
        On::Corner(id) => {
            let note = &input.noted?.note(id)?.note;
            let size =
                Offset { x: note.size.x + f64::from(carry.by.x), y: note.size.y + f64::from(carry.by.y) };
            let place = NotePlace { size, ..note.place() };
            Some(CanvasAction::Edit(note_edit(NoteChange::Place(vec![place]))))
        }
        On::Title(_) | On::Fold(_) | On::Unfold(_) => None,
    }
}

/// What moves a note, and with it all others that are selected if it is.
pub(super) fn notes_moved(input: &CanvasInput<'_>, id: &str, by: Point) -> Option<CanvasAction> {
    let noted = input.noted?;
    let ids: Vec<&str> = match input.selection.notes.contains(id) {
        true => input.selection.notes.iter().map(String::as_str).collect(),
        false => vec![id],
    };
    let places = ids.into_iter().filter_map(|id| Some(moved(noted.note(id)?.note.place(), by))).collect();
    Some(CanvasAction::Edit(note_edit(NoteChange::Place(places))))
}

/// What moves these notes; none where none of them moves.
pub(in crate::editor::canvas) fn these_notes<'a>(
    input: &CanvasInput<'_>,
    ids: impl Iterator<Item = &'a str>,
    by: Point,
) -> Option<Edit> {
    let noted = input.noted.filter(|_| by != Point::default())?;
    let places: Vec<NotePlace> = ids.filter_map(|id| Some(moved(noted.note(id)?.note.place(), by))).collect();
    (!places.is_empty()).then(|| note_edit(NoteChange::Place(places)))
}

/// A move of cards, and with it of the notes that are selected with them.
pub(in crate::editor::canvas) fn with_notes(input: &CanvasInput<'_>, edit: Edit, by: Point) -> Edit {
    let Edit::Move { to } = &edit else { return edit };
    let selection = input.selection;
    let is_selection = to.iter().all(|(id, _)| selection.cards.contains(id));
    let Some(noted) = input.noted.filter(|_| is_selection && !selection.notes.is_empty()) else {
        return edit;
    };
    let notes = selection.notes.iter().filter_map(|id| noted.note(id));
    let places: Vec<NotePlace> = notes.map(|placed| moved(placed.note.place(), by)).collect();
    let name = format!("Move {} things", to.len() + places.len());
    Edit::Together { name, edits: vec![edit, note_edit(NoteChange::Place(places))] }
}

/// The frame in which the middle of the card would be that is carried, not counting its own group's.
pub(super) fn frame_under_carried<'a>(view: &View, input: &'a CanvasInput<'_>) -> Option<&'a PlacedGroup> {
    let Gesture::Move { grabbed, by, .. } = &view.gesture else { return None };
    let noted = input.noted?;
    let middle = input.scene.card(*grabbed)?.rect.center() + *by;
    let own = noted.group_of(*grabbed).map(|placed| &placed.group.name);
    let at = WorldRect::between(middle, middle);
    noted.frames_in(&at).rev().find(|placed| Some(&placed.group.name) != own)
}

/// With G held, cards that are dropped into a frame are in that group then, and those that are dropped outside of the
/// rest of their own are in none.
pub(super) fn dropped_into(pointer: &Pointer<'_>) -> Option<CanvasAction> {
    let (view, input) = (&*pointer.view, pointer.input);
    let Gesture::Move { grabbed, cards, by, .. } = &view.gesture else { return None };
    let noted = input.noted?;
    let into = frame_under_carried(view, input);
    if into.is_none() && !leaves(input, *grabbed, cards, *by) {
        return None;
    }
    let names: Vec<String> = cards
        .iter()
        .filter(|id| !is_stand_in(**id) && (into.is_some() || noted.group_of(**id).is_some()))
        .filter_map(|id| input.scene.card(*id)?.widget.name().map(str::to_owned))
        .collect();
    if names.is_empty() {
        return None;
    }
    let change = membership(into.map(|placed| &*placed.group.name), names);
    let edits = match move_by(input, cards, *by) {
        Some(CanvasAction::Edit(edit)) => vec![edit, change],
        _ => vec![change],
    };
    let name = match into {
        Some(placed) => format!("Move into {}", placed.group.name),
        None => "Move out of the group".to_owned(),
    };
    Some(CanvasAction::Edit(Edit::Together { name, edits }))
}

/// Whether a card that is carried would come to stand outside of what stays of its group.
fn leaves(input: &CanvasInput<'_>, grabbed: WidgetId, carried: &BTreeSet<WidgetId>, by: Point) -> bool {
    let (Some(noted), Some(card)) = (input.noted, input.scene.card(grabbed)) else { return false };
    let Some(placed) = noted.group_of(grabbed) else { return false };
    let rest = placed.members.iter().filter(|member| !carried.contains(member));
    let rest = frame_around(rest.filter_map(|id| input.scene.card(*id)).map(|card| card.rect));
    !rest.is_nothing() && !rest.contains(card.rect.center() + by)
}
