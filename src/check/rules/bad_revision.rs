//! A revision of a subflow that is none.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::{Edit, nearest};
use crate::widgets::subflow_of;

pub(super) const RULE: Rule = Rule {
    code: "bad-revision",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A revision of a subflow that is none",
    why: "a revision is a whole number, or the name of the latest one (81021); a template is not rendered there",
    run: Run::Own(look),
};

const REVISION: &str = "flow_revision";

/// The latest ones. What the draft is called differs between Twilio's prose and its error 81021.
const NAMES: [&str; 3] = ["LatestPublished", "LatestDraft", "LatestRevision"];

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    if subflow_of(at.widget).is_none() {
        return;
    }
    let Some(field) = at.entry.and_then(|entry| entry.field(REVISION)) else { return };
    let Some(text) = at.widget.property_text(REVISION) else { return };
    let revision = text.trim();
    // An empty one has a rule of its own.
    if revision.is_empty() || is_revision(revision) {
        return;
    }
    let message =
        format!("{}: `{revision}` is neither a whole number nor one of [{}]", field.label, NAMES.join(", "));
    let found = sink.add(message, at.field(REVISION));
    if let Some(near) = nearest(revision, NAMES) {
        let edit =
            Edit::SetProperty { widget: at.widget.id(), key: REVISION.to_owned(), value: Some(near.into()) };
        found.fix(format!("Write it as {near}"), edit);
    }
}

/// Whether a text names a revision: by its number, or as the latest one under any of its names.
pub(super) fn is_revision(text: &str) -> bool {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number || NAMES.contains(&text)
}
