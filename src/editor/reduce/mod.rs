//! The one place that changes the state. Panels answer with actions; these functions apply them, in order.

mod account;
mod api;
mod api_along;
mod api_answer;
mod api_exchange;
mod api_flow;
mod api_kept;
mod api_libraries;
mod api_secrets;
mod api_stub;
pub(super) mod arranged;
mod arranging;
mod asking;
mod at_twilio;
mod breakpoints;
mod cameras;
mod checking;
mod clipboard;
mod commands;
mod comparing;
mod converting;
mod crowding;
mod debugging;
mod edits;
mod extracting;
mod files;
mod finding;
mod journaling;
mod keeping;
mod laying_out;
mod loaded;
mod mocking;
mod noting;
mod problems;
mod references;
mod rules;
mod running;
mod saving;
mod sides;
mod subflow;
mod testing;
mod travel;
mod why;

use super::action::{Action, Draft, DraftTarget};
use super::add_menu::AddMenu;
use super::announce::done;
use super::app::App;
use super::dialogs::{Dialog, DialogAnswer};
use super::kit::Severity;
use super::state::{FileKey, RightPanel, Seen};
use super::tasks::{Done, Purpose};
use crate::flow::Edit;

pub(super) use cameras::Standing;

/// Whether a change does nothing but take away.
fn only_deletes(edit: &Edit) -> bool {
    match edit {
        Edit::Delete { .. } | Edit::Connect { target: None, .. } => true,
        Edit::Together { edits, .. } => edits.iter().all(only_deletes),
        _ => false,
    }
}
impl App {
    /// Applies one action.
    pub(super) fn apply(&mut self, ctx: &egui::Context, action: Action) {
        if self.leaves_api(&action) {
            return;
        }
        match action {
            Action::Command(command) => self.command(ctx, command),
            Action::Edit(edit) => {
                self.commit_draft();
                self.edit(&edit);
            }
            Action::Seal => self.seal(),
            Action::Draft(draft) => {
                if let Some(file) = self.state.active_mut() {
                    if draft.is_none() {
                        file.json.revert();
                    }
                    file.draft = draft;
                }
            }
            Action::Select(selection) => {
                self.commit_draft();
                self.state.shows_left_overlay = false;
                if selection.cards.len() > 1 {
                    self.state.announcer.say(format!("{} widgets selected", selection.cards.len()));
                }
                if let Some(file) = self.state.active_mut() {
                    if !selection.cards.is_empty() && !file.is_running() {
                        file.right = RightPanel::Inspector;
                    }
                    file.selection = selection;
                }
            }
            Action::Reveal { widget, field } => self.reveal(widget, field),
            Action::GoTo(place) => self.go_to(&place),
            Action::Fix(found) => self.fix(&found),
            Action::FixMany(which) => self.fix_many(which),
            Action::SetRules(levels) => self.set_rules(levels),
            Action::TakeBackRules(written) => self.take_back_rules(*written),
            Action::OpenSubflow { widget, asks } => self.open_subflow(widget, asks),
            Action::Insert { kind, at, from, onward } => {
                self.commit_draft();
                self.state.shows_left_overlay = false;
                self.insert(kind, at, from, onward);
            }
            Action::AddMenu { pos_in_screen, at, from } => {
                self.state.add_menu = Some(AddMenu::new(pos_in_screen, at, from));
            }
            Action::Arrange(action) => self.arrange_action(action),
            Action::Open(paths) => {
                self.open_paths(paths);
            }
            Action::Paste(text) => {
                self.commit_draft();
                let at = self.under_pointer(ctx);
                self.paste(&text, at);
            }
            Action::Copy { text, what } => {
                ctx.copy_text(text);
                self.state.toasts.push(Severity::Info, format!("Copied {what}"), None);
            }
            Action::Show(key) => {
                self.commit_draft();
                if let Some(index) = self.state.open.iter().position(|file| file.key == key) {
                    self.state.shown = index;
                }
            }
            Action::Close(key) => self.close(key),
            Action::Inspect(tab) => {
                self.commit_draft();
                if let Some(file) = self.state.active_mut() {
                    file.inspector_tab = tab;
                }
            }
            Action::ShowRight(panel) => self.show_right(panel),
            Action::ToggleLeft(panel) if self.state.is_narrow => {
                let is_same = self.state.settings.left == panel;
                self.state.shows_left_overlay = !(is_same && self.state.shows_left_overlay);
                self.state.settings.left = panel;
            }
            Action::ToggleLeft(panel) => {
                let settings = &mut self.state.settings;
                settings.shows_left = settings.left != panel || !settings.shows_left;
                settings.left = panel;
            }
            Action::RenameVariable(variable) => self.ask_to_rename(&variable),
            Action::Api(action) => self.api_action(action),
            Action::Run(action) => self.run_action(action),
            Action::Ask(action) => self.ask_action(action),
            Action::Crowd(action) => self.crowd_action(action),
            Action::ShowPage(page) => self.show_simulator_page(page),
            Action::Debug(action) => self.debug_action(action),
            Action::Why(action) => self.why_action(ctx, action),
            Action::Loaded(action) => self.loaded_action(action),
            Action::Mock(action) => self.mock_action(ctx, action),
            Action::Extract(action) => self.clipboard_action(ctx, action),
            Action::Note(action) => self.note_action(action),
            Action::Find(action) => self.find_action(action),
            Action::Compare(action) => self.compare_action(action),
            Action::Window(action) => self.window_action(action),
            Action::PlayTests => self.play_tests_again(),
            Action::CancelTests => self.cancel_tests(),
            Action::Answer(answer) => self.answer(ctx, *answer),
            Action::GoToVersion(index) => {
                if !self.commit_draft() {
                    return;
                }
                if let Some(file) = self.state.active_mut() {
                    file.step_history(|history| history.go_to(index));
                }
            }
            Action::Reload(key) => match self.state.file_mut(key) {
                Some(file) if file.document.is_modified() => {
                    file.seen_on_disk = None;
                    self.state.dialogs.push(Dialog::Changed(key));
                }
                _ => self.reload(key),
            },
            Action::Picked(purpose, paths) => self.picked(purpose, paths, false),
            Action::AskTwilio(wish) => self.ask_twilio(*wish),
            Action::ForgetTwilioSays => self.forget_twilio_says(),
            Action::OpenUrl(url) => ctx.open_url(egui::OpenUrl::new_tab(url)),
        }
    }

