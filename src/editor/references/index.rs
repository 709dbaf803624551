//! Who reads and who writes what in a flow, and which names its templates could read: for completion and *References*.
//!
//! Worked out once for a version, and of that only for the widgets that changed: a keystroke in a large flow costs
//! one widget.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use egui::{Context, Id};

use crate::check::{self, Reach};
use crate::editor::state::{FileKey, OpenFlow};
use crate::flow::{Flow, Widget, WidgetId};
use crate::liquid::{self, Key};
use crate::widgets::{leaves, list_of_variables, templates_of, variables_of, variables_set};

#[cfg(test)]
mod tests;

/// A place that reads a variable.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The widget whose template it is.
    pub widget: WidgetId,
    /// The field.
    pub field: String,
    /// The very place within the field, as [`super::super::action::Action::Reveal`] takes it.
    pub place: String,
    /// What is read, part by part.
    pub path: Vec<String>,
    /// What is read, for people.
    pub text: String,
}

/// A place that sets a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// The widget.
    pub widget: WidgetId,
    /// The entry that sets it; none where the widget leaves it by itself.
    pub place: Option<String>,
}

/// What sort of thing is read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A variable of the flow: `flow.variables.x`.
    Variable,
    /// What a widget leaves: `widgets.ask.inbound.Body`.
    Output,
    /// What comes with the start, or from Studio itself.
    Given,
}

/// What stands out about a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// No template reads it.
    NeverRead,
    /// Nothing writes it.
    NeverWritten,
    /// It belongs to a widget that is not there.
    NoWidget,
}

impl Mark {
    /// The words for it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NeverRead => "never read",
            Self::NeverWritten => "never written",
            Self::NoWidget => "no such widget",
        }
    }
}

/// Something that a flow reads or writes.
#[derive(Clone, Debug)]
pub struct Thing {
    /// Its path as text, as a template would write it.
    pub text: String,
    /// What sort of thing it is.
    pub kind: Kind,
    /// Who writes it.
    pub writers: Vec<Writing>,
    /// Who reads it: widget, and number of the reading there.
    readers: Vec<(WidgetId, usize)>,
    /// What stands out about it.
    pub mark: Option<Mark>,
}

impl Thing {
    /// The key of a variable of the flow.
    pub fn variable(&self) -> Option<&str> {
        self.text.strip_prefix(VARIABLES).filter(|_| self.kind == Kind::Variable)
    }

    /// How many places read it.
    pub fn reader_count(&self) -> usize {
        self.readers.len()
    }
}

/// What stands before the key of a variable.
const VARIABLES: &str = "flow.variables.";

/// What is known of one widget.
struct Facts {
    reads: Vec<Reading>,
    /// The variables of the flow that it sets, with the place of each.
    sets: Vec<(String, String)>,
    /// What it leaves, once somebody has asked.
    left: OnceLock<Vec<Vec<String>>>,
}

/// What is known of a version of a flow.
pub struct Index {
    version: Flow,
    facts: HashMap<WidgetId, (Arc<Widget>, Arc<Facts>)>,
    /// Every path outside of `widgets` that is read or set somewhere.
    pub paths: BTreeSet<Vec<String>>,
    /// Who reads what is under `widgets.NAME`, by name.
    by_name: HashMap<String, Vec<(WidgetId, usize)>>,
    /// Everything that is read, and every variable that is set, by path.
    things: BTreeMap<Vec<String>, Thing>,
    /// The paths of what each widget writes.
    written: HashMap<WidgetId, Vec<Vec<String>>>,
    unread: OnceLock<Vec<Thing>>,
}

/// What is known of the version that is shown.
pub fn of(ctx: &Context, file: &OpenFlow) -> Arc<Index> {
    let id = Id::unique(("references", file.key));
    let before = ctx.data(|data| data.get_temp::<Arc<Index>>(id));
    if let Some(index) = &before
        && index.version.is_same_as(file.flow())
    {
        return Arc::clone(index);
    }
    let index = Arc::new(Index::of(file.flow(), before.as_deref()));
    ctx.data_mut(|data| data.insert_temp(id, Arc::clone(&index)));
    forget_closed(ctx, file.key);
    index
}

