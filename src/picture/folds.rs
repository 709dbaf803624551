//! A scene in which several cards are shown as one: a *stand-in* takes the place of the cards of a fold, wires among
//! them are gone, and all others lead from it and to it.
//!
//! A stand-in is a card like any other, with an id that no widget has. Who shows such a scene turns what was done to
//! stand-ins into what is meant by [`Folds`]. Nothing here knows why cards are folded.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::json;

use super::card::{Card, Face, Lead, size};
use super::geometry::{Point, Rect};
use super::scene::Scene;
use super::text::MeasureText;
use crate::flow::counted;
use crate::flow::json::Style;
use crate::flow::{Output, Widget, WidgetId};
use crate::widgets::Group;

/// The ids from here on are those of stand-ins: no flow has so many widgets.
const FIRST_STAND_IN: u32 = 0xF000_0000;
/// What is left between a stand-in and its neighbours, where room is sought for it.
const GAP: f32 = 20.0;
/// How far apart the places are that are tried then, and how many rings of them.
const STEP: f32 = 60.0;
const RINGS: i16 = 24;

/// Cards that are to be shown as one.
#[derive(Clone, Debug)]
pub struct Fold {
    /// What tells it from other folds, over all changes.
    pub number: u32,
    /// What the card is called.
    pub name: String,
    /// The colour of the card.
    pub group: Group,
    /// Whose cards they are.
    pub members: Vec<WidgetId>,
}

/// A scene with folded cards, and what its stand-ins stand for.
#[derive(Clone, Debug, Default)]
pub struct Folds {
    /// What is to be shown.
    pub scene: Scene,
    stand_ins: HashMap<WidgetId, StandIn>,
    hidden: HashMap<WidgetId, WidgetId>,
    shown_outputs: HashMap<Output, Output>,
    /// Where its stand-ins lie.
    taken: Vec<Rect>,
}

#[derive(Clone, Debug)]
struct StandIn {
    members: Vec<WidgetId>,
    /// What each of its outputs really is.
    outputs: Vec<Output>,
    entry: Option<WidgetId>,
}

/// Whether an id is that of a stand-in.
pub fn is_stand_in(id: WidgetId) -> bool {
    id.0 >= FIRST_STAND_IN
}

/// How many widgets, in words.
pub(super) fn count_words(count: usize) -> String {
    counted(count, "widget")
}

/// The id of the stand-in of the fold with this number.
pub fn stand_in_id(number: u32) -> WidgetId {
    WidgetId(FIRST_STAND_IN.saturating_add(number))
}

impl Folds {
    /// Folds cards of a scene. `folds` come in the order of their numbers, and no card is in two of them. What else is
    /// to be seen with the cards is in `beside`. What is the same as the last time is taken over.
    pub fn of(
        scene: &Scene,
        folds: &[Fold],
        beside: Rect,
        previous: Option<&Self>,
        measure: &dyn MeasureText,
    ) -> Self {
        if folds.is_empty() {
            return Self { scene: scene.clone().with_beside(beside), ..Self::default() };
        }
        let previous = previous.map(|previous| &previous.scene);
        let hidden: HashMap<WidgetId, WidgetId> = folds
            .iter()
            .flat_map(|fold| fold.members.iter().map(|member| (*member, stand_in_id(fold.number))))
            .collect();
        let shown = |lead: &Lead| match lead {
            Lead::To(id) => Lead::To(hidden.get(id).copied().unwrap_or(*id)),
            other => other.clone(),
        };
        let mut cards: Vec<Arc<Card>> = Vec::with_capacity(scene.cards().len());
        for card in scene.cards().iter().filter(|card| !hidden.contains_key(&card.id())) {
            let leads: Vec<Lead> = card.leads.iter().map(shown).collect();
            if leads == card.leads {
                cards.push(Arc::clone(card));
                continue;
            }
            let last = previous.and_then(|previous| previous.card(card.id())).filter(|last| {
                Arc::ptr_eq(&last.widget, &card.widget)
                    && Arc::ptr_eq(&last.face, &card.face)
                    && (last.rect, last.is_placed, last.is_start)
                        == (card.rect, card.is_placed, card.is_start)
                    && last.leads == leads
            });
            cards.push(last.map_or_else(|| Arc::new(Card { leads, ..(**card).clone() }), Arc::clone));
        }
        let mut folded = Self { hidden, ..Self::default() };
        for fold in folds {
            cards.extend(folded.stand_in(scene, fold, previous, measure));
        }
        let start = scene.start().map(|card| folded.shown(card.id()));
        folded.scene = Scene::of_cards(cards, start, scene.wire_style(), previous).with_beside(beside);
        folded
    }

