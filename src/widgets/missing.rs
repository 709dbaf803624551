//! What the templates of widgets read that their flow does not have, as after a paste from another flow.

use std::collections::HashSet;

use super::templates::templates_of;
use super::variables::variables_set;
use crate::flow::{Flow, WidgetId};
use crate::liquid::{self, Key, Read};

/// Something that is read and not there, with the first place that reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingRead {
    /// What is missing.
    pub what: Missing,
    /// The widget that reads it.
    pub widget: WidgetId,
    /// The field that it reads it in.
    pub field: String,
}

/// Something that a flow does not have.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// A variable that no widget sets.
    Variable(String),
    /// A widget of that name.
    Widget(String),
}

impl std::fmt::Display for Missing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variable(name) => write!(formatter, "`flow.variables.{name}`"),
            Self::Widget(name) => write!(formatter, "widget `{name}`"),
        }
    }
}

/// The names that a path begins with, up to the first part that is none.
pub(super) fn names(read: &Read) -> Vec<&str> {
    read.path
        .iter()
        .map_while(|part| match &part.key {
            Key::Name(name) => Some(&**name),
            Key::Index(_) | Key::Dynamic => None,
        })
        .collect()
}

/// What these widgets read that their flow does not have, each once, in the order of the file.
pub fn missing_reads(flow: &Flow, widgets: &[WidgetId]) -> Vec<MissingRead> {
    let there: HashSet<&str> = flow.widgets().iter().filter_map(|widget| widget.name()).collect();
    let set: HashSet<String> =
        flow.widgets().iter().flat_map(|widget| variables_set(widget)).map(|(_, key)| key).collect();
    let mut seen: HashSet<Missing> = HashSet::new();
    let mut found = Vec::new();
    for widget in widgets.iter().filter_map(|id| flow.widget(*id)) {
        for template in templates_of(widget) {
            for read in liquid::parse(&template.text).reads() {
                let what = match names(&read).as_slice() {
                    ["flow", "variables", name, ..] if !set.contains(*name) => {
                        Missing::Variable((*name).to_owned())
                    }
                    ["widgets", name, ..] if !there.contains(name) => Missing::Widget((*name).to_owned()),
                    _ => continue,
                };
                if seen.insert(what.clone()) {
                    found.push(MissingRead { what, widget: widget.id(), field: template.field.clone() });
                }
            }
        }
    }
    found
}
