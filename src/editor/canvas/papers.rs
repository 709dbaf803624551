//! Notes and frames under the pointer and the keyboard, and as nodes with names and roles. Cards and wires lie over
//! them, so these come first.

mod nodes;
mod place;

use egui::{CursorIcon, EventFilter, Id, Key, Modifiers, PointerButton, Pos2, Ui};

use super::moving::{SNAP, move_by, snapped};
use super::pointer::{self, DRAG_AFTER, Pointer};
use super::view::{Gesture, View};
use super::{CanvasAction, CanvasInput, Frame, Selection, breakpoints};
use crate::editor::command::Command;
use crate::editor::notes::{NoteAction, Paper, Writing};
use crate::flow::Edit;
use crate::flow::side::{GroupChange, SideChange};
use crate::picture::{Point, Rect as WorldRect, is_stand_in};

pub(super) use nodes::nodes;
pub(super) use place::{
    corner_rect, fold_rect, frame_of, note_rect, these_notes, title_rect, unfold_rect, with_notes,
};

/// What the view remembers of notes and frames.
#[derive(Clone, Debug, Default)]
pub struct Papers {
    /// The text that is being written in its place.
    pub(in crate::editor) writing: Option<Writing>,
    /// Which of them has the keyboard.
    pub(in crate::editor) focus: Option<Paper>,
    /// Asks egui for the keyboard at the next chance.
    pub(in crate::editor) wants_focus: bool,
    /// What the pointer is over.
    pub(super) hover: Option<On>,
}

/// How far a title may stand out of its frame, in points of the screen.
pub(super) const REACH: f32 = 24.0;

/// A part of a note or a frame.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum On {
    /// A note.
    Note(String),
    /// The corner by which a note is made larger.
    Corner(String),
    /// The title of a frame.
    Title(String),
    /// The button that folds a group.
    Fold(String),
    /// The button that unfolds it.
    Unfold(String),
}

/// A press on a note or a frame, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Carry {
    on: On,
    start: Pos2,
    from: Point,
    /// How far it was carried.
    by: Point,
    is_moving: bool,
    shift: bool,
    was_selected: bool,
}

impl On {
    fn paper(&self) -> Paper {
        match self {
            Self::Note(id) | Self::Corner(id) => Paper::Note(id.clone()),
            Self::Title(name) | Self::Fold(name) | Self::Unfold(name) => Paper::Group(name.clone()),
        }
    }
}

impl View {
    /// Gives a note or a frame the keyboard.
    pub(in crate::editor) fn focus_paper(&mut self, paper: Paper) {
        self.focus = None;
        self.papers.focus = Some(paper);
        self.papers.wants_focus = true;
    }

    /// Lets a text be written in its place.
    pub(in crate::editor) fn write(&mut self, writing: Writing) {
        self.papers.writing = Some(writing);
    }

    /// What was being written, which ends with this.
    pub(in crate::editor) fn take_writing(&mut self) -> Option<Writing> {
        self.papers.writing.take()
    }

    /// Gives the card the keyboard that stands for a group, where it is going to be.
    pub(in crate::editor) fn focus_stand_in(&mut self, id: crate::flow::WidgetId) {
        self.papers.focus = None;
        self.focus = Some(id);
        self.wants_focus = true;
    }

    /// The note or frame that has the keyboard.
    pub fn focused_paper(&self) -> Option<&Paper> {
        self.papers.focus.as_ref()
    }

    /// How far the notes that are being carried have come, or their lower right corner.
    pub(super) fn note_shift(&self, selection: &Selection, id: &str) -> (Point, Point) {
        let is_selected = selection.notes.contains(id);
        let by = match &self.gesture {
            Gesture::Paper(Carry { on: On::Corner(held), by, .. }) if held == id => {
                return (Point::default(), *by);
            }
            Gesture::Paper(Carry { on: On::Note(held), by, .. })
                if held == id || is_selected && selection.notes.contains(held) =>
            {
                *by
            }
            Gesture::Space(tool) if tool.pushes_note(id) => tool.by,
            Gesture::Move { grabbed, by, .. } if is_selected && selection.cards.contains(grabbed) => *by,
            _ => Point::default(),
        };
        (by, Point::default())
    }
}

