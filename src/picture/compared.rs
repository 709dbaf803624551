//! What differs between two versions, in the drawing of the later one: a sign for each widget, what is gone as ghosts at
//! its old place, and wires that lead elsewhere with the ways they took.
//!
//! It finds no differences itself: that is [`flow::diff`](crate::flow::diff).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::card::Card;
use super::folds::Folds;
use super::geometry::{Point, Rect};
use super::grid::Grid;
use super::scene::Scene;
use super::wire::WirePath;
use crate::flow::diff::{Difference, Fate, WidgetChange};
use crate::flow::{Output, WidgetId};

/// What happened to a widget, in one sign. What changes what a flow does stands before what does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// Only the later version has it.
    Added,
    /// Only the earlier version has it.
    Removed,
    /// Something about it differs.
    Changed,
    /// Only its outputs lead elsewhere.
    Rewired,
    /// It has another name.
    Renamed,
    /// It only stands elsewhere.
    Moved,
}

impl Sign {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Added, Self::Removed, Self::Changed, Self::Rewired, Self::Renamed, Self::Moved];

    /// What happened to a widget.
    pub fn of(change: &WidgetChange) -> Self {
        match change.fate {
            Fate::Added => Self::Added,
            Fate::Removed => Self::Removed,
            Fate::Kept if !change.fields.is_empty() => Self::Changed,
            Fate::Kept if !change.rewired.is_empty() => Self::Rewired,
            Fate::Kept if change.renamed_from.is_some() => Self::Renamed,
            Fate::Kept => Self::Moved,
        }
    }

    /// A character that tells it without its colour.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Removed => "−",
            Self::Changed => "~",
            Self::Rewired => "→",
            Self::Renamed => "Aa",
            Self::Moved => "↔",
        }
    }

    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Rewired => "rewired",
            Self::Renamed => "renamed",
            Self::Moved => "moved only",
        }
    }
}

/// The sign of a widget of the later version.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The sign.
    pub sign: Sign,
    /// All that differs: `changed, was ask_name`.
    pub words: String,
    /// Where it stood, if it stands elsewhere now.
    pub was: Option<Rect>,
}

/// A wire of the earlier version that is gone.
#[derive(Clone, Debug, PartialEq)]
pub struct OldWire {
    /// Its way, between where both ends stand now.
    pub path: WirePath,
}

/// All marks of a drawing.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    marks: HashMap<WidgetId, Mark>,
    new_wires: HashSet<Output>,
    ghosts: Vec<Arc<Card>>,
    ghost_grid: Grid,
    old_wires: Vec<OldWire>,
    wire_grid: Grid,
    counts: [usize; 6],
    bounds: Rect,
}

impl Compared {
    /// The marks of a difference, from the drawings of both versions.
    pub fn of(difference: &Difference, before: &Scene, after: &Scene) -> Self {
        let mut all = Self::default();
        let place = Places { difference, before, after };
        for change in &difference.widgets {
            let sign = Sign::of(change);
            if let Some(count) =
                Sign::ALL.iter().position(|known| *known == sign).and_then(|at| all.counts.get_mut(at))
            {
                *count += 1;
            }
            match (change.before, change.after) {
                (Some(was), None) => all.ghost(was, &place),
                (was, Some(is)) => all.mark(change, sign, was, is, &place),
                (None, None) => {}
            }
        }
        all.ghost_grid = Grid::of(all.ghosts.iter().map(|card| card.rect).collect());
        all.wire_grid = Grid::of(all.old_wires.iter().map(|wire| wire.path.bounds()).collect());
        let rects = all
            .ghosts
            .iter()
            .map(|card| card.rect)
            .chain(all.old_wires.iter().map(|wire| wire.path.bounds()));
        all.bounds = rects.fold(Rect::NOTHING, Rect::union);
        all
    }

    /// The same for a drawing in which cards are folded: a card that stands for others has the strongest of their signs.
    pub fn folded(&self, folds: &Folds) -> Self {
        let mut all = self.clone();
        for (id, members) in folds.stand_ins() {
            let inside: Vec<&Mark> = members.iter().filter_map(|member| self.marks.get(member)).collect();
            let Some(sign) = inside.iter().map(|mark| mark.sign).min() else { continue };
            let words = match inside.as_slice() {
                [only] => only.words.clone(),
                many => {
                    let count = |sign: Sign| many.iter().filter(|mark| mark.sign == sign).count();
                    let signs =
                        Sign::ALL.into_iter().filter(|known| *known != Sign::Moved || sign == Sign::Moved);
                    let parts = signs.map(|sign| (count(sign), sign)).filter(|(count, _)| *count > 0);
                    let parts: Vec<String> =
                        parts.map(|(count, sign)| format!("{count} {}", sign.word())).collect();
                    parts.join(", ")
                }
            };
            all.marks.insert(id, Mark { sign, words, was: None });
        }
        all.new_wires = self.new_wires.iter().filter_map(|output| folds.shown_output(*output)).collect();
        all
    }

