//! Finding and replacing, and the JSON view.

/// What the user wants.
#[derive(Clone, Debug)]
pub enum FindAction {}
