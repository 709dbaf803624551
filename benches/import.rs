//! How long a large document takes to import, and a keystroke in the search over thousands of operations.
//!
//! `cargo bench --bench import`. It prints times, and fails where one is over its limit.

#![expect(clippy::print_stdout, clippy::panic, reason = "a bench prints, and a failure is its report")]

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use cordboard::api::{self, Index, Operation};

/// How long a document of 3 MB may take.
const IMPORT_LIMIT: Duration = Duration::from_secs(2);
/// How long a keystroke may take.
const SEARCH_LIMIT: Duration = Duration::from_millis(5);

const NOUNS: [&str; 12] = [
    "Message",
    "Conversation",
    "Participant",
    "Webhook",
    "Service",
    "Number",
    "Address",
    "Template",
    "Execution",
    "Flow",
    "Channel",
    "Member",
];

/// A document of so many operations, as JSON. With 600 it has about 3 MB.
fn document(count: usize) -> serde_json::Value {
    let mut paths = serde_json::Map::new();
    let mut schemas = serde_json::Map::new();
    for number in 0..count / 2 {
        let noun = NOUNS.get(number % NOUNS.len()).copied().unwrap_or_default();
        let name = format!("{noun}{number}");
        let mut properties = serde_json::Map::new();
        for field in 0..14 {
            let text = format!(
                "The {field}th property of a {noun}, which says what nobody would otherwise know of it."
            );
            properties.insert(
                format!("{}_property_{field}", noun.to_lowercase()),
                serde_json::json!({"type": "string", "maxLength": 256, "nullable": true, "description": text}),
            );
        }
        properties
            .insert("parent".to_owned(), serde_json::json!({"$ref": format!("#/components/schemas/{name}")}));
        schemas.insert(name.clone(), serde_json::json!({"type": "object", "properties": properties}));
        let answer = serde_json::json!({"description": "Done", "content": {"application/json": {
            "schema": {"$ref": format!("#/components/schemas/{name}")},
            "examples": {"one": {"value": {"sid": "x".repeat(34), "text": "y".repeat(900)}}}}}});
        let parameters: Vec<serde_json::Value> = (0..8)
            .map(|field| {
                serde_json::json!({"name": format!("Field{field}"), "in": if field < 2 {"path"} else {"query"},
                    "required": field < 2, "description": format!("What field {field} of the {noun} is for, in words."),
                    "schema": {"type": "string", "pattern": "^IS[0-9a-fA-F]{32}$", "minLength": 34, "maxLength": 34}})
            })
            .collect();
        let operation = |verb: &str| {
            serde_json::json!({"operationId": format!("{verb}{name}"), "summary": format!("{verb} a {noun} number {number}"),
                "description": format!("{verb}s the {noun} that is named by its SID. ").repeat(6), "tags": [noun],
                "parameters": parameters, "responses": {"200": answer}})
        };
        let mut post = operation("Create");
        if let Some(post) = post.as_object_mut() {
            post.insert(
                "requestBody".to_owned(),
                serde_json::json!({"content": {"application/x-www-form-urlencoded": {"schema": {
                    "$ref": format!("#/components/schemas/{name}")}}}}),
            );
        }
        paths.insert(
            format!("/v1/{noun}s/{{Field0}}/Parts/{{Field1}}/{number}"),
            serde_json::json!({"get": operation("Fetch"), "post": post}),
        );
    }
    serde_json::json!({"openapi": "3.0.1", "info": {"title": "Large", "version": "1"},
        "servers": [{"url": "https://large.example"}], "paths": paths, "components": {"schemas": schemas}})
}

/// The same as YAML, in blocks.
fn yaml(value: &serde_json::Value, depth: usize, out: &mut String) {
    let margin = "  ".repeat(depth);
    match value {
        serde_json::Value::Object(object) if !object.is_empty() => {
            for (key, value) in object {
                let _ = write!(out, "\n{margin}{}:", serde_json::Value::from(key.as_str()));
                yaml(value, depth + 1, out);
            }
        }
        serde_json::Value::Array(items) if !items.is_empty() => {
            for item in items {
                let _ = write!(out, "\n{margin}-");
                yaml(item, depth + 1, out);
            }
        }
        serde_json::Value::String(text) if text.len() > 40 && !text.contains(['#', ':', '^', '{']) => {
            let _ = write!(out, " {text}");
        }
        other => {
            let _ = write!(out, " {other}");
        }
    }
}

fn import(form: &str, text: &str) -> Vec<Arc<Operation>> {
    let mut best = Duration::MAX;
    let mut told = 0;
    let mut found = Vec::new();
    for _ in 0..3 {
        let start = Instant::now();
        let library = api::import(text, "large", &mut |_| {
            told += 1;
            ControlFlow::Continue(())
        });
        best = best.min(start.elapsed());
        found = library.unwrap_or_else(|error| panic!("{form}: {error}")).operations;
    }
    let mb = text.len() as f64 / 1_000_000.0;
    println!(
        "import {form}: {mb:.1} MB, {} operations in {best:.1?}, progress told {} times",
        found.len(),
        told / 3
    );
    assert!(cfg!(debug_assertions) || best < IMPORT_LIMIT, "{form} took {best:?}");
    found
}

fn main() {
    let large = document(600);
    let json = serde_json::to_string_pretty(&large).unwrap_or_default();
    let mut blocks = String::new();
    yaml(&large, 0, &mut blocks);
    let from_json = import("JSON", &json);
    let from_yaml = import("YAML", &blocks);
    assert_eq!(from_json.len(), 600);
    assert_eq!(from_yaml.len(), 600);

    let many: Vec<Arc<Operation>> = std::iter::repeat_n(&from_json, 8).flatten().cloned().collect();
    search("generated", &many);
    real_documents();
}

/// What is typed, letter by letter: words of paths, of names, of descriptions, and with slips.
const TYPED: [&str; 5] = [
    "create conversation message prop",
    "converstaion mesage",
    "list all participants of a service",
    "x twilio webhook enabled",
    "users.profile.set",
];

/// Takes the words of operations, and searches them with each keystroke.
fn search(name: &str, operations: &[Arc<Operation>]) {
    let start = Instant::now();
    let index = Index::new(operations);
    println!("index of {} operations, {name}, in {:.1?}", operations.len(), start.elapsed());
    let mut worst = Duration::ZERO;
    for query in TYPED {
        for end in 1..=query.len() {
            let typed = query.get(..end).unwrap_or_default();
            let time = (0..5).map(|_| {
                let start = Instant::now();
                std::hint::black_box(index.search(typed));
                start.elapsed()
            });
            worst = worst.max(time.min().unwrap_or_default());
        }
    }
    println!("search: slowest keystroke {worst:.2?} over {} operations, {name}", operations.len());
    assert!(cfg!(debug_assertions) || worst < SEARCH_LIMIT, "a keystroke took {worst:?}");
}

/// The same with all documents in the folder that `CORDBOARD_OPENAPI` names, beside the catalogue.
fn real_documents() {
    let Ok(folder) = std::env::var("CORDBOARD_OPENAPI") else {
        println!("CORDBOARD_OPENAPI names no folder with documents");
        return;
    };
    let mut operations: Vec<Arc<Operation>> = api::catalog().to_vec();
    for file in files(Path::new(&folder)) {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        operations.extend(import(&name, &text));
    }
    search("real", &operations);
}

/// The documents in a folder and in those below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "json" || end == "yaml") {
            found.push(path);
        }
    }
    found.sort();
    found
}
