//! What is remembered of where people looked: the places within a flow, and the camera of each file.

use std::path::PathBuf;

use crate::editor::app::App;
use crate::editor::canvas::Camera;
use crate::editor::places::Place;
use crate::editor::settings::KeptCamera;
use crate::editor::state::FileKey;
use crate::picture::Point;

/// A camera is kept once it has stood still for so long: a file is not written for each turn of the wheel.
const REST_SECS: f64 = 1.0;

/// The camera that was seen last, and since when it has stood there.
#[derive(Clone, Copy, Debug)]
pub(in crate::editor) struct Standing {
    key: FileKey,
    camera: Camera,
    since_secs: f64,
    is_kept: bool,
}

impl App {
    /// Notes jumps that were made on the canvas, and keeps the camera of the shown file when it has come to rest.
    /// Answers after how many seconds to look again.
    pub(in crate::editor) fn keep_cameras(&mut self, now_secs: f64) -> Option<f64> {
        let file = self.state.active_mut()?;
        if let Some(camera) = file.view.take_jump() {
            let selection = file.selection.clone();
            file.places.note(Place { camera, selection });
        }
        if !file.view.is_settled() {
            return None;
        }
        let (key, camera) = (file.key, file.view.camera());
        match &mut self.camera {
            Some(standing) if standing.key == key && standing.camera == camera => {
                if standing.is_kept {
                    return None;
                }
                let left = standing.since_secs + REST_SECS - now_secs;
                if left > 0.0 {
                    return Some(left);
                }
                standing.is_kept = true;
                self.keep_camera(key);
                None
            }
            known => {
                *known = Some(Standing { key, camera, since_secs: now_secs, is_kept: false });
                Some(REST_SECS)
            }
        }
    }

    /// Keeps where the camera of a file stands now.
    pub(in crate::editor) fn keep_camera(&mut self, key: FileKey) {
        let Some(file) = self.state.file(key) else { return };
        let Some(path) = file.document.path().map(PathBuf::from) else { return };
        if file.view.is_settled() {
            let Camera { center: Point { x, y }, zoom } = file.view.camera();
            self.state.settings.keep_camera(KeptCamera { path, x, y, zoom });
        }
    }

    /// The camera with which a file was left.
    pub(super) fn camera_of(&self, path: Option<&std::path::Path>) -> Option<Camera> {
        let kept = self.state.settings.camera(path?)?;
        Some(Camera { center: Point::new(kept.x, kept.y), zoom: kept.zoom.clamp(0.02, 4.0) })
    }
}
