//! The two ways in which Twilio writes dates, and how it reads them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// As the first API writes it: `Tue, 11 Aug 2020 20:10:50 +0000`.
pub(super) fn rfc2822(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// As every later product writes it: `2015-07-30T20:00:00Z`.
pub(super) fn iso(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Reads an ISO 8601 date and time with its zone.
pub(super) fn parse_time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// Reads what a date filter holds, a GMT day or a time: the first moment, and the first moment after it.
pub(super) fn parse_span(text: &str) -> Option<(Timestamp, Timestamp)> {
    if let Some(time) = parse_time(text) {
        return Some((time, time.checked_add(SignedDuration::from_secs(1)).ok()?));
    }
    let day: Date = text.parse().ok()?;
    let start = |day: Date| Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp());
    Some((start(day)?, start(day.tomorrow().ok()?)?))
}

/// Reads an ISO 8601 duration such as `PT10M` or `P1D`; a day is 24 hours.
pub(super) fn parse_duration(text: &str) -> Option<SignedDuration> {
    let span: jiff::Span = text.parse().ok()?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return None;
    }
    span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).ok().filter(|duration| duration.is_positive())
}
