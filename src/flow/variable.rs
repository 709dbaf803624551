//! A variable of the flow gets another name: the lists that set it, and every template that reads it, follow.
//!
//! Which lists set variables is the catalogue's business: the caller names them. What can only be known when the flow
//! runs (`flow.variables[name]`) is not rewritten but told.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::edit::EditError;
use super::json::{Json, Kind};
use super::model::Flow;
use super::widget::WidgetId;
use crate::liquid::{self, Key, Read, Segment};

#[cfg(test)]
mod tests;

/// A text that names a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The widget.
    pub widget: WidgetId,
    /// A JSON pointer to the text within the state.
    pub pointer: String,
    /// How often the variable is named there.
    pub count: usize,
    /// Whether the text is the key of an entry that sets the variable.
    pub is_write: bool,
}

/// A text that may mean a variable without naming it in a way that can be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The widget.
    pub widget: WidgetId,
    /// A JSON pointer to the text within the state.
    pub pointer: String,
    /// Why nobody can tell.
    pub why: DoubtKind,
}

/// Why nobody can tell whether a text means a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DoubtKind {
    /// The name is worked out when the flow runs: `flow.variables[name]`.
    Dynamic,
    /// All variables are taken at once: `flow.variables`.
    Whole,
    /// The template has mistakes.
    Broken,
}

/// Where a variable is named, and where it may be meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// The texts that a rename rewrites.
    pub places: Vec<Mention>,
    /// The texts that a rename leaves alone, or can only rewrite in part.
    pub doubts: Vec<Doubt>,
}

impl Mentions {
    /// How often the variable is named.
    pub fn count(&self) -> usize {
        self.places.iter().map(|place| place.count).sum()
    }

    /// How many widgets name it.
    pub fn widgets(&self) -> usize {
        self.places.iter().map(|place| place.widget).collect::<HashSet<_>>().len()
    }
}

/// Whether a variable may be renamed to this: it can stand behind a dot everywhere.
pub fn is_good_name(name: &str) -> bool {
    liquid::is_plain_name(name)
}

/// Where a flow names a variable. `lists` are the lists of variables: widgets with the property that holds each list.
pub fn mentions(flow: &Flow, name: &str, lists: &[(WidgetId, String)]) -> Mentions {
    let wanted = Wanted::of(flow, name, lists);
    let mut found = Mentions::default();
    for widget in flow.widgets() {
        let id = widget.id();
        each_text(widget.json(), wanted.lists_of(id), &mut |pointer, text, is_key| {
            let count =
                if is_key { usize::from(text.trim() == name) } else { wanted.changes(text, name).len() };
            if count > 0 {
                found.places.push(Mention {
                    widget: id,
                    pointer: pointer.to_owned(),
                    count,
                    is_write: is_key,
                });
            }
            if let Some(why) = wanted.doubt(text).filter(|_| !is_key) {
                found.doubts.push(Doubt { widget: id, pointer: pointer.to_owned(), why });
            }
        });
    }
    found
}

/// The flow with a variable renamed.
pub(super) fn rename(
    flow: &Flow,
    from: &str,
    to: &str,
    lists: &[(WidgetId, String)],
) -> Result<Flow, EditError> {
    if !is_good_name(to) {
        return Err(EditError::BadVariable(to.to_owned()));
    }
    let wanted = Wanted::of(flow, from, lists);
    let touched: Vec<WidgetId> = flow
        .widgets()
        .iter()
        .filter(|widget| super::rename::any_text(widget.json(), &|text| text.contains(from)))
        .map(|widget| widget.id())
        .collect();
    Ok(flow.with_each(&touched, |id, state| {
        change_texts(state, wanted.lists_of(id), &mut |json, is_key| {
            let Some(text) = json.as_text() else { return };
            let changes = match (is_key, text.trim() == from) {
                // White space around a key does not count when the flow runs; it stays.
                (true, true) => {
                    let start = text.len() - text.trim_start().len();
                    vec![(start..start + from.len(), to.to_owned())]
                }
                (true, false) => Vec::new(),
                (false, _) => wanted.changes(&text, to),
            };
            if !changes.is_empty() {
                json.splice(&changes);
            }
        });
    }))
}

/// What is looked for.
struct Wanted<'a> {
    name: &'a str,
    lists: HashMap<WidgetId, Vec<&'a str>>,
    /// The widgets that set it: what they set they also leave under their own name. One whose name another bears too
    /// is not among them, since nobody can tell which of the two a template means.
    setters: HashSet<&'a str>,
}

impl<'a> Wanted<'a> {
    fn of(flow: &'a Flow, name: &'a str, lists: &'a [(WidgetId, String)]) -> Self {
        let mut by_widget: HashMap<WidgetId, Vec<&str>> = HashMap::new();
        for (widget, list) in lists {
            by_widget.entry(*widget).or_default().push(list);
        }
        let doubled = flow.doubled_names();
        let sets = |id: &WidgetId, keys: &[&str]| {
            let state = flow.widget(*id)?;
            let mut sets = false;
            each_text(state.json(), keys, &mut |_, text, is_key| sets |= is_key && text.trim() == name);
            state.name().filter(|name| sets && !doubled.contains_key(name))
        };
        let setters = by_widget.iter().filter_map(|(id, keys)| sets(id, keys)).collect();
        Self { name, lists: by_widget, setters }
    }

