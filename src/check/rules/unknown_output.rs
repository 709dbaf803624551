//! A template that reads what a widget of that type does not leave.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::check::templates::variables_field;
use crate::check::unknown::{Unknown, tell_unknown};
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

/// A near variable is sought among so many: each finding looks at all of them.
const MOST_SOUGHT: usize = 200;

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    tell_unknown(at, sink, (&["widgets"], usize::MAX), |path| {
        let [_, name, below @ ..] = path else { return None };
        let first = below.first()?;
        let other = subject.named(name)?;
        let entry = other.entry.filter(|entry| !entry.is_open() && entry.grade <= Grade::B)?;
        let near = match variables_field(entry) {
            Some(_) if sets(subject, other.index, first) => return None,
            Some(_) => near_variable(other.sets(), first),
            None if leaves(entry, below) => return None,
            None => nearest(first, entry.outputs.iter().filter_map(|output| first_name(output.path)))
                .map(str::to_owned),
        };
        let message = format!("{} `{name}` leaves no `{}`", entry.label, below.join("."));
        Some(Unknown { message, near, depth: 3 })
    });
}

/// Whether the widget at a place sets a variable of this name. A list of places grows, so that this is no scan.
fn sets(subject: &Subject<'_>, index: usize, key: &str) -> bool {
    subject.setters().get(key).is_some_and(|setters| setters.binary_search(&index).is_ok())
}

fn near_variable(known: &[String], key: &str) -> Option<String> {
    let few = known.get(..known.len().min(MOST_SOUGHT))?;
    nearest(key, few.iter().map(String::as_str)).map(str::to_owned)
}

/// The name that stands directly below the widget's.
fn first_name(path: &'static str) -> Option<&'static str> {
    path.split(['.', '[']).next()
}

/// Whether a widget leaves something at this path, or below or above it.
fn leaves(entry: &WidgetType, path: &[&str]) -> bool {
    entry.outputs.iter().any(|output| {
        let known = output.path.split('.').map(|part| part.split('[').next().unwrap_or(part));
        known.zip(path).all(|(known, read)| known == "*" || known == *read)
    })
}
