//! The pointer: what presses, drags and the wheel do. Events are taken one by one, so that a press and a release
//! in one slow frame are not lost.
//!
//! What a gesture does stands in a file of its own: `wiring`, `carry`, `moving`, `splice`, `space`. Here is only
//! which one a press and a drag begin, and who is told of moves and of the release.

use std::collections::BTreeSet;

use egui::{DragAndDrop, Event, Key, Modifiers, PointerButton, Pos2, Response, Ui, Vec2};

use super::carry::Carried;
use super::moving::{move_by, offset, snapped};
use super::selection::Selection;
use super::space::SpaceTool;
use super::view::{Gesture, View};
use super::{CanvasAction, CanvasInput, breakpoints, papers, splice};
use crate::flow::{Edit, Output, WidgetId};
use crate::picture::{Hit, Point, Rect as WorldRect};

/// A press becomes a drag after this way on the screen.
pub(super) const DRAG_AFTER: f32 = 4.0;
/// This near to the canvas's edge a drag moves the camera.
const EDGE: f32 = 20.0;
/// The most that it moves it in a second, in points of the screen.
const EDGE_SPEED: f32 = 700.0;

/// Everything that the pointer's handlers need.
pub(super) struct Pointer<'a> {
    pub view: &'a mut View,
    pub input: &'a CanvasInput<'a>,
    pub actions: &'a mut Vec<CanvasAction>,
}

/// Handles all that the pointer did since the last frame. `controls` are places of the canvas that are buttons.
pub(super) fn handle(ui: &Ui, canvas: &Response, controls: &[egui::Rect], pointer: &mut Pointer<'_>) {
    let is_over = canvas.contains_pointer();
    let something_is_carried = DragAndDrop::has_any_payload(ui.ctx());
    wheel(ui, is_over, pointer.view);
    let (events, space_down, time) =
        ui.input(|input| (input.events.clone(), input.key_down(Key::Space), input.time));
    pointer.view.has_space_tool = is_over && !something_is_carried && holds_space_tool(ui);
    let into_group = papers::holds_key(ui);
    for event in &events {
        match event {
            Event::PointerMoved(pos) if papers::moved(pointer, *pos) => {}
            Event::PointerMoved(pos) => pointer.moved(*pos),
            Event::PointerButton { pos, button, pressed: true, modifiers } => {
                let on_controls = controls.iter().any(|rect| rect.contains(*pos));
                let is_ours = is_over && !on_controls && !something_is_carried && canvas.rect.contains(*pos);
                if is_ours && !papers::pressed(pointer, *pos, *button, *modifiers, space_down) {
                    pointer.pressed(*pos, *button, *modifiers, space_down);
                }
            }
            Event::PointerButton { pos, button, pressed: false, modifiers } => {
                if !papers::moved(pointer, *pos) {
                    pointer.moved(*pos);
                }
                pointer.settle_move(*modifiers);
                let delay = ui.options(|options| options.input_options.max_double_click_delay);
                if !papers::released(pointer, *pos, *button, into_group, (time, delay)) {
                    pointer.released(*pos, *button, time, delay);
                }
            }
            _ => {}
        }
    }
    pointer.view.is_by_keys &= !events
        .iter()
        .any(|event| matches!(event, Event::PointerMoved(_) | Event::PointerButton { pressed: true, .. }));
    let lost = !ui.input(|input| input.pointer.any_down());
    if lost && events.iter().all(|event| !matches!(event, Event::PointerButton { .. })) {
        // The release was eaten by something else, as by a window that came up.
        pointer.view.cancel_gesture();
    }
    if let Some(pos) = ui.input(|input| input.pointer.latest_pos()) {
        if pointer.pan_at_edge(ui, pos) {
            pointer.moved(pos);
        }
        pointer.settle_move(ui.input(|input| input.modifiers));
        let is_free = is_over && !something_is_carried && !controls.iter().any(|rect| rect.contains(pos));
        let hover = if is_free { pointer.view.hit(pointer.input.scene, pos) } else { None };
        pointer.view.hover = hover;
        let is_idle = is_free && matches!(pointer.view.gesture, Gesture::Idle);
        pointer.view.papers.hover = if is_idle { papers::on(pointer.view, pointer.input, pos) } else { None };
        let is_free = is_free && matches!(pointer.view.gesture, Gesture::Idle | Gesture::Dot { .. });
        pointer.view.hover_spot =
            if is_free { breakpoints::spot_at(pointer.view, pointer.input, pos) } else { None };
    } else {
        pointer.view.hover = None;
        pointer.view.hover_spot = None;
        pointer.view.papers.hover = None;
    }
}

