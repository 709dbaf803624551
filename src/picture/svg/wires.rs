//! Wires, and what a run or a difference says of them.

use std::fmt::Write as _;

use super::Drawing;
use super::out::{Out, escaped, num};
use crate::flow::Output;
use crate::picture::fonts::width_at;
use crate::picture::geometry::Point;
use crate::picture::text::Font;
use crate::picture::wire::WirePath;

/// Writes all wires, below the cards; those that are marked lie over the others.
pub(super) fn write(drawing: &Drawing<'_>, out: &mut Out) {
    let wires = drawing.scene.wires();
    let is_marked = |output: &Output| look(drawing, *output).is_some();
    for marked in [false, true] {
        for wire in wires.iter().filter(|wire| is_marked(&wire.output) == marked) {
            let style = look(drawing, wire.output).unwrap_or_default();
            let heads = if wire.leads_back() { directions(&wire.path) } else { String::new() };
            out.line(&format!("<path class=\"w\"{style} d=\"{}{heads}\"/>", data(&wire.path)));
        }
    }
    for wire in wires {
        if let Some(count) = taken(drawing, wire.output).filter(|count| *count > 1) {
            counter(drawing, wire.path.middle(), &format!("{count}×"), out);
        }
    }
}

/// How often the run took an output.
pub(super) fn taken(drawing: &Drawing<'_>, output: Output) -> Option<u32> {
    drawing.trail?.taken.get(&output).copied()
}

/// Attributes of a wire that is not a plain one.
fn look(drawing: &Drawing<'_>, output: Output) -> Option<String> {
    let p = drawing.palette;
    if taken(drawing, output).is_some() {
        let has_failed = drawing.trail.is_some_and(|trail| trail.failed_outputs.contains(&output));
        let color = if has_failed { p.error } else { p.ok };
        return Some(format!(" style=\"stroke:{color};stroke-width:2.5\""));
    }
    if drawing.trail.is_some_and(|trail| trail.next == Some(output)) {
        return Some(format!(" style=\"stroke:{};stroke-width:2.5;stroke-dasharray:6 4.5\"", p.ok));
    }
    let (compared, _) = drawing.compared?;
    compared.is_new(output).then(|| format!(" style=\"stroke:{};stroke-width:2.75\"", p.ok))
}

/// Signs along a wire that tell which way it leads, as path data.
fn directions(path: &WirePath) -> String {
    /// How far they stand from each other, how long their arms are, and the least length that has one.
    const APART: f32 = 150.0;
    const ARM: f32 = 5.0;
    const LEAST: f32 = 46.0;
    let length = path.length();
    if length < LEAST {
        return String::new();
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a small whole number")]
    let count = (length / APART).floor().clamp(1.0, 12.0) as u8;
    let mut data = String::new();
    for sign in 1..=count {
        let (middle, along) = path.at(f32::from(sign) / (f32::from(count) + 1.0));
        let side = Point::new(-along.y, along.x);
        let tip = middle + along * (ARM / 2.0);
        let back = tip - along * ARM;
        let (one, two) = (back + side * ARM, back - side * ARM);
        // Writing to a string cannot fail.
        let _ = write!(
            data,
            "M{} {}L{} {}L{} {}",
            num(one.x),
            num(one.y),
            num(tip.x),
            num(tip.y),
            num(two.x),
            num(two.y)
        );
    }
    data
}

/// The way of a wire as path data.
pub(super) fn data(path: &WirePath) -> String {
    let start = path.start();
    let mut data = format!("M{} {}", num(start.x), num(start.y));
    for curve in path.curves() {
        let [_, b, c, d] = curve.0;
        // Writing to a string cannot fail.
        let _ = if curve.is_line() {
            write!(data, "L{} {}", num(d.x), num(d.y))
        } else {
            write!(data, "C{} {} {} {} {} {}", num(b.x), num(b.y), num(c.x), num(c.y), num(d.x), num(d.y))
        };
    }
    data
}

/// How often a wire was taken, on a plate of its own.
fn counter(drawing: &Drawing<'_>, middle: Point, text: &str, out: &mut Out) {
    const HEIGHT: f32 = 17.0;
    let p = drawing.palette;
    let width = (width_at(text, Font::Name, 11.0) + 10.0).max(HEIGHT);
    out.line(&format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{HEIGHT}\" rx=\"{}\" fill=\"{}\" stroke=\"{}\"/>\
         <text class=\"s\" x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{}\">{}</text>",
        num(middle.x - width / 2.0),
        num(middle.y - HEIGHT / 2.0),
        num(width),
        num(HEIGHT / 2.0),
        p.card,
        p.ok,
        num(middle.x),
        num(middle.y + 4.0),
        p.ok,
        escaped(text)
    ));
}
