//! A text that is compared as a number.

use super::conditions::asked;
use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::check::templates::names;
use crate::widgets::condition::Takes;
use crate::widgets::split;

pub(super) const RULE: Rule = Rule {
    code: "text-as-number",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A text that is compared as a number",
    why: "what people send or press is text, even where it looks like a number, and Studio's comparison of numbers may not hold for it; `plus: 0` makes a number of it",
    run: Run::Named(look),
};

/// Filters that give a number.
const NUMBERS: [&str; 12] = [
    "plus",
    "minus",
    "times",
    "divided_by",
    "modulo",
    "ceil",
    "floor",
    "round",
    "abs",
    "size",
    "at_least",
    "at_most",
];

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let mut seen = std::collections::HashSet::new();
    for asked in asked(at).filter(|asked| asked.takes() == Some(Takes::Number)) {
        for (item, argument) in asked.condition.arguments.iter().enumerate() {
            if seen.len() > MOST_ARGUMENTS || !seen.insert(&**argument) || makes_number(argument) {
                continue;
            }
            let Some(inside) = single_output(argument) else { continue };
            let Some(parsed) = at.templates().iter().find(|parsed| *parsed.at.text == **argument) else {
                continue;
            };
            let [read] = parsed.reads.as_slice() else { continue };
            let path = names(read);
            if path.len() != read.path.len() || !is_text(subject, &path) {
                continue;
            }
            let place =
                at.transition(asked.output, &format!("/conditions/{}/arguments/{item}", asked.number));
            let found = sink.add(format!("`{}` is text, compared as a number", read.text()), place);
            let text = format!("{{{{{} | plus: 0}}}}", inside.trim());
            if at.widget.property_text("input").as_deref() == Some(&**argument)
                && let Some(edit) = split::set_input(subject.flow, at.widget.id(), &text)
            {
                found.fix("Compare it as a number", edit);
            }
        }
    }
}

/// A split compares one thing, seldom a few: each is sought among the templates of the widget.
const MOST_ARGUMENTS: usize = 64;

fn single_output(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    (!inside.contains("{{") && !inside.contains("}}")).then_some(inside)
}

fn makes_number(text: &str) -> bool {
    text.split('|').skip(1).any(|filter| {
        let name = filter.trim().split([':', ' ', '}']).next().unwrap_or_default();
        NUMBERS.contains(&name)
    })
}

fn is_text(subject: &Subject<'_>, path: &[&str]) -> bool {
    match path {
        ["trigger", "message" | "call" | "conversation", _] | ["contact", "channel", "address"] => true,
        ["widgets", name, below @ ..] => {
            let path = below.join(".");
            subject.named(name).and_then(|other| other.entry).is_some_and(|entry| {
                entry.outputs.iter().any(|output| output.path == path && output.kind == "string")
            })
        }
        _ => false,
    }
}
