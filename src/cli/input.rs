//! Flows as they are named on the command line.

use std::io::Read as _;
use std::path::Path;

use crate::flow::file::{self, Fingerprint};
use crate::flow::{Document, OpenError};

/// A flow that was read.
pub(super) struct Input {
    /// Its name for messages and traces.
    pub name: String,
    /// The document.
    pub document: Document,
    /// The hash of its bytes.
    pub sha256: String,
}

/// Why a flow was not read.
#[derive(Debug)]
pub(super) enum InputError {
    /// The bytes could not be had.
    Unreadable(String),
    /// The bytes are no flow.
    Unopened(OpenError),
}

impl InputError {
    /// The error as it is shown: `file:line:column: message`.
    pub(super) fn text(&self, name: &str) -> String {
        match self {
            Self::Unreadable(reason) => format!("{name}: {reason}"),
            Self::Unopened(error) => {
                let (line, column) = error.position();
                format!("{name}:{line}:{column}: {}", error.message())
            }
        }
    }
}

/// The name of a file for messages and traces.
pub(super) fn name_of(path: &Path) -> String {
    if is_standard(path) { "-".to_owned() } else { path.display().to_string() }
}

/// Reads a file, or standard input for `-`.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, InputError> {
    if is_standard(path) {
        let mut bytes = Vec::new();
        return match std::io::stdin().read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(InputError::Unreadable(format!("cannot read standard input: {error}"))),
        };
    }
    file::read(path).map_err(|error| match error {
        file::SaveError::Io { doing, error, .. } => InputError::Unreadable(format!("{doing}: {error}")),
        error => InputError::Unreadable(error.to_string()),
    })
}

/// The text of a file, without its byte order mark.
pub(super) fn text(bytes: &[u8]) -> Result<&str, InputError> {
    let text = crate::flow::utf8(bytes).map_err(InputError::Unopened)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Reads a flow.
pub(super) fn flow(path: &Path) -> Result<Input, InputError> {
    let bytes = bytes(path)?;
    let document = Document::from_bytes(None, &bytes).map_err(InputError::Unopened)?;
    Ok(Input { name: name_of(path), document, sha256: Fingerprint::of(&bytes).to_string() })
}

/// Reads a flow that is to be run or written: one in an old format has to be converted before.
pub(super) fn current_flow(path: &Path) -> Result<Input, String> {
    let input = flow(path).map_err(|error| error.text(&name_of(path)))?;
    if input.document.flow().is_legacy() {
        return Err(format!(
            "{}:1:1: this is Studio's export format from before September 2019; `cordboard convert` makes a \
             current definition of it",
            input.name
        ));
    }
    Ok(input)
}

/// A JSON object that was given on the command line, as text or as `@FILE`.
pub(super) fn json_object(option: &str, text: &str) -> Result<serde_json::Value, String> {
    let (name, text) = match text.strip_prefix('@') {
        None => (option.to_owned(), text.to_owned()),
        Some(path) => {
            let bytes = bytes(Path::new(path)).map_err(|error| error.text(path))?;
            let text = String::from_utf8(bytes).map_err(|_| format!("{path}: the text is not UTF-8"))?;
            (path.to_owned(), text)
        }
    };
    let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| {
        // The library ends its sentence with the place, which stands in front already.
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        format!("{name}:{}:{}: this is no JSON: {reason}", error.line(), error.column())
    })?;
    if value.is_object() { Ok(value) } else { Err(format!("{name}: a JSON object is needed here")) }
}

/// Whether a path means standard input or output.
pub(super) fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}
