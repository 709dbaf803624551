//! Counts in words, the same wherever one is told.

/// `1 widget`, `2 widgets`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
