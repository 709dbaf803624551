//! What is to be written to a file: the body of an answer, or a text.

use std::sync::Arc;

use super::answered::Answered;

/// What is to be written to a file.
#[derive(Clone, Debug)]
pub enum ToSave {
    /// The body of an answer.
    Body(Arc<Answered>),
    /// A text, and what its file may be called.
    Text(Arc<str>, String),
}

impl ToSave {
    /// What its file may be called.
    pub fn file_name(&self) -> String {
        match self {
            Self::Body(answered) => answered.answer.file_name(),
            Self::Text(_, name) => name.clone(),
        }
    }

    /// What is written.
    pub(in crate::editor) fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text, _) => text.as_bytes(),
            Self::Body(answered) => match &answered.answer.binary {
                Some(bytes) => bytes,
                None => answered.answer.body.as_bytes(),
            },
        }
    }
}
