//! A flow, what stands beside it, and the file it came from.

use std::path::{Path, PathBuf};

use super::convert;
use super::edit::{Edit, EditError};
use super::history::History;
use super::json::{self, position};
use super::model::{Flow, FlowError, NEW_FLOW};
use super::side::{SideFile, SideTrouble, StudioLink};

const BOM: &str = "\u{feff}";

/// An open flow: its history, its file's name and what the file began with.
#[derive(Clone, Debug)]
pub struct Document {
    path: Option<PathBuf>,
    history: History,
    has_bom: bool,
    /// Where it was converted from.
    origin: Option<Origin>,
}

/// Where a flow comes from that has no file yet.
#[derive(Clone, Debug)]
struct Origin {
    /// The file that it was converted from. It holds something else than the flow, so it is never written.
    source: Option<PathBuf>,
    /// What the flow is called until it has a file of its own.
    name: String,
}

/// Why a file cannot be opened as a flow, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not UTF-8.
    #[error("{line}:{column}: the text is not UTF-8 here")]
    NotUtf8 {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Not JSON.
    #[error("{line}:{column}: this is no JSON: {message}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What was expected.
        message: String,
    },
    /// JSON, but no flow.
    #[error("{line}:{column}: {reason}")]
    NotAFlow {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// Why.
        reason: FlowError,
    },
}

impl OpenError {
    /// Line and column, from 1.
    pub fn position(&self) -> (usize, usize) {
        match self {
            Self::NotUtf8 { line, column }
            | Self::NotJson { line, column, .. }
            | Self::NotAFlow { line, column, .. } => (*line, *column),
        }
    }

    /// The sentence without the place.
    pub fn message(&self) -> String {
        match self {
            Self::NotUtf8 { .. } => "the text is not UTF-8 here".to_owned(),
            Self::NotJson { message, .. } => format!("this is no JSON: {message}"),
            Self::NotAFlow { reason, .. } => reason.to_string(),
        }
    }
}

/// Bytes as text.
///
/// # Errors
/// Where they are no UTF-8, with the place.
pub fn utf8(bytes: &[u8]) -> Result<&str, OpenError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let before = String::from_utf8_lossy(before);
        let (line, column) = position(&before, before.len());
        OpenError::NotUtf8 { line, column }
    })
}

impl Default for Document {
    /// A new flow: a trigger and nothing else.
    fn default() -> Self {
        match Self::from_bytes(None, NEW_FLOW.as_bytes()) {
            Ok(document) => document,
            Err(_) => unreachable!("the text of a new flow is a flow"),
        }
    }
}

impl Document {
    /// Reads the bytes of a file. A flow with mistakes opens.
    ///
    /// # Errors
    /// Where the bytes are no UTF-8, no JSON or no flow.
    pub fn from_bytes(path: Option<PathBuf>, bytes: &[u8]) -> Result<Self, OpenError> {
        let text = utf8(bytes)?;
        let (has_bom, text) = match text.strip_prefix(BOM) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let root = json::parse(text).map_err(|error| match convert::first_in_code(text) {
            Some((line, column)) => OpenError::NotAFlow { line, column, reason: FlowError::Wrapped },
            None => {
                let (line, column) = position(text, error.offset);
                OpenError::NotJson { line, column, message: error.message }
            }
        })?;
        let (line, column) = position(text, root.lead.len());
        let flow = Flow::from_json(root).map_err(|reason| OpenError::NotAFlow { line, column, reason })?;
        let mut history = History::new(flow, SideFile::default());
        history.mark_saved();
        Ok(Self { path, history, has_bom, origin: None })
    }

    /// Reads the text of a flow that was converted from what stands in another file. It stands in no file yet; `name` is
    /// what it is called until then.
    ///
    /// # Errors
    /// Where the text is no flow.
    pub fn converted(text: &str, name: String, source: PathBuf) -> Result<Self, OpenError> {
        let mut document = Self::from_bytes(None, text.as_bytes())?;
        document.history.mark_unsaved();
        document.origin = Some(Origin { source: Some(source), name });
        Ok(document)
    }

    /// A flow that was pulled, with what stands beside it. It stands in no file yet; `name` is what it is called until
    /// then.
    ///
    /// # Errors
    /// Where the text is no flow.
    pub fn pulled(text: &str, name: String, side: SideFile) -> Result<Self, OpenError> {
        let mut document = Self::from_bytes(None, text.as_bytes())?.with_side(side);
        document.history.mark_unsaved();
        document.origin = Some(Origin { source: None, name });
        Ok(document)
    }

