//! What is done with the answers and environments of the API page: sent again, saved as a stub, written to a file.

use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::editor::api::{
    Answered, ApiNews, EnvironmentsAnswer, EnvironmentsQuestion, StubAnswer, StubQuestion, TryKey, World,
    who_asks,
};
use crate::editor::app::App;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::tasks::Done;
use crate::flow::Edit;

/// Larger files are not read for a field.
const MAX_FILE: u64 = 20 * 1024 * 1024;

impl App {
    /// Sends what was sent before once more, where it went before. What is filled in stays as it is.
    pub(super) fn send_again(&mut self, key: &TryKey, number: u64) {
        let Some(shown) = self.state.api.tries.get_mut(key) else { return };
        if shown.sending.is_some() {
            return;
        }
        let Some(exchange) = shown.past.get(number) else { return };
        let (prepared, world) = (exchange.prepared.clone(), exchange.world.clone());
        shown.world = world;
        self.send_prepared(key, prepared, false);
    }

    /// Asks which widget gets an answer in simulations.
    pub(super) fn ask_for_stub(&mut self, key: &TryKey, answered: Arc<Answered>) {
        let (file, widget) = match key {
            TryKey::Widget { flow, widget } => (Some(*flow), Some(*widget)),
            TryKey::Operation { .. } => (self.state.active().map(|file| file.key), None),
        };
        let Some(file) = file else {
            let text = "Open a flow first: a stub stands beside one";
            self.state.toasts.push(Severity::Info, text.to_owned(), None);
            return;
        };
        let widget = widget.or_else(|| {
            let all = who_asks(&self.state, file);
            let selected = self.state.file(file).and_then(|file| file.selected_widget());
            let selected = selected.filter(|id| all.iter().any(|(other, _)| other == id));
            selected.or_else(|| all.first().map(|(id, _)| *id))
        });
        let question = StubQuestion { key: file, answered, widget, adds: false };
        self.state.dialogs.push(Dialog::ApiStub(Box::new(question)));
    }

    /// The answer to that.
    pub(super) fn answer_stub(&mut self, answer: StubAnswer) {
        match answer {
            StubAnswer::Changed(question) => self.state.dialogs.push(Dialog::ApiStub(question)),
            StubAnswer::Keep(key, change) => {
                let Some(file) = self.state.file_mut(key) else { return };
                file.document.history_mut().seal();
                let result = file.document.edit(&Edit::Beside(*change));
                file.document.history_mut().seal();
                let toasts = &mut self.state.toasts;
                match result {
                    Ok(_) => {
                        let text = "Simulations use this answer from now on";
                        toasts.push(Severity::Info, text.to_owned(), None);
                    }
                    Err(error) => {
                        toasts.push(Severity::Warning, format!("The answer is not kept: {error}"), None);
                    }
                }
            }
        }
    }

    /// Shows the environments.
    pub(super) fn show_environments(&mut self) {
        let page = &self.state.api;
        let all: Vec<_> = page
            .environments
            .iter()
            .map(|own| (own.clone(), page.secrets.get(&own.name).cloned().unwrap_or_default()))
            .collect();
        let shown = page.current().map(|shown| &shown.world);
        let at = match shown {
            Some(World::Own(name)) => all.iter().position(|(own, _)| *own.name == **name),
            _ => None,
        };
        let question = EnvironmentsQuestion { all, at: at.unwrap_or_default() };
        self.state.dialogs.push(Dialog::ApiEnvironments(Box::new(question)));
    }

    /// The environments hold from now on. What went to one that is gone goes to the mock again.
    pub(super) fn answer_environments(&mut self, answer: EnvironmentsAnswer) {
        let question = match answer {
            EnvironmentsAnswer::Changed(question) => {
                self.state.dialogs.push(Dialog::ApiEnvironments(question));
                return;
            }
            EnvironmentsAnswer::Keep(question) => *question,
        };
        let page = &mut self.state.api;
        (page.environments, page.secrets) = Default::default();
        for (mut environment, secrets) in question.all {
            environment.name = environment.name.trim().to_owned();
            page.secrets.insert(environment.name.clone(), secrets);
            page.environments.push(environment);
        }
        for shown in page.tries.values_mut() {
            if let World::Own(name) = &shown.world
                && !page.environments.iter().any(|own| *own.name == **name)
            {
                let is_twilio = shown.prepared.operation().product.is_some();
                shown.world = if is_twilio { World::Mock } else { World::Live };
            }
        }
        page.changed_around();
    }

    /// Writes the body of an answer to a file.
    pub(super) fn write_body(&mut self, answered: Arc<Answered>, path: PathBuf) {
        self.tasks.block(move || {
            let bytes: &[u8] = match &answered.answer.binary {
                Some(bytes) => bytes,
                None => answered.answer.body.as_bytes(),
            };
            let shown = path.display().to_string();
            let result = std::fs::write(&path, bytes).map(|()| shown.clone());
            Done::Api(ApiNews::Saved(result.map_err(|error| format!("{shown} was not written: {error}"))))
        });
    }

    /// Reads a file for the value of a parameter.
    pub(super) fn read_value(&mut self, key: TryKey, index: usize, path: PathBuf) {
        self.tasks.block(move || {
            let read = || -> Result<String, String> {
                let shown = path.display();
                let size = std::fs::metadata(&path).map_err(|error| format!("{shown}: {error}"))?.len();
                if size > MAX_FILE {
                    return Err(format!("{shown} is larger than 20 MB"));
                }
                let bytes = std::fs::read(&path).map_err(|error| format!("{shown}: {error}"))?;
                Ok(format!("data:{};base64,{}", kind_of(&path), STANDARD.encode(bytes)))
            };
            Done::Api(ApiNews::File { value: read(), key, index })
        });
    }

    /// The bytes of a file are the value of a parameter.
    pub(super) fn value_was_read(&mut self, key: &TryKey, index: usize, value: Result<String, String>) {
        match value {
            Ok(value) => {
                if let Some(place) =
                    self.state.api.tries.get_mut(key).and_then(|shown| shown.prepared.at_mut(index))
                {
                    *place = value;
                }
            }
            Err(why) => self.state.toasts.push(Severity::Error, why, None),
        }
    }
}

/// The media type that a file's ending stands for.
fn kind_of(path: &std::path::Path) -> &'static str {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "txt" => "text/plain",
        "csv" => "text/csv",
        "json" => "application/json",
        "xml" => "application/xml",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        _ => "application/octet-stream",
    }
}
