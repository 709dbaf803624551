//! The tree of a template: what the parser gives and the renderer walks.
//!
//! Everything is a span of the source, so the tree owns no text: Liquid's strings have no escapes, hence a string literal is a span too.

use super::filters::Filter;

/// A range of bytes of the source that can be copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    /// First byte.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// From the start of this one to the end of the other.
    pub fn to(self, end: Span) -> Self {
        Self { start: self.start, end: end.end }
    }

    /// The text it covers; empty if the span is not of this source.
    pub fn of(self, source: &str) -> &str {
        source.get(self.start..self.end).unwrap_or_default()
    }

    /// As a standard range.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// A name that is a root of a path or a local: an index into the template's names.
pub(super) type NameId = u32;

/// What stands between two tags of a block, or the whole template.
#[derive(Clone, Debug, Default)]
pub(super) struct Body {
    /// In document order.
    pub nodes: Vec<Node>,
    /// Whether it can write nothing but white space.
    pub blank: bool,
    /// Whether Shopify's engine drops its white space, because the whole block is blank.
    pub quiet: bool,
}

/// One piece of a template.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Text as it stands.
    Text(Span),
    /// `{{ expression }}`, and the tag `echo`.
    Output(Expression),
    /// `{% assign name = value %}`.
    Assign { name: NameId, value: Box<Expression> },
    /// `{% capture name %}`.
    Capture { name: NameId, body: Body },
    /// `if` and `unless`: the first branch that holds.
    If(Vec<Branch>),
    /// `case`.
    Case { subject: Primary, arms: Vec<Arm> },
    /// `for`.
    For(Box<For>),
    /// `tablerow`.
    TableRow(Box<For>),
    /// `cycle`.
    Cycle(Box<Cycle>),
    /// `increment` and `decrement`.
    Count { name: NameId, down: bool },
    /// `ifchanged`.
    IfChanged(Body),
    /// The tag `liquid`: several tags in one.
    Group(Body),
    /// `include` and `render`.
    Partial(Box<Partial>),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// A place where the text is no Liquid; the errors say why.
    Bad,
}

/// A branch of `if`: no condition means `else`.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    /// What must hold.
    pub condition: Option<Condition>,
    /// `unless`: what must not hold.
    pub negated: bool,
    /// What is rendered then.
    pub body: Body,
}

/// A `when` of a `case`: no values means `else`.
#[derive(Clone, Debug)]
pub(super) struct Arm {
    /// The values to compare with.
    pub values: Option<Vec<Primary>>,
    /// What is rendered then.
    pub body: Body,
}

/// `for` and `tablerow`.
#[derive(Clone, Debug)]
pub(super) struct For {
    /// The loop's variable.
    pub name: NameId,
    /// The variable as it is written.
    pub name_span: Span,
    /// What it runs over.
    pub over: Primary,
    /// The list as it is written: with the variable it is the loop's identity for `offset: continue`.
    pub over_span: Span,
    /// At most so many.
    pub limit: Option<Primary>,
    /// Skip so many.
    pub offset: Option<Offset>,
    /// Columns, of `tablerow`.
    pub cols: Option<Primary>,
    /// From the end.
    pub reversed: bool,
    /// Each round.
    pub body: Body,
    /// When there is no round.
    pub otherwise: Option<Body>,
    /// The tag, for findings.
    pub span: Span,
}

/// Where a loop begins.
#[derive(Clone, Debug)]
pub(super) enum Offset {
    /// After so many.
    Skip(Primary),
    /// Where the loop of the same name and list ended.
    Resume,
}

/// `cycle`.
#[derive(Clone, Debug)]
pub(super) struct Cycle {
    /// The group's name.
    pub group: Option<Primary>,
    /// Its values.
    pub values: Vec<Primary>,
    /// The values as they are written, without the space between them: what a cycle without a name is known by.
    pub identity: String,
    /// The tag, for findings.
    pub span: Span,
}

