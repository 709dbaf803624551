//! What the rules look at: the flow, and what several of them need to know of it, worked out once.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::diagnostic::{Blocks, Diagnostic, Fix, Place, Severity};
use super::existence::{Existence, Exists, Made};
use super::names::Names;
use super::paths::Paths;
use super::rules::Rule;
use super::templates::{self, Parsed};
use crate::flow::json::Json;
use crate::flow::{Edit, Flow, Graph, Widget, WidgetId};
use crate::liquid::Read;
use crate::widgets::{WidgetType, escaped, has_liquid, widget_type};

/// Texts of fields as the last run rendered them, by widget and property. Only for fields whose template is still the
/// one that was rendered.
pub type Rendered = HashMap<(WidgetId, String), String>;

/// How to check.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether what blocks publishing is an error.
    pub publish: bool,
    /// Only these rules; all of them where it is empty.
    pub only: Vec<String>,
    /// Not these rules.
    pub skip: Vec<String>,
    /// Rules whose findings are as bad as this, whatever they are by themselves, by code.
    pub severities: HashMap<String, Severity>,
    /// What templates gave in the last run.
    pub rendered: Rendered,
}

/// What is being checked.
pub(super) struct Subject<'a> {
    pub flow: &'a Flow,
    pub options: &'a Options,
    pub graph: Graph,
    pub names: Names,
    /// The events of the start that lead somewhere.
    pub entered_by: Vec<String>,
    paths: OnceCell<Paths>,
    templates: OnceCell<Vec<Vec<Parsed>>>,
    setters: OnceCell<HashMap<String, Vec<usize>>>,
    existence: OnceCell<Existence>,
}

impl<'a> Subject<'a> {
    pub fn new(flow: &'a Flow, options: &'a Options) -> Self {
        let graph = Graph::of(flow);
        let start = flow.widgets().iter().find(|widget| entry_of(widget).is_some_and(|entry| entry.is_start));
        let entered_by = start
            .iter()
            .flat_map(|widget| widget.transitions())
            .filter(|transition| transition.next.is_some())
            .map(|transition| transition.event.to_string())
            .collect();
        Self {
            flow,
            options,
            graph,
            names: Names::of(flow),
            entered_by,
            paths: OnceCell::new(),
            templates: OnceCell::new(),
            setters: OnceCell::new(),
            existence: OnceCell::new(),
        }
    }

    /// Every widget with its place and its catalogue entry.
    pub fn each(&self) -> impl Iterator<Item = At<'_>> {
        self.flow.widgets().iter().enumerate().map(|(index, widget)| At {
            index,
            widget,
            entry: entry_of(widget),
        })
    }

    /// The widget at a place in the file.
    pub fn at(&self, index: usize) -> Option<At<'_>> {
        let widget = self.flow.widgets().get(index)?;
        Some(At { index, widget, entry: entry_of(widget) })
    }

    /// The ways through the flow.
    pub fn paths(&self) -> &Paths {
        self.paths.get_or_init(|| Paths::of(self.flow, &self.graph))
    }

    /// The templates of the widget at a place.
    pub fn templates(&self, widget: usize) -> &[Parsed] {
        self.all_templates().get(widget).map(Vec::as_slice).unwrap_or_default()
    }

    fn all_templates(&self) -> &[Vec<Parsed>] {
        self.templates.get_or_init(|| templates::parse(self.flow))
    }

    /// The places of the widgets that set each variable of the flow.
    pub fn setters(&self) -> &HashMap<String, Vec<usize>> {
        self.setters.get_or_init(|| templates::setters(self.flow))
    }

    /// Everything that a widget's templates read and that exists so far only as said: each with its template, once.
    pub fn reads_that_exist(&self, at: &At<'_>, wanted: Exists, mut tell: impl FnMut(&Parsed, &Read, &str)) {
        let existence = self
            .existence
            .get_or_init(|| Existence::of(self.flow, self.paths(), self.all_templates(), self.setters()));
        let mut seen = HashSet::new();
        for parsed in self.templates(at.index) {
            for read in &parsed.reads {
                let path = templates::names(read);
                let (made, what) = match path.as_slice() {
                    ["widgets", name, ..] if !self.names.is_doubled(name) => {
                        let index = self.graph.named(name).and_then(|id| self.flow.index_of(id));
                        let Some(index) = index else { continue };
                        (Made::By(index), format!("widgets.{name}"))
                    }
                    ["flow", "variables", key, ..] if self.setters().contains_key(*key) => {
                        (Made::Variable((*key).to_owned()), format!("flow.variables.{key}"))
                    }
                    _ => continue,
                };
                if existence.at(at.index, &made) == Some(wanted) && seen.insert(made) {
                    tell(parsed, read, &what);
                }
            }
        }
    }

    /// The text of a property where it is known: as it was rendered last, or literally. `None` where Liquid decides.
    pub fn settled(&self, at: &At<'_>, key: &str) -> Option<String> {
        if let Some(text) = self.options.rendered.get(&(at.widget.id(), key.to_owned())) {
            return Some(text.clone());
        }
        at.widget.property_text(key).filter(|text| !is_open(text)).map(|text| text.into_owned())
    }
}

