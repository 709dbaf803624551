//! How everything looks: colours by their meaning, sizes, fonts, and the style of egui's own widgets.
//!
//! The only place that names raw colours.
//! This module knows nothing of flows, panels or the canvas; they ask it for a [`Tokens`] and paint with that.

mod fonts;
mod style;
mod tokens;

#[cfg(test)]
mod tests;

pub use fonts::{body, hint, mono, secondary, semibold, title};
pub use style::{apply, moves, set_motion};
pub use tokens::{Group, Tokens};

use egui::{Color32, Shadow};

/// Distances in points, from the smallest to the largest.
pub mod space {
    /// Between things that belong together.
    pub const XS: f32 = 4.0;
    /// Between neighbours.
    pub const S: f32 = 8.0;
    /// Inside cards and fields.
    pub const M: f32 = 12.0;
    /// Between groups, and inside panels and dialogs.
    pub const L: f32 = 16.0;
}

/// Corner radii in points.
pub mod radius {
    /// Small boxes: key hints, check boxes.
    pub const SMALL: u8 = 5;
    /// Buttons, fields, tiles.
    pub const CONTROL: u8 = 8;
    /// Cards, pop-ups, dialogs.
    pub const CARD: u8 = 11;
    /// The phone.
    pub const PHONE: u8 = 16;
    /// Pills; larger than half of any height.
    pub const PILL: u8 = 100;
}

/// Sizes in points.
pub mod size {
    /// Body text.
    pub const BODY: f32 = 13.0;
    /// Secondary text.
    pub const SECONDARY: f32 = 12.0;
    /// Hints and names of ports.
    pub const HINT: f32 = 11.0;
    /// Titles of panels.
    pub const TITLE: f32 = 15.0;
    /// Liquid and JSON.
    pub const MONO: f32 = 11.5;
    /// Height of buttons and of fields with one line.
    pub const CONTROL: f32 = 30.0;
    /// Height of one line of text in a field.
    pub const LINE: f32 = 18.0;
    /// The tile behind an icon.
    pub const TILE: f32 = 24.0;
    /// Height of a row in a list.
    pub const ROW: f32 = 28.0;
    /// The rail on the far left.
    pub const RAIL: f32 = 48.0;
    /// The left panel, before the user drags it.
    pub const LEFT: f32 = 220.0;
    /// The right panel, before the user drags it.
    pub const RIGHT: f32 = 352.0;
    /// The bar on top.
    pub const TOP: f32 = 44.0;
    /// The status line.
    pub const STATUS: f32 = 26.0;
    /// A card, where its outputs do not need more.
    pub const CARD: f32 = 236.0;
    /// Distance of the dots behind the cards.
    pub const GRID: f32 = 20.0;
    /// Borders.
    pub const BORDER: f32 = 1.0;
    /// Focus and selection.
    pub const FOCUS: f32 = 1.5;
    /// Below this width of the window the left panel folds into the rail.
    pub const FOLD_LEFT_BELOW: f32 = 1100.0;
    /// Below this width of the window the right panel becomes an overlay.
    pub const FOLD_RIGHT_BELOW: f32 = 900.0;
}

/// How long things move, in seconds. Nothing takes longer.
pub const MOTION_SECS: f32 = 0.1;

pub use crate::picture::palette::TILE_ALPHA;

/// A note has its colour at this strength, over the ground of cards.
pub const SHEET_ALPHA: f32 = 0.15;

/// A problem box has its severity's colour at this strength.
pub const NOTICE_ALPHA: f32 = 0.12;

/// `color` at `alpha` (0 to 1), to lay over a surface.
#[must_use]
pub fn tint(color: Color32, alpha: f32) -> Color32 {
    color.gamma_multiply(alpha)
}

/// The shadow of pop-ups and dialogs. Nothing else has one.
#[must_use]
pub fn popup_shadow(tokens: &Tokens) -> Shadow {
    Shadow { offset: [0, 6], blur: 20, spread: 0, color: tokens.shadow }
}
