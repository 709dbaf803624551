//! The variables of a run as rows of a tree, beside what they were before: what is shown of it, by what is open, by a
//! search and by what has changed; the Liquid that reads a variable; and the list of what a step changed.
//!
//! It paints nothing. Rows hold no values: a value is looked up when its row is painted.

use serde_json::Value;

use crate::liquid::{Variables as _, is_plain_name};
use crate::sim::Context;
pub use crate::widgets::explain::kind_of;

/// The roots, in the order in which they are shown.
pub const ROOTS: [&str; 4] = ["trigger", "flow", "widgets", "contact"];
/// A search looks at so many bytes of a text.
const MAX_SEARCHED: usize = 100_000;
/// So many rows are shown at most: an hour of scrolling helps nobody.
pub const MAX_ROWS: usize = 20_000;
/// So many values are looked at for one list of rows, so that a search stays quick.
const MAX_VISITED: usize = 200_000;
/// So many characters of a value are shown.
const MAX_SHOWN: usize = 200;

/// How a variable compares with what it was before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Changed {
    /// Not at all.
    #[default]
    Not,
    /// Something below it has.
    Below,
    /// Another value.
    Value,
    /// It was not there.
    Added,
    /// It is not there any more.
    Removed,
}

/// A step of the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    Key(Box<str>),
    Index(usize),
}

/// A variable or a branch of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    parent: Option<usize>,
    at: At,
    /// How far inside.
    pub depth: usize,
    /// What Liquid reads it by: `widgets.ask.inbound.Body`. Where there is no such way, a way to write it for people.
    pub path: Box<str>,
    /// Whether Liquid can read it.
    pub is_readable: bool,
    /// Whether its children are shown; `None` where it has none.
    pub open: Option<bool>,
    /// How it compares with what it was before.
    pub changed: Changed,
}

impl Row {
    /// Its own name.
    pub fn key(&self) -> String {
        match &self.at {
            At::Key(key) => key.to_string(),
            At::Index(index) => index.to_string(),
        }
    }

    /// The template that reads it.
    pub fn template(&self) -> Option<String> {
        self.is_readable.then(|| format!("{{{{{}}}}}", self.path))
    }
}

/// What decides which rows are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// What path or value must have in it, in lower case; empty: everything.
    pub search: String,
    /// Only what has changed.
    pub only_changed: bool,
}

/// The rows that are to be seen.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// In order.
    pub rows: Vec<Row>,
    /// How many values have changed, as far as was looked.
    pub changed: usize,
    /// Whether there are more than are shown or were looked at.
    pub is_cut: bool,
}

impl Rows {
    /// The rows of these variables: open branches, or everything that the filter finds with what it stands in.
    pub fn of(
        after: &Context,
        before: Option<&Context>,
        filter: &Filter,
        is_open: &dyn Fn(&str, bool) -> bool,
    ) -> Self {
        let search = filter.search.trim().to_lowercase();
        let mut making = Making { out: Self::default(), search, filter, is_open, visited: 0 };
        for root in ROOTS {
            let (new, old) = (after.root(root), before.and_then(|before| before.root(root)));
            let place =
                Place { parent: None, at: At::Key(root.into()), depth: 0, path: root, readable: true };
            let changed =
                if before.is_some() { compare(old.as_deref(), new.as_deref()) } else { Changed::Not };
            making.collect(place, new.as_deref(), old.as_deref(), changed);
        }
        making.out
    }

    /// The value of a row, in these variables.
    pub fn value<'a>(&self, index: usize, variables: &'a Context) -> Option<&'a Value> {
        let mut way = Vec::new();
        let mut next = Some(index);
        while let Some(row) = next.and_then(|index| self.rows.get(index)) {
            way.push(&row.at);
            next = row.parent;
        }
        let Some(At::Key(root)) = way.pop() else { return None };
        let first = variables.part(root)?;
        way.iter().rev().try_fold(first, |value, at| match (at, value) {
            (At::Key(key), Value::Object(map)) => map.get(&**key),
            (At::Index(index), Value::Array(items)) => items.get(*index),
            _ => None,
        })
    }
}

