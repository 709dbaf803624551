//! A revision of a subflow that is none.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::{Edit, nearest};
use crate::widgets::{FieldKind, subflow_of};

pub(super) const RULE: Rule = Rule {
    code: "bad-revision",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A revision of a subflow that is none",
    why: "a revision is a whole number, or the name of the latest one (81021); a template is not rendered there",
    run: Run::Own(look),
};

const REVISION: &str = "flow_revision";

/// What an error of Twilio's calls the latest draft; its prose has another name.
const LATEST: &str = "LatestRevision";

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    if subflow_of(at.widget).is_none() {
        return;
    }
    let Some(field) = at.entry.and_then(|entry| entry.field(REVISION)) else { return };
    let FieldKind::Suggest(choices) = field.kind else { return };
    let Some(text) = at.widget.property_text(REVISION) else { return };
    let revision = text.trim();
    let names = || choices.iter().map(|choice| choice.value).chain([LATEST]);
    // An empty one has a rule of its own.
    if revision.is_empty()
        || revision.bytes().all(|byte| byte.is_ascii_digit())
        || names().any(|name| name == revision)
    {
        return;
    }
    let known: Vec<&str> = names().collect();
    let message =
        format!("{}: `{revision}` is neither a whole number nor one of [{}]", field.label, known.join(", "));
    let found = sink.add(message, at.field(REVISION));
    if let Some(near) = nearest(revision, known) {
        let edit =
            Edit::SetProperty { widget: at.widget.id(), key: REVISION.to_owned(), value: Some(near.into()) };
        found.fix(format!("Write it as {near}"), edit);
    }
}
