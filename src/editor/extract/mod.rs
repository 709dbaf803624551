//! The clipboard, widgets of another type, subflows made of a selection, and the list of changes.

/// What the user wants.
#[derive(Clone, Debug)]
pub enum ExtractAction {}
