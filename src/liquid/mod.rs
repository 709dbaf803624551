//! Studio's template language: a parser that never fails, a renderer, and what a template reads. Knows nothing of flows.
//!
//! [`parse`] gives a [`Template`] for any text; its errors have places.
//! [`Template::render`] is lax: it gives text and [`Finding`]s, and the caller decides what a finding means to it.
//! Nothing here reads a clock, a file or a random number: the time comes with the [`Options`], so that a render repeats.

mod completion;
mod dialect;
mod filters;
mod lexer;
mod loader;
mod parse;
mod reads;
mod rename;
mod render;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;
mod unknown;
mod value;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

pub use completion::{Completion, CompletionKind, completion_at};
pub use dialect::{AfterError, Dialect, Profile};
pub use loader::Loader;
pub use reads::{Key, Read, Segment, SegmentStyle};
pub use rename::{is_plain_name, rename_member, rename_members, rename_parts, rename_root_member};
pub use tokens::{Token, TokenKind, tokens};
pub use unknown::{Choice, Unknown};

use parse::Parsed;
use tree::Node;

/// A parsed template. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Template {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    source: Box<str>,
    parsed: Parsed,
    errors: Vec<ParseError>,
}

/// Something in a template's text that Studio refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The bytes it is about.
    pub span: Range<usize>,
    /// What is wrong, as a sentence without capital and full stop.
    pub message: String,
}

/// Parses any text. After an error it goes on behind the next `}}` or `%}`, so that all errors show at once.
pub fn parse(source: &str) -> Template {
    template(source, parse::parse(source, false))
}

/// As [`parse`], with what the template reads: in one go, for who needs both.
pub fn parse_with_reads(source: &str) -> (Template, Vec<Read>) {
    let mut parsed = parse::parse(source, true);
    let reads = reads::of(source, std::mem::take(&mut parsed.seen), false);
    (template(source, parsed), reads)
}

fn template(source: &str, parsed: Parsed) -> Template {
    let errors = parsed
        .problems
        .iter()
        .filter(|problem| Profile::Studio.dialect().minds(problem.rule, false))
        .map(|problem| ParseError { span: problem.span.range(), message: problem.message.to_string() })
        .collect();
    Template { inner: Arc::new(Inner { source: source.into(), parsed, errors }) }
}

impl Template {
    /// The text it was parsed from.
    pub fn source(&self) -> &str {
        &self.inner.source
    }

    fn parsed(&self) -> &Parsed {
        &self.inner.parsed
    }

    /// What Studio refuses in it, in document order.
    pub fn errors(&self) -> &[ParseError] {
        &self.inner.errors
    }

    /// Whether it is text alone, with no output and no tag.
    pub fn is_literal(&self) -> bool {
        match self.parsed().body.nodes.as_slice() {
            [] => self.source().is_empty(),
            [Node::Text(span)] => span.range() == (0..self.source().len()),
            _ => false,
        }
    }

    /// Every path it reads from outside, in document order; what `assign`, `capture` and loops define is left out.
    pub fn reads(&self) -> Vec<Read> {
        reads::reads(self.source(), false)
    }

    /// Like [`Template::reads`], with the paths that begin at a local.
    pub fn reads_with_locals(&self) -> Vec<Read> {
        reads::reads(self.source(), true)
    }

    /// Renders it.
    pub fn render(&self, variables: &dyn Variables, options: &Options) -> Rendered {
        render::render(self, variables, options)
    }

    /// The value of a template that is one output and nothing else, with its type; `None` for any other and after an error.
    pub fn value(&self, variables: &dyn Variables, options: &Options) -> Option<serde_json::Value> {
        render::value(self, variables, options)
    }
}

/// Where a template's variables come from.
pub trait Variables {
    /// The value under a root name such as `flow`; the engine takes the way into it by itself.
    fn root<'a>(&'a self, name: &str) -> Option<Cow<'a, serde_json::Value>>;
}

impl Variables for serde_json::Value {
    fn root<'a>(&'a self, name: &str) -> Option<Cow<'a, serde_json::Value>> {
        self.get(name).map(Cow::Borrowed)
    }
}

