//! A template that reads what a widget of that type does not leave.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::check::unknown::{Unknown, Wrong, tell_unknown};
use crate::flow::nearest;
use crate::widgets::{Grade, list_of_variables};

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
    // The widget that a path names and its entry, where all that it leaves is known.
    let named = |path: &[&str]| {
        let other = subject.named(path.get(1)?)?;
        let entry = other.entry.filter(|entry| !entry.is_open() && entry.grade <= Grade::B)?;
        Some((other, entry))
    };
    let wrong = |path: &[&str]| {
        let (below, (other, entry)) = (path.get(2..)?, named(path)?);
        let first = below.first()?;
        let is_left = match list_of_variables(other.widget) {
            Some(_) => sets(subject, other.index, first),
            None => entry.leaves(below),
        };
        (!is_left).then_some(Wrong { depth: 3, told_apart: usize::MAX })
    };
    tell_unknown(at, sink, &["widgets"], wrong, |path| {
        let text = path.get(2..).unwrap_or_default().join(".");
        let (name, first) =
            (path.get(1).copied().unwrap_or_default(), path.get(2).copied().unwrap_or_default());
        let Some((other, entry)) = named(path) else {
            return Unknown { message: format!("`{name}` leaves no `{text}`"), near: None, is_open: false };
        };
        let near = match list_of_variables(other.widget) {
            Some(_) => near_variable(other.sets(), first),
            None => nearest(first, entry.outputs.iter().filter_map(|output| first_name(output.path)))
                .map(str::to_owned),
        };
        let is_open = entry.is_open_below(path.get(2..).unwrap_or_default());
        let leaves = if is_open { "is not known to leave" } else { "leaves no" };
        Unknown { message: format!("{} `{name}` {leaves} `{text}`", entry.label), near, is_open }
    });
}

/// Whether the widget at a place sets a variable of this name. A list of places grows, so that this is no scan.
fn sets(subject: &Subject<'_>, index: usize, key: &str) -> bool {
    subject.meaning().setters(key).binary_search(&index).is_ok()
}

fn near_variable(known: &[String], key: &str) -> Option<String> {
    let few = known.get(..known.len().min(MOST_SOUGHT))?;
    nearest(key, few.iter().map(String::as_str)).map(str::to_owned)
}

/// The name that stands directly below the widget's.
fn first_name(path: &'static str) -> Option<&'static str> {
    path.split(['.', '[']).next()
}
