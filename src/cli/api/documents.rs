//! Which operations a command is about: the shipped ones, those of a document that is named, and those of the documents
//! that the project file keeps. It fetches what has an address, and asks before it does.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use crate::api::kept::FILE_NAME;
use crate::api::{self, Kept, KeptDocument, Library, MAX_DOCUMENT_BYTES, Operation};
use crate::cli::output::Output;
use crate::cli::{account, input, runtime};
use crate::flow::file::{self, Fingerprint};
use crate::flow::side::stored_path;
use crate::flow::{did_you_mean, nearest};

/// Where operations come from.
#[derive(Debug, Args)]
pub(super) struct Source {
    /// An OpenAPI or Swagger document, JSON or YAML, in place of the shipped operations: a file, an http or https address,
    /// or the name of one that the project file keeps; `-` reads standard input.
    #[arg(long, value_name = "DOCUMENT")]
    pub document: Option<String>,
    #[command(flatten)]
    pub project: Project,
}

/// The project file.
#[derive(Debug, Args)]
pub(super) struct Project {
    /// The project file, in place of the nearest cordboard.api.json in this folder and upwards.
    #[arg(long, value_name = "FILE")]
    project: Option<PathBuf>,
    /// Beyond this machine: does not ask before it sends or fetches.
    #[arg(long)]
    pub yes: bool,
}

/// The project file as it was read.
#[derive(Debug, Default)]
pub(super) struct Opened {
    /// Where it stands, or where it would.
    pub path: PathBuf,
    /// What stands in it; nothing where there is none.
    pub text: Option<String>,
    /// What its bytes were.
    pub fingerprint: Option<Fingerprint>,
    /// What is kept.
    pub kept: Kept,
}

impl Opened {
    /// The folder that its files are meant from.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Where a document is read from.
    pub fn source_of(&self, document: &KeptDocument) -> String {
        if api::fetch::is_address(&document.source) {
            return document.source.clone();
        }
        stored_path(self.folder(), &document.source).display().to_string()
    }

    /// The document of this name: its id, or its title in any case.
    pub fn document(&self, name: &str) -> Option<&KeptDocument> {
        let documents = &self.kept.documents;
        let by_title = || documents.iter().find(|document| document.title.eq_ignore_ascii_case(name));
        documents.iter().find(|document| document.id == name).or_else(by_title)
    }
}

impl Project {
    /// Reads the project file. Without one nothing is kept.
    pub fn open(&self, output: &Output) -> Result<Opened, String> {
        let path = match &self.project {
            Some(path) => path.clone(),
            None => match file::nearest_above(Path::new("."), FILE_NAME) {
                Some(path) => path,
                None => return Ok(Opened { path: PathBuf::from(FILE_NAME), ..Opened::default() }),
            },
        };
        if !path.exists() {
            return Ok(Opened { path, ..Opened::default() });
        }
        let name = input::name_of(&path);
        let bytes = input::bytes(&path).map_err(|error| error.text(&name))?;
        let fingerprint = Some(Fingerprint::of(&bytes));
        let text = String::from_utf8(bytes).map_err(|_| format!("{name}: this is no text in UTF-8"))?;
        let (kept, notes) = match text.trim().is_empty() {
            true => (Kept::default(), Vec::new()),
            false => Kept::read(&text).map_err(|error| format!("{name}:{error}"))?,
        };
        for note in notes {
            output.error(&format!("{name}:{}", note.replace('`', "")));
        }
        Ok(Opened { path, text: Some(text), fingerprint, kept })
    }
}

/// What a command works with.
#[derive(Debug)]
pub(super) struct Offer {
    /// The operations.
    pub operations: Vec<Arc<Operation>>,
    /// The id of the kept document that each of them is from, in the same order; empty for ours, and for a document that is
    /// named.
    pub libraries: Vec<String>,
    /// The document that was named, with its name for messages.
    pub named: Option<(String, Library)>,
}

impl Source {
    /// The operations of the document that is named; else the shipped ones and those of kept documents.
    pub fn offer(&self, output: &Output) -> Result<Offer, String> {
        let Some(document) = &self.document else { return self.all(output) };
        let is_plain = document == "-" || api::fetch::is_address(document) || Path::new(document).exists();
        let source = if is_plain { document.clone() } else { self.kept(document, output)? };
        let library = read(&source, self.project.yes, output)?;
        if library.operations.is_empty() {
            output.error(&format!("{document}: it has no operations"));
        }
        let libraries = vec![String::new(); library.operations.len()];
        Ok(Offer { operations: library.operations.clone(), libraries, named: Some((source, library)) })
    }

