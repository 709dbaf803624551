//! The side file: what Studio's format has no place for, kept in `NAME.cordboard.json` beside the flow.
//!
//! Today that is which file is meant by the SID of a subflow, which flow at Twilio the file belongs to, named ways to
//! start the flow, the answers that were decided for its widgets, and notes and groups on the canvas. Whatever else stands in the file is kept, letter
//! by letter. A side file that cannot be read, or that a later version wrote, is never written over; the flow itself
//! does not depend on it. Nothing here does I/O.

mod answers;
mod change;
mod groups;
mod notes;
mod place;
mod renames;
mod shape;
mod starts;
mod studio;
mod tree;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::json::{self, Json, Style, position};
use super::work;

pub use answers::{Answers, HttpAnswer, OutcomeAnswer};
pub use change::SideChange;
pub use groups::{GroupChange, NamedGroup};
pub use notes::{NOTE_SIZE, Note, NoteChange, NotePlace, PaperColor};
pub use place::{is_side_path, side_path, stored, stored_path};
pub use starts::StartSet;
pub use studio::StudioLink;

/// The version that is written.
pub const VERSION: u64 = 1;

const BOM: &str = "\u{feff}";
const SUBFLOWS: &str = "subflows";

/// The content of a side file, or that there is none. Cheap to clone: a version of a flow's history holds one.
#[derive(Clone, Debug, Default)]
pub struct SideFile(Option<Arc<Content>>);

#[derive(Debug, PartialEq)]
enum Content {
    /// Text that was understood, at least in part.
    Tree { root: Json, has_bom: bool, version: u64 },
    /// A file that is there and is not understood.
    Broken { bytes: Vec<u8>, why: SideTrouble },
}

/// Why a side file is left alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SideTrouble {
    /// The system does not give it.
    #[error("{0}")]
    Unreadable(String),
    /// It is no JSON, or not of this shape.
    #[error("{line}:{column}: {message}")]
    Broken {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// A later version of the program wrote it.
    #[error("its version is {0}, and this program knows version {VERSION}")]
    Newer(u64),
}

impl SideFile {
    /// Reads the bytes of a side file. This never fails: what cannot be read is kept as it is, see
    /// [`SideFile::trouble`].
    pub fn read(bytes: &[u8]) -> Self {
        let content = match parse(bytes) {
            Ok(content) => content,
            Err(why) => Content::Broken { bytes: bytes.to_owned(), why },
        };
        Self(Some(Arc::new(content)))
    }

    /// A side file that is there, but that the system does not give.
    pub fn unreadable(why: String) -> Self {
        Self(Some(Arc::new(Content::Broken { bytes: Vec::new(), why: SideTrouble::Unreadable(why) })))
    }

    /// Why it is left alone; `None` where it can be changed.
    pub fn trouble(&self) -> Option<SideTrouble> {
        match self.0.as_deref()? {
            Content::Tree { version, .. } => (*version > VERSION).then_some(SideTrouble::Newer(*version)),
            Content::Broken { why, .. } => Some(why.clone()),
        }
    }