/// What of notes and frames is at a place; nothing where a card, a port or a wire is.
pub(super) fn on(view: &View, input: &CanvasInput<'_>, pos: Pos2) -> Option<On> {
    let noted = input.noted?;
    let lens = view.lens();
    let point = lens.world(pos);
    if let Some(id) = input.scene.card_at(point).filter(|id| is_stand_in(*id))
        && let (Some(card), Some(placed)) = (input.scene.card(id), noted.group_of(id))
        && unfold_rect(view.detail, &lens.screen_rect(&card.rect), lens.zoom()).contains(pos)
    {
        return Some(On::Unfold(placed.group.name.clone()));
    }
    if view.hit(input.scene, pos).is_some() || breakpoints::spot_at(view, input, pos).is_some() {
        return None;
    }
    let near = WorldRect::between(point, point).expand(REACH / lens.zoom());
    for placed in noted.notes_in(&near).rev() {
        let rect = lens.screen_rect(&placed.rect);
        if corner_rect(&rect).contains(pos) {
            return Some(On::Corner(placed.note.id.clone()));
        }
        if rect.contains(pos) {
            return Some(On::Note(placed.note.id.clone()));
        }
    }
    for placed in noted.frames_in(&near).rev() {
        let title = title_rect(&lens.screen_rect(&placed.frame), lens.zoom());
        if fold_rect(&title).contains(pos) {
            return Some(On::Fold(placed.group.name.clone()));
        }
        if title.contains(pos) {
            return Some(On::Title(placed.group.name.clone()));
        }
    }
    None
}

/// The note or the frame at a place on the screen, for a right click there.
pub(in crate::editor) fn paper_at(view: &View, input: &CanvasInput<'_>, pos: Pos2) -> Option<Paper> {
    on(view, input, pos).map(|on| on.paper())
}

/// A press. Answers whether it was for a note or a frame.
pub(super) fn pressed(
    pointer: &mut Pointer<'_>,
    pos: Pos2,
    button: PointerButton,
    modifiers: Modifiers,
    space_down: bool,
) -> bool {
    if pointer.view.is_busy() || button != PointerButton::Primary || space_down {
        return false;
    }
    let Some(on) = on(pointer.view, pointer.input, pos) else {
        pointer.view.papers.focus = None;
        return false;
    };
    let shift = modifiers.shift || modifiers.command;
    let selection = pointer.input.selection;
    let mut was_selected = false;
    if let On::Note(id) | On::Corner(id) = &on {
        was_selected = selection.notes.contains(id);
        if !was_selected {
            let next = if shift { selection.note_toggled(id) } else { Selection::note(id) };
            pointer.actions.push(CanvasAction::Select(next));
        }
    }
    pointer.view.focus_paper(on.paper());
    let from = pointer.view.lens().world(pos);
    let by = Point::default();
    pointer.view.gesture =
        Gesture::Paper(Carry { on, start: pos, from, by, is_moving: false, shift, was_selected });
    true
}

/// The pointer moved. Answers whether that was for a note or a frame; a frame or a note that is carried with cards
/// becomes a move of cards.
pub(super) fn moved(pointer: &mut Pointer<'_>, pos: Pos2) -> bool {
    let to = pointer.view.lens().world(pos);
    let (input, Gesture::Paper(carry)) = (pointer.input, &mut pointer.view.gesture) else { return false };
    if !carry.is_moving && carry.start.distance(pos) <= DRAG_AFTER {
        return true;
    }
    carry.is_moving = true;
    let Some(noted) = input.noted else { return true };
    match &carry.on {
        On::Fold(_) | On::Unfold(_) => pointer.view.gesture = Gesture::Idle,
        On::Title(name) => {
            let members = noted.group(name).map(|placed| placed.members.clone()).unwrap_or_default();
            let Some(grabbed) = members.first().copied() else { return true };
            let (cards, from) = (members.into_iter().collect(), carry.from);
            pointer.view.gesture = pointer::carrying(grabbed, cards, from);
            return false;
        }
        On::Note(id) => {
            let is_selected = carry.was_selected || carry.shift;
            if let Some(grabbed) = input.selection.cards.first().copied().filter(|_| is_selected) {
                let (cards, from) = (input.selection.cards.clone(), carry.from);
                pointer.view.gesture = pointer::carrying(grabbed, cards, from);
                return false;
            }
            if let Some(placed) = noted.note(id) {
                carry.by = snapped(placed.rect.min + (to - carry.from)) - placed.rect.min;
            }
        }
        On::Corner(id) => {
            if let Some(placed) = noted.note(id) {
                let least = placed.rect.min + place::LEAST_NOTE;
                let corner = snapped(placed.rect.max + (to - carry.from));
                let corner = Point::new(corner.x.max(least.x), corner.y.max(least.y));
                carry.by = corner - placed.rect.max;
            }
        }
    }
    true
}

