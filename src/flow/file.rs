//! The file a flow lives in. Saving never costs the old file: whatever happens in between, either the old bytes
//! stand there or the new ones.

mod pair;

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

pub use pair::{
    OnDisk, PairRead, PairSaved, PairToSave, SideToSave, changed_file, read_pair, save_new_pair, save_pair,
    save_side,
};

/// The content of a file as a hash: tells whether somebody else wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl std::str::FromStr for Fingerprint {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(());
        }
        for (index, byte) in bytes.iter_mut().enumerate() {
            let pair = text.get(index * 2..index * 2 + 2).ok_or(())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| ())?;
        }
        Ok(Self(bytes))
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// Why a file was not saved. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Somebody else wrote it in the meantime.
    #[error("the file has changed on disk since it was opened: {}", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// What stands there now.
        found: Fingerprint,
    },
    /// Somebody else made it in the meantime.
    #[error("a file has appeared there meanwhile and was left as it is: {}", path.display())]
    Appeared {
        /// The file.
        path: PathBuf,
    },
    /// Somebody else wrote the side file in the meantime.
    #[error("the side file has changed on disk since it was read: {}", path.display())]
    SideChanged {
        /// The side file.
        path: PathBuf,
        /// What stands there now.
        found: Fingerprint,
    },
    /// What stands in the side file's place cannot be read, so it is not written over.
    #[error("the side file cannot be read and was left as it is: {why}: {}", path.display())]
    SideLeftAlone {
        /// The side file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The system refused.
    #[error("{doing}: {error}: {}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// Reads a whole file.
///
/// # Errors
/// What the system says, with the path.
pub fn read(path: &Path) -> Result<Vec<u8>, SaveError> {
    fs::read(path).map_err(io_error("cannot read the file", path))
}

/// The nearest file of this name in a folder or in those above it. Links and `..` are followed first, so that the
/// folders above are the true ones; a folder that is not there holds nothing.
pub fn nearest_above(folder: &Path, name: &str) -> Option<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let folder = folder.canonicalize().ok()?;
    folder.ancestors().map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Whether the file's bytes still are those of the fingerprint. A file that is gone has changed.
pub fn is_unchanged(path: &Path, known: Fingerprint) -> bool {
    fs::read(path).is_ok_and(|bytes| Fingerprint::of(&bytes) == known)
}

/// Writes a file in one step: a temporary file beside it, synced, renamed over it, its folder synced. Symbolic
/// links are followed, so that the link stays a link; mode and owner stay.
///
/// With `expected`, a file whose bytes are others is left alone.
///
/// # Errors
/// Where the file changed or the system refused; the old file stands untouched then.
pub fn save(path: &Path, bytes: &[u8], expected: Option<Fingerprint>) -> Result<Fingerprint, SaveError> {
    replace(path, bytes, expected.map_or(Expected::Anything, Expected::Bytes), false)
}

/// As [`save`], for a file that nobody else is to read when it is new.
///
/// # Errors
/// Where the system refused; the old file stands untouched then.
pub fn save_private(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    replace(path, bytes, Expected::Anything, true).map(|_| ())
}

/// What may stand in a file's place for it to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// Whatever it is.
    Anything,
    /// These bytes, or no file.
    Bytes(Fingerprint),
    /// No file.
    Nothing,
}

fn replace(
    path: &Path,
    bytes: &[u8],
    expected: Expected,
    is_private: bool,
) -> Result<Fingerprint, SaveError> {
    let target = resolve(path)?;
    let old = fs::metadata(&target).ok();
    if let (Expected::Bytes(expected), Ok(found)) = (expected, fs::read(&target)) {
        let found = Fingerprint::of(&found);
        if found != expected {
            return Err(SaveError::Changed { path: target, found });
        }
    }
    if old.as_ref().is_some_and(|meta| meta.permissions().readonly()) {
        let error = io::Error::from(io::ErrorKind::PermissionDenied);
        return Err(io_error("the file is read-only", &target)(error));
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cordboard-").suffix(".tmp");
    #[cfg(unix)]
    if old.is_none() && !is_private {
        // As any other program would create it; tempfile's own default hides the file from everybody else.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut temporary =
        builder.tempfile_in(folder).map_err(io_error("cannot write into the folder", folder))?;
    let failed = |doing| io_error(doing, &target);
    // Owner and mode first: nobody may read the new bytes who could not read the old ones.
    if let Some(old) = &old {
        keep_owner(temporary.as_file(), old);
        temporary
            .as_file()
            .set_permissions(old.permissions())
            .map_err(failed("cannot set the file's mode"))?;
    }
    temporary.write_all(bytes).map_err(failed("cannot write the file"))?;
    temporary.as_file().sync_all().map_err(failed("cannot write the file"))?;
    if expected == Expected::Nothing {
        // The system itself sees to it that nothing is written over: whatever looks first may look too early.
        temporary.persist_noclobber(&target).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => SaveError::Appeared { path: target.clone() },
            _ => failed("cannot write the file")(error.error),
        })?;
    } else {
        temporary.persist(&target).map_err(|error| failed("cannot replace the file")(error.error))?;
    }
    sync_folder(folder);
    Ok(Fingerprint::of(bytes))
}

/// The file that a path names in the end. A link whose target is not there yet is followed too.
fn resolve(path: &Path) -> Result<PathBuf, SaveError> {
    let mut path = path.to_owned();
    // As many links as Linux follows.
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(next) => path = path.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(io_error("too many symbolic links", &path)(io::Error::from(io::ErrorKind::InvalidInput)))
}

/// Gives the new file the owner and group of the old. Only root may give files away; where the system refuses,
/// the writer owns the new file, as with any program that saves this way.
#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let is_other = file.metadata().is_ok_and(|new| (new.uid(), new.gid()) != (old.uid(), old.gid()));
    if !is_other {
        return;
    }
    // The group may often be kept where the owner may not.
    let kept =
        fchown(file, Some(old.uid()), Some(old.gid())).or_else(|_| fchown(file, None, Some(old.gid())));
    if let Err(error) = kept {
        tracing::debug!("the file's owner could not be kept: {error}");
    }
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _old: &fs::Metadata) {}

/// Makes the renaming itself durable. Not every file system can; the bytes are safe either way.
fn sync_folder(folder: &Path) {
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::debug!("the folder could not be synced: {error}");
    }
}

fn io_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SaveError + use<> {
    let path = path.to_owned();
    move |error| SaveError::Io { doing, path, error }
}
