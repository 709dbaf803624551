//! What the user arranges of the window, and commands of the debugger that have no key.

use std::path::{Path, PathBuf};

use crate::editor::action::Action;
use crate::editor::app::App;
use crate::editor::asking::AskAction;
use crate::editor::breakpoints::DebugAction;
use crate::editor::command::{COMMANDS, Command, Keys};
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::settings::Settings;
use crate::editor::state::{FileKey, OpenFlow};
use crate::editor::tasks::Done;
use crate::editor::theme;
use crate::editor::window::{
    KeyChange, Sample, SettingsAnswer, SettingsPart, ShortcutSheet, WindowAction, look_at, told,
};
use crate::flow::Document;
use crate::flow::file::OnDisk;

impl App {
    /// Does what a command of this group says.
    pub(super) fn window_command(&mut self, ctx: &egui::Context, command: Command) {
        let settings = &mut self.state.settings;
        match command {
            Command::Shortcuts => self.state.dialogs.push(Dialog::Shortcuts(Box::default())),
            Command::Settings => self.state.dialogs.push(Dialog::Settings(None)),
            Command::Motion => settings.has_motion = !settings.has_motion,
            Command::ScaleUp => settings.step_scale(true),
            Command::ScaleDown => settings.step_scale(false),
            Command::ScaleReset => settings.scale = 1.0,
            Command::SkipWidget => self.debug_action(DebugAction::Skip),
            Command::RunToHere => {
                if let Some(widget) = self.state.active().and_then(|file| file.selected_widget()) {
                    self.debug_action(DebugAction::RunTo(widget));
                }
            }
            Command::SetClock => self.apply(ctx, Action::Ask(AskAction::SetClock)),
            Command::ShowBreakpoints => self.debug_action(DebugAction::List),
            _ => {}
        }
        if let Some(text) = told(command, &self.state) {
            self.state.toasts.push(Severity::Info, text, None);
        }
    }

    /// Does what the user wants of it.
    pub(super) fn window_action(&mut self, action: WindowAction) {
        match action {
            WindowAction::OpenSettings(SettingsPart::Keys) => {
                self.state.dialogs.push(Dialog::Shortcuts(Box::default()));
            }
            WindowAction::OpenSettings(part) => self.state.dialogs.push(Dialog::Settings(Some(part))),
            WindowAction::Used(command) => self.state.settings.use_command(command.name()),
            WindowAction::OpenSample(sample) => self.open_sample(sample),
            WindowAction::ForgetRecent(path) => {
                self.state.settings.recent.retain(|known| *known != path);
            }
            WindowAction::StopReading => self.stop_reading(),
            WindowAction::TakeBack { key, at } => self.take_back(key, at),
        }
    }

    /// Opens a flow that comes with the program as a new one: what is kept of it goes where the user says.
    fn open_sample(&mut self, sample: &Sample) {
        match Document::named(sample.text, sample.name.to_owned()) {
            Ok(document) => self.show_document(document, OnDisk::default(), None),
            Err(error) => self.trouble("The sample cannot be opened", error.to_string()),
        }
    }

    /// Shows a message with a way back to before the change that was just made.
    pub(in crate::editor) fn tell_with_undo(&mut self, text: String) {
        let undo = self.state.active().and_then(OpenFlow::taking_back);
        self.state.toasts.push(Severity::Info, text, undo);
    }

    fn take_back(&mut self, key: FileKey, at: usize) {
        let Some(file) = self.state.file_mut(key) else { return };
        if file.document.history().at() != at {
            let text = "The flow has changed since: undo goes back step by step";
            return self.state.toasts.push(Severity::Info, text, None);
        }
        file.step_history(|history| {
            history.undo();
        });
    }

    /// Takes an answer to the list of keys, which stays open.
    pub(super) fn answer_shortcuts(&mut self, sheet: ShortcutSheet, change: Option<KeyChange>) {
        let keys = &mut self.state.settings.keys;
        match change {
            Some(KeyChange::Give(command, wanted)) => command.give(keys, wanted),
            // What a later version has named stays.
            Some(KeyChange::ResetAll) => {
                COMMANDS.iter().for_each(|entry| {
                    keys.remove(&entry.command.name());
                });
            }
            None => {}
        }
        self.state.dialogs.push(Dialog::Shortcuts(Box::new(sheet)));
    }

