//! How Studio's console writes a flow: the order of keys.
//!
//! The console's server keeps properties in a Java `HashMap`, whose order follows from the keys' hash codes
//! (measured on public exports, where it holds for nearly all console-written states). A property written into
//! a state at the place where the console would put it gives a clean difference after the next export.

/// The order in which the console would write these keys: `order[rank]` is an index into `keys`.
pub fn property_order(keys: &[&str]) -> Vec<usize> {
    let mut buckets: usize = 16;
    while keys.len() * 4 > buckets * 3 {
        buckets *= 2;
    }
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by_key(|index| {
        let key = keys.get(*index).copied().unwrap_or_default();
        (bucket(key, buckets), rank_in_bucket(key), *index)
    });
    order
}

/// Where a new key belongs among existing ones: before the first that the console would write later. At the end
/// where the existing keys do not stand in the console's order.
pub fn position_for(existing: &[&str], key: &str) -> usize {
    let order = property_order(existing);
    if !order.iter().copied().eq(0..existing.len()) {
        return existing.len();
    }
    let mut with_new = existing.to_vec();
    with_new.push(key);
    property_order(&with_new).iter().position(|index| *index == existing.len()).unwrap_or(existing.len())
}

/// The bucket of a key: Java's string hash, spread as `HashMap` spreads it.
fn bucket(key: &str, buckets: usize) -> usize {
    let hash = key.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(unit.into()));
    (hash ^ (hash >> 16)) as usize & (buckets - 1)
}

/// Keys of one bucket stand in the order in which the service puts them in; these are the known ones.
fn rank_in_bucket(key: &str) -> usize {
    const KNOWN: [&str; 13] = [
        "offset",
        "method",
        "content_type",
        "say",
        "currency",
        "language",
        "gather_language",
        "speech_model",
        "profanity_filter",
        "number_of_digits",
        "recording_channels",
        "record",
        "to",
    ];
    KNOWN.iter().position(|known| *known == key).unwrap_or(KNOWN.len())
}
