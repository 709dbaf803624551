//! What can be seen of a body: its lines, the rows of its tree, and what a search finds in either. It paints nothing.

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::Value;

use crate::api::compare::push_key;

/// Longer lines are cut into several, so that none takes long to lay out.
const MAX_LINE: usize = 400;
/// So many hits are counted.
pub(super) const MAX_HITS: usize = 10_000;
/// So many rows are shown at most.
pub(super) const MAX_ROWS: usize = 20_000;
/// Trees with fewer values are open at first.
const SMALL: usize = 120;
/// So many characters of a value are shown in a row.
const MAX_VALUE: usize = 160;

/// Where the lines of a text are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(Vec<(u32, u32)>);

impl Lines {
    /// The lines of a text; a long one is several.
    pub fn of(text: &str) -> Self {
        let mut found = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let end = start + line.len();
            let seen = start + line.trim_end_matches(['\n', '\r']).len();
            let mut at = start;
            while seen - at > MAX_LINE {
                let next = text.floor_char_boundary(at + MAX_LINE);
                found.push((short(at), short(next)));
                at = next;
            }
            found.push((short(at), short(seen)));
            start = end;
        }
        Self(found)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Where a line is.
    pub fn at(&self, line: usize) -> Option<Range<usize>> {
        self.0.get(line).map(|(start, end)| *start as usize..*end as usize)
    }

    /// The line of a byte.
    pub fn line_of(&self, byte: usize) -> usize {
        self.0.partition_point(|(start, _)| *start as usize <= byte).saturating_sub(1)
    }
}

fn short(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Where a text has what is searched for, whatever the case of its Latin letters.
pub(super) fn hits(text: &str, search: &str) -> Vec<Range<usize>> {
    let wanted = search.as_bytes();
    let Some((first, rest)) = wanted.split_first() else { return Vec::new() };
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let end = at + wanted.len();
        let is_hit = byte.eq_ignore_ascii_case(first)
            && bytes.get(at + 1..end).is_some_and(|part| part.eq_ignore_ascii_case(rest));
        if is_hit {
            found.push(at..end);
            if found.len() >= MAX_HITS {
                break;
            }
        }
        at = if is_hit { end } else { at + 1 };
    }
    found
}

/// A value, in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Names it, as a JSON pointer.
    pub pointer: String,
    /// How far inside.
    pub depth: usize,
    /// Its key and, where it is one, its plain value.
    pub text: String,
    /// What it holds.
    pub beside: String,
    /// Whether its parts are shown; nothing where it has none.
    pub open: Option<bool>,
}

/// The rows of a tree. Branches are open as `toggled` says: one that is in it is not as it would be.
pub(super) fn rows(json: &Value, toggled: &BTreeSet<String>) -> Vec<Row> {
    let opens = count(json, SMALL) < SMALL;
    let mut found = Vec::new();
    walk(json, &mut String::new(), 0, &mut |pointer, depth, key, value| {
        let has_parts = match value {
            Value::Object(map) => !map.is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => false,
        };
        let is_open = has_parts && (opens != toggled.contains(pointer));
        if found.len() < MAX_ROWS {
            let (text, beside) = told(key, value);
            let open = has_parts.then_some(is_open);
            found.push(Row { pointer: pointer.to_owned(), depth, text, beside, open });
        }
        is_open && found.len() < MAX_ROWS
    });
    found
}

/// The values whose key or text has what is searched for, as pointers.
pub(super) fn hits_in(json: &Value, search: &str) -> Vec<String> {
    let mut found = Vec::new();
    if search.is_empty() {
        return found;
    }
    let mut visited = 0_usize;
    walk(json, &mut String::new(), 0, &mut |pointer, _, key, value| {
        visited += 1;
        let has = |text: &str| !hits(text, search).is_empty();
        let is_hit = match (value, key) {
            (_, Key::Name(name)) if has(name) => true,
            (Value::String(text), _) => has(text),
            (Value::Number(_) | Value::Bool(_) | Value::Null, _) => has(&value.to_string()),
            _ => false,
        };
        if is_hit {
            found.push(pointer.to_owned());
        }
        found.len() < MAX_HITS && visited < 300_000
    });
    found
}

/// Opens what stands above a value.
pub(super) fn reveal(json: &Value, pointer: &str, toggled: &mut BTreeSet<String>) {
    let opens = count(json, SMALL) < SMALL;
    let above = pointer.match_indices('/').map(|(at, _)| pointer.get(..at).unwrap_or_default());
    for branch in above.filter(|branch| !branch.is_empty()) {
        if opens {
            toggled.remove(branch);
        } else {
            toggled.insert(branch.to_owned());
        }
    }
}

