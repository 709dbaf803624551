//! Expressions, paths and conditions.

use super::super::dialect::Rule;
use super::super::filters;
use super::super::lexer::{Kind, Token};
use super::super::tree::{
    Condition, Expression, FilterCall, Join, Operator, Path, Primary, Root, Span, Step, StepKey, Term,
};
use super::{Attempt, Failed, Fault, Parser, Problem, Seen};

impl Parser<'_> {
    /// A value and its filters.
    pub(super) fn expression(&mut self) -> Attempt<Expression> {
        let start = self.lexer.peek().span;
        let primary = self.primary()?;
        if let Primary::Range(_, span) = &primary {
            self.problem(Rule::Ranges, Fault::Syntax, *span, "a range can only stand in `for`");
        }
        let (mut filters, mut arguments) = (Vec::new(), Vec::new());
        while self.lexer.peek().kind == Kind::Pipe {
            self.lexer.next();
            filters.push(self.filter(&mut arguments)?);
        }
        Ok(Expression {
            primary,
            filters,
            arguments,
            span: Span::new(start.start, self.lexer.pos.max(start.start)),
        })
    }

    fn filter(&mut self, arguments: &mut Vec<Primary>) -> Attempt<FilterCall> {
        let token = self.lexer.next();
        if token.kind != Kind::Name {
            return Err(self.unexpected(token, token.span, "the name of a filter"));
        }
        let name = self.text(token.span);
        let Some(filter) = filters::find(name) else {
            return Err(Failed(Box::new(Problem {
                span: token.span,
                message: format!("there is no filter `{name}`").into(),
                rule: Rule::Always,
                kind: Fault::Filter,
            })));
        };
        if filter.standing == filters::Standing::Shopify {
            let message = format!("Studio has no filter `{name}`");
            self.problem(Rule::Wide, Fault::Filter, token.span, message);
        }
        let before = arguments.len();
        let mut named = Vec::new();
        if self.lexer.peek().kind == Kind::Colon {
            self.lexer.next();
            loop {
                self.argument(arguments, &mut named)?;
                if self.lexer.peek().kind != Kind::Comma {
                    break;
                }
                self.lexer.next();
            }
        }
        Ok(FilterCall { filter, span: token.span, arguments: before..arguments.len(), named })
    }

    fn argument(&mut self, arguments: &mut Vec<Primary>, named: &mut Vec<(Span, Primary)>) -> Attempt<()> {
        let token = self.lexer.peek();
        if token.kind == Kind::Name {
            let mut ahead = self.lexer;
            ahead.next();
            if ahead.next().kind == Kind::Colon {
                self.lexer = ahead;
                let value = self.primary()?;
                named.push((token.span, value));
                return Ok(());
            }
        }
        let value = self.primary()?;
        arguments.push(value);
        Ok(())
    }

    /// A literal, a range or a path.
    pub(super) fn primary(&mut self) -> Attempt<Primary> {
        let token = self.lexer.next();
        match token.kind {
            Kind::Int => Ok(self.int(token)),
            Kind::Float => Ok(Primary::Float(self.text(token.span).parse().unwrap_or_default())),
            Kind::Text => Ok(Primary::Text(Span::new(token.span.start + 1, token.span.end - 1))),
            Kind::OpenParen => self.range(token),
            Kind::Name | Kind::OpenBracket => self.path(token),
            _ => Err(self.unexpected(token, token.span, "a value")),
        }
    }

    fn int(&mut self, token: Token) -> Primary {
        let text = self.text(token.span);
        if let Ok(value) = text.parse() {
            return Primary::Int(value);
        }
        self.studio_minds(token.span, "this number does not fit into 64 bits");
        Primary::Float(text.parse().unwrap_or_default())
    }

    fn range(&mut self, open: Token) -> Attempt<Primary> {
        self.deeper(open.span)?;
        let range = self.range_inside(open);
        self.depth -= 1;
        range
    }

    fn range_inside(&mut self, open: Token) -> Attempt<Primary> {
        let from = self.primary()?;
        let dots = self.lexer.next();
        if dots.kind != Kind::DotDot {
            return Err(self.unexpected(dots, open.span, "`..`"));
        }
        let to = self.primary()?;
        let close = self.lexer.next();
        if close.kind != Kind::CloseParen {
            return Err(self.unexpected(close, open.span, "`)`"));
        }
        Ok(Primary::Range(Box::new((from, to)), open.span.to(close.span)))
    }

    fn path(&mut self, first: Token) -> Attempt<Primary> {
        let mut root_span = first.span;
        let mut end = first.span;
        let root = if first.kind == Kind::Name {
            let follows = self.lexer.peek().kind;
            if !matches!(follows, Kind::Dot | Kind::OpenBracket) {
                match self.text(first.span) {
                    "nil" | "null" => return Ok(Primary::Nil),
                    "true" => return Ok(Primary::Bool(true)),
                    "false" => return Ok(Primary::Bool(false)),
                    "empty" => return Ok(Primary::Empty),
                    "blank" => return Ok(Primary::Blank),
                    _ => {}
                }
            }
            self.check_name(first.span);
            Root::Name { id: self.name_id(first.span), quoted: false }
        } else {
            let step = self.bracket(first)?;
            end = step.outer;
            root_span = step.span;
            match step.key {
                StepKey::Dynamic(inside) => Root::Dynamic(inside),
                StepKey::Index(index) => Root::Dynamic(Box::new(Primary::Int(index))),
                StepKey::Dotted | StepKey::Quoted => Root::Name { id: self.name_id(step.span), quoted: true },
            }
        };
        let mut path = Path { root, root_span, segments: Vec::new(), span: first.span.to(end) };
        let way = self.way(&mut path);
        self.remember(&path);
        way?;
        Ok(Primary::Path(Box::new(path)))
    }

    /// The steps of a path. It is kept up to where it fails, so that a rename in a faulty tag still sees it.
    fn way(&mut self, path: &mut Path) -> Attempt<()> {
        loop {
            let token = self.lexer.peek();
            let step = match token.kind {
                Kind::Dot => {
                    self.lexer.next();
                    let name = self.lexer.peek();
                    if let Some(step) = self.digits(token, name) {
                        path.span = path.span.to(step.outer);
                        path.segments.push(step);
                        continue;
                    }
                    if name.kind != Kind::Name {
                        return Err(self.unexpected(name, token.span, "a name after `.`"));
                    }
                    self.lexer.next();
                    self.check_name(name.span);
                    Step { key: StepKey::Dotted, span: name.span, outer: token.span.to(name.span) }
                }
                Kind::OpenBracket => {
                    self.lexer.next();
                    self.bracket(token)?
                }
                _ => return Ok(()),
            };
            path.span = path.span.to(step.outer);
            path.segments.push(step);
        }
    }

    /// `.0` and `.1st`, which not every dialect takes.
    fn digits(&mut self, dot: Token, first: Token) -> Option<Step> {
        if !matches!(first.kind, Kind::Int | Kind::Float) || self.text(first.span).starts_with('-') {
            return None;
        }
        self.lexer.pos = first.span.start;
        while self.lexer.byte(0).is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
            self.lexer.pos += 1;
        }
        let span = Span::new(first.span.start, self.lexer.pos);
        self.problem(Rule::Digits, Fault::Syntax, span, "a name after `.` cannot begin with a digit");
        let key = self.text(span).parse().map_or(StepKey::Dotted, StepKey::Index);
        Some(Step { key, span, outer: dot.span.to(span) })
    }

    fn bracket(&mut self, open: Token) -> Attempt<Step> {
        self.deeper(open.span)?;
        let step = self.bracket_inside(open);
        self.depth -= 1;
        step
    }

    fn bracket_inside(&mut self, open: Token) -> Attempt<Step> {
        let start = self.lexer.peek().span;
        let (key, span) = match self.primary()? {
            Primary::Text(span) => (StepKey::Quoted, span),
            Primary::Int(index) => (StepKey::Index(index), Span::new(start.start, self.lexer.pos)),
            other => (StepKey::Dynamic(Box::new(other)), Span::new(start.start, self.lexer.pos)),
        };
        let close = self.lexer.next();
        if close.kind != Kind::CloseBracket {
            return Err(self.unexpected(close, open.span, "`]`"));
        }
        Ok(Step { key, span, outer: open.span.to(close.span) })
    }

    /// What Shopify's engine takes in names and Studio's does not, or perhaps not.
    pub(super) fn check_name(&mut self, span: Span) {
        let name = self.text(span).as_bytes();
        if name.last() == Some(&b'?') {
            self.studio_minds(span, "a name cannot have a `?`");
        }
        if name.contains(&b'-') {
            self.problem(Rule::Hyphens, Fault::Syntax, span, "a name cannot have a `-`");
        }
    }

    fn remember(&mut self, path: &Path) {
        if self.record {
            let local = match path.root {
                Root::Name { id, .. } => {
                    let name = self.text(path.root_span);
                    (name == "forloop" && self.loops > 0)
                        || (name == "tablerowloop" && self.tables > 0)
                        || self.locals.get(id as usize).is_some_and(|count| *count > 0)
                }
                Root::Dynamic(_) => false,
            };
            self.seen.push(Seen { path: path.clone(), local });
        }
    }

    /// `a == b and c or d`.
    pub(super) fn condition(&mut self) -> Attempt<Condition> {
        let mut terms = Vec::new();
        loop {
            let term = self.term()?;
            let token = self.lexer.peek();
            let join = match self.text(token.span) {
                "and" if token.kind == Kind::Name => Join::And,
                "or" if token.kind == Kind::Name => Join::Or,
                _ => {
                    terms.push((term, Join::Last));
                    return Ok(Condition { terms });
                }
            };
            self.lexer.next();
            terms.push((term, join));
        }
    }

    fn term(&mut self) -> Attempt<Term> {
        let start = self.lexer.peek();
        if start.kind == Kind::OpenParen && !self.is_range() {
            return self.group(start);
        }
        let left = self.primary()?;
        let token = self.lexer.peek();
        let operator = match token.kind {
            Kind::Operator(operator) => operator,
            Kind::Name if self.text(token.span) == "contains" => Operator::Contains,
            _ => return Ok(Term::Truthy(left)),
        };
        self.lexer.next();
        let right = self.primary()?;
        Ok(Term::Compare(left, operator, right, Span::new(start.span.start, self.lexer.pos)))
    }

    /// Whether `(` begins a range: `..` comes within the next value.
    fn is_range(&mut self) -> bool {
        let before = (self.lexer, self.problems.len(), self.seen.len());
        self.lexer.next();
        let nested = self.lexer.peek().kind == Kind::OpenParen;
        let range = !nested && self.primary().is_ok() && self.lexer.peek().kind == Kind::DotDot;
        self.lexer = before.0;
        self.problems.truncate(before.1);
        self.seen.truncate(before.2);
        range
    }

    fn group(&mut self, open: Token) -> Attempt<Term> {
        let message = "parentheses do not group conditions in Liquid";
        self.problem(Rule::Groups, Fault::Syntax, open.span, message);
        self.deeper(open.span)?;
        self.lexer.next();
        let inside = self.condition();
        self.depth -= 1;
        let inside = inside?;
        let close = self.lexer.next();
        if close.kind != Kind::CloseParen {
            return Err(self.unexpected(close, open.span, "`)`"));
        }
        Ok(Term::Group(Box::new(inside)))
    }
}
