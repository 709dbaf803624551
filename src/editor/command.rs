//! Everything that has a menu text, in one table. Menus, toolbar, shortcuts, the command palette and the
//! manual's list of keys are made from it.

mod disabled;
mod reach;

use egui::{Key, KeyboardShortcut, Modifiers};

/// A command without parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    ShowTests,
    CopyWebhookAddress,
    CopyWebhookCurl,
    CopyStartCurl,
    Failures,
    TestRequest,
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
    /// The simulator.
    Run,
    /// About the program.
    Help,
}

impl Menu {
    /// All menus in order.
    pub const ALL: [Self; 5] = [Self::File, Self::Edit, Self::View, Self::Run, Self::Help];

    /// The menu's name.
    pub fn label(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Run => "Run",
            Self::Help => "Help",
        }
    }
}

/// One row of the table.
pub struct Entry {
    /// The command.
    pub command: Command,
    /// Where it stands in the menus.
    pub menu: Menu,
    /// Its text; `…` where more is asked.
    pub text: &'static str,
    /// What it does, in one sentence.
    pub tooltip: &'static str,
    /// Its keys.
    pub shortcut: Option<KeyboardShortcut>,
    /// Whether a line is drawn above it in the menu.
    pub begins_group: bool,
}

const fn key(modifiers: Modifiers, key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(modifiers, key))
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const NONE: Modifiers = Modifiers::NONE;

const fn row(
    command: Command,
    menu: Menu,
    text: &'static str,
    shortcut: Option<KeyboardShortcut>,
    tooltip: &'static str,
) -> Entry {
    Entry { command, menu, text, tooltip, shortcut, begins_group: false }
}

const fn group(entry: Entry) -> Entry {
    Entry { begins_group: true, ..entry }
}