/// Keeps what is known of one flow only: the one that is shown.
fn forget_closed(ctx: &Context, shown: FileKey) {
    let id = Id::unique("references of");
    let before = ctx.data(|data| data.get_temp::<FileKey>(id));
    if let Some(before) = before.filter(|before| *before != shown) {
        ctx.data_mut(|data| data.remove::<Arc<Index>>(Id::unique(("references", before))));
    }
    ctx.data_mut(|data| data.insert_temp(id, shown));
}

/// A version, a widget of it, and what can exist there.
type Reached = (Flow, WidgetId, Option<Arc<Reach>>);

/// What can exist at a widget of the version that is shown; `None` where nothing can be said.
pub fn reach_of(ctx: &Context, file: &OpenFlow, widget: WidgetId) -> Option<Arc<Reach>> {
    let id = Id::unique("references reach");
    let known = ctx.data(|data| data.get_temp::<Arc<Reached>>(id));
    if let Some(known) = known.filter(|known| known.1 == widget && known.0.is_same_as(file.flow())) {
        return known.2.clone();
    }
    let found = check::reach(file.flow(), &file.derived.graph, widget).map(Arc::new);
    let known: Arc<Reached> = Arc::new((file.flow().clone(), widget, found.clone()));
    ctx.data_mut(|data| data.insert_temp(id, known));
    found
}

impl Index {
    fn of(flow: &Flow, before: Option<&Self>) -> Self {
        let mut index = Self {
            version: flow.clone(),
            facts: HashMap::new(),
            paths: BTreeSet::new(),
            by_name: HashMap::new(),
            things: BTreeMap::new(),
            written: HashMap::new(),
            unread: OnceLock::new(),
        };
        for widget in flow.widgets() {
            let same = before
                .and_then(|before| before.facts.get(&widget.id()))
                .filter(|(old, _)| Arc::ptr_eq(old, widget))
                .map(|(_, facts)| Arc::clone(facts));
            let facts = same.unwrap_or_else(|| Arc::new(facts_of(widget)));
            index.add(widget.id(), &facts);
            index.facts.insert(widget.id(), (Arc::clone(widget), facts));
        }
        index.finish(flow);
        index
    }

    fn add(&mut self, widget: WidgetId, facts: &Facts) {
        for (number, read) in facts.reads.iter().enumerate() {
            match read.path.as_slice() {
                [root, name, ..] if root == "widgets" => {
                    self.by_name.entry(name.clone()).or_default().push((widget, number));
                }
                _ => {
                    self.paths.insert(read.path.clone());
                }
            }
            self.thing(subject_of(&read.path)).readers.push((widget, number));
        }
        for (key, place) in &facts.sets {
            let path = vec!["flow".to_owned(), "variables".to_owned(), key.clone()];
            self.paths.insert(path.clone());
            self.thing(&path).writers.push(Writing { widget, place: Some(place.clone()) });
        }
    }

    fn thing(&mut self, path: &[String]) -> &mut Thing {
        self.things.entry(path.to_vec()).or_insert_with(|| {
            let kind = match path {
                [root, second, ..] if root == "flow" && second == "variables" => Kind::Variable,
                [root, ..] if root == "widgets" => Kind::Output,
                _ => Kind::Given,
            };
            Thing { text: path.join("."), kind, writers: Vec::new(), readers: Vec::new(), mark: None }
        })
    }

