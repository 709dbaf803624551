//! Text on a card: how wide it is, and how it is broken into lines.
//!
//! It does not know any font: widths come from [`MeasureText`].

use std::cell::RefCell;
use std::collections::HashMap;

/// The fonts of a drawing, by what is written in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Font {
    /// A widget's name: 13 points, semibold.
    Name,
    /// A widget's type and the names of outputs: 11 points.
    Hint,
    /// What a card says: 12 points.
    Text,
    /// Liquid: 11.5 points, of one width.
    Code,
}

/// Tells how wide text is, in points at a zoom of 1.
pub trait MeasureText {
    /// The width of one line of text.
    fn width(&self, text: &str, font: Font) -> f32;
}

/// Remembers widths, so that a word is measured once.
pub struct CachedMeasure<M> {
    inner: M,
    known: RefCell<HashMap<Font, HashMap<Box<str>, f32>>>,
}

/// So many words of one font are remembered; then it begins anew.
const MOST_WORDS: usize = 50_000;

impl<M: MeasureText> CachedMeasure<M> {
    /// Asks `inner` for what it does not know.
    pub fn new(inner: M) -> Self {
        Self { inner, known: RefCell::default() }
    }

    /// Forgets all widths, as when the fonts change.
    pub fn clear(&self) {
        self.known.borrow_mut().clear();
    }
}

impl<M: MeasureText> MeasureText for CachedMeasure<M> {
    fn width(&self, text: &str, font: Font) -> f32 {
        let mut known = self.known.borrow_mut();
        let known = known.entry(font).or_default();
        if let Some(width) = known.get(text) {
            return *width;
        }
        let width = self.inner.width(text, font);
        if known.len() >= MOST_WORDS {
            known.clear();
        }
        known.insert(text.into(), width);
        width
    }
}

/// A piece of a line in one font.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What is written.
    pub text: String,
    /// [`Font::Text`] or [`Font::Code`].
    pub font: Font,
}

/// One line of a card's text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Its pieces, from left to right.
    pub runs: Vec<Run>,
    /// How wide it is.
    pub width: f32,
}

impl Line {
    fn push(&mut self, text: &str, font: Font, width: f32) {
        self.width += width;
        match self.runs.last_mut() {
            Some(last) if last.font == font => last.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), font }),
        }
    }

    /// The line as plain text.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| &*run.text).collect()
    }
}

/// A word may be of several fonts, as in `Hi{{name}},`.
struct Word<'a> {
    pieces: Vec<(&'a str, Font)>,
    /// A new line begins before it.
    starts_line: bool,
}

/// No card shows more characters than these: three lines of the narrowest letters.
const MOST_CHARS: usize = 400;

/// Breaks text into at most `most` lines of this width; the last ends in `…` where more would follow.
/// Work does not grow with the length of the text.
pub(super) fn wrap(text: &str, width: f32, most: usize, measure: &dyn MeasureText) -> Vec<Line> {
    let text = text.trim();
    let cut = text.char_indices().nth(MOST_CHARS).map_or(text.len(), |(at, _)| at);
    let mut is_cut = cut < text.len();
    let shown = text.get(..cut).unwrap_or(text);
    let mut lines: Vec<Line> = Vec::new();
    let mut line = Line::default();
    let space = measure.width(" ", Font::Text);
    'words: for word in words(shown) {
        let total: f32 = word.pieces.iter().map(|(text, font)| measure.width(text, *font)).sum();
        let gap = if line.runs.is_empty() { 0.0 } else { space };
        if word.starts_line || line.width + gap + total > width {
            if !line.runs.is_empty() {
                lines.push(std::mem::take(&mut line));
                if lines.len() == most {
                    is_cut = true;
                    break;
                }
            }
        } else if gap > 0.0 {
            line.push(" ", Font::Text, space);
        }
        for (text, font) in word.pieces {
            if total <= width {
                line.push(text, font, measure.width(text, font));
                continue;
            }
            // Longer than a line: it is broken wherever the edge is.
            for (at, char) in text.char_indices() {
                let char = text.get(at..at + char.len_utf8()).unwrap_or_default();
                let wide = measure.width(char, font);
                if line.width + wide > width && !line.runs.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    if lines.len() == most {
                        is_cut = true;
                        break 'words;
                    }
                }
                line.push(char, font, wide);
            }
        }
    }
    if !line.runs.is_empty() && lines.len() < most {
        lines.push(line);
    }
    if is_cut && let Some(last) = lines.last_mut() {
        end_with_dots(last, width, measure);
    }
    lines
}

/// Takes letters off the end of a line until `…` has room, and puts it there.
fn end_with_dots(line: &mut Line, width: f32, measure: &dyn MeasureText) {
    let dots = measure.width("…", Font::Text);
    while line.width + dots > width || line.runs.last().is_some_and(|run| run.text.ends_with(' ')) {
        let Some(last) = line.runs.last_mut() else { break };
        match last.text.pop() {
            Some(char) => line.width -= measure.width(char.encode_utf8(&mut [0; 4]), last.font),
            None => drop(line.runs.pop()),
        }
    }
    line.width = line.width.max(0.0);
    line.push("…", Font::Text, dots);
}

/// The text, shortened with `…` where it is wider than this.
pub(super) fn elide(text: &str, font: Font, width: f32, measure: &dyn MeasureText) -> (String, f32) {
    let shown: String = text.chars().take(MOST_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let whole = measure.width(&shown, font);
    if whole <= width && shown.len() == text.len() {
        return (shown, whole);
    }
    let mut room = width - measure.width("…", font);
    let mut kept = String::new();
    for char in shown.chars() {
        room -= measure.width(char.encode_utf8(&mut [0; 4]), font);
        if room < 0.0 {
            break;
        }
        kept.push(char);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    let width = measure.width(&kept, font);
    (kept, width)
}

/// Splits at white space, and notes what is Liquid.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut begins_new = true;
    let mut starts_line = false;
    for (part, font) in parts(text) {
        let mut rest = part;
        while let Some(char) = rest.chars().next() {
            let is_space = char.is_whitespace();
            let end = rest.find(|c: char| c.is_whitespace() != is_space).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            rest = after;
            if is_space {
                begins_new = true;
                starts_line |= piece.contains('\n');
                continue;
            }
            match words.last_mut() {
                Some(last) if !begins_new => last.pieces.push((piece, font)),
                _ => words.push(Word { pieces: vec![(piece, font)], starts_line }),
            }
            (begins_new, starts_line) = (false, false);
        }
    }
    words
}

/// Cuts a text into plain parts and Liquid tags. A tag that is not closed is Liquid to the end.
fn parts(text: &str) -> Vec<(&str, Font)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let output = rest.find("{{").map(|at| (at, "}}"));
        let tag = rest.find("{%").map(|at| (at, "%}"));
        let first = [output, tag].into_iter().flatten().min();
        let Some((start, close)) = first else {
            parts.push((rest, Font::Text));
            break;
        };
        let (plain, liquid) = rest.split_at(start);
        if !plain.is_empty() {
            parts.push((plain, Font::Text));
        }
        let end = liquid.find(close).map_or(liquid.len(), |at| at + close.len());
        let (liquid, after) = liquid.split_at(end);
        parts.push((liquid, Font::Code));
        rest = after;
    }
    parts
}
