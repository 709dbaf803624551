//! A selection becomes a subflow in a file of its own, and a subflow comes back.

use std::path::Path;

use crate::editor::action::Action;
use crate::editor::app::App;
use crate::editor::canvas::Selection;
use crate::editor::counts::counted;
use crate::editor::dialogs::Dialog;
use crate::editor::extract::{ExtractAnswer, ExtractNews, ExtractQuestion};
use crate::editor::findings::with_quotes;
use crate::editor::kit::Severity;
use crate::editor::state::FileKey;
use crate::editor::tasks::Done;
use crate::flow::file::{OnDisk, PairRead, PairToSave, SaveError, SideToSave, read_pair, save_new_pair};
use crate::flow::side::stored_path;
use crate::flow::{Document, Edit, Flow, WidgetId};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;
use crate::widgets::extract::{Obstacle, is_placeholder_sid, plan};
use crate::widgets::inline::inline;
use crate::widgets::{Subflow, subflow_field, subflow_of};

impl App {
    /// Asks how the selection becomes a subflow, or says why it cannot.
    pub(super) fn ask_to_extract(&mut self) {
        let Some(file) = self.state.active() else { return };
        let Some(folder) = file.document.folder().map(Path::to_owned) else { return };
        let selected: Vec<WidgetId> = file.selection.cards.iter().copied().collect();
        let why = match plan(file.flow(), &selected) {
            Ok(plan) => {
                let question = ExtractQuestion::new(file, plan, folder);
                return self.state.dialogs.push(Dialog::Extract(Box::new(question)));
            }
            Err(why) => why,
        };
        let action = match &why {
            Obstacle::SeveralEntries { wires, .. } => {
                let wires = wires.iter().copied().collect();
                Some(("Select the wires", Action::Select(Selection { wires, ..Selection::default() })))
            }
            Obstacle::CannotPass { id, .. } => Some(("Show", Action::Reveal { widget: *id, field: None })),
            _ => None,
        };
        let said = format!("The selection cannot become a subflow: {why}");
        self.state.toasts.push(Severity::Warning, with_quotes(&said), action);
    }

    pub(super) fn answer_extract(&mut self, question: Box<ExtractQuestion>, answer: ExtractAnswer) {
        if let ExtractAnswer::Changed(changed) = answer {
            return self.state.dialogs.push(Dialog::Extract(changed));
        }
        let Some(file) = self.state.file(question.key) else { return };
        let flow = file.flow().clone();
        if let Some(trouble) = file.document.side().trouble() {
            let why = format!("which file it is cannot be kept beside the flow: {trouble}");
            return self.ask_again(question, why);
        }
        let extracted = match question.plan.carry_out(&flow, &question.naming()) {
            Ok(extracted) => extracted,
            Err(error) => return self.ask_again(question, error.to_string()),
        };
        let path = question.path();
        let pair = PairToSave {
            flow: extracted.subflow.into_bytes(),
            is_flow_changed: true,
            side: SideToSave::Leave,
            expected: OnDisk::default(),
        };
        self.tasks.block(move || {
            let result = save_new_pair(&path, &pair).and_then(|_| read_pair(&path));
            Done::Extract(Box::new(ExtractNews::Written { question, flow, result }))
        });
    }

    fn ask_again(&mut self, mut question: Box<ExtractQuestion>, why: String) {
        question.failed = Some(why);
        self.state.dialogs.push(Dialog::Extract(question));
    }

    pub(super) fn extract_news(&mut self, news: ExtractNews) {
        match news {
            ExtractNews::Written { question, flow, result } => self.subflow_written(question, &flow, result),
            ExtractNews::Read { key, widget, result } => match result {
                Ok(subflow) => self.put_in(key, widget, &subflow),
                Err(why) => self.trouble("The subflow cannot be inlined", why),
            },
        }
    }

    /// The subflow's file is there: the flow runs it from now on, and it opens in a tab.
    fn subflow_written(
        &mut self,
        question: Box<ExtractQuestion>,
        flow: &Flow,
        result: Result<PairRead, SaveError>,
    ) {
        let path = question.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let read = match result {
            Ok(read) => read,
            Err(SaveError::Appeared { .. }) => {
                return self.ask_again(question, format!("{name} is there already: choose another name"));
            }
            Err(error) => return self.ask_again(question, error.to_string()),
        };
        let (key, naming) = (question.key, question.naming());
        let Some(file) = self.state.file_mut(key) else { return };
        let made = match question.plan.carry_out(file.flow(), &naming) {
            Ok(extracted) if file.flow().is_same_as(flow) => file.document.edit(&extracted.edit),
            Ok(_) => {
                let said = format!("The flow has changed meanwhile, so only {name} was written");
                return self.state.toasts.push(Severity::Warning, said, None);
            }
            Err(error) => Err(error),
        };
        if let Err(error) = made {
            return self
                .trouble("The flow was not changed", format!("{error}; {} was written", path.display()));
        }
        file.document.history_mut().seal();
        file.forget_what_is_gone();
        if let Some(runner) = file.flow().named(&naming.widget) {
            file.selection = Selection::card(runner.id());
        }
        let shown = self.state.shown;
        if let Ok(document) = Document::from_bytes(Some(path.clone()), &read.flow) {
            self.state.settings.remember(&path);
            self.show_document(document.with_side(read.side), read.on_disk, None);
            // The flow that runs it goes on being looked at.
            self.state.shown = shown;
        }
        let count = question.plan.count();
        let what = counted(count, "widget");
        let action = self.state.open.last().map(|file| ("Show", Action::Show(file.key)));
        self.state.toasts.push(Severity::Info, format!("Moved {what} to {name}"), action);
    }