struct Making<'a> {
    out: Rows,
    search: String,
    filter: &'a Filter,
    is_open: &'a dyn Fn(&str, bool) -> bool,
    visited: usize,
}

struct Place<'p> {
    parent: Option<usize>,
    at: At,
    depth: usize,
    path: &'p str,
    readable: bool,
}

impl Making<'_> {
    /// Adds a value and what is shown below it; with a filter only where it or something below is found.
    fn collect(
        &mut self,
        place: Place<'_>,
        after: Option<&Value>,
        before: Option<&Value>,
        changed: Changed,
    ) -> bool {
        self.visited += 1;
        if self.out.rows.len() >= MAX_ROWS || self.visited > MAX_VISITED {
            self.out.is_cut = true;
            return false;
        }
        let Some(value) = after.or(before) else { return false };
        let has_children = match value {
            Value::Object(map) => !map.is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => false,
        };
        let is_searching = !self.search.is_empty();
        let mut is_kept = (!is_searching || self.is_found(place.path, value))
            && (!self.filter.only_changed || !matches!(changed, Changed::Not | Changed::Below));
        let opens = is_searching || (self.filter.only_changed && changed == Changed::Below);
        let open = has_children.then(|| opens || (self.is_open)(place.path, place.depth == 0));
        let index = self.out.rows.len();
        let Place { parent, at, depth, path, readable } = place;
        self.out.rows.push(Row {
            parent,
            at,
            depth,
            path: path.into(),
            is_readable: readable,
            open,
            changed,
        });
        if !matches!(changed, Changed::Not | Changed::Below) {
            self.out.changed += 1;
        }
        if open == Some(true) {
            is_kept |= self.children((index, depth + 1, path, readable), (after, before), changed);
        } else if changed == Changed::Below {
            self.out.changed += count(before, after);
        }
        if !is_kept {
            self.out.rows.truncate(index);
        }
        is_kept
    }

    fn children(
        &mut self,
        (parent, depth, path, readable): (usize, usize, &str, bool),
        (after, before): (Option<&Value>, Option<&Value>),
        changed: Changed,
    ) -> bool {
        let mut is_kept = false;
        let mut child = |making: &mut Self, at: At, new: Option<&Value>, old: Option<&Value>| {
            let below = match changed {
                Changed::Below => compare(old, new),
                // What is in a new value is not new for itself.
                _ => Changed::Not,
            };
            let (path, is_readable) = match &at {
                At::Key(key) => below_path(path, key),
                At::Index(index) => (format!("{path}[{index}]"), true),
            };
            let place =
                Place { parent: Some(parent), at, depth, path: &path, readable: readable && is_readable };
            is_kept |= making.collect(place, new, old, below);
        };
        match (after.or(before), before.filter(|_| after.is_some())) {
            (Some(Value::Object(map)), old) => {
                let old = old.and_then(Value::as_object);
                for (key, new) in map {
                    let old = old.and_then(|old| old.get(key));
                    child(self, At::Key(key.as_str().into()), Some(new), old);
                }
                for (key, old) in old.into_iter().flatten().filter(|(key, _)| !map.contains_key(*key)) {
                    child(self, At::Key(key.as_str().into()), None, Some(old));
                }
            }
            (Some(Value::Array(items)), old) => {
                let old = old.and_then(Value::as_array);
                for (index, new) in items.iter().enumerate() {
                    child(self, At::Index(index), Some(new), old.and_then(|old| old.get(index)));
                }
                for (index, old) in old.into_iter().flatten().enumerate().skip(items.len()) {
                    child(self, At::Index(index), None, Some(old));
                }
            }
            _ => {}
        }
        is_kept
    }

    fn is_found(&self, path: &str, value: &Value) -> bool {
        let has = |text: &str| text.to_lowercase().contains(&self.search);
        has(path)
            || match value {
                Value::String(text) => {
                    let mut end = text.len().min(MAX_SEARCHED);
                    while !text.is_char_boundary(end) {
                        end -= 1;
                    }
                    text.get(..end).is_some_and(has)
                }
                Value::Array(_) | Value::Object(_) => false,
                other => has(&other.to_string()),
            }
    }
}

