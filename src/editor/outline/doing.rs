//! What the rows of the outline do: select, rename, connect, add, reorder, delete.

use egui::{Key, Rect, Ui, UiBuilder};

use super::picker::Picker;
use super::tree::{Node, Row};
use super::view::{OutlineView, Wish};
use crate::editor::action::{Action, Draft, DraftTarget};
use crate::editor::canvas::Selection;
use crate::editor::command::Command;
use crate::editor::finding::FindAction;
use crate::editor::kit::{self, FieldOptions, FieldState};
use crate::editor::state::OpenFlow;
use crate::editor::theme::size;
use crate::flow::edit::is_good_name;
use crate::flow::{Edit, Flow, Output, Widget, WidgetId};
use crate::widgets::{EventKind, split, widget_type};

fn step(actions: &mut Vec<Action>, edit: Edit) {
    actions.extend([Action::Seal, Action::Edit(edit), Action::Seal]);
}

fn selection_of(file: &OpenFlow, node: Node) -> Selection {
    match node {
        Node::Widget(id) => Selection::card(id),
        Node::Output(output) if is_wired(file, output) => Selection::wire(output),
        Node::Output(output) => Selection::card(output.widget),
        Node::Unreachable => Selection::default(),
    }
}

fn is_wired(file: &OpenFlow, output: Output) -> bool {
    let transition =
        file.flow().widget(output.widget).and_then(|widget| widget.transitions().get(output.index));
    let next = transition.and_then(|transition| transition.next.as_deref());
    next.is_some_and(|next| file.derived.graph.named(next).is_some())
}

/// Selects a row's widget or wire, or with Ctrl adds it.
pub(super) fn choose(
    file: &OpenFlow,
    view: &mut OutlineView,
    row: &Row,
    is_added: bool,
    actions: &mut Vec<Action>,
) {
    view.told = None;
    view.at = Some(row.node);
    let mut selection = selection_of(file, row.node);
    if is_added {
        let mut all = file.selection.clone();
        for id in selection.cards {
            if !all.cards.remove(&id) {
                all.cards.insert(id);
            }
        }
        for wire in selection.wires {
            if !all.wires.remove(&wire) {
                all.wires.insert(wire);
            }
        }
        selection = all;
    }
    view.note_selection(&selection);
    actions.push(Action::Find(FindAction::Show(selection)));
}

/// A right click keeps what is selected together.
pub(super) fn choose_unless_chosen(
    file: &OpenFlow,
    view: &mut OutlineView,
    row: &Row,
    actions: &mut Vec<Action>,
) {
    view.at = Some(row.node);
    if !row.node.widget().is_some_and(|id| file.selection.cards.contains(&id)) {
        choose(file, view, row, false, actions);
    }
}

/// Goes to a row with the keyboard; what it is about is selected.
pub(super) fn walk_to(file: &OpenFlow, view: &mut OutlineView, node: Node, actions: &mut Vec<Action>) {
    view.told = None;
    view.go_to(node);
    let selection = selection_of(file, node);
    view.note_selection(&selection);
    actions.push(Action::Find(FindAction::Show(selection)));
}

/// Enter: a widget is edited in the inspector, an output is connected.
pub(super) fn enter(file: &OpenFlow, view: &mut OutlineView, row: &Row, actions: &mut Vec<Action>) {
    view.at = Some(row.node);
    match row.node {
        Node::Widget(widget) => {
            let entry = file.flow().widget(widget).and_then(|widget| widget_type(widget.kind()?));
            let field = entry.and_then(|entry| entry.fields.first()).map(|field| field.key.to_owned());
            view.note_selection(&Selection::card(widget));
            actions.push(Action::Reveal { widget, field });
        }
        Node::Output(_) => grant(file, view, Wish::Connect, actions),
        Node::Unreachable => view.set_folded(row.node, row.is_open == Some(true)),
    }
}

/// Deletes a widget, or cuts what an output leads to.
pub(super) fn delete(file: &OpenFlow, row: &Row, actions: &mut Vec<Action>) {
    match row.node {
        Node::Widget(id) if file.selection.cards.contains(&id) => {
            actions.push(Action::Command(Command::Delete))
        }
        Node::Widget(id) => step(actions, Edit::Delete { widgets: vec![id] }),
        Node::Output(output) => step(actions, Edit::Connect { output, target: None }),
        Node::Unreachable => {}
    }
}

/// Does what the keys of a command ask of the row.
pub(super) fn grant(file: &OpenFlow, view: &mut OutlineView, wish: Wish, actions: &mut Vec<Action>) {
    view.told = None;
    let Some(node) = view.at else { return };
    match (wish, node) {
        (_, Node::Unreachable) => {}
        (Wish::Rename, Node::Widget(widget)) => begin_rename(file, view, widget, actions),
        (Wish::Rename, Node::Output(_)) => view.told = Some("An output has no name of its own"),
        (Wish::Connect | Wish::Add, _) => {
            let Some(output) = output_for(file.flow(), node) else {
                view.told = Some("This widget has no outputs");
                return;
            };
            view.picker = Some(Picker::new(output, wish == Wish::Add));
        }
        (Wish::Earlier | Wish::Later, _) => reorder(file.flow(), view, node, wish == Wish::Later, actions),
    }
}

