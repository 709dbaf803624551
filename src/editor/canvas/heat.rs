//! How many contacts took each wire, on the canvas: wires by width, colour and number, cards by who was lost there.
//! It knows nothing of how contacts were counted.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Color32, Galley, Pos2, Rect, Stroke, StrokeKind, Vec2};

use super::Frame;
use super::detail::Detail;
use super::measure::quarter;
use super::near::radius;
use crate::editor::counts::{grouped, percent};
use crate::editor::theme::{self, Tokens, tint};
use crate::flow::{Output, WidgetId};
use crate::picture::{Card, WirePath};

/// How many contacts came where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeatMarks {
    /// All contacts.
    pub contacts: u32,
    /// What each output was taken by.
    pub outputs: HashMap<Output, WireHeat>,
    /// What happened at each card.
    pub cards: HashMap<WidgetId, CardHeat>,
}

/// Who took an output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WireHeat {
    /// How many contacts.
    pub contacts: u32,
    /// How often.
    pub taken: u64,
}

/// Who came to a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardHeat {
    /// How many contacts.
    pub contacts: u32,
    /// How often they came.
    pub entered: u64,
    /// How many reached an end of the flow there.
    pub reached_end: u32,
    /// How many were lost there: dropped off, or met with something that went wrong.
    pub lost: u32,
    /// With how many of those something went wrong.
    pub failed: u32,
}

/// The width of a wire that nobody takes, and of one that all take.
const WIDTHS: (f32, f32) = (1.25, 9.0);
/// More labels than this nobody can read; the widest wires have theirs.
const MOST_LABELS: usize = 120;
/// Where along its way a label may stand, the best place first.
const PLACES: [f32; 9] = [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78, 0.14, 0.86];
/// The height of a label, and the room beside its text.
const LABEL: Vec2 = Vec2::new(10.0, 17.0);
/// A label stands in front of a card only where there is no other place: this much worse than on another label.
const ON_A_CARD: f32 = 0.35;

impl HeatMarks {
    /// A part of all contacts, 0 to 1.
    fn share(&self, contacts: u32) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "a share needs no more digits than a float has")]
        let share = (f64::from(contacts) / f64::from(self.contacts.max(1))) as f32;
        share.clamp(0.0, 1.0)
    }

    fn percent(&self, contacts: u32) -> String {
        percent(contacts, self.contacts)
    }

    fn of(&self, output: Output) -> WireHeat {
        self.outputs.get(&output).copied().unwrap_or_default()
    }

    /// How a wire looks that so many took: its width and its colour both tell the share.
    pub(super) fn stroke(&self, output: Output, tokens: &Tokens) -> Stroke {
        let contacts = self.of(output).contacts;
        stroke_of(self.share(contacts), contacts > 0, tokens)
    }

    /// An output in words, as `7,012 of 10,000 contacts, 70 %`.
    pub(super) fn output_words(&self, output: Output) -> String {
        let WireHeat { contacts, taken } = self.of(output);
        let mut text = format!(
            "{} of {} contacts, {}",
            grouped(contacts.into()),
            grouped(self.contacts.into()),
            self.percent(contacts)
        );
        if taken > u64::from(contacts) {
            text.push_str(&format!(", {} times", grouped(taken)));
        }
        text
    }

    /// A card in words.
    pub(super) fn card_words(&self, id: WidgetId) -> String {
        let heat = self.cards.get(&id).copied().unwrap_or_default();
        let mut text = match heat.contacts {
            1 => "1 contact came here".to_owned(),
            count => format!("{} contacts came here", grouped(count.into())),
        };
        if heat.lost > 0 {
            text.push_str(&format!(", {} lost here", grouped(heat.lost.into())));
        }
        if heat.failed > 0 {
            text.push_str(&format!(", {} of them by a failure", grouped(heat.failed.into())));
        }
        if heat.reached_end > 0 {
            text.push_str(&format!(", {} reached the end here", grouped(heat.reached_end.into())));
        }
        text
    }
}

fn stroke_of(share: f32, is_taken: bool, tokens: &Tokens) -> Stroke {
    if !is_taken {
        return Stroke::new(WIDTHS.0, tint(tokens.wire, 0.7));
    }
    // Halfway to the square root: a tenth is still seen to be more than a hundredth.
    let strength = share.powf(0.7);
    let width = WIDTHS.0 + 0.75 + (WIDTHS.1 - WIDTHS.0 - 0.75) * strength;
    Stroke::new(width, tint(tokens.accent, 0.45 + 0.5 * strength))
}

/// The sample of the legend: a wire for each of these shares, from thin to thick.
pub fn heat_samples(tokens: &Tokens) -> [Stroke; 4] {
    [0.02, 0.2, 0.5, 1.0].map(|share| stroke_of(share, true, tokens))
}

/// A label that wants a place.
struct Label {
    text: Arc<Galley>,
    ink: Color32,
    strength: f32,
    centers: Vec<Pos2>,
}

