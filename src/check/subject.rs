//! What the rules look at: one widget by itself, or a widget among the others.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::diagnostic::{Place, Severity};
use super::existence::{Existence, Exists};
use super::facts::Facts;
use super::named::{Made, Named};
use super::names::Names;
use super::passed::Passed;
use super::paths::Paths;
pub(super) use super::sink::Sink;
use super::templates::{self, Parsed};
use crate::flow::json::Json;
use crate::flow::{Flow, Widget, WidgetId};
use crate::liquid::Read;
use crate::widgets::{WidgetType, escaped, has_liquid};

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

/// Where the widgets of a flow lead, worked out once for as long as that stays the same.
pub(super) struct Led {
    /// The events of the start that lead somewhere.
    entered_by: Vec<String>,
    paths: OnceCell<Paths>,
    existence: OnceCell<Existence>,
    passed: OnceCell<Passed>,
}

impl Led {
    pub fn of(flow: &Flow, facts: &[Arc<Facts>]) -> Self {
        let mut both = flow.widgets().iter().zip(facts);
        let start = both.find(|(_, facts)| facts.entry.is_some_and(|entry| entry.is_start));
        let entered_by = start
            .iter()
            .flat_map(|(widget, _)| widget.transitions())
            .filter(|transition| transition.next.is_some())
            .map(|transition| transition.event.to_string())
            .collect();
        Self { entered_by, paths: OnceCell::new(), existence: OnceCell::new(), passed: OnceCell::new() }
    }

    /// Forgets what can exist where, if it says nothing of something that a changed widget reads.
    pub fn cover(&mut self, named: &Named, changed: usize) {
        let covers = |existence: &Existence| named.meant(changed).is_none_or(|meant| existence.covers(meant));
        if self.existence.get().is_some_and(|existence| !covers(existence)) {
            self.existence = OnceCell::new();
        }
    }
}

/// What is being checked.
pub(super) struct Subject<'a> {
    pub flow: &'a Flow,
    pub rendered: &'a Rendered,
    pub names: &'a Names,
    /// The events of the start that lead somewhere.
    pub entered_by: &'a [String],
    facts: &'a [Arc<Facts>],
    named: &'a Named,
    led: &'a Led,
}

impl<'a> Subject<'a> {
    /// `facts` are those of the flow's widgets, in their order.
    pub fn new(
        flow: &'a Flow,
        rendered: &'a Rendered,
        facts: &'a [Arc<Facts>],
        named: &'a Named,
        led: &'a Led,
    ) -> Self {
        Self { flow, rendered, names: &named.names, entered_by: &led.entered_by, facts, named, led }
    }

    /// Every widget with its place and what is known of it.
    pub fn each(&self) -> impl Iterator<Item = At<'a>> {
        let (rendered, flow) = (self.rendered, self.flow);
        let both = flow.widgets().iter().zip(self.facts).enumerate();
        both.map(move |(index, (widget, facts))| At::new(index, widget, facts, rendered))
    }

    /// The widget at a place in the file.
    pub fn at(&self, index: usize) -> Option<At<'a>> {
        let widget = self.flow.widgets().get(index)?;
        Some(At::new(index, widget, self.facts.get(index)?, self.rendered))
    }

    /// The one widget of a name.
    pub fn named(&self, name: &str) -> Option<At<'a>> {
        self.at(self.names.only(name)?)
    }

    /// The ways through the flow.
    pub fn paths(&self) -> &'a Paths {
        self.led.paths.get_or_init(|| Paths::of(self.flow, self.named))
    }

    /// By which events widgets may have been left.
    pub fn passed(&self) -> &'a Passed {
        self.led.passed.get_or_init(|| Passed::of(self.flow, self.paths(), self.facts))
    }

    /// What names mean in the flow.
    pub fn meaning(&self) -> &'a Named {
        self.named
    }

    /// Everything that the templates of the widget at a place read and that an execution makes.
    pub fn reads_of(&self, index: usize) -> impl Iterator<Item = (&'a Parsed, &'a Read, Made)> {
        let reads = self.named.meant(index).map(|meant| &*meant.reads).unwrap_or_default();
        let templates = self.facts.get(index).map(|facts| &*facts.templates).unwrap_or_default();
        reads.iter().filter_map(move |read| {
            let parsed = templates.get(read.template)?;
            Some((parsed, parsed.reads.get(read.read)?, read.made))
        })
    }

    /// Everything that a widget's templates read and that exists so far only as said: each with its template, once.
    pub fn reads_that_exist(&self, at: &At<'_>, wanted: Exists, mut tell: impl FnMut(&Parsed, &Read, &str)) {
        let existence = || {
            let make = || Existence::of(self.flow, self.paths(), self.named);
            self.led.existence.get_or_init(make)
        };
        let mut seen = Vec::new();
        for (parsed, read, made) in self.reads_of(at.index) {
            let number = existence().number(made);
            let exists = number.and_then(|number| existence().at(at.index, number));
            if exists == Some(wanted) && !seen.contains(&made) {
                seen.push(made);
                let depth = match made {
                    Made::By(_) => 2,
                    Made::Variable(_) => 3,
                };
                let path = templates::names(read);
                tell(parsed, read, &path.get(..depth).unwrap_or(&path).join("."));
            }
        }
    }
}

/// Whether a text becomes another before Twilio reads it: a template, or a placeholder of a deployment tool.
pub(super) fn is_open(text: &str) -> bool {
    has_liquid(text) || text.contains("${")
}

/// A widget and where it stands.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub index: usize,
    pub widget: &'a Widget,
    pub entry: Option<&'static WidgetType>,
    facts: &'a Facts,
    rendered: &'a Rendered,
}

impl<'a> At<'a> {
    pub fn new(index: usize, widget: &'a Widget, facts: &'a Facts, rendered: &'a Rendered) -> Self {
        Self { index, widget, entry: facts.entry, facts, rendered }
    }

    /// Its templates.
    pub fn templates(&self) -> &'a [Parsed] {
        &self.facts.templates
    }

    /// The keys of the flow's variables that it sets.
    pub fn sets(&self) -> &'a [String] {
        &self.facts.sets
    }

    /// The text of a property where it is known: as it was rendered last, or literally. `None` where Liquid decides.
    pub fn settled(&self, key: &str) -> Option<String> {
        if !self.rendered.is_empty()
            && let Some(text) = self.rendered.get(&(self.widget.id(), key.to_owned()))
        {
            return Some(text.clone());
        }
        self.widget.property_text(key).filter(|text| !is_open(text)).map(|text| text.into_owned())
    }

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
