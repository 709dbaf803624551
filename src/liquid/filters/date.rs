//! `date`: reads a date in its many spellings and writes it in a format. The clock and the zone come with the options.

use jiff::civil::{Date, DateTime};
use jiff::fmt::{rfc2822, strtime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

use super::super::unknown::Unknown;
use super::super::value::Value;
use super::super::{Dialect, Options};
use super::{Call, Done, wrong};

/// Formats are short; a longer one is none.
const MAX_FORMAT: usize = 4096;

/// The seconds that summer time is ahead.
const HOUR: i32 = 3600;

/// What Studio's engine reads besides `now` and seconds.
const NARROW: &[&str] = &["%Y-%m-%d %H:%M:%S", "%a %b %d %H:%M:%S %Y"];

/// Usual spellings with a time of day.
const TIMES: &[&str] = &[
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%a %b %d %H:%M:%S %Y",
    "%B %d, %Y %H:%M:%S",
    "%B %d, %Y %H:%M",
    "%d %B %Y %H:%M:%S",
    "%d %B %Y %H:%M",
    "%b %d, %Y %H:%M",
];

/// Usual spellings of a day.
const DAYS: &[&str] = &[
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%B %d, %Y",
    "%b %d, %Y",
    "%B %d %Y",
    "%b %d %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d.%m.%Y",
    "%Y%m%d",
];

pub(super) fn date<'r>(call: &mut Call<'_, 'r>, input: Value<'r>) -> Done<'r> {
    let format = call.argument_text(0);
    if format.is_empty() || input.is_nil() {
        return Ok(input);
    }
    if format.len() > MAX_FORMAT {
        return Err(wrong("the format is too long"));
    }
    let seconds = match &input {
        Value::Int(seconds) => Some(*seconds),
        #[expect(clippy::cast_possible_truncation, reason = "whole seconds, saturating")]
        Value::Float(seconds) => Some(seconds.trunc() as i64),
        _ => None,
    };
    let text = call.input_text(&input);
    let text = text.trim();
    let wide = call.dialect.reads_any_date;
    let zone = zone(call.dialect, call.options);
    let when = match seconds.or_else(|| epoch(text)) {
        Some(seconds) => Timestamp::from_second(seconds).ok().map(|time| time.to_zoned(zone.clone())),
        None => read(text, call.options.now, &zone, wide),
    };
    // Whether the two ways to read a date give something else: only then it rests on which of them is right.
    if seconds.is_none() && epoch(text).is_none() && (wide || when.is_none()) {
        let otherwise = read(text, call.options.now, &zone, !wide);
        if otherwise.is_some() != when.is_some() {
            call.assume(Unknown::DateSpelling);
        }
    }
    let Some(when) = when else { return Ok(input) };
    if call.options.zone.to_offset_info(when.timestamp()).dst().is_dst() {
        call.assume(Unknown::SummerTime);
    }
    let flags = call.dialect.date_flags;
    let (text, left) = write(&when, &format, flags);
    if left || (flags && write(&when, &format, false).1) {
        call.assume(Unknown::DateFlags);
    }
    Ok(Value::text(text))
}

fn epoch(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // Eight digits are a day, such as 20240305.
    if digits && text.len() != 8 { text.parse().ok() } else { None }
}

fn read(text: &str, now: Timestamp, zone: &TimeZone, wide: bool) -> Option<Zoned> {
    let zone = || zone.clone();
    if text.eq_ignore_ascii_case("now") || (wide && text.eq_ignore_ascii_case("today")) {
        return Some(now.to_zoned(zone()));
    }
    if text.is_empty() || text.len() > 100 {
        return None;
    }
    let civil = |formats: &[&str]| {
        formats.iter().find_map(|format| strtime::parse(format, text).ok()?.to_datetime().ok())
    };
    if !wide {
        return civil(NARROW)?.to_zoned(zone()).ok();
    }
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.to_zoned(zone()));
    }
    if let Ok(time) = rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text) {
        return Some(time.to_zoned(zone()));
    }
    if let Ok(time) = strtime::parse("%Y-%m-%d %H:%M:%S %z", text).and_then(|parts| parts.to_timestamp()) {
        return Some(time.to_zoned(zone()));
    }
    let day = || {
        let day = DAYS.iter().find_map(|format| strtime::parse(format, text).ok()?.to_date().ok());
        day.map(|day: Date| day.at(0, 0, 0, 0))
    };
    let time = civil(TIMES).or_else(day).or_else(|| text.parse::<DateTime>().ok())?;
    time.to_zoned(zone()).ok()
}

/// The zone of dates. Where summer time counts for nothing, it is its standard time as of now.
fn zone(dialect: &Dialect, options: &Options) -> TimeZone {
    let zone = &options.zone;
    if dialect.summer_time {
        return zone.clone();
    }
    let now = zone.to_offset_info(options.now);
    let ahead = if now.dst().is_dst() { HOUR } else { 0 };
    Offset::from_seconds(now.offset().seconds() - ahead).unwrap_or(Offset::UTC).to_time_zone()
}

/// Writes what follows a `%` piece by piece, so that a piece that means nothing stays as it is. Says whether one stayed.
fn write(when: &Zoned, format: &str, flags: bool) -> (String, bool) {
    let mut out = String::with_capacity(format.len() * 2);
    let mut left = false;
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let piece = rest.get(at..).unwrap_or_default();
        let length = directive(piece, flags);
        let directive = piece.get(..length).unwrap_or(piece);
        match formatted(when, directive, flags) {
            Some(text) => out.push_str(&text),
            None => {
                left = true;
                out.push_str(directive);
            }
        }
        rest = piece.get(length..).unwrap_or_default();
    }
    (out + rest, left)
}

/// How long a directive is: `%`, flags and width if they are known, and a letter.
fn directive(piece: &str, flags: bool) -> usize {
    let extra =
        piece.bytes().skip(1).take_while(|b| flags && (b"-_^#0:".contains(b) || b.is_ascii_digit())).count();
    let letter = piece.get(1 + extra..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    1 + extra + letter
}

fn formatted(when: &Zoned, directive: &str, flags: bool) -> Option<String> {
    if flags {
        let width = directive.bytes().filter(u8::is_ascii_digit).count();
        return if width > 2 { None } else { strtime::format(directive, when).ok() };
    }
    // The tokens that Twilio's help lists, as Liqp writes them.
    let known = match directive {
        "%c" => "%a %b %d %H:%M:%S %Y",
        "%e" => "%-d",
        "%l" => "%-I",
        "%x" => "%m/%d/%y",
        "%X" => "%H:%M:%S",
        "%%" => return Some("%".into()),
        "%a" | "%A" | "%b" | "%B" | "%d" | "%H" | "%I" | "%j" | "%m" | "%M" | "%p" | "%S" | "%U" | "%W"
        | "%w" | "%y" | "%Y" | "%Z" => directive,
        _ => return None,
    };
    strtime::format(known, when).ok()
}
