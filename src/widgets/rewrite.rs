//! Putting other paths into the templates of a widget: what subflows and their parents read of each other.

use std::ops::Range;

use super::templates::{TemplateAt, templates_of};
use crate::flow::{Edit, Widget};
use crate::liquid::{self, Read};

/// What stands in the place of the first parts of a path.
pub(super) struct Instead {
    /// How many parts of the path it replaces.
    pub parts: usize,
    /// What stands there then.
    pub text: String,
}

/// A path that a template reads, with the text that it stands in.
pub(super) struct ReadIn<'a> {
    /// The template.
    pub at: &'a TemplateAt,
    /// The path.
    pub read: &'a Read,
}

impl ReadIn<'_> {
    /// Whether all of the path is known before the flow runs.
    pub fn is_static(&self) -> bool {
        self.read.path.iter().all(|part| part.key != liquid::Key::Dynamic)
    }

    /// The path as it is written.
    pub fn text(&self) -> &str {
        self.at.text.get(self.read.span.clone()).unwrap_or_default()
    }

    /// Whether a `for` goes through what stands there: it is a list, which no text can stand for.
    pub fn is_looped(&self) -> bool {
        let before = self.at.text.get(..self.read.span.start).unwrap_or_default();
        let tag = before.rsplit_once("{%").map(|(_, tag)| tag).unwrap_or_default();
        let words: Vec<&str> = tag.trim_start_matches('-').split_whitespace().collect();
        words.first() == Some(&"for") && words.last() == Some(&"in")
    }
}

/// Tells of every path that the templates of a widget read.
pub(super) fn each_read(widget: &Widget, mut tell: impl FnMut(&ReadIn<'_>)) {
    for at in &templates_of(widget) {
        for read in &liquid::parse(&at.text).reads() {
            tell(&ReadIn { at, read });
        }
    }
}

/// The changes that put something else in the place of the paths for which `instead` says so. Nothing else in a template
/// changes.
pub(super) fn rewritten(
    widget: &Widget,
    mut instead: impl FnMut(&ReadIn<'_>) -> Option<Instead>,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    for at in &templates_of(widget) {
        let mut changes: Vec<(Range<usize>, String)> = Vec::new();
        for read in &liquid::parse(&at.text).reads() {
            let Some(new) = instead(&ReadIn { at, read }) else { continue };
            let last = new.parts.checked_sub(1).and_then(|last| read.path.get(last));
            if let Some(last) = last {
                changes.push((read.span.start..last.outer.end, new.text));
            }
        }
        changes.sort_by_key(|(range, _)| range.start);
        let mut text = String::with_capacity(at.text.len());
        let mut done = 0;
        let mut has_changed = false;
        for (range, new) in &changes {
            // A path in the brackets of another one stands behind what is replaced of that; else it would be lost.
            let Some(between) = at.text.get(done..range.start) else { continue };
            text.push_str(between);
            text.push_str(new);
            done = range.end;
            has_changed = true;
        }
        text.push_str(at.text.get(done..).unwrap_or_default());
        if has_changed && text != at.text {
            edits.push(Edit::SetPart {
                widget: widget.id(),
                pointer: at.pointer.clone(),
                value: Some(text.into()),
            });
        }
    }
    edits
}
