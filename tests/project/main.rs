//! What this project says of itself: its layers, its manual, its desktop files.
#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "in tests a panic is the report")]

mod architecture;
mod desktop;
mod manual;
