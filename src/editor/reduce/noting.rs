//! Notes and groups.

use crate::editor::app::App;
use crate::editor::canvas::Selection;
use crate::editor::command::Command;
use crate::editor::kit::Severity;
use crate::editor::notes::{NoteAction, Paper, PlacedGroup, Writing, frame_around, title_of};
use crate::editor::state::OpenFlow;
use crate::flow::side::{GroupChange, NOTE_SIZE, NamedGroup, Note, NoteChange, PaperColor, SideChange};
use crate::flow::{Edit, Offset, WidgetId};
use crate::picture::{Point, on_grid};

impl App {
    /// Does what a command of this group says.
    pub(super) fn note_command(&mut self, ctx: &egui::Context, command: Command) {
        let Some(file) = self.state.active() else { return };
        let action = match command {
            Command::AddNote => NoteAction::Add(pointed(ctx, file)),
            Command::Group => NoteAction::Group,
            Command::Ungroup => NoteAction::Ungroup(file.groups_in_hand()),
            Command::FoldGroup => {
                let names = file.groups_in_hand();
                let is_folded = |name: &String| file.noted.group(name).is_some_and(|p| p.stand_in.is_some());
                let folds = !names.iter().all(is_folded);
                NoteAction::Fold(names, folds)
            }
            _ => return,
        };
        self.note_action(action);
    }

    /// Does what the user wants of it.
    pub(super) fn note_action(&mut self, action: NoteAction) {
        match action {
            NoteAction::Written => {
                self.commit_writing();
            }
            NoteAction::Type { id, text } => {
                self.edit(&Edit::Beside(SideChange::Note(NoteChange::Write { id, text })));
            }
            action => {
                self.commit_draft();
                self.state.shows_left_overlay = false;
                self.do_noting(action);
            }
        }
    }

    fn do_noting(&mut self, action: NoteAction) {
        let group = |change| Some(SideChange::Group(change));
        let change = match action {
            NoteAction::Add(middle) => {
                self.begin_note(middle);
                None
            }
            NoteAction::Write(paper) => {
                self.begin_writing(paper);
                None
            }
            NoteAction::Group => {
                self.group_selected();
                None
            }
            NoteAction::Fold(names, _) | NoteAction::Ungroup(names) if names.is_empty() => None,
            NoteAction::Fold(names, is_folded) => {
                let fold = GroupChange::Fold { names: names.clone(), is_folded };
                self.note_step(SideChange::Group(fold));
                self.keep_keyboard(names.first(), is_folded);
                None
            }
            NoteAction::Ungroup(names) => group(GroupChange::Remove(names)),
            NoteAction::Color(Paper::Group(name), color) => group(GroupChange::Color { name, color }),
            NoteAction::Color(Paper::Note(id), color) => {
                let selected = self.state.active().map(|file| &file.selection.notes);
                let ids = match selected.filter(|notes| notes.contains(&id)) {
                    Some(notes) => notes.iter().cloned().collect(),
                    None => vec![id],
                };
                Some(SideChange::Note(NoteChange::Color { ids, color }))
            }
            NoteAction::Join(name) => {
                let widgets = self.selected_names();
                (!widgets.is_empty()).then_some(SideChange::Group(GroupChange::Join { name, widgets }))
            }
            NoteAction::Leave => group(GroupChange::Leave { widgets: self.selected_names() }),
            NoteAction::Remove(ids) => Some(SideChange::Note(NoteChange::Remove(ids))),
            NoteAction::Written | NoteAction::Type { .. } => None,
        };
        if let Some(change) = change {
            self.note_step(change);
        }
    }

    /// One change, as one step of undo; why it cannot be made, is said. What is gone has no keyboard any more.
    fn note_step(&mut self, change: SideChange) {
        if let Some(key) = self.state.active().map(|file| file.key) {
            self.change_beside(key, change);
        }
        if let Some(file) = self.state.active_mut() {
            file.forget_what_is_gone();
        }
    }

