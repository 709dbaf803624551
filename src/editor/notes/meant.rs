//! Between the flow and what the canvas shows of it while groups are folded: what is marked on hidden cards is marked on
//! the card that stands for them, and what is done to that card is done to them.

use std::collections::HashSet;
use std::sync::Arc;

use super::{NoteAction, Noted, Paper};
use crate::editor::canvas::{CanvasAction, Lit, ProblemMark, ProblemMarks, RunMarks, Selection, Spot};
use crate::flow::{Edit, Offset, Output, WidgetId};
use crate::picture::{Hit, Lead, is_stand_in};

/// What is selected, and what looks so.
pub(super) struct Selected {
    of: Selection,
    shown: Selection,
    /// The stand-ins of which some widgets are selected.
    holding: HashSet<WidgetId>,
}

impl Noted {
    /// Works out what looks selected, where that has changed.
    pub fn follow_selection(&mut self, selection: &Selection) {
        if self.folds().is_empty() {
            self.selected = None;
            return;
        }
        if self.selected.as_ref().is_some_and(|known| known.of == *selection) {
            return;
        }
        let folds = self.folds();
        // What is selected of a group that is not selected as a whole is kept, though no card is shown for it: who adds
        // something to the selection does not take that out.
        let mut shown = selection.clone();
        let wire = |output: &Output| folds.shown_output(*output).unwrap_or(*output);
        shown.wires = selection.wires.iter().map(wire).collect();
        let mut holding = HashSet::new();
        for (id, members) in folds.stand_ins() {
            let count = members.iter().filter(|member| selection.cards.contains(member)).count();
            if count == members.len() {
                members.iter().for_each(|member| {
                    shown.cards.remove(member);
                });
                shown.cards.insert(id);
            } else if count > 0 {
                holding.insert(id);
            }
        }
        self.selected = Some(Selected { of: selection.clone(), shown, holding });
    }

    /// What looks selected. A folded group does where all of its widgets are.
    pub fn shown_selection<'a>(&'a self, selection: &'a Selection) -> &'a Selection {
        self.selected.as_ref().map_or(selection, |known| &known.shown)
    }

    /// Whether some of the widgets, but not all, are selected that a card stands for.
    pub fn holds_selected(&self, stand_in: WidgetId) -> bool {
        self.selected.as_ref().is_some_and(|known| known.holding.contains(&stand_in))
    }

    /// How many cards are selected as they are shown: a folded group is one of them.
    pub fn shown_count(&self, selection: &Selection) -> usize {
        let folds = self.folds();
        if folds.is_empty() {
            return selection.cards.len();
        }
        let whole = |members: &[WidgetId]| members.iter().all(|member| selection.cards.contains(member));
        let groups = folds.stand_ins().filter(|(_, members)| whole(members)).count();
        groups + selection.cards.iter().filter(|id| !folds.hides(**id)).count()
    }

    /// Whether a widget is folded away that can be deleted: any but the one with which the flow starts.
    pub fn can_delete_hidden(&self, id: WidgetId) -> bool {
        let card = self.base.as_ref().and_then(|base| base.card(id));
        self.folds().hides(id) && card.is_some_and(|card| !card.is_start)
    }

    /// What is selected, given what looks so.
    fn meant_selection(&self, mut selection: Selection) -> Selection {
        selection.cards = selection.cards.iter().flat_map(|id| self.folds().meant(*id)).collect();
        selection.wires =
            selection.wires.iter().filter_map(|output| self.folds().meant_output(*output)).collect();
        selection
    }

    /// What is wrong, with that of folded cards on the card that stands for them.
    pub fn shown_problems(&mut self, marks: &Arc<ProblemMarks>) -> Arc<ProblemMarks> {
        if self.folds().is_empty() {
            return Arc::clone(marks);
        }
        if let Some((of, shown)) = &self.problems
            && Arc::ptr_eq(of, marks)
        {
            return Arc::clone(shown);
        }
        let mut shown = (**marks).clone();
        for (id, members) in self.folds().stand_ins() {
            let mut all = ProblemMark::default();
            members.iter().filter_map(|member| marks.cards.get(member)).for_each(|mark| all.join(mark));
            if all.is_marked() {
                shown.cards.insert(id, all);
            }
        }
        for (output, mark) in &marks.outputs {
            if let Some(at) = self.folds().shown_output(*output).filter(|at| at != output) {
                shown.outputs.insert(at, mark.clone());
            }
        }
        let shown = Arc::new(shown);
        self.problems = Some((Arc::clone(marks), Arc::clone(&shown)));
        shown
    }

