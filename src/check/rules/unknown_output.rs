//! A template that reads what a widget of that type does not leave.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::check::templates::{names, read_instead, variables_field};
use crate::flow::nearest;
use crate::widgets::{Grade, WidgetType};

pub(super) const RULE: Rule = Rule {
    code: "unknown-output",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template that reads what a widget of that type does not leave",
    why: "what a widget does not leave renders to nothing, without a word",
    run: Run::Named(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let mut seen = std::collections::HashSet::new();
    for parsed in at.templates() {
        for read in &parsed.reads {
            let path = names(read);
            let ["widgets", name, below @ ..] = path.as_slice() else { continue };
            let Some(first) = below.first() else { continue };
            let Some(other) = subject.named(name) else { continue };
            let Some(entry) = other.entry.filter(|entry| !entry.is_open() && entry.grade <= Grade::B) else {
                continue;
            };
            if leaves(entry, &other, below) || !seen.insert(below.join(".")) {
                continue;
            }
            let text = below.join(".");
            let known = || known_firsts(entry, &other);
            let near = nearest(first, known().iter().map(String::as_str)).map(str::to_owned);
            let mut message = format!("{} `{name}` leaves no `{text}`", entry.label);
            if let Some(near) = &near {
                message.push_str(&format!(": did you mean `{near}`?"));
            }
            let found = sink.add(message, parsed.place(at, read.span.clone()));
            if let Some(near) = near
                && let Some(edit) = read_instead(at.widget, &["widgets", name, first], &near)
            {
                found.fix(format!("Read {near} instead"), edit);
            }
        }
    }
}

/// The names that stand directly below the widget's.
fn known_firsts(entry: &WidgetType, other: &At<'_>) -> Vec<String> {
    if variables_field(entry).is_some() {
        return other.sets().to_vec();
    }
    entry
        .outputs
        .iter()
        .filter_map(|output| output.path.split(['.', '[']).next())
        .map(str::to_owned)
        .collect()
}

/// Whether a widget leaves something at this path, or below or above it.
fn leaves(entry: &WidgetType, other: &At<'_>, path: &[&str]) -> bool {
    if variables_field(entry).is_some() {
        return path.first().is_none_or(|key| other.sets().iter().any(|set| set == key));
    }
    entry.outputs.iter().any(|output| {
        let known = output.path.split('.').map(|part| part.split('[').next().unwrap_or(part));
        known.zip(path).all(|(known, read)| known == "*" || known == *read)
    })
}
