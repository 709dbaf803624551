//! Two widgets of one name.

use super::{Rule, Run};
use std::collections::HashSet;

use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{Sink, Subject};
use crate::check::templates::names as path_of;
use crate::flow::Edit;

pub(super) const RULE: Rule = Rule {
    code: "duplicate-name",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "Two widgets of one name",
    why: "a transition or template that names them could mean either, so Studio refuses the flow",
    run: Run::Flow(look),
};

fn look(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let mut free = subject.names.free();
    let mut seen = HashSet::new();
    let mut referred: Option<Referred> = None;
    for at in subject.each() {
        let Some(name) = at.widget.name().filter(|name| subject.names.is_doubled(name)) else { continue };
        if seen.insert(name) {
            continue;
        }
        let fresh = free.next(name);
        let edit = Edit::Rename { widget: at.widget.id(), name: fresh.clone() };
        let found = sink.add(format!("another widget is named `{name}` too"), at.place("/name"));
        let title = format!("Rename this one to {fresh}");
        // What refers to the name could mean either.
        if referred.get_or_insert_with(|| Referred::of(subject)).contains(name) {
            found.fix(title, edit);
        } else {
            found.safe_fix(title, edit);
        }
    }
}

/// The names that something refers to.
struct Referred {
    names: HashSet<String>,
    /// Whether a template works out which widget it reads.
    any: bool,
}

impl Referred {
    fn of(subject: &Subject<'_>) -> Self {
        let mut names: HashSet<String> = subject.flow.initial_state().into_iter().collect();
        let mut any = false;
        for at in subject.each() {
            let targets = at.widget.transitions().iter().filter_map(|transition| transition.next.as_deref());
            names.extend(targets.map(str::to_owned));
            for read in at.templates().iter().flat_map(|parsed| &parsed.reads) {
                match path_of(read).as_slice() {
                    ["widgets", name, ..] => {
                        names.insert((*name).to_owned());
                    }
                    ["widgets"] => any = true,
                    _ => {}
                }
            }
        }
        Self { names, any }
    }

    fn contains(&self, name: &str) -> bool {
        self.any || self.names.contains(name)
    }
}
