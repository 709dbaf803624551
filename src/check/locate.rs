//! From JSON pointers to lines and columns, in one pass over the text.

use std::collections::HashMap;
use std::ops::Range;

use super::diagnostic::{Diagnostic, Position, Span};
use crate::flow::Flow;
use crate::flow::json::Places;

/// Fills in where each diagnostic stands in the flow's text. What is missing is shown at what it is missing from.
pub fn locate(flow: &Flow, diagnostics: &mut [Diagnostic]) {
    let wanted = diagnostics.iter().flat_map(|diagnostic| upwards(&diagnostic.place.pointer));
    let mut places = Places::of(wanted);
    let text = flow.write_noting(&mut places);
    let mut strings = Strings::default();
    let ranges: Vec<Range<usize>> = diagnostics
        .iter()
        .map(|diagnostic| {
            let place = &diagnostic.place;
            let exact = places.range(&place.pointer);
            match (exact, &place.range) {
                (Some(exact), Some(within)) => strings.inside(&text, &exact, within),
                (Some(exact), None) => exact,
                (None, _) => {
                    upwards(&place.pointer).find_map(|pointer| places.range(pointer)).unwrap_or_default()
                }
            }
        })
        .collect();
    for (diagnostic, span) in diagnostics.iter_mut().zip(spans(&text, &ranges)) {
        diagnostic.span = span;
    }
}

/// Lines and columns of ranges of a text, in one pass over it.
pub(super) fn spans(text: &str, ranges: &[Range<usize>]) -> Vec<Option<Span>> {
    let mut offsets: Vec<usize> = ranges.iter().flat_map(|range| [range.start, range.end]).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let positions = positions(text, &offsets);
    let at =
        |offset: usize| offsets.binary_search(&offset).ok().and_then(|index| positions.get(index)).copied();
    ranges
        .iter()
        .map(|range| at(range.start).zip(at(range.end)).map(|(start, end)| Span { start, end }))
        .collect()
}

/// A pointer and every one above it, the nearest first.
fn upwards(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |pointer| {
        let (above, _) = pointer.rsplit_once('/')?;
        Some(above)
    })
}

/// Line and column of each offset; the offsets grow.
fn positions(text: &str, offsets: &[usize]) -> Vec<Position> {
    let mut out = Vec::with_capacity(offsets.len());
    let mut wanted = offsets.iter().copied().peekable();
    let mut position = Position { line: 1, column: 1 };
    for (at, char) in text.char_indices() {
        while wanted.next_if(|offset| *offset <= at).is_some() {
            out.push(position);
        }
        if wanted.peek().is_none() {
            break;
        }
        if char == '\n' {
            position = Position { line: position.line + 1, column: 1 };
        } else {
            position.column += 1;
        }
    }
    out.extend(wanted.map(|_| position));
    out
}

/// Strings that were looked into, each gone through once, by where they begin.
#[derive(Default)]
struct Strings(HashMap<usize, Vec<Escape>>);

/// An escape in the spelling of a string: the bytes of its meaning, and of its spelling.
struct Escape {
    meant: Range<usize>,
    spelled: Range<usize>,
}

impl Strings {
    /// Where bytes of a string's meaning stand in its spelling, whose quotes `string` includes.
    fn inside(&mut self, text: &str, string: &Range<usize>, within: &Range<usize>) -> Range<usize> {
        let raw = text.get(string.clone());
        let raw = raw.and_then(|raw| raw.strip_prefix('"')).and_then(|raw| raw.strip_suffix('"'));
        let Some(raw) = raw else { return string.clone() };
        let escapes = self.0.entry(string.start).or_insert_with(|| escapes(raw));
        let spelled = |meant: usize| {
            let before = escapes.partition_point(|escape| escape.meant.start < meant);
            let last = before.checked_sub(1).and_then(|last| escapes.get(last));
            let at = match last {
                // Within the meaning of an escape: behind its spelling.
                Some(escape) if meant <= escape.meant.end => escape.spelled.end,
                Some(escape) => escape.spelled.end + (meant - escape.meant.end),
                None => meant,
            };
            string.start + 1 + at.min(raw.len())
        };
        spelled(within.start)..spelled(within.end)
    }
}

fn escapes(raw: &str) -> Vec<Escape> {
    let (mut found, mut meant, mut spelled) = (Vec::new(), 0, 0);
    while let Some(rest) = raw.get(spelled..) {
        let Some(plain) = rest.find('\\') else { break };
        (meant, spelled) = (meant + plain, spelled + plain);
        let (spelling, meaning) = piece(raw.get(spelled..).unwrap_or_default());
        found.push(Escape { meant: meant..meant + meaning, spelled: spelled..spelled + spelling });
        (meant, spelled) = (meant + meaning, spelled + spelling);
    }
    found
}

/// How many bytes the first character of a string's spelling takes, and how many its meaning takes.
fn piece(raw: &str) -> (usize, usize) {
    let Some(first) = raw.chars().next() else { return (0, 0) };
    if first != '\\' {
        return (first.len_utf8(), first.len_utf8());
    }
    if raw.as_bytes().get(1) != Some(&b'u') {
        let length = 1 + raw.chars().nth(1).map_or(0, char::len_utf8);
        return (length, 1);
    }
    let unit = |from: usize| {
        let digits = raw.get(from..from + 4)?;
        raw.get(from - 2..from).filter(|start| *start == "\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    match (unit(2), unit(8)) {
        (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) => {
            let char = char::decode_utf16([high, low]).next().and_then(Result::ok);
            (12, char.map_or(4, char::len_utf8))
        }
        (Some(unit), _) => (6, char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}').len_utf8()),
        (None, _) => (2, 1),
    }
}
