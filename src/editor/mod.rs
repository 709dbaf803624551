//! The desktop application, and the only place that knows egui.

pub mod icon;
pub mod kit;
pub mod theme;
