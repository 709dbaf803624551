//! Diagnostics as SARIF 2.1.0, the format that code hosts and editors show beside the code.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Value, json};

use super::diagnostic::{Blocks, Diagnostic, Severity, Span};
use super::locate::spans;
use super::report::{Entry, File, Replacement};
use super::rules::rules;
use crate::flow::Flow;
use crate::flow::file::Fingerprint;
use crate::flow::json::Places;

/// Of so many findings of one file the fixes are told. A flow with more is mended elsewhere.
const MAX_FIXES: usize = 2_000;

/// What is told of a file that could not be checked at all, besides the rules.
const FAILURES: [(&str, &str); 4] = [
    ("unreadable", "A file that cannot be read"),
    ("not-json", "A text that is no JSON"),
    ("not-a-flow", "JSON that is no flow"),
    ("wrapped-definition", "A definition within something else, which `cordboard convert` takes out"),
];

/// The document of `--format sarif`.
pub fn sarif(files: &[File], is_complete: bool) -> Value {
    let rules = rule_list();
    let index: HashMap<&str, usize> =
        rules.iter().enumerate().filter_map(|(index, rule)| Some((rule["id"].as_str()?, index))).collect();
    let mut names: Vec<&str> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for file in files {
        // A file that was named twice is one artifact.
        places.entry(&file.file).or_insert_with(|| {
            names.push(&file.file);
            names.len() - 1
        });
    }
    let results: Vec<Value> = files
        .iter()
        .flat_map(|file| {
            let place = places.get(&*file.file).copied().unwrap_or_default();
            let prints = fingerprints(file);
            let index = &index;
            file.entries
                .iter()
                .zip(prints)
                .map(move |(entry, print)| result(entry, &print, location(file, place), index))
        })
        .collect();
    let artifacts: Vec<Value> = names
        .iter()
        .map(|name| json!({"location": {"uri": uri(name)}, "mimeType": "application/json"}))
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "Cordboard",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "invocations": [{"executionSuccessful": is_complete}],
            "columnKind": "unicodeCodePoints",
            "artifacts": artifacts,
            "results": results,
        }],
    })
}

fn rule_list() -> Vec<Value> {
    let rule = |code: &str, title: &str, why: &str, severity: Severity, blocks: Blocks| {
        json!({
            "id": code,
            "shortDescription": {"text": sentence(title)},
            "fullDescription": {"text": format!("{} {}", sentence(title), sentence(why))},
            "help": {"text": help(code, why, blocks)},
            "defaultConfiguration": {"level": level(severity)},
            "properties": {"blocks": blocks.name()},
        })
    };
    // The manual has no address on the web, and a SARIF `helpUri` is one: the program itself shows the page.
    fn help(code: &str, why: &str, blocks: Blocks) -> String {
        let shown = match super::examples::example(code) {
            Some(_) => format!(" `cordboard check --explain {code}` shows an example."),
            None => String::new(),
        };
        format!("{} {}{shown}", sentence(why), blocks.sentence())
    }
    let failures = FAILURES.iter().map(|(code, title)| {
        rule(code, title, "what cannot be read as a flow cannot be checked", Severity::Error, Blocks::Draft)
    });
    rules()
        .map(|info| rule(info.code, info.title, info.why, info.severity, info.blocks))
        .chain(failures)
        .collect()
}

fn result(entry: &Entry, print: &str, artifact: Value, index: &HashMap<&str, usize>) -> Value {
    let mut place = json!({"artifactLocation": artifact.clone()});
    if let Some(span) = entry.span {
        put(&mut place, "region", region(span));
    }
    let mut logical = json!({"fullyQualifiedName": pointer_or_root(&entry.pointer)});
    if let Some(widget) = &entry.widget {
        put(&mut logical, "name", json!(widget));
    }
    let mut result = json!({
        "ruleId": entry.code,
        "level": level(entry.severity),
        "message": {"text": message(entry)},
        "locations": [{"physicalLocation": place, "logicalLocations": [logical]}],
        "partialFingerprints": {"cordboardFinding/v1": print},
        "properties": {"blocks": entry.blocks.name()},
    });
    if let Some(index) = index.get(&*entry.code) {
        put(&mut result, "ruleIndex", json!(index));
    }
    if let (Some(title), false) = (&entry.fix, entry.replacements.is_empty()) {
        let replacements: Vec<Value> = entry
            .replacements
            .iter()
            .map(|replacement| {
                let mut value = json!({"deletedRegion": region(replacement.span)});
                if !replacement.text.is_empty() {
                    put(&mut value, "insertedContent", json!({"text": replacement.text}));
                }
                value
            })
            .collect();
        let change = json!({"artifactLocation": artifact, "replacements": replacements});
        let fix = json!({"description": {"text": sentence(title)}, "artifactChanges": [change]});
        put(&mut result, "fixes", json!([fix]));
    }
    result
}

/// Adds a key to an object.
fn put(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(members) = object {
        members.insert(key.to_owned(), value);
    }
}

fn message(entry: &Entry) -> String {
    let widget = entry.widget.as_ref().map_or_else(String::new, |name| format!("{name}: "));
    format!("{widget}{} {}", sentence_from(&entry.message), sentence(&entry.why))
}