    /// Shows a widget again that is folded away. Where that would take away what can be done again, or cannot be kept,
    /// it stays folded.
    pub(super) fn unfold_around(&mut self, widget: WidgetId) {
        let Some(file) = self.state.active() else { return };
        let placed = file.noted.group_of(widget).filter(|placed| placed.stand_in.is_some());
        let document = &file.document;
        let Some(placed) = placed
            .filter(|_| document.side().trouble().is_none() && document.history().redo_name().is_none())
        else {
            return;
        };
        let names = vec![placed.group.name.clone()];
        self.note_step(SideChange::Group(GroupChange::Fold { names, is_folded: false }));
        self.follow_shown();
    }

    /// After a fold the card that stands for a group has its keyboard, and after an unfold the frame has it again.
    fn keep_keyboard(&mut self, name: Option<&String>, is_folded: bool) {
        let (Some(file), Some(name)) = (self.state.active_mut(), name) else { return };
        let Some(card) = file.noted.group(name).map(PlacedGroup::card_id) else { return };
        let paper = Paper::Group(name.clone());
        let is_focused = file.view.focused_paper() == Some(&paper) || file.view.focused_card() == Some(card);
        match is_folded {
            _ if !is_focused => {}
            true => file.view.focus_stand_in(card),
            false => file.view.focus_paper(paper),
        }
    }

    fn begin_note(&mut self, middle: Point) {
        let Some(file) = self.state.active_mut() else { return };
        if let Some(trouble) = file.document.side().trouble() {
            let text = format!("A note cannot be kept: the flow's side file is left as it is: {trouble}");
            return self.state.toasts.push(Severity::Warning, text, None);
        }
        let snap = |middle: f32, size: f64| on_grid(f64::from(middle) - size / 2.0);
        let at = Offset { x: snap(middle.x, NOTE_SIZE.x), y: snap(middle.y, NOTE_SIZE.y) };
        let id = file.document.side().free_note_id();
        // As the note that was written last: who begins with a colour goes on with it.
        let color = file.noted.notes().last().map(|placed| placed.note.color).unwrap_or_default();
        let note = Note { id: id.clone(), text: String::new(), at, size: NOTE_SIZE, color };
        file.selection = Selection::default();
        file.view.write(Writing {
            paper: Paper::Note(id),
            text: String::new(),
            new_note: Some(Box::new(note)),
            is_new_group: false,
            has_begun: false,
        });
    }

    fn begin_writing(&mut self, paper: Paper) {
        let Some(file) = self.state.active_mut() else { return };
        let text = match &paper {
            Paper::Note(id) => file.document.side().note(id).map(|note| note.text),
            Paper::Group(name) => file.document.side().group(name).map(|group| group.name),
        };
        let Some(text) = text else { return };
        if let Some(area) = file.noted.anchor(&paper) {
            file.view.reveal_at(area);
        }
        file.view.write(Writing { paper, text, new_note: None, is_new_group: false, has_begun: false });
    }

    /// What was written in its place becomes a change.
    pub(super) fn commit_writing(&mut self) {
        let Some(file) = self.state.active_mut() else { return };
        let Some(writing) = file.view.take_writing() else { return };
        let change = match (writing.paper, writing.new_note) {
            // A note that says nothing was never put there.
            (Paper::Note(_), Some(_)) if writing.text.trim().is_empty() => return,
            (Paper::Note(id), Some(note)) => {
                file.selection = Selection::note(&id);
                SideChange::Note(NoteChange::Add(Box::new(Note { text: writing.text, ..*note })))
            }
            (Paper::Note(id), None) => {
                if file.document.side().note(&id).is_none_or(|note| note.text == writing.text) {
                    return;
                }
                SideChange::Note(NoteChange::Write { id, text: writing.text })
            }
            (Paper::Group(from), _) => {
                let wanted = writing.text.trim();
                if wanted.is_empty() || wanted == from {
                    return;
                }
                let to = file.document.side().free_group_name(wanted);
                if file.view.focused_paper() == Some(&Paper::Group(from.clone())) {
                    file.view.focus_paper(Paper::Group(to.clone()));
                }
                SideChange::Group(GroupChange::Rename { from, to, is_new: writing.is_new_group })
            }
        };
        let joins = writing.is_new_group;
        if !joins {
            file.document.history_mut().seal();
        }
        self.edit(&Edit::Beside(change));
        if let Some(file) = self.state.active_mut() {
            file.document.history_mut().seal();
        }
    }