    /// What a run did, with that of folded cards on the card that stands for them.
    pub fn shown_run(&mut self, of: Arc<RunMarks>) -> Arc<RunMarks> {
        if self.folds().is_empty() {
            return of;
        }
        if let Some((_, shown)) = self.run.as_ref().filter(|(known, _)| Arc::ptr_eq(known, &of)) {
            return Arc::clone(shown);
        }
        let shown = Arc::new(self.folded_run(&of));
        self.run = Some((of, Arc::clone(&shown)));
        shown
    }

    fn folded_run(&self, marks: &RunMarks) -> RunMarks {
        let folds = self.folds();
        let mut marks = marks.clone();
        for (id, members) in folds.stand_ins() {
            let last =
                members.iter().filter_map(|member| marks.visits.get(member)).max_by_key(|visit| visit.step);
            if let Some(visit) = last.copied() {
                marks.visits.insert(id, visit);
            }
        }
        let shown = |output: &Output| folds.shown_output(*output);
        let taken: HashSet<Output> = marks.taken.iter().filter_map(shown).collect();
        marks.taken = taken;
        marks.counts =
            marks.counts.iter().filter_map(|(output, count)| Some((shown(output)?, *count))).collect();
        let failed = marks.failed.iter().filter_map(|spot| match spot.output {
            None => Some(Spot::card(folds.shown(spot.widget))),
            Some(index) => shown(&Output { widget: spot.widget, index }).map(Spot::output),
        });
        marks.failed = failed.collect();
        marks.current = marks.current.map(|id| folds.shown(id));
        marks.next = marks.next.and_then(|output| shown(&output));
        marks
    }

    /// Who writes and reads something, folded cards as the card that stands for them.
    pub fn shown_lit(&mut self, of: Arc<Lit>) -> Arc<Lit> {
        if self.folds().is_empty() {
            return of;
        }
        if let Some((_, shown)) = self.lit.as_ref().filter(|(known, _)| Arc::ptr_eq(known, &of)) {
            return Arc::clone(shown);
        }
        let shown = |ids: &HashSet<WidgetId>| ids.iter().map(|id| self.folds().shown(*id)).collect();
        let shown = Arc::new(Lit {
            name: of.name.clone(),
            writers: shown(&of.writers),
            readers: shown(&of.readers),
            found: shown(&of.found),
        });
        self.lit = Some((of, Arc::clone(&shown)));
        shown
    }

    /// What the user wants, in terms of the flow; `start` is where it begins. `None` where nothing is left of it.
    pub fn meant(&self, action: CanvasAction, start: Option<WidgetId>) -> Option<CanvasAction> {
        if self.folds().is_empty() {
            return Some(action);
        }
        let folds = self.folds();
        Some(match action {
            CanvasAction::Select(selection) => CanvasAction::Select(self.meant_selection(selection)),
            CanvasAction::Edit(edit) => CanvasAction::Edit(self.meant_edit(edit, start)?),
            CanvasAction::Nudge { edit, goes_on } => {
                CanvasAction::Nudge { edit: self.meant_edit(edit, start)?, goes_on }
            }
            CanvasAction::Open(id) if is_stand_in(id) => {
                let name = self.group_of(id)?.group.name.clone();
                CanvasAction::Note(NoteAction::Fold(vec![name], false))
            }
            CanvasAction::ToggleBreakpoint(spot) => CanvasAction::ToggleBreakpoint(match spot.output {
                None if is_stand_in(spot.widget) => match self.breaks_within(spot.widget) {
                    [] => Spot::card(folds.meant_target(spot.widget)?),
                    [only] => *only,
                    // Which of them is meant is seen when they are.
                    _ => {
                        let name = self.group_of(spot.widget)?.group.name.clone();
                        return Some(CanvasAction::Note(NoteAction::Fold(vec![name], false)));
                    }
                },
                None => spot,
                Some(index) => Spot::output(folds.meant_output(Output { widget: spot.widget, index })?),
            }),
            CanvasAction::AddMenu { pos, pos_in_screen, from } => {
                let from = from.and_then(|output| folds.meant_output(output));
                CanvasAction::AddMenu { pos, pos_in_screen, from }
            }
            CanvasAction::Place { kind, pos, on_wire } => {
                let on_wire = on_wire.and_then(|output| folds.meant_output(output));
                CanvasAction::Place { kind, pos, on_wire }
            }
            CanvasAction::ContextMenu { pos, pos_in_screen, target: Some(Hit::Wire(output)) } => {
                let target = folds.meant_output(output).map(Hit::Wire);
                CanvasAction::ContextMenu { pos, pos_in_screen, target }
            }
            other => other,
        })
    }

