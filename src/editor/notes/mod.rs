//! Notes and groups: what of a flow's side file is shown on the canvas, worked out once for each version.
//!
//! The canvas shows them and says what is to be done with them; `reduce/noting.rs` does it.

mod copied;
mod marks;
mod meant;
mod panel;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::canvas::{Lit, ProblemMarks, RunMarks, SceneMaker};
use crate::editor::counts::counted;
use crate::flow::side::{NamedGroup, Note, PaperColor};
use crate::flow::{Flow, Offset, SideFile, WidgetId};
use crate::picture::{Card, Fold, Folds, Grid, Point, Rect, Scene, stand_in_id};
use crate::widgets::Group;

pub use copied::{adding, duplicating};
pub use panel::notes_ui;

/// Free space between the cards of a group and its frame.
pub const FRAME_PADDING: f32 = 20.0;
/// The strip on top of a frame, for its name.
pub const FRAME_TITLE: f32 = 30.0;

/// What the user wants.
#[derive(Clone, Debug, PartialEq)]
pub enum NoteAction {
    /// A new note, with its middle there; it is written at once.
    Add(Point),
    /// A text is to be changed in its place.
    Write(Paper),
    /// A group is drawn around the selected widgets, and named.
    Group,
    /// What was written is a change now.
    Written,
    /// The groups are to be folded, or shown with all their cards again.
    Fold(Vec<String>, bool),
    /// The frames go; their widgets stay.
    Ungroup(Vec<String>),
    /// Another colour.
    Color(Paper, PaperColor),
    /// The selected widgets are to be in a group.
    Join(String),
    /// The selected widgets are to be in no group.
    Leave,
    /// The notes go.
    Remove(Vec<String>),
    /// What was typed into the panel of a note.
    Type {
        /// The note.
        id: String,
        /// Its text.
        text: String,
    },
}

/// A note or a frame.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Paper {
    /// A note, by its id.
    Note(String),
    /// A group, by its name.
    Group(String),
}

/// A text that is being written in its place on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct Writing {
    /// What it is for.
    pub paper: Paper,
    /// The text so far.
    pub text: String,
    /// Where a note stands that is not there yet.
    pub new_note: Option<Box<Note>>,
    /// Whether it is the name of a group that was made just now.
    pub is_new_group: bool,
    /// Whether it has had the keyboard.
    pub has_begun: bool,
}

/// A note in its place.
#[derive(Clone, Debug)]
pub struct PlacedNote {
    /// The note.
    pub note: Note,
    /// Where it lies.
    pub rect: Rect,
}

/// A group in its place.
#[derive(Clone, Debug)]
pub struct PlacedGroup {
    /// The group as it is kept.
    pub group: NamedGroup,
    /// What tells it from others for as long as the flow is open, whatever comes before it in the file.
    number: u32,
    /// Those of its widgets that are in the flow.
    pub members: Vec<WidgetId>,
    /// Its frame; nothing where it is folded.
    pub frame: Rect,
    /// The card that it is shown as, where it is folded.
    pub stand_in: Option<WidgetId>,
}

/// What is known of the groups of the last version, to know them again.
struct Numbers<'a> {
    last: &'a [PlacedGroup],
    by_name: HashMap<&'a str, u32>,
    names: &'a HashSet<String>,
}

/// The notes and groups of a version, and the scene with folded groups.
#[derive(Default)]
pub struct Noted {
    side: SideFile,
    base: Option<Scene>,
    notes: Vec<PlacedNote>,
    groups: Vec<PlacedGroup>,
    /// The group of each widget, by index.
    group_of: HashMap<WidgetId, usize>,
    note_grid: Grid,
    frame_grid: Grid,
    folds: Folds,
    problems: Option<(Arc<ProblemMarks>, Arc<ProblemMarks>)>,
    /// The marks of a run, and what is shown of them.
    run: Option<(Arc<RunMarks>, Arc<RunMarks>)>,
    /// What is lit, and what of it is shown.
    lit: Option<(Arc<Lit>, Arc<Lit>)>,
    selected: Option<meant::Selected>,
    marks: marks::ShownMarks,
    /// The number that the next new group gets.
    next_number: u32,
}

