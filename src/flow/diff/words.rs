//! What differs between two texts, word by word.

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Both have it.
    Same(&'a str),
    /// Only the earlier one has it.
    Gone(&'a str),
    /// Only the later one has it.
    New(&'a str),
}

/// More comparisons of words than these are not made: then all between what both begin and end with is another text.
const MOST_COMPARED: usize = 250_000;

/// The pieces of both, in order: what is gone stands before what came in its place.
pub fn words<'a>(before: &'a str, after: &'a str) -> Vec<Piece<'a>> {
    let (one, two) = (split(before), split(after));
    let begin = one.iter().zip(&two).take_while(|(one, two)| one == two).count();
    let rest = |words: &[&'a str]| words.get(begin..).map(<[_]>::to_vec).unwrap_or_default();
    let (mut one_rest, mut two_rest) = (rest(&one), rest(&two));
    let end = one_rest.iter().rev().zip(two_rest.iter().rev()).take_while(|(one, two)| one == two).count();
    let tail = one_rest.split_off(one_rest.len() - end);
    two_rest.truncate(two_rest.len() - end);
    let mut raw: Vec<Piece<'a>> = one.iter().take(begin).map(|word| Piece::Same(word)).collect();
    if one_rest.len().saturating_mul(two_rest.len()) > MOST_COMPARED {
        raw.extend(one_rest.iter().map(|word| Piece::Gone(word)));
        raw.extend(two_rest.iter().map(|word| Piece::New(word)));
    } else {
        raw.extend(longest_common(&one_rest, &two_rest));
    }
    raw.extend(tail.into_iter().map(Piece::Same));
    joined(&raw, before, after)
}

/// Words, white space, and each other character by itself.
fn split(text: &str) -> Vec<&str> {
    let class = |char: char| match char {
        char if char.is_alphanumeric() || char == '_' => 0,
        char if char.is_whitespace() => 1,
        _ => 2,
    };
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match class(first) {
            2 => first.len_utf8(),
            kind => rest.find(|char| class(char) != kind).unwrap_or(rest.len()),
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

/// By the table of longest common parts; the caller bounds its size.
fn longest_common<'a>(one: &[&'a str], two: &[&'a str]) -> Vec<Piece<'a>> {
    let width = two.len() + 1;
    let mut lengths = vec![0_u32; (one.len() + 1) * width];
    let at =
        |lengths: &[u32], row: usize, column: usize| lengths.get(row * width + column).copied().unwrap_or(0);
    for (row, word) in one.iter().enumerate().rev() {
        for (column, other) in two.iter().enumerate().rev() {
            let length = if word == other {
                at(&lengths, row + 1, column + 1) + 1
            } else {
                at(&lengths, row + 1, column).max(at(&lengths, row, column + 1))
            };
            if let Some(slot) = lengths.get_mut(row * width + column) {
                *slot = length;
            }
        }
    }
    let mut pieces = Vec::with_capacity(one.len() + two.len());
    let (mut row, mut column) = (0, 0);
    loop {
        match (one.get(row), two.get(column)) {
            (Some(word), Some(other)) if word == other => {
                pieces.push(Piece::Same(word));
                (row, column) = (row + 1, column + 1);
            }
            (Some(word), other)
                if other.is_none() || at(&lengths, row + 1, column) >= at(&lengths, row, column + 1) =>
            {
                pieces.push(Piece::Gone(word));
                row += 1;
            }
            (_, Some(other)) => {
                pieces.push(Piece::New(other));
                column += 1;
            }
            (_, None) => return pieces,
        }
    }
}

fn is_same(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Same(_))
}

/// White space between two changes is a part of them: `are you` has become `is it`, and not one word after the other.
fn with_spaces<'a>(raw: &[Piece<'a>]) -> Vec<Piece<'a>> {
    let is_change =
        |index: Option<usize>| index.and_then(|index| raw.get(index)).is_some_and(|piece| !is_same(piece));
    let mut pieces = Vec::with_capacity(raw.len());
    for (index, piece) in raw.iter().enumerate() {
        match piece {
            Piece::Same(space)
                if space.trim().is_empty()
                    && is_change(index.checked_sub(1))
                    && is_change(Some(index + 1)) =>
            {
                pieces.extend([Piece::Gone(space), Piece::New(space)]);
            }
            piece => pieces.push(*piece),
        }
    }
    pieces
}

/// Neighbours of one kind as one piece; within a change, what is gone first.
fn joined<'a>(raw: &[Piece<'a>], before: &'a str, after: &'a str) -> Vec<Piece<'a>> {
    let (mut in_before, mut in_after) = (0, 0);
    let mut pieces = Vec::new();
    let raw = with_spaces(raw);
    let mut rest = &*raw;
    while let Some(first) = rest.first() {
        let kind = is_same(first);
        let count = rest.iter().take_while(|piece| is_same(piece) == kind).count();
        let (part, after_it) = rest.split_at(count);
        rest = after_it;
        let (mut gone, mut new) = (0, 0);
        for piece in part {
            match piece {
                Piece::Same(word) => (gone, new) = (gone + word.len(), new + word.len()),
                Piece::Gone(word) => gone += word.len(),
                Piece::New(word) => new += word.len(),
            }
        }
        let old = before.get(in_before..in_before + gone).unwrap_or_default();
        let now = after.get(in_after..in_after + new).unwrap_or_default();
        (in_before, in_after) = (in_before + gone, in_after + new);
        if kind {
            pieces.push(Piece::Same(now));
            continue;
        }
        pieces.extend((!old.is_empty()).then_some(Piece::Gone(old)));
        pieces.extend((!now.is_empty()).then_some(Piece::New(now)));
    }
    pieces
}
