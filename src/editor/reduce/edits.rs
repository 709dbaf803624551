//! Changes of the shown flow that need to know what is selected or seen.

use crate::editor::action::{Draft, DraftTarget};
use crate::editor::app::App;
use crate::editor::canvas::Selection;
use crate::editor::kit::Severity;
use crate::editor::notes::duplicating;
use crate::editor::state::{InspectorTab, OpenFlow, RightPanel};
use crate::flow::{Edit, Offset, Output, WidgetId};
use crate::picture::{Point, Rect};
use crate::widgets::widget_type;

/// How far a copy stands from its original.
pub(super) const BESIDE: Offset = Offset { x: 40.0, y: 40.0 };

impl App {
    /// Places a new widget, leading an output to it where one is given: one step of undo.
    pub(super) fn insert(
        &mut self,
        kind: &str,
        at: Option<Offset>,
        from: Option<Output>,
        onward: Option<WidgetId>,
    ) {
        self.place(kind, at, from, onward, None);
    }

    /// As [`App::insert`], with a sentence that the widget says. Answers which one it is.
    pub(super) fn place(
        &mut self,
        kind: &str,
        at: Option<Offset>,
        from: Option<Output>,
        onward: Option<WidgetId>,
        said: Option<&str>,
    ) -> Option<WidgetId> {
        let (entry, file) = (widget_type(kind)?, self.state.active()?);
        let flow = file.flow();
        let is_put = at.is_some();
        let at = at.unwrap_or_else(|| free_place(file));
        let name = flow.free_name(entry.base_name);
        let state = entry.new_state_saying(&name, at, said);
        let mut edits = vec![Edit::Add { states: vec![state] }];
        let before = flow.clone();
        // The id of the new widget is known once it is there.
        let added =
            edits.first().and_then(|edit| edit.apply(&before).ok()).map(|after| before.added_in(&after));
        let target = added.and_then(|ids| ids.first().copied());
        if let (Some(output), Some(target)) = (from, target) {
            edits.push(Edit::Connect { output, target: Some(target) });
        }
        if let (Some(onward), Some(widget)) = (onward, target)
            && !entry.events.known().is_empty()
        {
            edits.push(Edit::Connect { output: Output { widget, index: 0 }, target: Some(onward) });
        }
        self.edit(&Edit::Together { name: format!("Add {name}"), edits });
        self.note_placed(kind);
        // What could not be done was said, and nothing was added.
        let target =
            target.filter(|id| self.state.active().is_some_and(|file| file.flow().widget(*id).is_some()));
        if let Some(target) = target {
            self.select_only(target);
            if !is_put && let Some(file) = self.state.active_mut() {
                #[expect(clippy::cast_possible_truncation, reason = "a canvas is not that large")]
                let corner = Point::new(at.x as f32, at.y as f32);
                file.view.reveal_at(Rect::at(corner, CARD));
            }
        }
        target
    }

    pub(super) fn select_only(&mut self, widget: WidgetId) {
        if let Some(file) = self.state.active_mut() {
            file.selection = Selection::card(widget);
            if !file.is_running() {
                file.right = RightPanel::Inspector;
            }
        }
    }

    /// Selects a widget, shows it, and goes to one of its fields.
    pub(super) fn reveal(&mut self, widget: WidgetId, field: Option<String>) {
        self.commit_draft();
        self.note_place();
        self.select_only(widget);
        self.state.settings.shows_right = true;
        // Who goes to one widget wants to see it, and not the group that hides it.
        self.unfold_around(widget);
        let Some(file) = self.state.active_mut() else { return };
        file.show_card(widget);
        if let Some(field) = field {
            file.right = RightPanel::Inspector;
            file.inspector_tab = InspectorTab::Configure;
            file.focus_field = Some((widget, field));
        }
    }

    pub(super) fn select_added(&mut self, before: &crate::flow::Flow) {
        if let Some(file) = self.state.active_mut() {
            file.selection = Selection::cards(before.added_in(file.document.flow()));
        }
    }

    pub(super) fn duplicate_selection(&mut self) {
        let Some(file) = self.state.active() else { return };
        let before = file.flow().clone();
        let start = file.derived.graph.start();
        let widgets: Vec<WidgetId> =
            file.selection.cards.iter().copied().filter(|id| Some(*id) != start).collect();
        let notes = file.noted.copied_notes(&file.selection.notes, BESIDE);
        let side = file.document.side().clone();
        let has_widgets = !widgets.is_empty();
        let Some(edit) = duplicating(widgets, BESIDE, notes) else {
            let text = "A flow has one trigger, so it is not duplicated";
            return self.state.toasts.push(Severity::Info, text, None);
        };
        self.edit(&edit);
        if has_widgets {
            self.select_added(&before);
        }
        self.select_new_notes(&side, has_widgets);
    }

    /// Deletes the selected widgets, or cuts the selected wires.
    pub(super) fn delete_selection(&mut self) {
        if self.delete_focused_paper() {
            return;
        }
        let Some(file) = self.state.active() else { return };
        let Some(edit) = file.selection.deletion(&file.derived.scene, |_| false) else {
            let text = "The flow starts at its trigger, so it stays";
            return self.state.toasts.push(Severity::Info, text, None);
        };
        self.edit(&edit);
        if let Some(file) = self.state.active_mut() {
            let kept =
                file.selection.cards.iter().copied().filter(|id| file.document.flow().widget(*id).is_some());
            file.selection = Selection::cards(kept);
        }
    }

    /// Puts the cursor into the selected widget's name.
    pub(super) fn begin_rename(&mut self) {
        self.state.settings.shows_right = true;
        let Some(file) = self.state.active_mut() else { return };
        let Some(widget) = file.selected_widget() else { return };
        let text = file.flow().widget(widget).and_then(|widget| widget.name()).unwrap_or_default().to_owned();
        file.right = RightPanel::Inspector;
        file.draft = Some(Draft { widget, target: DraftTarget::Name, text });
        file.focus_field = Some((widget, "name".to_owned()));
    }
}

/// How large a new card is taken to be, and how far it stands from others.
pub(super) const CARD: Point = Point::new(236.0, 130.0);
const GAP: f32 = 40.0;

/// Where a new card stands on no other: below the one that is selected, else in the middle of what is seen, or
/// below that, or beside it. Flows run downwards, so a step down is nearer than one aside.
pub(super) fn free_place(file: &OpenFlow) -> Offset {
    const ROWS: u16 = 60;
    /// Columns beside the first, and how many rows each is worth.
    const ASIDE: [(f32, f32); 5] = [(0.0, 0.0), (1.0, 2.5), (-1.0, 2.6), (2.0, 5.0), (-2.0, 5.1)];
    let scene = file.noted.scene();
    let selected = file.selection.only_card().and_then(|id| file.shown_rect(id));
    let start = match selected {
        Some(card) => Point::new(card.min.x, card.max.y + GAP * 1.5),
        None => file.view.center_in_world() + CARD * -0.5,
    };
    let step = CARD + Point::new(GAP, GAP);
    let mut places: Vec<(f32, Point)> = (0..ROWS)
        .map(f32::from)
        .flat_map(|row| {
            ASIDE.map(|(aside, worth)| (row + worth, start + Point::new(aside * step.x, row * step.y)))
        })
        .collect();
    places.sort_by(|(one, _), (two, _)| one.total_cmp(two));
    let is_free = |place: &Point| scene.cards_in(&Rect::at(*place, CARD).expand(GAP / 4.0)).is_empty();
    let place = places.into_iter().map(|(_, place)| place).find(is_free).unwrap_or(start);
    Offset { x: place.x.into(), y: place.y.into() }
}
