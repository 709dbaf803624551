//! What differs between the shown flow and another version of it, and pictures of the flow.
//!
//! The other version is read and held against the flow by tasks; a frame only shows what was found last. What is gone,
//! new or changed is painted by the canvas; here is the list beside it.

mod detail;
mod git;
mod list;
pub(super) mod pictures;
mod view;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::canvas::CompareMarks;
use super::state::FileKey;
use crate::flow::diff::{Difference, Part, WidgetChange};
use crate::flow::{Document, Flow, WidgetId, file};
use crate::picture::compared::{Compared, Sign};
use crate::picture::fonts::FileMeasure;
use crate::picture::{Scene, WireStyle};

pub use pictures::PictureNews;
pub use view::panel_ui;

/// What the user wants.
#[derive(Clone, Debug)]
pub enum CompareAction {
    /// A row of the list is looked at: the canvas goes there.
    Choose(Row),
    /// The next row, or with `false` the one before.
    Step(bool),
    /// Whether widgets are shown that only stand elsewhere.
    ShowMoved(bool),
    /// The other version is to be read again.
    Again,
    /// Something of a widget is to be as it was.
    Revert(Row, Part),
    /// Something of the flow itself is to be as it was, by its number.
    RevertFlow(usize),
}

/// What the flow is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Against {
    /// Its file.
    Saved,
    /// What the last commit has.
    Head,
    /// Another file.
    File(PathBuf),
}

impl Against {
    /// In words, for a title.
    pub fn name(&self) -> String {
        match self {
            Self::Saved => "the saved version".to_owned(),
            Self::Head => "git HEAD".to_owned(),
            Self::File(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        }
    }
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    /// The flow itself.
    Flow,
    /// A widget, by its ids in the earlier and the later version.
    Widget(Option<WidgetId>, Option<WidgetId>),
}

impl Row {
    /// The line of a change.
    pub fn of(change: &WidgetChange) -> Self {
        Self::Widget(change.before, change.after)
    }
}

/// The other version.
#[derive(Debug)]
pub struct Version {
    /// The flow.
    pub flow: Flow,
    /// Where everything stands in it.
    pub scene: Scene,
}

/// What was found for one version of the shown flow.
#[derive(Debug)]
pub struct Found {
    /// That version.
    flow: Flow,
    /// How its wires were drawn: those that are gone are drawn like them.
    style: WireStyle,
    /// All that differs.
    pub difference: Difference,
    marks: Arc<Compared>,
}

/// What a task answers.
#[derive(Debug)]
pub enum CompareNews {
    /// The other version was read, or why it was not.
    Read(Result<Arc<Version>, String>),
    /// What differs.
    Found(Arc<Found>),
}

/// What is known of the other version.
#[derive(Clone, Debug)]
enum Base {
    Asked,
    Known(Arc<Version>),
    Failed(String),
}

/// The comparison of an open flow, if there is one.
#[derive(Debug, Default)]
pub struct Compare {
    /// What is shown.
    pub shown: Option<Comparing>,
    asked: u64,
}

/// A comparison that is shown.
#[derive(Debug)]
pub struct Comparing {
    /// With what.
    pub against: Against,
    number: u64,
    base: Base,
    found: Option<Arc<Found>>,
    is_busy: bool,
    chosen: Option<Row>,
    marks: CompareMarks,
    /// The lines of the list, and where the change of each is found. Made when what is shown changes.
    rows: Arc<Vec<Row>>,
    places: HashMap<Row, usize>,
}

/// What a task is to hold against the other version.
pub struct Question {
    /// The number of the comparison.
    pub number: u64,
    base: Arc<Version>,
    flow: Flow,
    scene: Arc<Scene>,
}

impl Question {
    /// Finds out what differs.
    pub fn answer(self) -> CompareNews {
        let difference = Difference::between(&self.base.flow, &self.flow);
        let marks = Arc::new(Compared::of(&difference, &self.base.scene, &self.scene));
        let style = self.scene.wire_style();
        CompareNews::Found(Arc::new(Found { flow: self.flow, style, difference, marks }))
    }
}

impl Compare {
    /// Begins a comparison; answers its number.
    pub fn begin(&mut self, against: Against) -> u64 {
        self.asked += 1;
        let shows_moved = self.shown.as_ref().is_none_or(|shown| shown.marks.shows_moved);
        self.shown = Some(Comparing {
            against,
            number: self.asked,
            base: Base::Asked,
            found: None,
            is_busy: false,
            chosen: None,
            marks: CompareMarks { shows_moved, ..CompareMarks::default() },
            rows: Arc::default(),
            places: HashMap::new(),
        });
        self.asked
    }

    /// Takes news of a comparison; those of an older one are dropped.
    pub fn take(&mut self, number: u64, news: CompareNews) {
        let Some(shown) = self.shown.as_mut().filter(|shown| shown.number == number) else { return };
        match news {
            CompareNews::Read(Ok(version)) => shown.base = Base::Known(version),
            CompareNews::Read(Err(why)) => shown.base = Base::Failed(why),
            CompareNews::Found(found) => {
                shown.is_busy = false;
                shown.marks.compared = Arc::clone(&found.marks);
                shown.found = Some(found);
                shown.list();
            }
        }
    }

