//! The tags, each with what belongs to it.

use super::super::dialect::Rule;
use super::super::lexer::Kind;
use super::super::tree::{Arm, Body, Branch, Cycle, For, Node, Offset, Primary, Span};
use super::{Attempt, Failed, Fault, Parser, Problem, Tag};

/// A node and whether it can write nothing but white space; nothing at all for a comment.
pub(super) type Tagged = Attempt<Option<(Node, bool)>>;

/// All tags that the parser knows, with what the completion says of each.
pub(in crate::liquid) const TAGS: &[(&str, &str)] = &[
    ("assign", "Gives a value a name"),
    ("break", "Leaves the loop"),
    ("capture", "Gives the rendered text of its block a name"),
    ("case", "Chooses a block by a value"),
    ("comment", "Renders nothing"),
    ("continue", "Goes on with the loop's next round"),
    ("cycle", "Writes its values in turn, one at each use"),
    ("else", "What holds when nothing before it did"),
    ("elsif", "Another condition of `if`"),
    ("for", "Renders its block for each item of a list"),
    ("if", "Renders its block when a condition holds"),
    ("raw", "Renders its block as it stands"),
    ("unless", "Renders its block when a condition does not hold"),
    ("when", "A value of `case`"),
];

impl<'s> Parser<'s> {
    /// A tag whose name was read; the place is behind the name.
    pub(super) fn tag(&mut self, tag: Tag<'s>) -> Tagged {
        match tag.name {
            "assign" => self.assign(tag).map(Some),
            "capture" => self.block(tag, Self::capture),
            "if" | "unless" => self.block(tag, Self::branches),
            "case" => self.block(tag, Self::case),
            "for" | "tablerow" => self.block(tag, Self::loops),
            "cycle" => self.cycle(tag).map(Some),
            "increment" | "decrement" => self.count(tag).map(Some),
            "ifchanged" => self.block(tag, |parser, tag| {
                parser.close(tag.span, true)?;
                let body = parser.whole_block(tag, &["endifchanged"]);
                Ok((Node::IfChanged(body), false))
            }),
            "break" => self.word(tag, Node::Break),
            "continue" => self.word(tag, Node::Continue),
            "comment" => self.comment(tag),
            "raw" => self.raw(tag),
            "doc" => self.doc(tag),
            "#" => self.hash(tag),
            "echo" => {
                self.not_in_studio(tag);
                let expression = self.expression()?;
                self.close(tag.span, true)?;
                Ok(Some((Node::Output(expression), false)))
            }
            "liquid" => self.block(tag, Self::several),
            "include" | "render" => self.partial(tag).map(Some),
            "" => {
                let token = self.lexer.peek();
                Err(self.unexpected(token, tag.span, "the name of a tag"))
            }
            name if name.starts_with("end") || matches!(name, "else" | "elsif" | "when") => {
                Err(self.unknown(tag, format!("`{name}` has no block that it belongs to")))
            }
            name => Err(self.unknown(tag, format!("there is no tag `{name}`"))),
        }
    }

    fn unknown(&self, tag: Tag<'s>, message: String) -> Failed {
        Failed(Box::new(Problem {
            span: tag.span,
            message: message.into(),
            rule: Rule::Always,
            kind: Fault::Tag,
        }))
    }

    pub(super) fn not_in_studio(&mut self, tag: Tag<'s>) {
        let message = format!("Studio has no tag `{}`", tag.name);
        self.problem(Rule::Wide, Fault::Tag, tag.span, message);
    }

