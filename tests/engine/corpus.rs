//! What is true of any flow: it opens, it is saved byte for byte, and renaming each of its widgets and undoing
//! all of it harms nothing; nor does renaming each of its variables.
//!
//! `CORDBOARD_CORPUS` names a folder with flows; each `*.json` directly in it is one. Without it only the
//! project's own sample flows are tried.
#![expect(clippy::print_stderr, reason = "what was measured is shown")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cordboard::flow::variable::{is_good_name, mentions};
use cordboard::flow::{Document, Edit, Flow, Offset};
use cordboard::widgets::{rename_variable, variable_lists, variables_set};

fn flows(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{error}: {}", folder.display()))
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && path.extension().is_some_and(|ending| ending == "json"))
        .filter(|path| !cordboard::flow::side::is_side_path(path))
        .collect();
    found.sort();
    found
}

/// Why a flow was harmed, if it was.
fn harm(path: &Path) -> Result<(), String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let mut document =
        Document::from_bytes(Some(path.to_owned()), &bytes).map_err(|error| error.to_string())?;
    if document.bytes() != bytes {
        return Err("opened and saved untouched it is not the same".to_owned());
    }
    let original = document.flow().clone();
    let ids: Vec<_> = original.widgets().iter().map(|widget| widget.id()).collect();
    let mut steps = 0;
    for (index, id) in ids.iter().enumerate() {
        let name = format!("renamed_by_the_test_{index}");
        let entries = document.history().entries().len();
        document
            .edit(&Edit::Rename { widget: *id, name: name.clone() })
            .map_err(|error| error.to_string())?;
        document.history_mut().seal();
        steps += document.history().entries().len() - entries;
        let named = document.flow().widget(*id).and_then(|widget| widget.name());
        if named != Some(&*name) {
            return Err(format!("widget {index} was not renamed"));
        }
    }
    variables_go_there_and_back(&original)?;
    let renamed = document.bytes();
    let again =
        Document::from_bytes(None, &renamed).map_err(|error| format!("renamed it does not open: {error}"))?;
    same_connections(&original, again.flow())?;
    let to = ids.iter().map(|id| (*id, Offset { x: 12_340.0, y: -50.0 })).collect();
    document.edit(&Edit::Move { to }).map_err(|error| error.to_string())?;
    steps += 1;
    for _ in 0..steps {
        document.history_mut().undo();
    }
    if document.bytes() != bytes {
        return Err("after undoing everything it is not the same".to_owned());
    }
    for _ in 0..steps - 1 {
        document.history_mut().redo();
    }
    if document.bytes() != renamed {
        return Err("after redoing it is not the same".to_owned());
    }
    Ok(())
}

/// Renames each variable to a name that nothing else has: as many places change as the preview says, and no other byte.
fn variables_go_there_and_back(flow: &Flow) -> Result<(), String> {
    const NEW: &str = "renamed_by_the_test";
    let text = flow.write();
    let lists = variable_lists(flow);
    let set: BTreeSet<String> =
        flow.widgets().iter().flat_map(|widget| variables_set(widget)).map(|(_, key)| key).collect();
    for key in set.iter().filter(|key| is_good_name(key)) {
        let told = mentions(flow, key, &lists).count();
        let there = rename_variable(flow, key, NEW).apply(flow).map_err(|error| error.to_string())?;
        let written = there.write();
        let changed = written.matches(NEW).count();
        if changed != told || written.replace(NEW, key) != text {
            return Err(format!(
                "renaming the variable {key} changed {changed} places and not {told}, or more"
            ));
        }
        let back = rename_variable(&there, NEW, key).apply(&there).map_err(|error| error.to_string())?;
        if back.write() != text {
            return Err(format!("the variable {key}, renamed there and back, is not the same"));
        }
    }
    Ok(())
}

/// Whether every transition still leads to the widget at the same place.
fn same_connections(before: &Flow, after: &Flow) -> Result<(), String> {
    let links = |flow: &Flow| {
        let graph = cordboard::flow::Graph::of(flow);
        let place = |id| flow.index_of(id);
        let links =
            graph.links().iter().map(|(output, target)| (place(output.widget), output.index, place(*target)));
        (links.collect::<Vec<_>>(), graph.start().map(place))
    };
    if links(before) == links(after) {
        Ok(())
    } else {
        Err("renaming changed where something leads".to_owned())
    }
}

fn try_all(folder: &Path) -> (usize, usize) {
    let flows = flows(folder);
    let mut unharmed = 0;
    for path in &flows {
        match harm(path) {
            Ok(()) => unharmed += 1,
            Err(why) => eprintln!("{}: {why}", path.display()),
        }
    }
    (unharmed, flows.len())
}

#[test]
fn no_flow_of_the_corpus_is_harmed() {
    let Some(folder) = std::env::var_os("CORDBOARD_CORPUS") else {
        println!("corpus: not given (CORDBOARD_CORPUS)");
        return;
    };
    let (unharmed, all) = try_all(Path::new(&folder));
    println!("corpus: {unharmed} of {all} files unharmed");
    assert!(all > 0, "the corpus is empty");
    assert_eq!(unharmed, all);
}

#[test]
fn no_sample_flow_is_harmed() {
    let (unharmed, all) = try_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("flows"));
    assert!(all > 0, "there are no sample flows");
    assert_eq!(unharmed, all);
}
