//! Text to tree. Never fails: what it does not understand becomes an error with its place, and it goes on after the next `}}` or `%}`.

mod expression;
mod partial;
mod tags;
mod verbatim;

pub(super) use tags::TAGS;

use std::borrow::Cow;
use std::collections::HashMap;

use super::dialect::Rule;
use super::lexer::{Kind, Lexer, Token, is_space};
use super::tree::{Body, NameId, Node, Path, Span};

/// Blocks, brackets and parentheses go no deeper, so that no text can exhaust the stack.
pub(super) const MAX_DEPTH: usize = 100;

/// Below so many names a walk through the list is quicker than a hash.
const FEW_NAMES: usize = 12;

/// Something that is wrong, and where.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    /// Where.
    pub span: Span,
    /// What.
    pub message: Cow<'static, str>,
    /// The rule it breaks: a dialect says whether that is an error.
    pub rule: Rule,
    /// What kind of error.
    pub kind: Fault,
}

/// The kinds of parse errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not Liquid.
    Syntax,
    /// A tag that does not exist.
    Tag,
    /// A filter that does not exist.
    Filter,
}

/// A path that was read, for `reads`.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// The path.
    pub path: Path,
    /// Whether its root is a local at that place.
    pub local: bool,
}

/// What parsing gives.
#[derive(Debug)]
pub(super) struct Parsed {
    /// The tree.
    pub body: Body,
    /// All problems in document order.
    pub problems: Vec<Problem>,
    /// The names that are roots or locals, each once.
    pub names: Vec<Span>,
    /// The name `forloop`, if it occurs.
    pub forloop: Option<NameId>,
    /// Whether a loop says `offset: continue`.
    pub resumes: bool,
    /// The paths in document order, if they were asked for.
    pub seen: Vec<Seen>,
}

/// Parses; `record` asks for the paths.
pub(super) fn parse(source: &str, record: bool) -> Parsed {
    let lexer = Lexer::new(source, 0);
    let mut parser = Parser {
        lexer,
        problems: Vec::new(),
        names: Vec::new(),
        index: HashMap::new(),
        forloop: None,
        resumes: false,
        open: Vec::new(),
        pending: None,
        trim: false,
        depth: 0,
        region: source.len(),
        record,
        seen: Vec::new(),
        locals: Vec::new(),
        loops: 0,
        tables: 0,
    };
    let (body, _) = parser.body(&[]);
    let mut problems = parser.problems;
    problems.sort_by_key(|problem| problem.span.start);
    Parsed {
        body,
        problems,
        names: parser.names,
        forloop: parser.forloop,
        resumes: parser.resumes,
        seen: parser.seen,
    }
}

/// A failed attempt: recorded by whoever can recover. In a box, so that what succeeds stays small.
pub(super) struct Failed(Box<Problem>);

impl Failed {
    fn new(span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Problem { span, message: message.into(), rule: Rule::Always, kind: Fault::Syntax }))
    }
}

type Attempt<T> = Result<T, Failed>;

/// A tag whose name was read.
#[derive(Clone, Copy, Debug)]
struct Tag<'s> {
    name: &'s str,
    span: Span,
}

enum Piece<'s> {
    Text(Span),
    Output(Span),
    Tag(Tag<'s>),
    End,
}

struct Parser<'s> {
    lexer: Lexer<'s>,
    problems: Vec<Problem>,
    names: Vec<Span>,
    index: HashMap<&'s str, NameId>,
    forloop: Option<NameId>,
    resumes: bool,
    /// What each open block waits for.
    open: Vec<&'static [&'static str]>,
    /// A tag that belongs to an outer block.
    pending: Option<Tag<'s>>,
    /// The last delimiter ended with a hyphen.
    trim: bool,
    depth: usize,
    /// Where the innermost tag `liquid` ends.
    region: usize,
    record: bool,
    seen: Vec<Seen>,
    /// How often each name is a local here.
    locals: Vec<usize>,
    /// Within so many `for`.
    loops: usize,
    /// Within so many `tablerow`.
    tables: usize,
}

