//! One card: its face (what is written on it and where its ports are) and its place.

use std::sync::Arc;

use super::geometry::{Point, Rect};
use super::text::{Font, Line, MeasureText, elide, wrap};
use crate::flow::{Output, Widget, WidgetId};
use crate::widgets::{self, Group, Icon};

/// The place on the grid that is nearest to a place of a flow.
pub fn on_grid(value: f64) -> f64 {
    let grid = f64::from(size::GRID);
    (value / grid).round() * grid
}

/// Measures of a card, in points.
pub mod size {
    /// Cards, notes and stand-ins are put on multiples of this, as Studio puts widgets.
    pub const GRID: f32 = 10.0;
    /// The least width of a card.
    pub const WIDTH: f32 = 236.0;
    /// Distance of what is on a card from its left and right edge.
    pub const PADDING: f32 = 11.0;
    /// The edge of the tile behind the icon.
    pub const TILE: f32 = 24.0;
    /// Where the tile begins below the card's top.
    pub const TILE_TOP: f32 = 12.0;
    /// Where name and type begin, right of the card's left edge.
    pub const NAME_LEFT: f32 = PADDING + TILE + 8.0;
    /// The middle of the name's line.
    pub const NAME_MIDDLE: f32 = 18.5;
    /// The middle of the type's line.
    pub const KIND_MIDDLE: f32 = 32.0;
    /// Room for a badge at the right end of the header.
    pub const BADGE: f32 = 30.0;
    /// Where the text begins, or the outputs of a card without text.
    pub const HEADER: f32 = 46.0;
    /// The height of a line of text.
    pub const LINE: f32 = 17.0;
    /// The most lines of text.
    pub const LINES: usize = 3;
    /// Between the text and the line above the outputs.
    pub const TEXT_BOTTOM: f32 = 7.0;
    /// The height of the strip with the outputs.
    pub const OUTPUTS: f32 = 26.0;
    /// The least distance between the names of two outputs, and from the card's edges.
    pub const GAP: f32 = 16.0;
    /// The most width of an output's name.
    pub const OUTPUT: f32 = 132.0;
    /// The radius of a port.
    pub const PORT: f32 = 4.5;
    /// The radius of a card's corners.
    pub const CORNER: f32 = 11.0;
}

/// What a card shows. Its measures are from the card's upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Face {
    /// The widget's name, shortened to the card's width.
    pub name: String,
    /// Studio's name of the type, shortened.
    pub kind: String,
    /// The group, which has a colour.
    pub group: Group,
    /// The picture.
    pub icon: Icon,
    /// The text in lines.
    pub lines: Vec<Line>,
    /// The outputs from left to right.
    pub outputs: Vec<OutputFace>,
    /// Whether something can lead to it.
    pub has_input: bool,
    /// The size of the card.
    pub size: Point,
    source: Source,
}

/// One output on a card's bottom edge.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputFace {
    /// Its name, in full.
    pub label: String,
    /// Its name, shortened to the room it has.
    pub shown: String,
    /// How wide the shown name is.
    pub width: f32,
    /// Where its port is, right of the card's left edge.
    pub x: f32,
}

/// All that a face is made of: while it is the same, the face is.
#[derive(Clone, Debug, PartialEq)]
struct Source {
    name: String,
    kind: String,
    text: String,
    outputs: Vec<String>,
    group: Group,
    icon: Icon,
    has_input: bool,
}

/// Where an output leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Nowhere: the flow ends there.
    Nowhere,
    /// To a widget.
    To(WidgetId),
    /// To a name that no widget has.
    Missing(Arc<str>),
}

/// A widget in its place.
#[derive(Clone, Debug)]
pub struct Card {
    /// The widget as it is in the flow.
    pub widget: Arc<Widget>,
    /// What the card shows.
    pub face: Arc<Face>,
    /// Where it stands.
    pub rect: Rect,
    /// Where each output leads.
    pub leads: Vec<Lead>,
    /// Whether the flow says where it stands; else a place was found for it.
    pub is_placed: bool,
    /// Whether the flow starts here.
    pub is_start: bool,
}

impl Source {
    fn of(widget: &Widget, is_start: bool) -> Self {
        let kind = widget.kind().unwrap_or_default();
        let (group, icon) = widgets::widget_type(kind)
            .map_or((Group::Tools, Icon::Unknown), |entry| (entry.group, entry.icon));
        let outputs = 0..widget.transitions().len();
        Self {
            name: widget.title().to_owned(),
            kind: widgets::label_of(kind).into_owned(),
            text: widgets::card_text(widget).unwrap_or_default(),
            outputs: outputs.map(|index| widgets::output_label(widget, index)).collect(),
            group,
            icon,
            has_input: !is_start && group != Group::Trigger,
        }
    }
}