    /// A tag with a block: one level deeper.
    fn block(
        &mut self,
        tag: Tag<'s>,
        inside: impl FnOnce(&mut Self, Tag<'s>) -> Attempt<(Node, bool)>,
    ) -> Tagged {
        if let Err(failed) = self.deeper(tag.span) {
            // What follows cannot be read in the right place any more: the error stands for all of it.
            self.lexer.bare = false;
            self.lexer.pos = self.lexer.source.len();
            return Err(failed);
        }
        let node = inside(self, tag);
        self.depth -= 1;
        node.map(Some)
    }

    fn word(&mut self, tag: Tag<'s>, node: Node) -> Tagged {
        self.close(tag.span, true)?;
        Ok(Some((node, true)))
    }

    /// A body that only its end tag ends.
    fn whole_block(&mut self, tag: Tag<'s>, ends: &'static [&'static str]) -> Body {
        let (body, end) = self.body(ends);
        self.end(tag, end);
        body
    }

    /// The end tag of a block, or that it is missing.
    fn end(&mut self, tag: Tag<'s>, end: Option<Tag<'s>>) {
        match end {
            Some(end) => {
                if let Err(failed) = self.close(end.span, true) {
                    self.recover(failed);
                }
            }
            None => {
                let message = format!("`{0}` is not closed with `end{0}`", tag.name);
                self.problem(Rule::Always, Fault::Syntax, tag.span, message);
            }
        }
    }

    /// After `else`: Shopify's engine ignores anything that follows.
    pub(super) fn close_else(&mut self, tag: Tag<'s>) {
        if let Err(Failed(mut problem)) = self.close(tag.span, true) {
            problem.rule = Rule::Wide;
            self.recover(Failed(problem));
        }
    }

    pub(super) fn local_name(&mut self, digits: bool) -> Attempt<Span> {
        let token = self.lexer.next();
        match token.kind {
            Kind::Name if !self.text(token.span).ends_with('?') => {
                self.check_name(token.span);
                Ok(token.span)
            }
            Kind::Int if digits => {
                self.studio_minds(token.span, "a name cannot begin with a digit");
                Ok(token.span)
            }
            Kind::Text if digits => {
                self.studio_minds(token.span, "a name cannot be quoted here");
                Ok(Span::new(token.span.start + 1, token.span.end - 1))
            }
            _ => Err(self.unexpected(token, token.span, "a name")),
        }
    }

    fn assign(&mut self, tag: Tag<'s>) -> Attempt<(Node, bool)> {
        let digits = self.lexer.peek().kind == Kind::Int;
        let name = self.local_name(digits)?;
        let equals = self.lexer.next();
        if equals.kind != Kind::Assign {
            return Err(self.unexpected(equals, tag.span, "`=`"));
        }
        let value = Box::new(self.expression()?);
        self.close(tag.span, true)?;
        let name = self.name_id(name);
        self.declare(name);
        Ok((Node::Assign { name, value }, true))
    }

    fn capture(&mut self, tag: Tag<'s>) -> Attempt<(Node, bool)> {
        let name = self.local_name(true)?;
        self.close(tag.span, true)?;
        let body = self.whole_block(tag, &["endcapture"]);
        let name = self.name_id(name);
        self.declare(name);
        Ok((Node::Capture { name, body }, true))
    }

    fn count(&mut self, tag: Tag<'s>) -> Attempt<(Node, bool)> {
        let name = self.local_name(false)?;
        self.close(tag.span, true)?;
        let name = self.name_id(name);
        self.declare(name);
        Ok((Node::Count { name, down: tag.name == "decrement" }, false))
    }

    fn branches(&mut self, tag: Tag<'s>) -> Attempt<(Node, bool)> {
        let negated = tag.name == "unless";
        let ends: &'static [&'static str] =
            if negated { &["else", "elsif", "endunless"] } else { &["else", "elsif", "endif"] };
        let mut condition = self.condition().and_then(|c| self.close(tag.span, true).map(|()| Some(c)));
        let mut branches: Vec<Branch> = Vec::new();
        let mut had_else = false;
        loop {
            // A faulty condition never holds; its block is read all the same, so that its errors show.
            let faulty = condition.is_err();
            let read = condition.unwrap_or_else(|failed| {
                self.recover(failed);
                None
            });
            let first = branches.is_empty();
            let (body, next) = self.body(ends);
            branches.push(Branch { condition: read, negated: negated && first, body });
            if faulty && let Some(branch) = branches.last_mut() {
                branch.body.nodes.insert(0, Node::Bad);
            }
            let Some(next) = next else {
                self.end(tag, None);
                break;
            };
            match next.name {
                "else" | "elsif" if had_else => {
                    self.studio_minds(next.span, format!("`{}` comes after `else`", next.name));
                    condition = self.next_condition(next);
                }
                "else" => {
                    had_else = true;
                    self.close_else(next);
                    condition = Ok(None);
                }
                "elsif" => {
                    if negated {
                        let message = "`unless` cannot have `elsif`";
                        self.problem(Rule::UnlessElsif, Fault::Syntax, next.span, message);
                    }
                    condition = self.next_condition(next);
                }
                _ => {
                    self.end(tag, Some(next));
                    break;
                }
            }
        }
        let blank = branches.iter().all(|branch| branch.body.blank);
        for branch in &mut branches {
            branch.body.quiet = blank;
        }
        Ok((Node::If(branches), blank))
    }

    fn next_condition(&mut self, tag: Tag<'s>) -> Attempt<Option<super::super::tree::Condition>> {
        if tag.name == "else" {
            self.close_else(tag);
            return Ok(None);
        }
        let condition = self.condition()?;
        self.close(tag.span, true)?;
        Ok(Some(condition))
    }

    fn case(&mut self, tag: Tag<'s>) -> Attempt<(Node, bool)> {
        let subject = self.primary()?;
        self.close(tag.span, true)?;
        let ends: &'static [&'static str] = &["when", "else", "endcase"];
        // What stands before the first `when` is never rendered.
        let (_, mut next) = self.body(ends);
        let mut arms: Vec<Arm> = Vec::new();
        while let Some(part) = next {
            let after_else = arms.iter().any(|arm| arm.values.is_none());
            let values = match part.name {
                "when" => {
                    if after_else {
                        self.studio_minds(part.span, "`when` comes after `else`");
                    }
                    Some(self.when(part))
                }
                "else" => {
                    if after_else {
                        self.studio_minds(part.span, "a second `else`");
                    }
                    self.close_else(part);
                    None
                }
                _ => break,
            };
            let (body, following) = self.body(ends);
            arms.push(Arm { values, body });
            next = following;
        }
        self.end(tag, next);
        let blank = arms.iter().all(|arm| arm.body.blank);
        for arm in &mut arms {
            arm.body.quiet = blank;
        }
        Ok((Node::Case { subject, arms }, blank))
    }

