//! What a folder of flows keeps of the API library, in a file of its own beside them: documents, environments and
//! requests that were filled in. It holds no secret.

mod file;
mod request;

#[cfg(test)]
mod tests;

use super::environment::Environment;

pub use file::{KeptError, VERSION};

/// The name of the file.
pub const FILE_NAME: &str = "cordboard.api.json";

/// What is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// Documents that were imported.
    pub documents: Vec<KeptDocument>,
    /// Environments.
    pub environments: Vec<Environment>,
    /// Requests that were filled in.
    pub requests: Vec<KeptRequest>,
}

impl Kept {
    /// Environments have other names now, each given with the one before: requests go along.
    pub fn rename_environments(&mut self, renamed: &[(String, String)]) {
        for request in &mut self.requests {
            let target = &mut request.target.environment;
            if let Some((_, new)) = renamed.iter().find(|(known, _)| known == target) {
                target.clone_from(new);
            }
        }
    }
}

/// A document that was imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptDocument {
    /// Names its library; never changes, and is unique in the file.
    pub id: String,
    /// Its title when it was read.
    pub title: String,
    /// Where it is read from: a file, relative to this one, or an address.
    pub source: String,
}

/// A request that was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptRequest {
    /// The library; empty for ours.
    pub library: String,
    /// The operation.
    pub operation: String,
    /// The kind of its body, where it takes several.
    pub media_type: String,
    /// Values, by place and name of the parameter.
    pub values: Vec<KeptValue>,
    /// A body that was written by hand.
    pub body: Option<String>,
    /// Where it goes.
    pub target: KeptTarget,
}

/// Where a request goes, as far as that is kept: what is not said is as in a new request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptTarget {
    /// The environment, by its name.
    pub environment: String,
    /// The document's server, as its address is written there; nothing for the first one.
    pub server: String,
    /// What stands for variables of the server's address, each with its name.
    pub variables: Vec<(String, String)>,
}

/// The value of a parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptValue {
    /// Where it stands: `path`, `query`, `header`, `cookie` or `body`.
    pub place: String,
    /// Its name.
    pub name: String,
    /// Its value, as it was typed.
    pub value: String,
}
