//! What each command does.

use egui::ThemePreference;

use super::mocking::Wanted;
use crate::editor::action::{Action, FixMany};
use crate::editor::api::{ApiAction, LibraryAction};
use crate::editor::app::App;
use crate::editor::canvas::Selection;
use crate::editor::command::Command;
use crate::editor::command_palette::CommandPalette;
use crate::editor::dialogs::Dialog;
use crate::editor::extract::Purpose;
use crate::editor::run::RunAction;
use crate::editor::settings::{LeftPanel, ThemeChoice};
use crate::editor::state::{OpenFlow, RightPanel, SimulatorPage};
use crate::editor::tasks::Purpose as Asked;

impl App {
    /// Does what a command says, where it can be done.
    pub(super) fn command(&mut self, ctx: &egui::Context, command: Command) {
        if command.disabled_because(&self.state).is_some() {
            return;
        }
        if command.needs_drafts_committed() && !self.commit_draft() && command.goes_through_history() {
            // What was typed last is what undo takes back first.
            if command == Command::Undo {
                self.drop_draft();
            }
            return;
        }
        let shown = self.state.active().map(|file| file.key);
        match command {
            Command::New => self.new_flow(),
            Command::Open => self.ask_for_path(Asked::Open),
            Command::OpenSubflow => self.open_selected_subflow(false),
            Command::ChooseSubflow => self.open_selected_subflow(true),
            Command::Save => shown.into_iter().for_each(|key| self.save(key)),
            Command::SaveAs => shown.into_iter().for_each(|key| self.ask_for_path(Asked::Save(key))),
            Command::Export => self.export(),
            Command::CopyFlowJson => self.copy_flow_json(ctx),
            Command::ValidateFlow | Command::PullFlow | Command::PushFlow | Command::PublishFlow => {
                self.twilio_command(command);
            }
            Command::CloseTab => shown.into_iter().for_each(|key| self.close(key)),
            Command::NextTab => self.turn_tabs(1),
            Command::PreviousTab => self.turn_tabs(self.state.open.len() - 1),
            Command::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Command::Undo => self.change_history(|history| history.undo()),
            Command::Redo => self.change_history(|history| history.redo()),
            Command::Cut => self.cut_selection(ctx),
            Command::Copy => self.copy_selection(ctx),
            Command::Paste => self.ask_clipboard(ctx, Purpose::Widgets(None)),
            Command::Duplicate => self.duplicate_selection(),
            Command::Delete => self.delete_selection(),
            Command::SelectAll => self.change_view(|file| {
                let widgets = file.document.flow().widgets().iter().map(|widget| widget.id());
                let notes = file.document.side().notes().into_iter().map(|note| note.id).collect();
                file.selection = Selection { notes, ..Selection::cards(widgets) };
            }),
            Command::Rename => match self.state.references.focused.clone() {
                Some(variable) => self.ask_to_rename(&variable),
                None => self.begin_rename(),
            },
            Command::Find => self.state.palette = Some(CommandPalette::for_widgets()),
            Command::Palette => self.state.palette = Some(CommandPalette::default()),
            Command::AddWidget => {
                self.apply(ctx, Action::AddMenu { pos_in_screen: None, at: None, from: None })
            }
            Command::ZoomIn => self.change_view(|file| file.view.zoom_in()),
            Command::ZoomOut => self.change_view(|file| file.view.zoom_out()),
            Command::ZoomReset => self.change_view(|file| file.view.zoom_to_100()),
            Command::Fit => self.change_view(|file| file.view.fit_all()),
            Command::FitSelection => self.change_view(OpenFlow::fit_selection),
            Command::ShowWidgets => self.apply(ctx, Action::ToggleLeft(LeftPanel::Widgets)),
            Command::ShowOutline => self.show_list(ctx, LeftPanel::Outline),
            Command::ShowReferences => self.show_list(ctx, LeftPanel::References),
            Command::ShowProblems => self.show_list(ctx, LeftPanel::Problems),
            Command::ShowApi if self.state.api.is_open => self.api_action(ApiAction::Leave),
            Command::ShowApi => self.api_action(ApiAction::Show),
            Command::ImportApi => self.library_action(LibraryAction::Import),
            Command::PasteCurl => self.api_action(ApiAction::PasteCurl(Default::default())),
            Command::ExportConductor => self.export_flow(),
            Command::TestRequest => {
                if let Some(key) = self.state.api.current().map(|shown| shown.key.clone()) {
                    self.api_action(ApiAction::Send(key));
                }
            }
            Command::NextProblem => self.step_problem(true),
            Command::PreviousProblem => self.step_problem(false),
            Command::FixSafe => self.fix_many(FixMany::Safe),
            Command::Rules => self.state.dialogs.push(Dialog::Rules { filter: String::new() }),
            Command::ToggleLeft => self.state.settings.shows_left = !self.state.settings.shows_left,
            Command::ShowInspector => self.show_right(RightPanel::Inspector),
            Command::ShowSimulator => self.show_right(RightPanel::Simulator),
            Command::ToggleRight => self.state.settings.shows_right = !self.state.settings.shows_right,
            Command::Run => {
                if let Some(file) = self.state.active() {
                    let (key, form) = (file.key, file.run_form.refreshed(file.flow()));
                    self.state.dialogs.push(Dialog::Run { key, form });
                }
            }
            Command::RunAgain => self.apply(ctx, Action::Run(RunAction::Again)),
            Command::Stop => self.apply(ctx, Action::Run(RunAction::Stop)),
            Command::ManyContacts => self.show_simulator_page(SimulatorPage::Contacts),
            Command::CompareExecution => self.show_simulator_page(SimulatorPage::Loaded),
            Command::SaveAsTest
            | Command::PauseRun
            | Command::GoOn
            | Command::StepRun
            | Command::StepBack
            | Command::ChangeVariable
            | Command::NewContact => self.debug_command(command),
            Command::ToggleBreakpoint => self.toggle_breakpoints(),
            Command::FollowRun => self.state.settings.follows_run = !self.state.settings.follows_run,
            Command::CopyWebhookAddress => self.copy_from_mock(Wanted::Address),
            Command::CopyWebhookCurl => self.copy_from_mock(Wanted::Webhook),
            Command::CopyStartCurl => self.copy_start_curl(ctx),
            Command::KeptAnswers => self.show_kept_answers(),
            Command::Failures => self.ask_for_failures(),
            Command::ShowTests => self.toggle_tests(),
            Command::AlignLeft
            | Command::AlignCenter
            | Command::AlignRight
            | Command::AlignTop
            | Command::AlignMiddle
            | Command::AlignBottom
            | Command::DistributeAcross
            | Command::DistributeDown
            | Command::SelectUpstream
            | Command::SelectDownstream
            | Command::SelectConnected
            | Command::DeleteAndHeal
            | Command::ConnectTo
            | Command::QuickAdd
            | Command::GoBack
            | Command::GoForward => self.arrange_command(ctx, command),
            Command::LayOut | Command::WiresSmooth | Command::WiresRightAngled => {
                self.layout_command(ctx, command)
            }
            Command::NewFromClipboard
            | Command::ChangeType
            | Command::ExtractSubflow
            | Command::InlineSubflow
            | Command::ShowHistory => self.clipboard_command(ctx, command),
            Command::AddNote | Command::Group | Command::Ungroup | Command::FoldGroup => {
                self.note_command(ctx, command)
            }
            Command::FindInFlow
            | Command::ReplaceInFlow
            | Command::FindNext
            | Command::FindPrevious
            | Command::ShowJson => self.find_command(ctx, command),
            Command::CompareSaved
            | Command::CompareHead
            | Command::CompareFile
            | Command::StopComparing
            | Command::ExportPicture
            | Command::CopyPicture => self.compare_command(ctx, command),
            Command::Shortcuts
            | Command::Settings
            | Command::Motion
            | Command::ScaleUp
            | Command::ScaleDown
            | Command::ScaleReset
            | Command::SkipWidget
            | Command::RunToHere
            | Command::SetClock
            | Command::ShowBreakpoints => self.window_command(ctx, command),
            Command::ThemeDark => self.set_theme(ctx, ThemeChoice::Dark),
            Command::ThemeLight => self.set_theme(ctx, ThemeChoice::Light),
            Command::ThemeSystem => self.set_theme(ctx, ThemeChoice::System),
            Command::About => self.state.dialogs.push(Dialog::About),
        }
    }

