//! Cards with their ports.

use super::Drawing;
use super::marks;
use super::out::{Out, escaped, num};
use super::{icons, wires};
use crate::flow::WidgetId;
use crate::picture::card::{Card, Lead, size};
use crate::picture::fonts::width_at;
use crate::picture::geometry::Point;
use crate::picture::palette::{Palette, Rgb, TILE_ALPHA};
use crate::picture::text::{Font, Line};

/// How far below its middle a line of letters stands, in sizes of its font.
const TO_BASELINE: f32 = 0.36;
/// The radius of a badge.
const BADGE: f32 = 9.0;

/// How the body of a card looks.
pub(super) struct Look {
    fill: Rgb,
    border: Rgb,
    border_width: f32,
    /// Attributes of a card that is not there.
    dashes: &'static str,
    opacity: &'static str,
}

impl Look {
    fn plain(palette: &Palette) -> Self {
        Self { fill: palette.card, border: palette.line, border_width: 1.0, dashes: "", opacity: "" }
    }

    /// A card that is gone.
    pub(super) fn ghost(palette: &Palette) -> Self {
        Self {
            fill: palette.canvas,
            border: palette.error,
            border_width: 1.5,
            dashes: " stroke-dasharray=\"6 5\"",
            opacity: " opacity=\"0.55\"",
        }
    }
}

/// Writes a card as a group of its own, with the widget's name as its title.
pub(super) fn write(drawing: &Drawing<'_>, card: &Card, out: &mut Out) {
    let id = card.id();
    out.open("<g class=\"widget\">");
    out.element("title", "", card.widget.title());
    face(drawing, card, &look(drawing, id), out);
    badges(drawing, card, out);
    ports(drawing, card, out);
    if let Some(mark) = drawing.compared.and_then(|(compared, _)| compared.mark_of(id)) {
        marks::plate(drawing, &card.rect, mark.sign, &mark.words, out);
    }
    out.close("g");
}

fn look(drawing: &Drawing<'_>, id: WidgetId) -> Look {
    let p = drawing.palette;
    let plain = Look::plain(p);
    if let Some(mark) = drawing.compared.and_then(|(compared, _)| compared.mark_of(id)) {
        return Look { border: marks::color(mark.sign, p), border_width: 2.0, ..plain };
    }
    let Some(trail) = drawing.trail else { return plain };
    if trail.failed.contains(&id) {
        return Look { border: p.error, border_width: 1.5, ..plain };
    }
    match trail.visits.contains_key(&id) || trail.current == Some(id) {
        true => Look { border: p.ok, border_width: 1.5, ..plain },
        false => plain,
    }
}

/// What is written on a card, and its body.
pub(super) fn face(drawing: &Drawing<'_>, card: &Card, look: &Look, out: &mut Out) {
    let p = drawing.palette;
    let (face, corner) = (&card.face, card.rect.min);
    // The line of the border lies within the card.
    let inset = look.border_width / 2.0;
    out.line(&format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\"{}/>",
        num(corner.x + inset),
        num(corner.y + inset),
        num(face.size.x - 2.0 * inset),
        num(face.size.y - 2.0 * inset),
        size::CORNER - inset,
        look.fill,
        look.border,
        num(look.border_width),
        look.dashes
    ));
    out.open(&format!("<g transform=\"translate({} {})\"{}>", num(corner.x), num(corner.y), look.opacity));
    let group = p.group(face.group);
    out.line(&format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{tile}\" height=\"{tile}\" rx=\"7\" fill=\"{group}\" fill-opacity=\"{TILE_ALPHA}\"/>",
        size::PADDING,
        size::TILE_TOP,
        tile = size::TILE
    ));
    let icon = size::TILE * 0.62;
    let inside = (size::TILE - icon) / 2.0;
    out.line(&format!(
        "<use href=\"{}\" x=\"{}\" y=\"{}\" width=\"{side}\" height=\"{side}\" color=\"{group}\"/>",
        icons::reference(face.icon),
        num(size::PADDING + inside),
        num(size::TILE_TOP + inside),
        side = num(icon)
    ));
    text(out, "n", size::NAME_LEFT, size::NAME_MIDDLE + 13.0 * TO_BASELINE, &face.name);
    text(out, "k", size::NAME_LEFT, size::KIND_MIDDLE + 11.0 * TO_BASELINE, &face.kind);
    let mut middle = size::HEADER + size::LINE / 2.0;
    for line in &face.lines {
        text_line(out, line, middle + 12.0 * TO_BASELINE);
        middle += size::LINE;
    }
    if let Some(top) = face.strip_top() {
        strip(drawing, card, top, out);
    }
    out.close("g");
}

fn text(out: &mut Out, class: &str, x: f32, y: f32, text: &str) {
    out.line(&format!("<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>", num(x), num(y), escaped(text)));
}

/// One line, Liquid in its own font and colour.
fn text_line(out: &mut Out, line: &Line, y: f32) {
    let runs: String = line
        .runs
        .iter()
        .map(|run| match run.font {
            Font::Code => format!("<tspan class=\"c\">{}</tspan>", escaped(&run.text)),
            _ => escaped(&run.text),
        })
        .collect();
    out.line(&format!(
        "<text class=\"t\" x=\"{}\" y=\"{}\" xml:space=\"preserve\">{runs}</text>",
        size::PADDING,
        num(y)
    ));
}

