//! The files by which a desktop knows the program: what each says must fit the others and the program itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn asset(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(asset(name)).unwrap()
}

/// The keys of the desktop entry.
fn entry() -> BTreeMap<String, String> {
    let text = text("cordboard.desktop");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("[Desktop Entry]"));
    let mut keys = BTreeMap::new();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (key, value) = line.split_once('=').unwrap_or_else(|| panic!("{line} has no value"));
        assert!(key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{key}");
        assert!(keys.insert(key.to_owned(), value.to_owned()).is_none(), "{key} stands there twice");
    }
    keys
}

fn list(value: &str) -> Vec<String> {
    assert!(value.ends_with(';'), "{value}: each item of a list ends with a semicolon");
    value.split_terminator(';').map(str::to_owned).collect()
}

#[test]
fn the_desktop_entry_has_what_a_desktop_needs() {
    let keys = entry();
    let check = |key: &str, expected: &str| {
        assert_eq!(keys.get(key).map(String::as_str), Some(expected), "{key}");
    };
    check("Type", "Application");
    check("Name", "Cordboard");
    check("Terminal", "false");
    // %F: several files at once; the program opens each in a tab.
    check("Exec", "cordboard %F");
    check("TryExec", env!("CARGO_PKG_NAME"));
    check("Icon", "cordboard");
    let known = [
        "Version",
        "Type",
        "Name",
        "GenericName",
        "Comment",
        "Exec",
        "TryExec",
        "Icon",
        "Terminal",
        "StartupNotify",
        "StartupWMClass",
        "Categories",
        "MimeType",
        "Keywords",
        "SingleMainWindow",
    ];
    keys.keys().for_each(|key| assert!(known.contains(&&**key), "{key} is no key of the standard"));
    let categories = list(keys.get("Categories").unwrap());
    assert!(categories.contains(&"Development".to_owned()), "a main category must be there");
    list(keys.get("Keywords").unwrap()).iter().for_each(|word| assert!(!word.contains(' '), "{word}"));
    assert!(!keys.get("Comment").unwrap().contains("Cordboard"), "the comment does not repeat the name");
}

#[test]
fn the_window_is_known_by_the_entry_that_started_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/editor/mod.rs");
    let class = entry().get("StartupWMClass").unwrap().clone();
    assert!(fs::read_to_string(source).unwrap().contains(&format!(".with_app_id(\"{class}\")")));
}

#[test]
fn the_types_of_files_are_those_that_the_entry_opens() {
    let mime = text("cordboard-mime.xml");
    let mime = roxmltree::Document::parse(&mime).unwrap();
    let types: Vec<&str> = mime
        .descendants()
        .filter(|node| {
            node.has_tag_name(("http://www.freedesktop.org/standards/shared-mime-info", "mime-type"))
        })
        .map(|node| node.attribute("type").unwrap())
        .collect();
    let opened = list(entry().get("MimeType").unwrap());
    for kind in &opened {
        assert!(types.contains(&&**kind) || kind == "application/json", "{kind} is described nowhere");
    }
    assert!(opened.iter().any(|kind| types.contains(&&**kind)));
    let patterns: Vec<&str> = mime.descendants().filter_map(|node| node.attribute("pattern")).collect();
    assert!(patterns.contains(&"*.cordboard.json"), "{patterns:?}");
    // The side file is no flow, so the entry does not open it.
    assert!(!opened.iter().any(|kind| kind.contains("side")));
}

#[test]
fn the_software_centre_is_told_the_same() {
    let meta = text("cordboard.metainfo.xml");
    let meta = roxmltree::Document::parse(&meta).unwrap();
    let of = |name: &str| {
        meta.descendants()
            .find(|node| node.tag_name().name() == name)
            .and_then(|node| node.text())
            .unwrap_or_else(|| panic!("{name} is missing"))
            .trim()
            .to_owned()
    };
    let keys = entry();
    assert_eq!(of("launchable"), "cordboard.desktop");
    assert_eq!(of("binary"), env!("CARGO_PKG_NAME"));
    assert_eq!(of("name"), *keys.get("Name").unwrap());
    assert_eq!(of("summary"), *keys.get("Comment").unwrap());
    assert_eq!(of("project_license"), env!("CARGO_PKG_LICENSE"));
    assert!(list(keys.get("MimeType").unwrap()).contains(&of("mediatype")));
}

#[test]
fn the_icon_is_a_square_picture() {
    let bytes = fs::read(asset("icon-256.png")).unwrap();
    assert_eq!(bytes.get(..8), Some(b"\x89PNG\r\n\x1a\n".as_slice()));
    let edge = |at: usize| u32::from_be_bytes(bytes.get(at..at + 4).unwrap().try_into().unwrap());
    assert_eq!((edge(16), edge(20)), (256, 256));
    let svg = text("icon.svg");
    assert!(roxmltree::Document::parse(&svg).is_ok());
}
