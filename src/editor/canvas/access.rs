//! The cards and their ports as nodes with names and roles: for the keyboard, for screen readers, and for tests,
//! which find them as a user does.

use egui::{Id, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::breakpoints::{self, Spot};
use super::keys::card_id;
use super::node_id;
use super::view::PORT_REACH;
use super::{Frame, compared, run_signs};
use crate::flow::{Output, WidgetId};
use crate::picture::{Card, Lead, Point, Scene};

/// What was done to a node other than by the pointer.
pub(super) enum Touched {
    /// It has the keyboard now.
    Focused(WidgetId),
    /// A card was chosen.
    Card(WidgetId),
    /// A breakpoint was set or removed.
    Breakpoint(Spot),
    /// An output was chosen.
    Output(Output, Pos2),
}

/// Makes the nodes of what is seen, in running order. Far out only those of selected cards and the one with the
/// keyboard: nobody can tell a thousand dots apart, and the outline lists them all.
pub(super) fn nodes(ui: &mut Ui, canvas: Id, frame: &Frame<'_>) -> Option<Touched> {
    let scene = frame.scene();
    let has_ports = frame.view.detail.has_ports();
    let is_wanted = |card: &Card| {
        has_ports || frame.selection.cards.contains(&card.id()) || frame.view.focus == Some(card.id())
    };
    let mut ranks: Vec<(usize, usize)> = frame
        .visible
        .iter()
        .filter(|index| scene.cards().get(**index).is_some_and(|card| is_wanted(card)))
        .map(|index| (scene.rank(*index), *index))
        .collect();
    // The card with the keyboard keeps it outside the view too.
    let focused = frame.view.focus.and_then(|id| scene.index_of(id));
    ranks.extend(
        focused.filter(|index| !frame.visible.contains(index)).map(|index| (scene.rank(index), index)),
    );
    ranks.sort_unstable();
    let by_pointer = ui.input(|input| input.pointer.any_released() || input.pointer.any_pressed());
    let mut touched = None;
    for (_, index) in ranks {
        let Some(card) = scene.cards().get(index) else { continue };
        let response = card_node(ui, canvas, frame, card);
        badge_node(ui, canvas, frame, card);
        if response.has_focus() && frame.view.focus != Some(card.id()) {
            touched = Some(Touched::Focused(card.id()));
        }
        if response.clicked() && !by_pointer {
            touched = Some(Touched::Card(card.id()));
        }
        if has_ports && let Some(port) = port_nodes(ui, canvas, frame, card, by_pointer) {
            touched = Some(port);
        }
        if has_ports && let Some(spot) = breakpoints::nodes(ui, canvas, frame, card) {
            touched = Some(Touched::Breakpoint(spot));
        }
    }
    touched
}

fn card_node(ui: &Ui, canvas: Id, frame: &Frame<'_>, card: &Card) -> Response {
    let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
    let response = ui.interact(inside(rect, frame.lens.rect), card_id(canvas, card.id()), Sense::click());
    response.widget_info(|| {
        let selected = frame.selection.cards.contains(&card.id());
        WidgetInfo::selected(Role::TreeItem, ui.is_enabled(), selected, describe(frame, card))
    });
    response
}

/// The number of problems on a card: rested on, it tells them.
fn badge_node(ui: &Ui, canvas: Id, frame: &Frame<'_>, card: &Card) {
    let Some(mark) = frame.input.problems.cards.get(&card.id()) else { return };
    let Some(rect) = super::near::problem_badge_rect(frame, card) else { return };
    if !frame.view.detail.has_ports() || !frame.lens.rect.intersects(rect) {
        return;
    }
    let response = ui.interact(rect, node_id(canvas, ("problems", card.id().0)), Sense::HOVER);
    response.widget_info(|| {
        let name = format!("{} in {}", mark.words(), card.widget.title());
        WidgetInfo::labeled(Role::Image, ui.is_enabled(), name)
    });
    if !frame.view.is_busy() {
        response.on_hover_ui(|ui| mark.tell_ui(ui));
    }
}

fn port_nodes(ui: &Ui, canvas: Id, frame: &Frame<'_>, card: &Card, by_pointer: bool) -> Option<Touched> {
    let mut touched = None;
    let shift = frame.shift(card.id());
    // A click, but no stop for Tab: cards have outputs enough.
    let node = |place: Point, id: Id, name: &dyn Fn() -> String| {
        let center = frame.lens.screen(place + shift);
        if !frame.lens.rect.contains(center) {
            return None;
        }
        let rect = Rect::from_center_size(center, Vec2::splat(2.0 * PORT_REACH));
        let response = ui.interact(rect, id, Sense::CLICK);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name()));
        Some(response)
    };
    if card.face.has_input {
        let name = || format!("Input of {}", card.widget.title());
        node(card.input(), node_id(canvas, ("input", card.id().0)), &name);
    }
    for (output, place, face, _) in card.outputs() {
        let untaken = if frame.is_untaken(output) { ", not taken by any test" } else { "" };
        let times = frame.input.run.and_then(|run| run.counts.get(&output)).filter(|times| **times > 1);
        let name = || {
            let taken = times.map(|times| format!(", taken {times} times")).unwrap_or_default();
            let counted = frame.input.heat.map(|heat| format!(", {}", heat.output_words(output)));
            let counted = counted.unwrap_or_default();
            format!("Output {} of {}{untaken}{taken}{counted}", face.label, card.widget.title())
        };
        let id = node_id(canvas, ("output", card.id().0, output.index));
        let Some(response) = node(place, id, &name) else { continue };
        if response.clicked() && !by_pointer {
            touched = Some(Touched::Output(output, response.rect.center()));
        }
        if let Some(mark) = frame.input.problems.outputs.get(&output) {
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(mark.words()));
            if !frame.view.is_busy() {
                response.on_hover_ui(|ui| mark.tell_ui(ui));
            }
        }
    }
    touched
}