    /// Says who leaves what is read of widgets, and what stands out.
    fn finish(&mut self, flow: &Flow) {
        let mut by_name: HashMap<&str, &Widget> = HashMap::new();
        for widget in flow.widgets() {
            if let Some(name) = widget.name() {
                by_name.entry(name).or_insert(widget);
            }
        }
        self.count_readers_of_setters(&by_name);
        for (path, thing) in &mut self.things {
            thing.mark = match (thing.kind, path.as_slice()) {
                (Kind::Output, [_, name, below @ ..]) => match by_name.get(name.as_str()) {
                    None => Some(Mark::NoWidget),
                    Some(widget) => {
                        let below: Vec<&str> = below.iter().map(String::as_str).collect();
                        let is_left = leaves(widget, &below) != Some(false);
                        if is_left {
                            let place = entry_of(widget, below.first().copied());
                            thing.writers.push(Writing { widget: widget.id(), place });
                        }
                        (!is_left).then_some(Mark::NeverWritten)
                    }
                },
                (Kind::Variable, [_, _, _, ..]) if thing.writers.is_empty() => Some(Mark::NeverWritten),
                (Kind::Variable, _) if thing.readers.is_empty() => Some(Mark::NeverRead),
                _ => None,
            };
            let mut seen = HashSet::new();
            for writer in thing.writers.iter().filter(|writer| seen.insert(writer.widget)) {
                self.written.entry(writer.widget).or_default().push(path.clone());
            }
        }
    }

    /// A variable that a widget sets is read as `widgets.NAME.KEY`, too.
    fn count_readers_of_setters(&mut self, by_name: &HashMap<&str, &Widget>) {
        let mut sets: HashMap<&str, HashSet<String>> = HashMap::new();
        for (name, widget) in by_name {
            if list_of_variables(widget).is_some() {
                sets.insert(name, variables_set(widget).into_iter().map(|(_, key)| key).collect());
            }
        }
        let mut found = Vec::new();
        for (path, thing) in &self.things {
            if let [root, name, key, ..] = path.as_slice()
                && root == "widgets"
                && sets.get(name.as_str()).is_some_and(|keys| keys.contains(key))
            {
                let variable = vec!["flow".to_owned(), "variables".to_owned(), key.clone()];
                found.push((variable, thing.readers.clone()));
            }
        }
        for (variable, readers) in found {
            if let Some(thing) = self.things.get_mut(&variable) {
                thing.readers.extend(readers);
            }
        }
    }

    /// Everything that is read, and every variable that is set, sorted by path.
    pub fn things(&self) -> impl Iterator<Item = &Thing> {
        self.things.values()
    }

    /// A variable of the flow.
    pub fn variable(&self, key: &str) -> Option<&Thing> {
        self.things.get(["flow", "variables", key].map(str::to_owned).as_slice())
    }

    /// What widgets leave and no template reads. What Set Variables leaves is read as a variable of the flow.
    pub fn unread(&self) -> &[Thing] {
        self.unread.get_or_init(|| {
            let mut unread = Vec::new();
            let widgets = self.version.widgets().iter();
            for widget in widgets.filter(|widget| list_of_variables(widget).is_none()) {
                let Some((_, facts)) = self.facts.get(&widget.id()) else { continue };
                let left = facts.left.get_or_init(|| paths_of(widget));
                for path in left.iter().filter(|path| !self.is_read(path)) {
                    let text = path.join(".");
                    let writers = vec![Writing { widget: widget.id(), place: None }];
                    let mark = Some(Mark::NeverRead);
                    unread.push(Thing { text, kind: Kind::Output, writers, readers: Vec::new(), mark });
                }
            }
            unread.sort_by(|one, two| one.text.cmp(&two.text));
            unread
        })
    }

    /// Whether something is read, or a part of it, or something that it is a part of.
    fn is_read(&self, path: &[String]) -> bool {
        let part = self.things.range(path.to_vec()..).next().is_some_and(|(read, _)| read.starts_with(path));
        part || (2..path.len())
            .any(|end| path.get(..end).is_some_and(|whole| self.things.contains_key(whole)))
    }

