//! Where things stand in a drawing of a flow: cards, their texts, ports and wires, in points of the flow's own
//! plane ("world"). The editor paints it, and [`svg`] writes it as a picture.
//!
//! It knows nothing of egui, of screens and zoom: a card has a [`Group`](crate::widgets::Group), and [`palette`] says
//! what colour that has. Text is measured by whoever draws it: [`MeasureText`].
//!
//! A [`Scene`] is made anew for each version of a flow, but takes over from the last one all that is the same:
//! after a move no text is measured, and where no card changes its outline, wires and indexes are shared.

mod arranged;
mod card;
pub mod compared;
mod folds;
pub mod fonts;
mod geometry;
mod grid;
mod hit;
pub mod layout;
mod outline;
pub mod palette;
mod places;
pub mod raster;
mod route;
mod scene;
pub mod svg;
mod text;
pub mod trail;
mod wire;

#[cfg(test)]
mod tests;

pub use card::{Card, Face, Lead, OutputFace, on_grid, size};
pub use folds::{Fold, Folds, is_stand_in, stand_in_id};
pub use geometry::{Cubic, Point, Rect};
pub use grid::Grid;
pub use hit::Hit;
pub use scene::{NEW_CARD, Scene};
pub use text::{CachedMeasure, Font, Line, MeasureText, Run};
pub use wire::{Piece, Wire, WireKind, WirePath, WireStyle};
