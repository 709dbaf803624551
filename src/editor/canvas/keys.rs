//! The keyboard on the canvas. Keys are used up here, so that no shortcut of the window acts on them again; the
//! keys for zoom belong to the window.

use egui::{EventFilter, FocusDirection, Id, Key, Modifiers, Popup, Ui};

use super::moving::{SNAP, moved_by, offset};
use super::pointer::Pointer;
use super::{CanvasAction, Selection, View, papers};
use crate::editor::command::Command;
use crate::flow::{Edit, WidgetId};
use crate::picture::{Card, Hit, Point};

/// What a long nudge is, in nudges.
const LONG_NUDGE: f32 = 10.0;
/// Nudges that follow each other within this time are one step.
const ROW_SECS: f64 = 1.5;

const ARROWS: [(Key, Point); 4] = [
    (Key::ArrowLeft, Point::new(-1.0, 0.0)),
    (Key::ArrowRight, Point::new(1.0, 0.0)),
    (Key::ArrowUp, Point::new(0.0, -1.0)),
    (Key::ArrowDown, Point::new(0.0, 1.0)),
];

/// The id of a card's node; of the widget alone, so that it stays the same whatever else changes.
pub(super) fn card_id(canvas: Id, id: WidgetId) -> Id {
    canvas.with(("card", id.0))
}

/// Handles the keys, if the keyboard is the canvas's. Answers whether it is.
pub(super) fn handle(ui: &Ui, canvas: Id, pointer: &mut Pointer<'_>) -> bool {
    if pointer.view.is_busy() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        pointer.view.cancel_gesture();
    }
    if pointer.view.focus.is_some_and(|id| pointer.input.scene.card(id).is_none()) {
        pointer.view.focus = None;
    }
    take_focus(ui, canvas, pointer.view);
    let card = pointer.view.focus.map(|id| card_id(canvas, id));
    let focused = ui.memory(|memory| memory.focused());
    let is_ours = focused == Some(canvas) || card.is_some() && focused == card;
    if let Some(pos) =
        ui.input(|input| input.pointer.any_pressed().then(|| input.pointer.interact_pos()).flatten())
    {
        pointer.view.is_left_alone = pos.x > pointer.view.rect.right();
    }
    // Somebody who works in the inspector does not mean the canvas by Backspace or an arrow.
    let is_free = focused.is_none()
        && !pointer.view.is_left_alone
        && ui.memory(|memory| memory.top_modal_layer().is_none())
        && !Popup::is_any_open(ui.ctx());
    if !(is_ours || is_free) {
        return false;
    }
    if is_ours && let Some(id) = focused {
        // Arrows and Tab go from card to card, and Escape first ends what is under way.
        let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        tab(ui, pointer);
    }
    // Without the keyboard, keys that a list or a field might want are left alone.
    arrows(ui, pointer, is_ours);
    editing(ui, pointer, is_ours);
    is_ours
}

