//! The imported libraries of the project that is worked on: the folder of the shown flow. What is read, what is being
//! read, what is kept of it, and what of it is shown.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::changes::Changes;
use super::import_dialog::ImportForm;
use super::importing::{Failure, GiveUp, Imported, Step};
use super::keeping::Source;
use super::key::{LibraryId, TryKey};
use super::list::ListView;
use super::secrets::{Asked, HeldAll};
use super::shelf::Shelved;
use super::state::Try;
use crate::api::curl_read::secret_in_address;
use crate::api::{Environment, Kept, KeptDocument, KeptTarget, Prepared};
use crate::editor::findings::with_capital;
use crate::editor::state::FileKey;
use crate::flow::file::Fingerprint;

/// What the user wants of the libraries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LibraryAction {
    /// Asks what is to be imported.
    Import,
    /// Shows a library by itself; none leads back to the operations.
    Show(Option<LibraryId>),
    /// Lists the operations of a library, and no others.
    List(LibraryId),
    /// Shows an operation.
    Open(TryKey),
    /// Reads a document again. One from an address is asked about first.
    ReadAgain(LibraryId),
    /// Takes a library away.
    Remove(LibraryId),
    /// Puts back what was taken away.
    PutBack(u64),
    /// Gives an import up.
    Cancel(u64),
}

/// What tasks tell of the libraries.
#[derive(Debug)]
pub enum LibraryNews {
    /// What a project keeps was read, by the reading of this number.
    Project(u64, Result<(Kept, Vec<String>), String>),
    /// What belonged to no project was to come along to the folder that a flow was saved in.
    Along(PathBuf, Result<Along, String>),
    /// The file of a project has other environments now than were written: somebody else changed it, too.
    Environments(Option<PathBuf>, Vec<Environment>),
    /// How far an import has come.
    Step(u64, Step),
    /// An import is over.
    Over(u64, Result<Box<Imported>, Failure>),
    /// Files on disk are others than these that were read.
    Changed(Vec<(LibraryId, Fingerprint)>),
    /// A file that was to be opened is the document of an API.
    IsDocument(PathBuf),
}

/// What came along with a flow that was saved for the first time.
#[derive(Debug)]
pub enum Along {
    /// All of it; the secrets of its environments go along in memory.
    All(HeldAll),
    /// Nothing: the folder has a file of its own.
    Nothing,
}

/// A library that is imported, or is to be.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name here.
    pub id: LibraryId,
    /// Its title.
    pub title: String,
    /// Where it comes from.
    pub source: Source,
    /// What became of it.
    pub content: Content,
    /// When it was read or fetched.
    pub at: Option<jiff::Timestamp>,
    /// The bytes that were read.
    pub fingerprint: Option<Fingerprint>,
    /// Its file is another one now.
    pub is_changed: bool,
    /// What the last reading changed.
    pub changes: Option<Arc<Changes>>,
}

/// What became of a document.
#[derive(Clone, Debug)]
pub enum Content {
    /// It is still to be read.
    Waiting,
    /// It is there.
    Read(Arc<Shelved>),
    /// It could not be read, and why.
    Failed(String),
}

impl Entry {
    /// What is kept of it: where it comes from, under this id. An error names what of its address seems to prove who
    /// asks, which no file may hold.
    pub(in crate::editor) fn to_keep(&self, id: String, folder: &Path) -> Result<KeptDocument, String> {
        if let Source::Address(address) = &self.source
            && let Some(secret) = secret_in_address(address)
        {
            return Err(secret);
        }
        Ok(KeptDocument { id, title: self.title.clone(), source: self.source.written(folder) })
    }

    /// Its library, once it is read.
    pub fn library(&self) -> Option<&Arc<Shelved>> {
        match &self.content {
            Content::Read(library) => Some(library),
            _ => None,
        }
    }
}

/// A document that is being read.
#[derive(Debug)]
pub struct Job {
    /// News of another one are not for it.
    pub number: u64,
    /// What it is called until its title is known.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
    /// What for.
    pub goal: Goal,
    /// How far it is.
    pub step: Step,
    /// Dropping it gives the import up.
    pub give_up: GiveUp,
}

/// What a document is read for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// It is new.
    New,
    /// The user wants it read again.
    Again(LibraryId),
    /// Its project was opened.
    Opened(LibraryId),
}

impl Goal {
    /// The library that is there already.
    pub fn library(&self) -> Option<&LibraryId> {
        match self {
            Self::New => None,
            Self::Again(id) | Self::Opened(id) => Some(id),
        }
    }
}

/// What was taken away, to be put back.
pub struct Removed {
    /// Names it.
    pub number: u64,
    /// The project that it was in.
    pub project: Option<PathBuf>,
    /// The library.
    pub entry: Entry,
    /// Where it stood.
    pub at: usize,
    /// What was filled in.
    pub tries: Vec<Try>,
    /// What was kept of that.
    pub requests: Vec<crate::api::KeptRequest>,
}

