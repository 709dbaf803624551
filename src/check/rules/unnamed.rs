//! A widget without a name.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};
use crate::flow::Edit;
use crate::flow::edit::is_good_name;

pub(super) const RULE: Rule = Rule {
    code: "unnamed",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A widget without a name",
    why: "transitions and templates know a widget by its name",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let mut free = subject.names.free();
    // The start is the one widget whose name stands elsewhere, too: it gets that one, if nobody has it and Studio takes it.
    let mut meant =
        subject.flow.initial_state().filter(|name| is_good_name(name) && !subject.names.contains(name));
    let wanted = meant.clone();
    for at in subject.each() {
        if at.widget.json().as_object().is_none() || at.widget.name().is_some() {
            continue;
        }
        let name = match meant.take_if(|_| at.entry.is_some_and(|entry| entry.is_start)) {
            Some(name) => name.to_string(),
            None => loop {
                let name = free.next(at.entry.map_or("widget", |entry| entry.base_name));
                if wanted.as_deref() != Some(&*name) {
                    break name;
                }
            },
        };
        let message = match at.widget.json().get("name") {
            None => "`name` is missing but it is required".to_owned(),
            Some(json) if json.as_text().is_some() => "`name` must be at least 1 characters long".to_owned(),
            Some(json) => format!("`name`: {} found, string expected", json.type_name()),
        };
        let edit = Edit::Rename { widget: at.widget.id(), name: name.clone() };
        sink.add(message, at.place("/name")).safe_fix(format!("Name it {name}"), edit);
    }
}
