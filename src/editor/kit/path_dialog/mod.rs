//! Our own dialog to open and save files, for machines without a desktop's dialog.
//!
//! It looks at folders on a thread of its own, so a slow disk never holds up a frame.
//! It picks paths and knows nothing of what is in the files.

mod folder;
mod view;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use egui::Context;

use folder::{Entry, Found, Probe};

/// What the dialog is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Open,
    Save,
}

/// How the dialog ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathAnswer {
    /// With these paths; when saving, with one.
    Picked(Vec<PathBuf>),
    /// With none.
    Cancelled,
}

/// Why a path is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    /// To show the folder.
    Browse,
    /// To go on with what was typed: a folder is shown, a file is picked.
    Go,
    /// To save there, unless something is there already.
    Save,
}

/// The dialog. Show it in every frame until it answers.
#[derive(Debug)]
pub struct PathDialog {
    mode: Mode,
    folder: PathBuf,
    entries: Vec<Entry>,
    is_cut: bool,
    probe: Option<(Goal, Probe)>,
    /// The folder of the path that is being typed, where that is another one than the one shown.
    completion: Option<Completion>,
    path_text: String,
    name: String,
    only_json: bool,
    title: &'static str,
    selected: BTreeSet<PathBuf>,
    cursor: usize,
    reveals_cursor: bool,
    list_height: f32,
    list_offset: f32,
    recent: Vec<PathBuf>,
    home: Option<PathBuf>,
    error: Option<String>,
    overwrite: Option<PathBuf>,
    is_new: bool,
}

#[derive(Debug)]
struct Completion {
    folder: PathBuf,
    entries: Vec<Entry>,
    probe: Option<Probe>,
}

impl PathDialog {
    /// Asks for files to open, beginning in `folder`. `recent` are offered at the side.
    #[must_use]
    pub fn open(folder: PathBuf, recent: Vec<PathBuf>) -> Self {
        Self::new(Mode::Open, folder, String::new(), recent)
    }

    /// Asks where to save, beginning in `folder` and with the name `name`.
    #[must_use]
    pub fn save(folder: PathBuf, name: impl Into<String>) -> Self {
        Self::new(Mode::Save, folder, name.into(), Vec::new())
    }

    /// The same, which shows files of all names at first.
    #[must_use]
    pub fn with_all_files(mut self) -> Self {
        self.only_json = false;
        self
    }

    /// The same under this title.
    #[must_use]
    pub fn titled(mut self, title: &'static str) -> Self {
        self.title = title;
        self
    }

    fn new(mode: Mode, folder: PathBuf, name: String, recent: Vec<PathBuf>) -> Self {
        Self {
            mode,
            title: match mode {
                Mode::Open => "Open flows",
                Mode::Save => "Save flow as",
            },
            path_text: folder.display().to_string(),
            folder,
            entries: Vec::new(),
            is_cut: false,
            probe: None,
            completion: None,
            name,
            only_json: true,
            selected: BTreeSet::new(),
            cursor: 0,
            reveals_cursor: false,
            list_height: 0.0,
            list_offset: 0.0,
            recent,
            home: directories::UserDirs::new().map(|dirs| dirs.home_dir().to_owned()),
            error: None,
            overwrite: None,
            is_new: true,
        }
    }

    /// Shows the dialog. Answers once, when the user has decided.
    pub fn show(&mut self, ctx: &Context) -> Option<PathAnswer> {
        if self.is_new && self.probe.is_none() {
            self.look_at(ctx, Goal::Browse, self.folder.clone());
        }
        let picked = self.take_found();
        if picked.is_some() {
            return picked;
        }
        view::show(self, ctx)
    }

    /// Starts to look at a path; what was asked before no longer matters.
    fn look_at(&mut self, ctx: &Context, goal: Goal, path: PathBuf) {
        self.error = None;
        match Probe::start(path, ctx) {
            Ok(probe) => self.probe = Some((goal, probe)),
            Err(error) => self.error = Some(format!("The folder cannot be read: {error}")),
        }
    }

    /// Takes in what the threads have found since the last frame.
    fn take_found(&mut self) -> Option<PathAnswer> {
        if let Some(completion) = &mut self.completion
            && let Some(found) = completion.probe.as_ref().and_then(Probe::poll)
        {
            completion.probe = None;
            if let Found::Folder { entries, .. } = found {
                completion.entries = entries;
            }
        }
        let found = self.probe.as_ref().and_then(|(_, probe)| probe.poll())?;
        let (goal, probe) = self.probe.take()?;
        self.is_new = false;
        match (found, goal) {
            (Found::Folder { entries, is_cut }, _) => self.enter(probe.path, entries, is_cut),
            (Found::File, Goal::Save) => self.overwrite = Some(probe.path),
            (Found::Nothing, Goal::Save) => return Some(PathAnswer::Picked(vec![probe.path])),
            (Found::File, Goal::Go | Goal::Browse) => return self.file_typed(probe.path),
            (Found::Nothing, Goal::Go) if self.mode == Mode::Save => return self.new_file_typed(&probe.path),
            (Found::Nothing, Goal::Go | Goal::Browse) => {
                self.error = Some(format!("There is nothing at {}", probe.path.display()));
            }
            (Found::Failed(error), _) => {
                self.error = Some(format!("{} cannot be read: {error}", probe.path.display()));
            }
        }
        None
    }

