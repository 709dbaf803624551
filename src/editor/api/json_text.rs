//! Texts in monospace, with what stands out in JSON.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Ui};

use crate::editor::inspector::highlights;
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

/// Longer texts have no colours in a field, which lays all of them out: only their templates stand out.
const MAX_FIELD: usize = 20_000;

/// What stands out in JSON, for a field, with the templates that are in it.
pub(super) fn json_highlights(text: &str) -> Vec<(Range<usize>, Highlight)> {
    let templates = if text.contains("{{") || text.contains("{%") { highlights(text) } else { Vec::new() };
    if text.len() > MAX_FIELD {
        return templates;
    }
    let mut found = Vec::new();
    let mut templates = templates.into_iter().peekable();
    let (mut start, mut done) = (0, 0);
    for (part, kind) in pieces(text) {
        let end = start + part.len();
        let highlight = match kind {
            Piece::Key => Some(Highlight::Key),
            Piece::Value => Some(Highlight::Value),
            Piece::Other => Some(Highlight::Sign),
            Piece::Text => None,
        };
        // A template may go on behind the piece that it begins in, and leaves less of the next ones.
        let mut at = start.max(done);
        while at < end {
            let next = templates.peek().map_or(end, |(span, _)| span.start).clamp(at, end);
            if next > at {
                found.extend(highlight.map(|highlight| (at..next, highlight)));
                at = next;
            } else if let Some((span, highlight)) = templates.next() {
                let stop = span.end.max(at);
                found.push((at..stop, highlight));
                at = stop;
            }
        }
        done = at;
        start = end;
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
    fn a_field_of_json_tells_keys_values_and_templates_apart() {
        use Highlight::{Key, Liquid, Value};
        let check = |text: &str, expected: &[(&str, Highlight)]| {
            let found = json_highlights(text);
            let parts = |highlight| found.iter().filter(move |(_, kind)| *kind == highlight);
            for highlight in [Key, Value, Liquid] {
                let told: Vec<&str> = parts(highlight).map(|(span, _)| &text[span.clone()]).collect();
                let wanted = expected.iter().filter(|(_, kind)| *kind == highlight);
                assert_eq!(told, wanted.map(|(part, _)| *part).collect::<Vec<_>>(), "{text} {highlight:?}");
            }
            assert!(found.windows(2).all(|two| two[0].0.end <= two[1].0.start), "{text} {found:?}");
        };
        check(
            r#"{"a": [1, null], "b": "x"}"#,
            &[("\"a\"", Key), ("1", Value), ("null", Value), ("\"b\"", Key)],
        );
        check(r#"{"a": "Hi {{ b }}!"}"#, &[("\"a\"", Key), ("{{ b }}", Liquid)]);
        check(
            r#"{"a": {{ b }}, "c": 2}"#,
            &[("\"a\"", Key), ("{{ b }}", Liquid), ("\"c\"", Key), ("2", Value)],
        );
        check(r#"{"a": "{{ b | default: "n" }}"}"#, &[("\"a\"", Key), ("{{ b | default: \"n\" }}", Liquid)]);
        check("", &[]);
        let long = format!("[{}{{{{ a }}}}]", "1, ".repeat(MAX_FIELD));
        check(&long, &[("{{ a }}", Liquid)]);
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
