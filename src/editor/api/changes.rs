//! What another reading of a document has that the one before had not: operations that are new, gone or changed.
//!
//! It compares two libraries and paints nothing.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::api::{Library, Operation, Parameter, Place};

/// What has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Operations that are new.
    pub added: Vec<Line>,
    /// Operations that are gone.
    pub removed: Vec<Line>,
    /// Operations that are others now, and how.
    pub changed: Vec<Line>,
    /// Values that were filled in and have no place any more.
    pub lost: Vec<Line>,
}

/// An operation, and what there is to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The operation's id.
    pub id: String,
    /// Its method and path.
    pub name: String,
    /// What has changed, each a few words; back quotes mark code.
    pub how: Vec<String>,
}

impl Line {
    fn of(operation: &Operation) -> Self {
        let name = format!("{} {}", operation.method.name(), operation.path);
        Self { id: operation.id.clone(), name, how: Vec::new() }
    }

    /// A line about an operation.
    pub(in crate::editor) fn about(operation: &Operation, how: Vec<String>) -> Self {
        Self { how, ..Self::of(operation) }
    }
}

impl Changes {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.added.len() + self.removed.len() + self.changed.len() + self.lost.len()
    }

    /// What has changed, in a few words; nothing where nothing has.
    pub fn summary(&self) -> String {
        let parts =
            [(self.added.len(), "new"), (self.changed.len(), "changed"), (self.removed.len(), "gone")];
        let told = parts.iter().filter(|(count, _)| *count > 0);
        told.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    }

    /// What `after` has that `before` had not.
    pub fn between(before: &Library, after: &Library) -> Self {
        let known: HashMap<&str, &Arc<Operation>> =
            before.operations.iter().map(|operation| (operation.id.as_str(), operation)).collect();
        let mut met: BTreeSet<&str> = BTreeSet::new();
        let mut changes = Self::default();
        for operation in &after.operations {
            let Some(old) = known.get(operation.id.as_str()) else {
                changes.added.push(Line::of(operation));
                continue;
            };
            met.insert(operation.id.as_str());
            let how = differences(old, operation);
            if !how.is_empty() {
                changes.changed.push(Line::about(operation, how));
            }
        }
        let gone = before.operations.iter().filter(|operation| !met.contains(operation.id.as_str()));
        changes.removed.extend(gone.map(|operation| Line::of(operation)));
        changes
    }
}

/// How an operation differs from what it was.
fn differences(before: &Operation, after: &Operation) -> Vec<String> {
    let mut how = Vec::new();
    if (before.method, &before.path) != (after.method, &after.path) {
        how.push(format!("was `{} {}`", before.method.name(), before.path));
    }
    if before.is_deprecated != after.is_deprecated {
        how.push(if after.is_deprecated { "is deprecated" } else { "is not deprecated any more" }.to_owned());
    }
    if before.body.media_type != after.body.media_type {
        let kind = Some(after.body.media_type.as_str()).filter(|kind| !kind.is_empty());
        how.push(kind.map_or("takes no body".to_owned(), |kind| format!("takes a body of `{kind}`")));
    }
    type Key<'a> = (Place, &'a str);
    fn keyed(operation: &Operation) -> HashMap<Key<'_>, &Parameter> {
        let all = operation.parameters.iter();
        all.map(|parameter| ((parameter.place, parameter.name.as_str()), parameter)).collect()
    }
    let (old, new) = (keyed(before), keyed(after));
    for parameter in &after.parameters {
        let name = called(parameter);
        match old.get(&(parameter.place, parameter.name.as_str())) {
            None => {
                how.push(format!("{name} is new{}", if parameter.required { ", and required" } else { "" }))
            }
            Some(was) => parameter_differences(was, parameter, &name, &mut how),
        }
    }
    let gone = before.parameters.iter().filter(|was| !new.contains_key(&(was.place, was.name.as_str())));
    how.extend(gone.map(|parameter| format!("{} is gone", called(parameter))));
    if how.is_empty() {
        how.extend(rest(before, after).map(str::to_owned));
    }
    how
}

/// What differs besides parameters. Schemas of two readings are never the same ones, so that what they say is compared
/// by what is shown of them.
fn rest(before: &Operation, after: &Operation) -> Option<&'static str> {
    let fields = |operation: &Operation| -> Vec<(String, String, Vec<crate::api::Output>, String)> {
        let answers = operation.answers.iter();
        let shown = answers.map(|a| (a.name(), a.media_type.clone(), a.fields.clone(), a.example.clone()));
        shown.collect()
    };
    let texts = |operation: &Operation| {
        let parameters = operation.parameters.iter();
        let of_parameters: Vec<(String, String, Option<String>)> =
            parameters.map(|p| (p.help.clone(), p.example.clone(), p.default.clone())).collect();
        let meanings: Vec<String> = operation.answers.iter().map(|answer| answer.meaning.clone()).collect();
        (
            operation.summary.clone(),
            operation.description.clone(),
            operation.tags.clone(),
            of_parameters,
            meanings,
        )
    };
    if fields(before) != fields(after) {
        Some("other answers")
    } else if before.servers != after.servers {
        Some("other servers")
    } else if before.security != after.security {
        Some("another proof of who asks")
    } else if before.one_of != after.one_of {
        Some("other parameters of which one has to be given")
    } else {
        (texts(before) != texts(after)).then_some("other texts")
    }
}

fn called(parameter: &Parameter) -> String {
    match parameter.place {
        Place::Header => format!("the header `{}`", parameter.name),
        Place::Cookie => format!("the cookie `{}`", parameter.name),
        place => format!("`{}` in the {}", parameter.name, place.name()),
    }
}

fn parameter_differences(was: &Parameter, is: &Parameter, name: &str, how: &mut Vec<String>) {
    if was.required != is.required {
        how.push(format!("{name} is {} now", if is.required { "required" } else { "optional" }));
    }
    if was.kind.name() != is.kind.name() {
        how.push(format!("{name} is {} and was {}", is.kind.name(), was.kind.name()));
    } else if was.limits() != is.limits() {
        how.push(format!("{name} has other limits"));
    }
    if !was.is_deprecated && is.is_deprecated {
        how.push(format!("{name} is deprecated"));
    }
}
