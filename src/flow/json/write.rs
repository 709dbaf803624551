//! From tree to text, and where in that text things stand.

use std::collections::HashMap;
use std::ops::Range;

use super::{Json, Kind, decode};

/// Where values stand in a written text, by JSON pointer. Only the pointers asked for are recorded.
#[derive(Debug, Default)]
pub struct Places {
    wanted: HashMap<String, Option<Range<usize>>>,
    path: String,
}

impl Places {
    /// Asks for these pointers.
    pub fn of<'a>(pointers: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            wanted: pointers.into_iter().map(|pointer| (pointer.to_owned(), None)).collect(),
            path: String::new(),
        }
    }

    /// Bytes of the value at a pointer, its white space left out.
    pub fn range(&self, pointer: &str) -> Option<Range<usize>> {
        self.wanted.get(pointer).cloned().flatten()
    }

    /// Goes down one step of the path for as long as `inside` runs.
    pub(crate) fn within(&mut self, step: &str, inside: impl FnOnce(&mut Self)) {
        if self.wanted.is_empty() {
            return inside(self);
        }
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(&step.replace('~', "~0").replace('/', "~1"));
        inside(self);
        self.path.truncate(length);
    }

    pub(crate) fn record(&mut self, range: Range<usize>) {
        if let Some(place) = self.wanted.get_mut(&self.path) {
            *place = Some(range);
        }
    }
}

/// Writes a value with its white space, noting places.
pub fn write(value: &Json, out: &mut String, places: &mut Places) {
    out.push_str(&value.lead);
    let start = out.len();
    match &value.kind {
        Kind::Literal(raw) => out.push_str(raw),
        Kind::String(raw) => {
            out.push('"');
            out.push_str(raw);
            out.push('"');
        }
        Kind::Array(list) => {
            out.push('[');
            out.push_str(&list.inner);
            for (index, item) in list.items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                places.within(&index.to_string(), |places| write(item, out, places));
            }
            out.push(']');
        }
        Kind::Object(list) => {
            out.push('{');
            out.push_str(&list.inner);
            for (index, member) in list.items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_key(&member.lead, &member.key, &member.trail, out);
                places.within(&decode(&member.key), |places| write(&member.value, out, places));
            }
            out.push('}');
        }
    }
    places.record(start..out.len());
    out.push_str(&value.trail);
}

/// Writes a key and its colon.
pub(crate) fn write_key(lead: &str, key: &str, trail: &str, out: &mut String) {
    for part in [lead, "\"", key, "\"", trail, ":"] {
        out.push_str(part);
    }
}

impl std::fmt::Display for Json {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = String::new();
        write(self, &mut out, &mut Places::default());
        formatter.write_str(&out)
    }
}
