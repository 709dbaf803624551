//! Notes and groups.

/// What the user wants.
#[derive(Clone, Debug)]
pub enum NoteAction {}