/// Whether a text becomes another before Twilio reads it: a template, or a placeholder of a deployment tool.
pub(super) fn is_open(text: &str) -> bool {
    has_liquid(text) || text.contains("${")
}

fn entry_of(widget: &Widget) -> Option<&'static WidgetType> {
    widget.kind().and_then(widget_type)
}

/// A widget and where it stands.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub index: usize,
    pub widget: &'a Widget,
    pub entry: Option<&'static WidgetType>,
}

impl At<'_> {
    /// The place of something in the state; `below` is empty or begins with a slash.
    pub fn place(&self, below: &str) -> Place {
        Place {
            widget: Some(self.widget.id()),
            pointer: format!("/states/{}{below}", self.index),
            ..Place::default()
        }
    }

    /// The place of a property.
    pub fn field(&self, key: &str) -> Place {
        let place = self.place(&format!("/properties/{}", escaped(key)));
        Place { field: Some(key.to_owned()), ..place }
    }

    /// The place of a transition or of something in it.
    pub fn transition(&self, index: usize, below: &str) -> Place {
        Place { output: Some(index), ..self.place(&format!("/transitions/{index}{below}")) }
    }

    /// The state's own items of `transitions`.
    pub fn raw_transitions(&self) -> &[Json] {
        self.widget.json().get("transitions").and_then(Json::as_array).unwrap_or_default()
    }
}

/// Collects what one rule finds.
pub(super) struct Sink<'r> {
    pub rule: &'r Rule,
    pub publish: bool,
    pub found: &'r mut Vec<Diagnostic>,
}

impl Sink<'_> {
    /// Adds a finding with the rule's own severity.
    pub fn add(&mut self, message: impl Into<String>, place: Place) -> Found<'_> {
        let severity = match self.rule.blocks {
            Blocks::Publish if self.publish => Severity::Error,
            _ => self.rule.severity,
        };
        self.found.push(Diagnostic {
            code: self.rule.code,
            severity,
            blocks: self.rule.blocks,
            message: message.into(),
            why: self.rule.why,
            place,
            span: None,
            fix: None,
        });
        Found(self.found.last_mut())
    }
}

/// A finding that was just added, to be completed.
pub(super) struct Found<'s>(Option<&'s mut Diagnostic>);

impl Found<'_> {
    /// Gives it another severity than the rule's.
    pub fn graded(self, severity: Severity, blocks: Blocks) -> Self {
        self.with(|diagnostic| {
            diagnostic.severity = severity;
            diagnostic.blocks = blocks;
        })
    }

    /// Offers a fix that guesses nothing and drops nothing.
    pub fn safe_fix(self, title: impl Into<String>, edit: Edit) -> Self {
        self.with(|diagnostic| diagnostic.fix = Some(Fix { title: title.into(), edit, is_safe: true }))
    }

    /// Offers a fix to be looked at.
    pub fn fix(self, title: impl Into<String>, edit: Edit) -> Self {
        self.with(|diagnostic| diagnostic.fix = Some(Fix { title: title.into(), edit, is_safe: false }))
    }

    fn with(mut self, change: impl FnOnce(&mut Diagnostic)) -> Self {
        if let Some(diagnostic) = &mut self.0 {
            change(diagnostic);
        }
        self
    }
}