/// All commands, in the order of the menus.
pub const COMMANDS: &[Entry] = &[
    row(Command::New, Menu::File, "New flow", key(CTRL, Key::N), "Opens a flow with nothing but a trigger"),
    row(Command::Open, Menu::File, "Open…", key(CTRL, Key::O), "Opens flow definitions from files"),
    row(
        Command::OpenSubflow,
        Menu::File,
        "Open subflow",
        key(CTRL_SHIFT, Key::O),
        "Opens the flow that the selected widget runs",
    ),
    row(
        Command::ChooseSubflow,
        Menu::File,
        "Choose subflow file…",
        None,
        "Asks again which file is the flow that the selected widget runs",
    ),
    group(row(Command::Save, Menu::File, "Save", key(CTRL, Key::S), "Writes the flow to its file")),
    row(Command::SaveAs, Menu::File, "Save as…", key(CTRL_SHIFT, Key::S), "Writes the flow to another file"),
    row(
        Command::Export,
        Menu::File,
        "Export for Studio…",
        key(CTRL, Key::E),
        "Checks the flow and writes the definition that Studio imports",
    ),
    row(
        Command::CopyFlowJson,
        Menu::File,
        "Copy flow JSON",
        key(CTRL_SHIFT, Key::C),
        "Puts the whole definition on the clipboard, for Studio's Import from JSON",
    ),
    group(row(
        Command::ValidateFlow,
        Menu::File,
        "Validate at Twilio",
        None,
        "Asks Twilio whether Studio would publish the flow; nothing is stored there",
    )),
    row(
        Command::PullFlow,
        Menu::File,
        "Pull from Twilio…",
        None,
        "Fetches the newest revision of a flow by its SID",
    ),
    row(
        Command::PushFlow,
        Menu::File,
        "Push as draft…",
        None,
        "Saves the flow at Twilio as a draft, unless somebody else has saved it there",
    ),
    row(
        Command::PublishFlow,
        Menu::File,
        "Publish…",
        None,
        "Saves the flow at Twilio and publishes it: contacts meet it from then on",
    ),
    group(row(
        Command::NextTab,
        Menu::File,
        "Next tab",
        key(CTRL, Key::PageDown),
        "Shows the next open flow",
    )),
    row(
        Command::PreviousTab,
        Menu::File,
        "Previous tab",
        key(CTRL, Key::PageUp),
        "Shows the open flow before",
    ),
    row(Command::CloseTab, Menu::File, "Close tab", key(CTRL, Key::W), "Closes this flow"),
    row(Command::Quit, Menu::File, "Quit", key(CTRL, Key::Q), "Closes all flows and the window"),
    row(Command::Undo, Menu::Edit, "Undo", key(CTRL, Key::Z), "Takes the last change back"),
    row(
        Command::Redo,
        Menu::Edit,
        "Redo",
        key(CTRL_SHIFT, Key::Z),
        "Makes the change again that was taken back",
    ),
    group(row(
        Command::Cut,
        Menu::Edit,
        "Cut",
        key(CTRL, Key::X),
        "Moves the selected widgets to the clipboard",
    )),
    row(Command::Copy, Menu::Edit, "Copy", key(CTRL, Key::C), "Copies the selected widgets as JSON"),
    row(Command::Paste, Menu::Edit, "Paste", key(CTRL, Key::V), "Inserts widgets from the clipboard"),
    row(
        Command::Duplicate,
        Menu::Edit,
        "Duplicate",
        key(CTRL, Key::D),
        "Copies the selected widgets with the connections among them",
    ),
    row(Command::Delete, Menu::Edit, "Delete", key(NONE, Key::Delete), "Deletes what is selected"),
    group(row(Command::SelectAll, Menu::Edit, "Select all", key(CTRL, Key::A), "Selects all widgets")),
    row(
        Command::Rename,
        Menu::Edit,
        "Rename…",
        key(NONE, Key::F2),
        "Renames the selected widget, or the variable that has the keyboard, everywhere",
    ),
    row(
        Command::Find,
        Menu::Edit,
        "Find widget…",
        key(CTRL, Key::F),
        "Goes to a widget by name, type or text",
    ),
    row(Command::AddWidget, Menu::Edit, "Add widget…", key(CTRL, Key::I), "Places a widget by name"),
    group(row(
        Command::NextProblem,
        Menu::Edit,
        "Next problem",
        key(NONE, Key::F8),
        "Goes to the field of the next problem of the list",
    )),
    row(
        Command::PreviousProblem,
        Menu::Edit,
        "Previous problem",
        key(Modifiers::SHIFT, Key::F8),
        "Goes to the field of the problem before",
    ),
    row(
        Command::FixSafe,
        Menu::Edit,
        "Fix everything safe",
        None,
        "Applies every fix that guesses nothing and drops nothing",
    ),
    row(
        Command::Rules,
        Menu::Edit,
        "Rules…",
        None,
        "Lists all rules and sets their levels for the flow's folder",
    ),
    row(
        Command::Palette,
        Menu::View,
        "Command palette…",
        key(CTRL, Key::K),
        "Searches all commands and widgets",
    ),
    group(row(Command::ZoomIn, Menu::View, "Zoom in", key(CTRL, Key::Plus), "Shows the canvas larger")),
    row(Command::ZoomOut, Menu::View, "Zoom out", key(CTRL, Key::Minus), "Shows the canvas smaller"),
    row(
        Command::ZoomReset,
        Menu::View,
        "Zoom to 100 %",
        key(CTRL, Key::Num0),
        "Shows the canvas in its own size",
    ),
    row(Command::Fit, Menu::View, "Fit flow", key(CTRL, Key::Num1), "Shows the whole flow"),
    row(
        Command::FitSelection,
        Menu::View,
        "Fit selection",
        key(CTRL, Key::Num2),
        "Shows the selected widgets as large as they fit",
    ),
    group(row(
        Command::ShowWidgets,
        Menu::View,
        "Widgets",
        key(Modifiers::ALT, Key::Num1),
        "Shows the palette",
    )),
    row(
        Command::ShowOutline,
        Menu::View,
        "Outline",
        key(Modifiers::ALT, Key::Num2),
        "Lists the widgets of the flow",
    ),
    row(
        Command::ShowProblems,
        Menu::View,
        "Problems",
        key(Modifiers::ALT, Key::Num3),
        "Lists what is wrong with the flow",
    ),
    row(
        Command::ShowReferences,
        Menu::View,
        "References",
        key(Modifiers::ALT, Key::Num6),
        "Shows who sets and who reads each variable",
    ),
    row(
        Command::ShowInspector,
        Menu::View,
        "Inspector",
        key(Modifiers::ALT, Key::Num4),
        "Shows the fields of what is selected",
    ),
    row(
        Command::ShowSimulator,
        Menu::View,
        "Simulator",
        key(Modifiers::ALT, Key::Num5),
        "Shows the run: phone, variables, trace and requests",
    ),
    row(
        Command::ShowApi,
        Menu::View,
        "API library",
        key(Modifiers::ALT, Key::Num7),
        "Shows what can be asked of Twilio's APIs, and tries it; once more goes back to the flow",
    ),
    row(Command::ToggleLeft, Menu::View, "Left panel", key(CTRL, Key::B), "Shows or hides the left panel"),
    row(
        Command::ToggleRight,
        Menu::View,
        "Right panel",
        key(CTRL_SHIFT, Key::B),
        "Shows or hides the inspector and simulator",
    ),
    group(row(Command::ThemeDark, Menu::View, "Dark theme", None, "Dark colours")),
    row(Command::ThemeLight, Menu::View, "Light theme", None, "Light colours"),
    row(Command::ThemeSystem, Menu::View, "System theme", None, "The colours that the system asks for"),
    row(Command::Run, Menu::Run, "Run…", key(NONE, Key::F5), "Asks how to start, then runs the flow"),
    row(Command::RunAgain, Menu::Run, "Run again", key(CTRL, Key::Enter), "Repeats the last start"),
    row(Command::Stop, Menu::Run, "Stop", key(Modifiers::SHIFT, Key::F5), "Ends the run"),
    group(row(
        Command::ShowTests,
        Menu::Run,
        "Show what tests reach",
        key(CTRL_SHIFT, Key::T),
        "Plays the tests beside the flow and hatches what none of them reaches; once more hides it",
    )),
    group(row(
        Command::CopyWebhookAddress,
        Menu::Run,
        "Copy webhook address",
        None,
        "The address at the mock that tells this flow of messages and calls",
    )),
    row(
        Command::CopyWebhookCurl,
        Menu::Run,
        "Copy webhook curl",
        None,
        "The command that ties this flow to a chat channel of the mock, which is made where there is none",
    ),
    row(
        Command::CopyStartCurl,
        Menu::Run,
        "Copy as curl: start this flow",
        None,
        "The command that starts this flow over REST: at the mock where it runs, else at Twilio",
    ),
    row(Command::Failures, Menu::Run, "Failures…", None, "Lets requests to the mock go wrong on purpose"),
    row(
        Command::TestRequest,
        Menu::Run,
        "Test request",
        None,
        "Sends the request of the API library; Ctrl+Enter does it while the library is shown",
    ),
    row(
        Command::About,
        Menu::Help,
        "About Cordboard",
        key(NONE, Key::F1),
        "Version, keys and where to read more",
    ),
];

