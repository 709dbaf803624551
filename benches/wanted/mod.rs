//! Which cases of a bench are measured: those that have one of the given words in their names; all where none is given.

/// Whether a case is asked for. What begins with a dash comes from cargo.
pub fn is_wanted(name: &str) -> bool {
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with('-')).peekable();
    words.peek().is_none() || words.any(|word| name.contains(&word))
}