    /// Shows the inspector or the simulator.
    pub(super) fn show_right(&mut self, panel: RightPanel) {
        self.state.settings.shows_right = true;
        if let Some(file) = self.state.active_mut() {
            file.right = panel;
        }
    }

    /// Applies what a task has answered.
    pub(super) fn done(&mut self, done: Done) {
        match done {
            Done::Read { reading, path, result } => self.file_was_read(reading, path, result),
            Done::Saved { key, flow, side, path, result } => {
                self.file_was_saved(key, &flow, &side, path, result);
            }
            Done::Exported { path, result } => self.file_was_exported(&path, result),
            Done::Picked { purpose, paths, was_instant } => self.picked(purpose, paths, was_instant),
            Done::DiskLooked { key, changed } => {
                if let (Some(path), Some(_)) = (changed, self.state.file(key)) {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    let text = format!("{name} has changed on disk");
                    self.state.toasts.push(Severity::Warning, text, Some(("Reload", Action::Reload(key))));
                }
            }
            Done::Candidates { place, found } => self.candidates_found(place, found),
            Done::Recognised(question) => self.recognised(question),
            Done::LookedAt { path, index, looked } => self.looked_at(&path, index, looked),
            Done::Converted { path, documents } => self.converted(&path, documents),
            Done::RecentLooked(found) => self.state.recent.known = found,
            Done::Journal(found) => {
                if !found.is_empty() {
                    self.state.dialogs.push(Dialog::Recover(found));
                }
            }
            Done::Checked { key, number, findings } => {
                if let Some(file) = self.state.file_mut(key) {
                    let before = file.derived.take(number, findings, file.document.flow());
                    self.tasks.block_silently(move || drop(before));
                }
            }
            Done::Found { number, answer } => self.state.finding.take(number, answer),
            Done::Mended { key, flow, count, edit } => self.mended(key, &flow, count, edit),
            Done::RulesLooked { key, beside, found } => self.rules_looked(key, &beside, found),
            Done::RulesWritten { told, result } => self.rules_written(&told, result),
            Done::RulesTakenBack { file, result } => self.rules_taken_back(&file, result),
            Done::Trouble(text) => self.state.toasts.push(Severity::Error, text, None),
            Done::Extract(news) => self.extract_news(*news),
            Done::Tested { key, tested } => self.tests_were_played(key, *tested),
            Done::Loaded { key, number, news } => self.loaded_news(key, number, news),
            Done::Keep(news) => self.keep_news(news),
            Done::Mock(news) => self.mock_news(news),
            Done::Api(news) => self.api_news(news),
            Done::Twilio(told) => self.twilio_told(told),
            Done::Explained { key, answer } => {
                if let Some(file) = self.state.file_mut(key) {
                    file.why.answer = Some(*answer);
                }
            }
            Done::Crowd { key, number, news } => self.crowd_news(key, number, news),
            Done::Compared(told) => self.compare_news(told),
            Done::Picture(news) => self.picture_news(news),
            Done::Run { key, number, event } => self.run_news(key, number, event),
        }
    }