/// How to render.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whose behaviour.
    pub profile: Profile,
    /// What stands in place of the profile's answers, where somebody has chosen others.
    pub dialect: Option<Arc<Dialect>>,
    /// What `now` means.
    pub now: jiff::Timestamp,
    /// The zone that dates are read and written in.
    pub zone: jiff::tz::TimeZone,
    /// At most so many bytes of text; one more is an error.
    pub max_output: usize,
    /// At most so many rounds of one loop; one more is an error.
    pub max_loop: usize,
    /// What is left of a template that failed.
    pub after_error: AfterError,
    /// Where `include` and `render` find other templates. Without one these tags are unknown, as they are in Studio.
    pub loader: Option<Arc<dyn Loader>>,
}

impl Default for Options {
    /// Studio: 16 KiB of text, 15 rounds, Pacific time (Twilio's help names PST; whether summer time counts is Unverified).
    fn default() -> Self {
        Self {
            profile: Profile::Studio,
            dialect: None,
            now: jiff::Timestamp::UNIX_EPOCH,
            zone: jiff::tz::TimeZone::get("America/Los_Angeles").unwrap_or(jiff::tz::TimeZone::UTC),
            max_output: 16 * 1024,
            max_loop: 15,
            after_error: AfterError::Empty,
            loader: None,
        }
    }
}

impl Options {
    /// The answers that count.
    pub(crate) fn dialect(&self) -> &Dialect {
        self.dialect.as_deref().unwrap_or(self.profile.dialect())
    }

    /// Shopify's engine: UTC, up to a mebibyte, up to 10,000 rounds, and what was rendered stays.
    pub fn reference() -> Self {
        Self {
            profile: Profile::Reference,
            dialect: None,
            now: jiff::Timestamp::UNIX_EPOCH,
            zone: jiff::tz::TimeZone::UTC,
            max_output: 1024 * 1024,
            max_loop: 10_000,
            after_error: AfterError::Partial,
            loader: None,
        }
    }
}

/// What a render gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// What was noticed, by place.
    pub findings: Vec<Finding>,
}

impl Rendered {
    /// Whether Studio would raise warning 81018.
    pub fn failed(&self) -> bool {
        self.findings.iter().any(|finding| finding.kind.is_error())
    }
}

/// Something noticed while rendering.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The bytes of the template it is about.
    pub span: Range<usize>,
    /// What.
    pub kind: FindingKind,
    /// As a sentence without capital and full stop.
    pub message: String,
}

/// The kinds of findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// The path was not there where its value was wanted. No error: it renders as nothing.
    Undefined(String),
    /// The path was not there, and the template asks whether it is: in a condition or before `default`.
    UndefinedTested(String),
    /// A filter took something for a number that is none.
    Coerced,
    /// A filter or tag that works and that Twilio does not list.
    NotListed,
    /// The result rests on a fact about Studio that is not verified.
    Assumption(Unknown),
    /// The text is no Liquid.
    Syntax,
    /// There is no such filter.
    UnknownFilter,
    /// There is no such tag.
    UnknownTag,
    /// There is no template of the name to load.
    NoTemplate,
    /// A filter or tag cannot work with this value.
    Argument,
    /// A division by zero.
    DivisionByZero,
    /// An index outside its list.
    IndexOutOfRange,
    /// The text is longer than allowed.
    OutputTooLong,
    /// A loop has more rounds than allowed.
    LoopLimit,
    /// The template does more work than any sensible one. A bound of the simulator, not one of Studio's.
    WorkLimit,
}

impl FindingKind {
    /// Whether Studio raises 81018 for it.
    pub fn is_error(&self) -> bool {
        !matches!(
            self,
            Self::Undefined(_)
                | Self::UndefinedTested(_)
                | Self::Coerced
                | Self::NotListed
                | Self::Assumption(_)
        )
    }
}

/// Every filter that Studio knows, with a description; what Twilio does not list is marked by the last field.
pub fn filter_names() -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    filters::ALL
        .iter()
        .filter(|filter| filter.standing != filters::Standing::Shopify)
        .map(|filter| (filter.name, filter.about, filter.standing == filters::Standing::NotListed))
}

/// Every tag that Studio knows and that begins something, with a description.
pub fn tag_names() -> &'static [(&'static str, &'static str)] {
    parse::TAGS
}
