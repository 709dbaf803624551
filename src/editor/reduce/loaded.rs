//! Loading a real execution, and moving over its steps.

use std::path::Path;
use std::sync::Arc;

use crate::editor::app::App;
use crate::editor::loaded::{Asked, LoadedAction, LoadedNews, MAX_FIELD_BYTES, Origin, Source, Work};
use crate::editor::state::{FileKey, OpenFlow, SimulatorPage};
use crate::editor::tasks::Done;

impl App {
    /// Does what the user wants on the page of a real execution.
    pub(super) fn loaded_action(&mut self, action: LoadedAction) {
        let Some(file) = self.state.active_mut() else { return };
        let loaded = &mut file.loaded;
        match action {
            LoadedAction::Type(text) => loaded.text = text,
            LoadedAction::Read(text) => {
                loaded.text = if text.len() <= MAX_FIELD_BYTES { text.clone() } else { String::new() };
                self.compare(Source::Text(text));
            }
            LoadedAction::From(origin) => {
                loaded.origin = origin;
                loaded.listed = None;
                loaded.flow_sid = None;
            }
            LoadedAction::FlowSid(sid) => {
                loaded.flow_sid = Some(sid);
                loaded.listed = None;
            }
            LoadedAction::ExecutionSid(sid) => loaded.execution_sid = sid,
            LoadedAction::List => self.list_executions(),
            LoadedAction::Fetch(sid) => self.fetch_execution(sid),
            LoadedAction::Cancel => loaded.stop(),
            LoadedAction::Account => self.ask_for_account(None, None),
            LoadedAction::Choose(row) => {
                loaded.chosen = row;
                loaded.wants_scroll = true;
                let widget = loaded.shown.as_ref().and_then(|shown| shown.widget(row));
                if let Some(widget) = widget.filter(|widget| file.document.flow().widget(*widget).is_some()) {
                    file.show_card(widget);
                }
            }
            LoadedAction::Scrolled => loaded.wants_scroll = false,
            LoadedAction::Again => {
                if let Some(real) = loaded.shown.as_ref().map(|shown| Arc::clone(&shown.real)) {
                    self.compare(Source::Known(real));
                }
            }
            LoadedAction::Leave => {
                loaded.stop();
                loaded.shown = None;
                loaded.chosen = 0;
            }
        }
    }

    /// Compares with the flow as it is now.
    fn compare(&mut self, source: Source) {
        let Some(file) = self.state.active_mut() else { return };
        let (key, work) = (file.key, work_of(file));
        let number = file.loaded.begin("The execution is read and compared.");
        self.tasks.block(move || {
            let news = LoadedNews::Compared(work.compare(source));
            Done::Loaded { key, number, news }
        });
    }

    fn list_executions(&mut self) {
        let Some((key, asked)) = self.asked() else { return };
        let Some(file) = self.state.file_mut(key) else { return };
        let number = file.loaded.begin("The newest executions are asked for.");
        let reply = self.tasks.reply();
        let task = self.tasks.spawn_to_cancel(async move {
            let news = LoadedNews::Listed(asked.list().await);
            reply.send(Done::Loaded { key, number, news });
        });
        self.keep_task(key, task);
    }

    fn fetch_execution(&mut self, sid: String) {
        let Some((key, asked)) = self.asked() else { return };
        let Some(file) = self.state.file_mut(key) else { return };
        let work = work_of(file);
        file.loaded.execution_sid.clone_from(&sid);
        let number = file.loaded.begin("The execution, its steps and their variables are fetched.");
        let reply = self.tasks.reply();
        let task = self.tasks.spawn_to_cancel(async move {
            let tell = |news| reply.send(Done::Loaded { key, number, news });
            let news = match asked.fetch(sid.trim(), tell).await {
                Ok(source) => {
                    let compared = tokio::task::spawn_blocking(move || work.compare(source)).await;
                    compared.unwrap_or_else(|_| Err("The comparison failed".to_owned()))
                }
                Err(why) => Err(why),
            };
            tell(LoadedNews::Compared(news));
        });
        self.keep_task(key, task);
    }

    fn keep_task(&mut self, key: FileKey, task: Option<tokio::task::AbortHandle>) {
        if let Some(file) = self.state.file_mut(key) {
            file.loaded.task = task;
        }
    }

    /// Who is asked for executions of the shown flow.
    fn asked(&self) -> Option<(FileKey, Asked)> {
        let file = self.state.active()?;
        let flow_sid = file.loaded_flow_sid().trim().to_owned();
        let asked = Asked {
            origin: file.loaded.origin,
            mock: self.mock.clone(),
            account: self.state.account.form.clone(),
            surroundings: self.state.surroundings.clone(),
            flow_sid,
        };
        Some((file.key, asked))
    }

    /// Takes in what a task tells; what is not awaited any more is dropped.
    pub(super) fn loaded_news(&mut self, key: FileKey, number: u64, news: LoadedNews) {
        let Some(file) = self.state.file_mut(key) else { return };
        let loaded = &mut file.loaded;
        if loaded.number != number || loaded.busy.is_none() {
            return;
        }
        if let LoadedNews::Progress(text) = news {
            loaded.busy = Some(text);
            return;
        }
        loaded.busy = None;
        loaded.task = None;
        match news {
            LoadedNews::Progress(_) => {}
            LoadedNews::Listed(Ok(rows)) => loaded.listed = Some(rows),
            LoadedNews::Listed(Err(why)) | LoadedNews::Compared(Err(why)) => loaded.trouble = Some(why),
            LoadedNews::Compared(Ok(shown)) => {
                let row = shown.first_row.unwrap_or_default();
                loaded.shown = Some(*shown);
                self.with_loaded_row(key, row);
            }
        }
    }

    /// Shows where the two part.
    fn with_loaded_row(&mut self, key: FileKey, row: usize) {
        let Some(file) = self.state.file_mut(key) else { return };
        file.simulator_page = SimulatorPage::Loaded;
        file.loaded.chosen = row;
        file.loaded.wants_scroll = true;
        let widget = file.loaded.shown.as_ref().and_then(|shown| shown.widget(row));
        if let Some(widget) = widget.filter(|widget| file.document.flow().widget(*widget).is_some()) {
            file.show_card(widget);
        }
    }
}

impl OpenFlow {
    /// The SID of the flow whose executions are asked for: as it was typed, else as it is known there.
    pub(in crate::editor) fn loaded_flow_sid(&self) -> String {
        self.loaded.flow_sid.clone().or_else(|| self.known_flow_sid()).unwrap_or_default()
    }

    fn known_flow_sid(&self) -> Option<String> {
        match self.loaded.origin {
            Origin::Twilio => self.document.side().studio().map(|link| link.flow_sid),
            Origin::Mock => self.mock_sid(),
        }
    }
}

fn work_of(file: &OpenFlow) -> Work {
    Work {
        flow: file.flow().clone(),
        subflows: super::running::subflows_of(file),
        path: file.document.path().map(Path::to_owned),
        revision: file.document.side().studio().map(|link| link.revision),
    }
}
