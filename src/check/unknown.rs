//! What rules of names in templates share: each name that nothing gives is told once for a widget, with the name that
//! was most likely meant and the edit that reads it instead.

use std::collections::HashSet;

use super::diagnostic::{Blocks, Severity};
use super::subject::{At, Sink};
use super::templates::{names, read_instead};

/// What is told of a name that nothing gives.
pub(super) struct Unknown {
    /// The sentence.
    pub message: String,
    /// The name that was most likely meant.
    pub near: Option<String>,
    /// Whether nothing is known to give it, which is less than that nothing does.
    pub is_open: bool,
}

/// Looks at everything that a widget's templates read below a root such as `widgets`.
///
/// `wrong` says how many names of a path lead to the wrong one, itself included, and how many of them tell it from
/// other findings: it is asked of each read, so it is quick. `tell` is asked once for each finding.
pub(super) fn tell_unknown(
    at: &At<'_>,
    sink: &mut Sink<'_>,
    root: &[&str],
    wrong: impl Fn(&[&str]) -> Option<Wrong>,
    tell: impl Fn(&[&str]) -> Unknown,
) {
    let mut seen = HashSet::new();
    for parsed in at.templates() {
        for read in &parsed.reads {
            let path = names(read);
            if !path.starts_with(root) || path.len() == root.len() {
                continue;
            }
            let Some(found) = wrong(&path) else { continue };
            let same = path.get(..found.told_apart).unwrap_or(&path);
            if !seen.insert(same.join("\n")) {
                continue;
            }
            let Unknown { mut message, near, is_open } = tell(&path);
            if let Some(near) = &near {
                message.push_str(&format!(": did you mean `{near}`?"));
            }
            let added = sink.add(message, parsed.place(at, read.span.clone()));
            let added = if is_open { added.graded(Severity::Advice, Blocks::None) } else { added };
            let wrong = path.get(..found.depth).unwrap_or(&path);
            if let Some(near) = near
                && let Some(edit) = read_instead(at.widget, wrong, &near)
            {
                added.fix(format!("Read {near} instead"), edit);
            }
        }
    }
}

/// Where a path is wrong.
#[derive(Clone, Copy)]
pub(super) struct Wrong {
    /// So many names lead to the wrong one, itself included.
    pub depth: usize,
    /// Paths whose first names are the same are one finding: so many of them.
    pub told_apart: usize,
}

impl Wrong {
    /// Whatever stands behind the wrong name, it is one finding.
    pub const fn at(depth: usize) -> Option<Self> {
        Some(Self { depth, told_apart: depth })
    }
}