    /// Shows a list on the left and gives it the keyboard; hides it where it has the keyboard already.
    fn show_list(&mut self, ctx: &egui::Context, panel: LeftPanel) {
        let state = &mut self.state;
        let has_keyboard = match panel {
            LeftPanel::Problems => state.problems.has_keyboard,
            LeftPanel::Outline => state.active().is_some_and(|file| file.outline.has_keyboard),
            _ => state.references.has_keyboard,
        };
        let is_shown = state.shows_left(panel);
        if !is_shown || has_keyboard {
            self.apply(ctx, Action::ToggleLeft(panel));
        }
        if !(is_shown && has_keyboard) {
            match panel {
                LeftPanel::Problems => self.state.problems.ask_for_keyboard(),
                LeftPanel::Outline => {
                    if let Some(file) = self.state.active_mut() {
                        file.outline.ask_for_keyboard();
                    }
                }
                _ => self.state.references.ask_for_keyboard(),
            }
        }
    }

    /// Shows what the simulator is about on this page.
    pub(super) fn show_simulator_page(&mut self, page: SimulatorPage) {
        if let Some(file) = self.state.active_mut() {
            file.simulator_page = page;
        }
        self.show_right(RightPanel::Simulator);
    }

    fn open_selected_subflow(&mut self, asks: bool) {
        if let Some(widget) = self.state.active().and_then(OpenFlow::selected_widget) {
            self.open_subflow(widget, asks);
        }
    }

    fn turn_tabs(&mut self, by: usize) {
        self.state.shown = (self.state.shown + by) % self.state.open.len().max(1);
    }

    fn change_history(&mut self, change: impl FnOnce(&mut crate::flow::History) -> bool) {
        if let Some(file) = self.state.active_mut() {
            let before = file.document.history().at();
            file.step_history(|history| {
                change(history);
            });
            let history = file.document.history();
            let at = history.at();
            let name = history.entries().get(at.max(before)).map(|entry| entry.name.clone());
            let words = if at < before { "Undone" } else { "Done again" };
            if let Some(name) = name.filter(|_| at != before) {
                self.state.announcer.say(format!("{words}: {name}"));
            }
        }
    }

    fn change_view(&mut self, change: impl FnOnce(&mut OpenFlow)) {
        if let Some(file) = self.state.active_mut() {
            change(file);
        }
    }

    /// Sets and remembers the colours.
    pub(in crate::editor) fn set_theme(&mut self, ctx: &egui::Context, theme: ThemeChoice) {
        self.state.settings.theme = theme;
        ctx.set_theme(match theme {
            ThemeChoice::Dark => ThemePreference::Dark,
            ThemeChoice::Light => ThemePreference::Light,
            ThemeChoice::System => ThemePreference::System,
        });
    }
}