/// A release, with the time of the frame and the longest time between two clicks. Answers whether it was for a note or
/// a frame, or for cards that were carried into one.
pub(super) fn released(
    pointer: &mut Pointer<'_>,
    pos: Pos2,
    button: PointerButton,
    into_group: bool,
    (time, delay): (f64, f64),
) -> bool {
    if button != PointerButton::Primary {
        return false;
    }
    if into_group && let Some(action) = place::dropped_into(pointer) {
        pointer.view.gesture = Gesture::Idle;
        pointer.actions.push(action);
        return true;
    }
    let Gesture::Paper(carry) = &pointer.view.gesture else { return false };
    let carry = carry.clone();
    pointer.view.gesture = Gesture::Idle;
    if carry.is_moving {
        pointer.actions.extend(place::placed(pointer.input, &carry));
        return true;
    }
    let last = pointer.view.last_click.replace((time, pos));
    let is_double =
        last.is_some_and(|(at, place)| time - at < delay && place.distance(pos) < 2.0 * DRAG_AFTER);
    clicked(pointer, &carry, is_double);
    true
}

fn clicked(pointer: &mut Pointer<'_>, carry: &Carry, is_double: bool) {
    let selection = pointer.input.selection;
    let action = match &carry.on {
        On::Fold(name) => CanvasAction::Note(NoteAction::Fold(vec![name.clone()], true)),
        On::Unfold(name) => CanvasAction::Note(NoteAction::Fold(vec![name.clone()], false)),
        on if is_double => {
            pointer.view.last_click = None;
            CanvasAction::Note(NoteAction::Write(on.paper()))
        }
        On::Title(name) => {
            let members = members(pointer.input, name);
            let mut next = Selection::cards(members);
            if carry.shift {
                next.cards.extend(&selection.cards);
                next.notes.extend(selection.notes.iter().cloned());
            }
            CanvasAction::Select(next)
        }
        On::Note(id) | On::Corner(id) => {
            let next = if carry.shift { selection.note_toggled(id) } else { Selection::note(id) };
            // What was not selected has been selected by the press.
            if !carry.was_selected || next == *selection {
                return;
            }
            CanvasAction::Select(next)
        }
    };
    pointer.actions.push(action);
}

fn members(input: &CanvasInput<'_>, name: &str) -> Vec<crate::flow::WidgetId> {
    input.noted.and_then(|noted| noted.group(name)).map(|placed| placed.members.clone()).unwrap_or_default()
}

/// How the pointer looks over a note or a frame. Answers whether it is over one.
pub(super) fn set_cursor(ui: &Ui, view: &View) -> bool {
    let icon = match (&view.gesture, &view.papers.hover) {
        (Gesture::Paper(Carry { on: On::Corner(_), .. }), _) | (Gesture::Idle, Some(On::Corner(_))) => {
            CursorIcon::ResizeNwSe
        }
        (Gesture::Paper(carry), _) if carry.is_moving => CursorIcon::Grabbing,
        (Gesture::Idle, Some(On::Fold(_) | On::Unfold(_))) => CursorIcon::PointingHand,
        (Gesture::Idle, Some(On::Title(_))) => CursorIcon::Grab,
        _ => return false,
    };
    ui.ctx().set_cursor_icon(icon);
    true
}

/// The id of the node of a note or a frame.
pub(super) fn paper_id(canvas: Id, paper: &Paper) -> Id {
    canvas.with(("paper", paper))
}