impl Face {
    /// Reads a widget. The last face is taken over where it shows the same; nothing is measured then.
    pub(super) fn of(
        widget: &Widget,
        is_start: bool,
        last: Option<&Arc<Self>>,
        measure: &dyn MeasureText,
    ) -> Arc<Self> {
        let source = Source::of(widget, is_start);
        match last {
            Some(last) if last.source == source => Arc::clone(last),
            _ => Arc::new(Self::measured(source, measure)),
        }
    }

    /// The face of a card that stands for several. The last face is taken over where it shows the same.
    pub(super) fn stand_in(
        fold: &super::Fold,
        outputs: Vec<String>,
        has_input: bool,
        last: Option<&Arc<Self>>,
        measure: &dyn MeasureText,
    ) -> Arc<Self> {
        let source = Source {
            name: fold.name.clone(),
            kind: super::folds::count_words(fold.members.len()),
            text: String::new(),
            outputs,
            group: fold.group,
            icon: Icon::Several,
            has_input,
        };
        match last {
            Some(last) if last.source == source => Arc::clone(last),
            _ => Arc::new(Self::measured(source, measure)),
        }
    }

    fn measured(source: Source, measure: &dyn MeasureText) -> Self {
        let labels: Vec<(String, f32)> =
            source.outputs.iter().map(|label| elide(label, Font::Hint, size::OUTPUT, measure)).collect();
        let names: f32 = labels.iter().map(|(_, width)| width).sum();
        #[expect(clippy::cast_precision_loss, reason = "nobody counts outputs in millions")]
        let gaps = labels.len() as f32 + 1.0;
        let width = size::WIDTH.max((names + gaps * size::GAP).ceil());
        let gap = (width - names) / gaps;
        let mut x = gap;
        let mut outputs = Vec::with_capacity(labels.len());
        for (label, (shown, width)) in source.outputs.iter().zip(labels) {
            outputs.push(OutputFace { label: label.clone(), shown, width, x: x + width / 2.0 });
            x += width + gap;
        }
        let room = width - size::NAME_LEFT - size::PADDING;
        let (name, _) = elide(&source.name, Font::Name, room - size::BADGE, measure);
        let (kind, _) = elide(&source.kind, Font::Hint, room - size::BADGE, measure);
        let lines = wrap(&source.text, width - 2.0 * size::PADDING, size::LINES, measure);
        #[expect(clippy::cast_precision_loss, reason = "there are three lines at most")]
        let text = lines.len() as f32 * size::LINE + if lines.is_empty() { 0.0 } else { size::TEXT_BOTTOM };
        let strip = if outputs.is_empty() { 0.0 } else { size::OUTPUTS };
        let height = size::HEADER + text + strip;
        Self {
            name,
            kind,
            group: source.group,
            icon: source.icon,
            lines,
            outputs,
            has_input: source.has_input,
            size: Point::new(width, height),
            source,
        }
    }

    /// Where the line above the outputs is, below the card's top; `None` where there are none.
    pub fn strip_top(&self) -> Option<f32> {
        (!self.outputs.is_empty()).then_some(self.size.y - size::OUTPUTS)
    }
}

impl Card {
    /// The widget's id.
    pub fn id(&self) -> WidgetId {
        self.widget.id()
    }

    /// Where wires come in: the middle of the top edge. A start has the place too, but no port there.
    pub fn input(&self) -> Point {
        Point::new(f32::midpoint(self.rect.min.x, self.rect.max.x), self.rect.min.y)
    }

    /// Where the wire of an output leaves.
    pub fn output(&self, index: usize) -> Option<Point> {
        let output = self.face.outputs.get(index)?;
        Some(Point::new(self.rect.min.x + output.x, self.rect.max.y))
    }

    /// Its outputs with their places.
    pub fn outputs(&self) -> impl Iterator<Item = (Output, Point, &OutputFace, &Lead)> {
        let widget = self.id();
        self.face.outputs.iter().zip(&self.leads).enumerate().map(move |(index, (face, lead))| {
            let place = Point::new(self.rect.min.x + face.x, self.rect.max.y);
            (Output { widget, index }, place, face, lead)
        })
    }

    /// Whether another card looks the same to wires: same place, same ports, same targets.
    pub(super) fn has_same_outline(&self, other: &Self) -> bool {
        self.is_start == other.is_start && self.leads == other.leads && self.has_same_ports(other)
    }

    /// Whether another card stands in the same place and has the same ports.
    pub(super) fn has_same_ports(&self, other: &Self) -> bool {
        self.id() == other.id()
            && self.rect == other.rect
            && (Arc::ptr_eq(&self.face, &other.face)
                || self.face.outputs.iter().map(|o| o.x).eq(other.face.outputs.iter().map(|o| o.x)))
    }
}
