//! Opening what must be converted first: see [`crate::editor::convert`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::editor::app::App;
use crate::editor::convert::{ConvertAnswer, ConvertQuestion, convert_all, look};
use crate::editor::dialogs::Dialog;
use crate::editor::tasks::{Done, Reading};
use crate::flow::convert::Converted;
use crate::flow::file::{OnDisk, PairRead};
use crate::flow::{Document, utf8};

impl App {
    /// Looks for flows in a file that is not a bare current one. `opens` says whether it can be opened all the same.
    pub(super) fn recognise(&mut self, path: PathBuf, read: PairRead, opens: bool) {
        self.state.reading += 1;
        self.tasks.block(move || {
            let read = Arc::new(read);
            let plain = opens.then(|| Arc::clone(&read));
            let question = match utf8(&read.flow) {
                Ok(text) => ConvertQuestion::new(path, text.trim_start_matches('\u{feff}'), plain),
                Err(error) => Err(format!("{}:{error}", path.display())),
            };
            Done::Recognised(question.map(Box::new))
        });
    }

    /// Asks whether to convert, behind what is asked already.
    pub(super) fn recognised(&mut self, question: Result<Box<ConvertQuestion>, String>) {
        self.state.reading = self.state.reading.saturating_sub(1);
        let question = match question {
            Ok(question) => question,
            Err(text) => return self.trouble("The file is no flow", text),
        };
        if question.is_needless()
            && let Some(read) = question.plain()
        {
            return self.open_plain(question.path.clone(), &read);
        }
        if self.question_about(&question.path).is_none() {
            self.state.dialogs.insert(0, Dialog::Convert(question));
        }
    }

    fn question_about(&mut self, path: &Path) -> Option<&mut ConvertQuestion> {
        self.state.dialogs.iter_mut().find_map(|dialog| match dialog {
            Dialog::Convert(question) if question.path == path => Some(&mut **question),
            _ => None,
        })
    }

    pub(super) fn looked_at(&mut self, path: &Path, index: usize, looked: Option<Arc<Converted>>) {
        if let Some(question) = self.question_about(path) {
            question.take(index, looked);
        }
    }

    pub(super) fn answer_convert(&mut self, question: &ConvertQuestion, answer: ConvertAnswer) {
        match answer {
            ConvertAnswer::Changed(changed) => {
                if let Some(index) = changed.unseen() {
                    let (source, path) = (changed.source(), changed.path.clone());
                    self.tasks.block(move || Done::LookedAt { looked: look(&source, index), path, index });
                }
                self.state.dialogs.push(Dialog::Convert(changed));
            }
            ConvertAnswer::Plain => {
                if let Some(read) = question.plain() {
                    self.open_plain(question.path.clone(), &read);
                }
            }
            ConvertAnswer::Open => {
                self.state.reading += 1;
                let (source, path, wanted) = (question.source(), question.path.clone(), question.to_open());
                self.tasks.block(move || {
                    let documents = convert_all(&source, &path, wanted);
                    Done::Converted { path, documents }
                });
            }
        }
    }

    /// Opens a file unchanged that could have been converted.
    fn open_plain(&mut self, path: PathBuf, read: &PairRead) {
        match Document::from_bytes(Some(path.clone()), &read.flow) {
            Ok(document) => {
                self.flow_was_read(Reading::New, path, document.with_side(read.side.clone()), read.on_disk);
            }
            Err(error) => self.trouble("The file is no flow", format!("{}:{error}", path.display())),
        }
    }

    /// Opens flows that were converted. The first of them is shown.
    pub(super) fn converted(&mut self, path: &Path, documents: Vec<Result<Document, String>>) {
        self.state.reading = self.state.reading.saturating_sub(1);
        // What came from the clipboard stands in no file.
        if path.is_absolute() {
            self.state.settings.remember(path);
        }
        let first = self.state.open.len();
        for document in documents {
            match document {
                Ok(document) => self.show_document(document, OnDisk::default(), None),
                Err(text) => self.trouble("A flow cannot be converted", text),
            }
        }
        if first < self.state.open.len() {
            self.state.shown = first;
        }
    }
}
