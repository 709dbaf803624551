//! What stands out in a template, for the kit's Liquid field.

use std::ops::Range;

use crate::editor::kit::Highlight;
use crate::liquid::{Token, TokenKind, tokens};

/// Finds the outputs, tags, comments and mistakes of a template.
pub(super) fn highlights(text: &str) -> Vec<(Range<usize>, Highlight)> {
    let mut found: Vec<(Range<usize>, Highlight)> = Vec::new();
    let mut push = |span: Range<usize>, highlight: Highlight| match found.last_mut() {
        Some((last, kind)) if *kind == highlight && last.end == span.start => last.end = span.end,
        _ => found.push((span, highlight)),
    };
    let mut walk = Walk::default();
    for token in tokens(text) {
        let part = text.get(token.span.clone()).unwrap_or_default();
        if let Some(highlight) = walk.step(&token, part) {
            push(token.span, highlight);
        }
    }
    found
}

/// Where a walk over the tokens of a template is.
#[derive(Default)]
pub(super) struct Walk {
    /// Between the delimiters of an output or a tag.
    pub is_inside: bool,
    /// Behind `{% comment %}`, before its end.
    pub is_comment: bool,
}

impl Walk {
    /// Goes on by one token and says how it is shown.
    pub fn step(&mut self, token: &Token, part: &str) -> Option<Highlight> {
        let was_inside = self.is_inside;
        match token.kind {
            TokenKind::Delimiter if part.starts_with('{') => self.is_inside = true,
            TokenKind::Delimiter | TokenKind::Error if part.ends_with('}') => self.is_inside = false,
            TokenKind::Tag => match part {
                "comment" => self.is_comment = true,
                "endcomment" => self.is_comment = false,
                _ => {}
            },
            _ => {}
        }
        match token.kind {
            TokenKind::Error => Some(Highlight::Problem),
            TokenKind::Text if !was_inside => self.is_comment.then_some(Highlight::Comment),
            _ => Some(Highlight::Liquid),
        }
    }
}
