//! A widget of a type that Studio does not have.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::flow::nearest;
use crate::widgets::{CATALOGUE, widget_type};

pub(super) const RULE: Rule = Rule {
    code: "unknown-type",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A widget of a type that Studio does not have",
    why: "Studio's schema names every type, and the service refuses any other",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(kind) = at.widget.kind().filter(|_| at.entry.is_none()) else { return };
    let known = || CATALOGUE.iter().map(|entry| entry.id);
    let near = nearest(kind, known());
    let mut message = format!(
        "`{kind}` does not have a value in the enumeration [{}]",
        known().collect::<Vec<_>>().join(", ")
    );
    if let Some(near) = near {
        message = format!("there is no widget type `{kind}`: did you mean `{near}`?");
    }
    let found = sink.add(message, at.place("/type"));
    let has_events_of = |near: &&str| {
        let entry = widget_type(near);
        let mut events = at.widget.transitions().iter();
        entry.is_some_and(|entry| {
            entry.is_open() || events.all(|transition| entry.event(&transition.event).is_some())
        })
    };
    if let Some(near) = near.filter(has_events_of) {
        let mut state = at.widget.json().to_value();
        if let Some(found) = state.get_mut("type") {
            *found = near.into();
        }
        found.fix(format!("Make it {near}"), Edit::SetState { widget: at.widget.id(), state });
    }
}
