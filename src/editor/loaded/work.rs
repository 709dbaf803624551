//! The task that reads and compares: it may take a while for 10 MB, so no frame waits for it.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Shown, Source};
use crate::flow::Flow;
use crate::sim::compare::{Options, compare, from_answers, read};
use crate::sim::world::{compile_with_files, settings_beside};

/// Everything that is needed to compare.
#[derive(Clone, Debug)]
pub(in crate::editor) struct Work {
    /// The open flow.
    pub flow: Flow,
    /// The files that SIDs of subflows mean.
    pub subflows: Vec<(String, PathBuf)>,
    /// The flow's file, beside which the settings for runs may lie.
    pub path: Option<PathBuf>,
    /// The revision at Twilio that it came from.
    pub revision: Option<u64>,
}

impl Work {
    /// Reads and compares.
    pub fn compare(self, source: Source) -> Result<Box<Shown>, String> {
        let real = match source {
            Source::Text(text) => Arc::new(read(&text).map_err(|error| error.to_string())?),
            Source::Answers { answers, notes } => {
                let mut real = from_answers(answers).map_err(|error| error.to_string())?;
                real.notes.extend(notes);
                Arc::new(real)
            }
            Source::Known(real) => real,
        };
        let (program, problems) = compile_with_files(&self.flow, &self.subflows);
        let mut options = Options { revision: self.revision, ..Options::at(Timestamp::now()) };
        // Settings that cannot be read are told where they are; here what is usual is taken, and that is said.
        let settings = self.path.as_deref().map(settings_beside).transpose();
        let mut notes: Vec<String> = problems.into_iter().map(|(_, problem)| problem).collect();
        match settings {
            Ok(settings) => options.assume = settings.unwrap_or_default().assume,
            Err(trouble) => notes.push(format!("The usual assumptions were taken: {trouble}")),
        }
        let mut comparison = compare(&program, &real, &options);
        comparison.not_compared.extend(notes);
        Ok(Box::new(Shown::of(self.flow, real, comparison)))
    }
}