fn strip(drawing: &Drawing<'_>, card: &Card, top: f32, out: &mut Out) {
    let p = drawing.palette;
    out.line(&format!(
        "<path d=\"M1 {y}H{}\" stroke=\"{}\" fill=\"none\"/>",
        num(card.face.size.x - 1.0),
        p.line,
        y = num(top)
    ));
    let baseline = top + size::OUTPUTS * 0.46 + 11.0 * TO_BASELINE;
    for (output, _, face, _) in card.outputs() {
        let has_failed = drawing.trail.is_some_and(|trail| trail.failed_outputs.contains(&output));
        let color = if has_failed {
            format!(" style=\"fill:{}\"", p.error)
        } else if wires::taken(drawing, output).is_some() {
            format!(" style=\"fill:{}\"", p.ok)
        } else {
            String::new()
        };
        out.line(&format!(
            "<text class=\"o\" x=\"{}\" y=\"{}\" text-anchor=\"middle\"{color}>{}</text>",
            num(face.x),
            num(baseline),
            escaped(&face.shown)
        ));
    }
}

/// Step number and failure, in the corner of the header.
fn badges(drawing: &Drawing<'_>, card: &Card, out: &mut Out) {
    let Some(trail) = drawing.trail else { return };
    let p = drawing.palette;
    let middle = card.rect.min.y + size::TILE_TOP + size::TILE / 2.0;
    let mut right = card.rect.max.x - size::PADDING;
    let mut put = |text: &str, fill: Rgb, ink: Rgb, border: Rgb| {
        let width = (width_at(text, Font::Name, 11.0) + 8.0).max(2.0 * BADGE);
        let left = right - width;
        out.line(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{BADGE}\" fill=\"{fill}\" stroke=\"{border}\"/>\
             <text class=\"s\" x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{ink}\">{}</text>",
            num(left),
            num(middle - BADGE),
            num(width),
            num(2.0 * BADGE),
            num(left + width / 2.0),
            num(middle + 11.0 * TO_BASELINE),
            escaped(text)
        ));
        right = left - 4.0;
    };
    if let Some(number) = trail.number(card.id()) {
        put(&number, p.card, p.ok, p.ok);
    }
    if trail.failed.contains(&card.id()) {
        put("×", p.error, p.canvas, p.error);
    }
    if trail.current == Some(card.id()) {
        put("waits", p.card, p.warn, p.warn);
    }
}

/// Ports: filled where something is connected, else hollow; an output that leads to no widget is crossed out.
fn ports(drawing: &Drawing<'_>, card: &Card, out: &mut Out) {
    let p = drawing.palette;
    let circle = |out: &mut Out, at: Point, radius: f32, fill: Rgb, stroke: Rgb, width: f32| {
        out.line(&format!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{}\"/>",
            num(at.x),
            num(at.y),
            num(radius),
            num(width)
        ));
    };
    if card.face.has_input {
        circle(out, card.input(), size::PORT, p.canvas, p.wire, 1.25);
    }
    for (output, place, _, lead) in card.outputs() {
        let has_failed = drawing.trail.is_some_and(|trail| trail.failed_outputs.contains(&output));
        let is_taken = wires::taken(drawing, output).is_some()
            || drawing.trail.is_some_and(|trail| trail.next == Some(output));
        let is_new = drawing.compared.is_some_and(|(compared, _)| compared.is_new(output));
        let color = match () {
            () if has_failed => p.error,
            () if is_taken || is_new => p.ok,
            () => p.wire,
        };
        match lead {
            Lead::To(_) => circle(out, place, size::PORT, color, color, 0.0),
            Lead::Nowhere => circle(out, place, size::PORT - 0.25, p.canvas, color, 1.0),
            Lead::Missing(name) => missing(drawing, place, name, out),
        }
    }
}

/// A wire that is cut off: a short dashed end with a cross.
fn missing(drawing: &Drawing<'_>, at: Point, name: &str, out: &mut Out) {
    let error = drawing.palette.error;
    let end = at.y + size::PORT * 4.5;
    let arm = size::PORT * 0.8;
    out.open("<g class=\"missing\">");
    out.element("title", "", &format!("leads to {name}, which does not exist"));
    out.line(&format!(
        "<path d=\"M{x} {}V{}\" fill=\"none\" stroke=\"{error}\" stroke-width=\"1.5\" stroke-dasharray=\"3 2\"/>\
         <path d=\"M{l} {t}L{r} {b}M{r} {t}L{l} {b}\" fill=\"none\" stroke=\"{error}\" stroke-width=\"1.5\"/>\
         <circle cx=\"{x}\" cy=\"{}\" r=\"{}\" fill=\"{}\" stroke=\"{error}\" stroke-width=\"1.5\"/>",
        num(at.y),
        num(end),
        num(at.y),
        size::PORT,
        drawing.palette.canvas,
        x = num(at.x),
        l = num(at.x - arm),
        r = num(at.x + arm),
        t = num(end - arm),
        b = num(end + arm)
    ));
    out.close("g");
}
