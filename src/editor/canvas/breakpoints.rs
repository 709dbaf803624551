//! Breakpoints on the canvas: a dot on the corner of a card and beside an output, to look at and to click. What one
//! does stands in its sign as well as in its colour: a disc holds, a ring is switched off, a disc with two bars has a
//! condition. While a run is shown, the pointer over a card or an output shows where one could be set.

use std::collections::BTreeMap;

use egui::{Color32, Mesh, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, UiBuilder, Vec2, WidgetInfo};

use super::camera::Lens;
use super::detail::Detail;
use super::keys::card_id;
use super::view::{Gesture, View};
use super::{CanvasInput, Frame, node_id};
use crate::editor::theme::{self, Tokens, tint};
use crate::flow::{Output, WidgetId};
use crate::picture::{Card, Hit, Point, Rect as WorldRect, size};

/// A place where a run can be held: before a widget, or after it was left by an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// The widget.
    pub widget: WidgetId,
    /// The output, by its index; `None` is the widget itself.
    pub output: Option<usize>,
}

impl Spot {
    /// Before a widget.
    pub const fn card(widget: WidgetId) -> Self {
        Self { widget, output: None }
    }

    /// After an output was taken.
    pub const fn output(output: Output) -> Self {
        Self { widget: output.widget, output: Some(output.index) }
    }
}

/// How a breakpoint looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BreakSign {
    /// It holds each run that comes there.
    #[default]
    On,
    /// It is kept, and holds nothing.
    Off,
    /// It holds only where something is true, or only now and then.
    Conditional,
}

/// A breakpoint, as it is marked on the flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BreakMark {
    /// How it looks.
    pub sign: BreakSign,
    /// When it holds, in words.
    pub words: String,
}

/// All breakpoints of a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BreakMarks {
    /// By place. A place that is not there shows nothing.
    pub spots: BTreeMap<Spot, BreakMark>,
}

impl BreakMarks {
    /// Those of a widget and of its outputs.
    pub(super) fn of(&self, widget: WidgetId) -> impl Iterator<Item = (Spot, &BreakMark)> {
        let last = Spot { widget, output: Some(usize::MAX) };
        self.spots.range(Spot::card(widget)..=last).map(|(spot, mark)| (*spot, mark))
    }
}

/// The radius of a dot, in points of the world.
const RADIUS: f32 = 5.5;
/// How far a dot stands from the port that it belongs to.
const BESIDE: f32 = 14.0;
/// From how far away a dot can be clicked, in points of the screen.
const REACH: f32 = 7.0;

/// Where a dot stands on the screen.
fn place(lens: &Lens, card: &Card, shift: Point, spot: Spot, detail: Detail) -> Option<Pos2> {
    let zoom = lens.zoom();
    match spot.output {
        // On the rounded corner itself.
        None => {
            let inset = size::CORNER * (1.0 - std::f32::consts::FRAC_1_SQRT_2) * zoom;
            Some(lens.screen(card.rect.min + shift) + Vec2::splat(inset))
        }
        Some(index) => {
            let port = lens.screen(card.output(index)? + shift);
            let beside = if detail.has_ports() { (BESIDE * zoom).max(12.0) } else { 0.0 };
            Some(port - Vec2::new(beside, 0.0))
        }
    }
}

/// The places of a card where a dot can be clicked: where a breakpoint is, and in a run everywhere.
fn offered<'a>(input: &'a CanvasInput<'_>, card: &'a Card) -> impl Iterator<Item = Spot> + 'a {
    let in_run = input.run.is_some();
    let all = card.outputs().filter(move |_| in_run).map(|(output, ..)| Spot::output(output));
    let set = input.breakpoints.of(card.id()).map(|(spot, _)| spot).filter(move |_| !in_run);
    in_run.then_some(Spot::card(card.id())).into_iter().chain(all).chain(set)
}

/// The dot under the pointer.
pub(super) fn spot_at(view: &View, input: &CanvasInput<'_>, pos: Pos2) -> Option<Spot> {
    if !view.detail.has_ports() || (input.run.is_none() && input.breakpoints.spots.is_empty()) {
        return None;
    }
    let lens = view.lens();
    let around = (REACH + BESIDE.max(12.0)) / lens.zoom() + BESIDE;
    let here = lens.world(pos);
    let near = WorldRect::between(here - Point::new(around, around), here + Point::new(around, around));
    let mut found: Option<(f32, Spot)> = None;
    for index in input.scene.cards_in(&near) {
        let Some(card) = input.scene.cards().get(index) else { continue };
        for spot in offered(input, card) {
            let Some(center) = place(&lens, card, Point::default(), spot, view.detail) else { continue };
            let far = center.distance(pos);
            if far <= REACH && found.is_none_or(|(nearest, _)| far <= nearest) {
                found = Some((far, spot));
            }
        }
    }
    found.map(|(_, spot)| spot)
}

