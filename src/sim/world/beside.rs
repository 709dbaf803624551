//! What stands in the folder of a flow and counts when it runs.

use std::path::Path;

use crate::flow::settings::SETTINGS_FILE;
use crate::flow::{file, utf8};
use crate::sim::Settings;

/// What the nearest settings file, beside a flow and upwards, says of runs; the defaults where there is none.
///
/// # Errors
/// Why it cannot be read, or what is wrong with it, behind its name, line and column.
pub fn settings_beside(flow: &Path) -> Result<Settings, String> {
    let folder = match flow.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let Some(path) = file::nearest_above(folder, SETTINGS_FILE) else { return Ok(Settings::default()) };
    let bytes = file::read(&path).map_err(|error| error.to_string())?;
    let text = utf8(&bytes).map_err(|error| {
        let (line, column) = error.position();
        format!("{}:{line}:{column}: {}", path.display(), error.message())
    })?;
    Settings::parse(text).map_err(|error| format!("{}:{error}", path.display()))
}
