//! Which rows the list has, and where each of them stands. It paints nothing.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::key::LibraryId;
use super::list::product_name;
use super::shelf::{Found, Shelf, Shelved};
use crate::api::Operation;
use crate::twilio::Method;

/// Room of an operation: its row and what is free below it.
const OPERATION: f32 = 40.0;
/// Room of a heading.
const HEADING: f32 = 30.0;
/// A library with more operations than this shows its tags folded at first, but for the first product of ours.
const MANY: usize = 60;

/// What rows are made of; others are made when it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowsKey {
    /// What is searched for.
    pub(super) query: String,
    /// Which libraries there are.
    pub(super) libraries: Stock,
    /// Only this library.
    pub(super) library: Option<LibraryId>,
    /// Only this method.
    pub(super) method: Option<Method>,
    /// What is folded in another way than at first.
    pub(super) toggled: Vec<(LibraryId, Option<String>)>,
}

/// Which libraries there are. They are held, so that none can come to stand where another one stood in memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Stock(Vec<Arc<Shelved>>);

impl From<&[Arc<Shelved>]> for Stock {
    fn from(libraries: &[Arc<Shelved>]) -> Self {
        Self(libraries.to_vec())
    }
}

impl PartialEq for Stock {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(one, two)| Arc::ptr_eq(one, two))
    }
}

impl Eq for Stock {}

/// One row.
#[derive(Clone, Debug)]
pub(super) enum Row {
    /// A library.
    Library { id: LibraryId, title: String, count: usize, is_open: bool },
    /// A product or tag in it.
    Tag { library: LibraryId, name: String, count: usize, is_open: bool },
    /// An operation.
    Operation(Found),
}

/// The rows, and where each ends.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) key: RowsKey,
    rows: Vec<Row>,
    ends: Vec<f32>,
}

