//! The bundled fonts as files, and how wide text is in them, for drawings that no toolkit measures.

use std::sync::OnceLock;

use ttf_parser::Face;

use super::text::{Font, MeasureText};

/// Words.
pub static INTER: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
/// Names and titles.
pub static INTER_SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");
/// Liquid and JSON.
pub static JETBRAINS_MONO: &[u8] = include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf");

/// The size of a font in points.
pub const fn size_of(font: Font) -> f32 {
    match font {
        Font::Name => 13.0,
        Font::Hint => 11.0,
        Font::Text => 12.0,
        Font::Code => 11.5,
    }
}

/// Measures with the bundled fonts: the sum of what each character takes. What they have no glyph for is taken to be as
/// wide as such characters usually are.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileMeasure;

impl MeasureText for FileMeasure {
    fn width(&self, text: &str, font: Font) -> f32 {
        width_at(text, font, size_of(font))
    }
}

/// Whether the bundled fonts have a glyph for a character, or it needs none.
pub fn can_show(char: char) -> bool {
    char.is_whitespace()
        || usual_em(char) <= 0.0
        || [Font::Text, Font::Code]
            .iter()
            .any(|font| face(*font).is_some_and(|face| face.glyph_index(char).is_some()))
}

/// The width of a line of text at a size.
pub(super) fn width_at(text: &str, font: Font, size: f32) -> f32 {
    text.chars().map(|char| advance_em(char, font)).sum::<f32>() * size
}

/// What a character takes, in sizes of the font.
fn advance_em(char: char, font: Font) -> f32 {
    let glyph = |face: &Face<'_>| {
        let glyph = face.glyph_index(char)?;
        Some(f32::from(face.glyph_hor_advance(glyph)?) / f32::from(face.units_per_em()))
    };
    face(font).and_then(glyph).unwrap_or_else(|| usual_em(char))
}

fn usual_em(char: char) -> f32 {
    match u32::from(char) {
        // Marks that stand over others, and what only directs how others are shown.
        0x0300..=0x036F | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F => 0.0,
        // East Asian characters and emoji.
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE4F => 1.0,
        0xFF00..=0xFF60 | 0x2600..=0x27BF | 0x1F000.. => 1.2,
        _ => 0.6,
    }
}

/// A face is read once. The files are part of the program; a test proves that they can be read.
fn face(font: Font) -> Option<&'static Face<'static>> {
    static FACES: OnceLock<[Option<Face<'static>>; 3]> = OnceLock::new();
    let read = |data: &'static [u8]| Face::parse(data, 0).ok();
    let [regular, semibold, mono] =
        FACES.get_or_init(|| [read(INTER), read(INTER_SEMIBOLD), read(JETBRAINS_MONO)]);
    match font {
        Font::Name => semibold.as_ref(),
        Font::Hint | Font::Text => regular.as_ref(),
        Font::Code => mono.as_ref(),
    }
}
