//! The application: eframe calls it, it lets the panels paint, collects their actions and applies them.

use std::collections::VecDeque;
use std::path::PathBuf;

use egui::{Context, Ui, ViewportCommand};

use super::account::Surroundings;
use super::action::Action;
use super::canvas::SceneMaker;
use super::checks::Checks;
use super::command::Command;
use super::journal::Journal;
use super::reduce::arranged::Arranged;
use super::run::{News, RunAction};
use super::settings::{Folders, Settings, SettingsRead};
use super::state::{FileKey, State};
use super::tasks::{Done, Tasks};
use super::{icon, layout, theme};

/// The editor.
pub struct App {
    pub(super) state: State,
    pub(super) tasks: Tasks,
    pub(super) journal: Option<Journal>,
    pub(super) path_answers: PathAnswers,
    pub(super) mock: super::run::MockSlot,
    pub(super) checks: Checks,
    /// What Twilio is being asked, to be given up.
    pub(super) asking: Option<tokio::task::AbortHandle>,
    scenes: SceneMaker,
    pressed: Vec<Command>,
    title: String,
    had_focus: bool,
    /// Files that are still to be read, to be given up.
    pub(super) readings: Vec<tokio::task::AbortHandle>,
    /// What of the settings was made to hold last.
    pub(super) arranged: Option<Arranged>,
    shown_before: Option<FileKey>,
    /// The camera that was seen last.
    pub(super) camera: Option<super::reduce::Standing>,
    saved_settings: Settings,
}

/// Who answers where a file is to be opened or saved.
#[derive(Clone, Debug, Default)]
pub enum PathAnswers {
    /// The system's dialog, or our own where there is none.
    #[default]
    System,
    /// Our own dialog.
    Own,
    /// These answers, in order.
    Scripted(VecDeque<Vec<PathBuf>>),
}

/// How the editor is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Flows to open.
    pub files: Vec<PathBuf>,
    /// Where the program keeps its own files; without them it remembers nothing.
    pub folders: Option<Folders>,
    /// Who answers file dialogs.
    pub path_answers: PathAnswers,
    /// Where credentials are found.
    pub surroundings: Surroundings,
}

impl App {
    /// Starts the editor in a window.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn new(ctx: &Context, options: Options) -> std::io::Result<Self> {
        icon::install(ctx);
        theme::apply(ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let SettingsRead { settings, troubles } =
            options.folders.as_ref().map(|folders| Settings::read(&folders.settings)).unwrap_or_default();
        let tasks = Tasks::start(ctx.clone())?;
        let checks = Checks::start(tasks.reply())?;
        let journal = options.folders.as_ref().and_then(|folders| match Journal::begin(&folders.journal) {
            Ok(journal) => Some(journal),
            Err(error) => {
                tracing::warn!("unsaved work cannot be kept safe: {error}: {}", folders.journal.display());
                None
            }
        });
        if let Some(journal) = &journal {
            tasks.block_with(journal.searcher(), |search| Done::Journal(search.leftovers()));
        }
        let theme = settings.theme;
        let state = State {
            folders: options.folders,
            settings: settings.clone(),
            surroundings: options.surroundings,
            ..State::default()
        };
        let mut app = Self {
            state,
            mock: super::run::MockSlot::new(tasks.reply()),
            tasks,
            journal,
            path_answers: options.path_answers,
            checks,
            asking: None,
            scenes: SceneMaker::new(ctx),
            pressed: Vec::new(),
            title: String::new(),
            had_focus: true,
            readings: Vec::new(),
            arranged: None,
            shown_before: None,
            camera: None,
            saved_settings: settings,
        };
        app.set_theme(ctx, theme);
        app.tell_of_settings(troubles);
        app.keep_arranged(ctx);
        app.apply(ctx, Action::Open(options.files));
        Ok(app)
    }