/// The way to a value behind `root`, as Liquid writes it, and the value.
pub(super) fn path<'a>(json: &'a Value, pointer: &str, root: &str) -> Option<(String, &'a Value)> {
    let (mut path, mut value) = (root.to_owned(), json);
    for part in pointer.split('/').skip(1) {
        value = match value {
            Value::Object(map) => {
                let key = part.replace("~1", "/").replace("~0", "~");
                push_key(&mut path, &key);
                map.get(&key)?
            }
            Value::Array(items) => {
                path.push_str(&format!("[{part}]"));
                items.get(part.parse::<usize>().ok()?)?
            }
            _ => return None,
        };
    }
    Some((path, value))
}

/// What a value is called where it stands.
#[derive(Clone, Copy)]
enum Key<'a> {
    Name(&'a str),
    Index(usize),
}

/// Shows each value below the root to `take`, which says whether what is in it is wanted.
fn walk(
    value: &Value,
    pointer: &mut String,
    depth: usize,
    take: &mut dyn FnMut(&str, usize, Key<'_>, &Value) -> bool,
) {
    let length = pointer.len();
    match value {
        Value::Object(map) => {
            for (key, part) in map {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                if take(pointer, depth, Key::Name(key), part) {
                    walk(part, pointer, depth + 1, take);
                }
                pointer.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, part) in items.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                if take(pointer, depth, Key::Index(index), part) {
                    walk(part, pointer, depth + 1, take);
                }
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// How many values there are, counted to a limit.
fn count(value: &Value, limit: usize) -> usize {
    let mut found = 0;
    walk(value, &mut String::new(), 0, &mut |_, _, _, _| {
        found += 1;
        found < limit
    });
    found
}

fn told(key: Key<'_>, value: &Value) -> (String, String) {
    let key = match key {
        Key::Name(name) => name.to_owned(),
        Key::Index(index) => index.to_string(),
    };
    let many =
        |count: usize, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    match value {
        Value::Object(map) => (key, many(map.len(), "property", "properties")),
        Value::Array(items) => (key, many(items.len(), "item", "items")),
        Value::String(text) if text.len() > MAX_VALUE => {
            let cut = text.floor_char_boundary(MAX_VALUE);
            (format!("{key}: \"{}…\"", text.get(..cut).unwrap_or_default()), String::new())
        }
        value => (format!("{key}: {value}"), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::{Lines, MAX_ROWS, hits, hits_in, path, reveal, rows};

    #[test]
    fn long_lines_are_several() {
        let text = format!("a\r\nä{}\n\nlast", "é".repeat(500));
        let lines = Lines::of(&text);
        let all: Vec<&str> = (0..lines.count()).filter_map(|line| text.get(lines.at(line)?)).collect();
        assert_eq!(all.concat(), text.replace(['\r', '\n'], ""));
        assert!(all.iter().all(|line| line.len() <= 400) && all.len() == 6, "{}", all.len());
        assert_eq!(lines.line_of(0), 0);
        assert_eq!(lines.line_of(text.len() - 1), all.len() - 1);
    }

    #[test]
    fn a_search_counts_what_it_finds() {
        assert_eq!(hits("aAa Ba", "a").len(), 4);
        assert_eq!(hits("abab", "AB"), [0..2, 2..4]);
        assert!(hits("abc", "").is_empty() && hits("", "a").is_empty() && hits("äö", "ü").is_empty());
        let json = json!({"sid": "IM1", "list": [{"Sid": 2}, null], "a/b": {"sid~": true}});
        let mut found = hits_in(&json, "sid");
        found.sort();
        assert_eq!(found, ["/a~1b/sid~0", "/list/0/Sid", "/sid"]);
        assert_eq!(hits_in(&json, "im"), ["/sid"]);
    }

    #[test]
    fn a_value_has_a_path() {
        let json = json!({"a": {"b": [1, {"x y": "v"}]}});
        let check = |pointer: &str, root: &str, expected: &str| {
            assert_eq!(path(&json, pointer, root).map(|(path, _)| path).as_deref(), Some(expected));
        };
        check("/a/b/0", "", "a.b[0]");
        check("/a/b/1/x y", "widgets.ask.parsed", "widgets.ask.parsed.a.b[1][\"x y\"]");
        assert!(path(&json, "/a/c", "").is_none());
    }

    #[test]
    fn what_is_large_is_closed_at_first_and_can_be_found() {
        let json = json!({"list": (0..30_000).map(|index| json!({"n": index})).collect::<Vec<_>>()});
        let mut toggled = BTreeSet::new();
        assert_eq!(rows(&json, &toggled).len(), 1);
        let found = hits_in(&json, "12345");
        assert_eq!(found, ["/list/12345/n"]);
        reveal(&json, "/list/12345/n", &mut toggled);
        assert!(rows(&json, &toggled).iter().any(|row| row.text == "n: 12345"));
        assert!(rows(&json, &toggled).len() <= MAX_ROWS);
        let small = json!({"a": {"b": 1}});
        assert_eq!(rows(&small, &BTreeSet::new()).len(), 2);
        assert_eq!(rows(&small, &["/a".to_owned()].into()).len(), 1);
    }
}
