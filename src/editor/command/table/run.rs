//! The simulator and its debugger.

use egui::{Key, Modifiers};

use super::{CTRL, CTRL_SHIFT, NONE, group, key, row};
use crate::editor::command::{Command, Entry, Menu};

/// The rows of the menu.
pub(super) const ROWS: &[Entry] = &[
    row(Command::Run, Menu::Run, "Run…", key(NONE, Key::F5), "Asks how to start, then runs the flow"),
    row(Command::RunAgain, Menu::Run, "Run again", key(CTRL, Key::Enter), "Repeats the last start"),
    row(Command::Stop, Menu::Run, "Stop", key(Modifiers::SHIFT, Key::F5), "Ends the run"),
    group(row(
        Command::PauseRun,
        Menu::Run,
        "Pause",
        key(NONE, Key::F6),
        "Holds the run before the next widget",
    )),
    row(Command::GoOn, Menu::Run, "Go on", key(Modifiers::SHIFT, Key::F6), "Lets a held run go on"),
    row(
        Command::StepRun,
        Menu::Run,
        "Step",
        key(NONE, Key::F10),
        "Lets a held run do one widget, and holds it again",
    ),
    row(
        Command::SkipWidget,
        Menu::Run,
        "Skip",
        None,
        "Leaves the widget where the run stands without doing it",
    ),
    row(Command::RunToHere, Menu::Run, "Run to here", None, "Lets the run go on up to the selected widget"),
    row(
        Command::StepBack,
        Menu::Run,
        "Step back",
        key(Modifiers::SHIFT, Key::F10),
        "Shows the run as it was one step before; Step goes forward again",
    ),
    row(
        Command::ChangeVariable,
        Menu::Run,
        "Change a variable…",
        None,
        "Gives a variable of a run that is held or waits another value",
    ),
    row(
        Command::ToggleBreakpoint,
        Menu::Run,
        "Breakpoint",
        key(NONE, Key::F9),
        "Sets or removes a breakpoint on the selected widget or output",
    ),
    row(
        Command::ShowBreakpoints,
        Menu::Run,
        "Breakpoints…",
        None,
        "Lists all breakpoints with their conditions",
    ),
    row(Command::SetClock, Menu::Run, "Set the clock…", None, "Gives the run another time"),
    row(
        Command::NewContact,
        Menu::Run,
        "New contact",
        None,
        "Runs the flow with one more contact; the others go on",
    ),
    row(Command::FollowRun, Menu::Run, "Follow the run", None, "Whether the canvas goes along with the run"),
    group(row(
        Command::ManyContacts,
        Menu::Run,
        "Many contacts…",
        None,
        "Runs the flow for many contacts with scripted answers, and counts where they go",
    )),
    row(
        Command::CompareExecution,
        Menu::Run,
        "Compare with an execution…",
        None,
        "Draws an execution that took place at Twilio, and holds it against the simulator step by step",
    ),
    row(
        Command::SaveAsTest,
        Menu::Run,
        "Save this run as a test…",
        None,
        "Writes what was said and sent as a test beside the flow",
    ),
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
    row(
        Command::KeptAnswers,
        Menu::Run,
        "Kept answers…",
        None,
        "What was decided for widgets that nobody knows the answer of: each can be edited and forgotten",
    ),
    row(Command::Failures, Menu::Run, "Failures…", None, "Lets requests to the mock go wrong on purpose"),
    row(
        Command::TestRequest,
        Menu::Run,
        "Test request",
        None,
        "Sends the request of the API library; while the library is shown, the keys of Run again do it",
    ),
];
