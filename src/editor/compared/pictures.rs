//! The flow as a picture, for a file or the clipboard: what the canvas shows, whole, drawn by a task.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::ColorImage;

use crate::editor::canvas::RunMarks;
use crate::editor::state::OpenFlow;
use crate::flow::{Output, file};
use crate::picture::Scene;
use crate::picture::compared::Compared;
use crate::picture::palette::Palette;
use crate::picture::raster::raster_within;
use crate::picture::svg::Drawing;
use crate::picture::trail::{Trail, Visit};

/// Pixels for each point, where that is not too many.
const SCALE: f32 = 2.0;
/// The clipboard of many systems gets slow with more pixels.
const MOST_COPIED: f32 = 16_000_000.0;
/// A picture in a file may have more.
const MOST_WRITTEN: f32 = 50_000_000.0;

/// What became of a picture.
pub enum PictureNews {
    /// It was written to a file.
    Written(PathBuf),
    /// It is to be put on the clipboard.
    Copied(Arc<ColorImage>),
    /// There is none: a title, and why.
    Failed(&'static str, String),
}

impl std::fmt::Debug for PictureNews {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Written(path) => write!(f, "Written({})", path.display()),
            Self::Copied(image) => write!(f, "Copied({:?})", image.size),
            Self::Failed(title, why) => write!(f, "Failed({title}: {why})"),
        }
    }
}

/// All that a picture shows, taken along by a task.
pub struct Picture {
    scene: Arc<Scene>,
    title: String,
    trail: Option<Trail>,
    compared: Option<(Arc<Compared>, String)>,
    is_dark: bool,
}

/// What kind of picture a file is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Lines and letters.
    Svg,
    /// Pixels.
    Png,
}

impl Kind {
    /// By the ending of a file's name.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_string_lossy().to_ascii_lowercase().as_str() {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

impl Picture {
    /// What the canvas of a flow shows.
    pub fn of(file: &OpenFlow, is_dark: bool) -> Self {
        let of_run = match file.loaded_marks() {
            Some(marks) => Some(Arc::clone(marks)),
            None => file.shown_run().map(|run| run.marks(&file.derived.scene)),
        };
        Self {
            scene: Arc::clone(&file.derived.scene),
            title: file.document.title(),
            trail: of_run.map(|marks| trail(&marks)),
            compared: file.compare.shown.as_ref().and_then(super::Comparing::drawn),
            is_dark,
        }
    }

    fn svg(&self) -> String {
        let drawing = Drawing {
            scene: &self.scene,
            palette: Palette::of(self.is_dark),
            title: &self.title,
            trail: self.trail.as_ref(),
            compared: self.compared.as_ref().map(|(compared, name)| (&**compared, &**name)),
        };
        drawing.svg()
    }

    /// Writes it. It blocks.
    pub fn write(&self, path: &Path, kind: Kind) -> PictureNews {
        let svg = self.svg();
        let bytes = match kind {
            Kind::Svg => Ok(svg.into_bytes()),
            Kind::Png => raster_within(&svg, SCALE, MOST_WRITTEN)
                .and_then(|picture| picture.png())
                .map_err(|error| error.to_string()),
        };
        let saved = bytes.and_then(|bytes| file::save(path, &bytes, None).map_err(|error| error.to_string()));
        match saved {
            Ok(_) => PictureNews::Written(path.to_owned()),
            Err(why) => PictureNews::Failed("The picture was not written", why),
        }
    }

    /// Draws it for the clipboard. It blocks.
    pub fn copy(&self) -> PictureNews {
        match raster_within(&self.svg(), SCALE, MOST_COPIED) {
            Ok(picture) => {
                let side = |pixels: u32| usize::try_from(pixels).unwrap_or(usize::MAX);
                let size = [side(picture.width()), side(picture.height())];
                PictureNews::Copied(Arc::new(ColorImage::from_rgba_premultiplied(size, picture.rgba())))
            }
            Err(error) => PictureNews::Failed("The picture was not copied", error.to_string()),
        }
    }
}

/// The marks of a run as a picture has them.
fn trail(marks: &RunMarks) -> Trail {
    let number = |step: usize| u32::try_from(step).unwrap_or(u32::MAX);
    let visit =
        |visit: &crate::editor::canvas::Visit| Visit { step: number(visit.step), times: number(visit.times) };
    let outputs =
        marks.failed.iter().filter_map(|spot| Some(Output { widget: spot.widget, index: spot.output? }));
    Trail {
        visits: marks.visits.iter().map(|(id, known)| (*id, visit(known))).collect(),
        taken: marks
            .taken
            .iter()
            .map(|output| (*output, marks.counts.get(output).copied().unwrap_or(1)))
            .collect(),
        failed: marks.failed.iter().map(|spot| spot.widget).collect(),
        failed_outputs: outputs.collect(),
        current: marks.current,
        next: marks.next,
        steps: marks.visits.values().map(|visit| number(visit.step)).max().unwrap_or(0),
        ended: None,
    }
}
