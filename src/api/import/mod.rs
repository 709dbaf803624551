//! Reads OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0, from JSON or YAML, into operations like those of our own catalogue.
//!
//! One bad operation never stops an import: what cannot be read is left out with a warning that says where. Only what
//! is no such document at all is an error. It does no I/O and starts no thread: the caller brings the text, hears of
//! the progress and may stop it.

mod answers;
mod bodies;
mod operations;
mod parameters;
mod reader;
mod samples;
mod schemas;
mod security;
mod source;
mod swagger;
mod words;
mod yaml;

#[cfg(test)]
mod tests;

pub(super) use bodies::kind_of_media;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::operation::{Operation, Security, Server};

/// What a document offers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Library {
    /// Its title.
    pub title: String,
    /// Its own version.
    pub version: String,
    /// What it is about, in Markdown.
    pub description: String,
    /// The form that it is written in: `OpenAPI 3.0.1`, `Swagger 2.0`.
    pub form: String,
    /// Where it came from: a file or an address.
    pub source: String,
    /// Where its operations can be asked, the first by default.
    pub servers: Arc<[Server]>,
    /// What can prove who asks.
    pub security: Vec<Security>,
    /// Its operations, in its order.
    pub operations: Vec<Arc<Operation>>,
    /// How many requests it makes itself: webhooks and callbacks. They are not offered.
    pub hook_count: usize,
    /// What could not be read, and where.
    pub warnings: Vec<Warning>,
}

impl Library {
    /// The operation with this id.
    pub fn find(&self, id: &str) -> Option<&Arc<Operation>> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where it stands, as a JSON pointer.
    pub pointer: String,
    /// What is wrong, as a sentence without a full stop; back quotes mark code.
    pub message: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its column, from 1.
    pub column: u32,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is done.
    pub stage: Stage,
    /// How much of it.
    pub done: usize,
    /// How much there is.
    pub of: usize,
}

/// What an import does, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Reads the text; counted in bytes.
    Reading,
    /// Reads what values have to be; counted in paths.
    Schemas,
    /// Puts the operations together; counted in paths.
    Operations,
}

impl Progress {
    /// How much of everything is done, from 0 to 1.
    pub fn fraction(self) -> f32 {
        let part = if self.of == 0 { 1.0 } else { self.done as f32 / self.of as f32 };
        let (before, share) = match self.stage {
            Stage::Reading => (0.0, 0.6),
            Stage::Schemas => (0.6, 0.2),
            Stage::Operations => (0.8, 0.2),
        };
        before + share * part.clamp(0.0, 1.0)
    }
}

/// Why there is no library. Each is a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is neither JSON nor YAML.
    #[error("this is no {form} that can be read (line {line}, column {column}): {message}")]
    NotReadable {
        /// What it seems to be.
        form: &'static str,
        /// Where it fails, from 1.
        line: usize,
        /// Where it fails, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// It is no document of an API.
    #[error("this is no OpenAPI or Swagger document (line {line}, column {column}): {message}")]
    NoDocument {
        /// Where that shows, from 1.
        line: usize,
        /// Where that shows, from 1.
        column: usize,
        /// What is missing.
        message: String,
    },
    /// It is too large.
    #[error("the document is larger than {limit_mib} MiB")]
    TooLarge {
        /// The limit.
        limit_mib: usize,
    },
    /// The caller stopped it.
    #[error("the import was cancelled")]
    Cancelled,
}

impl ImportError {
    /// What can be done about it.
    pub fn remedy(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotReadable { .. } => {
                "Look at that line, or get the document anew: it may be cut off, or be a web page."
            }
            Self::NoDocument { .. } => {
                "An OpenAPI document begins with `openapi: 3…` and a Swagger document with `swagger: \"2.0\"`."
            }
            Self::TooLarge { .. } => "Import the parts that you need as documents of their own.",
            Self::Cancelled => return None,
        })
    }
}

/// Whom the progress is told, and who may stop it.
struct Watch<'a> {
    tell: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
}

impl Watch<'_> {
    fn tell(&mut self, progress: Progress) -> Result<(), ImportError> {
        match (self.tell)(progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(ImportError::Cancelled),
        }
    }
}

/// A text of a document without the signs of Markdown that a terminal does not show: links become their words, headings
/// lose their signs.
pub fn plain_text(text: &str) -> String {
    words::plain(text)
}

/// Reads a document. `source` says where it came from: relative addresses of servers are meant from there. The watcher
/// hears of the progress often, and stops it by breaking.
///
/// # Errors
/// Where the text is neither JSON nor YAML, or no document of an API; and where the watcher breaks.
pub fn import(
    text: &str,
    source: &str,
    watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Library, ImportError> {
    let mut watch = Watch { tell: watch };
    let read = source::read(text, &mut watch)?;
    let mut reader = reader::Reader::new(&read.root)?;
    let mut library = Library {
        title: words::plain(read.root.get("info").map_or("", |info| info.text_of("title"))),
        version: read.root.get("info").map_or("", |info| info.text_of("version")).to_owned(),
        description: read.root.get("info").map_or("", |info| info.text_of("description")).trim().to_owned(),
        form: reader.form(),
        source: source.to_owned(),
        ..Library::default()
    };
    for (message, line, column) in read.odd {
        library.warnings.push(Warning { pointer: String::new(), message, line, column });
    }
    // The first round reads all schemas, which the second one looks things up in.
    reader.operations(&library, Stage::Schemas, &mut watch)?;
    reader.freeze();
    library.servers = reader.servers(&read.root, source).into();
    library.security = reader.security_schemes();
    library.operations = reader.operations(&library, Stage::Operations, &mut watch)?;
    library.hook_count = reader.hook_count;
    library.warnings.extend(reader.into_warnings());
    if library.title.is_empty() {
        library.title = source.rsplit('/').next().unwrap_or(source).to_owned();
    }
    Ok(library)
}