/// The keys, while a note or a frame has the keyboard. Answers which has.
pub(super) fn keys(ui: &Ui, canvas: Id, pointer: &mut Pointer<'_>) -> Option<Paper> {
    let paper = pointer.view.papers.focus.clone()?;
    let id = paper_id(canvas, &paper);
    if std::mem::take(&mut pointer.view.papers.wants_focus) {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    if ui.memory(|memory| memory.focused()) != Some(id) {
        pointer.view.papers.focus = None;
        return None;
    }
    let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::Enter) {
        pointer.actions.push(CanvasAction::Note(NoteAction::Write(paper.clone())));
    }
    if pressed(Key::Space) {
        pointer.actions.push(CanvasAction::Select(match &paper {
            Paper::Note(id) => Selection::note(id),
            Paper::Group(name) => Selection::cards(members(pointer.input, name)),
        }));
    }
    if Command::Delete.take(ui) {
        let selection = pointer.input.selection;
        pointer.actions.extend(match &paper {
            Paper::Note(id) if !selection.notes.contains(id) => {
                Some(CanvasAction::Note(NoteAction::Remove(vec![id.clone()])))
            }
            Paper::Group(name) if selection.is_empty() => {
                Some(CanvasAction::Note(NoteAction::Ungroup(vec![name.clone()])))
            }
            _ => pointer.input.deletion().map(CanvasAction::Edit),
        });
    }
    if pressed(Key::Escape) {
        pointer.view.papers.focus = None;
        pointer.view.wants_focus = true;
        pointer.actions.push(CanvasAction::Select(Selection::default()));
    }
    let by = nudge(ui);
    if by != Point::default() {
        let selection = pointer.input.selection;
        let moved = match &paper {
            Paper::Note(id) if selection.notes.contains(id) && !selection.cards.is_empty() => {
                move_by(pointer.input, &selection.cards, by)
            }
            Paper::Note(id) => place::notes_moved(pointer.input, id, by),
            Paper::Group(name) => move_by(pointer.input, &members(pointer.input, name), by),
        };
        match moved {
            Some(CanvasAction::Edit(edit)) => super::keys::push_nudge(ui, pointer, edit),
            other => pointer.actions.extend(other),
        }
    }
    Some(paper)
}

/// How far the arrows want it moved: with or without Ctrl a step, with Shift five.
fn nudge(ui: &Ui) -> Point {
    let ways = [
        (Key::ArrowLeft, Point::new(-SNAP, 0.0)),
        (Key::ArrowRight, Point::new(SNAP, 0.0)),
        (Key::ArrowUp, Point::new(0.0, -SNAP)),
        (Key::ArrowDown, Point::new(0.0, SNAP)),
    ];
    let mut by = Point::default();
    for (key, way) in ways {
        let steps = ui.input_mut(|input| {
            let long = input.count_and_consume_key(Modifiers::SHIFT, key);
            let short = input.count_and_consume_key(Modifiers::COMMAND, key);
            5 * long + short + input.count_and_consume_key(Modifiers::NONE, key)
        });
        #[expect(clippy::cast_precision_loss, reason = "nobody presses a key a million times in a frame")]
        let steps = steps as f32;
        by = by + way * steps;
    }
    by
}

/// Whether the key is held with which carried cards are dropped into a group, or out of one.
pub(super) fn holds_key(ui: &Ui) -> bool {
    ui.input(|input| input.key_down(Key::G) && input.modifiers.is_none())
}

/// Whether a frame would take the card that is carried with that key held.
pub(super) fn would_take(frame: &Frame<'_>, name: &str) -> bool {
    let into_group = frame.painter.ctx().input(|input| input.key_down(Key::G));
    into_group
        && place::frame_under_carried(frame.view, frame.input).is_some_and(|placed| placed.group.name == name)
}

/// Into a group, or out of one.
fn membership(name: Option<&str>, widgets: Vec<String>) -> Edit {
    Edit::Beside(SideChange::Group(match name {
        Some(name) => GroupChange::Join { name: name.to_owned(), widgets },
        None => GroupChange::Leave { widgets },
    }))
}
