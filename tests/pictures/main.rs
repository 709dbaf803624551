//! Pictures of the main window, compared on software Vulkan.
#![cfg(feature = "pictures")]

mod window;

#[path = "../editor/support/mod.rs"]
mod support;