/// The part of a node that is on the canvas; at least a line at its edge.
fn inside(rect: Rect, canvas: Rect) -> Rect {
    let part = rect.intersect(canvas);
    if part.is_positive() {
        part
    } else {
        Rect::from_center_size(canvas.clamp(rect.center()), Vec2::splat(1.0))
    }
}

/// A card in words: `Send Message thanks, 2 outputs: Sent leads to bye, Failed leads nowhere`.
fn describe(frame: &Frame<'_>, card: &Card) -> String {
    let plain = || format!("{} {}", card.face.kind, card.widget.title());
    let mut text = super::groups::words(frame, card).unwrap_or_else(plain);
    let outputs: Vec<String> = card
        .outputs()
        .map(|(output, _, face, lead)| {
            let untaken = if frame.is_untaken(output) { ", which no test takes" } else { "" };
            format!("{} {}{untaken}", face.label, lead_text(frame.scene(), lead))
        })
        .collect();
    match outputs.len() {
        0 => text.push_str(", no outputs"),
        1 => text.push_str(", 1 output: "),
        count => text.push_str(&format!(", {count} outputs: ")),
    }
    text.push_str(&outputs.join(", "));
    if let Some(mark) = frame.input.problems.cards.get(&card.id()).filter(|mark| mark.is_marked()) {
        text.push_str(&format!("; {}", mark.words()));
    }
    if let Some(run) = frame.input.run {
        if let Some(visit) = run.visits.get(&card.id()) {
            text.push_str(&format!("; step {} of the run", visit.step));
        }
        text.push_str(&run_signs::words(frame, card.id()));
    }
    if let Some(words) = compared::words(frame, card.id()) {
        text.push_str("; ");
        text.push_str(words);
    }
    text.push_str(&breakpoints::words(frame.input.breakpoints, card));
    if frame.is_unreached(card.id()) {
        match frame.input.tests.and_then(|tests| tests.parts.get(&card.id())) {
            Some((count, all)) => text.push_str(&format!("; {count} of {all} not reached by any test")),
            None => text.push_str("; not reached by any test"),
        }
    }
    if let Some(heat) = frame.input.heat {
        text.push_str("; ");
        text.push_str(&heat.card_words(card.id()));
    }
    if let Some(words) = frame.input.lit.and_then(|lit| lit.words(card.id())) {
        text.push_str("; ");
        text.push_str(&words);
    }
    text
}

fn lead_text(scene: &Scene, lead: &Lead) -> String {
    match lead {
        Lead::Nowhere => "leads nowhere".to_owned(),
        Lead::To(id) => {
            format!("leads to {}", scene.card(*id).map_or("(no name)", |card| card.widget.title()))
        }
        Lead::Missing(name) => format!("leads to {name}, which does not exist"),
    }
}