    /// The mark of a widget of the later version.
    pub fn mark_of(&self, id: WidgetId) -> Option<&Mark> {
        self.marks.get(&id)
    }

    /// Whether an output leads where it did not before.
    pub fn is_new(&self, output: Output) -> bool {
        self.new_wires.contains(&output)
    }

    /// The widgets that are gone, at their old places. Their ids are those of the earlier version.
    pub fn ghosts(&self) -> &[Arc<Card>] {
        &self.ghosts
    }

    /// The wires that are gone.
    pub fn old_wires(&self) -> &[OldWire] {
        &self.old_wires
    }

    /// The ghosts that meet an area.
    pub fn ghosts_in(&self, area: &Rect) -> impl Iterator<Item = &Arc<Card>> {
        self.ghost_grid.query(area).into_iter().filter_map(|index| self.ghosts.get(index))
    }

    /// The wires that are gone and meet an area.
    pub fn old_wires_in(&self, area: &Rect) -> impl Iterator<Item = &OldWire> {
        self.wire_grid.query(area).into_iter().filter_map(|index| self.old_wires.get(index))
    }

    /// How many widgets have a sign.
    pub fn count(&self, sign: Sign) -> usize {
        Sign::ALL.iter().zip(self.counts).find(|(known, _)| **known == sign).map_or(0, |(_, count)| count)
    }

    /// A rectangle around all that is gone.
    pub fn bounds(&self) -> Rect {
        self.bounds
    }

    fn ghost(&mut self, was: WidgetId, place: &Places<'_>) {
        let Some(card) = place.before.card(was) else { return };
        self.ghosts.push(Arc::clone(card));
        for wire in place.before.wires_of(was).filter(|wire| wire.output.widget == was) {
            let Some(target) = place.now(wire.target) else { continue };
            let Some(from) = card.output(wire.output.index) else { continue };
            self.old_wires.push(OldWire { path: place.way(from, &card.rect, target) });
        }
    }

    fn mark(
        &mut self,
        change: &WidgetChange,
        sign: Sign,
        was: Option<WidgetId>,
        is: WidgetId,
        place: &Places<'_>,
    ) {
        let Some(card) = place.after.card(is) else { return };
        let old = was.and_then(|was| place.before.card(was));
        for wire in &change.rewired {
            if let (Some(index), Some(_)) = (wire.is, &wire.to) {
                self.new_wires.insert(Output { widget: is, index });
            }
            let gone = was.zip(wire.was).map(|(widget, index)| Output { widget, index });
            let Some(gone) = gone.and_then(|output| place.before.wire(output)) else { continue };
            let (Some(target), Some(old)) = (place.now(gone.target), old) else { continue };
            // Where the output itself is gone, the wire leaves where it was on the card.
            let aside =
                old.face.outputs.get(gone.output.index).map_or(0.0, |face| face.x.min(card.rect.width()));
            let from = wire.is.and_then(|index| card.output(index));
            let from = from.unwrap_or(Point::new(card.rect.min.x + aside, card.rect.max.y));
            self.old_wires.push(OldWire { path: place.way(from, &card.rect, target) });
        }
        if change.fate == Fate::Added {
            let outputs = card.outputs().map(|(output, ..)| output);
            self.new_wires.extend(outputs.filter(|output| place.after.wire(*output).is_some()));
        }
        let was = old.filter(|old| change.is_moved && old.is_placed).map(|old| old.rect);
        self.marks.insert(is, Mark { sign, words: words(change, sign), was });
    }
}

/// Where things stood and stand.
struct Places<'a> {
    difference: &'a Difference,
    before: &'a Scene,
    after: &'a Scene,
}

impl Places<'_> {
    /// The card of a widget of the earlier version: where it stands now, or where it stood.
    fn now(&self, was: WidgetId) -> Option<&Card> {
        let is = self.difference.after_of(was).and_then(|is| self.after.card(is));
        is.or_else(|| self.before.card(was)).map(|card| &**card)
    }
}

impl Places<'_> {
    /// The way of a wire that is not there any more, drawn as those that are.
    fn way(&self, from: Point, source: &Rect, target: &Card) -> WirePath {
        WirePath::plain(self.after.wire_style(), from, source, target.input(), &target.rect)
    }
}

fn words(change: &WidgetChange, sign: Sign) -> String {
    let mut words = vec![sign.word().to_owned()];
    if sign == Sign::Changed && !change.rewired.is_empty() {
        words.push(Sign::Rewired.word().to_owned());
    }
    if let Some(name) = &change.renamed_from {
        let was = if sign == Sign::Renamed { format!("was {name}") } else { format!("renamed, was {name}") };
        words.push(was);
    }
    if change.is_moved && sign != Sign::Moved {
        words.push("moved".to_owned());
    }
    words.join(", ")
}
