//! How much work changes make, counted in tests: a widget that is looked at among all others, copied or read is one. So
//! what takes time in proportion to the flow can be told from what does not, and no clock is asked.

#[cfg(test)]
use std::cell::Cell;

#[cfg(test)]
thread_local! {
    static DONE: Cell<u64> = const { Cell::new(0) };
}

/// Notes that so many widgets were looked at, copied or read.
#[cfg(test)]
pub(super) fn done(widgets: usize) {
    DONE.with(|done| done.set(done.get() + widgets as u64));
}

/// Nobody counts outside tests.
#[cfg(not(test))]
pub(super) const fn done(_widgets: usize) {}

/// How much work something makes.
#[cfg(test)]
pub(crate) fn of<T>(work: impl FnOnce() -> T) -> u64 {
    let before = DONE.with(Cell::get);
    work();
    DONE.with(Cell::get) - before
}
