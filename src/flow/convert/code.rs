//! Definitions in a file of code: in a string that spells JSON, or in a literal.
//!
//! It knows no programming language, only how most of them write strings, lists and maps.

use super::{Note, NoteKind, Root, find, literal};
use crate::flow::json::{self, Json, MAX_BYTES};

/// Every JSON value in code that holds a definition.
pub(super) fn roots(text: &str) -> Vec<Root> {
    if text.len() > MAX_BYTES || !text.contains("states") {
        return Vec::new();
    }
    let pieces = pieces(text);
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut roots = Vec::new();
    for piece in &pieces {
        let first = lines.of(piece.start);
        let mut notes = vec![Note::new(NoteKind::Dropped, "", "the code around the definition")];
        for (offset, expression) in &piece.expressions {
            let what = format!(
                "line {}: the expression `{expression}` is the text `${{{expression}}}` now, to be filled in",
                lines.of(*offset)
            );
            notes.push(Note::new(NoteKind::Changed, "", what));
        }
        if piece.comments > 0 {
            let plural = if piece.comments == 1 { "" } else { "s" };
            let what = format!("{} comment{plural} within the definition", piece.comments);
            notes.push(Note::new(NoteKind::Dropped, "", what));
        }
        let line_start = text.get(..piece.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let column = text.get(line_start..piece.start).map_or(0, |before| before.chars().count()) + 1;
        roots.push(Root { json: piece.json.clone(), notes, at: (first, column) });
    }
    roots
}

struct Piece {
    start: usize,
    json: Json,
    expressions: Vec<(usize, String)>,
    comments: usize,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    // What was read in vain. Code has few places that look like data and are none; a text that has more is none.
    let mut vain = 0;
    let mut at = 0;
    while let Some(offset) = text.get(at..).and_then(|rest| rest.find(['{', '"', '\'', '`'])) {
        at += offset;
        let start = at;
        let is_brace = text.as_bytes().get(at) == Some(&b'{');
        let (piece, end) = if is_brace { from_literal(text, at) } else { from_string(text, at) };
        found.extend(piece);
        match end {
            Ok(end) => at = end,
            Err(end) => {
                vain += end.saturating_sub(start);
                at = start + 1;
            }
        }
        if vain > text.len().saturating_mul(8) {
            break;
        }
    }
    found
}

/// A definition in a literal. `Ok` is the byte after something that was understood, with a definition or without.
fn from_literal(text: &str, start: usize) -> (Option<Piece>, Result<usize, usize>) {
    match literal::read(text, start) {
        Ok(literal) => {
            let end = literal.end;
            let piece = find::holds_flow_surely(&literal.json).then_some(Piece {
                start,
                json: literal.json,
                expressions: literal.expressions,
                comments: literal.comments,
            });
            (piece, Ok(end))
        }
        Err(end) => (None, Err(end)),
    }
}

/// A definition in a string that spells JSON.
fn from_string(text: &str, start: usize) -> (Option<Piece>, Result<usize, usize>) {
    let inner = text.get(start..).unwrap_or_default().trim_start_matches(['"', '\'', '`']);
    // In code most quotes are about something else, an apostrophe in a comment among them.
    let head = inner.trim_start_matches(|char: char| char.is_whitespace());
    let head = head.strip_prefix("\\n").unwrap_or(head).trim_start();
    if !head.starts_with(['{', '[']) {
        return (None, Err(start));
    }
    let (raw, end) = match literal::string(text, start) {
        Ok(read) => read,
        Err(end) => return (None, Err(end)),
    };
    let spelled = json::decode(&raw);
    if spelled.contains("states")
        && let Ok(json) = json::parse(&spelled)
        && find::holds_flow_surely(&json)
    {
        let piece = Piece { start, json, expressions: Vec::new(), comments: 0 };
        return (Some(piece), Ok(end));
    }
    (None, Err(end))
}

/// Numbers of lines, for offsets that grow.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> usize {
        let between = self.text.get(self.at..offset).unwrap_or_default();
        self.line += between.bytes().filter(|byte| *byte == b'\n').count();
        self.at = self.at.max(offset);
        self.line
    }
}
