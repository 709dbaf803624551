//! A moment as somebody says it: `Sunday 23:59`, `2026-12-24 18:00`, `tomorrow 9:00`, `+3 d`, each with a zone behind a
//! comma, as in `Sunday 23:59, Kigali`.
//!
//! It is pure: what the time is now comes in. Months and days have their English names.

mod zones;

#[cfg(test)]
mod tests;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _, Zoned};

use crate::flow::nearest;

pub use zones::{UnknownZone, zone};

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: [(&str, i64); 3] = [("yesterday", -1), ("today", 0), ("tomorrow", 1)];
/// Words that change nothing.
const FILLERS: [&str; 5] = ["at", "on", "next", "the", "of"];
const HOW: &str = "write it as in `Sunday 23:59`, `2026-12-24 18:00`, `tomorrow 9:00` or `+3 d`";
/// A run lasts up to thirty days, and no flow lives before or after these.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2199;
/// Longer texts say no moment.
const MAX_CHARS: usize = 200;

/// Reads a moment. A weekday is the next one, today included where the time is still to come; a time alone is today's;
/// a day alone begins at midnight. The answer has the zone that the text names, or else the one given.
///
/// # Errors
/// What is not understood, as a sentence.
pub fn moment(text: &str, now: Timestamp, zone_else: &TimeZone) -> Result<Zoned, String> {
    if text.chars().count() > MAX_CHARS {
        return Err(format!("this is too long for a moment: {HOW}"));
    }
    let (when, place) = match text.rsplit_once(',') {
        Some((when, place)) if is_place(place) => (when, Some(place)),
        _ => (text, None),
    };
    let zone = match place {
        Some(place) => zone(place).map_err(|unknown| unknown.to_string())?,
        None => zone_else.clone(),
    };
    // Other commas only part the words, as in `Thursday, 18:00`.
    let when = when.replace(',', " ");
    let when = when.trim();
    let found = match when.parse::<Timestamp>() {
        Ok(exact) => exact.to_zoned(zone),
        Err(_) => said(&when.to_lowercase(), &now.to_zoned(zone))?,
    };
    if YEARS.contains(&found.year()) { Ok(found) } else { Err(too_far()) }
}

/// Whether what stands behind a comma can be a zone, and is no part of the moment, as a year or a time.
fn is_place(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    !text.is_empty()
        && !text.starts_with(|char: char| char.is_ascii_digit())
        && !matches!(&*text, "noon" | "midnight")
}

/// A moment as it was understood: `Sun 29 Nov 2026 23:59, Africa/Kigali, UTC+2`.
pub fn told(moment: &Zoned) -> String {
    let seconds = if moment.second() == 0 { "" } else { ":%S" };
    let clock = moment.strftime(&format!("%a %-d %b %Y %H:%M{seconds}")).to_string();
    let zone = moment.time_zone().iana_name().unwrap_or("a zone without a name");
    format!("{clock}, {zone}, {}", offset(moment))
}

