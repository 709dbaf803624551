//! A flow in the format before September 2019.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{Sink, Subject};

pub(super) const RULE: Rule = Rule {
    code: "legacy-export",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A flow in the format before September 2019",
    why: "Studio changed its format in September 2019 and takes the old one no longer; `cordboard convert` turns it into the current one",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if subject.flow.is_legacy() {
        sink.add("this is an export from before September 2019", Place::default());
    }
}
