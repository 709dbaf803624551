//! What is not saved yet survives a crash: each modified flow has a copy in the user's state folder, at most
//! five seconds old, and is offered at the next start.
//!
//! One file for each open flow, named by the process and the flow. A process holds a lock file for as long as it
//! lives, so that a second window does not take the first one's work for left over.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::state::FileKey;
use crate::flow::file::{self, Fingerprint, OnDisk, SaveError};
use crate::flow::{Document, SideFile};

/// How old the copy of a modified flow may be.
pub const INTERVAL_SECS: f64 = 4.0;

/// One unsaved flow, as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    version: u32,
    /// The flow's own file, if it has one.
    path: Option<PathBuf>,
    /// The flow's bytes as text; a flow is always UTF-8.
    text: String,
    /// What the flow's own file held when it was opened or saved last, as a hash.
    #[serde(default)]
    fingerprint: Option<String>,
    /// What stands beside the flow, if anything does; text that is not UTF-8 cannot be kept here, and is not changed.
    #[serde(default)]
    side: Option<String>,
    /// What the side file held when it was read or written last, as a hash.
    #[serde(default)]
    side_fingerprint: Option<String>,
}

/// A flow that a crash left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// The journal's file.
    pub file: PathBuf,
    /// The flow's own file.
    pub path: Option<PathBuf>,
    /// The flow.
    pub text: String,
    /// What stood beside it.
    pub side: Option<String>,
    /// What its files held when they were read or written last.
    pub on_disk: OnDisk,
}

impl Leftover {
    /// The flow as a modified document.
    ///
    /// # Errors
    /// Where the text is no flow.
    pub fn document(&self, path: Option<PathBuf>) -> Result<Document, crate::flow::OpenError> {
        let side = self.side.as_ref().map(|side| SideFile::read(side.as_bytes())).unwrap_or_default();
        let mut document = Document::from_bytes(None, self.text.as_bytes())?.with_side(side.clone());
        document.mark_recovered(path);
        let as_on_disk = self.side.as_ref().map(|side| Fingerprint::of(side.as_bytes()));
        if as_on_disk == self.on_disk.side {
            document.mark_side_saved(&side);
        }
        Ok(document)
    }
}

/// The journal of this process.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    name: String,
    /// Held for as long as the process lives.
    _lock: File,
}

impl Journal {
    /// Begins a journal.
    ///
    /// # Errors
    /// What the system says.
    pub fn begin(folder: &Path) -> std::io::Result<Self> {
        fs::create_dir_all(folder)?;
        // A process number can come again after a crash, so a leftover of that number must not be overwritten.
        let (name, lock) = (0..)
            .map(|round: u32| format!("{}-{round}", std::process::id()))
            .find_map(|name| {
                let lock =
                    File::options().create_new(true).write(true).open(folder.join(format!("{name}.lock")));
                match lock {
                    Ok(lock) => Some(Ok((name, lock))),
                    Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => None,
                    Err(error) => Some(Err(error)),
                }
            })
            .ok_or(std::io::ErrorKind::AlreadyExists)??;
        lock.lock()?;
        Ok(Self { folder: folder.to_owned(), name, _lock: lock })
    }

    /// Where the copy of a flow stands.
    pub fn file(&self, key: FileKey) -> PathBuf {
        self.folder.join(format!("{}-{}.json", self.name, key.0))
    }

    /// What looks for flows that others left behind, off the window's thread.
    pub fn searcher(&self) -> Searcher {
        Searcher { folder: self.folder.clone(), own: self.name.clone() }
    }
}

/// Looks through a journal's folder.
#[derive(Clone, Debug)]
pub struct Searcher {
    folder: PathBuf,
    own: String,
}

impl Searcher {
    /// Flows whose process is gone. Lock files that nobody needs any more are removed on the way.
    pub fn leftovers(&self) -> Vec<Leftover> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let mut found = Vec::new();
        for file in entries.flatten().map(|entry| entry.path()) {
            let ending = file.extension().and_then(|ending| ending.to_str());
            match ending {
                Some("json") if self.is_orphan(owner(&file)) => {
                    let record =
                        fs::read(&file).ok().and_then(|bytes| serde_json::from_slice::<Record>(&bytes).ok());
                    found.extend(record.map(|record| Leftover {
                        file,
                        path: record.path,
                        text: record.text,
                        side: record.side,
                        on_disk: OnDisk {
                            flow: record.fingerprint.and_then(|text| text.parse().ok()),
                            side: record.side_fingerprint.and_then(|text| text.parse().ok()),
                        },
                    }));
                }
                Some("lock") => {
                    let stem = file.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
                    if self.is_orphan(stem) {
                        forget(&file);
                    }
                }
                _ => {}
            }
        }
        found.sort_by(|one, two| one.file.cmp(&two.file));
        found
    }

    /// Whether a process is gone: its lock can be had.
    fn is_orphan(&self, owner: Option<String>) -> bool {
        let Some(owner) = owner else { return true };
        if owner == self.own {
            return false;
        }
        let lock = self.folder.join(format!("{owner}.lock"));
        File::open(lock).map_or(true, |lock| lock.try_lock().is_ok())
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // A lock file that stays is no harm: the next start can have its lock.
        let _stays = fs::remove_file(self.folder.join(format!("{}.lock", self.name)));
    }
}

/// `PID-ROUND` of `PID-ROUND-KEY.json`.
fn owner(file: &Path) -> Option<String> {
    let stem = file.file_stem()?.to_str()?;
    stem.rsplit_once('-').map(|(owner, _)| owner.to_owned())
}

/// Writes the copy of a flow.
///
/// # Errors
/// What the system says.
pub fn write(target: &Path, document: &Document, on_disk: OnDisk) -> Result<(), SaveError> {
    let record = Record {
        version: 1,
        path: document.path().map(Path::to_owned),
        text: String::from_utf8_lossy(&document.bytes()).into_owned(),
        fingerprint: on_disk.flow.map(|known| known.to_string()),
        side: document.side().bytes().and_then(|bytes| String::from_utf8(bytes).ok()),
        side_fingerprint: on_disk.side.map(|known| known.to_string()),
    };
    let bytes = serde_json::to_vec(&record).unwrap_or_default();
    file::save_private(target, &bytes)
}

/// Takes the copy of a flow away, once it is saved or given up.
pub fn forget(file: &Path) {
    if let Err(error) = fs::remove_file(file)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!("a file of the journal cannot be removed: {error}: {}", file.display());
    }
}
