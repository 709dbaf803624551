//! What an execution runs: one version of a flow with its templates parsed and its transitions resolved. Nothing
//! changes it, so an edit during a run changes the next run only.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::flow::json::{Json, Kind};
use crate::flow::{Flow, Widget};
use crate::liquid::{self, Key, Template};
use crate::widgets::run::Trigger;
use crate::widgets::{WidgetType, widget_type};

/// A flow made ready to run. Shared by all its executions.
pub struct Program {
    nodes: Vec<Node>,
    initial: Option<usize>,
    templates: HashMap<Box<str>, Prepared>,
    subflows: Subflows,
    /// The SIDs of the flows that it runs, each once, in the order of the file.
    subflow_sids: Vec<String>,
    /// How many of its widgets run another flow.
    subflow_widgets: usize,
    allows_concurrent_calls: bool,
}

/// A text that was parsed when the flow was made ready.
pub(super) struct Prepared {
    pub template: Template,
    /// Whether it writes dates, which depend on the zone.
    pub writes_dates: bool,
}

impl Prepared {
    pub(super) fn of(text: &str) -> Self {
        Self { template: liquid::parse(text), writes_dates: is_filtered_by_date(text) }
    }
}

/// The flows that a flow may run, by SID.
pub type Subflows = BTreeMap<String, Arc<Program>>;

/// The most widgets of a flow that run another one.
const MAX_SUBFLOW_WIDGETS: usize = 150;
/// The most flows that a flow runs.
const MAX_SUBFLOWS: usize = 50;
/// The most widgets of a flow and all that it runs.
pub(super) const MAX_WIDGETS: usize = 2000;

/// A widget, what is known of its type and where its transitions lead.
pub(super) struct Node {
    pub widget: Arc<Widget>,
    pub kind: Option<&'static WidgetType>,
    /// For each transition.
    pub next: Vec<Next>,
}

/// Where a transition leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nowhere: the execution ends.
    End,
    /// To a widget.
    To(usize),
    /// To a name that no widget has.
    Missing(Arc<str>),
}

/// A value that a flow expects from whoever starts it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parameter {
    /// `flow.data.KEY`, which is `trigger.request.parameters.KEY`.
    Data(String),
    /// `trigger.parent.parameters.KEY`.
    Parent(String),
}

impl Program {
    /// Makes a flow ready to run. A flow with mistakes is made ready too; they show when they are run into.
    pub fn compile(flow: &Flow) -> Arc<Self> {
        Self::compile_with(flow, Subflows::new())
    }

    /// The same, with the flows that its Run Subflow widgets name.
    pub fn compile_with(flow: &Flow, subflows: Subflows) -> Arc<Self> {
        let mut by_name: HashMap<&str, usize> = HashMap::new();
        for (index, widget) in flow.widgets().iter().enumerate() {
            if let Some(name) = widget.name() {
                by_name.entry(name).or_insert(index);
            }
        }
        let mut templates = HashMap::new();
        let nodes: Vec<Node> = flow
            .widgets()
            .iter()
            .map(|widget| {
                collect_templates(widget.json(), &mut templates);
                let next = widget
                    .transitions()
                    .iter()
                    .map(|transition| match &transition.next {
                        None => Next::End,
                        Some(name) => by_name
                            .get(&**name)
                            .map_or_else(|| Next::Missing(Arc::clone(name)), |index| Next::To(*index)),
                    })
                    .collect();
                Node { widget: Arc::clone(widget), kind: widget.kind().and_then(widget_type), next }
            })
            .collect();
        let named = flow.initial_state().and_then(|name| by_name.get(&*name).copied());
        let initial =
            named.or_else(|| nodes.iter().position(|node| node.kind.is_some_and(|kind| kind.is_start)));
        let running: Vec<String> = nodes.iter().filter_map(subflow_sid).collect();
        let mut seen = HashSet::new();
        let subflow_sids = running.iter().filter(|sid| seen.insert(*sid)).cloned().collect();
        let flags = flow.envelope("flags").map(Json::to_value);
        let allows_concurrent_calls = flags.is_some_and(|flags| {
            flags.get("allow_concurrent_calls").and_then(serde_json::Value::as_bool).unwrap_or_default()
        });
        Arc::new(Self {
            nodes,
            initial,
            templates,
            subflows,
            subflow_sids,
            subflow_widgets: running.len(),
            allows_concurrent_calls,
        })
    }

