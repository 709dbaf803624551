//! Walks a tree and writes text. Reads the caller's JSON in place; knows neither clock nor files.

mod evaluate;
mod loops;
mod partial;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::loader::Loaded;
use super::parse::{Fault as ParseFault, MAX_DEPTH};
use super::tree::{Body, Expression, Node, Span};
use super::unknown::Unknown;
use super::value::Value;
use super::{AfterError, Dialect, Finding, FindingKind, Options, Rendered, Template, Variables};

/// The work that one render may do: a unit is a node, a round or some bytes. Far more than 16 KiB of text can need.
const WORK: u64 = 300_000;

/// No text and no list grows past these, so that repeated doubling ends.
pub(super) const MAX_TEXT: usize = 1024 * 1024;
/// See [`MAX_TEXT`].
pub(super) const MAX_ITEMS: usize = 100_000;

/// After so many findings only errors are kept, and of those not many more.
const MAX_FINDINGS: usize = 950;
/// See [`MAX_FINDINGS`].
const MAX_LATE_ERRORS: usize = 50;

/// Bodies within bodies, those of loaded templates included.
const MAX_NESTING: usize = MAX_DEPTH + 20;

/// An error at a place.
#[derive(Debug)]
pub(super) struct Failure {
    pub span: Span,
    pub kind: FindingKind,
    pub message: String,
}

impl Failure {
    /// In a box, so that what succeeds stays small.
    pub fn new(span: Span, kind: FindingKind, message: impl Into<String>) -> Box<Self> {
        Box::new(Self { span, kind, message: message.into() })
    }

    /// Whether nothing can go on after it.
    fn is_limit(&self) -> bool {
        matches!(self.kind, FindingKind::OutputTooLong | FindingKind::LoopLimit | FindingKind::WorkLimit)
    }
}

pub(super) type Outcome<T> = Result<T, Box<Failure>>;

/// How a body was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
    /// Nothing behind this place is rendered.
    Stop,
}

/// What a name stands for here, from the strongest to the weakest.
#[derive(Clone, Debug, Default)]
struct Slot<'r> {
    looped: Option<Value<'r>>,
    assigned: Option<Value<'r>>,
    counter: Option<i64>,
}

/// A running loop.
#[derive(Clone, Copy, Debug)]
struct Round<'r> {
    index: usize,
    length: usize,
    name: (&'r str, &'r str),
}

struct Renderer<'r> {
    template: &'r Template,
    source: &'r str,
    variables: &'r dyn Variables,
    roots: &'r [Option<Cow<'r, Json>>],
    options: &'r Options,
    dialect: &'r Dialect,
    /// The templates that were loaded.
    loaded: &'r Loaded,
    /// The numbers of the names of a loaded template that runs; the main template's are what they are.
    ids: Option<&'r [u32]>,
    /// The tag of the main template and the name of the loaded one, while one runs: findings name them.
    within: Option<(Span, &'r str)>,
    /// Within `render`: nothing from outside is seen.
    isolated: bool,
    /// The numbers of all names, once a template is loaded.
    numbers: BTreeMap<&'r str, u32>,
    /// The names that only loaded templates have, and the first one's number.
    more: Vec<&'r str>,
    first_more: usize,
    /// So many bodies within each other.
    nesting: usize,
    assumed: Vec<Unknown>,
    slots: Vec<Slot<'r>>,
    loops: Vec<Round<'r>>,
    resume: BTreeMap<(&'r str, &'r str), usize>,
    cycles: BTreeMap<String, usize>,
    changed: Option<String>,
    findings: Vec<Finding>,
    work: u64,
}

/// See [`Template::render`].
pub(super) fn render(template: &Template, variables: &dyn Variables, options: &Options) -> Rendered {
    with_renderer(template, variables, options, |renderer| {
        let mut text = String::with_capacity(template.source().len() + 16);
        let broken = renderer.note_problems();
        let ended = if broken && renderer.options.after_error != AfterError::Partial {
            true
        } else {
            let body = &renderer.template.parsed().body;
            match renderer.body(body, &mut text) {
                Ok(_) => false,
                Err(failure) => {
                    renderer.note(failure);
                    true
                }
            }
        };
        let mut findings = std::mem::take(&mut renderer.findings);
        findings.sort_by_key(|finding| finding.span.start);
        if ended || findings.iter().any(|finding| finding.kind.is_error()) {
            match options.after_error {
                AfterError::Empty => text.clear(),
                AfterError::Raw => text = template.source().to_string(),
                AfterError::Partial => truncate(&mut text, options.max_output),
            }
        }
        Rendered { text, findings }
    })
}

