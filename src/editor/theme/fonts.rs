//! The two font families, and the fonts of the text styles.
//!
//! Inter for words, JetBrains Mono for Liquid and JSON; both under the SIL Open Font License,
//! whose text stands beside the files. egui's own fonts follow as fallbacks, for emoji above all.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId, FontTweak};

use super::size;
use crate::picture::fonts;

const SEMIBOLD: &str = "semibold";

/// Lowers JetBrains Mono, so that its letters stand in the middle of a line beside Inter's larger ones.
const MONO_Y_OFFSET: f32 = 0.05;

/// Primary text.
#[must_use]
pub fn body() -> FontId {
    FontId::proportional(size::BODY)
}

/// Secondary text.
#[must_use]
pub fn secondary() -> FontId {
    FontId::proportional(size::SECONDARY)
}

/// Hints and names of ports.
#[must_use]
pub fn hint() -> FontId {
    FontId::proportional(size::HINT)
}

/// Titles of panels.
#[must_use]
pub fn title() -> FontId {
    semibold(size::TITLE)
}

/// Semibold text of any size.
#[must_use]
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMIBOLD.into()))
}

/// Liquid and JSON.
#[must_use]
pub fn mono() -> FontId {
    FontId::monospace(size::MONO)
}

pub(super) fn definitions() -> FontDefinitions {
    let mut definitions = FontDefinitions::default();
    let fallbacks = definitions.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let mono_tweak = FontTweak { y_offset_factor: MONO_Y_OFFSET, ..FontTweak::default() };
    let files = [
        ("Inter", FontData::from_static(fonts::INTER)),
        ("Inter SemiBold", FontData::from_static(fonts::INTER_SEMIBOLD)),
        ("JetBrains Mono", FontData::from_static(fonts::JETBRAINS_MONO).tweak(mono_tweak)),
    ];
    let families = [
        (FontFamily::Proportional, "Inter"),
        (FontFamily::Name(SEMIBOLD.into()), "Inter SemiBold"),
        (FontFamily::Monospace, "JetBrains Mono"),
    ];
    for (name, data) in files {
        definitions.font_data.insert(name.to_owned(), Arc::new(data));
    }
    for (family, name) in families {
        let chain = std::iter::once(name.to_owned()).chain(fallbacks.iter().cloned()).collect();
        definitions.families.insert(family, chain);
    }
    definitions
}
