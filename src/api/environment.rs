//! Where requests go and what stands for the variables in them: the environments of a project.
//!
//! A template in a field reads `{{env.NAME}}`. A variable that is a secret has no value here: it is kept in memory or in
//! the system's key store by whoever sends, and no file ever holds it.

mod scope;
mod veil;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

pub use scope::{MASK, Missing, Problem, Rendered, Scope, Sealed, Secrets};
pub use veil::Veil;

/// An environment of the user's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// Its name.
    pub name: String,
    /// Where requests go: a base address in place of the operation's own. Empty where it only has variables.
    pub base: String,
    /// Its variables.
    pub variables: Vec<Variable>,
}

/// A variable of an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value; always empty where it is a secret.
    pub value: String,
    /// Its value is in memory or in the key store only.
    pub is_secret: bool,
}

impl Environment {
    /// What `env` is in templates: its variables by name. Secrets are put in by whoever renders, see [`Scope`].
    pub fn values(&self) -> Value {
        let plain = self.variables.iter().filter(|variable| !variable.is_secret);
        let entry = |variable: &Variable| (variable.name.clone(), Value::from(variable.value.as_str()));
        Value::Object(plain.map(entry).collect::<Map<_, _>>())
    }

    /// The names of its secrets.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let secret = self.variables.iter().filter(|variable| variable.is_secret);
        secret.map(|variable| variable.name.as_str())
    }
}
