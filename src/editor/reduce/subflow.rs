//! Opening the flow that a widget runs. Which file that is, is asked once and kept beside the flow.

use std::path::{Path, PathBuf};

use crate::editor::app::App;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::subflow::{Candidates, SubflowAnswer, SubflowPlace, SubflowQuestion, look_beside};
use crate::editor::tasks::{Done, Purpose, Reading};
use crate::flow::side::{side_path, stored, stored_path};
use crate::flow::{Edit, WidgetId};
use crate::widgets::{Subflow, subflow_field, subflow_of};

impl App {
    /// Opens the flow that a widget of the shown flow runs; where its file is not known, or `asks`, asks for it.
    pub(super) fn open_subflow(&mut self, widget: WidgetId, asks: bool) {
        self.commit_draft();
        let Some(file) = self.state.active_mut() else { return };
        // It is opened to be looked at, and no run takes it.
        file.asking.awaits_file = None;
        let place = SubflowPlace { key: file.key, widget };
        let Some(card) = file.flow().widget(widget) else { return };
        let (title, field) = (card.title().to_owned(), subflow_field(card).map(str::to_owned));
        let says = match subflow_of(card) {
            None => return,
            Some(Subflow::Sid(sid)) => {
                let known = (!asks).then(|| file.document.side().subflow(&sid)).flatten();
                let folder = file.document.folder().unwrap_or(Path::new(""));
                let path = known.map(|known| stored_path(folder, &known)).filter(|path| path.is_absolute());
                return match path {
                    Some(path) => self.open_known_subflow(place, path, false),
                    None => self.ask_for_subflow(place, None),
                };
            }
            Some(Subflow::Missing) => {
                format!("{title} does not say yet which flow it runs: fill in the SID of that flow")
            }
            Some(Subflow::Template(text)) => format!(
                "{title} has the template {text} for the flow that it runs. Studio takes a SID here, as it \
                 stands, so no file can be meant"
            ),
        };
        self.reveal(widget, field);
        self.state.toasts.push(Severity::Warning, says, None);
    }

    fn open_known_subflow(&mut self, place: SubflowPlace, path: PathBuf, is_chosen: bool) {
        if self.state.index_of_path(&path).is_none() {
            return self.read(Reading::Subflow { place, is_chosen }, path);
        }
        if is_chosen {
            self.keep_subflow(place, &path);
        }
        self.show_path(&path);
    }

    /// The user has said which file a widget's flow is.
    pub(super) fn subflow_chosen(&mut self, place: SubflowPlace, path: PathBuf) {
        let path = std::path::absolute(&path).unwrap_or(path);
        if self.run_takes_file(place, &path) {
            return;
        }
        self.open_known_subflow(place, path, true);
    }

    /// Keeps the choice beside the flow, as one step of undo.
    pub(super) fn keep_subflow(&mut self, place: SubflowPlace, path: &Path) {
        let Some(sid) = self.sid_at(place) else { return };
        let Some(file) = self.state.file_mut(place.key) else { return };
        let name = match file.document.folder() {
            Some(folder) => stored(folder, path),
            None => path.to_str().map(str::to_owned),
        };
        let Some(name) = name else {
            let text = "The choice cannot be kept: the file's name is not Unicode";
            return self.state.toasts.push(Severity::Warning, text, None);
        };
        file.document.history_mut().seal();
        let result = file.document.edit(&Edit::SetSubflowFile { sid, file: Some(name) });
        file.document.history_mut().seal();
        if let Err(error) = result {
            self.state.toasts.push(Severity::Warning, format!("The choice is not kept: {error}"), None);
        }
    }

    fn sid_at(&self, place: SubflowPlace) -> Option<String> {
        let widget = self.state.file(place.key)?.flow().widget(place.widget)?;
        match subflow_of(widget)? {
            Subflow::Sid(sid) => Some(sid.into_owned()),
            Subflow::Missing | Subflow::Template(_) => None,
        }
    }

    /// Asks which file a widget's flow is. `failed` is a file that could not be opened as that, and why.
    pub(super) fn ask_for_subflow(&mut self, place: SubflowPlace, failed: Option<(PathBuf, String)>) {
        let Some(sid) = self.sid_at(place) else { return };
        let Some(file) = self.state.file(place.key) else { return };
        let Some(widget) = file.flow().widget(place.widget) else { return };
        let own = file.document.path().map(Path::to_owned);
        let question = SubflowQuestion {
            place,
            title: widget.title().to_owned(),
            sid,
            side_name: own
                .as_deref()
                .map(|own| side_path(own).file_name().unwrap_or_default().to_string_lossy().into_owned()),
            side_trouble: file.document.side().trouble().map(|trouble| trouble.to_string()),
            failed,
            candidates: own.is_none().then(Candidates::default),
            filter: String::new(),
            chosen: None,
            is_new: true,
        };
        self.state.dialogs.retain(|dialog| !matches!(dialog, Dialog::Subflow(_)));
        self.state.dialogs.push(Dialog::Subflow(Box::new(question)));
        if let Some(own) = own {
            self.tasks.block(move || Done::Candidates { place, found: look_beside(&own) });
        }
    }

    pub(super) fn candidates_found(&mut self, place: SubflowPlace, found: Candidates) {
        let question = self.state.dialogs.iter_mut().find_map(|dialog| match dialog {
            Dialog::Subflow(question) if question.place == place => Some(question),
            _ => None,
        });
        if let Some(question) = question {
            question.take(found);
        }
    }

    pub(super) fn answer_subflow(&mut self, question: SubflowQuestion, answer: SubflowAnswer) {
        match answer {
            SubflowAnswer::Changed(changed) => self.state.dialogs.push(Dialog::Subflow(changed)),
            SubflowAnswer::Open(path) => self.subflow_chosen(question.place, path),
            SubflowAnswer::Another => self.ask_for_path(Purpose::Subflow(question.place)),
        }
    }
}