/// `UTC+2`, `UTC-3:30`, `UTC`.
fn offset(moment: &Zoned) -> String {
    let secs = moment.offset().seconds();
    let (hours, minutes) = (secs.unsigned_abs() / 3600, secs.unsigned_abs() / 60 % 60);
    let sign = if secs < 0 { '-' } else { '+' };
    match (hours, minutes) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

fn too_far() -> String {
    format!("the clock can be set from {} to {}", YEARS.start(), YEARS.end())
}

fn said(text: &str, now: &Zoned) -> Result<Zoned, String> {
    if text.is_empty() || text == "now" {
        return Ok(now.clone());
    }
    if let Some(rest) = text.strip_prefix("in ").or_else(|| text.strip_prefix('+')) {
        return later(rest, 1, now);
    }
    if let Some(rest) = text.strip_prefix('-') {
        return later(rest, -1, now);
    }
    let text = with_space_before_time(text);
    let words: Vec<&str> = text.split_whitespace().filter(|word| !FILLERS.contains(word)).collect();
    let (day, rest) = day(&words, now)?;
    let time = time(&rest.concat())?;
    let at = |date: Date| date.to_datetime(time).to_zoned(now.time_zone().clone()).map_err(|_| too_far());
    match day {
        Day::None => at(now.date()),
        Day::At(date) => at(date),
        Day::Next(weekday) => {
            let ahead = now.weekday().until(weekday);
            let first = at(after(now.date(), ahead.into())?)?;
            if first >= *now { Ok(first) } else { at(after(first.date(), 7)?) }
        }
        // The end of February comes every fourth year, and once every eighth.
        Day::Yearly(month, day) => {
            let mut years = (0..=8).map(|ahead| now.year().saturating_add(ahead));
            let is_to_come = |year| Some(at(date(year, month, day).ok()?).ok()?).filter(|at| at >= now);
            years.find_map(is_to_come).ok_or_else(too_far)
        }
    }
}

/// `2026-12-24t18:00` as two words.
fn with_space_before_time(text: &str) -> String {
    match (text.get(..10), text.get(10..11), text.get(11..)) {
        (Some(date), Some("t"), Some(time)) if date.bytes().all(|b| b.is_ascii_digit() || b == b'-') => {
            format!("{date} {time}")
        }
        _ => text.to_owned(),
    }
}

enum Day {
    /// None was said.
    None,
    At(Date),
    Next(Weekday),
    /// A month and a day of it, without a year.
    Yearly(i8, i8),
}

/// The day that the first words say, and the words after it.
fn day<'w>(words: &'w [&'w str], now: &Zoned) -> Result<(Day, &'w [&'w str]), String> {
    let Some((first, rest)) = words.split_first() else { return Err(not_understood(words)) };
    let word = first.trim_end_matches('.');
    if let Some((_, days)) = DAYS.iter().find(|(name, _)| *name == word) {
        return Ok((Day::At(after(now.date(), *days)?), rest));
    }
    let begins = |name: &str| word.len() >= 3 && name.starts_with(word);
    if let Some((_, weekday)) = WEEKDAYS.iter().find(|(name, _)| begins(name)) {
        return Ok((Day::Next(*weekday), rest));
    }
    if let Some(date) = iso(word) {
        return Ok((Day::At(date?), rest));
    }
    let month = |word: &str| {
        let word = word.trim_end_matches('.');
        let at = MONTHS.iter().position(|name| word.len() >= 3 && name.starts_with(word))?;
        i8::try_from(at + 1).ok()
    };
    let named = match rest.split_first() {
        Some((second, rest)) => match (month(word), month(second)) {
            (Some(month), _) => Some((month, number_of_day(second)?, rest)),
            (None, Some(month)) => Some((month, number_of_day(word)?, rest)),
            (None, None) => None,
        },
        None => None,
    };
    if let Some((month, day, rest)) = named {
        let year = rest.first().filter(|year| year.len() == 4).and_then(|year| year.parse::<i16>().ok());
        return match (year, rest.split_first()) {
            (Some(year), Some((_, rest))) => Ok((Day::At(date(year, month, day)?), rest)),
            _ => {
                // In a leap year, so that the end of February is a day.
                date(2028, month, day)?;
                Ok((Day::Yearly(month, day), rest))
            }
        };
    }
    if word.starts_with(|char: char| char.is_ascii_digit()) || matches!(word, "noon" | "midnight") {
        return Ok((Day::None, words));
    }
    Err(not_understood(words))
}

fn not_understood(words: &[&str]) -> String {
    let word = words.first().copied().unwrap_or_default();
    let all = WEEKDAYS.iter().map(|(name, _)| *name).chain(MONTHS).chain(DAYS.iter().map(|(name, _)| *name));
    // Of two that are as near, the one that begins alike is meant.
    let (alike, others): (Vec<&str>, Vec<&str>) =
        all.partition(|name| name.chars().next() == word.chars().next());
    let known = alike.into_iter().chain(others);
    match nearest(word, known) {
        Some(near) => format!("`{word}` is no day; did you mean `{near}`?"),
        None => format!("`{word}` is not understood: {HOW}"),
    }
}

/// `2026-12-24`; `None` where a word is nothing like it.
fn iso(word: &str) -> Option<Result<Date, String>> {
    let parts: Vec<&str> = word.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let all = [year, month, day].map(|part| part.parse::<i16>().ok());
    let [Some(year), Some(month), Some(day)] = all else { return None };
    let small = |number: i16| i8::try_from(number).unwrap_or(i8::MAX);
    Some(date(year, small(month), small(day)))
}

/// `24`, `24.`, `24th`.
fn number_of_day(word: &str) -> Result<i8, String> {
    let digits = word.trim_end_matches(|char: char| char.is_ascii_alphabetic() || char == '.');
    digits.parse().map_err(|_| format!("`{word}` is no day of a month: {HOW}"))
}

fn date(year: i16, month: i8, day: i8) -> Result<Date, String> {
    if !YEARS.contains(&year) {
        return Err(too_far());
    }
    if !(1..=12).contains(&month) {
        return Err(format!("there is no month {month}"));
    }
    Date::new(year, month, day).map_err(|_| {
        let days = Date::new(year, month, 1).map_or(31, Date::days_in_month);
        format!("there is no day {day} in that month, which has {days}")
    })
}

fn after(date: Date, days: i64) -> Result<Date, String> {
    date.checked_add(days.days()).map_err(|_| too_far())
}

/// `23:59`, `9:30pm`, `9am`, `noon`; nothing is midnight.
fn time(text: &str) -> Result<Time, String> {
    match text {
        "" | "midnight" => return Ok(Time::midnight()),
        "noon" => return Ok(Time::constant(12, 0, 0, 0)),
        _ => {}
    }
    let wrong = || format!("`{text}` is no time of day: write it as in `23:59` or `9 pm`");
    let (digits, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (text, None),
    };
    let parts: Vec<Option<i8>> = digits
        .split(':')
        .map(|part| if part.bytes().all(|b| b.is_ascii_digit()) { part.parse().ok() } else { None })
        .collect();
    let (hour, minute, second) = match parts.as_slice() {
        [Some(hour)] if half.is_some() => (*hour, 0, 0),
        [Some(hour), Some(minute)] => (*hour, *minute, 0),
        [Some(hour), Some(minute), Some(second)] => (*hour, *minute, *second),
        _ => return Err(wrong()),
    };
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return Err(wrong()),
        None => hour,
    };
    Time::new(hour, minute, second, 0).map_err(|_| wrong())
}

/// `3 d`, `1 h 30 min` from now.
fn later(text: &str, sign: i64, now: &Zoned) -> Result<Zoned, String> {
    let wrong =
        || format!("`{text}` is no length of time: write it as in `+3 d`, `+90 min` or `+1 h 30 min`");
    let mut rest = text.trim();
    let mut moment = now.clone();
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let end = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        let after = after.trim_start();
        let end = after.find(|char: char| !char.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        if digits.is_empty() {
            return Err(wrong());
        }
        let number: i64 = digits.parse().map_err(|_| too_far())?;
        let span = span(number.saturating_mul(sign), unit).ok_or_else(wrong)?;
        moment = moment.checked_add(span.map_err(|_| too_far())?).map_err(|_| too_far())?;
        rest = after.trim_start();
    }
    Ok(moment)
}

fn span(number: i64, unit: &str) -> Option<Result<Span, jiff::Error>> {
    let span = Span::new();
    Some(match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => span.try_seconds(number),
        "m" | "min" | "mins" | "minute" | "minutes" => span.try_minutes(number),
        "h" | "hour" | "hours" => span.try_hours(number),
        "d" | "day" | "days" => span.try_days(number),
        "w" | "week" | "weeks" => span.try_weeks(number),
        "mo" | "month" | "months" => span.try_months(number),
        "y" | "year" | "years" => span.try_years(number),
        _ => return None,
    })
}
