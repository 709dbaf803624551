//! A difference for people: as lines with signs, or as Markdown.

use std::fmt::Write as _;

use serde_json::Value;

use crate::flow::diff::{Difference, Fate, FieldChange, Rewired, WidgetChange};
use crate::widgets::widget_type;

/// Longer values are cut.
const MAX_CHARS: usize = 120;

/// A line for each widget with its sign, and one for each thing about it.
pub(super) fn plain(difference: &Difference) -> String {
    let mut out = String::new();
    for widget in difference.widgets.iter().filter(|widget| !widget.is_moved_only()) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{} {}", sign(widget), headline(widget));
        for line in details(widget) {
            let _ = writeln!(out, "    {line}");
        }
    }
    for field in &difference.flow {
        let _ = writeln!(out, "~ flow {}", told(field));
    }
    let moved: Vec<String> = difference.moved_only().map(|widget| clean(&widget.name)).collect();
    if !moved.is_empty() {
        let _ = writeln!(out, "= moved only: {}", moved.join(", "));
    }
    if difference.is_empty() {
        out.push_str("The two mean the same.\n");
    }
    out
}

/// The same as Markdown, each part under a heading of its own.
pub(super) fn markdown(difference: &Difference, before: &str, after: &str) -> String {
    let mut out = format!("### {} → {}\n\n", plain_text(before), plain_text(after));
    if difference.is_empty() {
        out.push_str("The two mean the same.\n");
        return out;
    }
    for widget in difference.widgets.iter().filter(|widget| !widget.is_moved_only()) {
        let _ = writeln!(out, "- **{}** {}", sign_in_words(widget), code(&headline(widget)));
        for line in details(widget) {
            let _ = writeln!(out, "  - {}", code(&line));
        }
    }
    for field in &difference.flow {
        let _ = writeln!(out, "- **changed** {}", code(&format!("flow {}", told(field))));
    }
    let moved: Vec<String> = difference.moved_only().map(|widget| code(&widget.name)).collect();
    if !moved.is_empty() {
        let _ = writeln!(out, "- *moved only*: {}", moved.join(", "));
    }
    out
}

fn sign(widget: &WidgetChange) -> char {
    match widget.fate {
        Fate::Added => '+',
        Fate::Removed => '-',
        Fate::Kept => '~',
    }
}

fn sign_in_words(widget: &WidgetChange) -> &'static str {
    match widget.fate {
        Fate::Added => "added",
        Fate::Removed => "removed",
        Fate::Kept if widget.renamed_from.is_some() => "renamed",
        Fate::Kept if widget.fields.is_empty() && !widget.rewired.is_empty() => "rewired",
        Fate::Kept => "changed",
    }
}

fn headline(widget: &WidgetChange) -> String {
    let label = widget_type(&widget.kind).map_or(&*widget.kind, |kind| kind.label);
    let was = widget.renamed_from.as_ref().map(|from| format!(", was {from}")).unwrap_or_default();
    clean(&format!("{} ({label}){was}", widget.name))
}

fn details(widget: &WidgetChange) -> Vec<String> {
    let wires = widget.rewired.iter().map(|Rewired { output, from, to, .. }| {
        let end = |end: &Option<String>| end.clone().unwrap_or_else(|| "nowhere".to_owned());
        clean(&format!("{output}: led to {}, leads to {}", end(from), end(to)))
    });
    wires.chain(widget.fields.iter().map(told)).collect()
}

/// A name may hold anything, and a terminal must not obey it.
fn clean(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { char::REPLACEMENT_CHARACTER } else { char }).collect()
}

fn told(field: &FieldChange) -> String {
    clean(&told_as_it_is(field))
}

fn told_as_it_is(field: &FieldChange) -> String {
    let path = field.path.strip_prefix("properties.").unwrap_or(&field.path);
    match (&field.before, &field.after) {
        (None, Some(after)) => format!("{path}: {} is new", cut(after)),
        (Some(before), None) => format!("{path}: {} is gone", cut(before)),
        (before, after) => {
            let value = |value: &Option<Value>| value.as_ref().map(cut).unwrap_or_default();
            format!("{path}: {} → {}", value(before), value(after))
        }
    }
}

fn cut(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// As code, with as many backticks around it as it takes.
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A name in a heading.
fn plain_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(char, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(if char.is_control() { ' ' } else { char });
    }
    out
}