    /// What the window shows, for tests.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Presses a command's keys in the next frame, for tests of commands that have none.
    pub fn press(&mut self, command: Command) {
        self.pressed.push(command);
    }

    /// Does something with the shown flow's run, for tests of what takes a hundred presses.
    pub fn act(&mut self, action: RunAction) {
        self.run_action(action);
    }

    /// Lets a run be told something, for tests of what no flow does in a moment.
    pub fn tell_run(&mut self, key: FileKey, number: u64, news: News) {
        self.run_news(key, number, news);
    }

    /// Brings everything up to date before a frame is painted.
    fn update(&mut self, ctx: &Context) {
        for done in self.tasks.answers() {
            self.done(done);
        }
        self.hand_out_picture(ctx);
        self.take_input(ctx);
        self.keep_arranged(ctx);
        self.keep_recent();
        let now_secs = ctx.input(|input| input.time);
        if let Some(wait_secs) = self.keep_journal(now_secs) {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(wait_secs.max(0.05)));
        }
        if let Some(wait_secs) = self.keep_cameras(now_secs) {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(wait_secs.max(0.05)));
        }
        self.keep_libraries(ctx);
        self.keep_settings(ctx);
        self.keep_title(ctx);
        self.keep_open(ctx);
        // A menu belongs to the flow that it was opened on.
        let shown = self.state.active().map(|file| file.key);
        if shown != self.shown_before {
            self.state.add_menu = None;
            self.state.context_menu = None;
            self.state.extract.change = None;
            self.shown_before = shown;
        }
        // Last, since keys may have changed the flow or shown another.
        self.scenes.set_wire_style(self.state.settings.wires);
        self.follow_shown();
        self.keep_checked();
        self.keep_found();
        self.keep_tests();
        self.keep_compared();
        self.keep_crowd();
        self.keep_mocked(ctx);
    }

    /// Brings what is derived from the shown flow up to its version.
    pub(super) fn follow_shown(&mut self) {
        if let Some(file) = self.state.active_mut() {
            file.derived.follow(file.document.flow(), &self.scenes);
            let (flow, side) = (file.document.flow(), file.document.side());
            file.noted.follow(flow, side, &file.derived.scene, &self.scenes);
        }
    }

    /// Shortcuts, dropped files, the clipboard.
    fn take_input(&mut self, ctx: &Context) {
        let dropped: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if !dropped.is_empty() {
            self.apply(ctx, Action::Open(dropped));
        }
        self.take_wished_paste(ctx);
        // The canvas would take Escape for itself before the menu is drawn.
        let escape = |ctx: &Context| {
            ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape))
        };
        if self.state.context_menu.is_some() && escape(ctx) {
            self.state.context_menu = None;
            if let Some(file) = self.state.active_mut() {
                file.view.take_keyboard();
            }
        }
        let state = &self.state;
        let asks = !state.dialogs.is_empty() || state.path_dialog.is_some() || state.palette.is_some();
        let asks = asks || state.extract.change.is_some();
        if asks || state.add_menu.is_some() || state.context_menu.is_some() || egui::Popup::is_any_open(ctx) {
            return;
        }
        let typing = ctx.text_edit_focused();
        let pressed = std::mem::take(&mut self.pressed);
        for command in pressed.into_iter().chain(Command::pressed(ctx, typing)) {
            let command = self.meant(command);
            if self.outline_takes(command) {
                continue;
            }
            self.apply(ctx, Action::Command(command));
        }
        // On the API page the clipboard is for the texts that are selected there.
        if !typing && !self.state.api.is_open && !super::simulator::takes_copy(ctx) {
            self.take_clipboard(ctx);
        }
    }

    /// The system's copy, cut and paste come as events of their own.
    fn take_clipboard(&mut self, ctx: &Context) {
        let mut actions = Vec::new();
        ctx.input_mut(|input| {
            input.events.retain(|event| match event {
                egui::Event::Copy => {
                    actions.push(Action::Command(Command::Copy));
                    false
                }
                egui::Event::Cut => {
                    actions.push(Action::Command(Command::Cut));
                    false
                }
                egui::Event::Paste(text) => {
                    actions.push(Action::Paste(text.clone()));
                    false
                }
                _ => true,
            });
        });
        actions.into_iter().for_each(|action| self.apply(ctx, action));
    }

    /// Writes the settings when they have changed, but not while something is dragged.
    fn keep_settings(&mut self, ctx: &Context) {
        let is_dragging = ctx.input(|input| input.pointer.any_down());
        if is_dragging || self.state.settings == self.saved_settings {
            return;
        }
        self.saved_settings = self.state.settings.clone();
        if let Some(folders) = &self.state.folders {
            let (settings, file, reply) =
                (self.saved_settings.clone(), folders.settings.clone(), self.tasks.reply());
            self.tasks.block_silently(move || {
                if let Err(error) = settings.save(&file) {
                    reply.send(Done::Trouble(format!("The settings cannot be kept: {error}")));
                }
            });
        }
    }

    fn keep_title(&mut self, ctx: &Context) {
        let title = title_of(&self.state);
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Asks before the window closes, and looks at the disk when it comes to the front.
    fn keep_open(&mut self, ctx: &Context) {
        let zoom = ctx.zoom_factor();
        let (wants_close, has_focus, size, is_maximized) = ctx.input(|input| {
            let viewport = input.viewport();
            // The window has its size whatever the size of the interface in it.
            let size = viewport.inner_rect.map(|rect| rect.size() * zoom).map(|size| [size.x, size.y]);
            (viewport.close_requested(), input.focused, size, viewport.maximized)
        });
        if is_maximized == Some(true) {
            self.state.settings.is_maximized = true;
        } else if size.is_some() {
            self.state.settings.is_maximized = false;
            self.state.settings.window = size;
        }
        if wants_close && !self.state.may_close {
            let is_whole = self.commit_draft();
            if !is_whole || self.state.open.iter().any(|file| file.document.is_modified()) {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                self.state.is_quitting = is_whole;
            }
        }
        self.go_on_quitting(ctx);
        if has_focus && !self.had_focus {
            self.look_at_disk();
            self.look_at_libraries();
            self.play_tests_again();
        }
        self.had_focus = has_focus;
    }

    /// One frame.
    pub fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.update(&ctx);
        // The panel says it anew in each frame in which it is shown.
        self.state.references.focused = None;
        let actions = layout::window_ui(ui, &mut self.state);
        // A request to go to a field was served in this frame; the same field can be asked for again.
        if let Some(file) = self.state.active_mut() {
            file.focus_field = None;
            file.why.wants_sight = false;
        }
        for action in actions {
            self.apply(&ctx, action);
        }
        let lit = super::references::take_lit(&ctx).or_else(|| self.lit_by_find());
        if lit != self.state.lit {
            self.state.lit = lit;
            ctx.request_repaint();
        }
        // What was changed must be seen in the next frame.
        if let Some(file) = self.state.active()
            && (!file.derived.is_of(file.flow()) || self.state.finding.wants_asking())
        {
            ctx.request_repaint();
        }
    }
}

/// The window's title: the shown flow, with a mark where it is not saved. Flows of the same name are told apart by their
/// folders.
fn title_of(state: &State) -> String {
    let Some(file) = state.active() else { return "Cordboard".to_owned() };
    let name = file.document.title();
    let is_double = state.open.iter().filter(|other| other.document.title() == name).count() > 1;
    let folder = file.document.path().and_then(|path| path.parent()?.file_name()).filter(|_| is_double);
    let folder = folder.map(|folder| format!(" ({})", folder.to_string_lossy())).unwrap_or_default();
    let mark = if file.document.is_modified() { "● " } else { "" };
    format!("{mark}{name}{folder} — Cordboard")
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
