//! What stands out in a template, for the kit's Liquid field.

use std::ops::Range;

use crate::editor::kit::Highlight;
use crate::liquid::{self, Token, TokenKind, tokens};

/// Finds the outputs, tags, comments and mistakes of a template.
pub(in crate::editor) fn highlights(text: &str) -> Vec<(Range<usize>, Highlight)> {
    let mut mistakes: Vec<Range<usize>> =
        liquid::parse(text).errors().iter().map(|error| widened(text, &error.span)).collect();
    mistakes.sort_by_key(|span| span.start);
    with_mistakes(pieces(text), &mistakes)
}

/// Nothing stands out in a text that is no template.
pub(super) fn plain(_: &str) -> Vec<(Range<usize>, Highlight)> {
    Vec::new()
}

/// A span that can be seen: one of no width is about what stands before it, or at the start behind it.
fn widened(text: &str, span: &Range<usize>) -> Range<usize> {
    let mut start = text.floor_char_boundary(span.start);
    let mut end = text.ceil_char_boundary(span.end);
    if start >= end {
        start =
            text.get(..start).and_then(|before| before.char_indices().next_back()).map_or(0, |(at, _)| at);
        end = end.max(text.ceil_char_boundary(start + 1));
    }
    start..end
}

/// Lays mistakes, in order, over what stands out.
fn with_mistakes(
    pieces: Vec<(Range<usize>, Highlight)>,
    mistakes: &[Range<usize>],
) -> Vec<(Range<usize>, Highlight)> {
    let mut found: Vec<(Range<usize>, Highlight)> = Vec::new();
    let mut pieces = pieces.into_iter().peekable();
    let mut done = 0;
    let mut keep_up_to = |found: &mut Vec<(Range<usize>, Highlight)>, done: usize, end: usize| {
        while let Some((span, highlight)) = pieces.peek().cloned() {
            if span.start >= end {
                break;
            }
            let part = span.start.max(done)..span.end.min(end);
            if part.start < part.end {
                found.push((part, highlight));
            }
            if span.end > end {
                break;
            }
            pieces.next();
        }
    };
    for mistake in mistakes {
        keep_up_to(&mut found, done, mistake.start);
        let span = mistake.start.max(done)..mistake.end;
        done = done.max(mistake.end);
        if span.start < span.end {
            found.push((span, Highlight::Problem));
        }
    }
    keep_up_to(&mut found, done, usize::MAX);
    found
}

/// The outputs, tags and comments, and what no reader of Liquid knows.
fn pieces(text: &str) -> Vec<(Range<usize>, Highlight)> {
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

#[cfg(test)]
mod tests {
    use super::highlights;
    use crate::editor::kit::Highlight;

    /// Mistakes in square brackets, other Liquid in round ones.
    fn check(text: &str, expected: &str) {
        let mut shown = String::new();
        let mut done = 0;
        for (span, highlight) in highlights(text) {
            assert!(span.start >= done, "{text:?}: spans go forward and do not overlap");
            shown.push_str(&text[done..span.start]);
            let (open, close) = if highlight == Highlight::Problem { ('[', ']') } else { ('(', ')') };
            shown.push(open);
            shown.push_str(&text[span.clone()]);
            shown.push(close);
            done = span.end;
        }
        shown.push_str(&text[done..]);
        assert_eq!(shown, expected);
    }

    #[test]
    fn mistakes_are_marked_where_they_are() {
        check("Hi {{flow.data.name}}!", "Hi ({{flow.data.name}})!");
        check("a {{ x | nosuch }} b", "a ({{ x | )[nosuch]( }}) b");
        for broken in ["{{", "ä {{ x", "{% if x %}y", "{{ 'a }} {{ b | }} {{c}}", "{% endfor %}", "}}", ""] {
            let found = highlights(broken);
            let is_marked = found.iter().any(|(_, highlight)| *highlight == Highlight::Problem);
            let is_wrong = !crate::liquid::parse(broken).errors().is_empty();
            assert_eq!(is_marked, is_wrong, "{broken:?}: {found:?}");
            let mut done = 0;
            for (span, _) in found {
                assert!(span.start >= done && broken.get(span.clone()).is_some(), "{broken:?}: {span:?}");
                done = span.end;
            }
        }
    }
}
