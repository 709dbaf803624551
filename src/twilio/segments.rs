//! How many SMS segments a text takes, and which character makes it expensive.
//!
//! A text of GSM-7 characters has 160 septets in one segment and 153 in each of several (the rest is the header
//! that joins them). One character outside of that alphabet makes the whole text UCS-2: 70 and 67 units.

/// The alphabet that a text is sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The GSM 7-bit alphabet with its extension table.
    Gsm7,
    /// Sixteen-bit units, two for each character beyond the basic plane.
    Ucs2,
}

/// What [`measure`] finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// The alphabet.
    pub encoding: Encoding,
    /// Code points, which is what the limit of 1,600 counts (Unverified: it may count UTF-16 units).
    pub characters: usize,
    /// Septets (GSM-7) or 16-bit units (UCS-2).
    pub units: usize,
    /// Segments; 0 for an empty text.
    pub segments: usize,
    /// How many units fit into each segment of a text of this length.
    pub per_segment: usize,
    /// The first character that forces UCS-2.
    pub culprit: Option<char>,
}

/// Counts the characters, units and segments of a text.
pub fn measure(text: &str) -> Segments {
    let mut characters = 0_usize;
    let mut septets = 0_usize;
    let mut culprit = None;
    for char in text.chars() {
        characters += 1;
        match septets_of(char) {
            Some(count) => septets += count,
            None => culprit = culprit.or(Some(char)),
        }
    }
    if culprit.is_some() {
        let units = text.chars().map(char::len_utf16).sum();
        let (segments, per_segment) = if units <= 70 { (1, 70) } else { (ucs2_segments(text), 67) };
        return Segments { encoding: Encoding::Ucs2, characters, units, segments, per_segment, culprit };
    }
    let (segments, per_segment) = match septets {
        0 => (0, 160),
        1..=160 => (1, 160),
        more => (more.div_ceil(153), 153),
    };
    Segments { encoding: Encoding::Gsm7, characters, units: septets, segments, per_segment, culprit }
}

/// Fills segments of 67 units; a surrogate pair goes into the next one as a whole.
fn ucs2_segments(text: &str) -> usize {
    let mut segments = 1;
    let mut used = 0;
    for char in text.chars() {
        let width = char.len_utf16();
        if used + width > 67 {
            segments += 1;
            used = 0;
        }
        used += width;
    }
    segments
}

/// How many septets a character takes, or `None` where GSM-7 has no place for it.
fn septets_of(char: char) -> Option<usize> {
    match char {
        '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€' | '\u{c}' => Some(2),
        // What is left of ASCII; the grave accent and the other control characters are not in the alphabet.
        '\n' | '\r' | ' '..='_' | 'a'..='z' => Some(1),
        '£' | '¥' | 'è' | 'é' | 'ù' | 'ì' | 'ò' | 'Ç' | 'Ø' | 'ø' | 'Å' | 'å' => Some(1),
        'Δ' | 'Φ' | 'Γ' | 'Λ' | 'Ω' | 'Π' | 'Ψ' | 'Σ' | 'Θ' | 'Ξ' => Some(1),
        'Æ' | 'æ' | 'ß' | 'É' | '¤' | '¡' | 'Ä' | 'Ö' | 'Ñ' | 'Ü' | '§' | '¿' => Some(1),
        'ä' | 'ö' | 'ñ' | 'ü' | 'à' => Some(1),
        _ => None,
    }
}