impl Noted {
    /// Brings everything up to a version.
    pub fn follow(&mut self, flow: &Flow, side: &SideFile, scene: &Scene, maker: &SceneMaker) {
        let is_known = self.base.as_ref().is_some_and(|base| base.is_same_as(scene));
        if is_known && self.side.is_same_as(side) {
            return;
        }
        self.side = side.clone();
        self.base = Some(scene.clone());
        self.problems = None;
        self.run = None;
        self.lit = None;
        self.selected = None;
        self.marks = marks::ShownMarks::default();
        self.notes = side.notes().into_iter().map(PlacedNote::of).collect();
        let last = std::mem::take(&mut self.groups);
        self.group_of.clear();
        let groups = side.groups();
        if !groups.is_empty() {
            self.place_groups(groups, &last, flow, scene);
        }
        self.note_grid = Grid::of(self.notes.iter().map(|note| note.rect).collect());
        self.frame_grid = Grid::of(self.groups.iter().map(|group| group.frame).collect());
        let mut folds: Vec<Fold> = self.groups.iter().filter_map(PlacedGroup::fold).collect();
        folds.sort_unstable_by_key(|fold| fold.number);
        let beside = self.notes.iter().map(|note| note.rect);
        let beside =
            beside.chain(self.groups.iter().map(|group| group.frame)).fold(Rect::NOTHING, Rect::union);
        self.folds = maker.folded(scene, &folds, beside, Some(&self.folds));
    }

    /// The number of a group: that of the group of this name in the last version, else of the one that stood here and
    /// has another name now.
    fn number_of(&mut self, index: usize, group: &NamedGroup, known: &Numbers<'_>) -> u32 {
        if let Some(number) = known.by_name.get(&*group.name) {
            return *number;
        }
        let renamed = known
            .last
            .get(index)
            .filter(|was| !known.names.contains(&*was.group.name) && was.group.widgets == group.widgets);
        if let Some(was) = renamed {
            return was.number;
        }
        self.next_number = self.next_number.saturating_add(1);
        self.next_number - 1
    }

    fn place_groups(&mut self, groups: Vec<NamedGroup>, last: &[PlacedGroup], flow: &Flow, scene: &Scene) {
        let names: HashSet<String> = groups.iter().map(|group| group.name.clone()).collect();
        let by_name = last.iter().map(|placed| (&*placed.group.name, placed.number)).collect();
        let known = Numbers { last, by_name, names: &names };
        let mut by_name: HashMap<&str, WidgetId> = HashMap::with_capacity(flow.widgets().len());
        for widget in flow.widgets() {
            if let Some(name) = widget.name() {
                by_name.entry(name).or_insert(widget.id());
            }
        }
        for group in groups {
            let members: Vec<WidgetId> =
                group.widgets.iter().filter_map(|name| by_name.get(&**name)).copied().collect();
            let index = self.groups.len();
            self.group_of.extend(members.iter().map(|member| (*member, index)));
            let number = self.number_of(index, &group, &known);
            let stand_in = (group.is_folded && !members.is_empty()).then(|| stand_in_id(number));
            let rects = members.iter().filter_map(|id| scene.card(*id)).map(|card| card.rect);
            let frame = if stand_in.is_some() { Rect::NOTHING } else { frame_around(rects) };
            self.groups.push(PlacedGroup { group, number, members, frame, stand_in });
        }
    }

    /// What the canvas shows: the flow with its folded groups as one card each.
    pub fn scene(&self) -> &Scene {
        &self.folds.scene
    }

    /// The card of a widget in the drawing of the whole flow, even where it is folded away.
    pub fn card_in_flow(&self, id: WidgetId) -> Option<&Arc<Card>> {
        self.base.as_ref()?.card(id)
    }

    /// What is folded.
    pub fn folds(&self) -> &Folds {
        &self.folds
    }

    /// The notes; later ones lie on top.
    pub fn notes(&self) -> &[PlacedNote] {
        &self.notes
    }

    /// The groups, in the order of the file. One of whose widgets none is in the flow has no frame.
    pub fn groups(&self) -> &[PlacedGroup] {
        &self.groups
    }

    /// A note.
    pub fn note(&self, id: &str) -> Option<&PlacedNote> {
        self.notes.iter().find(|placed| placed.note.id == id)
    }

    /// A group.
    pub fn group(&self, name: &str) -> Option<&PlacedGroup> {
        self.groups.iter().find(|placed| placed.group.name == name)
    }

