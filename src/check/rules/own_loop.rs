//! A widget that leads back to itself.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::widgets::output_label;

pub(super) const RULE: Rule = Rule {
    code: "own-loop",
    severity: Severity::Advice,
    blocks: Blocks::None,
    title: "A widget that leads back to itself",
    why: "the same widget ten times in a row ends the execution (81001)",
    run: Run::Widget(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    for way in subject.paths().ways(at.index).iter().filter(|way| way.to == at.index) {
        let label = output_label(at.widget, way.output);
        sink.add(format!("`{label}` leads back to the widget itself"), at.transition(way.output, "/next"));
    }
}