impl<'s> Parser<'s> {
    fn text(&self, span: Span) -> &'s str {
        self.lexer.source.get(span.start..span.end).unwrap_or_default()
    }

    fn problem(&mut self, rule: Rule, kind: Fault, span: Span, message: impl Into<Cow<'static, str>>) {
        self.problems.push(Problem { span, message: message.into(), rule, kind });
    }

    /// Something that Studio's engine refuses and Shopify's does not.
    fn studio_minds(&mut self, span: Span, message: impl Into<Cow<'static, str>>) {
        self.problem(Rule::Wide, Fault::Syntax, span, message);
    }

    fn name_id(&mut self, span: Span) -> NameId {
        let text = self.text(span);
        let found = if self.names.len() <= FEW_NAMES {
            self.names
                .iter()
                .position(|known| self.text(*known) == text)
                .and_then(|at| NameId::try_from(at).ok())
        } else {
            if self.index.is_empty() {
                let known: Vec<&'s str> = self.names.iter().map(|span| self.text(*span)).collect();
                self.index = known.into_iter().zip(0..).collect();
            }
            self.index.get(text).copied()
        };
        if let Some(id) = found {
            return id;
        }
        let id = NameId::try_from(self.names.len()).unwrap_or(NameId::MAX);
        self.names.push(span);
        if !self.index.is_empty() {
            self.index.insert(text, id);
        }
        if text == "forloop" {
            self.forloop = Some(id);
        }
        id
    }

    /// From here on the name is a local.
    fn declare(&mut self, id: NameId) {
        let at = id as usize;
        if self.record {
            if self.locals.len() <= at {
                self.locals.resize(at + 1, 0);
            }
            if let Some(count) = self.locals.get_mut(at) {
                *count += 1;
            }
        }
    }

    /// The loop that had the name ended.
    fn forget(&mut self, id: NameId) {
        if let Some(count) = self.locals.get_mut(id as usize) {
            *count = count.saturating_sub(1);
        }
    }

    /// Text, output or tag: whichever comes next.
    fn piece(&mut self) -> Piece<'s> {
        if let Some(tag) = self.pending.take() {
            return Piece::Tag(tag);
        }
        if self.lexer.bare {
            return self.line();
        }
        let start = self.lexer.pos;
        let source = self.lexer.source;
        let rest = source.get(start..).unwrap_or_default();
        let mut open = None;
        let mut from = 0;
        while let Some(at) = rest.get(from..).and_then(|t| t.find('{')) {
            from += at;
            if matches!(rest.as_bytes().get(from + 1), Some(b'{' | b'%')) {
                open = Some(start + from);
                break;
            }
            from += 1;
        }
        let end = open.unwrap_or(source.len());
        let hyphen = open.is_some() && source.as_bytes().get(end + 2) == Some(&b'-');
        if start < end {
            self.lexer.pos = end;
            let mut text = Span::new(start, end);
            let mut inner = text.of(source);
            if std::mem::take(&mut self.trim) {
                inner = inner.trim_start_matches(trimmed);
                text.start = end - inner.len();
            }
            if hyphen {
                text.end = text.start + inner.trim_end_matches(trimmed).len();
            }
            return Piece::Text(text);
        }
        let Some(open) = open else { return Piece::End };
        self.trim = false;
        self.lexer.pos = open + 2 + usize::from(hyphen);
        let delimiter = Span::new(open, self.lexer.pos);
        if source.as_bytes().get(open + 1) == Some(&b'{') {
            return Piece::Output(delimiter);
        }
        self.tag_name(open)
    }

    /// A line of the tag `liquid` is a tag.
    fn line(&mut self) -> Piece<'s> {
        let source = self.lexer.source;
        let outer = self.region;
        self.lexer.limit = outer;
        self.lexer.skip_space();
        let start = self.lexer.pos;
        if start >= outer {
            return Piece::End;
        }
        let rest = source.get(start..outer).unwrap_or_default();
        self.lexer.limit = start + rest.find('\n').unwrap_or(rest.len());
        self.tag_name(start)
    }

    fn tag_name(&mut self, start: usize) -> Piece<'s> {
        let token = self.lexer.peek();
        if matches!(token.kind, Kind::Name | Kind::Hash) {
            self.lexer.pos = token.span.end;
            return Piece::Tag(Tag { name: self.text(token.span), span: token.span });
        }
        Piece::Tag(Tag { name: "", span: Span::new(start, token.span.start.max(start)) })
    }

    /// Nodes up to a tag that the block waits for, which is given back, or to the end.
    fn body(&mut self, ends: &'static [&'static str]) -> (Body, Option<Tag<'s>>) {
        self.open.push(ends);
        let mut body = Body { nodes: Vec::new(), blank: true, quiet: false };
        let end = loop {
            match self.piece() {
                Piece::End => break None,
                Piece::Text(span) => {
                    if span.start < span.end {
                        body.blank = body.blank && self.text(span).bytes().all(is_space);
                        body.nodes.push(Node::Text(span));
                    }
                }
                Piece::Output(delimiter) => {
                    body.blank = false;
                    let node = self.output(delimiter).unwrap_or_else(|failed| self.recover(failed));
                    body.nodes.push(node);
                }
                Piece::Tag(tag) if ends.contains(&tag.name) => break Some(tag),
                Piece::Tag(tag) if self.open.iter().any(|ends| ends.contains(&tag.name)) => {
                    self.pending = Some(tag);
                    break None;
                }
                Piece::Tag(tag) => match self.tag(tag) {
                    Ok(Some((node, blank))) => {
                        body.blank = body.blank && blank;
                        body.nodes.push(node);
                    }
                    Ok(None) => {}
                    Err(failed) => {
                        let bad = self.recover(failed);
                        body.nodes.push(bad);
                    }
                },
            }
        };
        self.open.pop();
        (body, end)
    }

    fn output(&mut self, delimiter: Span) -> Attempt<Node> {
        let token = self.lexer.peek();
        if let Kind::Close { trim, tag: false } = token.kind {
            self.lexer.pos = token.span.end;
            self.trim = trim;
            self.studio_minds(delimiter.to(token.span), "there is nothing between `{{` and `}}`");
            return Ok(Node::Bad);
        }
        let expression = self.expression()?;
        self.close(delimiter, false)?;
        Ok(Node::Output(expression))
    }

    /// The closing delimiter, and nothing before it.
    fn close(&mut self, opened: Span, tag: bool) -> Attempt<()> {
        let token = self.lexer.next();
        match token.kind {
            Kind::Close { trim, tag: closes_tag } if closes_tag == tag => {
                self.trim = trim;
                Ok(())
            }
            Kind::End if self.lexer.bare => Ok(()),
            _ => Err(self.unexpected(token, opened, if tag { "`%}`" } else { "`|` or `}}`" })),
        }
    }

    /// What to say of a token that does not fit.
    fn unexpected(&self, token: Token, opened: Span, wanted: &str) -> Failed {
        let text = self.text(token.span);
        match token.kind {
            Kind::End if !self.lexer.bare => Failed::new(
                opened,
                format!("this is not closed: expected {wanted} before the end of the text"),
            ),
            Kind::End => Failed::new(token.span, format!("expected {wanted}, found the end of the line")),
            Kind::OpenText => Failed::new(token.span, "this string has no closing quote"),
            Kind::Bad if !text.is_ascii() => Failed::new(
                token.span,
                format!("`{text}` cannot stand here: names have ASCII letters, digits, `_` and `-` only"),
            ),
            Kind::Bad if text == "+" => {
                Failed::new(token.span, "`+` is no operator in Liquid: use the filter `plus`")
            }
            _ => Failed::new(token.span, format!("expected {wanted}, found `{text}`")),
        }
    }

    /// Notes the error and goes on behind the next closing delimiter.
    fn recover(&mut self, failed: Failed) -> Node {
        let Failed(problem) = failed;
        let source = self.lexer.source;
        // A tag that ran to the end of the text has taken the rest with it.
        let from = if self.lexer.pos >= source.len() { source.len() } else { problem.span.start };
        // The name of an unknown filter is no path.
        let look = if problem.kind == Fault::Filter { problem.span.end } else { from };
        self.problems.push(*problem);
        if self.lexer.bare {
            self.look_for_paths(look.min(self.lexer.limit), self.lexer.limit);
            self.lexer.pos = self.lexer.limit;
            return Node::Bad;
        }
        let bytes = source.as_bytes();
        let mut at = from;
        let close = loop {
            let Some(found) = source.get(at..).and_then(|rest| rest.find('}')) else { break None };
            at += found;
            if at > from && bytes.get(at - 1) == Some(&b'%') {
                break Some((at - 1, at + 1));
            }
            if bytes.get(at + 1) == Some(&b'}') {
                break Some((at, at + 2));
            }
            at += 1;
        };
        let (inside, end) = close.unwrap_or((source.len(), source.len()));
        self.look_for_paths(look, inside);
        self.trim = inside > from && bytes.get(inside - 1) == Some(&b'-');
        self.lexer.pos = end;
        Node::Bad
    }

    /// In text that is no Liquid, what looks like a path is still one: a rename should not miss it.
    fn look_for_paths(&mut self, from: usize, limit: usize) {
        if !self.record {
            return;
        }
        let before = self.lexer;
        self.lexer.pos = from;
        self.lexer.limit = limit;
        let problems = self.problems.len();
        let mut after_pipe = false;
        loop {
            let token = self.lexer.peek();
            match token.kind {
                Kind::End => break,
                Kind::Name if !after_pipe && !is_word(self.text(token.span)) => {
                    if self.primary().is_err() {
                        self.lexer.pos = self.lexer.pos.max(token.span.end);
                    }
                }
                _ => self.lexer.pos = token.span.end,
            }
            after_pipe = token.kind == Kind::Pipe;
        }
        self.problems.truncate(problems);
        self.lexer = before;
    }

    /// One level deeper, or an error.
    fn deeper(&mut self, span: Span) -> Attempt<()> {
        if self.depth >= MAX_DEPTH {
            return Err(Failed::new(span, format!("this is nested more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        Ok(())
    }
}

fn trimmed(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_space)
}

/// Words that join values: no path begins with them where a path could not stand anyway.
fn is_word(text: &str) -> bool {
    matches!(text, "and" | "or" | "contains" | "in" | "reversed")
}
