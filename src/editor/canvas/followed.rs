//! What is followed with the eyes: the wires of the card or port under the pointer, or where the keyboard is, and a
//! wire that is selected. All else is dimmed.

use std::collections::HashSet;

use egui::Mesh;

use super::Frame;
use super::view::Gesture;
use super::{CanvasInput, palette_ghost};
use crate::editor::theme::tint;
use crate::flow::{Output, WidgetId};
use crate::picture::{Hit, Wire};

/// How much of the rest is covered.
const VEIL: f32 = 0.52;

/// What is not dimmed.
pub(super) struct Followed {
    pub wires: HashSet<Output>,
    pub cards: HashSet<WidgetId>,
}

impl Followed {
    /// Nothing where all is to be seen: while something is carried or drawn, and while marks are shown that would be
    /// dimmed as well.
    pub(super) fn of(frame: &Frame<'_>) -> Option<Self> {
        let input = frame.input;
        let has_marks =
            input.run.is_some() || input.heat.is_some() || input.tests.is_some() || input.lit.is_some();
        let is_idle = frame.view.gesture == Gesture::Idle && frame.view.glide.is_none();
        if has_marks || !is_idle || palette_ghost(frame.painter.ctx(), frame.view).is_some() {
            return None;
        }
        let hovered = frame.view.hover.and_then(|hit| Self::around(input, hit));
        let focused = || frame.focus.filter(|_| frame.view.is_keyed).map(Hit::Card);
        let selected = || match (frame.selection.cards.len(), frame.selection.wires.len()) {
            (0, 1) => frame.selection.wires.first().copied().map(Hit::Wire),
            _ => None,
        };
        hovered
            .or_else(|| focused().and_then(|hit| Self::around(input, hit)))
            .or_else(|| selected().and_then(|hit| Self::around(input, hit)))
    }

    /// The wires of something, with their ends; nothing where it has none. A wire under the pointer is not followed:
    /// there are many on the way from one card to another.
    fn around(input: &CanvasInput<'_>, hit: Hit) -> Option<Self> {
        let scene = input.scene;
        let wires: Vec<&Wire> = match hit {
            Hit::Card(id) => scene.wires_of(id).collect(),
            Hit::Input(id) => scene.wires_of(id).filter(|wire| wire.target == id).collect(),
            Hit::Output(output) => scene.wire(output).into_iter().collect(),
            Hit::Wire(output) if input.selection.wires.contains(&output) => {
                scene.wire(output).into_iter().collect()
            }
            Hit::Wire(_) => Vec::new(),
        };
        (!wires.is_empty()).then(|| Self {
            cards: wires.iter().flat_map(|wire| [wire.output.widget, wire.target]).collect(),
            wires: wires.iter().map(|wire| wire.output).collect(),
        })
    }
}

/// Covers what has been painted so far.
pub(super) fn veil(frame: &Frame<'_>) {
    let color = tint(frame.tokens.canvas, VEIL);
    frame.painter.rect_filled(frame.lens.rect, 0.0, color);
}

/// As [`veil`], into a mesh.
pub(super) fn veil_mesh(frame: &Frame<'_>, mesh: &mut Mesh) {
    mesh.add_colored_rect(frame.lens.rect, tint(frame.tokens.canvas, VEIL));
}
