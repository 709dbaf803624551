//! Notes, and frames around groups, below all wires and cards.

use super::Drawing;
use super::out::{Out, escaped, num};
use crate::picture::fonts::{FileMeasure, size_of, width_at};
use crate::picture::geometry::Rect;
use crate::picture::palette::Rgb;
use crate::picture::papers::{FRAME_TITLE, Papers, color_group};
use crate::picture::text::{Font, elide};

/// Free space around the text of a note, and how far its lines stand from each other.
const PADDING: f32 = 10.0;
const LINE: f32 = 18.0;
/// The most of a text that is laid out.
const MOST_TEXT: usize = 4_000;

/// Writes all of it.
pub(super) fn write(drawing: &Drawing<'_>, papers: &Papers, out: &mut Out) {
    for (group, frame) in &papers.frames {
        let color = drawing.palette.group(color_group(group.color));
        out.open("<g class=\"group\">");
        out.element("title", "", &group.name);
        sheet(frame, 14.0, color, (0.07, 0.5), out);
        let room = (frame.width() - 28.0).max(1.0);
        let (name, _) = elide(&group.name, Font::Name, room, &FileMeasure);
        let baseline = frame.min.y + FRAME_TITLE / 2.0 + 5.0;
        out.line(&format!(
            "<text class=\"n\" x=\"{}\" y=\"{}\">{}</text>",
            num(frame.min.x + 14.0),
            num(baseline),
            escaped(&name)
        ));
        out.close("g");
    }
    for (note, rect) in &papers.notes {
        let color = drawing.palette.group(color_group(note.color));
        out.open("<g class=\"note\">");
        out.element("title", "", "Note");
        out.line(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\" fill=\"{}\"/>",
            num(rect.min.x),
            num(rect.min.y),
            num(rect.width()),
            num(rect.height()),
            drawing.palette.card
        ));
        sheet(rect, 6.0, color, (0.16, 0.55), out);
        let mut baseline = rect.min.y + PADDING + LINE * 0.7;
        for line in lines(&note.text, rect.shrunk()) {
            out.line(&format!(
                "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\">{}</text>",
                num(rect.min.x + PADDING),
                num(baseline),
                num(size_of(Font::Text)),
                drawing.palette.text,
                escaped(&line)
            ));
            baseline += LINE;
        }
        out.close("g");
    }
}

fn sheet(rect: &Rect, corner: f32, color: Rgb, (ground, border): (f32, f32), out: &mut Out) {
    out.line(&format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{color}\" fill-opacity=\"{}\" \
         stroke=\"{color}\" stroke-opacity=\"{}\"/>",
        num(rect.min.x),
        num(rect.min.y),
        num(rect.width()),
        num(rect.height()),
        num(corner),
        num(ground),
        num(border)
    ));
}

trait Room {
    /// The width that text has within, and how many lines.
    fn shrunk(&self) -> (f32, usize);
}

impl Room for Rect {
    fn shrunk(&self) -> (f32, usize) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast from float saturates"
        )]
        let rows = ((self.height() - 2.0 * PADDING) / LINE).floor().max(1.0) as usize;
        ((self.width() - 2.0 * PADDING).max(1.0), rows)
    }
}

/// A text in lines of this width, broken between words where it can be; so many at most.
fn lines(text: &str, (room, most): (f32, usize)) -> Vec<String> {
    let width = |text: &str| width_at(text, Font::Text, size_of(Font::Text));
    let text: String = text.chars().take(MOST_TEXT).collect();
    let mut lines: Vec<String> = Vec::new();
    let mut is_cut = false;
    'all: for paragraph in text.lines() {
        let mut line = String::new();
        let mut taken = 0.0;
        for word in paragraph.split_inclusive(' ') {
            let wide = width(word);
            if !line.is_empty() && taken + width(word.trim_end()) > room {
                lines.push(std::mem::take(&mut line));
                taken = 0.0;
            }
            if lines.len() >= most {
                is_cut = true;
                break 'all;
            }
            line.push_str(word);
            taken += wide;
        }
        lines.push(line);
        is_cut = lines.len() > most;
        if is_cut {
            break;
        }
    }
    lines.truncate(most);
    if let Some(last) = lines.last_mut().filter(|_| is_cut) {
        *last = format!("{}…", last.trim_end());
    }
    lines.into_iter().map(|line| elide(line.trim_end(), Font::Text, room, &FileMeasure).0).collect()
}
