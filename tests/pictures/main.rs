//! Pictures of the main window, compared on software Vulkan.
#![cfg(feature = "pictures")]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in tests a panic is the report"
)]

mod window;

#[path = "../editor/support/mod.rs"]
mod support;
