//! What is done with the answers and environments of the API page: sent again, written to a file.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::api::Place;
use crate::editor::api::{ApiNews, ToSave, TryKey, World};
use crate::editor::app::App;
use crate::editor::kit::Severity;
use crate::editor::tasks::Done;
use crate::twilio::segment;

/// Larger files are not read for a field.
const MAX_FILE: u64 = 20 * 1024 * 1024;

impl App {
    /// Sends what was sent before once more, where it went before. What is filled in stays as it is.
    pub(super) fn send_again(&mut self, key: &TryKey, number: u64) {
        let Some(shown) = self.state.api.tries.get(key).filter(|shown| shown.sending.is_none()) else {
            return;
        };
        let Some(exchange) = shown.past.get(number) else { return };
        let (prepared, to) = (exchange.prepared.clone(), (exchange.world.clone(), exchange.server.clone()));
        self.send_prepared(key, prepared, to, false);
    }

    /// Sends nothing to an environment that is gone: what went there goes to the mock again, or where its document says.
    pub(super) fn environments_changed(&mut self) {
        let page = &mut self.state.api;
        for shown in page.tries.values_mut() {
            if let World::Own(name) = &shown.world
                && !page.environments.iter().any(|own| *own.name == **name)
            {
                let is_twilio = shown.prepared.operation().product.is_some();
                shown.go_to(if is_twilio { World::Mock } else { World::Live });
            }
        }
        page.changed_around();
    }

    /// Writes the body of an answer to a file.
    pub(super) fn write_body(&mut self, to_save: ToSave, path: PathBuf) {
        self.tasks.block(move || {
            let shown = path.display().to_string();
            let result = std::fs::write(&path, to_save.bytes()).map(|()| shown.clone());
            Done::Api(ApiNews::Saved(result.map_err(|error| format!("{shown} was not written: {error}"))))
        });
    }

    /// Reads a file for the value of a parameter.
    pub(super) fn read_value(&mut self, key: TryKey, parameter: (Place, String), path: PathBuf) {
        self.tasks.block(move || {
            let read = || -> Result<String, String> {
                let shown = path.display();
                let size = std::fs::metadata(&path).map_err(|error| format!("{shown}: {error}"))?.len();
                if size > MAX_FILE {
                    return Err(format!("{shown} is larger than 20 MB"));
                }
                let bytes = std::fs::read(&path).map_err(|error| format!("{shown}: {error}"))?;
                let name = path.file_name().map(|name| segment(&name.to_string_lossy())).unwrap_or_default();
                Ok(format!("data:{};name={name};base64,{}", kind_of(&path), STANDARD.encode(bytes)))
            };
            Done::Api(ApiNews::File { value: read(), key, parameter })
        });
    }

    /// The bytes of a file are the value of a parameter.
    pub(super) fn value_was_read(
        &mut self,
        key: &TryKey,
        (place, name): &(Place, String),
        value: Result<String, String>,
    ) {
        match value {
            Ok(value) => {
                if let Some(shown) = self.state.api.tries.get_mut(key) {
                    shown.prepared.set_in(*place, name, value);
                }
            }
            Err(why) => self.state.toasts.push(Severity::Error, why, None),
        }
    }
}

/// The media type that a file's ending stands for.
fn kind_of(path: &std::path::Path) -> &'static str {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "txt" => "text/plain",
        "csv" => "text/csv",
        "json" => "application/json",
        "xml" => "application/xml",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        _ => "application/octet-stream",
    }
}
