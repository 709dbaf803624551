//! The canvas: the flow as cards and wires, to look at and to work on.
//!
//! It paints a [`Scene`] and tells what the user wants as [`CanvasAction`]s. It never changes a flow, knows no
//! file and no history, and knows nothing of what a widget type means: that stands in the scene.
//! Idle, it asks for no repaint.

mod access;
mod breakpoints;
mod camera;
mod carry;
mod compared;
mod counters;
mod detail;
mod far;
mod follow;
mod followed;
mod frame;
mod glide;
mod groups;
mod guides;
mod heat;
mod keys;
mod lit;
mod measure;
mod minimap;
mod moving;
mod near;
mod notes;
mod overlay;
mod papers;
mod pointer;
mod ports;
mod problem_marks;
mod run_signs;
mod selection;
mod space;
mod splice;
mod tested;
mod view;
mod ways;
mod wiring;
mod writing;
mod zoom_box;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use egui::{CursorIcon, DragAndDrop, Id, Pos2, Role, Sense, Ui, WidgetInfo};

use self::detail::Detail as Level;
use self::frame::Frame;
use self::pointer::Pointer;
use self::view::Gesture;
use crate::editor::notes::{NoteAction, Noted};
use crate::editor::theme::Tokens;
use crate::flow::{Edit, Offset, Output, WidgetId};
use crate::picture::{Hit, Lead, NEW_CARD, Point, Scene};

pub(in crate::editor) use breakpoints::paint_break_sign;
pub use breakpoints::{BreakMark, BreakMarks, BreakSign, Spot};
pub use camera::{Camera, ZOOM_RANGE};
pub use compared::{CompareMarks, sign_color};
pub use detail::Detail;
pub use heat::{CardHeat, HeatMarks, WireHeat, heat_samples};
pub use lit::Lit;
pub use measure::{EguiMeasure, SceneMaker};
pub use papers::Papers;
pub(in crate::editor) use papers::paper_at;
pub use problem_marks::{ProblemMark, ProblemMarks};
pub use selection::Selection;
pub use tested::{TestMarks, dashed_way, hatch};
pub use view::View;

/// What is carried from the palette to the canvas by egui's drag and drop: the id of a widget type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaletteDrag(pub &'static str);

/// What the canvas shows in a frame.
#[derive(Clone, Copy)]
pub struct CanvasInput<'a> {
    /// The drawing of the flow.
    pub scene: &'a Scene,
    /// What is selected.
    pub selection: &'a Selection,
    /// What a run has done so far.
    pub run: Option<&'a RunMarks>,
    /// Where runs are to be held.
    pub breakpoints: &'a BreakMarks,
    /// What is wrong with it.
    pub problems: &'a Arc<ProblemMarks>,
    /// Who writes and who reads what the pointer is over elsewhere.
    pub lit: Option<&'a Arc<Lit>>,
    /// What no test reaches, while that is shown.
    pub tests: Option<&'a TestMarks>,
    /// How many contacts came where, while that is shown.
    pub heat: Option<&'a HeatMarks>,
    /// The notes and groups.
    pub noted: Option<&'a Noted>,
    /// What differs from another version, while that is shown.
    pub compared: Option<&'a CompareMarks>,
}

impl CanvasInput<'_> {
    /// What deletes the selection in one step, with what of it is folded away; none where nothing of it can be deleted.
    fn deletion(&self) -> Option<Edit> {
        let can_go = |id: WidgetId| self.noted.is_some_and(|noted| noted.can_delete_hidden(id));
        self.selection.deletion(self.scene, can_go)
    }
}

/// What a run did, as it is marked on the flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunMarks {
    /// The widgets that it came to.
    pub visits: HashMap<WidgetId, Visit>,
    /// The outputs that it took.
    pub taken: HashSet<Output>,
    /// How often it took each of them.
    pub counts: HashMap<Output, u32>,
    /// The widgets that failed, and the outputs by which they were left because of that.
    pub failed: HashSet<Spot>,
    /// Where it is now.
    pub current: Option<WidgetId>,
    /// Whether it is held there, and does not only wait.
    pub is_held: bool,
    /// The output that it would take next.
    pub next: Option<Output>,
}