/// A text as a sentence: a capital at its beginning, a full stop at its end.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    sentence_from(&format!("{first}{}", chars.as_str()))
}

fn sentence_from(text: &str) -> String {
    if text.ends_with(['.', '?', '!']) { text.to_owned() } else { format!("{text}.") }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

fn region(span: Span) -> Value {
    json!({
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    })
}

fn pointer_or_root(pointer: &str) -> &str {
    if pointer.is_empty() { "/" } else { pointer }
}

fn location(file: &File, index: usize) -> Value {
    json!({"uri": uri(&file.file), "index": index})
}

/// A file's name as a URI reference: relative names stay relative, so that a report fits another checkout.
fn uri(name: &str) -> String {
    let mut out = String::new();
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
    if name.starts_with('/') {
        out.push_str("file://");
    } else if cfg!(windows) && name.get(1..3) == Some(":/") {
        out.push_str("file:///");
    }
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            // Writing to a string cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

/// What stays the same when a finding only moves: rule, widget and place within the widget. Equal ones are numbered.
fn fingerprints(file: &File) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let print = |entry: &Entry| {
        let inside = match (&entry.widget, entry.pointer.strip_prefix("/states/")) {
            (Some(_), Some(rest)) => rest.split_once('/').map_or("", |(_, inside)| inside),
            _ => &entry.pointer,
        };
        let widget = entry.widget.as_deref().unwrap_or_default();
        let hash = Fingerprint::of([&entry.code, widget, inside].join("\0").as_bytes()).to_string();
        hash.chars().take(32).collect::<String>()
    };
    file.entries
        .iter()
        .map(|entry| {
            let print = print(entry);
            let count = seen.entry(print.clone()).or_insert(0);
            *count += 1;
            format!("{print}:{count}")
        })
        .collect()
}

/// Fills in what each fix would change in the text. The entries are those of the diagnostics, in their order.
pub fn add_replacements(file: &mut File, flow: &Flow, diagnostics: &[Diagnostic]) {
    let fixable: Vec<(usize, &Diagnostic)> = diagnostics
        .iter()
        .enumerate()
        .filter(|(_, diagnostic)| diagnostic.fix.is_some())
        .take(MAX_FIXES)
        .collect();
    let pointers: Vec<String> = (0..flow.widgets().len()).map(|index| format!("/states/{index}")).collect();
    let mut places = Places::of(pointers.iter().map(String::as_str));
    let text = if fixable.is_empty() { String::new() } else { flow.write_noting(&mut places) };
    let mut changes: Vec<(usize, Range<usize>, String)> = Vec::new();
    for (entry, diagnostic) in fixable {
        let Some(Ok(after)) = diagnostic.fix.as_ref().map(|fix| fix.edit.apply(flow)) else { continue };
        let found = in_widgets(flow, &after, &pointers, &places)
            .unwrap_or_else(|| difference(&text, &after.write(), 0).into_iter().collect());
        changes.extend(found.into_iter().map(|(range, new)| (entry, range, new)));
    }
    let ranges: Vec<Range<usize>> = changes.iter().map(|(_, range, _)| range.clone()).collect();
    for ((entry, _, new), span) in changes.into_iter().zip(spans(&text, &ranges)) {
        if let (Some(entry), Some(span)) = (file.entries.get_mut(entry), span) {
            entry.replacements.push(Replacement { span, text: new });
        }
    }
}

/// What changed, where only the text of some widgets did.
fn in_widgets(
    before: &Flow,
    after: &Flow,
    pointers: &[String],
    places: &Places,
) -> Option<Vec<(Range<usize>, String)>> {
    let same_around = before.envelope_json() == after.envelope_json();
    if !same_around || before.widgets().len() != after.widgets().len() {
        return None;
    }
    let mut changes = Vec::new();
    for ((old, new), pointer) in before.widgets().iter().zip(after.widgets()).zip(pointers) {
        if Arc::ptr_eq(old, new) {
            continue;
        }
        let (old, new) = (old.json(), new.json());
        if old.lead != new.lead || old.trail != new.trail {
            return None;
        }
        let text = |json: &crate::flow::json::Json| {
            let text = json.to_string();
            let end = text.len().saturating_sub(json.trail.len());
            text.get(json.lead.len()..end).map(str::to_owned)
        };
        changes.extend(difference(&text(old)?, &text(new)?, places.range(pointer)?.start));
    }
    Some(changes)
}

/// The one place where two texts differ, and what stands there in the new one.
fn difference(old: &str, new: &str, offset: usize) -> Option<(Range<usize>, String)> {
    if old == new {
        return None;
    }
    let same = |(one, two): &(char, char)| one == two;
    let head: usize = old.chars().zip(new.chars()).take_while(same).map(|(char, _)| char.len_utf8()).sum();
    let (old, new) = (old.get(head..)?, new.get(head..)?);
    let tail: usize =
        old.chars().rev().zip(new.chars().rev()).take_while(same).map(|(char, _)| char.len_utf8()).sum();
    let start = offset + head;
    Some((start..start + old.len() - tail, new.get(..new.len() - tail)?.to_owned()))
}
