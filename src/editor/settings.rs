//! What the user arranges, as readable JSON in the platform's place. Never a secret, never a flow.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use crate::picture::WireStyle;

/// How many recent files are remembered.
const RECENT: usize = 12;

/// The settings. A newer or damaged file gives the defaults for what it lacks, and keeps what it does not know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The version of this format.
    pub version: u32,
    /// `dark`, `light` or `system`.
    pub theme: ThemeChoice,
    /// Width and height of the window in points.
    pub window: Option<[f32; 2]>,
    /// Whether the window fills the screen.
    pub is_maximized: bool,
    /// Which panel stands on the left.
    pub left: LeftPanel,
    /// Whether the left panel is shown.
    pub shows_left: bool,
    /// Whether the right panel is shown.
    pub shows_right: bool,
    /// Width of the left panel.
    pub left_width: f32,
    /// Width of the right panel.
    pub right_width: f32,
    /// Whether the canvas goes along with a run.
    pub follows_run: bool,
    /// How wires are drawn.
    pub wires: WireStyle,
    /// Whether things glide to their places.
    pub has_motion: bool,
    /// How large the interface is, as a factor on what the system says.
    pub scale: f32,
    /// Keys that the user has given to commands, by the command's name; empty text for none.
    pub keys: std::collections::BTreeMap<String, String>,
    /// Whether the JSON view is shown beside the canvas.
    pub shows_json: bool,
    /// Files opened last, the latest first.
    pub recent: Vec<PathBuf>,
    /// Keys of newer versions, kept.
    #[serde(flatten)]
    pub others: serde_json::Map<String, serde_json::Value>,
}

/// Which colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// Dark.
    Dark,
    /// Light.
    Light,
    /// As the system says.
    #[default]
    System,
}

/// What stands on the left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LeftPanel {
    /// The widgets that can be placed.
    #[default]
    Widgets,
    /// The widgets of the flow.
    Outline,
    /// What is wrong with the flow.
    Problems,
    /// Who writes and who reads what.
    References,
    /// What was searched for.
    Find,
    /// Every change.
    History,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: 1,
            theme: ThemeChoice::System,
            window: None,
            is_maximized: false,
            left: LeftPanel::Widgets,
            shows_left: true,
            shows_right: true,
            left_width: 220.0,
            right_width: 352.0,
            follows_run: true,
            wires: WireStyle::default(),
            has_motion: true,
            scale: 1.0,
            keys: std::collections::BTreeMap::new(),
            shows_json: false,
            recent: Vec::new(),
            others: serde_json::Map::new(),
        }
    }
}

impl Settings {
    /// Reads the settings; what cannot be read counts as not set.
    pub fn load(file: &Path) -> Self {
        let Ok(bytes) = std::fs::read(file) else { return Self::default() };
        serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            tracing::warn!(
                "the settings cannot be read, so the defaults are used: {error}: {}",
                file.display()
            );
            Self::default()
        })
    }

    /// Writes the settings in one step.
    ///
    /// # Errors
    /// What the system says.
    pub fn save(&self, file: &Path) -> Result<(), crate::flow::file::SaveError> {
        if let Some(folder) = file.parent() {
            // A folder that cannot be made shows as the error of the file that cannot be written.
            let _shown_below = std::fs::create_dir_all(folder);
        }
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        crate::flow::file::save(file, text.as_bytes(), None).map(|_| ())
    }

    /// Remembers a file as opened last.
    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(RECENT);
    }
}

/// Where the program keeps its own files.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The settings file.
    pub settings: PathBuf,
    /// The folder of the journal.
    pub journal: PathBuf,
}

impl Folders {
    /// The platform's places; `None` where the user has no home.
    pub fn of_user() -> Option<Self> {
        let folders = directories::ProjectDirs::from("", "", "cordboard")?;
        let state = folders.state_dir().unwrap_or_else(|| folders.data_local_dir());
        Some(Self { settings: folders.config_dir().join("settings.json"), journal: state.join("journal") })
    }
}
