//! What the checker says of real flows.
//!
//! `CORDBOARD_CORPUS` names a folder of exports from Studio. Each of them was taken by Studio, so none may have an
//! error, but for a transition to a widget that truly is not there (a file that somebody edited by hand).

#![expect(clippy::print_stdout, reason = "what was measured is shown")]

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use cordboard::check::{Options, Severity, check, locate};
use cordboard::flow::Document;
use cordboard::widgets::widget_type;
use serde_json::{Value, json};

/// The files of the corpus, in order; none where it is not given.
fn corpus() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("CORDBOARD_CORPUS") else {
        println!("CORDBOARD_CORPUS is not set: there is nothing to check");
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

#[test]
fn real_exports_have_no_errors() {
    let files = corpus();
    let mut wrong = Vec::new();
    for path in &files {
        let bytes = std::fs::read(path).expect("a readable file");
        let document = match Document::from_bytes(None, &bytes) {
            Ok(document) => document,
            Err(error) => {
                wrong.push(format!("{}: {error}", path.display()));
                continue;
            }
        };
        let flow = document.flow();
        let mut found = check(flow, &Options::default());
        locate(flow, &mut found);
        let names: Vec<&str> = flow.widgets().iter().filter_map(|widget| widget.name()).collect();
        for one in found.iter().filter(|one| one.severity == Severity::Error) {
            let widget = one.place.widget.and_then(|id| flow.widget(id));
            let next = widget
                .zip(one.place.output)
                .and_then(|(widget, index)| widget.transitions().get(index)?.next.clone());
            let truly_missing =
                one.code == "unknown-target" && next.is_some_and(|next| !names.contains(&&*next));
            if !truly_missing {
                wrong.push(format!(
                    "{}: {} {}: {}",
                    path.display(),
                    one.code,
                    one.place.pointer,
                    one.message
                ));
            }
        }
        assert!(found.iter().all(|one| one.span.is_some()), "{}: a finding without a place", path.display());
    }
    println!("checked: {} of {} files without errors", files.len().saturating_sub(wrong.len()), files.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A way to break a flow, and the code that must tell of it.
type Break = (&'static str, fn(&mut Value) -> Option<usize>);

const BREAKS: [Break; 6] = [
    ("unknown-type", |flow| {
        let last = flow["states"].as_array()?.len().checked_sub(1)?;
        flow["states"][last]["type"] = "unheard-of".into();
        Some(last)
    }),
    ("unknown-target", |flow| {
        let (state, transition) = find(flow, |_, transition| transition.get("next").is_some())?;
        flow["states"][state]["transitions"][transition]["next"] = "nobody here".into();
        Some(state)
    }),
    ("duplicate-name", |flow| {
        let name = flow["states"].get(1)?["name"].clone();
        *flow["states"].get_mut(2)?.get_mut("name")? = name;
        Some(2)
    }),
    ("unknown-event", |flow| {
        let (state, transition) = find(flow, |state, _| known(state))?;
        flow["states"][state]["transitions"][transition]["event"] = "unheardOf".into();
        Some(state)
    }),
    ("match-without-condition", |flow| {
        let (state, transition) = find(flow, |_, transition| transition.get("conditions").is_some())?;
        flow["states"][state]["transitions"][transition]["conditions"] = json!([]);
        Some(state)
    }),
    ("wrong-type", |flow| {
        let (state, _) = find(flow, |state, _| state["properties"].get("from").is_some() && known(state))?;
        flow["states"][state]["properties"]["from"] = true.into();
        Some(state)
    }),
];

fn known(state: &Value) -> bool {
    state["type"].as_str().is_some_and(|kind| widget_type(kind).is_some())
}

/// The last transition for which something holds, with its state.
fn find(flow: &Value, holds: impl Fn(&Value, &Value) -> bool) -> Option<(usize, usize)> {
    let states = flow["states"].as_array()?;
    states.iter().enumerate().rev().find_map(|(index, state)| {
        let transitions = state["transitions"].as_array()?;
        let found = transitions.iter().position(|transition| holds(state, transition))?;
        Some((index, found))
    })
}

/// `CORDBOARD_ODD` names a folder of files that are no exports of today's Studio: old ones, wrapped ones, ones that
/// somebody wrote by hand.
#[test]
fn of_odd_files_something_is_told() {
    let Some(folder) = std::env::var_os("CORDBOARD_ODD") else {
        println!("CORDBOARD_ODD is not set: there is nothing odd to check");
        return;
    };
    let mut told = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            continue;
        }
        let bytes = std::fs::read(&path).expect("a readable file");
        let found = match Document::from_bytes(None, &bytes) {
            Ok(document) => check(document.flow(), &Options::default())
                .into_iter()
                .filter(|one| one.severity >= Severity::Warning)
                .map(|one| one.code.to_owned())
                .next(),
            Err(error) => Some(error.to_string()),
        };
        told.insert(path.file_name().map(std::ffi::OsStr::to_owned), found);
    }
    println!("{told:#?}");
    assert!(told.values().all(Option::is_some), "{told:#?}");
    assert!(told.values().flatten().any(|found| found == "legacy-export"));
}

/// A warning that more than one real flow in three has is noise: then it should be advice, or more exact.
#[test]
fn no_warning_is_had_by_most_real_flows() {
    let files = corpus();
    let mut counts: BTreeMap<&str, (usize, usize, Severity)> = BTreeMap::new();
    for path in &files {
        let bytes = std::fs::read(path).expect("a readable file");
        let Ok(document) = Document::from_bytes(None, &bytes) else { continue };
        let mut codes = HashSet::new();
        for one in check(document.flow(), &Options::default()) {
            let count = counts.entry(one.code).or_insert((0, 0, one.severity));
            count.0 += usize::from(codes.insert(one.code));
            count.1 += 1;
        }
    }
    let mut noisy = Vec::new();
    for (code, (flows, findings, severity)) in &counts {
        println!("{code}: {findings} findings in {flows} of {} flows ({})", files.len(), severity.name());
        if *severity == Severity::Warning && flows * 3 > files.len() {
            noisy.push(*code);
        }
    }
    assert!(noisy.iter().all(|code| OFTEN_RIGHT.contains(code)), "{noisy:?}");
}

/// Warnings that many real flows deserve: published flows have placeholders for what is an account's own, and few
/// people wire what happens when a message cannot be sent.
const OFTEN_RIGHT: [&str; 2] = ["placeholder", "unwired-failure"];

#[test]
fn a_real_flow_broken_once_has_an_error_that_names_the_widget() {
    let mut broken = 0;
    for path in corpus() {
        let bytes = std::fs::read(&path).expect("a readable file");
        let Ok(whole) = Document::from_bytes(None, &bytes) else { continue };
        for (code, breaks) in BREAKS {
            let mut value = whole.flow().to_value();
            let Some(state) = breaks(&mut value) else { continue };
            let document = Document::from_bytes(None, value.to_string().as_bytes()).expect("still a flow");
            let wanted = document.flow().widgets().get(state).map(|widget| widget.id());
            let found = check(document.flow(), &Options::default());
            assert!(
                found.iter().any(|one| {
                    one.code == code && one.severity == Severity::Error && one.place.widget == wanted
                }),
                "{}: no {code}",
                path.display()
            );
            broken += 1;
        }
    }
    println!("broken: {broken} flows, all noticed");
}

#[test]
fn a_large_and_hopeless_flow_is_checked_to_its_end() {
    const COUNT: usize = 10_000;
    let states: Vec<Value> = (0..COUNT)
        .map(|index| {
            // Every other name is doubled, and no target exists but for its spelling.
            json!({"name": format!("widget_{}", index / 2 * 2), "type": "set-variables",
                "properties": {"variables": [{"key": "k", "value": "{{"}]},
                "transitions": [{"event": "next", "next": format!("wdiget_{index}x")}]})
        })
        .collect();
    let text = json!({"states": states, "initial_state": "widget_0"}).to_string();
    let document = Document::from_bytes(None, text.as_bytes()).expect("a flow");
    let mut found = check(document.flow(), &Options::default());
    locate(document.flow(), &mut found);
    let count = |code: &str| found.iter().filter(|one| one.code == code).count();
    assert_eq!(count("unknown-target"), COUNT);
    assert_eq!(count("duplicate-name"), COUNT / 2);
    assert_eq!(count("bad-template"), COUNT);
    assert!(found.iter().all(|one| one.span.is_some_and(|span| span.start.line == 1)));
}