/// See [`Template::value`].
pub(super) fn value(template: &Template, variables: &dyn Variables, options: &Options) -> Option<Json> {
    with_renderer(template, variables, options, |renderer| {
        let [Node::Output(expression)] = renderer.template.parsed().body.nodes.as_slice() else {
            return None;
        };
        if renderer.note_problems() {
            return None;
        }
        let value = renderer.expression(expression, false).ok()?;
        Some(value.to_json())
    })
}

fn with_renderer<T>(
    template: &Template,
    variables: &dyn Variables,
    options: &Options,
    run: impl FnOnce(&mut Renderer<'_>) -> T,
) -> T {
    let parsed = &template.parsed();
    let source: &str = template.source();
    // Every root the template names is looked up once, and borrowed from here on.
    let roots: Vec<Option<Cow<'_, Json>>> =
        parsed.names.iter().map(|span| variables.root(span.of(source))).collect();
    let loaded = Loaded::default();
    let mut renderer = Renderer {
        template,
        source,
        variables,
        roots: &roots,
        options,
        dialect: options.dialect(),
        loaded: &loaded,
        ids: None,
        within: None,
        isolated: false,
        numbers: BTreeMap::new(),
        more: Vec::new(),
        first_more: 0,
        nesting: 0,
        assumed: Vec::new(),
        slots: Vec::new(),
        loops: Vec::new(),
        resume: BTreeMap::new(),
        cycles: BTreeMap::new(),
        changed: None,
        findings: Vec::new(),
        work: WORK,
    };
    run(&mut renderer)
}

fn truncate(text: &mut String, length: usize) {
    if text.len() > length {
        let mut end = length;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }
}

impl<'r> Renderer<'r> {
    /// The parse errors that this profile minds become findings.
    fn note_problems(&mut self) -> bool {
        let loader = self.options.loader.is_some();
        let mut minded = false;
        let template = self.template;
        for problem in &template.parsed().problems {
            if let Some(unknown) = problem.rule.unknown() {
                self.assume(problem.span, unknown);
            }
            if self.dialect.minds(problem.rule, loader) {
                let kind = match problem.kind {
                    ParseFault::Syntax => FindingKind::Syntax,
                    ParseFault::Tag => FindingKind::UnknownTag,
                    ParseFault::Filter => FindingKind::UnknownFilter,
                };
                minded = true;
                self.note(Failure::new(problem.span, kind, problem.message.to_string()));
            }
        }
        minded
    }

    #[expect(clippy::boxed_local, reason = "as it comes from everywhere")]
    fn note(&mut self, failure: Box<Failure>) {
        let Failure { mut span, kind, mut message } = *failure;
        // A template can go on after an error, in a loop, but nobody reads a thousand of them.
        let most = if kind.is_error() { MAX_FINDINGS + MAX_LATE_ERRORS } else { MAX_FINDINGS };
        if self.findings.len() >= most {
            return;
        }
        if let Some((tag, name)) = self.within {
            span = tag;
            message = format!("in `{name}`: {message}");
        }
        self.findings.push(Finding { span: span.range(), kind, message });
    }

    /// Says that what follows rests on an unverified fact; only Studio has those.
    fn assume(&mut self, span: Span, unknown: Unknown) {
        if self.dialect.notes_unknowns && !self.assumed.contains(&unknown) {
            self.assumed.push(unknown);
            self.note(Failure::new(span, FindingKind::Assumption(unknown), unknown.message()));
        }
    }

    fn spend(&mut self, span: Span, work: usize) -> Outcome<()> {
        match self.work.checked_sub(work as u64) {
            Some(left) => {
                self.work = left;
                Ok(())
            }
            None => Err(Failure::new(span, FindingKind::WorkLimit, "this template does not come to an end")),
        }
    }

    /// Work with a value: what it costs is in its bytes.
    fn spend_on(&mut self, span: Span, value: &Value<'_>) -> Outcome<()> {
        let weight = match value {
            Value::Text(text) => text.len(),
            Value::Made(text) => text.len(),
            Value::Shared(text) => text.len(),
            Value::Array(_) | Value::Object(_) | Value::List(_) | Value::Dict(_) => {
                value.weight(usize::try_from(self.work * 16).unwrap_or(usize::MAX).saturating_add(16))
            }
            _ => 0,
        };
        self.spend(span, 1 + weight / 16)
    }

    /// What a name of the running template stands for.
    fn slot(&mut self, id: u32) -> &mut Slot<'r> {
        let id = self.ids.and_then(|ids| ids.get(id as usize).copied()).unwrap_or(id);
        self.slot_of(id)
    }

    /// The same by the name's number in this render.
    fn slot_of(&mut self, id: u32) -> &mut Slot<'r> {
        if self.slots.is_empty() {
            self.slots.resize(self.template.parsed().names.len(), Slot::default());
        }
        let at = id as usize;
        if self.slots.len() <= at {
            self.slots.resize(at + 1, Slot::default());
        }
        #[expect(clippy::indexing_slicing, reason = "resized just above")]
        &mut self.slots[at]
    }

    fn body(&mut self, body: &'r Body, out: &mut String) -> Outcome<Flow> {
        if self.nesting >= MAX_NESTING {
            let span = self.within.map(|(span, _)| span).unwrap_or_default();
            let message = format!("templates are nested more than {MAX_NESTING} deep");
            return Err(Failure::new(span, FindingKind::WorkLimit, message));
        }
        self.nesting += 1;
        let result = self.nodes(body, out);
        self.nesting -= 1;
        result
    }

    fn nodes(&mut self, body: &'r Body, out: &mut String) -> Outcome<Flow> {
        let quiet = body.quiet && self.dialect.drops_blank_blocks;
        for node in &body.nodes {
            self.work = self.work.saturating_sub(1);
            let result = match node {
                Node::Text(_) if quiet => Ok(Flow::Next),
                Node::Text(span) => {
                    out.push_str(span.of(self.source));
                    self.fits(*span, out).map(|()| Flow::Next)
                }
                node => self.node(node, out),
            };
            match result {
                Ok(Flow::Next) => {}
                Ok(flow) => return Ok(flow),
                Err(failure) if self.dialect.errors_end || failure.is_limit() => return Err(failure),
                Err(failure) => self.note(failure),
            }
        }
        Ok(Flow::Next)
    }

    fn fits(&mut self, span: Span, out: &str) -> Outcome<()> {
        self.spend(span, 1 + span.end.saturating_sub(span.start) / 64)?;
        if out.len() > self.options.max_output {
            let message = format!("the text is longer than {} bytes", self.options.max_output);
            return Err(Failure::new(span, FindingKind::OutputTooLong, message));
        }
        Ok(())
    }

    fn node(&mut self, node: &'r Node, out: &mut String) -> Outcome<Flow> {
        match node {
            Node::Text(span) => out.push_str(span.of(self.source)),
            Node::Output(expression) => self.output(expression, out)?,
            Node::Assign { name, value } => {
                self.spend(value.span, 1)?;
                let value = self.expression(value, false)?;
                self.slot(*name).assigned = Some(value.share());
            }
            Node::Capture { name, body } => {
                let mut text = String::new();
                let flow = self.body(body, &mut text)?;
                self.slot(*name).assigned = Some(Value::text(text).share());
                return Ok(flow);
            }
            Node::If(branches) => {
                for branch in branches {
                    let holds = match &branch.condition {
                        Some(condition) => self.condition(condition)? != branch.negated,
                        None => !matches!(branch.body.nodes.first(), Some(Node::Bad)),
                    };
                    if holds {
                        return self.body(&branch.body, out);
                    }
                }
            }
            Node::Case { subject, arms } => return self.case(subject, arms, out),
            Node::For(node) => return self.loop_over(node, out),
            Node::TableRow(node) => return self.table(node, out),
            Node::Cycle(cycle) => self.cycle(cycle, out)?,
            Node::Count { name, down } => {
                let slot = self.slot(*name);
                let count = slot.counter.unwrap_or_default();
                let shown = if *down { count - 1 } else { count };
                slot.counter = Some(if *down { shown } else { count.saturating_add(1) });
                Value::Int(shown).write(out, self.dialect);
            }
            Node::IfChanged(body) => {
                let mut text = String::new();
                let flow = self.body(body, &mut text)?;
                if self.changed.as_deref() != Some(text.as_str()) {
                    out.push_str(&text);
                    self.changed = Some(text);
                }
                return Ok(flow);
            }
            Node::Group(body) => return self.body(body, out),
            Node::Partial(node) => return self.partial(node, out),
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
            // The parse errors say what is wrong here; for Studio nothing behind it is rendered.
            Node::Bad => {
                if self.dialect.errors_end {
                    return Ok(Flow::Stop);
                }
            }
        }
        Ok(Flow::Next)
    }

    fn output(&mut self, expression: &'r Expression, out: &mut String) -> Outcome<()> {
        let value = self.expression(expression, false)?;
        self.spend_on(expression.span, &value)?;
        if let Some(unknown) = value.unknown_text() {
            self.assume(expression.span, unknown);
        }
        value.write(out, self.dialect);
        self.fits(expression.span, out)
    }
}
