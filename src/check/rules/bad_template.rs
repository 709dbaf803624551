//! A template with a mistake.

use super::{Rule, Run};
use std::collections::HashSet;

use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::liquid;
use crate::widgets::templates_of;

pub(super) const RULE: Rule = Rule {
    code: "bad-template",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template with a mistake",
    why: "Studio warns with 81018 when the widget runs, and what the field holds then is not documented",
    run: Run::Widget(look),
};

fn look(_: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    // The conditions of a split repeat its input: the same mistake is told once.
    let mut seen = HashSet::new();
    for template in templates_of(at.widget) {
        if !seen.insert(template.text.clone()) {
            continue;
        }
        for error in liquid::parse(&template.text).errors() {
            let place = Place {
                field: Some(template.field.clone()),
                range: Some(error.span.clone()),
                ..at.place(&template.pointer)
            };
            sink.add(format!("template: {}", error.message), place);
        }
    }
}