fn compare(before: Option<&Value>, after: Option<&Value>) -> Changed {
    match (before, after) {
        (None, None) => Changed::Not,
        (None, Some(_)) => Changed::Added,
        (Some(_), None) => Changed::Removed,
        (Some(before), Some(after)) if before == after => Changed::Not,
        (Some(Value::Object(_)), Some(Value::Object(_))) | (Some(Value::Array(_)), Some(Value::Array(_))) => {
            Changed::Below
        }
        _ => Changed::Value,
    }
}

/// How many values below two different ones are different.
fn count(before: Option<&Value>, after: Option<&Value>) -> usize {
    let mut count = 0;
    differences(before, after, String::new(), &mut |_, _, _| {
        count += 1;
        count < MAX_ROWS
    });
    count
}

/// What takes a value that is different: its path, what it was and what it is. `false` where it wants no more.
type Told<'t> = dyn FnMut(String, Option<&Value>, Option<&Value>) -> bool + 't;

/// Gives each value that is different, with its path. Stops where `told` says so.
fn differences(before: Option<&Value>, after: Option<&Value>, path: String, told: &mut Told<'_>) -> bool {
    match (compare(before, after), before, after) {
        (Changed::Not, ..) => true,
        (Changed::Below, Some(Value::Object(old)), Some(Value::Object(new))) => {
            let gone = old.keys().filter(|key| !new.contains_key(*key));
            new.keys()
                .chain(gone)
                .all(|key| differences(old.get(key), new.get(key), below_path(&path, key).0, told))
        }
        (Changed::Below, Some(Value::Array(old)), Some(Value::Array(new))) => (0..old.len().max(new.len()))
            .all(|index| differences(old.get(index), new.get(index), format!("{path}[{index}]"), told)),
        _ => told(path, before, after),
    }
}

/// A variable that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What Liquid reads it by.
    pub path: String,
    /// What it was, cut; `None` where it was not there.
    pub before: Option<String>,
    /// What it is, cut; `None` where it is not there any more.
    pub after: Option<String>,
}

/// What is different between two states of the variables, at most so many.
pub fn changes(before: &Context, after: &Context, most: usize) -> Vec<Change> {
    let mut found = Vec::new();
    for root in ROOTS {
        let goes_on =
            differences(before.part(root), after.part(root), root.to_owned(), &mut |path, before, after| {
                let (before, after) = (before.map(shown), after.map(shown));
                found.push(Change { path, before, after });
                found.len() < most
            });
        if !goes_on {
            break;
        }
    }
    found
}

/// A path with one key more, in brackets where the key needs them, and whether Liquid can write that at all.
fn below_path(path: &str, key: &str) -> (String, bool) {
    if is_plain_name(key) {
        return (format!("{path}.{key}"), true);
    }
    // Liquid has no escapes, and its outputs end at the first braces.
    let ends_output = key.contains("}}") || key.contains("%}");
    match (key.contains('\''), key.contains('"')) {
        (false, _) => (format!("{path}['{key}']"), !ends_output),
        (true, false) => (format!("{path}[\"{key}\"]"), !ends_output),
        (true, true) => (format!("{path}['{key}']"), false),
    }
}

/// A value on one line: texts without quotes, cut with their size; lists and objects by how much they hold.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) if text.is_empty() => "(empty)".to_owned(),
        Value::String(text) => {
            let end = text.char_indices().nth(MAX_SHOWN).map_or(text.len(), |(end, _)| end);
            let start = text.get(..end).unwrap_or_default().replace(['\n', '\r', '\t'], " ");
            if end < text.len() { format!("{start}… {}", size_in_words(text.len())) } else { start }
        }
        Value::Array(items) if items.is_empty() => "[]".to_owned(),
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Array(items) => format!("list of {}", items.len()),
        Value::Object(map) => format!("object of {}", map.len()),
        other => other.to_string(),
    }
}

/// `10.0 MB`.
#[expect(clippy::cast_precision_loss, reason = "a size is shown with one decimal")]
pub fn size_in_words(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// The whole value for the clipboard.
pub fn whole(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
