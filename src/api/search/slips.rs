//! Words with slips: letters that are wrong, missing, too many or changed places.
//!
//! How many slips are forgiven depends on how long the word is that was asked for: none below four letters, one up to
//! seven, two from eight on. The first letter is seldom wrong: where it is, that is the only slip.

/// Longer words are looked at up to here.
const LONGEST: usize = 40;
/// Room for the letters that count of any word.
const ROOM: usize = LONGEST + 4;
/// The shortest word that may have a slip.
const SHORTEST: usize = 4;
/// The shortest word that may have two.
const SHORTEST_OF_TWO: usize = 8;

/// What a word is worth with one slip, with two, and where only its beginning has that many.
const WHOLE: [u32; 3] = [0, 4, 2];
const BEGINNING: [u32; 3] = [0, 3, 1];

/// Which letters a word has, and how many: enough to pass most words over without a look at them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Letters {
    has: u64,
    count: usize,
}

impl Letters {
    pub(super) fn of(word: &str) -> Self {
        let bit = |letter: char| 1_u64 << (u32::from(letter) & 63);
        word.chars().fold(Self::default(), |letters, letter| Self {
            has: letters.has | bit(letter),
            count: letters.count + 1,
        })
    }
}

/// A word that was asked for, to be found with slips.
pub(super) struct Slips {
    asked: Vec<char>,
    letters: Letters,
    most: usize,
}

impl Slips {
    /// Nothing where the word is too short, or longer than words are.
    pub(super) fn of(asked: &str) -> Option<Self> {
        let letters = Letters::of(asked);
        let most = match letters.count {
            SHORTEST..SHORTEST_OF_TWO => 1,
            SHORTEST_OF_TWO..=LONGEST => 2,
            _ => return None,
        };
        Some(Self { asked: asked.chars().collect(), letters, most })
    }

    /// How well a word fits that is not written so; nothing where it has too many slips.
    pub(super) fn fit(&self, word: &str, letters: Letters) -> Option<u32> {
        // Each letter that the word does not have at all is a slip, and so is each that is missing.
        let strange = (self.letters.has & !letters.has).count_ones() as usize;
        if strange > self.most || letters.count + self.most < self.asked.len() {
            return None;
        }
        // No more of a word counts than what can be meant by the letters that were asked for.
        let mut start = ['\0'; ROOM];
        let room = self.asked.len() + self.most + 1;
        let mut length = 0;
        for (place, letter) in start.iter_mut().zip(word.chars().take(room)) {
            *place = letter;
            length += 1;
        }
        let word = start.get(..length)?;
        let is_all = letters.count == word.len();
        let is_same_first = word.first() == self.asked.first();
        let allowed = if is_same_first { self.most } else { 1 };
        let (whole, beginning) = distances(&self.asked, word, allowed)?;
        let worth =
            |slips: usize, of: [u32; 3]| of.get(slips).copied().filter(|_| slips <= allowed && slips > 0);
        let of_whole = if is_all { worth(whole, WHOLE) } else { None };
        of_whole.or_else(|| worth(beginning, BEGINNING))
    }
}

/// How many slips are between two words, and between the first and the nearest beginning of the second: letters that are
/// wrong, missing, too many, or that changed places with their neighbour. Nothing where there are more than allowed.
fn distances(asked: &[char], word: &[char], allowed: usize) -> Option<(usize, usize)> {
    let mut before_last = [0_u8; ROOM];
    let mut last = [0_u8; ROOM];
    for (number, place) in (0_u8..).zip(&mut last) {
        *place = number;
    }
    let at = |row: &[u8; ROOM], index: usize| row.get(index).copied().unwrap_or(u8::MAX / 2);
    let mut letter_before = None;
    for (number, letter) in (1_u8..).zip(asked) {
        let mut row = [0_u8; ROOM];
        let mut left = number;
        let mut least_of_row = number;
        let mut other_before = None;
        if let Some(first) = row.first_mut() {
            *first = number;
        }
        for (column, other) in word.iter().enumerate() {
            let changed = at(&last, column) + u8::from(letter != other);
            let mut least = changed.min(at(&last, column + 1) + 1).min(left + 1);
            let is_swapped = letter_before == Some(other) && other_before == Some(letter);
            if let (true, Some(column)) = (is_swapped, column.checked_sub(1)) {
                least = least.min(at(&before_last, column) + 1);
            }
            if let Some(place) = row.get_mut(column + 1) {
                *place = least;
            }
            left = least;
            least_of_row = least_of_row.min(least);
            other_before = Some(other);
        }
        // It never gets less, but for letters that change places, which count from the row before.
        let least_before = last.iter().take(word.len() + 1).min().copied().unwrap_or_default();
        if usize::from(least_of_row.min(least_before)) > allowed {
            return None;
        }
        before_last = std::mem::replace(&mut last, row);
        letter_before = Some(letter);
    }
    let row = last.get(..=word.len())?;
    Some((usize::from(*row.last()?), usize::from(*row.iter().min()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How well a word fits one that was asked for.
    #[track_caller]
    fn check(asked: &str, word: &str, expected: Option<u32>) {
        let fit = Slips::of(asked).and_then(|slips| slips.fit(word, Letters::of(word)));
        assert_eq!(fit, expected, "{asked} for {word}");
    }

    #[test]
    fn a_slip_is_a_letter_that_is_wrong_missing_too_many_or_at_another_place() {
        for asked in ["conversatoin", "convarsation", "conversaton", "conversattion", "xonversation"] {
            check(asked, "conversation", Some(4));
        }
        check("convarsatoin", "conversation", Some(2));
        check("mesasge", "message", Some(4));
        check("partisipant", "participant", Some(4));
        // Shorter words may have one slip, the shortest none, and a wrong first letter is the only slip.
        check("msesgae", "message", None);
        check("mes", "mess", None);
        check("xonversatoin", "conversation", None);
        check("convarsatoinn", "conversation", None);
    }

    #[test]
    fn a_beginning_may_have_slips_while_it_is_typed() {
        for asked in ["conva", "convar", "convarsat"] {
            check(asked, "conversation", Some(3));
        }
        check("mesas", "message", Some(3));
        check("zebr", "conversation", None);
    }

    #[test]
    fn letters_are_counted_right_beyond_ascii() {
        check("größe", "grosse", None);
        check("große", "größe", Some(4));
        check("überblick", "uberblick", Some(4));
    }
}
