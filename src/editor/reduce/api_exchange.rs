//! What comes into the API page from elsewhere and what leaves it: curl commands, and Conductor workflows.

use std::sync::Arc;

use crate::editor::action::Action;
use crate::editor::api::Ways;
use crate::editor::api::curl::Hidden;
use crate::editor::api::secrets;
use crate::editor::api::{
    ApiAction, ApiNews, CurlAnswer, CurlForm, ExportAnswer, ExportNews, ExportOf, ExportQuestion, ReadCurl,
    ToSave, TryKey, make_export,
};
use crate::editor::app::App;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::tasks::{Done, Purpose};
use crate::widgets::output_label;

impl App {
    /// Asks for a curl command.
    pub(super) fn ask_for_curl(&mut self, text: Hidden) {
        if !self.state.dialogs.iter().any(|dialog| matches!(dialog, Dialog::ApiCurl(_))) {
            let form = Box::new(CurlForm { text, ..CurlForm::default() });
            self.answer_curl(CurlAnswer::Typed(form));
        }
    }

    /// The answer to that.
    pub(super) fn answer_curl(&mut self, answer: CurlAnswer) {
        match answer {
            CurlAnswer::Changed(form) => self.state.dialogs.push(Dialog::ApiCurl(form)),
            CurlAnswer::Typed(mut form) => {
                let text = form.text.0.trim();
                let libraries = self.state.api.shelf.libraries();
                form.read = (!text.is_empty()).then(|| ReadCurl::new(text, libraries).map(Arc::new));
                self.state.dialogs.push(Dialog::ApiCurl(form));
            }
            CurlAnswer::Take(read, keeps) => {
                if !self.state.api.is_open {
                    self.api_action(ApiAction::Show);
                }
                let before = self.state.api.secrets.clone();
                if let Some(name) = self.state.api.take_curl(&read, keeps) {
                    // Where the key store has an older one of this name, it gets this.
                    let changes = secrets::changes(&before, &self.state.api.secrets);
                    let text = format!(
                        "The secret of the command is in memory, for the environment {name}, and in the key store where that had one for it"
                    );
                    if !changes.is_empty() {
                        self.tell_store(changes);
                    }
                    let environments = self.state.api.environments.clone();
                    self.keep_environments(environments, Vec::new());
                    self.state.toasts.push(Severity::Info, text, None);
                }
            }
        }
    }

    /// Shows a request as a Conductor workflow.
    pub(super) fn export_request(&mut self, key: &TryKey) {
        let Some(shown) = self.state.api.tries.get(key) else { return };
        let of = ExportOf::Request(Box::new(Ways::placed(shown)));
        self.make_export(ExportQuestion { number: 0, of, tasks_only: true, made: None });
    }

    /// Shows the messages and calls of the flow as a Conductor workflow.
    pub(super) fn export_flow(&mut self) {
        self.commit_draft();
        let Some(file) = self.state.active() else { return };
        let flow = file.flow().clone();
        let title = file.document.title();
        let name = title.strip_suffix(".json").unwrap_or(&title).to_owned();
        let start = flow.initial_state().and_then(|name| flow.named(&name).cloned());
        let mut events: Vec<(String, String)> = Vec::new();
        if let Some(start) = &start {
            for (index, way) in start.transitions().iter().enumerate() {
                if way.next.is_some() && !events.iter().any(|(known, _)| **known == *way.event) {
                    events.push((way.event.to_string(), output_label(start, index)));
                }
            }
        }
        let event = events.first().map(|(event, _)| event.clone());
        let of = ExportOf::Flow { flow, name, events, event };
        self.make_export(ExportQuestion { number: 0, of, tasks_only: false, made: None });
    }

    /// Asks, and has it made.
    fn make_export(&mut self, mut question: ExportQuestion) {
        let number = self.state.api.fresh_number();
        (question.number, question.made) = (number, None);
        let of = question.of.clone();
        self.state.dialogs.push(Dialog::ApiExport(Box::new(question)));
        self.tasks.block(move || {
            let made = Arc::new(make_export(&of));
            Done::Api(ApiNews::Export(ExportNews { number, made }))
        });
    }

    /// Takes over what was made.
    pub(super) fn export_news(&mut self, news: ExportNews) {
        let waiting = self.state.dialogs.iter_mut().find_map(|dialog| match dialog {
            Dialog::ApiExport(question) if question.number == news.number => Some(question),
            _ => None,
        });
        if let Some(question) = waiting {
            question.made = Some(news.made);
        }
    }

    pub(super) fn answer_export(
        &mut self,
        ctx: &egui::Context,
        mut question: Box<ExportQuestion>,
        answer: ExportAnswer,
    ) {
        match answer {
            ExportAnswer::TasksOnly(tasks_only) => {
                question.tasks_only = tasks_only;
                self.state.dialogs.push(Dialog::ApiExport(question));
            }
            ExportAnswer::Event(chosen) => {
                if let ExportOf::Flow { event, .. } = &mut question.of {
                    *event = Some(chosen);
                }
                self.make_export(*question);
            }
            ExportAnswer::Copy(text) => {
                self.state.dialogs.push(Dialog::ApiExport(question));
                let what = "the Conductor definition".to_owned();
                self.apply(ctx, Action::Copy { text: text.to_string(), what });
            }
            ExportAnswer::Save(text, name) => {
                self.state.api.to_save = Some(ToSave::Text(text, name));
                self.ask_for_path(Purpose::ApiBody);
            }
        }
    }
}