    /// What the canvas shows of it.
    pub fn marks(&self) -> Option<&CompareMarks> {
        self.shown.as_ref().filter(|shown| shown.found.is_some()).map(|shown| &shown.marks)
    }
}

impl Comparing {
    /// What is to be found out for this version of the flow, unless it is known or being found out.
    pub fn begins(&mut self, flow: &Flow, scene: &Arc<Scene>) -> Option<Question> {
        let Base::Known(base) = &self.base else { return None };
        let is_known = |found: &Arc<Found>| found.flow.is_same_as(flow) && found.style == scene.wire_style();
        let is_known = self.found.as_ref().is_some_and(is_known);
        if self.is_busy || is_known {
            return None;
        }
        self.is_busy = true;
        Some(Question {
            number: self.number,
            base: Arc::clone(base),
            flow: flow.clone(),
            scene: Arc::clone(scene),
        })
    }

    /// What was found last.
    pub fn found(&self) -> Option<&Found> {
        self.found.as_deref()
    }

    /// What is shown of the found: marks and the name of the other version.
    pub fn drawn(&self) -> Option<(Arc<Compared>, String)> {
        self.found.as_ref().map(|found| (Arc::clone(&found.marks), self.against.name()))
    }

    /// Why the other version could not be read.
    pub fn failure(&self) -> Option<&str> {
        match &self.base {
            Base::Failed(why) => Some(why),
            _ => None,
        }
    }

    /// The other version, once it was read.
    pub fn base(&self) -> Option<&Version> {
        match &self.base {
            Base::Known(version) => Some(version),
            _ => None,
        }
    }

    /// Whether widgets are shown that only stand elsewhere.
    pub fn shows_moved(&self) -> bool {
        self.marks.shows_moved
    }

    /// Shows or hides widgets that only stand elsewhere.
    pub fn show_moved(&mut self, shows: bool) {
        self.marks.shows_moved = shows;
        self.list();
    }

    /// Lists what is shown.
    fn list(&mut self) {
        let Some(found) = &self.found else { return };
        let flow = (!found.difference.flow.is_empty()).then_some(Row::Flow);
        let widgets = &found.difference.widgets;
        let shown = widgets.iter().filter(|change| self.shows_moved() || Sign::of(change) != Sign::Moved);
        let rows: Vec<Row> = flow.into_iter().chain(shown.map(Row::of)).collect();
        self.places =
            widgets.iter().enumerate().rev().map(|(place, change)| (Row::of(change), place)).collect();
        self.chosen = self.chosen.filter(|row| rows.contains(row));
        self.rows = Arc::new(rows);
    }

    /// The line that is looked at.
    pub fn chosen(&self) -> Option<Row> {
        self.chosen
    }

    /// Looks at a line.
    pub fn choose(&mut self, row: Row) {
        self.chosen = Some(row);
    }

    /// The lines of the list, in order.
    pub fn rows(&self) -> Arc<Vec<Row>> {
        Arc::clone(&self.rows)
    }

    /// The change that a line is about.
    pub fn change(&self, row: Row) -> Option<&WidgetChange> {
        self.found.as_ref()?.difference.widgets.get(*self.places.get(&row)?)
    }

    /// The line after or before the one that is looked at; round at the ends.
    pub fn step(&self, is_next: bool) -> Option<Row> {
        let rows = self.rows();
        let at = self.chosen.and_then(|row| rows.iter().position(|known| *known == row));
        let index = match (at, is_next) {
            (None, true) => 0,
            (None, false) | (Some(0), false) => rows.len().checked_sub(1)?,
            (Some(at), true) => (at + 1) % rows.len().max(1),
            (Some(at), false) => at - 1,
        };
        rows.get(index).copied()
    }
}

/// Reads the other version. It blocks.
pub fn read(against: &Against, own: Option<&Path>) -> CompareNews {
    CompareNews::Read(version(against, own).map(Arc::new))
}

fn version(against: &Against, own: Option<&Path>) -> Result<Version, String> {
    let saved = || own.ok_or_else(|| "the flow was never saved".to_owned());
    let plain = |path: &Path| file::read(path).map_err(|error| error.to_string());
    let bytes = match against {
        Against::Saved => plain(saved()?)?,
        Against::Head => git::head(saved()?)?,
        Against::File(path) => plain(path)?,
    };
    let document = Document::from_bytes(None, &bytes).map_err(|error| {
        let (line, column) = error.position();
        format!("{} is no flow: line {line}, column {column}: {}", against.name(), error.message())
    })?;
    let flow = document.flow().clone();
    let scene = Scene::of(&flow, None, &FileMeasure);
    Ok(Version { flow, scene })
}

/// News of a comparison, for the channel of tasks.
#[derive(Debug)]
pub struct Told {
    /// The open flow.
    pub key: FileKey,
    /// The number of the comparison.
    pub number: u64,
    /// What is told.
    pub news: CompareNews,
}