    /// The part of a note or a group that is to be seen while it has the keyboard: of a frame its title.
    pub fn anchor(&self, paper: &Paper) -> Option<Rect> {
        match paper {
            Paper::Note(id) => self.note(id).map(|placed| placed.rect),
            Paper::Group(name) => {
                let placed = self.group(name)?;
                match placed.stand_in {
                    Some(id) => self.scene().card(id).map(|card| card.rect),
                    None => (!placed.frame.is_nothing()).then(|| title_of(&placed.frame)),
                }
            }
        }
    }

    /// The group of a widget, or the one that a card stands for.
    pub fn group_of(&self, id: WidgetId) -> Option<&PlacedGroup> {
        if crate::picture::is_stand_in(id) {
            return self.groups.iter().find(|placed| placed.stand_in == Some(id));
        }
        self.group_of.get(&id).and_then(|index| self.groups.get(*index))
    }

    /// The groups of some widgets, each once, in the order of the file.
    pub fn groups_of<'a>(&self, widgets: impl IntoIterator<Item = &'a WidgetId>) -> Vec<&PlacedGroup> {
        let mut indexes: Vec<usize> =
            widgets.into_iter().filter_map(|id| self.group_of.get(id)).copied().collect();
        indexes.sort_unstable();
        indexes.dedup();
        indexes.into_iter().filter_map(|index| self.groups.get(index)).collect()
    }

    /// The notes that meet a part of the world, in the order of drawing.
    pub fn notes_in(&self, area: &Rect) -> impl DoubleEndedIterator<Item = &PlacedNote> {
        self.note_grid.query(area).into_iter().filter_map(|index| self.notes.get(index))
    }

    /// The frames that meet a part of the world, in the order of drawing.
    pub fn frames_in(&self, area: &Rect) -> impl DoubleEndedIterator<Item = &PlacedGroup> {
        self.frame_grid.query(area).into_iter().filter_map(|index| self.groups.get(index))
    }
}

impl PlacedNote {
    /// A note where it says that it lies.
    pub fn of(note: Note) -> Self {
        let rect = Rect::at(point(note.at), point(note.size));
        Self { note, rect }
    }
}

impl PlacedGroup {
    fn fold(&self) -> Option<Fold> {
        self.stand_in?;
        Some(Fold {
            number: self.number,
            name: self.group.name.clone(),
            group: color_group(self.group.color),
            members: self.members.clone(),
        })
    }

    /// The card that it is shown as, or would be.
    pub fn card_id(&self) -> WidgetId {
        stand_in_id(self.number)
    }

    /// In words: `Group Greeting, 4 widgets, folded`.
    pub fn words(&self) -> String {
        let count = counted(self.members.len(), "widget");
        let folded = if self.stand_in.is_some() { ", folded" } else { "" };
        format!("Group {}, {count}{folded}", self.group.name)
    }
}

/// The frame around cards; nothing where there is none.
pub fn frame_around(rects: impl Iterator<Item = Rect>) -> Rect {
    let around = rects.fold(Rect::NOTHING, Rect::union);
    if around.is_nothing() {
        return around;
    }
    let mut frame = around.expand(FRAME_PADDING);
    frame.min.y -= FRAME_TITLE;
    frame
}

/// The beginning of a frame's title, where its name is.
pub fn title_of(frame: &Rect) -> Rect {
    Rect::at(frame.min, Point::new(frame.width().min(260.0), FRAME_TITLE))
}

/// The group of widgets whose colour a note or a group has: the colours of the theme that can be told apart.
pub fn color_group(color: PaperColor) -> Group {
    match color {
        PaperColor::Yellow => Group::Trigger,
        PaperColor::Orange => Group::Tools,
        PaperColor::Pink => Group::Connect,
        PaperColor::Violet => Group::FlowControl,
        PaperColor::Teal => Group::Messaging,
        PaperColor::Green => Group::Voice,
    }
}

/// No note is drawn farther from the origin than this.
const FARTHEST: f64 = 1_000_000.0;

fn point(offset: Offset) -> Point {
    #[expect(clippy::cast_possible_truncation, reason = "the number is clamped before")]
    let number = |value: f64| value.clamp(-FARTHEST, FARTHEST) as f32;
    Point::new(number(offset.x), number(offset.y))
}