/// When a run came to a widget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// The number of the last step there, from 1.
    pub step: usize,
    /// How often it came there.
    pub times: usize,
}

/// What the user wants.
#[derive(Clone, Debug, PartialEq)]
pub enum CanvasAction {
    /// Something else is to be selected.
    Select(Selection),
    /// The flow is to be changed. A gesture is one edit.
    Edit(Edit),
    /// Cards are to be moved a little. Nudges in a row are one step.
    Nudge {
        /// The move.
        edit: Edit,
        /// Whether it goes on from the nudge before.
        goes_on: bool,
    },
    /// A widget is to be edited in the inspector.
    Open(WidgetId),
    /// A breakpoint is to be set, or removed where it is set.
    ToggleBreakpoint(Spot),
    /// The user asks what can be added.
    AddMenu {
        /// Where the new card's place is asked for: the middle of its top edge.
        pos: Offset,
        /// The same place on the screen.
        pos_in_screen: Pos2,
        /// The output that is to lead to it.
        from: Option<Output>,
    },
    /// A widget was dropped from the palette.
    Place {
        /// The id of its type.
        kind: &'static str,
        /// The card's upper left corner.
        pos: Offset,
        /// The wire that it was dropped on, into which it is to be put.
        on_wire: Option<Output>,
    },
    /// Something is to be done with notes and groups.
    Note(NoteAction),
    /// A right click.
    ContextMenu {
        /// Where, in the world.
        pos: Offset,
        /// Where, on the screen.
        pos_in_screen: Pos2,
        /// What is there.
        target: Option<Hit>,
    },
}

/// Shows the canvas in all the room that is left, and answers what the user wants.
pub fn canvas_ui(ui: &mut Ui, view: &mut View, input: &CanvasInput<'_>) -> Vec<CanvasAction> {
    let mut actions = Vec::new();
    let rect = ui.available_rect_before_wrap();
    if !rect.is_positive() {
        return actions;
    }
    let id = ui.scope_id().with("canvas");
    let canvas = ui.interact(rect, id, Sense::click_and_drag());
    ui.advance_cursor_after_rect(rect);
    canvas.widget_info(|| WidgetInfo::labeled(Role::Canvas, ui.is_enabled(), "Canvas"));
    view.rect = rect;
    view.settle(input.scene, ui.ctx().content_rect().size());

    let controls = [zoom_box::rect(rect), minimap::rect(rect)];
    let (has_keyboard, papers_focus) = {
        let mut pointer = Pointer { view, input, actions: &mut actions };
        let papers_focus = papers::keys(ui, id, &mut pointer);
        let has_keyboard = keys::handle(ui, id, &mut pointer);
        pointer::handle(ui, &canvas, &controls, &mut pointer);
        (has_keyboard, papers_focus)
    };
    keys::take_focus(ui, id, view);
    let (time, is_pointed, is_keyed) = ui.input(|input| {
        let is_keyed = input.events.iter().any(|event| matches!(event, egui::Event::Key { .. }));
        (input.time, input.pointer.is_moving() || input.pointer.any_down(), is_keyed)
    });
    view.is_keyed = (view.is_keyed || is_keyed) && !is_pointed;
    if let Some(glide) = &mut view.glide {
        if glide.go_on(time) {
            ui.ctx().request_repaint();
        } else {
            view.glide = None;
        }
    }
    // A key or the wheel may have moved the camera.
    view.settle(input.scene, ui.ctx().content_rect().size());
    view.palette_wire = palette_wire(ui.ctx(), view, input);

    let seen = view.lens().view_in_world().expand(MARGIN / view.camera.zoom);
    let visible = input.scene.cards_in(&seen);
    view.detail = Level::next(view.detail, view.camera.zoom, visible.len());
    let frame = Frame {
        tokens: Tokens::of(ui),
        painter: ui.painter_at(rect),
        lens: view.lens(),
        seen,
        visible: &visible,
        view,
        input,
        selection: &shown_selection(view, input),
        focus: if has_keyboard { view.focus } else { None },
        papers_focus,
    };
    overlay::paint_ground(&frame);
    groups::paint_under(&frame);
    notes::paint(&frame);
    compared::paint_below(&frame);
    match view.detail {
        Detail::Full | Detail::Title => near::paint(&frame),
        Detail::Box | Detail::Dot => far::paint(&frame),
    }
    groups::paint_over(&frame);
    compared::paint_above(&frame);
    heat::paint(&frame);
    lit::paint(&frame);
    overlay::paint_gesture(&frame);
    writing::paint(&frame);
    let touched = access::nodes(ui, id, &frame);
    let (focused_paper, done) = papers::nodes(ui, id, &frame);
    let field = writing::field(&frame);
    tell_wire(&canvas, &frame);
    dropped(ui, &canvas, view, input, &mut actions);
    apply_touch(touched, view, input, &mut actions);
    actions.extend(done);
    if focused_paper.is_some() && focused_paper != view.papers.focus {
        let anchor = focused_paper.as_ref().zip(input.noted).and_then(|(paper, noted)| noted.anchor(paper));
        if let Some(area) = anchor {
            view.reveal_at(area);
            ui.ctx().request_repaint();
        }
        view.papers.focus = focused_paper;
    }
    writing::show(ui, id, view, input, field, &mut actions);
    minimap::show(ui, id, view, input);
    zoom_box::show(ui, id, view);
    if canvas.contains_pointer() {
        set_cursor(ui, view);
    }
    actions
}