    fn enter(&mut self, folder: PathBuf, entries: Vec<Entry>, is_cut: bool) {
        self.path_text = folder.display().to_string();
        self.folder = folder;
        self.entries = entries;
        self.is_cut = is_cut;
        self.completion = None;
        self.selected.clear();
        self.cursor = 0;
        self.reveals_cursor = true;
    }

    /// When opening, a typed file is the answer; when saving, it is the name to save under.
    fn file_typed(&mut self, path: PathBuf) -> Option<PathAnswer> {
        match self.mode {
            Mode::Open => Some(PathAnswer::Picked(vec![path])),
            Mode::Save => {
                self.overwrite = Some(path);
                None
            }
        }
    }

    /// A file that is not there yet can be saved if its folder is there; the typed path says both.
    fn new_file_typed(&mut self, path: &Path) -> Option<PathAnswer> {
        let folder = path.parent()?;
        if folder == self.folder {
            return Some(PathAnswer::Picked(vec![path.to_owned()]));
        }
        self.error = Some(format!("There is nothing at {}", path.display()));
        None
    }

    /// Whether an entry is listed under the filter in force.
    fn is_listed(&self, entry: &Entry) -> bool {
        !entry.is_hidden && (entry.is_folder || !self.only_json || entry.is_json())
    }

    /// The entries that are listed, folders first.
    fn listed(&self) -> Vec<Entry> {
        self.entries.iter().filter(|entry| self.is_listed(entry)).cloned().collect()
    }

    /// A typed path: relative ones start in the folder that is shown, `~` is the user's own folder.
    fn resolve(&self, typed: &str) -> PathBuf {
        let typed = typed.trim();
        let rest = typed.strip_prefix('~').map(|rest| rest.trim_start_matches(['/', '\\']));
        match (rest, &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.folder.join(typed),
        }
    }

    /// Where the file is saved under the name that is typed now, with `.json` added where there is no ending.
    fn target(&self) -> PathBuf {
        let name = self.name.trim();
        let path = self.folder.join(name);
        if Path::new(name).extension().is_some() { path } else { path.with_extension("json") }
    }

    /// Opens a folder, or takes a file as the answer.
    fn activate(&mut self, ctx: &Context, entry: &Entry) -> Option<PathAnswer> {
        if entry.is_folder {
            self.look_at(ctx, Goal::Browse, entry.path.clone());
            return None;
        }
        match self.mode {
            Mode::Open => Some(PathAnswer::Picked(vec![entry.path.clone()])),
            Mode::Save => {
                self.name = entry.name.clone();
                self.look_at(ctx, Goal::Save, entry.path.clone());
                None
            }
        }
    }

    /// Why the dialog cannot be confirmed now, if it cannot.
    fn missing(&self) -> Option<&'static str> {
        match self.mode {
            Mode::Open if self.selected.is_empty() => Some("Choose a file first"),
            Mode::Save if self.name.trim().is_empty() => Some("Give the file a name first"),
            Mode::Save if self.name.contains(['/', '\\']) => {
                Some("A name contains no slash; type folders above")
            }
            Mode::Open | Mode::Save => None,
        }
    }

    /// Goes on with what is chosen.
    fn confirm(&mut self, ctx: &Context) -> Option<PathAnswer> {
        if self.missing().is_some() {
            return None;
        }
        if self.mode == Mode::Save {
            self.look_at(ctx, Goal::Save, self.target());
            return None;
        }
        let folder =
            self.entries.iter().find(|entry| entry.is_folder && self.selected.contains(&entry.path)).cloned();
        match folder {
            Some(folder) => self.activate(ctx, &folder),
            None => Some(PathAnswer::Picked(self.selected.iter().cloned().collect())),
        }
    }

    /// Keeps the entries of the folder at hand in which the typed path would be.
    fn prepare_completion(&mut self, ctx: &Context) {
        let Some((folder, _)) = self.path_text.rsplit_once(['/', '\\']) else {
            return;
        };
        let folder = self.resolve(&format!("{folder}/"));
        let is_known = folder == self.folder
            || self.completion.as_ref().is_some_and(|completion| completion.folder == folder);
        if !is_known {
            let probe = Probe::start(folder.clone(), ctx).ok();
            self.completion = Some(Completion { folder, entries: Vec::new(), probe });
        }
    }

    /// Waits until the threads have answered: a test has no frames to wait through.
    #[cfg(test)]
    fn wait(&mut self) -> Option<PathAnswer> {
        if let Some((_, probe)) = &mut self.probe {
            probe.wait();
        }
        if let Some(probe) = self.completion.as_mut().and_then(|completion| completion.probe.as_mut()) {
            probe.wait();
        }
        self.take_found()
    }
}
