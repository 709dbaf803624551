//! Looking at a path, on a thread of its own.

use std::cmp::Ordering;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use egui::Context;

/// More than this nobody reads; a folder with a million files must not fill the memory.
const MAX_ENTRIES: usize = 20_000;

/// A file or a folder in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) is_folder: bool,
    pub(super) is_hidden: bool,
}

impl Entry {
    /// Whether the name ends in `.json`.
    pub(super) fn is_json(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
    }

    /// Folders first, then by name as people sort.
    fn order(&self, other: &Self) -> Ordering {
        let key = |entry: &Self| (!entry.is_folder, entry.name.to_lowercase());
        key(self).cmp(&key(other)).then_with(|| self.name.cmp(&other.name))
    }
}

/// What is at a path.
#[derive(Debug)]
pub(super) enum Found {
    /// A folder, with what is in it; `is_cut` if that was too much to list.
    Folder { entries: Vec<Entry>, is_cut: bool },
    /// Anything else.
    File,
    /// Nothing.
    Nothing,
    /// Nobody knows, and why.
    Failed(String),
}

/// A look at a path that is under way.
#[derive(Debug)]
pub(super) struct Probe {
    pub(super) path: PathBuf,
    found: Receiver<Found>,
    #[cfg(test)]
    waited: std::cell::RefCell<Option<Found>>,
}

impl Probe {
    /// Starts to look; the context draws again when there is an answer.
    pub(super) fn start(path: PathBuf, ctx: &Context) -> io::Result<Self> {
        let (sender, found) = mpsc::channel();
        let (target, ctx) = (path.clone(), ctx.clone());
        thread::Builder::new().name("folder-reader".to_owned()).spawn(move || {
            // Nobody listens any more when the user has gone elsewhere in the meantime, which is no error.
            if sender.send(look(&target)).is_ok() {
                ctx.request_repaint();
            }
        })?;
        Ok(Self {
            path,
            found,
            #[cfg(test)]
            waited: std::cell::RefCell::new(None),
        })
    }

    /// The answer, if it has come. It comes once.
    pub(super) fn poll(&self) -> Option<Found> {
        #[cfg(test)]
        if let Some(found) = self.waited.borrow_mut().take() {
            return Some(found);
        }
        match self.found.try_recv() {
            Ok(found) => Some(found),
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => {
                Some(Found::Failed("the reader ended without an answer".to_owned()))
            }
        }
    }

    /// Waits for the answer; the next poll gives it.
    #[cfg(test)]
    pub(super) fn wait(&mut self) {
        let mut waited = self.waited.borrow_mut();
        if waited.is_none() {
            *waited = self.found.recv().ok();
        }
    }
}

fn look(path: &Path) -> Found {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Found::Nothing,
        Err(error) => return Found::Failed(in_words(&error)),
    };
    if !metadata.is_dir() {
        return Found::File;
    }
    match read(path) {
        Ok((entries, is_cut)) => Found::Folder { entries, is_cut },
        Err(error) => Found::Failed(in_words(&error)),
    }
}

fn read(folder: &Path) -> io::Result<(Vec<Entry>, bool)> {
    let mut entries = Vec::new();
    let mut is_cut = false;
    for entry in fs::read_dir(folder)? {
        // One entry that cannot be read (a file deleted just now) must not hide the others.
        let Ok(entry) = entry else { continue };
        if entries.len() == MAX_ENTRIES {
            is_cut = true;
            break;
        }
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        let is_folder =
            if is_link { path.is_dir() } else { entry.file_type().is_ok_and(|kind| kind.is_dir()) };
        entries.push(Entry { is_hidden: name.starts_with('.'), name, path, is_folder });
    }
    entries.sort_by(Entry::order);
    Ok((entries, is_cut))
}

fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is no folder".to_owned(),
        _ => error.to_string(),
    }
}
