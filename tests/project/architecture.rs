//! The house rules that a compiler does not know: which layer may use which, and who may do I/O.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each layer may use of ours.
fn allowed() -> BTreeMap<&'static str, Vec<&'static str>> {
    let domain = ["liquid", "twilio", "flow", "widgets"];
    let with = |more: &[&'static str]| [&domain[..], more].concat();
    BTreeMap::from([
        ("liquid", vec![]),
        ("twilio", vec![]),
        ("flow", vec!["liquid"]),
        ("widgets", vec!["flow", "liquid", "twilio"]),
        ("check", with(&[])),
        ("sim", with(&[])),
        ("picture", with(&[])),
        ("api", with(&[])),
        ("remote", with(&["check"])),
        ("mock", with(&["check", "sim"])),
        ("cli", with(&["api", "check", "sim", "picture", "remote", "mock"])),
        ("editor", with(&["api", "check", "sim", "picture", "remote", "mock"])),
    ])
}

/// The only places that may do I/O or look at the machine's clock.
const IO: [&str; 9] = [
    "src/twilio/client",
    "src/twilio/keys",
    "src/sim/world",
    "src/api/send",
    "src/api/fetch",
    "src/mock/",
    "src/cli/",
    "src/editor/",
    "src/flow/file",
];
const IO_NAMES: [&str; 8] =
    ["std::fs", "std::net", "SystemTime", "Instant", "tokio", "reqwest", "keyring", "std::env::var"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The lines of code: comments do not count.
fn code(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a source file");
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(str::to_owned).collect()
}

fn relative(path: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/")
}

/// The modules of ours that a line names, as in `crate::flow` or `crate::{flow, sim}`.
fn named_modules(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let before = line[..at].chars().next_back();
        if before.is_some_and(|char| char.is_alphanumeric() || char == '_') {
            continue;
        }
        let rest = &line[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default().to_owned(),
            None => rest.to_owned(),
        };
        let many = rest.starts_with('{');
        for name in names.split(',') {
            let name: String =
                name.trim().chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect();
            found.push(name);
            if !many {
                break;
            }
        }
    }
    found
}

#[test]
fn no_arrow_between_layers_goes_up() {
    let allowed = allowed();
    let mut wrong = Vec::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let name = relative(&path);
        let layer = name.split('/').nth(1).unwrap_or_default();
        let Some(may) = allowed.get(layer) else { continue };
        for line in code(&path) {
            for used in named_modules(&line) {
                if allowed.contains_key(&*used) && used != layer && !may.contains(&&*used) {
                    wrong.push(format!("{name}: {layer} must not use {used}: {}", line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_named_places_do_io() {
    let mut wrong = Vec::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let name = relative(&path);
        if IO.iter().any(|place| name.starts_with(place))
            || name.ends_with("/tests.rs")
            || name.contains("/tests/")
        {
            continue;
        }
        for line in code(&path) {
            for used in IO_NAMES.iter().filter(|used| line.contains(**used)) {
                wrong.push(format!("{name}: `{used}` stands in: {}", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_editor_knows_egui() {
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let name = relative(&path);
        if name.starts_with("src/editor/") {
            continue;
        }
        for line in code(&path) {
            assert!(!line.contains("egui::") && !line.contains("eframe::"), "{name}: {line}");
        }
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let name = relative(&path);
        let text = fs::read_to_string(&path).expect("a source file");
        let is_tests = name.ends_with("/tests.rs") || name.contains("/tests/");
        assert!(is_tests || text.starts_with("//!"), "{name} begins with no `//!`");
    }
}

#[test]
fn the_rules_themselves_see_what_they_forbid() {
    assert_eq!(named_modules("use crate::sim::Program;"), ["sim"]);
    assert_eq!(named_modules("use crate::{flow::Flow, sim};"), ["flow", "sim"]);
    assert_eq!(named_modules("let x = mycrate::flow;"), [""; 0]);
    assert_eq!(named_modules("fn f(x: crate::mock::Mock, y: crate::cli::Y)"), ["mock", "cli"]);
}