/// Paints the dots from near, over the cards.
pub(super) fn paint(frame: &Frame<'_>) {
    let hinted = hinted(frame);
    if frame.input.breakpoints.spots.is_empty() && hinted.is_none() {
        return;
    }
    for card in frame.cards() {
        let shift = frame.shift(card.id());
        for (spot, mark) in frame.input.breakpoints.of(card.id()) {
            if let Some(center) = place(&frame.lens, card, shift, spot, frame.view.detail) {
                paint_dot(frame, center, mark.sign, frame.view.hover_spot == Some(spot));
            }
        }
    }
    let Some(spot) = hinted.filter(|spot| !frame.input.breakpoints.spots.contains_key(spot)) else { return };
    let card = frame.scene().card(spot.widget);
    if let Some(center) =
        card.and_then(|card| place(&frame.lens, card, Point::default(), spot, frame.view.detail))
    {
        let strength = if frame.view.hover_spot.is_some() { 0.7 } else { 0.35 };
        let radius = RADIUS * frame.lens.zoom().clamp(0.6, 1.6);
        frame.painter.circle_filled(center, radius + 1.5, frame.tokens.canvas);
        frame.painter.circle_filled(center, radius, tint(frame.tokens.error, strength));
    }
}

/// Where the pointer shows that a breakpoint could be set.
fn hinted(frame: &Frame<'_>) -> Option<Spot> {
    let is_idle = frame.view.gesture == Gesture::Idle || matches!(frame.view.gesture, Gesture::Dot { .. });
    if frame.input.run.is_none() || !is_idle {
        return None;
    }
    frame.view.hover_spot.or(match frame.view.hover? {
        Hit::Card(id) | Hit::Input(id) => Some(Spot::card(id)),
        Hit::Output(output) => Some(Spot::output(output)),
        Hit::Wire(_) => None,
    })
}

fn paint_dot(frame: &Frame<'_>, center: Pos2, sign: BreakSign, is_hovered: bool) {
    let tokens = frame.tokens;
    let zoom = frame.lens.zoom().clamp(0.6, 1.6);
    let radius = RADIUS * zoom + if is_hovered { 1.0 } else { 0.0 };
    frame.painter.circle_filled(center, radius + 1.5, tokens.canvas);
    match sign {
        BreakSign::Off => {
            let stroke = Stroke::new(1.5, tokens.error);
            frame.painter.circle(center, radius - 0.75, tokens.card, stroke);
        }
        BreakSign::On => {
            frame.painter.circle_filled(center, radius, tokens.error);
        }
        BreakSign::Conditional => {
            frame.painter.circle_filled(center, radius, tokens.error);
            for above in [-1.6, 1.6] {
                let middle = center + Vec2::new(0.0, above * zoom);
                let half = Vec2::new(2.8 * zoom, 0.0);
                let bar = [middle - half, middle + half];
                frame.painter.add(Shape::line_segment(bar, Stroke::new(1.4 * zoom, tokens.canvas)));
            }
        }
    }
}

/// The dots of a card from far, into a mesh. Where a card is a dot itself there is room for one.
pub(super) fn far(frame: &Frame<'_>, card: &Card, mesh: &mut Mesh) {
    let is_dot = frame.view.detail == Detail::Dot;
    let shift = frame.shift(card.id());
    for (spot, mark) in frame.input.breakpoints.of(card.id()) {
        let at = if is_dot { Spot::card(card.id()) } else { spot };
        let Some(center) = place(&frame.lens, card, shift, at, frame.view.detail) else { continue };
        let reach = if is_dot { 2.5 } else { 3.5 };
        octagon(mesh, center, reach + 1.0, frame.tokens.canvas);
        octagon(mesh, center, reach, frame.tokens.error);
        inner(mesh, center, reach, mark.sign, frame.tokens);
        if is_dot {
            return;
        }
    }
}

fn inner(mesh: &mut Mesh, center: Pos2, reach: f32, sign: BreakSign, tokens: &Tokens) {
    match sign {
        BreakSign::On => {}
        BreakSign::Off => octagon(mesh, center, reach - 1.25, tokens.card),
        BreakSign::Conditional => {
            let bar = Rect::from_center_size(center, Vec2::new(reach * 1.3, 1.25));
            mesh.add_colored_rect(bar, tokens.canvas);
        }
    }
}