    /// Puts the widgets of the selected widget's subflow in its place.
    pub(super) fn inline_selected(&mut self) {
        let Some(file) = self.state.active() else { return };
        let Some(widget) = file.selected_widget().and_then(|id| file.flow().widget(id)) else { return };
        let (key, id, title) = (file.key, widget.id(), widget.title().to_owned());
        let sid = match subflow_of(widget) {
            Some(Subflow::Sid(sid)) => sid.into_owned(),
            _ => {
                let said = format!("{title} does not say by a SID which flow it runs");
                return self.state.toasts.push(Severity::Warning, said, None);
            }
        };
        let folder = file.document.folder().unwrap_or(Path::new(""));
        let known = file.document.side().subflow(&sid).map(|known| stored_path(folder, &known));
        let Some(path) = known.filter(|path| path.is_absolute()) else {
            let said = format!("Which file {title} runs is not known yet: open it once");
            let action = Action::OpenSubflow { widget: id, asks: false };
            return self.state.toasts.push(Severity::Warning, said, Some(("Open subflow", action)));
        };
        // What is open counts as it is shown, saved or not.
        let open = self.state.index_of_path(&path).and_then(|index| self.state.open.get(index));
        if let Some(open) = open {
            let subflow = open.flow().clone();
            return self.put_in(key, id, &subflow);
        }
        self.tasks.block(move || {
            let result = read_pair(&path).map_err(|error| error.to_string()).and_then(|read| {
                let document = Document::from_bytes(None, &read.flow);
                document
                    .map(|document| document.flow().clone())
                    .map_err(|error| format!("{}:{error}", path.display()))
            });
            Done::Extract(Box::new(ExtractNews::Read { key, widget: id, result }))
        });
    }

    /// A change that fills a subflow's SID in, where a placeholder stood until then: the file that this meant is the one
    /// that the SID means.
    pub(super) fn sid_filled_in(&self, edit: &Edit) -> Option<Edit> {
        let Edit::SetProperty { widget, key, value: Some(value) } = edit else { return None };
        let file = self.state.active()?;
        let (flow, side) = (file.flow(), file.document.side());
        let changed = flow.widget(*widget)?;
        let sid = value.as_str().map(str::trim).filter(|sid| is_sid(sid, prefix::FLOW))?;
        if subflow_field(changed) != Some(key.as_str()) || side.subflow(sid).is_some() {
            return None;
        }
        let is_named = |placeholder: &str| {
            let others = flow.widgets().iter().filter(|other| other.id() != *widget);
            others
                .filter_map(|other| subflow_of(other))
                .any(|named| matches!(named, Subflow::Sid(named) if *named == *placeholder))
        };
        // Typed letter by letter, the SID no longer follows on the placeholder: it is the one that nobody names now.
        let mut free = side.subflows().filter(|(known, _)| is_placeholder_sid(known) && !is_named(known));
        let (Some((placeholder, path)), None) = (free.next(), free.next()) else { return None };
        let edits = vec![
            edit.clone(),
            Edit::SetSubflowFile { sid: sid.to_owned(), file: Some(path.into_owned()) },
            Edit::SetSubflowFile { sid: placeholder.into_owned(), file: None },
        ];
        Some(Edit::Together { name: edit.name(flow), edits })
    }

    fn put_in(&mut self, key: FileKey, widget: WidgetId, subflow: &Flow) {
        let Some(file) = self.state.file_mut(key) else { return };
        let Some(title) = file.flow().widget(widget).map(|widget| widget.title().to_owned()) else { return };
        let inlined = match inline(file.flow(), widget, subflow) {
            Ok(inlined) => inlined,
            Err(error) => return self.trouble("The subflow cannot be inlined", format!("{title}: {error}")),
        };
        file.document.history_mut().seal();
        if let Err(error) = file.document.edit(&inlined.edit) {
            return self.trouble("The subflow cannot be inlined", format!("{title}: {error}"));
        }
        file.document.history_mut().seal();
        file.forget_what_is_gone();
        let flow = file.document.flow();
        let ids = inlined.names.iter().filter_map(|name| Some(flow.named(name)?.id()));
        file.selection = Selection::cards(ids);
        let count = inlined.names.len();
        let what = counted(count, "widget");
        let said = format!("{what} of the subflow stand in the place of {title}");
        let undo = file.taking_back();
        self.state.toasts.push(Severity::Info, said, undo);
        if !inlined.notes.is_empty() {
            self.trouble("Look at this after inlining", inlined.notes.join("\n\n"));
        }
    }
}
