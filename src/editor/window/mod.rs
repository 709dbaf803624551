//! What the user arranges of the window, and commands of the debugger that have no key.

/// What the user wants.
#[derive(Clone, Debug)]
pub enum WindowAction {}
