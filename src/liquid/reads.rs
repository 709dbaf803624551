//! What a template reads: every path, with the place of each part of it. Rename, where-used, lint and completion stand on it.

use std::ops::Range;
use std::sync::Arc;

use super::parse::{self, Seen};
use super::tree::{Root, StepKey};

/// A path that a template reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Its parts, the root first.
    pub path: Vec<Segment>,
    /// All of it.
    pub span: Range<usize>,
    /// Whether its root is defined by the template itself.
    pub local: bool,
}

/// A part of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What it names.
    pub key: Key,
    /// The key alone: without dot, brackets and quotes.
    pub span: Range<usize>,
    /// With them.
    pub outer: Range<usize>,
    /// How it is written.
    pub style: SegmentStyle,
}

/// What a part of a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A name.
    Name(Arc<str>),
    /// A place in a list.
    Index(i64),
    /// Whatever the expression in brackets gives.
    Dynamic,
}

/// How a part of a path is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentStyle {
    /// The first name.
    Root,
    /// `.name`
    Dotted,
    /// `["name"]`
    Bracketed,
    /// `[0]` or `[expression]`
    Indexed,
}

impl Read {
    /// The path as dotted text, for people.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for segment in &self.path {
            match &segment.key {
                Key::Name(name) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(name);
                }
                Key::Index(index) => text.push_str(&format!("[{index}]")),
                Key::Dynamic => text.push_str("[…]"),
            }
        }
        text
    }
}

/// The paths of a text in document order, those in faulty tags too.
pub(super) fn reads(source: &str, locals: bool) -> Vec<Read> {
    of(source, parse::parse(source, true).seen, locals)
}

/// The paths that were seen in a text, in document order.
pub(super) fn of(source: &str, mut seen: Vec<Seen>, locals: bool) -> Vec<Read> {
    seen.sort_by_key(|seen| seen.path.span.start);
    seen.dedup_by_key(|seen| seen.path.span);
    seen.iter().filter(|seen| locals || !seen.local).map(|seen| read(source, seen)).collect()
}

fn read(source: &str, seen: &Seen) -> Read {
    let path = &seen.path;
    let mut parts = Vec::with_capacity(path.segments.len() + 1);
    let (key, style) = match &path.root {
        Root::Name { quoted, .. } => {
            let style = if *quoted { SegmentStyle::Bracketed } else { SegmentStyle::Root };
            (Key::Name(path.root_span.of(source).into()), style)
        }
        Root::Dynamic(_) => (Key::Dynamic, SegmentStyle::Indexed),
    };
    parts.push(Segment { key, span: path.root_span.range(), outer: path.root_span.range(), style });
    for step in &path.segments {
        let name = || Key::Name(step.span.of(source).into());
        let (key, style) = match &step.key {
            StepKey::Dotted => (name(), SegmentStyle::Dotted),
            StepKey::Quoted => (name(), SegmentStyle::Bracketed),
            StepKey::Index(index) => (Key::Index(*index), SegmentStyle::Indexed),
            StepKey::Dynamic(_) => (Key::Dynamic, SegmentStyle::Indexed),
        };
        parts.push(Segment { key, span: step.span.range(), outer: step.outer.range(), style });
    }
    Read { path: parts, span: path.span.range(), local: seen.local }
}
