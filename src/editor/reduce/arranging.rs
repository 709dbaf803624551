//! Where widgets stand, what is selected, and the places that were looked at.

mod lines;

use std::collections::BTreeSet;

use crate::editor::add_menu::AddMenu;
use crate::editor::app::App;
use crate::editor::arranging::{Adding, ArrangeAction};
use crate::editor::canvas::Selection;
use crate::editor::command::Command;
use crate::editor::kit::Severity;
use crate::editor::state::OpenFlow;
use crate::flow::{Edit, Graph, Offset, Output, WidgetId, delete_and_heal};
use crate::picture::{NEW_CARD, Rect, is_stand_in};
use crate::widgets::widget_type;

impl App {
    /// Does what a command of this group says.
    pub(super) fn arrange_command(&mut self, ctx: &egui::Context, command: Command) {
        match command {
            Command::SelectUpstream => self.select_along(Way::Back),
            Command::SelectDownstream => self.select_along(Way::On),
            Command::SelectConnected => self.select_along(Way::Both),
            Command::DeleteAndHeal => self.delete_and_heal(),
            Command::ConnectTo => self.ask_where_to(),
            Command::QuickAdd => self.quick_add(ctx),
            Command::GoBack => self.go_to_place(false),
            Command::GoForward => self.go_to_place(true),
            _ => self.line_up(command),
        }
    }

    /// Does what the menu says.
    pub(super) fn arrange_action(&mut self, action: ArrangeAction) {
        self.commit_draft();
        match action {
            ArrangeAction::Add(adding) => self.add_from_menu(adding),
            ArrangeAction::Connect { output, target } => {
                self.seal();
                self.edit(&Edit::Connect { output, target });
                self.seal();
            }
        }
    }

    fn add_from_menu(&mut self, adding: Adding) {
        self.seal();
        let added = self.place(adding.kind, adding.at, adding.from, None, adding.said.as_deref());
        self.seal();
        let (Some(widget), Some(file)) = (added, self.state.active_mut()) else { return };
        if adding.goes_on {
            let has_outputs = file.flow().widget(widget).is_some_and(|added| !added.transitions().is_empty());
            let from = has_outputs.then_some(Output { widget, index: 0 });
            self.state.add_menu = Some(AddMenu::after(widget, from));
        } else {
            file.view.focus_new(widget);
        }
    }

    /// Puts selected widgets on a line, or at the same distance.
    fn line_up(&mut self, command: Command) {
        let Some(file) = self.state.active_mut() else { return };
        file.noted.follow_selection(&file.selection);
        // A folded group is one card and stays together.
        let (scene, shown) = (file.noted.scene(), file.noted.shown_selection(&file.selection));
        let cards: Vec<(WidgetId, Rect)> =
            shown.cards.iter().filter_map(|id| scene.card(*id)).map(|card| (card.id(), card.rect)).collect();
        let Some(corners) = lines::lined_up(command, &cards) else { return };
        let to: Vec<(WidgetId, Offset)> = corners
            .into_iter()
            .map(|(id, corner)| (id, Offset { x: corner.x.round().into(), y: corner.y.round().into() }))
            .collect();
        let what = if to.iter().any(|(id, _)| is_stand_in(*id)) { "cards" } else { "widgets" };
        let name = format!("{} {} {what}", lines::verb(command), to.len());
        let Some(edit) = file.noted.meant_edit(Edit::Move { to }, None) else { return };
        let edit = Edit::Together { name, edits: vec![edit] };
        self.seal();
        self.edit(&edit);
        self.seal();
    }

    fn select_along(&mut self, way: Way) {
        let Some(file) = self.state.active_mut() else { return };
        let cards = reached(file, way);
        let text = match cards.len() - file.selection.cards.len() {
            0 => "Nothing more is connected".to_owned(),
            _ => format!("{} widgets selected", cards.len()),
        };
        file.selection = Selection { cards, ..Selection::default() };
        self.state.announcer.say(text);
    }

    fn delete_and_heal(&mut self) {
        let Some(file) = self.state.active() else { return };
        let widgets: Vec<WidgetId> = file.selection.cards.iter().copied().collect();
        let Some(edit) = delete_and_heal(file.flow(), &widgets) else {
            let text = "The flow starts at its trigger, so it stays";
            return self.state.toasts.push(Severity::Info, text, None);
        };
        self.seal();
        self.edit(&edit);
        self.seal();
    }

    /// The card that a command is about which works on one: the one with the keyboard, or the one selected.
    fn current_card(file: &OpenFlow) -> Option<WidgetId> {
        let focused = file.view.focused_card().filter(|id| file.flow().widget(*id).is_some());
        // Who goes about with the keyboard means where that is, whatever was selected before.
        match file.view.is_by_keys() {
            true => focused.or(file.selected_widget()),
            false => file.selected_widget().or(focused),
        }
    }

