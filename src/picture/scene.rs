//! The whole drawing of one version of a flow.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::arranged;
use super::card::{Card, Face, Lead, size};
use super::geometry::{Point, Rect};
use super::outline::Outline;
use super::places::find_places;
use super::text::MeasureText;
use super::wire::{Wire, WirePath, WireStyle};
use crate::flow::{Flow, Output, Widget, WidgetId};

/// No card stands farther from the origin than this: beyond it, numbers with 24 bits lose points.
const FARTHEST: f64 = 1_000_000.0;

/// Cards and wires of a flow, and what lies where.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// In the order of the file, which is that of drawing and of ids.
    cards: Arc<Vec<Arc<Card>>>,
    outline: Arc<Outline>,
    /// What else is to be seen with the cards, as notes: it counts as part of the bounds.
    beside: Rect,
}

impl Scene {
    /// Draws up a flow with smooth wires: see [`Scene::styled`].
    pub fn of(flow: &Flow, previous: Option<&Self>, measure: &dyn MeasureText) -> Self {
        Self::styled(flow, WireStyle::Smooth, previous, measure)
    }

    /// Draws up a flow. What is the same as in the last scene is taken over from it: the same widget is not read
    /// again, the same text is not measured again, and wires keep their ways where nothing beside them changed.
    /// Cards without a place of their own keep the one that was found for them.
    pub fn styled(flow: &Flow, style: WireStyle, previous: Option<&Self>, measure: &dyn MeasureText) -> Self {
        let initial = flow.initial_state();
        let mut by_name: HashMap<&str, WidgetId> = HashMap::with_capacity(flow.widgets().len());
        for widget in flow.widgets() {
            if let Some(name) = widget.name() {
                by_name.entry(name).or_insert(widget.id());
            }
        }
        let start = initial.as_deref().and_then(|name| by_name.get(name)).copied();
        let mut cards: Vec<Arc<Card>> = Vec::with_capacity(flow.widgets().len());
        let mut homeless = Vec::new();
        for (index, widget) in flow.widgets().iter().enumerate() {
            let last = previous.and_then(|scene| scene.card(widget.id()));
            let is_start = start == Some(widget.id());
            let leads = leads(widget, &by_name);
            let corner = place(widget);
            if corner.is_none() {
                homeless.push(index);
            }
            if let Some(last) = last
                && Arc::ptr_eq(&last.widget, widget)
                && last.is_start == is_start
                && last.leads == leads
            {
                cards.push(Arc::clone(last));
                continue;
            }
            let known = last.map(|last| &last.face);
            let face = match last {
                Some(last) if Arc::ptr_eq(&last.widget, widget) && last.is_start == is_start => {
                    Arc::clone(&last.face)
                }
                _ => Face::of(widget, is_start, known, measure),
            };
            let rect = Rect::at(corner.unwrap_or_default(), face.size);
            let widget = Arc::clone(widget);
            cards.push(Arc::new(Card { widget, face, rect, leads, is_placed: corner.is_some(), is_start }));
        }
        find_places(&mut cards, &homeless, start, previous.map(Self::cards));
        Self::of_cards(cards, start, style, previous)
    }

    /// The drawing of cards, in the order of their ids. What is the same as in the last scene is taken over from it.
    pub(super) fn of_cards(
        cards: Vec<Arc<Card>>,
        start: Option<WidgetId>,
        style: WireStyle,
        previous: Option<&Self>,
    ) -> Self {
        let outline = match previous {
            Some(previous)
                if previous.outline.style == style && has_same_outline(&previous.cards, &cards) =>
            {
                Arc::clone(&previous.outline)
            }
            _ => {
                let known = previous.map(|previous| (previous.cards(), &*previous.outline));
                Arc::new(Outline::of(&cards, start, style, known))
            }
        };
        let cards = match previous {
            Some(previous) if is_same(&previous.cards, &cards) => Arc::clone(&previous.cards),
            _ => Arc::new(cards),
        };
        Self { cards, outline, beside: Rect::NOTHING }
    }

    /// It, with something else that is to be seen with its cards.
    pub(super) fn with_beside(self, beside: Rect) -> Self {
        Self { beside, ..self }
    }

