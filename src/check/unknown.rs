//! What rules of names in templates share: each name that nothing gives is told once for a widget, with the name that
//! was most likely meant and the edit that reads it instead.

use std::collections::HashSet;

use super::subject::{At, Sink};
use super::templates::{names, read_instead};

/// A name that nothing gives.
pub(super) struct Unknown {
    /// What is told.
    pub message: String,
    /// The name that was most likely meant.
    pub near: Option<String>,
    /// How many names of the path lead to the wrong one, itself included.
    pub depth: usize,
}

/// Looks at everything that a widget's templates read below a root such as `widgets`: reads whose first `depth` names
/// are the same are one.
pub(super) fn tell_unknown(
    at: &At<'_>,
    sink: &mut Sink<'_>,
    (root, depth): (&[&str], usize),
    mut judge: impl FnMut(&[&str]) -> Option<Unknown>,
) {
    let mut seen = HashSet::new();
    for parsed in at.templates() {
        for read in &parsed.reads {
            let path = names(read);
            let same = path.get(..depth).unwrap_or(&path);
            if !path.starts_with(root) || path.len() == root.len() || !seen.insert(same.join("\n")) {
                continue;
            }
            let Some(unknown) = judge(&path) else { continue };
            let wrong = path.get(..unknown.depth).unwrap_or(&path);
            // Two reads of one wrong name are one finding, whatever stands behind it.
            if wrong.len() < same.len() && !seen.insert(wrong.join("\n")) {
                continue;
            }
            let mut message = unknown.message;
            if let Some(near) = &unknown.near {
                message.push_str(&format!(": did you mean `{near}`?"));
            }
            let found = sink.add(message, parsed.place(at, read.span.clone()));
            if let Some(near) = unknown.near
                && let Some(edit) = read_instead(at.widget, wrong, &near)
            {
                found.fix(format!("Read {near} instead"), edit);
            }
        }
    }
}
