//! Everything that has a menu text, in one table. Menus, toolbar, shortcuts, the command palette and the
//! manual's list of keys are made from it.

mod disabled;
mod keys;
mod reach;
mod table;

use egui::KeyboardShortcut;
use serde::{Deserialize, Serialize};

use super::settings::{ThemeChoice, WireStyle};
use super::state::State;

pub use keys::{KeyText, Keys, all_keys_text, from_text, keys_text, pressed_as, refused, to_text};
pub use table::COMMANDS;

/// A command without parameters. Its name, as it stands in files, is its own in small letters with hyphens: a variant
/// that is renamed keeps its old name by `serde(rename)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each command's text and tooltip stand in the table below")]
pub enum Command {
    New,
    Open,
    OpenSubflow,
    ChooseSubflow,
    Save,
    SaveAs,
    Export,
    CopyFlowJson,
    /// Asks Twilio whether Studio would take the flow.
    ValidateFlow,
    PullFlow,
    PushFlow,
    PublishFlow,
    CloseTab,
    NextTab,
    PreviousTab,
    Quit,
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    Duplicate,
    Delete,
    SelectAll,
    Rename,
    Find,
    Palette,
    AddWidget,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    Fit,
    FitSelection,
    ShowWidgets,
    ShowOutline,
    ShowProblems,
    ShowReferences,
    ShowApi,
    ImportApi,
    /// A curl command becomes a request of the API page.
    PasteCurl,
    /// The messages and calls of the flow as a Conductor workflow.
    ExportConductor,
    NextProblem,
    PreviousProblem,
    /// All fixes that need no looking at.
    FixSafe,
    /// The list of all rules.
    Rules,
    ToggleLeft,
    ToggleRight,
    /// The inspector in the right panel.
    ShowInspector,
    /// The simulator in the right panel.
    ShowSimulator,
    Run,
    RunAgain,
    Stop,
    /// Many scripted contacts at once.
    ManyContacts,
    /// A real execution, drawn and held against the simulator.
    CompareExecution,
    /// Writes the shown run into the flow's tests.
    SaveAsTest,
    /// Holds the run before the next widget.
    PauseRun,
    /// Lets a held run go on.
    GoOn,
    /// Lets a held run do one widget.
    StepRun,
    /// Shows the run as it was one step before.
    StepBack,
    /// Another value for a variable of the run.
    ChangeVariable,
    /// One more contact, beside the others.
    NewContact,
    /// A breakpoint on the selected widget or output.
    ToggleBreakpoint,
    /// Whether the canvas goes along with the run.
    FollowRun,
    ShowTests,
    CopyWebhookAddress,
    CopyWebhookCurl,
    CopyStartCurl,
    /// Everything that was decided beside the flow.
    KeptAnswers,
    Failures,
    TestRequest,
    // What follows is in groups, each done by one file of the reducer.
    /// `reduce/arranging.rs`
    AlignLeft,
    AlignCenter,
    AlignRight,
    AlignTop,
    AlignMiddle,
    AlignBottom,
    DistributeAcross,
    DistributeDown,
    SelectUpstream,
    SelectDownstream,
    SelectConnected,
    DeleteAndHeal,
    ConnectTo,
    QuickAdd,
    GoBack,
    GoForward,
    /// `reduce/laying_out.rs`
    LayOut,
    WiresSmooth,
    WiresRightAngled,
    /// `reduce/clipboard.rs`
    NewFromClipboard,
    ChangeType,
    ExtractSubflow,
    InlineSubflow,
    ShowHistory,
    /// `reduce/noting.rs`
    AddNote,
    Group,
    Ungroup,
    FoldGroup,
    /// `reduce/finding.rs`
    FindInFlow,
    ReplaceInFlow,
    FindNext,
    FindPrevious,
    ShowJson,
    /// `reduce/comparing.rs`
    CompareSaved,
    CompareHead,
    CompareFile,
    StopComparing,
    ExportPicture,
    CopyPicture,
    /// `reduce/arranged.rs`
    Shortcuts,
    Settings,
    Motion,
    ScaleUp,
    ScaleDown,
    ScaleReset,
    SkipWidget,
    RunToHere,
    SetClock,
    ShowBreakpoints,
    ThemeDark,
    ThemeLight,
    ThemeSystem,
    About,
}

/// The menus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Documents.
    File,
    /// Changes.
    Edit,
    /// What is seen.
    View,
    /// Where things stand.
    Arrange,
    /// The simulator.
    Run,
    /// About the program.
    Help,
}

