//! Files with tests of a flow, on the disk: which there are, and an answer that is put into one of them. It runs in
//! tasks, never in a frame.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::editor::keep::tests_beside;
use crate::editor::state::FileKey;
use crate::flow::file::{self, Fingerprint};
use crate::flow::side::stored_path;
use crate::flow::utf8;
use crate::sim::flow_test::{ENDING, TestFile, file_with, test_with_answer, with_answer};
use crate::sim::world::Stub;

/// More files of tests than that in one folder are not offered.
const MAX_FILES: usize = 200;
/// A file of tests that is longer was written by no person.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// A file with tests of a flow.
#[derive(Clone, Debug)]
pub struct TestsFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its tests, or why nothing can be put into it, as a sentence.
    pub tests: Result<Arc<TestFile>, String>,
}

impl TestsFile {
    /// Its name.
    pub fn name(&self) -> String {
        name_of(&self.path)
    }
}

/// Which test gets an answer.
#[derive(Clone, Debug)]
pub enum Into {
    /// One that there is: its file, its number in it, and its name.
    Known(PathBuf, usize, String),
    /// A new one of this name, in the flow's own file of tests.
    New(String),
}

impl Into {
    /// The name of the test.
    pub fn name(&self) -> &str {
        match self {
            Self::Known(_, _, name) | Self::New(name) => name,
        }
    }
}

/// What a task tells.
#[derive(Debug)]
pub enum TestNews {
    /// These files test a flow.
    Found {
        /// The flow.
        key: FileKey,
        /// The files.
        files: Arc<[TestsFile]>,
    },
    /// An answer was put into a test, or not.
    Written {
        /// The flow.
        key: FileKey,
        /// The test.
        into: Into,
        /// The widget that gets it.
        widget: String,
        /// The file, or why it was left alone.
        result: Result<Written, String>,
    },
    /// That was taken back, or not.
    TakenBack {
        /// The flow.
        key: FileKey,
        /// The number that it was put in by.
        number: u64,
        /// The name of the file, or why it was left alone.
        result: Result<String, String>,
    },
}

/// A file that was written, and how it is taken back.
#[derive(Clone, Debug)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    before: Option<Vec<u8>>,
    after: Fingerprint,
}

/// The files in the flow's folder that test it, the flow's own first. It reads files.
pub fn tests_of(flow: &Path) -> Vec<TestsFile> {
    let folder = flow.parent().unwrap_or(Path::new(""));
    let own = tests_beside(flow);
    let entries = std::fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let mut names: Vec<String> = entries
        .map(|entries| {
            let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
            names.filter(|name| name.ends_with(ENDING)).collect()
        })
        .unwrap_or_default();
    names.sort_unstable_by_key(|name| (folder.join(name) != own, name.clone()));
    let mut found = Vec::new();
    for name in names.into_iter().take(MAX_FILES) {
        let path = folder.join(name);
        let is_own = path == own;
        let tests = read(&path).and_then(|(_, text)| parse(&path, &text));
        match &tests {
            Ok(file) if is_same(&stored_path(folder, &file.flow.value), flow) => {}
            Ok(file) if is_own => {
                let why = format!("{} holds the tests of another flow: {}", name_of(&path), file.flow.value);
                found.push(TestsFile { path, tests: Err(why) });
                continue;
            }
            Err(_) if is_own => {}
            _ => continue,
        }
        found.push(TestsFile { path, tests: tests.map(Arc::new) });
    }
    found
}

/// Puts an answer into a test. What else stands in its file stays byte for byte.
///
/// # Errors
/// Why the file was left alone, as a sentence.
pub fn put(flow: &Path, into: &Into, widget: &str, answer: &Stub, adds: bool) -> Result<Written, String> {
    let (path, before, text) = match into {
        Into::Known(path, number, name) => {
            let (bytes, text) = read(path)?;
            let file = parse(path, &text)?;
            // Somebody may have written into it since it was looked at.
            let number = match file.tests.get(*number) {
                Some(test) if test.name.value == *name => *number,
                _ => file
                    .tests
                    .iter()
                    .position(|test| test.name.value == *name)
                    .ok_or_else(|| format!("There is no test “{name}” in {} any more", name_of(path)))?,
            };
            let text = with_answer(&text, number, widget, answer, adds)
                .map_err(|why| format!("{}: {why}", name_of(path)))?;
            (path.clone(), Some(bytes), text)
        }
        Into::New(name) => {
            let path = tests_beside(flow);
            let test = test_with_answer(name, widget, answer);
            if path.exists() {
                let (bytes, text) = read(&path)?;
                let file = parse(&path, &text)?;
                if !is_same(&stored_path(path.parent().unwrap_or(Path::new("")), &file.flow.value), flow) {
                    let other = &file.flow.value;
                    return Err(format!("{} holds the tests of another flow: {other}", name_of(&path)));
                }
                if file.tests.iter().any(|known| known.name.value == *name) {
                    return Err(format!("There is a test “{name}” in {} already", name_of(&path)));
                }
                let gap = if text.ends_with('\n') { "\n" } else { "\n\n" };
                let text = format!("{text}{gap}{test}");
                (path, Some(bytes), text)
            } else {
                let text = file_with(&name_of(flow), &test);
                (path, None, text)
            }
        }
    };
    parse(&path, &text)?;
    let has_mark = before.as_ref().is_some_and(|bytes| bytes.starts_with(MARK));
    let bytes = [if has_mark { MARK } else { &[] }, text.as_bytes()].concat();
    let expected = before.as_deref().map(Fingerprint::of);
    let after = file::save(&path, &bytes, expected).map_err(|error| error.to_string())?;
    Ok(Written { path, before, after })
}

impl Written {
    /// Takes it back, where nobody has written to the file since.
    ///
    /// # Errors
    /// Why the file was left alone, as a sentence.
    pub fn take_back(&self) -> Result<(), String> {
        if !file::is_unchanged(&self.path, self.after) {
            return Err(format!("{} has changed since, and was left as it is", name_of(&self.path)));
        }
        match &self.before {
            Some(bytes) => {
                file::save(&self.path, bytes, Some(self.after)).map(drop).map_err(|error| error.to_string())
            }
            None => std::fs::remove_file(&self.path)
                .map_err(|error| format!("{} was not taken away: {error}", name_of(&self.path))),
        }
    }

    /// The name of the file.
    pub fn name(&self) -> String {
        name_of(&self.path)
    }
}

/// The mark that some programs begin a text with.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// A file's bytes, and its text without the mark at its beginning.
fn read(path: &Path) -> Result<(Vec<u8>, String), String> {
    let bytes = file::read(path).map_err(|error| error.to_string())?;
    if bytes.len() > MAX_BYTES {
        return Err(format!("{} is longer than 4 MB", name_of(path)));
    }
    let text = utf8(&bytes).map_err(|error| format!("{}: {}", name_of(path), error.message()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
    Ok((bytes, text))
}

fn parse(path: &Path, text: &str) -> Result<TestFile, String> {
    TestFile::parse(text).map_err(|mistakes| {
        let first = mistakes.first().map(ToString::to_string).unwrap_or_default();
        format!("{} has mistakes, so nothing is put into it: {first}", name_of(path))
    })
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    one == other || real(one).is_some_and(|path| Some(path) == real(other))
}