    /// The names of the selected widgets.
    fn selected_names(&self) -> Vec<String> {
        let Some(file) = self.state.active() else { return Vec::new() };
        let widgets =
            file.flow().widgets().iter().filter(|widget| file.selection.cards.contains(&widget.id()));
        widgets.filter_map(|widget| widget.name().map(str::to_owned)).collect()
    }

    /// Draws a frame around the selected widgets, and asks for its name in its place.
    fn group_selected(&mut self) {
        let widgets = self.selected_names();
        let Some(file) = self.state.active_mut().filter(|_| !widgets.is_empty()) else { return };
        let side = file.document.side();
        // The very widgets of a group are not grouped again: its name is asked for.
        let own = side.groups().into_iter().find(|group| same(&group.widgets, &widgets));
        if let Some(own) = own {
            return self.begin_writing(Paper::Group(own.name));
        }
        let count = side.groups().len();
        let colors = PaperColor::ALL;
        // The first group is not of the colour of the first note.
        let color = colors.get((count + 4) % colors.len()).copied().unwrap_or_default();
        let name = side.free_group_name("Group");
        let group = NamedGroup { name: name.clone(), widgets, color, is_folded: false };
        file.document.history_mut().seal();
        let before = file.document.history().at();
        self.edit(&Edit::Beside(SideChange::Group(GroupChange::Add(group))));
        let Some(file) = self.state.active_mut().filter(|file| file.document.history().at() != before) else {
            return;
        };
        let cards = file.selection.cards.iter().filter_map(|id| file.derived.scene.card(*id));
        let frame = frame_around(cards.map(|card| card.rect));
        if !frame.is_nothing() {
            file.view.reveal_at(title_of(&frame));
        }
        let paper = Paper::Group(name.clone());
        file.view.focus_paper(paper.clone());
        file.view.write(Writing { paper, text: name, new_note: None, is_new_group: true, has_begun: false });
    }

    /// Deletes the note or the frame that has the keyboard, unless what is selected is meant. Answers whether it did.
    pub(super) fn delete_focused_paper(&mut self) -> bool {
        let Some(file) = self.state.active() else { return false };
        let action = match file.view.focused_paper() {
            Some(Paper::Note(id)) if !file.selection.notes.contains(id) => {
                NoteAction::Remove(vec![id.clone()])
            }
            Some(Paper::Group(name)) if file.selection.is_empty() => NoteAction::Ungroup(vec![name.clone()]),
            _ => return false,
        };
        self.note_action(action);
        true
    }
}

impl OpenFlow {
    /// The group whose frame has the keyboard.
    fn focused_group(&self) -> Option<&str> {
        match self.view.focused_paper()? {
            Paper::Group(name) => Some(&self.noted.group(name)?.group.name),
            Paper::Note(_) => None,
        }
    }

    /// The groups that commands act on: those of the selected widgets, else the one whose frame has the keyboard.
    pub(in crate::editor) fn groups_in_hand(&self) -> Vec<String> {
        let selected = self.noted.groups_of(&self.selection.cards);
        let names: Vec<String> = selected.into_iter().map(|placed| placed.group.name.clone()).collect();
        match names.is_empty() {
            true => self.focused_group().map(str::to_owned).into_iter().collect(),
            false => names,
        }
    }
}

/// Whether two lists hold the same names.
fn same(one: &[String], two: &[String]) -> bool {
    use std::collections::HashSet;
    let set = |names: &[String]| names.iter().cloned().collect::<HashSet<_>>();
    one.len() == two.len() && set(one) == set(two)
}

/// Where the pointer is on the canvas, else the middle of what is seen.
fn pointed(ctx: &egui::Context, file: &OpenFlow) -> Point {
    let pos = ctx.pointer_latest_pos().filter(|pos| file.view.contains(*pos));
    pos.map_or_else(|| file.view.center_in_world(), |pos| file.view.world_from_screen(pos))
}
