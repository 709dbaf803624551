//! A template that reads a widget that is not there.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::check::unknown::{Unknown, Wrong, tell_unknown};

pub(super) const RULE: Rule = Rule {
    code: "unknown-widget",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template that reads a widget that is not there",
    why: "what no widget leaves renders to nothing, without a word",
    run: Run::Named(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let wrong = |path: &[&str]| match path.get(1) {
        Some(name) if !subject.names.contains(name) => Wrong::at(2),
        _ => None,
    };
    tell_unknown(at, sink, &["widgets"], wrong, |path| {
        let name = path.get(1).copied().unwrap_or_default();
        let near =
            subject.names.near(subject.flow, name).and_then(|near| subject.flow.widget(near.id)?.name());
        Unknown {
            message: format!("no widget is named `{name}`"),
            near: near.map(str::to_owned),
            is_open: false,
        }
    });
}
