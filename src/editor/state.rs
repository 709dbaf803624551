//! Everything the window shows. Panels read it and answer with actions; only the reducer changes it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::flow::file::{Fingerprint, OnDisk};
use crate::flow::{Document, Edit, Flow, History, SideFile, WidgetId};

use super::account::{Account, Surroundings};
use super::action::{Action, Draft, DraftTarget};
use super::add_menu::AddMenu;
use super::announce::Announcer;
use super::api::ApiPage;
use super::asking::Asking;
use super::at_twilio::TwilioSays;
use super::breakpoints::Breakpoints;
use super::canvas::{Lit, Selection, View};
use super::command_palette::CommandPalette;
use super::compared::Compare;
use super::context_menu::ContextMenu;
use super::crowd::CrowdPage;
use super::derived::Derived;
use super::dialogs::Dialog;
use super::finding::FindView;
use super::folder_rules::FolderRules;
use super::json_view::JsonView;
use super::kit::Toasts;
use super::kit::path_dialog::PathDialog;
use super::loaded::Loaded;
use super::mocked::{MockView, MockedFlow};
use super::notes::Noted;
use super::outline::OutlineView;
use super::places::Places;
use super::problems::ProblemsView;
use super::references;
use super::run::{Run, RunForm, Runs, Tab};
use super::settings::{Folders, LeftPanel, Settings};
use super::tasks::Purpose;
use super::tested::ShownTests;
use super::why::WhyView;
use super::window::RecentFiles;
use super::window::WindowAction;

/// Names an open flow for as long as the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileKey(pub u64);

/// The state of the window.
#[derive(Default)]
pub struct State {
    /// The open flows, in the order of their tabs.
    pub open: Vec<OpenFlow>,
    /// Index of the flow that is shown.
    pub shown: usize,
    /// What the user has arranged.
    pub settings: Settings,
    /// Where the program keeps its own files; none in tests.
    pub folders: Option<Folders>,
    /// Short news.
    pub toasts: Toasts<Action>,
    /// The question that is being asked; others wait behind it.
    pub dialogs: Vec<Dialog>,
    /// The dialog for paths, where the system has none.
    pub path_dialog: Option<(Purpose, PathDialog)>,
    /// Whether the system has no file dialogs, once that is known.
    pub has_no_portal: bool,
    /// The command palette, while it is open.
    pub palette: Option<CommandPalette>,
    /// The menu of widgets at a place of the canvas, while it is open.
    pub add_menu: Option<AddMenu>,
    /// The types of widgets that were placed last, the latest first.
    pub placed_last: Vec<&'static str>,
    /// What a screen reader is told of what was done.
    pub announcer: Announcer,
    /// The menu of a right click, while it is open.
    pub context_menu: Option<ContextMenu>,
    /// The API page, which stands in the place of the canvas while it is open.
    pub api: ApiPage,
    /// What the palette of widgets is filtered by.
    pub widget_filter: String,
    /// What is searched for in flows, and what was found.
    pub finding: FindView,
    /// The panel of references.
    pub references: references::Panel,
    /// Who writes and who reads what the pointer or the keyboard is on.
    pub lit: Option<Arc<Lit>>,
    /// The account that is used at Twilio.
    pub account: Account,
    /// Where its credentials are found.
    pub surroundings: Surroundings,
    /// The mock inside the program.
    pub mock: MockView,
    /// The clipboard, the menu of types and the list of changes.
    pub extract: super::extract::ExtractState,
    /// What the list of problems shows, and where it stands.
    pub problems: ProblemsView,
    /// What was said last of a settings file that cannot be read.
    pub(super) told_of_rules: Option<String>,
    /// The window is to close as soon as nothing is unsaved.
    pub is_quitting: bool,
    /// The user has agreed to close it.
    pub may_close: bool,
    /// The window is too narrow for the left panel, which lies over the canvas then while it is wanted.
    pub is_narrow: bool,
    /// In a narrow window, the left panel is wanted.
    pub shows_left_overlay: bool,
    /// A file dialog of the system is open.
    pub is_picking: bool,
    /// A picture that is to be put on the clipboard.
    pub(super) copied_picture: Option<Arc<egui::ColorImage>>,
    /// Files that are being read.
    pub reading: usize,
    /// What is known of the files that were open before.
    pub recent: RecentFiles,
    pub(super) next_key: u64,
}