    fn stand_in(
        &mut self,
        scene: &Scene,
        fold: &Fold,
        previous: Option<&Scene>,
        measure: &dyn MeasureText,
    ) -> Option<Arc<Card>> {
        let id = stand_in_id(fold.number);
        let members: Vec<&Arc<Card>> = fold.members.iter().filter_map(|member| scene.card(*member)).collect();
        let bounds = members.iter().fold(Rect::NOTHING, |all, card| all.union(card.rect));
        if bounds.is_nothing() {
            return None;
        }
        let (mut labels, mut leads, mut outputs) = (Vec::new(), Vec::new(), Vec::new());
        for (output, _, face, lead) in members.iter().flat_map(|card| card.outputs()) {
            let lead = match lead {
                Lead::To(target) if self.shown(*target) == id => continue,
                Lead::To(target) => Lead::To(self.shown(*target)),
                Lead::Missing(name) => Lead::Missing(Arc::clone(name)),
                Lead::Nowhere => continue,
            };
            self.shown_outputs.insert(output, Output { widget: id, index: outputs.len() });
            labels.push(face.label.clone());
            leads.push(lead);
            outputs.push(output);
        }
        let has_input = members.iter().any(|card| card.face.has_input);
        let last = previous.and_then(|previous| previous.card(id));
        let face = Face::stand_in(fold, labels.clone(), has_input, last.map(|last| &last.face), measure);
        let entry = entry(scene, fold);
        let above = Point::new(bounds.center().x, bounds.min.y);
        let rooms = entry.and_then(|id| scene.card(id)).into_iter().chain(members.iter().copied());
        let tops = rooms.map(|card| Point::new(card.rect.center().x, card.rect.min.y)).chain([above]);
        let rect = self.room(scene, face.size, tops);
        self.taken.push(rect);
        self.stand_ins.insert(id, StandIn { members: fold.members.clone(), outputs, entry });
        if let Some(last) = last
            && last.widget.title() == fold.name
            && Arc::ptr_eq(&last.face, &face)
            && last.rect == rect
            && last.leads == leads
        {
            return Some(Arc::clone(last));
        }
        let events: Vec<_> = labels.iter().map(|label| json!({"event": label})).collect();
        let state = json!({"name": fold.name, "transitions": events});
        let widget = Arc::new(Widget::new(id, Style::default().lay_out(&state, None)));
        Some(Arc::new(Card { widget, face, rect, leads, is_placed: true, is_start: false }))
    }

