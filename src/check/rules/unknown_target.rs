//! A transition to a widget that is not there.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink, Subject};
use crate::flow::{Edit, Output};

pub(super) const RULE: Rule = Rule {
    code: "unknown-target",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A transition to a widget that is not there",
    why: "Studio refuses a flow in which a transition names no widget",
    run: Run::Named(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    for (index, transition) in at.widget.transitions().iter().enumerate() {
        let Some(next) = transition.next.as_deref().filter(|next| !subject.names.contains(next)) else {
            continue;
        };
        let output = Output { widget: at.widget.id(), index };
        let message = format!("`{}` leads to `{next}`, and no widget has that name", transition.event);
        let found = sink.add(message, at.transition(index, "/next"));
        let near = subject.names.near(subject.flow, next);
        let named = near.and_then(|near| {
            let name = subject.flow.widget(near.id)?.name()?;
            Some((near, name))
        });
        match named {
            Some((near, name)) => {
                let edit = Edit::Connect { output, target: Some(near.id) };
                let title = format!("Connect to {name}");
                if near.is_same_word { found.safe_fix(title, edit) } else { found.fix(title, edit) }
            }
            None => found.fix("Disconnect", Edit::Connect { output, target: None }),
        };
    }
}
