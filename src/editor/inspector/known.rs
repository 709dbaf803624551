//! What the templates of a flow read, and which names they could read: for completion and *References*.
//!
//! Worked out once for a version, and of that only for the widgets that changed: a keystroke in a large flow costs
//! one widget.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use egui::{Context, Id};

use crate::editor::state::{FileKey, OpenFlow};
use crate::flow::{Flow, Widget, WidgetId};
use crate::liquid::{self, Key};
use crate::widgets::templates_of;
use crate::widgets::variables_of;

/// A place that reads a variable.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// The widget whose template it is.
    pub widget: WidgetId,
    /// The field.
    pub field: String,
    /// What is read, part by part.
    pub path: Vec<String>,
    /// What is read, for people.
    pub text: String,
}

/// What is known of one widget.
struct Facts {
    reads: Vec<Reading>,
    /// The paths outside of `widgets` that it sets.
    sets: Vec<Vec<String>>,
}

/// What is known of a version of a flow.
pub(super) struct Known {
    version: Flow,
    facts: HashMap<WidgetId, (Arc<Widget>, Arc<Facts>)>,
    /// Every path outside of `widgets` that is read or set somewhere.
    pub paths: BTreeSet<Vec<String>>,
    /// Who reads what is under `widgets.NAME`, by name.
    by_name: HashMap<String, Vec<(WidgetId, usize)>>,
    /// Who reads a path that begins with these two parts and a third.
    by_variable: HashMap<Vec<String>, Vec<(WidgetId, usize)>>,
}

/// What is known of the version that is shown.
pub(super) fn of(ctx: &Context, file: &OpenFlow) -> Arc<Known> {
    let id = Id::unique(("inspector known", file.key));
    let before = ctx.data(|data| data.get_temp::<Arc<Known>>(id));
    if let Some(known) = &before
        && known.version.is_same_as(file.flow())
    {
        return Arc::clone(known);
    }
    let known = Arc::new(Known::of(file.flow(), before.as_deref()));
    ctx.data_mut(|data| data.insert_temp(id, Arc::clone(&known)));
    forget_closed(ctx, file.key);
    known
}

/// Keeps what is known of one flow only: the one that is shown.
fn forget_closed(ctx: &Context, shown: FileKey) {
    let id = Id::unique("inspector known of");
    let before = ctx.data(|data| data.get_temp::<FileKey>(id));
    if let Some(before) = before.filter(|before| *before != shown) {
        ctx.data_mut(|data| data.remove::<Arc<Known>>(Id::unique(("inspector known", before))));
    }
    ctx.data_mut(|data| data.insert_temp(id, shown));
}

impl Known {
    fn of(flow: &Flow, before: Option<&Self>) -> Self {
        let mut known = Self {
            version: flow.clone(),
            facts: HashMap::new(),
            paths: BTreeSet::new(),
            by_name: HashMap::new(),
            by_variable: HashMap::new(),
        };
        for widget in flow.widgets() {
            let same = before
                .and_then(|before| before.facts.get(&widget.id()))
                .filter(|(old, _)| Arc::ptr_eq(old, widget))
                .map(|(_, facts)| Arc::clone(facts));
            let facts = same.unwrap_or_else(|| Arc::new(facts_of(widget)));
            known.add(&facts);
            known.facts.insert(widget.id(), (Arc::clone(widget), facts));
        }
        known
    }

    fn add(&mut self, facts: &Facts) {
        for (index, read) in facts.reads.iter().enumerate() {
            let at = (read.widget, index);
            match read.path.as_slice() {
                [root, name, ..] if root == "widgets" => {
                    self.by_name.entry(name.clone()).or_default().push(at);
                }
                [first, second, third, ..] => {
                    let key = vec![first.clone(), second.clone(), third.clone()];
                    self.by_variable.entry(key).or_default().push(at);
                    self.paths.insert(read.path.clone());
                }
                _ => {
                    self.paths.insert(read.path.clone());
                }
            }
        }
        self.paths.extend(facts.sets.iter().cloned());
    }

    fn reading(&self, (widget, index): (WidgetId, usize)) -> Option<&Reading> {
        self.facts.get(&widget).and_then(|(_, facts)| facts.reads.get(index))
    }

    /// Who reads the variables that a widget leaves or sets.
    pub fn readers_of(&self, widget: &Widget) -> Vec<&Reading> {
        let by_name = widget.name().and_then(|name| self.by_name.get(name));
        let mut found: Vec<&Reading> =
            by_name.into_iter().flatten().filter_map(|at| self.reading(*at)).collect();
        if let Some((_, facts)) = self.facts.get(&widget.id()) {
            let sets = facts.sets.iter().filter_map(|path| self.by_variable.get(path));
            found.extend(sets.flatten().filter_map(|at| self.reading(*at)));
        }
        found
    }

    /// What a widget reads.
    pub fn reads_of(&self, widget: WidgetId) -> &[Reading] {
        self.facts.get(&widget).map(|(_, facts)| facts.reads.as_slice()).unwrap_or_default()
    }
}

fn facts_of(widget: &Widget) -> Facts {
    let mut reads = Vec::new();
    for template in templates_of(widget) {
        for read in liquid::parse(&template.text).reads() {
            let path = names(&read);
            if !path.is_empty() {
                let text = read.text();
                reads.push(Reading { widget: widget.id(), field: template.field.clone(), path, text });
            }
        }
    }
    let sets = variables_of(widget);
    let sets = sets.iter().filter(|variable| !variable.starts_with("{{widgets")).flat_map(|set| path_of(set));
    Facts { reads, sets: sets.collect() }
}

/// The paths of all variables that a widget leaves.
pub(super) fn paths_of(widget: &Widget) -> Vec<Vec<String>> {
    variables_of(widget).iter().flat_map(|variable| path_of(variable)).collect()
}

/// The path that a template of one output reads.
fn path_of(variable: &str) -> Option<Vec<String>> {
    let read = liquid::parse(variable).reads().into_iter().next()?;
    Some(names(&read)).filter(|path| !path.is_empty())
}

/// The parts of a path up to the first that is no name.
fn names(read: &liquid::Read) -> Vec<String> {
    read.path
        .iter()
        .map_while(|segment| match &segment.key {
            Key::Name(name) => Some(name.to_string()),
            Key::Index(_) | Key::Dynamic => None,
        })
        .collect()
}
