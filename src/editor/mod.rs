//! The desktop application, and the only place that knows egui.
