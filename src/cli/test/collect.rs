//! Finds test files, reads them and makes their flows ready to run.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::super::beside::Beside;
use super::super::input;
use super::parallel;
use crate::flow::file;
use crate::flow::side::{Answers, stored_path};
use crate::sim::flow_test::{ENDING, Lines, Mistake, Test, TestFile};
use crate::sim::world::compile_with_files;
use crate::sim::{Prepared, Program};

/// A test file that fits its flow.
pub(super) struct Suite {
    /// Its name.
    pub name: String,
    text: String,
    lines: Lines,
    /// What stands in it.
    pub file: TestFile,
    /// The flow's file.
    pub flow: String,
    /// The flow.
    pub program: Arc<Program>,
    /// What was decided beside the flow.
    pub prepared: Prepared,
    /// The name of the file where that stands.
    pub beside: String,
    subflows: Vec<(String, PathBuf)>,
}

/// A mistake in a file, or why it could not be read.
pub(super) struct FileMistake {
    /// The test file.
    pub file: String,
    /// What and where; line 0 where it could not be read at all.
    pub mistake: Mistake,
}

/// What was read.
#[derive(Default)]
pub(super) struct Loaded {
    /// Files that can be played, in the order of their names.
    pub suites: Vec<Suite>,
    /// What is wrong with the others.
    pub mistakes: Vec<FileMistake>,
}

impl Suite {
    /// Line and column of a byte of the file.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        self.lines.position(&self.text, offset)
    }

    /// The file of a subflow.
    pub fn subflow(&self, sid: &str) -> Option<String> {
        let found = self.subflows.iter().find(|(known, _)| known == sid);
        found.map(|(_, path)| path.display().to_string())
    }
}

impl FileMistake {
    /// As it is shown.
    pub fn text(&self) -> String {
        match self.mistake.line {
            0 => format!("{}: {}", self.file, self.mistake.message),
            _ => format!("{}:{}", self.file, self.mistake),
        }
    }
}

impl Loaded {
    /// Reads files, on all cores.
    pub fn read(files: &[PathBuf], programs: &Programs) -> Self {
        let mut loaded = Self::default();
        for (path, read) in files.iter().zip(parallel(files, |path| read(path, programs))) {
            match read {
                Ok(suite) => loaded.suites.push(suite),
                Err(mistakes) => {
                    let file = input::name_of(path);
                    let told =
                        mistakes.into_iter().map(|mistake| FileMistake { file: file.clone(), mistake });
                    loaded.mistakes.extend(told);
                }
            }
        }
        loaded
    }

    /// A test and its file.
    pub fn test(&self, suite: usize, test: usize) -> Option<(&Suite, &Test)> {
        let suite = self.suites.get(suite)?;
        Some((suite, suite.file.tests.get(test)?))
    }
}

/// The test files that paths mean: files as they are, folders with all that is below them. Sorted, each once.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut found = BTreeSet::new();
    for path in paths {
        let about = |error: std::io::Error| format!("{}: cannot read it: {error}", path.display());
        if fs::metadata(path).map_err(about)?.is_dir() {
            below(path, &mut found)?;
        } else {
            found.insert(path.clone());
        }
    }
    if found.is_empty() {
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(format!("no *{ENDING} was found below {}", names.join(", ")));
    }
    Ok(found.into_iter().collect())
}

/// All test files below a folder. Hidden folders and those of builds hold none; links to folders are not followed,
/// so that a link cannot lead in a circle.
fn below(folder: &Path, found: &mut BTreeSet<PathBuf>) -> Result<(), String> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let about = |error: std::io::Error| format!("{}: cannot read the folder: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(about)? {
            let entry = entry.map_err(about)?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // `.` itself is no part of the name of what is below it.
            let path = if folder == Path::new(".") { PathBuf::from(&*name) } else { entry.path() };
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && !name.starts_with('.') && name != "target" && name != "node_modules" {
                folders.push(path);
            } else if !is_folder && name.ends_with(ENDING) {
                found.insert(path);
            }
        }
    }
    Ok(())
}

fn read(path: &Path, programs: &Programs) -> Result<Suite, Vec<Mistake>> {
    let whole = |message: String| vec![Mistake { line: 0, column: 0, message }];
    let bytes = file::read(path).map_err(|error| whole(error.to_string()))?;
    let text = match input::text(&bytes) {
        Ok(text) => text.to_owned(),
        Err(input::InputError::Unopened(error)) => {
            let (line, column) = error.position();
            return Err(vec![Mistake { line, column, message: error.message().to_string() }]);
        }
        Err(input::InputError::Unreadable(why)) => return Err(whole(why)),
    };
    let file = TestFile::parse(&text)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let flow = stored_path(folder, &file.flow.value);
    let beside =
        Beside::read(&flow).map_err(|problem| vec![Mistake::at(&text, file.flow.offset, problem)])?;
    let mut subflows = beside.subflows();
    for (sid, path) in &file.subflows {
        subflows.retain(|(known, _)| known != sid);
        subflows.push((sid.clone(), stored_path(folder, &path.value)));
    }
    let program = programs.of(&flow, &subflows).map_err(|problem| {
        // Where the test file itself names the file that cannot be read, it is meant.
        let named = file.subflows.iter().find(|(sid, _)| problem.contains(sid.as_str()));
        let offset = named.map_or(file.flow.offset, |(_, path)| path.offset);
        vec![Mistake::at(&text, offset, problem)]
    })?;
    file.resolve(&text, &program)?;
    let lines = Lines::of(&text);
    // No test sends anything, so hosts mean nothing here.
    let answers = Answers { hosts: Vec::new(), ..beside.side.answers() };
    let prepared = Prepared::of(&answers, &program);
    Ok(Suite {
        lines,
        name: input::name_of(path),
        flow: flow.display().to_string(),
        text,
        file,
        program,
        prepared,
        beside: beside.name,
        subflows,
    })
}

type Key = (PathBuf, Vec<(String, PathBuf)>);

/// Flows made ready to run, each once.
#[derive(Default)]
pub(super) struct Programs(Mutex<HashMap<Key, Result<Arc<Program>, String>>>);

impl Programs {
    /// A flow with the files of its subflows.
    pub fn of(&self, flow: &Path, subflows: &[(String, PathBuf)]) -> Result<Arc<Program>, String> {
        let key = (flow.to_owned(), subflows.to_vec());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(key).or_insert_with(|| compile(flow, subflows)).clone()
    }
}

fn compile(flow: &Path, subflows: &[(String, PathBuf)]) -> Result<Arc<Program>, String> {
    let flow = input::current_flow(flow).map_err(|error| format!("the flow cannot be read: {error}"))?;
    let (program, problems) = compile_with_files(flow.document.flow(), subflows);
    match problems.into_iter().next() {
        Some((_, problem)) => Err(problem),
        None => Ok(program),
    }
}
