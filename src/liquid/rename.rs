//! Renames parts of paths in a template's text, and touches nothing else.

use std::ops::Range;

use super::lexer::is_name;
use super::reads::{self, Key, Read, SegmentStyle};

/// Rewrites every path `root.old` and `root["old"]` to the new name; `None` when there is none.
///
/// A dotted name stays dotted where the new name can be, else it goes into brackets.
/// A local called like the root is not meant and stays. Works in templates with errors, even within the faulty tag.
/// A name with both kinds of quotes cannot be written in Liquid: then only dotted places could change, hence nothing does.
pub fn rename_root_member(source: &str, root: &str, old: &str, new: &str) -> Option<String> {
    let changes = rename_member(source, root, old, new);
    if old == new || changes.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(source.len());
    let mut done = 0;
    for (range, text) in &changes {
        out.push_str(source.get(done..range.start)?);
        out.push_str(text);
        done = range.end;
    }
    out.push_str(source.get(done..)?);
    Some(out)
}

/// As [`rename_root_member`], but what must be written where, from front to back.
pub fn rename_member(source: &str, root: &str, old: &str, new: &str) -> Vec<(Range<usize>, String)> {
    rename_parts(source, new, |read| {
        let [first, second, ..] = read.path.as_slice() else { return None };
        (is_called(&first.key, root) && is_called(&second.key, old)).then_some(1)
    })
}

/// As [`rename_member`] for many names at once: each member of `root` gets the name that `new` knows for it. Names that
/// are swapped do not follow each other, since every path is looked at once.
pub fn rename_members<'n>(
    source: &str,
    root: &str,
    new: impl Fn(&str) -> Option<&'n str>,
) -> Vec<(Range<usize>, String)> {
    let mut changes: Vec<(Range<usize>, String)> = reads::reads(source, false)
        .iter()
        .filter_map(|read| {
            let [first, second, ..] = read.path.as_slice() else { return None };
            let Key::Name(old) = &second.key else { return None };
            let new = new(old).filter(|_| is_called(&first.key, root))?;
            change(source, read, 1, new)
        })
        .collect();
    changes.sort_by_key(|(range, _)| range.start);
    changes
}

/// What must be written where so that one part of each path that `chosen` picks gets the new name, from front to back.
///
/// `chosen` answers with the index of the part within the path. A part that is no name stays, and so does the root.
/// See [`rename_root_member`] for how the new name is written.
pub fn rename_parts(
    source: &str,
    new: &str,
    chosen: impl Fn(&Read) -> Option<usize>,
) -> Vec<(Range<usize>, String)> {
    let mut changes: Vec<(Range<usize>, String)> = reads::reads(source, false)
        .iter()
        .filter_map(|read| change(source, read, chosen(read)?, new))
        .collect();
    // A path in the brackets of another one stands within it.
    changes.sort_by_key(|(range, _)| range.start);
    changes
}

/// Whether this text can stand behind a dot in Liquid.
pub fn is_plain_name(text: &str) -> bool {
    is_name(text)
}

fn is_called(key: &Key, wanted: &str) -> bool {
    matches!(key, Key::Name(name) if &**name == wanted)
}

fn change(source: &str, read: &Read, part: usize, new: &str) -> Option<(Range<usize>, String)> {
    let part = read.path.get(part)?;
    match part.style {
        SegmentStyle::Dotted if is_name(new) => Some((part.span.clone(), new.to_string())),
        SegmentStyle::Dotted => Some((part.outer.clone(), format!("[{}]", quoted(new, '"')?))),
        SegmentStyle::Bracketed => {
            let before = source.get(..part.span.start)?;
            let quote = before.chars().next_back().unwrap_or('"');
            let range = part.span.start.checked_sub(1)?..part.span.end + 1;
            Some((range, quoted(new, quote)?))
        }
        SegmentStyle::Root | SegmentStyle::Indexed => None,
    }
}

fn quoted(name: &str, quote: char) -> Option<String> {
    let other = if quote == '"' { '\'' } else { '"' };
    let quote = [quote, other].into_iter().find(|quote| !name.contains(*quote))?;
    Some(format!("{quote}{name}{quote}"))
}
