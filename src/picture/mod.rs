//! Where things stand in a drawing of a flow. Knows nothing of egui.
