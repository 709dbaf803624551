//! Fields that exclude each other: more than one filled in, or none where one is needed.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "exclusive-fields",
    severity: Severity::Warning,
    blocks: Blocks::Publish,
    title: "Fields that exclude each other, or none of them",
    why: "Studio takes one of them and wants one where the widget can do nothing without; which one counts of several is not documented",
    run: Run::Named(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry else { return };
    let Some(alternatives) = entry.alternatives else { return };
    let chosen = alternatives.chosen(at.widget);
    let label = |index: &usize| alternatives.options.get(*index).map_or("", |option| option.label);
    let key =
        |index: &usize| alternatives.options.get(*index).and_then(|option| option.keys.first().copied());
    match chosen.as_slice() {
        [] if alternatives.required => {
            let labels: Vec<&str> = alternatives.options.iter().map(|option| option.label).collect();
            let message = format!("Choose {}", listed(&labels, "or"));
            sink.add(message, at.place("/properties"));
        }
        [first, second, ..] => {
            let labels: Vec<&str> = chosen.iter().map(label).collect();
            let message = format!("{} exclude each other, and each is filled in", listed(&labels, "and"));
            let place = key(second).map_or_else(|| at.place("/properties"), |key| at.field(key));
            let found = sink.add(message, place);
            if let Some(edit) = alternatives.choose(subject.flow, at.widget.id(), entry, *first) {
                found.fix(format!("Keep {}", label(first)), edit);
            }
        }
        [only] if alternatives.required => {
            let is_empty =
                |key: &&str| at.widget.property_text(key).is_some_and(|text| text.trim().is_empty());
            if let Some(key) = key(only).filter(is_empty) {
                sink.add(format!("{} is empty", label(only)), at.field(key));
            }
        }
        _ => {}
    }
}

/// Words as a list: `a, b or c`.
fn listed(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., end] => format!("{} {last} {end}", before.join(", ")),
    }
}
