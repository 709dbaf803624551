//! What the user arranges, as readable JSON in the platform's place. Never a secret, never a flow.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use crate::picture::WireStyle;

/// How many recent files are remembered.
const RECENT: usize = 12;
/// Of how many files it is remembered what was seen.
const CAMERAS: usize = 50;

/// How many commands of the palette are remembered.
const USED: usize = 8;

/// The version of this format.
const VERSION: u32 = 1;

/// How large the interface can be, as factors on what the system says.
pub const SCALES: [f32; 9] = [0.75, 0.85, 1.0, 1.1, 1.25, 1.4, 1.5, 1.75, 2.0];

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
    /// Commands chosen last in the palette, by their names, the latest first.
    pub used: Vec<String>,
    /// What was seen of each file when it was closed, the latest first.
    pub cameras: Vec<KeptCamera>,
    /// Keys of newer versions, kept.
    #[serde(flatten)]
    pub others: serde_json::Map<String, serde_json::Value>,
}

/// What was seen of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptCamera {
    /// The file.
    pub path: PathBuf,
    /// The point in the middle of the canvas, to the right.
    pub x: f32,
    /// The same, downwards.
    pub y: f32,
    /// The zoom, 1 being 100 %.
    pub zoom: f32,
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
            version: VERSION,
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
            used: Vec::new(),
            cameras: Vec::new(),
            others: serde_json::Map::new(),
        }
    }
}

/// What was read of a settings file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SettingsRead {
    /// The settings; the default for whatever cannot be read.
    pub settings: Settings,
    /// What could not be read, each as a sentence.
    pub troubles: Vec<String>,
}

impl Settings {
    /// Reads the settings; what cannot be read counts as not set.
    pub fn load(file: &Path) -> Self {
        Self::read(file).settings
    }

    /// Reads the settings, and tells what of them cannot be read.
    pub fn read(file: &Path) -> SettingsRead {
        let text = match std::fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return SettingsRead::default(),
            Err(error) => {
                let troubles = vec![format!("The settings cannot be read: {error}")];
                return SettingsRead { troubles, ..SettingsRead::default() };
            }
        };
        Self::parse(&text)
    }

    /// Reads the settings key by key, so that one that cannot be read costs no other.
    pub fn parse(text: &[u8]) -> SettingsRead {
        let mut read = SettingsRead::default();
        let object = match serde_json::from_slice(text) {
            Ok(serde_json::Value::Object(object)) => object,
            Ok(_) => {
                read.troubles.push("The settings are no JSON object, so the defaults count".to_owned());
                return read;
            }
            Err(error) => {
                read.troubles.push(format!("The settings cannot be read, so the defaults count: {error}"));
                return read;
            }
        };
        if let Ok(settings) = serde_json::from_value(serde_json::Value::Object(object.clone())) {
            read.settings = settings;
            return read;
        }
        let mut good = serde_json::Map::new();
        for (key, value) in object {
            let alone = serde_json::Map::from_iter([(key.clone(), value.clone())]);
            match serde_json::from_value::<Self>(serde_json::Value::Object(alone)) {
                Ok(_) => {
                    good.insert(key, value);
                }
                Err(error) => read.troubles.push(format!("The setting `{key}` is not used: {error}")),
            }
        }
        read.settings = serde_json::from_value(serde_json::Value::Object(good)).unwrap_or_default();
        read
    }

    /// Copies a settings file beside itself, so that nothing of it is lost when it is written anew. Answers with the copy.
    ///
    /// # Errors
    /// What the system says.
    pub fn keep_broken(file: &Path) -> std::io::Result<PathBuf> {
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(".broken");
        let copy = file.with_file_name(name);
        std::fs::copy(file, &copy).map(|_| copy)
    }

    /// How large the interface is, within what can be used.
    pub fn scale(&self) -> f32 {
        let [least, .., most] = SCALES;
        if self.scale.is_finite() { self.scale.clamp(least, most) } else { 1.0 }
    }

    /// The size of the window as it was last, where that can be used.
    pub fn window(&self) -> Option<[f32; 2]> {
        self.window.filter(|size| size.iter().all(|edge| (200.0..=20_000.0).contains(edge)))
    }

    /// Makes the interface larger or smaller by one step.
    pub fn step_scale(&mut self, is_larger: bool) {
        let now = self.scale();
        let larger = SCALES.into_iter().find(|scale| *scale > now + 0.01);
        let smaller = SCALES.into_iter().rev().find(|scale| *scale < now - 0.01);
        self.scale = if is_larger { larger } else { smaller }.unwrap_or(now);
    }

    /// Remembers a command as chosen last.
    pub fn use_command(&mut self, name: String) {
        self.used.retain(|known| *known != name);
        self.used.insert(0, name);
        self.used.truncate(USED);
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

    /// Remembers what is seen of a file.
    pub fn keep_camera(&mut self, kept: KeptCamera) {
        self.cameras.retain(|known| known.path != kept.path);
        self.cameras.insert(0, kept);
        self.cameras.truncate(CAMERAS);
    }

    /// What was seen of a file the last time. A number that no camera has is not taken.
    pub fn camera(&self, path: &Path) -> Option<&KeptCamera> {
        let kept = self.cameras.iter().find(|kept| kept.path == path)?;
        let is_sound = kept.x.is_finite() && kept.y.is_finite() && kept.zoom.is_finite() && kept.zoom > 0.0;
        is_sound.then_some(kept)
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
