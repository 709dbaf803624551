//! What the checker knows of one widget by itself, worked out once for as long as the widget stays as it is.

use std::collections::HashSet;

use super::names;
use super::templates::{self, Parsed};
use crate::flow::Widget;
use crate::widgets::{WidgetType, templates_of, variables_set, widget_type};

/// What is known of a widget by itself.
pub(super) struct Facts {
    /// Its entry in the catalogue.
    pub entry: Option<&'static WidgetType>,
    /// Its templates. The conditions of a split repeat its input: the same text is kept once.
    pub templates: Vec<Parsed>,
    /// The keys of the flow's variables that it sets.
    pub sets: Vec<String>,
    /// The names of widgets that its templates read, each once.
    reads_widgets: Vec<String>,
    /// Whether they read any variable of the flow.
    reads_variables: bool,
}

impl Facts {
    pub fn of(widget: &Widget) -> Self {
        let mut seen = HashSet::new();
        let templates = templates_of(widget).into_iter().filter(|found| seen.insert(found.text.clone()));
        let templates: Vec<Parsed> = templates.map(templates::parse_one).collect();
        let (mut reads_widgets, mut reads_variables) = (Vec::new(), false);
        for read in templates.iter().flat_map(|parsed| &parsed.reads) {
            match templates::names(read).as_slice() {
                ["widgets", name, ..] => reads_widgets.push((*name).to_owned()),
                ["flow", "variables", ..] => reads_variables = true,
                _ => {}
            }
        }
        reads_widgets.sort_unstable();
        reads_widgets.dedup();
        let (entry, sets) =
            (entry_of(widget), variables_set(widget).into_iter().map(|(_, key)| key).collect());
        Self { entry, templates, sets, reads_widgets, reads_variables }
    }

    /// Whether what names mean in a widget depends on any of these names of widgets, or on the variables of the flow.
    pub fn depends_on(&self, widget: &Widget, names: &[String], variables: bool) -> bool {
        let is_among = |name: &str| names.iter().any(|other| other == name);
        variables && self.reads_variables
            || self.reads_widgets.iter().any(|name| is_among(name))
            || widget.transitions().iter().any(|transition| transition.next.as_deref().is_some_and(is_among))
    }

    /// Whether two versions of a widget have the same name and type and set the same variables.
    pub fn is_named_as(&self, widget: &Widget, other: &Self, other_widget: &Widget) -> bool {
        widget.name() == other_widget.name()
            && widget.kind() == other_widget.kind()
            && self.sets == other.sets
    }
}

impl Facts {
    /// Whether any of these names may be meant by one that is in a widget.
    pub fn may_mean(&self, widget: &Widget, names: &[String]) -> bool {
        let is_near = |sought: &str| names.iter().any(|name| names::is_near(name, sought));
        self.reads_widgets.iter().any(|name| is_near(name))
            || widget.transitions().iter().any(|transition| transition.next.as_deref().is_some_and(is_near))
    }
}

/// Whether two versions of a widget lead somewhere on the same events.
pub(super) fn leads_as(widget: &Widget, other: &Widget) -> bool {
    let (transitions, others) = (widget.transitions(), other.transitions());
    transitions.len() == others.len()
        && transitions
            .iter()
            .zip(others)
            .all(|(one, other)| one.event == other.event && one.next.is_some() == other.next.is_some())
}

fn entry_of(widget: &Widget) -> Option<&'static WidgetType> {
    widget.kind().and_then(widget_type)
}