/// Paints the numbers over wires and cards.
pub(super) fn paint(frame: &Frame<'_>) {
    let Some(heat) = frame.input.heat else { return };
    if frame.view.detail > Detail::Title {
        return;
    }
    let cards = frame.cards();
    let mut taken: Vec<Rect> = Vec::new();
    for card in &cards {
        paint_lost(frame, heat, card, &mut taken);
    }
    let solid: Vec<Rect> =
        cards.iter().map(|card| frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())))).collect();
    let mut wires: Vec<_> =
        frame.wires().into_iter().map(|(wire, path)| (heat.of(wire.output), wire.output, path)).collect();
    // The widest first: they have the best places. With the same count, the order of the file.
    wires.sort_by_key(|(wire, output, _)| (std::cmp::Reverse(wire.contacts), *output));
    for (wire, _, path) in wires.into_iter().filter(|(wire, ..)| wire.contacts > 0).take(MOST_LABELS) {
        if let Some(label) = label_of(frame, heat, wire, &path) {
            put(frame, label, &mut taken, &solid);
        }
    }
}

fn scale(frame: &Frame<'_>) -> f32 {
    frame.lens.zoom().clamp(0.75, 1.25)
}

fn label_of(frame: &Frame<'_>, heat: &HeatMarks, wire: WireHeat, path: &WirePath) -> Option<Label> {
    let text = match frame.view.detail {
        Detail::Full => {
            format!("{} · {}", grouped(wire.contacts.into()), heat.percent(wire.contacts))
        }
        _ => heat.percent(wire.contacts),
    };
    let inside = frame.lens.rect.shrink(LABEL.y / 2.0);
    let centers: Vec<Pos2> = PLACES
        .iter()
        .map(|part| frame.lens.screen(path.at(*part).0))
        .filter(|place| inside.contains(*place))
        .collect();
    if centers.is_empty() {
        return None;
    }
    let font = theme::semibold(quarter(theme::size::HINT * scale(frame)));
    let ink = frame.tokens.text;
    let text = frame.painter.layout_no_wrap(text, font, ink);
    Some(Label { text, ink, strength: heat.share(wire.contacts), centers })
}

/// Paints a label where it covers the least.
fn put(frame: &Frame<'_>, label: Label, taken: &mut Vec<Rect>, solid: &[Rect]) {
    let size = Vec2::new(label.text.size().x + LABEL.x * scale(frame), LABEL.y * scale(frame));
    let area = |rect: Rect| if rect.is_positive() { rect.area() } else { 0.0 };
    let cost = |plate: Rect| {
        let labels: f32 = taken.iter().map(|other| area(other.expand(2.0).intersect(plate))).sum();
        let cards: f32 = solid.iter().map(|card| area(card.intersect(plate))).sum();
        labels + cards * ON_A_CARD
    };
    let mut best: Option<(f32, Rect)> = None;
    for center in label.centers {
        let plate = Rect::from_center_size(center, size);
        let cost = cost(plate);
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, plate));
        }
        if cost <= 0.0 {
            break;
        }
    }
    let Some((_, plate)) = best else { return };
    let tokens = frame.tokens;
    let corner = radius(plate.height() / 2.0);
    frame.painter.rect_filled(plate, corner, tokens.panel);
    let border = Stroke::new(theme::size::BORDER, tint(tokens.accent, 0.4 + 0.6 * label.strength));
    frame.painter.rect_stroke(plate, corner, border, StrokeKind::Inside);
    frame.painter.galley(plate.center() - label.text.size() / 2.0, label.text, label.ink);
    taken.push(plate);
}

/// Who was lost at a card and who reached the end there, as plates at its upper edge.
fn paint_lost(frame: &Frame<'_>, heat: &HeatMarks, card: &Card, taken: &mut Vec<Rect>) {
    let Some(count) = heat.cards.get(&card.id()) else { return };
    let (tokens, scale) = (frame.tokens, scale(frame));
    let rect = frame.lens.screen_rect(&card.rect.shifted(frame.shift(card.id())));
    let mut left = rect.min.x + 8.0 * scale;
    let lost = (count.lost > 0).then(|| {
        let color = if count.failed * 2 > count.lost { tokens.error } else { tokens.warn };
        (format!("−{} here", grouped(count.lost.into())), color)
    });
    let ended =
        (count.reached_end > 0).then(|| (format!("{} end", grouped(count.reached_end.into())), tokens.ok));
    for (text, color) in lost.into_iter().chain(ended) {
        let font = theme::semibold(quarter(theme::size::HINT * scale));
        let text = frame.painter.layout_no_wrap(text, font, color);
        let size = Vec2::new(text.size().x + LABEL.x * scale, LABEL.y * scale);
        // On the edge, beside the middle, where the wires come in.
        let plate = Rect::from_min_size(Pos2::new(left, rect.min.y - size.y * 0.62), size);
        let corner = radius(size.y / 2.0);
        frame.painter.rect_filled(plate, corner, tokens.panel);
        let border = Stroke::new(theme::size::BORDER, color);
        frame.painter.rect_stroke(plate, corner, border, StrokeKind::Inside);
        frame.painter.galley(plate.center() - text.size() / 2.0, text, color);
        taken.push(plate);
        left = plate.max.x + 4.0 * scale;
    }
}