    fn ask_where_to(&mut self) {
        let Some(file) = self.state.active_mut() else { return };
        let selected = match file.selection.wires.first() {
            Some(output) if file.selection.cards.is_empty() => Some(*output),
            _ => None,
        };
        let Some(card) = selected.map(|output| output.widget).or_else(|| Self::current_card(file)) else {
            let group = file.group_in_hand();
            return group.into_iter().for_each(|group| self.ask_where_group_leads(group));
        };
        let count = file.flow().widget(card).map_or(0, |widget| widget.transitions().len());
        if count == 0 {
            let text = "This widget has no outputs: the flow ends there";
            return self.state.toasts.push(Severity::Info, text, None);
        }
        let only = selected.or((count == 1).then_some(Output { widget: card, index: 0 }));
        file.show_card(card);
        self.state.add_menu = Some(AddMenu::connecting(card, only));
    }

    /// A folded group is connected by the one output that leads out of it, or could.
    fn ask_where_group_leads(&mut self, group: WidgetId) {
        let Some(file) = self.state.active_mut() else { return };
        let mut outputs = file.noted.folds().outputs_of(group).to_vec();
        if outputs.is_empty() {
            outputs.extend(file.free_ends(group));
        }
        let name = file.noted.group_of(group).map_or("the group", |placed| &placed.group.name);
        let text = match outputs.as_slice() {
            [] => format!("{name} has no outputs: the flow ends there"),
            [only] => {
                let only = *only;
                file.show_card(only.widget);
                self.state.add_menu = Some(AddMenu::connecting(only.widget, Some(only)));
                return;
            }
            many => format!("{name} has {} outputs: select one of them, or unfold the group", many.len()),
        };
        self.state.toasts.push(Severity::Info, text, None);
    }

    /// At the pointer where that is on free canvas; else behind the card that is worked on.
    fn quick_add(&mut self, ctx: &egui::Context) {
        let Some(file) = self.state.active_mut() else { return };
        let pos = ctx.pointer_latest_pos().filter(|pos| file.view.contains(*pos) && !file.view.is_by_keys());
        let under = pos.and_then(|pos| file.card_at(pos));
        let current = || Self::current_card(file).or_else(|| file.group_in_hand());
        let card = under.or_else(|| if pos.is_none() { current() } else { None });
        // Behind a folded group is where it ends.
        let free = card.and_then(|card| file.free_ends(card).next());
        let card = match free {
            Some(output) => Some(output.widget),
            None => card.and_then(|card| file.noted.folds().meant_target(card)),
        };
        self.state.add_menu = Some(match (card, pos) {
            (Some(card), _) => {
                file.selection = Selection::card(card);
                AddMenu::after(card, free)
            }
            (None, Some(pos)) => {
                let place = file.view.world_from_screen(pos);
                let at = Offset { x: f64::from(place.x - NEW_CARD.x / 2.0), y: place.y.into() };
                AddMenu::new(Some(pos), Some(at), None)
            }
            (None, None) => AddMenu::new(Some(file.view.middle_on_screen()), None, None),
        });
    }

    /// Notes where the user is, who is about to be led elsewhere.
    pub(super) fn note_place(&mut self) {
        if let Some(file) = self.state.active_mut()
            && file.view.is_settled()
        {
            let here = file.here();
            file.places.note(here);
        }
    }

    fn go_to_place(&mut self, is_forward: bool) {
        let Some(file) = self.state.active_mut() else { return };
        let here = file.here();
        let place = if is_forward { file.places.forward(here) } else { file.places.back(here) };
        let Some(place) = place else { return };
        file.view.set_camera(place.camera);
        file.selection = place.selection;
        file.forget_what_is_gone();
        let name = file.selected_widget().and_then(|id| file.flow().widget(id)).map(|widget| widget.title());
        let text = name.map_or_else(|| "Another place".to_owned(), |name| format!("At {name}"));
        self.state.announcer.say(text);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    On,
    Back,
    Both,
}

/// Everything that wires join with the selection, in these directions.
fn reached(file: &OpenFlow, way: Way) -> BTreeSet<WidgetId> {
    let graph: &Graph = &file.derived.graph;
    let mut found = file.selection.cards.clone();
    // A selected wire has two ends, of which each direction begins at its own.
    for output in &file.selection.wires {
        if way != Way::On {
            found.insert(output.widget);
        }
        if way != Way::Back
            && let Some(wire) = file.derived.scene.wire(*output)
        {
            found.insert(wire.target);
        }
    }
    let mut todo: Vec<WidgetId> = found.iter().copied().collect();
    while let Some(at) = todo.pop() {
        let on = graph.next_of(at).iter().copied().filter(|_| way != Way::Back);
        let back = graph.into(at).iter().map(|output| output.widget).filter(|_| way != Way::On);
        for id in on.chain(back) {
            if found.insert(id) {
                todo.push(id);
            }
        }
    }
    found
}

impl App {
    /// Remembers which types were placed last, the latest first.
    pub(super) fn note_placed(&mut self, kind: &str) {
        const MOST: usize = 20;
        let Some(entry) = widget_type(kind) else { return };
        self.state.placed_last.retain(|known| *known != entry.id);
        self.state.placed_last.insert(0, entry.id);
        self.state.placed_last.truncate(MOST);
    }
}
