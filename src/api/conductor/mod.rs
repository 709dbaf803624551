//! A prepared request, or the messages and HTTP calls of a flow, as tasks of a Conductor workflow definition.
//!
//! What Conductor cannot do as Studio does it is told as a note and never left out in silence. No secret is written: a
//! definition names secrets as `${workflow.secrets.NAME}`. Nothing here sends anything.

mod call;
mod flow;
mod split;
mod template;

use std::collections::BTreeSet;

use super::curl_read;

use serde_json::{Value, json};

use super::prepared::Prepared;

pub use flow::flow;

/// Tasks, and what has to be known about them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exported {
    /// The tasks, in their order.
    pub tasks: Vec<Value>,
    /// What they read of the workflow's input.
    pub inputs: BTreeSet<String>,
    /// The secrets that they name.
    pub secrets: BTreeSet<String>,
    /// What is not carried over, or has to be done by hand, each as a sentence.
    pub notes: Vec<String>,
}

impl Exported {
    /// Tells something, once.
    fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    /// A secret as a task names it.
    fn secret(&mut self, name: &str) -> String {
        self.secrets.insert(name.to_owned());
        format!("${{workflow.secrets.{name}}}")
    }

    /// A definition of these tasks.
    pub fn workflow(&self, name: &str, description: &str) -> Value {
        json!({
            "name": reference_name(name),
            "description": description,
            "version": 1,
            "schemaVersion": 2,
            "inputParameters": self.inputs,
            "tasks": self.tasks,
        })
    }
}

/// A prepared request as an HTTP task; before it, where the request holds templates, one that encodes its fields. The
/// values of secrets are left out, and a note says so.
pub fn request(prepared: &Prepared) -> Exported {
    let mut exported = Exported::default();
    let name = reference_name(&prepared.operation().id);
    let known = template::Known::default();
    let bare = curl_read::bare(prepared);
    let call = call::of_prepared(&bare, &known, &mut exported);
    if bare != *prepared {
        let note = "A value that is a secret is left out: name one of Conductor's secrets in its place.";
        exported.notes.push(note.to_owned());
    }
    let tasks = call.tasks(&name, &mut exported);
    exported.tasks = tasks;
    exported
}

/// A name as Conductor takes one for a reference.
fn reference_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for char in name.chars() {
        let is_plain = char.is_ascii_alphanumeric();
        if is_plain || !out.ends_with('_') {
            out.push(if is_plain { char } else { '_' });
        }
    }
    let out = out.trim_matches('_');
    match out.chars().next() {
        None => "task".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("task_{out}"),
        Some(_) => out.to_owned(),
    }
}

#[cfg(test)]
mod tests;