    /// Where a card lies on no other: in the first of these rooms, each by the middle of its upper edge, that has place
    /// for it, else as near as can be to the first of them.
    fn room(&self, scene: &Scene, size: Point, tops: impl Iterator<Item = Point>) -> Rect {
        let snap = |value: f32| (value / size::GRID).round() * size::GRID;
        let below = |top: Point| Rect::at(Point::new(snap(top.x - size.x / 2.0), snap(top.y)), size);
        let is_free = |rect: &Rect| {
            let is_shown = |index: usize| {
                let card = scene.cards().get(index).filter(|card| !self.hides(card.id()));
                card.is_some_and(|card| card.rect.intersects(rect))
            };
            !self.taken.iter().any(|other| other.intersects(rect))
                && !scene.cards_in(rect).into_iter().any(is_shown)
        };
        let mut first = None;
        for place in tops.map(below) {
            if is_free(&place) {
                return place;
            }
            first.get_or_insert(place);
        }
        let first = first.unwrap_or_else(|| below(Point::default()));
        let mut ways: Vec<Point> = Vec::new();
        for ring in 1..=RINGS {
            ways.clear();
            for along in -ring..=ring {
                let (near, far) = (f32::from(along) * STEP, f32::from(ring) * STEP);
                ways.extend(
                    [(near, far), (near, -far), (far, near), (-far, near)].map(|(x, y)| Point::new(x, y)),
                );
            }
            ways.sort_by(|one, two| one.length().total_cmp(&two.length()));
            let places = ways.iter().map(|way| first.shifted(*way));
            if let Some(place) = places.into_iter().find(|place| is_free(&place.expand(GAP))) {
                return place;
            }
        }
        first
    }

    /// Whether nothing is folded.
    pub fn is_empty(&self) -> bool {
        self.stand_ins.is_empty()
    }

    /// What is shown for a widget: itself, or what it is folded into.
    pub fn shown(&self, id: WidgetId) -> WidgetId {
        self.hidden.get(&id).copied().unwrap_or(id)
    }

    /// Whether a widget is folded away.
    pub fn hides(&self, id: WidgetId) -> bool {
        self.hidden.contains_key(&id)
    }

    /// The output that is shown for an output; `None` where it leads to a widget that is folded with it.
    pub fn shown_output(&self, output: Output) -> Option<Output> {
        if self.hides(output.widget) { self.shown_outputs.get(&output).copied() } else { Some(output) }
    }

    /// The widgets that a card stands for: itself, unless it is a stand-in.
    pub fn meant(&self, id: WidgetId) -> Vec<WidgetId> {
        self.stand_ins.get(&id).map_or_else(|| vec![id], |stand_in| stand_in.members.clone())
    }

    /// The output that an output stands for; `None` where there is no such output any more.
    pub fn meant_output(&self, output: Output) -> Option<Output> {
        match self.stand_ins.get(&output.widget) {
            Some(stand_in) => stand_in.outputs.get(output.index).copied(),
            None => Some(output),
        }
    }

    /// The widget to which a wire leads that is led to a card: into a fold it leads where others do.
    pub fn meant_target(&self, id: WidgetId) -> Option<WidgetId> {
        match self.stand_ins.get(&id) {
            Some(stand_in) => stand_in.entry,
            None => Some(id),
        }
    }

    /// The outputs of a card that stands for others, as they are in the flow.
    pub fn outputs_of(&self, id: WidgetId) -> &[Output] {
        self.stand_ins.get(&id).map_or(&[], |stand_in| stand_in.outputs.as_slice())
    }

    /// The cards that stand for others, with whom they stand for.
    pub fn stand_ins(&self) -> impl Iterator<Item = (WidgetId, &[WidgetId])> {
        self.stand_ins.iter().map(|(id, stand_in)| (*id, stand_in.members.as_slice()))
    }
}

/// The card of a fold to which others lead, the earliest in running order; without one, its first.
fn entry(scene: &Scene, fold: &Fold) -> Option<WidgetId> {
    let rank = |id: &WidgetId| scene.index_of(*id).map(|index| scene.rank(index));
    let members: HashSet<WidgetId> = fold.members.iter().copied().collect();
    let is_led_to = |id: &WidgetId| {
        scene.wires_of(*id).any(|wire| wire.target == *id && !members.contains(&wire.output.widget))
    };
    let takes = |id: &&WidgetId| scene.card(**id).is_some_and(|card| card.face.has_input);
    fold.members.iter().filter(takes).min_by_key(|id| (!is_led_to(id), rank(id))).copied()
}