/// One open flow.
pub struct OpenFlow {
    /// Its key.
    pub key: FileKey,
    /// The flow and its history.
    pub document: Document,
    /// What its file and its side file held when they were read or written last.
    pub on_disk: OnDisk,
    /// Camera and gestures on the canvas.
    pub view: View,
    /// What is selected.
    pub selection: Selection,
    /// The places of it that were looked at.
    pub places: Places,
    /// What the outline shows of it.
    pub outline: OutlineView,
    /// Its text beside the canvas.
    pub json: JsonView,
    /// Text that is not a change yet: a name that is being typed.
    pub draft: Option<Draft>,
    /// What differs from another version, while that is shown.
    pub compare: Compare,
    /// What its tests reach, while that is shown.
    pub tests: Option<ShownTests>,
    /// What Twilio's own validation said last.
    pub twilio_says: Option<TwilioSays>,
    /// Its runs.
    pub runs: Runs,
    /// What was typed as answers to what they ask.
    pub asking: Asking,
    /// Where they are to be held.
    pub breakpoints: Breakpoints,
    /// What the mock has to do with it.
    pub mocked: MockedFlow,
    /// Whether its list of runs is open; `None`: as soon as there are several.
    pub shows_runs: Option<bool>,
    /// What the simulator shows.
    pub simulator_tab: Tab,
    /// What the user looks at of variables and steps.
    pub why: WhyView,
    /// The real execution that it is compared with.
    pub loaded: Loaded,
    /// Whose run it shows.
    pub simulator_page: SimulatorPage,
    /// Many scripted contacts.
    pub crowd: CrowdPage,
    /// The answers given when the flow was started last, or the defaults.
    pub run_form: RunForm,
    /// What the right panel shows.
    pub right: RightPanel,
    /// The tab of the inspector.
    pub inspector_tab: InspectorTab,
    /// The field that the inspector is to scroll to and focus, once.
    pub focus_field: Option<(WidgetId, String)>,
    /// What stood on disk when the user was last asked about it.
    pub seen_on_disk: Option<Seen>,
    /// The user wants it saved and then closed.
    pub closes_when_saved: bool,
    /// Whether it is being written; a second save waits.
    pub saving: Saving,
    /// What was derived from the current version.
    pub derived: Derived,
    /// The notes and groups of the current version.
    pub noted: Noted,
    /// The settings of the rules for its folder.
    pub rules: FolderRules,
    /// The version that the journal holds.
    pub journaled: Option<Journaled>,
    /// When the flow was first seen modified since the journal was written, in the window's seconds.
    pub dirty_since_secs: Option<f64>,
}

/// What somebody else has written in the meantime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The flow's file.
    Flow(Fingerprint),
    /// Its side file.
    Side(Fingerprint),
}

/// A version as the journal holds it.
#[derive(Clone, Debug)]
pub struct Journaled {
    /// Its place in the history.
    pub at: usize,
    /// Which flow was derived from.
    pub revision: u64,
    /// What stands beside the flow.
    pub side: SideFile,
}

/// What the simulator is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SimulatorPage {
    /// One contact, who is talked for.
    #[default]
    Run,
    /// Many scripted contacts.
    Contacts,
    /// An execution that took place at Twilio.
    Loaded,
}

/// What the right panel shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RightPanel {
    /// The selected widget.
    #[default]
    Inspector,
    /// The run.
    Simulator,
}