/// `include` and `render`: another template in this place.
#[derive(Clone, Debug)]
pub(super) struct Partial {
    /// The template's name.
    pub name: Primary,
    /// `render`: it sees its arguments and nothing else.
    pub isolated: bool,
    /// `with value`.
    pub with: Option<Primary>,
    /// `for value`: once for each item.
    pub each: bool,
    /// `as name`: what the value is called there.
    pub alias: Option<Span>,
    /// `name: value`.
    pub arguments: Vec<(Span, Primary)>,
    /// The tag, for findings.
    pub span: Span,
}

/// A value and the filters it goes through.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    /// What it begins with.
    pub primary: Primary,
    /// In order.
    pub filters: Vec<FilterCall>,
    /// The arguments of all filters.
    pub arguments: Vec<Primary>,
    /// The whole of it.
    pub span: Span,
}

/// One `| name: arguments`.
#[derive(Clone, Debug)]
pub(super) struct FilterCall {
    /// Which filter.
    pub filter: &'static Filter,
    /// The name as it stands.
    pub span: Span,
    /// Its arguments, in order, among those of the expression.
    pub arguments: std::ops::Range<usize>,
    /// Arguments with a name.
    pub named: Vec<(Span, Primary)>,
}

/// A value without filters.
#[derive(Clone, Debug)]
pub(super) enum Primary {
    /// `nil`, `null`.
    Nil,
    /// `true`, `false`.
    Bool(bool),
    /// `empty`.
    Empty,
    /// `blank`.
    Blank,
    /// A whole number.
    Int(i64),
    /// A number with a fraction, or past 64 bits.
    Float(f64),
    /// A string: the text between the quotes.
    Text(Span),
    /// `(a..b)`.
    Range(Box<(Primary, Primary)>, Span),
    /// A variable.
    Path(Box<Path>),
}

impl Primary {
    /// Where it is, as far as that is kept.
    pub fn span(&self) -> Span {
        match self {
            Primary::Text(span) | Primary::Range(_, span) => *span,
            Primary::Path(path) => path.span,
            _ => Span::default(),
        }
    }
}

/// A variable and the way into it.
#[derive(Clone, Debug)]
pub(super) struct Path {
    /// Where it begins.
    pub root: Root,
    /// The root as it is written.
    pub root_span: Span,
    /// The way.
    pub segments: Vec<Step>,
    /// All of it.
    pub span: Span,
}

/// The root of a path.
#[derive(Clone, Debug)]
pub(super) enum Root {
    /// `name`, or `["name"]` when quoted.
    Name { id: NameId, quoted: bool },
    /// `[expression]`.
    Dynamic(Box<Primary>),
}

/// One step into a value.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Which.
    pub key: StepKey,
    /// The key: without dot, brackets and quotes.
    pub span: Span,
    /// With them.
    pub outer: Span,
}

/// The key of a step.
#[derive(Clone, Debug)]
pub(super) enum StepKey {
    /// `.name`; the name is the step's span.
    Dotted,
    /// `["name"]`; the name is the step's span.
    Quoted,
    /// `[0]`.
    Index(i64),
    /// `[expression]`.
    Dynamic(Box<Primary>),
}

/// Conditions joined by `and` and `or`, from right to left.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    /// Each with what joins it to the next.
    pub terms: Vec<(Term, Join)>,
}

/// What joins a term to all that follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// Both.
    And,
    /// Either.
    Or,
    /// Nothing follows.
    Last,
}

/// One term of a condition.
#[derive(Clone, Debug)]
pub(super) enum Term {
    /// Neither nil nor false.
    Truthy(Primary),
    /// A comparison.
    Compare(Primary, Operator, Primary, Span),
    /// In parentheses.
    Group(Box<Condition>),
}

/// The comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// `==`
    Equal,
    /// `!=`, `<>`
    Different,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `contains`
    Contains,
}
