//! `cordboard api import`: documents that the project file keeps, so that `list`, `show` and `send` know them.

use std::path::Path;

use clap::Args;

use super::describe;
use super::documents::{self, Opened, Project};
use crate::api::{self, KeptDocument, Library};
use crate::cli::Outcome;
use crate::cli::output::Output;
use crate::flow::did_you_mean;
use crate::flow::file;
use crate::flow::side::stored;

/// Keeps a document of another API in the project file, so that its operations stand beside the shipped ones.
///
/// The project file is the nearest cordboard.api.json in this folder and upwards; without one it is made here. It notes
/// where the document is, and the document is read each time. Importing it once more tells what kept requests have lost.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cordboard api import petstore.yaml
  cordboard api import https://example.com/openapi.json --yes
  cordboard api import petstore --remove")]
pub(super) struct Arguments {
    /// The document: a file or an http or https address; with `--remove` its name, file or address.
    #[arg(value_name = "DOCUMENT")]
    document: String,
    /// Takes it out of the project file; what was filled in for its operations stays there.
    #[arg(long)]
    remove: bool,
    #[command(flatten)]
    project: Project,
}

pub(super) fn run(arguments: &Arguments, output: &Output) -> Result<Outcome, String> {
    let mut opened = arguments.project.open(output)?;
    let source = source(&arguments.document, &opened)?;
    if arguments.remove {
        let name = arguments.document.as_str();
        let id = opened.document(name).map(|document| document.id.clone());
        let documents = &mut opened.kept.documents;
        let is_meant =
            |document: &KeptDocument| Some(&document.id) == id.as_ref() || document.source == source;
        let Some(at) = documents.iter().position(is_meant) else {
            let ids: Vec<&str> = documents.iter().map(|document| document.id.as_str()).collect();
            let file = opened.path.display();
            return Err(format!("{file} keeps no document `{name}`{}", did_you_mean(name, &ids)));
        };
        let removed = documents.remove(at);
        save(&opened)?;
        output.line(&format!("{}: taken out of {}", removed.id, opened.path.display()));
        return Ok(Outcome::Well);
    }
    if arguments.document == "-" {
        return Err(
            "a document that is kept needs a file or an address, which standard input is not".to_owned()
        );
    }
    if api::fetch::is_address(&arguments.document)
        && let Some(secret) = api::curl_read::secret_in_address(&arguments.document)
    {
        return Err(format!(
            "the address holds what looks like a secret ({}), which the project file would keep readable; keep the document \
             as a file, or name its address with --document each time",
            describe::plain(&secret)
        ));
    }
    let library = documents::read(&arguments.document, arguments.project.yes, output)?;
    for warning in &library.warnings {
        output.error(&describe::warning(&library.source, warning));
    }
    let id = put(&mut opened, &library, source);
    for (operation, lost) in lost(&opened, &id, &library) {
        output.error(&format!(
            "{id}: the request that was filled in for {operation} has lost {lost}; it stays kept"
        ));
    }
    save(&opened)?;
    output.line(&format!("{id}: {}, in {}", describe::headline(&library), opened.path.display()));
    Ok(Outcome::Well)
}

/// How the project file names a document: an address as it is, a file from the folder of the project file.
fn source(document: &str, opened: &Opened) -> Result<String, String> {
    if api::fetch::is_address(document) {
        return Ok(document.trim().to_owned());
    }
    let absolute = |path: &Path| {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        std::path::absolute(path).map_err(|error| format!("{document}: {error}"))
    };
    let folder = absolute(opened.folder())?;
    // The folder may have been found through links, which a relative path must not lead through.
    let folder = folder.canonicalize().unwrap_or(folder);
    let file = absolute(Path::new(document))?;
    let file = file.canonicalize().unwrap_or(file);
    stored(&folder, &file)
        .ok_or_else(|| format!("{document}: its name is not Unicode, which the file cannot hold"))
}

/// Puts a document in, or anew where it is there, and gives its id.
fn put(opened: &mut Opened, library: &Library, source: String) -> String {
    let documents = &mut opened.kept.documents;
    if let Some(document) = documents.iter_mut().find(|document| document.source == source) {
        document.title.clone_from(&library.title);
        return document.id.clone();
    }
    let plain = plain_name(&library.title);
    let is_free = |id: &str| !documents.iter().any(|document| document.id == id);
    let numbered = (2..).map(|number| format!("{plain}-{number}"));
    let id = std::iter::once(plain.clone()).chain(numbered).find(|id| is_free(id)).unwrap_or_default();
    documents.push(KeptDocument { id: id.clone(), title: library.title.clone(), source });
    id
}

/// A title as a name that can be typed: `Pet Store` is `pet-store`.
fn plain_name(title: &str) -> String {
    let words = title.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.take(4).map(str::to_lowercase).collect::<Vec<_>>().join("-");
    if name.is_empty() { "document".to_owned() } else { name }
}

/// What requests that were filled in have lost, each with its operation.
fn lost(opened: &Opened, id: &str, library: &Library) -> Vec<(String, String)> {
    let kept = opened.kept.requests.iter().filter(|kept| kept.library == id);
    let each = kept.filter_map(|kept| {
        let lost = match library.find(&kept.operation) {
            Some(operation) => kept.filled(operation).1.join(", "),
            None => "its operation".to_owned(),
        };
        (!lost.is_empty()).then(|| (kept.operation.clone(), lost.replace('`', "")))
    });
    each.collect()
}

fn save(opened: &Opened) -> Result<(), String> {
    let text = opened.kept.write(opened.text.as_deref());
    let saved = file::save(&opened.path, text.as_bytes(), opened.fingerprint);
    saved.map(|_| ()).map_err(|error| error.to_string())
}