impl Command {
    /// Its row of the table.
    pub fn entry(self) -> Option<&'static Entry> {
        COMMANDS.iter().find(|entry| entry.command == self)
    }

    /// Its text.
    pub fn text(self) -> &'static str {
        self.entry().map_or("", |entry| entry.text)
    }

    /// The commands whose keys were pressed. Keys without Ctrl or Alt belong to the text field that has the
    /// focus, and so do the clipboard and undo.
    pub fn pressed(ctx: &egui::Context, typing: bool) -> Vec<Self> {
        let mut pressed = Vec::new();
        // Longer combinations first: Ctrl+Shift+Z would else count as Ctrl+Z.
        let mut rows: Vec<&Entry> = COMMANDS.iter().filter(|entry| entry.shortcut.is_some()).collect();
        rows.sort_by_key(|entry| {
            std::cmp::Reverse(entry.shortcut.map_or(0, |keys| modifier_count(keys.modifiers)))
        });
        for entry in rows {
            let Some(shortcut) = entry.shortcut else { continue };
            let is_plain = shortcut.modifiers.is_none()
                && !matches!(shortcut.logical_key, Key::F1 | Key::F2 | Key::F5 | Key::F8);
            if typing && (is_plain || entry.command.belongs_to_text()) {
                continue;
            }
            if take(ctx, &shortcut) {
                pressed.push(entry.command);
            }
        }
        // Besides Ctrl+Shift+Z, as Windows has it.
        let ctrl_y = KeyboardShortcut::new(CTRL, Key::Y);
        if !typing && take(ctx, &ctrl_y) {
            pressed.push(Self::Redo);
        }
        pressed
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
                | Self::About
        )
    }
}

/// Takes the keys of a shortcut, and the text that they would write: Alt and a digit come with the digit, too.
fn take(ctx: &egui::Context, shortcut: &KeyboardShortcut) -> bool {
    ctx.input_mut(|input| {
        let mut was_it = false;
        input.events.retain(|event| {
            let is_its_text = was_it && matches!(event, egui::Event::Text(_));
            was_it = matches!(event, egui::Event::Key { key, pressed: true, modifiers, .. }
                if *key == shortcut.logical_key && modifiers.matches_logically(shortcut.modifiers));
            !is_its_text
        });
        input.consume_shortcut(shortcut)
    })
}

fn modifier_count(modifiers: Modifiers) -> usize {
    [modifiers.alt, modifiers.shift, modifiers.command || modifiers.ctrl]
        .into_iter()
        .filter(|held| *held)
        .count()
}