/// Cards this far outside the view, in points of the screen, are still drawn: ports and badges stand out.
const MARGIN: f32 = 24.0;

/// Says of the wire that the pointer rests on where it leads, by which output in full, how many took it and what is
/// wrong with it; of an output whose name is cut, the name.
fn tell_wire(canvas: &egui::Response, frame: &Frame<'_>) {
    let (output, is_cut) = match frame.view.hover.filter(|_| !frame.view.is_busy()) {
        Some(Hit::Wire(output)) => (output, true),
        Some(Hit::Output(output)) => (output, is_cut(frame.scene(), output)),
        _ => return,
    };
    let mark = frame.input.problems.outputs.get(&output);
    let is_wire = matches!(frame.view.hover, Some(Hit::Wire(_)));
    let words = is_cut.then(|| wire_words(frame.scene(), output)).flatten();
    if words.is_none() && (!is_wire || (mark.is_none() && frame.input.heat.is_none())) {
        return;
    }
    canvas.clone().on_hover_ui_at_pointer(|ui| {
        if let Some(words) = words {
            crate::editor::kit::body_text(ui, &words);
        }
        if let Some(heat) = frame.input.heat.filter(|_| is_wire) {
            crate::editor::kit::body_text(ui, &heat.output_words(output));
        }
        if let Some(mark) = mark.filter(|_| is_wire) {
            mark.tell_ui(ui);
        }
    });
}

/// Whether the card shows less than an output's name.
fn is_cut(scene: &Scene, output: Output) -> bool {
    let face = scene.card(output.widget).and_then(|card| card.face.outputs.get(output.index));
    face.is_some_and(|face| face.shown != face.label)
}

/// An output in words: `ask_name: Reply → check_reply`.
fn wire_words(scene: &Scene, output: Output) -> Option<String> {
    const MOST_CHARS: usize = 300;
    let card = scene.card(output.widget)?;
    let label: String = card.face.outputs.get(output.index)?.label.chars().take(MOST_CHARS).collect();
    let name = card.widget.title();
    Some(match card.leads.get(output.index)? {
        Lead::To(id) => {
            let loops = scene.wire(output).is_some_and(|wire| wire.is_loop);
            let back = if loops { " (leads back: a loop)" } else { "" };
            format!("{name}: {label} → {}{back}", scene.card(*id)?.widget.title())
        }
        Lead::Missing(to) => format!("{name}: {label} → {to}, which is not there"),
        Lead::Nowhere => format!("{name}: {label}"),
    })
}

/// While a box is drawn, what it holds looks selected.
fn shown_selection<'a>(view: &View, input: &CanvasInput<'a>) -> Cow<'a, Selection> {
    match view.gesture {
        Gesture::Box { from, to, add } => Cow::Owned(pointer::boxed(input, from, to, add)),
        _ => Cow::Borrowed(input.selection),
    }
}