/// A disc, as far as anybody can tell from far.
fn octagon(mesh: &mut Mesh, center: Pos2, reach: f32, color: Color32) {
    const CORNERS: u8 = 8;
    let Ok(first) = u32::try_from(mesh.vertices.len()) else { return };
    for corner in 0..CORNERS {
        let angle = (f32::from(corner) + 0.5) * std::f32::consts::TAU / f32::from(CORNERS);
        mesh.colored_vertex(center + Vec2::angled(angle) * reach, color);
    }
    for corner in 1..u32::from(CORNERS) - 1 {
        mesh.add_triangle(first, first + corner, first + corner + 1);
    }
}

/// The dots of a card as switches below its node. Answers which one was pressed other than by the pointer.
pub(super) fn nodes(ui: &mut Ui, canvas: egui::Id, frame: &Frame<'_>, card: &Card) -> Option<Spot> {
    let mut spots = offered(frame.input, card).peekable();
    spots.peek()?;
    let by_pointer = ui.input(|input| input.pointer.any_released() || input.pointer.any_pressed());
    let builder = UiBuilder::new()
        .id_salt(("breakpoints", card.id().0))
        .max_rect(frame.lens.rect)
        .accessibility_parent(card_id(canvas, card.id()));
    let ui = &mut ui.new_child(builder);
    let mut pressed = None;
    for spot in spots {
        let center = place(&frame.lens, card, frame.shift(card.id()), spot, frame.view.detail);
        let Some(center) = center.filter(|center| frame.lens.rect.contains(*center)) else { continue };
        let rect = Rect::from_center_size(center, Vec2::splat(2.0 * REACH));
        let mark = frame.input.breakpoints.spots.get(&spot);
        let id = node_id(canvas, ("breakpoint", card.id().0, spot.output));
        let response = ui.interact(rect, id, Sense::CLICK);
        response.widget_info(|| {
            let is_on = mark.is_some_and(|mark| mark.sign != BreakSign::Off);
            WidgetInfo::selected(Role::Button, ui.is_enabled(), is_on, name(card, spot))
        });
        if response.clicked() && !by_pointer {
            pressed = Some(spot);
        }
        if let Some(mark) = mark {
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(&*mark.words));
            if !frame.view.is_busy() {
                response.on_hover_text(&mark.words);
            }
        }
    }
    pressed
}

/// `Breakpoint on reply`, `Breakpoint on Sent of reply`.
fn name(card: &Card, spot: Spot) -> String {
    let output = spot.output.and_then(|index| {
        let (.., face, _) = card.outputs().find(|(output, ..)| output.index == index)?;
        Some(format!("{} of ", face.label))
    });
    format!("Breakpoint on {}{}", output.unwrap_or_default(), card.widget.title())
}

/// A card's breakpoints, for its description: `; breakpoint; breakpoint on Sent, off`.
pub(super) fn words(marks: &BreakMarks, card: &Card) -> String {
    let mut text = String::new();
    for (spot, mark) in marks.of(card.id()) {
        let on = match spot.output {
            None => String::new(),
            Some(index) => match card.outputs().find(|(output, ..)| output.index == index) {
                Some((_, _, face, _)) => format!(" on {}", face.label),
                None => continue,
            },
        };
        let how = match mark.sign {
            BreakSign::On => "",
            BreakSign::Off => ", off",
            BreakSign::Conditional => ", with a condition",
        };
        text.push_str(&format!("; breakpoint{on}{how}"));
    }
    text
}

/// The sign of a breakpoint in a list, as the canvas paints it.
pub(in crate::editor) fn paint_break_sign(
    painter: &egui::Painter,
    center: Pos2,
    sign: BreakSign,
    tokens: &Tokens,
) {
    match sign {
        BreakSign::Off => {
            painter.circle_stroke(center, RADIUS - 0.75, Stroke::new(theme::size::FOCUS, tokens.error));
        }
        BreakSign::On | BreakSign::Conditional => {
            painter.circle_filled(center, RADIUS, tokens.error);
        }
    }
    if sign == BreakSign::Conditional {
        for above in [-1.6, 1.6] {
            let middle = center + Vec2::new(0.0, above);
            let bar = [middle - Vec2::new(2.8, 0.0), middle + Vec2::new(2.8, 0.0)];
            painter.add(Shape::line_segment(bar, Stroke::new(1.4, tokens.card)));
        }
    }
}
