//! A flow's file and its side file, read and written together. Neither is touched where only the other has changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Expected, Fingerprint, SaveError, io_error, read, replace};
use crate::flow::side::{SideFile, side_path};

/// What stood in the two files when they were read or written last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnDisk {
    /// The flow; `None` where that is not known.
    pub flow: Option<Fingerprint>,
    /// The side file; `None` where there was none.
    pub side: Option<Fingerprint>,
}

/// The bytes of the two files.
#[derive(Debug)]
pub struct PairRead {
    /// The flow.
    pub flow: Vec<u8>,
    /// What stands beside it, read as far as it can be.
    pub side: SideFile,
    /// What stood there.
    pub on_disk: OnDisk,
}

/// What is to be written. Plain data, so that it can be made on one thread and written on another.
#[derive(Debug)]
pub struct PairToSave {
    /// The flow.
    pub flow: Vec<u8>,
    /// Whether the flow differs from what was read or written last; an unchanged one is not written again as long as
    /// it stands there.
    pub is_flow_changed: bool,
    /// The side file, where it is to be written.
    pub side: SideToSave,
    /// What the files are expected to hold. A flow that holds something else is left alone.
    pub expected: OnDisk,
}

/// What is to be done with the side file.
#[derive(Clone, Debug)]
pub enum SideToSave {
    /// Nothing.
    Leave,
    /// It is written, or removed where there is nothing to keep, unless somebody else has changed it.
    Write(SideFile),
    /// As with `Write`, over that of another flow, which was replaced.
    Replace(SideFile),
}

/// What became of the two files.
#[derive(Debug)]
pub struct PairSaved {
    /// What stands there now.
    pub on_disk: OnDisk,
    /// Why the side file was not written, where it was to be.
    pub side_error: Option<SaveError>,
}

/// Reads a flow and its side file. A side file that cannot be read is no error.
///
/// # Errors
/// What the system says about the flow's file.
pub fn read_pair(path: &Path) -> Result<PairRead, SaveError> {
    let flow = read(path)?;
    let beside = side_path(path);
    let (side, fingerprint) = match fs::read(&beside) {
        Ok(bytes) => (SideFile::read(&bytes), Some(Fingerprint::of(&bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (SideFile::default(), None),
        Err(error) => (SideFile::unreadable(error.to_string()), None),
    };
    let on_disk = OnDisk { flow: Some(Fingerprint::of(&flow)), side: fingerprint };
    Ok(PairRead { flow, side, on_disk })
}

/// The first of the two files that is not as it is known to be, if any. A flow that nothing is known of is not
/// looked at; a side file that cannot be read counts as what it was.
pub fn changed_file(path: &Path, known: OnDisk) -> Option<PathBuf> {
    if known.flow.is_some_and(|flow| !super::is_unchanged(path, flow)) {
        return Some(path.to_owned());
    }
    let beside = side_path(path);
    let found = match fs::read(&beside) {
        Ok(bytes) => Some(Fingerprint::of(&bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(_) => return None,
    };
    (found != known.side).then_some(beside)
}

/// Writes what has changed of a flow and its side file, each in one step. Where somebody else has changed either,
/// nothing is written; where only the side file cannot be written, the flow is.
///
/// # Errors
/// Where a file changed, or the system refused to write the flow.
pub fn save_pair(path: &Path, pair: &PairToSave) -> Result<PairSaved, SaveError> {
    let expected = pair.expected.flow.map_or(Expected::Anything, Expected::Bytes);
    save_expecting(path, pair, expected)
}

/// As [`save_pair`], for a flow where no file stood: one that has appeared meanwhile is left alone.
///
/// # Errors
/// As [`save_pair`].
pub fn save_new_pair(path: &Path, pair: &PairToSave) -> Result<PairSaved, SaveError> {
    save_expecting(path, pair, Expected::Nothing)
}

fn save_expecting(path: &Path, pair: &PairToSave, expected: Expected) -> Result<PairSaved, SaveError> {
    let beside = side_path(path);
    let side = match &pair.side {
        SideToSave::Leave => Ok(Step::Leave(pair.expected.side)),
        SideToSave::Write(side) => plan(&beside, side, Some(pair.expected.side)),
        SideToSave::Replace(side) => plan(&beside, side, None),
    };
    if let Err(error @ SaveError::SideChanged { .. }) = side {
        return Err(error);
    }
    let is_there = pair.expected.flow.filter(|known| super::is_unchanged(path, *known));
    let flow = match is_there {
        Some(known) if !pair.is_flow_changed => known,
        _ => replace(path, &pair.flow, expected, false)?,
    };
    let written = side.and_then(|step| step.take(&beside));
    let (side, side_error) = match written {
        Ok(side) => (side, None),
        Err(error) => (pair.expected.side, Some(error)),
    };
    Ok(PairSaved { on_disk: OnDisk { flow: Some(flow), side }, side_error })
}

/// Writes the side file alone, unless somebody else has changed it; answers what stands on disk then.
///
/// # Errors
/// Where it changed, is left alone, or the system refused to write it.
pub fn save_side(path: &Path, side: &SideFile, expected: OnDisk) -> Result<OnDisk, SaveError> {
    let beside = side_path(path);
    let side = plan(&beside, side, Some(expected.side))?.take(&beside)?;
    Ok(OnDisk { side, ..expected })
}

/// What a side file needs.
enum Step {
    Leave(Option<Fingerprint>),
    Write(Vec<u8>),
    Remove,
}

impl Step {
    fn take(self, beside: &Path) -> Result<Option<Fingerprint>, SaveError> {
        match self {
            Self::Leave(fingerprint) => Ok(fingerprint),
            Self::Write(bytes) => replace(beside, &bytes, Expected::Anything, false).map(Some),
            Self::Remove => match fs::remove_file(beside) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    Err(io_error("cannot remove the side file", beside)(error))
                }
                _ => Ok(None),
            },
        }
    }
}

/// Looks at what stands there first: a side file of somebody else, or one that cannot be read, is not written over.
/// Without `expected`, one that can be read may be.
fn plan(beside: &Path, side: &SideFile, expected: Option<Option<Fingerprint>>) -> Result<Step, SaveError> {
    let wanted = side.bytes();
    let found = match fs::read(beside) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(wanted.map_or(Step::Leave(None), Step::Write));
        }
        Err(error) => return Err(io_error("cannot read the side file", beside)(error)),
    };
    let fingerprint = Fingerprint::of(&found);
    if wanted.as_deref() == Some(&found) {
        return Ok(Step::Leave(Some(fingerprint)));
    }
    let there = SideFile::read(&found);
    match (there.trouble(), expected, wanted) {
        // Nothing of ours has to stand there, and what stands there is not ours to remove.
        (Some(_), None, None) => Ok(Step::Leave(Some(fingerprint))),
        (Some(why), _, _) => Err(SaveError::SideLeftAlone { path: beside.to_owned(), why: why.to_string() }),
        (None, Some(expected), _) if expected != Some(fingerprint) => {
            Err(SaveError::SideChanged { path: beside.to_owned(), found: fingerprint })
        }
        (None, _, Some(bytes)) => Ok(Step::Write(bytes)),
        (None, None, None) if !there.has_only_what_is_known() => Ok(Step::Leave(None)),
        (None, _, None) => Ok(Step::Remove),
    }
}