/// The output that a row is about: of a widget the first one that leads nowhere, or else the first.
fn output_for(flow: &Flow, node: Node) -> Option<Output> {
    match node {
        Node::Output(output) => Some(output),
        Node::Widget(widget) => {
            let transitions = flow.widget(widget)?.transitions();
            let free = transitions.iter().position(|transition| transition.next.is_none());
            (!transitions.is_empty()).then_some(Output { widget, index: free.unwrap_or(0) })
        }
        Node::Unreachable => None,
    }
}

/// Lets a branch of a split be tried earlier or later. A widget stands for the branch that leads to it.
fn reorder(flow: &Flow, view: &mut OutlineView, node: Node, is_later: bool, actions: &mut Vec<Action>) {
    const NO_ORDER: &str = "Only the branches of a split have an order that matters";
    let output = match node {
        Node::Output(output) => Some(output),
        Node::Widget(widget) => view.parent(widget),
        Node::Unreachable => None,
    };
    let branches = output.and_then(|output| Some((output, branches_of(flow.widget(output.widget)?))));
    let Some((output, at, branches)) = branches.and_then(|(output, branches)| {
        let at = branches.iter().position(|index| *index == output.index)?;
        Some((output, at, branches))
    }) else {
        view.told = Some(NO_ORDER);
        return;
    };
    let to = if is_later { Some(at + 1) } else { at.checked_sub(1) };
    let Some(to) = to.and_then(|to| branches.get(to)).copied() else {
        view.told =
            Some(if is_later { "This branch is the last one" } else { "This branch is the first one" });
        return;
    };
    if let Some(edit) = split::move_branch(flow, output.widget, output.index, to) {
        let moved = Output { index: to, ..output };
        view.swap(output, moved);
        if node == Node::Output(output) {
            view.at = Some(Node::Output(moved));
        }
        (view.wants_sight, view.wants_row) = (true, true);
        step(actions, edit);
    }
}

/// The branches of a widget, by their places among its transitions.
pub(super) fn branches_of(widget: &Widget) -> Vec<usize> {
    let entry = widget.kind().and_then(widget_type);
    let is_branch = |event: &str| {
        entry.and_then(|entry| entry.event(event)).is_some_and(|event| event.kind == EventKind::Branch)
    };
    let transitions = widget.transitions().iter().enumerate();
    transitions.filter(|(_, transition)| is_branch(&transition.event)).map(|(index, _)| index).collect()
}

fn begin_rename(file: &OpenFlow, view: &mut OutlineView, widget: WidgetId, actions: &mut Vec<Action>) {
    let Some(state) = file.flow().widget(widget) else { return };
    if state.json().as_object().is_none() {
        view.told = Some("This state is no JSON object, so it has no name to change");
        return;
    }
    let text = state.name().unwrap_or_default().to_owned();
    view.renaming = Some(widget);
    actions.push(Action::Draft(Some(Draft { widget, target: DraftTarget::NameInRow, text })));
}

/// The name as a field in the row.
pub(super) fn rename_ui(
    ui: &mut Ui,
    rect: Rect,
    file: &OpenFlow,
    view: &mut OutlineView,
    widget: &Widget,
    actions: &mut Vec<Action>,
) {
    let draft = file.draft.as_ref();
    let draft = draft.filter(|draft| draft.widget == widget.id() && draft.target == DraftTarget::NameInRow);
    let Some(draft) = draft else {
        // It was taken over, or given up elsewhere.
        view.renaming = None;
        return;
    };
    let mut text = draft.text.clone();
    let is_taken = |text: &str| file.derived.graph.named(text).is_some_and(|other| other != widget.id());
    let is_good = is_good_name(&text) && !is_taken(&text);
    let state = if is_good || text == widget.title() { FieldState::Normal } else { FieldState::Error };
    // A field is a little higher than a row.
    let place = Rect::from_center_size(rect.center(), egui::vec2(rect.width(), size::CONTROL));
    let mut field = ui.new_child(UiBuilder::new().id_salt("rename").max_rect(place));
    let options = FieldOptions { state, ..FieldOptions::default() };
    let id = field.make_persistent_id("name in outline");
    let begins = ui.data(|data| data.get_temp::<WidgetId>(id)) != Some(widget.id());
    let shown = kit::text_field(&mut field, "name in outline", "New name", &mut text, "A name", &options);
    if begins {
        ui.data_mut(|data| data.insert_temp(id, widget.id()));
        shown.response.request_focus();
        kit::select_chars(ui, shown.response.id, text.chars().count());
    }
    if shown.lost_focus {
        let is_escape = ui.input(|input| input.key_pressed(Key::Escape));
        let is_enter = ui.input(|input| input.key_pressed(Key::Enter));
        let is_same = widget.name() == Some(&*text);
        if !is_escape && !is_same && !is_good && is_enter {
            // It stays until it is mended or given up with Escape.
            shown.response.request_focus();
            view.told = Some(match is_taken(&text) {
                true => "Another widget has this name already",
                false => "A name begins with a letter and holds only letters, digits, _ and -",
            });
            actions.push(Action::Draft(Some(Draft { text, ..draft.clone() })));
            return;
        }
        view.renaming = None;
        view.told = None;
        ui.data_mut(|data| data.remove::<WidgetId>(id));
        actions.push(Action::Draft(None));
        if !is_escape && !is_same && is_good {
            step(actions, Edit::Rename { widget: widget.id(), name: text });
        }
        if is_enter || is_escape {
            view.ask_for_keyboard();
        }
    } else if shown.changed {
        actions.push(Action::Draft(Some(Draft { text, ..draft.clone() })));
    }
}
