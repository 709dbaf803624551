//! Cuts a template into coloured pieces. Covers the whole text, in one pass, whatever it holds.

use std::ops::Range;

use super::filters;
use super::lexer::{Kind, Lexer};
use super::parse::TAGS;
use super::tree::Span;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its bytes.
    pub span: Range<usize>,
    /// What it is.
    pub kind: TokenKind,
}

/// What a piece of a template is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Plain text, and white space anywhere.
    Text,
    /// `{{`, `}}`, `{%`, `%}`.
    Delimiter,
    /// A name of a variable, or a literal such as `true`.
    Name,
    /// A text in quotes.
    String,
    /// A number.
    Number,
    /// Anything between values: dots, pipes, comparisons, `and`.
    Operator,
    /// The name of a filter.
    Filter,
    /// The name of a tag.
    Tag,
    /// What has no place in Liquid: a character, an unknown filter or tag, a string without end.
    Error,
}

/// The pieces of a text, one behind the other from its first byte to its last.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut painter = Painter { source, tokens: Vec::new(), done: 0 };
    let mut pos = 0;
    while let Some(open) = opening(source, pos) {
        painter.push(Span::new(open, open + 2), TokenKind::Delimiter);
        pos = painter.inside(open);
    }
    painter.fill(source.len());
    painter.tokens
}

/// Where the next output or tag begins.
pub(super) fn opening(source: &str, mut from: usize) -> Option<usize> {
    loop {
        let open = from + source.get(from..)?.find('{')?;
        if matches!(source.as_bytes().get(open + 1), Some(b'{' | b'%')) {
            return Some(open);
        }
        from = open + 1;
    }
}

struct Painter<'s> {
    source: &'s str,
    tokens: Vec<Token>,
    done: usize,
}

impl Painter<'_> {
    fn fill(&mut self, end: usize) {
        if self.done < end {
            self.tokens.push(Token { span: self.done..end, kind: TokenKind::Text });
            self.done = end;
        }
    }

    fn push(&mut self, span: Span, kind: TokenKind) {
        self.fill(span.start);
        if span.start < span.end {
            self.tokens.push(Token { span: span.range(), kind });
            self.done = span.end;
        }
    }

    /// An output or a tag; gives the place behind it.
    fn inside(&mut self, open: usize) -> usize {
        let source = self.source;
        let is_tag = source.as_bytes().get(open + 1) == Some(&b'%');
        let mut lexer = Lexer::new(source, open + 2);
        if lexer.byte(0) == Some(b'-') {
            self.push(Span::new(open + 2, open + 3), TokenKind::Delimiter);
            lexer.pos += 1;
        }
        let mut tag = "";
        let mut before = None;
        loop {
            let token = lexer.next();
            let text = token.span.of(source);
            let kind = match token.kind {
                Kind::End => return source.len(),
                Kind::Close { tag: closes_tag, .. } => {
                    let fits = closes_tag == is_tag;
                    self.push(token.span, if fits { TokenKind::Delimiter } else { TokenKind::Error });
                    return self.verbatim(tag, token.span.end);
                }
                Kind::Name if before.is_none() && is_tag => {
                    tag = text;
                    let known = TAGS.iter().any(|(name, _)| *name == text)
                        || matches!(text, "increment" | "decrement" | "ifchanged" | "tablerow")
                        || text.starts_with("end");
                    if known { TokenKind::Tag } else { TokenKind::Error }
                }
                Kind::Name if before == Some(Kind::Pipe) => {
                    if filters::find(text).is_some() {
                        TokenKind::Filter
                    } else {
                        TokenKind::Error
                    }
                }
                Kind::Name if before != Some(Kind::Dot) && is_word(tag, text) => TokenKind::Operator,
                Kind::Name => TokenKind::Name,
                Kind::Int | Kind::Float => TokenKind::Number,
                Kind::Text => TokenKind::String,
                Kind::Bad | Kind::OpenText => TokenKind::Error,
                _ => TokenKind::Operator,
            };
            before = Some(token.kind);
            self.push(token.span, kind);
        }
    }

    /// Behind `{% raw %}` and `{% comment %}` nothing is Liquid up to the end tag.
    fn verbatim(&mut self, tag: &str, from: usize) -> usize {
        let end = match tag {
            "raw" => "endraw",
            "comment" => "endcomment",
            _ => return from,
        };
        let mut pos = from;
        while let Some(at) = self.source.get(pos..).and_then(|rest| rest.find("{%")) {
            let open = pos + at;
            let rest = self.source.get(open + 2..).unwrap_or_default();
            let name = rest.strip_prefix('-').unwrap_or(rest).trim_start();
            if name.starts_with(end) {
                return open;
            }
            pos = open + 2;
        }
        self.source.len()
    }
}

fn is_word(tag: &str, text: &str) -> bool {
    match text {
        "and" | "or" | "contains" => !tag.is_empty(),
        "in" | "reversed" => tag == "for",
        _ => false,
    }
}
