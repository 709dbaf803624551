//! A drawing as pixels: the SVG that is written here, rendered with the bundled fonts alone.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use super::fonts;

/// A picture of more pixels than this takes more memory than a machine should give for one.
const MOST_PIXELS: f32 = 50_000_000.0;
/// The longest edge that readers of PNG commonly take.
const LONGEST: f32 = 32_000.0;

/// A picture of pixels.
pub struct Raster(Pixmap);

/// Why a drawing has no pixels.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RasterError {
    /// It would be too large.
    #[error(
        "the picture would be {width} × {height} pixels, which is too large; a scale of {fits} is not, and SVG has no size"
    )]
    TooLarge {
        /// How wide it would be.
        width: u64,
        /// How high it would be.
        height: u64,
        /// The largest scale that is not too large.
        fits: f32,
    },
    /// The SVG cannot be read; that would be a mistake of ours.
    #[error("the picture cannot be drawn: {0}")]
    Unread(String),
}

/// Draws an SVG with this many pixels for each point.
///
/// # Errors
/// Where the picture would be too large.
pub fn raster(svg: &str, scale: f32) -> Result<Raster, RasterError> {
    draw(&tree(svg)?, scale)
}

fn tree(svg: &str) -> Result<usvg::Tree, RasterError> {
    let options = usvg::Options {
        fontdb: font_files(),
        font_family: "Inter".to_owned(),
        // No file of this machine is part of a picture.
        resources_dir: None,
        ..usvg::Options::default()
    };
    usvg::Tree::from_str(svg, &options).map_err(|error| RasterError::Unread(error.to_string()))
}

fn draw(tree: &usvg::Tree, scale: f32) -> Result<Raster, RasterError> {
    let size = tree.size();
    let (width, height) = ((size.width() * scale).ceil().max(1.0), (size.height() * scale).ceil().max(1.0));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from float saturates"
    )]
    let (wide, high) = (width as u64, height as u64);
    let too_large =
        || RasterError::TooLarge { width: wide, height: high, fits: fitting(size.width(), size.height()) };
    if !(width * height <= MOST_PIXELS && width.max(height) <= LONGEST) {
        return Err(too_large());
    }
    let small = |pixels: u64| u32::try_from(pixels).unwrap_or(u32::MAX);
    let mut pixels = Pixmap::new(small(wide), small(high)).ok_or_else(too_large)?;
    resvg::render(tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    Ok(Raster(pixels))
}

/// Draws an SVG with as many pixels for each point, or fewer where there would be more than `most` in all.
///
/// # Errors
/// Where the picture would be too large all the same.
pub fn raster_within(svg: &str, scale: f32, most: f32) -> Result<Raster, RasterError> {
    let tree = tree(svg)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let fits =
        (most.min(MOST_PIXELS) * 0.99 / (width * height)).sqrt().min(LONGEST * 0.99 / width.max(height));
    draw(&tree, scale.min(fits))
}

/// The largest scale that is not too large, rounded down to what one would type.
fn fitting(width: f32, height: f32) -> f32 {
    let fits = (MOST_PIXELS / (width * height)).sqrt().min(LONGEST / width.max(height));
    let step = if fits >= 0.1 { 0.01 } else { 0.001 };
    ((fits / step).floor() * step * 1000.0).round() / 1000.0
}

fn font_files() -> Arc<fontdb::Database> {
    static FILES: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let files = FILES.get_or_init(|| {
        let mut files = fontdb::Database::new();
        for file in [fonts::INTER, fonts::INTER_SEMIBOLD, fonts::JETBRAINS_MONO] {
            files.load_font_source(fontdb::Source::Binary(Arc::new(file)));
        }
        files.set_sans_serif_family("Inter");
        files.set_monospace_family("JetBrains Mono");
        Arc::new(files)
    });
    Arc::clone(files)
}

impl Raster {
    /// How wide it is.
    pub fn width(&self) -> u32 {
        self.0.width()
    }

    /// How high it is.
    pub fn height(&self) -> u32 {
        self.0.height()
    }

    /// Red, green, blue and alpha of each pixel, row by row. A drawing has a ground, so nothing shines through.
    pub fn rgba(&self) -> &[u8] {
        self.0.data()
    }

    /// The file.
    ///
    /// # Errors
    /// Where the pixels cannot be packed.
    pub fn png(&self) -> Result<Vec<u8>, RasterError> {
        self.0.encode_png().map_err(|error| RasterError::Unread(error.to_string()))
    }
}

impl std::fmt::Debug for Raster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Raster({} × {})", self.width(), self.height())
    }
}
