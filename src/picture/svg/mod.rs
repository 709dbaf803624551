//! A drawing of a flow as SVG: cards, ports and wires, the way of a run, and what differs from another version.
//!
//! It is written by hand, without a library: the same drawing gives the same bytes. Fonts are named with fallbacks; text
//! was measured with the bundled ones.

mod cards;
mod icons;
mod marks;
mod out;
mod papers;
mod wires;

#[cfg(test)]
mod tests;

use super::compared::{Compared, Sign};
use super::fonts::width_at;
use super::geometry::{Point, Rect};
use super::palette::{Palette, Rgb};
use super::papers::Papers;
use super::scene::Scene;
use super::text::Font;
use super::trail::Trail;
use out::{Out, num};

/// Free space around what is drawn.
const MARGIN: f32 = 40.0;
/// The height of the head with title and legend.
const HEAD: f32 = 62.0;
/// A picture is never narrower than this, so that its head has room.
const LEAST: Point = Point::new(420.0, 160.0);
/// Measures of the head.
const TITLE: f32 = 17.0;
const LEGEND: f32 = 12.0;

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Drawing<'a> {
    /// The flow.
    pub scene: &'a Scene,
    /// The colours.
    pub palette: &'a Palette,
    /// What stands over it.
    pub title: &'a str,
    /// Notes and groups.
    pub papers: Option<&'a Papers>,
    /// The way of a run.
    pub trail: Option<&'a Trail>,
    /// What differs from another version, and what that one is called.
    pub compared: Option<(&'a Compared, &'a str)>,
}

impl Drawing<'_> {
    /// The picture.
    pub fn svg(&self) -> String {
        let area = self.area();
        let mut out = Out::new();
        let (min, size) = (area.min, area.size());
        out.open(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"{} {} {} {}\" role=\"img\">",
            num(size.x),
            num(size.y),
            num(min.x),
            num(min.y),
            num(size.x),
            num(size.y)
        ));
        out.element("title", "", self.title);
        self.style(&mut out);
        icons::symbols(self.icons(), &mut out);
        out.line(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>",
            num(min.x),
            num(min.y),
            num(size.x),
            num(size.y),
            self.palette.canvas
        ));
        self.head(min + Point::new(MARGIN, MARGIN), &mut out);
        if let Some(papers) = self.papers {
            papers::write(self, papers, &mut out);
        }
        if let Some((compared, _)) = self.compared {
            marks::below(self, compared, &mut out);
        }
        wires::write(self, &mut out);
        for card in self.scene.cards() {
            cards::write(self, card, &mut out);
        }
        out.close("svg");
        out.text()
    }

    /// All that is seen, and room for the head.
    fn area(&self) -> Rect {
        let wires = self.scene.wires().iter().map(|wire| wire.path.bounds());
        let old = self.compared.map_or(Rect::NOTHING, |(compared, _)| compared.bounds());
        let mut drawn = wires.fold(self.scene.bounds(), Rect::union).union(old);
        drawn = drawn.union(self.papers.map_or(Rect::NOTHING, Papers::bounds));
        if drawn.is_nothing() {
            drawn = Rect::at(Point::default(), Point::default());
        }
        let head = self.head_width();
        let missing = Point::new(
            (LEAST.x.max(head) - drawn.width()).max(0.0),
            (LEAST.y - HEAD - drawn.height()).max(0.0),
        );
        let min = Point::new(drawn.min.x - MARGIN, drawn.min.y - MARGIN - HEAD);
        let max = Point::new(drawn.max.x + MARGIN + missing.x, drawn.max.y + MARGIN + missing.y);
        Rect { min: Point::new(min.x.floor(), min.y.floor()), max: Point::new(max.x.ceil(), max.y.ceil()) }
    }

    fn icons(&self) -> impl Iterator<Item = crate::widgets::Icon> {
        let ghosts = self.compared.map(|(compared, _)| compared.ghosts()).unwrap_or_default();
        self.scene.cards().iter().chain(ghosts).map(|card| card.face.icon)
    }

    fn style(&self, out: &mut Out) {
        let sans = "Inter,'Segoe UI','Helvetica Neue',Arial,sans-serif";
        let mono = "'JetBrains Mono','Cascadia Mono',Menlo,Consolas,monospace";
        let p = self.palette;
        out.line(&format!(
            "<style>text{{font-family:{sans}}}.n{{font-size:13px;font-weight:600;fill:{}}}\
             .k{{font-size:11px;fill:{}}}.o{{font-size:11px;fill:{}}}.t{{font-size:12px;fill:{}}}\
             .c{{font-family:{mono};font-size:11.5px;fill:{}}}.s{{font-size:11px;font-weight:600}}\
             .w{{fill:none;stroke:{};stroke-width:1.75}}</style>",
            p.text, p.text_3, p.text_2, p.text_2, p.accent, p.wire
        ));
    }

    /// Title and legend.
    fn head(&self, corner: Point, out: &mut Out) {
        let p = self.palette;
        let baseline = corner.y + TITLE * 0.8;
        out.line(&format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{TITLE}\" font-weight=\"600\" fill=\"{}\">{}</text>",
            num(corner.x),
            num(baseline),
            p.text,
            out::escaped(&shortened(self.title))
        ));
        let mut x = corner.x;
        let y = baseline + 24.0;
        for (text, color) in self.legend() {
            out.line(&format!(
                "<text x=\"{}\" y=\"{}\" font-size=\"{LEGEND}\" fill=\"{color}\">{}</text>",
                num(x),
                num(y),
                out::escaped(&text)
            ));
            x += width_at(&text, Font::Text, LEGEND) + 18.0;
        }
    }

    fn head_width(&self) -> f32 {
        let legend: f32 =
            self.legend().iter().map(|(text, _)| width_at(text, Font::Text, LEGEND) + 18.0).sum();
        legend.max(width_at(&shortened(self.title), Font::Name, TITLE))
    }

    /// What the picture shows, in words, each with its colour.
    fn legend(&self) -> Vec<(String, Rgb)> {
        let p = self.palette;
        let count = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        let mut parts = vec![(count(self.scene.cards().len(), "widget"), p.text_2)];
        if let Some(trail) = self.trail {
            let steps = usize::try_from(trail.steps).unwrap_or(usize::MAX);
            let ended = trail.ended.as_ref().map_or(String::new(), |how| format!(", {how}"));
            parts.push((format!("Run: {}{ended}", count(steps, "step")), p.ok));
        }
        if let Some((compared, other)) = self.compared {
            parts.push((format!("against {}", shortened(other)), p.text_2));
            let signs = Sign::ALL.into_iter().filter(|sign| compared.count(*sign) > 0);
            let counted = signs.map(|sign| {
                (format!("{} {} {}", sign.symbol(), compared.count(sign), sign.word()), marks::color(sign, p))
            });
            let before = parts.len();
            parts.extend(counted);
            if parts.len() == before {
                parts.push(("no difference between the widgets".to_owned(), p.text_2));
            }
        }
        parts
    }
}

/// A title of one line.
fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    let text: String = text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text,
    }
}
