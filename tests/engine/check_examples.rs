//! Every rule has a wrong and a right flow in `src/check/examples`, which the manual shows, too.
//!
//! `expected.txt` beside them holds all that is said of the wrong one, a line for each finding:
//! `severity code pointer line:column-line:column message`, and below it the fix.
//! `UPDATE_CHECKS=1 cargo test --test engine check_examples` writes these anew: read what changed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cordboard::check::examples::{EXAMPLES, Example};
use cordboard::check::{Diagnostic, Options, Severity, check, locate, rules};
use cordboard::flow::{Document, Flow};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/examples")
}

fn open(text: &str) -> Flow {
    let document = Document::from_bytes(None, text.as_bytes());
    document.unwrap_or_else(|error| panic!("{error}")).flow().clone()
}

fn findings(flow: &Flow) -> Vec<Diagnostic> {
    let mut found = check(flow, &Options::default());
    locate(flow, &mut found);
    found
}

fn listed(found: &[Diagnostic]) -> String {
    let mut out = String::new();
    for one in found {
        let span = one.span.unwrap();
        let (start, end) = (span.start, span.end);
        writeln!(
            out,
            "{} {} {} {}:{}-{}:{} {}",
            one.severity.name(),
            one.code,
            if one.place.pointer.is_empty() { "/" } else { &one.place.pointer },
            start.line,
            start.column,
            end.line,
            end.column,
            one.message
        )
        .unwrap();
        if let Some(fix) = &one.fix {
            writeln!(out, "  fix: {}", fix.title).unwrap();
        }
    }
    out
}

/// Each example with what is wrong with it.
fn check_each(look: impl Fn(&Example) -> Result<(), String>) {
    let wrong: Vec<String> = EXAMPLES
        .iter()
        .filter_map(|example| Some(format!("{}: {}", example.code, look(example).err()?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_examples_and_every_folder_is_a_rule() {
    let codes: BTreeSet<String> = rules().map(|rule| rule.code.to_owned()).collect();
    let listed: BTreeSet<String> = EXAMPLES.iter().map(|example| example.code.to_owned()).collect();
    let folders: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(listed, codes);
    assert_eq!(folders, codes);
    for code in codes {
        let files: BTreeSet<String> = fs::read_dir(folder().join(&code))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(files.iter().collect::<Vec<_>>(), ["expected.txt", "right.json", "wrong.json"], "{code}");
    }
}

#[test]
fn of_the_wrong_flow_is_said_what_is_expected() {
    check_each(|example| {
        let found = findings(&open(example.wrong));
        if !found.iter().any(|one| one.code == example.code) {
            return Err("the rule finds nothing".to_owned());
        }
        let path = folder().join(example.code).join("expected.txt");
        let said = listed(&found);
        if std::env::var_os("UPDATE_CHECKS").is_some() {
            fs::write(&path, &said).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if said == expected { Ok(()) } else { Err(format!("said\n{said}instead of\n{expected}")) }
    });
}

#[test]
fn the_right_flow_is_right() {
    check_each(|example| {
        let found = findings(&open(example.right));
        let wrong: Vec<Diagnostic> = found
            .into_iter()
            .filter(|one| one.code == example.code || one.severity > Severity::Advice)
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(listed(&wrong)) }
    });
}

#[test]
fn a_fix_removes_its_finding_and_brings_none_as_bad() {
    check_each(|example| {
        let flow = open(example.wrong);
        let before = findings(&flow);
        for one in before.iter().filter(|one| one.code == example.code) {
            let Some(fix) = &one.fix else { continue };
            let fixed = fix.edit.apply(&flow).map_err(|error| format!("{}: {error}", fix.title))?;
            let after = findings(&fixed);
            let is_same = |other: &&Diagnostic| {
                (other.code, &other.place.pointer, &other.message)
                    == (one.code, &one.place.pointer, &one.message)
            };
            if after.iter().any(|other| is_same(&other)) {
                return Err(format!("{} does not help", fix.title));
            }
            let bad =
                |found: &[Diagnostic]| found.iter().filter(|other| other.severity >= one.severity).count();
            if bad(&after) >= bad(&before) {
                return Err(format!("{} brings\n{}", fix.title, listed(&after)));
            }
        }
        Ok(())
    });
}

/// What one reads in the manual and in the terminal is the example's main point.
#[test]
fn the_wrong_flow_has_little_else_wrong() {
    const MOST_OTHERS: usize = 2;
    check_each(|example| {
        let found = findings(&open(example.wrong));
        let worst = found.iter().map(|one| one.severity).max();
        let own = found.iter().filter(|one| one.code == example.code).map(|one| one.severity).max();
        let others = found.iter().filter(|one| one.code != example.code).count();
        if worst != own || others > MOST_OTHERS { Err(listed(&found)) } else { Ok(()) }
    });
}