    /// The bytes to write; `None` where there is nothing to keep, so that no file is needed.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match self.0.as_deref()? {
            Content::Tree { root, has_bom, .. } => {
                let bom = if *has_bom { BOM } else { "" };
                Some(format!("{bom}{root}").into_bytes())
            }
            Content::Broken { why: SideTrouble::Unreadable(_), .. } => None,
            Content::Broken { bytes, .. } => Some(bytes.clone()),
        }
    }

    /// Whether another version has the same content. Cheap where they share it.
    pub fn is_same_as(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(one), Some(two)) => Arc::ptr_eq(one, two) || one == two,
            _ => false,
        }
    }

    /// Whether nothing stands in it but what this program has put there, so that losing it loses nothing else.
    pub fn has_only_what_is_known(&self) -> bool {
        match self.0.as_deref() {
            None => true,
            Some(Content::Broken { .. }) => false,
            Some(Content::Tree { root, version, .. }) => {
                let is_known = |name: &str| {
                    matches!(
                        name,
                        "version"
                            | SUBFLOWS
                            | studio::STUDIO
                            | studio::FLOW_SID
                            | starts::STARTS
                            | answers::ANSWERS
                    )
                };
                // Nobody here has put anything but an object there.
                let is_paper = |name: &str, json: &Json| {
                    matches!(name, notes::NOTES | groups::GROUPS) && json.as_object().is_some()
                };
                let mut members = root.as_object().into_iter().flatten();
                *version <= VERSION && members.all(|m| is_known(&m.name()) || is_paper(&m.name(), &m.value))
            }
        }
    }

    fn tree(&self) -> Option<&Json> {
        match self.0.as_deref()? {
            Content::Tree { root, .. } => Some(root),
            Content::Broken { .. } => None,
        }
    }

    /// The file that a subflow's SID means, as it is stored: see [`stored_path`].
    pub fn subflow(&self, sid: &str) -> Option<Cow<'_, str>> {
        self.tree()?.get(SUBFLOWS)?.get(sid)?.as_text().filter(|file| !file.is_empty())
    }

    /// All SIDs whose file is known, with the file.
    pub fn subflows(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        let members = self.tree().and_then(|root| root.get(SUBFLOWS)).and_then(Json::as_object);
        members.into_iter().flatten().filter_map(|member| {
            let file = member.value.as_text().filter(|file| !file.is_empty())?;
            Some((member.name(), file))
        })
    }

    /// This side file with another file for a SID, or with none.
    ///
    /// # Errors
    /// Where the side file is left alone.
    pub fn with_subflow(&self, sid: &str, file: Option<&str>) -> Result<Self, SideTrouble> {
        if let Some(trouble) = self.trouble() {
            return Err(trouble);
        }
        if self.subflow(sid).as_deref() == file {
            return Ok(self.clone());
        }
        let Some(Content::Tree { root, has_bom, version }) = self.0.as_deref() else {
            let Some(file) = file else { return Ok(self.clone()) };
            let value = json!({"version": VERSION, SUBFLOWS: {sid: file}});
            let mut root = Style::default().lay_out(&value, Some(""));
            root.trail = "\n".into();
            return Ok(Self::of(root, false, VERSION));
        };
        let mut root = root.clone();
        match file {
            Some(file) => set_subflow(&mut root, sid, file),
            None => remove_subflow(&mut root, sid),
        }
        let is_empty = root.as_object().into_iter().flatten().all(|member| member.name() == "version");
        if is_empty { Ok(Self::default()) } else { Ok(Self::of(root, *has_bom, *version)) }
    }

    /// This side file for a flow in another folder: what is stored relative to the flow means the same files as
    /// before. Without a folder to come from, only what is stored absolute can be followed.
    #[must_use]
    pub fn moved(&self, from: Option<&Path>, to: &Path) -> Self {
        let moves: Vec<(String, String)> = self
            .subflows()
            .filter_map(|(sid, file)| {
                let is_absolute = Path::new(&*file).is_absolute();
                // What somebody wrote as an absolute path on purpose stays one.
                if file.is_empty() || is_absolute == from.is_some() {
                    return None;
                }
                let there = stored(to, &stored_path(from.unwrap_or(Path::new("")), &file))?;
                Some((sid.into_owned(), there))
            })
            .collect();
        moves.iter().fold(self.clone(), |side, (sid, file)| match side.with_subflow(sid, Some(file)) {
            Ok(side) => side,
            Err(_) => side,
        })
    }

    /// This side file after a change to its tree; where there was none, to a new one. One that nothing is kept in any
    /// more is none.
    fn changed(&self, change: impl FnOnce(&mut Json, &Style)) -> Result<Self, SideTrouble> {
        if let Some(trouble) = self.trouble() {
            return Err(trouble);
        }
        work::done(self.papers(notes::NOTES).len() + self.papers(groups::GROUPS).len());
        let (mut root, has_bom, version) = match self.0.as_deref() {
            Some(Content::Tree { root, has_bom, version }) => (root.clone(), *has_bom, *version),
            _ => {
                let mut root = Style::default().lay_out(&json!({"version": VERSION}), Some(""));
                root.trail = "\n".into();
                (root, false, VERSION)
            }
        };
        let style = Style::of(&root);
        change(&mut root, &style);
        let is_empty = root.as_object().into_iter().flatten().all(|member| member.name() == "version");
        if is_empty { Ok(Self::default()) } else { Ok(Self::of(root, has_bom, version)) }
    }

    fn of(root: Json, has_bom: bool, version: u64) -> Self {
        Self(Some(Arc::new(Content::Tree { root, has_bom, version })))
    }
}

fn set_subflow(root: &mut Json, sid: &str, file: &str) {
    let style = Style::of(root);
    let margin = root
        .as_object()
        .into_iter()
        .flatten()
        .rev()
        .find(|member| member.name() == SUBFLOWS)
        .map(|member| member.lead.rsplit_once('\n').map(|(_, margin)| margin.to_owned()));
    match (margin, root.get_mut(SUBFLOWS)) {
        (Some(margin), Some(subflows)) => {
            subflows.set(sid, &Value::from(file), &style, margin.as_deref(), usize::MAX);
        }
        _ => root.set(SUBFLOWS, &json!({sid: file}), &style, Some(""), usize::MAX),
    }
}

fn remove_subflow(root: &mut Json, sid: &str) {
    let Some(subflows) = root.get_mut(SUBFLOWS) else { return };
    subflows.remove(sid);
    if subflows.as_object().is_some_and(<[_]>::is_empty) {
        root.remove(SUBFLOWS);
    }
}

fn parse(bytes: &[u8]) -> Result<Content, SideTrouble> {
    let broken = |text: &str, offset: usize, message: String| {
        let (line, column) = position(text, offset);
        SideTrouble::Broken { line, column, message }
    };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default());
        broken(&before, before.len(), "the text is not UTF-8 here".to_owned())
    })?;
    let (has_bom, text) = match text.strip_prefix(BOM) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let root = json::parse(text)
        .map_err(|error| broken(text, error.offset, format!("this is no JSON: {}", error.message)))?;
    let wrong_at = |pointer: &str, message: String| shape::placed(&root, text, (pointer.to_owned(), message));
    if root.as_object().is_none() {
        return Err(wrong_at("", format!("a side file is an object, this is {}", root.type_name())));
    }
    let Some(version) = root.get("version") else {
        return Err(wrong_at("", "a side file says its `version`, this does not".to_owned()));
    };
    let Some(version) = whole(version) else {
        return Err(wrong_at("/version", "the `version` is a whole number from 1".to_owned()));
    };
    if version <= VERSION
        && let Some(wrong) = shape::wrong_section(&root)
    {
        return Err(shape::placed(&root, text, wrong));
    }
    Ok(Content::Tree { root, has_bom, version })
}

/// A whole number from 1, however it is spelled.
fn whole(json: &Json) -> Option<u64> {
    let value = json.to_value();
    value.as_u64().filter(|number| *number >= 1)
}