    /// The SIDs of the flows that this flow runs, each once, in the order of the file.
    pub fn subflow_sids(&self) -> &[String] {
        &self.subflow_sids
    }

    /// Whether one caller may have several executions at once: the flow's flag of that name.
    pub fn allows_concurrent_calls(&self) -> bool {
        self.allows_concurrent_calls
    }

    /// The SID of the flow that a widget of this flow runs.
    pub(super) fn subflow_sid_of(&self, widget: &str) -> Option<String> {
        self.nodes.iter().find(|node| node.widget.name() == Some(widget)).and_then(subflow_sid)
    }

    /// Whether a widget of this flow runs another flow that is known here.
    pub(super) fn runs_known_subflow(&self, widget: &str) -> bool {
        self.subflow_sid_of(widget).is_some_and(|sid| self.subflow(&sid).is_some())
    }

    pub(super) fn subflow(&self, sid: &str) -> Option<&Arc<Self>> {
        self.subflows.get(sid)
    }

    /// Why Studio would not run the subflows of this flow: one of its limits.
    pub(super) fn subflow_limit(&self) -> Option<String> {
        if self.subflow_widgets > MAX_SUBFLOW_WIDGETS {
            Some(format!("the flow has more than {MAX_SUBFLOW_WIDGETS} widgets that run a subflow"))
        } else if self.subflow_sids.len() > MAX_SUBFLOWS {
            Some(format!("the flow runs more than {MAX_SUBFLOWS} different subflows"))
        } else {
            None
        }
    }

    /// How many widgets the flow and those that it runs have, where they are more than Studio executes.
    pub(super) fn widgets_too_many(&self) -> Option<usize> {
        let run = self.subflow_sids.iter().filter_map(|sid| self.subflow(sid));
        let widgets = self.nodes.len() + run.map(|program| program.nodes.len()).sum::<usize>();
        (widgets > MAX_WIDGETS).then_some(widgets)
    }

    /// The triggers that lead somewhere, in the order of the file.
    pub fn connected_triggers(&self) -> Vec<Trigger> {
        let Some(initial) = self.initial.and_then(|index| self.nodes.get(index)) else { return Vec::new() };
        let transitions = initial.widget.transitions().iter().filter(|transition| transition.next.is_some());
        transitions
            .filter_map(|transition| {
                Trigger::ALL.into_iter().find(|trigger| trigger.event() == &*transition.event)
            })
            .collect()
    }

    /// The values that the flow's templates read from its starter, each once.
    pub fn parameters(&self) -> BTreeSet<Parameter> {
        let mut found = BTreeSet::new();
        for read in self.templates.values().flat_map(|prepared| prepared.template.reads()) {
            let names: Vec<&str> = read.path.iter().map_while(|segment| name_of(&segment.key)).collect();
            match names.as_slice() {
                ["flow", "data", key, ..] | ["trigger", "request", "parameters", key, ..] => {
                    found.insert(Parameter::Data((*key).to_owned()));
                }
                ["trigger", "parent", "parameters", key, ..] => {
                    found.insert(Parameter::Parent((*key).to_owned()));
                }
                _ => {}
            }
        }
        found
    }

    /// A widget of this flow by name, the first of that name.
    pub fn widget(&self, name: &str) -> Option<&Arc<Widget>> {
        self.nodes.iter().map(|node| &node.widget).find(|widget| widget.name() == Some(name))
    }

