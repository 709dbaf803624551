//! Texts in monospace, with what stands out in JSON.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Ui};

use crate::editor::kit::Highlight;
use crate::editor::theme::{self, Group, Tokens};

/// JSON with keys, texts and other values told apart. Text that is none is shown as it is.
pub(in crate::editor) fn json_job(ui: &Ui, text: &str) -> LayoutJob {
    let tokens = Tokens::of(ui);
    let mut job = LayoutJob::default();
    // An address is longer than a line; it begins beside its key all the same.
    job.wrap.break_anywhere = true;
    for (part, kind) in pieces(text) {
        append(&mut job, part, color_of(tokens, kind));
    }
    job
}

/// Text with what a search found in it; JSON where it is that. `current` is the number of the hit that is looked at.
pub(super) fn marked_job(
    ui: &Ui,
    text: &str,
    is_json: bool,
    hits: &[Range<usize>],
    current: Option<usize>,
) -> LayoutJob {
    let tokens = Tokens::of(ui);
    let mut job = LayoutJob::default();
    job.wrap.break_anywhere = true;
    let whole = [(text, Piece::Text)];
    let found = if is_json { pieces(text) } else { whole.to_vec() };
    let (mut at, mut next) = (0_usize, 0_usize);
    for (part, kind) in found {
        let color = color_of(tokens, kind);
        let end = at + part.len();
        while at < end {
            while hits.get(next).is_some_and(|hit| hit.end <= at) {
                next += 1;
            }
            let (stop, is_hit) = match hits.get(next) {
                Some(hit) if hit.start <= at => (hit.end.min(end), true),
                Some(hit) => (hit.start.min(end), false),
                None => (end, false),
            };
            let mut format =
                TextFormat { line_height: Some(17.0), ..TextFormat::simple(theme::mono(), color) };
            if is_hit {
                let strength = if current == Some(next) { 0.55 } else { 0.25 };
                format.background = theme::tint(tokens.warn, strength);
                if current == Some(next) {
                    format.color = tokens.text;
                }
            }
            job.append(text.get(at..stop).unwrap_or_default(), 0.0, format);
            at = stop.max(at + 1);
        }
    }
    job
}

fn color_of(tokens: &Tokens, kind: Piece) -> Color32 {
    match kind {
        Piece::Key => tokens.accent,
        Piece::Text => tokens.text,
        Piece::Value => tokens.group(Group::Tools),
        Piece::Other => tokens.text_3,
    }
}

/// The keys of JSON, for a field, and where it stops being JSON.
pub(super) fn json_highlights(text: &str) -> Vec<(Range<usize>, Highlight)> {
    let mut found = Vec::new();
    let mut at = 0;
    for (part, kind) in pieces(text) {
        if kind == Piece::Key {
            found.push((at..at + part.len(), Highlight::Liquid));
        }
        at += part.len();
    }
    found
}

/// Text in one colour.
pub(super) fn plain_job(text: &str, color: Color32) -> LayoutJob {
    let mut job = LayoutJob::default();
    append(&mut job, text, color);
    job
}

fn append(job: &mut LayoutJob, text: &str, color: Color32) {
    let format = TextFormat { line_height: Some(17.0), ..TextFormat::simple(theme::mono(), color) };
    job.append(text, 0.0, format);
}

/// What a part of JSON is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// A key with its quotes.
    Key,
    /// A text with its quotes.
    Text,
    /// A number, `true`, `false`, `null`.
    Value,
    /// Brackets, commas, white space, and what is no JSON.
    Other,
}

/// Cuts a text into pieces that together are all of it.
fn pieces(text: &str) -> Vec<(&str, Piece)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, kind) = match first {
            '"' => string(rest),
            '-' | '0'..='9' | 'a'..='z' => {
                let is_end = |char: char| !(char.is_ascii_alphanumeric() || "+-.".contains(char));
                (rest.find(is_end).unwrap_or(rest.len()), Piece::Value)
            }
            _ => {
                let begins = |char: char| {
                    char == '"' || char == '-' || char.is_ascii_digit() || char.is_ascii_lowercase()
                };
                (rest.find(begins).unwrap_or(rest.len()), Piece::Other)
            }
        };
        let Some((part, after)) = rest.split_at_checked(length.max(first.len_utf8())) else { break };
        found.push((part, kind));
        rest = after;
    }
    found
}

/// The length of the text in quotes that `text` begins with, and whether it is a key.
fn string(text: &str) -> (usize, Piece) {
    let mut is_escaped = false;
    for (at, char) in text.char_indices().skip(1) {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => {
                let after = text.get(at + 1..).unwrap_or_default();
                let is_key = after.trim_start().starts_with(':');
                return (at + 1, if is_key { Piece::Key } else { Piece::Text });
            }
            _ => {}
        }
    }
    (text.len(), Piece::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Piece]) {
        let found = pieces(text);
        assert_eq!(found.iter().map(|(part, _)| *part).collect::<String>(), text);
        let told: Vec<Piece> =
            found.into_iter().map(|(_, kind)| kind).filter(|kind| *kind != Piece::Other).collect();
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn keys_texts_and_values_are_told_apart() {
        use Piece::{Key, Text, Value};
        check(r#"{"a": "x\"y", "b" : [1.5e3, null]}"#, &[Key, Text, Key, Value, Value]);
        check("\"open \\", &[Text]);
        check("<html>ü</html>", &[Value, Value]);
        check("", &[]);
    }
}
