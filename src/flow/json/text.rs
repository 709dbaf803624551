//! The spelling of JSON strings, and places in a text.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

/// The plain text of a string as spelled between its quotes.
///
/// Half of a surrogate pair that stands alone cannot be held by a Rust string and reads as U+FFFD; the spelling
/// itself is kept elsewhere.
pub fn decode(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(char) = chars.next() {
        if char != '\\' {
            out.push(char);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('u') => {
                let unit = hex4(&mut chars);
                out.push(decode_unit(unit, &mut chars));
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    Cow::Owned(out)
}

/// One UTF-16 unit, joined with the low half that follows it where there is one.
fn decode_unit(unit: u32, chars: &mut std::str::Chars<'_>) -> char {
    if (0xD800..0xDC00).contains(&unit) {
        let mut ahead = chars.clone();
        if ahead.next() == Some('\\') && ahead.next() == Some('u') {
            let low = hex4(&mut ahead);
            if (0xDC00..0xE000).contains(&low) {
                *chars = ahead;
                let joined = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                return char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER);
            }
        }
    }
    char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn hex4(chars: &mut std::str::Chars<'_>) -> u32 {
    chars.by_ref().take(4).filter_map(|char| char.to_digit(16)).fold(0, |sum, digit| sum * 16 + digit)
}

/// The spelling of a text between quotes, as `JSON.stringify` writes it.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            control if control < ' ' => {
                // Writing to a string cannot fail.
                let _infallible = write!(out, "\\u{:04x}", control as u32);
            }
            other => out.push(other),
        }
    }
    out
}

/// The spelling of `new`, keeping the spelling of what it has in common with the text that `raw` spells:
/// a changed word must not change how an `\u00e9` before or after it is written.
pub fn respell(raw: &str, new: &str) -> String {
    let pieces = pieces(raw);
    let mut start = 0;
    let mut kept = 0;
    let mut out = String::new();
    for (spelling, char) in &pieces {
        match new.get(start..).and_then(|rest| rest.chars().next()) {
            Some(next) if next == *char => {
                start += next.len_utf8();
                kept += 1;
                out.push_str(spelling);
            }
            _ => break,
        }
    }
    let mut end = new.len();
    let mut tail: Vec<&str> = Vec::new();
    for (spelling, char) in pieces.iter().skip(kept).rev() {
        match new.get(start..end).and_then(|rest| rest.chars().next_back()) {
            Some(last) if last == *char => {
                end -= last.len_utf8();
                tail.push(spelling);
            }
            _ => break,
        }
    }
    out.push_str(&encode(new.get(start..end).unwrap_or_default()));
    out.extend(tail.into_iter().rev());
    out
}

/// The spelling of the text that `raw` spells with some of its bytes replaced, from front to back. Everything else keeps
/// its spelling.
pub fn splice(raw: &str, changes: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut changes = changes.iter().peekable();
    let mut at = 0;
    let mut skipped_to = 0;
    for (spelling, char) in pieces(raw) {
        while let Some((range, new)) = changes.next_if(|(range, _)| range.start <= at) {
            out.push_str(&encode(new));
            skipped_to = range.end.max(skipped_to);
        }
        if at >= skipped_to {
            out.push_str(spelling);
        }
        at += char.len_utf8();
    }
    changes.for_each(|(_, new)| out.push_str(&encode(new)));
    out
}

/// Each character of the text that `raw` spells, with its spelling.
fn pieces(raw: &str) -> Vec<(&str, char)> {
    let mut out = Vec::new();
    let mut chars = raw.chars();
    loop {
        let before = chars.as_str();
        let Some(char) = chars.next() else { return out };
        let mut meaning = char;
        if char == '\\' {
            meaning = match chars.next() {
                Some('u') => {
                    let unit = hex4(&mut chars);
                    decode_unit(unit, &mut chars)
                }
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some(other) => other,
                None => '\\',
            };
        }
        let length = before.len() - chars.as_str().len();
        out.push((before.get(..length).unwrap_or_default(), meaning));
    }
}

/// Line and column of a byte offset, both from 1; columns count characters.
pub fn position(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = text.get(..end).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line, before.get(line_start..).unwrap_or_default().chars().count() + 1)
}
