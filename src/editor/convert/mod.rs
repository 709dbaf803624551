//! Opening what holds a flow but is none yet: an export from before September 2019, an answer of the REST API, a file of
//! code. What was recognised and what becomes of it is shown first; then the result opens as a new flow without a file.
//!
//! It converts and asks. What follows from the answer is the reducer's business.

mod names;
mod view;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::flow::Document;
use crate::flow::convert::{Converted, NoteKind, Source};
use crate::flow::file::PairRead;

pub use view::convert_dialog_ui;

/// A file in which flows were recognised.
#[derive(Clone, Debug)]
pub struct ConvertQuestion {
    /// The file.
    pub path: PathBuf,
    source: Arc<Source>,
    /// The file as it was read, where it can also be opened unchanged.
    plain: Option<Arc<PairRead>>,
    /// What became of the flows that were looked at, by number; `None` where one would be too large.
    looked: BTreeMap<usize, Option<Arc<Converted>>>,
    /// The flows that are to be opened.
    chosen: BTreeSet<usize>,
    /// The flow of which is shown what becomes of it.
    shown: usize,
    /// The kind of notes that alone is listed.
    kind: Option<NoteKind>,
}

/// An answer to the question.
#[derive(Clone, Debug)]
pub enum ConvertAnswer {
    /// The question as it stands now.
    Changed(Box<ConvertQuestion>),
    /// Convert the chosen flows and open them.
    Open,
    /// Open the file unchanged.
    Plain,
}

impl ConvertQuestion {
    /// Looks for flows in the text of a file, and at what becomes of the first. Takes as long as the text is large.
    ///
    /// # Errors
    /// Where there are none, with the place.
    pub fn new(path: PathBuf, text: &str, plain: Option<Arc<PairRead>>) -> Result<Self, String> {
        let source = Source::read(text).map_err(|error| format!("{}:{error}", path.display()))?;
        let count = source.flows().len();
        let mut question = Self {
            path,
            source: Arc::new(source),
            plain,
            looked: BTreeMap::new(),
            chosen: (0..count).collect(),
            shown: 0,
            kind: None,
        };
        let first = look(&question.source, 0);
        question.looked.insert(0, first);
        Ok(question)
    }

    /// Whether there is nothing to convert: the one flow is bare and current.
    pub fn is_needless(&self) -> bool {
        let first = self.looked.get(&0).cloned().flatten();
        self.source.flows().len() == 1 && first.is_some_and(|first| first.was.is_current())
    }

    /// The file as it was read, where it can be opened unchanged.
    pub fn plain(&self) -> Option<Arc<PairRead>> {
        self.plain.clone()
    }

    /// The flow that is to be looked at before its notes can be shown.
    pub fn unseen(&self) -> Option<usize> {
        (!self.looked.contains_key(&self.shown)).then_some(self.shown)
    }

    /// What is needed to look at a flow on another thread.
    pub fn source(&self) -> Arc<Source> {
        Arc::clone(&self.source)
    }

    /// Takes in what becomes of a flow.
    pub fn take(&mut self, index: usize, looked: Option<Arc<Converted>>) {
        self.looked.insert(index, looked);
    }

    /// The flows that are to be opened, with what each is called until it is saved.
    pub fn to_open(&self) -> Vec<(usize, String)> {
        names::names(&self.path, self.source.flows(), &self.chosen)
    }
}

/// What becomes of a flow; `None` where it would be too large to be opened.
pub fn look(source: &Source, index: usize) -> Option<Arc<Converted>> {
    source.convert(index).map(Arc::new)
}

/// Converts flows. Takes as long as they are large.
pub fn convert_all(
    source: &Source,
    path: &Path,
    wanted: Vec<(usize, String)>,
) -> Vec<Result<Document, String>> {
    let convert = |(index, name): (usize, String)| {
        let too_large = || format!("{name}: the converted flow would be larger than 64 MiB");
        let converted = source.convert(index).ok_or_else(too_large)?;
        Document::converted(&converted.text, name.clone(), path.to_owned())
            .map_err(|error| format!("{name}:{error}"))
    };
    wanted.into_iter().map(convert).collect()
}
