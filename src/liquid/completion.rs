//! What is being typed at a place of a template, for the editor's completion.

use std::ops::Range;

use super::lexer::{Kind, Lexer};
use super::tokens::opening;

/// What could be completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Which kind of word belongs here.
    pub kind: CompletionKind,
    /// What was typed of it before the place.
    pub prefix: String,
    /// The whole word around the place: what a choice replaces.
    pub replace: Range<usize>,
}

/// Which kind of word belongs at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A part of a path; the parts before it are given, none for a root.
    Path(Vec<String>),
    /// The name of a filter.
    Filter,
    /// The name of a tag.
    Tag,
}

/// What is typed at a byte of the text; `None` outside outputs and tags, in strings and in numbers.
pub fn completion_at(source: &str, byte_offset: usize) -> Option<Completion> {
    source.get(..byte_offset)?;
    let mut pos = 0;
    loop {
        let open = opening(source, pos)?;
        if open + 2 > byte_offset {
            return None;
        }
        match inside(source, open, byte_offset) {
            Ok(completion) => return completion,
            Err(end) => pos = end,
        }
    }
}

/// Reads one output or tag. An error is where it ends, if that is before the place.
fn inside(source: &str, open: usize, at: usize) -> Result<Option<Completion>, usize> {
    let is_tag = source.as_bytes().get(open + 1) == Some(&b'%');
    let mut lexer = Lexer::new(source, open + 2);
    if lexer.byte(0) == Some(b'-') {
        lexer.pos += 1;
    }
    let mut path: Vec<String> = Vec::new();
    // The last two kinds of token: they say what may come.
    let mut last = None;
    loop {
        let token = lexer.next();
        let text = token.span.of(source);
        let ends_before = token.span.end < at;
        if let Kind::Close { .. } = token.kind
            && token.span.end <= at
        {
            return Err(token.span.end);
        }
        let touches = token.kind == Kind::Name && token.span.start <= at && token.span.end >= at;
        if touches || !ends_before && (token.span.start >= at || token.kind == Kind::End) {
            let kind = match last {
                None if is_tag => CompletionKind::Tag,
                Some(Kind::Pipe) => CompletionKind::Filter,
                Some(Kind::Dot) => CompletionKind::Path(path),
                Some(Kind::Name | Kind::CloseBracket | Kind::Text | Kind::Int | Kind::Float)
                    if !touches && !is_tag =>
                {
                    return Ok(None);
                }
                _ => CompletionKind::Path(Vec::new()),
            };
            let replace = if touches { token.span.range() } else { at..at };
            let prefix = source.get(replace.start..at).unwrap_or_default().to_string();
            return Ok(Some(Completion { kind, prefix, replace }));
        }
        if token.span.end > at || token.kind == Kind::End {
            return Ok(None);
        }
        match (token.kind, last) {
            (Kind::Name, Some(Kind::Dot)) => path.push(text.to_string()),
            (Kind::Name, _) => path = vec![text.to_string()],
            (Kind::Text, Some(Kind::OpenBracket)) => {
                path.push(text.get(1..text.len() - 1).unwrap_or_default().to_string());
            }
            (Kind::Int, Some(Kind::OpenBracket)) => path.push(text.to_string()),
            (Kind::Dot | Kind::OpenBracket | Kind::CloseBracket, _) => {}
            _ => path.clear(),
        }
        last = Some(token.kind);
    }
}
