//! Reads the flows that a flow runs as its subflows, and makes all of them ready to run.

use std::path::PathBuf;
use std::sync::Arc;

use crate::flow::{Document, Flow, file};
use crate::sim::{Program, Subflows};

/// Makes a flow ready to run with the files that its subflows' SIDs mean. For what cannot be read the SID and a
/// sentence are given; the widgets that would run it fail then.
pub fn compile_with_files(flow: &Flow, files: &[(String, PathBuf)]) -> (Arc<Program>, Vec<(String, String)>) {
    compile_with_files_and(flow, files, Subflows::new())
}

/// The same where some of the subflows are there already, whatever their files hold.
pub fn compile_with_files_and(
    flow: &Flow,
    files: &[(String, PathBuf)],
    mut subflows: Subflows,
) -> (Arc<Program>, Vec<(String, String)>) {
    let mut problems = Vec::new();
    for (sid, path) in files {
        if subflows.contains_key(sid) {
            continue;
        }
        match read(path) {
            // A subflow cannot run subflows, so none of its own are read.
            Ok(flow) => {
                subflows.insert(sid.clone(), Program::compile(&flow));
            }
            Err(reason) => {
                problems.push((sid.clone(), format!("the subflow {sid} cannot be run: {reason}")));
            }
        }
    }
    (Program::compile_with(flow, subflows), problems)
}

fn read(path: &std::path::Path) -> Result<Flow, String> {
    let bytes = file::read(path).map_err(|error| error.to_string())?;
    let document = Document::from_bytes(None, &bytes)
        .map_err(|error| format!("{}: {}", path.display(), error.message()))?;
    Ok(document.flow().clone())
}
