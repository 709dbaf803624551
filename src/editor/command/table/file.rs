//! Documents, and the flow at Twilio.

use egui::Key;

use super::{CTRL, CTRL_SHIFT, group, key, row};
use crate::editor::command::{Command, Entry, Menu};

/// The rows of the menu.
pub(super) const ROWS: &[Entry] = &[
    row(Command::New, Menu::File, "New flow", key(CTRL, Key::N), "Opens a flow with nothing but a trigger"),
    row(
        Command::NewFromClipboard,
        Menu::File,
        "New from clipboard",
        None,
        "Opens what the clipboard holds, a definition or widgets, as a new flow",
    ),
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
    row(
        Command::ImportApi,
        Menu::File,
        "Import API…",
        None,
        "Imports an OpenAPI or Swagger document into the API library, from a file, an address or a text",
    ),
    row(
        Command::PasteCurl,
        Menu::File,
        "Paste curl command…",
        None,
        "Prepares the request of a curl command on the API page",
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
    row(
        Command::ExportConductor,
        Menu::File,
        "Export as Conductor workflow…",
        None,
        "Shows the messages and HTTP calls of the flow as tasks of a Conductor workflow definition",
    ),
    group(row(
        Command::ExportPicture,
        Menu::File,
        "Export picture…",
        None,
        "Writes the canvas as SVG or PNG",
    )),
    row(
        Command::CopyPicture,
        Menu::File,
        "Copy picture",
        None,
        "Puts the canvas on the clipboard as a picture",
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
];
