//! From JSON pointers to lines and columns, in one pass over the text.

use std::ops::Range;

use super::diagnostic::{Diagnostic, Position, Span};
use crate::flow::Flow;
use crate::flow::json::Places;

/// Fills in where each diagnostic stands in the flow's text. What is missing is shown at what it is missing from.
pub fn locate(flow: &Flow, diagnostics: &mut [Diagnostic]) {
    let wanted = diagnostics.iter().flat_map(|diagnostic| upwards(&diagnostic.place.pointer));
    let mut places = Places::of(wanted);
    let text = flow.write_noting(&mut places);
    let ranges: Vec<Range<usize>> = diagnostics
        .iter()
        .map(|diagnostic| {
            let place = &diagnostic.place;
            let exact = places.range(&place.pointer);
            match (exact, &place.range) {
                (Some(exact), Some(within)) => inside(&text, &exact, within),
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

/// Where bytes of a string's meaning stand in its spelling, whose quotes `string` includes.
fn inside(text: &str, string: &Range<usize>, within: &Range<usize>) -> Range<usize> {
    let raw =
        text.get(string.clone()).and_then(|raw| raw.strip_prefix('"')).and_then(|raw| raw.strip_suffix('"'));
    let Some(raw) = raw else { return string.clone() };
    let base = string.start + 1;
    let mut meant = 0;
    let mut start = None;
    let mut end = None;
    let mut rest = raw;
    loop {
        let spelled = raw.len() - rest.len();
        if start.is_none() && meant >= within.start {
            start = Some(spelled);
        }
        if end.is_none() && meant >= within.end {
            end = Some(spelled);
        }
        let (spelling, meaning) = piece(rest);
        if spelling == 0 || end.is_some() {
            break;
        }
        meant += meaning;
        rest = rest.get(spelling..).unwrap_or_default();
    }
    base + start.unwrap_or(raw.len())..base + end.unwrap_or(raw.len())
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