/// The tabs of the inspector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InspectorTab {
    /// The fields.
    #[default]
    Configure,
    /// Where its outputs lead.
    Transitions,
    /// Who leads here and who reads its variables.
    References,
    /// Its text.
    Json,
}

/// Whether a flow is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    /// No.
    #[default]
    Idle,
    /// Yes.
    Busy,
    /// Yes, and then once more to this file.
    Again(PathBuf),
}

impl OpenFlow {
    /// An open flow whose canvas shows all of it at first.
    pub fn new(key: FileKey, document: Document, fingerprint: Option<Fingerprint>) -> Self {
        let run_form = RunForm::of(document.flow());
        Self {
            key,
            document,
            on_disk: OnDisk { flow: fingerprint, side: None },
            view: View::default(),
            selection: Selection::default(),
            places: Places::default(),
            outline: OutlineView::default(),
            json: JsonView::default(),
            draft: None,
            compare: Compare::default(),
            tests: None,
            twilio_says: None,
            runs: Runs::default(),
            asking: Asking::default(),
            breakpoints: Breakpoints::default(),
            mocked: MockedFlow::default(),
            shows_runs: None,
            simulator_tab: Tab::default(),
            why: WhyView::default(),
            loaded: Loaded::default(),
            simulator_page: SimulatorPage::default(),
            crowd: CrowdPage::default(),
            run_form,
            right: RightPanel::default(),
            inspector_tab: InspectorTab::default(),
            focus_field: None,
            seen_on_disk: None,
            closes_when_saved: false,
            saving: Saving::Idle,
            derived: Derived::default(),
            noted: Noted::default(),
            rules: FolderRules::default(),
            journaled: None,
            dirty_since_secs: None,
        }
    }

    /// What takes back the change that was made just now, and nothing that comes after it.
    pub(super) fn taking_back(&self) -> Option<(&'static str, Action)> {
        let (key, at) = (self.key, self.document.history().at());
        Some(("Undo", Action::Window(WindowAction::TakeBack { key, at })))
    }

    /// Whether a change has to wait: a text with a mistake in it stands for the flow or a widget, and would undo the change
    /// as soon as the mistake is mended.
    pub(super) fn holds_back(&self, edit: &Edit) -> bool {
        let is_text = |draft: &Draft| matches!(draft.target, DraftTarget::Json | DraftTarget::Flow);
        self.draft.as_ref().is_some_and(is_text) && !matches!(edit, Edit::Beside(_))
    }

    /// The current version.
    pub fn flow(&self) -> &Flow {
        self.document.flow()
    }

    /// The version that is current now, as the journal would hold it.
    pub(super) fn to_journal(&self) -> Journaled {
        Journaled {
            at: self.document.history().at(),
            revision: self.derived.revision,
            side: self.document.side().clone(),
        }
    }

    /// Whether the journal holds the current version.
    pub(super) fn is_journaled(&self) -> bool {
        self.journaled.as_ref().is_some_and(|held| {
            (held.at, held.revision) == (self.document.history().at(), self.derived.revision)
                && held.side.is_same_as(self.document.side())
        })
    }

    /// The run that is shown, or the execution at the mock that is shown in its place.
    pub fn shown_run(&self) -> Option<&Run> {
        self.mocked.shown().map(|execution| &execution.run).or(self.runs.shown())
    }

    pub(super) fn shown_run_mut(&mut self) -> Option<&mut Run> {
        match self.mocked.shown().is_some() {
            true => self.mocked.shown_mut().map(|execution| &mut execution.run),
            false => self.runs.shown_mut(),
        }
    }

    /// The SID by which the mock knows the flow, where it has one.
    pub fn mock_sid(&self) -> Option<String> {
        self.document.side().flow_sid().or_else(|| self.mocked.own_sid.clone())
    }

