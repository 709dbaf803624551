//! An answer that is a picture. It is decoded where the answer is laid out, which is not in a frame.

use std::fmt;
use std::io::Cursor;
use std::sync::{Arc, OnceLock};

use egui::{ColorImage, TextureHandle, TextureOptions, Ui, vec2};
use image::{ImageFormat, ImageReader, Limits};

use crate::api::Answered;
use crate::editor::theme::{Tokens, size};

/// A picture with a longer side is not decoded.
const MAX_SIDE: u32 = 10_000;
/// So much memory may be needed for that.
const MAX_ALLOC: u64 = 256 * 1024 * 1024;
/// So many pixels of a longer side are kept: what is shown is never larger.
const SHOWN_SIDE: u32 = 1024;
/// The room that it takes at most.
const MAX_HEIGHT: f32 = 360.0;

/// A picture, ready to be shown.
#[derive(Clone)]
pub struct Picture {
    /// How many pixels it has across and down.
    pub size: (u32, u32),
    pixels: Arc<ColorImage>,
    /// Where it lies on the graphics card, once it was shown.
    texture: Arc<OnceLock<TextureHandle>>,
}

impl fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Picture({} × {})", self.size.0, self.size.1)
    }
}

impl PartialEq for Picture {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.pixels, &other.pixels)
    }
}

impl Picture {
    /// The picture that the body of an answer is, or why it cannot be shown, as a part of a sentence. Nothing where it is
    /// none, or of a kind that nothing here decodes.
    pub fn of(answer: &Answered) -> Option<Result<Self, String>> {
        let bytes = answer.binary.as_deref()?;
        let mut types = answer.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let kind = types.next().map(|(_, kind)| kind.to_ascii_lowercase()).unwrap_or_default();
        if !kind.trim_start().starts_with("image/") {
            return None;
        }
        // The first bytes say it truly, whatever the answer says.
        let format = image::guess_format(bytes).ok()?;
        if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg) {
            return None;
        }
        Some(if answer.is_cut { Err("it was cut".to_owned()) } else { decoded(bytes, format) })
    }
}

fn decoded(bytes: &[u8], format: ImageFormat) -> Result<Picture, String> {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    limits.max_alloc = Some(MAX_ALLOC);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => "it is too large".to_owned(),
        _ => "its bytes are damaged".to_owned(),
    })?;
    let size = (picture.width(), picture.height());
    let is_large = size.0.max(size.1) > SHOWN_SIDE;
    let small = if is_large { picture.thumbnail(SHOWN_SIDE, SHOWN_SIDE) } else { picture };
    let rgba = small.into_rgba8();
    let shown = [rgba.width() as usize, rgba.height() as usize];
    let pixels = Arc::new(ColorImage::from_rgba_unmultiplied(shown, rgba.as_raw()));
    Ok(Picture { size, pixels, texture: Arc::default() })
}

/// Paints it, as large as there is room, and never larger than it is.
pub(super) fn picture_ui(ui: &mut Ui, picture: &Picture) {
    let texture = picture.texture.get_or_init(|| {
        ui.ctx().load_texture("the answer", Arc::clone(&picture.pixels), TextureOptions::LINEAR)
    });
    let room = vec2(ui.available_width(), MAX_HEIGHT);
    let name = format!("Picture of {} × {} pixels", picture.size.0, picture.size.1);
    let shown = egui::Image::from_texture(texture).max_size(room).maintain_aspect_ratio(true).alt_text(&name);
    // A frame tells where a picture ends that is as dark or as light as the page.
    let stroke = egui::Stroke::new(size::BORDER, Tokens::of(ui).line);
    let response = ui.add(shown);
    ui.painter().rect_stroke(response.rect, 0.0, stroke, egui::StrokeKind::Outside);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: &str, bytes: &[u8], expected: Option<Result<(u32, u32), &str>>) {
        let answer = Answered {
            binary: Some(bytes.to_vec().into()),
            headers: vec![("content-type".to_owned(), kind.to_owned())],
            ..Answered::default()
        };
        let found = Picture::of(&answer);
        let found = found.as_ref().map(|found| found.as_ref().map(|it| it.size).map_err(String::as_str));
        assert_eq!(found, expected, "{kind}");
    }

    fn written(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image::RgbImage::new(width, height).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn pictures_are_decoded_within_limits() {
        let png = written(ImageFormat::Png, 1500, 40);
        check("image/png", &png, Some(Ok((1500, 40))));
        check("image/jpeg", &written(ImageFormat::Jpeg, 8, 9), Some(Ok((8, 9))));
        // What the bytes are counts, and that it is said to be a picture.
        check("image/gif", &png, Some(Ok((1500, 40))));
        check("application/octet-stream", &png, None);
        check("image/gif", b"GIF89a\x01\x00\x01\x00", None);
        check("image/png", png.get(..60).unwrap(), Some(Err("its bytes are damaged")));
        check("image/png", &written(ImageFormat::Png, 10_001, 1), Some(Err("it is too large")));
        let picture = decoded(&png, ImageFormat::Png).unwrap();
        assert_eq!(picture.pixels.size, [1024, 27]);
    }
}
