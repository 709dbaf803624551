//! What differs: ghosts of what is gone, the ways of wires that are gone, and a plate for each widget with a sign.

use super::Drawing;
use super::cards::{self, Look};
use super::out::{Out, escaped, num};
use super::wires;
use crate::picture::compared::{Compared, Sign};
use crate::picture::fonts::FileMeasure;
use crate::picture::geometry::{Point, Rect};
use crate::picture::palette::{Palette, Rgb};
use crate::picture::text::{Font, elide};

/// The height of a plate.
const HEIGHT: f32 = 18.0;

/// The colour of a sign.
pub(super) fn color(sign: Sign, palette: &Palette) -> Rgb {
    match sign {
        Sign::Added => palette.ok,
        Sign::Removed => palette.error,
        Sign::Changed => palette.warn,
        Sign::Rewired | Sign::Renamed => palette.accent,
        Sign::Moved => palette.text_3,
    }
}

/// What is gone, below all that is there.
pub(super) fn below(drawing: &Drawing<'_>, compared: &Compared, out: &mut Out) {
    let p = drawing.palette;
    for wire in compared.old_wires() {
        out.line(&format!(
            "<path class=\"w\" style=\"stroke:{};stroke-dasharray:3 5\" d=\"{}\"/>",
            p.error,
            wires::data(&wire.path)
        ));
    }
    for card in drawing.scene.cards() {
        if let Some(was) = compared.mark_of(card.id()).and_then(|mark| mark.was) {
            old_place(drawing, &was, out);
        }
    }
    for ghost in compared.ghosts() {
        out.open("<g class=\"ghost\">");
        out.element("title", "", &format!("{} (removed)", ghost.widget.title()));
        cards::face(drawing, ghost, &Look::ghost(p), out);
        plate(drawing, &ghost.rect, Sign::Removed, Sign::Removed.word(), out);
        out.close("g");
    }
}

/// A thin dashed outline where a card stood before it was moved.
fn old_place(drawing: &Drawing<'_>, was: &Rect, out: &mut Out) {
    out.line(&format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"11\" fill=\"none\" stroke=\"{}\" stroke-dasharray=\"2 5\"/>",
        num(was.min.x),
        num(was.min.y),
        num(was.width()),
        num(was.height()),
        drawing.palette.line_strong
    ));
}

/// Sign and words on the upper edge of a card.
pub(super) fn plate(drawing: &Drawing<'_>, rect: &Rect, sign: Sign, words: &str, out: &mut Out) {
    let p = drawing.palette;
    let text = format!("{} {words}", sign.symbol());
    let (text, width) = elide(&text, Font::Hint, rect.width() - 32.0, &FileMeasure);
    // Semibold letters are a little wider.
    let width = width * 1.06 + 16.0;
    let corner = Point::new(rect.min.x + 10.0, rect.min.y - HEIGHT / 2.0 - 1.0);
    let color = color(sign, p);
    out.line(&format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{HEIGHT}\" rx=\"9\" fill=\"{}\" stroke=\"{color}\" stroke-width=\"1.5\"/>\
         <text class=\"s\" x=\"{}\" y=\"{}\" fill=\"{color}\">{}</text>",
        num(corner.x),
        num(corner.y),
        num(width),
        p.panel,
        num(corner.x + 8.0),
        num(corner.y + 13.0),
        escaped(&text)
    ));
}
