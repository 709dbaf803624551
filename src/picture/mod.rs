//! Where things stand in a drawing of a flow: cards, their texts, ports and wires, in points of the flow's own
//! plane ("world"). The editor paints it, and an SVG can be written from it.
//!
//! It knows nothing of egui, of screens and zoom, nor of colours: a card has a [`Group`](crate::widgets::Group),
//! and whoever paints it knows what a group looks like. Text is measured by whoever draws it: [`MeasureText`].
//!
//! A [`Scene`] is made anew for each version of a flow, but takes over from the last one all that is the same:
//! after a move no text is measured, and where no card changes its outline, wires and indexes are shared.

mod arranged;
mod card;
mod geometry;
mod grid;
mod hit;
pub mod layout;
mod outline;
mod places;
mod route;
mod scene;
mod text;
mod wire;

#[cfg(test)]
mod tests;

pub use card::{Card, Face, Lead, OutputFace, size};
pub use geometry::{Cubic, Point, Rect};
pub use grid::Grid;
pub use hit::Hit;
pub use scene::{NEW_CARD, Scene};
pub use text::{CachedMeasure, Font, Line, MeasureText, Run};
pub use wire::{Piece, Wire, WireKind, WirePath, WireStyle};