    fn kept(&self, name: &str, output: &Output) -> Result<String, String> {
        let opened = self.project.open(output)?;
        if let Some(document) = opened.document(name) {
            return Ok(opened.source_of(document));
        }
        let ids: Vec<&str> = opened.kept.documents.iter().map(|document| document.id.as_str()).collect();
        // What looks like a file is told as one that is not there.
        if ids.is_empty() || name.contains(['/', '\\', '.']) {
            return Ok(name.to_owned());
        }
        let file = input::name_of(&opened.path);
        Err(format!(
            "there is no file `{name}`, and {file} keeps no such document{}",
            did_you_mean(name, &ids)
        ))
    }

    /// Ours and those of kept documents. One that cannot be read hides no other.
    fn all(&self, output: &Output) -> Result<Offer, String> {
        let mut operations = api::catalog().to_vec();
        let mut libraries = vec![String::new(); operations.len()];
        let opened = self.project.open(output)?;
        for document in &opened.kept.documents {
            let source = opened.source_of(document);
            let is_far = api::fetch::is_address(&source) && !api::fetch::is_local(&source);
            if is_far && !self.project.yes {
                output.error(&format!("{}: {source} was not read; --yes fetches it", document.id));
                continue;
            }
            match read(&source, true, output) {
                Ok(library) => {
                    libraries.extend(std::iter::repeat_n(document.id.clone(), library.operations.len()));
                    operations.extend(library.operations);
                }
                Err(why) => output.error(&format!("{}: {why}", document.id)),
            }
        }
        Ok(Offer { operations, libraries, named: None })
    }
}

impl Offer {
    /// The operation with this id, or what was most likely meant; with this kind of body, where one is named. Ours come
    /// first where several have one id.
    pub fn find(&self, id: &str, content_type: Option<&str>) -> Result<Arc<Operation>, String> {
        let found = self.operations.iter().find(|operation| operation.id == id).ok_or_else(|| {
            let hint = match nearest(id, self.operations.iter().map(|operation| operation.id.as_str())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`cordboard api list` lists them".to_owned(),
            };
            format!("there is no operation `{id}`: {hint}")
        })?;
        let Some(wanted) = content_type else { return Ok(Arc::clone(found)) };
        found.with_body_of(wanted).ok_or_else(|| {
            let all = std::iter::once(found).chain(&found.variants);
            let types: Vec<&str> = all.map(|variant| variant.body.media_type.as_str()).collect();
            format!("`{id}` takes no body of `{wanted}`: it takes {}", types.join(", "))
        })
    }
}

/// Reads a document: a file, standard input or an address. Beyond this machine it asks first.
pub(super) fn read(source: &str, may_fetch: bool, output: &Output) -> Result<Library, String> {
    let (text, name) = match api::fetch::is_address(source) {
        true => fetched(source, may_fetch, output)?,
        false => {
            let path = Path::new(source);
            let name = input::name_of(path);
            let bytes = input::bytes(path).map_err(|error| error.text(&name))?;
            (String::from_utf8(bytes).map_err(|_| format!("{name}: this is no text in UTF-8"))?, name)
        }
    };
    api::import(&text, &name, &mut |_| ControlFlow::Continue(())).map_err(|error| {
        let place = match &error {
            api::ImportError::NotReadable { line, column, .. }
            | api::ImportError::NoDocument { line, column, .. } => format!(":{line}:{column}"),
            api::ImportError::TooLarge { .. } | api::ImportError::Cancelled => String::new(),
        };
        let remedy =
            error.remedy().map(|remedy| format!(". {}", remedy.trim_end_matches('.'))).unwrap_or_default();
        format!("{name}{place}: {error}{}", remedy.replace('`', ""))
    })
}

fn fetched(address: &str, may_fetch: bool, output: &Output) -> Result<(String, String), String> {
    if !may_fetch && !api::fetch::is_local(address) {
        if !output.can_ask() {
            return Err(format!(
                "{address}: it asks before it fetches, and there is no terminal to ask on; add --yes"
            ));
        }
        if !output.confirm(&format!("Fetch {address}?")) {
            return Err("nothing was fetched".to_owned());
        }
    }
    let fetched = runtime()?.block_on(api::fetch(address, MAX_DOCUMENT_BYTES, &mut |_, _| ()));
    let fetched = fetched.map_err(|error| {
        let remedy = error.remedy().map(|remedy| remedy.replace('`', ""));
        format!("{address}: {}", account::with_remedy(&error, remedy.as_deref()))
    })?;
    Ok((fetched.text, fetched.address))
}
