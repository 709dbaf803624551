//! Notes and frames around groups, where a drawing has them: what of a side file is to be seen with a flow.

use std::collections::HashMap;

use super::geometry::{Point, Rect};
use super::scene::Scene;
use crate::flow::side::{NamedGroup, Note, PaperColor, SideFile};
use crate::flow::{Offset, WidgetId};
use crate::widgets::Group;

/// Free space between the cards of a group and its frame.
pub const FRAME_PADDING: f32 = 20.0;
/// The strip on top of a frame, for its name.
pub const FRAME_TITLE: f32 = 30.0;
/// Nothing is drawn farther from the origin than this.
const FARTHEST: f64 = 1_000_000.0;

/// All notes and frames of a drawing.
#[derive(Clone, Debug, Default)]
pub struct Papers {
    /// The notes, each with its place; later ones lie on top.
    pub notes: Vec<(Note, Rect)>,
    /// The groups that have cards, each with its frame. A folded one has a frame too: a picture shows all of a flow.
    pub frames: Vec<(NamedGroup, Rect)>,
}

impl Papers {
    /// What stands beside a flow.
    pub fn of(side: &SideFile, scene: &Scene) -> Self {
        let notes = side.notes().into_iter().map(|note| {
            let rect = note_rect(&note);
            (note, rect)
        });
        let groups = side.groups();
        let mut by_name: HashMap<&str, WidgetId> = HashMap::new();
        for card in scene.cards().iter().filter(|_| !groups.is_empty()) {
            if let Some(name) = card.widget.name() {
                by_name.entry(name).or_insert(card.id());
            }
        }
        let frames = groups.into_iter().filter_map(|group| {
            let cards = group.widgets.iter().filter_map(|name| scene.card(*by_name.get(&**name)?));
            let frame = frame_around(cards.map(|card| card.rect));
            (!frame.is_nothing()).then_some((group, frame))
        });
        Self { notes: notes.collect(), frames: frames.collect() }
    }

    /// A rectangle around all of it.
    pub fn bounds(&self) -> Rect {
        let notes = self.notes.iter().map(|(_, rect)| *rect);
        notes.chain(self.frames.iter().map(|(_, frame)| *frame)).fold(Rect::NOTHING, Rect::union)
    }
}

/// Where a note lies.
pub fn note_rect(note: &Note) -> Rect {
    Rect::at(point(note.at), point(note.size))
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

fn point(offset: Offset) -> Point {
    #[expect(clippy::cast_possible_truncation, reason = "the number is clamped before")]
    let number = |value: f64| value.clamp(-FARTHEST, FARTHEST) as f32;
    Point::new(number(offset.x), number(offset.y))
}
