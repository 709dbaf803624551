//! Renames a member of a root in a template's text, and touches nothing else.

use super::lexer::is_name;
use super::reads::{self, Key, Read, SegmentStyle};

/// Rewrites every path `root.old` and `root["old"]` to the new name; `None` when there is none.
///
/// A dotted name stays dotted where the new name can be, else it goes into brackets.
/// A local called like the root is not meant and stays. Works in templates with errors, even within the faulty tag.
/// A name with both kinds of quotes cannot be written in Liquid: then only dotted places could change, hence nothing does.
pub fn rename_root_member(source: &str, root: &str, old: &str, new: &str) -> Option<String> {
    if old == new {
        return None;
    }
    let mut out = String::with_capacity(source.len());
    let mut done = 0;
    for read in reads::reads(source, false) {
        let Some((range, text)) = change(source, &read, root, old, new) else { continue };
        out.push_str(source.get(done..range.start)?);
        out.push_str(&text);
        done = range.end;
    }
    if done == 0 {
        return None;
    }
    out.push_str(source.get(done..)?);
    Some(out)
}

fn change(
    source: &str,
    read: &Read,
    root: &str,
    old: &str,
    new: &str,
) -> Option<(std::ops::Range<usize>, String)> {
    let [first, second, ..] = read.path.as_slice() else { return None };
    if !matches!(&first.key, Key::Name(name) if &**name == root) {
        return None;
    }
    if !matches!(&second.key, Key::Name(name) if &**name == old) {
        return None;
    }
    if second.style == SegmentStyle::Dotted {
        if is_name(new) {
            return Some((second.span.clone(), new.to_string()));
        }
        return Some((second.outer.clone(), format!("[{}]", quoted(new, '"')?)));
    }
    let quote = source.get(..second.span.start).and_then(|before| before.chars().next_back()).unwrap_or('"');
    let range = second.span.start - 1..second.span.end + 1;
    Some((range, quoted(new, quote)?))
}

fn quoted(name: &str, quote: char) -> Option<String> {
    let other = if quote == '"' { '\'' } else { '"' };
    let quote = [quote, other].into_iter().find(|quote| !name.contains(*quote))?;
    Some(format!("{quote}{name}{quote}"))
}
