//! How long a message will be, before anybody knows what its variables hold.

use crate::flow::counted;
use crate::liquid::{TokenKind, tokens};
use crate::twilio::{Segments, measure};

/// What can be said of a message from its template alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// At least so many characters: the text that is always there.
    pub at_least_chars: usize,
    /// What these take in UTF-8.
    pub at_least_bytes: usize,
    /// How many outputs (`{{ … }}`) add to them.
    pub variables: usize,
    /// Whether a condition or loop decides on parts of it.
    pub has_logic: bool,
    /// What the text that is always there takes.
    pub segments: Segments,
}

impl Estimate {
    /// Whether the count is the whole truth.
    pub fn is_exact(&self) -> bool {
        self.variables == 0 && !self.has_logic
    }

    /// As the inspector says it: `at least 33 characters, plus 2 variables`.
    pub fn text(&self) -> String {
        let characters = counted(self.at_least_chars, "character");
        if self.is_exact() {
            return characters;
        }
        match self.variables {
            0 => format!("at least {characters}"),
            count => format!("at least {characters}, plus {}", counted(count, "variable")),
        }
    }
}

/// Estimates a message. Text within a condition or a loop may be left out, so it does not count.
pub fn estimate(template: &str) -> Estimate {
    let mut scan = Scan { text: String::new(), piece: String::new(), trim_next: false, depth: 0 };
    let mut variables = 0;
    let mut has_logic = false;
    let mut in_tag: Option<bool> = None;
    let mut tag_seen = false;
    for token in tokens(template) {
        let text = template.get(token.span.clone()).unwrap_or_default();
        match (in_tag, token.kind) {
            (None, TokenKind::Delimiter) => {
                let behind = template.get(token.span.end..).unwrap_or_default();
                let trims = text.ends_with('-') || behind.starts_with('-');
                scan.finish(trims);
                in_tag = Some(text.starts_with("{%"));
                tag_seen = false;
                variables += usize::from(text.starts_with("{{"));
            }
            (None, _) => scan.piece.push_str(text),
            // The hyphen of an opening `{{-` is a delimiter of its own.
            (Some(_), TokenKind::Delimiter) if text.ends_with('}') => {
                let before = template.get(..token.span.start).unwrap_or_default();
                scan.trim_next = text.starts_with('-') || before.ends_with('-');
                in_tag = None;
            }
            (Some(true), TokenKind::Tag) if !tag_seen => {
                tag_seen = true;
                match text {
                    "if" | "unless" | "case" | "for" | "tablerow" | "capture" | "comment" | "raw"
                    | "ifchanged" => {
                        scan.depth += 1;
                        has_logic |= !matches!(text, "comment" | "capture");
                    }
                    end if end.starts_with("end") => scan.depth = scan.depth.saturating_sub(1),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    scan.finish(false);
    let segments = measure(&scan.text);
    let at_least_bytes = scan.text.len();
    Estimate { at_least_bytes, at_least_chars: segments.characters, variables, has_logic, segments }
}

/// Gathers the text that is always there.
struct Scan {
    text: String,
    piece: String,
    trim_next: bool,
    depth: usize,
}

impl Scan {
    fn finish(&mut self, trim_end: bool) {
        let mut piece = self.piece.as_str();
        if self.trim_next {
            piece = piece.trim_start();
        }
        if trim_end {
            piece = piece.trim_end();
        }
        if self.depth == 0 {
            self.text.push_str(piece);
        }
        self.piece.clear();
        self.trim_next = false;
    }
}
