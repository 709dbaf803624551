//! Notes and frames as nodes with names and roles: for the keyboard, for screen readers, and for tests.

use egui::{Id, Rect, Role, Sense, Ui, Vec2, WidgetInfo};

use super::{fold_rect, frame_of, note_rect, paper_id, title_rect, unfold_rect};
use crate::editor::canvas::{CanvasAction, Frame, Selection, node_id};
use crate::editor::notes::{NoteAction, Noted, Paper, PlacedGroup, PlacedNote};

/// Up to so many notes or groups all can be reached by Tab, also those outside the view.
const MOST_UNSEEN: usize = 100;
/// The most of a note's text that is its name.
const MOST_TEXT: usize = 300;

/// Makes the nodes, behind those of the cards. Answers who has got the keyboard, and what was done other than by the
/// pointer.
pub(in crate::editor::canvas) fn nodes(
    ui: &Ui,
    canvas: Id,
    frame: &Frame<'_>,
) -> (Option<Paper>, Vec<CanvasAction>) {
    let Some(noted) = frame.input.noted else { return (None, Vec::new()) };
    let mut nodes = Nodes { ui, canvas, frame, focused: None, actions: Vec::new() };
    nodes.all(noted);
    (nodes.focused, nodes.actions)
}

struct Nodes<'a> {
    ui: &'a Ui,
    canvas: Id,
    frame: &'a Frame<'a>,
    focused: Option<Paper>,
    actions: Vec<CanvasAction>,
}

/// What was done to a node.
struct Touch {
    has_focus: bool,
    /// Other than by the pointer.
    is_chosen: bool,
}

/// A note in words: the beginning of its text on one line.
fn note_words(text: &str) -> String {
    let mut words = String::from("Note:");
    let mut left = MOST_TEXT;
    for word in text.split_whitespace() {
        if left == 0 {
            break;
        }
        words.push(' ');
        words.extend(word.chars().take(left));
        left = left.saturating_sub(word.chars().count() + 1);
    }
    if words == "Note:" { "Note, empty".to_owned() } else { words }
}

impl Nodes<'_> {
    fn all(&mut self, noted: &Noted) {
        let frame = self.frame;
        if noted.notes().len() <= MOST_UNSEEN {
            noted.notes().iter().for_each(|placed| self.note(placed));
        } else {
            noted.notes_in(&frame.seen).for_each(|placed| self.note(placed));
        }
        let frames: Vec<&PlacedGroup> = match noted.groups().len() <= MOST_UNSEEN {
            true => noted.groups().iter().filter(|placed| !placed.frame.is_nothing()).collect(),
            false => noted.frames_in(&frame.seen).collect(),
        };
        frames.into_iter().for_each(|placed| self.group(placed));
        if !noted.folds().is_empty() {
            let cards = frame.visible.iter().filter_map(|index| frame.scene().cards().get(*index));
            for card in cards.filter(|card| crate::picture::is_stand_in(card.id())) {
                let Some(placed) = noted.group_of(card.id()) else { continue };
                let rect = frame.lens.screen_rect(&card.rect);
                let rect = unfold_rect(frame.view.detail, &rect, frame.lens.zoom());
                self.fold_button(placed, rect, false);
            }
        }
    }

    fn note(&mut self, placed: &PlacedNote) {
        let rect = self.frame.lens.screen_rect(&note_rect(self.frame, placed));
        let paper = Paper::Note(placed.note.id.clone());
        let told = || (self.frame.selection.notes.contains(&placed.note.id), note_words(&placed.note.text));
        let touch = self.node(&paper, rect, Role::Note, told);
        if self.take(paper, &touch) {
            self.actions.push(CanvasAction::Select(Selection::note(&placed.note.id)));
        }
    }

    fn group(&mut self, placed: &PlacedGroup) {
        let rect = self.frame.lens.screen_rect(&frame_of(self.frame, placed));
        let title = title_rect(&rect, self.frame.lens.zoom());
        let fold = fold_rect(&title);
        let shown = if title.is_positive() { title.with_min_x(fold.max.x) } else { rect };
        let paper = Paper::Group(placed.group.name.clone());
        let selected = &self.frame.input.selection.cards;
        let told = || (placed.members.iter().all(|member| selected.contains(member)), placed.words());
        let touch = self.node(&paper, shown, Role::Group, told);
        if self.take(paper, &touch) {
            let members = Selection::cards(placed.members.iter().copied());
            self.actions.push(CanvasAction::Select(members));
        }
        self.fold_button(placed, fold, true);
    }

    /// Answers whether it was chosen other than by the pointer. `told` says whether it is selected, and what it is called;
    /// it is only asked where somebody listens.
    fn node(&self, paper: &Paper, rect: Rect, role: Role, told: impl Fn() -> (bool, String)) -> Touch {
        let canvas = self.frame.lens.rect;
        let part = rect.intersect(canvas);
        let rect = match part.is_positive() {
            true => part,
            false => Rect::from_center_size(canvas.clamp(rect.center()), Vec2::splat(1.0)),
        };
        let response = self.ui.interact(rect, paper_id(self.canvas, paper), Sense::click());
        response.widget_info(|| {
            let (is_selected, name) = told();
            WidgetInfo::selected(role, self.ui.is_enabled(), is_selected, name)
        });
        Touch { has_focus: response.has_focus(), is_chosen: response.clicked() && !self.is_by_pointer() }
    }

    /// Answers whether it was chosen.
    fn take(&mut self, paper: Paper, touch: &Touch) -> bool {
        if touch.has_focus {
            self.focused = Some(paper);
        }
        touch.is_chosen
    }

    fn fold_button(&mut self, placed: &PlacedGroup, rect: Rect, folds: bool) {
        if !rect.is_positive() || !self.frame.lens.rect.contains(rect.center()) {
            return;
        }
        let name = &placed.group.name;
        let response = self.ui.interact(rect, node_id(self.canvas, ("fold", name)), Sense::CLICK);
        let words = if folds { format!("Fold group {name}") } else { format!("Unfold group {name}") };
        response.widget_info(|| WidgetInfo::labeled(Role::Button, self.ui.is_enabled(), &words));
        if response.clicked() && !self.is_by_pointer() {
            self.actions.push(CanvasAction::Note(NoteAction::Fold(vec![name.clone()], folds)));
        }
        let words = if folds { "Fold" } else { "Unfold" };
        if !self.frame.view.is_busy() {
            response.on_hover_text(words);
        }
    }

    fn is_by_pointer(&self) -> bool {
        self.ui.input(|input| input.pointer.any_released() || input.pointer.any_pressed())
    }
}
