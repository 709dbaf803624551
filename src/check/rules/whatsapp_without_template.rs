//! A first message over WhatsApp that is no template.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};
use crate::flow::Widget;
use crate::widgets::messaging;

pub(super) const RULE: Rule = Rule {
    code: "whatsapp-without-template",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A first message over WhatsApp that is no template",
    why: "who has not written within 24 hours gets only messages made from an approved template: any other fails with 63016",
    run: Run::Flow(look),
};

/// From the REST API's output as far as the first message of each way.
fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let paths = subject.paths();
    let Some(start) = paths.start else { return };
    let event = |output: usize| {
        let transition = subject.flow.widgets().get(start)?.transitions().get(output)?;
        Some(&*transition.event == "incomingRequest")
    };
    let mut todo: Vec<usize> =
        paths.ways(start).iter().filter(|way| event(way.output) == Some(true)).map(|way| way.to).collect();
    let mut seen = vec![false; subject.flow.widgets().len()];
    let mut first: Vec<usize> = Vec::new();
    while let Some(at) = todo.pop() {
        match seen.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        if subject.at(at).is_some_and(|at| at.entry.is_some_and(|entry| entry.sends)) {
            first.push(at);
        } else {
            todo.extend(paths.ways(at).iter().map(|way| way.to));
        }
    }
    first.sort_unstable();
    for at in first.into_iter().filter_map(|index| subject.at(index)) {
        if !messaging::is_from_template(at.widget)
            && let Some(field) = ["to", "from"].into_iter().find(|key| is_whatsapp(at.widget, key))
        {
            sink.add("the first message over WhatsApp is not made from a template", at.field(field));
        }
    }
}

fn is_whatsapp(widget: &Widget, key: &str) -> bool {
    widget.property_text(key).is_some_and(|text| text.trim_start().starts_with("whatsapp:"))
}