    /// Whether another scene shows the same. Cheap; a `false` may be wrong, a `true` never is.
    pub fn is_same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.cards, &other.cards) && self.shares_outline(other) && self.beside == other.beside
    }

    /// All cards, in the order of drawing.
    pub fn cards(&self) -> &[Arc<Card>] {
        &self.cards
    }

    /// Where a card stands in [`Scene::cards`].
    pub fn index_of(&self, id: WidgetId) -> Option<usize> {
        self.cards.binary_search_by_key(&id, |card| card.id()).ok()
    }

    /// The card of a widget.
    pub fn card(&self, id: WidgetId) -> Option<&Arc<Card>> {
        self.index_of(id).and_then(|index| self.cards.get(index))
    }

    /// All wires.
    pub fn wires(&self) -> &[Wire] {
        &self.outline.wires
    }

    /// The wire of an output, if it leads to a card.
    pub fn wire(&self, output: Output) -> Option<&Wire> {
        let index = self.outline.wires.binary_search_by_key(&output, |wire| wire.output).ok()?;
        self.outline.wires.get(index)
    }

    /// The wires that begin or end at a card.
    pub fn wires_of(&self, id: WidgetId) -> impl Iterator<Item = &Wire> {
        let indexes = self.index_of(id).and_then(|index| self.outline.wires_of.get(index));
        indexes.into_iter().flatten().filter_map(|index| self.outline.wires.get(*index))
    }

    /// The cards that meet a rectangle, by index, in the order of drawing. Their ports count as theirs.
    pub fn cards_in(&self, area: &Rect) -> Vec<usize> {
        self.outline.card_grid.query(area)
    }

    /// The wires whose bounds meet a rectangle, by index.
    pub fn wires_in(&self, area: &Rect) -> Vec<usize> {
        self.outline.wire_grid.query(area)
    }

    /// A rectangle around all cards, and what stands beside them; nothing where there is none.
    pub fn bounds(&self) -> Rect {
        let cards = if self.cards.is_empty() { Rect::NOTHING } else { self.outline.bounds };
        cards.union(self.beside)
    }

    /// Card indexes in running order; those that nothing leads to follow in the order of the file.
    pub fn running_order(&self) -> &[usize] {
        &self.outline.order
    }

    /// The place of a card, by index, in the running order.
    pub fn rank(&self, index: usize) -> usize {
        self.outline.rank.get(index).copied().unwrap_or(usize::MAX)
    }

    /// The card on which a run begins.
    pub fn start(&self) -> Option<&Arc<Card>> {
        self.outline.start.and_then(|index| self.cards.get(index))
    }

    /// Whether wires, places and bounds are those of another scene. Cheap; a `false` may be wrong.
    pub fn shares_outline(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.outline, &other.outline)
    }

    /// How its wires are drawn.
    pub fn wire_style(&self) -> WireStyle {
        self.outline.style
    }

    /// Where cards would stand if they were laid out, those alone that would stand elsewhere than now: some cards,
    /// whose block keeps its upper left place where that is free, or all, round the start.
    pub fn laid_out(&self, chosen: Option<&BTreeSet<WidgetId>>) -> Vec<(WidgetId, Point)> {
        arranged::places(self, chosen)
    }

    /// The way of a wire if its cards stood elsewhere. Other cards are not heeded, so that it is cheap.
    pub fn path_shifted(&self, wire: &Wire, shift_of: impl Fn(WidgetId) -> Point) -> Option<WirePath> {
        let (source, target) = (self.card(wire.output.widget)?, self.card(wire.target)?);
        let (by, to) = (shift_of(source.id()), shift_of(target.id()));
        let from = source.output(wire.output.index)? + by;
        let (source, target_rect) = (source.rect.shifted(by), target.rect.shifted(to));
        Some(WirePath::plain(self.outline.style, from, &source, target.input() + to, &target_rect))
    }
}

/// Where a widget says it stands.
fn place(widget: &Widget) -> Option<Point> {
    let offset = widget.offset()?;
    #[expect(clippy::cast_possible_truncation, reason = "the number is clamped before")]
    let number = |value: f64| value.clamp(-FARTHEST, FARTHEST) as f32;
    let corner = Point::new(number(offset.x), number(offset.y));
    (corner.x.is_finite() && corner.y.is_finite()).then_some(corner)
}

fn leads(widget: &Widget, by_name: &HashMap<&str, WidgetId>) -> Vec<Lead> {
    let lead = |next: Option<&Arc<str>>| match next {
        None => Lead::Nowhere,
        Some(next) => {
            by_name.get(&**next).map_or_else(|| Lead::Missing(Arc::clone(next)), |id| Lead::To(*id))
        }
    };
    widget.transitions().iter().map(|transition| lead(transition.next.as_ref())).collect()
}

fn is_same(last: &[Arc<Card>], cards: &[Arc<Card>]) -> bool {
    last.len() == cards.len() && last.iter().zip(cards).all(|(last, card)| Arc::ptr_eq(last, card))
}

fn has_same_outline(last: &[Arc<Card>], cards: &[Arc<Card>]) -> bool {
    last.len() == cards.len()
        && last.iter().zip(cards).all(|(last, card)| Arc::ptr_eq(last, card) || last.has_same_outline(card))
}

impl Default for Rect {
    fn default() -> Self {
        Self::NOTHING
    }
}

/// The room that a card takes that has not been made yet: for previews of what will be dropped.
pub const NEW_CARD: Point = Point::new(size::WIDTH, size::HEADER + size::OUTPUTS);