    fn answer(&mut self, ctx: &egui::Context, answer: DialogAnswer) {
        let Some(dialog) = self.state.dialogs.pop() else { return };
        match (dialog, answer) {
            (Dialog::Unsaved(key), DialogAnswer::Save) => {
                if let Some(file) = self.state.file_mut(key) {
                    file.closes_when_saved = true;
                }
                self.save(key);
            }
            (Dialog::Unsaved(key), DialogAnswer::Discard) => self.drop_file(key),
            (Dialog::Unsaved(_) | Dialog::Changed(_), DialogAnswer::Cancel) => self.stop_quitting(),
            (Dialog::Changed(key), DialogAnswer::Reload) => self.reload(key),
            (Dialog::Changed(key), DialogAnswer::KeepMine) => {
                if let Some(file) = self.state.file_mut(key) {
                    // What the user was asked about may be written over, and nothing newer.
                    match file.seen_on_disk.take() {
                        Some(Seen::Side(seen)) => file.on_disk.side = Some(seen),
                        Some(Seen::Flow(seen)) => file.on_disk.flow = Some(seen),
                        None => file.on_disk.flow = None,
                    }
                }
                self.save(key);
            }
            (Dialog::Changed(key) | Dialog::NotSaved { key, .. }, DialogAnswer::SaveAs) => {
                self.ask_for_path(Purpose::Save(key))
            }
            (Dialog::Subflow(question), DialogAnswer::Subflow(answer)) => {
                self.answer_subflow(*question, answer);
            }
            (Dialog::Shortcuts(_), DialogAnswer::Shortcuts(sheet, change)) => {
                self.answer_shortcuts(*sheet, change);
            }
            (Dialog::Settings(_), DialogAnswer::Settings(answer)) => self.answer_settings(ctx, answer),
            (Dialog::About, DialogAnswer::Shortcuts(sheet, _)) => self.answer_shortcuts(*sheet, None),
            (Dialog::Ask(asked), DialogAnswer::Ask(answer)) => self.answer_ask(&asked, *answer),
            (Dialog::Convert(question), DialogAnswer::Convert(answer)) => {
                self.answer_convert(&question, answer);
            }
            (Dialog::Extract(question), DialogAnswer::Extract(answer)) => {
                self.answer_extract(question, answer);
            }
            (Dialog::RenameVariable(question), DialogAnswer::RenameVariable(answer)) => {
                self.answer_rename(&question, answer);
            }
            (Dialog::Export { key, .. }, DialogAnswer::Export) => self.ask_for_path(Purpose::Export(key)),
            (Dialog::ApiLive(_), DialogAnswer::ApiLive(answer)) => self.answer_api_live(answer),
            (Dialog::Flow(_), DialogAnswer::Flow(answer)) => self.answer_flow_dialog(answer),
            (Dialog::Import(_), DialogAnswer::Import(answer)) => self.answer_import(answer),
            (Dialog::ApiEnvironments(_), DialogAnswer::ApiEnvironments(answer)) => {
                self.answer_environments(answer);
            }
            (Dialog::ApiStub(_), DialogAnswer::ApiStub(answer)) => self.answer_stub(answer),
            (Dialog::ApiCurl(_), DialogAnswer::ApiCurl(answer)) => self.answer_curl(answer),
            (Dialog::ApiExport(question), DialogAnswer::ApiExport(answer)) => {
                self.answer_export(ctx, question, answer);
            }
            (Dialog::Recover(found), DialogAnswer::Recover) => self.recover(found),
            (Dialog::Recover(found), DialogAnswer::Discard) => {
                self.tasks.block_silently(move || {
                    found.iter().for_each(|leftover| super::journal::forget(&leftover.file));
                });
            }
            (Dialog::Rules { .. }, DialogAnswer::FilterRules(filter)) => {
                self.state.dialogs.push(Dialog::Rules { filter });
            }
            (Dialog::Rules { filter }, DialogAnswer::SetRules(levels)) => {
                self.state.dialogs.push(Dialog::Rules { filter });
                self.set_rules(levels);
            }
            (Dialog::Keep(question), DialogAnswer::Keep(answer)) => self.answer_keep(question, answer),
            (Dialog::ChangeVariable(question), DialogAnswer::ChangeVariable(answer)) => {
                self.answer_change(&question, answer);
            }
            (Dialog::Breakpoints { key, chosen }, DialogAnswer::Breakpoints(answer)) => {
                self.answer_breakpoints(key, chosen, answer);
            }
            (Dialog::Failures(_), DialogAnswer::Failures(answer)) => self.answer_failures(answer),
            (Dialog::Run { key, .. }, DialogAnswer::Form(form)) => {
                self.state.dialogs.push(Dialog::Run { key, form: *form });
            }
            (Dialog::Run { key, .. }, DialogAnswer::Starts(form, change)) => {
                self.state.dialogs.push(Dialog::Run { key, form: *form });
                self.change_beside(key, change);
            }
            (Dialog::Run { key, .. } | Dialog::Live { key, .. }, DialogAnswer::Start(form)) => {
                self.start_run(ctx, key, *form);
            }
            (Dialog::Live { key, look, .. }, DialogAnswer::Form(form)) => {
                self.state.dialogs.push(Dialog::Live { key, form: *form, look });
            }
            (Dialog::Live { key, form, look }, DialogAnswer::LookAgain) => {
                self.state.dialogs.push(Dialog::Live { key, form: form.clone(), look });
                self.look_before_live(key, form);
            }
            (dialog @ Dialog::ApiLive(_), DialogAnswer::LookAgain) => {
                self.state.dialogs.push(dialog);
                self.look_before_request();
            }
            (dialog @ (Dialog::Live { .. } | Dialog::ApiLive(_)), DialogAnswer::OtherAccount) => {
                self.state.dialogs.push(dialog);
                self.ask_for_account(None, None);
            }
            (Dialog::Twilio(dialog), answer) => {
                let answer = match answer {
                    DialogAnswer::Twilio(answer) => Some(*answer),
                    _ => None,
                };
                self.answer_twilio(*dialog, answer);
            }
            _ => {}
        }
    }