    /// The widget that an output of a shown card leads to, even where that is folded away.
    pub fn led_to(&self, output: Output) -> Option<WidgetId> {
        let meant = self.folds().meant_output(output)?;
        match self.base.as_ref()?.card(meant.widget)?.leads.get(meant.index)? {
            Lead::To(id) => Some(*id),
            _ => None,
        }
    }

    /// A change as it is meant, given one of cards that may stand for others; `None` where nothing is left of it.
    pub fn meant_edit(&self, edit: Edit, start: Option<WidgetId>) -> Option<Edit> {
        let folds = self.folds();
        let expanded = |widgets: Vec<WidgetId>| -> Vec<WidgetId> {
            let stand_in = |id: WidgetId, member: &WidgetId| !(is_stand_in(id) && Some(*member) == start);
            widgets
                .into_iter()
                .flat_map(|id| folds.meant(id).into_iter().filter(move |member| stand_in(id, member)))
                .collect()
        };
        Some(match edit {
            Edit::Move { to } => {
                let to: Vec<_> = to.into_iter().flat_map(|(id, at)| self.meant_places(id, at)).collect();
                Edit::Move { to }
            }
            Edit::Delete { widgets } => Edit::Delete { widgets: expanded(widgets) },
            Edit::Duplicate { widgets, by } => Edit::Duplicate { widgets: expanded(widgets), by },
            Edit::Connect { output, target } => {
                let target = match target {
                    Some(target) => Some(folds.meant_target(target)?),
                    None => None,
                };
                Edit::Connect { output: folds.meant_output(output)?, target }
            }
            Edit::Together { name, edits } => {
                // Half a gesture is none.
                let edits: Option<Vec<Edit>> =
                    edits.into_iter().map(|edit| self.meant_edit(edit, start)).collect();
                let edits = edits?;
                Edit::Together { name, edits }
            }
            other => other,
        })
    }

    /// Where the widgets go that a card stands for, if the card goes there.
    fn meant_places(&self, id: WidgetId, to: Offset) -> Vec<(WidgetId, Offset)> {
        let shown = self.scene().card(id).filter(|_| is_stand_in(id));
        let (Some(shown), Some(base)) = (shown, &self.base) else { return vec![(id, to)] };
        let (x, y) = (to.x - f64::from(shown.rect.min.x), to.y - f64::from(shown.rect.min.y));
        let members = self.folds().meant(id);
        let place = |member: &WidgetId| {
            let card = base.card(*member)?;
            let found = Offset { x: card.rect.min.x.into(), y: card.rect.min.y.into() };
            let here = card.widget.offset().filter(|_| card.is_placed).unwrap_or(found);
            Some((*member, Offset { x: here.x + x, y: here.y + y }))
        };
        members.iter().filter_map(place).collect()
    }

    /// What a right click on a card means that stands for others.
    pub fn paper_of(&self, target: Option<Hit>) -> Option<Paper> {
        let id = target?.card().filter(|id| is_stand_in(*id))?;
        Some(Paper::Group(self.group_of(id)?.group.name.clone()))
    }
}
