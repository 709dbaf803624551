//! The flows that lie beside a flow. Blocks: it runs on a thread for I/O.

use std::fs;
use std::path::{Path, PathBuf};

use crate::flow::Document;
use crate::flow::json::Json;
use crate::flow::side::is_side_path;

/// More than this nobody looks through.
const MOST: usize = 500;
/// Larger files are listed unread: a folder of them must not hold up the answer.
const MOST_BYTES: u64 = 4 << 20;
/// As much is read of all files together.
const MOST_BYTES_TOGETHER: u64 = 64 << 20;

/// A flow that may be the one that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its file.
    pub path: PathBuf,
    /// The file's name.
    pub name: String,
    /// What it is for, in its own words; empty where it does not say.
    pub description: String,
    /// How many widgets it has; `None` where it was not read.
    pub widgets: Option<usize>,
}

/// The flows of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// The flows, by name.
    pub flows: Vec<Candidate>,
    /// Whether there are more than are listed.
    pub is_cut: bool,
    /// Why the folder cannot be read, where it cannot.
    pub error: Option<String>,
}

/// The flows in the folder of a flow, without that flow itself.
pub fn look_beside(own: &Path) -> Candidates {
    let folder = own.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return Candidates { error: Some(error.to_string()), ..Candidates::default() },
    };
    let is_json = |path: &Path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let mut paths: Vec<(String, PathBuf)> = entries
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, path)| is_json(path) && !is_side_path(path) && !name.starts_with('.') && path != own)
        .collect();
    paths.sort_by_key(|(name, _)| (name.to_lowercase(), name.clone()));
    let mut found = Candidates::default();
    let mut read = 0;
    for (name, path) in paths {
        if found.flows.len() == MOST {
            found.is_cut = true;
            break;
        }
        found.flows.extend(candidate(name, path, &mut read));
    }
    found
}

/// Looks into a file; `None` where it is no flow.
fn candidate(name: String, path: PathBuf, read: &mut u64) -> Option<Candidate> {
    let metadata = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
    if metadata.len() > MOST_BYTES || *read > MOST_BYTES_TOGETHER {
        return Some(Candidate { path, name, description: String::new(), widgets: None });
    }
    *read += metadata.len();
    let document = Document::from_bytes(None, &fs::read(&path).ok()?).ok()?;
    let flow = document.flow();
    let description = flow.envelope("description").and_then(Json::as_text).unwrap_or_default();
    // It stands on one line.
    let description = description.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Candidate { path, name, description, widgets: Some(flow.widgets().len()) })
}
