//! Who writes and who reads something, lit on the canvas. Not by colour alone: writers have a solid ring and a filled
//! label, readers a dashed ring and a hollow one.

use std::collections::HashSet;

use egui::{Mesh, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2};

use super::Frame;
use super::detail::Detail;
use super::near::radius;
use crate::editor::icon::{self, Icon, paint_icon};
use crate::editor::theme::{self, Tokens};
use crate::flow::WidgetId;
use crate::picture::size;

/// What is lit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lit {
    /// What is written and read.
    pub name: String,
    /// Who writes it.
    pub writers: HashSet<WidgetId>,
    /// Who reads it.
    pub readers: HashSet<WidgetId>,
    /// What a search found.
    pub found: HashSet<WidgetId>,
}

/// What a widget does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Writes,
    Reads,
    Both,
    Found,
}

impl Lit {
    fn part(&self, id: WidgetId) -> Option<Part> {
        match (self.writers.contains(&id), self.readers.contains(&id)) {
            (true, true) => Some(Part::Both),
            (true, false) => Some(Part::Writes),
            (false, true) => Some(Part::Reads),
            (false, false) => self.found.contains(&id).then_some(Part::Found),
        }
    }

    /// What a widget does with it, in words; nothing where it has no part in it.
    pub(super) fn words(&self, id: WidgetId) -> Option<String> {
        Some(match self.part(id)? {
            Part::Found => Part::Found.words().to_owned(),
            part => format!("{} {}", part.words(), self.name),
        })
    }
}

impl Part {
    const fn words(self) -> &'static str {
        match self {
            Self::Writes => "writes",
            Self::Reads => "reads",
            Self::Both => "writes and reads",
            Self::Found => "found",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Reads => icon::EYE,
            Self::Found => icon::SEARCH,
            Self::Writes | Self::Both => icon::EDIT,
        }
    }

    const fn is_writer(self) -> bool {
        !matches!(self, Self::Reads)
    }
}

/// How far the ring stands from the card: outside of that of the selection.
const GAP: f32 = 5.0;
/// With more cards lit in view than this, the rings have no labels.
const MOST_LABELS: usize = 80;

/// Paints rings and labels over the cards.
pub(super) fn paint(frame: &Frame<'_>) {
    let Some(lit) = frame.input.lit else { return };
    let lit_cards: Vec<_> =
        frame.cards().into_iter().filter_map(|card| Some((card, lit.part(card.id())?))).collect();
    let has_labels = frame.view.detail != Detail::Dot && lit_cards.len() <= MOST_LABELS;
    for (card, part) in lit_cards {
        let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
        ring(frame, rect, part);
        if has_labels {
            label(frame, rect, part);
        }
    }
}

fn ring(frame: &Frame<'_>, rect: Rect, part: Part) {
    let tokens = frame.tokens;
    let is_dot = frame.view.detail == Detail::Dot;
    // A dot is too small for a dashed line: there the ring of a reader is thin.
    let gap = if is_dot { 3.0 } else { GAP };
    let ring = Rect::from_center_size(rect.center(), rect.size().max(Vec2::splat(2.0))).expand(gap);
    if part.is_writer() {
        let corner = radius(size::CORNER * frame.lens.zoom() + gap);
        let stroke = Stroke::new(2.5, tokens.accent);
        frame.painter.rect_stroke(ring, corner, stroke, StrokeKind::Middle);
    } else if is_dot {
        frame.painter.rect_stroke(ring, 1.0, Stroke::new(1.0, tokens.accent), StrokeKind::Middle);
    } else {
        let corners =
            [ring.left_top(), ring.right_top(), ring.right_bottom(), ring.left_bottom(), ring.left_top()];
        frame.painter.extend(Shape::dashed_line(&corners, Stroke::new(2.0, tokens.accent), 7.0, 5.0));
    }
}

/// The word, on the upper edge of the ring.
fn label(frame: &Frame<'_>, rect: Rect, part: Part) {
    const HEIGHT: f32 = 18.0;
    const SIGN: f32 = 12.0;
    let tokens = frame.tokens;
    let (fill, ink) =
        if part.is_writer() { (tokens.accent, tokens.on_accent) } else { (tokens.panel, tokens.accent) };
    let font = theme::semibold(theme::size::HINT);
    let text = frame.painter.layout_no_wrap(part.words().to_owned(), font, ink);
    let width = text.size().x + SIGN + 18.0;
    let corner = Pos2::new(rect.min.x + 6.0, rect.min.y - GAP - HEIGHT / 2.0);
    let plate = Rect::from_min_size(corner, Vec2::new(width, HEIGHT));
    frame.painter.rect(
        plate,
        radius(HEIGHT / 2.0),
        fill,
        Stroke::new(1.5, tokens.accent),
        StrokeKind::Inside,
    );
    let middle = plate.center().y;
    let sign = Pos2::new(plate.min.x + 7.0 + SIGN / 2.0, middle);
    paint_icon(&frame.painter, sign, part.icon(), SIGN, ink);
    let corner = Pos2::new(sign.x + SIGN / 2.0 + 4.0, middle - text.size().y / 2.0);
    frame.painter.galley(corner, text, ink);
}

/// Marks on the minimap: a filled square for a writer, a hollow one for a reader.
pub(super) fn on_map(lit: &Lit, tokens: &Tokens, place: impl Fn(WidgetId) -> Option<Rect>) -> Mesh {
    let mut mesh = Mesh::default();
    let readers = lit.readers.difference(&lit.writers).map(|id| (*id, false));
    let mut ids: Vec<(WidgetId, bool)> = readers.chain(lit.writers.iter().map(|id| (*id, true))).collect();
    ids.extend(lit.found.iter().map(|id| (*id, true)));
    ids.sort_unstable();
    for (id, is_writer) in ids {
        let Some(rect) = place(id) else { continue };
        mesh.add_colored_rect(rect.expand(2.5), tokens.accent);
        if !is_writer {
            mesh.add_colored_rect(rect.expand(1.0), tokens.panel);
        }
    }
    mesh
}