    fn when(&mut self, tag: Tag<'s>) -> Vec<Primary> {
        let mut values = Vec::new();
        loop {
            match self.primary() {
                Ok(value) => values.push(value),
                Err(failed) => {
                    self.recover(failed);
                    return values;
                }
            }
            let token = self.lexer.peek();
            let joins =
                token.kind == Kind::Comma || (token.kind == Kind::Name && self.text(token.span) == "or");
            if !joins {
                self.close_else(tag);
                return values;
            }
            self.lexer.next();
        }
    }

    fn loops(&mut self, tag: Tag<'s>) -> Attempt<(Node, bool)> {
        let table = tag.name == "tablerow";
        let name_span = self.local_name(false)?;
        let word = self.lexer.next();
        if self.text(word.span) != "in" {
            return Err(self.unexpected(word, tag.span, "`in`"));
        }
        let start = self.lexer.peek().span.start;
        let over = self.primary()?;
        let over_span = Span::new(start, self.lexer.pos);
        let name = self.name_id(name_span);
        let mut node = For {
            name,
            name_span,
            over,
            over_span,
            limit: None,
            offset: None,
            cols: None,
            reversed: false,
            body: Body::default(),
            otherwise: None,
            span: tag.span,
        };
        self.loop_options(tag, &mut node)?;
        self.declare(name);
        let depth = if table { &mut self.tables } else { &mut self.loops };
        *depth += 1;
        let ends: &'static [&'static str] = if table { &["endtablerow"] } else { &["else", "endfor"] };
        let (body, mut next) = self.body(ends);
        let depth = if table { &mut self.tables } else { &mut self.loops };
        *depth -= 1;
        self.forget(name);
        node.body = body;
        while let Some(part) = next {
            if part.name != "else" {
                break;
            }
            if node.otherwise.is_some() {
                self.studio_minds(part.span, "a second `else`");
            }
            self.close_else(part);
            let (body, following) = self.body(ends);
            node.otherwise.get_or_insert(body);
            next = following;
        }
        self.end(tag, next);
        if table {
            return Ok((Node::TableRow(Box::new(node)), false));
        }
        let blank = node.body.blank && node.otherwise.as_ref().is_none_or(|body| body.blank);
        node.body.quiet = blank;
        if let Some(body) = &mut node.otherwise {
            body.quiet = blank;
        }
        Ok((Node::For(Box::new(node)), blank))
    }

    fn loop_options(&mut self, tag: Tag<'s>, node: &mut For) -> Attempt<()> {
        loop {
            let token = self.lexer.peek();
            if matches!(token.kind, Kind::Close { .. } | Kind::End) {
                return self.close(tag.span, true);
            }
            self.lexer.next();
            let word = self.text(token.span);
            match (token.kind, word) {
                (Kind::Comma, _) => continue,
                (Kind::Name, "reversed") => {
                    let message = "`for` has no `reversed`";
                    self.problem(Rule::Reversed, Fault::Syntax, token.span, message);
                    node.reversed = true;
                    continue;
                }
                (Kind::Name, "limit" | "offset" | "cols") => {}
                _ => return Err(self.unexpected(token, tag.span, "`limit`, `offset`, `reversed` or `%}`")),
            }
            let colon = self.lexer.next();
            if colon.kind != Kind::Colon {
                return Err(self.unexpected(colon, tag.span, "`:`"));
            }
            let value = self.lexer.peek();
            if word == "offset" && value.kind == Kind::Name && self.text(value.span) == "continue" {
                self.lexer.next();
                self.resumes = true;
                node.offset = Some(Offset::Resume);
                continue;
            }
            let value = self.primary()?;
            match word {
                "limit" => node.limit = Some(value),
                "offset" => node.offset = Some(Offset::Skip(value)),
                _ => node.cols = Some(value),
            }
        }
    }

    fn cycle(&mut self, tag: Tag<'s>) -> Attempt<(Node, bool)> {
        let mut cycle = Cycle { group: None, values: Vec::new(), identity: String::new(), span: tag.span };
        self.cycled(&mut cycle)?;
        if self.lexer.peek().kind == Kind::Colon {
            self.lexer.next();
            cycle.group = cycle.values.pop();
            cycle.identity.clear();
            self.cycled(&mut cycle)?;
        }
        while self.lexer.peek().kind == Kind::Comma {
            self.lexer.next();
            self.cycled(&mut cycle)?;
        }
        self.close(tag.span, true)?;
        Ok((Node::Cycle(Box::new(cycle)), false))
    }

    fn cycled(&mut self, cycle: &mut Cycle) -> Attempt<()> {
        let start = self.lexer.peek().span.start;
        cycle.values.push(self.primary()?);
        cycle.identity.push_str(self.text(Span::new(start, self.lexer.pos)));
        cycle.identity.push(',');
        Ok(())
    }

    /// The tag `liquid`: each line up to `%}` is a tag.
    fn several(&mut self, tag: Tag<'s>) -> Attempt<(Node, bool)> {
        self.not_in_studio(tag);
        let outer = (self.lexer, self.region);
        let (end, after) = if outer.0.bare {
            (outer.0.limit, outer.0.limit)
        } else {
            let rest = self.lexer.source.get(self.lexer.pos..).unwrap_or_default();
            let Some(at) = rest.find("%}") else {
                self.lexer.pos = self.lexer.source.len();
                return Err(Failed::new(
                    tag.span,
                    "this is not closed: expected `%}` before the end of the text",
                ));
            };
            (self.lexer.pos + at, self.lexer.pos + at + 2)
        };
        let trim = !outer.0.bare && end > 0 && self.lexer.source.as_bytes().get(end - 1) == Some(&b'-');
        self.region = end - usize::from(trim);
        self.lexer.bare = true;
        self.lexer.limit = self.region;
        let (body, _) = self.body(&[]);
        // A tag of an outer block cannot be closed from inside.
        if let Some(stray) = self.pending.take() {
            let failed = self.unknown(stray, format!("`{}` has no block in this `liquid` tag", stray.name));
            self.recover(failed);
        }
        self.lexer = outer.0;
        self.region = outer.1;
        self.lexer.pos = after;
        self.trim = trim;
        let blank = body.blank;
        Ok((Node::Group(body), blank))
    }
}