impl Menu {
    /// All menus in order.
    pub const ALL: [Self; 6] = [Self::File, Self::Edit, Self::View, Self::Arrange, Self::Run, Self::Help];

    /// The menu's name.
    pub fn label(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Arrange => "Arrange",
            Self::Run => "Run",
            Self::Help => "Help",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The command.
    pub command: Command,
    /// Where it stands in the menus.
    pub menu: Menu,
    /// Its text; `…` where more is asked.
    pub text: &'static str,
    /// What it does, in one sentence.
    pub tooltip: &'static str,
    /// The keys that it has where the user has given it no others: see [`Keys`].
    pub shortcut: Option<KeyboardShortcut>,
    /// Whether a line is drawn above it in the menu.
    pub begins_group: bool,
}

impl Command {
    /// Its row of the table.
    pub fn entry(self) -> Option<&'static Entry> {
        COMMANDS.iter().find(|entry| entry.command == self)
    }

    /// Whether what it switches is on; `None` where it is no switch of its own in the menu.
    pub fn is_on(self, state: &State) -> Option<bool> {
        let settings = &state.settings;
        match self {
            Self::FollowRun => Some(settings.follows_run),
            Self::Motion => Some(settings.has_motion),
            Self::WiresSmooth => Some(settings.wires == WireStyle::Smooth),
            Self::WiresRightAngled => Some(settings.wires == WireStyle::RightAngled),
            Self::ShowJson => Some(settings.shows_json),
            Self::ThemeDark => Some(settings.theme == ThemeChoice::Dark),
            Self::ThemeLight => Some(settings.theme == ThemeChoice::Light),
            Self::ThemeSystem => Some(settings.theme == ThemeChoice::System),
            _ => None,
        }
    }

    /// Its text.
    pub fn text(self) -> &'static str {
        self.entry().map_or("", |entry| entry.text)
    }

    /// What it is called in files, as `open-subflow`.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(name)) => name,
            _ => String::new(),
        }
    }

    /// The command of this name.
    pub fn named(name: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }

    /// The commands whose keys were pressed. Keys without Ctrl or Alt belong to the text field that has the
    /// focus, and so do the clipboard and undo.
    pub fn pressed(ctx: &egui::Context, typing: bool) -> Vec<Self> {
        let is_key = |event: &egui::Event| matches!(event, egui::Event::Key { pressed: true, .. });
        if !ctx.input(|input| input.events.iter().any(is_key)) {
            return Vec::new();
        }
        let keys = Keys::of(ctx);
        let mut pressed = Vec::new();
        for (command, shortcut) in keys.longest_first() {
            if typing && (keys::writes_text(shortcut) || command.belongs_to_text()) {
                continue;
            }
            if take(ctx, shortcut) {
                pressed.push(*command);
            }
        }
        pressed
    }

    /// Whether it shows another version of the flow.
    pub fn goes_through_history(self) -> bool {
        matches!(self, Self::Undo | Self::Redo)
    }

    /// Whether text that is being typed must become a change first.
    pub fn needs_drafts_committed(self) -> bool {
        !matches!(
            self,
            Self::ZoomIn
                | Self::ZoomOut
                | Self::ZoomReset
                | Self::Fit
                | Self::FitSelection
                | Self::Palette
                | Self::ThemeDark
                | Self::ThemeLight
                | Self::ThemeSystem
                | Self::TestRequest
                | Self::ImportApi
                | Self::PasteCurl
                | Self::Shortcuts
                | Self::Settings
                | Self::Motion
                | Self::ScaleUp
                | Self::ScaleDown
                | Self::ScaleReset
                | Self::About
        )
    }
}

/// Takes the keys of a shortcut, and the text that they would write: Alt and a digit come with the digit, too.
fn take(ctx: &egui::Context, shortcut: &KeyboardShortcut) -> bool {
    ctx.input_mut(|input| {
        let (mut was_it, mut is_taken) = (false, false);
        input.events.retain(|event| {
            let is_its_text = was_it && matches!(event, egui::Event::Text(_));
            was_it = matches!(event, egui::Event::Key { key, pressed: true, modifiers, .. }
                if *key == shortcut.logical_key && keys::is_held_for(*modifiers, shortcut));
            is_taken |= was_it;
            !(was_it || is_its_text)
        });
        is_taken
    })
}