    /// A flow that stands in no file yet, and is as good as saved until it is changed.
    ///
    /// # Errors
    /// Where the text is no flow.
    pub fn named(text: &str, name: String) -> Result<Self, OpenError> {
        let mut document = Self::from_bytes(None, text.as_bytes())?;
        document.origin = Some(Origin { source: None, name });
        Ok(document)
    }

    /// The file that the flow was converted from: it is not to be written over.
    pub fn source(&self) -> Option<&Path> {
        self.origin.as_ref().and_then(|origin| origin.source.as_deref())
    }

    /// A name for its first file, where something is known.
    pub fn suggested_name(&self) -> Option<&str> {
        self.origin.as_ref().map(|origin| &*origin.name)
    }

    /// This document, just opened, with what stands beside its file.
    #[must_use]
    pub fn with_side(mut self, side: SideFile) -> Self {
        self.history = History::new(self.history.current().clone(), side);
        self.history.mark_saved();
        self
    }

    /// The bytes of the current version.
    pub fn bytes(&self) -> Vec<u8> {
        let text = self.flow().write();
        if self.has_bom { [BOM, &text].concat().into_bytes() } else { text.into_bytes() }
    }

    /// The current version.
    pub fn flow(&self) -> &Flow {
        self.history.current()
    }

    /// What stands beside the current version.
    pub fn side(&self) -> &SideFile {
        self.history.side()
    }

    /// All versions.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// All versions, to go back and forth.
    pub fn history_mut(&mut self) -> &mut History {
        &mut self.history
    }

    /// Where it lives, once it was saved or opened.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The file's name for a reader.
    pub fn title(&self) -> String {
        match self.path.as_deref().and_then(Path::file_name) {
            Some(name) => name.to_string_lossy().into_owned(),
            None => self.suggested_name().unwrap_or("Untitled").to_owned(),
        }
    }

    /// Whether the current version differs from the file or the side file. A new flow that nobody has touched does not.
    pub fn is_modified(&self) -> bool {
        !self.history.is_saved()
    }

    /// Applies a change as one step of undo. A change that changes nothing leaves no step.
    ///
    /// # Errors
    /// Where the change cannot be made.
    pub fn edit(&mut self, edit: &Edit) -> Result<(), EditError> {
        let (before, side_before) = (self.flow(), self.side());
        let after = edit.apply(before)?;
        let side_after = edit.apply_to_side(before, side_before)?;
        if !after.is_same_as(before) || !side_after.is_same_as(side_before) {
            let name = edit.name(before);
            self.history.push(name, after, side_after, edit.merge_key());
        }
        Ok(())
    }

    /// Notes which flow at Twilio this is and what stands there now. That is so whatever is undone, so all versions know
    /// it.
    ///
    /// # Errors
    /// Where the side file is left alone.
    pub fn note_studio(&mut self, link: &StudioLink) -> Result<(), SideTrouble> {
        self.side().with_studio(Some(link))?;
        self.history.change_sides(|side| side.with_studio(Some(link)).unwrap_or_else(|_| side.clone()));
        Ok(())
    }

    /// The current side file as it would stand beside another file of the flow.
    pub fn side_at(&self, path: &Path) -> SideFile {
        match path.parent() {
            Some(folder) if self.folder() != Some(folder) => self.side().moved(self.folder(), folder),
            _ => self.side().clone(),
        }
    }

    /// The folder of the flow's file.
    pub fn folder(&self) -> Option<&Path> {
        self.path.as_deref().and_then(Path::parent)
    }

    /// Remembers that the current version and its side file were written.
    pub fn mark_saved(&mut self, path: PathBuf) {
        self.move_to(path);
        self.history.mark_saved();
    }

    /// Remembers that a flow, which need not be that of the current version any more, was written to a file.
    pub fn mark_saved_as(&mut self, flow: &Flow, path: PathBuf) {
        self.move_to(path);
        self.history.mark_flow_saved(flow);
    }

    /// Remembers that a side file, which need not be that of the current version any more, was written.
    pub fn mark_side_saved(&mut self, side: &SideFile) {
        self.history.mark_side_saved(side);
    }

    /// Remembers that the current version stands in no file, as after a recovery.
    pub fn mark_recovered(&mut self, path: Option<PathBuf>) {
        self.path = path;
        self.history.mark_unsaved();
    }

    fn move_to(&mut self, path: PathBuf) {
        let old = self.folder().map(Path::to_owned);
        if let Some(folder) = path.parent()
            && old.as_deref() != Some(folder)
        {
            self.history.move_sides(|side| side.moved(old.as_deref(), folder));
        }
        self.path = Some(path);
    }
}