/// Asks egui for the keyboard where the view wants it. Before the nodes are made: they tell who has it.
pub(super) fn take_focus(ui: &Ui, canvas: Id, view: &mut View) {
    if std::mem::take(&mut view.wants_focus) {
        let id = view.focus.map_or(canvas, |id| card_id(canvas, id));
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}

fn pressed(ui: &Ui, modifiers: Modifiers, key: Key) -> bool {
    ui.input_mut(|input| input.consume_key(modifiers, key))
}

fn editing(ui: &Ui, pointer: &mut Pointer<'_>, is_ours: bool) {
    if Command::Delete.take(ui) {
        pointer.actions.extend(pointer.input.deletion().map(CanvasAction::Edit));
    }
    if is_ours
        && pressed(ui, Modifiers::NONE, Key::Enter)
        && let Some(id) = pointer.view.focus.or_else(|| pointer.input.selection.only_card())
    {
        pointer.actions.push(CanvasAction::Open(id));
    }
    if is_ours
        && let Some(id) = pointer.view.focus
        && pressed(ui, Modifiers::NONE, Key::Space)
    {
        pointer.actions.push(CanvasAction::Select(Selection::card(id)));
    }
    if is_ours {
        for (key, is_on) in [(Key::CloseBracket, true), (Key::OpenBracket, false)] {
            if pressed(ui, Modifiers::NONE, key) {
                pointer.view.is_by_keys = true;
                pointer.follow(is_on);
            }
        }
        if pressed(ui, Modifiers::NONE, Key::Menu) {
            context_menu(pointer);
        }
    }
    if is_ours && pressed(ui, Modifiers::NONE, Key::Escape) && !pointer.input.selection.is_empty() {
        pointer.actions.push(CanvasAction::Select(Selection::default()));
    }
}

/// The menu of the card that has the keyboard, or of the canvas.
fn context_menu(pointer: &mut Pointer<'_>) {
    let card = pointer.view.focus.or_else(|| pointer.input.selection.only_card());
    let card = card.and_then(|id| pointer.input.scene.card(id));
    let place = card.map_or_else(|| pointer.view.center_in_world(), |card| card.rect.center());
    let target = card.map(|card| Hit::Card(card.id()));
    let pos_in_screen = pointer.view.rect.clamp(pointer.view.screen_from_world(place));
    pointer.view.is_by_keys = true;
    pointer.actions.push(CanvasAction::ContextMenu { pos: offset(place), pos_in_screen, target });
}

/// Arrows go to the nearest card that way; with Ctrl they nudge the selected cards, with Shift a long way.
fn arrows(ui: &Ui, pointer: &mut Pointer<'_>, is_ours: bool) {
    let mut nudged = Point::default();
    for (key, way) in ARROWS {
        // The longer combination first: it would count as the shorter one, too.
        let count = |modifiers| ui.input_mut(|input| input.count_and_consume_key(modifiers, key));
        let long = count(Modifiers::COMMAND | Modifiers::SHIFT);
        let short = count(Modifiers::COMMAND);
        #[expect(clippy::cast_precision_loss, reason = "nobody presses a key a million times in a frame")]
        let nudges = short as f32 + LONG_NUDGE * long as f32;
        nudged = nudged + way * (nudges * SNAP);
        let has_place = is_ours || !pointer.input.selection.cards.is_empty();
        let goes = has_place && count(Modifiers::NONE) > 0;
        if goes && let Some(next) = neighbour(pointer, way) {
            pointer.view.is_by_keys = true;
            pointer.view.focus_card(pointer.input.scene, next);
        }
    }
    if nudged != Point::default() {
        pointer.view.is_by_keys = true;
        nudge(ui, pointer, nudged);
    }
}

/// Moves the selected cards, or the one with the keyboard where none is selected.
fn nudge(ui: &Ui, pointer: &mut Pointer<'_>, by: Point) {
    let selected = &pointer.input.selection.cards;
    let edit = match pointer.view.focus.filter(|_| selected.is_empty()) {
        Some(focus) => moved_by(pointer.input, [&focus], by),
        None => moved_by(pointer.input, selected, by),
    };
    let Some(edit) = edit.map(|edit| papers::with_notes(pointer.input, edit, by)) else { return };
    push_nudge(ui, pointer, edit);
}

/// Tells of a nudge, and whether it goes on with the one before.
pub(super) fn push_nudge(ui: &Ui, pointer: &mut Pointer<'_>, edit: Edit) {
    let now = ui.input(|input| input.time);
    let last = pointer.view.nudged_secs.replace(now);
    let goes_on = last.is_some_and(|last| now - last <= ROW_SECS);
    pointer.actions.push(CanvasAction::Nudge { edit, goes_on });
}

/// The nearest card in a direction; what lies straight ahead is nearer than what lies aside.
fn neighbour(pointer: &Pointer<'_>, way: Point) -> Option<WidgetId> {
    let scene = pointer.input.scene;
    let known = pointer.view.focus.or_else(|| pointer.input.selection.cards.first().copied());
    let Some(here) = known.and_then(|id| scene.card(id)) else {
        return scene
            .running_order()
            .first()
            .and_then(|index| scene.cards().get(*index))
            .map(|card| card.id());
    };
    let from = here.rect.center();
    let cost = |card: &Card| {
        let to = card.rect.center() - from;
        let ahead = to.x * way.x + to.y * way.y;
        let aside = (to.x * way.y).abs() + (to.y * way.x).abs();
        (ahead > 1.0).then_some(ahead + 2.0 * aside)
    };
    let others = scene.cards().iter().filter(|card| card.id() != here.id());
    others
        .filter_map(|card| Some((cost(card)?, card.id())))
        .min_by(|one, two| one.0.total_cmp(&two.0))
        .map(|(_, id)| id)
}

/// Tab goes through the cards in running order, and leaves the canvas after the last one.
fn tab(ui: &Ui, pointer: &mut Pointer<'_>) {
    let back = pressed(ui, Modifiers::SHIFT, Key::Tab);
    let on = !back && pressed(ui, Modifiers::NONE, Key::Tab);
    if !(back || on) {
        return;
    }
    let scene = pointer.input.scene;
    let order = scene.running_order();
    let here = pointer.view.focus.and_then(|id| scene.index_of(id)).map(|index| scene.rank(index));
    let next = match here {
        None if on => order.first(),
        None => None,
        Some(rank) if on => order.get(rank + 1),
        Some(rank) => rank.checked_sub(1).and_then(|rank| order.get(rank)),
    };
    pointer.view.is_by_keys = true;
    if let Some(card) = next.and_then(|index| scene.cards().get(*index)) {
        pointer.view.focus_card(scene, card.id());
        return;
    }
    pointer.view.focus = None;
    let way = if back { FocusDirection::Previous } else { FocusDirection::Next };
    ui.memory_mut(|memory| memory.move_focus(way));
}