/// A project that is not worked on now.
#[derive(Default)]
pub struct Aside {
    /// Its libraries.
    pub entries: Vec<Entry>,
    /// What it keeps.
    pub kept: Kept,
    /// Whether that was read from its file.
    pub reading: Reading,
    /// The secrets of its environments.
    pub secrets: HeldAll,
    /// Whether the key store has told them.
    pub asked: Asked,
    /// What was filled in.
    pub tries: BTreeMap<TryKey, Try>,
    /// What was shown.
    pub shown: Option<TryKey>,
}

/// Whether the file of a project was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// Not yet, or it cannot be.
    #[default]
    Not,
    /// It is being read; the answer of another number is not for it.
    Now(u64),
    /// It was.
    Done,
}

/// A request that is being filled in, as it was seen last.
#[derive(Debug)]
pub struct Seen {
    /// Which one.
    pub key: TryKey,
    /// How it was filled in.
    pub prepared: Prepared,
    /// Where it went.
    pub target: KeptTarget,
    /// Since when it waits to be kept, in seconds.
    pub since_secs: Option<f64>,
}

/// The imported libraries of a project.
#[derive(Default)]
pub struct Libraries {
    /// The folder of the shown flow; without one, what belongs to no project.
    pub project: Option<PathBuf>,
    /// Whether that was looked at.
    pub is_known: bool,
    /// The flow that was shown then.
    pub(in crate::editor) file: Option<FileKey>,
    /// What is to be shown again once its library is read.
    pub(in crate::editor) reopens: Option<TryKey>,
    /// Its libraries, in their order.
    pub entries: Vec<Entry>,
    /// What it keeps, as it was read.
    pub kept: Kept,
    /// Whether that was read.
    pub(in crate::editor) reading: Reading,
    /// Imports that were over before that: until then no name is known to be free.
    pub(in crate::editor) early: Vec<(u64, Box<Imported>)>,
    /// What is being read.
    pub jobs: Vec<Job>,
    /// What was typed for the last import, until one has succeeded.
    pub(in crate::editor) typed: Option<Box<ImportForm>>,
    /// The library that is shown by itself.
    pub shown: Option<LibraryId>,
    /// How the list is shown.
    pub(super) list: ListView,
    /// How the page of a library is shown.
    pub(super) page: super::library_page::PageView,
    /// Other projects.
    pub(in crate::editor) aside: BTreeMap<Option<PathBuf>, Aside>,
    /// What was taken away.
    pub(in crate::editor) removed: Vec<Removed>,
    /// The request that is being filled in.
    pub(in crate::editor) seen: Option<Seen>,
    next_number: u64,
}

impl Libraries {
    /// The library of this name.
    pub fn entry(&self, id: &LibraryId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == *id)
    }

    /// As [`Self::entry`], to be changed.
    pub fn entry_mut(&mut self, id: &LibraryId) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.id == *id)
    }

    /// Whether what the project keeps was read.
    pub fn is_read(&self) -> bool {
        self.reading == Reading::Done
    }

    /// The projects that were shown before.
    pub fn projects_aside(&self) -> impl Iterator<Item = &Aside> {
        self.aside.values()
    }

    /// A number that nothing else has here.
    pub fn fresh_number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number
    }

    /// The name of a library in the project's file.
    pub fn kept_id(id: &LibraryId) -> &str {
        id.0.split_once('@').map_or(&id.0, |(kept, _)| kept)
    }

    /// The name here of a library that the file of the project calls so: two projects may call theirs alike.
    pub fn id_of(&self, kept: &str) -> LibraryId {
        let project = self.project.as_deref().unwrap_or(Path::new(""));
        let hash = Fingerprint::of(project.as_os_str().as_encoded_bytes()).to_string();
        LibraryId(format!("{kept}@{}", hash.get(..8).unwrap_or_default()).into())
    }

    /// A name for a library of this title that no other has.
    pub fn fresh_id(&self, title: &str) -> LibraryId {
        let slug = slug(title);
        let is_free = |id: &LibraryId| {
            self.entry(id).is_none()
                && !self.kept.documents.iter().any(|known| known.id == Self::kept_id(id))
                // It may be put back.
                && !self.removed.iter().any(|removed| removed.entry.id == *id)
        };
        let first = self.id_of(&slug);
        if is_free(&first) {
            return first;
        }
        let mut number = 2_usize;
        loop {
            let next = self.id_of(&format!("{slug}-{number}"));
            if is_free(&next) {
                return next;
            }
            number += 1;
        }
    }
}

/// A name of small letters, digits and dashes.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for char in title.chars().flat_map(char::to_lowercase).take(60) {
        if char.is_alphanumeric() {
            slug.push(char);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "api".to_owned() } else { slug.to_owned() }
}

/// With a capital at its beginning, but for what is named as it is written.
pub(super) fn capital(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    // What is named as it is written, such as a file, stays so.
    if first.contains(['.', '/', '#', '_']) && !first.ends_with('.') {
        return text.to_owned();
    }
    with_capital(text)
}
