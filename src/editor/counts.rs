//! Counts and shares as people read them.

pub use crate::flow::counted;

/// A part of a whole: `40 %`, and `<1 %` for what is more than nothing.
pub fn percent(part: impl Into<u64>, whole: impl Into<u64>) -> String {
    let (part, whole) = (u128::from(part.into()), u128::from(whole.into()));
    if whole == 0 {
        return "0 %".to_owned();
    }
    match (part * 100 + whole / 2) / whole {
        0 if part > 0 => "<1 %".to_owned(),
        // All is only what is all.
        100 if part < whole => ">99 %".to_owned(),
        share => format!("{share} %"),
    }
}

/// A number with commas: `7,012`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