    fn lists_of(&self, widget: WidgetId) -> &[&'a str] {
        self.lists.get(&widget).map(Vec::as_slice).unwrap_or_default()
    }

    /// The part of a path that names the variable.
    fn part(&self, read: &Read) -> Option<usize> {
        match names(read).as_slice() {
            ["flow", "variables", name, ..] if *name == self.name => Some(2),
            ["widgets", widget, name, ..] if *name == self.name && self.setters.contains(widget) => Some(2),
            _ => None,
        }
    }

    fn changes(&self, text: &str, to: &str) -> Vec<(Range<usize>, String)> {
        if !text.contains('{') || !text.contains(self.name) {
            return Vec::new();
        }
        liquid::rename_parts(text, to, |read| self.part(read))
    }

    /// Why nobody can tell whether a text means the variable.
    fn doubt(&self, text: &str) -> Option<DoubtKind> {
        if !text.contains("{{") && !text.contains("{%") {
            return None;
        }
        let template = liquid::parse(text);
        let mut doubts = template.reads().into_iter().filter_map(|read| self.doubt_of(&read));
        let is_broken = || !template.errors().is_empty() && text.contains(self.name);
        doubts.next().or_else(|| is_broken().then_some(DoubtKind::Broken))
    }

    fn doubt_of(&self, read: &Read) -> Option<DoubtKind> {
        let known = names(read);
        let may_hold = match known.as_slice() {
            [] | ["flow"] | ["flow", "variables"] => true,
            ["widgets", widget] => self.setters.contains(widget),
            ["widgets"] => !self.setters.is_empty(),
            _ => false,
        };
        let is_whole = known.len() == read.path.len();
        may_hold.then_some(if is_whole { DoubtKind::Whole } else { DoubtKind::Dynamic })
    }
}

/// The parts that a path begins with, up to the first that is no name.
fn names(read: &Read) -> Vec<&str> {
    read.path.iter().map_while(name_of).collect()
}

fn name_of(part: &Segment) -> Option<&str> {
    match &part.key {
        Key::Name(name) => Some(&**name),
        Key::Index(_) | Key::Dynamic => None,
    }
}

/// Every text of a state that a rename may touch, with its pointer; whether it is the key of an entry of one of the
/// `lists`.
fn each_text(state: &Json, lists: &[&str], tell: &mut dyn FnMut(&str, &str, bool)) {
    for member in state.get("properties").and_then(Json::as_object).unwrap_or_default() {
        let key = member.name();
        let mut pointer = format!("/properties/{}", escaped(&key));
        each_below(&member.value, &mut pointer, level_of(lists, &key), tell);
    }
    let transitions = state.get("transitions").and_then(Json::as_array).unwrap_or_default();
    for (index, transition) in transitions.iter().enumerate() {
        if let Some(conditions) = transition.get("conditions") {
            let mut pointer = format!("/transitions/{index}/conditions");
            each_below(conditions, &mut pointer, Level::Elsewhere, tell);
        }
    }
}

/// Where in a list of variables a value stands.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Elsewhere,
    List,
    Entry,
    Key,
}

fn level_of(lists: &[&str], key: &str) -> Level {
    if lists.contains(&key) { Level::List } else { Level::Elsewhere }
}

impl Level {
    fn item(self) -> Self {
        if self == Self::List { Self::Entry } else { Self::Elsewhere }
    }

    fn member(self, key: &str) -> Self {
        if self == Self::Entry && key == "key" { Self::Key } else { Self::Elsewhere }
    }
}

fn each_below(json: &Json, pointer: &mut String, level: Level, tell: &mut dyn FnMut(&str, &str, bool)) {
    let length = pointer.len();
    match &json.kind {
        Kind::Literal(_) => {}
        Kind::String(_) => {
            if let Some(text) = json.as_text() {
                tell(pointer, &text, level == Level::Key);
            }
        }
        Kind::Array(list) => {
            for (index, item) in list.items.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                each_below(item, pointer, level.item(), tell);
                pointer.truncate(length);
            }
        }
        Kind::Object(list) => {
            for member in &list.items {
                let key = member.name();
                pointer.push('/');
                pointer.push_str(&escaped(&key));
                each_below(&member.value, pointer, level.member(&key), tell);
                pointer.truncate(length);
            }
        }
    }
}

/// As [`each_text`], to be changed.
fn change_texts(state: &mut Json, lists: &[&str], change: &mut dyn FnMut(&mut Json, bool)) {
    if let Some(Json { kind: Kind::Object(properties), .. }) = state.get_mut("properties") {
        for member in &mut properties.items {
            let level = level_of(lists, &member.name());
            change_below(&mut member.value, level, change);
        }
    }
    if let Some(Json { kind: Kind::Array(transitions), .. }) = state.get_mut("transitions") {
        for transition in &mut transitions.items {
            if let Some(conditions) = transition.get_mut("conditions") {
                change_below(conditions, Level::Elsewhere, change);
            }
        }
    }
}

fn change_below(json: &mut Json, level: Level, change: &mut dyn FnMut(&mut Json, bool)) {
    match &mut json.kind {
        Kind::Literal(_) => {}
        Kind::String(_) => change(json, level == Level::Key),
        Kind::Array(list) => {
            list.items.iter_mut().for_each(|item| change_below(item, level.item(), change));
        }
        Kind::Object(list) => {
            for member in &mut list.items {
                let level = level.member(&member.name());
                change_below(&mut member.value, level, change);
            }
        }
    }
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
