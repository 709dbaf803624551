//! Diagnostics as text and as JSON, the way the command line prints them.

use serde_json::{Value, json};

use super::diagnostic::{Blocks, Diagnostic, Severity, Span};
use crate::flow::Flow;
use crate::flow::counted;

/// What was found in one file.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// The file as it was named.
    pub file: String,
    /// What was fixed in it before it was looked at.
    pub fixed: Vec<String>,
    /// What was found.
    pub entries: Vec<Entry>,
}

/// One finding, without the flow that it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The rule's stable name.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// What Studio refuses because of it.
    pub blocks: Blocks,
    /// What is wrong.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// The widget's name, where it has one.
    pub widget: Option<String>,
    /// A JSON pointer into the definition.
    pub pointer: String,
    /// Where in the text; `None` where there is no text.
    pub span: Option<Span>,
    /// The title of the fix.
    pub fix: Option<String>,
    /// What the fix changes in the text, where somebody asked for it.
    pub replacements: Vec<Replacement>,
}

/// A piece of text to be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
}

impl File {
    /// What was found in a flow; [`locate`](super::locate) has looked.
    pub fn of(file: impl Into<String>, flow: &Flow, diagnostics: &[Diagnostic]) -> Self {
        let entry = |diagnostic: &Diagnostic| Entry {
            code: diagnostic.code.to_owned(),
            severity: diagnostic.severity,
            blocks: diagnostic.blocks,
            message: diagnostic.message.clone(),
            why: diagnostic.why.to_owned(),
            widget: diagnostic.place.widget.and_then(|id| flow.widget(id)?.name()).map(str::to_owned),
            pointer: diagnostic.place.pointer.clone(),
            span: diagnostic.span,
            fix: diagnostic.fix.as_ref().map(|fix| fix.title.clone()),
            replacements: Vec::new(),
        };
        Self { file: file.into(), fixed: Vec::new(), entries: diagnostics.iter().map(entry).collect() }
    }

    /// A file that could not be checked: `unreadable`, `not-json`, `not-a-flow`, `wrapped-definition`.
    pub fn failed(
        file: impl Into<String>,
        code: &str,
        message: impl Into<String>,
        why: &str,
        position: Option<(usize, usize)>,
    ) -> Self {
        let span = position.map(|(line, column)| {
            let start = super::Position { line, column };
            Span { start, end: start }
        });
        let entry = Entry {
            code: code.to_owned(),
            severity: Severity::Error,
            blocks: Blocks::Draft,
            message: message.into(),
            why: why.to_owned(),
            widget: None,
            pointer: String::new(),
            span,
            fix: None,
            replacements: Vec::new(),
        };
        Self { file: file.into(), fixed: Vec::new(), entries: vec![entry] }
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.entries.iter().filter(|entry| entry.severity == severity).count()
    }

    /// The worst severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.entries.iter().map(|entry| entry.severity).max()
    }
}

/// The document of `--format json`.
pub fn json(files: &[File]) -> Value {
    let files: Vec<Value> = files
        .iter()
        .map(|file| {
            let entries: Vec<Value> = file.entries.iter().map(entry_json).collect();
            let mut json = json!({"file": file.file, "diagnostics": entries});
            if let (Some(members), false) = (json.as_object_mut(), file.fixed.is_empty()) {
                members.insert("fixed".to_owned(), json!(file.fixed));
            }
            json
        })
        .collect();
    json!({"version": 1, "files": files})
}

fn entry_json(entry: &Entry) -> Value {
    let span = entry.span;
    json!({
        "code": entry.code,
        "severity": entry.severity.name(),
        "blocks": entry.blocks.name(),
        "message": entry.message,
        "why": entry.why,
        "widget": entry.widget,
        "pointer": entry.pointer,
        "line": span.map(|span| span.start.line),
        "column": span.map(|span| span.start.column),
        "end_line": span.map(|span| span.end.line),
        "end_column": span.map(|span| span.end.column),
        "fix": entry.fix.as_ref().map(|title| json!({"title": title})),
    })
}

/// The text of `--format text`: a line for each finding, why and fix below it, and the counts at the end.
pub fn text(files: &[File]) -> String {
    let mut out = String::new();
    for file in files {
        for fixed in &file.fixed {
            out.push_str(&format!("{}: fixed: {fixed}\n", file.file));
        }
        for entry in &file.entries {
            let place = entry
                .span
                .map_or_else(String::new, |span| format!(":{}:{}", span.start.line, span.start.column));
            let widget = entry.widget.as_ref().map_or_else(String::new, |name| format!("{name}: "));
            out.push_str(&format!(
                "{}{place}: {}[{}]: {widget}{}\n    {}\n",
                file.file,
                entry.severity.name(),
                entry.code,
                entry.message,
                entry.why
            ));
            if let Some(fix) = &entry.fix {
                out.push_str(&format!("    fix: {fix}\n"));
            }
        }
    }
    let count = |severity| files.iter().map(|file| file.count(severity)).sum::<usize>();
    let counts = [
        counted(count(Severity::Error), "error"),
        counted(count(Severity::Warning), "warning"),
        format!("{} of advice", counted(count(Severity::Advice), "piece")),
    ];
    out.push_str(&format!("{} in {}\n", counts.join(", "), counted(files.len(), "file")));
    out
}