    /// Takes an answer to the settings, which stay open.
    pub(super) fn answer_settings(&mut self, ctx: &egui::Context, answer: SettingsAnswer) {
        self.state.dialogs.push(Dialog::Settings(None));
        let settings = &mut self.state.settings;
        match answer {
            SettingsAnswer::Theme(theme) => self.set_theme(ctx, theme),
            SettingsAnswer::Scale(scale) => settings.scale = scale,
            SettingsAnswer::Motion(moves) => settings.has_motion = moves,
            SettingsAnswer::Wires(wires) => settings.wires = wires,
            SettingsAnswer::Follow(follows) => settings.follows_run = follows,
            SettingsAnswer::Shortcuts => self.state.dialogs.push(Dialog::Shortcuts(Box::default())),
            SettingsAnswer::CopyPath => {
                if let Some(path) = self.settings_file() {
                    let text = path.display().to_string();
                    self.apply(ctx, Action::Copy { text, what: "the path".to_owned() });
                }
            }
            SettingsAnswer::OpenFolder => self.open_settings_folder(),
        }
    }

    fn settings_file(&self) -> Option<PathBuf> {
        self.state.folders.as_ref().map(|folders| folders.settings.clone())
    }

    fn open_settings_folder(&self) {
        let Some(folder) = self.settings_file().and_then(|file| file.parent().map(Path::to_owned)) else {
            return;
        };
        let reply = self.tasks.reply();
        // Whoever shows the folder may stay open for long, so nothing else waits behind it.
        let opened = std::thread::Builder::new().name("cordboard-folder".to_owned()).spawn(move || {
            if let Err(error) = show_folder(&folder) {
                reply.send(Done::Trouble(format!(
                    "The folder cannot be shown: {error}: {}",
                    folder.display()
                )));
            }
        });
        if let Err(error) = opened {
            self.tasks.reply().send(Done::Trouble(format!("The folder cannot be shown: {error}")));
        }
    }

    /// Makes keys, motion and size as the settings say, where they have changed.
    pub(in crate::editor) fn keep_arranged(&mut self, ctx: &egui::Context) {
        let settings = &self.state.settings;
        if self.arranged.as_ref().is_some_and(|arranged| arranged.is_of(settings)) {
            return;
        }
        let (keys, troubles) = Keys::read(&settings.keys);
        keys.install(ctx);
        theme::set_motion(ctx, settings.has_motion);
        ctx.set_zoom_factor(settings.scale());
        let is_first = self.arranged.is_none();
        self.arranged = Some(Arranged::of(settings));
        for trouble in troubles.into_iter().filter(|_| is_first) {
            let text = format!("{trouble}. Its own keys count");
            let show = ("Show the keys", Action::Command(Command::Shortcuts));
            self.state.toasts.push(Severity::Warning, text, Some(show));
        }
    }

    /// Tells what of the settings could not be read, and keeps a copy of them, since they are written anew.
    pub(in crate::editor) fn tell_of_settings(&mut self, troubles: Vec<String>) {
        let Some(file) = self.settings_file().filter(|_| !troubles.is_empty()) else { return };
        let kept = match Settings::keep_broken(&file) {
            Ok(copy) => {
                format!("A copy is kept as {}", copy.file_name().unwrap_or_default().to_string_lossy())
            }
            Err(error) => format!("No copy could be made: {error}"),
        };
        for trouble in &troubles {
            tracing::warn!("{trouble}: {}", file.display());
        }
        let text = format!("{}. {kept}.", troubles.join(". "));
        self.state.toasts.push(Severity::Warning, text, None);
    }

    /// Looks at the files that were open before, where the start page shows them and others have come since.
    pub(in crate::editor) fn keep_recent(&mut self) {
        let state = &mut self.state;
        let recent = &state.settings.recent;
        if !state.open.is_empty() {
            // They may be others when they are shown again.
            state.recent.asked = None;
            return;
        }
        if state.recent.asked.as_ref() == Some(recent) {
            return;
        }
        state.recent.asked = Some(recent.clone());
        let paths = recent.clone();
        self.tasks.block(move || Done::RecentLooked(look_at(paths)));
    }
}

/// What was made to hold in the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Arranged {
    keys: crate::editor::command::KeyText,
    has_motion: bool,
    scale: f32,
}

impl Arranged {
    fn of(settings: &Settings) -> Self {
        Self { keys: settings.keys.clone(), has_motion: settings.has_motion, scale: settings.scale }
    }

    fn is_of(&self, settings: &Settings) -> bool {
        self.keys == settings.keys
            && self.has_motion == settings.has_motion
            && self.scale.to_bits() == settings.scale.to_bits()
    }
}

/// Lets the system show a folder.
fn show_folder(folder: &Path) -> std::io::Result<()> {
    let program = match () {
        () if cfg!(target_os = "macos") => "open",
        () if cfg!(target_os = "windows") => "explorer",
        () => "xdg-open",
    };
    let status = std::process::Command::new(program).arg(folder).status()?;
    // Explorer answers 1 even where all is well.
    if status.success() || cfg!(target_os = "windows") {
        Ok(())
    } else {
        Err(std::io::Error::other(format!("{program} says {status}")))
    }
}
