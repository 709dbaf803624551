//! Measures text with egui's fonts, so that a scene can be drawn up.

use std::cell::Cell;

use egui::{Color32, Context, FontId};

use crate::editor::theme;
use crate::flow::Flow;
use crate::picture::{CachedMeasure, Fold, Folds, Font, MeasureText, Rect, Scene, WireStyle};

/// Measures with the fonts of a context.
#[derive(Clone, Debug)]
pub struct EguiMeasure(Context);

impl MeasureText for EguiMeasure {
    fn width(&self, text: &str, font: Font) -> f32 {
        let galley = self.0.fonts_mut(|fonts| {
            fonts.layout_no_wrap(text.to_owned(), font_id(font, 1.0), Color32::PLACEHOLDER)
        });
        galley.size().x
    }
}

/// Draws up scenes, and remembers the widths of words between them.
pub struct SceneMaker {
    measure: CachedMeasure<EguiMeasure>,
    style: Cell<WireStyle>,
}

impl SceneMaker {
    /// For a context whose fonts are installed.
    pub fn new(ctx: &Context) -> Self {
        Self { measure: CachedMeasure::new(EguiMeasure(ctx.clone())), style: Cell::default() }
    }

    /// Draws up a flow; what is the same as in the last scene is taken over. Only from within a frame: egui has
    /// no fonts before the first one.
    pub fn scene(&self, flow: &Flow, previous: Option<&Scene>) -> Scene {
        Scene::styled(flow, self.style.get(), previous, &self.measure)
    }

    /// How wires are drawn from now on.
    pub fn set_wire_style(&self, style: WireStyle) {
        self.style.set(style);
    }

    /// How wires are drawn.
    pub fn wire_style(&self) -> WireStyle {
        self.style.get()
    }

    /// Folds cards of a scene; what is the same as the last time is taken over.
    pub fn folded(&self, scene: &Scene, folds: &[Fold], beside: Rect, previous: Option<&Folds>) -> Folds {
        Folds::of(scene, folds, beside, previous, &self.measure)
    }

    /// Forgets all widths, as when the fonts change.
    pub fn clear(&self) {
        self.measure.clear();
    }
}

/// The font for a zoom. Sizes are rounded to quarter points: each size is a set of pictures of its own in the
/// font atlas, and a zooming canvas must not fill that with thousands of them.
pub(super) fn font_id(font: Font, zoom: f32) -> FontId {
    let base = match font {
        Font::Name => theme::semibold(theme::size::BODY),
        Font::Hint => theme::hint(),
        Font::Text => theme::secondary(),
        Font::Code => theme::mono(),
    };
    FontId { size: quarter(base.size * zoom), ..base }
}

/// A font size that does not change with every step of a zoom.
pub(super) fn quarter(size: f32) -> f32 {
    ((size * 4.0).round() / 4.0).clamp(1.0, 200.0)
}