    /// Who reads a thing, in the order of the file.
    pub fn readers<'a>(&'a self, thing: &'a Thing) -> impl Iterator<Item = &'a Reading> {
        thing.readers.iter().filter_map(|at| self.reading(*at))
    }

    fn reading(&self, (widget, index): (WidgetId, usize)) -> Option<&Reading> {
        self.facts.get(&widget).and_then(|(_, facts)| facts.reads.get(index))
    }

    /// Who reads the variables that a widget leaves or sets.
    pub fn readers_of(&self, widget: &Widget) -> Vec<&Reading> {
        let by_name = widget.name().and_then(|name| self.by_name.get(name));
        let of_variables = self
            .written_by(widget.id())
            .filter(|thing| thing.kind == Kind::Variable)
            .flat_map(|t| &t.readers);
        // What is read by the widget's name may be one of its variables.
        let mut seen = HashSet::new();
        let all = by_name.into_iter().flatten().chain(of_variables);
        all.filter(|at| seen.insert(**at)).filter_map(|at| self.reading(*at)).collect()
    }

    /// What a widget writes: the variables that it sets, and what others read of what it leaves.
    pub fn written_by(&self, widget: WidgetId) -> impl Iterator<Item = &Thing> {
        let paths = self.written.get(&widget).into_iter().flatten();
        paths.filter_map(|path| self.things.get(path))
    }

    /// What a widget reads.
    pub fn reads_of(&self, widget: WidgetId) -> &[Reading] {
        self.facts.get(&widget).map(|(_, facts)| facts.reads.as_slice()).unwrap_or_default()
    }

    /// The thing that a reading is about.
    pub fn read_by(&self, reading: &Reading) -> Option<&Thing> {
        self.things.get(subject_of(&reading.path))
    }
}

/// What a path is about: below a variable or a parameter stands what the flow's own data has in it.
fn subject_of(path: &[String]) -> &[String] {
    let parts: Vec<&str> = path.iter().take(3).map(String::as_str).collect();
    let length = match parts.as_slice() {
        ["flow", "variables" | "data", _] => 3,
        ["trigger", "request" | "parent", "parameters"] => 4,
        _ => path.len(),
    };
    path.get(..length).unwrap_or(path)
}

/// The entry by which a widget sets a variable, where it has a list of them.
fn entry_of(widget: &Widget, key: Option<&str>) -> Option<String> {
    let list = list_of_variables(widget)?;
    let (index, _) = variables_set(widget).into_iter().find(|(_, set)| Some(set.as_str()) == key)?;
    Some(format!("{list}/{index}"))
}

fn facts_of(widget: &Widget) -> Facts {
    let mut reads = Vec::new();
    let mut seen = HashSet::new();
    for template in templates_of(widget) {
        // The conditions of a split repeat what it tests, which is no reader of its own.
        let is_repeated = template.pointer.contains("/arguments/") && seen.contains(&template.text);
        seen.insert(template.text.clone());
        if is_repeated && template.field == "transitions" {
            continue;
        }
        let place = template.pointer.strip_prefix("/properties").unwrap_or(&template.pointer);
        let place = place.trim_start_matches('/').to_owned();
        for read in liquid::parse(&template.text).reads() {
            let path = names(&read);
            if !path.is_empty() {
                let (field, place, text) = (template.field.clone(), place.clone(), read.text());
                reads.push(Reading { widget: widget.id(), field, place, path, text });
            }
        }
    }
    let list = list_of_variables(widget).unwrap_or_default();
    let sets = variables_set(widget).into_iter().map(|(index, key)| (key, format!("{list}/{index}")));
    Facts { reads, sets: sets.collect(), left: OnceLock::new() }
}

/// The paths of all variables that a widget leaves.
pub fn paths_of(widget: &Widget) -> Vec<Vec<String>> {
    variables_of(widget).iter().filter_map(|variable| path_of(variable)).collect()
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