/// Whether the key of the space tool is held, and means it.
fn holds_space_tool(ui: &Ui) -> bool {
    ui.input(|input| input.key_down(Key::S) && input.modifiers.is_none())
        && !ui.ctx().text_edit_focused()
        && ui.memory(|memory| memory.top_modal_layer().is_none())
}

fn wheel(ui: &Ui, is_over: bool, view: &mut View) {
    if !is_over {
        return;
    }
    let (zoom, scroll, pos) =
        ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta(), input.pointer.latest_pos()));
    if zoom != 1.0 {
        let pivot = pos.unwrap_or_else(|| view.rect.center());
        view.camera.zoom_about(view.rect, pivot, zoom);
    } else if scroll != Vec2::ZERO {
        view.camera.pan(scroll);
    }
}

impl Pointer<'_> {
    fn pressed(&mut self, pos: Pos2, button: PointerButton, modifiers: Modifiers, space_down: bool) {
        if self.view.is_busy() {
            // A second button ends what the first one began.
            self.view.cancel_gesture();
            return;
        }
        if button != PointerButton::Primary || space_down {
            self.view.gesture = Gesture::Pan { button, start: pos, last: pos, has_moved: false };
            return;
        }
        if self.view.has_space_tool {
            self.take_focus(None);
            self.view.gesture = Gesture::Space(SpaceTool::at(self.view.lens().world(pos)));
            return;
        }
        if let Some(spot) = breakpoints::spot_at(self.view, self.input, pos) {
            self.view.gesture = Gesture::Dot { spot, start: pos };
            return;
        }
        let mut on = self.view.hit(self.input.scene, pos);
        if let Some(Hit::Input(id)) = on
            && self.wire_into(id, pos).is_none()
        {
            on = Some(Hit::Card(id));
        }
        let shift = modifiers.shift || modifiers.command;
        let mut was_selected = true;
        match on {
            Some(Hit::Card(id)) => {
                was_selected = self.input.selection.cards.contains(&id);
                if !was_selected {
                    let next = if shift { self.input.selection.toggled(id) } else { Selection::card(id) };
                    self.actions.push(CanvasAction::Select(next));
                }
                self.take_focus(Some(id));
            }
            Some(hit) => self.take_focus(hit.card()),
            None => self.take_focus(None),
        }
        let (ctrl, alt) = (modifiers.command, modifiers.alt);
        self.view.gesture = Gesture::Press { start: pos, on, shift, ctrl, alt, was_selected };
    }

    fn take_focus(&mut self, card: Option<WidgetId>) {
        self.view.focus = card;
        self.view.wants_focus = true;
    }

    fn moved(&mut self, pos: Pos2) {
        let to = self.view.lens().world(pos);
        match &mut self.view.gesture {
            Gesture::Idle | Gesture::Paper(_) => {}
            Gesture::Pan { start, last, has_moved, .. } => {
                let by = pos - *last;
                *has_moved |= start.distance(pos) > DRAG_AFTER;
                if *has_moved {
                    *last = pos;
                    self.view.camera.pan(by);
                }
            }
            Gesture::Press { start, .. } => {
                if start.distance(pos) > DRAG_AFTER {
                    self.begin_drag();
                    if !matches!(self.view.gesture, Gesture::Press { .. }) {
                        self.moved(pos);
                    }
                }
            }
            Gesture::Dot { start, .. } => {
                if start.distance(pos) > DRAG_AFTER {
                    self.view.gesture = Gesture::Idle;
                }
            }
            Gesture::Box { to: corner, .. } => *corner = to,
            Gesture::Move { to: end, .. } => *end = to,
            Gesture::Wire { .. } => self.wire_moved(pos, to),
            Gesture::Carry { .. } => self.carry_moved(pos, to),
            Gesture::Space(_) => self.space_moved(to),
        }
    }

    /// A press has moved far enough: what is it the beginning of?
    fn begin_drag(&mut self) {
        let Gesture::Press { start, on, shift, ctrl, .. } = self.view.gesture else { return };
        let from = self.view.lens().world(start);
        let wire =
            |output: Output, is_detached| Gesture::Wire { output, to: from, target: None, is_detached };
        let carry = |what| Gesture::Carry { what, to: from, onto: None };
        self.view.gesture = match on {
            None => Gesture::Box { from, to: from, add: shift },
            Some(Hit::Card(grabbed)) => {
                let selected = &self.input.selection.cards;
                // The selection that the press asked for may not have been made yet.
                let mut cards = match selected.contains(&grabbed) || shift {
                    true => selected.clone(),
                    false => [grabbed].into(),
                };
                cards.insert(grabbed);
                let (by, guides) = (Point::default(), Vec::new());
                Gesture::Move { grabbed, cards, from, to: from, by, guides, onto: None }
            }
            Some(Hit::Output(output)) if ctrl && self.input.scene.wire(output).is_some() => {
                carry(Carried::Start(output))
            }
            Some(Hit::Input(id)) if ctrl => carry(Carried::Inputs(id)),
            Some(Hit::Output(output)) => wire(output, false),
            Some(Hit::Wire(output)) => wire(output, true),
            Some(Hit::Input(id)) => match self.wire_into(id, start) {
                Some(output) => wire(output, true),
                None => Gesture::Idle,
            },
        };
    }

    fn released(&mut self, pos: Pos2, button: PointerButton, time: f64, double_click_delay: f64) {
        if let Gesture::Pan { button: held, has_moved, .. } = self.view.gesture {
            if held == button {
                self.view.gesture = Gesture::Idle;
                if !has_moved && button == PointerButton::Secondary {
                    self.context_menu(pos);
                }
            }
            return;
        }
        if button != PointerButton::Primary {
            return;
        }
        match std::mem::take(&mut self.view.gesture) {
            Gesture::Idle | Gesture::Pan { .. } | Gesture::Paper(_) => {}
            Gesture::Dot { spot, .. } => self.actions.push(CanvasAction::ToggleBreakpoint(spot)),
            Gesture::Press { on, shift, alt, was_selected, .. } => {
                let last = self.view.last_click.replace((time, pos));
                let is_double = last.is_some_and(|(at, place)| {
                    time - at < double_click_delay && place.distance(pos) < 2.0 * DRAG_AFTER
                });
                if is_double {
                    self.view.last_click = None;
                    self.double_clicked(pos, on);
                } else {
                    self.clicked(on, shift, alt, was_selected, pos);
                }
            }
            Gesture::Box { from, to, add } => {
                let next = boxed(self.input, from, to, add);
                if next != *self.input.selection {
                    self.actions.push(CanvasAction::Select(next));
                }
            }
            Gesture::Move { grabbed, by, onto: Some(wire), .. } => {
                let edit = splice::edit(self.input, grabbed, by, wire);
                self.actions.extend(edit.map(CanvasAction::Edit));
            }
            Gesture::Move { cards, by, .. } => self.actions.extend(move_by(self.input, &cards, by)),
            Gesture::Wire { output, to, target, is_detached } => {
                self.drop_wire(output, to, target, is_detached, pos)
            }
            Gesture::Carry { what, onto, .. } => self.drop_carried(what, onto),
            Gesture::Space(tool) => self.drop_space(&tool),
        }
    }

    fn clicked(&mut self, on: Option<Hit>, shift: bool, alt: bool, was_selected: bool, pos: Pos2) {
        let selection = self.input.selection;
        let next = match on {
            None if shift => return,
            None => Selection::default(),
            // What was not selected has been selected by the press.
            Some(Hit::Card(_)) if !was_selected => return,
            Some(Hit::Card(id)) if shift => selection.toggled(id),
            Some(Hit::Card(id)) => Selection::card(id),
            Some(Hit::Wire(output)) if alt => {
                self.actions.push(CanvasAction::Edit(Edit::Connect { output, target: None }));
                return;
            }
            Some(Hit::Wire(output)) if shift => selection.wire_toggled(output),
            Some(Hit::Wire(output)) => Selection::wire(output),
            Some(Hit::Input(id)) => match self.wire_into(id, pos) {
                Some(output) => Selection::wire(output),
                None => Selection::card(id),
            },
            Some(Hit::Output(output)) => {
                self.output_chosen(output, pos);
                return;
            }
        };
        if next != *selection {
            self.actions.push(CanvasAction::Select(next));
        }
    }

    fn double_clicked(&mut self, pos: Pos2, on: Option<Hit>) {
        match on {
            None => {
                let menu = self.add_menu(pos, None);
                self.actions.push(menu);
            }
            Some(Hit::Card(id) | Hit::Input(id)) => self.actions.push(CanvasAction::Open(id)),
            Some(Hit::Output(_) | Hit::Wire(_)) => {}
        }
    }

    pub fn add_menu(&self, pos: Pos2, from: Option<Output>) -> CanvasAction {
        let place = snapped(self.view.lens().world(pos));
        CanvasAction::AddMenu { pos: offset(place), pos_in_screen: pos, from }
    }

    fn context_menu(&mut self, pos: Pos2) {
        let target = self.view.hit(self.input.scene, pos);
        let selection = self.input.selection;
        let next = match target {
            Some(Hit::Wire(output)) if !selection.wires.contains(&output) => Some(Selection::wire(output)),
            Some(hit) => hit.card().filter(|id| !selection.cards.contains(id)).map(Selection::card),
            None => None,
        };
        self.actions.extend(next.map(CanvasAction::Select));
        let place = offset(snapped(self.view.lens().world(pos)));
        self.actions.push(CanvasAction::ContextMenu { pos: place, pos_in_screen: pos, target });
    }

    /// Moves the camera while something is dragged to the canvas's edge. Answers whether it did.
    fn pan_at_edge(&mut self, ui: &Ui, pos: Pos2) -> bool {
        let drags = matches!(
            self.view.gesture,
            Gesture::Box { .. } | Gesture::Move { .. } | Gesture::Wire { .. } | Gesture::Carry { .. }
        );
        if !drags {
            return false;
        }
        let inner = self.view.rect.shrink(EDGE);
        // A canvas between two wide panels may be narrower than its own edges.
        if !inner.is_positive() {
            return false;
        }
        let out = pos - inner.clamp(pos);
        if out == Vec2::ZERO {
            return false;
        }
        let seconds = ui.input(|input| input.stable_dt).min(0.05);
        let speed = (out / EDGE).clamp(Vec2::splat(-1.0), Vec2::splat(1.0)) * EDGE_SPEED;
        self.view.camera.pan(-speed * seconds);
        ui.ctx().request_repaint();
        true
    }
}

/// What a box around cards selects.
pub(super) fn boxed(input: &CanvasInput<'_>, from: Point, to: Point, add: bool) -> Selection {
    let cards = input.scene.cards_in(&WorldRect::between(from, to));
    let ids = cards.into_iter().filter_map(|index| input.scene.cards().get(index)).map(|card| card.id());
    let mut next = Selection::cards(ids);
    if add {
        next.cards.extend(&input.selection.cards);
        next.wires.extend(&input.selection.wires);
        next.notes.extend(input.selection.notes.iter().cloned());
    }
    if let Some(noted) = input.noted {
        next.notes.extend(noted.notes_in(&WorldRect::between(from, to)).map(|placed| placed.note.id.clone()));
    }
    next
}

/// Cards are carried from here on.
pub(super) fn carrying(grabbed: WidgetId, cards: BTreeSet<WidgetId>, from: Point) -> Gesture {
    let by = Point::default();
    Gesture::Move { grabbed, cards, from, to: from, by, guides: Vec::new(), onto: None }
}
