//! An ordered collection that finds by SID: what every kind of resource is kept in.

use std::collections::{BTreeMap, HashMap};

/// Rows in the order they were made, each with its number; numbers are unique in the whole store.
#[derive(Debug)]
pub(super) struct Shelf<T> {
    /// Boxed: the tree keeps room for rows that may come, and rows are large.
    rows: BTreeMap<u64, Box<T>>,
    by_sid: HashMap<Box<str>, u64>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), by_sid: HashMap::new() }
    }
}

impl<T> Shelf<T> {
    /// Puts a row at the end.
    pub(super) fn insert(&mut self, number: u64, sid: &str, row: T) {
        self.by_sid.insert(sid.into(), number);
        self.rows.insert(number, Box::new(row));
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row with this SID.
    pub(super) fn get(&self, sid: &str) -> Option<&T> {
        self.rows.get(self.by_sid.get(sid)?).map(Box::as_ref)
    }

    /// The number of the row with this SID.
    pub(super) fn number(&self, sid: &str) -> Option<u64> {
        self.by_sid.get(sid).copied()
    }

    /// The row with this number.
    pub(super) fn at(&self, number: u64) -> Option<&T> {
        self.rows.get(&number).map(Box::as_ref)
    }

    /// The row with this SID, to be changed.
    pub(super) fn get_mut(&mut self, sid: &str) -> Option<&mut T> {
        self.rows.get_mut(self.by_sid.get(sid)?).map(Box::as_mut)
    }

    /// Takes a row out.
    pub(super) fn remove(&mut self, sid: &str) -> Option<(u64, T)> {
        let number = self.by_sid.remove(sid)?;
        Some((number, *self.rows.remove(&number)?))
    }

    /// Takes a row out by its number; `sid` tells its SID.
    pub(super) fn remove_at(&mut self, number: u64, sid: impl Fn(&T) -> &str) -> Option<T> {
        let row = self.rows.remove(&number)?;
        self.by_sid.remove(sid(&row));
        Some(*row)
    }

    /// All rows, oldest first, with their numbers.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.rows.iter().map(|(number, row)| (*number, row.as_ref()))
    }

    /// The rows from one number on and before another, oldest first.
    pub(super) fn between(&self, start: u64, end: u64) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.rows.range(start.min(end)..end).map(|(number, row)| (*number, row.as_ref()))
    }

    /// The rows after this number, oldest first.
    pub(super) fn after(&self, number: u64) -> impl Iterator<Item = (u64, &T)> {
        self.rows.range(number.saturating_add(1)..).map(|(number, row)| (*number, row.as_ref()))
    }

    /// The rows before this number, newest first.
    pub(super) fn before(&self, number: u64) -> impl Iterator<Item = (u64, &T)> {
        self.rows.range(..number).rev().map(|(number, row)| (*number, row.as_ref()))
    }
}