    /// A change of the shown flow; what cannot be done is said.
    pub(super) fn edit(&mut self, edit: &Edit) {
        let sid = self.sid_filled_in(edit);
        let Some(file) = self.state.active_mut() else { return };
        if file.holds_back(edit) {
            return;
        }
        let (name, count) = (edit.name(file.flow()), file.flow().widgets().len());
        let edited = file.document.edit(sid.as_ref().unwrap_or(edit));
        file.forget_what_is_gone();
        let gone = count.saturating_sub(file.flow().widgets().len());
        match edited {
            Ok(()) => {
                self.state.announcer.say_edit(edit, &name);
                // One is seen to go; of several some may have been out of sight.
                if gone > 1 && only_deletes(edit) {
                    self.tell_with_undo(done(&name));
                }
            }
            Err(error) => self.state.toasts.push(Severity::Warning, error.to_string(), None),
        }
    }

    pub(super) fn seal(&mut self) {
        if let Some(file) = self.state.active_mut() {
            file.document.history_mut().seal();
        }
    }

    /// Makes a change of what was being typed.
    ///
    /// Text that is no JSON stays a draft; `false` then.
    pub(super) fn commit_draft(&mut self) -> bool {
        self.commit_writing();
        let Some(file) = self.state.active_mut() else { return true };
        let Some(Draft { widget, target, text }) = file.draft.take() else { return true };
        match target {
            DraftTarget::Name | DraftTarget::NameInRow => {
                let is_same = file.flow().widget(widget).and_then(|w| w.name()) == Some(&*text);
                if !is_same {
                    self.edit(&Edit::Rename { widget, name: text });
                }
            }
            DraftTarget::Flow => {
                if let Err(error) = self.take_flow_text(&text) {
                    return self.keep_draft(Draft { widget, target, text }, "the flow", &error.to_string());
                }
            }
            DraftTarget::Json => match serde_json::from_str(&text) {
                Ok(state) => self.edit(&Edit::SetState { widget, state }),
                Err(error) => {
                    return self.keep_draft(Draft { widget, target, text }, "a widget", &error.to_string());
                }
            },
        }
        self.seal();
        true
    }