/// Takes what was dropped from the palette.
fn dropped(
    ui: &Ui,
    canvas: &egui::Response,
    view: &View,
    input: &CanvasInput<'_>,
    actions: &mut Vec<CanvasAction>,
) {
    let Some(drag) = canvas.dnd_release_payload::<PaletteDrag>() else { return };
    let Some(pos) = ui.input(|input| input.pointer.latest_pos()) else { return };
    let point = view.lens().world(pos);
    let on_wire = match view.hit(input.scene, pos) {
        Some(Hit::Wire(output)) => Some(output),
        _ => None,
    };
    let corner = moving::snapped(palette_corner(point));
    actions.push(CanvasAction::Place { kind: drag.0, pos: moving::offset(corner), on_wire });
}

/// Where the upper left corner of a card is that is carried at its header.
fn palette_corner(point: Point) -> Point {
    point - Point::new(NEW_CARD.x / 2.0, 20.0)
}

/// Where a card would land that is being carried from the palette over the canvas.
fn palette_ghost(ui_ctx: &egui::Context, view: &View) -> Option<Point> {
    DragAndDrop::payload::<PaletteDrag>(ui_ctx)?;
    let pos = ui_ctx.input(|input| input.pointer.latest_pos())?;
    view.rect.contains(pos).then(|| moving::snapped(palette_corner(view.lens().world(pos))))
}

/// The wire into which a widget from the palette would be put.
fn palette_wire(ctx: &egui::Context, view: &View, input: &CanvasInput<'_>) -> Option<Output> {
    DragAndDrop::payload::<PaletteDrag>(ctx)?;
    let pos = ctx.input(|input| input.pointer.latest_pos()).filter(|pos| view.rect.contains(*pos))?;
    match view.hit(input.scene, pos) {
        Some(Hit::Wire(output)) => Some(output),
        _ => None,
    }
}

/// What came by way of a node: from a screen reader, or from its focus.
fn apply_touch(
    touched: Option<access::Touched>,
    view: &mut View,
    input: &CanvasInput<'_>,
    actions: &mut Vec<CanvasAction>,
) {
    match touched {
        None => {}
        Some(access::Touched::Focused(id)) => view.focus = Some(id),
        Some(access::Touched::Card(id)) => {
            view.focus = Some(id);
            actions.push(CanvasAction::Select(Selection::card(id)));
        }
        Some(access::Touched::Breakpoint(spot)) => actions.push(CanvasAction::ToggleBreakpoint(spot)),
        Some(access::Touched::Output(output, pos)) => {
            Pointer { view, input, actions }.output_chosen(output, pos);
        }
    }
}

fn set_cursor(ui: &Ui, view: &View) {
    if papers::set_cursor(ui, view) {
        return;
    }
    if view.hover_spot.is_some() && matches!(view.gesture, Gesture::Idle | Gesture::Dot { .. }) {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        return;
    }
    let space = ui.input(|input| input.key_down(egui::Key::Space));
    let icon = match (&view.gesture, &view.hover) {
        (Gesture::Pan { .. } | Gesture::Move { .. }, _) => CursorIcon::Grabbing,
        (Gesture::Wire { .. } | Gesture::Carry { .. }, _) => CursorIcon::Crosshair,
        (Gesture::Space(_), _) => CursorIcon::AllScroll,
        (Gesture::Idle, _) if view.has_space_tool => CursorIcon::AllScroll,
        (Gesture::Idle, _) if space => CursorIcon::Grab,
        (Gesture::Idle, Some(Hit::Output(_) | Hit::Input(_))) => CursorIcon::Crosshair,
        (Gesture::Idle, Some(Hit::Wire(_))) => CursorIcon::PointingHand,
        _ => return,
    };
    ui.ctx().set_cursor_icon(icon);
}

/// The id of a node within the canvas.
fn node_id(canvas: Id, what: impl std::hash::Hash + std::fmt::Debug) -> Id {
    canvas.with(what)
}
