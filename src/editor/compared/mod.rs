//! What differs from another version, and pictures of the flow.

/// What the user wants.
#[derive(Clone, Debug)]
pub enum CompareAction {}
