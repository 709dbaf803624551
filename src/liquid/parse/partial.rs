//! `include` and `render`.

use super::super::dialect::Rule;
use super::super::lexer::Kind;
use super::super::tree::{Node, Partial, Primary};
use super::{Attempt, Failed, Fault, Parser, Tag};

impl<'s> Parser<'s> {
    /// `include name with value as name, argument: value`; each part but the name may be missing.
    pub(super) fn partial(&mut self, tag: Tag<'s>) -> Attempt<(Node, bool)> {
        let message = format!("there is no tag `{}` where no other templates are given", tag.name);
        self.problem(Rule::Loader, Fault::Tag, tag.span, message);
        let isolated = tag.name == "render";
        let first = self.lexer.peek();
        let name = self.primary()?;
        if isolated && !matches!(name, Primary::Text(_)) {
            return Err(Failed::new(first.span, "the name of the template must be a text in quotes"));
        }
        let mut partial = Partial {
            name,
            isolated,
            with: None,
            each: false,
            alias: None,
            arguments: Vec::new(),
            span: tag.span,
        };
        if let Some(word @ ("with" | "for")) = self.word_ahead() {
            self.lexer.next();
            partial.each = word == "for";
            partial.with = Some(self.primary()?);
        }
        if self.word_ahead() == Some("as") {
            self.lexer.next();
            partial.alias = Some(self.local_name(false)?);
        }
        loop {
            let token = self.lexer.peek();
            match token.kind {
                Kind::Comma => {
                    self.lexer.next();
                }
                Kind::Name => {
                    self.lexer.next();
                    let colon = self.lexer.next();
                    if colon.kind != Kind::Colon {
                        return Err(self.unexpected(colon, tag.span, "`:`"));
                    }
                    let value = self.primary()?;
                    partial.arguments.push((token.span, value));
                }
                _ => {
                    self.close(tag.span, true)?;
                    return Ok((Node::Partial(Box::new(partial)), false));
                }
            }
        }
    }

    /// The word that comes next, unless it names an argument.
    fn word_ahead(&mut self) -> Option<&'s str> {
        let mut ahead = self.lexer;
        let token = ahead.next();
        let word = token.kind == Kind::Name && ahead.peek().kind != Kind::Colon;
        word.then(|| self.text(token.span))
    }
}
