//! The word that a misspelled one most likely means, out of a few.
//!
//! For short lists, as the catalogue gives them; names of widgets have an index of their own in the checker.

/// Longer words are not looked for: nobody misspells them by a letter or two.
const MAX_CHARS: usize = 64;

/// The candidate that is nearest to a word, where one is near enough: a quarter of its letters may differ, two at most,
/// one in a short word. Case and punctuation do not count.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = plain(word);
    if wanted.is_empty() || wanted.len() > MAX_CHARS {
        return None;
    }
    let most = (wanted.len() / 4).clamp(1, 2);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word && candidate.len() <= MAX_CHARS)
        .filter_map(|candidate| {
            let form = plain(candidate);
            let distance =
                if form.len().abs_diff(wanted.len()) > most { return None } else { distance(&wanted, &form) };
            (distance <= most && distance < wanted.len()).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The end of the sentence that there is no such word: which one may be meant, or, of few, which there are.
pub fn did_you_mean(word: &str, known: &[&str]) -> String {
    /// More of them are no help.
    const MAX_LISTED: usize = 6;
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None if known.len() <= MAX_LISTED => format!("; there is: {}", known.join(", ")),
        None => String::new(),
    }
}

fn plain(word: &str) -> Vec<char> {
    word.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many letters must be added, taken out, changed or swapped with their neighbour.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (above, left) in from.iter().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(above + 1);
        for (index, right) in to.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&row, index) + usize::from(left != right);
            let mut least = changed.min(at(&row, index + 1) + 1).min(at(&next, index) + 1);
            let swapped = index > 0
                && above > 0
                && to.get(index - 1) == Some(left)
                && from.get(above - 1) == Some(right);
            if swapped {
                least = least.min(at(&before, index - 1) + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}