impl Rows {
    /// The rows for what was found.
    pub(super) fn new(key: RowsKey, shelf: &Shelf, found: &[Found]) -> Self {
        let fits = |found: &&Found| {
            key.library.as_ref().is_none_or(|wanted| found.library.id == *wanted)
                && key.method.is_none_or(|wanted| found.operation.method == wanted)
        };
        let fitting: Vec<&Found> = found.iter().filter(fits).collect();
        let rows = if key.query.is_empty() {
            grouped(&key, shelf, &fitting)
        } else {
            fitting.into_iter().cloned().map(Row::Operation).collect()
        };
        let mut end = 0.0;
        let ends = rows.iter().map(|row| {
            end += if matches!(row, Row::Operation(_)) { OPERATION } else { HEADING };
            end
        });
        let ends = ends.collect();
        Self { key, rows, ends }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Row> {
        self.rows.get(index)
    }

    /// The height of all of them.
    pub(super) fn height(&self) -> f32 {
        self.ends.last().copied().unwrap_or_default()
    }

    /// Where a row begins and ends.
    pub(super) fn span(&self, index: usize) -> (f32, f32) {
        let begin =
            index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        (begin, self.ends.get(index).copied().unwrap_or(begin))
    }

    /// The rows between two heights.
    pub(super) fn seen(&self, top: f32, bottom: f32) -> Range<usize> {
        let start = self.ends.partition_point(|end| *end <= top);
        let end = self.ends.partition_point(|end| *end < bottom);
        start..(end + 1).min(self.rows.len()).max(start)
    }

    /// The first operation.
    pub(super) fn first_operation(&self) -> Option<&Found> {
        self.rows.iter().find_map(|row| match row {
            Row::Operation(found) => Some(found),
            _ => None,
        })
    }

    /// The row of the first operation, or of a heading where all are folded.
    pub(super) fn first(&self) -> Option<usize> {
        let first = self.rows.iter().position(|row| matches!(row, Row::Operation(_)));
        first.or((!self.rows.is_empty()).then_some(0))
    }

    /// The heading above a row.
    pub(super) fn heading_of(&self, index: usize) -> Option<usize> {
        let above = self.rows.iter().take(index);
        above.enumerate().rev().find(|(_, row)| !matches!(row, Row::Operation(_))).map(|(index, _)| index)
    }
}

/// Each library, below it its products or tags, and below these their operations.
fn grouped(key: &RowsKey, shelf: &Shelf, found: &[&Found]) -> Vec<Row> {
    let toggled: HashSet<&(LibraryId, Option<String>)> = key.toggled.iter().collect();
    let has_several = shelf.libraries().len() > 1;
    let mut of: HashMap<&LibraryId, Vec<&Found>> = HashMap::new();
    for found in found {
        of.entry(&found.library.id).or_default().push(found);
    }
    let mut rows = Vec::new();
    for library in shelf.libraries() {
        let Some(found) = of.get(&library.id) else { continue };
        let is_open = !toggled.contains(&(library.id.clone(), None));
        if has_several {
            let title = library.library.title.clone();
            rows.push(Row::Library { id: library.id.clone(), title, count: found.len(), is_open });
        }
        if is_open || !has_several {
            tags(library, found, &toggled, has_several, &mut rows);
        }
    }
    rows
}

fn tags(
    library: &Shelved,
    found: &[&Found],
    toggled: &HashSet<&(LibraryId, Option<String>)>,
    has_several: bool,
    rows: &mut Vec<Row>,
) {
    let mut order: Vec<String> = Vec::new();
    let mut of: HashMap<String, Vec<&Found>> = HashMap::new();
    for found in found {
        let name = tag_of(library, &found.operation);
        of.entry(name.clone())
            .or_insert_with(|| {
                order.push(name);
                Vec::new()
            })
            .push(found);
    }
    // Many operations are easier to find by their tags; few of them by themselves.
    let is_open_at_first = found.len() <= MANY || order.len() < 2;
    let is_ours = library.id == LibraryId::default();
    for (at, name) in order.into_iter().enumerate() {
        let found = of.remove(&name).unwrap_or_default();
        // The first product is what most people come for, unless they have brought libraries of their own.
        let is_open_at_first = is_open_at_first || is_ours && at == 0 && !has_several;
        let is_open = toggled.contains(&(library.id.clone(), Some(name.clone()))) != is_open_at_first;
        rows.push(Row::Tag { library: library.id.clone(), name, count: found.len(), is_open });
        if is_open {
            let (old, current): (Vec<&Found>, Vec<&Found>) =
                found.into_iter().partition(|found| found.operation.is_deprecated);
            rows.extend(current.into_iter().chain(old).cloned().map(Row::Operation));
        }
    }
}

/// What an operation stands under: the product in our library, else its first tag, else the first word of its path.
fn tag_of(library: &Shelved, operation: &Operation) -> String {
    if library.id == LibraryId::default() {
        return product_name(operation.product).to_owned();
    }
    if let Some(tag) = operation.tags.first().filter(|tag| !tag.is_empty()) {
        return tag.clone();
    }
    let is_version = |part: &str| {
        part.strip_prefix(['v', 'V']).is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_digit()))
    };
    let mut parts = operation.path.split('/').filter(|part| !part.is_empty() && !part.starts_with('{'));
    parts.find(|part| !is_version(part)).map_or_else(|| "Others".to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_that_are_seen_are_found_by_their_heights() {
        let key = RowsKey {
            query: String::new(),
            libraries: Stock::default(),
            library: None,
            method: None,
            toggled: Vec::new(),
        };
        let shelf = Shelf::default();
        let found = shelf.search("");
        let rows = Rows::new(key, &shelf, &found);
        assert!(matches!(rows.get(0), Some(Row::Tag { .. })));
        assert!(matches!(rows.get(1), Some(Row::Operation(_))));
        let check = |top: f32, bottom: f32, expected: Range<usize>| {
            assert_eq!(rows.seen(top, bottom), expected, "{top} to {bottom}");
        };
        check(0.0, 1.0, 0..1);
        check(0.0, 30.0, 0..1);
        check(29.0, 31.0, 0..2);
        check(30.0, 31.0, 1..2);
        assert_eq!(rows.span(1), (30.0, 70.0));
        assert_eq!(rows.heading_of(1), Some(0));
    }

    #[test]
    fn a_library_that_was_read_again_is_another_one() {
        let library = || Arc::new(Shelved::new(LibraryId::default(), crate::api::Library::default()));
        let (one, two) = ([library()], [library()]);
        assert_eq!(Stock::from(one.as_slice()), Stock::from(one.as_slice()));
        assert_ne!(Stock::from(one.as_slice()), Stock::from(two.as_slice()));
        assert_ne!(Stock::from(one.as_slice()), Stock::default());
    }
}
