//! The files of flows that tests go through: the samples and, where `CORDBOARD_CORPUS` names them, real exports.

use std::path::PathBuf;

/// Every JSON file among them, in order; some of the samples stand beside a flow and are none.
pub fn files() -> Vec<PathBuf> {
    let corpus = std::env::var_os("CORDBOARD_CORPUS").map(PathBuf::from);
    let mut files: Vec<PathBuf> = [Some("flows".into()), corpus]
        .into_iter()
        .flatten()
        .flat_map(|folder| std::fs::read_dir(folder).expect("the folder is there"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}