    /// What the canvas shows of the real execution, while its page is seen.
    pub fn loaded_marks(&self) -> Option<&Arc<super::canvas::RunMarks>> {
        let is_seen = self.simulator_page == SimulatorPage::Loaded && self.right == RightPanel::Simulator;
        self.loaded.shown.as_ref().filter(|_| is_seen).map(|shown| &shown.marks)
    }

    /// Whether a run goes on.
    pub fn is_running(&self) -> bool {
        self.runs.shown().is_some_and(Run::is_live)
    }

    /// Drops what is selected and no longer there, as after an undo.
    pub(super) fn forget_what_is_gone(&mut self) {
        let flow = self.document.flow();
        self.selection.cards.retain(|id| flow.widget(*id).is_some());
        self.selection.wires.retain(|output| {
            flow.widget(output.widget).is_some_and(|widget| output.index < widget.transitions().len())
        });
        let side = self.document.side();
        self.selection.notes.retain(|id| side.note(id).is_some());
    }

    /// Goes to another version. What came back with it is what one goes on with, so it is selected.
    pub(super) fn step_history(&mut self, step: impl FnOnce(&mut History)) {
        let known: HashSet<WidgetId> = self.flow().widgets().iter().map(|widget| widget.id()).collect();
        step(self.document.history_mut());
        self.forget_what_is_gone();
        let widgets = self.flow().widgets().iter().map(|widget| widget.id());
        let back = Selection::cards(widgets.filter(|id| !known.contains(id)));
        if !back.is_empty() {
            self.selection = back;
        }
    }

    /// Whether a widget of it runs another flow.
    pub fn runs_other_flows(&self) -> bool {
        self.flow().widgets().iter().any(|widget| crate::widgets::subflow_field(widget).is_some())
    }

    /// Whether the one widget that is selected is of a type that runs another flow.
    pub fn runs_subflow(&self) -> bool {
        let widget = self.selected_widget().and_then(|id| self.flow().widget(id));
        widget.is_some_and(|widget| crate::widgets::subflow_field(widget).is_some())
    }

    /// The one widget that is selected.
    pub fn selected_widget(&self) -> Option<WidgetId> {
        self.selection.only_card()
    }
}

impl std::fmt::Debug for State {
    /// What is asked and answered, for logs and tests; flows are too large for either.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let files: Vec<_> = self.open.iter().map(|file| (file.key, &file.run_form)).collect();
        f.debug_struct("State")
            .field("open", &files)
            .field("dialogs", &self.dialogs)
            .field("account", &self.account)
            .field("surroundings", &self.surroundings)
            .field("settings", &self.settings)
            .field("toasts", &self.toasts)
            .finish_non_exhaustive()
    }
}

impl State {
    /// The flow that is shown.
    pub fn active(&self) -> Option<&OpenFlow> {
        self.open.get(self.shown)
    }

    /// The flow that is shown, for the reducer.
    pub(super) fn active_mut(&mut self) -> Option<&mut OpenFlow> {
        self.open.get_mut(self.shown)
    }

    /// An open flow by key.
    pub fn file(&self, key: FileKey) -> Option<&OpenFlow> {
        self.open.iter().find(|file| file.key == key)
    }

    /// An open flow by key, for the reducer.
    pub(super) fn file_mut(&mut self, key: FileKey) -> Option<&mut OpenFlow> {
        self.open.iter_mut().find(|file| file.key == key)
    }

    /// Index of the flow that a file is open as.
    pub fn index_of_path(&self, path: &Path) -> Option<usize> {
        self.open.iter().position(|file| file.document.path() == Some(path))
    }

    /// A key that no other flow had.
    pub(super) fn fresh_key(&mut self) -> FileKey {
        self.next_key += 1;
        FileKey(self.next_key)
    }

    /// Whether the left panel shows this.
    pub fn shows_left(&self, panel: LeftPanel) -> bool {
        let is_shown = if self.is_narrow { self.shows_left_overlay } else { self.settings.shows_left };
        is_shown && self.settings.left == panel
    }
}
