//! What contacts could do with a flow, as a beginning for whoever plans them: read from the flow and the catalogue.

use super::{Doing, Ending, Weighted};
use crate::flow::{Flow, Graph, Widget, WidgetId};
use crate::sim::likely::{likely_answers, likely_bodies};
use crate::sim::world::Stub;
use crate::widgets::run::Awaited;
use crate::widgets::{EventKind, WidgetType, widget_type};

/// The weight of all likely answers together.
const LIKELY: u32 = 80;
/// The weight of an answer that nobody expects, and of silence.
const UNLIKELY: u32 = 10;
/// An answer that no branch is likely to expect.
const SOMETHING_ELSE: &str = "something else";
/// How often, of a hundred times, a request fails.
const FAILS: u32 = 5;

/// A widget that waits for the contact.
#[derive(Clone, Debug, PartialEq)]
pub struct Asks {
    /// The widget.
    pub widget: WidgetId,
    /// Its name.
    pub name: String,
    /// Whether keys or speech are awaited.
    pub is_voice: bool,
    /// What could be answered: what the next branches compare with, something else, and nothing.
    pub answers: Weighted<Doing>,
}

/// A widget that does something which can fail.
#[derive(Clone, Debug, PartialEq)]
pub struct Outward {
    /// The widget.
    pub widget: WidgetId,
    /// Its name.
    pub name: String,
    /// The event by which it is left where that fails.
    pub failure: &'static str,
    /// Whether it asks a server, and so gets an answer.
    pub fetches: bool,
    /// How it could end.
    pub endings: Weighted<Ending>,
}

/// The widgets that wait for the contact, in the order of the file, each with a proposal.
pub fn asks(flow: &Flow) -> Vec<Asks> {
    let graph = Graph::of(flow);
    let waiting = flow.widgets().iter().filter_map(|widget| {
        let awaited = kind_of(widget)?.behaviour.awaits();
        let is_voice = awaited.contains(&Awaited::Voice);
        (is_voice || awaited.contains(&Awaited::Message)).then_some((widget, is_voice))
    });
    waiting
        .map(|(widget, is_voice)| {
            let likely = likely_answers(flow, &graph, widget.id());
            Asks {
                widget: widget.id(),
                name: widget.title().to_owned(),
                is_voice,
                answers: proposal(likely, is_voice),
            }
        })
        .collect()
}

fn proposal(likely: Vec<String>, is_voice: bool) -> Weighted<Doing> {
    let count = u32::try_from(likely.len()).unwrap_or(u32::MAX);
    let else_weight = if count == 0 { LIKELY + UNLIKELY } else { UNLIKELY };
    let each = LIKELY.checked_div(count).unwrap_or_default();
    let mut rest = LIKELY - each * count;
    let mut all: Weighted<Doing> = likely
        .into_iter()
        .map(|text| {
            // What does not divide evenly goes to the first ones.
            let more = u32::from(rest > 0);
            rest -= more;
            (Doing::Says(text), each + more)
        })
        .collect();
    let something = if is_voice && count > 0 { "9" } else { SOMETHING_ELSE };
    let is_taken = all.iter().any(|(doing, _)| *doing == Doing::Says(something.to_owned()));
    let something = if is_taken { SOMETHING_ELSE } else { something };
    all.push((Doing::Says(something.to_owned()), else_weight));
    all.push((Doing::Silent, UNLIKELY));
    all
}

/// The widgets that do something which can fail, in the order of the file, each with a proposal.
pub fn outward(flow: &Flow) -> Vec<Outward> {
    let graph = Graph::of(flow);
    let failing = flow.widgets().iter().filter_map(|widget| {
        let kind = kind_of(widget)?;
        let failure = kind.events.known().iter().find(|event| event.kind == EventKind::Failure)?;
        // A split has an event for what it cannot compare, too, and does nothing outside.
        let has_transition =
            widget.transitions().iter().any(|transition| &*transition.event == failure.event);
        has_transition.then_some((widget, failure.event))
    });
    failing
        .map(|(widget, failure)| {
            let fetches = crate::sim::asks(widget);
            let mut endings = Vec::new();
            if fetches {
                let bodies = likely_bodies(flow, &graph, widget.id());
                let bodies = if bodies.is_empty() { vec!["{}".to_owned()] } else { bodies };
                let count = u32::try_from(bodies.len()).unwrap_or(1).max(1);
                let each = (100 - FAILS) / count;
                endings.extend(bodies.into_iter().enumerate().map(|(index, body)| {
                    let more = if index == 0 { 100 - FAILS - each * count } else { 0 };
                    (Ending::Answered(Stub { status: 200, body, content_type: None }), each + more)
                }));
                let failed = Ending::Leaves { event: failure.to_owned(), result: None };
                endings.push((failed, FAILS));
            } else {
                endings.push((Ending::AsUsual, 100));
            }
            let name = widget.title().to_owned();
            Outward { widget: widget.id(), name, failure, fetches, endings }
        })
        .collect()
}

fn kind_of(widget: &Widget) -> Option<&'static WidgetType> {
    widget_type(widget.kind()?)
}
