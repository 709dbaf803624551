//! The names and values of forms and queries, as bytes: what is no text is not changed on the way.

/// A name, and its value where there is one.
pub(super) type Pair = (Vec<u8>, Option<Vec<u8>>);

/// The pairs of a form or a query: in their order, or sorted by name, where only the order within a name counts.
pub(super) fn of(text: &[u8], keeps_order: bool) -> Vec<Pair> {
    let parts = text.split(|byte| *byte == b'&').filter(|part| !part.is_empty());
    let mut pairs: Vec<Pair> = parts.filter_map(pair).collect();
    if !keeps_order {
        pairs.sort_by(|one, other| one.0.cmp(&other.0));
    }
    pairs
}

/// One pair; nothing of nothing.
pub(super) fn pair(part: &[u8]) -> Option<Pair> {
    let mut halves = part.splitn(2, |byte| *byte == b'=');
    Some((decoded(halves.next()?), halves.next().map(decoded)))
}

fn decoded(text: &[u8]) -> Vec<u8> {
    crate::api::address::decoded(text, true)
}
