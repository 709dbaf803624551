//! Where a side file stands, and how it names other files: relative to the flow and with forward slashes, so that
//! a folder can be moved, and means the same on every system.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

const ENDING: &str = ".cordboard.json";

/// The side file of a flow: `NAME.cordboard.json` for `NAME.json`; another ending than `.json` stays in the name.
pub fn side_path(flow: &Path) -> PathBuf {
    let is_json = flow.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let name = if is_json { flow.file_stem() } else { flow.file_name() };
    let mut name = name.unwrap_or(OsStr::new("flow")).to_owned();
    name.push(ENDING);
    flow.with_file_name(name)
}

/// Whether this is the name of a side file, and so not of a flow.
pub fn is_side_path(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
    name.is_some_and(|name| name.ends_with(ENDING))
}

/// How a file is stored for a flow in `folder`: absolute only where no relative path leads there. `None` for a name
/// that is not Unicode, which JSON cannot hold.
pub fn stored(folder: &Path, file: &Path) -> Option<String> {
    let (from, to) = (tidy(folder), tidy(file));
    let mut here = from.components().peekable();
    let mut there = to.components().peekable();
    let roots = |path: &Path| -> Vec<_> {
        let is_root = |part: &Component<'_>| matches!(part, Component::Prefix(_) | Component::RootDir);
        path.components().take_while(is_root).map(|part| part.as_os_str().to_owned()).collect()
    };
    if roots(&from) != roots(&to) {
        return to.to_str().map(str::to_owned);
    }
    while here.peek().is_some() && here.peek() == there.peek() {
        here.next();
        there.next();
    }
    let up = here.map(|_| Some(".."));
    let parts: Option<Vec<&str>> = up.chain(there.map(|part| part.as_os_str().to_str())).collect();
    parts.map(|parts| parts.join("/"))
}

/// The file that is stored so for a flow in `folder`.
pub fn stored_path(folder: &Path, stored: &str) -> PathBuf {
    tidy(&folder.join(stored))
}

/// The path without `.` and without each `..` that takes a step back, so that one file has one path.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        let steps_back = matches!(out.components().next_back(), Some(Component::Normal(_)));
        let is_at_root = matches!(out.components().next_back(), Some(Component::RootDir));
        match part {
            Component::CurDir => {}
            Component::ParentDir if steps_back => {
                out.pop();
            }
            Component::ParentDir if is_at_root => {}
            part => out.push(part),
        }
    }
    out
}
