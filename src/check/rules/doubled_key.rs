//! A key that stands twice in one object.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{At, Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "doubled-key",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A key that stands twice in one object",
    why: "only the last of them counts, and the next save in Studio drops the others",
    run: Run::Both(look, look_at),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if let Some(key) = subject.flow.envelope_json().doubled_key() {
        sink.add(format!("the key `{key}` is doubled"), Place::default());
    }
}

fn look_at(at: &At<'_>, sink: &mut Sink<'_>) {
    if let Some(key) = at.widget.json().doubled_key() {
        sink.add(format!("the key `{key}` is doubled"), at.place(""));
    }
}