    /// The widgets that a name means, each with its name in traces: one of this flow, `outer/inner` for one of a
    /// subflow, or, where this flow has none of the name, those of all subflows.
    pub fn widgets_named(&self, name: &str) -> Vec<(String, &Arc<Widget>)> {
        if let Some(widget) = self.widget(name) {
            return vec![(name.to_owned(), widget)];
        }
        let (outer, inner) = match name.split_once('/') {
            Some((outer, inner)) => (Some(outer), inner),
            None => (None, name),
        };
        let running =
            self.nodes.iter().filter(|node| outer.is_none_or(|outer| node.widget.name() == Some(outer)));
        running
            .filter_map(|node| {
                let widget = self.subflow(&subflow_sid(node)?)?.widget(inner)?;
                Some((format!("{}/{inner}", node.widget.title()), widget))
            })
            .collect()
    }

    /// The names of all widgets as traces have them: those of the flow first, then `outer/inner` for those of the
    /// flows that it runs.
    pub(super) fn names(&self) -> Vec<String> {
        let own = |program: &Self| -> Vec<String> {
            program.nodes.iter().filter_map(|node| node.widget.name().map(str::to_owned)).collect()
        };
        let mut names = own(self);
        for node in &self.nodes {
            let program = subflow_sid(node).and_then(|sid| self.subflow(&sid));
            let inner = program.map(|program| own(program)).unwrap_or_default();
            names.extend(inner.iter().map(|inner| format!("{}/{inner}", node.widget.title())));
        }
        names
    }

    /// The one widget that a trace calls by this name.
    pub(super) fn widget_in_traces(&self, name: &str) -> Option<&Arc<Widget>> {
        self.widgets_named(name).into_iter().find(|(known, _)| known == name).map(|(_, widget)| widget)
    }

    /// The widgets of the flow itself, in the order of the file.
    pub(super) fn widgets(&self) -> impl Iterator<Item = &Arc<Widget>> {
        self.nodes.iter().map(|node| &node.widget)
    }

    pub(super) fn node(&self, index: usize) -> Option<&Node> {
        self.nodes.get(index)
    }

    pub(super) fn initial(&self) -> Option<usize> {
        self.initial
    }

    /// Whether a template of the flow has this in its text.
    pub(super) fn mentions(&self, text: &str) -> bool {
        self.templates.keys().any(|source| source.contains(text))
    }

    /// The parsed template of a text that stands in the flow.
    pub(super) fn template(&self, source: &str) -> Option<&Prepared> {
        self.templates.get(source)
    }
}

/// The SID of the flow that a widget runs, where its type runs one and it names one.
fn subflow_sid(node: &Node) -> Option<String> {
    let text = node.widget.property_text(node.kind?.subflow?)?;
    Some(text.trim().to_owned()).filter(|sid| !sid.is_empty())
}

/// Whether a template has the filter `date`, as far as its text shows.
fn is_filtered_by_date(text: &str) -> bool {
    text.split('|').skip(1).any(|filter| {
        let rest = filter.trim_start().strip_prefix("date");
        rest.is_some_and(|rest| !rest.starts_with(|char: char| char.is_alphanumeric() || char == '_'))
    })
}

fn name_of(key: &Key) -> Option<&str> {
    match key {
        Key::Name(name) => Some(name),
        Key::Index(_) | Key::Dynamic => None,
    }
}

/// Whether a text has to be rendered at all.
pub(super) fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// Parses every text of a state that could be a template. What is parsed and never rendered costs a little, once.
fn collect_templates(json: &Json, templates: &mut HashMap<Box<str>, Prepared>) {
    if let Some(text) = json.as_text() {
        if is_template(&text) && !templates.contains_key(&*text) {
            templates.insert((&*text).into(), Prepared::of(&text));
        }
    } else if let Kind::Array(_) = json.kind {
        json.as_array().unwrap_or_default().iter().for_each(|item| collect_templates(item, templates));
    } else {
        json.as_object()
            .unwrap_or_default()
            .iter()
            .for_each(|member| collect_templates(&member.value, templates));
    }
}
