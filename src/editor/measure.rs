//! How wide texts on cards are, in the fonts that they are painted with.

use std::sync::Arc;

use egui::{Color32, Context, FontId};

use super::theme;
use crate::picture::{Font, MeasureText};

/// Measures by egui's fonts.
#[derive(Clone)]
pub struct FontMeasure {
    ctx: Context,
}

impl FontMeasure {
    /// Measures with a context's fonts.
    pub fn new(ctx: &Context) -> Self {
        Self { ctx: ctx.clone() }
    }

    /// Notes the context of the frame that begins.
    pub fn begin_frame(&mut self, ctx: &Context) {
        self.ctx = ctx.clone();
    }
}
