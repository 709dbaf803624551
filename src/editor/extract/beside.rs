//! What is copied with widgets that no `states` array has room for: notes, and the groups that the widgets are in. It is
//! kept beside the clipboard, and known again by the text there, so that what Studio takes is nothing but states.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::editor::state::OpenFlow;
use crate::flow::side::{GroupChange, NamedGroup, Note, SideChange};
use crate::flow::{Edit, Offset, SideFile};

/// What goes with a copied text.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    text: String,
    /// The notes, where they stood.
    pub notes: Vec<Note>,
    /// The groups of the widgets, with those of their widgets that were copied; and whether those are all.
    groups: Vec<(NamedGroup, bool)>,
}

impl Beside {
    /// What goes with these states of a flow, and with the notes that are selected in it.
    pub fn of(file: &OpenFlow, states: &[Value]) -> Self {
        let side = file.document.side();
        let notes = side.notes().into_iter().filter(|note| file.selection.notes.contains(&note.id)).collect();
        let names: HashSet<&str> = states.iter().filter_map(name_of).collect();
        let groups = side.groups().into_iter().filter_map(|mut group| {
            let is_there = |name: &String| file.flow().named(name).is_some();
            let all = group.widgets.iter().filter(|name| is_there(name)).count();
            group.widgets.retain(|name| names.contains(&**name));
            let is_whole = group.widgets.len() == all;
            (!group.widgets.is_empty()).then_some((group, is_whole))
        });
        Self { text: String::new(), notes, groups: groups.collect() }
    }

    /// What the notes say, for those who can take nothing but text.
    pub fn texts(&self) -> String {
        let texts: Vec<&str> = self.notes.iter().map(|note| &*note.text).collect();
        texts.join("\n\n")
    }

    /// The same, with the text that it goes with.
    pub fn with(self, text: &str) -> Self {
        Self { text: plain(text), ..self }
    }

    /// Whether it goes with a text from the clipboard. Systems may write its lines in their own way.
    pub fn goes_with(&self, text: &str) -> bool {
        self.text == plain(text)
    }

    /// What puts copies of states into the groups of their originals: into one that is there, else, where all of a group
    /// was copied, into one like it.
    pub fn grouping(&self, side: &SideFile, originals: &[Value], copies: &[Value]) -> Vec<Edit> {
        if side.trouble().is_some() {
            return Vec::new();
        }
        let names = originals.iter().zip(copies);
        let names: HashMap<&str, &str> =
            names.filter_map(|(old, new)| Some((name_of(old)?, name_of(new)?))).collect();
        let changes = self.groups.iter().filter_map(|(group, is_whole)| {
            let widgets: Vec<String> =
                group.widgets.iter().filter_map(|name| Some((*names.get(&**name)?).to_owned())).collect();
            match side.group(&group.name) {
                _ if widgets.is_empty() => None,
                Some(_) => Some(GroupChange::Join { name: group.name.clone(), widgets }),
                None => is_whole.then(|| GroupChange::Add(NamedGroup { widgets, ..group.clone() })),
            }
        });
        changes.map(|change| Edit::Beside(SideChange::Group(change))).collect()
    }

    /// The upper left corner of the notes.
    pub fn corner(&self) -> Option<Offset> {
        let places = self.notes.iter().map(|note| note.at);
        places.reduce(|one, two| Offset { x: one.x.min(two.x), y: one.y.min(two.y) })
    }
}

fn name_of(state: &Value) -> Option<&str> {
    state.get("name").and_then(Value::as_str)
}

fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}
