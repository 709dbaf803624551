//! Comments and raw text: what is inside is no Liquid.

use super::super::dialect::Rule;
use super::super::lexer::is_space;
use super::super::tree::{Node, Span};
use super::tags::Tagged;
use super::{Failed, Fault, Parser, Piece, Tag, trimmed};

impl<'s> Parser<'s> {
    pub(super) fn comment(&mut self, tag: Tag<'s>) -> Tagged {
        if self.lexer.bare {
            return self.comment_lines(tag);
        }
        self.close_else(tag);
        let source = self.lexer.source;
        let mut depth = 1;
        let mut at = self.lexer.pos;
        while let Some(found) = source.get(at..).and_then(|rest| rest.find("{%")) {
            let open = at + found;
            let Some(length) = source.get(open + 2..).and_then(|rest| rest.find("%}")) else { break };
            let inside = source.get(open + 2..open + 2 + length).unwrap_or_default();
            at = open + length + 4;
            match tag_word(inside) {
                "comment" => depth += 1,
                "endcomment" => depth -= 1,
                "raw" => match self.find_end(at, "endraw") {
                    Some((_, after, _)) => at = after,
                    None => break,
                },
                _ => {}
            }
            if depth == 0 {
                self.lexer.pos = at;
                self.trim = inside.ends_with('-');
                return Ok(None);
            }
        }
        self.unclosed(tag)
    }

    fn unclosed(&mut self, tag: Tag<'s>) -> Tagged {
        self.lexer.pos = self.lexer.source.len();
        Err(Failed::new(tag.span, format!("`{0}` is not closed with `end{0}`", tag.name)))
    }

    fn comment_lines(&mut self, tag: Tag<'s>) -> Tagged {
        let mut depth = 1;
        loop {
            self.lexer.pos = self.lexer.limit;
            match self.line() {
                Piece::Tag(line) if line.name == "comment" => depth += 1,
                Piece::Tag(line) if line.name == "endcomment" => depth -= 1,
                Piece::Tag(_) => {}
                _ => return Err(Failed::new(tag.span, "`comment` is not closed with `endcomment`")),
            }
            if depth == 0 {
                self.lexer.pos = self.lexer.limit;
                return Ok(None);
            }
        }
    }

    /// Where `{% name %}` begins and ends, and whether it ends with a hyphen.
    fn find_end(&self, from: usize, name: &str) -> Option<(usize, usize, bool)> {
        let source = self.lexer.source;
        let mut at = from;
        while let Some(found) = source.get(at..).and_then(|rest| rest.find("{%")) {
            let open = at + found;
            at = open + 2;
            let rest = source.get(at..).unwrap_or_default();
            let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start_matches(trimmed);
            let Some(rest) = rest.strip_prefix(name) else { continue };
            let rest = rest.trim_start_matches(trimmed);
            let (rest, trim) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
            if let Some(rest) = rest.strip_prefix("%}") {
                return Some((open, source.len() - rest.len(), trim));
            }
        }
        None
    }

    pub(super) fn raw(&mut self, tag: Tag<'s>) -> Tagged {
        self.close(tag.span, true)?;
        let start = self.lexer.pos;
        let Some((open, after, trim)) = self.find_end(start, "endraw") else { return self.unclosed(tag) };
        self.lexer.pos = after;
        self.trim = trim;
        Ok(Some((Node::Text(Span::new(start, open)), start == open)))
    }

    pub(super) fn doc(&mut self, tag: Tag<'s>) -> Tagged {
        self.not_in_studio(tag);
        self.close(tag.span, true)?;
        let start = self.lexer.pos;
        let Some((end, after, trim)) = self.find_end(start, "enddoc") else { return self.unclosed(tag) };
        if self.find_end(start, "doc").is_some_and(|(nested, ..)| nested < end) {
            self.problem(Rule::Always, Fault::Syntax, tag.span, "a `doc` cannot stand within another");
        }
        self.lexer.pos = after;
        self.trim = trim;
        Ok(None)
    }

    /// `{% # text %}`: each line of it begins with `#`.
    pub(super) fn hash(&mut self, tag: Tag<'s>) -> Tagged {
        self.not_in_studio(tag);
        if self.lexer.bare {
            self.lexer.pos = self.lexer.limit;
            return Ok(None);
        }
        let rest = self.lexer.source.get(self.lexer.pos..).unwrap_or_default();
        let Some(length) = rest.find("%}") else {
            self.lexer.pos = self.lexer.source.len();
            return Err(Failed::new(
                tag.span,
                "this is not closed: expected `%}` before the end of the text",
            ));
        };
        let inside = rest.get(..length).unwrap_or_default();
        self.trim = inside.ends_with('-');
        self.lexer.pos += length + 2;
        let inside = inside.strip_suffix('-').unwrap_or(inside);
        let mut lines = inside.lines().skip(1).map(str::trim_start);
        if lines.any(|line| !line.is_empty() && !line.starts_with('#')) {
            self.problem(
                Rule::Always,
                Fault::Syntax,
                tag.span,
                "each line of this comment must begin with `#`",
            );
        }
        Ok(None)
    }
}

/// The first word inside a tag.
fn tag_word(inside: &str) -> &str {
    let inside = inside.strip_prefix('-').unwrap_or(inside).trim_start();
    let length = inside.bytes().take_while(|b| !is_space(*b) && *b != b'-').count();
    inside.get(..length).unwrap_or_default()
}