    /// Text that cannot be taken over stays what it is, and says why; `false`, as it is no change.
    fn keep_draft(&mut self, draft: Draft, what: &str, error: &str) -> bool {
        let message = format!(
            "The JSON of {what} was not taken over, and nothing else is changed until it is: {error}"
        );
        let way_out = Some(("Drop what was typed", Action::Draft(None)));
        self.state.toasts.push(Severity::Warning, message, way_out);
        if let Some(file) = self.state.active_mut() {
            file.draft = Some(draft);
        }
        false
    }

    /// Takes back what was typed and could not be taken over.
    pub(super) fn drop_draft(&mut self) {
        if let Some(file) = self.state.active_mut() {
            file.json.revert();
            file.draft = None;
        }
        self.state.toasts.push(Severity::Info, "Dropped what was typed as JSON", None);
    }

    pub(super) fn stop_quitting(&mut self) {
        self.state.is_quitting = false;
        for file in &mut self.state.open {
            file.closes_when_saved = false;
        }
    }

    /// Goes on with closing the window, once nothing stands in the way.
    pub(super) fn go_on_quitting(&mut self, ctx: &egui::Context) {
        let asks =
            !self.state.dialogs.is_empty() || self.state.path_dialog.is_some() || self.state.is_picking;
        if !self.state.is_quitting || asks {
            return;
        }
        if self.state.open.iter().any(|file| file.saving != super::state::Saving::Idle) {
            return;
        }
        let unsaved: Option<FileKey> =
            self.state.open.iter().find(|file| file.document.is_modified()).map(|file| file.key);
        match unsaved {
            Some(key) => {
                self.apply(ctx, Action::Show(key));
                self.state.dialogs.push(Dialog::Unsaved(key));
            }
            None => {
                self.state.may_close = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }
}
